"""Warehouses, snapshots, archives and disks that cannot be used: one sentence and code 2, nothing half-written."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bad_place import DAY, NIGHT, WEEK, YESTERDAY, beatbook, publisher, story, tables, write_source
from loopback_web import Web

from warehouse.database import open_published, open_warehouse
from warehouse.migrate import migrations


def foreign(path: Path) -> None:
    path.write_text("minutes of the council " * 300)


def damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def newer(path: Path) -> None:
    with open_warehouse(path) as con:
        number = len(migrations()) + 1
        con.execute("insert into main.schema_migrations values (?, '9999_later.sql', 'x')", [number])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (foreign, "is not a DuckDB file. Name another path, or move the file away: a new warehouse is made"),
        (damaged, "is damaged: "),
        (newer, "was made by a newer beatbook"),
    ],
)
def test_a_warehouse_that_cannot_be_used_leaves_the_night_on_disk_and_a_later_run_ends_it(
    place: Path, spoil: Callable[[Path], None], words: str
):
    before = tables(place)
    warehouse = place / "data" / "warehouse" / "beatbook.duckdb"
    shutil.rmtree(place / "data" / "documents")
    spoil(warehouse)
    spoilt = warehouse.read_bytes()
    sentence = beatbook(place, *NIGHT).sentence
    assert str(warehouse) in sentence
    assert words in sentence
    assert "\n" not in sentence
    assert beatbook(place, "load", "--day", DAY).sentence == sentence
    assert warehouse.read_bytes() == spoilt
    assert (place / "data" / "documents" / DAY / "us_or_healthy" / "documents.parquet").is_file()
    assert beatbook(place, "search", "window").out.endswith("2 found\n")
    warehouse.unlink()
    assert beatbook(place, *NIGHT).code == 0
    assert tables(place) == before


def test_a_warehouse_in_use_is_said_with_who_uses_it(place: Path):
    warehouse = place / "data" / "warehouse" / "beatbook.duckdb"
    script = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "\n"
        for command in (NIGHT, ("load", "--day", DAY)):
            sentence = beatbook(place, *command).sentence
            assert f"is being written by another process (PID {other.pid}" in sentence
            assert "Wait until it has finished" in sentence
        other.communicate("")
    assert beatbook(place, *NIGHT).code == 0


# ---- the published snapshot


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (shutil.rmtree, "Nothing has been published in"),
        (
            lambda published: (published / "current.duckdb").resolve().unlink(),
            "which is gone. Publish again: beatbook load --day DAY",
        ),
        (
            lambda published: (
                (published / "current.duckdb").unlink(),
                (published / "current.duckdb").mkdir(),
            ),
            "is not a file. Move it away, then publish again",
        ),
        (lambda published: foreign((published / "current.duckdb").resolve()), "is not a DuckDB file."),
    ],
    ids=["no folder", "broken link", "a folder", "foreign"],
)
def test_readers_of_a_spoilt_snapshot_are_told_what_to_do(
    place: Path, spoil: Callable[[Path], object], words: str
):
    spoil(place / "data" / "published")
    for command in (("sql", "select 1"), ("sql",), ("search", "window"), ("show", "1"), ("export", WEEK)):
        sentence = beatbook(place, *command).sentence
        assert words in sentence
        assert "\n" not in sentence


def test_a_spoilt_index_of_a_snapshot_is_named(place: Path):
    (index,) = (place / "data" / "published").glob("search-*.sqlite")
    foreign(index)
    assert beatbook(place, "search", "window").sentence == (
        f"{index}: file is not a database. Publish the warehouse again to get a new index."
    )


# ---- damaged files of a night


def test_an_archive_file_damaged_in_the_middle_costs_its_own_rest_only(place: Path, healthy_web: Web):
    write_source(place / "sources", "other")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            healthy_web, "routes", healthy_web.routes | publisher("other", story("Of another source"))
        )
        assert beatbook(place, *NIGHT).code == 0
    archive = place / "data" / "archive" / DAY / "us_or_healthy.warc.gz"
    whole = archive.read_bytes()
    before = tables(place)
    last = len(whole) // 2
    archive.write_bytes(whole[:last] + bytes(40) + whole[last + 40 :])

    said = beatbook(place, *NIGHT)
    assert said.code == 0
    assert said.err.startswith(f"us_or_healthy {archive}: the bytes at offset ")
    assert tables(place) == before, "what an earlier run read stands"

    shutil.rmtree(place / "data" / "documents")
    said = beatbook(place, *NIGHT)
    assert said.code == 0
    assert "restore the file from a copy, or cut it off there" in said.err
    with open_published(place / "data" / "published") as con:
        assert con.execute("select source_id, url from core.documents order by all").fetchall() == [
            ("us_or_healthy", "http://healthy.example/1"), ("us_or_other", "http://other.example/1")
        ]  # fmt: skip
        assert con.execute("select source_id, reason, status from ops.rejections").fetchall() == [
            ("us_or_healthy", "damaged-archive", 0)
        ]

    archive.write_bytes(whole)
    assert beatbook(place, *NIGHT).code == 0
    assert tables(place) == before


def test_a_damaged_parquet_file_is_named_and_extracted_anew(place: Path):
    before = tables(place)
    path = place / "data" / "documents" / DAY / "us_or_healthy" / "documents.parquet"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + bytes(100) + content[len(content) // 2 :])
    sentence = beatbook(place, "load", "--day", DAY).sentence
    assert sentence.startswith(f"{path} cannot be read: ")
    assert sentence.endswith(f"Extract {DAY} again; nothing was loaded.")
    assert tables(place) == before
    assert beatbook(place, *NIGHT).code == 0
    assert tables(place) == before


def test_a_page_that_is_archived_no_longer_and_a_file_that_cannot_be_written_are_named(place: Path):
    assert beatbook(place, "show", "1", "--page", "nowhere/page.html").sentence == (
        "nowhere/page.html: No such file or directory."
    )
    shutil.rmtree(place / "data" / "archive")
    assert "cannot read the archive file" in beatbook(place, "show", "1", "--page", "page.html").sentence


# ---- no room, and no right to write


def test_a_data_folder_that_is_a_file_is_named_and_left_alone(new_place: Path):
    data = new_place / "data"
    data.write_text("minutes")
    for command in (
        NIGHT,
        ("crawl",),
        ("load",),
        ("export", WEEK),
        ("init", "data"),
        ("demo", "--data", "data"),
        ("demo", "--data", "data", "--pages", "sources"),
    ):
        sentence = beatbook(new_place, *command).sentence
        assert "data" in sentence
        assert "\n" not in sentence
    assert data.read_text() == "minutes"


@pytest.fixture
def disk(new_place: Path, mount_disk: Callable[[Path, int], Path]) -> Path:
    """The data folder as a disk of its own, of 96 MB."""
    data = new_place / "data"
    data.mkdir()
    return mount_disk(data, 96)


def leave(disk: Path, count: int) -> None:
    """Fill the disk but for so many bytes."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    filler.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - count)))


def test_a_full_disk_stops_each_step_in_one_sentence_and_once_there_is_room_nothing_is_missing(
    disk: Path, calm: Path
):
    folder = disk.parent
    for count, words in (
        (0, "cannot use the ledger .*ledger.sqlite: database or disk is full"),
        (100_000, "cannot write the archive file .*us_or_healthy.warc.gz: No space left on device"),
    ):
        leave(disk, count)
        sentence = beatbook(folder, "crawl", "--day", DAY).sentence
        assert re.match(words, sentence)
        assert "\n" not in sentence
    (disk / "filler").unlink()
    assert beatbook(folder, "crawl", "--day", DAY).code == 0

    leave(disk, 0)
    documents = disk / "documents" / DAY / "us_or_healthy"
    assert beatbook(folder, "extract", "--day", DAY).sentence == (
        f"{documents}: No space left on device. Free some space, then run it again."
    )
    assert list(documents.parent.iterdir()) == []
    (disk / "filler").unlink()
    assert beatbook(folder, "extract", "--day", DAY).code == 0

    for count, words in (
        (100_000, "No room to write .*beatbook.duckdb: .*No space left on device"),
        (5_000_000, f"No room in .*warehouse to load the night of {DAY}: .* MB are free"),
        (38_000_000, "No room in .*published to publish a snapshot: .* MB are free"),
    ):
        leave(disk, count)
        sentence = beatbook(folder, "load", "--day", DAY).sentence
        assert re.match(words, sentence)
        assert "\n" not in sentence
        assert not list((disk / "warehouse").glob(".new-*"))
    (disk / "filler").unlink()
    assert beatbook(folder, *NIGHT).code == 0
    assert tables(folder) == tables(calm)

    leave(disk, 20_000)
    assert re.match(f"No room to write {disk}/exports/{WEEK}: ", beatbook(folder, "export", WEEK).sentence)
    assert [path for path in (disk / "exports").rglob("*") if path.is_file()] == []
    (disk / "filler").unlink()
    assert beatbook(folder, "export", WEEK).code == 0
    assert sorted(path.suffix for path in (disk / "exports" / WEEK).iterdir()) == [
        ".csv", ".html", ".md", ".parquet", ".xlsx"
    ]  # fmt: skip


def test_a_disk_that_may_only_be_read_is_said_by_whatever_writes_and_can_be_asked(disk: Path, calm: Path):
    shutil.copytree(calm / "data", disk, symlinks=True, dirs_exist_ok=True)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    folder = disk.parent
    for command in (
        NIGHT,
        ("crawl", "--day", YESTERDAY.isoformat()),
        ("extract", "--day", DAY),
        ("load", "--day", DAY),
        ("export", WEEK),
        ("init", "data/beat"),
        ("demo", "--data", "data"),
    ):
        sentence = beatbook(folder, *command).sentence
        assert "may be written" in sentence or "Read-only file system" in sentence
        assert str(disk) in sentence or "data/" in sentence
        assert "\n" not in sentence
