"""`beatbook page`: what extraction makes of one page, for whoever wonders why a source looks wrong."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dags.cli_readers import Data, Json
from dags.config import ConfigError, data_folder, load_config, sources_folder
from dags.console import err, out

if TYPE_CHECKING:
    from dags.one_page import OnePage, Surroundings
    from transforms.document import Block, Dated, Document

_LINKS = 10
"""So many links and pictures are named; --json has all."""


def page(
    what: Annotated[
        str,
        typer.Argument(
            metavar="FILE|ADDRESS",
            help="A saved page (.html, .html.gz, .pdf, .txt, .eml), - for standard input, DAY/SOURCE.warc.gz:OFFSET, or an address.",
        ),
    ],
    url: Annotated[str | None, typer.Option("--url", help="The page's address: needed with a file.")] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Id of the source; found by the address by default.")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Print what one page becomes: its document with every block, or why there is none. Nothing is kept.

    beatbook page saved.html --url https://paper.example/news/1

    beatbook page https://paper.example/news/1

    beatbook page 2026-11-14/us_or_paper.warc.gz:20481

    Each field is printed with how it was found, each block with whose words it holds. An address is looked for in the archive, newest first; only where it is not there is it fetched: once, robots.txt obeyed, with your contact address, and kept nowhere. The source's file gives the zone of dates, and more; a page of no known source is read as one of a neutral source. --json prints all of it. Ends with 1 if the page gives no document.
    """
    from dags.one_page import read_one
    from transforms.document import Document

    found = read_one(what, url, source, _surroundings(data), _tell)
    if as_json:
        sys.stdout.write(json.dumps(_whole(found), ensure_ascii=False, indent=2, default=_iso) + "\n")
    else:
        _print(found)
    if not isinstance(found.result, Document):
        raise typer.Exit(1)


def _surroundings(data: Path | None) -> "Surroundings":
    from crawlers.sources import load_sources
    from dags.one_page import Surroundings

    config, why = None, ""
    try:
        config = load_config()
    except ConfigError as error:  # told where it matters: for a page of the web
        why = str(error)
    folder = data_folder(data)
    sources = config.sources if config is not None else sources_folder()
    return Surroundings(
        config=config,
        config_why=why,
        archive=folder / "archive",
        documents=folder / "documents",
        sources=load_sources(sources) if sources.is_dir() and any(sources.glob("*.yml")) else (),
        at=datetime.now(UTC),
    )


def _tell(text: str) -> None:
    err.print(escape(text), highlight=False, soft_wrap=True)


def _whole(found: "OnePage") -> dict[str, Any]:
    from transforms.document import Document

    kind = "document" if isinstance(found.result, Document) else "rejection"
    return {
        "read_from": found.read_from,
        "source": {"id": found.source.id, "why": found.source_why, "timezone": found.source.timezone},
        "capture": {
            "url": found.capture.url,
            "announced_url": found.capture.announced_url,
            "fetched_at": found.capture.fetched_at,
            "status": found.capture.status,
            "headers": found.capture.headers,
            "bytes": len(found.capture.body),
            "problem": found.capture.problem,
        },
        kind: asdict(found.result),
    }


def _iso(value: Any) -> str:
    return str(value.isoformat())


def _print(found: "OnePage") -> None:
    from transforms.document import Document

    result = found.result
    facts = [
        ("read from", found.read_from),
        ("source", f"{found.source.name} ({found.source.id}): {found.source_why}"),
        ("answer", f"HTTP {found.capture.status}, {found.capture.header('content-type') or 'of no type'}"),
    ]
    if not isinstance(result, Document):
        out.print(Text.assemble(("no document: ", "bold red"), (result.reason, "bold red")))
        _print_facts([("why", result.detail), ("address", result.url), *facts])
        return
    out.print(Text(result.title or "without a title", style="bold"))
    _print_facts([*facts, *_facts(result)])
    for block in result.blocks:
        _print_block(block)
    _print_lists(result)


def _facts(document: "Document") -> Iterator[tuple[str, str]]:
    yield "address", document.url
    if document.declared_url not in (None, document.url):
        yield "declared", str(document.declared_url)
    if document.amp_url:
        yield "AMP", document.amp_url
    yield "form", f"{document.form} ({document.form_rule}), read as {document.page_type}"
    yield "relevance", f"{document.relevance} ({document.relevance_rule})"
    yield "title", _by(document.title_method)
    if document.title_prefix:
        yield "taken off", document.title_prefix
    for other in document.alternative_titles:
        yield "or", other
    names = [f"{one.name} ({one.kind}, {one.method})" for one in document.authors]
    yield "authors", "; ".join(names) or "none found"
    yield "published", _date(document.published)
    if document.modified:
        yield "modified", _date(document.modified)
    yield "section", f"{document.section} ({document.section_method})" if document.section else "none found"
    yield "language", f"{document.language} ({document.language_method})" if document.language else "not told"
    if document.keywords:
        yield "keywords", "; ".join(document.keywords)
    if document.wire_credit:
        yield "wire", document.wire_credit
    if document.is_paywalled:
        yield "paywall", "the page is not free, or holds a part only"
    yield "text", f"{len(document.text)} characters in {len(document.blocks)} blocks"
    yield "read by", document.extractor


def _by(method: str | None) -> str:
    return f"by {method}" if method else "none found"


def _date(dated: "Dated | None") -> str:
    if dated is None:
        return "none found"
    at = (
        f"{dated.at:%Y-%m-%d %H:%M} UTC"
        if dated.has_time
        else f"the day that begins {dated.at:%Y-%m-%d %H:%M} UTC"
    )
    return f"{at} ({dated.method})"


def _print_facts(facts: Iterable[tuple[str, str]]) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts:
        table.add_row(f"  {name}", Text(value))
    out.print(table)


def _print_block(block: "Block") -> None:
    about = [
        block.network,
        block.author_name,
        block.author_handle and f"@{block.author_handle}",
        block.posted,
        block.cite and f"of {block.cite}",
    ]
    head = Text(f"\n{block.kind.replace('_', ' ')}", style="cyan" if block.voice == "author" else "magenta")
    told = " · ".join(one for one in about if one)
    out.print(head.append(f"  {told}" if told else "", style="dim"), overflow="fold")
    for line, style in ((block.url, "dim"), (block.text, "")):
        if line:
            out.print(Padding(Text(line, style=style, overflow="fold"), (0, 0, 0, 2)))


def _print_lists(document: "Document") -> None:
    entries = [
        " · ".join(
            part for part in (_date(one.published) if one.published else "", one.title, one.author) if part
        )
        for one in document.entries
    ]
    pictures = [
        " · ".join(part for part in (one.url, one.caption, one.credit, "lead" if one.is_lead else "") if part)
        for one in document.images
    ]
    mentions = sorted(
        {f"{one.kind} {one.name}{f' ({one.role})' if one.role else ''}" for one in document.mentions}
    )
    for name, lines in (
        ("entries", entries),
        ("topics", [f"{one.topic} ({one.rule}, {one.hits} hits)" for one in document.topics]),
        ("named", mentions),
        (
            "quotations",
            [f"{one.speaker_name or one.speaker or 'somebody'}: {one.text}" for one in document.quotes],
        ),
        ("links", [" · ".join(part for part in (one.text, one.url) if part) for one in document.links]),
        ("pictures", pictures),
    ):
        if not lines:
            continue
        out.print(Text(f"\n{name}", style="bold").append(f"  {len(lines)}", style="dim"))
        shown = lines[:_LINKS] if name in {"links", "pictures", "named"} else lines
        for line in shown:
            out.print(Padding(Text(line, overflow="fold"), (0, 0, 0, 2)))
        if len(shown) < len(lines):
            out.print(f"  [dim]and {len(lines) - len(shown)} more; --json has all[/]")
