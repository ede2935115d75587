"""The ledger's promises: what is due, entered whole or not at all, and a clear word where it cannot be used."""

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from crawlers.capture import Location
from crawlers.ledger import MAX_TRIES, Ledger
from crawlers.ledger_rows import Seen, Verdict
from crawlers.ledger_schema import LedgerError
from crawlers.night import FeedOutcome, RequestOutcome, SourceNight
from crawlers.revisits import LastAnswer

DAY = date(2026, 11, 14)
SOURCE = "us_or_tamarack_ledger"
AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)


def night(day: date = DAY, state="collected", source_id=SOURCE) -> SourceNight:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return SourceNight(
        source_id=source_id,
        day=day,
        state=state,
        started_at=at,
        ended_at=at + timedelta(minutes=3),
        feeds=(
            FeedOutcome(
                position=0, url="http://a.example/feed", outcome="ok", items_found=2, items_new=1, detail=""
            ),
        ),
        requests=(
            RequestOutcome(
                url="http://a.example/1", role="item", outcome="ok", status=200, at=at, detail="ü"
            ),
            RequestOutcome(
                url="http://a.example/2", role="item", outcome="timeout", status=None, at=at, detail=""
            ),
        ),
    )


def fetched(key: str, modified: str | None = None, outcome="ok", at: datetime | None = None) -> Seen:
    return Seen(
        key=key,
        url=key,
        modified=modified,
        outcome=outcome,
        has_answered=True,
        is_waiting=False,
        has_failed=False,
        looked_at=at,
    )


def failed(key: str, outcome="timeout") -> Seen:
    return Seen(
        key=key, url=key, modified=None, outcome=outcome, has_answered=False, is_waiting=True, has_failed=True
    )


def gone(key: str) -> Seen:
    return Seen(
        key=key,
        url=key,
        modified=None,
        outcome="http-404",
        has_answered=True,
        is_waiting=False,
        has_failed=False,
        is_gone=True,
    )


def said(key: str, *, is_gone: bool) -> Verdict:
    """What extraction makes of a page with status 200: gone by its words, or a document."""
    return Verdict(key=key, same_as=None, is_on_topic=None if is_gone else True, is_gone=is_gone)


def held(key: str) -> Seen:
    return Seen(
        key=key,
        url=key,
        modified=None,
        outcome="page-budget",
        has_answered=False,
        is_waiting=True,
        has_failed=False,
    )


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "state" / "ledger.sqlite") as opened:
        yield opened


def test_what_was_entered_is_known_to_that_source_alone(ledger):
    ledger.close_night(night(), "a1", [fetched("k1", "m1"), held("k2")])
    known = ledger.known(SOURCE, ["k1", "k2", "k3"])
    assert set(known) == {"k1", "k2"}
    assert (known["k1"].first_fetched_on, known["k1"].modified, known["k1"].is_waiting) == (DAY, "m1", False)
    assert (known["k2"].first_fetched_on, known["k2"].outcome, known["k2"].is_waiting) == (
        None,
        "page-budget",
        True,
    )
    assert ledger.known("us_or_other", ["k1"]) == {}


def test_a_later_failure_keeps_the_dates_and_the_modification_of_the_last_answer(ledger):
    ledger.close_night(night(), "a1", [fetched("k1", "m1")])
    ledger.close_night(night(DAY + timedelta(days=2)), "a2", [failed("k1")])
    row = ledger.known(SOURCE, ["k1"])["k1"]
    assert (row.first_seen_on, row.last_fetched_on, row.modified, row.is_waiting) == (DAY, DAY, "m1", True)
    ledger.close_night(night(DAY + timedelta(days=3)), "a3", [fetched("k1", "m2")])
    row = ledger.known(SOURCE, ["k1"])["k1"]
    assert (row.first_fetched_on, row.last_fetched_on, row.modified) == (DAY, DAY + timedelta(days=3), "m2")
    assert (row.is_waiting, row.tries) == (False, 0)


def test_held_back_addresses_come_before_failed_ones_and_older_before_newer(ledger):
    ledger.close_night(night(), "a1", [failed("old-failed"), held("b"), held("a")])
    ledger.close_night(night(DAY + timedelta(days=1)), "a2", [held("0-newer")])
    assert [row.key for row in ledger.waiting(SOURCE)] == ["a", "b", "0-newer", "old-failed"]


def test_an_address_is_given_up_after_its_last_try_counted_by_nights(ledger):
    for n in range(MAX_TRIES - 1):
        for attempt in ("first", "again"):
            ledger.close_night(night(DAY + timedelta(days=n)), attempt, [failed("k")])
        assert [row.tries for row in ledger.waiting(SOURCE)] == [n + 1]
    ledger.close_night(night(DAY + timedelta(days=MAX_TRIES)), "last", [failed("k")])
    assert ledger.waiting(SOURCE) == ()
    assert ledger.known(SOURCE, ["k"])["k"].tries == MAX_TRIES


def test_the_page_budget_never_gives_an_address_up(ledger):
    for n in range(MAX_TRIES * 2):
        ledger.close_night(night(DAY + timedelta(days=n)), "a", [held("k")])
    assert [row.tries for row in ledger.waiting(SOURCE)] == [0]


def test_a_page_is_looked_at_again_once_for_each_recheck_day(ledger):
    ledger.close_night(night(), "a", [fetched("k"), fetched("gone", outcome="http-404"), held("never")])

    def due(days: int) -> list[str]:
        return [row.key for row in ledger.due(SOURCE, DAY + timedelta(days=days), (7, 1), AT)]

    assert due(0) == []
    assert due(1) == ["k"]
    ledger.close_night(night(DAY + timedelta(days=1)), "b", [fetched("k")])
    assert due(1) == due(6) == []
    assert due(7) == due(30) == ["k"]
    ledger.close_night(night(DAY + timedelta(days=30)), "c", [fetched("k")])
    assert due(31) == []


def test_a_young_page_is_looked_at_at_each_crawl_but_not_twice_in_three_hours(ledger):
    def due(at: datetime) -> list[str]:
        return [row.key for row in ledger.due(SOURCE, at.date(), (7,), at)]

    ledger.close_night(night(), "a", [fetched("k", at=AT), held("never")])
    assert due(AT) == due(AT + timedelta(hours=2, minutes=59)) == []
    assert due(AT + timedelta(hours=3)) == ["k"]
    evening = AT + timedelta(hours=10)
    ledger.close_night(night(), "b", [fetched("k", at=evening)])
    assert due(evening + timedelta(hours=1)) == []
    assert due(AT + timedelta(days=1)) == ["k"]
    ledger.close_night(night(DAY + timedelta(days=1)), "c", [fetched("k", at=AT + timedelta(days=1))])
    assert due(evening + timedelta(days=1)) == ["k"]
    assert due(evening + timedelta(days=2)) == []
    assert ledger.due(SOURCE, DAY, (), evening + timedelta(hours=9)) == (), "a source without looks has none"


def read(key: str, version: str, read_by: str = "1") -> Verdict:
    return Verdict(key=key, same_as=None, is_on_topic=True, is_gone=False, version=version, read_by=read_by)


def look(ledger: Ledger, days: int, *verdicts: Verdict) -> None:
    day, at = DAY + timedelta(days=days), AT + timedelta(days=days)
    ledger.close_night(night(day), str(days), [fetched(one.key, at=at) for one in verdicts])
    for _ in range(2):  # a day that is read again says nothing new
        ledger.learn(SOURCE, day, verdicts)


def nights_due(ledger: Ledger, until: int) -> list[int]:
    """The nights on which `k` would be looked at, if it is looked at then and stays as it is."""
    found = []
    for days in range(1, until):
        if ledger.due(
            SOURCE, DAY + timedelta(days=days), (1, 2, 3, 7, 14, 30, 90), AT + timedelta(days=days)
        ):
            found.append(days)
            look(ledger, days, read("k", "last"))
    return found


def test_looks_become_rare_with_age(ledger):
    look(ledger, 0, read("k", "last"))
    assert nights_due(ledger, 400) == [1, 2, 3, 7, 14, 30, 90]


def test_a_change_makes_a_page_young_again(ledger):
    look(ledger, 0, read("k", "first"))
    look(ledger, 7, read("k", "last"))
    assert nights_due(ledger, 120) == [8, 9, 10, 14, 21, 37, 97]


def test_a_change_of_an_old_page_or_of_the_program_that_reads_it_does_not(ledger):
    look(ledger, 0, read("k", "first"))
    look(ledger, 7, read("k", "other", read_by="2"))
    look(ledger, 31, read("k", "last", read_by="2"))
    assert nights_due(ledger, 200)[-1:] == [90]
    assert len(nights_due(ledger, 200)) == 0


def test_a_page_gone_by_its_words_is_looked_at_once_more_like_a_404(ledger):
    for n, expected in enumerate([["k"], []]):
        day = DAY + timedelta(days=n)
        for _ in range(2):  # a night that is run and read again counts once
            ledger.close_night(night(day), "a", [fetched("k")])
            ledger.learn(SOURCE, day, [said("k", is_gone=True)])
        assert [row.key for row in ledger.due(SOURCE, day, (), AT)] == []
        assert [row.key for row in ledger.due(SOURCE, day + timedelta(days=1), (), AT)] == expected


def test_a_page_that_is_back_is_to_be_found_gone_twice_anew(ledger):
    for n, one in enumerate([gone("k"), fetched("k"), gone("k"), gone("k")]):
        day = DAY + timedelta(days=n)
        ledger.close_night(night(day), "a", [one])
        if not one.is_gone:
            ledger.learn(SOURCE, day, [said("k", is_gone=False)])
        due = [row.key for row in ledger.due(SOURCE, day + timedelta(days=1), (), AT)]
        assert due == (["k"] if n in (0, 2) else []), n


def test_a_page_gone_once_that_then_fails_is_given_up_too(ledger):
    ledger.close_night(night(), "a", [gone("k")])
    for n in range(MAX_TRIES):
        day = DAY + timedelta(days=n + 1)
        assert [row.key for row in ledger.due(SOURCE, day, (), AT)] == ["k"]
        ledger.close_night(night(day), "a", [failed("k")])
    assert ledger.due(SOURCE, DAY + timedelta(days=30), (), AT) == ledger.waiting(SOURCE) == ()


def test_what_was_read_on_an_earlier_day_says_nothing_of_a_later_answer(ledger):
    ledger.close_night(night(), "a", [gone("k")])
    ledger.close_night(night(DAY + timedelta(days=1)), "b", [gone("k")])
    ledger.learn(SOURCE, DAY, [said("k", is_gone=False)])
    assert ledger.due(SOURCE, DAY + timedelta(days=2), (), AT) == ()


def test_a_night_made_up_later_moves_no_date_of_a_page_forward_or_back(ledger):
    ledger.close_night(night(), "a", [fetched("k", "m1")])
    ledger.close_night(night(DAY - timedelta(days=1)), "b", [fetched("k", "m2")])
    row = ledger.known(SOURCE, ["k"])["k"]
    assert row.first_seen_on == row.first_fetched_on == DAY - timedelta(days=1)
    assert (row.last_fetched_on, row.modified) == (DAY, "m2")


def test_a_night_comes_back_equal_and_only_for_its_attempt(ledger):
    ledger.close_night(night(), "a1", [])
    assert ledger.night(SOURCE, DAY, "a1") == night()
    assert ledger.night(SOURCE, DAY, "a2") is None
    assert ledger.night(SOURCE, DAY + timedelta(days=1), "a1") is None


def test_the_last_collected_night_is_the_last_before_the_day_in_which_all_feeds_answered(ledger):
    assert ledger.last_collected(SOURCE, DAY) is None
    for n, state in enumerate(["collected", "collected", "partial", "failed"]):
        ledger.close_night(night(DAY + timedelta(days=n), state), "a", [])
    assert ledger.last_collected(SOURCE, DAY + timedelta(days=9)) == night(DAY + timedelta(days=1)).started_at
    assert ledger.last_collected(SOURCE, DAY + timedelta(days=1)) == night().started_at
    assert ledger.last_collected(SOURCE, DAY) is None


def test_a_kill_within_a_night_leaves_all_of_it_or_nothing(tmp_path):
    path = tmp_path / "ledger.sqlite"
    program = f"""
import os, sys
sys.path.insert(0, {os.fspath(__file__)!r}.rpartition("/")[0])
from pathlib import Path
from test_ledger import Ledger, fetched, night
def rows():
    for n in range(50_000):
        if n == 40_000:
            os.kill(os.getpid(), 9)
        yield fetched(f"k{{n}}")
with Ledger(Path({os.fspath(path)!r})) as ledger:
    ledger.close_night(night(), "whole", [fetched("before")])
    ledger.close_night(night(), "killed", rows())
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    with Ledger(path) as ledger:
        assert set(ledger.known(SOURCE, ["before", "k0", "k39999"])) == {"before"}
        assert ledger.night(SOURCE, DAY, "whole") is not None
        assert ledger.night(SOURCE, DAY, "killed") is None


def test_two_crawls_may_write_at_the_same_time(tmp_path):
    path = tmp_path / "ledger.sqlite"
    program = f"""
import os, sys
sys.path.insert(0, {os.fspath(__file__)!r}.rpartition("/")[0])
from pathlib import Path
from test_ledger import Ledger, fetched, night
with Ledger(Path({os.fspath(path)!r})) as ledger:
    for n in range(40):
        ledger.close_night(night(source_id=sys.argv[1]), "a", [fetched(f"k{{n}}")])
"""
    children = [subprocess.Popen([sys.executable, "-c", program, f"us_{n}"]) for n in range(3)]
    assert [child.wait(60) for child in children] == [0, 0, 0]
    with Ledger(path) as ledger:
        assert [len(ledger.known(f"us_{n}", [f"k{m}" for m in range(40)])) for n in range(3)] == [40, 40, 40]


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"minutes of the council\n" * 100)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite is no SQLite database, so no ledger"):
        Ledger(path)
    assert path.read_bytes().startswith(b"minutes")


def test_somebody_elses_database_is_told_and_left_alone(tmp_path):
    path = tmp_path / "ledger.sqlite"
    con = sqlite3.connect(path)
    con.execute("create table complaints (id integer)")
    con.close()
    with pytest.raises(LedgerError, match="is a database, but no ledger of beatbook"):
        Ledger(path)
    con = sqlite3.connect(path)
    assert con.execute("select name from sqlite_schema").fetchall() == [("complaints",)]
    con.close()


def test_a_ledger_of_a_newer_version_is_told(tmp_path):
    path = tmp_path / "ledger.sqlite"
    Ledger(path).close()
    con = sqlite3.connect(path)
    con.execute("pragma user_version = 99")
    con.close()
    with pytest.raises(LedgerError, match="is a ledger of version 99, this beatbook reads up to 4"):
        Ledger(path)


def test_a_ledger_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerError, match=r"cannot open the ledger .*/file/ledger\.sqlite"):
        Ledger(tmp_path / "file" / "ledger.sqlite")
    with pytest.raises(LedgerError, match="cannot open the ledger"):
        Ledger(tmp_path)


def test_an_empty_file_becomes_a_ledger(tmp_path):
    (tmp_path / "ledger.sqlite").touch()
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        assert ledger.waiting(SOURCE) == ()


def answer(url: str) -> LastAnswer:
    at = datetime(2026, 11, 14, 9, tzinfo=UTC)
    location = Location(path="2026-11-14/us_or_tamarack_ledger.warc.gz", offset=0)
    return LastAnswer(url=url, fetched_at=at, location=location, digest="d", etag='"a"', last_modified=None)


def test_the_last_answer_of_a_page_is_forgotten_when_it_is_off_topic(ledger):
    ledger.close_night(night(), "a", [fetched("on"), fetched("off")], answers=[answer("on"), answer("off")])
    topics = {"on": True, "off": False}
    ledger.learn(
        SOURCE,
        DAY,
        [Verdict(key=key, same_as=None, is_on_topic=yes, is_gone=False) for key, yes in topics.items()],
    )
    assert ledger.last_answer(SOURCE, "on") == answer("on")
    assert ledger.last_answer(SOURCE, "off") is None


def test_accounts_and_answers_of_long_ago_are_not_kept(ledger):
    ledger.close_night(night(), "a", [fetched("k")], answers=[answer("k")])
    later = DAY + timedelta(days=101)
    ledger.close_night(night(later), "b", [])
    assert ledger.night(SOURCE, later, "b") is not None
    assert ledger.last_answer(SOURCE, "k") is None
    assert ledger.last_collected(SOURCE, later + timedelta(days=1)) is not None
    (kept,) = ledger._con.execute("select account from nights where day = ?", (DAY.isoformat(),)).fetchone()
    assert kept == ""
    assert ledger.night(SOURCE, DAY, "a") is None
