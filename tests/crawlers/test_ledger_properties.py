"""Random nights of a random web: whatever statuses, bodies, validators and clocks come, what the ledger says holds."""

import asyncio
import json
import sqlite3
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loopback_web import make_source

from crawlers.backoff import LONGEST_DAYS
from crawlers.capture import Location, Role
from crawlers.collect import Collected, collect, state_of
from crawlers.ledger import MAX_TRIES, Ledger
from crawlers.ledger_rows import Verdict
from crawlers.night import SourceNight
from crawlers.read_feed import NOT_MODIFIED, Answer, feed_key
from crawlers.revisits import FULL_EVERY, LastAnswer, conditions, has_same_validator

FIRST = date(2026, 11, 1)
BASE = "http://ledger.example"
FEED = f"{BASE}/feed"
SOURCE = make_source("us_or_ledger", FEED, crawl={"max_new_per_night": 4, "recheck_days": [1, 3]})
PAGES = [f"{BASE}/{name}" for name in "abcdefgh"]
FAILURES = ("timeout", "dns", "refused", "robots", "host-deferred", "redirect-loop", "robots-unreachable")

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
    skipped_days: int
    clock_s: int
    feed: Feed
    pages: dict[str, int | str]
    homeward: frozenset[str]
    on_topic: dict[str, bool]
    runs: int


feeds = st.builds(
    Feed,
    status=statuses,
    pages=st.lists(st.tuples(st.sampled_from(PAGES), st.sampled_from("12")), max_size=8).map(tuple),
    etag=st.sampled_from([None, '"x"', '"y"', 'W/"x"']),
    is_html=st.sampled_from([False, False, False, True]),
)
nights = st.builds(
    Night,
    skipped_days=st.integers(0, 5),
    clock_s=st.integers(-86_400, 86_400),
    feed=feeds,
    pages=st.dictionaries(st.sampled_from(PAGES), statuses),
    homeward=st.frozensets(st.sampled_from(PAGES), max_size=2),
    on_topic=st.dictionaries(st.sampled_from(PAGES), st.booleans()),
    runs=st.sampled_from([1, 1, 1, 2]),
)


@dataclass
class Model:
    """Plays the web and the part next to the downloader; counts what was asked."""

    ledger: Ledger
    night: Night
    now: datetime
    bodies: dict[str, bytes]
    asked: list[str] = field(default_factory=list)
    answers: dict[str, LastAnswer] = field(default_factory=dict)
    withheld: list[bool] = field(default_factory=list)

    async def fetch(self, url: str, role: Role, feed: int | None) -> Answer:
        self.asked.append(url)
        status = self.night.feed.status if role == "discovery" else self.night.pages.get(url, 200)
        if isinstance(status, str):
            return Answer(outcome=status, status=None, url=url, body=b"", at=self.now, detail="")
        final = f"{BASE}/" if role == "item" and url in self.night.homeward else url
        if role == "item" or status != 200:
            outcome = "ok" if status == 200 else f"http-{status}"
            return Answer(outcome=outcome, status=status, url=final, body=b"", at=self.now, detail="")
        return self._feed(url)

    def _feed(self, url: str) -> Answer:
        etag, body = self.night.feed.etag, _body(self.night.feed)
        last = self.answers.get(url) or self.ledger.last_answer(SOURCE.id, url)
        sent = conditions(last).get("If-None-Match")
        self.withheld.append(bool(sent and sent == etag))
        if last is not None and (last.is_lying or last.conditional_count >= FULL_EVERY - 1):
            assert sent is None
        before = None if last is None else self.bodies[last.location.path]
        if last is not None and ((sent and sent == etag) or body == before):
            is_full = not (sent and sent == etag)
            self.answers[url] = replace(last, conditional_count=0 if is_full else last.conditional_count + 1)
            assert before is not None
            return Answer(
                outcome=NOT_MODIFIED,
                status=200 if is_full else 304,
                url=url,
                body=before,
                at=self.now,
                detail="",
            )
        key = str(len(self.bodies))
        self.bodies[key] = body
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


def run(ledger: Ledger, model: Model, day: date, attempt: str) -> Collected:
    collected = asyncio.run(collect(SOURCE, day=day, ledger=ledger, fetch=model.fetch, now=lambda: model.now))
    enter(ledger, model, day, attempt, collected)
    return collected


def enter(ledger: Ledger, model: Model, day: date, attempt: str, collected: Collected) -> None:
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
    ledger.close_night(account, attempt, collected.seen, answers=answers, feeds=collected.states)


def rows(path: Path) -> dict[str, list[sqlite3.Row]]:
    with sqlite3.connect(path) as con:
        con.row_factory = sqlite3.Row
        return {
            table: con.execute(f"select * from {table} order by 1, 2").fetchall()
            for table in ("urls", "feeds", "fetches", "nights")
        }


def check_night(collected: Collected, model: Model, before: dict[str, sqlite3.Row], day: date) -> None:
    """What one night may do, given what the ledger held before it."""
    made = [r for r in collected.requests if r.outcome not in ("page-budget", "quiet-hours")]
    assert Counter(r.url for r in made) == Counter(model.asked), "each request has one outcome"
    assert len({r.url for r in collected.requests}) == len(collected.requests)
    items = [r.url for r in made if r.role == "item"]
    assert len(items) <= 2 * SOURCE.crawl.max_new_per_night
    announced = {url: f"2026-10-0{n}T00:00:00Z" for url, n in reversed(model.night.feed.pages)}
    for url in items:
        row = before.get(url)
        if row is None or row["last_fetched_on"] is None:
            assert row is None or row["tries"] < MAX_TRIES or row["is_waiting"]
            continue
        is_changed = url in announced or row["is_waiting"]
        first = date.fromisoformat(row["first_fetched_on"])
        is_due = any(
            day >= first + timedelta(days=days)
            and row["last_fetched_on"] < (first + timedelta(days=days)).isoformat()
            for days in SOURCE.crawl.recheck_days
        )
        is_due = is_due and row["is_on_topic"] != 0 and row["last_outcome"] in ("ok", NOT_MODIFIED)
        is_to_confirm = row["gone_nights"] == 1 and row["last_fetched_on"] < day.isoformat()
        assert is_changed or is_due or is_to_confirm, f"{url} was fetched again for nothing"


def check_ledger(after: dict[str, list[sqlite3.Row]], day: date) -> None:
    """What holds between any two nights."""
    for row in after["urls"]:
        assert 0 <= row["tries"] <= MAX_TRIES
        assert row["gone_nights"] >= 0
        if row["last_fetched_on"] is not None:
            assert (
                row["first_seen_on"] <= row["first_fetched_on"] <= row["last_fetched_on"] <= day.isoformat()
            )
        if row["is_waiting"]:
            assert row["last_outcome"] in {*FAILURES, "page-budget", "http-429", "http-500"}
            assert row["tries"] < MAX_TRIES
        assert row["same_as"] != row["url_key"]
    for row in after["feeds"]:
        assert row["failures"] >= 0
        assert (row["failing_since"] is None) == (row["failures"] == 0)
        wait = date.fromisoformat(row["next_on"]) - date.fromisoformat(row["tried_on"])
        assert 1 <= wait.days <= LONGEST_DAYS
    for row in after["fetches"]:
        assert 0 <= row["conditional_count"] < FULL_EVERY
    for row in after["nights"]:
        outcomes = [one["outcome"] for one in json.loads(row["account"])["requests"]]
        assert all(outcomes)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(nights, min_size=1, max_size=7))
def test_whatever_comes_the_ledger_holds(sequence: list[Night]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite"
        day, bodies, withheld = FIRST, {}, []
        with Ledger(path) as ledger:
            for number, night in enumerate(sequence):
                day += timedelta(days=1 + night.skipped_days)
                now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(
                    seconds=night.clock_s
                )
                for attempt in range(night.runs):
                    held = rows(path)
                    before = {row["url"]: row for row in held["urls"]}
                    state = ledger.feed(SOURCE.id, feed_key(SOURCE.feeds[0]))
                    model = Model(ledger, night, now, bodies)
                    collected = run(ledger, model, day, f"{number}-{attempt}")
                    check_night(collected, model, before, day)
                    check_ledger(rows(path), day)
                    if state is not None and state.next_on > day and state.tried_on < day:
                        assert FEED not in model.asked
                        assert ledger.feed(SOURCE.id, FEED) == state, (
                            "a night without a try moved the next one"
                        )
                    withheld += model.withheld
                # The same account entered once more (a kill between ledger and account file) changes nothing.
                entered = rows(path)
                enter(ledger, model, day, f"{number}-{night.runs - 1}", collected)
                assert rows(path) == entered
                learned = [
                    Verdict(key=url, same_as=None, is_on_topic=yes, is_gone=False)
                    for url, yes in night.on_topic.items()
                ]
                ledger.learn(SOURCE.id, day, learned)
                changed = {row["url_key"]: row for row in rows(path)["urls"] if row not in entered["urls"]}
                assert set(changed) <= set(night.on_topic)
                assert all(row["is_on_topic"] == night.on_topic[key] for key, row in changed.items())
        run_length = 0
        for was in withheld:
            run_length = run_length + 1 if was else 0
            assert run_length < FULL_EVERY


def test_a_night_is_entered_whole_or_not_at_all(tmp_path) -> None:
    night = Night(
        0, 0, Feed(200, tuple((url, "1") for url in PAGES), None, is_html=False), {}, frozenset(), {}, 1
    )
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        model = Model(ledger, night, datetime(2026, 11, 1, 12, tzinfo=UTC), {})
        collected = asyncio.run(
            collect(SOURCE, day=FIRST, ledger=ledger, fetch=model.fetch, now=lambda: model.now)
        )

        def seen():
            yield from collected.seen
            raise KeyboardInterrupt

        broken = replace(collected, seen=seen())  # type: ignore[arg-type]
        try:
            enter(ledger, model, FIRST, "a", broken)
        except KeyboardInterrupt:
            assert not any(rows(path).values())
        else:
            raise AssertionError("the night was entered")
        enter(ledger, model, FIRST, "a", collected)
        assert len(rows(path)["urls"]) == len(PAGES)
