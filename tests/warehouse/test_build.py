from pathlib import Path

import duckdb
import pytest

from warehouse.build import MARTS, build_marts, read_mart
from warehouse.errors import WarehouseError

GOOD = """-- How many there are.
-- grain: one row
-- answer_count: always one; don't doubt it
select 1 as answer_count
"""


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("create schema mart")
    return con


def test_a_mart_becomes_a_table_with_its_comments(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "answers.sql").write_text(GOOD)
    assert build_marts(con, tmp_path) == ("answers",)
    assert con.execute("from mart.answers").fetchall() == [(1,)]
    assert con.execute("select comment from duckdb_tables()").fetchall() == [
        ("How many there are. Grain: one row.",)
    ]
    assert con.execute("select comment from duckdb_columns() where not internal").fetchall() == [
        ("always one; don't doubt it",)
    ]


def test_a_mart_whose_file_is_gone_goes_too(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "answers.sql").write_text(GOOD)
    build_marts(con, tmp_path)
    (tmp_path / "answers.sql").rename(tmp_path / "replies.sql")
    build_marts(con, tmp_path)
    assert con.execute("select table_name from duckdb_tables()").fetchall() == [("replies",)]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select 1 as answer_count", "line 1 says what the mart is"),
        ("-- How many.\nselect 1 as answer_count", "line 2 its grain"),
        (
            GOOD.replace("-- answer_count: always one; don't doubt it", "-- it is one"),
            "does not say what a column means",
        ),
        (GOOD.replace("1 as", "1 as other, 1 as"), "its SELECT has other, answer_count"),
    ],
)
def test_a_mart_that_does_not_explain_itself_is_refused(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, sql: str, words: str
) -> None:
    (tmp_path / "answers.sql").write_text(sql)
    with pytest.raises(WarehouseError) as raised:
        build_marts(con, tmp_path)
    assert "answers.sql" in str(raised.value)
    assert words in str(raised.value)


def test_no_mart_reads_another_or_takes_all_columns() -> None:
    for path in MARTS.glob("*.sql"):
        sql = read_mart(path).sql
        assert "mart." not in sql, path
        assert "select *" not in sql, path
