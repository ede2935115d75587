"""A page read from its top to its bottom as runs of text, each with the box that it stands in.

A run is the text of one block-level element without that of others in it; a list or a table is one run. What was taken
from the page before (embedded posts, quoted passages, captions, notes of correction) is a run of its own, in its place.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from lxml.html import HtmlElement

from transforms.decode import tidy
from transforms.document import BlockKind
from transforms.foreign import ROOTS, is_foreign_box
from transforms.post_markup import Embed
from transforms.signs import HIDDEN, signs_of

_INLINE: Final = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "img", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
        "time", "tt", "u", "var", "wbr", "picture", "source", "svg",
    }
)  # fmt: skip
_PARTING: Final = frozenset({"div", "p", "section", "aside", "figure", "hr", "ul", "ol", "table", "form"})
SILENT: Final = frozenset(
    {"script", "style", "noscript", "template", "head", "select", "textarea", "svg", "math", "iframe"}
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HIDING: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_UNSEEN: Final = re.compile(
    r"(?:^|[\s_-])(?:screen-?reader(?:-(?:text|only|response))?|sr-only|visually-?hidden|assistive-text)(?=$|\s)",
    re.I,
)
"""Inline labels for those who hear the page ("opens in a new window")."""
_LAYOUT_TEXT: Final = 400
"""Characters from which a list item with paragraphs of its own is layout, not a list."""
TAGS: Final = (
    "article",
    "main",
    "section",
    "header",
    "ul",
    "li",
    "td",
    "form",
    "figure",
    "details",
    "address",
)
"""Elements that a box notes of itself and of those around it, as bits."""
_TAG_BITS: Final = {tag: 1 << n for n, tag in enumerate(TAGS)} | {"ol": 16, "dl": 16, "th": 64}


@dataclass(slots=True, eq=False)
class Box:
    """A block-level element of the page.

    Attributes:
        signs: what its names say (see `signs_of`); `near` of it and the two around it.
        tags: which of `TAGS` it is or stands in, as bits.
        place: equal for boxes of the same tags and classes from the top down: paragraphs of one article share it.
        foreign: the outermost box around it that holds something else than the page's own text (comments, lists of
            other pages, forms, what is not shown); None outside of such.
    """

    element: HtmlElement
    parent: "Box | None"
    tag: str
    depth: int
    signs: int
    near: int
    tags: int
    place: int
    foreign: "Box | None"

    def is_in(self, other: "Box | None") -> bool:
        """Whether it is another box, or stands in it."""
        box: Box | None = self
        while box is not None and box is not other:
            box = box.parent
        return box is not None


@dataclass(slots=True, eq=False)
class Run:
    """One run of text in the page, or one part taken from it.

    Attributes:
        element: the block-level element that holds it, in the harvested tree.
        kind: of the block that it is.
        group: the outermost list or the table that it is.
        links: (address as written, its element) of the links in it.
        box: of `element`; of a part taken from the page, the box that it stood in.
        linked, bold: characters of it in links, in bold.
        items: how many items or cells it has.
    """

    element: HtmlElement
    kind: BlockKind | Literal["pull_quote"]
    group: HtmlElement | None = None
    text: str = ""
    embed: Embed | None = None
    cite: str | None = None
    url: str | None = None
    links: list[tuple[str, HtmlElement]] = field(default_factory=list)
    box: Box | None = None
    linked: int = 0
    bold: int = 0
    items: int = 1


def read_runs(tree: HtmlElement, taken: Mapping[HtmlElement, Run]) -> list[Run]:
    """The runs of a page's body that say something, in reading order; those of `taken` among them."""
    reader = _Reader(taken)
    body = tree.find(".//body")
    reader.walk(tree if body is None else body, None, "paragraph", None, None)
    for run, pieces in reader.pieces:
        run.text = _lines("".join(pieces))
    return [run for run in reader.runs if run.text or run.embed is not None]


class _Reader:
    """Walks the page once and begins a run wherever text begins in another box."""

    def __init__(self, taken: Mapping[HtmlElement, Run]) -> None:
        self.runs: list[Run] = []
        self.pieces: list[tuple[Run, list[str]]] = []
        self._taken = taken
        self._now: list[str] = []
        self._box: Box | None = None
        self._row: Box | None = None
        self._breaks = 0
        self._in_link = self._in_bold = False

    def walk(
        self,
        node: HtmlElement,
        box: Box | None,
        kind: BlockKind,
        group: HtmlElement | None,
        row: Box | None,
    ) -> None:
        tag = node.tag
        if (run := self._taken.get(node)) is not None:
            run.box = box
            self.runs.append(run)
            self._box = None
            return
        if not isinstance(tag, str) or tag in SILENT:
            return
        link, bold = self._in_link, self._in_bold
        if tag in _INLINE:
            if (names := node.get("class")) is not None and _is_unseen(names):
                return
            if tag == "br" or (tag == "span" and _is_break(node, names)):
                self._breaks += 1
                self._now.append("\n")
            elif tag == "a":
                self._in_link = True
            elif tag in ("b", "strong"):
                self._in_bold = True
        else:
            box = _box(node, tag, box)
            if tag in _HEADINGS:
                kind, group = "heading", None
            elif tag in ("ul", "ol", "dl") and group is None:
                kind, group = "list", node
            elif tag == "table" and group is None:
                kind, group = "table", node
            elif tag in ("li", "dd") and kind == "list" and _is_layout(node):
                kind, group = "paragraph", None
            elif tag == "tr":
                row = box
        before = len(self.runs)
        if node.text:
            self._read(node.text, node, box, kind, group, row)
        for child in node:
            self.walk(child, box, kind, group, row)
            if child.tail:
                self._read(child.tail, node, box, kind, group, row)
        if tag == "a" and self.runs and (href := node.get("href")):
            # A link that begins a run stands in the run that it began.
            target = self.runs[min(before, len(self.runs) - 1)] if len(self.runs) > before else self.runs[-1]
            target.links.append((href, node))
        if tag in _PARTING and box is not self._box:
            # Text that goes on behind an empty division stands on a line of its own.
            self._now.append("\n")
        self._in_link, self._in_bold = link, bold

    def _read(
        self,
        text: str,
        node: HtmlElement,
        box: Box | None,
        kind: BlockKind,
        group: HtmlElement | None,
        row: Box | None,
    ) -> None:
        if text.isspace():
            self._now.append(" ")
            return
        last = self.runs[-1] if self.runs else None
        if box is self._box and self._breaks < 2:
            pass
        elif group is not None and last is not None and last.group is group:
            self._now.append(" | " if kind == "table" and row is not None and row is self._row else "\n")
            last.items += 1
        else:
            last = Run(node if box is None else box.element, kind, group, box=box)
            self._now = []
            self.runs.append(last)
            self.pieces.append((last, self._now))
        self._box, self._row, self._breaks = box, row, 0
        # The newlines of the source are spaces; only elements break a line.
        self._now.append(text if node.tag == "pre" else text.replace("\n", " "))
        if last is not None:
            if self._in_link:
                last.linked += len(text)
            if self._in_bold:
                last.bold += len(text)


def _lines(text: str) -> str:
    lines = (" ".join(raw.split()) for raw in tidy(text).split("\n"))
    return "\n".join(line for raw in lines if (line := raw.removeprefix("| ").removesuffix(" |")))


def _box(node: HtmlElement, tag: str, parent: Box | None) -> Box:
    own = f"{node.get('class') or ''} {node.get('id') or ''}"
    signs = signs_of(f"{own} {node.get('itemprop') or ''}")
    style = node.get("style")
    is_hidden = node.get("hidden") is not None or (style is not None and _HIDING.search(style) is not None)
    if is_hidden or node.get("aria-hidden") == "true":
        signs |= HIDDEN
    box = Box(
        node,
        parent,
        tag,
        parent.depth + 1 if parent else 0,
        signs,
        signs | (parent.signs if parent else 0) | (parent.parent.signs if parent and parent.parent else 0),
        (parent.tags if parent else 0) | _TAG_BITS.get(tag, 0),
        _place(parent.place if parent else 0, tag, node.get("class") or ""),
        parent.foreign if parent else None,
    )
    if tag in ROOTS:
        box.foreign = None
    elif box.foreign is None and (is_hidden or is_foreign_box(tag, own)):
        box.foreign = box
    return box


def _place(parent: int, tag: str, names: str) -> int:
    """A number for a place: the same in one process for the same tags and classes. Only ever compared."""
    return hash((parent, tag, names))


def _is_break(node: HtmlElement, names: str | None) -> bool:
    """An empty `<span class="br">`, which some editors write for a line break."""
    return names is not None and "br" in names.split() and not len(node) and not (node.text or "").strip()


@lru_cache(maxsize=1 << 12)
def _is_unseen(names: str) -> bool:
    return _UNSEEN.search(names) is not None


def _is_layout(item: HtmlElement) -> bool:
    """A list item that arranges paragraphs: some sites set whole articles so."""
    if item.find(".//p") is None and item.find(".//h2") is None:
        return False
    return len(item.text_content()) > _LAYOUT_TEXT
