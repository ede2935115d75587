"""The archive: every response as it was received, in one WARC file a source and day.

`DAY/SOURCE.warc.gz` is WARC 1.1, one gzip member a record, readable by any WARC tool. Each attempt at a source's night
opens with a `warcinfo` record; the `response` and `revisit` records after it belong to that attempt. Bodies keep their
content encoding. Fields of our own tell what HTTP does not: `Beatbook-Role`, `Beatbook-Feed`, `Beatbook-Announced`, and
where the answer stands that a revisit repeats: `Beatbook-Refers-To`.

A record is on its way to the disk before anything else is told about it, and a file that ends within a record (a kill, a
full disk) is whole again up to the record before: readers stop there, the next writer cuts the rest off.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final, cast

from fastwarc.warc import WarcRecord, WarcRecordType

from crawlers.bodies import decode_body
from crawlers.capture import Capture, Location, Role
from crawlers.compacted import SUFFIX as COMPACTED
from crawlers.compacted import compacted_path
from crawlers.members import SUFFIX, ArchiveError, DamagedArchiveError, cannot, members

__all__ = [
    "SUFFIX",
    "ArchiveError",
    "DamagedArchiveError",
    "archived_sources",
    "read_archive",
    "read_capture",
    "read_record",
    "record_at",
]

RECEIVED_DIGEST: Final = "Beatbook-Received-Digest"
"""Field of a record that was compacted: the digest of the body as it was received."""
PROBLEM_OF_TRUNCATION: Final = {"length": "body-too-large", "disconnect": "body-truncated"}
CAPTURE_TYPES: Final = (WarcRecordType.response, WarcRecordType.revisit)


def read_archive(
    archive_dir: Path, day: date, source_id: str, *, role: Role | None = None
) -> Iterator[Capture]:
    """All captures of a source's day in the order of the file: redirects and errors too, bodies decoded.

    A revisit is the capture that it repeats, fetched again; see `Capture.revisit_of`. A record that a kill left
    unfinished ends the file. A source without a file has no captures.

    Args:
        archive_dir: the archive's folder.
        day: the crawl date.
        source_id: whose file.
        role: only captures of this role; the bodies of others are not looked at.

    Raises:
        ArchiveError: the file cannot be read.
        DamagedArchiveError: it is damaged before its end.
    """
    relative = f"{day.isoformat()}/{source_id}{SUFFIX}"
    path = archive_dir / relative
    try:
        for offset, _, record in records(path):
            if record.record_type in CAPTURE_TYPES:
                if role is not None and record.headers.get("Beatbook-Role") != role:
                    continue
                capture = as_recorded(record, path, Location(path=relative, offset=offset))
                yield _resolved(archive_dir, capture, decode=True)
    except FileNotFoundError:
        return
    except OSError as error:
        cannot("read", path, error)


def read_capture(archive_dir: Path, location: Location, *, decode: bool = True) -> Capture:
    """One capture, without reading the rest of its file; a revisit is the capture that it repeats, fetched again.

    Args:
        archive_dir: the archive's folder.
        location: from `Capture.location`, or from the warehouse.
        decode: False leaves the body as it was received, its content encoding kept; one that was compacted since is
            unpacked already.

    Raises:
        ArchiveError: the file is not there, or no response stands at that offset. Where only the answer that a revisit
            repeats cannot be read, the capture has the problem `original-missing` instead.
    """
    return _resolved(archive_dir, read_record(archive_dir, location), decode=decode)


def read_record(archive_dir: Path, location: Location) -> Capture:
    """What stands in one record and nowhere else: the body as it was received, its content encoding kept.

    A revisit has its own status and headers, no body, and `revisit_of`.

    Raises:
        ArchiveError: the file is not there, or no response stands at that offset.
    """
    return as_recorded(record_at(archive_dir, location), archive_dir / location.path, location)


def record_at(archive_dir: Path, location: Location) -> WarcRecord:
    """The response or revisit record at that place.

    Raises:
        ArchiveError: the file is not there, or no such record stands at that offset.
    """
    path = archive_dir / location.path
    try:
        _, _, record = next(records(path, location.offset))
    except (StopIteration, DamagedArchiveError) as error:
        raise ArchiveError(f"{path}: no record stands at offset {location.offset}") from error
    except OSError as error:
        cannot("read", path, error)
    if record.record_type not in CAPTURE_TYPES:
        raise ArchiveError(f"{path}: the record at offset {location.offset} is not a response")
    return record


def records(path: Path, start: int = 0) -> Iterator[tuple[int, int, WarcRecord]]:
    """(start, end, record) of each whole record of a file, of any type; an unfinished last one is left out.

    Raises:
        OSError: the file cannot be read.
        DamagedArchiveError: it is damaged before its end.
    """
    for offset, end, data in members(path, start):
        try:
            yield offset, end, WarcRecord.from_bytes(data)
        except OSError as error:
            raise DamagedArchiveError(path, offset, str(error)) from error


def original_of(record: WarcRecord) -> Location | None:
    """Where the answer stands that a revisit repeats; None for a response."""
    field = record.headers.get("Beatbook-Refers-To")
    if record.record_type != WarcRecordType.revisit:
        return None
    path, _, offset = (field or "").rpartition(" ")
    # A revisit of somebody else's making says only what it repeats, not where: nothing stands at its place.
    return Location(path=path, offset=int(offset)) if offset.isdigit() else Location(path="", offset=0)


def archived_sources(archive_dir: Path, day: date) -> tuple[str, ...]:
    """Ids of the sources that have a file for that day, sorted."""
    return tuple(path.name.removesuffix(SUFFIX) for path in archive_files(archive_dir, since=day, until=day))


def archive_files(
    archive_dir: Path,
    *,
    since: date | None = None,
    until: date | None = None,
    source_ids: frozenset[str] = frozenset(),
) -> list[Path]:
    """The WARC files of the days and sources asked for, in the order of days and ids; all, where nothing is asked.

    A compacted file is named as it was before: so readers take it.
    """
    days = "????-??-??" if since is None or since != until else since.isoformat()
    paths = set(archive_dir.glob(f"{days}/*{SUFFIX}"))
    paths |= {
        path.with_name(path.name.removesuffix(COMPACTED) + SUFFIX)
        for path in archive_dir.glob(f"{days}/*{COMPACTED}")
    }
    return [path for path in sorted(paths) if is_asked(path, since, until, source_ids)]


def stored_file(path: Path) -> Path:
    """The file in which the records of a WARC file stand now: it may have been compacted."""
    return path if path.is_file() else compacted_path(path)


def is_asked(path: Path, since: date | None, until: date | None, source_ids: frozenset[str]) -> bool:
    """Whether a path `.../DAY/SOURCE.*` is of the days and sources asked for; empty asks for all."""
    try:
        day = date.fromisoformat(path.parent.name)
    except ValueError:
        return False
    is_of_source = not source_ids or path.name.removesuffix(SUFFIX) in source_ids
    return is_of_source and (since is None or day >= since) and (until is None or day <= until)


def as_recorded(record: WarcRecord, path: Path, location: Location) -> Capture:
    """What a response or revisit record of a file says, and nothing of what it repeats.

    Raises:
        DamagedArchiveError: it lacks what every record of ours has.
    """
    fields = record.headers
    assert record.reader is not None
    head, _, body = record.reader.read().partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    truncation = fields.get("WARC-Truncated")
    feed = fields.get("Beatbook-Feed")
    try:
        return Capture(
            source_id=location.path.rpartition("/")[2].removesuffix(SUFFIX),
            url=fields["WARC-Target-URI"],
            announced_url=fields["Beatbook-Announced"],
            fetched_at=datetime.fromisoformat(fields["WARC-Date"]),
            status=int(status_line.split(" ")[1]),
            headers=tuple((name, value) for name, _, value in (line.partition(": ") for line in lines)),
            body=body,
            role=cast(Role, fields["Beatbook-Role"]),
            feed=None if feed is None else int(feed),
            problem=PROBLEM_OF_TRUNCATION.get(truncation) if truncation is not None else None,
            location=location,
            revisit_of=original_of(record),
        )
    except (KeyError, ValueError, IndexError) as error:
        raise DamagedArchiveError(path, location.offset, f"{type(error).__name__}: {error}") from error


def _resolved(archive_dir: Path, capture: Capture, *, decode: bool) -> Capture:
    """The capture with its body: its own, or that of the answer that it repeats."""
    original = capture
    if capture.revisit_of is not None:
        try:
            original = read_record(archive_dir, capture.revisit_of)
        except ArchiveError:
            return replace(capture, problem="original-missing")
        if original.revisit_of is not None:
            return replace(capture, problem="original-missing")
    body, problem = original.body, original.problem
    if decode:
        # The headers that came with the body tell its encoding: "not modified" has none.
        body, undecodable = decode_body(original.headers, body)
        problem = problem or undecodable
    is_not_modified = capture.revisit_of is not None and capture.status == 304
    return replace(
        capture,
        body=body,
        problem=problem,
        status=original.status if is_not_modified else capture.status,
        headers=original.headers if is_not_modified else capture.headers,
    )
