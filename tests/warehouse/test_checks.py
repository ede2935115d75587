from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from night_files import AGENCY, FIRST, GAZETTE, TRIBUNE, Data, document, fetched, rejection, source

from crawlers.night import Fault
from transforms.document import Dated
from warehouse.check import CHECKS, Issue, read_check, run_checks
from warehouse.database import open_warehouse
from warehouse.errors import CheckFailedError, WarehouseError


@pytest.fixture
def data(tmp_path: Path) -> Data:
    return Data(tmp_path, sources=(GAZETTE,))


@pytest.fixture
def con(data: Data) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(data.warehouse) as con:
        yield con


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def nights(
    data: Data, con: duckdb.DuckDBPyConnection, per_night: list[int], **other: object
) -> tuple[Issue, ...]:
    """Load nights of so many new documents each; what the last load found."""
    issues: tuple[Issue, ...] = ()
    for number, count in enumerate(per_night):
        data.night(
            day(number),
            [
                document(
                    f"{number}-{n}", f"Item {n} of night {number} is like no other.", day=day(number), **other
                )
                for n in range(count)
            ],
        )
        issues = data.load(con, day(number)).issues
    return issues


def found(issues: tuple[Issue, ...], check: str) -> list[tuple[date | None, str | None, str]]:
    return [(issue.day, issue.source_id, issue.found) for issue in issues if issue.check == check]


def test_a_healthy_night_has_no_issue(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    assert nights(data, con, [2, 2, 2]) == ()


def test_a_source_that_answers_nothing_is_reported_with_the_reason(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, [], states={GAZETTE.id: "failed"})
    issues = data.load(con, FIRST).issues
    assert found(issues, "source_failed") == [(FIRST, GAZETTE.id, "no feed answered: http-500")]
    assert con.execute("select check_name, loudness, found from ops.issues").fetchall() == [
        ("source_failed", "warn", "no feed answered: http-500")
    ]


def test_a_crawl_that_was_cut_short_is_reported(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    data.night(FIRST, [], states={GAZETTE.id: "partial"})
    assert found(data.load(con, FIRST).issues, "source_failed") == [
        (FIRST, GAZETTE.id, "not all feeds answered, or the crawl did not end")
    ]


def test_an_active_source_that_was_not_crawled_is_reported(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.sources = (GAZETTE, TRIBUNE)
    data.night(FIRST, [document()], states={TRIBUNE.id: None})
    assert found(data.load(con, FIRST).issues, "source_not_collected") == [
        (FIRST, TRIBUNE.id, "it is active, but no crawl of it took place")
    ]


def test_a_source_without_news_for_a_week_is_reported(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    assert found(nights(data, con, [1] + 6 * [0]), "source_silent") == []
    data.night(day(7), [])
    assert found(data.load(con, day(7)).issues, "source_silent") == [
        (day(7), GAZETTE.id, f"nothing new on 7 nights since {FIRST}")
    ]


def test_the_more_a_source_s_file_expects_the_sooner_its_silence_is_reported(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    expected = {"a": None, "b": 3, "c": 5, "d": 20, "e": 0}
    data.sources = tuple(
        source(f"us_or_{name}", expect={"new_per_week_min": least}) for name, least in expected.items()
    )
    first = [document(one.id, f"The only item of {one.id}.", of=one, day=FIRST) for one in data.sources]
    reported: dict[str, int] = {}
    for number in range(8):
        data.night(day(number), first if number == 0 else [])
        for _, source_id, _ in found(data.load(con, day(number)).issues, "source_silent"):
            reported.setdefault(str(source_id)[-1], number)
    assert reported == {"a": 7, "b": 7, "c": 5, "d": 3}


def test_a_feed_that_announces_nothing_is_reported_once(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    for number, outcome in enumerate(["ok", "ok-empty", "ok-empty"]):
        data.night(day(number), [], feeds={GAZETTE.id: outcome})
        issues = data.load(con, day(number)).issues
    assert found(issues, "feed_empty") == [
        (day(2), GAZETTE.id, f"its feed {GAZETTE.feeds[0].url} announced nothing on the last 2 nights")
    ]
    data.night(day(3), [], feeds={GAZETTE.id: "ok"})
    assert found(data.load(con, day(3)).issues, "feed_empty") == []


def test_what_is_wrong_with_a_feed_that_answers_is_reported_while_it_lasts(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    lie = Fault(name="lying-validators", detail="3 items changed under one tag")
    empty = Fault(name="empty", detail="no item")
    data.night(day(0), [], faults={GAZETTE.id: (lie, empty)})
    assert found(data.load(con, day(0)).issues, "feed_fault") == [
        (
            day(0),
            GAZETTE.id,
            f"lying-validators in its feed {GAZETTE.feeds[0].url}: 3 items changed under one tag",
        )
    ]
    data.night(day(1), [])
    assert found(data.load(con, day(1)).issues, "feed_fault") == []
    assert con.execute("select name from ops.feed_faults order by name").fetchall() == [
        ("empty",),
        ("lying-validators",),
    ]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (
            fetched(FIRST) + timedelta(days=2),
            "published 2026-11-16 09:30:00, after it was fetched (2026-11-14 09:30:00)",
        ),
        (datetime(1970, 1, 1, 12, tzinfo=UTC), "published on 1970-01-01"),
    ],
)
def test_an_impossible_date_is_reported(
    data: Data, con: duckdb.DuckDBPyConnection, at: datetime, words: str
) -> None:
    data.night(FIRST, [document(published=Dated(at=at, has_time=True, method="meta"))])
    assert found(data.load(con, FIRST).issues, "impossible_dates") == [(FIRST, GAZETTE.id, words)]


def test_many_rejections_are_reported_with_the_commonest_reason(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(
        FIRST,
        [document(f"{n}", f"Item {n} is like no other.") for n in range(6)],
        [rejection(f"x{n}", "challenge-page" if n else "no-text", day=FIRST) for n in range(5)],
    )
    assert found(data.load(con, FIRST).issues, "many_rejections") == [
        (FIRST, GAZETTE.id, "5 of 11 gave no document in the last week, most often for challenge-page")
    ]


def test_a_few_rejections_are_not_reported(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    data.night(
        FIRST,
        [document(f"{n}", f"Item {n} is like no other.") for n in range(12)],
        [rejection(f"x{n}", day=FIRST) for n in range(5)],
    )
    assert found(data.load(con, FIRST).issues, "many_rejections") == []


def test_headlines_that_are_no_longer_found_are_reported(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    data.night(FIRST, [document(f"{n}", f"Item {n} is like no other.") for n in range(10)])
    data.load(con, FIRST)
    data.night(
        day(8),
        [
            document(f"b{n}", f"Piece {n} is like none.", day=day(8), title=None if n else "One")
            for n in range(10)
        ],
    )
    assert found(data.load(con, day(8)).issues, "fill_rate") == [
        (day(8), GAZETTE.id, "10% of the documents of the last week have a headline, 100% of those before")
    ]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([9, 0, 0, 0, 0, 0, 1], "1 new documents in the last week; its file expects at least 3"),
        ([0, 1, 1, 1, 0, 0, 0], None),
        ([0, 5, 5, 0, 0, 0, 0], "10 new documents in the last week; its file expects at most 8"),
        ([0, 1], None),
    ],
)
def test_a_week_outside_what_the_source_expects_is_reported(
    data: Data, con: duckdb.DuckDBPyConnection, counts: list[int], words: str | None
) -> None:
    data.sources = (source(expect={"new_per_week_min": 3, "new_per_week_max": 8}),)
    issues = nights(data, con, counts)
    assert found(issues, "outside_expectation") == (
        [(day(len(counts) - 1), GAZETTE.id, words)] if words else []
    )


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("delete from core.documents", "core.texts has rows of a document that is not in core.documents"),
        ("delete from core.texts", "its text is not in core.texts"),
        ("delete from core.document_versions", "its current version in core.document_versions is missing"),
        ("delete from core.duplicate_clusters", "it is in no cluster of core.duplicate_clusters"),
        ("delete from core.entities", "it mentions local:tamarack-falls-pd, which is not in core.entities"),
        ("delete from core.sources", "its source is not in core.sources"),
        ("delete from ops.captures", f"no capture at {FIRST}/us_or_gazette.warc.gz"),
    ],
)
def test_rows_that_hang_on_nothing_fail(
    data: Data, con: duckdb.DuckDBPyConnection, harm: str, words: str
) -> None:
    data.night(FIRST, [document(mentions=[AGENCY])])
    data.load(con, FIRST)
    con.execute(harm)
    with pytest.raises(CheckFailedError) as raised:
        run_checks(con)
    assert words in str(raised.value)


def test_two_rows_of_one_document_fail(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    data.night(FIRST, [document()])
    data.load(con, FIRST)
    con.execute("create table copies as from core.documents union all from core.documents")
    con.execute("drop view document_text; drop view coverage; drop table core.documents")
    con.execute("create table core.documents as from copies")
    with pytest.raises(CheckFailedError, match="2 rows of https://us-or-gazette"):
        run_checks(con)


def test_every_check_says_how_loud_it_is_and_why() -> None:
    checks = [read_check(path) for path in sorted(CHECKS.glob("*.sql"))]
    assert {check.name for check in checks if check.loudness == "fail"} == {
        "document_without_capture",
        "duplicate_document",
        "orphan_row",
    }
    assert all(len(check.why) > 20 for check in checks)


def test_a_check_without_loudness_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loud.sql").write_text("select 'x' as found\n")
    with pytest.raises(WarehouseError, match=r"loud\.sql: line 1 must be"):
        read_check(tmp_path / "loud.sql")
