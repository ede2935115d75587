"""Revisits: an answer that repeats an earlier one is a small record, and reads as what it repeats."""

import gzip
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastwarcIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from crawlers.archive import ArchiveError, read_archive, read_capture, read_record
from crawlers.archive_writer import ArchiveWriter
from crawlers.capture import Capture, Location

DAY, NEXT = date(2026, 11, 14), date(2026, 11, 15)
SOURCE = "us_or_tamarack_ledger"
URL = "http://ledger.example/news/1"
AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
LATER = AT + timedelta(days=1)
PAGE = "<p>Deputies closed the bridge – two hours.</p>".encode()
PACKED = gzip.compress(PAGE, mtime=0)
HEADERS = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Etag", '"1"'))
AGAIN = {"url": URL, "announced_url": f"{URL}?utm_source=feed", "fetched_at": LATER, "role": "item"}


def write_original(writer: ArchiveWriter, body: bytes = PACKED, **changes) -> Location:
    fields = {
        "url": URL, "announced_url": URL, "fetched_at": AT, "status": 200, "headers": HEADERS, "role": "item"
    }  # fmt: skip
    return writer.write(body=body, **(fields | changes))


def write_two_nights(folder: Path, status: int) -> tuple[Location, Location]:
    with ArchiveWriter(folder, DAY, SOURCE) as writer:
        original = write_original(writer)
    with ArchiveWriter(folder, NEXT, SOURCE) as writer:
        headers = (("Etag", '"1"'),) if status == 304 else (*HEADERS, ("Age", "5"))
        revisit = writer.write_revisit(**AGAIN, status=status, headers=headers, original=original)
    return original, revisit


def test_after_not_modified_the_page_reads_as_it_stands_at_its_own_time(tmp_path):
    original, revisit = write_two_nights(tmp_path, 304)
    (capture,) = read_archive(tmp_path, NEXT, SOURCE)
    assert (capture.body, capture.status, capture.headers) == (PAGE, 200, HEADERS)
    assert (capture.fetched_at, capture.announced_url) == (LATER, f"{URL}?utm_source=feed")
    assert (capture.location, capture.revisit_of) == (revisit, original)
    assert capture.problem is None
    assert read_capture(tmp_path, revisit) == capture
    assert read_capture(tmp_path, revisit, decode=False).body == PACKED
    assert read_capture(tmp_path, original).revisit_of is None


def test_the_same_bytes_again_keep_their_new_headers(tmp_path):
    original, revisit = write_two_nights(tmp_path, 200)
    capture = read_capture(tmp_path, revisit)
    assert (capture.body, capture.status, capture.headers) == (PAGE, 200, (*HEADERS, ("Age", "5")))
    assert capture.revisit_of == original


def test_a_record_by_itself_is_what_the_server_said(tmp_path):
    original, revisit = write_two_nights(tmp_path, 304)
    alone = read_record(tmp_path, revisit)
    assert (alone.status, alone.headers, alone.body) == (304, (("Etag", '"1"'),), b"")
    assert (alone.revisit_of, alone.fetched_at, alone.role) == (original, LATER, "item")
    first = read_record(tmp_path, original)
    assert (first.status, first.body, first.revisit_of) == (200, PACKED, None)


def test_the_feed_and_the_role_of_a_revisit_are_its_own(tmp_path):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        original = write_original(writer)
        writer.write_revisit(
            **(AGAIN | {"role": "discovery"}), feed=3, status=304, headers=(), original=original
        )
    _, capture = read_archive(tmp_path, DAY, SOURCE)
    assert (capture.role, capture.feed, capture.body) == ("discovery", 3, PAGE)


def test_a_revisit_of_a_revisit_repeats_the_first_answer(tmp_path):
    original, revisit = write_two_nights(tmp_path, 304)
    with ArchiveWriter(tmp_path, NEXT + timedelta(days=1), SOURCE) as writer:
        third = writer.write_revisit(**AGAIN, status=304, headers=(), original=revisit)
    assert read_capture(tmp_path, third).revisit_of == original


def test_a_part_of_a_page_stays_a_part_when_it_is_repeated(tmp_path):
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        original = write_original(writer, b"<p>Dep", headers=(), problem="body-truncated")
        revisit = writer.write_revisit(**AGAIN, status=304, headers=(), original=original)
    capture = read_capture(tmp_path, revisit)
    assert (capture.body, capture.problem) == (b"<p>Dep", "body-truncated")


@pytest.mark.parametrize("status", [200, 304])
def test_a_revisit_without_its_original_says_so(tmp_path, status):
    original, revisit = write_two_nights(tmp_path, status)

    def told() -> Capture:
        (capture,) = read_archive(tmp_path, NEXT, SOURCE)
        assert capture == read_capture(tmp_path, revisit)
        return capture

    file = tmp_path / original.path
    whole = bytearray(file.read_bytes())
    whole[original.offset + 200] ^= 0xFF
    file.write_bytes(whole)
    assert (told().body, told().problem, told().status) == (b"", "original-missing", status)
    file.unlink()
    assert (told().body, told().problem, told().revisit_of) == (b"", "original-missing", original)


def test_what_cannot_be_read_cannot_be_repeated(tmp_path):
    original, _ = write_two_nights(tmp_path, 304)
    with ArchiveWriter(tmp_path, NEXT, SOURCE) as writer:
        size = (tmp_path / NEXT.isoformat() / f"{SOURCE}.warc.gz").stat().st_size
        for wrong, words in (
            (replace(original, offset=original.offset + 1), "no record stands at offset"),
            (replace(original, offset=0), "is not a response"),
            (Location(path="2026-11-13/nobody.warc.gz", offset=0), "cannot read the archive file"),
        ):
            with pytest.raises(ArchiveError, match=words):
                writer.write_revisit(**AGAIN, status=304, headers=(), original=wrong)
    assert (tmp_path / NEXT.isoformat() / f"{SOURCE}.warc.gz").stat().st_size == size


def test_an_interrupted_night_knows_its_revisits(tmp_path):
    original, revisit = write_two_nights(tmp_path, 304)
    with ArchiveWriter(tmp_path, NEXT, SOURCE) as writer:
        assert writer.unfinished == {URL: [revisit]}
        second = write_original(writer)
        writer.write_revisit(**AGAIN, status=304, headers=(), original=original)
    whole = (tmp_path / revisit.path).read_bytes()
    (tmp_path / revisit.path).write_bytes(whole[:-1])
    with ArchiveWriter(tmp_path, NEXT, SOURCE) as writer:
        assert writer.unfinished == {URL: [revisit, second]}


def test_a_revisit_of_somebody_elses_making_has_no_original_here(tmp_path):
    _, revisit = write_two_nights(tmp_path, 304)
    file = tmp_path / revisit.path
    text = gzip.decompress(file.read_bytes()[revisit.offset :])
    file.write_bytes(
        file.read_bytes()[: revisit.offset]
        + gzip.compress(text.replace(b"Beatbook-Refers-To", b"Somebodys-Refers-To"))
    )
    assert read_capture(tmp_path, revisit).problem == "original-missing"


def test_a_revisit_costs_no_second_copy_of_the_page(tmp_path):
    body = bytes(range(256)) * 800
    with ArchiveWriter(tmp_path, DAY, SOURCE) as writer:
        original = write_original(writer, body, headers=(("Content-Encoding", "gzip"),))
        revisit = writer.write_revisit(**AGAIN, status=304, headers=HEADERS, original=original)
    size = (tmp_path / original.path).stat().st_size
    assert size - revisit.offset < 1000 < len(body) < revisit.offset


@pytest.mark.parametrize(
    ("status", "profile"), [(304, "server-not-modified"), (200, "identical-payload-digest")]
)
def test_other_warc_tools_read_revisits_and_their_digests_hold(tmp_path, status, profile):
    original, revisit = write_two_nights(tmp_path, status)
    with (tmp_path / original.path).open("rb") as file:
        first = [(r.rec_headers, r.raw_stream.read()) for r in WarcioIterator(file)][1][0]
    with (tmp_path / revisit.path).open("rb") as file:
        (kind, head, http, body), *rest = [
            (r.rec_type, r.rec_headers, r.http_headers, r.raw_stream.read())
            for r in WarcioIterator(file)
            if r.rec_type != "warcinfo"
        ]
    assert rest == []
    assert (kind, body, http.get_statuscode()) == ("revisit", b"", str(status))
    assert head["WARC-Profile"] == f"http://netpreserve.org/warc/1.1/revisit/{profile}"
    assert head["WARC-Refers-To"] == first["WARC-Record-ID"]
    assert head["WARC-Refers-To-Target-URI"] == URL
    assert head["WARC-Refers-To-Date"] == first["WARC-Date"]
    assert head["WARC-Payload-Digest"] == (first["WARC-Payload-Digest"] if status == 200 else None)
    assert head["Beatbook-Refers-To"] == f"{original.path} {original.offset}"
    with (tmp_path / revisit.path).open("rb") as file:
        ids = [
            record.record_id for record in FastwarcIterator(file, WarcRecordType.revisit, verify_digests=True)
        ]
    assert ids == [head["WARC-Record-ID"]]
    checked = subprocess.run(
        [Path(sys.executable).parent / "warcio", "check", "-v", *map(str, tmp_path.glob("*/*.warc.gz"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    # of two warcinfo records and the response; it checks none of a revisit's
    assert checked.stdout.count("digest pass") == 3
