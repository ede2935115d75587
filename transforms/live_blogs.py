"""Live blogs: one document, its entries told apart.

The text is the introduction and the entries in the page's order; whose words it holds stays with its blocks. An entry's
time, author and address are no text.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from lxml.html import HtmlElement

from transforms.blocks import Part, read_parts
from transforms.body import own_runs
from transforms.decode import one_line
from transforms.document import Block, Entry
from transforms.folding import fold
from transforms.harvest import harvest
from transforms.lines import without_chrome
from transforms.live_updates import CLOCK, Reading, Update

_FEWEST: Final = 3
_SHORTEST_INTRO: Final = 40
_LEAST_WORDS: Final = 11
"""Characters of a declared headline or beginning by which an entry is found."""
_MARK: Final = "data-live-entry"


@dataclass(frozen=True, slots=True)
class LiveBlog:
    """The body of a live blog.

    Attributes:
        spans: for every entry the positions of its first part and of the one after its last.
    """

    parts: list[Part]
    updates: list[Update]
    spans: list[tuple[int, int]]


def mark_boxes(updates: Sequence[Update]) -> None:
    """Let the boxes of entries be known again in a copy of the tree."""
    for update in updates:
        if update.box is not None:
            update.box.set(_MARK, "")


def introduction(body: Sequence[Part]) -> list[Part]:
    """What a body, chosen as an article's from a copy of the tree, holds before the first entry."""
    intro: list[Part] = []
    for part in body:
        element = part.run.element if part.run else None
        if element is None or any(node.get(_MARK) is not None for node in element.iterancestors()):
            break
        intro.append(part)
    return intro


def within(tree: HtmlElement, element: HtmlElement) -> list[Part]:
    """All that an element says, but for boxes of something else. The tree is used up."""
    runs = own_runs(harvest(tree), ())
    return without_chrome(
        read_parts(run for run in runs if element in (run.element, *run.element.iterancestors())),
        headlines=(),
        authors=(),
    )


def from_boxes(tree: HtmlElement, updates: Sequence[Update], intro: Sequence[Part]) -> LiveBlog:
    """A live blog whose entries stand in boxes. The tree is used up.

    Where the chosen body has no introduction, sentences above the first entry are one.
    """
    boxes = [update.box for update in updates if update.box is not None]
    before = [] if intro else _before(boxes[0], boxes)
    for box in boxes:
        box.append(box.makeelement("hr"))  # else a box that holds only a post is taken for the post's wrapper
        box.tag = "section"  # as an article it would be one beside the page's own
    runs = own_runs(harvest(tree), ())
    above = set(before)
    parts = list(intro) or [
        part
        for part in without_chrome(
            read_parts(
                run for run in runs if not above.isdisjoint((run.element, *run.element.iterancestors()))
            ),
            headlines=(),
            authors=(),
        )
        if len(part.text) >= _SHORTEST_INTRO and part.text.endswith((".", "”", "!", "?"))
    ]
    own = _by_box(read_parts(runs), boxes)
    spans: list[tuple[int, int]] = []
    for update in updates:
        first = len(parts)
        if update.box is not None:
            names = [update.author] if update.author else ()
            parts += without_chrome(own[update.box], headlines=(), authors=names)
        spans.append((first, len(parts)))
    return LiveBlog(parts, list(updates), spans)


def from_lines(parts: list[Part], declared: Sequence[Update], reading: Reading) -> LiveBlog | None:
    """A live blog whose entries stand below each other without boxes, each begun by its time or its declared headline."""
    starts: list[tuple[int, Update]] = []
    for n, part in enumerate(parts):
        if part.kind not in ("heading", "paragraph"):
            continue
        reading = reading.on(part.text)
        if clock := CLOCK.match(part.text):
            rest = part.text[clock.end() :].strip(" :,.–—-|")
            title = rest if part.kind == "heading" and rest else None
            starts.append(
                (n, Update(title, reading.dated(part.text[: clock.end()].strip(), "page-text"), None, None))
            )
    if len(starts) < _FEWEST:
        starts = _declared_starts(parts, declared)
    if len(starts) < min(_FEWEST, max(2, len(declared))):
        return None
    ends = [n for n, _ in starts[1:]] + [len(parts)]
    spans = [(n, end) for (n, _), end in zip(starts, ends, strict=True)]
    return LiveBlog(parts, [update for _, update in starts], spans)


def from_declared(parts: list[Part], declared: Sequence[Update]) -> LiveBlog | None:
    """A live blog whose text only JSON-LD holds; None where the page shows as much."""
    given = [
        [
            *([Part("heading", update.title)] if update.title else []),
            *(Part("paragraph", line) for line in _lines(update.body)),
        ]
        for update in declared
    ]
    length = sum(len(part.text) for some in given for part in some)
    if len(given) < 2 or length < 1.2 * sum(len(part.text) for part in parts):
        return None
    whole: list[Part] = []
    spans: list[tuple[int, int]] = []
    for some in given:
        spans.append((len(whole), len(whole) + len(some)))
        whole += some
    return LiveBlog(whole, list(declared), spans)


def entries_of(blog: LiveBlog, blocks: Sequence[Block]) -> tuple[Entry, ...]:
    """The entries with their places in the document's text; `blocks` are those of the blog's parts, one for each."""
    entries: list[Entry] = []
    for update, (first, end) in zip(blog.updates, blog.spans, strict=True):
        own = [block for block in blocks[first:end] if block.kind != "caption" and block.text]
        if own:
            entries.append(
                Entry(
                    position=len(entries),
                    title=update.title,
                    published=update.published,
                    author=update.author,
                    url=update.url,
                    start=own[0].start,
                    end=own[-1].end,
                )
            )
    return tuple(entries)


def _by_box(parts: Sequence[Part], boxes: Sequence[HtmlElement]) -> dict[HtmlElement, list[Part]]:
    """The parts that stand in each box."""
    own: dict[HtmlElement, list[Part]] = {box: [] for box in boxes}
    for part in parts:
        element = part.run.element if part.run else None
        above = () if element is None else (element, *element.iterancestors())
        if (box := next((node for node in above if node in own), None)) is not None:
            own[box].append(part)
    return own


def _before(first: HtmlElement, boxes: Sequence[HtmlElement]) -> list[HtmlElement]:
    """What stands above the first entry in the article, in page order."""
    above: list[HtmlElement] = []
    node = first
    for parent in first.iterancestors():
        above[:0] = reversed(list(node.itersiblings(preceding=True)))
        if parent.tag in ("article", "main", "body"):
            break
        node = parent
    entries = set(boxes)
    return [
        node
        for node in above
        if node not in entries
        and isinstance(node.tag, str)
        and node.tag not in ("nav", "aside", "footer", "h1")
    ]


def _declared_starts(parts: Sequence[Part], declared: Sequence[Update]) -> list[tuple[int, Update]]:
    starts: dict[int, Update] = {}
    begun: dict[str, list[tuple[int, str]]] = {}
    for n, part in enumerate(parts):
        text = fold(part.text)
        begun.setdefault(text[:_LEAST_WORDS], []).append((n, text))
    for update in declared:
        for words in (fold(update.title or ""), fold(" ".join(_lines(update.body)))[:60]):
            alike = begun.get(words[:_LEAST_WORDS], ()) if len(words) >= _LEAST_WORDS else ()
            at = next((n for n, text in alike if text.startswith(words)), None)
            if at is not None and at not in starts:
                starts[at] = replace(update, body="")
                break
    return sorted(starts.items(), key=lambda start: start[0])


def _lines(body: str) -> list[str]:
    text = re.sub(r"<(?:br|/p|/div|/li)\b[^<>]*>", "\n", html.unescape(body))
    return [line for raw in re.sub(r"<[^<>]+>", " ", text).split("\n") if (line := one_line(raw))]
