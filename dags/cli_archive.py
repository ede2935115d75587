"""`beatbook archive`: check the archive, find a page in it, print it, and give its index to other tools."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.progress import track

from dags.cli_readers import Data, Json
from dags.config import data_folder
from dags.console import err, out, say

if TYPE_CHECKING:
    from crawlers.archive_find import Standing
    from crawlers.capture import Location

app = typer.Typer(no_args_is_help=True, help="The archive: every answer as it was served, in WARC files.")

_Date = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only this crawl day.")]
_Since = Annotated[
    datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="From this crawl day on.")
]
_Until = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Up to this crawl day.")]
_Sources = Annotated[
    list[str] | None, typer.Option("--source", help="Only this source (its id); may be repeated.")
]


@app.command("verify")
def verify(
    data: Data = None,
    day: _Date = None,
    since: _Since = None,
    until: _Until = None,
    source: _Sources = None,
    as_json: Json = False,
) -> None:
    """Read every record and check it: bytes, digests, what it repeats, and the nights' accounts. Ends with 1 if one is wrong."""
    from crawlers.archive_verify import verify_file

    folder, files = _files(data, day, since, until, source, with_lost=True)
    verdicts = [verify_file(folder, path) for path in _progress(files, "checking")]
    faults = [fault for verdict in verdicts for fault in verdict.faults]
    wrong = [fault for fault in faults if not fault.is_harmless]
    if as_json:
        out.print_json(json.dumps([asdict(verdict) for verdict in verdicts]))
    else:
        for fault in faults:
            where = fault.path if fault.offset is None else f"{fault.path}:{fault.offset}"
            colour = "dim" if fault.is_harmless else "red"
            line = f"[{colour}]{fault.name}[/]  {escape(where)}\n    {escape(fault.detail)}"
            out.print(line, highlight=False, soft_wrap=True)
        records = sum(verdict.record_count for verdict in verdicts)
        say(
            f"{len(files)} files, {records} records: {len(wrong)} wrong, {len(faults) - len(wrong)} to know of"
        )
    if wrong:
        raise typer.Exit(1)


@app.command("find")
def find(
    text: Annotated[str, typer.Argument(help="An address, or a part of one.")],
    data: Data = None,
    day: _Date = None,
    since: _Since = None,
    until: _Until = None,
    source: _Sources = None,
    role: Annotated[str | None, typer.Option(help="Only robots, discovery or item.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at the most, the newest first.")] = 50,
    as_json: Json = False,
) -> None:
    """Where an address stands in the archive, the newest first; `archive cat` prints what is there."""
    from crawlers.archive_find import matching

    _, files = _files(data, day, since, until, source)
    is_wanted = matching(text)
    found = [
        one
        for path in _progress(list(reversed(files)), "looking")
        for one in _readable(path)
        if role in (None, one.role) and is_wanted(one)
    ]
    found.sort(key=lambda one: (one.day, one.fetched_at, one.location.offset), reverse=True)
    if as_json:
        out.print_json(json.dumps([_plain(asdict(one)) for one in found[:limit]]))
        return
    if not found:
        say(f"nothing in {len(files)} files has {text!r} in its address")
        raise typer.Exit(1)
    for one in found[:limit]:
        # A line that can be copied whole, however narrow the window is.
        answer = f"{one.status}{' again' if one.is_revisit else ''}"
        say(f"{one.day}  {answer:<9} {one.role:<9}  {one.length:>8} bytes  {_place(one.location)}")
        say(f"            {one.url}")
    if len(found) > limit:
        say(f"{len(found) - limit} older ones are not shown; --limit shows more")


@app.command("cat")
def cat(
    what: Annotated[
        str, typer.Argument(help="DAY/SOURCE.warc.gz:OFFSET as `archive find` prints it, or an address.")
    ],
    data: Data = None,
    headers: Annotated[
        bool, typer.Option("--headers", help="Print status and headers instead of the body.")
    ] = False,
    raw: Annotated[bool, typer.Option("--raw", help="Print the WARC record as it is stored.")] = False,
) -> None:
    """Print what was served: the body, unpacked; of an address, its newest whole answer."""
    from crawlers.archive import read_capture
    from crawlers.members import members

    folder = data_folder(data) / "archive"
    location = _location(folder, what)
    capture = read_capture(folder, location)
    if raw:
        _, _, record = next(members(folder / location.path, location.offset))
        sys.stdout.buffer.write(record)
    elif headers:
        lines = [f"HTTP {capture.status}", *(f"{name}: {value}" for name, value in capture.headers)]
        say("\n".join(lines))
    else:
        if capture.problem is not None:
            err.print(f"[yellow]warning[/] the body is not whole: {escape(capture.problem)}")
        sys.stdout.buffer.write(capture.body)
    sys.stdout.buffer.flush()


@app.command("export-cdxj")
def export_cdxj(
    data: Data = None,
    day: _Date = None,
    since: _Since = None,
    until: _Until = None,
    source: _Sources = None,
    file: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write here instead of printing.")
    ] = None,
) -> None:
    """Write the archive's index as pywb and other replay tools read it (CDXJ)."""
    from crawlers.cdxj import cdxj

    _, files = _files(data, day, since, until, source)
    plain = [path for path in files if path.is_file()]
    lines = cdxj(one for path in _progress(plain, "indexing") for one in _readable(path))
    if len(plain) < len(files):
        err.print(
            f"[yellow]warning[/] {len(files) - len(plain)} compacted files are left out: replay tools cannot read them"
        )
    text = "".join(f"{line}\n" for line in lines)
    if file is None:
        sys.stdout.write(text)
        return
    file.write_text(text, encoding="utf-8")
    say(f"wrote {len(lines)} lines to {file}")


@app.command("compact")
def compact(
    before: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="Nights before this day; never the newest.")
    ],
    data: Data = None,
    source: _Sources = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be saved, and leave everything as it is.")
    ] = False,
) -> None:
    """Make the files of old nights smaller; whatever is read stays the same. Each is checked before it takes the old one's place."""
    from crawlers.archive import archive_files
    from crawlers.archive_compact import compact_file

    folder, files = _files(data, None, None, before - timedelta(days=1), source)
    newest = archive_files(folder)[-1].parent
    plain = [path for path in files if path.is_file() and path.parent != newest]
    done = [compact_file(path, is_dry_run=dry_run) for path in _progress(plain, "compacting")]
    for one in done:
        if one.left is not None:
            say(f"left as it is: {one.path}: {one.left}")
    was, now = sum(one.before for one in done), sum(one.after for one in done)
    smaller = sum(one.left is None for one in done)
    say(
        f"{smaller} of {len(done)} files {'would become' if dry_run else 'became'} smaller: "
        f"{was / 1e6:.1f} MB, then {now / 1e6:.1f} MB"
    )


def _files(
    data: Path | None,
    day: datetime | None,
    since: datetime | None,
    until: datetime | None,
    sources: list[str] | None,
    *,
    with_lost: bool = False,
) -> tuple[Path, list[Path]]:
    from crawlers.archive import archive_files
    from crawlers.archive_verify import expected_files
    from crawlers.members import ArchiveError

    folder = data_folder(data) / "archive"
    first, last = (one.date() if one else None for one in (day or since, day or until))
    ids = frozenset(sources or ())
    files = (
        expected_files(folder, first, last, ids)
        if with_lost
        else archive_files(folder, since=first, until=last, source_ids=ids)
    )
    if not files:
        raise ArchiveError(
            f"no WARC file of these days and sources in {folder}; `beatbook sources list` names the sources"
        )
    return folder, files


def _location(folder: Path, what: str) -> "Location":
    from crawlers.archive import archive_files
    from crawlers.archive_find import matching
    from crawlers.capture import Location
    from crawlers.members import ArchiveError

    path, _, offset = what.rpartition(":")
    if path.endswith(".warc.gz") and offset.isdecimal():
        return Location(path=path, offset=int(offset))
    is_wanted = matching(what)
    for file in reversed(archive_files(folder)):
        found = [one for one in _readable(file) if (one.status < 300 or one.status == 304) and is_wanted(one)]
        exact = [one for one in found if what in (one.url, one.announced_url)]
        if found:
            return (exact or found)[-1].location
    raise ArchiveError(
        f"no answer in {folder} has {what!r} in its address; `beatbook archive find` looks for failures too"
    )


def _readable(path: Path) -> Iterator["Standing"]:
    """The records of a file; of a damaged one those before the damage, with a word about the rest."""
    from crawlers.archive_find import standings
    from crawlers.members import DamagedArchiveError

    try:
        yield from standings(path)
    except DamagedArchiveError as error:
        err.print(
            f"[yellow]warning[/] what follows is left out: {escape(str(error))}",
            highlight=False,
            soft_wrap=True,
        )


def _place(location: "Location") -> str:
    return f"{location.path}:{location.offset}"


def _progress(files: list[Path], verb: str) -> Any:
    return track(files, description=verb, console=err, transient=True, disable=not err.is_terminal)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
