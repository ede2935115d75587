"""The archive's promises: byte for byte as received, readable by others' tools, whole after a kill at any byte."""

import errno
import gzip
import random
import resource
import signal
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import brotli
import pytest
from backports import zstd
from fastwarc.warc import ArchiveIterator as FastwarcIterator
from fastwarc.warc import WarcRecordType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from crawlers.archive import (
    ArchiveError,
    DamagedArchiveError,
    archived_sources,
    read_archive,
    read_capture,
)
from crawlers.archive_writer import ArchiveWriter
from crawlers.bodies import MAX_BODY
from crawlers.capture import Location

DAY = date(2026, 11, 14)
SOURCE = "us_or_tamarack_ledger"
AT = datetime(2026, 11, 14, 9, 30, 0, 123456, tzinfo=UTC)
PAGE = "<p>Deputies closed the bridge – two hours.</p>".encode()


def write(writer: ArchiveWriter, body: bytes = PAGE, encoding: str | None = None, **changes) -> Location:
    headers = (("Content-Type", "text/html"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=é"))
    fields = {
        "url": "http://ledger.example/news/1",
        "announced_url": "http://ledger.example/news/1?utm_source=feed",
        "fetched_at": AT,
        "status": 200,
        "headers": headers if encoding is None else (*headers, ("Content-Encoding", encoding)),
        "role": "item",
    }
    return writer.write(body=body, **(fields | changes))


def archive_of(folder: Path) -> Path:
    return folder / "2026-11-14" / f"{SOURCE}.warc.gz"


def test_a_capture_comes_back_as_it_was_written(tmp_path):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        location = write(writer, gzip.compress(PAGE, mtime=0), "gzip", role="discovery", feed=2, status=404)
    (capture,) = read_archive(tmp_path, DAY, SOURCE)
    assert capture.body == PAGE
    assert capture.url == "http://ledger.example/news/1"
    assert capture.announced_url == "http://ledger.example/news/1?utm_source=feed"
    assert (capture.role, capture.feed, capture.status, capture.fetched_at) == ("discovery", 2, 404, AT)
    assert capture.headers[1:3] == (("Set-Cookie", "a=1"), ("Set-Cookie", "b=é"))
    assert capture.source_id == SOURCE
    assert capture.location == location
    assert read_capture(tmp_path, location) == capture
    assert read_capture(tmp_path, location, decode=False).body == gzip.compress(PAGE, mtime=0)


def test_other_warc_tools_read_every_record_byte_for_byte(tmp_path):
    bodies = [
        b"",
        PAGE,
        gzip.compress(PAGE, mtime=0),
        bytes(range(256)) * 5000,
        b"WARC/1.1\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    ]
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        for number, body in enumerate(bodies):
            write(writer, body, "gzip" if number == 2 else None, url=f"http://ledger.example/{number}")
    with archive_of(tmp_path).open("rb") as file:
        seen = [
            (r.rec_type, r.rec_headers["WARC-Target-URI"], r.raw_stream.read(), r.digest_checker.passed)
            for r in WarcioIterator(file, check_digests=True)
        ]
    assert [kind for kind, *_ in seen] == ["warcinfo"] + ["response"] * len(bodies)
    assert [body for _, _, body, _ in seen[1:]] == bodies
    assert [url for _, url, _, _ in seen[1:]] == [f"http://ledger.example/{n}" for n in range(len(bodies))]
    assert {passed for *_, passed in seen[1:]} == {True}
    with archive_of(tmp_path).open("rb") as file:
        records = []
        for record in FastwarcIterator(file, verify_digests=True, parse_http=True, auto_decode="none"):
            if record.record_type == WarcRecordType.response:
                assert record.reader is not None
                records.append((record.headers["Beatbook-Role"], record.reader.read()))
    assert records == [("item", body) for body in bodies]


@pytest.mark.parametrize(
    ("encoding", "coded"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("X-GZip", gzip.compress(PAGE, mtime=0)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("br", brotli.compress(PAGE)),
        ("zstd", zstd.compress(PAGE)),
        ("gzip, br", brotli.compress(gzip.compress(PAGE, mtime=0))),
        ("identity", PAGE),
        ("utf-8", PAGE),
    ],
)
def test_every_content_encoding_in_use_is_undone(tmp_path, encoding, coded):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        location = write(writer, coded, encoding)
    assert read_capture(tmp_path, location).body == PAGE
    assert read_capture(tmp_path, location).problem is None


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        brotli.compress,
        zstd.compress,
        lambda b: gzip.compress(gzip.compress(b, mtime=0), mtime=0),
    ],
)
def test_a_small_body_that_unpacks_beyond_the_limit_is_refused_without_being_made(tmp_path, pack):
    coded = pack(b"\0" * (MAX_BODY + 1))
    encoding = {gzip.compress: "gzip", brotli.compress: "br", zstd.compress: "zstd"}.get(pack, "gzip, gzip")
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        location = write(writer, coded, encoding)
    capture = read_capture(tmp_path, location)
    assert (capture.body, capture.problem) == (b"", "body-too-large")


def test_a_body_of_exactly_the_limit_is_kept(tmp_path):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        location = write(writer, gzip.compress(b"\0" * MAX_BODY, mtime=0), "gzip")
    assert len(read_capture(tmp_path, location).body) == MAX_BODY


@pytest.mark.parametrize(
    "coded",
    [PAGE, gzip.compress(PAGE, mtime=0)[:10] + b"\xff" * 20, gzip.compress(PAGE, mtime=0)[:-8] + b"\0" * 8],
)
def test_a_body_that_is_not_what_its_encoding_says_has_that_as_its_problem(tmp_path, coded):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        location = write(writer, coded, "gzip")
    capture = read_capture(tmp_path, location)
    assert (capture.body, capture.problem) == (b"", "bad-content-encoding")


def test_a_body_cut_within_its_encoding_keeps_what_came_and_says_so(tmp_path):
    coded = gzip.compress(random.Random(3).randbytes(4000), mtime=0)
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        location = write(writer, coded[:3000], "gzip")
    capture = read_capture(tmp_path, location)
    assert capture.problem == "body-truncated"
    assert capture.body == random.Random(3).randbytes(4000)[: len(capture.body)]
    assert len(capture.body) > 2900


def test_padding_after_the_end_of_a_body_is_passed_over(tmp_path):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        location = write(
            writer, gzip.compress(PAGE, mtime=0) + gzip.compress(b"more", mtime=0) + b"\0\0\0", "gzip"
        )
    assert read_capture(tmp_path, location).body == PAGE + b"more"


def test_a_problem_told_by_the_crawl_is_kept(tmp_path):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        write(writer, PAGE[:9], problem="body-truncated")
        write(writer, b"", problem="body-too-large")
    assert [c.problem for c in read_archive(tmp_path, DAY, SOURCE)] == ["body-truncated", "body-too-large"]


def test_a_torn_tail_of_any_length_costs_only_the_torn_record(tmp_path):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        write(writer, b"first")
        last = write(writer, random.Random(1).randbytes(300))
    whole = archive_of(tmp_path).read_bytes()
    for cut in range(last.offset, len(whole)):
        archive_of(tmp_path).write_bytes(whole[:cut])
        assert [c.body for c in read_archive(tmp_path, DAY, SOURCE)] == [b"first"]
        with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
            assert archive_of(tmp_path).stat().st_size == last.offset
            assert list(writer.unfinished) == ["http://ledger.example/news/1"]
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        write(writer, b"second")
    assert [c.body for c in read_archive(tmp_path, DAY, SOURCE)] == [b"first", b"second"]


def test_zeros_left_by_a_power_cut_are_cut_off(tmp_path):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        write(writer)
    size = archive_of(tmp_path).stat().st_size
    with archive_of(tmp_path).open("ab") as file:
        file.write(b"\0" * 5000)
    assert len(list(read_archive(tmp_path, DAY, SOURCE))) == 1
    ArchiveWriter(tmp_path, DAY, SOURCE).close()
    assert archive_of(tmp_path).stat().st_size == size


def test_damage_before_the_end_is_told_and_nothing_is_cut_off(tmp_path):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        first = write(writer, PAGE * 50)
        write(writer)
    damaged = bytearray(archive_of(tmp_path).read_bytes())
    damaged[first.offset + 300] ^= 0xFF
    archive_of(tmp_path).write_bytes(damaged)
    with pytest.raises(
        DamagedArchiveError, match=rf"{SOURCE}\.warc\.gz: the bytes at offset {first.offset} are not"
    ):
        list(read_archive(tmp_path, DAY, SOURCE))
    with pytest.raises(DamagedArchiveError):
        ArchiveWriter(tmp_path, DAY, SOURCE)
    assert archive_of(tmp_path).read_bytes() == damaged


def test_only_the_last_attempt_is_taken_up_again(tmp_path):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        write(writer, url="http://ledger.example/old")
        first = writer.attempt
        second = writer.begin(AT)
        write(writer, url="http://ledger.example/a")
        write(writer, url="http://ledger.example/b")
        last = write(writer, url="http://ledger.example/a")
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        assert first != second == writer.attempt
        assert list(writer.unfinished) == ["http://ledger.example/a", "http://ledger.example/b"]
        assert writer.unfinished["http://ledger.example/a"][1] == last
        writer.begin(AT)
        assert writer.unfinished == {}


def test_the_archive_lists_the_sources_of_a_day(tmp_path):
    assert archived_sources(tmp_path, DAY) == ()
    for source_id in ("us_or_b", "us_or_a"):
        with ArchiveWriter(tmp_path, DAY, source_id) as writer:
            write(writer)
    assert archived_sources(tmp_path, DAY) == ("us_or_a", "us_or_b")
    assert list(read_archive(tmp_path, DAY, "us_or_c")) == []


def test_two_writers_of_one_file_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("crawlers.archive_writer._LOCK_WAIT_S", 0.1)
    with (
        ArchiveWriter(tmp_path, DAY, SOURCE),
        pytest.raises(ArchiveError, match="another crawl is writing this file"),
    ):
        ArchiveWriter(tmp_path, DAY, SOURCE)


def test_an_archive_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "archive").write_text("not a folder")
    with pytest.raises(
        ArchiveError,
        match=r"cannot open the archive file .*/archive/2026-11-14/.*: (Not a directory|File exists)",
    ):
        ArchiveWriter(tmp_path / "archive", DAY, SOURCE)


def test_a_full_disk_is_told_and_leaves_whole_records(tmp_path):
    writer = ArchiveWriter(tmp_path, DAY, SOURCE)
    write(writer, b"kept")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))
    try:
        with pytest.raises(ArchiveError, match="cannot write the archive file") as told:
            write(writer, random.Random(2).randbytes(20_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert isinstance(told.value.__cause__, OSError)
    assert told.value.__cause__.errno == errno.EFBIG
    with archive_of(tmp_path).open("rb") as file:
        assert [r.rec_type for r in WarcioIterator(file)] == ["warcinfo", "response"]
    with ArchiveWriter(tmp_path, DAY, SOURCE) as again:
        write(again, b"after")
    assert [c.body for c in read_archive(tmp_path, DAY, SOURCE)] == [b"kept", b"after"]


def test_reading_at_a_wrong_offset_is_told(tmp_path):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        location = write(writer)
    for offset, words in (
        (location.offset + 1, "no record stands at offset"),
        (10**6, "no record"),
        (0, "is not a response"),
    ):
        with pytest.raises(ArchiveError, match=words):
            read_capture(tmp_path, replace(location, offset=offset))
    with pytest.raises(ArchiveError, match=r"cannot read the archive file .*: No such file"):
        read_capture(tmp_path, replace(location, path="2026-11-14/nobody.warc.gz"))


def test_what_was_written_survives_a_kill(tmp_path):
    program = f"""
import json, sys
from datetime import UTC, date, datetime
from pathlib import Path
from crawlers.archive_writer import ArchiveWriter
writer = ArchiveWriter(Path({str(tmp_path)!r}), date(2026, 11, 14), {SOURCE!r})
for number in range(10**6):
    writer.write(url=f"http://ledger.example/{{number}}", announced_url="http://ledger.example/", role="item", status=200,
        fetched_at=datetime(2026, 11, 14, tzinfo=UTC), headers=(), body=b"x" * 3000)
    print(number, flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.2)
        child.kill()
        told = [int(line) for line in child.stdout.read().splitlines()]
    kept = [c.url for c in read_archive(tmp_path, DAY, SOURCE)]
    assert len(kept) >= told[-1] + 1
    assert kept == [f"http://ledger.example/{number}" for number in range(len(kept))]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    url=st.text(min_size=1, max_size=60),
    body=st.binary(max_size=200),
    status=st.integers(100, 599),
    header=st.text(
        st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f\x80\x85\xa0"), max_size=20
    ),
)
def test_nothing_that_a_server_sends_breaks_the_file(tmp_path_factory, url, body, status, header):
    folder = tmp_path_factory.mktemp("archive")
    with ArchiveWriter(folder, DAY, SOURCE) as writer:
        write(writer, body, announced_url=url, status=status, headers=(("X-Any", header),))
        write(writer, b"next")
    first, second = read_archive(folder, DAY, SOURCE)
    assert (first.body, first.status, first.headers) == (body, status, (("X-Any", header),))
    assert second.body == b"next"
    if url.isprintable() and not any(char.isspace() for char in url):
        assert first.announced_url == url
    with archive_of(folder).open("rb") as file:
        assert len(list(WarcioIterator(file))) == 3


def test_the_record_of_a_run_is_the_same_over_two_writers_but_for_its_ids(tmp_path):
    def lines(folder: Path) -> list[str]:
        with ArchiveWriter(folder, DAY, SOURCE) as writer:
            write(writer)
        text = gzip.decompress(archive_of(folder).read_bytes()).decode("latin-1")
        return [x for x in text.split("\r\n") if not x.startswith(("WARC-Record-ID", "WARC-Warcinfo-ID"))]

    assert lines(tmp_path / "a") == lines(tmp_path / "b")
