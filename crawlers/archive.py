"""The archive: every response as it was received, in one WARC file a source and day.

`DAY/SOURCE.warc.gz` is WARC 1.1, one gzip member a record, readable by any WARC tool. Each attempt at a source's night
opens with a `warcinfo` record; the `response` records after it belong to that attempt. Bodies keep their content
encoding. Fields of our own tell what HTTP does not: `Beatbook-Role`, `Beatbook-Feed`, `Beatbook-Announced`.

A record is on its way to the disk before anything else is told about it, and a file that ends within a record (a kill, a
full disk) is whole again up to the record before: readers stop there, the next writer cuts the rest off.
"""

import contextlib
import fcntl
import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import BinaryIO, Final, NoReturn, Self, cast
from urllib.parse import quote

from fastwarc.warc import WarcRecord, WarcRecordType

from crawlers.capture import Capture, Location, Role

MAX_BODY: Final = 10 * 2**20
"""The largest body that is kept or handed on, in bytes, both as received and decoded."""

_SUFFIX: Final = ".warc.gz"
_READ_SIZE: Final = 1 << 16
_LOCK_WAIT_S: Final = 5.0
_PROBLEM_OF_TRUNCATION: Final = {"length": "body-too-large", "disconnect": "body-truncated"}
_TRUNCATION_OF_PROBLEM: Final = {problem: word for word, problem in _PROBLEM_OF_TRUNCATION.items()}


class ArchiveError(Exception):
    """The archive cannot be written or read: a full disk, a folder that is not one, a file already in use."""


class DamagedArchiveError(ArchiveError):
    """One file is damaged before its end, so nothing is cut off and nothing is added; the other files are fine.

    Attributes:
        location: of the first record that cannot be read; those before it are whole.
    """

    def __init__(self, path: Path, offset: int, reason: str) -> None:
        super().__init__(
            f"{path}: the bytes at offset {offset} are not a WARC record ({reason}); "
            "restore the file from a copy, or cut it off there"
        )
        self.location = Location(path=f"{path.parent.name}/{path.name}", offset=offset)


class ArchiveWriter:
    """Adds to the file of one source and day; safe against a kill at any moment.

    Opening cuts off a record that a kill left unfinished and locks the file against other writers.

    Attributes:
        attempt: key of the file's last attempt; None while the file has none.
        unfinished: where the responses of that attempt stand, by the address asked for, in the order in which they
            arrived. Empty for a new file and after `begin`.
    """

    def __init__(self, archive_dir: Path, day: date, source_id: str) -> None:
        self._relative = f"{day.isoformat()}/{source_id}{_SUFFIX}"
        self._path = archive_dir / self._relative
        self.attempt: str | None = None
        self.unfinished: dict[str, list[Location]] = {}
        with self._telling_what_failed("open"):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = self._path.open("a+b")
        try:
            self._lock()
            self._repair()
        except BaseException:
            self._file.close()
            raise

    def begin(self, started_at: datetime) -> str:
        """Start an attempt of its own: what earlier ones fetched stays, but is not part of it. Returns its key."""
        record = WarcRecord()
        record.init_headers(WarcRecordType.warcinfo)
        record.headers["WARC-Date"] = _as_warc_date(started_at)
        record.headers["Content-Type"] = "application/warc-fields"
        record.set_bytes_content(b"software: beatbook\r\nformat: WARC File Format 1.1\r\n")
        self._append(record, digest=None, level=6)
        self.attempt = _key(record)
        self.unfinished = {}
        return self.attempt

    def write(
        self,
        *,
        url: str,
        announced_url: str,
        fetched_at: datetime,
        status: int,
        headers: tuple[tuple[str, str], ...],
        body: bytes,
        role: Role,
        feed: int | None = None,
        problem: str | None = None,
        ip_address: str | None = None,
    ) -> Location:
        """Add one response; afterwards it survives a kill of this process.

        Args:
            url: the address that answered.
            announced_url: the address that the source gave.
            fetched_at: aware.
            status: HTTP status.
            headers: as received.
            body: as received, the content encoding kept.
            role: why it was fetched.
            feed: for `discovery`, position of the feed.
            problem: `body-too-large` or `body-truncated` where the body is not whole.
            ip_address: of the server, where it was dialled directly.

        Raises:
            ArchiveError: it cannot be written; what was written before stays whole.
        """
        if self.attempt is None:
            self.begin(fetched_at)
        record = WarcRecord()
        record.init_headers(WarcRecordType.response)
        fields = record.headers
        fields["WARC-Date"] = _as_warc_date(fetched_at)
        fields["WARC-Target-URI"] = _as_field(url)
        fields["WARC-Warcinfo-ID"] = f"<{self.attempt}>"
        fields["Beatbook-Role"] = role
        fields["Beatbook-Announced"] = _as_field(announced_url)
        if feed is not None:
            fields["Beatbook-Feed"] = str(feed)
        if problem is not None:
            fields["WARC-Truncated"] = _TRUNCATION_OF_PROBLEM[problem]
        if ip_address is not None:
            fields["WARC-IP-Address"] = ip_address
        record.is_http = True
        record.set_bytes_content(_http_head(status, headers) + body)
        is_packed = any(name.lower() == "content-encoding" for name, _ in headers)
        # Compressing what is compressed costs ten times the rest of the record and gains nothing.
        return self._append(
            record, digest=hashlib.sha1(body, usedforsecurity=False).digest(), level=0 if is_packed else 6
        )

    def close(self) -> None:
        """Put everything on the disk and give the file free."""
        if self._file.closed:
            return
        with self._telling_what_failed("write"), self._file:
            self._file.flush()
            os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, record: WarcRecord, *, digest: bytes | None, level: int) -> Location:
        plain = io.BytesIO()
        record.write(plain, checksum_data=True, payload_digest=digest)
        member = gzip.compress(plain.getvalue(), compresslevel=level, mtime=0)
        offset = self._file.seek(0, os.SEEK_END)
        try:
            with self._telling_what_failed("write"):
                self._file.write(member)
                self._file.flush()
        except ArchiveError:
            # The rest of the record would be in the buffer still, and follow at the worst moment.
            with contextlib.suppress(OSError):
                os.ftruncate(self._file.fileno(), offset)
            with contextlib.suppress(OSError):
                self._file.close()
            raise
        return Location(path=self._relative, offset=offset)

    def _lock(self) -> None:
        # A child whose parent was killed dies within a moment of it; wait that long for its lock.
        until = monotonic() + _LOCK_WAIT_S
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if monotonic() > until:
                    raise ArchiveError(
                        f"{self._path}: another crawl is writing this file; wait until it has ended"
                    ) from None
                sleep(0.05)
            else:
                return

    def _repair(self) -> None:
        whole = 0
        with self._telling_what_failed("read"):
            for offset, end, data in _members(self._path):
                record = WarcRecord.from_bytes(data)
                if record.record_type == WarcRecordType.warcinfo:
                    self.attempt, self.unfinished = _key(record), {}
                elif record.record_type == WarcRecordType.response:
                    url = record.headers["WARC-Target-URI"]
                    self.unfinished.setdefault(url, []).append(Location(path=self._relative, offset=offset))
                whole = end
            if whole < self._file.seek(0, os.SEEK_END):
                self._file.truncate(whole)

    @contextlib.contextmanager
    def _telling_what_failed(self, verb: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            _cannot(verb, self._path, error)


def read_archive(archive_dir: Path, day: date, source_id: str) -> Iterator[Capture]:
    """All captures of a source's day in the order of the file: redirects and errors too, bodies decoded.

    A record that a kill left unfinished ends the file. A source without a file has no captures.

    Raises:
        ArchiveError: the file cannot be read.
        DamagedArchiveError: it is damaged before its end.
    """
    relative = f"{day.isoformat()}/{source_id}{_SUFFIX}"
    path = archive_dir / relative
    try:
        for offset, _, data in _members(path):
            record = WarcRecord.from_bytes(data)
            if record.record_type == WarcRecordType.response:
                yield _capture(record, source_id, Location(path=relative, offset=offset), decode=True)
    except FileNotFoundError:
        return
    except OSError as error:
        _cannot("read", path, error)


def read_capture(archive_dir: Path, location: Location, *, decode: bool = True) -> Capture:
    """One capture, without reading the rest of its file.

    Args:
        archive_dir: the archive's folder.
        location: from `Capture.location`, or from the warehouse.
        decode: False leaves the body as it was received, its content encoding kept.

    Raises:
        ArchiveError: the file is not there, or no response stands at that offset.
    """
    path = archive_dir / location.path
    try:
        _, _, data = next(_members(path, location.offset))
        record = WarcRecord.from_bytes(data)
    except (StopIteration, DamagedArchiveError) as error:
        raise ArchiveError(f"{path}: no record stands at offset {location.offset}") from error
    except OSError as error:
        _cannot("read", path, error)
    if record.record_type != WarcRecordType.response:
        raise ArchiveError(f"{path}: the record at offset {location.offset} is not a response")
    return _capture(record, path.name.removesuffix(_SUFFIX), location, decode=decode)


def archived_sources(archive_dir: Path, day: date) -> tuple[str, ...]:
    """Ids of the sources that have a file for that day, sorted."""
    return tuple(
        sorted(
            path.name.removesuffix(_SUFFIX) for path in (archive_dir / day.isoformat()).glob(f"*{_SUFFIX}")
        )
    )


def _members(path: Path, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """(start, end, content) of each whole gzip member; an unfinished last one, or zeros after a power cut, are left out."""
    with path.open("rb") as file:
        file.seek(start)
        offset, chunk = start, file.read(_READ_SIZE)
        while chunk:
            unpack, parts, end = zlib.decompressobj(wbits=31), [], offset
            try:
                while chunk and not unpack.eof:
                    parts.append(unpack.decompress(chunk))
                    end += len(chunk) - len(unpack.unused_data)
                    chunk = unpack.unused_data or file.read(_READ_SIZE)
            except zlib.error as error:
                file.seek(offset)
                if not file.read(_READ_SIZE).strip(b"\0"):
                    return
                raise DamagedArchiveError(path, offset, str(error)) from error
            if not unpack.eof:
                return
            yield offset, end, b"".join(parts)
            offset = end


def _capture(record: WarcRecord, source_id: str, location: Location, *, decode: bool) -> Capture:
    fields = record.headers
    assert record.reader is not None
    head, _, body = record.reader.read().partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
    truncation = fields.get("WARC-Truncated")
    problem = _PROBLEM_OF_TRUNCATION.get(truncation) if truncation is not None else None
    if decode:
        body, undecodable = decode_body(headers, body)
        problem = problem or undecodable
    feed = fields.get("Beatbook-Feed")
    return Capture(
        source_id=source_id,
        url=fields["WARC-Target-URI"],
        announced_url=fields["Beatbook-Announced"],
        fetched_at=datetime.fromisoformat(fields["WARC-Date"]),
        status=int(status_line.split(" ")[1]),
        headers=headers,
        body=body,
        role=cast(Role, fields["Beatbook-Role"]),
        feed=None if feed is None else int(feed),
        problem=problem,
        location=location,
    )


def decode_body(headers: tuple[tuple[str, str], ...], body: bytes) -> tuple[bytes, str | None]:
    """The content of a body as received, and None or why it is not whole.

    Never makes more than `MAX_BODY` bytes, whatever the body says.
    """
    codings = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    problem = None
    # The coding applied last stands last. Words that are no coding ("none", "utf-8", "identity") are sent over plain
    # bodies, so they are passed over.
    for name in reversed([name.strip().lower() for name in codings.split(",")]):
        if not body:
            break
        if name in ("gzip", "x-gzip", "deflate"):
            body, problem = _inflate(body, is_gzip=name != "deflate")
        elif name in ("br", "zstd"):
            body, problem = _undo(name, body)
        if problem is not None:
            break
    return (b"", "body-too-large") if len(body) > MAX_BODY else (body, problem)


def _inflate(body: bytes, *, is_gzip: bool) -> tuple[bytes, str | None]:
    # Some servers send deflate without the zlib header that the standard asks for.
    wbits = 31 if is_gzip else 15 if body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0 else -15
    content = b""
    while True:
        unpack = zlib.decompressobj(wbits)
        try:
            content += unpack.decompress(body, MAX_BODY + 1 - len(content))
        except zlib.error:
            return b"", "bad-content-encoding"
        if len(content) > MAX_BODY:
            return content, None
        if not unpack.eof:
            return content, "body-truncated"
        body = unpack.unused_data
        # gzip may hold several members; anything else after the end is padding.
        if not (is_gzip and body.startswith(b"\x1f\x8b")):
            return content, None


def _undo(coding: str, body: bytes) -> tuple[bytes, str | None]:
    coded = WarcRecord()
    coded.init_headers(WarcRecordType.response)
    coded.is_http = True
    coded.set_bytes_content(f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n\r\n".encode() + body)
    try:
        coded.parse_http(auto_decode="content")
        assert coded.reader is not None
        return coded.reader.read(MAX_BODY + 1), None
    except OSError:
        return b"", "bad-content-encoding"


def _http_head(status: int, headers: tuple[tuple[str, str], ...]) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", errors="replace")


def _key(record: WarcRecord) -> str:
    assert record.record_id is not None
    return record.record_id.strip("<>")


def _as_warc_date(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _as_field(url: str) -> str:
    """An address as one line: only what would break the header is escaped."""
    return "".join(quote(char) if char.isspace() or not char.isprintable() else char for char in url)


def _cannot(verb: str, path: Path, error: OSError) -> NoReturn:
    reason = error.strerror or str(error)
    raise ArchiveError(f"cannot {verb} the archive file {path}: {reason}") from error
