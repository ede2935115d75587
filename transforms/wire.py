"""The wire service that a text credits: "PORTLAND, Ore. (AP) —", "© 2026 Reuters", "— Bay City News".

Wires are those listed here, and whatever calls itself one ("Cascade Wire", "Ridge News Service"), as among authors. A credit says that the text came from the wire. "The Associated Press contributed to this report" is none: the text is the
paper's own. Nor is a station's name in a dateline, or a photographer's.
"""

import re
from collections.abc import Sequence
from typing import Final

from transforms.author_names import author_kind
from transforms.document import Block

_WIRES: Final = {
    "AP": r"(?:the )?associated press|ap(?: news)?",
    "Reuters": r"(?:thomson )?reuters(?: news)?",
    "AFP": r"afp|agence france[- ]presse",
    "UPI": r"upi|united press international",
    "dpa": r"dpa(?: international)?|deutsche presse-agentur",
    "CNN": r"(?:the[- ])?cnn(?:[- ](?:wire|newsource))?|cable news network",
    "NPR": r"npr",
    "TNS": r"tns|tribune (?:news service|content agency)",
    "The Canadian Press": r"(?:the )?canadian press",
    "PA Media": r"pa media|press association",
    "Bay City News": r"(?:local news matters/)?bay city news(?: service| foundation)?|bcn",
    "City News Service": r"city news service|cns",
    "Capital News Service": r"capital news service",
    "States Newsroom": r"states newsroom|stateline",
    "The Center Square": r"(?:the )?center square",
    "NewsNation": r"newsnation",
    "Gray News": r"gray news|investigatetv",
    "KFF Health News": r"kff health news|kaiser health news",
    "Efe": r"efe",
    "Notimex": r"notimex",
}
_NAMES: Final = tuple((name, re.compile(words, re.I)) for name, words in _WIRES.items())
_LISTED: Final = "|".join(_WIRES.values())
_ANY: Final = rf"(?P<wire>{_LISTED}|(?:[\w’'-]+\s){{1,3}}(?:wire|news (?:service|agency)))"

_DATELINE: Final = re.compile(
    # Before it a place, perhaps a date; after it a dash, or the text at once ("(CNN)The").
    r"^(?:\w[\w.’'/-]*,?\s+){0,8}\(\s*(?P<wire>[^()]{2,40}?)\s*\)(?:[.\s]*(?:[-–—―]|--)|(?=[^\W\d_]))",
    re.I,
)
_NOTICES: Final = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?:\bcopyright\b|©|\(c\))(?:[\s,:.©™]|\(c\)){{0,6}}(?:(?:19|20)\d\d)?[\s,:.©™]{{0,6}}(?:by\s+)?{_ANY}"
        r"(?=\s*(?:$|[.,;/|&()]|inc\b|llc\b|all rights|and\b|contributed))",
        rf"\bdistributed by {_ANY}(?![\w’'])",
        rf"(?:^|[.!?”\"]\s+|\n)[—–―-]\s*{_ANY}\.?$",
        rf"^(?:source:\s*)?(?P<wire>{_LISTED})\.?$",
    )
)
_LEADING: Final = 3
"""Paragraphs at the start in which a dateline is looked for: a standfirst and a note may stand before it."""
_TRAILING: Final = 5
"""Paragraphs at the end in which a copyright line or a signature is looked for."""
_LONGEST_DATELINE: Final = 120
_LONGEST_NOTICE: Final = 300
_OWN: Final = ("paragraph", "heading", "list")


def find_wire_credit(blocks: Sequence[Block]) -> str | None:
    """The name of the wire that the author's own text credits, None where it credits none.

    Asked in this order: the dateline, a copyright or distribution notice, a signature at the end.
    """
    texts = [block.text for block in blocks if block.voice == "author" and block.kind in _OWN]
    for text in texts[:_LEADING]:
        start = text[:_LONGEST_DATELINE]
        if "(" in start and (match := _DATELINE.match(start)) and (name := _name(match["wire"])):
            return name
    return _noticed([text[-_LONGEST_NOTICE:] for text in texts[-_TRAILING:]])


def is_wire_notice(line: str) -> bool:
    """A line that says which wire the text came from."""
    return _noticed([line]) is not None


def _noticed(texts: Sequence[str]) -> str | None:
    for notice in _NOTICES:
        for text in texts:
            if (match := notice.search(text)) and (name := _name(match["wire"])):
                return name
    return None


def _name(written: str) -> str | None:
    """The wire's name, None where the words are no wire's."""
    if listed := next((name for name, words in _NAMES if words.fullmatch(written)), None):
        return listed
    is_name = all(word[0].isupper() for word in written.split())
    return written if is_name and author_kind(written) == "wire" else None
