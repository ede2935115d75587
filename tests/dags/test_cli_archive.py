"""`beatbook archive`: faults planted in an archive are found where they are, pages are found and printed as they were served."""

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from crawlers.archive import read_archive
from crawlers.archive_writer import ArchiveWriter
from crawlers.cdxj import surt
from crawlers.members import ArchiveError, members
from crawlers.night import FeedOutcome, RequestOutcome, SourceNight, write_night
from dags.cli import app

FIRST, SECOND = date(2026, 11, 14), date(2026, 11, 15)
AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 15, 9, 30, tzinfo=UTC)
SOURCE = "us_or_gazette"
STORY = "https://www.gazette.example/news/Story?b=2&a=1"
PAGE = b"<html><p>Caf\xc3\xa9 reopens after the outage</p></html>"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two nights: a page, a missing one, and the page again, unchanged."""
    archive = tmp_path / "archive"
    with ArchiveWriter(archive, FIRST, SOURCE) as writer:
        writer.begin(AT)
        original = writer.write(
            url=STORY, announced_url=STORY, fetched_at=AT, status=200, role="item",
            headers=(("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")),
            body=gzip.compress(PAGE, mtime=0),
        )  # fmt: skip
        writer.write(
            url="https://www.gazette.example/gone", announced_url="https://www.gazette.example/gone",
            fetched_at=AT, status=404, role="item", headers=(("Content-Type", "text/html"),), body=b"gone",
        )  # fmt: skip
    with ArchiveWriter(archive, SECOND, SOURCE) as writer:
        writer.begin(LATER)
        writer.write_revisit(
            url=STORY, announced_url=STORY, fetched_at=LATER, status=304, headers=(("ETag", '"a"'),),
            role="item", original=original,
        )  # fmt: skip
    account(archive, FIRST, ((STORY, 200), ("https://www.gazette.example/gone", 404)))
    account(archive, SECOND, ((STORY, 304),))
    return tmp_path


def account(archive: Path, day: date, asked: tuple[tuple[str, int], ...]) -> None:
    feed = FeedOutcome(position=0, url=STORY, outcome="ok", items_found=1, items_new=1, detail="")
    requests = tuple(
        RequestOutcome(url=url, role="item", outcome="ok", status=status, at=AT, detail="")
        for url, status in asked
    )
    night = SourceNight(
        source_id=SOURCE,
        day=day,
        state="collected",
        started_at=AT,
        ended_at=AT,
        feeds=(feed,),
        requests=requests,
    )
    write_night(archive, night)


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["archive", *words, "--data", str(data)])


def file_of(data: Path, day: date) -> Path:
    return data / "archive" / day.isoformat() / f"{SOURCE}.warc.gz"


def faults(data: Path) -> list[tuple[str, int | None]]:
    done = run(data, "verify", "--json")
    found = [fault for verdict in json.loads(done.stdout) for fault in verdict["faults"]]
    assert (done.exit_code == 1) == any(not fault["is_harmless"] for fault in found)
    return [(fault["name"], fault["offset"]) for fault in found]


def rewrite(path: Path, number: int, old: bytes, new: bytes) -> int:
    """Change a record of a file and pack it again; returns its offset."""
    parts = list(members(path))
    assert old in parts[number][2]
    path.write_bytes(
        b"".join(
            gzip.compress(data.replace(old, new) if n == number else data, mtime=0)
            for n, (_, _, data) in enumerate(parts)
        )
    )
    return list(members(path))[number][0]


def test_an_archive_as_it_was_written_has_no_fault(data):
    assert faults(data) == []
    said = run(data, "verify").stdout
    assert "2 files, 5 records: 0 wrong" in said


def test_a_changed_body_is_found_at_its_record(data):
    offset = rewrite(file_of(data, FIRST), 2, b"gone", b"here")
    # The revisit of the other night points at a place that has moved only where records before it changed.
    assert ("wrong-digest", offset) in faults(data)


def test_an_unfinished_end_is_told_and_is_no_fault(data):
    path = file_of(data, SECOND)
    whole = path.stat().st_size
    path.write_bytes(path.read_bytes() + gzip.compress(b"WARC/1.1\r\n")[:-9])
    assert faults(data) == [("unfinished-end", whole)]


def test_a_damaged_middle_is_found(data):
    path = file_of(data, FIRST)
    content = bytearray(path.read_bytes())
    offset = list(members(path))[1][0]
    content[offset : offset + 4] = b"\0\1\2\3"
    path.write_bytes(bytes(content))
    names = dict(faults(data))
    assert names["damaged"] == offset
    assert "original-missing" in names


def test_a_lost_original_is_found_at_what_repeats_it(data):
    file_of(data, FIRST).unlink()
    offset = list(members(file_of(data, SECOND)))[1][0]
    # The two answers of the lost file by its account, and the one that repeats.
    assert faults(data) == [("no-record", None), ("no-record", None), ("original-missing", offset)]


def test_an_answer_of_the_account_without_a_record_is_found(data):
    account(data / "archive", SECOND, ((STORY, 304), ("https://www.gazette.example/other", 200)))
    assert faults(data) == [("no-record", None)]


def test_a_night_without_its_account_is_told(data):
    (data / "archive" / SECOND.isoformat() / f"{SOURCE}.night.json").unlink()
    assert faults(data) == [("no-account", None)]


def test_a_lost_file_is_found_by_its_account(data):
    file_of(data, SECOND).unlink()
    assert faults(data) == [("no-record", None)]
    account(data / "archive", SECOND, ())
    assert faults(data) == []


@pytest.mark.parametrize("field", [b"WARC-Target-URI", b"Beatbook-Role", b"Beatbook-Announced"])
def test_a_record_without_what_all_of_ours_have_is_found(data, field):
    offset = rewrite(file_of(data, SECOND), 1, field, b"X-Another")
    assert ("not-a-record", offset) in faults(data)


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "http://gazette.example/news/Story?a=1&b=2&utm_source=feed#top",
        "https://m.gazette.example/news/Story?a=1&b=2",
        "news/story",
        "Story",
    ],
)
def test_a_page_is_found_by_its_address_or_a_part_the_newest_first(data, text):
    found = json.loads(run(data, "find", text, "--json").stdout)
    assert [(one["day"], one["status"], one["is_revisit"]) for one in found] == [
        ("2026-11-15", 304, True),
        ("2026-11-14", 200, False),
    ]


def test_a_page_is_printed_where_it_can_be_copied_from(data):
    said = run(data, "find", "story").stdout.splitlines()
    assert said[0].startswith("2026-11-15  304 again item ")
    place = said[0].split()[-1]
    assert run(data, "cat", place).stdout_bytes == PAGE
    assert said[1].strip() == STORY


def test_a_damaged_file_does_not_hide_the_others(data):
    path = file_of(data, FIRST)
    path.write_bytes(b"nothing that was packed" * 9)
    done = run(data, "find", "story", "--json")
    assert [one["day"] for one in json.loads(done.stdout)] == ["2026-11-15"]
    assert "what follows is left out" in done.stderr


def test_what_is_not_there_is_said(data):
    done = run(data, "find", "nowhere")
    assert done.exit_code == 1
    assert "nothing in 2 files" in done.stdout


def test_a_page_is_printed_as_it_was_served_wherever_it_stands(data):
    (found,) = json.loads(run(data, "find", STORY, "--json", "--day", "2026-11-15").stdout)
    place = f"{found['location']['path']}:{found['location']['offset']}"
    for what in (place, STORY):
        assert run(data, "cat", what).stdout_bytes == PAGE
    assert "Content-Type: text/html; charset=utf-8" in run(data, "cat", STORY, "--headers").stdout
    assert run(data, "cat", place, "--raw").stdout_bytes.startswith(b"WARC/1.1\r\n")
    with pytest.raises(ArchiveError, match="in its address"):
        CliRunner().invoke(
            app, ["archive", "cat", "https://nowhere.example/", "--data", str(data)], catch_exceptions=False
        )


def test_the_index_is_sorted_and_leads_to_the_records(data, tmp_path):
    done = run(data, "export-cdxj", "-o", str(tmp_path / "index.cdxj"))
    assert done.exit_code == 0, done.stdout
    lines = (tmp_path / "index.cdxj").read_text().splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 3
    key, stamp, fields = lines[-1].split(" ", 2)
    read = json.loads(fields)
    assert (key, stamp, read["mime"]) == (
        "example,gazette)/news/story?a=1&b=2",
        "20261115093000",
        "warc/revisit",
    )
    captures = {
        (c.location.path, c.location.offset): c.url
        for day in (FIRST, SECOND)
        for c in read_archive(data / "archive", day, SOURCE)
    }
    assert {
        (json.loads(line.split(" ", 2)[2])["filename"], int(json.loads(line.split(" ", 2)[2])["offset"]))
        for line in lines
    } == set(captures)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.gazette.example/", "example,gazette)/"),
        ("http://Gazette.example:80/A/B/?z=1&a=2#part", "example,gazette)/a/b?a=2&z=1"),
        ("http://gazette.example:8080/x", "example,gazette:8080)/x"),
        ("https://www2.gazette.example", "example,gazette)/"),
        ("https://user:word@m.gazette.example./x", "example,gazette,m)/x"),
        ("https://gazette.example/a//b/../c%2fd", "example,gazette)/a/c/d"),
        ("https://gazette.example/caf\u00e9?b&a=", "example,gazette)/caf%c3%a9?a=&b"),
        ("https://gazette.example/x?ID=B&id=A&q=1%2C2", "example,gazette)/x?id=a&id=b&q=1,2"),
        (
            "https://gazette.example/x?PHPSESSID=0123456789abcdef0123456789abcdef&a=1",
            "example,gazette)/x?a=1",
        ),
        ("https://m\u00fcnchen.example/x", "example,xn--mnchen-3ya)/x"),
        ("https://gazette.example/100%2525", "example,gazette)/100%25"),
    ],
)
def test_keys_sort_by_host_from_the_end(url, key):
    assert surt(url) == key


def test_old_nights_become_smaller_and_are_read_as_before(data, tmp_path):
    archive = data / "archive"
    with ArchiveWriter(archive, FIRST, SOURCE) as writer:
        for number in range(6):
            url = f"https://www.gazette.example/long/{number}"
            body = gzip.compress(b"".join(b"<p>%d street</p>" % n for n in range(number, 4000)), mtime=0)
            writer.write(
                url=url, announced_url=url, fetched_at=AT, status=200, role="item",
                headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")), body=body,
            )  # fmt: skip
    before = run(data, "find", "gazette", "--json").stdout
    page = run(data, "cat", "https://www.gazette.example/long/3").stdout_bytes
    planned = run(data, "compact", "--before", "2026-11-15", "--dry-run").stdout
    assert "1 of 1 files would become smaller" in planned
    assert run(data, "compact", "--before", "2026-11-15").stdout == planned.replace("would become", "became")
    assert not file_of(data, FIRST).exists()
    assert file_of(data, SECOND).exists()
    assert faults(data) == []
    assert run(data, "cat", "https://www.gazette.example/long/3").stdout_bytes == page
    assert run(data, "cat", STORY).stdout_bytes == PAGE
    after = run(data, "find", "gazette", "--json").stdout
    assert [one["location"] for one in json.loads(after)] == [one["location"] for one in json.loads(before)]
    index = run(data, "export-cdxj")
    assert "1 compacted files are left out" in index.stderr
    assert len(index.stdout.splitlines()) == 1
    # The newest night is left alone, whatever was said: it may be gone on with.
    assert "0 of 0 files became smaller" in run(data, "compact", "--before", "2026-11-16").stdout
    assert file_of(data, SECOND).exists()
