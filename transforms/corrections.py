"""Notes in which a publisher corrects, qualifies or brings up to date what it published."""

import re
from typing import Final

_CLASS: Final = re.compile(
    r"(?:^|[-_\s])(?:corrections?|clarifications?|editors?-?notes?|ednotes?|errat(?:a|um)|retraction)(?:$|[-_\s])",
    re.I,
)
_TITLE: Final = (
    r"(?:corrections?(?:\s*(?:and|&|/)\s*clarifications?)?|clarifications?|corrected|retraction|(?:an? )?editor(?:[’']s|s[’']?)? note"
    r"|ed\. note|note to readers|for the record|update and correction|correction and update|corrección|fe de erratas?|nota del editor)"
)
_TITLE_ENDS: Final = r"(?::|\([^)]{1,40}\)|[—–]|-\s|appended\b|,\s*[^.:]{2,40}[:.]|(?:on\s+)?[^.:\n]{2,30}:|\n|on\s+[^.:\n]{2,30}\n)"
_PIECE: Final = (
    r"(?:story|article|post|report|column|piece|item|page|headline|caption|editorial|obituary|brief)"
)
_SURE: Final = r"(?:story|article|headline|caption|post)"
"""What only a publisher's own piece is called: of a report or an item a story may speak."""
_WRONG: Final = r"(?:misstated|misidentified|misspelled|misquoted|mischaracterized|(?:incorrectly|originally|initially|mistakenly|erroneously)\b)"
_CHANGED: Final = r"(?:has been|have been|was|is being)(?: since)? (?:updated|corrected|clarified|amended|revised|changed|edited)\b"
_WHEN: Final = (
    r"(?=[^:\n]{0,40}(?:\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day))[^:\n]{0,40}?(?::\d\d[^:\n]{0,30}?)?"
)
_OPENING: Final = re.compile(
    "|".join(
        (
            rf"^\W*{_TITLE}(?!\w)\s*{_TITLE_ENDS}",
            rf"^\W*(?:(?:due to|because of) an? .{{3,40}} error,? )?(?:in )?an? (?:earlier|previous|prior|original) (?:headline|caption"
            rf"|version(?: of (?:this|the|our) {_PIECE}| (?:{_WRONG}|stated|said|gave|had|,)))\b",
            rf"^\W*(?:the (?:(?:original|earlier|previous) )?(?:{_SURE}|headline of this {_PIECE})|this {_PIECE})(?: (?:above|below))? (?:{_CHANGED}|{_WRONG})",
            r"^\W*this (?:version |story |article )?(?:corrects|clarifies|updates)\b",
            rf"^\W*update[ds]?\b(?:\s*\d?\s*(?::|[—–]|-\s)|[\s,(]*(?:(?:at|on)\s+)?{_WHEN}\)?\s*(?::|[—–])\s)",
        )
    ),
    re.I,
)
_DATE_LINE: Final = re.compile(r"^\W*updated?\W+[^\n]{0,60}$", re.I)
_SENTENCE: Final = re.compile(r"\b[a-zà-ÿ]{2,}\b.*\b[a-zà-ÿ]{2,}\b.*\b[a-zà-ÿ]{3,}\b.*[.!?)”\"’]$", re.S)
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


def opens_correction(text: str) -> bool:
    """A cheap first look at a paragraph."""
    return _OPENING.match(text.lstrip()[:200]) is not None
