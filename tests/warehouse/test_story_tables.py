"""The story tables that a reader sees follow what the story step decided."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import duckdb
import pytest
from given_rows import MONDAY, document, open_given, put, source, stored

from warehouse.build import build_marts
from warehouse.stories import replace_stories

TUESDAY = MONDAY + timedelta(1)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_given() as con:
        for name in ("courier", "sentinel", "radio"):
            source(con, name)
        yield con


def node(con: duckdb.DuckDBPyConnection, node_id: int, story_id: int, **other: Any) -> None:
    values = {
        "night": MONDAY,
        "joined_on": MONDAY,
        "arrival": f"{node_id:05}",
        "day": MONDAY,
        "probability": None if node_id == story_id else 0.8,
        "rule": "opened" if node_id == story_id else "alike",
    }
    put(con, "ops.story_nodes", node_id=node_id, story_id=story_id, **values | other)


def work_out(con: duckdb.DuckDBPyConnection, *doc_ids: int, since: Any = MONDAY) -> list[int]:
    """The documents whose story changed."""
    con.execute("create or replace temp table given_docs (doc_id integer)")
    if doc_ids:
        con.executemany("insert into given_docs values (?)", [(doc_id,) for doc_id in doc_ids])
    replace_stories(con, "given_docs", since=since)
    return [row[0] for row in con.execute("from story_changed order by all").fetchall()]


def shooting(con: duckdb.DuckDBPyConnection) -> None:
    """A story of two clusters, one of them with a copy, and a document of its own."""
    document(
        con, 1, "courier", title="Two hurt in shooting at Alder Mill", agencies=("Tamarack Falls Police",)
    )
    document(con, 2, "sentinel", cluster=1, title="Two hurt in shooting at Alder Mill")
    document(con, 3, "radio", on=TUESDAY, title="Police name suspect in Alder Mill shooting")
    document(con, 4, "radio", title="Council approves budget")
    node(con, 1, 1)
    node(con, 3, 1)
    node(con, 4, 4)


def test_copies_belong_to_the_story_of_their_cluster(con: duckdb.DuckDBPyConnection) -> None:
    shooting(con)
    assert work_out(con, 1, 2, 3, 4) == [1, 2, 3, 4]
    rows = con.execute("select doc_id, story_id, rule from core.story_documents order by doc_id").fetchall()
    assert rows == [(1, 1, "opened"), (2, 1, "opened"), (3, 1, "alike"), (4, 4, "opened")]


def test_a_story_has_a_title_a_time_line_and_counts(con: duckdb.DuckDBPyConnection) -> None:
    shooting(con)
    work_out(con, 1, 2, 3, 4)
    rows = con.execute(
        "select story_id, title, title_doc_id, date_trunc('hour', first_appeared_at), "
        "date_trunc('hour', last_appeared_at), document_count, cluster_count,"
        " source_count from core.stories"
    ).fetchall()
    assert rows == [
        (1, "Two hurt in shooting at Alder Mill", 1, stored(MONDAY, 17), stored(TUESDAY, 17), 3, 2, 3)
    ]


def test_the_title_is_the_one_that_shares_most_with_the_others(con: duckdb.DuckDBPyConnection) -> None:
    for number, title in enumerate(
        (
            "What we know so far",
            "Two shot at Alder Mill",
            "Two men shot at Alder Mill Apartments",
            "Alder Mill: two shot",
        ),
        1,
    ):
        document(con, number, "courier", title=title)
        node(con, number, 1)
    work_out(con, 1, 2, 3, 4)
    assert con.execute("select title from core.stories").fetchall() == [("Two shot at Alder Mill",)]


def test_only_what_changed_is_told(con: duckdb.DuckDBPyConnection) -> None:
    shooting(con)
    work_out(con, 1, 2, 3, 4)
    document(con, 5, "courier", on=TUESDAY, title="Suspect in court")
    node(con, 5, 1, night=TUESDAY, joined_on=TUESDAY)
    assert work_out(con, 5, since=TUESDAY) == [5]
    assert con.execute("select document_count from core.stories where story_id = 1").fetchone() == (4,)


def test_what_was_taken_back_is_gone(con: duckdb.DuckDBPyConnection) -> None:
    shooting(con)
    node(con, 5, 1, night=TUESDAY, joined_on=TUESDAY)
    document(con, 5, "courier", on=TUESDAY, title="Suspect in court")
    work_out(con, 1, 2, 3, 4, 5)
    con.execute("delete from ops.story_nodes where night = ?", [TUESDAY])
    assert work_out(con, since=TUESDAY) == [5]
    assert con.execute("select story_id, document_count from core.stories").fetchall() == [(1, 3)]


def test_the_mart_has_one_row_for_each_story_of_two_texts(con: duckdb.DuckDBPyConnection) -> None:
    shooting(con)
    work_out(con, 1, 2, 3, 4)
    build_marts(con)
    rows = con.execute(
        "select story_id, day_count, first_day_count, later_count, source_ids, agencies from mart.stories"
    ).fetchall()
    assert rows == [(1, 2, 2, 0, ["courier", "sentinel", "radio"], ["Police of Tamarack Falls Police, OR"])]
