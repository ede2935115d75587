"""Pairs of quotation marks in running text: which words stand between marks, whatever the marks are."""

import re
from dataclasses import dataclass

_MARK = re.compile(r"[“”„‟\"«»]|``|''|&quot;|&ldquo;|&rdquo;")
_PARAGRAPH = re.compile(r"[^\n]+")
_OPENING = frozenset("“„«") | {"``", "&ldquo;"}
_CLOSING = frozenset("”»") | {"''", "&rdquo;"}


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
    opened: tuple[int, int] | None = None
    for place, (at, after, mark) in enumerate(marks):
        opens = _opens(text, start, end, at, after, mark, opened is not None)
        if opens:
            if opened is not None and mark in _OPENING and place + 1 < len(marks):
                # A second opening mark: a nested quotation where two closing marks follow, else the first was odd.
                closing = sum(
                    1 for a, b, m in marks[place + 1 :] if not _opens(text, start, end, a, b, m, True)
                )
                if closing > 1 and False:
                    continue
            opened = (at, after)
        elif opened is not None:
            found.append(
                Quoted(
                    opened[1],
                    at,
                    opened[0],
                    after,
                    goes_on and opened[0] == _first_ink(text, start, end),
                    True,
                )
            )
            opened = None
    if opened is not None and next_opens:
        found.append(
            Quoted(
                opened[1], end, opened[0], end, goes_on and opened[0] == _first_ink(text, start, end), False
            )
        )
        return found, True
    return found, False


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
