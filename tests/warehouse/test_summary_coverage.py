from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from given_rows import WEEK, open_given
from given_week import whole_week

from warehouse.errors import WarehouseError
from warehouse.exports import coverage
from warehouse.summary.figures import WeekError

NAMES = ["coverage.html", "coverage.md", "coverage.xlsx", "coverage.csv", "coverage.parquet"]


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with whole_week() as con:
        yield con


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_five_files_are_written_the_page_first(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    out = tmp_path / "exports" / WEEK
    assert coverage.write(con, WEEK, out) == [out / name for name in NAMES]
    assert sorted(path.name for path in out.iterdir()) == sorted(NAMES)
    assert all(path.stat().st_size > 500 for path in out.iterdir())


def test_equal_warehouses_give_equal_bytes(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    coverage.write(con, WEEK, tmp_path / "a")
    coverage.write(con, WEEK, tmp_path / "b")
    with whole_week(is_backwards=True) as other:
        coverage.write(other, WEEK, tmp_path / "c")
    first = contents(tmp_path / "a")
    assert sorted(first) == sorted(NAMES)
    assert contents(tmp_path / "b") == first
    assert contents(tmp_path / "c") == first


def test_a_snapshot_that_cannot_be_written_is_enough(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = tmp_path / "snapshot.duckdb"
    con.execute(f"attach '{path}' as snapshot")
    con.execute("copy from database memory to snapshot")
    con.execute("detach snapshot")
    with duckdb.connect(path, read_only=True) as snapshot:
        coverage.write(snapshot, WEEK, tmp_path / "a")
    coverage.write(con, WEEK, tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


@pytest.mark.parametrize(
    "writer", ["page.render", "markdown.render", "workbook.write", "rows.write_csv", "rows.write_parquet"]
)
def test_a_writer_that_fails_leaves_the_old_files(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writer: str
) -> None:
    for name in NAMES:
        (tmp_path / name).write_text("of last week")
    before = contents(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"warehouse.summary.{writer}", fail)
    with pytest.raises(WarehouseError, match="No room to write"):
        coverage.write(con, WEEK, tmp_path)
    assert contents(tmp_path) == before


def test_an_export_replaces_the_old_files_and_leaves_others(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for name in (*NAMES, "notes.txt"):
        (tmp_path / name).write_text("mine")
    coverage.write(con, WEEK, tmp_path)
    assert {name for name, content in contents(tmp_path).items() if content == b"mine"} == {"notes.txt"}


def test_what_a_killed_export_left_goes_with_the_next(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / ".coverage-killed").mkdir()
    (tmp_path / ".coverage-killed" / "coverage.html").write_text("half")
    coverage.write(con, WEEK, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("week", ["W47", "2026-W54", "1999-W01"])
def test_a_wrong_week_makes_no_folder(con: duckdb.DuckDBPyConnection, tmp_path: Path, week: str) -> None:
    with pytest.raises(WeekError):
        coverage.write(con, week, tmp_path / week)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_warehouse_makes_no_folder(tmp_path: Path) -> None:
    with open_given() as con, pytest.raises(WeekError, match="load a night first"):
        coverage.write(con, WEEK, tmp_path / WEEK)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_told_in_plain_words(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    (tmp_path / WEEK).write_text("a file")
    with pytest.raises(WarehouseError, match="cannot be opened for writing"):
        coverage.write(con, WEEK, tmp_path / WEEK)
    assert (tmp_path / WEEK).read_text() == "a file"
