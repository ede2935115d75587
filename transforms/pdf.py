"""The text of a PDF: paragraphs rebuilt from its lines, without what stands at the edge of every page.

The lines come from `pdf_lines.py`, which runs as a program of its own.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final

from transforms.decode import one_line
from transforms.releases import is_headline

_PROGRAM: Final = Path(__file__).with_name("pdf_lines.py")
_WALL_SECONDS: Final = 120
"""The program's own limit is processor time; this is for a machine that stands still."""
LIMIT: Final = "pdf-beyond-limits"
WITHOUT_TEXT: Final = "pdf-without-text"
_FEWEST_CHARACTERS: Final = 40

_MARGIN: Final = 0.1
"""Share of a page's height, at either end, in which running heads and page numbers stand."""
_PAGE_NUMBER: Final = re.compile(
    r"^\W*(?:page\s*|p\.?\s*)?\d{1,3}(?:\s*(?:of|/|-|\|)\s*(?:page\s*)?\d{1,3})?\W*$", re.I
)
_PRINTED: Final = re.compile(r"\bpage \d+ of \d+\W*$|^\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d{2}", re.I)
"""What a program prints at the edge of a page by itself."""
_TURN: Final = re.compile(
    r"^\W*(?:\(?more\)?|continued(?: on (?:the )?(?:next|following) page)?|page \d+ of \d+)\W*$", re.I
)
_BULLET: Final = re.compile(r"^(?:[•▪●■◦○➢✓·o]|[-–—*]|\(?(?:\d{1,2}|[a-z])[.)])\s+\S")
_LABEL: Final = re.compile(r"^[A-Z][\w /#.’'-]{1,30}:(?:\s|$)")
_ENTRY: Final = re.compile(r"^(?:\d{1,2}:\d{2}\b|\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\d{2}-\d{3,}\b)")
"""How entries of a log begin; running text has such a start of a line now and then."""
_ENTRIES: Final = (3, 0.15)
"""So many entries, and such a share of the lines, make a log."""
_ENDS: Final = re.compile(r"[.!?:;][”\"’')\]]*$")
_FULL: Final = 0.8
"""Share of the text's width from which a line is full enough to go on in the next."""
_WIDE_GAP: Final = 1.35
"""Times the usual distance of lines, from which a distance parts paragraphs."""
_OTHER_SIZE: Final = 0.15
_LARGE: Final = 1.15
_LONGEST_WORD: Final = 60
_LONGEST_ROW: Final = 5_000
_KEEPS_HYPHEN: Final = frozenset(
    {
        "self", "well", "non", "ex", "anti", "co", "vice", "pre", "post", "mid", "long", "short", "high", "low", "full", "part", "half", "first",
        "second", "third", "fourth", "fifth", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "one", "officer", "deputy",
        "police", "hit", "drive", "court", "county", "city", "state", "community", "alcohol", "drug", "gun", "wrong", "rear", "head", "on", "off",
        "in", "by", "follow", "year", "month", "day", "hour", "old", "front", "back", "life", "school", "multi", "so", "all", "north", "south",
        "east", "west", "law", "body", "motor", "pick", "check", "after", "late", "early", "domestic", "traffic",
    }
)  # fmt: skip
"""First halves after which a hyphen at a line's end belongs to the word: writers of releases rarely have words divided."""


@dataclass(frozen=True, slots=True)
class PdfText:
    """A PDF's text.

    Attributes:
        paragraphs: in reading order.
        heading: the paragraph that is set as the headline; None where none stands out.
    """

    paragraphs: tuple[str, ...]
    heading: str | None


@dataclass(slots=True)
class _Line:
    page: int
    left: float
    bottom: float
    right: float
    top: float
    is_cut: bool
    is_bold: bool
    text: str

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 0.1)


def read_pdf(body: bytes, publisher: str) -> PdfText | tuple[str, str]:
    """The text of a PDF, or a reason and its detail: encrypted, broken, too long, without text, beyond the limits.

    Args:
        body: the file.
        publisher: whose name on the letterhead is no headline.

    Raises:
        RuntimeError: the program that reads it is broken or missing: no fault of the file.
    """
    answer = _ask(body)
    if "reason" in answer:
        return str(answer["reason"]), f"{answer['detail']}, {len(body)} bytes"
    lines = [
        _Line(page, left, bottom, right, top, is_cut, is_bold, tidied)
        for page, left, bottom, right, top, is_cut, is_bold, words in answer["lines"]
        if (tidied := one_line(words))
    ]
    if sum(len(line.text) for line in lines) < _FEWEST_CHARACTERS:
        seen = f"a scan: {answer['images']} of {answer['pages']} pages are pictures"
        return WITHOUT_TEXT, f"{seen if answer['images'] else 'no letters in it'}, {len(body)} bytes"
    heights = {int(number): height for number, height in answer["heights"].items()}
    return _rebuilt(_without_edges(_rows(lines), heights), publisher)


def _ask(body: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM)],
            input=body, capture_output=True, timeout=_WALL_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"reason": LIMIT, "detail": f"not read within {_WALL_SECONDS} seconds"}
    if done.returncode == 0:
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer
    if done.returncode < 0:
        return {"reason": LIMIT, "detail": f"the reader was ended by signal {-done.returncode}"}
    last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    if "MemoryError" in last:
        return {"reason": LIMIT, "detail": "the reader had no memory left"}
    raise RuntimeError(f"the reader of PDFs failed: {last[:200]}")


def _rows(lines: Sequence[_Line]) -> list[_Line]:
    """Pieces that stand side by side, in this order, are one line."""
    rows: list[_Line] = []
    for line in lines:
        before = rows[-1] if rows else None
        beside = before is not None and before.page == line.page and line.left >= before.right - 1
        if before is not None and beside and len(before.text) < _LONGEST_ROW:
            shared = min(before.top, line.top) - max(before.bottom, line.bottom)
            if shared > 0.6 * min(before.height, line.height):
                before.text += f" {line.text}"
                before.right, before.is_cut = line.right, line.is_cut
                continue
        rows.append(line)
    return rows


def _without_edges(lines: Sequence[_Line], heights: dict[int, float]) -> list[_Line]:
    """Without page numbers and what repeats at the edge of the pages; what else stands there goes to its end of the page."""

    def edge(line: _Line) -> int:
        height = heights.get(line.page, 792.0)
        return -1 if line.bottom > (1 - _MARGIN) * height else int(line.top < _MARGIN * height)

    pages = len({line.page for line in lines})
    alike = Counter(key for _, key in {(line.page, _alike(line)) for line in lines if edge(line)})
    kept: list[_Line] = []
    for line in lines:
        if _TURN.match(line.text) or (
            edge(line) and (_PAGE_NUMBER.match(line.text) or _PRINTED.search(line.text))
        ):
            continue
        repeats = edge(line) and pages > 1 and alike[_alike(line)] > max(1, pages // 2)
        # The letterhead may repeat; on the first page it says what the file is.
        if repeats and (edge(line) == 1 or line.page):
            continue
        kept.append(line)
    return sorted(kept, key=lambda line: (line.page, edge(line)))


def _alike(line: _Line) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())


def _rebuilt(lines: Sequence[_Line], publisher: str) -> PdfText:
    letters = sorted((line.height, len(line.text)) for line in lines)
    usual = _weighted_median(letters)
    pitch = _pitch(lines, usual)
    edges = _right_edges(lines, usual)
    entries = sum(1 for line in lines if _ENTRY.match(line.text))
    is_log = entries >= _ENTRIES[0] and entries >= _ENTRIES[1] * len(lines)
    breaks = re.compile(f"{_BULLET.pattern}|{_ENTRY.pattern}") if is_log else _BULLET
    seen = Counter(word for line in lines for word in re.findall(r"[\w-]+", line.text.casefold()))
    pieces: list[list[str]] = []
    sizes: list[tuple[float, bool]] = []
    before: _Line | None = None
    for line in lines:
        if before is not None and _continues(before, line, usual, pitch, edges, breaks):
            pieces[-1] += (_joint(before.text, line.text, seen, is_cut=before.is_cut), line.text)
        else:
            pieces.append([line.text])
            sizes.append((line.height, line.is_bold))
        before = line
    paragraphs = list(map("".join, pieces))
    return PdfText(tuple(paragraphs), _heading(paragraphs, sizes, usual, publisher))


def _weighted_median(values: Sequence[tuple[float, int]]) -> float:
    half, so_far = sum(weight for _, weight in values) / 2, 0
    for value, weight in values:
        so_far += weight
        if so_far >= half:
            return value
    return 1.0


def _pitch(lines: Sequence[_Line], usual: float) -> float:
    steps = [
        step for a, b in _pairs(lines) if (step := a.bottom - b.bottom) > 0.5 * usual and _same_size(a, b)
    ]
    # Where every line is a paragraph the steps say nothing of lines.
    return min(median(steps), 1.8 * usual) if steps else 1.2 * usual


def _pairs(lines: Sequence[_Line]) -> Iterator[tuple[_Line, _Line]]:
    return ((a, b) for a, b in pairwise(lines) if a.page == b.page)


def _right_edges(lines: Sequence[_Line], usual: float) -> dict[int, float]:
    edges: dict[int, float] = {}
    for line in lines:
        if len(line.text) > 30 and abs(line.height / usual - 1) < _OTHER_SIZE:
            edges[line.page] = max(edges.get(line.page, 0.0), line.right)
    return edges


def _same_size(a: _Line, b: _Line) -> bool:
    return abs(a.height / b.height - 1) < _OTHER_SIZE


def _continues(
    before: _Line,
    line: _Line,
    usual: float,
    pitch: float,
    edges: dict[int, float],
    breaks: re.Pattern[str],
) -> bool:
    if before.is_cut:
        return True
    if not _same_size(before, line) or breaks.match(line.text):
        return False
    step = before.bottom - line.bottom
    if before.page != line.page or step <= 0:
        # Over a page, or into another column: a sentence goes on.
        return (
            _ENDS.search(before.text) is None
            and not _LABEL.match(line.text)
            and before.is_bold == line.is_bold
        )
    edge = edges.get(before.page, before.right)
    if _LABEL.match(line.text) and (_LABEL.match(before.text) or before.right < _FULL * edge):
        return False
    if min(before.left, line.left) > edge / 2 and abs(before.left - line.left) > usual / 4:
        return False  # a contact set at the right edge, line by line
    is_large = line.height > _LARGE * usual
    if step > _WIDE_GAP * pitch * (line.height / usual if is_large else 1.0):
        return False
    if is_large or (before.is_bold and line.is_bold and _ENDS.search(before.text) is None):
        return True  # a headline of two lines
    if line.text[0].islower() and _ENDS.search(before.text) is None:
        return True
    word = line.text.split(" ", 1)[0]
    width = (line.right - line.left) / max(len(line.text), 1) * (len(word) + 1)
    if before.right + width < edge and not (before.is_bold and line.is_bold):
        return False  # its first word would have had room
    is_indented = line.left > before.left + 0.8 * usual and not _BULLET.match(before.text)
    return not (is_indented and _ENDS.search(before.text))


def _joint(line: str, more: str, seen: Counter[str], *, is_cut: bool) -> str:
    """What stands between a line and the next of its paragraph."""
    if not is_cut:
        return " "
    first = re.findall(r"[\w’'-]+$", line[-_LONGEST_WORD:])
    second = re.findall(r"^[\w’'-]+", more[:_LONGEST_WORD])
    if not first or not second or not first[0].isalpha() or not second[0][0].islower():
        return "-"  # "41-year-" is followed by "old"
    one, two = first[0].casefold(), second[0].casefold()
    if seen[one + two]:
        return ""
    keeps = one in _KEEPS_HYPHEN or seen[f"{one}-{two}"] or (seen[one] > 1 and seen[two])
    return "-" if keeps else ""


def _heading(
    paragraphs: Sequence[str], sizes: Sequence[tuple[float, bool]], usual: float, publisher: str
) -> str | None:
    """The first of the largest lines above the running text, or else the first bold one."""
    top = next((n for n, text in enumerate(paragraphs) if len(text) > 200), len(paragraphs))
    head = [
        (height, bold, text)
        for text, (height, bold) in zip(paragraphs[:top], sizes[:top], strict=True)
        if is_headline(text, publisher)
    ]
    large = [(height, text) for height, _, text in head if height > _LARGE * usual]
    if large:
        return max(large, key=lambda one: one[0])[1]
    return next((text for _, bold, text in head if bold), None)
