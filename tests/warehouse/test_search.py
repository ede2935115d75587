import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from night_files import FIRST, GAZETTE, TRIBUNE, Data, document, source

from warehouse.database import open_published, open_warehouse, publish
from warehouse.errors import WarehouseError
from warehouse.search import match_expression, refresh_index, search

SECOND = FIRST + timedelta(days=1)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    data = Data(tmp_path_factory.mktemp("search"))
    data.night(
        FIRST,
        [
            document(
                "custody", "He died in police custody, O'Brien said of the covid-19 ward.", title="A death"
            ),
            document("custody-title", "Nobody came to the meeting.", title="Police custody under review"),
            document(
                "late", "Officers came late again.", of=TRIBUNE, topics=["failure-to-respond"], title=None
            ),
            document("café", "The Café Société asked the police for naïve answers.", of=TRIBUNE),
        ],
    )
    data.night(
        SECOND,
        [document("more", "Custody of the evidence room passed to the sheriff's police unit.", day=SECOND)],
    )
    with open_warehouse(data.warehouse) as con:
        for day in (FIRST, SECOND):
            data.load(con, day)
    publish(data.warehouse, data.published, "1")
    return data.published


def paths(published: Path, query: str, limit: int = 20, **filters: object) -> list[str]:
    return [hit.url.rpartition("/")[2] for hit in search(published, query, limit, **filters)]  # type: ignore[arg-type]


def test_every_word_must_stand_in_title_or_text_and_the_title_weighs_more(published: Path) -> None:
    found = paths(published, "police custody")
    assert found[0] == "custody-title"
    assert sorted(found) == ["custody", "custody-title", "more"]


def test_a_phrase_matches_only_as_it_stands(published: Path) -> None:
    assert paths(published, '"police custody"') == ["custody-title", "custody"]


def test_case_accents_and_inflection_do_not_matter(published: Path) -> None:
    assert paths(published, "CAFE societe ANSWER") == ["café"]


def test_a_star_matches_the_beginning_of_a_word(published: Path) -> None:
    assert paths(published, "sher*") == ["more"]


def test_apostrophes_and_hyphens_are_read_as_in_the_text(published: Path) -> None:
    assert paths(published, "o'brien") == ["custody"]
    assert paths(published, "covid-19") == ["custody"]


def test_a_hit_shows_where_the_words_stand(published: Path) -> None:
    (hit,) = search(published, "officers late")
    assert hit.snippet == "**Officers** came **late** again."
    assert (hit.title, hit.source_name, hit.appeared_on) == (None, "Tribune", FIRST)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"source": TRIBUNE.id}, ["café"]),
        ({"source": "gaz"}, ["custody-title", "custody", "more"]),
        ({"since": SECOND}, ["more"]),
        ({"until": FIRST, "source": GAZETTE.id}, ["custody-title", "custody"]),
        ({"topic": "failure-to-respond"}, []),
    ],
)
def test_filters_narrow_the_hits(published: Path, filters: dict[str, object], expected: list[str]) -> None:
    assert sorted(paths(published, "police", **filters)) == sorted(expected)


def test_a_topic_finds_its_documents(published: Path) -> None:
    assert paths(published, "came", topic="failure-to-respond") == ["late"]


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (
            {"topic": "failure to respond"},
            "There is no topic 'failure to respond'; there are failure-to-respond, ",
        ),
        (
            {"source": "us_or_gazete"},
            "There is no source 'us_or_gazete', nor one with that in its name; "
            "there are us_or_gazette (Gazette), us_or_tribune (Tribune).",
        ),
        (
            {"source": "tribun e"},
            "There is no source 'tribun e', nor one with that in its name; "
            "there are us_or_tribune (Tribune), us_or_gazette (Gazette).",
        ),
        (
            {"since": SECOND, "until": FIRST},
            "Nothing can have appeared from 2026-11-15 to 2026-11-14: the first day is after the last.",
        ),
    ],
)
@pytest.mark.parametrize("query", ["police", "?"])
def test_a_filter_that_nothing_can_pass_is_refused_with_what_there_is(
    published: Path, query: str, filters: dict[str, object], words: str
) -> None:
    with pytest.raises(WarehouseError) as raised:
        paths(published, query, **filters)
    assert str(raised.value).startswith(words)


def test_of_many_sources_the_nearest_are_told(tmp_path: Path) -> None:
    data = Data(tmp_path, tuple(source(f"us_or_paper_{number:02}") for number in range(30)))
    data.night(FIRST, [document(of=data.sources[0])])
    with open_warehouse(data.warehouse) as con:
        data.load(con, FIRST)
    publish(data.warehouse, data.published, "1")
    with pytest.raises(WarehouseError, match=r"there are us_or_paper_29 \(29\), .* and 18 more\.$"):
        search(data.published, "police", source="us_or_paper_29x")


def test_the_limit_holds_with_and_without_filters(published: Path) -> None:
    assert len(paths(published, "police", 2)) == 2
    assert len(paths(published, "police", 2, since=FIRST)) == 2


def test_sql_and_python_find_the_same(published: Path) -> None:
    with open_published(published) as con:
        found = con.execute(
            "select doc_id, score, snippet from search('police custody', hit_count := 2)"
        ).fetchall()
    assert found == [(hit.doc_id, hit.score, hit.snippet) for hit in search(published, "police custody", 2)]


@settings(max_examples=300, deadline=None)
@example("police AND")
@example('"unclosed')
@example("C++ (x) NEAR/2 ^a {b}:")
@example("title: -x*")
@example("\x00 \ud800 'a''b' \u0345 ☕ _")
@example("a " * 500)
@given(query=st.text())
def test_whatever_is_typed_is_a_search_and_not_an_error(published: Path, query: str) -> None:
    search(published, query)


@given(query=st.text())
def test_the_expression_is_none_or_quoted_words(query: str) -> None:
    expression = match_expression(query)
    assert expression is None or expression.count('"') % 2 == 0


def test_the_index_follows_changes_and_removals(tmp_path: Path) -> None:
    data = Data(tmp_path)
    index = tmp_path / "warehouse" / "search.sqlite"
    data.night(FIRST, [document("a", "An elephant."), document("b", "A zebra.")])
    with open_warehouse(data.warehouse) as con:
        data.load(con, FIRST)
        assert refresh_index(con, index) == 2
        assert refresh_index(con, index) == 0
        data.night(FIRST, [document("a", "A giraffe.")])
        data.load(con, FIRST)
        assert refresh_index(con, index) == 2
    publish(data.warehouse, data.published, "1")
    assert [paths(data.published, animal) for animal in ("elephant", "zebra", "giraffe")] == [[], [], ["a"]]


@pytest.mark.parametrize("harm", ["text", "foreign", "ahead"])
def test_an_index_that_does_not_belong_to_the_warehouse_is_built_anew(tmp_path: Path, harm: str) -> None:
    data = Data(tmp_path)
    index = tmp_path / "warehouse" / "search.sqlite"
    data.night(FIRST, [document("a", "An elephant.")])
    with open_warehouse(data.warehouse) as con:
        data.load(con, FIRST)
        refresh_index(con, index)
        if harm == "text":
            index.write_text("no index " * 1000)
        else:
            with sqlite3.connect(index) as side:
                side.execute(
                    "update state set change_no = 99"
                    if harm == "ahead"
                    else "update state set warehouse_id = 'x'"
                )
                side.execute("delete from documents")
            side.close()
        assert refresh_index(con, index) == 1
    publish(data.warehouse, data.published, "1")
    assert paths(data.published, "elephant") == ["a"]


def test_a_missing_index_says_what_to_do(tmp_path: Path) -> None:
    data = Data(tmp_path)
    data.night(FIRST, [document()])
    with open_warehouse(data.warehouse) as con:
        data.load(con, FIRST)
    publish(data.warehouse, data.published, "1")
    (data.published / "search-1.sqlite").unlink()
    with pytest.raises(WarehouseError, match=r"is missing\. Publish the warehouse again"):
        search(data.published, "police")
