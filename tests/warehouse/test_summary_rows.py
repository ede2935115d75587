import csv
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pyarrow.parquet as pq
import pytest
from given_rows import WEEK
from given_week import FIRST_HOSTILE, HOSTILE, SCRIPT_URL, whole_week

from warehouse.summary.figures import read_summary
from warehouse.summary.rows import SCHEMA, safe_cell, write_csv, write_parquet
from warehouse.summary.summary import Summary


@pytest.fixture(scope="module")
def summary() -> Iterator[Summary]:
    with whole_week() as con:
        yield read_summary(con, WEEK)


@pytest.fixture(scope="module")
def csv_rows(summary: Summary, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    path = tmp_path_factory.mktemp("csv") / "coverage.csv"
    write_csv(summary, path)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def exact(summary: Summary, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    path = tmp_path_factory.mktemp("parquet") / "coverage.parquet"
    write_parquet(summary, path)
    table = pq.read_table(path)
    assert table.schema.remove_metadata() == SCHEMA
    rows: list[dict[str, object]] = table.to_pylist()
    return rows


def test_parquet_holds_every_row_exactly(exact: list[dict[str, object]], summary: Summary) -> None:
    assert [row["title"] for row in exact] == [row.title for row in summary.rows]
    assert set(HOSTILE) <= {row["title"] for row in exact}
    assert exact[0] == {
        "week": WEEK,
        "doc_key": summary.rows[0].doc_key,
        "doc_id": 1,
        "source_id": "gazette",
        "source_name": "Gazette",
        "title": "Item 1",
        "opening": "The council met on Monday.",
        "form": "news",
        "relevance": "core",
        "published_at": datetime(2026, 11, 16, 17, tzinfo=UTC),
        "appeared_on": date(2026, 11, 16),
        "url": "https://gazette.example/1",
        "topics": ["failure-to-respond", "jail-detention"],
        "agencies": ["Police of local:pd", "Police of us:ice"],
        "cluster_id": 1,
        "is_canonical": True,
        "cluster_document_count": 3,
        "version_count": 2,
        "is_gone": False,
        "warc_path": "2026-11-17/gazette.warc.gz",
        "warc_offset": 100,
    }


def test_csv_has_the_columns_and_values_of_parquet(
    csv_rows: list[dict[str, str]], exact: list[dict[str, object]]
) -> None:
    def plain(value: object) -> str:
        match value:
            case None:
                return ""
            case bool():
                return str(value).lower()
            case datetime():
                return value.strftime("%Y-%m-%dT%H:%M:%SZ")
            case list():
                return "; ".join(value)
            case _:
                return str(value)

    back = [{name: re.sub("^'", "", value) for name, value in row.items()} for row in csv_rows]
    assert back == [{name: plain(value) for name, value in row.items()} for row in exact]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_no_cell_of_the_csv_is_a_formula(csv_rows: list[dict[str, str]], number: int) -> None:
    (row,) = [row for row in csv_rows if row["doc_id"] == str(FIRST_HOSTILE + number)]
    title = HOSTILE[number]
    is_formula = title.strip("\t\ufeff")[0] in "=+-@＝"
    assert row["title"] == ("'" if is_formula else "") + title


def test_a_document_without_title_or_date_has_empty_cells(csv_rows: list[dict[str, str]]) -> None:
    (row,) = [row for row in csv_rows if row["doc_id"] == "8"]
    assert row["title"] == ""
    assert row["opening"].startswith("They never came.")


@pytest.mark.parametrize("text", ["", "Chief resigns", "2 + 2 = 4", "a=b", "100%", SCRIPT_URL, "'quoted'"])
def test_plain_text_is_left_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize("text", ["=1", "  =1", "\n=1", "\u00a0=1", "＋1", "－1", "＠a", "\rx", "\tx", "-"])
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert safe_cell(text) == "'" + text
