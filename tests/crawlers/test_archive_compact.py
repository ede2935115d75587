"""Compacting: smaller files, the same places, the same readings, and nothing lost whenever it stops."""

import gzip
import random
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fastwarc.warc import ArchiveIterator as FastwarcIterator
from loopback_web import make_source
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from crawlers.archive import (
    ArchiveError,
    DamagedArchiveError,
    archive_files,
    archived_sources,
    read_archive,
    read_capture,
)
from crawlers.archive_compact import Compaction, compact_file
from crawlers.archive_verify import verify_file
from crawlers.archive_writer import ArchiveWriter
from crawlers.capture import Capture, Location
from crawlers.night import SourceNight, write_night
from transforms.run import extract_day

DAY, NEXT = date(2026, 11, 14), date(2026, 11, 15)
SOURCE = "us_or_tamarack_ledger"
AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
MARKUP = "".join(f"<div class='c{random.Random(4).random()}{n}'><span>" for n in range(400))
PACKED = (
    ("Content-Type", "text/html"),
    ("Content-Encoding", "gzip"),
    ("Content-Length", "12"),
    ("Server", "x"),
)


def page(number: int) -> bytes:
    words = random.Random(number).sample(
        ["bridge", "river", "council", "budget", "deputy", "fair", "road"], 7
    )
    return f"<html>{MARKUP}<p>Story {number}: {' '.join(words * 40)}.</p></html>".encode()


def write(writer: ArchiveWriter, number: int, body: bytes, headers=PACKED, **changes) -> Location:
    url = f"http://ledger.example/news/{number}"
    fields = {
        "url": url, "announced_url": url, "fetched_at": AT + timedelta(seconds=number), "status": 200,
        "headers": headers, "role": "item",
    }  # fmt: skip
    return writer.write(body=body, **(fields | changes))


def write_account(folder: Path, day: date) -> None:
    night = SourceNight(
        source_id=SOURCE, day=day, state="collected", started_at=AT, ended_at=AT, feeds=(), requests=()
    )
    write_night(folder, night)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A night with every sort of body, and a second one that repeats two of them."""
    folder = tmp_path / "archive"
    with ArchiveWriter(folder, DAY, SOURCE) as writer:
        first = write(writer, 0, gzip.compress(page(0), mtime=0))
        for number in range(1, 8):
            write(writer, number, gzip.compress(page(number), mtime=0))
        write(writer, 20, page(20), headers=(("Content-Type", "text/html"),))
        write(writer, 21, b"never was gzip")
        write(writer, 22, gzip.compress(page(22), mtime=0)[:-400])
        write(writer, 23, gzip.compress(page(23), mtime=0)[:900], problem="body-truncated")
        write(writer, 24, b"", problem="body-too-large")
        write(writer, 25, b"", status=301, headers=(("Location", "/news/1"),))
        write(writer, 26, gzip.compress(page(26), mtime=0), role="discovery", feed=2, status=404)
        writer.begin(AT)
        write(writer, 27, gzip.compress(b"second attempt", mtime=0))
    with ArchiveWriter(folder, NEXT, SOURCE) as writer:
        for status in (304, 200):
            writer.write_revisit(
                url="http://ledger.example/news/0", announced_url="http://ledger.example/news/0", role="item",
                fetched_at=AT + timedelta(days=1), status=status, headers=PACKED if status == 200 else (), original=first,
            )  # fmt: skip
    for day in (DAY, NEXT):
        write_account(folder, day)
    return folder


def gz(folder: Path, day: date = DAY) -> Path:
    return folder / day.isoformat() / f"{SOURCE}.warc.gz"


def zst(folder: Path, day: date = DAY) -> Path:
    return folder / day.isoformat() / f"{SOURCE}.warc.zst"


def readings(folder: Path) -> list[Capture]:
    """All that readers are given, but for the names of the headers that are true no longer."""
    return [
        replace(
            one, headers=tuple((name.removeprefix("X-Archive-Orig-"), value) for name, value in one.headers)
        )
        for day in (DAY, NEXT)
        for one in read_archive(folder, day, SOURCE)
    ]


def test_every_place_reads_as_before_from_a_smaller_file(archive):
    before, size = readings(archive), gz(archive).stat().st_size
    done = compact_file(gz(archive))
    assert done == Compaction(
        path=f"2026-11-14/{SOURCE}.warc.gz", before=size, after=zst(archive).stat().st_size, left=None
    )
    assert done.after < 0.6 * size
    assert not gz(archive).exists()
    assert sorted(path.name for path in gz(archive).parent.iterdir()) == [
        f"{SOURCE}.night.json",
        f"{SOURCE}.warc.zst",
    ]
    assert readings(archive) == before
    for one in random.Random(5).sample(before, len(before)):
        assert read_capture(archive, one.location).body == one.body
    assert {one.problem for one in before} == {
        None, "bad-content-encoding", "body-truncated", "body-too-large"
    }  # fmt: skip
    assert archived_sources(archive, DAY) == (SOURCE,)
    assert archive_files(archive) == [gz(archive), gz(archive, NEXT)]


def test_what_repeats_a_compacted_page_is_read_and_written_on(archive):
    (original, *_) = read_archive(archive, DAY, SOURCE)
    compact_file(gz(archive))
    with ArchiveWriter(archive, NEXT + timedelta(days=1), SOURCE) as writer:
        again = writer.write_revisit(
            url=original.url, announced_url=original.url, fetched_at=AT, status=200, headers=PACKED, role="item",
            original=original.location,
        )  # fmt: skip
    assert read_capture(archive, again).body == page(0)
    for path in archive_files(archive):
        assert [fault.name for fault in verify_file(archive, path).faults if not fault.is_harmless] == []


def test_documents_are_the_same_rows_after_it(archive, tmp_path, socket_disabled):
    sources = (make_source(SOURCE, "http://ledger.example/feed"),)
    for name in ("before", "after"):
        report = extract_day(
            archive_dir=archive, documents_dir=tmp_path / name, day=DAY, sources=sources, gazetteer_dir=None, key=b"key"
        )  # fmt: skip
        assert [one.captures for one in report.sources] == [16]
        compact_file(gz(archive)) if gz(archive).exists() else None
    for name in ("documents", "rejections", "captures"):
        file = Path("2026-11-14") / SOURCE / f"{name}.parquet"
        # Less the stamp in the footer: it tells the file that was read.
        assert pq.read_table(tmp_path / "after" / file).equals(pq.read_table(tmp_path / "before" / file))


def test_other_tools_read_it_and_turn_it_back(archive, tmp_path):
    compact_file(gz(archive))
    with zst(archive).open("rb") as file:
        records = list(FastwarcIterator(file, parse_http=False, verify_digests=True))
    assert len(records) == 18
    back = tmp_path / "back.warc.gz"
    tools = Path(sys.executable).parent
    subprocess.run([tools / "fastwarc", "recompress", "-q", "-c", "gzip", zst(archive), back], check=True)
    with back.open("rb") as file:
        read = [
            (r.rec_headers["WARC-Target-URI"], r.content_stream().read(), r.digest_checker.passed)
            for r in WarcioIterator(file, check_digests=True)
            if r.rec_type == "response"
        ]
    assert {passed for *_, passed in read} == {True}
    # Whole bodies are unpacked, and no header says that they are packed: tools show them as they are.
    assert dict(entry[:2] for entry in read)["http://ledger.example/news/3"] == page(3)


@pytest.mark.parametrize("left_behind", ["both", "partial"])
def test_a_kill_within_it_costs_nothing_and_the_next_one_ends_it(archive, left_behind):
    before = readings(archive)
    old = gz(archive).read_bytes()
    compact_file(gz(archive))
    gz(archive).write_bytes(old)
    if left_behind == "partial":
        torn = zst(archive).read_bytes()[:1000]
        zst(archive).unlink()
        zst(archive).with_suffix(".partial").write_bytes(torn)
    assert readings(archive) == before
    assert archive_files(archive) == [gz(archive), gz(archive, NEXT)]
    assert compact_file(gz(archive)).left is None
    assert readings(archive) == before
    assert not gz(archive).exists()


def test_killed_at_any_moment_it_reads_the_same(archive, tmp_path):
    before = readings(archive)
    program = (
        "import sys; from pathlib import Path; from crawlers.archive_compact import compact_file\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "compact_file(Path(sys.argv[1])); print('done', flush=True); sys.stdin.readline()"
    )
    for delay_s in (0.0, 0.002, 0.005, 0.01, 0.02, 0.05):
        folder = Path(shutil.copytree(archive, tmp_path / f"killed-{delay_s}"))
        with subprocess.Popen(
            [sys.executable, "-c", program, gz(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            child.stdin.write("\n")
            child.stdin.flush()
            time.sleep(delay_s)
            child.kill()
        assert readings(folder) == before, delay_s


def test_a_dry_run_changes_nothing(archive):
    names = sorted(archive.rglob("*"))
    old = gz(archive).read_bytes()
    done = compact_file(gz(archive), is_dry_run=True)
    assert done.after < done.before
    assert (sorted(archive.rglob("*")), gz(archive).read_bytes()) == (names, old)


def test_what_cannot_be_compacted_is_left_as_it_is_and_says_why(archive):
    assert compact_file(gz(archive, NEXT)).left == "it would not be smaller"
    with ArchiveWriter(archive, DAY, SOURCE):
        assert compact_file(gz(archive)).left == "a crawl is writing it"
    damaged = bytearray(gz(archive).read_bytes())
    damaged[2000] ^= 0xFF
    gz(archive).write_bytes(damaged)
    left = compact_file(gz(archive)).left
    assert left is not None
    assert "are not a WARC record" in left
    assert gz(archive).read_bytes() == damaged
    (archive / DAY.isoformat() / f"{SOURCE}.night.json").unlink()
    assert compact_file(gz(archive)).left == "its night has no account: it is not over"
    assert not list(archive.rglob("*.zst")) + list(archive.rglob("*.partial"))


def test_an_unfinished_end_is_not_carried_over(archive):
    before = readings(archive)
    with gz(archive).open("ab") as file:
        file.write(gzip.compress(b"WARC/1.1\r\n" * 50)[:-9])
    compact_file(gz(archive))
    assert readings(archive) == before
    assert verify_file(archive, gz(archive)).faults == ()


def test_nothing_is_added_to_a_compacted_night(archive):
    compact_file(gz(archive))
    whole = zst(archive).read_bytes()
    with pytest.raises(ArchiveError, match=r"\.warc\.zst: the night was compacted"):
        ArchiveWriter(archive, DAY, SOURCE)
    gz(archive).touch()  # what a writer leaves that opened it in the last moment of compacting
    with pytest.raises(ArchiveError, match="the night was compacted"):
        ArchiveWriter(archive, DAY, SOURCE)
    assert not gz(archive).exists()
    assert zst(archive).read_bytes() == whole


def test_no_damage_to_it_is_read_as_something_else(archive):
    compact_file(gz(archive))
    before, whole = readings(archive), zst(archive).read_bytes()
    chance = random.Random(6)
    spots = [*chance.sample(range(len(whole)), 60), *range(12), *range(len(whole) - 60, len(whole), 3)]
    refused = 0
    for spot in spots:
        damaged = bytearray(whole)
        damaged[spot] ^= 1 << chance.randrange(8)
        zst(archive).write_bytes(damaged)
        for one in before[:3]:
            try:
                assert read_capture(archive, one.location).body == one.body
            except ArchiveError:
                refused += 1
    for size in (0, 5, 100, len(whole) // 2, len(whole) - 1):
        zst(archive).write_bytes(whole[:size])
        with pytest.raises(DamagedArchiveError, match=r"\.warc\.zst: the bytes at offset 0 are not"):
            list(read_archive(archive, DAY, SOURCE))
    assert refused > 0


def test_a_place_where_no_record_stood_is_told(archive):
    location = next(read_archive(archive, DAY, SOURCE)).location
    compact_file(gz(archive))
    for offset in (location.offset + 1, 10**9):
        with pytest.raises(ArchiveError, match=f"no record stands at offset {offset}"):
            read_capture(archive, replace(location, offset=offset))


def test_a_night_without_pages_has_no_dictionary_and_reads_the_same(tmp_path):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        write(writer, 1, gzip.compress(b"User-agent: *\n" * 900, 1, mtime=0), role="robots")
        write(writer, 2, gzip.compress(b"x,y\n" * 90_000, 1, mtime=0), role="discovery", feed=0)
    write_account(tmp_path, DAY)
    before = readings(tmp_path)
    done = compact_file(gz(tmp_path))
    assert done.left is None
    assert readings(tmp_path) == before
