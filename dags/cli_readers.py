"""The commands that only look: `sql`, `search`, `show`, `why`. They need a data folder, no other setting."""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from dags.config import data_folder
from dags.console import out, say

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", help="Data folder, such as demo; the configured one, this one, or ./data, by default."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def sql(
    statement: Annotated[
        str | None, typer.Argument(help="One statement; without it, a shell with examples.")
    ] = None,
    data: Data = None,
    save: Annotated[
        Path | None, typer.Option("--save", help="Write to a .csv, .json or .parquet file instead.")
    ] = None,
) -> None:
    """Ask the newest snapshot in SQL. Nothing that you type can change it."""
    from warehouse.ask import answer, asking
    from warehouse.ask import save as save_answer
    from warehouse.shell import run_shell
    from warehouse.show import show as show_answer

    published = data_folder(data) / "published"
    if statement is None:
        run_shell(published, history=Path.home() / ".beatbook_history", console=out)
        return
    with asking(published) as con:
        found = answer(con, statement)
        if found is None:
            return
        if save is not None:
            save_answer(found, save)
            out.print(f"wrote {found.table.num_rows} rows to {save}", highlight=False)
        else:
            show_answer(found, out)


def search(
    query: Annotated[str, typer.Argument(help='Words; "in quotes" for a phrase, police* for a beginning.')],
    data: Data = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at the most.")] = 10,
    source: Annotated[str | None, typer.Option(help="Only this source (its id).")] = None,
    topic: Annotated[str | None, typer.Option(help="Only this topic, such as failure-to-respond.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From this day on.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Up to this day.")] = None,
    as_json: Json = False,
) -> None:
    """Search titles and texts; the best match first, each with its page."""
    from warehouse.search import search as search_documents

    hits = search_documents(
        data_folder(data) / "published",
        query,
        limit,
        source=source,
        topic=topic,
        since=_day(since),
        until=_day(until),
    )
    if as_json:
        for hit in hits:
            fields = {name: getattr(hit, name) for name in hit.__slots__}
            sys.stdout.write(json.dumps(fields, ensure_ascii=False, default=str) + "\n")
        return
    for hit in hits:
        out.print(
            f"[bold]{escape(_line(hit.title or 'untitled post'))}[/]  [dim]doc {hit.doc_id}[/]",
            highlight=False,
        )
        out.print(f"  {hit.appeared_on:%a %d %b %Y} · {escape(hit.source_name)}", highlight=False)
        out.print(f"  {_marked(_line(hit.snippet))}", highlight=False)
        out.print(f"  [dim]{escape(hit.url)}[/]\n", highlight=False, soft_wrap=True)
    out.print(f"{len(hits)} found" if hits else f"nothing found for {escape(query)!r}", highlight=False)


def show(
    doc: Annotated[int, typer.Argument(help="Number of the document (doc_id).")],
    data: Data = None,
    page: Annotated[
        Path | None, typer.Option("--page", help="Write the archived page, as served, to this file.")
    ] = None,
    versions: Annotated[
        bool, typer.Option("--versions", help="List its versions and what changed from each to the next.")
    ] = False,
    between: Annotated[
        tuple[int, int] | None,
        typer.Option("--between", help="With --versions: what changed between these two."),
    ] = None,
) -> None:
    """Print one document with its blocks, its codes and their evidence, and where its page is archived."""
    from crawlers.archive import read_capture
    from crawlers.capture import Location
    from dags.cli_versions import print_versions
    from warehouse.database import open_published
    from warehouse.one import read_one
    from warehouse.versions import read_versions

    folder = data_folder(data)
    if between is not None and not versions:
        raise typer.BadParameter("goes with --versions", param_hint="--between")
    if versions:
        with open_published(folder / "published") as con:
            print_versions(read_versions(con, doc), between)
        return
    with open_published(folder / "published") as con:
        found = read_one(con, doc)
    if page is not None:
        capture = read_capture(folder / "archive", Location(path=found.warc_path, offset=found.warc_offset))
        page.write_bytes(capture.body)
        note = ", in which the document is one of several items" if found.is_shared_record else ""
        say(f"wrote {len(capture.body)} bytes to {page}: the archived {found.record}{note}")
        return
    out.print(f"[bold]{escape(_line(found.title or 'untitled'))}[/]", highlight=False)
    for name, value in found.facts:
        out.print(f"  [dim]{name:<12}[/]{escape(value)}", highlight=False, soft_wrap=True)
    for kind, text, about in found.blocks:
        out.print(f"\n[cyan]{kind}[/]{escape(f' ({about})') if about else ''}", highlight=False)
        out.print(escape(text), highlight=False)
    if found.codes:
        out.print("\n[bold]codes, each with the words that gave it[/]")
        for topic, rule, evidence in found.codes:
            out.print(f"  {topic}  [dim]{escape(rule)}[/]  {escape(_line(evidence))}", highlight=False)
    if found.quotes:
        out.print("\n[bold]quotations[/]")
        for speaker, role, text in found.quotes:
            out.print(f"  {escape(speaker)} [dim]{escape(role)}[/] “{escape(_line(text))}”", highlight=False)
    out.print(
        f"\n[dim]archived: {found.record}, {escape(found.warc_path)} at byte {found.warc_offset}[/]",
        highlight=False,
    )


def why(
    doc: Annotated[int, typer.Argument(help="Number of one document (doc_id).")],
    other: Annotated[int, typer.Argument(help="Number of the other.")],
    data: Data = None,
) -> None:
    """Say why two documents are, or are not, told to be copies: the rule, the shares, the longest common passage."""
    from warehouse.database import open_published
    from warehouse.why import why as explain

    with open_published(data_folder(data) / "published") as con:
        out.print(escape(explain(con, doc, other)), highlight=False)


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None


def _line(text: str) -> str:
    """One line, without control characters that a page could send to the terminal."""
    return " ".join("".join(mark for mark in text if mark.isprintable() or mark.isspace()).split())


def _marked(snippet: str) -> str:
    parts: list[Any] = [escape(part) for part in snippet.split("**")]
    return "".join(f"[bold yellow]{part}[/]" if number % 2 else part for number, part in enumerate(parts))
