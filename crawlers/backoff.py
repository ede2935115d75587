"""How long a feed that fails is left alone: the longer it has failed, the longer, but never for good.

Failure units after the practice of Media Cloud's rss-fetcher: what is likely to pass counts half of what is likely to
last. Feeds that were dead for months do come back, so each is tried at least once in `LONGEST_DAYS`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

LONGEST_DAYS: Final = 30
"""The longest time between two tries."""
_PASSING: Final = frozenset(
    {
        "timeout",
        "refused",
        "dns",
        "connection-failed",
        "robots-unreachable",
        "host-deferred",
        "body-truncated",
        "error",
        "challenge",
        # A name server that is not well may answer with 0.0.0.0 for a while.
        "private-address",
    }
)
_PASSING_STATUSES: Final = frozenset({408, 425, 429, *range(500, 600)})
_SOFT: Final = 0.5
_HARD: Final = 1.0
_NO_FAILURE: Final = frozenset(
    {"ok", "ok-empty", "robots", "paused", "quiet-hours", "no-credentials", "backed-off"}
)
# Likely to pass although the answer says "not here": feeds, YouTube's for one, answer so for hours and come back.
_ALSO_SOFT: Final = frozenset({"http-404"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What the nights before left of a feed.

    Attributes:
        failures: units since it last answered well; 0 while it does.
        failing_since: crawl day of the first of them; None while there are none.
        outcome: of the last try.
        tried_on: crawl day of the last try.
        ok_on: crawl day on which it last answered well; None for never.
        next_on: crawl day of the next try.
    """

    failures: float
    failing_since: date | None
    outcome: str
    tried_on: date
    ok_on: date | None
    next_on: date


def after_try(before: FeedState | None, outcome: str, day: date) -> FeedState:
    """The state of a feed after a try.

    One day counts once, with its last try: a feed that failed and answered later that day has not failed.
    """
    if outcome in ("ok", "ok-empty"):
        return FeedState(
            failures=0.0,
            failing_since=None,
            outcome=outcome,
            tried_on=day,
            ok_on=day,
            next_on=day + timedelta(days=1),
        )
    failures = before.failures if before is not None else 0.0
    is_counted = before is not None and before.tried_on == day and before.failures > 0
    if not is_counted:
        failures += units(outcome)
    since = before.failing_since if before is not None else None
    return FeedState(
        failures=failures,
        failing_since=since or (day if failures else None),
        outcome=outcome,
        tried_on=day,
        ok_on=before.ok_on if before is not None else None,
        next_on=day + timedelta(days=min(max(int(failures), 1), LONGEST_DAYS)),
    )


def is_due(state: FeedState | None, day: date) -> bool:
    """Whether a feed is to be tried on a day; on the day of its last try it is, since a night may be run again."""
    return state is None or state.next_on <= day or state.tried_on >= day


def units(outcome: str) -> float:
    """What an outcome adds to a feed's failures: 0 where it is none, half where it is likely to pass."""
    if outcome in _NO_FAILURE:
        return 0.0
    return _SOFT if is_passing(outcome) or outcome in _ALSO_SOFT else _HARD


def is_passing(outcome: str) -> bool:
    """Whether a later night is likely to see another outcome."""
    status = outcome.removeprefix("http-")
    return outcome in _PASSING or (status.isdecimal() and int(status) in _PASSING_STATUSES)
