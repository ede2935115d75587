"""Who was first: by publication and by first look, apart; per cluster and per story."""

from collections.abc import Iterator

import duckdb
import pytest
from given_lineage import cluster, credit, related, release, story, told, town, work_out
from given_rows import MONDAY, open_given, stored

from warehouse.build import build_marts


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """A release, a paper that runs it, a station that copies the paper, a blog that credits it and was seen first."""
    with open_given() as con:
        town(con)
        release(
            con,
            1,
            8,
            has_published_time=False,
            published_method="page-text",
            first_seen_at=stored(MONDAY, 23),
        )
        told(con, 2, "courier", 16, first_seen_at=stored(MONDAY, 23))
        told(con, 3, "klrk", 17, first_seen_at=stored(MONDAY, 22))
        told(
            con,
            4,
            "lantern",
            18,
            published_at=None,
            has_published_time=None,
            first_seen_at=stored(MONDAY, 12),
        )
        related(con, 1, 2, shares=(0.9, 0.7))
        related(con, 2, 3)
        cluster(con, 1, 2, 3)
        story(con, 1, 2, 3, 4)
        credit(con, 4, "Tamarack Courier", "first_reported")
        credit(con, 4, "Oregonian", "told")
        work_out(con)
        build_marts(con)
        yield con


FIRSTS = "first_published_source_id, has_published_time, published_method, first_seen_source_id, is_one_first"


def test_first_by_publication_and_first_seen_stand_apart(con: duckdb.DuckDBPyConnection) -> None:
    expected = ("police", False, "page-text")
    assert con.execute(f"select {FIRSTS} from mart.cluster_firsts").fetchall() == [(*expected, "klrk", False)]
    assert con.execute(f"select {FIRSTS} from mart.story_firsts").fetchall() == [
        (*expected, "lantern", False)
    ]


def test_it_says_who_took_from_whom(con: duckdb.DuckDBPyConnection) -> None:
    columns = "release_source_id, from_release, copied_by, credits"
    assert con.execute(f"select {columns} from mart.story_firsts").fetchall() == [
        (
            "police",
            ["courier"],
            ["klrk"],
            ["Alder Lantern: Oregonian (told)", "Alder Lantern: The Tamarack Courier (first reported)"],
        )
    ]
    assert con.execute(
        "select document_count, source_count, credits from mart.cluster_firsts"
    ).fetchall() == [(3, 3, [])]


def test_where_no_document_says_when_none_is_first_by_publication(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("update core.documents set published_at = null")
    build_marts(con)
    assert con.execute(
        "select first_published_doc_id, first_seen_doc_id from mart.story_firsts"
    ).fetchall() == [(None, 4)]
