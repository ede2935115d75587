"""Predictions over labelled pages, in the form that their scorer reads."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from bench.labelled_pages import Case
from bench.labelled_texts import write_rows
from transforms.document import Block, BlockKind, Document, Rejection
from transforms.extract import extract

SCORED: Final[dict[str, frozenset[BlockKind]]] = {
    "fundus": frozenset({"paragraph", "heading", "correction"}),
}
"""Kinds of block that a set's labels hold; of a set that is not named here, all but captions."""


def predict(cases: Iterable[Case]) -> Iterator[tuple[Case, Document | Rejection]]:
    """Each case with what the product makes of it."""
    for case in cases:
        yield case, extract(case.capture, case.source, None)


def write_predictions(results: Iterable[tuple[Case, Document | Rejection]], out: Path) -> list[str]:
    """Write a prediction for each case; the reasons of those that were rejected."""
    results = list(results)
    write_rows(out, (prediction(case, result) for case, result in results))
    return [result.reason for _, result in results if isinstance(result, Rejection)]


def prediction(case: Case, result: Document | Rejection) -> dict[str, Any]:
    """One line for the scorer; a rejection predicts nothing."""
    if isinstance(result, Rejection):
        return {"id": case.id}
    published = result.published
    when = None
    if published:
        local = published.at.astimezone(ZoneInfo(case.timezone))
        # What the page gave without a zone is given so.
        local = local.replace(tzinfo=None) if "source-zone" in published.method else local
        when = local.isoformat() if published.has_time else local.date().isoformat()
    return {
        "id": case.id,
        "title": result.title,
        "authors": [author.name for author in result.authors],
        "published": when,
        "section": result.section,
        "topics": list(result.keywords),
        "body": scored_text(result, case.group),
    }


def scored_text(document: Document, group: str) -> str:
    """The part of a document that a set's labels hold, by the kinds of its blocks. Captions are in no label.

    `aeb` is labelled by what a reader sees, so all of the text counts, lists, tables, quoted passages and embedded posts
    with it, and under a post or a passage the line that names its author, which blocks keep beside the text. So it is
    for a set that is not known. `fundus` labels are standfirst, subheads and paragraphs: of its pages with a list, a
    quoted passage, a table or an embedded post, by far the most do not have it in the label. Nothing is left out of
    the document itself.
    """
    kinds = SCORED.get(group)
    blocks = [block for block in document.blocks if block.start < block.end]
    if kinds is not None:
        return "\n\n".join(block.text for block in blocks if block.kind in kinds)
    return "\n\n".join(f"{block.text}\n{_by(block)}".rstrip() for block in blocks)


def _by(block: Block) -> str:
    """The line under a post or a quoted passage, as readers see it; empty where the page shows none."""
    handle = f"(@{block.author_handle})" if block.author_handle else None
    shown = " ".join(filter(None, (block.author_name, handle, block.posted, block.cite)))
    return f"— {shown}" if shown else ""
