"""Whether the archive is what was written: every record's bytes, digests and references, and each night's account."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from fastwarc.warc import WarcRecord, WarcRecordType

from crawlers.archive import (
    CAPTURE_TYPES,
    RECEIVED_DIGEST,
    archive_files,
    as_recorded,
    is_asked,
    original_of,
    record_at,
)
from crawlers.capture import Location
from crawlers.members import SUFFIX, ArchiveError, DamagedArchiveError, members
from crawlers.night import night_path, read_night

_ACCOUNT: Final = ".night.json"
_BODY_AT: Final = b"\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFault:
    """Something in the archive that is not as it was written.

    Attributes:
        path: of the file, relative to the archive's folder.
        offset: of the record in bytes; None where it is the file as a whole.
        name: kebab case: `damaged`, `wrong-digest`, `original-missing`, `unfinished-end`, `no-record`, ...
        detail: what was found, and what to do.
        is_harmless: it costs nothing that was collected: a record that a kill left unfinished.
    """

    path: str
    offset: int | None
    name: str
    detail: str
    is_harmless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVerdict:
    """One source's day: how many records are whole, and what is wrong."""

    path: str
    record_count: int
    faults: tuple[ArchiveFault, ...]


def expected_files(
    archive_dir: Path, since: date | None, until: date | None, source_ids: frozenset[str]
) -> list[Path]:
    """As `archive_files`, with those too that a night's account lets expect and that may not be there."""
    accounts = archive_dir.glob(f"????-??-??/*{_ACCOUNT}")
    named = {path.with_name(path.name.removesuffix(_ACCOUNT) + SUFFIX) for path in accounts}
    found = archive_files(archive_dir, since=since, until=until, source_ids=source_ids)
    return sorted({*found, *(path for path in named if is_asked(path, since, until, source_ids))})


def verify_file(archive_dir: Path, path: Path) -> FileVerdict:
    """Read every record of a file and check it; nothing is changed."""
    relative = f"{path.parent.name}/{path.name}"
    faults: list[ArchiveFault] = []
    announced: set[tuple[str, str]] = set()
    count = end = 0
    try:
        for offset, end_of_record, data in members(path):
            count, end = count + 1, end_of_record
            faults += _record_faults(archive_dir, relative, offset, data, announced)
        size = path.stat().st_size if path.is_file() else end
        if end < size:
            detail = f"{size - end} bytes of a record that a kill left unfinished; the next crawl of that day cuts them off"
            faults.append(
                ArchiveFault(
                    path=relative, offset=end, name="unfinished-end", detail=detail, is_harmless=True
                )
            )
    except DamagedArchiveError as error:
        detail = f"{error}; nothing after it can be read"
        faults.append(
            ArchiveFault(path=relative, offset=error.location.offset, name="damaged", detail=detail)
        )
    except FileNotFoundError:
        # A source whose night had no answer has no file; of any other the account tells what is lost.
        faults += _account_faults(archive_dir, path, relative, announced)
    except OSError as error:
        faults.append(ArchiveFault(path=relative, offset=None, name="unreadable", detail=str(error)))
    else:
        faults += _account_faults(archive_dir, path, relative, announced)
    return FileVerdict(path=relative, record_count=count, faults=tuple(faults))


def _record_faults(
    archive_dir: Path, relative: str, offset: int, data: bytes, announced: set[tuple[str, str]]
) -> Iterator[ArchiveFault]:
    def fault(name: str, detail: str) -> ArchiveFault:
        return ArchiveFault(path=relative, offset=offset, name=name, detail=detail)

    try:
        record = WarcRecord.from_bytes(data)
        kind, fields = record.record_type, record.headers
        assert record.reader is not None
        content = record.reader.read()
    except (ValueError, KeyError, OSError, AssertionError) as error:
        yield fault("not-a-record", f"{type(error).__name__}: {error}; restore the file from a copy")
        return
    if _differs(fields.get("WARC-Block-Digest"), content):
        yield fault("wrong-digest", "the block is not what was written; restore the file from a copy")
    if kind not in CAPTURE_TYPES:
        return
    head, found, body = content.partition(_BODY_AT)
    if not head.startswith(b"HTTP/") or not found:
        yield fault("no-http-head", f"the block begins {head[:40]!r}; restore the file from a copy")
        return
    try:
        as_recorded(
            WarcRecord.from_bytes(data), archive_dir / relative, Location(path=relative, offset=offset)
        )
    except DamagedArchiveError as error:
        yield fault("not-a-record", str(error))
    announced.add((fields.get("Beatbook-Role") or "", fields.get("Beatbook-Announced") or ""))
    if kind == WarcRecordType.response:
        if _differs(fields.get("WARC-Payload-Digest"), body):
            yield fault("wrong-digest", "the body is not what was received; restore the file from a copy")
        return
    original = original_of(record)
    assert original is not None
    where = f"{original.path}:{original.offset}"
    try:
        repeated = record_at(archive_dir, original)
    except ArchiveError as error:
        yield fault(
            "original-missing", f"it repeats {where}, which cannot be read ({error}); restore that file"
        )
        return
    if repeated.headers["WARC-Record-ID"] != fields.get("WARC-Refers-To"):
        yield fault(
            "original-missing", f"it repeats another record than the one at {where}; restore that file"
        )
    digest = repeated.headers.get(RECEIVED_DIGEST) or repeated.headers.get("WARC-Payload-Digest")
    if fields.get("WARC-Payload-Digest") not in (None, digest):
        yield fault("wrong-digest", f"it repeats another body than the one at {where}; restore that file")


def _account_faults(
    archive_dir: Path, path: Path, relative: str, announced: set[tuple[str, str]]
) -> Iterator[ArchiveFault]:
    source_id = path.name.removesuffix(SUFFIX)
    account = night_path(archive_dir, date.fromisoformat(path.parent.name), source_id)
    if not account.is_file():
        detail = f"the account {account.name} is missing: the night was interrupted; crawl that source again on that day"
        yield ArchiveFault(path=relative, offset=None, name="no-account", detail=detail, is_harmless=True)
        return
    try:
        night = read_night(account)
    except (ValueError, KeyError, TypeError, OSError) as error:
        yield ArchiveFault(
            path=relative, offset=None, name="unreadable-account", detail=f"{account.name}: {error!r}"
        )
        return
    for request in night.requests:
        # What answered has a record, under the address asked for; a fragment is never sent.
        if request.status is not None and (request.role, request.url) not in announced:
            detail = f"the account says that {request.url} answered {request.status}, and no record has it"
            yield ArchiveFault(path=relative, offset=None, name="no-record", detail=detail)


def _differs(written: str | None, content: bytes) -> bool:
    """Whether a digest is there and is not the content's; only SHA-1, which we write, is known."""
    algorithm, _, value = (written or "").partition(":")
    if algorithm.lower() != "sha1":
        return False
    return value != base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
