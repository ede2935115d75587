"""Versions and removals over loaded nights: what makes a version, what changed, and what is gone rather than out of reach."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from night_files import FIRST, GAZETTE, Data, document, fetched, rejection

from transforms.document import Document
from warehouse.compare import table_digests
from warehouse.database import open_warehouse
from warehouse.errors import WarehouseError
from warehouse.migrate import migrate, migrations
from warehouse.versions import measure_changes, read_versions, runs_of

NIGHTS = [FIRST + timedelta(days=number) for number in range(6)]
STORY = "Three people were shot on Tuesday near the bridge, police said."


@pytest.fixture
def data(tmp_path: Path) -> Data:
    return Data(tmp_path)


@pytest.fixture
def con(data: Data) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(data.warehouse) as con:
        yield con


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return con.execute(sql).fetchall()


def look(day: date, text: str = STORY, minute: int = 0, **other: Any) -> Document:
    return document(day=day, text=text, at=fetched(day, minute), **({"offset": minute} | other))


def load(data: Data, con: duckdb.DuckDBPyConnection, looks: list[Document]) -> None:
    for day in sorted({one.day for one in looks}):
        data.night(day, [one for one in looks if one.day == day])
        data.load(con, day)


# --- versions


def test_noise_makes_no_version_and_its_text_stays_reachable(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    load(data, con, [look(day, f"{STORY}\n\nUpdated {n + 2} hours ago") for n, day in enumerate(NIGHTS[:3])])
    assert rows(con, "select version_no, capture_count, change_kind from core.document_versions") == [
        (1, 3, None)
    ]
    # of the version the text of its first capture, of the document that of its last
    assert rows(
        con,
        "select text from core.document_versions inner join core.texts using (doc_id, text_sha256)",
    ) == [(f"{STORY}\n\nUpdated 2 hours ago",)]
    assert rows(con, "select text from document_text") == [(f"{STORY}\n\nUpdated 4 hours ago",)]
    assert rows(con, "select count(*) from core.texts") == [(3,)]


def test_each_change_has_its_size_and_kind_and_a_way_back_is_told(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    texts = [
        STORY,
        STORY.replace("Three", "Four"),
        STORY,
        f"{STORY}\n\nCorrection: An earlier version gave a wrong number.",
    ]
    load(data, con, [look(day, text) for day, text in zip(NIGHTS, texts, strict=False)])
    assert rows(
        con,
        "select version_no, change_kind, words_added_count, words_removed_count from core.document_versions order by 1",
    ) == [(1, None, None, None), (2, "edit", 1, 1), (3, "revert", 1, 1), (4, "correction", 8, 0)]


def test_looks_of_one_night_are_versions_with_their_hours(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    other = STORY.replace("Tuesday", "Monday")
    looks = [look(FIRST), look(FIRST, other, 300), look(FIRST, STORY, 600), look(FIRST, STORY, 900)]
    load(data, con, looks)
    assert rows(
        con, "select version_no, first_seen_at, last_seen_at from core.document_versions order by 1"
    ) == [
        (number, fetched(FIRST, first).replace(tzinfo=None), fetched(FIRST, last).replace(tzinfo=None))
        for number, first, last in ((1, 0, 0), (2, 300, 300), (3, 600, 900))
    ]
    assert rows(con, "select first_seen_at, fetched_at, version_count from core.documents") == [
        (fetched(FIRST).replace(tzinfo=None), fetched(FIRST, 900).replace(tzinfo=None), 3)
    ]
    assert rows(con, "select document_count from ops.source_nights where document_count > 0") == [(1,)]


def test_the_order_of_loads_does_not_matter_to_versions(tmp_path: Path) -> None:
    texts = [STORY, f"{STORY} One died.", f"{STORY} One died.\n\n12 Comments", STORY]
    looks = [look(day, text) for day, text in zip(NIGHTS, texts, strict=False)]
    digests = []
    for order in ([0, 1, 2, 3], [3, 1, 0, 2, 1]):
        data = Data(tmp_path / str(order[0]))
        for one in looks:
            data.night(one.day, [one])
        with open_warehouse(data.warehouse) as con:
            for number in order:
                data.load(con, NIGHTS[number])
            found = table_digests(con)
            digests.append({name: found[name] for name in found if "version" in name or "texts" in name})
    assert digests[0] == digests[1]
    assert len(digests[0]) >= 2


def test_a_capture_that_gives_a_document_twice_is_refused(data: Data, con: duckdb.DuckDBPyConnection) -> None:
    data.night(FIRST, [look(FIRST), look(FIRST, "Another text.")])
    with pytest.raises(WarehouseError, match="2 times of one capture"):
        data.load(con, FIRST)


def test_versions_are_read_with_what_changed_between_any_two(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    load(data, con, [look(day, f"{STORY}{' One died.' * n}") for n, day in enumerate(NIGHTS[:3])])
    found = read_versions(con, 1)
    assert [(one.version_no, one.change_kind, one.words_added) for one in found] == [
        (1, None, None),
        (2, "edit", 2),
        (3, "edit", 2),
    ]
    added = [word for run in runs_of(found, 1, 3) if run.sign == "+" for word in run.words]
    assert added == ["One", "died.", "One", "died."]
    with pytest.raises(WarehouseError, match="no version 4; numbers go from 1 to 3"):
        runs_of(found, 1, 4)
    with pytest.raises(WarehouseError, match="no document 99"):
        read_versions(con, 99)


def test_a_warehouse_of_before_keeps_its_versions_and_measures_them_with_the_next_night(
    tmp_path: Path,
) -> None:
    old, path = tmp_path / "old", tmp_path / "old.duckdb"
    old.mkdir()
    for migration in migrations()[:3]:
        (old / migration.name).write_text(migration.sql, encoding="utf-8")
    (old / "views.sql").write_text("", encoding="utf-8")
    with duckdb.connect(path) as con:
        migrate(con, path, old)
        for number, text in ((1, STORY), (2, f"{STORY} One died.")):
            at = f"2026-11-{number:02} 09:30:00"
            con.execute(
                "insert into core.document_captures by name select 1 as doc_id, ?::date as day, 's' as source_id, "
                "?::timestamp as fetched_at, ? as text_sha256, 'p' as warc_path, 0 as warc_offset",
                [at, at, text],
            )
            con.execute(
                "insert into core.document_versions by name select 1 as doc_id, ? as version_no, ? as text_sha256, "
                "2 as word_count, ?::timestamp as first_seen_at, ?::timestamp as last_seen_at, 1 as capture_count, "
                "true as is_current, 'p' as warc_path, 0 as warc_offset",
                [number, text, at, at],
            )
            con.execute("insert into core.texts values (1, ?, null, 2, ?)", [text, text])
    with duckdb.connect(path) as con:
        migrate(con, path)
        measure_changes(con)
        assert rows(
            con, "select version_no, change_kind, words_added_count from core.document_versions order by 1"
        ) == [
            (1, None, None),
            (2, "edit", 2),
        ]
        assert rows(con, "select count(*) from core.document_captures where version_sha256 is null") == [(0,)]


# --- removals

GONE = ("http-404", "http-410", "soft-404", "redirect-to-home")
OUTAGES = ("http-503", "http-403", "challenge-page", "no-text")


def good(paths: Iterable[str], day: date) -> list[Document]:
    """Pages that are no copies of each other."""
    return [document(path, " ".join(f"{path}{n}" for n in range(9)), day=day) for path in paths]


def standing(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[Any, ...]]:
    """By page: when and why it is gone; nights without reaching it, and the last reason."""
    found = rows(
        con,
        "select documents.url, gone_at, gone_reason, night_count, last_reason from core.documents "
        "left join unreached using (doc_id)",
    )
    return {url.rpartition("/")[2]: tuple(others) for url, *others in found}


def test_gone_is_what_two_nights_found_gone_and_since_the_first(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, good(GONE, FIRST))
    data.load(con, FIRST)
    for number, day in enumerate(NIGHTS[1:3]):
        data.night(day, [], [rejection(reason, reason, day=day) for reason in GONE])
        data.load(con, day)
        since = fetched(NIGHTS[1]).replace(tzinfo=None)
        assert standing(con) == {
            reason: (since, reason, None, None) if number else (None, None, 1, reason) for reason in GONE
        }


def test_an_outage_of_many_nights_is_told_and_is_no_removal(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, good([*OUTAGES, "timeout"], FIRST))
    data.load(con, FIRST)
    for day in NIGHTS[1:5]:
        failed = [rejection(reason, reason, day=day) for reason in OUTAGES]
        data.night(day, good(["other"], day), failed, timeouts=["timeout"])
        data.load(con, day)
    assert standing(con) == {
        **{reason: (None, None, 4, reason) for reason in (*OUTAGES, "timeout")},
        "other": (None, None, None, None),
    }
    assert rows(con, "select max(version_count) from core.documents") == [(1,)]


def test_what_is_back_was_never_gone_and_what_fails_between_confirms_nothing(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, good(["back", "gone"], FIRST))
    data.load(con, FIRST)
    nights = [("http-404", "http-410"), (None, "http-503"), ("http-404", "http-410")]
    for day, (of_back, of_gone) in zip(NIGHTS[1:], nights, strict=False):
        failed = [rejection("gone", of_gone, day=day)]
        failed += [rejection("back", of_back, day=day)] if of_back else []
        data.night(day, [] if of_back else good(["back"], day), failed)
        data.load(con, day)
    assert standing(con) == {
        "back": (None, None, 1, "http-404"),
        "gone": (fetched(NIGHTS[1]).replace(tzinfo=None), "http-410", None, None),
    }


def test_not_found_while_no_feed_answers_or_twice_in_one_night_is_not_confirmed(
    data: Data, con: duckdb.DuckDBPyConnection
) -> None:
    data.night(FIRST, good(["chief"], FIRST))
    data.load(con, FIRST)
    first, again = rejection("chief", day=NIGHTS[1]), rejection("chief", day=NIGHTS[1])
    data.night(NIGHTS[1], [], [first, replace(again, fetched_at=fetched(NIGHTS[1], 600), warc_offset=9)])
    data.load(con, NIGHTS[1])
    assert standing(con) == {"chief": (None, None, 1, "http-404")}
    data.night(NIGHTS[2], [], [rejection("chief", day=NIGHTS[2])], states={GAZETTE.id: "failed"})
    data.load(con, NIGHTS[2])
    assert standing(con) == {"chief": (None, None, 2, "http-404")}
