"""Making old nights smaller, once, without changing what any reader is given.

Bodies are unpacked and packed again together with a page of the same night, since pages of one site have most of their
markup in common. What is given up is the packed form in which a body was received; see decision 12.
"""

import base64
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Final

from fastwarc.warc import WarcRecord, WarcRecordType

from crawlers.archive import CAPTURE_TYPES, RECEIVED_DIGEST, as_recorded
from crawlers.bodies import decode_body
from crawlers.capture import Capture, Location
from crawlers.compacted import NotCompactedError, compacted_path, read_compacted, write_compacted
from crawlers.members import SUFFIX, ArchiveError, DamagedArchiveError, gzip_members

_SEP: Final = b"\r\n\r\n"
_HIDDEN: Final = ("content-encoding", "content-length")
_PREFIX: Final = "X-Archive-Orig-"
"""Replay tools give this beginning to headers that were true of what was received and no longer are."""
_REWRITTEN: Final = ("Content-Length", "WARC-Block-Digest", "WARC-Payload-Digest", RECEIVED_DIGEST)
_SAMPLES: Final = 8
_LARGEST_SAMPLE: Final = 2**19


@dataclass(frozen=True, slots=True, kw_only=True)
class Compaction:
    """What became of one file.

    Attributes:
        path: relative to the archive's folder.
        before, after: its size in bytes; the same where it was left as it is.
        left: why it was left as it is; None where it was compacted, or would be.
    """

    path: str
    before: int
    after: int
    left: str | None = None


def compact_file(path: Path, *, is_dry_run: bool = False) -> Compaction:
    """Compact the file of a source's night that is over.

    The new file is written beside the old one, read back, and compared with it record by record; only then does it take
    its place. A kill at any moment leaves the old file, or both, or the new one, and each is read the same.

    Raises:
        OSError: the folder cannot be written.
        ArchiveError: what was written reads otherwise than what it was written from; the old file stays.
    """
    relative = f"{path.parent.name}/{path.name}"
    size = path.stat().st_size

    def left(why: str) -> Compaction:
        return Compaction(path=relative, before=size, after=size, left=why)

    if not path.with_name(path.name.removesuffix(SUFFIX) + ".night.json").is_file():
        return left("its night has no account: it is not over")
    partial = compacted_path(path).with_suffix(".partial")
    with _locked(path) as is_free:
        if not is_free:
            return left("a crawl is writing it")
        try:
            unpacked = ((start, end, _unpacked(data, path, start)) for start, end, data in gzip_members(path))
            write_compacted(partial, unpacked, _typical(path))
            _compare(path, partial)
            after = partial.stat().st_size
            if after >= size:
                return left("it would not be smaller")
            if not is_dry_run:
                partial.replace(compacted_path(path))
                _sync(path.parent)
                path.unlink()
                _sync(path.parent)
        except DamagedArchiveError as error:
            return left(str(error))
        finally:
            partial.unlink(missing_ok=True)
    return Compaction(path=relative, before=size, after=after)


def _unpacked(data: bytes, path: Path, offset: int) -> bytes:
    """A record with its body unpacked, where that can be done without loss; else as it is."""
    head, _, content = data.partition(_SEP)
    record = _record(data, path, offset)
    if record.record_type != WarcRecordType.response or "WARC-Truncated" in record.headers:
        return data
    capture = as_recorded(record, path, Location(path="", offset=offset))
    if capture.header("content-encoding") is None:
        return data
    body, problem = decode_body(capture.headers, capture.body)
    if problem is not None:
        return data
    status_line, *lines = content.partition(_SEP)[0].split(b"\r\n")
    block = _SEP.join((b"\r\n".join((status_line, *map(_hidden, lines))), body))
    changed = {
        b"content-length": str(len(block)).encode(),
        b"warc-block-digest": _digest(block),
        b"warc-payload-digest": _digest(body),
    }
    fields = [line.partition(b": ") for line in head.split(b"\r\n")]
    new = [b"".join((name, colon, changed.get(name.lower(), value))) for name, colon, value in fields]
    if (received := record.headers.get("WARC-Payload-Digest")) is not None:
        new.append(f"{RECEIVED_DIGEST}: {received}".encode())
    return _SEP.join((b"\r\n".join(new), block, b""))


def _record(data: bytes, path: Path, offset: int) -> WarcRecord:
    try:
        return WarcRecord.from_bytes(data)
    except OSError as error:
        raise DamagedArchiveError(path, offset, str(error)) from error


def _hidden(line: bytes) -> bytes:
    name = line.partition(b":")[0].decode("latin-1")
    return _PREFIX.encode() + line if name.lower() in _HIDDEN else line


def _digest(content: bytes) -> bytes:
    return b"sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest())


def _typical(path: Path) -> list[bytes]:
    """The first pages of a file, of which the largest leads."""
    pages: list[bytes] = []
    for offset, _, data in gzip_members(path):
        record = _record(data, path, offset)
        if record.record_type == WarcRecordType.response and record.headers.get("Beatbook-Role") == "item":
            capture = as_recorded(record, path, Location(path="", offset=offset))
            body, problem = decode_body(capture.headers, capture.body)
            if capture.status == 200 and problem is None and 0 < len(body) <= _LARGEST_SAMPLE:
                pages.append(body)
        if len(pages) == _SAMPLES:
            break
    return sorted(pages, key=len, reverse=True)


def _compare(old: Path, new: Path) -> None:
    """Read every record of both.

    Raises:
        ArchiveError: a record is missing, or a reader would be given something else.
    """
    try:
        for before, after in zip_longest(gzip_members(old), read_compacted(new)):
            is_same = (
                before and after and before[:2] == after[:2] and _reading(before[2]) == _reading(after[2])
            )
            if not is_same:
                place = (before or after or (0,))[0]
                raise ArchiveError(
                    f"{old}: the record at offset {place} would read otherwise; the file was left as it is"
                )
    except NotCompactedError as error:
        raise ArchiveError(
            f"{old}: what was written in its place cannot be read ({error}); the file was left as it is"
        ) from error


def _reading(data: bytes) -> tuple[dict[str, str], Capture | bytes]:
    """All that a record says of its making, and gives to a reader; headers under the names with which they were received."""
    record = WarcRecord.from_bytes(data)
    fields = {name: value for name, value in record.headers.items() if name not in _REWRITTEN}
    if record.record_type not in CAPTURE_TYPES:
        return fields, data
    capture = as_recorded(record, Path(), Location(path="", offset=0))
    body, problem = decode_body(capture.headers, capture.body)
    headers = tuple((name.removeprefix(_PREFIX), value) for name, value in capture.headers)
    return fields, replace(capture, body=body, problem=capture.problem or problem, headers=headers)


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
