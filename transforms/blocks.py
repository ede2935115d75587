"""Typed blocks from the runs that are the body: in the page's order, joined to one text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from crawlers.urls import absolute_url
from transforms.corrections import is_correction
from transforms.decode import one_line
from transforms.document import Block, BlockKind, Link, Voice
from transforms.embeds import embed_at
from transforms.folding import fold
from transforms.runs import Run

_VOICES: Final[dict[str, Voice]] = {"quoted_passage": "quoted_passage", "embedded_post": "embedded_post"}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the body on its way to a block.

    Attributes:
        run: what it came from; None for a text without mark-up.
    """

    kind: BlockKind
    text: str
    run: Run | None = None


def read_parts(body: Iterable[Run]) -> list[Part]:
    """The parts of a body, one for each of its runs, in its order; a pull quote that repeats the text is left out."""
    runs = list(body)
    pulled = [run for run in runs if run.kind == "pull_quote"]
    if pulled:
        said = " ".join(fold(run.text) for run in runs if run.kind != "pull_quote")
        repeated = {run for run in pulled if fold(run.text) in said}
        runs = [run for run in runs if run not in repeated]
    return [_part(run) for run in runs]


def _part(run: Run) -> Part:
    if run.kind == "pull_quote":
        return Part("quoted_passage", run.text, run)
    if run.kind in ("paragraph", "list", "table"):
        if embed := embed_at(run.text):
            # A post's address alone between two line breaks; alone in its paragraph it was taken before.
            return Part("embedded_post", "", Run(run.element, "embedded_post", embed=embed, url=embed.url))
        if is_correction(run.text, run.element.get("class") or ""):
            return Part("correction", run.text, run)
    return Part(run.kind, run.text, run)


def build_blocks(parts: Sequence[Part], base_url: str) -> tuple[str, tuple[Block, ...], tuple[Link, ...]]:
    """(text, blocks, links) as a `Document` holds them; links are absolute, and each stands once in a block."""
    blocks: list[Block] = []
    links: dict[tuple[str, int], Link] = {}
    text = ""
    for part in parts:
        run = part.run
        embed = run.embed if run else None
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
        for href, link in run.links if run else ():
            if not href.startswith("#") and (url := absolute_url(base_url, href)) is not None:
                words = one_line(link.text_content())
                links.setdefault((url, position), Link(url=url, text=words, block=position))
    return text, tuple(blocks), tuple(links.values())
