"""What a document is: news, opinion, press release, post, letter or record, with the evidence that decided.

Evidence contradicts itself often (a news page in an `/opinion/` path, a column declared as `NewsArticle`, a press
release that a newspaper prints). `RANKING` is the answer: its finders are asked in order and the first that finds
anything decides. Above stands what the item says of itself, below what its shelf, its source and its manner suggest.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from transforms.document import Block, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSignals:
    """All that decides a document's form.

    Attributes:
        source_form: the default form that the source's file gives, None where it gives none.
        publisher: the kind of publisher in the source's file (`newspaper`, `police`, `blog`, ...).
        url: the document's address.
        section: as the page or the feed declares it.
        title: without `title_prefix`, what was taken off it ("Opinion").
        schema_types: `@type` values of the page's JSON-LD, any case, with or without `schema.org/`.
        page_classes: class names of the page's body and article elements.
        is_post: the item came from a social network.
        text, blocks: the body; blocks tell whose words they are.
    """

    source_form: Form | None
    publisher: str | None
    url: str
    section: str | None
    title: str | None
    title_prefix: str | None
    schema_types: tuple[str, ...]
    page_classes: tuple[str, ...]
    is_post: bool
    text: str
    blocks: tuple[Block, ...]


Finding = tuple[Form, str] | None

_SPEAKS_FOR_ITSELF: Final = frozenset(
    {"police", "sheriff", "city", "county", "union", "oversight", "official"}
)
_REPORTS: Final = frozenset({"newspaper", "tv", "radio"})

_LETTER_WORDS: Final = re.compile(
    r"\bletters?[ -](?:to[ -](?:the[ -])?editors?|from[ -]readers?|of[ -]the[ -](?:day|week))\b"
    r"|\breaders?[’'s]*[ -](?:letters?|write)\b|\byour[ -]letters\b|^letters?$",
    re.I,
)
_OPINION_WORDS: Final = re.compile(
    r"\b(?:opinions?|editorials?|op[ -]?eds?|commentar(?:y|ies)|columns?|columnists?|viewpoints?|perspectives?"
    r"|guest[ -](?:essay|column|view|voices?)|my[ -]view|our[ -]view|point[ -]of[ -]view|ideas|rants?|soapbox"
    r"|in[ -]my[ -]opinion|views)\b",
    re.I,
)
_RELEASE_WORDS: Final = re.compile(
    r"\b(?:press|news|media)[ -]?(?:releases?|advisor(?:y|ies))\b|\bpressroom\b", re.I
)
_RECORD_WORDS: Final = re.compile(
    r"\bblotters?\b|\b(?:police|sheriff(?:[’']?s)?|arrests?|dispatch|jail|booking|incident|crime|public[ -]safety|fire"
    r"|calls?)[ -](?:logs?|roster|register)\b|\b(?:jail|booking)[ -](?:reports?|records?)\b|\bdaily[ -]bulletin\b"
    r"|\b(?:meeting[ -])?(?:minutes|agenda)[ -](?:of|for)\b",
    re.I,
)
_NEWS_WORDS: Final = re.compile(
    r"\b(?:news|crime|courts?|public[ -]safety|analysis|explainers?|investigations?)\b", re.I
)

_DECLARED: Final[dict[str, Form]] = {
    "opinionnewsarticle": "opinion",
    "reviewnewsarticle": "opinion",
    "reportagenewsarticle": "news",
    "analysisnewsarticle": "news",
    "backgroundnewsarticle": "news",
    "askpublicnewsarticle": "news",
    "socialmediaposting": "post",
    "discussionforumposting": "post",
}

_SALUTATION: Final = re.compile(r"\A\W*(?:to the editors?|dear editors?|editors?)\s*[:,—–-]", re.I)
_RELEASE_MARK: Final = re.compile(
    r"\bfor immediate release\b"
    r"|^\W*(?:press|news|media)[ -]?(?:release|advisory|statement)\b[^.\n]{0,40}$"
    r"|\b(?:the following|this) (?:is|was|press release|news release)[^.\n]{0,40}\b(?:released?|issued|provided|submitted)\b"
    r"|^\W*(?:submitted|provided|released|information (?:provided|submitted)) by (?:the )?[^.\n]{0,60}"
    r"\b(?:police|sheriff|department|office|city|county|union|association)\b",
    re.I | re.M,
)
_END_MARK: Final = re.compile(r"^\s*(?:#\s?#\s?#[#\s]*|-\s?30\s?-|-\s?end\s?-)\s*$", re.I | re.M)

_PHONE: Final = re.compile(r"(?<!\d)\(?\d{3}\)?[-.\s/–]\s?\d{3}[-.–]\d{4}(?!\d)")
_OFFICIAL_MAIL: Final = re.compile(r"\b[\w.+-]+@[\w.-]+\.(?:gov|us|org|mil)\b", re.I)
_OFFICE: Final = (
    r"(?:police (?:department|bureau|chief)|chief of police|sheriff(?:[’']s office)?|(?:district|county|city|prosecuting"
    r"|state[’']?s|commonwealth[’']?s|attorney) (?:attorney|general)(?:[’']s office)?|prosecutor(?:[’']s office)?"
    r"|\bD\.?A\.?\b|mayor|city council|city of \w+|guild|association)"
)
_RELEASE_MANNER: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("contact-line", re.compile(r"^\W*(?:(?:press|media|news|public)[ ,]*)?(?:information )?contacts?\b(?: us)?\s*[:.]?.{0,60}$|\bcontact\s*:", re.I | re.M)),
    ("information-officer", re.compile(r"public information officer|\bPIO\b|communications director", re.I)),
    ("office-telephone", _PHONE),
    ("office-mail", _OFFICIAL_MAIL),
    ("announces", re.compile(rf"{_OFFICE}[^.\n]{{0,120}}?\b(?:today )?(?:announce[sd]?|is (?:proud|pleased|asking|seeking)|invites?|would like)\b", re.I)),
    ("case-number", re.compile(r"\b(?:case|incident|report) ?(?:#|no\.|number)s?\s*:?\s*\d", re.I)),
    ("credits-its-own", re.compile(r"\b(?:deputy|assistant|senior|supervising|chief) (?:deputy )?(?:district|state[’']s|county|city|prosecuting|commonwealth[’']s) attorneys?\b[^.]{0,200}\b(?:prosecut|assign|handl|unit|bureau|division|supervis)", re.I)),
    ("presumed-innocent", re.compile(r"\bpresumed innocent\b|\bmerely (?:an )?(?:accusation|allegation)s?\b", re.I)),
    ("asks-for-tips", re.compile(r"\banyone with (?:any |additional |further )?information\b[^.]{0,120}\b(?:call|contact|urged|asked)", re.I)),
    ("thanks", re.compile(rf"{_OFFICE}[^.\n]{{0,60}}\b(?:thanks?|commends?|congratulates?|would like to (?:thank|recognize|remind))\b", re.I)),
)  # fmt: skip

_LOG_ENTRY: Final = re.compile(
    r"^\W{0,3}(?:(?:at )?\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?\b|\d{1,2}/\d{1,2}(?:/\d{2,4})?[ ,]|(?:case|incident|call|report) ?(?:#|no\.?|number)"
    r"|\d{2}-\d{3,}\b)",
    re.I | re.M,
)
_LOG_FIELD: Final = re.compile(
    r"^\W{0,3}(?:case|incident|call|report|event)?[ ]?(?:number|no\.?|#|type|date|time|location|address|disposition|charges?|bail|booked"
    r"|nature|status|arrested|age|agency|officer|deputy|reported|summary)(?: (?:number|type|date|time|of call))?\s*:",
    re.I | re.M,
)

_QUOTED: Final = re.compile(r"“[^”]{0,1500}”?|\"[^\"\n]{0,1500}\"")
_BIO: Final = re.compile(
    r"\b(?:is|are) (?:a|an|the) [^.\n]{0,80}\b(?:columnists?|editorial (?:board|page|writer)|opinion (?:writer|editor))\b"
    r"|\b(?:views|opinions)[^.\n]{0,30} (?:are|is) (?:those|solely|(?:his|her|their|my) own)\b"
    r"|\b(?:lives|resides) in [A-Z][\w ]{2,30}\.\s*\Z|\bwrites? (?:a|this) (?:\w+ )?column\b"
    r"|\b(?:on behalf of|members? of) (?:the|our) editorial board\b|\bthis (?:guest )?(?:column|op-ed|commentary|editorial)\b"
)
_SELF: Final = re.compile(r"\b(?:I|I[’']\w+|me|my|myself)\b")
_ARGUES: Final[tuple[re.Pattern[str], ...]] = (
    re.compile(r"\b(?:should|must|ought to|need(?:s)? to|deserves?|has to|have to) (?:be|not|have|go|stop|start|resign|answer|demand|act|do|get|know|ask|explain)\b", re.I),
    re.compile(r"\?(?=\s|\Z|[”\"’])"),
    re.compile(r"\b(?:you|your|you[’']\w+)\b|\blet[’']s\b|\bshame on\b", re.I),
    re.compile(r"\b(?:sick|disgrace(?:ful)?|outrag(?:e|eous)|shame(?:ful)?|ashamed|absurd|ridiculous|nonsense|pathetic|hypocri\w+|cowardly|insan(?:e|ity)|ludicrous|damn|idiotic|inexcusable|unacceptable)\b", re.I),
    re.compile(r"!(?=\s|\Z)"),
)  # fmt: skip

_PUBLIC: Final = re.compile(
    r"\b(?:police(?:m[ae]n)?|officers?|deput(?:y|ies)|sheriffs?|cops?|chief|mayor|governor|president|senators?|congress(?:wom[ae]n|m[ae]n)?"
    r"|councils?|councill?ors?|commission(?:s|ers?)?|legislat(?:ure|ors?)|lawmakers?|politicians?|prosecutors?|district attorney|judges?|courts?"
    r"|city hall|government|federal|county|taxpayers?|taxes|voters?|vote[ds]?|elect(?:ed|ion)s?|polic(?:y|ies)|laws?|officials?|unions?"
    r"|school board|administration|democrats?|republicans?|citizens?|protest(?:s|ers)?|reforms?)\b",
    re.I,
)
"""Those who act in public, and what they do: how-to pieces and reviews advise and judge too, but not them."""
_PUBLIC_NEEDED: Final = 2
"""Different words of public life, at the least: a company has a president too."""
_PUBLIC_WORDS: Final = 200
"""Words of text for each word of public life, at the most."""


def _own_words(signals: FormSignals) -> str:
    """The author's words alone: without quoted passages, embedded posts, and what stands between quotation marks."""
    parts = [block.text for block in signals.blocks if block.voice == "author" and block.kind != "caption"]
    return _QUOTED.sub(" ", "\n\n".join(parts) if signals.blocks else signals.text)


def _shelf(words: str, rule: str, *, with_news: bool) -> Finding:
    """The form that the words of a shelf name (a section, a path, a kicker); letters stand among opinion, so first."""
    table: list[tuple[re.Pattern[str], Form]] = [
        (_LETTER_WORDS, "letter"),
        (_OPINION_WORDS, "opinion"),
        (_RELEASE_WORDS, "press_release"),
        (_RECORD_WORDS, "record"),
    ]
    if with_news:
        table.append((_NEWS_WORDS, "news"))
    for pattern, form in table:
        if found := pattern.search(words):
            return form, f"{rule}:{found.group().strip().lower().replace(' ', '-')}"
    return None


def _network_post(signals: FormSignals) -> Finding:
    return ("post", "network-post") if signals.is_post else None


def _declared_type(signals: FormSignals) -> Finding:
    for given in signals.schema_types:
        name = given.rsplit("/", 1)[-1]
        if form := _DECLARED.get(name.lower()):
            return form, f"json-ld:{name}"
    return None


def _log(signals: FormSignals) -> Finding:
    """A log by its title or by its build: entries under times and numbers, or one entry of labelled fields."""
    titled = " ".join(filter(None, (signals.title_prefix, signals.title)))
    if found := _RECORD_WORDS.search(titled):
        return "record", f"title:{found.group().lower().replace(' ', '-')}"
    lines = max(1, sum(1 for line in signals.text.splitlines() if line.strip()))
    if (entries := len(_LOG_ENTRY.findall(signals.text))) >= 4 and entries / lines > 0.3:
        return "record", "text:log-entries"
    if len({found.group().lower() for found in _LOG_FIELD.finditer(signals.text)}) >= 4:
        return "record", "text:labelled-fields"
    return None


def _letter(signals: FormSignals) -> Finding:
    for name, words in (("kicker", signals.title_prefix), ("title", signals.title)):
        if words and (found := _LETTER_WORDS.search(words)):
            return "letter", f"{name}:{found.group().lower().replace(' ', '-')}"
    if _SALUTATION.search(signals.text):
        return "letter", "text:salutation"
    return None


def _release_marks(signals: FormSignals) -> Finding:
    if (found := _RELEASE_MARK.search(signals.text[:1500])) or (
        found := _RELEASE_MARK.search(signals.title or "")
    ):
        return "press_release", "text:" + "-".join(re.findall(r"\w+", found.group().lower())[:3])
    if _END_MARK.search(signals.text):
        return "press_release", "text:end-mark"
    return None


def _kicker(signals: FormSignals) -> Finding:
    return _shelf(signals.title_prefix, "kicker", with_news=True) if signals.title_prefix else None


def _section(signals: FormSignals) -> Finding:
    # An agency keeps its releases under "News": that word tells nothing there.
    with_news = signals.publisher not in _SPEAKS_FOR_ITSELF
    return _shelf(signals.section, "section", with_news=with_news) if signals.section else None


def _path(signals: FormSignals) -> Finding:
    # The last part of an address is the title's words, not a shelf.
    folders = urlsplit(signals.url).path.strip("/").split("/")[:-1]
    found = [
        shelf for folder in folders if (shelf := _shelf(folder.replace("_", "-"), "path", with_news=False))
    ]
    return next((shelf for shelf in found if shelf[0] == "letter"), found[0] if found else None)


def _page_class(signals: FormSignals) -> Finding:
    for name in signals.page_classes:
        shelf = re.sub(r"^(?:category|section|tag|type|post-type|article|term)[-_]+", "", name)
        if shelf != name and (found := _shelf(shelf.replace("_", "-"), "class", with_news=False)):
            return found[0], f"class:{name}"
    return None


def _source_default(signals: FormSignals) -> Finding:
    return (signals.source_form, "source-default") if signals.source_form else None


def _publisher(signals: FormSignals) -> Finding:
    if signals.publisher in _SPEAKS_FOR_ITSELF:
        return "press_release", f"publisher:{signals.publisher}"
    return ("post", "publisher:forum") if signals.publisher == "forum" else None


def _release_manner(signals: FormSignals) -> Finding:
    """Two signs of an office speaking; a publisher that reports quotes such signs, so there they tell nothing."""
    if signals.publisher in _REPORTS:
        return None
    ends = signals.text[:1200] + "\n" + signals.text[-1200:]
    signs = [name for name, pattern in _RELEASE_MANNER if pattern.search(ends)]
    return ("press_release", "manner:" + "+".join(signs[:3])) if len(signs) >= 2 else None


def _opinion_manner(signals: FormSignals) -> Finding:
    own = _own_words(signals)
    if found := _BIO.search(own[-600:]):
        return "opinion", "text:author-bio:" + "-".join(re.findall(r"\w+", found.group().lower())[:4])
    words = max(1, len(own.split()))
    selves = len(_SELF.findall(own))
    is_personal = selves >= 2 and selves / words > 0.008
    is_own_page = signals.publisher in {"blog", "resident"}
    if not is_personal and not is_own_page:
        return None
    public = [found.lower() for found in _PUBLIC.findall(own)]
    if len(set(public)) < _PUBLIC_NEEDED or len(public) * _PUBLIC_WORDS < words:
        return None
    ways = sum(1 for pattern in _ARGUES if pattern.search(own))
    # Reporters write in the first person too: there it takes more ways of arguing.
    needed = 4 if signals.publisher in _REPORTS else 3
    if is_personal and 1 + ways >= needed:
        return "opinion", "manner:first-person-argument"
    if is_own_page and ways >= 3:
        return "opinion", "manner:argument-on-a-blog"
    return None


RANKING: Final[tuple[Callable[[FormSignals], Finding], ...]] = (
    _network_post,
    _declared_type,
    _log,
    _letter,
    _release_marks,
    _kicker,
    _section,
    _path,
    _page_class,
    _source_default,
    _publisher,
    _release_manner,
    _opinion_manner,
)
"""The finders, the more telling first; the first finding decides."""


def decide_form(signals: FormSignals) -> tuple[Form, str]:
    """Return the document's form and the evidence that decided (`section:opinion`, `text:for-immediate-release`).

    The answer is the first finding of `RANKING`; where nothing is found it is news, by the rule `nothing-else`.
    """
    for find in RANKING:
        if found := find(signals):
            return found
    return "news", "nothing-else"
