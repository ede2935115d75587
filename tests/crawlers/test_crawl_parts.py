"""The small parts of a crawl, each by itself: what is fetched first, what a header asks for, which addresses are private."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from loopback_web import make_source
from scrapy.crawler import Crawler

from crawlers.backoff import is_passing
from crawlers.collect import state_of
from crawlers.discovered import Discovered
from crawlers.ledger import MAX_TRIES
from crawlers.ledger_rows import Known
from crawlers.manners import retry_after
from crawlers.night import FeedOutcome
from crawlers.plan import Wanted, counts_as_a_try, plan, wanted
from crawlers.settings import settings
from crawlers.spiders.sources import SourcesSpider

DAY = date(2026, 11, 14)
NOW = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)


def want(key: str, modified: str | None = None, *, is_complete: bool = False) -> Wanted:
    return Wanted(key=key, url=f"{key}?as-announced", modified=modified, is_complete=is_complete)


def row(key: str, outcome: str = "ok", *, modified: str | None = None, tries: int = 0) -> Known:
    fetched_on = DAY if outcome in ("ok", "http-404") else None
    return Known(
        key=key, url=key, first_seen_on=DAY, first_fetched_on=fetched_on, last_fetched_on=fetched_on, modified=modified,
        outcome=outcome, is_waiting=outcome in ("page-budget", "timeout"), tries=tries,
    )  # fmt: skip


def choose(announced=(), known=(), waiting=(), due=(), budget=10) -> tuple[list[str], list[str]]:
    chosen = plan(
        {page.key: page for page in announced},
        {one.key: one for one in (*known, *waiting, *due)},
        waiting=waiting,
        due=due,
        budget=budget,
    )
    return [page.key for page in chosen.fetch], [page.key for page in chosen.held]


def test_waiting_pages_come_before_new_ones_and_looks_for_changes_after_them():
    fetch, held = choose(
        announced=[want("new"), want("changed", "m2"), want("same", "m1"), want("old")],
        known=[row("changed", modified="m1"), row("same", modified="m1"), row("old")],
        waiting=[row("held", "page-budget"), row("failed", "timeout")],
        due=[row("due")],
    )
    assert (fetch, held) == (["held", "failed", "new", "changed", "due"], [])


def test_changes_and_looks_have_a_budget_of_their_own():
    fetch, held = choose(
        announced=[want("n1"), want("n2"), want("c1", "m2"), want("c2", "m2")],
        known=[row("c1"), row("c2")],
        due=[row("d1")],
        budget=1,
    )
    assert (fetch, held) == (["n1", "c1"], ["n2", "c2", "d1"])


def test_a_waiting_page_that_is_announced_again_is_fetched_once_and_as_announced_now():
    page = want("held", "m2")
    chosen = plan(
        {"held": page},
        {"held": row("held", "page-budget")},
        waiting=[row("held", "page-budget")],
        due=[],
        budget=5,
    )
    assert chosen.fetch == (page,)


def test_pages_announced_whole_are_not_fetched_even_if_they_were_waiting():
    assert choose(announced=[want("post", is_complete=True)], waiting=[row("post", "page-budget")]) == (
        [],
        [],
    )


def test_a_page_that_robots_forbade_is_asked_for_again_while_it_is_announced_and_a_given_up_one_is_not():
    known = [row("closed", "robots"), row("lost", "dns", tries=MAX_TRIES), row("gone", "http-404")]
    assert choose(announced=[want("closed"), want("lost"), want("gone")], known=known) == (["closed"], [])


def test_a_page_that_is_given_up_is_not_asked_for_however_often_its_date_changes():
    known = [row("k", modified="m1", tries=MAX_TRIES), row("j", modified="m1", tries=MAX_TRIES - 1)]
    assert choose(announced=[want("k", "m2"), want("j", "m2")], known=known) == (["j"], [])


def test_a_page_under_its_other_address_is_fetched_as_the_one_that_is_known():
    known = {"short": row("long", modified="m1"), "long": row("long", modified="m1")}
    both = {"short": want("short", "m2"), "long": want("long", "m2")}

    def chosen(*keys: str) -> list[tuple[str, str]]:
        found = plan({key: both[key] for key in keys}, known, waiting=(), due=(), budget=9)
        return [(page.key, page.url) for page in found.fetch]

    assert chosen("short") == [("long", "short?as-announced")]
    assert chosen("short", "long") == [("long", "short?as-announced")]
    whole = {"short": want("short", is_complete=True), "long": want("long", "m2")}
    assert plan(whole, known, waiting=(), due=(), budget=9).fetch == ()


def test_an_address_under_two_keys_is_asked_for_once():
    rows = [row("short"), row("long")]
    rows[0] = replace(rows[0], url="long")
    found = plan({}, {}, waiting=(), due=rows, budget=9)
    assert [(page.key, page.url) for page in found.fetch] == [("short", "long")]


def test_one_page_in_two_feeds_is_one_with_the_first_date_of_change_that_is_given():
    source = make_source("us_or_ledger", "http://ledger.example/feed")
    items = [
        Discovered(url="http://ledger.example/1?utm_source=rss"),
        Discovered(url="http://ledger.example/2", modified="m"),
        Discovered(url="http://ledger.example/1", modified="n", is_complete=True),
    ]
    assert list(wanted(source.identity, items).values()) == [
        Wanted(
            key="http://ledger.example/1",
            url="http://ledger.example/1?utm_source=rss",
            modified="n",
            is_complete=True,
        ),
        Wanted(key="http://ledger.example/2", url="http://ledger.example/2", modified="m", is_complete=False),
    ]


@pytest.mark.parametrize(
    ("outcome", "passes", "counts"),
    [
        ("ok", False, False), ("http-404", False, False), ("http-410", False, False), ("http-500", True, True),
        ("http-429", True, True), ("timeout", True, True), ("dns", True, True), ("robots", False, False),
        ("robots-unreachable", True, False), ("host-deferred", True, False), ("page-budget", False, False),
        ("redirect-loop", False, True), ("bad-port", False, True), ("body-too-large", False, False), ("quiet-hours", False, False),
    ],
)  # fmt: skip
def test_only_failures_that_may_pass_are_tried_again_and_only_real_tries_count(outcome, passes, counts):
    assert (is_passing(outcome), counts_as_a_try(outcome)) == (passes, counts)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"7", 7.0), (b" 120 ", 120.0), (b"Sat, 14 Nov 2026 09:31:00 GMT", 60.0), (b"Sat, 14 Nov 2026 09:00:00 GMT", 0.0),
        (b"soon", None), (b"-3", None), (b"", None), (None, None), (b"\xff", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_as_a_date(value, seconds):
    assert retry_after(value, NOW) == seconds


def test_the_settings_load_every_part_and_no_part_that_ours_replace():
    crawler = Crawler(SourcesSpider, settings(contact="desk@beatbook.example", timeout_s=30))
    parts = crawler.settings.get_component_priority_dict_with_base("DOWNLOADER_MIDDLEWARES")
    names = [
        str(part).rpartition(".")[2].removesuffix("'>") for part, place in parts.items() if place is not None
    ]
    assert {"Guard", "Refusals", "Robots", "Redirects", "Manners", "Keep"} <= set(names)
    assert crawler.settings["USER_AGENT"] == "beatbook/0.1 (+mailto:desk@beatbook.example)"
    assert not crawler.settings.getbool("COMPRESSION_ENABLED")


def test_a_contact_that_is_a_page_is_sent_as_it_is():
    sent = settings(contact="https://desk.example/robot", timeout_s=30)["USER_AGENT"]
    assert sent == "beatbook/0.1 (+https://desk.example/robot)"


@pytest.mark.parametrize(
    ("feeds", "state"),
    [
        (["ok", "ok-empty"], "collected"), (["ok", "http-500"], "partial"), (["timeout", "dns"], "failed"),
        (["robots", "robots"], "skipped"), (["paused"], "skipped"), (["robots", "dns"], "failed"), (["ok", "robots"], "partial"),
    ],
)  # fmt: skip
def test_a_night_is_as_good_as_its_feeds(feeds, state):
    told = tuple(
        FeedOutcome(position=n, url="u", outcome=outcome, items_found=0, items_new=0, detail="")
        for n, outcome in enumerate(feeds)
    )
    assert state_of(told) == state
