from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
import pytest
from given_rows import (
    BEFORE,
    MONDAY,
    NIGHTS,
    WEEK,
    agency,
    document,
    finish,
    night,
    open_given,
    put,
    quote,
    rows_of,
    source,
    stored,
    week_of_nights,
)

from warehouse.build import MARTS, read_mart

WEEK_BEFORE = MONDAY - timedelta(days=3)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_given() as con:
        source(con, "gazette")
        source(con, "tribune")
        yield con


def test_every_mart_is_in_the_folders_list_and_nothing_else() -> None:
    listed = {
        line.split("`")[1]
        for line in (MARTS / "README.md").read_text().splitlines()
        if line.startswith("| `")
    }
    assert listed == {path.stem for path in MARTS.glob("*.sql")}


def test_an_empty_warehouse_gives_empty_marts() -> None:
    with open_given() as con:
        finish(con)
        counts = {
            path.stem: rows_of(con, f"select count(*) from mart.{path.stem}")[0][0]
            for path in MARTS.glob("*.sql")
        }
    assert set(counts.values()) == {0}


@pytest.mark.parametrize("path", sorted(MARTS.glob("*.sql")), ids=lambda path: path.stem)
def test_a_mart_has_one_row_for_what_its_grain_says(con: duckdb.DuckDBPyConnection, path) -> None:
    agency(con, "a", "Police of a")
    for doc_id, (on, of) in enumerate(
        [(MONDAY, "gazette"), (MONDAY, "tribune"), (WEEK_BEFORE, "gazette"), (MONDAY, "gazette")], start=1
    ):
        document(
            con, doc_id, of, on=on, cluster=1 if doc_id == 2 else None, topics=("t",), agencies=("a", "a")
        )
        quote(con, doc_id, 0, "We came", speaker_role="officer")
        put(con, "core.story_documents", doc_id=doc_id, story_id=1, joined_on=MONDAY, rule="alike")
    put(
        con,
        "core.stories",
        story_id=1,
        title="They came",
        title_doc_id=1,
        first_appeared_at=stored(WEEK_BEFORE, 17),
        last_appeared_at=stored(MONDAY, 17),
        document_count=4,
        cluster_count=3,
        source_count=2,
        places=[],
        agencies=[],
    )
    finish(con)
    key = {"clusters": "cluster_id", "weekly_forms": "week, form", "weekly_topics": "week, topic"}.get(
        path.stem
    )
    key = key or {
        "cluster_firsts": "cluster_id",
        "stories": "story_id",
        "story_firsts": "story_id",
        "weekly_agencies": "week, entity_id",
        "weekly_voices": "week, speaker_role",
        "weekly_sources": "week, source_id",
        "weekly_collection": "week, source_id",
    }.get(path.stem)
    assert key, f"say here what {read_mart(path).grain} is"
    assert rows_of(con, f"select count(*) from mart.{path.stem}")[0][0] > 0
    assert not rows_of(con, f"select {key} from mart.{path.stem} group by all having count(*) > 1")


def test_topics_count_copies_once_and_leave_out_what_is_not_on_policing(
    con: duckdb.DuckDBPyConnection,
) -> None:
    document(con, 1, topics=("budget", "jail"))
    document(con, 2, "tribune", cluster=1, topics=("budget",), relevance="passing")
    document(con, 3, topics=("budget",), relevance="incident")
    document(con, 4, topics=("budget",), relevance="none")
    document(con, 5)
    document(con, 6, on=WEEK_BEFORE, topics=("jail",))
    finish(con)
    assert rows_of(con, "from mart.weekly_topics") == [
        (BEFORE, "budget", 0, 0, 0, 0, 0.0, False),
        (BEFORE, "jail", 1, 1, 1, 1, 1.0, False),
        # four documents on local policing in the week: 1, 2, 3 and 5
        (WEEK, "budget", 3, 2, 1, 2, 0.75, False),
        (WEEK, "jail", 1, 1, 1, 1, 0.25, False),
    ]


def test_a_week_is_collected_by_its_seven_nights(con: duckdb.DuckDBPyConnection) -> None:
    document(con, 1, topics=("jail",))
    document(con, 2, on=WEEK_BEFORE, topics=("jail",))
    # the Monday's night gathers the Sunday, and so the week before
    night(con, MONDAY, "gazette", "collected")
    night(con, MONDAY + timedelta(days=1), "gazette", "failed")
    finish(con)
    assert rows_of(con, "select week, is_collected from mart.weekly_topics") == [
        (BEFORE, True),
        (WEEK, False),
    ]


def test_forms_have_their_share_of_the_week(con: duckdb.DuckDBPyConnection) -> None:
    document(con, 1)
    document(con, 2, "tribune", cluster=1)
    document(con, 3, form="opinion", relevance="passing")
    document(con, 4, form="letter", relevance="none")
    document(con, 5, form="post", on=WEEK_BEFORE)
    finish(con)
    assert rows_of(con, "from mart.weekly_forms") == [
        (BEFORE, "post", 1, 1, 1, 1.0),
        (WEEK, "news", 2, 1, 2, 2 / 3),
        (WEEK, "opinion", 1, 1, 1, 1 / 3),
    ]


def test_sources_count_all_subjects_and_what_is_theirs_first(con: duckdb.DuckDBPyConnection) -> None:
    document(con, 1)
    document(con, 2, "tribune", cluster=1)
    document(con, 3, "tribune", relevance="incident", form="opinion")
    document(con, 4, "tribune", relevance="passing", form="letter")
    document(con, 5, "tribune", relevance="none", form="opinion")
    document(con, 6, "gazette", on=WEEK_BEFORE, relevance="none")
    finish(con)
    assert rows_of(con, "from mart.weekly_sources") == [
        # no document on local policing: the share of opinion has no meaning
        (BEFORE, "gazette", 1, 0, 0, 0, 0, 0, 0, None),
        (WEEK, "gazette", 1, 1, 1, 0, 0, 1, 0, 0.0),
        (WEEK, "tribune", 4, 3, 1, 1, 1, 2, 2, 2 / 3),
    ]


def test_a_document_without_a_date_counts_in_the_week_of_its_first_look(
    con: duckdb.DuckDBPyConnection,
) -> None:
    document(con, 1, published_at=None, published_on=None, has_published_time=None, topics=("jail",))
    finish(con)
    assert rows_of(con, "select week, document_count from mart.weekly_topics") == [(WEEK, 1)]
    assert rows_of(con, "select week, document_count from mart.weekly_sources") == [(WEEK, 1)]


def test_agencies_are_counted_by_document_and_only_with_a_key(con: duckdb.DuckDBPyConnection) -> None:
    agency(con, "local:pd", "Tamarack Falls Police Department")
    agency(con, "us:ice", "ICE", state=None)
    document(con, 1, agencies=("local:pd", "local:pd", "us:ice"))
    document(con, 2, "tribune", cluster=1, agencies=("local:pd",))
    document(con, 3, agencies=("local:pd",), relevance="none")
    document(con, 4)
    for kind, entity_id in (("agency", None), ("place", "local:pd")):
        put(
            con,
            "core.mentions",
            doc_id=4,
            mention_no=0,
            kind=kind,
            entity_id=entity_id,
            name="police",
            rule="tie",
            surface="police",
            start_char=0,
            end_char=6,
            source_id="gazette",
            week=WEEK,
        )
    finish(con)
    assert rows_of(con, "from mart.weekly_agencies") == [
        (WEEK, "local:pd", "Tamarack Falls Police Department", "OR", 2, 1, 2),
        (WEEK, "us:ice", "ICE", None, 1, 1, 1),
    ]


def test_voices_are_the_quotations_of_originals_in_the_authors_text(con: duckdb.DuckDBPyConnection) -> None:
    document(con, 1)
    document(con, 2, "tribune", cluster=1)
    document(con, 3, relevance="none")
    quote(con, 1, 0, "We came at once, didn't we", speaker_role="police-leader")
    quote(con, 1, 1, "Nobody came", kind="mixed")
    quote(con, 1, 2, "that nobody came", kind="indirect", speaker_role="witness-or-resident")
    quote(con, 1, 3, "Nobody came", voice="embedded_post")
    quote(con, 1, 4, "came at once", echo_of_block=0)
    quote(con, 2, 0, "We came at once, didn't we", speaker_role="police-leader")
    quote(con, 3, 0, "The bake sale is on", speaker_role="expert")
    finish(con)
    assert rows_of(con, "from mart.weekly_voices") == [
        (WEEK, "police-leader", 1, 6, 6 / 8, 1),
        (WEEK, "unknown", 1, 2, 2 / 8, 1),
    ]


def test_quotations_without_a_word_have_no_share(con: duckdb.DuckDBPyConnection) -> None:
    document(con, 1)
    quote(con, 1, 0, "…")
    finish(con)
    assert rows_of(con, "from mart.weekly_voices") == [(WEEK, "unknown", 1, 0, None, 1)]


def test_a_cluster_names_its_first_and_its_sources_in_order(con: duckdb.DuckDBPyConnection) -> None:
    source(con, "wire")
    late = stored(date(2026, 11, 18), 9)
    document(con, 1, "tribune", cluster=3, appeared_at=late)
    document(con, 2, "gazette", cluster=3, appeared_at=late - timedelta(hours=1))
    document(
        con, 3, "wire", title=None, text="An officer came. " * 20, appeared_at=stored(date(2026, 11, 15), 9)
    )
    document(con, 4, "wire", cluster=3, appeared_at=late)
    document(con, 5, "wire")
    con.execute("update core.documents set week = ? where doc_id = 3", [BEFORE])
    finish(con)
    assert rows_of(con, "from mart.clusters") == [
        (
            3,
            BEFORE,
            ("An officer came. " * 20)[:80],
            "https://wire.example/3",
            "wire",
            stored(date(2026, 11, 15), 9),
            4,
            3,
            ["wire", "gazette", "tribune"],
            "core",
        )
    ]


def test_a_week_is_gathered_by_seven_nights_from_tuesdays_to_mondays(con: duckdb.DuckDBPyConnection) -> None:
    document(con, 1)
    week_of_nights(con, "gazette")
    night(con, MONDAY, "gazette", "failed", "dns")
    night(con, NIGHTS[-1] + timedelta(days=1), "gazette", "failed", "dns")
    for day in NIGHTS:
        state, reason = ("collected", "")
        if day == date(2026, 11, 18):
            state = "not_collected"
        elif day in (date(2026, 11, 19), date(2026, 11, 21)):
            state, reason = "failed", "http-500"
        elif day == date(2026, 11, 20):
            state, reason = "partial", "timeout"
        night(con, day, "tribune", state, reason)
    finish(con)
    assert rows_of(con, "from mart.weekly_collection") == [
        (WEEK, "gazette", 7, 1.0, ""),
        (WEEK, "tribune", 4, 4 / 7, "Wed 18 Nov: not collected; Thu 19 Nov, Sat 21 Nov: failed (http-500)"),
    ]


def test_a_source_that_failed_all_week_is_told_in_short(con: duckdb.DuckDBPyConnection) -> None:
    document(con, 1)
    for day in NIGHTS:
        night(con, day, "gazette", "failed", "dns")
    finish(con)
    assert rows_of(con, "from mart.weekly_collection") == [
        (WEEK, "gazette", 0, 0.0, "all seven nights: failed (dns)")
    ]


def test_a_week_without_any_night_was_missed_by_all_active_sources(con: duckdb.DuckDBPyConnection) -> None:
    source(con, "resting", status="paused", status_reason="moved away")
    document(con, 1, on=WEEK_BEFORE)
    finish(con)
    missed = "all seven nights: not collected"
    assert rows_of(con, "from mart.weekly_collection") == [
        (BEFORE, "gazette", 0, 0.0, missed),
        (BEFORE, "tribune", 0, 0.0, missed),
    ]


def test_a_paused_source_is_no_gap_but_one_that_was_followed_before_it_was_paused_is(
    con: duckdb.DuckDBPyConnection,
) -> None:
    source(con, "resting", status="paused", status_reason="moved away")
    document(con, 1)
    document(con, 2, "resting", on=WEEK_BEFORE)
    week_of_nights(con, "resting", weeks_ago=1)
    for day in NIGHTS:
        night(con, day, "resting", "skipped", "paused")
    finish(con)
    assert rows_of(con, "from mart.weekly_collection where source_id = 'resting'") == [
        (BEFORE, "resting", 7, 1.0, "")
    ]


def test_a_source_that_robots_forbid_is_a_gap(con: duckdb.DuckDBPyConnection) -> None:
    document(con, 1)
    for day in NIGHTS:
        night(con, day, "gazette", "skipped", "robots")
    finish(con)
    assert rows_of(con, "from mart.weekly_collection") == [
        (WEEK, "gazette", 0, 0.0, "all seven nights: skipped (robots)")
    ]


def test_a_source_that_came_later_is_no_gap_of_earlier_weeks(con: duckdb.DuckDBPyConnection) -> None:
    document(con, 1, on=WEEK_BEFORE)
    document(con, 2)
    week_of_nights(con, "gazette", weeks_ago=1)
    week_of_nights(con, "gazette")
    night(con, NIGHTS[5], "tribune")
    night(con, NIGHTS[6], "tribune")
    finish(con)
    assert rows_of(con, "select week, source_id, night_count from mart.weekly_collection") == [
        (BEFORE, "gazette", 7),
        (WEEK, "gazette", 7),
        (WEEK, "tribune", 2),
    ]


def test_the_first_week_of_a_year_has_its_nights(con: duckdb.DuckDBPyConnection) -> None:
    document(con, 1, on=date(2027, 1, 1))
    for number in range(7):
        night(con, date(2026, 12, 29) + timedelta(days=number), "gazette")
    finish(con)
    assert rows_of(con, "select week, night_count from mart.weekly_collection") == [("2026-W53", 7)]
