"""`beatbook page`: what extraction makes of one page, for whoever wonders why a source looks wrong."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.text import Text

from dags.cli_readers import Data, Json
from dags.config import Config, ConfigError, data_folder, kept_key, load_config, sources_folder
from dags.console import err, out

if TYPE_CHECKING:
    from dags.one_page import OnePage, Surroundings
    from transforms.document import Block, Dated, Document, Mention, Quote

_LINKS = 10
"""So many links and pictures are named; --json has all."""


def page(
    what: Annotated[
        str,
        typer.Argument(
            metavar="FILE|ADDRESS",
            help="A saved page (.html, .html.gz, .pdf, .txt, .eml), - for standard input, DAY/SOURCE.warc.gz:OFFSET, or an address (urn:post: too).",
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
    made_by = _made_by(folder, config)
    sources = sources_folder() if made_by is None else made_by.sources
    return Surroundings(
        config=config,
        config_why=why,
        archive=folder / "archive",
        documents=folder / "documents",
        sources=load_sources(sources) if sources.is_dir() and any(sources.glob("*.yml")) else (),
        gazetteer=None if made_by is None else made_by.gazetteer,
        key=_key(made_by),
        at=datetime.now(UTC),
    )


def _made_by(folder: Path, config: Config | None) -> Config | None:
    """The settings that a data folder was made by: those of the bundled newsroom where it is a demonstration's."""
    from crawlers.archive import archive_files
    from crawlers.sample.newsroom import SOURCES_DIR

    if config is not None and config.data.resolve() == folder.resolve():
        return config
    invented = frozenset(path.stem for path in SOURCES_DIR.glob("*.yml"))
    if archive_files(folder / "archive", source_ids=invented):
        from dags.demo import sample_config

        return sample_config(folder, None)
    return None if config is None else replace(config, data=folder)


def _key(config: Config | None) -> bytes:
    """The installation's, where it has one already: a look makes none."""
    with suppress(ConfigError):
        if config is not None:
            return kept_key(config, make=False)
    return bytes(32)


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
    rows = list(facts)
    width = max(len(name) for name, _ in rows) + 4
    for name, value in rows:
        _print_lines(value, width, first=Text(f"  {name}".ljust(width), style="dim"))


def _print_block(block: "Block") -> None:
    about = [
        block.voice not in ("author", block.kind) and f"in {_of_others(block.voice)}",
        block.network,
        block.author_name,
        block.author_handle and f"@{block.author_handle}",
        block.posted,
        block.cite and f"of {block.cite}",
    ]
    head = Text(f"\n{block.kind.replace('_', ' ')}", style="cyan" if block.voice == "author" else "magenta")
    told = " · ".join(one for one in about if one)
    out.print(head.append(f"  {told}" if told else "", style="dim"), soft_wrap=True)
    for line, style in ((block.url, "dim"), (block.text, "")):
        if line:
            _print_lines(line, 2, style=style)


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
    for name, lines in (
        ("entries", entries),
        ("topics", [f"{one.topic} ({one.rule}, {one.hits} hits)" for one in document.topics]),
        ("named", sorted({_mention(one) for one in document.mentions})),
        ("quotations", [_quotation(one) for one in document.quotes]),
        ("links", [" · ".join(part for part in (one.text, one.url) if part) for one in document.links]),
        ("pictures", pictures),
    ):
        if not lines:
            continue
        out.print(Text(f"\n{name}", style="bold").append(f"  {len(lines)}", style="dim"))
        shown = lines[:_LINKS] if name in {"links", "pictures", "named"} else lines
        for line in shown:
            _print_lines(line, 2)
        if len(shown) < len(lines):
            out.print(f"  [dim]and {len(lines) - len(shown)} more; --json has all[/]")


def _mention(one: "Mention") -> str:
    is_open = one.entity_id is None and one.rule in {"tie", "unknown"}
    about = [one.role, one.entity_id, f"not resolved: {one.rule}" if is_open else None]
    told = ", ".join(part for part in about if part)
    return f"{one.kind} {one.name}{f' ({told})' if told else ''}"


def _quotation(one: "Quote") -> str:
    speaker = one.speaker_name or one.speaker or "somebody"
    about = [
        one.kind if one.kind != "direct" else None,
        f"in {_of_others(one.voice)}" if one.voice != "author" else None,
    ]
    told = ", ".join(part for part in about if part)
    return f"{speaker}{f' ({told})' if told else ''}: {one.text}"


def _of_others(voice: str) -> str:
    return f"{'an' if voice[0] == 'e' else 'a'} {voice.replace('_', ' ')}"


def _print_lines(text: str, indent: int, *, first: Text | None = None, style: str = "") -> None:
    """Print a text under an indentation, the first line behind other words; addresses stay whole, and nothing is padded."""
    before = first or Text(" " * indent)
    width = max(20, out.width - indent)
    for line in text.splitlines():
        for part in wrap(line, width, break_long_words=False, break_on_hyphens=False):
            out.print(before.append(part, style=style or None), soft_wrap=True)
            before = Text(" " * indent)
