"""The `beatbook` command: one word per step, and the words to look at what came of it.

Airflow is imported by nothing here, and started only by `up`; each command imports what it needs when it runs, so that
`beatbook --help` answers at once.
"""

import contextlib
import errno
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from dags import cli_archive, cli_extract, cli_lineage, cli_page, cli_readers, cli_sources
from dags.cli_extract import print_problems
from dags.cli_options import Day, Only, the_day
from dags.config import ConfigError, data_folder, load_config
from dags.console import at_work, err, out, say

if TYPE_CHECKING:
    from crawlers.night import SourceNight

app = typer.Typer(
    name="beatbook",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="A beat book for local policing: collects what is published, keeps each page, and counts what it says.\n\n"
    "Start with `beatbook demo`; then `beatbook init FOLDER` makes a folder for your own place.",
)
app.add_typer(cli_sources.app, name="sources")
app.add_typer(cli_archive.app, name="archive")
for command in (
    cli_page.page,
    cli_readers.sql,
    cli_readers.search,
    cli_readers.show,
    cli_readers.why,
    cli_lineage.lineage,
):
    app.command()(command)

INTERRUPTED = 130
"""Exit code after Ctrl-C, by the custom of shells."""

Again = Annotated[
    bool, typer.Option("--again", help="Also the sources that were already collected that day.")
]
DemoData = Annotated[
    Path | None,
    typer.Option("--data", help="Folder to write into; demo by default, demo-pages for saved pages."),
]
Pages = Annotated[
    Path | None,
    typer.Option(
        "--pages",
        help="Take a folder of saved pages (.html, .html.gz) as the source instead of the newsroom.",
    ),
]


def main() -> None:
    """Run the command line; a user's mistake ends in one sentence and code 2, an interruption in code 130."""
    # What a person must know is printed; the log's lines are for Airflow.
    logging.basicConfig(level=logging.CRITICAL, format="%(levelname)s %(name)s %(message)s")
    try:
        app()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            err.print("stopped")
        raise
    except KeyboardInterrupt:
        err.print("stopped")
        sys.exit(INTERRUPTED)
    except RuntimeError as error:
        if str(error) != "Query interrupted":  # what DuckDB makes of a KeyboardInterrupt
            raise
        err.print("stopped")
        sys.exit(INTERRUPTED)
    except _expected_errors() as error:
        err.print(f"[bold red]beatbook:[/] {escape(_in_words(error))}", highlight=False, soft_wrap=True)
        sys.exit(2)


@app.command()
def demo(data: DemoData = None, pages: Pages = None) -> None:
    """Ten nights of the bundled newsroom, from its pages to the weekly summary; or a folder of your own pages."""
    from dags.demo import run_newsroom, run_pages

    if pages is not None:
        run_pages(pages, data or Path("demo-pages"))
    else:
        run_newsroom(data or Path("demo"))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make.")],
    pack: Annotated[
        str | None,
        typer.Option(
            "--pack",
            help="Begin with the sources of a pack: us_or_portland (Portland, Oregon), each to be checked.",
        ),
    ] = None,
) -> None:
    """Make a folder for a place of your own: settings, folders for sources and gazetteer, the next steps."""
    from dags.init import make_folder

    written = make_folder(folder, pack)
    sources = [path for path in written if path.parent == folder / "sources"]
    for path in written:
        if path not in sources:
            say(f"wrote {path}")
    if sources:
        say(
            f"wrote {len(sources)} sources into {folder / 'sources'}: none is verified, each says what to check"
        )
    say(f"Next: read {folder / 'README.md'} and fill in {folder / 'beatbook.env'}.")


@app.command()
def nightly(day: Day = None, again: Again = False) -> None:
    """One whole night: crawl, extract, load, publish. Safe to run again, for any night.

    A night that is over is not crawled any more: its archive is read and loaded anew.
    """
    from dags import steps

    config = load_config()
    with at_work("the night"):
        report = steps.nightly(config, the_day(day, config), again=again)
    _print_nights(report.nights)
    print_problems(report.extract)
    say(f"published {report.snapshot}")
    say(steps.verdict(config, report.day))


@app.command()
def crawl(only: Only = None, day: Day = None, again: Again = False) -> None:
    """Collect the sources into the day's archive (WARC)."""
    from dags import steps

    config = load_config()
    with at_work("crawling"):
        report = steps.crawl(config, the_day(day, config), only=only or (), again=again)
    _print_nights(report.nights)


app.command()(cli_extract.extract)


@app.command()
def load(day: Day = None) -> None:
    """Bring the day into the warehouse in one transaction, and publish a snapshot for readers."""
    from dags import steps

    config = load_config()
    with at_work("loading"):
        report = steps.load(config, the_day(day, config))
        snapshot = steps.publish(config)
    say(
        f"{report.documents} documents ({report.new} new, {report.changed} changed, {report.removed} removed), "
        f"{report.rejections} rejections, {len(report.issues)} findings of checks"
    )
    say(f"published {snapshot}")


@app.command()
def export(
    week: Annotated[
        str | None, typer.Argument(help="ISO week, 2026-W47; the last whole one by default.")
    ] = None,
    data: cli_readers.Data = None,
) -> None:
    """Write the week's coverage summary: HTML, Markdown, Excel, CSV, Parquet."""
    from dags import steps

    week = week or steps.last_week(load_config())
    for path in steps.export(data_folder(data), week):
        say(str(path))


@app.command()
def up(
    port: Annotated[int, typer.Option(help="Port of the web page, on this machine only.")] = 8080,
    sample: Annotated[bool, typer.Option("--sample", help="Serve and collect the bundled newsroom.")] = False,
) -> None:
    """Airflow with its web page, on this machine only; Ctrl-C or SIGTERM stops all of it."""
    from dags.demo import sample_newsroom
    from dags.up import running, stopping_on_signals

    with stopping_on_signals(), contextlib.ExitStack() as stack:
        config = stack.enter_context(sample_newsroom(Path("demo-airflow"))) if sample else load_config()
        where, wait = stack.enter_context(running(config, port=port, say=say))
        say(f"\n  {where.url}   user {where.user}   password {where.password}\n")
        say("Ctrl-C stops it.")
        try:
            wait()
        except KeyboardInterrupt:
            say("stopping")


def _print_nights(nights: Sequence["SourceNight"]) -> None:
    table = Table("source", "state", "found", "new", "what was wrong", box=None, pad_edge=False)
    for night in nights:
        wrong = "; ".join(
            f"{feed.outcome}" + (f" ({feed.detail})" if feed.detail else "")
            for feed in night.feeds
            if feed.outcome not in {"ok", "ok-empty"}
        )
        found = sum(feed.items_found for feed in night.feeds)
        new = sum(feed.items_new for feed in night.feeds)
        table.add_row(night.source_id, night.state, str(found), str(new), escape(wrong))
    out.print(table)
    if nights and all(night.state == "failed" for night in nights):
        say("No source answered: is this machine on the network?")


def _in_words(error: Exception) -> str:
    if not isinstance(error, OSError) or error.strerror is None:
        return str(error)
    words = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    is_full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return f"{words}. Free some space, then run it again." if is_full else f"{words}."


def _expected_errors() -> tuple[type[Exception], ...]:
    """The errors that are a user's or a machine's, each with a message that says all. Imported late: see above.

    OSError among them: a path that a user named, a disk that is full or a folder that may not be written is met in any
    step, and the system's own words with the path say it.
    """
    from crawlers.archive import ArchiveError
    from crawlers.look_words import LookError
    from crawlers.run import CrawlError
    from crawlers.saved_pages import PagesError
    from crawlers.sources import SourceError
    from dags.init import InitError
    from dags.page_file import PageError
    from dags.steps import DayError, NightFailedError, UnknownSourceError
    from dags.up import UpError
    from transforms.codebook_file import CodebookError
    from transforms.entities import GazetteerError
    from transforms.offline import ReplayError
    from warehouse.errors import WarehouseError
    from warehouse.summary.figures import WeekError

    return (
        ArchiveError,
        CodebookError,
        ConfigError,
        CrawlError,
        DayError,
        GazetteerError,
        InitError,
        LookError,
        NightFailedError,
        OSError,
        PageError,
        PagesError,
        ReplayError,
        SourceError,
        UnknownSourceError,
        UpError,
        WarehouseError,
        WeekError,
    )


if __name__ == "__main__":
    main()
