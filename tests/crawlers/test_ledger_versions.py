"""A ledger of an older version is brought up to date where it stands, with all that it holds."""

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawlers.backoff import after_try
from crawlers.ledger import Ledger
from crawlers.ledger_rows import Seen, Verdict
from crawlers.ledger_schema import _STEPS, APPLICATION_ID, VERSION, LedgerError
from crawlers.night import SourceNight

SOURCE = "us_or_ledger"
DAY = date(2026, 11, 14)
AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
NEXT = date(2026, 11, 15)
ROWS_OF_1 = (
    (SOURCE, "http://l.example/1", "http://l.example/1", "2026-11-13", "2026-11-13", "2026-11-14", "m1", "ok", 0, 0, None),
    (SOURCE, "http://l.example/2", "http://l.example/2", "2026-11-14", None, None, None, "timeout", 1, 2, "2026-11-14"),
    (SOURCE, "http://l.example/3", "http://l.example/3", "2026-11-14", None, None, None, "page-budget", 1, 0, None),
    ("us_or_other", "http://l.example/1", "http://l.example/1", "2026-11-01", None, None, None, "announced-whole", 0, 0, None),
)  # fmt: skip


def account() -> str:
    at = "2026-11-14T09:30:00Z"
    return (
        f'{{"source_id":"{SOURCE}","day":"2026-11-14","state":"collected","started_at":"{at}","ended_at":"{at}",'
        '"feeds":[{"position":0,"url":"http://l.example/feed","outcome":"ok","items_found":3,"items_new":1,"detail":""}],'
        '"requests":[]}'
    )


def older(path: Path, version: int) -> sqlite3.Connection:
    """A ledger as that version left it, with rows."""
    con = sqlite3.connect(path, isolation_level=None)
    for step in _STEPS[:version]:
        con.executescript(step)
    con.execute(f"pragma application_id = {APPLICATION_ID}")
    con.execute(f"pragma user_version = {version}")
    columns = "source_id, url_key, url, first_seen_on, first_fetched_on, last_fetched_on, announced_modified, last_outcome, is_waiting, tries, last_failed_on"
    con.executemany(f"insert into urls ({columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", ROWS_OF_1)
    con.execute(
        "insert into nights values (?, '2026-11-14', 'a1', 'collected', '2026-11-14T09:30:00+00:00', ?)",
        (SOURCE, account()),
    )
    return con


@pytest.mark.parametrize("version", range(1, VERSION))
def test_the_rows_of_an_older_ledger_are_there_and_new_columns_say_nothing(tmp_path, version):
    older(tmp_path / "ledger.sqlite", version).close()
    Ledger(tmp_path / "ledger.sqlite").close()
    con = sqlite3.connect(tmp_path / "ledger.sqlite")
    assert con.execute("pragma user_version").fetchone() == (VERSION,)
    found = con.execute("select * from urls order by source_id, url_key").fetchall()
    assert [row[:11] for row in found] == list(ROWS_OF_1)
    named = con.execute(
        "select distinct is_on_topic, gone_nights, gone_on, same_as, looked_at, changed_on from urls"
    ).fetchall()
    assert named == [(None, 0, None, None, None, None)]
    assert con.execute("select count(*) from nights").fetchone() == (1,)
    assert con.execute("select (select count(*) from feeds), (select count(*) from fetches)").fetchone() == (
        0,
        0,
    )
    con.close()


@pytest.mark.parametrize("version", range(1, VERSION))
def test_an_older_ledger_works_on_as_one_of_today(tmp_path, version):
    older(tmp_path / "ledger.sqlite", version).close()
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        assert [row.url[-1] for row in ledger.waiting(SOURCE)] == ["3", "2"]
        assert [row.url[-1] for row in ledger.due(SOURCE, date(2026, 11, 16), (3,), AT)] == ["1"]
        assert ledger.last_answer(SOURCE, "http://l.example/1") is None
        assert ledger.feed(SOURCE, "http://l.example/feed") is None
        kept = ledger.night(SOURCE, DAY, "a1")
        assert kept is not None
        assert kept.feeds[0].faults == ()
        gone = Seen(
            key="http://l.example/1", url="http://l.example/1", modified=None, outcome="http-404",
            has_answered=True, is_waiting=False, has_failed=False, is_gone=True,
        )  # fmt: skip
        at = datetime(2026, 11, 15, 9, tzinfo=UTC)
        night = SourceNight(
            source_id=SOURCE, day=NEXT, state="collected", started_at=at, ended_at=at, feeds=(), requests=()
        )
        state = after_try(None, "ok", NEXT)
        ledger.close_night(night, "a2", [gone], feeds={"http://l.example/feed": state})
        verdict = Verdict(key=gone.key, same_as="http://l.example/one", is_on_topic=None, is_gone=False)
        ledger.learn(SOURCE, NEXT, [verdict])
        assert ledger.feed(SOURCE, "http://l.example/feed") == state
        assert ledger.known(SOURCE, ["http://l.example/one"])["http://l.example/one"].key == gone.key
        assert [row.key for row in ledger.due(SOURCE, date(2026, 11, 16), (), AT)] == [gone.key]


def test_a_page_found_gone_by_version_2_is_looked_at_once_more(tmp_path):
    con = older(tmp_path / "ledger.sqlite", 2)
    con.execute("update urls set gone_nights = 1, last_outcome = 'http-404' where url_key like '%/1'")
    con.close()
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        assert [row.url[-1] for row in ledger.due(SOURCE, NEXT, (), AT)] == ["1"]


def test_a_change_of_version_that_breaks_off_leaves_the_older_one(tmp_path, monkeypatch):
    older(tmp_path / "ledger.sqlite", 1).close()
    broken = (*_STEPS[:-1], f"{_STEPS[-1]}; select no_such_column from urls")
    monkeypatch.setattr("crawlers.ledger_schema._STEPS", broken)
    with pytest.raises(LedgerError, match="no such column"):
        Ledger(tmp_path / "ledger.sqlite")
    monkeypatch.undo()
    con = sqlite3.connect(tmp_path / "ledger.sqlite")
    assert con.execute("pragma user_version").fetchone() == (1,)
    assert con.execute("select * from urls order by source_id, url_key").fetchall() == list(ROWS_OF_1)
    con.close()
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        assert len(ledger.waiting(SOURCE)) == 2
