"""Why a capture gives no document: rules on the response, and on the page once it is parsed."""

import re
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawlers.capture import Capture
from crawlers.challenge import is_challenge
from transforms.decode import one_line
from transforms.jsonld import JsonLd

Reason = tuple[str, str]
"""(reason in kebab case, what was found)."""

ORIGINAL_MISSING: Final = "the earlier answer that this one repeats cannot be read in the archive"

_MAGIC: Final = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"ID3", "an MP3 sound"),
    (b"\x1f\x8b", "gzip data"),
    (b"%!PS", "a PostScript document"),
    (b"OggS", "an Ogg sound"),
    (b"wOFF", "a font"),
)
_TYPES: Final = (
    ("image/", "an image"),
    ("video/", "a video"),
    ("audio/", "a sound"),
    ("font/", "a font"),
    ("application/pdf", "a PDF"),
    ("application/json", "JSON"),
    ("application/ld+json", "JSON"),
    ("application/rss", "a feed"),
    ("application/atom", "a feed"),
    ("application/zip", "a ZIP archive"),
    ("application/octet-stream", "bytes of no stated type"),
    ("application/javascript", "a script"),
    ("text/javascript", "a script"),
    ("text/css", "a style sheet"),
    ("text/csv", "CSV"),
    ("text/calendar", "a calendar"),
)
_HTML_START: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|div|p|title|meta|h1|main|section|table)\b", re.I
)
_XML_START: Final = re.compile(rb"^\s*<\?xml|^\s*<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.I)

_GONE: Final = re.compile(
    r"^(?:error\W*)?40[34]\b|\b40[34]\W*(?:error|page)?\W*(?:not found|gone)\b"
    r"|\bpage (?:(?:you (?:requested|are looking for) |that you .{0,30})?(?:was |is |could |can )?(?:not|n[’']t|cannot)(?: be)? (?:found|available|exist)|not found|unavailable|does not exist|no longer)"
    r"|\b(?:story|article|post|content|page) (?:is no longer available|has been (?:removed|deleted)|not found)\b"
    r"|^(?:sorry|oops|uh[- ]oh|whoops)\b.{0,60}\b(?:find|found|missing|exist)|^not found$|^nothing (?:was )?found(?: here)?\W*$",
    re.I,
)
_CHALLENGE_TITLE: Final = re.compile(
    r"^just a moment|^attention required|^access (?:to this page has been )?denied|^(?:are you|you are) (?:a robot|not a robot|human)|^verify(?:ing)? you are|^pardon our interruption"
    r"|^(?:security|browser|human) (?:check|verification)|^please (?:verify|wait)|^ddos-guard|^checking your browser|^robot (?:check|challenge)|^bot verification|^request (?:blocked|unsuccessful)|^one more step",
    re.I,
)
_CONSENT_TITLE: Final = re.compile(
    r"^before you continue|^(?:we value )?your privacy(?: choices| matters)?\W*$|^we value your privacy|^(?:cookie|privacy) (?:consent|settings|preferences|choices|notice)\W*$"
    r"|^consent\W*$|^we (?:need|ask for) your consent|^(?:manage|accept) (?:all )?cookies",
    re.I,
)
_CONSENT_ADDRESS: Final = re.compile(
    r"^consent\.|/(?:collect)?consent(?:/|\?|$)|/privacy-?(?:gate|wall)(?:/|$)", re.I
)
_SHORT_PAGE: Final = 1500
"""Visible characters under which an error or a challenge is believed: an article about one is longer."""

_LISTING_PATH: Final = re.compile(
    r"^/(?:tags?|category|categories|topics?|authors?|section|archives?|search|page)(?:/[^/]+)*/?$|/page/\d+/?$|^/\d{4}(?:/\d{1,2}){0,2}/?$",
    re.I,
)
_LISTING_CLASS: Final = frozenset(
    {"archive", "category", "tag", "author", "search", "search-results", "blog", "home", "date"}
)
_FEWEST_TEASERS: Final = 4
_LARGEST_CARD: Final = 600
_RUNNING: Final = 120
"""Characters from which a paragraph outside of a card is running text."""
_SINGLE_CLASS: Final = frozenset({"single", "single-post", "page", "singular", "postid"})


def reject_response(capture: Capture, homepage: str) -> Reason | None:
    """Why a response cannot hold a document, None where it may: its status, its problem, its bytes."""
    if capture.problem in ("body-too-large", "bad-content-encoding"):
        return capture.problem, f"the crawl kept no body: {capture.problem}, status {capture.status}"
    if capture.problem == "original-missing":
        return capture.problem, ORIGINAL_MISSING
    if 300 <= capture.status < 400:
        return "redirect", f"to {capture.header('location') or 'nowhere'}"
    if capture.status >= 400 or capture.status < 200:
        if is_challenge(capture.status, capture.body):
            return "challenge-page", f"a bot challenge with status {capture.status}"
        return f"http-{capture.status}", f"the server answered {capture.status}"
    if not capture.body.strip():
        return (
            capture.problem or "empty-body",
            f"{len(capture.body)} bytes, all white space, status {capture.status}",
        )
    if is_pdf(capture.body) or is_message(capture.body, capture.header("content-type") or ""):
        return None
    if what := _other_than_text(capture.body, capture.header("content-type") or ""):
        return "not-html", f"{what}, {len(capture.body)} bytes"
    if _is_home(capture.url, homepage) and not _is_home(capture.announced_url, homepage):
        return "redirect-to-home", f"{capture.announced_url} led to the home page"
    if _is_consent(capture.url) and not _is_consent(capture.announced_url):
        return "consent-page", f"{capture.announced_url} led to a page that asks for consent"
    return None


def reject_page(
    tree: HtmlElement, jsonld: JsonLd, *, url: str, og_type: str | None, page_classes: tuple[str, ...]
) -> Reason | None:
    """Why a parsed page is no document, None where it may be one: an error, a challenge, a question, a list of others."""
    title = one_line(tree.findtext(".//title") or "")
    heading = next((text for h in tree.iter("h1", "h2") if (text := one_line(h.text_content()))), "")
    if not jsonld.article and og_type != "article":
        visible = _visible_length(tree)
        if visible < _SHORT_PAGE:
            if _CHALLENGE_TITLE.match(title) or _CHALLENGE_TITLE.match(heading):
                return "challenge-page", f"a short page entitled {title or heading!r}"
            if asks := next((text for text in (title, heading) if _CONSENT_TITLE.match(text)), None):
                return "consent-page", f"a short page entitled {asks!r}"
            if gone := next((text for text in (title, heading) if _GONE.search(text)), None):
                return "soft-404", f"status 200, but a short page entitled {gone!r}"
        if listing := _listing(tree, jsonld, url, page_classes):
            return "listing-page", listing
    return None


def is_pdf(body: bytes) -> bool:
    """The response is a PDF, whatever it is called: some servers put a few bytes before it."""
    return b"%PDF-" in body[:1024] and not _HTML_START.search(body[:1024])


def is_message(body: bytes, content_type: str) -> bool:
    """The response is a message as it was sent by mail."""
    return content_type.partition(";")[0].strip().lower() == "message/rfc822" and not _HTML_START.search(
        body[:200]
    )


def is_plain_text(body: bytes, content_type: str) -> bool:
    """The response is text without mark-up."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in ("text/plain", "text/markdown") and not _HTML_START.search(body[:2000])


def _other_than_text(body: bytes, content_type: str) -> str | None:
    start = body.lstrip()[:512]
    for magic, what in _MAGIC:
        if start.startswith(magic):
            return what
    if start.startswith(b"RIFF") or start[4:8] == b"ftyp":
        return "a picture, sound or film"
    if _HTML_START.search(body[:4096]):
        return None
    if _XML_START.match(start):
        return "XML (a feed or a sitemap)"
    kind = content_type.partition(";")[0].strip().lower()
    named = next((what for prefix, what in _TYPES if kind.startswith(prefix)), None)
    if named:
        return named
    if start[:1] in (b"{", b"["):
        return "JSON"
    if body[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\0" in body[:1024]:
        return f"binary data called {kind or 'nothing'}"
    return None


def _is_home(url: str, homepage: str) -> bool:
    parts, home = urlsplit(url), urlsplit(homepage)
    path = re.sub(r"/(?:index|default|home)\.(?:html?|php|aspx?)$", "/", parts.path).rstrip("/")
    same = (parts.hostname or "").removeprefix("www.") == (home.hostname or "").removeprefix("www.")
    return same and path == home.path.rstrip("/") and not parts.query


def _is_consent(url: str) -> bool:
    parts = urlsplit(url)
    return _CONSENT_ADDRESS.search(parts.hostname or "") is not None or (
        _CONSENT_ADDRESS.search(parts.path) is not None
    )


def _visible_length(tree: HtmlElement) -> int:
    hidden = ("script", "style", "noscript", "template", "svg")
    length = 0
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in hidden:
            length += len((element.text or "").strip())
        length += len((element.tail or "").strip())
    return length


def _listing(tree: HtmlElement, jsonld: JsonLd, url: str, page_classes: tuple[str, ...]) -> str | None:
    classes = frozenset(page_classes)
    if classes & _SINGLE_CLASS:
        return None
    teasers = _teasers(tree)
    signs = [
        sign
        for sign, found in (
            ("its address", bool(_LISTING_PATH.search(urlsplit(url).path))),
            ("its JSON-LD", jsonld.is_listing),
            ("its classes", bool(classes & _LISTING_CLASS)),
            (f"{teasers} linked headlines", teasers >= _FEWEST_TEASERS),
            ("mostly links", _is_mostly_links(tree)),
        )
        if found
    ]
    return f"a list of other pages, by {' and '.join(signs)}" if len(signs) >= 2 else None


def _teasers(tree: HtmlElement) -> int:
    """Cards of other pages (a linked headline in a box with little else), 0 where more text runs outside of them."""
    cards = set()
    for heading in tree.iter("h2", "h3", "h4"):
        parent = heading.getparent()
        is_linked = heading.find(".//a") is not None or (parent is not None and parent.tag == "a")
        if is_linked and parent is not None and len(parent.text_content()) < _LARGEST_CARD:
            cards.add(parent)
    running = sum(
        1
        for p in tree.iter("p")
        if len(p.text_content()) > _RUNNING and not any(node in cards for node in p.iterancestors())
    )
    return len(cards) if len(cards) > running else 0


def _is_mostly_links(tree: HtmlElement) -> bool:
    main = tree.find(".//main")
    main = tree.find(".//body") if main is None else main
    if main is None:
        return False
    linked = sum(len(one_line(a.text_content())) for a in main.iter("a"))
    running = sum(len(one_line(p.text_content())) for p in main.iter("p") if p.find(".//a") is None)
    return linked > 400 and linked > 2 * running
