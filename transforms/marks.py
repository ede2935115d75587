"""Marks: three symbols at the start of each run of text, by which a line of the extractor's output is known again."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.document import BlockKind
from transforms.post_markup import Embed

_ALPHABETS: Final = (0x2801, 0x4DC0)
"""First characters of two ranges of 64 symbols (Braille, hexagrams): a page uses one of them at most."""
_BASE: Final = 64
MARKS: Final = re.compile("|".join(f"[{chr(a)}-{chr(a + _BASE - 1)}]{{3}}" for a in _ALPHABETS))
"""A mark of either alphabet."""

_INLINE: Final = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "img", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
        "time", "tt", "u", "var", "wbr", "picture", "source", "svg",
    }
)  # fmt: skip
SILENT: Final = frozenset(
    {"script", "style", "noscript", "template", "head", "select", "textarea", "svg", "math", "iframe"}
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LAYOUT_TEXT: Final = 400
"""Characters from which a list item or a table cell with paragraphs of its own is layout, not a list or a table."""


@dataclass(slots=True)
class Run:
    """One run of inline text in the page, or one part taken from it: what a mark stands for.

    Attributes:
        element: the block-level element that holds it, in the harvested tree.
        kind: of the block that it is, or is part of.
        group: the outermost list or the table that it belongs to.
        links: (address as written, its element) of the links in it.
    """

    element: HtmlElement
    kind: BlockKind | Literal["pull_quote"]
    group: HtmlElement | None = None
    text: str = ""
    embed: Embed | None = None
    cite: str | None = None
    url: str | None = None
    links: list[tuple[str, HtmlElement]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Harvest:
    """All that was taken down: `runs[n]` is what mark n stands for, in page order."""

    runs: list[Run]
    first: int

    @property
    def mark(self) -> re.Pattern[str]:
        """Matches one mark."""
        return _pattern(self.first, 3)

    def number(self, mark: str) -> int:
        """The run that a mark stands for."""
        number = 0
        for char in mark:
            number = number * _BASE + ord(char) - self.first
        return number


def free_alphabet(text: str) -> int:
    """The first symbol of an alphabet that a page does not use."""
    return next((first for first in _ALPHABETS if not _pattern(first, 1).search(text)), _ALPHABETS[0])


@cache
def _pattern(first: int, count: int) -> re.Pattern[str]:
    return re.compile(f"[{chr(first)}-{chr(first + _BASE - 1)}]{{{count}}}")


def lines_of(element: HtmlElement) -> list[str]:
    """The visible text of an element, a line for each block or line break in it."""
    parts: list[str] = []

    def walk(node: HtmlElement) -> None:
        if not isinstance(node.tag, str) or node.tag in SILENT:
            return
        breaks = node.tag not in _INLINE or node.tag == "br"
        if breaks:
            parts.append("\n")
        parts.append(_spaced(node.text))
        for child in node:
            walk(child)
            parts.append(_spaced(child.tail))
        if breaks:
            parts.append("\n")

    walk(element)
    return [line for raw in "".join(parts).split("\n") if (line := one_line(raw))]


def _spaced(text: str | None) -> str:
    # The newlines of the source are spaces; only elements break a line.
    return text.replace("\n", " ") if text else ""


class Marker:
    """Walks the page once, in reading order, and starts a run wherever text begins in another block element."""

    def __init__(self, first: int, taken: dict[HtmlElement, Run]) -> None:
        self.runs: list[Run] = []
        self._first = first
        self._taken = taken
        self._block: HtmlElement | None = None
        self._breaks = 0

    def walk(
        self,
        node: HtmlElement,
        block: HtmlElement | None = None,
        kind: BlockKind = "paragraph",
        group: HtmlElement | None = None,
    ) -> None:
        """Mark what an element holds; afterwards `runs` has grown by its runs of text, in reading order.

        Args:
            node: where to begin.
            block: the block-level element around it.
            kind: of the blocks that it is part of.
            group: the list or table around it.
        """
        tag = node.tag
        if (run := self._taken.get(node)) is not None:
            self._start(run)
            if run.kind != "caption":
                node.text = self._mark() + (node.text or "")
            self._block = None
            return
        if not isinstance(tag, str) or tag in SILENT:
            return
        if tag == "br":
            self._breaks += 1
        elif tag not in _INLINE:
            block = node
            if tag in _HEADINGS:
                kind, group = "heading", None
            elif tag in ("ul", "ol", "dl") and group is None:
                kind, group = "list", node
            elif tag == "table" and group is None and not self._is_layout(node):
                kind, group = "table", node
            elif tag in ("li", "dd") and kind == "list" and self._is_layout(node):
                kind, group = "paragraph", None
        home = node if block is None else block
        before = len(self.runs)
        if node.text and not node.text.isspace():
            node.text = self._text(node.text, home, kind, group)
        for child in node:
            self.walk(child, home, kind, group)
            if child.tail and not child.tail.isspace():
                child.tail = self._text(child.tail, home, kind, group)
        if tag == "a" and self.runs and (href := node.get("href")):
            # A link that begins a run stands in the run that it began.
            target = self.runs[min(before, len(self.runs) - 1)] if len(self.runs) > before else self.runs[-1]
            target.links.append((href, node))

    def _text(self, text: str, block: HtmlElement, kind: BlockKind, group: HtmlElement | None) -> str:
        if block is self._block and self._breaks < 2:
            self._breaks = 0
            return text
        self._start(Run(block, kind, group))
        self._block = block
        bare = text.lstrip()
        return text[: len(text) - len(bare)] + self._mark() + bare

    def _start(self, run: Run) -> None:
        self.runs.append(run)
        self._breaks = 0

    def _mark(self) -> str:
        number = len(self.runs) - 1
        return "".join(
            chr(self._first + digit)
            for digit in (number // _BASE**2 % _BASE, number // _BASE % _BASE, number % _BASE)
        )

    def _is_layout(self, node: HtmlElement) -> bool:
        """A table or a list item that arranges paragraphs: old sites and mail are built of them."""
        if node.tag == "table" and (
            node.get("role") in ("presentation", "none") or node.find(".//table") is not None
        ):
            return True
        if node.find(".//p") is None and node.find(".//h2") is None:
            return False
        return len(node.text_content()) > _LAYOUT_TEXT
