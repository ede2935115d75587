import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import duckdb
import pyarrow.parquet as pq
import pytest
from night_files import AGENCY, CHIEF, FIRST, Data, document
from rich.console import Console

from warehouse.ask import Answer, SqlError, answer, asking, save, write_csv, write_json
from warehouse.database import extension_path, open_warehouse, publish
from warehouse.errors import WarehouseError
from warehouse.shell import examples
from warehouse.show import show


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = Data(tmp_path_factory.mktemp("ask"))
    data.night(FIRST, [document(topics=["failure-to-respond"], mentions=[AGENCY], quotes=[CHIEF])])
    with open_warehouse(data.warehouse) as con:
        data.load(con, FIRST)
    publish(data.warehouse, data.published, "1")
    return data.published


@pytest.fixture
def con(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with asking(published) as con:
        yield con


def asked(con: duckdb.DuckDBPyConnection, sql: str) -> Answer:
    result = answer(con, sql)
    assert result is not None
    return result


def test_a_question_is_answered(con: duckdb.DuckDBPyConnection) -> None:
    assert list(asked(con, "select title, topics from coverage").rows()) == [
        ("Chief resigns", ["failure-to-respond"])
    ]


def test_nothing_but_a_comment_has_no_answer(con: duckdb.DuckDBPyConnection) -> None:
    assert answer(con, "-- nothing") is None
    assert answer(con, "") is None


@pytest.mark.parametrize(
    "sql", ["select 1; select 2", "select 1;select 1", "pivot coverage on form; select 2"]
)
def test_several_statements_are_refused_since_only_the_last_would_be_seen(
    con: duckdb.DuckDBPyConnection, sql: str
) -> None:
    with pytest.raises(SqlError, match="One statement at a time, please: found 2, parted by semicolons"):
        answer(con, sql)


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("select ';' -- one; two", ";"),
        ("select 1;;", 1),
        ("/* a; b */ select 1 ; -- done", 1),
        ("pivot coverage on form using count(*)", 1),
    ],
)
def test_one_statement_is_one_whatever_stands_in_it(
    con: duckdb.DuckDBPyConnection, sql: str, value: object
) -> None:
    assert next(asked(con, sql).rows())[-1] == value


def test_whoever_tries_to_write_a_file_is_told_how_to_save(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(SqlError, match=r"--save FILE outside; its ending is \.csv, \.json or \.parquet"):
        answer(con, "copy coverage to 'x.csv'")


@pytest.mark.parametrize("number", range(len(examples())))
def test_every_example_runs(con: duckdb.DuckDBPyConnection, number: int) -> None:
    example = examples()[number]
    assert example.question.endswith((".", "?")), example
    assert asked(con, example.sql).columns


def test_the_examples_find_what_they_ask_for(con: duckdb.DuckDBPyConnection) -> None:
    said = {example.question.split("?")[0]: asked(con, example.sql).table.num_rows for example in examples()}
    assert said["Which documents say that the police did not come, came late or did not act"] == 1
    assert said["Who gets to speak, week by week"] == 1


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("from covrage", "There is no table covrage. Did you mean coverage?"),
        ("from documents", "There is no table documents. Did you mean core.documents?"),
        ("select titel from coverage", 'There is no column titel in these tables. Near it: "title"'),
        (
            'select title from coverage where week = "2026-W47"',
            "a text is written in single quotes: '2026-W47'",
        ),
        ("select coverage.foo from coverage", "The table coverage has no column foo"),
        ("select weekof('x')", "There is no function weekof. Did you mean"),
        ("selct 1", "Not understood at or just before selct."),
        ("select 1 +", "The statement stops before its end."),
        (
            "select sum(title) from coverage",
            "No function matches the given name and argument types 'sum(VARCHAR)'",
        ),
        ("select 1 / 'x'", "Could not convert string 'x'"),
    ],
)
def test_a_mistake_is_said_in_plain_words(con: duckdb.DuckDBPyConnection, sql: str, words: str) -> None:
    with pytest.raises(SqlError) as raised:
        answer(con, sql)
    assert words.lower() in str(raised.value).lower()
    assert "Error:" not in str(raised.value)
    assert list(asked(con, "select 1").rows()) == [(1,)]


def attempts() -> list[str]:
    sqlite = extension_path("sqlite_scanner")
    return [
        "create table x as select 1",
        "create view x as select 1",
        "drop table core.documents",
        "delete from core.documents",
        "update core.documents set title = 'x'",
        "insert into core.topics values ('x', 'y', 'z', 'w')",
        "alter table core.documents add column x integer",
        "comment on table core.documents is 'x'",
        "copy coverage to '/tmp/beatbook-attempt.csv'",
        "copy core.topics from '/etc/passwd'",
        "export database '/tmp/beatbook-attempt'",
        "from read_text('/etc/hostname')",
        "from read_csv('/etc/passwd')",
        "from '/etc/passwd'",
        "from glob('/etc/*')",
        "attach '/tmp/beatbook-attempt.duckdb' as other",
        "attach '/tmp/beatbook-attempt.sqlite' as other (type sqlite)",
        f"load '{sqlite}'",
        "install sqlite",
        f"from sqlite_scan('{sqlite}', 'x')",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "reset enable_external_access",
        "pragma enable_external_access = true",
        "set temp_directory = '/tmp/beatbook-attempt'",
        "select * from query('copy coverage to ''/tmp/beatbook-attempt.csv''')",
        "create secret (type s3)",
        "explain analyze copy coverage to '/tmp/beatbook-attempt.csv'",
    ]


@pytest.mark.parametrize("sql", attempts())
def test_nothing_can_be_written_and_no_other_file_be_reached(
    con: duckdb.DuckDBPyConnection, sql: str
) -> None:
    with pytest.raises(SqlError):
        answer(con, sql)
    assert not list(Path("/tmp").glob("beatbook-attempt*"))


def test_ctrl_c_stops_a_question_at_once(published: Path) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            dedent(
                """
                import sys
                from pathlib import Path
                from warehouse.ask import answer, asking
                with asking(Path(sys.argv[1])) as con:
                    print("start", flush=True)
                    try:
                        answer(con, "select count(*) from range(100000000) a, range(1000000) b where hash(a.range + b.range) = 5")
                    except KeyboardInterrupt:
                        print("stopped", answer(con, "select 42").table.to_pylist(), flush=True)
                """
            ),
            str(published),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "start\n"
    time.sleep(0.5)
    os.kill(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert said == "stopped [{'42': 42}]\n"


MIXED = (
    "select '=1+1' as formula, -5 as number, ['a', 'b'] as list, timestamp '2026-11-14 09:30:00' as seen_at, "
    "date '2026-11-14' as seen_on, null as nothing, true as is_so, 1.5::decimal(4, 2) as part, uuid '0f1da595-f811-c0d7-6968-e4732082bd3b' as key"
)


def test_csv_is_safe_to_open_in_a_spreadsheet(con: duckdb.DuckDBPyConnection) -> None:
    out = io.StringIO()
    write_csv(asked(con, MIXED), out)
    assert out.getvalue().splitlines() == [
        "formula,number,list,seen_at,seen_on,nothing,is_so,part,key",
        "'=1+1,-5,a; b,2026-11-14 09:30:00,2026-11-14,,true,1.50,0f1da595-f811-c0d7-6968-e4732082bd3b",
    ]


def test_json_is_exact(con: duckdb.DuckDBPyConnection) -> None:
    out = io.StringIO()
    write_json(asked(con, MIXED), out)
    assert json.loads(out.getvalue()) == {
        "formula": "=1+1",
        "number": -5,
        "list": ["a", "b"],
        "seen_at": "2026-11-14T09:30:00Z",
        "seen_on": "2026-11-14",
        "nothing": None,
        "is_so": True,
        "part": 1.5,
        "key": "0f1da595-f811-c0d7-6968-e4732082bd3b",
    }


def test_an_answer_is_saved_by_the_files_ending(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    result = asked(con, "select title, week from coverage")
    for ending in ("csv", "json", "parquet"):
        save(result, tmp_path / f"answer.{ending}")
    assert pq.read_table(tmp_path / "answer.parquet").to_pylist() == [
        {"title": "Chief resigns", "week": "2026-W46"}
    ]
    assert (tmp_path / "answer.csv").read_bytes() == b"\xef\xbb\xbftitle,week\nChief resigns,2026-W46\n"
    with pytest.raises(WarehouseError, match=r"must be \.csv, \.json or \.parquet"):
        save(result, tmp_path / "answer.xls")
    for ending in ("csv", "parquet"):
        with pytest.raises(WarehouseError, match="cannot be written"):
            save(result, tmp_path / "nowhere" / f"answer.{ending}")


def shown(con: duckdb.DuckDBPyConnection, sql: str, width: int = 60) -> str:
    out = io.StringIO()
    show(asked(con, sql), Console(file=out, width=width))
    return out.getvalue()


def test_a_table_fits_the_terminal_and_names_the_columns_left_out(con: duckdb.DuckDBPyConnection) -> None:
    said = shown(con, "select c.* from coverage as c cross join range(3)")
    assert max(map(len, said.splitlines())) <= 60
    assert "(3 rows; no room for " in said
    assert "warc_offset" in said.replace("\n", "")


def test_a_single_wide_row_is_a_list_of_its_columns(con: duckdb.DuckDBPyConnection) -> None:
    said = shown(con, "from coverage")
    assert "url                     https://us-or-gazette.example/chief" in said
    assert "warc_offset" in said


def test_wide_cells_are_cut_and_foreign_control_characters_dropped(con: duckdb.DuckDBPyConnection) -> None:
    said = shown(
        con, "select n, 'red \x1b[31m [bold]x[/bold] \n' || repeat('long ', 50) as words from range(2) t(n)"
    )
    assert "\x1b" not in said
    assert "red [31m [bold]x[/bold] long long" in said
    assert "…" in said
    assert len(said.splitlines()) == 4


def test_many_rows_are_cut_and_counted(con: duckdb.DuckDBPyConnection) -> None:
    said = shown(con, "from range(12345)")
    assert "(12,345 rows, the first 200 shown)" in said
    assert len(said.splitlines()) == 202


def test_numbers_stand_right_and_null_is_shown(con: duckdb.DuckDBPyConnection) -> None:
    said = shown(con, "select * from (values (1, 'a'), (1000, null)) t(n, word)").splitlines()
    assert [line.rstrip() for line in said[:3]] == [
        "   n  word",
        "   1  a",
        "1000  NULL",
    ]


def test_a_plan_keeps_its_lines(con: duckdb.DuckDBPyConnection) -> None:
    assert "┌───" in shown(con, "explain select 1")
