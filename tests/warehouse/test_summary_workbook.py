import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from given_rows import WEEK, document, finish, open_given, source
from given_week import FIRST_HOSTILE, HOSTILE, PRIVATE_URL, SCRIPT_URL, whole_week

from warehouse.summary.figures import read_summary
from warehouse.summary.summary import Summary
from warehouse.summary.workbook import LONGEST_CELL, write


@pytest.fixture(scope="module")
def summary() -> Iterator[Summary]:
    with whole_week() as con:
        yield read_summary(con, WEEK)


@pytest.fixture(scope="module")
def path(summary: Summary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "coverage.xlsx"
    write(summary, path)
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def rows(book: openpyxl.Workbook, sheet: str) -> list[dict[str, object]]:
    head, *others = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in others]


def test_one_sheet_a_table_the_rows_last(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        "Read me",
        "Topics",
        "Sources",
        "Forms",
        "Copies",
        "Voices",
        "Agencies",
        "Not collected",
        "Documents",
    ]


def test_figures_are_numbers_and_days_are_dates(book: openpyxl.Workbook, summary: Summary) -> None:
    topic = rows(book, "Topics")[0]
    assert (topic["Topic"], topic["Documents"], topic["Copies counted once"]) == ("failure to respond", 2, 1)
    assert topic["Share"] == 2 / summary.policing
    assert topic["Definition"] == "What failure-to-respond is."
    source_row = next(row for row in rows(book, "Sources") if row["Source"] == "Resting")
    assert (source_row["Nights of 7"], source_row["Opinion and letters, share"]) == (None, None)
    assert source_row["Missed"] == "paused: moved away"
    first = rows(book, "Documents")[0]
    assert (first["Document"], first["Date"]) == (1, datetime(2026, 11, 16, tzinfo=UTC).replace(tzinfo=None))
    assert first["Archived page"] == "2026-11-17/gazette.warc.gz @100"
    assert [row["Source"] for row in rows(book, "Not collected")] == ["Broken", "Resting"]


def test_every_document_on_local_policing_has_its_row(book: openpyxl.Workbook, summary: Summary) -> None:
    assert [row["Document"] for row in rows(book, "Documents")] == [row.doc_id for row in summary.rows]


def test_nothing_is_a_formula(book: openpyxl.Workbook, path: Path) -> None:
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}
    with ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if name.endswith(".xml") and b"<f>" in parts.read(name)]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_titles_are_text(book: openpyxl.Workbook, number: int) -> None:
    (row,) = [row for row in rows(book, "Documents") if row["Document"] == FIRST_HOSTILE + number]
    title = HOSTILE[number]
    if number == HOSTILE.index("😀" * 20_000):
        title = "😀" * (LONGEST_CELL // 2)
    # a carriage return or control character is escaped in the file, which openpyxl leaves as it is
    shown = str(row["Title"]).replace("_x000D_", "\r").replace("_x0007_", "\x07").replace("_x005F_", "_")
    assert shown == title[:LONGEST_CELL]


def test_web_addresses_are_links_and_others_are_text(book: openpyxl.Workbook, summary: Summary) -> None:
    sheet = book["Documents"]
    column = [cell.value for cell in sheet[1]].index("Address")
    addresses = {row[0].value: row[column] for row in sheet.iter_rows(min_row=2)}
    assert addresses[1].hyperlink.target == "https://gazette.example/1"
    assert (addresses[8].value, addresses[8].hyperlink) == (PRIVATE_URL, None)
    assert (addresses[9].value, addresses[9].hyperlink) == (SCRIPT_URL, None)


def test_an_address_longer_than_excel_takes_is_text(tmp_path: Path) -> None:
    with open_given() as con:
        source(con)
        document(con, 1, url="https://gazette.example/" + "x" * 5000)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            write(read_summary(finish(con), WEEK), tmp_path / "coverage.xlsx")
    row = rows(openpyxl.load_workbook(tmp_path / "coverage.xlsx"), "Documents")[0]
    assert len(str(row["Address"])) == 5024


def test_a_bare_week_gives_empty_sheets_with_their_heads(tmp_path: Path) -> None:
    with open_given() as con:
        source(con)
        document(con, 1, relevance="none")
        write(read_summary(finish(con), WEEK), tmp_path / "coverage.xlsx")
    book = openpyxl.load_workbook(tmp_path / "coverage.xlsx")
    assert rows(book, "Documents") == []
    assert book["Documents"]["A1"].value == "Document"


def test_the_time_of_writing_is_not_kept(path: Path, summary: Summary, tmp_path: Path) -> None:
    write(summary, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()
    created = openpyxl.load_workbook(path).properties.created
    assert created == summary.last_loaded_at.replace(tzinfo=None)
