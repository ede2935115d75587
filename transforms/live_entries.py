"""Where the entries of a live blog stand in a page, and what each says of itself.

An entry is a box with a time of its own and a text; its like stand beside it. JSON-LD (`liveBlogUpdate`) adds what the
page does not show.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from lxml.html import HtmlElement

from crawlers.urls import absolute_url
from transforms.decode import one_line
from transforms.foreign import is_foreign
from transforms.jsonld import JsonLd
from transforms.live_updates import CLOCK, Declared, Reading, Update

_LIVE_PATH: Final = re.compile(r"live-?(?:blog|updates?|coverage|stor(?:y|ies)|ticker)|/live/|/live-", re.I)
_LIVE_TITLE: Final = re.compile(
    r"^\W*live\b(?!\s+(?:music|show|theat|band|near|in|on|from)\b)|\blive[ -](?:updates?|blog|coverage|thread)\b|^(?:running |latest )?updates?\s*:|\bas it happen(?:ed|s)\b|\bminute by minute\b",
    re.I,
)
_LIVE_NAMES: Final = ("live-blog", "liveblog", "LiveBlog")
_LIVE_NAME: Final = re.compile("|".join(_LIVE_NAMES))
_NAMED: Final = ("body", "main", "article", "section", "div", "ol", "ul")
_TIME_CLASS: Final = re.compile(
    r"(?:^|[-_\s])(?:time|timestamp|datetime|date|posted|published)(?=$|[-_\s])|timestamp", re.I
)
_AUTHOR_CLASS: Final = re.compile(
    r"(?:^|[-_\s])(?:author|byline|writer|reporter|contributor)s?(?=$|[-_\s])", re.I
)
_BOXES: Final = frozenset({"article", "section", "div", "li", "details", "dd"})
_HEADINGS: Final = ("h2", "h3", "h4", "h5")
_LINES: Final = frozenset({"p", "div", "header", "li", "h2", "h3", "h4"})
_LONGEST_LABEL: Final = 12
"""Characters of what stands around a time or a name in a line of its own ("Posted by")."""
_OUTWARD: Final = 8
"""Elements between an entry's time and its box, at the most."""
_LONGEST_TIME: Final = 60
_FEWEST: Final = 3
_FEWEST_DECLARED: Final = 2
_LEAST_TEXT: Final = 40
"""Characters of an entry's own text, on average: cards of other pages have less beside their links."""


def live_part(
    tree: HtmlElement, jsonld: JsonLd, *, html: str, url: str, title: str | None
) -> HtmlElement | None:
    """Where a live blog's entries are to be looked for: the page that says it is one, or the part that is named so.

    None where nothing (JSON-LD, address, title, a name in the mark-up) says it. What does not occur in `html`, the page's
    source, is not looked for in the tree.
    """
    says = any(kind.lower() == "liveblogposting" for kind in jsonld.types)
    if says or _LIVE_PATH.search(url) or (title and _LIVE_TITLE.search(title)):
        return tree
    if not any(name in html for name in _LIVE_NAMES):
        return None
    named = (
        node
        for node in tree.iter(*_NAMED)
        if any((held := node.get(name)) and _LIVE_NAME.search(held) for name in ("class", "id", "itemtype"))
    )
    return next((node for node in named if not is_foreign(node)), None)


def shown_updates(tree: HtmlElement, declared: Sequence[Update], reading: Reading) -> list[Update]:
    """The entries that the page shows in boxes of their own, in its order; empty where it has none.

    What the boxes do not show is taken from `declared`. The times and bylines of the entries are taken out of the tree:
    they are no text.
    """
    boxes, times = _boxes(tree, declared)
    known = Declared(declared)
    updates: list[Update] = []
    for box in boxes:
        reading = reading.on(_heading_before(box))
        update = _read(box, times[box], reading)
        if (match := known.take(box, update)) is not None:
            update = replace(
                update,
                title=update.title or match.title,
                published=match.published or update.published,
                author=update.author or match.author,
                url=match.url or update.url,
            )
        updates.append(update)
    return updates


def _boxes(
    tree: HtmlElement, declared: Sequence[Update]
) -> tuple[list[HtmlElement], dict[HtmlElement, HtmlElement]]:
    """The boxes of the entries with the time of each: the most alike ones that hold a time, the larger of equals."""
    alike: dict[tuple[str, ...], dict[HtmlElement, HtmlElement]] = defaultdict(dict)
    for mark in _times(tree):
        outward = (node for node in mark.iterancestors() if node.tag in _BOXES)
        for _, box in zip(range(_OUTWARD), outward, strict=False):
            alike[_signature(box)].setdefault(box, mark)
    least = _FEWEST_DECLARED if len(declared) >= _FEWEST_DECLARED else _FEWEST
    best: tuple[int, int] = (0, 0)
    chosen: dict[HtmlElement, HtmlElement] = {}
    for group in alike.values():
        outer = {
            box: mark for box, mark in group.items() if not any(up in group for up in box.iterancestors())
        }
        if len(outer) < max(least, best[0]):
            continue
        own = sum(_own_text(box) for box in outer)
        if own >= _LEAST_TEXT * len(outer) and (len(outer), own) > best:
            best, chosen = (len(outer), own), outer
    return list(chosen), chosen


def _times(tree: HtmlElement) -> Iterator[HtmlElement]:
    for node in tree.iter("time", "span", "div", "p", "a", "small", "strong"):
        if node.tag != "time":
            if (
                not (names := node.get("class"))
                or not _TIME_CLASS.search(names)
                or node.find(".//time") is not None
            ):
                continue
            if not CLOCK.search(one_line(node.text_content())[:_LONGEST_TIME]) and not node.get("datetime"):
                continue
        if len(node.text_content()) > 2 * _LONGEST_TIME or is_foreign(node):
            continue
        if not any(above.tag in ("blockquote", "figure") for above in node.iterancestors()):
            yield node


def _signature(box: HtmlElement) -> tuple[str, ...]:
    """What boxes of one kind share: tags and names, numbers left out."""
    names = [name for name in (box.get("class") or "").split() if not re.search(r"\d", name)]
    parent = box.getparent()
    around = (
        ()
        if names or parent is None
        else (str(parent.tag), parent.get("class") or "", parent.get("id") or "")
    )
    return (str(box.tag), *names[:1], *around)


def _own_text(box: HtmlElement) -> int:
    linked = sum(len(link.text_content()) for link in box.iter("a"))
    return max(0, len(one_line(box.text_content())) - linked)


def _heading_before(box: HtmlElement) -> str:
    before = box.getprevious()
    return (
        one_line(before.text_content())[:_LONGEST_TIME]
        if before is not None and before.tag in (*_HEADINGS, "p", "div")
        else ""
    )


def _read(box: HtmlElement, mark: HtmlElement, reading: Reading) -> Update:
    values = [
        mark.get(name)
        for name in ("datetime", "data-datetime", "data-timestamp", "data-time", "title", "content")
    ]
    shown = one_line(mark.text_content())
    published = next(
        (dated for value in values if value and (dated := reading.dated(value.strip(), "time-element"))), None
    )
    published = published or reading.dated(shown, "page-text")
    heading = next((h for h in box.iter(*_HEADINGS) if one_line(h.text_content()) not in ("", shown)), None)
    link = next(
        (
            node
            for node in (mark, *mark.iterancestors(), *mark.iter())
            if node.tag == "a" and node.get("href")
        ),
        None,
    )
    url = (
        absolute_url(reading.base_url, link.get("href"))
        if link is not None and box in link.iterancestors()
        else None
    )
    name = box.get("id") or next(
        (node.get("id") for node in box.iter("article", "a", "section") if node.get("id")), None
    )
    byline = next(
        (
            node
            for node in box.iter("span", "div", "p", "a", "address", "cite")
            if (
                _AUTHOR_CLASS.search(node.get("class") or "")
                or node.get("rel") == "author"
                or node.get("itemprop") == "author"
            )
            and 2 < len(one_line(node.text_content())) <= _LONGEST_TIME
        ),
        None,
    )
    author = (
        re.sub(r"^\W*(?:posted |written )?(?:by|from)\s+", "", one_line(byline.text_content()), flags=re.I)
        if byline is not None
        else None
    )
    for node in (mark, byline):
        if node is not None and any(above is box for above in node.iterancestors()):
            _take_out(node, box)
    return Update(
        title=re.sub(r"^\W+", "", CLOCK.sub("", one_line(heading.text_content()))) or None
        if heading is not None
        else None,
        published=published,
        author=author.strip(" ,|·-") or None if author else None,
        url=url or (f"{reading.base_url.partition('#')[0]}#{name}" if name else None),
        box=box,
    )


def _take_out(node: HtmlElement, box: HtmlElement) -> None:
    """Take a time or a byline out of its box, unless it is part of a sentence; with its line where that says nothing else."""
    block = next((above for above in node.iterancestors() if above is box or above.tag in _LINES), box)
    if block is box:
        around = one_line(f"{box.text or ''} {node.tail or ''}")
    else:
        around = one_line(one_line(block.text_content()).replace(one_line(node.text_content()), ""))
    if len(around) < _LEAST_TEXT:
        line = block if block is not box and len(around) <= _LONGEST_LABEL else node
        line.drop_tree()
