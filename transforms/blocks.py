"""Typed blocks from what the extractor chose: read by its marks, put in page order, joined to one text."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any, Final

from lxml.html import HtmlElement

from crawlers.urls import absolute_url
from transforms.corrections import is_correction
from transforms.decode import one_line, tidy
from transforms.document import Block, BlockKind, Link, Voice
from transforms.embeds import embed_at
from transforms.folding import fold
from transforms.harvest import is_foreign
from transforms.marks import MARKS, Harvest, Run, lines_of

_VOICES: Final[dict[str, Voice]] = {"quoted_passage": "quoted_passage", "embedded_post": "embedded_post"}
_SHORTEST_RESTORED: Final = 80
_ENOUGH: Final = 300
_HEADLINES: Final = ("h1", "h2", "h3", "h4")
_BREAKS: Final = frozenset({"lb", "item", "row", "p", "head", "quote", "list", "table"})
_TAKEN: Final = ("embedded_post", "quoted_passage", "pull_quote", "caption", "correction")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the body on its way to a block.

    Attributes:
        number: of its (first) run in the page; None where its mark was lost on the way.
        runs: what it came from.
    """

    kind: BlockKind
    text: str
    number: int | None
    runs: tuple[Run, ...]


def read_parts(body: Any, taken: Harvest) -> list[Part]:
    """The parts of an extracted body (its element tree), in its order, each run once.

    Posts, quoted passages and captions that the extractor left out though they stand among what it kept are put back
    where the page has them.
    """
    kept: dict[int, None] = {}
    parts: list[Part] = []
    for element in body:
        for number, text in _split(_flat(element), taken):
            if number is None:
                parts.append(Part("paragraph", text, None, ()))
            elif number not in kept and number < len(taken.runs):
                kept[number] = None
                run = taken.runs[number]
                parts.append(_part(run, number, text))
    parts = _own(parts)
    parts = _restored(parts, taken)
    return _grouped(_without_pull_quotes(parts))


def build_blocks(parts: Sequence[Part], base_url: str) -> tuple[str, tuple[Block, ...], tuple[Link, ...]]:
    """(text, blocks, links) as a `Document` holds them; links are absolute, and each stands once in a block."""
    blocks: list[Block] = []
    links: dict[tuple[str, int], Link] = {}
    text = ""
    for part in parts:
        embed = part.runs[0].embed if part.runs else None
        run = part.runs[0] if part.runs else None
        position = len(blocks)
        start = end = 0
        if part.kind != "caption":
            if text and part.text:
                text += "\n\n"
            start = len(text)
            text += part.text
            end = len(text)
        blocks.append(
            Block(
                position=position,
                kind=part.kind,
                text=part.text,
                start=start,
                end=end,
                voice=_VOICES.get(part.kind, "author"),
                cite=run.cite if run else None,
                url=absolute_url(base_url, run.url) if run else None,
                network=embed.network if embed else None,
                post_id=embed.post_id if embed else None,
                author_name=embed.author_name if embed else None,
                author_handle=embed.author_handle if embed else None,
                posted=embed.posted if embed else None,
            )
        )
        for href, link in (link for r in part.runs for link in r.links):
            if not href.startswith("#") and (url := absolute_url(base_url, href)) is not None:
                words = one_line(MARKS.sub("", link.text_content()))
                links.setdefault((url, position), Link(url=url, text=words, block=position))
    return text, tuple(blocks), tuple(links.values())


def _flat(element: Any) -> str:
    """The text of an element of the extractor's output with what follows it: lines end at breaks, items and rows."""
    pieces: list[str] = []
    for node in element.iter():
        if node.tag in _BREAKS:
            pieces.append("\n")
        elif node.tag == "cell":
            pieces.append("\n" if node.getprevious() is None else " | ")
        if node.text:
            pieces.append(node.text)
        if node.tail:
            pieces.append(("\n" if node is element or node.tag in _BREAKS else "") + node.tail)
    return "".join(pieces)


def _split(flat: str, taken: Harvest) -> Iterable[tuple[int | None, str]]:
    number: int | None = None
    at = 0
    for mark in taken.mark.finditer(flat):
        if text := _clean(flat[at : mark.start()]):
            yield number, text
        number, at = taken.number(mark[0]), mark.end()
    if text := _clean(flat[at:]):
        yield number, text


def _clean(text: str) -> str:
    return "\n".join(
        line for raw in tidy(text).split("\n") if (line := " ".join(raw.split()).removesuffix(" |"))
    )


def _part(run: Run, number: int, text: str) -> Part:
    if run.kind == "pull_quote":
        return Part("quoted_passage", run.text, number, (run,))
    if run.kind in _TAKEN:
        return Part(run.kind, run.text, number, (run,))
    if embed := embed_at(text):
        # A post's address alone between two line breaks; alone in its paragraph it was taken before.
        return Part(
            "embedded_post", "", number, (Run(run.element, "embedded_post", embed=embed, url=embed.url),)
        )
    if run.kind != "heading" and is_correction(text, run.element.get("class") or ""):
        return Part("correction", text, number, (run,))
    return Part(run.kind, text, number, (run,))


def _own(parts: list[Part]) -> list[Part]:
    """Without what stands in a box of its own on the page: comments, newsletter forms, other articles.

    Extractors fall back to the whole page when they are in doubt. Left as they are where little would remain.
    """
    known = [part for part in parts if part.runs]
    main = next((_article(part) for part in known if _article(part) is not None), None)
    kept = [
        part
        for part in parts
        if not part.runs or not (is_foreign(part.runs[0].element) or _is_of_another(part, main))
    ]
    return kept if _length(kept) > min(_length(parts) / 4, _ENOUGH) else parts


def _article(part: Part) -> HtmlElement | None:
    return next((node for node in part.runs[0].element.iterancestors() if node.tag == "article"), None)


def _is_of_another(part: Part, main: HtmlElement | None) -> bool:
    """In an `<article>` that is not the page's, with a headline that links elsewhere."""
    article = _article(part)
    if article is None or article is main:
        return False
    paths = (path for tag in _HEADLINES for path in (f".//{tag}//a[@href]", f".//a[@href]//{tag}"))
    return any(article.find(path) is not None for path in paths)


def _length(parts: Sequence[Part]) -> int:
    return sum(len(part.text) for part in parts)


def _restored(parts: list[Part], taken: Harvest) -> list[Part]:
    numbers = [part.number for part in parts if part.number is not None]
    if not numbers:
        return parts
    low, high, have = min(numbers), max(numbers), set(numbers)
    homes = {_parent(run) for part in parts for run in part.runs if run.kind not in _TAKEN}
    roof = _roof([run.element for part in parts for run in part.runs])
    alike = Counter(_place(run) for part in parts for run in part.runs if run.element.tag == "p")
    missing = [
        Part("paragraph", text, n, (run,))
        for n, run in enumerate(taken.runs)
        if n > low
        and n not in have
        and run.element.tag == "p"
        and run.kind == "paragraph"
        and alike[_place(run)] > 1
        if _is_running(run, text := _clean(taken.mark.sub("", "\n".join(lines_of(run.element)))))
    ]
    high = max(high, *(part.number or 0 for part in missing), 0)
    missing += [
        _part(run, n, run.text)
        for n, run in enumerate(taken.runs)
        if run.kind in _TAKEN and n not in have and not is_foreign(run.element)
        if _parent(run) in homes
        or (roof is not None and roof in run.element.iterancestors() and low < n < high)
        or (run.kind == "caption" and roof is not None and n < high and _within_article(run.element, roof))
        # A note of correction stands above the headline or below all else as often as in the body.
        or (run.kind == "correction" and roof is not None and _within_article(run.element, roof))
    ]
    # Each before the first part with a higher number.
    highest = list(accumulate((part.number or 0 for part in parts), max))
    for part in missing:
        at = bisect_right(highest, part.number or 0)
        parts.insert(at, part)
        highest.insert(at, part.number or 0)
    return parts


def _place(run: Run) -> tuple[tuple[str, str], ...]:
    """Where a run stands: tags and classes from its element up. Paragraphs of one article share it."""
    return tuple(
        (str(node.tag), node.get("class") or "") for node in (run.element, *run.element.iterancestors())
    )


def _is_running(run: Run, text: str) -> bool:
    """Running text, no link list and no box: what an extractor has no reason to leave out among its like."""
    linked = sum(len(link.text_content()) for _, link in run.links)
    return len(text) > _SHORTEST_RESTORED and linked < len(text) / 2 and not is_foreign(run.element)


def _parent(run: Run) -> HtmlElement | None:
    return run.element.getparent()


def _roof(elements: list[HtmlElement]) -> HtmlElement | None:
    """The deepest element that holds all of them."""
    if not elements:
        return None
    shared: list[HtmlElement] = list(elements[0].iterancestors())
    for element in elements[1:]:
        above = set(element.iterancestors())
        shared = [node for node in shared if node in above]
    return shared[0] if shared else None


def _within_article(element: HtmlElement, roof: HtmlElement) -> bool:
    article = next((node for node in (roof, *roof.iterancestors()) if node.tag in ("article", "main")), roof)
    return article in element.iterancestors()


def _without_pull_quotes(parts: list[Part]) -> list[Part]:
    """A pull quote repeats the text in large type; one that does not is a quoted passage."""
    said = " ".join(fold(part.text) for part in parts if not _is_pull(part))
    return [part for part in parts if not _is_pull(part) or fold(part.text) not in said]


def _is_pull(part: Part) -> bool:
    return any(run.kind == "pull_quote" for run in part.runs)


def _grouped(parts: list[Part]) -> list[Part]:
    """Items of one list, cells of one table: one part each."""
    grouped: list[Part] = []
    for group, members in groupby(parts, key=lambda p: p.runs[0].group if p.runs else None):
        some = list(members)
        if group is None or len(some) == 1:
            grouped.extend(some)
            continue
        joined = _rows(some) if some[0].kind == "table" else "\n".join(part.text for part in some)
        grouped.append(Part(some[0].kind, joined, some[0].number, tuple(r for p in some for r in p.runs)))
    return grouped


def _rows(cells: list[Part]) -> str:
    def row(part: Part) -> HtmlElement | None:
        element = part.runs[0].element
        return next((node for node in (element, *element.iterancestors()) if node.tag == "tr"), None)

    return "\n".join(
        " | ".join(one_line(cell.text).strip(" |") for cell in some) for _, some in groupby(cells, key=row)
    )
