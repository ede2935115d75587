"""The questions of the README and the shell say what the weekly summary says."""

import re
from collections.abc import Iterator
from datetime import timedelta

import duckdb
import pytest
from given_rows import BEFORE, MONDAY, WEEK, document, rows_of
from given_week import whole_week

from warehouse.build import build_marts
from warehouse.shell import examples
from warehouse.summary.figures import read_summary
from warehouse.summary.summary import Summary

CHANGES, COPIES, FOCUS, OPINION, VOICES, MISSED, SEARCH = (example.sql for example in examples())


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with whole_week() as con:
        # a stray document of a week of which no night was collected, and one that police have no part in
        document(con, 50, on=MONDAY - timedelta(weeks=2), topics=("jail-detention",), form="opinion")
        document(con, 51, relevance="none", form="opinion", topics=("failure-to-respond",))
        build_marts(con)
        con.execute(
            "create macro search(query, hit_count := 20) as table select 1 as doc_id, 1.0 as score, '' as snippet"
        )
        yield con


@pytest.fixture(scope="module")
def summary(con: duckdb.DuckDBPyConnection) -> Summary:
    return read_summary(con, WEEK)


def of_one_week(sql: str) -> str:
    """The question with its filter of one week switched on."""
    filtered, count = re.subn(r"-- (?=(?:where|and) week)", "", sql)
    assert count == 1
    return filtered


def test_topics_and_their_means_are_those_of_the_summary(
    con: duckdb.DuckDBPyConnection, summary: Summary
) -> None:
    expected = [
        (line.key, line.count, round(line.before, 2)) for line in summary.topics if line.before is not None
    ]
    assert len([row for row in expected if row[1] or row[2]]) == 3
    assert rows_of(con, CHANGES) == expected


def test_the_first_of_the_copies_are_those_of_the_largest_cluster(
    con: duckdb.DuckDBPyConnection, summary: Summary
) -> None:
    found = rows_of(con, of_one_week(COPIES))
    assert len(found) == summary.clusters[0].documents
    assert found == rows_of(con, COPIES)
    assert (found[0][1], found[0][4]) == (summary.clusters[0].first_source, True)
    assert {row[5] for row in found} >= {row.url for row in summary.clusters[0].members}


def test_documents_on_failure_to_respond_are_those_of_the_summary(
    con: duckdb.DuckDBPyConnection, summary: Summary
) -> None:
    assert [row[4] for row in rows_of(con, of_one_week(FOCUS))] == [row.url for row in summary.focus]


def test_shares_of_opinion_are_those_of_the_summary(con: duckdb.DuckDBPyConnection, summary: Summary) -> None:
    found = rows_of(con, of_one_week(OPINION))
    assert {row[1]: (row[2], row[4]) for row in found} == {
        line.name: (line.policing, round(line.opinion_share, 2))
        for line in summary.sources
        if line.opinion_share is not None
    }
    assert sum(row[3] for row in found) == summary.opinion


def test_voices_are_those_of_the_summary(con: duckdb.DuckDBPyConnection, summary: Summary) -> None:
    assert [(role, count, share) for _, role, count, share, _ in rows_of(con, of_one_week(VOICES))] == [
        (line.key, line.count, round(line.share, 2)) for line in summary.voices if line.share is not None
    ]


def test_missed_nights_are_those_of_the_summary(con: duckdb.DuckDBPyConnection, summary: Summary) -> None:
    assert [row[1:] for row in rows_of(con, of_one_week(MISSED))] == [
        (line.name, line.nights, line.missed) for line in summary.not_collected if line.nights is not None
    ]


def test_a_search_can_be_held_to_one_week(con: duckdb.DuckDBPyConnection) -> None:
    assert [row[3] for row in rows_of(con, of_one_week(SEARCH))] == ["Item 1"]
    assert rows_of(con, of_one_week(SEARCH).replace(WEEK, BEFORE)) == []
