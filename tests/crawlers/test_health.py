"""What the accounts of some nights say of a source's health."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from loopback_web import make_source

from crawlers.fault_words import WORDS, word
from crawlers.health import SourceFault, SourceHealth, health
from crawlers.health_signs import BACKED_OFF, NOT_TRIED, RejectedPage
from crawlers.night import Fault, FeedOutcome, RequestOutcome, SourceNight

DOCS = Path(__file__).parents[2] / "docs"
TODAY = date(2026, 11, 14)
HOST = "https://ledger.example"
FEED = f"{HOST}/feed"
SOURCE = make_source("us_or_ledger", FEED)
FIRST = TODAY - timedelta(days=13)


def feed(
    outcome: str = "ok", new: int = 2, found: int = 10, position: int = 0, **more: object
) -> FeedOutcome:
    if outcome != "ok":
        new = found = 0
    fields = {"position": position, "url": FEED, "outcome": outcome, "detail": ""}
    return FeedOutcome(**(fields | {"items_found": found, "items_new": new} | more))


def page(number: object, outcome: str = "ok", role: str = "item") -> RequestOutcome:
    at = datetime.combine(TODAY, time(9), UTC)
    return RequestOutcome(url=f"{HOST}/{number}", role=role, outcome=outcome, status=None, at=at, detail="")


def night(day: date, *feeds: FeedOutcome, pages: tuple[RequestOutcome, ...] = ()) -> SourceNight:
    at = datetime.combine(day, time(9), UTC)
    return SourceNight(
        source_id=SOURCE.id,
        day=day,
        state="collected",
        started_at=at,
        ended_at=at,
        feeds=feeds or (feed(),),
        requests=pages,
    )


def row(*outcomes: str | FeedOutcome) -> list[SourceNight]:
    """Nights in a row up to today, each with its one feed; "-" for a night without an account."""
    first = TODAY - timedelta(days=len(outcomes) - 1)
    return [
        night(first + timedelta(days=n), feed(one) if isinstance(one, str) else one)
        for n, one in enumerate(outcomes)
        if one != "-"
    ]


def paged(*nights: tuple[RequestOutcome, ...]) -> list[SourceNight]:
    first = TODAY - timedelta(days=len(nights) - 1)
    return [night(first + timedelta(days=n), pages=pages) for n, pages in enumerate(nights)]


def judged(nights: list[SourceNight], source=SOURCE, **more: object) -> SourceHealth:
    return health(source, nights, today=TODAY, **more)


def told(nights: list[SourceNight], source=SOURCE, **more: object) -> dict[str, SourceFault]:
    return {fault.name: fault for fault in judged(nights, source, **more).faults}


def levels(nights: list[SourceNight], source=SOURCE, **more: object) -> dict[str, str]:
    return {name: fault.level for name, fault in told(nights, source, **more).items()}


def test_a_healthy_source_has_no_fault_and_its_cadence():
    found = judged(row(feed(new=10), *["ok"] * 10))
    assert found.faults == ()
    assert not found.has_warning
    assert found.new_items == (10, *[2] * 10)
    assert found.per_week == 14
    assert found.first_day == TODAY - timedelta(days=10)


def test_nights_without_an_answer_have_no_number_of_new_items():
    assert judged(row("ok", "dns", "-", feed(new=0))).new_items == (2, None, None, 0)


def test_a_source_without_any_account_was_not_collected():
    found = judged([])
    assert [(fault.name, fault.level, fault.nights, fault.since) for fault in found.faults] == [
        ("not-collected", "warn", 13, FIRST)
    ]
    assert found.per_week is None
    assert (found.first_day, found.new_items) == (FIRST, (None,) * 14)


def test_a_paused_source_has_no_fault():
    paused = make_source(SOURCE.id, FEED, status="paused", status_reason="asked us to, 2026-10-02")
    assert judged([], paused).faults == ()
    assert judged(row(*["paused"] * 8), paused).faults == ()


def test_what_fails_tonight_is_a_warning_with_since_when_and_its_evidence():
    fault = told(row("ok", "ok", feed("http-500", detail="the server answered 500"), "http-500"))["http-500"]
    assert (fault.level, fault.since, fault.last, fault.nights) == (
        "warn",
        TODAY - timedelta(days=1),
        TODAY,
        2,
    )
    assert fault.detail == FEED
    assert fault.evidence == "2026-11-14/us_or_ledger.night.json"


@pytest.mark.parametrize(
    ("outcomes", "level"),
    [
        (["ok", "timeout"], "warn"),
        (["ok", "timeout", "ok", "ok"], "info"),
        (["ok", "timeout", "timeout", "ok"], "warn"),
        (["ok", "timeout", "timeout", "ok", "ok", "ok"], "info"),
    ],
)
def test_faults_are_damped(outcomes, level):
    assert levels(row(*outcomes)) == {"timeout": level}


def test_backed_off_is_the_failure_behind_it():
    fault = told(row("ok", "dns", "backed-off", "backed-off", "dns", "backed-off"))["dns"]
    assert (fault.nights, fault.since) == (5, TODAY - timedelta(days=4))
    assert set(told(row("ok", "dns", "ok", "timeout", "backed-off"))) == {"dns", "timeout"}
    away = feed("backed-off", detail="http-410 on 2026-10-02, failing since 2026-09-01")
    assert levels(row(away, away)) == {"gone": "warn"}


@pytest.mark.parametrize("outcome", ["no-credentials", "quiet-hours"])
def test_what_is_left_alone_on_purpose_is_no_fault(outcome):
    assert told(row("ok", outcome, outcome, "ok", outcome)) == {}


def test_a_source_that_is_in_its_quiet_hours_every_night_is_told():
    assert levels(row(*["quiet-hours"] * 3)) == {"quiet-hours": "warn"}


def test_a_night_without_an_account_is_told_but_not_that_tonight_has_not_been():
    assert told(row("ok", "-", "ok", "ok"))["not-collected"].since == TODAY - timedelta(days=2)
    assert told(row("ok", "ok", "ok", "-")) == {}
    assert levels(row("ok", "ok", "-", "-")) == {"not-collected": "warn"}


def test_faults_of_a_feed_that_answers_are_told_and_one_empty_answer_is_not():
    faults = Fault(name="lying-validators", detail="three items"), Fault(name="clock-skew", detail="an hour")
    found = told(row("ok", "ok", feed(faults=faults)))
    assert {name: fault.level for name, fault in found.items()} == {
        "lying-validators": "warn",
        "clock-skew": "info",
    }
    assert found["lying-validators"].detail == f"{FEED}: three items"
    empty = feed("ok-empty", faults=(Fault(name="empty", detail="nothing"),))
    assert told(row("ok", "ok", empty)) == {}


def test_a_feed_that_announces_nothing_for_three_nights_is_empty():
    assert told(row("ok", "ok-empty", "ok-empty")) == {}
    fault = told(row("ok", "ok-empty", "ok-empty", "ok-empty"))["empty-feed"]
    assert (fault.level, fault.nights, fault.since) == ("warn", 3, TODAY - timedelta(days=2))
    assert levels(row("ok", *["ok-empty"] * 3, "ok", "ok", "ok")) == {"empty-feed": "info"}


def test_quiet_nights_of_a_kind_that_is_asked_for_changes_are_not_empty():
    wordpress = make_source(SOURCE.id, {"kind": "wordpress", "url": HOST})
    assert told(row("ok", *["ok-empty"] * 5), wordpress) == {}
    assert levels(row("ok", *["ok-empty"] * 7), wordpress) == {"silent": "warn"}


def test_a_daily_feed_that_brings_nothing_new_for_five_nights_is_frozen():
    busy, same = ["ok"] * 5, feed(new=0)
    assert told(row(*busy, *[same] * 3)) == {}
    fault = told(row(*busy, *[same] * 5))["frozen-feed"]
    assert (fault.level, fault.nights, fault.since) == ("warn", 5, TODAY - timedelta(days=4))
    assert "news on 4 of 4 nights before" in fault.detail


def test_a_weekly_feed_is_not_frozen_between_its_weeks():
    quiet = [feed(new=0)] * 6
    assert told(row("ok", *quiet, feed(new=9), *quiet)) == {}


def test_a_feed_is_frozen_by_what_its_file_expects():
    same = feed(new=0)
    expecting = make_source(SOURCE.id, FEED, expect={"new_per_week_min": 20})
    assert told(row("ok", "ok", same, same, same)) == {}
    assert levels(row("ok", "ok", same, same, same), expecting) == {"frozen-feed": "warn"}


def test_a_source_without_news_for_a_week_is_silent_unless_its_file_says_that_it_may_be():
    quiet = [feed(new=0)] * 7
    assert told(row(feed(new=3, found=3), *quiet[:6])) == {}
    assert levels(row(feed(new=3, found=3), *quiet)) == {"silent": "warn"}
    assert (
        told(row(feed(new=3, found=3), *quiet), make_source(SOURCE.id, FEED, expect={"new_per_week_min": 0}))
        == {}
    )


def test_fewer_or_more_than_expected_is_told_by_the_week():
    low = make_source(SOURCE.id, FEED, expect={"new_per_week_min": 15})
    high = make_source(SOURCE.id, FEED, expect={"new_per_week_max": 13})
    nights = row(feed(new=10), *["ok"] * 9)
    assert told(nights, low)["below-expectation"].detail == "14 new a week; its file expects at least 15"
    assert told(nights, high)["above-expectation"].detail == "14 new a week; its file expects at most 13"
    fitting = make_source(SOURCE.id, FEED, expect={"new_per_week_min": 14, "new_per_week_max": 14})
    assert told(nights, fitting) == {}
    assert told(row(feed(new=10), *["ok"] * 4), low) == {}


def test_a_missed_night_that_the_next_makes_up_for_does_not_lower_the_cadence():
    expecting = make_source(SOURCE.id, FEED, expect={"new_per_week_min": 14})
    nights = row(feed(new=10), "ok", "ok", "timeout", feed(new=4), *["ok"] * 4)
    assert set(told(nights, expecting)) == {"timeout"}


def test_items_that_two_feeds_announce_are_counted_once():
    pages = (page(1), page(2), page(3))
    both = night(TODAY, feed(new=3), feed(new=2, position=1), pages=pages)
    assert judged([both]).new_items[-1] == 3
    apart = night(TODAY, feed(new=3), feed(new=2, position=1), pages=(*pages, page(4), page(5)))
    assert judged([apart]).new_items[-1] == 5
    whole = night(TODAY, feed(new=3), feed(new=2, position=1))
    assert judged([whole]).new_items[-1] == 5


def test_many_pages_that_fail_are_told_with_the_commonest_outcome():
    good = tuple(page(n) for n in range(10))
    bad = tuple(page(n, "http-403") for n in range(10, 14))
    assert told(paged(good, bad)) == {}
    fault = told(paged(good, (*bad, page(15, "timeout"))))["page-failures"]
    assert (fault.level, fault.detail) == ("warn", "5 of 15 pages, most often http-403")
    assert told(paged(tuple(page(n) for n in range(30)), (*bad, page(95, "timeout")))) == {}


def test_pages_that_were_there_before_are_gone_and_no_failures():
    pages = tuple(page(n) for n in range(6))
    gone = tuple(page(n, "http-410" if n else "http-404") for n in range(6))
    found = told(paged(pages, gone))
    assert {name: fault.level for name, fault in found.items()} == {"gone": "info"}
    assert found["gone"].evidence == f"{HOST}/0"


def test_a_feed_that_is_gone_for_good_is_a_warning():
    assert levels(row("ok", "http-410")) == {"gone": "warn"}


@pytest.mark.parametrize(
    "outcome", ["challenge", "redirect-home", "body-too-large", "body-truncated", "bad-content-encoding"]
)
def test_one_page_is_told_and_many_are_a_warning(outcome):
    good = tuple(page(n) for n in range(10))
    fault = told(paged(good, (*good[:9], page(11, outcome))))[outcome]
    assert (fault.level, fault.detail, fault.evidence) == ("info", "1 of 10 pages", f"{HOST}/11")
    assert levels(paged(good, (*good[:8], page(11, outcome), page(12, outcome)))) == {outcome: "warn"}


@pytest.mark.parametrize(
    ("reason", "name"),
    [
        ("soft-404", "soft-404"),
        ("challenge-page", "challenge"),
        ("consent-page", "consent-page"),
        ("redirect-to-home", "redirect-home"),
        ("listing-page", None),
    ],
)
def test_pages_without_a_document_are_told_by_their_reason(reason, name):
    nights = paged(tuple(page(n) for n in range(10)))
    rejected = [RejectedPage(day=TODAY, reason=reason, url=f"{HOST}/{n}") for n in range(1)]
    assert levels(nights, rejected=rejected) == ({name: "info"} if name else {})
    rejected = [RejectedPage(day=TODAY, reason=reason, url=f"{HOST}/{n}") for n in range(3)]
    assert levels(nights, rejected=rejected) == ({name: "warn"} if name else {})


def test_a_page_that_crawl_and_extraction_both_tell_counts_once():
    nights = paged((*(page(n) for n in range(9)), page(9, "challenge")))
    rejected = [RejectedPage(day=TODAY, reason="challenge-page", url=f"{HOST}/9")]
    assert told(nights, rejected=rejected)["challenge"].detail == "1 of 10 pages"


def test_robots_that_forbid_a_feed_are_told_and_that_they_changed():
    assert levels(row("robots", "robots")) == {"robots": "warn"}
    found = told(row("ok", "ok", "robots", "robots"))
    assert {name: (fault.level, fault.nights) for name, fault in found.items()} == {
        "robots": ("warn", 2),
        "robots-changed": ("warn", 2),
    }
    found = told(row("ok", "robots", "ok", "ok", "ok", "ok"))
    assert {name: fault.level for name, fault in found.items()} == {
        "robots": "info",
        "robots-changed": "info",
    }
    assert found["robots-changed"].nights == 2


def test_robots_that_forbid_most_pages_are_told_and_those_that_forbid_some_are_not():
    allowed, some = (page(1), page(2)), (page(3), page(4), page(5, "robots"))
    assert told(paged(allowed, some)) == {}
    forbidden = tuple(page(n, "robots") for n in range(6, 9))
    assert levels(paged(allowed, some, forbidden)) == {"robots": "warn", "robots-changed": "warn"}


def test_pages_held_back_night_after_night_are_told_and_a_backlog_is_not():
    over = (page(1), page(2, "page-budget"))
    assert told(paged(over, over, (page(3),))) == {}
    fault = told(paged((page(3),), over, over, over))["page-budget"]
    assert (fault.level, fault.nights) == ("warn", 3)
    assert fault.detail == "1 pages held back, night 3 in a row"


def test_a_source_that_breaks_off_again_and_again_flaps():
    assert "flapping" not in told(row("ok", "dns", "ok", "dns", "ok"))
    found = told(row("ok", "dns", "ok", "dns", "ok", "ok", "dns", "ok"))
    assert (found["flapping"].level, found["flapping"].nights) == ("warn", 3)


def test_nights_before_the_days_looked_at_do_not_count():
    assert told(row("timeout", "timeout", *["ok"] * 12), days=12) == {}
    assert len(judged(row(*["ok"] * 14), days=5).new_items) == 5


def test_warnings_come_first():
    faults = (Fault(name="clock-skew", detail="an hour"),)
    found = judged(row("ok", feed(faults=faults), "http-500"))
    assert [fault.name for fault in found.faults] == ["http-500", "clock-skew"]


def test_every_name_has_words_to_tell_it_and_what_to_do():
    names = {*WORDS, "http-500", "http-418", "not-json"}
    for name in names:
        assert word(name).meaning
        assert word(name).advice.endswith(".")
    assert word("http-503") != word("http-418") != word("not-json")


def test_the_page_on_health_has_every_name_with_its_words():
    page = (DOCS / "health.md").read_text(encoding="utf-8")
    for name, words in WORDS.items():
        assert f"| `{name}` | {words.level} | {words.meaning} | {words.advice} |" in page


def test_every_outcome_of_a_feed_has_words_of_its_own_or_is_no_fault():
    page = (DOCS / "crawl.md").read_text(encoding="utf-8")
    table = page.partition("| reason | meaning |")[2].partition("\n\n")[0]
    outcomes = {
        name for line in table.splitlines()[2:] for name in re.findall(r"`([a-z0-9-]+)`", line.split("|")[1])
    }
    assert len(outcomes) > 20
    answer_for_all = {"http-500", "http-404", "not-json"}
    assert outcomes - WORDS.keys() - NOT_TRIED - {BACKED_OFF} <= answer_for_all
