"""How long a feed that fails is left alone."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from crawlers.backoff import LONGEST_DAYS, FeedState, after_try, is_due, is_passing, units

DAY = date(2026, 11, 14)


def after(*outcomes: str, before: FeedState | None = None) -> FeedState:
    """The state after one try a day, on days in a row from `DAY` on."""
    state = before
    for n, outcome in enumerate(outcomes):
        state = after_try(state, outcome, DAY + timedelta(days=n))
    assert state is not None
    return state


@pytest.mark.parametrize(
    "outcome", ["timeout", "dns", "refused", "http-429", "http-503", "http-500", "http-404", "challenge"]
)
def test_what_is_likely_to_pass_counts_half(outcome):
    assert units(outcome) == 0.5


@pytest.mark.parametrize(
    "outcome", ["http-401", "http-403", "http-410", "html-instead-of-feed", "not-json", "redirect-loop"]
)
def test_what_is_likely_to_last_counts_one(outcome):
    assert units(outcome) == 1.0


@pytest.mark.parametrize(
    "outcome", ["ok", "ok-empty", "robots", "paused", "quiet-hours", "no-credentials", "backed-off"]
)
def test_what_is_no_failure_counts_nothing(outcome):
    assert units(outcome) == 0.0


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("http-408", True), ("http-425", True), ("http-429", True), ("http-500", True), ("http-599", True),
        ("http-400", False), ("http-404", False), ("http-600", False), ("http-", False), ("ok", False), ("http-²", False),
    ],
)  # fmt: skip
def test_only_statuses_of_an_unwell_server_pass(outcome, expected):
    assert is_passing(outcome) is expected


def test_a_feed_that_keeps_failing_is_tried_less_and_less_but_never_given_up():
    state, tried = None, []
    for n in range(1000):
        day = DAY + timedelta(days=n)
        if is_due(state, day):
            tried.append(n)
            state = after_try(state, "html-instead-of-feed", day)
    waits = [later - earlier for earlier, later in pairwise(tried)]
    assert waits[:5] == [1, 2, 3, 4, 5]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_DAYS == 30


def test_half_failures_double_the_tries():
    state = after("timeout", "timeout", "timeout")
    assert (state.failures, state.next_on) == (1.5, DAY + timedelta(days=3))
    assert after(*["timeout"] * 4).next_on == DAY + timedelta(days=3 + 2)


def test_a_good_answer_forgets_all_failures():
    state = after("http-403", "http-403", "ok")
    assert (state.failures, state.failing_since) == (0.0, None)
    assert (state.ok_on, state.next_on) == (DAY + timedelta(days=2), DAY + timedelta(days=3))
    assert after("http-403", "ok", "http-403").failures == 1.0


def test_a_failure_keeps_since_when_and_the_last_good_day():
    state = after("ok", "http-403", "timeout")
    assert (state.ok_on, state.failing_since, state.outcome) == (DAY, DAY + timedelta(days=1), "timeout")
    assert after("timeout").ok_on is None


def test_a_day_counts_once_with_its_last_try():
    once = after_try(None, "http-403", DAY)
    assert after_try(once, "http-403", DAY) == once
    assert after_try(once, "ok", DAY) == after_try(None, "ok", DAY)
    assert after_try(after_try(once, "ok", DAY), "http-403", DAY).failures == 1.0


def test_what_is_no_failure_neither_counts_nor_forgets():
    failed = after("http-403", "http-403")
    later = after_try(failed, "robots", DAY + timedelta(days=5))
    assert (later.failures, later.failing_since) == (failed.failures, DAY)
    assert after("robots").failing_since is None


def test_a_feed_is_due_on_its_day_and_on_the_day_of_its_last_try():
    state = after_try(after("http-403", "http-403"), "http-403", DAY + timedelta(days=4))
    assert [n for n in range(9) if is_due(state, DAY + timedelta(days=n))] == [0, 1, 2, 3, 4, 7, 8]
    assert is_due(None, DAY)
