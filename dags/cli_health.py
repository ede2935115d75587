"""`beatbook sources health`: how the sources fared in the last nights, what is wrong, and what to do about it."""

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from dags.config import load_config
from dags.console import out, program, say

if TYPE_CHECKING:
    from crawlers.health import SourceFault
    from crawlers.sources import Expect
    from dags.health import Filled, Judged

_BARS = "▁▂▃▄▅▆▇█"
_COLOURS = {"warn": "yellow", "info": "dim"}


def health(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Sources to look at closely; without, all in a table.")
    ] = None,
    days: Annotated[int, typer.Option(min=2, max=366, help="How many days to look back.")] = 14,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last of them; today by default.")
    ] = None,
    show_all: Annotated[
        bool, typer.Option("--all", help="Also the sources with which nothing is wrong.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """How the sources fared: cadence, what their documents hold, faults by name. Ends with 1 if one is a warning."""
    from crawlers.sources import load_sources
    from dags import steps
    from dags.health import judge, judge_all

    config = load_config()
    sources = load_sources(config.sources)
    today = until.date() if until is not None else steps.today(config)
    if ids:
        unknown = sorted(set(ids) - {source.id for source in sources})
        if unknown:
            raise typer.BadParameter(f"no source {', '.join(unknown)} in {config.sources}")
        judged = [
            judge(source, archive_dir=config.archive, documents_dir=config.documents, today=today, days=days)
            for source in sources
            if source.id in ids
        ]
    else:
        judged = judge_all(
            sources, archive_dir=config.archive, documents_dir=config.documents, today=today, days=days
        )
    if as_json:
        out.print_json(json.dumps([_as_json(one) for one in judged], default=date.isoformat))
    elif ids:
        for one in judged:
            _print_closely(one, config.archive)
    else:
        _print_table(judged, today, show_all=show_all)
    if any(one.health.has_warning for one in judged):
        raise typer.Exit(1)


def _as_json(one: "Judged") -> dict[str, Any]:
    from crawlers.fault_words import word

    health = asdict(one.health)
    for fault in health["faults"]:
        fault |= {"meaning": word(fault["name"]).meaning, "advice": word(fault["name"]).advice}
    return health | {
        "name": one.source.name,
        "status": one.source.status,
        "expect": one.source.expect.model_dump(),
        "filled": asdict(one.filled),
    }


def _print_table(judged: list["Judged"], today: date, *, show_all: bool) -> None:
    shown = [one for one in judged if show_all or one.health.faults]
    if shown:
        table = Table(
            Column("source", overflow="fold"),
            Column("new items", justify="right"),
            "a week",
            "documents",
            "faults",
            box=None,
            pad_edge=False,
        )
        for one in shown:
            faults = ", ".join(f"[{_COLOURS[f.level]}]{f.name}[/]" for f in one.health.faults)
            table.add_row(
                one.source.id,
                _bars(one.health.new_items),
                _cadence(one.health.per_week, one.source.expect),
                _shares(one.filled),
                faults or one.source.status.replace("active", "healthy"),
            )
        out.print(table)
        say(
            "new items: a sign a night, × where nothing was collected\n"
            "documents: of the last three nights, with title, date, author"
        )
    warned = sum(one.health.has_warning for one in judged)
    noted = sum(bool(one.health.faults) for one in judged) - warned
    say(
        f"{len(judged)} sources up to {today}: {warned} with warnings, {noted} with notes, "
        f"{len(judged) - warned - noted} without either"
    )
    if not show_all:
        say("--all shows those without either too")
    if warned:
        say(f"{program()} sources health ID says what is behind a source's faults and what to do")


def _print_closely(one: "Judged", archive: Path) -> None:
    health, filled = one.health, one.filled
    out.print(f"[bold]{escape(one.source.id)}[/]  {escape(one.source.name)}", highlight=False)
    say(f"  new items  {_bars(health.new_items)}  {_cadence(health.per_week, one.source.expect)} a week")
    if filled.documents:
        shares = ", ".join(
            f"{100 * count / filled.documents:.0f}% with {what}"
            for what, count in (
                ("a title", filled.titles),
                ("a date", filled.dates),
                ("an author", filled.authors),
            )
        )
        say(f"  documents  {filled.documents}: {shares}")
    if filled.rejections:
        say("  rejected   " + ", ".join(f"{reason} {count}" for reason, count in filled.rejections.items()))
    if one.source.unverified:
        say(f"  unverified {one.source.unverified}")
    if not health.faults:
        say(
            "  nothing is wrong" if one.source.status == "active" else f"  paused: {one.source.status_reason}"
        )
    for fault in health.faults:
        _print_fault(fault, archive)
    say("")


def _print_fault(fault: "SourceFault", archive: Path) -> None:
    from crawlers.fault_words import word

    what = word(fault.name)
    nights = "1 night" if fault.nights == 1 else f"{fault.nights} nights"
    span = f"on {fault.last}" if fault.since == fault.last else f"{fault.since} to {fault.last}, {nights}"
    colour = _COLOURS[fault.level]
    out.print(
        f"\n  [{colour}]{fault.level}  {fault.name}[/]: {what.meaning}  ({span})",
        highlight=False,
        soft_wrap=True,
    )
    is_address = fault.evidence.startswith(("http://", "https://"))
    evidence = fault.evidence if is_address else archive / fault.evidence
    say(f"        {fault.detail}\n        see {evidence}\n        {what.advice}")


def _bars(counts: tuple[int | None, ...]) -> str:
    """A sign a night, the oldest first: a bar for new items, a point for none, a cross where nothing was collected."""
    most = max((count for count in counts if count), default=1)
    return "".join(
        "×" if count is None else "·" if count == 0 else _BARS[(count * len(_BARS) - 1) // most]
        for count in counts
    )


def _cadence(per_week: float | None, expect: "Expect") -> str:
    found = "-" if per_week is None else f"{per_week:.0f}"
    low, high = expect.new_per_week_min, expect.new_per_week_max
    if low is None and high is None:
        return found
    return f"{found} ({'' if low is None else low}-{'' if high is None else high})"


def _shares(filled: "Filled") -> str:
    if not filled.documents:
        return "-"
    shares = (100 * count / filled.documents for count in (filled.titles, filled.dates, filled.authors))
    return f"{filled.documents}: {' '.join(f'{share:.0f}%' for share in shares)}"
