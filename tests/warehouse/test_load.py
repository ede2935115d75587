from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from night_files import (
    AGENCY,
    CHIEF,
    FIRST,
    GAZETTE,
    TRIBUNE,
    TRIBUNE_FIRST,
    Data,
    document,
    fetched,
    rejection,
    source,
)

from transforms.document import Dated, Entry, Image
from warehouse.compare import table_digests
from warehouse.database import open_warehouse
from warehouse.errors import CheckFailedError, WarehouseError

SECOND, THIRD = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
LONG = " ".join(
    f"In chapter {n} of the report on the jail the auditor counts {n * 7} late replies." for n in range(30)
)


@pytest.fixture
def data(tmp_path: Path) -> Data:
    return Data(tmp_path)


@pytest.fixture
def con(data: Data) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(data.warehouse) as con:
        yield con


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return con.execute(sql).fetchall()


def test_a_document_arrives_with_all_that_hangs_on_it(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    data.night(FIRST, [document(topics=["failure-to-respond"], mentions=[AGENCY], quotes=[CHIEF])])
    report = data.load(con, FIRST)
    assert (report.documents, report.new, report.changed, report.removed) == (1, 1, 0, 0)
    assert rows(con, "select title, topics, agencies, authors, week, is_canonical from coverage") == [
        (
            "Chief resigns",
            ["failure-to-respond"],
            ["Tamarack Falls Police Department"],
            ["Ada Penrose"],
            "2026-W46",
            True,
        )
    ]
    assert rows(con, "select text from document_text") == [
        ("The chief of police resigned on Friday. The council accepted.",)
    ]
    assert rows(con, "select url, host from core.links") == [
        ("https://www.city.example/council?x=1", "city.example")
    ]
    assert rows(con, "select entity_id, name from core.entities") == [
        ("local:tamarack-falls-pd", "Tamarack Falls Police Department")
    ]
    assert rows(con, "select speaker_role, source_id, week from core.quotes") == [
        ("police-leader", "us_or_gazette", "2026-W46")
    ]
    assert rows(con, "select definition is not null from core.topics where topic = 'failure-to-respond'") == [
        (True,)
    ]


def test_what_a_page_declares_arrives_and_goes_with_its_document(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    at = Dated(at=datetime(2026, 11, 14, 17, 5, tzinfo=UTC), has_time=True, method="time-element")
    given = document(
        page_type="live_blog",
        amp_url="https://us-or-gazette.example/amp",
        alternative_titles=("Chief quits",),
        language_method="html-lang",
        section="Crime",
        section_method="url",
        keywords=("police", "council"),
        wire_credit="AP",
        images=(
            Image(url="https://us-or-gazette.example/a.jpg", caption="The hall.", credit=None, is_lead=True),
        ),
        entries=(
            Entry(position=0, title="9:05", published=at, author=None, url=None, start=0, end=42),
            Entry(position=1, title=None, published=None, author="Ada", url=None, start=43, end=63),
        ),
    )
    data.night(FIRST, [given])
    data.load(con, FIRST)
    assert rows(
        con,
        "select page_type, amp_url, alternative_titles, language_method, section, section_method, wire_credit "
        "from core.documents",
    ) == [
        ("live_blog", "https://us-or-gazette.example/amp", ["Chief quits"], "html-lang", "Crime", "url", "AP")
    ]
    assert rows(con, "select position, keyword from core.keywords order by position") == [
        (0, "police"),
        (1, "council"),
    ]
    assert rows(con, "select position, url, caption, credit, is_lead from core.images") == [
        (0, "https://us-or-gazette.example/a.jpg", "The hall.", None, True)
    ]
    assert rows(
        con,
        "select position, title, published_at, has_published_time, author, start_char, end_char "
        "from core.live_entries order by position",
    ) == [
        (0, "9:05", datetime(2026, 11, 14, 17, 5), True, None, 0, 42),  # noqa: DTZ001
        (1, None, None, None, "Ada", 43, 63),
    ]
    data.night(FIRST, [])
    data.load(con, FIRST)
    for table in ("keywords", "images", "live_entries"):
        assert rows(con, f"select count(*) from core.{table}") == [(0,)]


def test_files_of_an_earlier_form_are_refused_with_what_to_do(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, [document()])
    path = data.documents / FIRST.isoformat() / GAZETTE.id / "documents.parquet"
    pq.write_table(pq.read_table(path, partitioning=None).drop_columns(["page_type"]), path)
    with pytest.raises(
        WarehouseError, match=r"documents\.parquet cannot be read.*page_type.*Extract 2026-11-14 again"
    ):
        data.load(con, FIRST)


def test_loading_a_night_again_changes_no_table(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    data.night(
        FIRST, [document(topics=["failure-to-respond"], mentions=[AGENCY])], [rejection("gone", day=FIRST)]
    )
    data.load(con, FIRST)
    before = table_digests(con)
    report = data.load(con, FIRST)
    assert (report.new, report.changed, report.removed) == (0, 0, 0)
    assert table_digests(con) == before


def test_a_change_back_to_the_first_text_is_a_third_version(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    for day, text in ((FIRST, "The first text."), (SECOND, "The second text."), (THIRD, "The first text.")):
        data.night(day, [document(day=day, text=text)])
        data.load(con, day)
    assert rows(
        con, "select version_no, first_seen_at, is_current from core.document_versions order by 1"
    ) == [
        (1, fetched(FIRST).replace(tzinfo=None), False),
        (2, fetched(SECOND).replace(tzinfo=None), False),
        (3, fetched(THIRD).replace(tzinfo=None), True),
    ]
    assert rows(con, "select version_count from coverage") == [(3,)]
    assert rows(con, "select count(*) from core.texts") == [(2,)]


def test_an_unchanged_look_extends_the_version(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    for day in (FIRST, SECOND):
        data.night(day, [document(day=day)])
        data.load(con, day)
    assert rows(con, "select version_no, capture_count, last_seen_at from core.document_versions") == [
        (1, 2, fetched(SECOND).replace(tzinfo=None))
    ]
    assert rows(con, "select day, warc_path from core.documents") == [
        (SECOND, f"{SECOND}/us_or_gazette.warc.gz")
    ]


def test_an_older_fetch_never_overwrites_a_newer_one(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    data.night(FIRST, [document(text="The old text.", topics=["use-of-force"])])
    data.night(SECOND, [document(day=SECOND, text="The new text.", topics=["failure-to-respond"])])
    data.load(con, SECOND)
    data.load(con, FIRST)
    data.load(con, FIRST)
    assert rows(con, "select text from document_text") == [("The new text.",)]
    assert rows(con, "select topics, first_seen_on from coverage") == [(["failure-to-respond"], FIRST)]
    assert rows(
        con,
        "select version_no, text from core.document_versions inner join core.texts using (doc_id, text_sha256) order by 1",
    ) == [
        (1, "The old text."),
        (2, "The new text."),
    ]


def test_a_late_night_moves_a_document_to_the_week_in_which_it_was_first_seen(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    monday = date(2026, 11, 16)
    data.night(FIRST, [document()])
    data.night(
        monday,
        [
            document(
                day=monday,
                topics=["failure-to-respond"],
                mentions=[AGENCY],
                quotes=[CHIEF],
                credits=(TRIBUNE_FIRST,),
            )
        ],
    )
    data.load(con, monday)
    assert rows(con, "select week from core.documents") == [("2026-W47",)]
    data.load(con, FIRST)
    for table in ("documents", "document_topics", "mentions", "quotes", "credits"):
        assert rows(con, f"select week from core.{table}") == [("2026-W46",)], table


def test_a_document_that_a_new_reading_rejects_goes_and_keeps_its_number(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, [document("a"), document("b", text="Another text altogether.")])
    data.load(con, FIRST)
    number = rows(con, "select doc_id from core.documents where url like '%/b'")
    data.night(FIRST, [document("a")], [rejection("b", "no-text", day=FIRST)])
    report = data.load(con, FIRST)
    assert report.removed == 1
    assert rows(con, "select count(*) from core.documents where url like '%/b'") == [(0,)]
    assert rows(con, "select count(*) from core.texts") == [(1,)]
    data.night(FIRST, [document("c", text="A third text."), document("b", text="Another text altogether.")])
    data.load(con, FIRST)
    assert rows(con, "select doc_id from core.documents where url like '%/b'") == number
    assert rows(con, "select max(doc_id) from core.documents") == [(3,)]


def test_a_document_falls_back_to_its_earlier_night_when_the_later_reading_rejects_it(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, [document(text="The old text.", topics=["use-of-force"])])
    data.load(con, FIRST)
    alone = table_digests(con)
    data.night(SECOND, [document(day=SECOND, text="The new text.")])
    data.load(con, SECOND)
    data.night(SECOND, [])
    data.load(con, SECOND)
    after = table_digests(con)
    assert {table for table in alone if alone[table] != after[table] and table.startswith("core.")} == set()


def test_a_fall_back_to_a_night_that_was_extracted_anew_says_which_to_load_first(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    for day in (FIRST, SECOND):
        data.night(day, [document(day=day)])
        data.load(con, day)
    data.night(FIRST, [])
    data.night(SECOND, [])
    before = table_digests(con)
    with pytest.raises(WarehouseError, match=f"Load {FIRST} first"):
        data.load(con, SECOND)
    assert table_digests(con) == before
    data.load(con, FIRST)
    data.load(con, SECOND)
    assert rows(con, "select count(*) from core.documents") == [(0,)]


@pytest.mark.parametrize("reason", ["http-404", "http-410", "redirect-to-home", "soft-404"])
def test_a_page_found_missing_after_its_last_good_capture_is_gone(
    data: Data, con: duckdb.DuckDBPyConnection, reason: str
) -> None:
    data.night(FIRST, [document("a")])
    data.night(SECOND, [], [rejection("a", reason, day=SECOND)])
    data.night(THIRD, [], [rejection("a", reason, day=THIRD)])
    for day in (THIRD, SECOND, FIRST):
        data.load(con, day)
    assert rows(con, "select gone_at, gone_reason from core.documents") == [
        (fetched(SECOND).replace(tzinfo=None), reason)
    ]


@pytest.mark.parametrize("reason", ["http-500", "timeout", "challenge-page", "no-text"])
def test_a_page_that_could_not_be_read_is_not_gone(
    data: Data, con: duckdb.DuckDBPyConnection, reason: str
) -> None:
    data.night(FIRST, [document("a")])
    data.night(SECOND, [], [rejection("a", reason, day=SECOND)])
    data.load(con, FIRST)
    data.load(con, SECOND)
    assert rows(con, "select gone_at from core.documents") == [(None,)]


def test_a_page_found_missing_on_one_night_alone_is_not_gone_yet(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, [document("a")])
    data.night(SECOND, [], [rejection("a", "http-404", day=SECOND)])
    data.load(con, FIRST)
    data.load(con, SECOND)
    assert rows(con, "select gone_at, gone_reason from core.documents") == [(None, None)]


def test_a_page_that_comes_back_is_not_gone(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    data.night(FIRST, [document("a")])
    data.night(SECOND, [], [rejection("a", day=SECOND)])
    data.night(THIRD, [document("a", day=THIRD)])
    for day in (FIRST, SECOND, THIRD):
        data.load(con, day)
    assert rows(con, "select gone_at from core.documents") == [(None,)]
    data.night(THIRD, [], [rejection("a", day=THIRD)])
    data.load(con, THIRD)
    assert rows(con, "select gone_at is not null from core.documents") == [(True,)]


def test_dates_are_those_of_the_sources_own_zone(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    late_on_sunday = Dated(at=datetime(2026, 11, 16, 7, 30, tzinfo=UTC), has_time=True, method="json-ld")
    day = date(2026, 11, 17)
    data.night(day, [document(day=day, published=late_on_sunday)])
    data.load(con, day)
    assert rows(con, "select published_on, appeared_on, week from coverage") == [
        (date(2026, 11, 15), date(2026, 11, 15), "2026-W46")
    ]


def test_local_dates_follow_a_zone_that_was_corrected_in_the_sources_file(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    late_on_sunday = Dated(at=datetime(2026, 11, 16, 7, 30, tzinfo=UTC), has_time=True, method="json-ld")
    day = date(2026, 11, 17)
    data.night(day, [document(day=day, published=late_on_sunday, topics=["use-of-force"])])
    data.load(con, day)
    data.sources = (source(timezone="America/New_York"), TRIBUNE)
    data.night(day + timedelta(days=1), [])
    data.load(con, day + timedelta(days=1))
    assert rows(con, "select published_on, week from coverage") == [(date(2026, 11, 16), "2026-W47")]
    assert rows(con, "select week from core.document_topics") == [("2026-W47",)]


def test_a_day_without_a_time_does_not_make_a_copy_the_first(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    midnight = Dated(at=datetime(2026, 11, 14, 8, 0, tzinfo=UTC), has_time=False, method="url")
    noon = Dated(at=datetime(2026, 11, 14, 20, 0, tzinfo=UTC), has_time=True, method="json-ld")
    day = FIRST + timedelta(days=1)
    data.night(
        day,
        [
            document("copy", LONG, day=day, published=midnight),
            document("original", LONG, of=TRIBUNE, day=day, published=noon),
        ],
    )
    data.load(con, day)
    assert rows(con, "select source_id, cluster_document_count from coverage where is_canonical") == [
        ("us_or_tribune", 2)
    ]


def test_copies_over_nights_are_one_cluster_whose_earliest_is_canonical(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, [document("wire", LONG)])
    data.night(
        SECOND,
        [
            document("wire", LONG, of=TRIBUNE, day=SECOND),
            document("other", "Quite another matter.", day=SECOND),
        ],
    )
    for day in (SECOND, FIRST):
        data.load(con, day)
    assert rows(
        con,
        "select source_id, is_canonical, cluster_document_count, cluster_source_count from coverage where url like '%wire' order by 1",
    ) == [("us_or_gazette", True, 2, 2), ("us_or_tribune", False, 2, 2)]
    assert rows(con, "select count(*) from coverage where is_canonical") == [(2,)]
    assert rows(con, "select relation from core.duplicate_relations") == [("identical",)]


def test_after_another_duckdb_all_nights_are_gone_through_again(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, [document("wire", LONG), document("other", "Quite another matter.")])
    data.night(SECOND, [document("wire", LONG, of=TRIBUNE, day=SECOND)])
    for day in (FIRST, SECOND):
        data.load(con, day)
    before = table_digests(con)
    # what a file looks like whose hashes another version made
    con.execute("update ops.copy_hasher set hasher = 'duckdb-hash/v0.1'")
    con.execute("update ops.copy_fingerprints set shingle = shingle // 2")
    con.execute("update ops.copy_texts set words_hash = words_hash // 2")
    data.load(con, SECOND)
    assert table_digests(con) == before


def test_a_night_without_account_is_not_collected_and_a_paused_source_is_skipped(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    paused = source("us_or_weekly", status="paused", status_reason="moved to another address")
    data.night(FIRST, [document()], states={TRIBUNE.id: None})
    data.sources = (*data.sources, paused)
    report = data.load(con, FIRST)
    assert rows(con, "select source_id, state from ops.source_nights order by 1") == [
        ("us_or_gazette", "collected"),
        ("us_or_tribune", "not_collected"),
        ("us_or_weekly", "skipped"),
    ]
    assert [(issue.check, issue.source_id) for issue in report.issues] == [
        ("source_not_collected", "us_or_tribune")
    ]


def test_a_day_without_files_is_an_error_that_says_where_they_were_sought(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    with pytest.raises(
        WarehouseError, match=rf"nothing of 2026-11-14: neither documents in {data.documents}/2026-11-14"
    ):
        data.load(con, FIRST)


def test_a_source_that_was_archived_but_not_extracted_stops_the_load(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, [document()], states={TRIBUNE.id: None})
    (data.archive / str(FIRST) / f"{TRIBUNE.id}.warc.gz").write_bytes(b"")
    with pytest.raises(WarehouseError, match="not extracted for us_or_tribune"):
        data.load(con, FIRST)


@pytest.mark.parametrize("name", ["documents", "rejections", "captures"])
@pytest.mark.parametrize("harm", ["cut", "text", "missing", "flipped"])
def test_a_torn_file_is_named_and_nothing_is_loaded(
    data: Data, con: duckdb.DuckDBPyConnection, name: str, harm: str
) -> None:
    data.night(FIRST, [document(text=LONG), document(of=TRIBUNE)], [rejection("x", day=FIRST)])
    data.load(con, FIRST)
    before = table_digests(con)
    path = data.documents / str(FIRST) / GAZETTE.id / f"{name}.parquet"
    content = path.read_bytes()
    match harm:
        case "cut":
            path.write_bytes(content[: len(content) // 2])
        case "text":
            path.write_text("not what it was")
        case "missing":
            path.unlink()
        case "flipped":
            path.write_bytes(content[:-40] + bytes(byte ^ 0xFF for byte in content[-40:]))
    with pytest.raises(WarehouseError, match=rf"{path} cannot be read: .*Extract 2026-11-14 again") as raised:
        data.load(con, FIRST)
    assert "\n" not in str(raised.value)
    assert table_digests(con) == before


def test_rows_of_another_day_are_refused(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    data.night(FIRST, [document()])
    (data.documents / str(FIRST)).rename(data.documents / str(SECOND))
    with pytest.raises(WarehouseError, match="holds rows of us_or_gazette on 2026-11-14"):
        data.load(con, SECOND)


def test_files_of_a_source_without_yaml_are_refused_by_name(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, [document()])
    data.sources = (GAZETTE,)
    with pytest.raises(WarehouseError, match="files of us_or_tribune, but there is no such source"):
        data.load(con, FIRST)


def test_a_source_whose_file_is_gone_keeps_its_documents(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    data.night(FIRST, [document(), document(of=TRIBUNE, text="Another text.")])
    data.load(con, FIRST)
    data.sources = (GAZETTE,)
    data.load(con, FIRST)
    assert rows(con, "select count(*) from coverage where source_id = 'us_or_tribune'") == [(1,)]


def test_a_check_that_must_hold_keeps_the_night_out_and_shows_its_rows(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, [document()])
    data.load(con, FIRST)
    before = table_digests(con)
    data.night(SECOND, [document("b", day=SECOND, text="Not archived.")], captures=[])
    with pytest.raises(CheckFailedError, match="The night was not loaded: 1 rows fail") as raised:
        data.load(con, SECOND)
    assert raised.value.rows == (
        f"document_without_capture · {SECOND} · us_or_gazette · document 2: no capture at {SECOND}/us_or_gazette.warc.gz, "
        f"offset {document('b', day=SECOND).warc_offset}",
    )
    assert table_digests(con) == before
    data.night(SECOND, [document("b", day=SECOND, text="Archived now.")])
    assert data.load(con, SECOND).new == 1


def test_a_recoded_night_replaces_codes_without_a_new_version(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    one = document(topics=["use-of-force"], mentions=[AGENCY])
    data.night(FIRST, [one])
    data.load(con, FIRST)
    data.night(FIRST, [replace(one, topics=document(topics=["failure-to-respond"]).topics, mentions=())])
    report = data.load(con, FIRST)
    assert (report.new, report.changed) == (0, 0)
    assert rows(con, "select topics, agencies, version_count from coverage") == [
        (["failure-to-respond"], [], 1)
    ]
    assert rows(con, "select count(*) from core.entities") == [(0,)]
