"""Random nights of a random web: whatever statuses, bodies, validators and clocks come, what the ledger says holds."""

import asyncio
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from loopback_web import make_source

from crawlers.backoff import LONGEST_DAYS, is_passing
from crawlers.capture import Location, Role
from crawlers.collect import Collected, collect, state_of
from crawlers.ledger import MAX_TRIES, SHORTEST, YOUNG_DAYS, Ledger
from crawlers.ledger_rows import Seen, Verdict
from crawlers.night import SourceNight
from crawlers.read_feed import NOT_MODIFIED, Answer
from crawlers.revisits import FULL_EVERY, LastAnswer, conditions, has_same_validator

FIRST = date(2026, 11, 1)
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
BASE = "http://ledger.example"
FEED = f"{BASE}/feed"
RULES = {"max_new_per_night": 4, "recheck_days": [1, 3], "quiet_hours": "02:00-06:00"}
SOURCE = make_source("us_or_ledger", FEED, crawl=RULES)
PAGES = [f"{BASE}/{name}" for name in "abcdefgh"]
FAILURES = (
    "timeout",
    "dns",
    "refused",
    "robots",
    "host-deferred",
    "redirect-loop",
    "robots-unreachable",
    "challenge",
)
HELD = ("page-budget", "quiet-hours")
TOLD = ("is_on_topic", "same_as", "version", "read_by")
GONE = ("http-404", "http-410", "redirect-home")

statuses = st.sampled_from([200, 200, 200, 200, 404, 410, 429, 500, 403, *FAILURES])


@dataclass(frozen=True)
class Feed:
    """What the feed answers on a night: a status or failure, what it announces and with which date, and its tag."""

    status: int | str
    pages: tuple[tuple[str, str], ...]
    etag: str | None
    is_html: bool


@dataclass(frozen=True)
class Night:
    """A night.

    Attributes:
        feed: None where it answers as the night before.
        days_on: from the night before; none or negative where a night is run again or made up.
        clock_s: how far the clock jumps at each look, round and round.
        pages: their status, or why there is none, where it is another than on most nights.
        leads_to: where pages lead; the front page for `/`.
        said: what extraction says of pages: on topic or not, or gone.
        runs: how often the night is run.
    """

    days_on: int
    clock_s: tuple[int, ...]
    feed: Feed | None
    pages: dict[str, int | str]
    leads_to: dict[str, str]
    said: dict[str, Verdict]
    runs: int
    ignores_backoff: bool


feeds = st.builds(
    Feed,
    status=st.sampled_from([200] * 9) | statuses,
    pages=st.lists(st.tuples(st.sampled_from(PAGES), st.sampled_from("12")), max_size=8).map(tuple),
    etag=st.sampled_from([None, '"x"', '"y"', 'W/"x"']),
    is_html=st.sampled_from([*[False] * 9, True]),
)
verdicts = st.builds(
    Verdict,
    key=st.just(""),
    same_as=st.none() | st.sampled_from(PAGES),
    is_on_topic=st.sampled_from([None, True, True, False]),
    is_gone=st.sampled_from([False, False, True]),
    version=st.sampled_from([None, "a", "b"]),
    read_by=st.just("1"),
)
nights = st.builds(
    Night,
    days_on=st.sampled_from([1, 1, 1, 1, 2, 5, 31, 0, -1]),
    clock_s=st.lists(st.integers(-86_400, 86_400), min_size=1, max_size=5).map(tuple),
    feed=st.none() | feeds,
    pages=st.dictionaries(st.sampled_from(PAGES), statuses, max_size=2),
    leads_to=st.dictionaries(st.sampled_from(PAGES), st.sampled_from([*PAGES, f"{BASE}/"]), max_size=1),
    said=st.dictionaries(st.sampled_from(PAGES), verdicts),
    runs=st.sampled_from([1, 1, 1, 2]),
    ignores_backoff=st.sampled_from([False, False, False, True]),
)


@dataclass
class Model:
    """Plays the web and the part next to the downloader; counts what was asked."""

    ledger: Ledger
    night: Night
    feed: Feed
    pages: dict[str, int | str]
    now: datetime
    bodies: dict[str, Feed]
    looks: int = 0
    announced: tuple[tuple[str, str], ...] = ()
    asked: list[str] = field(default_factory=list)
    answers: dict[str, LastAnswer] = field(default_factory=dict)
    withheld: list[bool] = field(default_factory=list)

    def clock(self) -> datetime:
        self.looks += 1
        return self.now + timedelta(seconds=self.night.clock_s[self.looks % len(self.night.clock_s)])

    async def fetch(self, url: str, role: Role, feed: int | None) -> Answer:
        self.asked.append(url)
        status = self.feed.status if role == "discovery" else self.pages.get(url, 200)
        if isinstance(status, str):
            return Answer(outcome=status, status=None, url=url, body=b"", at=self.now, detail="")
        final = self.night.leads_to.get(url, url) if role == "item" else url
        if role == "item" or status != 200:
            outcome = "ok" if status == 200 else f"http-{status}"
            return Answer(outcome=outcome, status=status, url=final, body=b"", at=self.now, detail="")
        return self._feed(url)

    def _feed(self, url: str) -> Answer:
        etag, body = self.feed.etag, _body(self.feed)
        last = self.answers.get(url) or self.ledger.last_answer(SOURCE.id, url)
        sent = conditions(last).get("If-None-Match")
        if last is not None and (last.is_lying or last.conditional_count >= FULL_EVERY - 1):
            assert sent is None
        is_withheld = sent is not None and sent == etag
        self.withheld.append(is_withheld)
        earlier = None if last is None else self.bodies[last.location.path]
        before = None if earlier is None else _body(earlier)
        self.announced = earlier.pages if is_withheld and earlier is not None else self.feed.pages
        if last is not None and before is not None and (is_withheld or body == before):
            count = last.conditional_count + 1 if is_withheld else 0
            self.answers[url] = replace(last, conditional_count=count)
            return Answer(
                outcome=NOT_MODIFIED,
                status=304 if is_withheld else 200,
                url=url,
                body=before,
                at=self.now,
                detail="",
            )
        key = str(len(self.bodies))
        self.bodies[key] = self.feed
        self.answers[url] = LastAnswer(
            url=url,
            fetched_at=self.now,
            location=Location(path=key, offset=0),
            digest=key,
            etag=etag,
            last_modified=None,
            is_lying=last.is_lying if last is not None else False,
        )
        return Answer(
            outcome="ok",
            status=200,
            url=url,
            body=body,
            at=self.now,
            detail="",
            previous=before,
            same_validator=last is not None and has_same_validator(last, etag, None),
        )


def _body(feed: Feed) -> bytes:
    if feed.is_html:
        return b"<html>Page</html>"
    entries = "".join(
        f"<entry><id>{url}</id><title>T</title><link href='{url}'/><updated>2026-10-0{n}T00:00:00Z</updated></entry>"
        for url, n in feed.pages
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><id>f</id><title>F</title>{entries}</feed>".encode()


def enter(
    ledger: Ledger,
    model: Model,
    day: date,
    attempt: str,
    collected: Collected,
    seen: Iterable[Seen] | None = None,
) -> None:
    account = SourceNight(
        source_id=SOURCE.id,
        day=day,
        state=state_of(collected.feeds),
        started_at=model.now,
        ended_at=model.now,
        feeds=collected.feeds,
        requests=collected.requests,
    )
    answers = (
        replace(one, is_lying=True) if one.url in collected.lying else one for one in model.answers.values()
    )
    seen = collected.seen if seen is None else seen
    ledger.close_night(account, attempt, seen, answers=answers, feeds=collected.states)


def broken_off(seen: Iterable[Seen]) -> Iterable[Seen]:
    yield from seen
    raise KeyboardInterrupt


Row = dict[str, Any]


def rows(path: Path) -> dict[str, list[Row]]:
    con = sqlite3.connect(path)
    con.row_factory = sqlite3.Row
    found = {
        table: [dict(row) for row in con.execute(f"select * from {table} order by 1, 2")]
        for table in ("urls", "feeds", "fetches", "nights")
    }
    con.close()
    return found


def check_night(collected: Collected, model: Model, before: dict[str, list[Row]], day: date) -> None:
    """What one night may do, given what the ledger held before it."""
    made = [r for r in collected.requests if r.outcome not in HELD]
    assert Counter(r.url for r in made) == Counter(model.asked), "each request has one outcome"
    assert len({r.url for r in collected.requests}) == len(collected.requests)
    assert len({one.key for one in collected.seen}) == len(collected.seen)
    assert not [one for one in collected.seen if one.has_answered and (one.is_waiting or one.has_failed)]
    items = [r.url for r in made if r.role == "item"]
    assert len(items) <= 2 * SOURCE.crawl.max_new_per_night
    for url in items:
        # Under its own address, or as another address of a known page.
        own = [row for row in before["urls"] if row["url_key"] == url]
        known = own or [row for row in before["urls"] if url in (row["same_as"], row["url"])]
        assert not known or any(may_fetch(row, model, day) for row in known), f"{url} was fetched for nothing"
    if collected.feeds[0].outcome not in ("ok", "ok-empty"):
        assert not [one for one in collected.seen if one.is_gone], (
            "a source that is out says of no page that it is gone"
        )


def check_announced(collected: Collected, model: Model, after: dict[str, list[Row]]) -> None:
    """Nothing that was announced is passed over: it is known from now on, fetched or to be fetched."""
    if collected.feeds[0].outcome != "ok":
        return
    known = {row[column] for row in after["urls"] for column in ("url_key", "same_as", "url")}
    assert {url for url, _ in model.announced} <= known


def may_fetch(row: Row, model: Model, day: date) -> bool:
    if row["tries"] >= MAX_TRIES:
        return False
    if row["last_fetched_on"] is None or row["is_waiting"]:
        return True
    announced = {n for url, n in model.announced if url in (row["url_key"], row["same_as"])}
    if any(f"2026-10-0{n}T00:00:00Z" != row["announced_modified"] for n in announced):
        return True
    last = date.fromisoformat(row["last_fetched_on"])
    since = date.fromisoformat(row["changed_on"] or row["first_fetched_on"])
    is_due = any(last < since + timedelta(days=days) <= day for days in SOURCE.crawl.recheck_days)
    is_due |= day - since <= timedelta(days=YOUNG_DAYS) and (
        datetime.fromisoformat(row["looked_at"]) <= model.now - SHORTEST
    )
    is_gone = row["gone_on"] is not None and row["gone_on"] >= row["last_fetched_on"]
    if is_due and row["is_on_topic"] != 0 and row["last_outcome"] in ("ok", NOT_MODIFIED) and not is_gone:
        return True
    return is_gone and row["gone_nights"] == 1 and row["gone_on"] < day.isoformat()


def check_ledger(after: dict[str, list[Row]]) -> None:
    """What holds between any two nights."""
    for row in after["urls"]:
        assert 0 <= row["tries"] <= MAX_TRIES
        assert (row["gone_on"] is None) == (row["gone_nights"] == 0)
        assert (row["first_fetched_on"] is None) == (row["last_fetched_on"] is None)
        if row["last_fetched_on"] is not None:
            assert row["first_seen_on"] <= row["first_fetched_on"] <= row["last_fetched_on"]
        if row["is_waiting"]:
            assert row["last_outcome"] in (*HELD, *GONE) or is_passing(row["last_outcome"])
            assert row["tries"] < MAX_TRIES
        assert row["same_as"] != row["url_key"]
    for row in after["feeds"]:
        assert row["failures"] >= 0
        assert (row["failing_since"] is None) == (row["failures"] == 0)
        if row["outcome"] in ("ok", "ok-empty"):
            assert (row["failures"], row["ok_on"]) == (0, row["tried_on"])
        wait = date.fromisoformat(row["next_on"]) - date.fromisoformat(row["tried_on"])
        assert 1 <= wait.days <= LONGEST_DAYS
    for row in after["fetches"]:
        assert 0 <= row["conditional_count"] < FULL_EVERY


def check_learned(ledger: Ledger, path: Path, said: dict[str, Verdict], day: date) -> None:
    """What extraction says changes what it is about and nothing else, however often it is said."""
    before = {row["url_key"]: row for row in rows(path)["urls"]}
    learned = [
        replace(one, key=key, same_as=None if one.same_as == key else one.same_as)
        for key, one in said.items()
    ]
    ledger.learn(SOURCE.id, day, learned)
    after = rows(path)
    ledger.learn(SOURCE.id, day, learned)
    assert rows(path) == after
    assert [row["url_key"] for row in after["urls"]] == list(before)
    for row in after["urls"]:
        old, one = before[row["url_key"]], said.get(row["url_key"])
        for column in row:
            if row[column] == old[column]:
                continue
            assert one is not None
            assert column in (*TOLD, "gone_nights", "gone_on", "changed_on")
            if column in TOLD:
                assert row[column] == getattr(one, column)
            elif column == "changed_on":
                assert old["version"] not in (None, one.version)
                assert row["changed_on"] == day.isoformat()
            else:
                assert old["last_fetched_on"] == day.isoformat(), (
                    "an older night says nothing of a later answer"
                )
                assert one.is_gone or row["gone_nights"] == 0


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(feeds, st.dictionaries(st.sampled_from(PAGES), statuses), st.lists(nights, min_size=1, max_size=10))
def test_whatever_comes_the_ledger_holds(
    feed: Feed, pages: dict[str, int | str], sequence: list[Night]
) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = Path(folder) / "ledger.sqlite"
        day, bodies = FIRST, {}
        withheld: list[bool] = []
        failed_on: dict[str, set[date]] = defaultdict(set)
        with Ledger(path) as ledger:
            for number, night in enumerate(sequence):
                day += timedelta(days=night.days_on)
                feed = night.feed or feed
                for run in range(night.runs):
                    now = datetime(day.year, day.month, day.day, 12 + 4 * run, tzinfo=UTC)
                    before = rows(path)
                    state = ledger.feed(SOURCE.id, FEED)
                    model = Model(ledger, night, feed, pages | night.pages, now, bodies)
                    collected = asyncio.run(
                        collect(
                            SOURCE,
                            day=day,
                            ledger=ledger,
                            fetch=model.fetch,
                            now=model.clock,
                            begun_at=now,
                            ignores_backoff=night.ignores_backoff,
                        )
                    )
                    assert rows(path) == before, "the ledger was written before the night's end"
                    attempt = f"{number}-{run}"
                    with pytest.raises(KeyboardInterrupt):
                        enter(ledger, model, day, attempt, collected, broken_off(collected.seen))
                    assert rows(path) == before, "half of a night was entered"
                    enter(ledger, model, day, attempt, collected)
                    after = rows(path)
                    # Entered once more, as after a kill between the ledger and the account, it changes nothing.
                    enter(ledger, model, day, attempt, collected)
                    assert rows(path) == after
                    kept = ledger.night(SOURCE.id, day, attempt)
                    assert kept is not None
                    assert kept.requests == collected.requests
                    check_night(collected, model, before, day)
                    check_ledger(after)
                    check_announced(collected, model, after)
                    tried = ledger.feed(SOURCE.id, FEED)
                    if FEED in model.asked:
                        assert tried is not None
                        assert tried.tried_on == day
                        if state is not None and state.tried_on == day and state.failures:
                            assert tried.failures <= state.failures, "a day counts once"
                    else:
                        event("backed off")
                        assert state is not None
                        assert state.tried_on < day < state.next_on
                        assert tried == state, "a night without a try moved the next one"
                    for one in collected.seen:
                        if one.has_answered:
                            failed_on[one.key].clear()
                        elif one.has_failed:
                            failed_on[one.key].add(day)
                        assert len(failed_on[one.key]) <= MAX_TRIES
                    withheld += model.withheld
                check_learned(ledger, path, night.said, day)
        run_length = 0
        for was in withheld:
            run_length = run_length + 1 if was else 0
            assert run_length < FULL_EVERY
