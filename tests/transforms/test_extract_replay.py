"""A replay needs the archive alone, and what an answer repeats counts as if it had been sent again."""

import gzip
import socket
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from invented import capture, page, source
from pytest_socket import SocketBlockedError

from crawlers.archive_writer import ArchiveWriter
from crawlers.capture import Capture, Location
from transforms.document import Document, Rejection
from transforms.parquet import CaptureRow, read_captures, read_documents, read_rejections
from transforms.run import extract_day

FIRST, SECOND = date(2026, 11, 12), date(2026, 11, 13)
RSS = (
    "<rss version='2.0'><channel><title>Ledger</title><item><title>Bridge closed</title>"
    "<link>https://ledger.example/a?utm_source=rss</link><pubDate>Tue, 10 Nov 2026 08:12:00 -0800</pubDate></item>"
    "<item><title>Whole in its feed</title><link>https://ledger.example/c</link></item></channel></rss>"
)
PACKED = (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"))
NIGHT = (
    capture(
        b"User-agent: *\n", url="https://ledger.example/robots.txt", role="robots", content_type="text/plain"
    ),
    capture(
        RSS, url="https://ledger.example/feed", role="discovery", feed=0, content_type="application/rss+xml"
    ),
    capture(
        gzip.compress(page().encode(), mtime=0),
        url="https://ledger.example/a",
        announced_url="https://ledger.example/a?utm_source=rss",
        headers=PACKED,
    ),
    capture("<html><p>Nothing", url="https://ledger.example/c"),
)


def write_night(
    archive: Path, day: date, originals: dict[str, Location], *, status: int | None
) -> dict[str, Location]:
    """Archive `NIGHT`; what stands in `originals` is a revisit with `status`, if it is given."""
    with ArchiveWriter(archive, day, NIGHT[0].source_id) as writer:
        written = {}
        for number, one in enumerate(NIGHT):
            at = one.fetched_at + (day - FIRST) + timedelta(seconds=number)
            known = originals.get(one.url)
            if known is not None and status is not None:
                headers = (("Etag", '"1"'),) if status == 304 else one.headers
                written[one.url] = writer.write_revisit(
                    url=one.url, announced_url=one.announced_url, fetched_at=at, status=status, headers=headers,
                    role=one.role, feed=one.feed, original=known,
                )  # fmt: skip
            else:
                written[one.url] = write_whole(writer, one, day)
    return written


def write_whole(writer: ArchiveWriter, one: Capture, day: date) -> Location:
    number = NIGHT.index(one)
    return writer.write(
        url=one.url, announced_url=one.announced_url, fetched_at=one.fetched_at + (day - FIRST) + timedelta(seconds=number),
        status=one.status, headers=one.headers, body=one.body, role=one.role, feed=one.feed,
    )  # fmt: skip


def replay(tmp_path: Path, name: str, day: date) -> tuple[list[Document], list[Rejection], list[CaptureRow]]:
    """Extract a day, and leave out where its records stand in their file."""
    documents = tmp_path / f"{name}-documents"
    report = extract_day(
        archive_dir=tmp_path / name, documents_dir=documents, day=day, sources=(source(),), gazetteer_dir=None, key=b"a secret"
    )  # fmt: skip
    assert [one.problem for one in report.sources] == [None]
    folder = documents / day.isoformat() / NIGHT[0].source_id
    return (
        [replace(row, warc_offset=0) for row in read_documents(folder / "documents.parquet")],
        [replace(row, warc_offset=0) for row in read_rejections(folder / "rejections.parquet")],
        [replace(row, warc_offset=0) for row in read_captures(folder / "captures.parquet")],
    )


@pytest.mark.parametrize("status", [304, 200])
def test_a_night_of_repeats_gives_the_documents_of_a_night_of_whole_answers(
    tmp_path, socket_disabled, status
):
    for name, repeated in (("whole", None), ("repeats", status)):
        originals = write_night(tmp_path / name, FIRST, {}, status=None)
        write_night(tmp_path / name, SECOND, originals, status=repeated)
    sizes = [
        (tmp_path / name / SECOND.isoformat() / f"{NIGHT[0].source_id}.warc.gz").stat().st_size
        for name in ("whole", "repeats")
    ]
    assert sizes[1] < sizes[0]
    documents, rejections, captures = replay(tmp_path, "repeats", SECOND)
    assert (documents, rejections, captures) == replay(tmp_path, "whole", SECOND)
    assert [one.url for one in documents] == ["https://ledger.example/a"]
    assert [one.reason for one in rejections] == ["no-text"]
    assert len(captures) == len(NIGHT)
    with pytest.warns(UserWarning, match="socket"), pytest.raises(SocketBlockedError):
        socket.socket()
