"""Writing the archive: one file a source and day, whole up to its last record after a kill at any moment.

What stands in it is told in `crawlers.archive`.
"""

import contextlib
import fcntl
import gzip
import hashlib
import io
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import BinaryIO, Final, Self
from urllib.parse import quote

from fastwarc.warc import WarcRecord, WarcRecordType

from crawlers.archive import CAPTURE_TYPES, PROBLEM_OF_TRUNCATION, RECEIVED_DIGEST, original_of, record_at
from crawlers.capture import Location, Role
from crawlers.compacted import compacted_path
from crawlers.members import SUFFIX, ArchiveError, cannot, members

_LOCK_WAIT_S: Final = 5.0
_TRUNCATION_OF_PROBLEM: Final = {problem: word for word, problem in PROBLEM_OF_TRUNCATION.items()}
_PROFILE: Final = "http://netpreserve.org/warc/1.1/revisit/"


class ArchiveWriter:
    """Adds to the file of one source and day; safe against a kill at any moment.

    Opening cuts off a record that a kill left unfinished and locks the file against other writers.

    Attributes:
        attempt: key of the file's last attempt; None while the file has none.
        begun_at: the instant at which that attempt began; None while the file has none.
        unfinished: where the responses and revisits of that attempt stand, by the address asked for, in the order in which they
            arrived. Empty for a new file and after `begin`.
    """

    def __init__(self, archive_dir: Path, day: date, source_id: str) -> None:
        self._relative = f"{day.isoformat()}/{source_id}{SUFFIX}"
        self._archive_dir = archive_dir
        self._path = archive_dir / self._relative
        self.attempt: str | None = None
        self.begun_at: datetime | None = None
        self.unfinished: dict[str, list[Location]] = {}
        self._refuse_compacted(is_new=not self._path.exists())
        with self._telling_what_failed("open"):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = self._path.open("a+b")
        try:
            self._lock()
            # Compacting holds the lock too, and may have ended in between: with the file that was opened taken away.
            self._refuse_compacted(is_new=not self._path.exists() or self._path.stat().st_size == 0)
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
        self.attempt, self.begun_at = _key(record), started_at
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
        record = self._record(
            WarcRecordType.response, url, announced_url, fetched_at, role, feed=feed, ip_address=ip_address
        )
        if problem is not None:
            record.headers["WARC-Truncated"] = _TRUNCATION_OF_PROBLEM[problem]
        record.set_bytes_content(_http_head(status, headers) + body)
        is_packed = any(name.lower() == "content-encoding" for name, _ in headers)
        # Compressing what is compressed costs ten times the rest of the record and gains nothing.
        return self._append(
            record, digest=hashlib.sha1(body, usedforsecurity=False).digest(), level=0 if is_packed else 6
        )

    def write_revisit(
        self,
        *,
        url: str,
        announced_url: str,
        fetched_at: datetime,
        status: int,
        headers: tuple[tuple[str, str], ...],
        role: Role,
        original: Location,
        feed: int | None = None,
        ip_address: str | None = None,
    ) -> Location:
        """Add an answer whose body the archive has already; afterwards it survives a kill of this process.

        With status 304 the server said so itself; with another one the same bytes came again, as received (WARC 1.1,
        6.7). The body stands at `original`, in this file or another of the same archive; of a revisit, what it repeats
        is taken. All else is as in `write`.

        Raises:
            ArchiveError: `original` cannot be read, or this cannot be written; what was written before stays whole.
        """
        repeated = record_at(self._archive_dir, original)
        if (first := original_of(repeated)) is not None:
            original, repeated = first, record_at(self._archive_dir, first)
            if repeated.record_type != WarcRecordType.response:
                raise ArchiveError(f"{first.path}: the record at offset {first.offset} is itself a revisit")
        record = self._record(
            WarcRecordType.revisit, url, announced_url, fetched_at, role, feed=feed, ip_address=ip_address
        )
        fields, is_not_modified = record.headers, status == 304
        fields["WARC-Profile"] = _PROFILE + (
            "server-not-modified" if is_not_modified else "identical-payload-digest"
        )
        fields["WARC-Refers-To"] = repeated.headers["WARC-Record-ID"]
        fields["WARC-Refers-To-Target-URI"] = repeated.headers["WARC-Target-URI"]
        fields["WARC-Refers-To-Date"] = repeated.headers["WARC-Date"]
        if not is_not_modified:
            received = repeated.headers.get(RECEIVED_DIGEST)
            fields["WARC-Payload-Digest"] = received or repeated.headers["WARC-Payload-Digest"]
        fields["Beatbook-Refers-To"] = f"{original.path} {original.offset}"
        record.set_bytes_content(_http_head(status, headers))
        return self._append(record, digest=None, level=6)

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

    def _record(
        self,
        kind: WarcRecordType,
        url: str,
        announced_url: str,
        fetched_at: datetime,
        role: Role,
        *,
        feed: int | None,
        ip_address: str | None,
    ) -> WarcRecord:
        if self.attempt is None:
            self.begin(fetched_at)
        record = WarcRecord()
        record.init_headers(kind)
        fields = record.headers
        fields["WARC-Date"] = _as_warc_date(fetched_at)
        fields["WARC-Target-URI"] = _as_field(url)
        fields["WARC-Warcinfo-ID"] = f"<{self.attempt}>"
        fields["Beatbook-Role"] = role
        fields["Beatbook-Announced"] = _as_field(announced_url)
        if feed is not None:
            fields["Beatbook-Feed"] = str(feed)
        if ip_address is not None:
            fields["WARC-IP-Address"] = ip_address
        record.is_http = True
        return record

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

    def _refuse_compacted(self, *, is_new: bool) -> None:
        compacted = compacted_path(self._path)
        if is_new and compacted.is_file():
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            raise ArchiveError(f"{compacted}: the night was compacted, so nothing can be added to it")

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
            for offset, end, data in members(self._path):
                record = WarcRecord.from_bytes(data)
                if record.record_type == WarcRecordType.warcinfo:
                    self.attempt, self.unfinished = _key(record), {}
                    self.begun_at = datetime.fromisoformat(record.headers["WARC-Date"])
                elif record.record_type in CAPTURE_TYPES:
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
            cannot(verb, self._path, error)


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
