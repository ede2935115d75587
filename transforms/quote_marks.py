"""Pairs of quotation marks in running text: which words stand between marks, whatever the marks are."""

import re
from dataclasses import dataclass

_MARK = re.compile(r"[“”„\"«»]|``|''")
_PARAGRAPH = re.compile(r"[^\n]+")
_OPENING = frozenset("“„«") | {"``"}
_CLOSING = frozenset("”»") | {"''"}


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between marks, within one paragraph.

    Attributes:
        start, end: of the words, without the marks.
        outer_start, outer_end: with the marks.
        continues: the quotation goes on from the paragraph before, which did not close it.
        is_closed: False where the paragraph ends without a closing mark.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    continues: bool
    is_closed: bool


def pair_marks(text: str) -> list[Quoted]:
    """Every quoted stretch, in order, outermost marks only.

    A paragraph that opens a quotation and does not close it is closed at its end where the next paragraph opens with
    a mark too; otherwise its odd mark is left out, and voids nothing else.
    """
    paragraphs = [(match.start(), match.end()) for match in _PARAGRAPH.finditer(text)]
    found: list[Quoted] = []
    goes_on = False
    for number, (start, end) in enumerate(paragraphs):
        marks = [(match.start(), match.end(), match.group()) for match in _MARK.finditer(text, start, end)]
        if not marks:
            goes_on = False
            continue
        next_opens = number + 1 < len(paragraphs) and bool(
            _MARK.match(text, _first_ink(text, *paragraphs[number + 1]))
        )
        here, is_open = _paragraph(text, start, end, marks, goes_on, next_opens)
        found.extend(here)
        goes_on = is_open and next_opens
    return found


def _first_ink(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _paragraph(
    text: str, start: int, end: int, marks: list[tuple[int, int, str]], goes_on: bool, next_opens: bool
) -> tuple[list[Quoted], bool]:
    """The quoted stretches of one paragraph, and whether the last goes on in the next."""
    found: list[Quoted] = []
    nests = _nests(marks, next_opens)
    ink = _first_ink(text, start, end)
    opened: tuple[int, int] | None = None
    depth = 0
    for at, after, mark in marks:
        if _opens(text, start, end, at, after, mark, opened is not None):
            if opened is None or not nests:  # a second opening mark that does not nest: the first was odd
                opened = (at, after)
            depth += 1
        elif opened is not None:
            depth -= 1
            if nests and depth > 0:
                continue
            found.append(Quoted(opened[1], at, opened[0], after, goes_on and opened[0] == ink, True))
            opened, depth = None, 0
    if opened is not None and next_opens:
        found.append(Quoted(opened[1], end, opened[0], end, goes_on and opened[0] == ink, False))
        return found, True
    return found, False


def _nests(marks: list[tuple[int, int, str]], next_opens: bool) -> bool:
    """Whether the marks show their direction and pair off, so that a mark within a quotation is one within it."""
    depth = 0
    for _, _, mark in marks:
        if mark in _OPENING:
            depth += 1
        elif mark in _CLOSING:
            depth -= 1
        else:
            return False
        if depth < 0:
            return False
    return depth == int(depth > 0 and next_opens)


def _opens(text: str, start: int, end: int, at: int, after: int, mark: str, is_open: bool) -> bool:
    """Whether the mark opens a quotation: by its shape, else by the characters beside it, else by what is open."""
    if mark in _OPENING:
        return True
    if mark in _CLOSING:
        return False
    before = text[at - 1] if at > start else " "
    behind = text[after] if after < end else " "
    free_before = before.isspace() or before in "([{—–-/"
    free_behind = behind.isspace() or behind in ")]}.,;:?!—–-/"
    if free_before and not free_behind:
        return True
    if free_behind and not free_before:
        return False
    return not is_open
