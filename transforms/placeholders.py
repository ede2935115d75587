"""The plain paragraphs that stand in a page for what was taken out of it, until its runs are read."""

import re
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.runs import Run

_WRAPPERS: Final = frozenset({"div", "figure", "section", "p", "span", "center", "aside", "noscript", "a"})
_FEW: Final = 12
"""Elements in the fullest wrapper of one thing; looking at more would cost too much on a page of many."""
_SIDE: Final = re.compile(r"sidebar|widget|related|promo|newsletter|comment", re.I)
_WORDLESS: Final = "embedded post"
"""Stands in the page for a post that shows no words: an empty paragraph beside another post would go with their wrapper."""


def placeholder_of(element: HtmlElement, run: Run) -> HtmlElement:
    """A plain paragraph in whose place the blocks will be; a caption leaves an empty element."""
    placeholder = element.makeelement("span" if run.kind == "caption" else "p")
    if run.kind != "caption":
        placeholder.text = one_line(run.text) or _WORDLESS
    return placeholder


def replace(element: HtmlElement, run: Run) -> HtmlElement:
    """Put a placeholder in the place of an element, and of the wrappers that hold nothing else."""
    placeholder = placeholder_of(element, run)
    if run.kind == "caption":
        placeholder.tail, element.tail = element.tail, None
        parent = element.getparent()
        if parent is not None:
            parent.replace(element, placeholder)
        return placeholder
    return put(element, placeholder)


def put(element: HtmlElement, placeholder: HtmlElement) -> HtmlElement:
    """Put a placeholder in the place of an element and of its wrappers.

    What stays in an `<aside>` or a `<noscript>` goes with it, and the name of a wrapper ("social-embed") may be that of
    a box that is not the article's. Of a wrapper that holds a caption too, the caption stays behind.
    """
    outer, has_caption = element, False
    while (parent := outer.getparent()) is not None and _is_wrapper(parent):
        if (parent.text or "").strip() or (outer.tail or "").strip():
            break
        others = [node for node in parent if node is not outer]
        if any((node.tail or "").strip() for node in others):
            break
        if any(not _is_empty(node) and node.tag != "figcaption" for node in others):
            break
        has_caption = has_caption or any(node.tag == "figcaption" for node in others)
        outer = parent
    parent = outer.getparent()
    if parent is None:
        return placeholder
    if has_caption:
        element.drop_tree()
        outer.addprevious(placeholder)
        return placeholder
    placeholder.tail, outer.tail = outer.tail, None
    parent.replace(outer, placeholder)
    return placeholder


def _is_wrapper(node: HtmlElement) -> bool:
    if sum(1 for _ in islice(node, _FEW + 1)) > _FEW or not (node.tag in _WRAPPERS or "-" in str(node.tag)):
        return False
    return node.tag != "aside" or _SIDE.search(f"{node.get('class') or ''} {node.get('id') or ''}") is None


def _is_empty(node: HtmlElement) -> bool:
    return not isinstance(node.tag, str) or (
        node.tag in ("br", "span", "div", "p", "script") and not len(node) and not (node.text or "").strip()
    )
