from collections.abc import Iterator
from datetime import UTC, date, timedelta

import duckdb
import pytest
from given_rows import BEFORE, MONDAY, WEEK, agency, document, finish, open_given, source, week_of_nights
from given_week import HOSTILE, PRIVATE_URL, whole_week

from warehouse.summary.figures import WeekError, read_summary
from warehouse.summary.summary import Line, Summary


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with whole_week() as con:
        yield con


@pytest.fixture(scope="module")
def summary(con: duckdb.DuckDBPyConnection) -> Summary:
    return read_summary(con, WEEK)


def line(lines: tuple[Line, ...], key: str) -> Line:
    return next(line for line in lines if line.key == key)


def test_the_week_is_said_with_its_days_and_its_place(summary: Summary) -> None:
    assert (summary.week, summary.monday, summary.sunday) == (WEEK, MONDAY, date(2026, 11, 22))
    assert summary.place == "Tamarack Falls, OR"
    assert summary.last_day == date(2026, 11, 23)
    assert summary.last_loaded_at.tzinfo is UTC


def test_the_head_counts_what_is_on_local_policing(summary: Summary) -> None:
    hostile = len(HOSTILE)
    assert summary.policing == len(summary.rows) == 6 + hostile
    assert summary.documents == summary.policing + 1
    assert [row.title for row in summary.others] == ["Bake sale"]
    assert summary.distinct == summary.policing - 1
    assert summary.core == 4
    assert summary.opinion == 2
    assert [row.doc_id for row in summary.focus] == [1]
    assert [row.doc_id for row in summary.gone] == [9]


def test_a_topic_has_its_week_and_the_mean_of_the_weeks_before(summary: Summary) -> None:
    assert [line.key for line in summary.topics] == [
        "failure-to-respond",
        "jail-detention",
        "never-coded",
        "only-before",
    ]
    assert line(summary.topics, "failure-to-respond") == Line(
        key="failure-to-respond",
        label="failure to respond",
        count=2,
        distinct=1,
        core=2,
        sources=2,
        share=2 / summary.policing,
        before=0.0,
        note="What failure-to-respond is.",
    )
    jail = line(summary.topics, "jail-detention")
    assert (jail.count, jail.core, jail.before) == (2, 1, 2.0)
    before = line(summary.topics, "only-before")
    assert (before.count, before.distinct, before.share, before.before) == (0, 0, 0.0, 1.0)
    never = line(summary.topics, "never-coded")
    assert (never.count, never.sources, never.before) == (0, 0, 0.0)


def test_forms_are_those_of_the_week_and_of_the_weeks_before(summary: Summary) -> None:
    assert [(line.key, line.count, line.before) for line in summary.forms] == [
        ("news", 3 + len(HOSTILE), 1.0),
        ("letter", 1, 0.0),
        ("opinion", 1, 1.0),
        ("post", 1, 0.0),
    ]
    assert sum(line.share or 0 for line in summary.forms) == pytest.approx(1)


def test_agencies_are_named_with_their_state(summary: Summary) -> None:
    assert [(line.label, line.count, line.distinct, line.sources) for line in summary.agencies] == [
        ("Tamarack Falls Police Department, OR", 2, 1, 2),
        ("ICE", 1, 1, 1),
    ]


def test_voices_count_what_stands_behind_them(summary: Summary) -> None:
    assert [(line.key, line.label, line.count) for line in summary.voices] == [
        ("police-leader", "police leader", 1),
        ("unknown", "role not known", 1),
    ]
    assert [(quote.role, quote.speaker, quote.row.doc_id) for quote in summary.quotes] == [
        ("police-leader", "Dana Roe", 1),
        ("unknown", "she", 1),
    ]


def test_a_source_says_how_much_of_it_was_collected_and_why_not_all(summary: Summary) -> None:
    sources = {line.source_id: line for line in summary.sources}
    gazette = sources["gazette"]
    assert (gazette.documents, gazette.policing, gazette.nights, gazette.missed) == (
        4 + len(HOSTILE),
        3 + len(HOSTILE),
        7,
        "",
    )
    assert (gazette.before, gazette.original) == (2.0, gazette.policing)
    assert (sources["tribune"].original, sources["tribune"].opinion_share) == (1, 0.5)
    assert (sources["broken"].nights, sources["broken"].opinion_share) == (0, None)
    assert sources["broken"].missed == "all seven nights: failed (html-instead-of-feed)"
    assert (sources["resting"].nights, sources["resting"].missed) == (None, "paused: moved away")
    assert [line.source_id for line in summary.not_collected] == ["broken", "resting"]
    assert summary.gap_count == 1
    assert summary.collected_share == 0.75


def test_a_private_persons_post_has_its_first_words_and_no_web_address(summary: Summary) -> None:
    row = next(row for row in summary.rows if row.doc_id == 8)
    assert row.title is None
    assert row.name.startswith("They never came. They never came.")
    assert row.name.endswith("…")
    assert len(row.name) <= 80
    assert len(row.opening) <= 160
    assert (row.url, row.web_address) == (PRIVATE_URL, None)


def test_a_long_title_is_whole_in_the_row_and_short_in_its_name(summary: Summary) -> None:
    row = next(row for row in summary.rows if row.title == "x" * 40_000)
    assert len(row.name) == 200


def test_a_cluster_lists_the_weeks_documents_and_counts_all(summary: Summary) -> None:
    (cluster,) = summary.clusters
    assert (cluster.title, cluster.first_source, cluster.timezone) == (
        "Item 1",
        "Gazette",
        "America/Los_Angeles",
    )
    assert (cluster.documents, cluster.sources) == (3, 2)
    assert [row.doc_id for row in cluster.members] == [1, 2]


def test_what_the_checks_found_is_of_the_weeks_nights_and_names_its_source(summary: Summary) -> None:
    assert summary.issues == (
        ("feed_empty", "why <feed_empty> matters", ("Resident: its feed (address left out) is empty",)),
        (
            "source_failed",
            "why <source_failed> matters",
            ("Broken: no feed answered: html-instead-of-feed (on 2 nights)",),
        ),
    )


def test_rejections_are_counted_by_reason_without_private_addresses(summary: Summary) -> None:
    assert summary.rejections == (
        ("not-html", tuple(f"https://gazette.example/{number}.pdf" for number in range(6))),
        ("empty-body", ("Resident (address left out)",)),
    )


def test_the_weeks_before_are_at_most_eight_of_which_a_night_was_collected() -> None:
    with open_given() as con:
        source(con)
        for weeks_ago in range(12):
            document(con, weeks_ago + 1, on=MONDAY - timedelta(weeks=weeks_ago))
            if weeks_ago not in (2, 3):
                week_of_nights(con, weeks_ago=weeks_ago)
        summary = read_summary(finish(con), WEEK)
    assert summary.weeks_before == tuple(f"2026-W{number}" for number in (37, 38, 39, 40, 41, 42, 43, 46))
    assert [week.week for week in summary.weeks] == [*summary.weeks_before, WEEK]
    assert line(summary.forms, "news").before == 1.0
    assert summary.sources[0].before == 1.0


def test_the_first_week_has_no_mean() -> None:
    with open_given() as con:
        source(con)
        document(con, 1)
        summary = read_summary(finish(con), WEEK)
    assert summary.weeks_before == ()
    assert [line.before for line in (*summary.forms, *summary.sources)] == [None, None]
    assert summary.collected_share == 0.0


def test_at_most_fifteen_agencies_are_listed() -> None:
    with open_given() as con:
        source(con)
        names = tuple(f"a{number:02}" for number in range(20))
        for name in names:
            agency(con, name, name)
        document(con, 1, agencies=names)
        document(con, 2, agencies=("a19",))
        summary = read_summary(finish(con), WEEK)
    assert [line.key for line in summary.agencies] == ["a19", *names[:14]]


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ("2026-47", "'2026-47' is not an ISO week; write it as 2026-W47."),
        ("2026-W47\n", r"'2026-W47\n' is not an ISO week"),
        ("２０２６-W47", "is not an ISO week"),
        ("", "'' is not an ISO week"),
        ("2026-W54", "the year 2026 has no such week"),
        ("2025-W53", "the year 2025 has no such week"),
        ("2026-W00", "the year 2026 has no such week"),
        ("0000-W01", "the year 0000 has no such week"),
        ("2026-W40", f"the warehouse holds nothing of week 2026-W40; it has {BEFORE}, {WEEK}, 2026-W48."),
    ],
)
def test_a_wrong_week_is_refused_in_plain_words(
    con: duckdb.DuckDBPyConnection, week: str, words: str
) -> None:
    with pytest.raises(WeekError) as raised:
        read_summary(con, week)
    assert words in str(raised.value)


def test_many_weeks_are_told_by_the_first_and_the_last() -> None:
    with open_given() as con:
        source(con)
        for weeks_ago in range(6):
            document(con, weeks_ago + 1, on=MONDAY - timedelta(weeks=weeks_ago))
        with pytest.raises(WeekError, match="it has 6 weeks from 2026-W42 to 2026-W47"):
            read_summary(finish(con), "2026-W01")


def test_an_empty_warehouse_is_refused_in_plain_words() -> None:
    with open_given() as con, pytest.raises(WeekError, match="the warehouse is empty: load a night first"):
        read_summary(con, WEEK)


def test_a_mart_counts_as_the_rows_do(summary: Summary) -> None:
    for topic in summary.topics:
        assert topic.count == sum(topic.key in row.topics for row in summary.rows)
    for source_line in summary.sources:
        assert source_line.policing == sum(row.source_id == source_line.source_id for row in summary.rows)
    for form in summary.forms:
        assert form.count == sum(row.form == form.key for row in summary.rows)
    for agency_line in summary.agencies:
        assert agency_line.count == sum(agency_line.key in row.agency_ids for row in summary.rows)
    for voice in summary.voices:
        assert voice.count == sum(quote.role == voice.key for quote in summary.quotes)


def test_the_order_in_which_rows_were_written_does_not_matter(summary: Summary) -> None:
    with whole_week(is_backwards=True) as con:
        assert read_summary(con, WEEK) == summary
