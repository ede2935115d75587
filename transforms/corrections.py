"""Notes in which a publisher corrects, qualifies or brings up to date what it published."""

import re
from typing import Final

_CLASS: Final = re.compile(
    r"(?:^|[-_\s])(?:corrections?|clarifications?|editors?-?notes?|ednotes?|errat(?:a|um)|retraction)(?:$|[-_\s])",
    re.I,
)
_TITLE: Final = (
    r"(?:corrections?(?:\s*(?:and|&|/)\s*clarifications?)?|clarifications?|corrected|retraction|(?:an? )?editor(?:[’']s|s)? note"
    r"|ed\. note|note to readers|for the record|update and correction|correction and update|corrección|fe de erratas?|nota del editor)"
)
_PIECE: Final = (
    r"(?:story|article|post|report|column|piece|item|page|headline|caption|version|editorial|obituary|brief)"
)
_OPENING: Final = re.compile(
    rf"^\W*{_TITLE}\b\s*(?::|\([^)]{{1,40}}\)|[—–]|-\s|appended\b|,\s*[^.:]{{2,40}}[:.]|(?:on\s+)?[^.:\n]{{2,30}}:|\n|on\s+[^.:\n]{{2,30}}\n)"
    rf"|^\W*(?:(?:due to|because of) an? .{{3,40}} error,? )?(?:in )?(?:an|a) (?:earlier|previous|prior|original) (?:version|headline|caption)\b"
    rf"|^\W*(?:the|this|a) (?:(?:original|earlier|previous) )?{_PIECE}(?: (?:above|below))? (?:has been|was|is being|originally|incorrectly|initially)"
    r" (?:since )?(?:been )?(?:updated|corrected|clarified|amended|revised|changed|edited|misstated|misidentified|misspelled|gave|said|incorrectly)\b"
    r"|^\W*this (?:version )?(?:story |article )?(?:corrects|clarifies|updates)\b"
    r"|^\W*(?:updated?|update)\b(?:\s*(?:\d+)?\s*(?::|[—–]|-\s)(?!\s*\d{1,2}/)|,?\s+(?:(?:at|on)\s+)?[^.:\n]{2,40}(?:\d:\d\d[^:\n]{0,25}|[^:\n]{0,25}):\s)",
    re.I,
)
_DATE_LINE: Final = re.compile(r"^\W*updated?\W+[^\n]{0,60}$", re.I)
_SENTENCE: Final = re.compile(r"\b[a-zà-ÿ]{2,}\b.*\b[a-zà-ÿ]{2,}\b.*\b[a-zà-ÿ]{3,}\b.*[.!?)”\"’]$", re.S)
_HINTS: Final = (
    "correct", "clarif", "editor", "ed. note", "retraction", "for the record", "note to readers", "r version", "r headline", "r caption",
    "s version", "l version", "update", "misstated", "correcci", "errata", "amended", "revised",
)  # fmt: skip
_REQUEST: Final = re.compile(
    r"^(?:[^.]{0,60}\b)?(?:submit|suggest|report|request|send)\b[^.]{0,40}\bcorrections?\b|^corrections? policy",
    re.I,
)


def is_correction(text: str, classes: str) -> bool:
    """Whether a paragraph is such a note, by how it begins or by the classes of its element."""
    if has_correction_class(classes):
        return _REQUEST.match(text) is None
    if _OPENING.match(text) is None:
        return False
    # "Updated Nov. 9, 2026, 5:12 p.m." is a date, no note.
    return _DATE_LINE.match(text) is None or _SENTENCE.search(text) is not None


def has_correction_class(classes: str) -> bool:
    """Whether classes call their element such a note."""
    return classes != "" and _CLASS.search(classes) is not None


def may_correct(lowered: str) -> bool:
    """A cheap first look at a whole page's text in lower case."""
    return any(hint in lowered for hint in _HINTS)


def opens_correction(text: str) -> bool:
    """A cheap first look at a paragraph."""
    return _OPENING.match(text.lstrip()[:200]) is not None
