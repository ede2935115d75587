"""The demonstration: ten nights of the bundled newsroom through the real steps, or one night of saved pages."""

import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

import crawlers.sample
from crawlers.sample.newsroom import serve
from dags import steps
from dags.config import Config
from dags.console import out, program, say
from warehouse.compare import table_digests
from warehouse.database import open_warehouse

ZONE = ZoneInfo("America/Los_Angeles")
FIRST_NIGHT = date(2026, 11, 14)
NIGHTS = 10
WEEK = "2026-W47"
CONTACT = "demo@beatbook.example"
SAMPLE = Path(crawlers.sample.__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesReport:
    """What a folder of saved pages came to. `rejections`: reason and how many."""

    captures: int
    documents: int
    rejections: dict[str, int]


def night_at(day: date) -> datetime:
    """The instant at which a night of the demo runs: 01:30 in the newsroom's zone."""
    return datetime(day.year, day.month, day.day, 1, 30, tzinfo=ZONE).astimezone(UTC)


def sample_config(data: Path, proxy: str | None) -> Config:
    """The settings of the bundled newsroom."""
    return Config(
        data=data,
        sources=SAMPLE / "sources",
        gazetteer=SAMPLE / "gazetteer",
        contact=CONTACT,
        timezone=ZONE,
        proxy=proxy,
        pseudonym_key="its people are invented",
    )


@contextlib.contextmanager
def sample_newsroom(data: Path) -> Iterator[Config]:
    """Serve the newsroom as if its second week were now; its settings, for `beatbook up --sample`."""
    now = datetime.now(ZONE)
    anchor = now.date() - timedelta(days=now.weekday() + 7)
    with serve(now, anchor=anchor) as newsroom:
        yield sample_config(data, newsroom.proxy_url)


def run_newsroom(data: Path) -> None:
    """Run the ten nights and the weekly export into `data`, printing what came of each; twice changes nothing."""
    began = time.monotonic()
    config = sample_config(data, None)
    before = _digests(config)
    table = Table(
        "night", "sources", "failed", "captures", "documents", "new", "rejections", box=None, pad_edge=False
    )
    with serve(night_at(FIRST_NIGHT)) as newsroom, _progress() as progress:
        config = replace(config, proxy=newsroom.proxy_url)
        task = progress.add_task("nights", total=NIGHTS)
        for number in range(NIGHTS):
            day = FIRST_NIGHT + timedelta(days=number)
            newsroom.at = night_at(day)
            report = steps.nightly(config, day, at=night_at(day))
            failed = sum(night.state == "failed" for night in report.nights)
            table.add_row(
                f"{day:%a %d %b}",
                str(len(report.nights)),
                str(failed),
                str(report.load.captures),
                str(report.load.documents),
                str(report.load.new),
                str(report.load.rejections),
            )
            progress.advance(task)
    files = steps.export(config.data, WEEK)
    out.print(table)
    say(
        "\nTwo of the newsroom's sources are broken on purpose: the summary tells what that means for its counts."
    )
    say(f"\nThe week {WEEK} summed up:")
    for path in files:
        say(f"  {path}")
    after = _digests(config)
    if before and before == after:
        say(f"\nNothing changed: all {len(after)} tables hold what they held before.")
    elif before:
        changed = sorted(name for name in after if after[name] != before.get(name))
        say(f"\nChanged since the last demo: {', '.join(changed)}.")
    _say_next(data)
    say(f"({time.monotonic() - began:.0f} s)")


def run_pages(pages: Path, data: Path) -> PagesReport:
    """Serve a folder of saved pages as one source and take it down the same road; print and return the counts."""
    from crawlers.saved_pages import PagesError, serve_pages, write_source

    if not pages.is_dir():
        raise PagesError(f"{pages} is not a folder; name one that holds saved pages (.html, .htm, .html.gz).")
    at = datetime.now(UTC).replace(microsecond=0)
    day = at.astimezone(ZONE).date()
    sources = data / "sources"
    write_source(sources)
    with serve_pages(pages) as served, _spinner(f"{len(served.files)} pages"):
        config = replace(sample_config(data, served.proxy_url), sources=sources, gazetteer=None)
        report = steps.nightly(config, day, at=at, again=True, processes=2)
    reasons: Counter[str] = Counter()
    for extracted in report.extract.sources:
        reasons.update(extracted.rejections)
    table = Table("what", "how many", box=None, pad_edge=False)
    table.add_row("pages", str(len(served.files)))
    table.add_row("captures", str(report.load.captures))
    table.add_row("documents", str(report.load.documents))
    for reason, count in reasons.most_common():
        table.add_row(f"rejected: {reason}", str(count))
    out.print(table)
    _say_next(data)
    return PagesReport(
        captures=report.load.captures, documents=report.load.documents, rejections=dict(reasons)
    )


def _say_next(data: Path) -> None:
    say("\nAsk it:")
    say(f"  {program()} search --data {data} police")
    say(f"  {program()} sql --data {data}")


def _digests(config: Config) -> dict[str, str]:
    if not config.warehouse.exists():
        return {}
    with open_warehouse(config.warehouse) as con:
        return table_digests(con)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=out,
        transient=True,
    )


@contextlib.contextmanager
def _spinner(what: str) -> Iterator[None]:
    if out.is_terminal:
        with out.status(what):
            yield
    else:
        yield
