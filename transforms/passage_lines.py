"""The words of a passage or a post as a reader sees them: a line for each block, break, item and row."""

from collections.abc import Container
from typing import Final

from lxml.html import HtmlElement

from transforms.decode import one_line

_INLINE: Final = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins",
        "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
        "var", "wbr", "picture", "source",
    }
)  # fmt: skip
_SILENT: Final = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "select",
        "textarea",
        "svg",
        "math",
        "iframe",
        "button",
        "video",
        "audio",
    }
)
_CELLS: Final = frozenset({"td", "th"})
_CELL: Final = "\x1f"


def passage_lines(element: HtmlElement) -> list[str]:
    """The visible lines of an element; cells of a row are parted by ` | `, line breaks of `<pre>` are kept."""
    return [line for part in passage_parts(element, ()) if isinstance(part, list) for line in part]


def passage_parts(element: HtmlElement, cuts: Container[HtmlElement]) -> list[list[str] | HtmlElement]:
    """The lines of an element in stretches, and between them those of `cuts` that stand in it, in its order."""
    parts: list[list[str] | HtmlElement] = []
    pieces: list[str] = []

    def walk(node: HtmlElement, verbatim: bool) -> None:
        tag = node.tag
        if not isinstance(tag, str) or tag in _SILENT:
            return
        if node in cuts:
            parts.extend((_lines(pieces), node))
            pieces.clear()
            return
        if tag == "br":
            pieces.append("\n")
            return
        if tag == "img":
            # Emoji are pictures in many posts.
            if "emoji" in (node.get("class") or ""):
                pieces.append(node.get("alt") or "")
            return
        verbatim = verbatim or tag == "pre"
        edge = _CELL if tag in _CELLS else "" if tag in _INLINE else "\n"
        pieces.append(edge)
        if node.text:
            pieces.append(node.text if verbatim else node.text.replace("\n", " "))
        for child in node:
            walk(child, verbatim)
            if child.tail:
                pieces.append(child.tail if verbatim else child.tail.replace("\n", " "))
        pieces.append(edge)

    walk(element, verbatim=False)
    parts.append(_lines(pieces))
    return [part for part in parts if not isinstance(part, list) or part]


def _lines(pieces: list[str]) -> list[str]:
    lines = (
        " | ".join(cell for raw in row.split(_CELL) if (cell := one_line(raw)))
        for row in "".join(pieces).split("\n")
    )
    return [line for line in lines if line]
