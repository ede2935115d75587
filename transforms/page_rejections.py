"""Why a parsed page is no document: errors that say 200, walls, questions, logins, shops, wikis, forums, lists.

A page is judged by its title and headlines in full, by the words of walls, and by how little text runs on it: a brief of two
sentences on a page full of menus is a document, a story about a blocked account is one too.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.jsonld import JsonLd
from transforms.listings import has_own_headline, listing
from transforms.page_types import declared_type
from transforms.rejections import Reason
from transforms.runs import SILENT

_SEPARATORS: Final = re.compile(r"\s+[|–—•·»‹«-]+\s+|\s*\|\s*")
_CHROME: Final = frozenset({*SILENT, "nav", "footer", "aside", "button", "a", "option", "label"})
_LONGEST_TITLE: Final = 200
_PIECE: Final = 25
"""Characters of a piece of running text, at the least; menus and labels are shorter."""
_LITTLE_TEXT: Final = 900
"""Characters of running text under which the title of an error, a wall or a login is believed."""
_WALL_TEXT: Final = 700
"""Characters of running text under which the words of a wall are believed."""

_THING: Final = r"(?:(?:news |web )?(?:page|content|article|story|post|item|file|document|resource|bulletin|message|alert|release|event|url|link|address|listing|record)s?)"
_ASKED: Final = (
    r"(?:(?: (?:that )?(?:you(?:[’']re| are| were|[’']ve| have)? )?(?:just )?(?:requested|looking for|look for|trying to (?:reach|view|access|find)"
    r"|tried to (?:reach|view|access)|followed|wanted)| at this address| in this blog| here)){0,2}"
)
_ABSENT: Final = (
    r"(?: (?:was|were|is|are|(?:has|have|had)(?: been)?|could|can|does|do|did|may|might)?(?: ?n[o’']?t|n[’']t|not| no longer| never)?(?: have been| be| been)?"
    r"(?: found| available| exist(?:s|ing)?| located| removed| deleted| expired| unavailable| moved| missing| here| working| valid| accessible))"
)
_GONE: Final = re.compile(
    rf"(?:http )?(?:error\W*)?(?:code\W*)?4(?:04|10)\b(?:\W*(?:error|page|file|not|found|gone|oops|sorry|that|nothing|here|this|is|missing|fusion))*"
    rf"|(?:(?:the|this|that|your|our|sorry|requested)\W+)*(?:requested )?{_THING}{_ASKED}{_ABSENT}(?: (?:or|and|anymore|any longer|yet|on|from|to|has|at)\b.{{0,50}})?"
    rf"|{_THING} (?:not (?:found|available)|unavailable|missing|removed|expired|error)"
    r"|(?:sorry|oops|uh[- ]oh|whoops|hmm+|we[’']re sorry|our apologies|well,? this is (?:awkward|embarrassing))\b.{0,80}\b(?:find|found|missing|exists?|available|broken|moved|gone|lost|wrong|nothing|removed)\b.{0,40}"
    r"|not found|nothing (?:was |to be )?found(?: here)?|no (?:results|posts|articles|stories|news|news items|alerts|matches|items)(?: (?:were |was )?(?:found|available|to display))(?: for\b.*)?"
    r"|(?:we )?(?:can(?:no|[’'])t|could ?n[o’']t|could not|cannot|were unable to|are unable to|unable to) (?:seem to )?(?:find|locate) (?:the|this|that|your|what|any) ?(?:page|article|story|content|post|address|results?|you)?.{0,50}"
    r"|(?:this|that|the) (?:page|link|blog|site|account|content) (?:isn[’']t|is not|is no longer) (?:available|here|working).{0,30}|page (?:does not|doesn[’']t) exist"
    r"|you (?:seem|appear) to be lost|lost\?|(?:dead|broken|bad) link|invalid (?:parameters|address|url|id|article|link)",
    re.I,
)
_GONE_CLASS: Final = frozenset(
    {"error404", "error-404", "page-404", "http-404", "status-404", "page-not-found", "not-found", "is-404", "template-404", "errorpage", "error-page"}
)  # fmt: skip
_GONE_WORDS: Final = re.compile(
    rf"(?:sorry, (?:but )?)?\b(?:the|this|that) {_THING}{_ASKED}{_ABSENT}|\bit looks like nothing was found at this location|\bthe requested url was not found"
    r"|\bwe (?:can(?:no|[’'])t|could ?n[o’']t|could not|cannot|were unable to|are unable to) (?:seem to )?(?:find|locate) (?:the|this|that) (?:page|article|story)",
    re.I,
)
_BROKEN: Final = re.compile(
    r"error establishing a database connection|(?:http )?(?:error\W*)?50[0-4]\b(?:\W*(?:error|internal|server|bad|gateway|service|unavailable|timeout|time-out|temporarily))*"
    r"|(?:internal server|server|application|runtime|database|unexpected|fatal) error(?: in .{0,60})?|bad gateway|gateway time-?out|(?:service|site|page|website|system) (?:temporarily )?(?:unavailable|down)"
    r"|(?:(?:site|website|system|we are|we[’']re|currently|down for|under|scheduled|undergoing)\W+)*(?:under |for |undergoing )?(?:scheduled |routine )?maintenance(?: mode)?|we[’']ll be (?:right )?back(?: (?:soon|shortly))?"
    r"|(?:something|that) went wrong|there (?:was|has been) an? (?:\w+ )?(?:error|problem)\b.{0,50}|an? (?:unexpected |unknown )?error (?:has )?occurred\b.{0,40}|temporarily (?:unavailable|offline|down)",
    re.I,
)
_WALL: Final = re.compile(
    r"just a moment\W*|attention required\W*|please wait\W*|one moment,? please\W*|access (?:to this page )?(?:has been |is |was )?(?:denied|blocked|restricted|limited)|access denied .{0,60}\bcloudflare\b.{0,60}"
    r"|(?:are you|you are|you[’']re|confirm (?:that )?you(?:[’']re| are)|verify(?:ing)?(?: that)? you(?:[’']re| are)|let[’']s confirm (?:that )?you(?:[’']re| are)|prove you(?:[’']re| are)|making sure you[’']re) (?:a |not a |an? )?(?:robot|human|bot)\b(?: \(and not a bot\)| by .{0,40}|\W+)?"
    r"|(?:pardon|excuse) our interruption\W*|(?:security|browser|human|bot|robot) (?:check(?:point)?|verification|challenge)(?: (?:required|screen))?|(?:vercel|sucuri|radware|ddos-guard|cloudflare|captcha|recaptcha|geetest)\b.{0,60}"
    r"|checking (?:your|the) (?:browser|connection|site connection).{0,80}|we[’']re (?:checking|verifying) .{0,40}|please (?:verify|prove|confirm|complete|enable) .{0,80}|request (?:blocked|unsuccessful|rejected|denied|forbidden)\b.{0,60}"
    r"|one more step\W*|(?:error\W*)?(?:403|405|406|429)\b(?:\W*(?:forbidden|error|blocked|access|denied|too|many|requests))*|forbidden|blocked|too many requests|sorry,? you have been blocked|you(?:[’']ve| have) been (?:blocked|rate limited)\W*"
    r"|unusual (?:traffic|activity)\b.{0,60}|error: the request could not be satisfied|the request could not be satisfied|website firewall\b.{0,40}|javascript is (?:disabled|required)|enable javascript\b.{0,60}",
    re.I,
)
_WALL_WORDS: Final = re.compile(
    r"\bcloudflare ray id\b|\bray id:|\bddos protection by\b|\bperformance (?:& |and )security by cloudflare\b|\bneeds to review the security of your connection\b|\bverify(?:ing)? (?:that )?you are (?:a )?human\b"
    r"|\bchecking (?:if the site connection is secure|your browser before)\b|\benable javascript and cookies to continue\b|\byou don[’']t have permission to access .{0,300}? on this server\b|\berrors\.edgesuite\.net\b|\breference ?#\s?[\da-f]+\.[\da-f]+"
    r"|\bpress (?:&|and) hold\b|\bautomat(?:ed|ion) tools? to (?:browse|access)|\bbelieve you are using automation\b|\byou were a bot\b|\bmade us think (?:that )?you (?:were|might be|are) a (?:bot|robot)\b|\bincapsula incident id\b|\bpowered by (?:imperva|incapsula|perimeterx|human)\b"
    r"|\bplease enable js and disable any ad ?blocker\b|\bwe need to verify that you[’']re not a robot\b|\bconfirm (?:that )?you(?:[’']re| are) (?:a )?(?:human|not a (?:robot|bot))\b|\bcomplete the (?:captcha|security check|challenge)\b|\bprove (?:that )?you(?:[’']re| are) (?:a )?(?:human|not a (?:robot|bot))\b"
    r"|\byour support id is\b|\byour access to this site has been limited\b|\bgenerated by wordfence\b|\b(?:unusual|suspicious|automated) (?:traffic|activity|requests?) (?:from|coming|on|has)\b|\bgenerated by cloudfront\b|\bthis website is using a security service to protect itself\b"
    r"|\bsucuri website firewall\b|\byour (?:ip|ip address) (?:has been|is|was) (?:blocked|banned|flagged)\b",
    re.I,
)
_WALL_PARTS: Final = re.compile(
    r"captcha-delivery\.com|_Incapsula_Resource|/_Incapsula|awswaf\.com|px-captcha|/px/captcha|perimeterx\.net|challenge-platform/h/|cf_chl_|cf-browser-verification"
    r"|/_sec/cp_challenge|sec-cpt|ddos-guard|/\.well-known/sgcaptcha|hcaptcha\.com/1/api|/recaptcha/api|geetest\.com|kasada|/149e9513|_vercel/security|distil_r_",
    re.I,
)
"""What scripts, frames and forms of walls are called; believed only where no text runs at all."""
_REGION: Final = re.compile(
    r"\b(?:european economic area|our european (?:visitors|readers)|gdpr|general data protection regulation)\b.{0,400}\b(?:access cannot be granted|cannot grant|not available|unavailable|unable to (?:provide|grant|serve)|blocked|restricted|engaged on)\b"
    r"|\bunavailable (?:in your (?:region|country|location)|due to legal reasons|for legal reasons)|\bnot available in your (?:region|country|location|area)\b|\b451\W+unavailable",
    re.I | re.S,
)
_CONSENT: Final = re.compile(
    r"before you continue\b.{0,30}|(?:we value |we respect |we care about )?your privacy(?: choices| matters| is important to us| rights)?\W*|we value your privacy.{0,40}|(?:cookie|cookies|privacy)(?: and (?:cookie|privacy))? (?:consent|settings|preferences|choices|notice|wall|preference center)\W*"
    r"|consent\W*|(?:cookie )?consent (?:required|manager|management)|we (?:need|ask for|would like) your (?:consent|permission)\b.{0,40}|(?:manage|accept|review) (?:all |your )?(?:cookies?|consent|privacy)\b.{0,30}|your (?:data|cookies?),? your (?:choice|decision|experience)\W*|yahoo is part of .{0,40}",
    re.I,
)
_LOGIN: Final = re.compile(
    r"(?:please |you must |you need to )?(?:log ?in|login|sign ?in|sign ?on|log ?on)(?: (?:or|and|/) (?:register|sign ?up|subscribe|create .{0,20}))?(?: (?:to (?:continue|proceed|your|read|view|access|subscribe|see|the site)\b.{0,40}|required|page|form|now|here|with \w+))?\W*"
    r"|(?:member|user|subscriber|account|customer|employee|patron|reader|my account)s? (?:log ?in|sign ?in|access|portal)\W*|welcome back\W*|(?:create|activate|register) (?:an|your|a new|a free) account.{0,40}|(?:forgot(?:ten)?|reset|lost) (?:your )?password\W*|register\W*|sign ?up\W*|registration(?: required)?"
    r"|(?:subscribe|subscription(?:s| offers?| options| plans?| required)?|become a (?:member|subscriber)|join (?:now|us|today)|choose (?:your|a) (?:plan|subscription|offer)|digital (?:subscriptions?|access|offers)|support local (?:journalism|news)|special offer|limited[- ]time offer|membership options?)"
    r"(?: (?:to (?:continue|keep|read|unlock|view|our|the)\b.{0,40}|now|today|for (?:just |only |as little as )?\$\d.{0,40}|and .{0,20}save.{0,20}))?\W*",
    re.I,
)
_LOGIN_ADDRESS: Final = re.compile(
    r"(?:^|/)(?:log-?in|sign-?in|sign-?on|logon|sso|oauth2?|wp-login\.php|sign_in|register|registration|create-account|subscribe|subscriptions?|subscriber-?(?:only|login|services)|paywall|offers?|join|checkout|membership|account/login)(?:[/.?]|$)",
    re.I,
)
_LOGIN_HOST: Final = re.compile(
    r"^(?:login|signin|sso|auth|accounts?|id|subscribe|subscriptions?|offers?|checkout|myaccount|users?)\.",
    re.I,
)

_WIKI: Final = re.compile(
    r"mediawiki|dokuwiki|moinmoin|tiddlywiki|twiki|foswiki|pmwiki|confluence|gitea wiki", re.I
)
_FORUM: Final = re.compile(
    r"vbulletin|phpbb|xenforo|mybb|discourse|simple machines|smf|vanilla|invision|ip\.?board|fluxbb|punbb|flarum|nodebb|woltlab",
    re.I,
)
_FORUM_CLASS: Final = re.compile(
    r"^(?:bbpress|bbp-\w+|phpbb|xf|vbulletin|p-body|forum(?:-\w+)?|topic-list|nsphpbb|ipsapp\w*|smf\w*)$",
    re.I,
)
_PRODUCT: Final = frozenset({"product", "productgroup", "individualproduct", "offer", "aggregateoffer"})
_SHOP_CLASS: Final = frozenset(
    {
        "single-product",
        "product-template-default",
        "template-product",
        "catalog-product-view",
        "product-page",
        "woocommerce-cart",
        "woocommerce-checkout",
    }
)


def reject_page(
    tree: HtmlElement,
    jsonld: JsonLd,
    *,
    url: str,
    announced_url: str,
    og_type: str | None,
    page_classes: tuple[str, ...],
    publisher: str | None,
) -> Reason | None:
    """Why a parsed page is no document, None where it may be one.

    Args:
        tree: the unchanged page.
        jsonld: what it declares.
        url: the address that answered.
        announced_url: what was asked for; where another page answered, its address may say what it is.
        og_type: `og:type`.
        page_classes: of the body and article elements.
        publisher: of the source; a forum's threads are its documents.
    """
    title = one_line(tree.findtext(".//title") or "")
    headings = [text for h in tree.iter("h1") if (text := one_line(h.text_content()))][:2]
    if not headings:
        headings = [text for h in tree.iter("h2", "h3") if (text := one_line(h.text_content()))][:1]
    said = dict.fromkeys((*_wordings(title), *headings))
    says = tuple(words for words in said if len(words) <= _LONGEST_TITLE)
    says_article = bool(jsonld.article) or og_type == "article"
    is_article = bool(jsonld.article)
    reason = _stands_in(
        tree, says, page_classes, url, announced_url, is_article=is_article, says_article=says_article
    )
    if reason:
        return reason
    if jsonld.article:
        return None
    if reason := _other_kind(tree, jsonld, og_type, page_classes, publisher):
        return reason
    kind = declared_type(jsonld, url=url, og_type=og_type, title=title, page_classes=page_classes)
    found = listing(
        tree,
        jsonld,
        url=url,
        titles=says,
        page_classes=page_classes,
        says_article=says_article,
        is_film=kind is not None,
    )
    return ("listing-page", found) if found else None


def _wordings(title: str) -> Iterator[str]:
    """A title, its first part and its last: the site's name stands before or behind."""
    if not title:
        return
    yield title
    parts = [part for part in _SEPARATORS.split(title) if part]
    if len(parts) > 1:
        yield parts[0]
        yield parts[-1]
    if ": " in title:
        yield title.rpartition(": ")[
            2
        ]  # "The Ledger: Page not found"; a headline with a colon says more before it


def _stands_in(
    tree: HtmlElement,
    says: tuple[str, ...],
    page_classes: tuple[str, ...],
    url: str,
    announced_url: str,
    *,
    is_article: bool,
    says_article: bool,
) -> Reason | None:
    """What stands in the place of the page that was asked for."""
    rules = (
        (_GONE, "soft-404"),
        (_WALL, "challenge-page"),
        (_CONSENT, "consent-page"),
        (_BROKEN, "error-page"),
        (_LOGIN, "login-page"),
    )
    # A page that calls itself an article may be an error all the same, but no wall, no question, no login.
    believed = () if is_article else rules[:1] if says_article else rules
    entitled = [(reason, text) for pattern, reason in believed for text in says if pattern.fullmatch(text)]
    gone = next((name for name in page_classes if name.lower() in _GONE_CLASS), None)
    led = _led_to_login(url, announced_url)
    if says_article and not entitled and not gone:
        return None
    text = _running(tree)
    if gone and len(text) < _LITTLE_TEXT:
        return "soft-404", f"status 200, but a page of class {gone!r}"
    is_wall = len(text) < _WALL_TEXT and not says_article
    if is_wall and (found := _REGION.search(text)):
        return "region-blocked", f"a page that says {found[0][:80]!r}"
    is_wall = is_wall and not has_own_headline(tree, url)
    if is_wall and (found := _WALL_WORDS.search(text)):
        return "challenge-page", f"a page that says {found[0]!r}"
    if entitled and len(text) < _LITTLE_TEXT:
        reason, words = entitled[0]
        status = "status 200, but " if reason == "soft-404" else ""
        return reason, f"{status}a page with little text, entitled {words!r}"
    if led and len(text) < _LITTLE_TEXT:
        return "login-page", f"{announced_url} led to {url}"
    if is_wall and (found := _GONE_WORDS.search(text)):
        return "soft-404", f"status 200, but a page that says {found[0]!r}"
    if is_wall and not text and (part := _wall_part(tree)):
        return "challenge-page", f"a page without text that loads {part!r}"
    return None


def _led_to_login(url: str, announced_url: str) -> bool:
    there, asked = urlsplit(url), urlsplit(announced_url)
    if (there.hostname, there.path) == (asked.hostname, asked.path):
        return False
    is_login = _LOGIN_ADDRESS.search(there.path) or _LOGIN_HOST.search(there.hostname or "")
    return bool(is_login) and not _LOGIN_ADDRESS.search(asked.path)


def _wall_part(tree: HtmlElement) -> str | None:
    for node in tree.iter("script", "iframe", "form", "div", "noscript"):
        held = " ".join(node.get(name) or "" for name in ("src", "id", "action", "class"))
        code = (node.text or "")[:5000] if node.tag == "script" else ""
        if found := _WALL_PARTS.search(held) or _WALL_PARTS.search(code):
            return found[0]
    return None


def _running(tree: HtmlElement) -> str:
    """The page's running text: pieces that are longer than labels, outside of menus, footers and links."""
    body = tree.find(".//body")
    pieces: list[str] = []
    stack = [tree if body is None else body]
    while stack:
        node = stack.pop()
        if isinstance(node.tag, str) and node.tag not in _CHROME:
            if node.text and len(text := one_line(node.text)) >= _PIECE:
                pieces.append(text)
            stack.extend(reversed(node))
        if node.tail and len(text := one_line(node.tail)) >= _PIECE:
            pieces.append(text)
    return " ".join(pieces)


def _other_kind(
    tree: HtmlElement,
    jsonld: JsonLd,
    og_type: str | None,
    page_classes: tuple[str, ...],
    publisher: str | None,
) -> Reason | None:
    """A page of a kind that is unlike any document. A record of the police may stand in a wiki's clothes: not here."""
    if og_type in ("product", "product.item", "product.group", "og:product"):
        return "shop-page", f"its og:type is {og_type}"
    types = {kind.lower() for kind in jsonld.types}
    if types & _PRODUCT and "webpage" not in types:
        return "shop-page", f"its JSON-LD is of a {', '.join(sorted(types & _PRODUCT))}"
    if shop := next((name for name in page_classes if name in _SHOP_CLASS), None):
        return "shop-page", f"a page of class {shop!r}"
    generator = next(
        (
            node.get("content") or ""
            for node in tree.iter("meta")
            if (node.get("name") or "").lower() == "generator"
        ),
        "",
    )
    root = tree.getroottree().getroot()
    ids = (root.get("id") or "", *page_classes)
    if _WIKI.search(generator) or "mediawiki" in page_classes:
        return "wiki-page", f"made by {generator or 'MediaWiki'}"
    if publisher != "forum" and (
        _FORUM.search(generator) or any(_FORUM_CLASS.match(name) for name in ids if name)
    ):
        return "forum-page", f"made by {generator or 'a forum'}, at a source that is none"
    return None
