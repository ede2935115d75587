"""Notes in which a publisher corrects, qualifies or brings up to date what it published."""

import re
from typing import Final

_CLASS: Final = re.compile(r"(?:^|[-_\s])(?:correction|clarification|editors?-?note)", re.I)
_OPENING: Final = re.compile(
    r"^\W*(?:corrections?|clarification|corrected|editor(?:[’']s|s)? note|update and correction)\b\s*[(:—–,-]"
    r"|^\W*(?:an|a) (?:earlier|previous|prior) version of this (?:story|article|post|report|column)\b"
    r"|^\W*this (?:story|article|post|report|column) (?:has been|was) (?:updated to correct|corrected)\b",
    re.I,
)


def is_correction(text: str, classes: str) -> bool:
    """Whether a paragraph is such a note, by how it begins or by the classes of its element."""
    return _OPENING.match(text) is not None or _CLASS.search(classes) is not None
