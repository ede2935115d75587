"""A story's lineage as read for people: what stands below what, who was first, what is said of each."""

from collections.abc import Iterator

import duckdb
import pytest
from given_lineage import cluster, credit, related, story, told, town, work_out
from given_rows import MONDAY, open_given, stored
from told_stories import TITLE, suspended_order, wire_story

from warehouse.errors import WarehouseError
from warehouse.lineage_story import StoryLineage, read_lineage
from warehouse.lineage_tree import Branch, branches, notes_of
from warehouse.lineage_words import extent, firsts, noted


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_given() as con:
        yield con


@pytest.fixture
def con(empty: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    empty.execute("begin")
    yield empty
    empty.execute("rollback")


def shape(branch: Branch) -> object:
    kind = branch.taking.kind if branch.taking else None
    return branch.teller.doc_id, kind, [shape(one) for one in branch.below]


def said(found: StoryLineage, doc_id: int) -> list[str]:
    return [noted(edge, found) for edge in notes_of(found, doc_id, shown=None)]


def test_every_document_stands_once_below_what_it_takes_from(con: duckdb.DuckDBPyConnection) -> None:
    suspended_order(con)
    assert [shape(root) for root in branches(read_lineage(con, "1"))] == [
        (1, None, [(2, "from_release", [(3, "copied", []), (4, "updated", []), (5, "excerpted", [])])]),
        (6, None, []),
        (7, None, []),
    ]


def test_a_story_is_found_by_its_number_and_by_that_of_each_document(con: duckdb.DuckDBPyConnection) -> None:
    suspended_order(con)
    assert read_lineage(con, "5") == read_lineage(con, "1")
    assert read_lineage(con, "5").title == TITLE


def test_first_published_and_first_seen_are_told_apart_in_local_time(con: duckdb.DuckDBPyConnection) -> None:
    suspended_order(con)
    found = read_lineage(con, "1")
    assert extent(found) == "7 documents at 6 sources, Mon 16 Nov to Thu 19 Nov 10:00 (America/Los Angeles)"
    assert firsts(found) == [
        "First published: Tamarack Falls Police Department, Mon 16 Nov (doc 1; the page's text says only the day, so that "
        "another of that day may have been earlier)",
        "First seen by us: KLRK Public Radio, Tue 17 Nov 00:00 (doc 3)",
    ]


def test_where_no_page_says_when_it_says_so(con: duckdb.DuckDBPyConnection) -> None:
    suspended_order(con)
    con.execute("update core.documents set published_at = null, has_published_time = null")
    assert firsts(read_lineage(con, "1"))[0] == "First published: no page says when it was published"


def test_credits_are_told_with_their_words_and_a_link_to_the_same_is_not_told_twice(
    con: duckdb.DuckDBPyConnection,
) -> None:
    suspended_order(con)
    found = read_lineage(con, "1")
    assert said(found, 7) == [
        "credits Tamarack Falls Police Department (doc 1): “Police said in a news release”",
        "credits Oregonian: “according to the Oregonian”",
        "links to KLRK Public Radio (doc 3)",
    ]
    assert said(found, 6) == [
        "credits KLRK Public Radio (doc 3): “told KLRK”",
        "links to The Tamarack Courier (doc 2)",
    ]


def test_a_copy_does_not_repeat_what_the_first_of_its_text_says(con: duckdb.DuckDBPyConnection) -> None:
    town(con)
    told(con, 1, "courier", 8)
    told(con, 2, "lantern", 9)
    told(con, 3, "klrk", 10)
    related(con, 2, 3)
    cluster(con, 2, 3)
    for number in (2, 3):
        credit(con, number, "Tamarack Courier")
        related(con, number, 1, "excerpt", (0.3, 0.2))
    story(con, 1, 2, 3)
    work_out(con)
    found = read_lineage(con, "3")
    assert [shape(root) for root in branches(found)] == [(1, None, [(2, "excerpted", [(3, "copied", [])])])]
    assert [edge.kind for edge in notes_of(found, 3, shown=None)] == ["copied"]


def test_texts_that_quote_each_other_do_not_hang_below_each_other(con: duckdb.DuckDBPyConnection) -> None:
    town(con)
    for number, place in enumerate(("courier", "klrk", "lantern"), 1):
        told(con, number, place, 8 + number)
    related(con, 1, 2, "excerpt", (0.3, 0.2))
    related(con, 2, 3, "excerpt", (0.3, 0.2))
    related(con, 3, 1, "excerpt", (0.3, 0.2))
    story(con, 1, 2, 3)
    work_out(con)
    roots = branches(read_lineage(con, "1"))
    assert [shape(root) for root in roots] == [(3, None, [(2, "excerpted", [(1, "excerpted", [])])])]


def test_what_is_taken_from_another_story_is_shown_as_such(con: duckdb.DuckDBPyConnection) -> None:
    town(con)
    told(con, 1, "courier", 8, title="An older story")
    told(con, 2, "klrk", 9)
    told(con, 3, "lantern", 10)
    related(con, 2, 1, "excerpt", (0.3, 0.2))
    story(con, 1)
    story(con, 2, 3)
    work_out(con)
    found = read_lineage(con, "2")
    assert [teller.doc_id for teller in found.inside] == [2, 3]
    assert said(found, 2) == [
        "quotes Tamarack Courier (doc 1, another story), 30\xa0% of its words".replace("Tam", "The Tam")
    ]
    assert extent(found).startswith("2 documents at 2 sources")


def test_a_document_that_no_other_tells_of_stands_alone(con: duckdb.DuckDBPyConnection) -> None:
    town(con)
    told(con, 1, "courier")
    with pytest.raises(WarehouseError, match="document 1 stands alone: no other document tells of it"):
        read_lineage(con, "1")
    credit(con, 1, "Oregonian")
    work_out(con)
    found = read_lineage(con, "1")
    assert found.story_id is None
    assert said(found, 1) == ["credits Oregonian: “reported Oregonian”"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("chief", "'chief' is no number. Name a story or any document of it by its number"),
        ("99", "there is no story and no document 99; documents go from 1 to 1"),
        ("0", "there is no story and no document 0; documents go from 1 to 1"),
        ("99999999999", "there is no story and no document 99999999999"),
    ],
)
def test_what_is_no_story_is_told_with_what_would_be(
    con: duckdb.DuckDBPyConnection, typed: str, message: str
) -> None:
    town(con)
    told(con, 1, "courier")
    with pytest.raises(WarehouseError) as found:
        read_lineage(con, typed)
    assert message in str(found.value)


def test_a_story_of_sixty_is_read_whole(con: duckdb.DuckDBPyConnection) -> None:
    wire_story(con)
    found = read_lineage(con, "30")
    [root] = branches(found)
    assert (root.teller.doc_id, len(found.inside)) == (2, 60)
    assert len(root.below[0].below) == 58
    assert found.first_seen.first_seen_at.astimezone(found.first_seen.at.tzinfo).day == MONDAY.day
    assert stored(MONDAY, 13).hour == 13
