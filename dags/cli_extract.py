"""`beatbook extract`: one day's archive into documents, many days again, or what a replay would change."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from dags.cli_options import Day, Only, a_date, the_day
from dags.cli_readers import Json
from dags.config import Config, load_config
from dags.console import at_work, err, out, program, say

if TYPE_CHECKING:
    from transforms.replay import SourceDay, SourceDayDone
    from transforms.run import ExtractReport

_From = Annotated[
    str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="Replay: from this crawl day on.")
]
_To = Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Replay: up to this crawl day.")]
_Processes = Annotated[int, typer.Option("--processes", min=1, max=256, help="How many to use at once.")]
_Again = Annotated[
    bool, typer.Option("--again", help="Also what was made already, by this program of the same archive.")
]
_Diff = Annotated[
    bool,
    typer.Option(
        "--diff", help="Write nothing: show what would change, field by field. Ends with 1 if anything."
    ),
]
_Csv = Annotated[bool, typer.Option("--csv", help="With --diff: print every change as CSV.")]
_Show = Annotated[
    int | None,
    typer.Option("--show", min=0, help="With --diff: so many examples of each field; 3 by default."),
]

_EXAMPLES = 3


def extract(
    only: Only = None,
    day: Day = None,
    since: _From = None,
    until: _To = None,
    processes: _Processes = 1,
    again: _Again = False,
    diff: _Diff = False,
    as_json: Json = False,
    as_csv: _Csv = False,
    show: _Show = None,
) -> None:
    """Read the archive into documents (Parquet); nothing is fetched.

    Without --from and --to: one day, made anew, with --again and without.

    With one of them, or both, a replay: all days between, or from the first, or up to the last that is archived. What was made already by this very program, of the same archive files, sources and lists, is left as it is: a replay that was stopped goes on when it is called again. No socket can be opened meanwhile. Ends with 1 if an archive file could not be read whole.

    With --diff nothing is written: the archive is read by the program as it is now, and compared with the documents as they stand. So a new version is tried before it is let in.
    """
    if not diff and (as_csv or show is not None):
        name = "--csv" if as_csv else "--show"
        raise typer.BadParameter(f"{name} prints the changes that --diff finds; add --diff")
    if as_csv + as_json + (show is not None) > 1:
        raise typer.BadParameter(
            "--csv and --json print every change, --show some of them: give one of the three"
        )
    if day is not None and (since or until):
        raise typer.BadParameter("--day is one day, --from and --to are many: give one or the other")
    config = load_config()
    if not (since or until or diff):
        _one_day(config, the_day(day, config), only or (), processes, as_json=as_json)
        return
    first, last = (a_date(text) if text else None for text in (day or since, day or until))
    if diff:
        from dags.cli_extract_diff import print_difference

        days = _days(config, first, last, only or ())
        examples = _EXAMPLES if show is None else show
        if print_difference(
            config, days, processes, again=again, show=examples, as_json=as_json, as_csv=as_csv
        ):
            raise typer.Exit(1)
        return
    _replay(config, _days(config, first, last, only or ()), processes, again=again, as_json=as_json)


def print_problems(report: "ExtractReport") -> None:
    """Print which archive files could not be read, and why."""
    for source in report.sources:
        if source.problem:
            _print_problem(source.source_id, source.problem)


@contextmanager
def reading(days: Sequence["SourceDay"]) -> Iterator[Callable[[int], None]]:
    """A bar of how much of the archive files is read, where a person looks on; told in bytes."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        bar = progress.add_task("reading", total=sum(one.byte_count for one in days))
        yield lambda amount: progress.update(bar, completed=amount)


def _one_day(config: Config, day: date, only: Sequence[str], processes: int, *, as_json: bool) -> None:
    from dags import steps
    from transforms.replay import SourceDayDone

    with at_work("extracting"):
        report = steps.extract(config, day, only=only, processes=processes)
    print_problems(report)
    if as_json:
        _print_json(SourceDayDone(day=day, made=one, is_kept=False) for one in report.sources)
        return
    documents = sum(source.documents for source in report.sources)
    rejections = sum(sum(source.rejections.values()) for source in report.sources)
    say(f"{documents} documents, {rejections} rejections from {len(report.sources)} sources")
    if not report.sources:
        say(f"Nothing was archived on {day} by the sources that are asked for.")


def _days(config: Config, first: date | None, last: date | None, only: Sequence[str]) -> list["SourceDay"]:
    from dags import steps

    days, unknown = steps.archived(config, first, last, only=only)
    if unknown:
        names = ", ".join(unknown)
        err.print(
            f"[yellow]warning[/] left out, since {escape(str(config.sources))} has no file of them: {names}",
            highlight=False,
            soft_wrap=True,
        )
    return days


def _replay(config: Config, days: list["SourceDay"], processes: int, *, again: bool, as_json: bool) -> None:
    from dags import steps

    done: list[SourceDayDone] = []
    try:
        with reading(days) as tell:
            for one in steps.replay(config, days, processes=processes, again=again, say=tell):
                done.append(one)
                if one.made.problem:
                    _print_problem(f"{one.day} {one.made.source_id}", one.made.problem)
    except KeyboardInterrupt:
        same = "the same command without --again" if again else "the same command"
        say(f"{len(done)} of {len(days)} archive files are done; {same} goes on with the others")
        raise
    done.sort(key=lambda one: (one.day, one.made.source_id))
    if as_json:
        _print_json(done)
    else:
        _print_table(done)
    if any(one.made.problem for one in done):
        raise typer.Exit(1)


def _print_table(done: Sequence["SourceDayDone"]) -> None:
    numbers = ("sources", "as it was", "captures", "documents", "rejections", "problems")
    table = Table(
        Column("day", no_wrap=True),
        *(Column(name, justify="right") for name in numbers),
        box=None,
        pad_edge=False,
    )
    days = sorted({one.day for one in done})
    for day in days:
        table.add_row(day.isoformat(), *_sums([one for one in done if one.day == day]))
    if len(days) > 1:
        table.add_row("in all", *_sums(done), style="bold")
    out.print(table)
    reasons: Counter[str] = Counter()
    for one in done:
        reasons.update(one.made.rejections)
    if reasons:
        say("Rejections: " + ", ".join(f"{reason} {count}" for reason, count in reasons.most_common()))
    if any(not one.is_kept for one in done):
        say(f"The warehouse learns of it by `{program()} load --day DAY`, for each day that changed.")
    else:
        say("Nothing was to do: all of it stands as this program makes it.")


def _sums(done: Sequence["SourceDayDone"]) -> list[str]:
    return [
        str(number)
        for number in (
            len(done),
            sum(one.is_kept for one in done),
            sum(one.made.captures for one in done),
            sum(one.made.documents for one in done),
            sum(sum(one.made.rejections.values()) for one in done),
            sum(one.made.problem is not None for one in done),
        )
    ]


def _print_problem(what: str, problem: str) -> None:
    err.print(f"[red]{escape(what)}[/] {escape(problem)}", highlight=False, soft_wrap=True)


def _print_json(done: Iterable["SourceDayDone"]) -> None:
    rows = [
        {
            "day": one.day.isoformat(),
            "source_id": one.made.source_id,
            "is_kept": one.is_kept,
            "captures": one.made.captures,
            "documents": one.made.documents,
            "rejections": one.made.rejections,
            "problem": one.made.problem,
        }
        for one in done
    ]
    out.print_json(json.dumps(rows))
