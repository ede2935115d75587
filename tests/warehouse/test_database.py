import os
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import given_rows
import pytest
from night_files import FIRST, Data, document

from warehouse.compare import table_digests
from warehouse.database import extension_path, open_published, open_warehouse, publish, require_space
from warehouse.errors import WarehouseError
from warehouse.migrate import SCHEMA, migrate, migrations

SECOND = FIRST + timedelta(days=1)


@pytest.fixture
def data(tmp_path: Path) -> Data:
    """One night, loaded."""
    data = Data(tmp_path)
    data.night(FIRST, [document()])
    with open_warehouse(data.warehouse) as con:
        data.load(con, FIRST)
    return data


def digests(data: Data) -> dict[str, str]:
    with open_warehouse(data.warehouse) as con:
        return table_digests(con)


def in_another_process(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent,
    )


# ---- opening


def test_a_new_warehouse_has_every_table_and_no_column_without_its_meaning(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "folder" / "beatbook.duckdb") as con:
        assert (
            con.execute(
                "select schema_name, table_name, column_name from duckdb_columns() "
                "where not internal and comment is null and table_name <> 'schema_migrations'"
            ).fetchall()
            == []
        )
        assert con.execute("select count(*) from core.documents").fetchone() == (0,)
        assert con.execute("select current_setting('TimeZone')").fetchone() == ("UTC",)


def test_texts_are_compressed(tmp_path: Path) -> None:
    path = tmp_path / "beatbook.duckdb"
    with open_warehouse(path) as con:
        con.execute(
            "insert into core.texts select i, i, 'x', 1, repeat('police and council ' || i, 500) from range(9999) t(i)"
        )
    with open_warehouse(path) as con:
        found = con.execute(
            "select distinct compression from pragma_storage_info('core.texts') where column_name = 'text' and segment_type = 'VARCHAR'"
        ).fetchall()
    assert found == [("ZSTD",)]


def test_opening_again_changes_nothing(data: Data) -> None:
    before = digests(data)
    assert digests(data) == before


def text_file(path: Path) -> None:
    path.write_text("these are my notes " * 200)


def sqlite_file(path: Path) -> None:
    with sqlite3.connect(path) as con:
        con.execute("create table notes (text)")
    con.close()


def foreign_duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("create table cats as select 1 as id")


def newer_beatbook(path: Path) -> None:
    open_warehouse(path).close()
    with duckdb.connect(str(path)) as con:
        con.execute("insert into schema_migrations values (999, '0999_stories.sql', 'x')")


def newer_storage(path: Path) -> None:
    """A main header of a later DuckDB, with the right checksum: seeded 5381, each word times a constant, by xor."""
    open_warehouse(path).close()
    content = bytearray(path.read_bytes())
    content[12:20] = struct.pack("<Q", 999)
    checksum = 5381
    for (word,) in struct.iter_unpack("<Q", content[8:4096]):
        checksum ^= word * 0xBF58476D1CE4E5B9 % 2**64
    content[0:8] = struct.pack("<Q", checksum)
    path.write_bytes(content)


def cut_file(path: Path) -> None:
    open_warehouse(path).close()
    path.write_bytes(path.read_bytes()[:20_000])


def flipped_bytes(path: Path) -> None:
    open_warehouse(path).close()
    content = bytearray(path.read_bytes())
    for place in range(12_288 + 100, len(content), 4096):
        content[place] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (text_file, "is not a DuckDB file. Name another path"),
        (sqlite_file, "is not a DuckDB file. Name another path"),
        (foreign_duckdb, "but not a beatbook warehouse: it holds main.cats"),
        (newer_beatbook, "was made by a newer beatbook (its tables are at number 999"),
        (newer_storage, "was written by a newer DuckDB (storage version 999"),
        (cut_file, "is damaged: "),
        (flipped_bytes, "is damaged: "),
    ],
)
def test_a_file_that_cannot_be_used_is_left_as_it_is_and_the_message_says_what_to_do(
    make: Callable[[Path], None], words: str, tmp_path: Path
) -> None:
    path = tmp_path / "beatbook.duckdb"
    make(path)
    before = path.read_bytes()
    with pytest.raises(WarehouseError) as raised:
        open_warehouse(path)
    assert str(path) in str(raised.value)
    assert words in str(raised.value)
    assert path.read_bytes() == before


def test_a_damaged_log_is_named(data: Data) -> None:
    with duckdb.connect(str(data.warehouse)) as con:
        con.execute("pragma disable_checkpoint_on_shutdown")
        con.execute("delete from core.topics")
    log = data.warehouse.with_name(data.warehouse.name + ".wal")
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 0xFF
    log.write_bytes(content)
    with pytest.raises(WarehouseError, match=r"The log .*beatbook\.duckdb\.wal is damaged.*Move it away"):
        open_warehouse(data.warehouse)
    log.unlink()
    assert digests(data)["core.documents"].startswith("1-")


def test_an_empty_file_of_a_killed_process_becomes_a_warehouse(tmp_path: Path) -> None:
    path = tmp_path / "beatbook.duckdb"
    path.touch()
    with open_warehouse(path) as con:
        assert con.execute("select count(*) from core.documents").fetchone() == (0,)


def test_a_second_writer_is_told_who_holds_the_warehouse(data: Data) -> None:
    other = in_another_process(
        """
        import sys
        from pathlib import Path
        from warehouse.database import open_warehouse
        con = open_warehouse(Path(sys.argv[1]))
        print("open", flush=True)
        sys.stdin.read()
        """,
        data.warehouse,
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(WarehouseError, match=rf"being written by another process \(PID {other.pid}"):
            open_warehouse(data.warehouse)
    finally:
        other.communicate("", timeout=60)
    assert digests(data)


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "warehouse").write_text("")
    with pytest.raises(WarehouseError, match=r"cannot be opened for writing: .*Check that its folder"):
        open_warehouse(tmp_path / "warehouse" / "beatbook.duckdb")


@pytest.fixture
def small_disk(tmp_path: Path, mount_disk: Callable[[Path, int], Path]) -> Path:
    """A disk of 64 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    return mount_disk(folder, 64)


def test_a_folder_that_cannot_be_written_is_named(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(WarehouseError, match=r"Read-only file system.*may be written by this user"):
        open_warehouse(small_disk / "beatbook.duckdb")


# ---- full disks


def test_a_disk_too_full_for_a_night_is_seen_before_anything_is_written(
    small_disk: Path, tmp_path: Path
) -> None:
    data = Data(small_disk)
    data.night(FIRST, [document()])
    with open_warehouse(data.warehouse) as con:
        data.load(con, FIRST)
        before = table_digests(con)
        filler = small_disk / "filler"
        filler.write_bytes(bytes(shutil.disk_usage(small_disk).free - 2_000_000))
        with pytest.raises(
            WarehouseError, match=r"No room in .* to load the night of 2026-11-14: 2\.\d MB are free"
        ):
            data.load(con, FIRST)
        assert table_digests(con) == before
        filler.unlink()
        data.load(con, FIRST)
        assert table_digests(con) == before


def test_a_disk_too_full_for_a_snapshot_keeps_the_old_one(small_disk: Path) -> None:
    data = Data(small_disk)
    data.night(FIRST, [document()])
    with open_warehouse(data.warehouse) as con:
        data.load(con, FIRST)
    publish(data.warehouse, data.published, "1")
    (small_disk / "filler").write_bytes(bytes(shutil.disk_usage(small_disk).free - 2_000_000))
    with pytest.raises(WarehouseError, match="to publish a snapshot"):
        publish(data.warehouse, data.published, "2")
    with open_published(data.published) as con:
        assert con.execute("select count(*) from coverage").fetchone() == (1,)


def test_a_disk_that_fills_in_the_middle_of_a_load_loses_nothing(data: Data) -> None:
    before = digests(data)
    texts = [os.urandom(150_000).hex() for _ in range(20)]
    data.night(SECOND, [document(f"page-{number}", text, day=SECOND) for number, text in enumerate(texts)])
    limited = in_another_process(
        """
        import resource, sys
        from pathlib import Path
        from night_files import Data, FIRST, timedelta
        from warehouse.database import open_warehouse
        from warehouse.errors import WarehouseError
        data = Data(Path(sys.argv[1]))
        con = open_warehouse(data.warehouse)
        size = data.warehouse.stat().st_size + 1_000_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        try:
            data.load(con, FIRST + timedelta(days=1))
        except WarehouseError as error:
            print(error)
        """,
        data.root,
    )
    said, _ = limited.communicate(timeout=120)
    assert re.search(r"^No room to write .*What was loaded before is intact", said)
    assert digests(data) == before
    with open_warehouse(data.warehouse) as con:
        assert data.load(con, SECOND).new == 20


def test_the_room_needed_is_said_in_megabytes(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"1,000,000,000\.0 MB are needed"):
        require_space(tmp_path, 10**15, "count the stars")


# ---- migrations


def test_an_edited_migration_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    shutil.copytree(SCHEMA, folder)
    path = tmp_path / "beatbook.duckdb"
    with duckdb.connect(str(path)) as con:
        migrate(con, path, folder)
        first = folder / "0001_core.sql"
        first.write_text(first.read_text() + "-- a thought\n")
        with pytest.raises(
            WarehouseError, match=r"another text of 0001_core\.sql.*add the change as the next number"
        ):
            migrate(con, path, folder)


def test_a_migration_that_fails_leaves_no_trace_and_can_be_mended(tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    shutil.copytree(SCHEMA, folder)
    path = tmp_path / "beatbook.duckdb"
    with duckdb.connect(str(path)) as con:
        migrate(con, path, folder)
        second = folder / f"{len(migrations()) + 1:04d}_notes.sql"
        second.write_text("create table core.notes (id integer); create table core.documents (id integer);")
        with pytest.raises(duckdb.CatalogException):
            migrate(con, path, folder)
        assert con.execute("select count(*) from duckdb_tables() where table_name = 'notes'").fetchone() == (
            0,
        )
        second.write_text("create table core.notes (id integer);")
        migrate(con, path, folder)
        assert con.execute("select count(*) from core.notes").fetchone() == (0,)


def test_a_gap_in_the_numbers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_text("select 1")
    (tmp_path / "0003_b.sql").write_text("select 1")
    with pytest.raises(WarehouseError, match=r"without a gap, found \[1, 3\]"):
        migrations(tmp_path)


def test_a_warehouse_of_an_earlier_beatbook_keeps_its_rows_and_gets_the_new_columns(tmp_path: Path) -> None:
    folder = tmp_path / "earlier"
    folder.mkdir()
    for migration in migrations()[:2]:
        shutil.copy(SCHEMA / migration.name, folder)
    (folder / "views.sql").write_text("create view coverage as select doc_id, url from core.documents;")
    path = tmp_path / "beatbook.duckdb"
    with duckdb.connect(str(path)) as con:
        migrate(con, path, folder)
        given_rows.source(con)
        given_rows.document(con, 1, section="Crime")
    with duckdb.connect(str(path)) as con:
        migrate(con, path)
        assert con.execute(
            "select doc_id, section, section_method, keywords.keyword from core.documents "
            "left join core.keywords as keywords using (doc_id)"
        ).fetchall() == [(1, "Crime", None, None)]
        assert con.execute("select section, page_type, wire_credit from coverage").fetchall() == [
            ("Crime", None, None)
        ]


def test_changed_views_replace_the_old_ones(tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    shutil.copytree(SCHEMA, folder)
    path = tmp_path / "beatbook.duckdb"
    with duckdb.connect(str(path)) as con:
        migrate(con, path, folder)
        views = folder / "views.sql"
        views.write_text(views.read_text() + "create or replace macro week_of(day) as 'never';")
        migrate(con, path, folder)
        assert con.execute("select week_of(date '2026-11-16')").fetchone() == ("never",)


# ---- publishing


def test_a_snapshot_holds_what_the_warehouse_holds(data: Data) -> None:
    target = publish(data.warehouse, data.published, "20261114T093000Z")
    assert target.name == "beatbook-20261114T093000Z.duckdb"
    assert (data.published / "current.duckdb").resolve() == target.resolve()
    with open_published(data.published) as con:
        assert table_digests(con) == digests_of_open(data)
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            con.execute("delete from core.documents")
    assert sorted(path.name for path in data.published.iterdir()) == [
        "beatbook-20261114T093000Z.duckdb",
        "current.duckdb",
        "search-20261114T093000Z.sqlite",
    ]


def digests_of_open(data: Data) -> dict[str, str]:
    return digests(data)


def test_meanings_survive_publishing(data: Data) -> None:
    publish(data.warehouse, data.published, "1")
    with open_published(data.published) as con:
        assert con.execute(
            "select count(*) from duckdb_columns() where not internal and comment is null and table_name <> 'schema_migrations'"
        ).fetchone() == (0,)


def test_a_reader_in_another_process_is_never_in_the_way_and_keeps_what_it_reads(data: Data) -> None:
    publish(data.warehouse, data.published, "1")
    reader = in_another_process(
        """
        import sys
        from pathlib import Path
        from warehouse.database import open_published
        published = Path(sys.argv[1])
        with open_published(published) as con:
            for _ in sys.stdin:
                print(con.execute("select count(*) from coverage").fetchone()[0], flush=True)
                if _ == "leave\\n":
                    break
        with open_published(published) as con:
            print(con.execute("select count(*) from coverage").fetchone()[0], flush=True)
        """,
        data.published,
    )
    assert reader.stdin is not None
    assert reader.stdout is not None

    def ask(word: str = "") -> str:
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write(word + "\n")
        reader.stdin.flush()
        return reader.stdout.readline()

    try:
        assert ask() == "1\n"
        data.night(SECOND, [document("b", "Another text.", day=SECOND)])
        with open_warehouse(data.warehouse) as con:
            data.load(con, SECOND)
            assert ask() == "1\n"
        for stamp in ("2", "3"):
            publish(data.warehouse, data.published, stamp)
            assert ask() == "1\n"
        assert ask("leave") == "1\n"
        assert reader.stdout.readline() == "2\n"
    finally:
        reader.communicate(timeout=60)


def test_a_reader_in_this_process_sees_the_next_snapshot_while_an_old_one_is_open(data: Data) -> None:
    publish(data.warehouse, data.published, "1")
    with open_published(data.published) as old:
        data.night(SECOND, [document("b", "Another text.", day=SECOND)])
        with open_warehouse(data.warehouse) as con:
            data.load(con, SECOND)
        publish(data.warehouse, data.published, "2")
        with open_published(data.published) as new:
            assert new.execute("select count(*) from coverage").fetchone() == (2,)
        assert old.execute("select count(*) from coverage").fetchone() == (1,)


def test_the_newest_seven_snapshots_are_kept(data: Data) -> None:
    for number in range(9):
        publish(data.warehouse, data.published, f"2026111{number}")
    names = sorted(path.name for path in data.published.iterdir())
    assert names == sorted(
        ["current.duckdb"]
        + [f"beatbook-2026111{number}.duckdb" for number in range(2, 9)]
        + [f"search-2026111{number}.sqlite" for number in range(2, 9)]
    )


def test_what_a_killed_publishing_left_is_swept(data: Data) -> None:
    data.published.mkdir()
    (data.published / ".partial-0.duckdb").write_text("half a snapshot")
    publish(data.warehouse, data.published, "1")
    assert not list(data.published.glob(".partial*"))


def test_publishing_the_same_stamp_again_replaces_it(data: Data) -> None:
    publish(data.warehouse, data.published, "1")
    publish(data.warehouse, data.published, "1")
    with open_published(data.published) as con:
        assert con.execute("select count(*) from coverage").fetchone() == (1,)


def test_a_folder_without_snapshot_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"Nothing has been published in .*beatbook nightly"):
        open_published(tmp_path)


def test_a_snapshot_that_is_none_is_refused(tmp_path: Path) -> None:
    foreign_duckdb(tmp_path / "current.duckdb")
    with pytest.raises(WarehouseError, match="not a snapshot of a beatbook warehouse"):
        open_published(tmp_path)


def test_a_stamp_cannot_leave_the_folder(data: Data) -> None:
    with pytest.raises(WarehouseError, match="only letters, digits"):
        publish(data.warehouse, data.published, "../1")


def test_publishing_without_a_warehouse_says_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="There is no warehouse at"):
        publish(tmp_path / "beatbook.duckdb", tmp_path / "published", "1")


def test_an_extension_that_is_not_installed_names_its_package() -> None:
    assert extension_path("sqlite_scanner").is_file()
    with pytest.raises(WarehouseError, match=r"pip install duckdb-extension-vss==1\.5\.5"):
        extension_path("vss")


def test_another_program_can_search_a_snapshot_through_duckdbs_own_extension(data: Data) -> None:
    target = publish(data.warehouse, data.published, "1")
    with duckdb.connect(str(target), read_only=True) as con:
        con.execute(f"load '{extension_path('sqlite_scanner')}'")
        con.execute(f"attach '{data.published}/search-1.sqlite' as search_index (type sqlite, read_only)")
        assert con.execute(
            "select doc_id, snippet from search('\"police resigned\"', hit_count := 5)"
        ).fetchall() == [
            (1, "The chief of **police** **resigned** on Friday. The council accepted.")
        ] or con.execute("select doc_id from search('\"police resigned\"')").fetchall() == [(1,)]
        assert con.execute("from search('o''brien -- \" AND')").fetchall() == []
