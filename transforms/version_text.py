"""What of a document's text makes its version: what somebody wrote, without what a page changes by itself.

Left out are lines that tell when the page was made ("Updated 3 hours ago"), counters (comments, shares, reading time),
links to other stories, notices about cookies, newsletters and rights, and how marks and spaces are set. Only whole lines, the
parts of a line set off by `|` or `·`, and the end of a byline are left out: a date or a number within a sentence is what
the document says, so a corrected one is a change.
"""

import hashlib
import re
import unicodedata
from typing import Final

_MARKS: Final = str.maketrans(
    dict.fromkeys("‘’‚‛ʼ´`′", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff")
    | dict.fromkeys("•‣▪●◦", " ")
)
_DASH: Final = re.compile(r"\s*-+\s*")
_BEFORE_MARK: Final = re.compile(r"\s+(?=[,.;:!?)\]])")
_AFTER_MARK: Final = re.compile(r"(?<=[(\[])\s+")
_BAR: Final = re.compile(r"[|·•]")
_PARTS: Final = re.compile(rf"\s*{_BAR.pattern}\s*")

_TOKEN: Final = re.compile(
    r"\d{4}-\d\d-\d\dt[\d:.]+|[^\W\d_]+(?:\.[^\W\d_]+)*|\d+(?:[:/.,-]\d+)*(?:st|nd|rd|th)?(?![^\W\d_])|\d+(?:[:/.,-]\d+)*|\S"
)
_WORDS: Final = {
    "filler": "last first originally this story article post page was on at an a about less than over just the time local"
    " pst pdt est edt cst cdt mst mdt akst akdt hst pt et ct mt utc gmt pacific eastern central mountain"
    " el la las los de del",
    "date": "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
    " monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
    " enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    " lunes martes miércoles jueves viernes sábado domingo am pm a.m p.m noon midnight",
    "unit": "s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days w week weeks month months"
    " year years moment moments segundos minuto minutos hora horas dia dias día días",
    "ago": "ago now yesterday today hace",
    "label": "updated update posted published modified revised reviewed edited created added"
    " publicado publicada actualizado actualizada",
}
"""The words of time stamps."""
_KIND_OF: Final = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\d(?:t.*)?|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}:\d\d(?::\d\d)?")
_TELLING: Final = frozenset({"number", "stamp", "ago"})
_BY: Final = re.compile(r"(?:(?:posted|published|updated|written|reported|story)\s+)?by\s", re.I)
_BY_SOMEBODY: Final = re.compile(
    r"(?:(?:[Pp]osted|[Pp]ublished|[Uu]pdated|[Ww]ritten|[Rr]eported|[Ss]tory)\s+)?(?:By|BY|by)\s+"
    r"[A-Z][\w.'/&-]*(?:[\s,]+(?:[A-Z][\w.'/&-]*|[\w.-]+@[\w.-]+|and|of|the|for|de|van|von|&|staff|writer|reporter|editor)){0,8}"
)
_LONGEST: Final = 30
_LONGEST_CHARS: Final = 300
"""A line of more words or characters is the story's, whatever it begins with."""

_COUNTER: Final = re.compile(
    r"[\d.,]+\s*[km]?\+?\s*(?:comments?|replies|views?|shares?|likes?|reactions?|reads|readers|reposts?|retweets?|bookmarks?"
    r"|people (?:are )?(?:reading|watching|reacted|like)(?: this)?(?: now)?|watching(?: now)?|viewers|followers|subscribers)"
    r"|(?:comments?|views?|page ?views|total views|shares?|likes?|reactions?|replies|reads|hits)\s*[:(]?\s*[\d.,]+\s*[km]?\)?"
    r"|(?:(?:view|show|read|see|load|hide)\s+)?(?:all |the |more )?(?:[\d.,]+ )?comments?(?: on this (?:story|article))?"
    r"|(?:no comments(?: yet)?|be the first to comment|(?:leave|add|post) a (?:comment|reply)|join the conversation)[.!]?"
    r"|(?:about |less than )?[\d.]+\s*-?\s*min(?:ute)?s?\.?\s*(?:read|listen|watch)"
    r"|(?:estimated |approximate )?(?:reading|read|listening) time\s*[:-]?\s*[\d.:]+\s*(?:min(?:ute)?s?)?"
    r"|listen(?: to this (?:article|story))?\s*[:(-]?\s*[\d:]+\s*(?:min(?:ute)?s?)?\)?"
    r"|\d{1,2}:\d\d\s*/\s*\d{1,2}:\d\d|loading\.*"
    r"|you have (?:read )?\d+ (?:of \d+ )?(?:free )?(?:articles?|stories|story)\b.*|\d+ of \d+ free (?:articles?|stories)\b.*"
    r"|\d+ free (?:articles?|stories) (?:left|remaining)\b.*"
)
_RELATED: Final = (
    r"(?:related(?: (?:stories|story|articles?|coverage|content|news|posts?|links?|reading|topics?))?|read more|read also|also read"
    r"|read next|up next|see also|see more|more (?:coverage|stories|news|headlines)|more (?:from|on|in|about) [^:]{1,40}|most (?:read|popular|viewed|shared|commented)"
    r"(?: (?:stories|articles))?(?: (?:today|this (?:hour|week)))?|trending(?: now| stories)?|popular (?:stories|posts|now)|recommended(?: for you| stories| reading| videos)?"
    r"|you (?:may|might) also (?:like|be interested in)|(?:editors?'?s?|staff) picks|(?:latest|top|recent) (?:news|stories|headlines|posts|videos)(?: today| this (?:hour|week))?"
    r"|around the web|from our partners|sponsored(?: content)?|don'?t miss|in case you missed it|next (?:story|article|post)|previous (?:story|article|post)"
    r"|lea también|le puede interesar|más leídas|noticias relacionadas)"
)
_RELATED_HEADING: Final = re.compile(rf"{_RELATED}\s*[:>]?")
_RELATED_LINK: Final = re.compile(rf"(?:{_RELATED}|more|watch)\s*[:|>]\s*\S.*|{_RELATED}\s*-\s*\S.*")
_NOTICE: Final = re.compile(
    r"(?:we|this (?:web)?site|our (?:web)?site|[\w. ]{2,30}) (?:and our partners )?uses? cookies\b.*"
    r"|by (?:continuing|clicking|using)\b.*\b(?:cookies|privacy policy|terms (?:of (?:use|service)|and conditions))\b.*"
    r"|(?:accept|reject|manage|allow)(?: all)? cookies.*|(?:cookie|privacy) (?:settings|preferences|policy)[.]?"
    r"|(?:sign up|subscribe|register)\b.*\b(?:newsletters?|inbox)\b.*|get\b.*\b(?:newsletters?|inbox)\b.*"
    r"|advertisement(?: - scroll to continue)?|(?:article|story) continues below(?: advertisement)?[.]?|scroll to continue(?: reading)?"
    r"|(?:copyright|©|\(c\))\s*(?:©\s*)?(?:19|20)\d\d\b.*|.{0,40}all rights reserved\b.*"
    r"|share(?: this)?(?: (?:story|article|post|page))?(?: (?:on|via) \w+)?(?: \d+)?|follow us on \w+.*|download (?:our|the) app|(?:print|e-?mail) this (?:story|article|page)"
)
_MOST_LINKS: Final = 12
"""Headlines that follow a heading such as "Most read"."""


def version_digest(title: str | None, text: str) -> str:
    """SHA-256 of title and text without noise: captures of one document with equal digests are of one version.

    Args:
        title: the headline.
        text: the document's text, blocks parted by a blank line.
    """
    headline, *lines = written_lines(title, text)
    return hashlib.sha256(_DASH.sub("-", f"{headline}\n{' '.join(lines)}").encode()).hexdigest()


def written_lines(title: str | None, text: str) -> list[str]:
    """The headline, which may be empty, and the lines of the text that somebody wrote, marks set in one way."""
    return [_without_stamp(_plain(title or "")), *_written(text)]


def _plain(line: str) -> str:
    if not line.isascii():
        line = unicodedata.normalize("NFKC", line)
    line = line.translate(_MARKS)
    return _AFTER_MARK.sub("", _BEFORE_MARK.sub("", " ".join(line.split())))


def _written(text: str) -> list[str]:
    kept: list[str] = []
    bare: list[int] = []
    links_left = 0
    for raw in text.splitlines():
        line = _less_parts(raw)
        if _is_long(line):
            links_left = 0
            kept.append(line)
        elif line:
            lower = line.lower().strip("()[]")
            if _RELATED_HEADING.fullmatch(lower):
                links_left = _MOST_LINKS
            elif links_left and not line.endswith((".", "!", '"', "'", ":")):
                links_left -= 1
            elif not _RELATED_LINK.fullmatch(lower) and not _is_about_the_page(lower):
                links_left = 0
                if _is_date(lower):
                    bare.append(len(kept))
                kept.append(_without_stamp(line))
    # A date by itself at the top or the foot of a page is the page's; several head the days of a list.
    ends = {0, 1, 2, len(kept) - 2, len(kept) - 1}
    is_the_page_s = len(bare) <= 2 and ends.issuperset(bare) and len(bare) < len(kept)
    return [line for number, line in enumerate(kept) if not (is_the_page_s and number in bare)]


def _less_parts(raw: str) -> str:
    """The line in plain marks, less those parts of it, set off by bars or dots, that are about the page."""
    if _BAR.search(raw) is None or _RELATED_LINK.match(raw.lower()):
        return _plain(raw)
    parts = [part for part in map(_plain, _PARTS.split(raw)) if part]
    if len(parts) > 1 and not _is_long(raw):
        told = [part for part in parts if not _is_about_the_page(part.lower())]
        if len(told) < len(parts) or any(_BY_SOMEBODY.fullmatch(part) for part in parts):
            # Beside a byline or another such part, a date alone is the page's too.
            told = [part for part in told if not _is_date(part.lower(), with_spans=True)]
        parts = told
    return " ".join(parts)


def _is_long(line: str) -> bool:
    return len(line) > _LONGEST_CHARS or len(line.split()) > _LONGEST


def _is_about_the_page(lower: str) -> bool:
    if _COUNTER.fullmatch(lower) or _NOTICE.fullmatch(lower):
        return True
    kinds = _kinds(lower)
    return ("ago" in kinds and len(lower.split()) > 1) or (
        "label" in kinds and not kinds.isdisjoint(_TELLING)
    )


def _is_date(lower: str, *, with_spans: bool = False) -> bool:
    """Whether there is nothing but a date or a time; `with_spans`: or a span ("3h")."""
    kinds = _kinds(lower)
    if "label" in kinds:
        return False
    return "stamp" in kinds or {"date", "number"} <= kinds or (with_spans and {"number", "unit"} <= kinds)


def _kinds(lower: str) -> set[str]:
    """Of which kinds the words of a time stamp are; none where there is another word among them."""
    kinds = set()
    for found in _TOKEN.finditer(lower):
        kind = _kind(found.group())
        if kind is None:
            return set()
        kinds.add(kind)
    return kinds


def _kind(token: str) -> str | None:
    """Which kind of word of a time stamp it is; None for another word."""
    if token in _KIND_OF:
        return _KIND_OF[token]
    if _STAMP.fullmatch(token):
        return "stamp"
    if token[0].isdigit():
        return "number"
    return None if token[0].isalpha() else "filler"


def _without_stamp(line: str) -> str:
    """A byline or a headline without the time stamp at its end."""
    if _is_long(line):
        return line
    if line.endswith((")", "]")):
        start = max(line.rfind("("), line.rfind("["))
        if start > 0 and _is_about_the_page(line[start + 1 : -1].lower()):
            return line[:start].rstrip()
    if _BY.match(line) is None:
        return line
    found = list(_TOKEN.finditer(line.lower()))
    cut = len(found)
    while cut and _kind(found[cut - 1].group()) is not None:
        cut -= 1
    tail = {_kind(one.group()) for one in found[cut:]}
    head = line[: found[cut].start()].rstrip(" ,-(") if tail else line
    return head if not tail.isdisjoint(_TELLING) and _BY_SOMEBODY.fullmatch(head) else line
