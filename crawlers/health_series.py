"""What a row of nights shows of a source's health that no single one of them does, as signs of those nights."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from crawlers.feed_faults import EMPTY_WHEN_QUIET
from crawlers.health_signs import (
    ANSWERED,
    HELD,
    NOT_TRIED,
    Sign,
    account_of,
    commonest,
    failed,
    tried,
)
from crawlers.night import FeedOutcome, SourceNight
from crawlers.sources import Source

_FEWEST_EMPTY: Final = 3
_FEWEST_QUIET: Final = 3
_SILENT: Final = 7
"""Nights without anything new that are told of a source of which nothing else is known."""
_UNLIKELY: Final = 0.001
"""A quiet time that is less likely than this, by the feed's own habit, is no chance."""
_EXPECTED_BY_THEN: Final = 7.0
"""So many items expected and none come: as unlikely (e**-7)."""
_FEWEST_DAYS: Final = 6
"""A week's expectation is not judged on less."""
_FEWEST_FAILED: Final = 5
_FAILED_SHARE: Final = 0.2
_FEWEST_HELD: Final = 3
_FEWEST_FLAPS: Final = 3


def series_signs(source: Source, nights: Sequence[SourceNight], *, first: date, last: date) -> Iterator[Sign]:
    """The signs of the nights together.

    Args:
        source: whose nights they are.
        nights: in order, one a day.
        first: the first of the days for which there should be an account.
        last: the last of them.
    """
    yield from _not_collected(source, nights, first, last)
    for position, config in enumerate(source.feeds):
        feeds = [(night, feed) for night in nights for feed in night.feeds if feed.position == position]
        if config.kind not in EMPTY_WHEN_QUIET:
            yield from _empty(feeds)
        yield from _frozen(source, feeds)
        yield from _robots_changed(feeds)
    yield from _silent(source, nights)
    yield from _against_expectation(source, nights)
    yield from _page_failures(nights)
    yield from _pages_forbidden(nights)
    yield from _held_back(nights)
    yield from _flapping(nights)
    yield from _always_quiet_hours(nights)


def new_items(nights: Sequence[SourceNight]) -> dict[date, int]:
    """New items of each night that was collected, near enough.

    Several feeds may announce the same item. Pages that were asked for tell how many were different ones; where no page
    was (posts come whole), each feed is taken to have its own.
    """
    requested: set[str] = set()
    found: dict[date, int] = {}
    for night in nights:
        counts = [feed.items_new for feed in night.feeds]
        pages = {request.url for request in night.requests if request.role == "item"} - requested
        requested |= pages
        if any(feed.outcome in ANSWERED for feed in night.feeds):
            found[night.day] = max(*counts, min(sum(counts), len(pages)), 0) if pages else sum(counts)
    return found


def backlog(nights: Sequence[SourceNight]) -> date | None:
    """The first night that was collected, if all that it found was new: what had gathered before, no night's news."""
    first = next((n for n in nights if any(feed.items_found for feed in n.feeds)), None)
    if first is None or any(feed.items_new < feed.items_found for feed in first.feeds):
        return None
    return first.day


def _not_collected(source: Source, nights: Sequence[SourceNight], first: date, last: date) -> Iterator[Sign]:
    if source.status == "paused":
        return
    there = {night.day for night in nights}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day not in there:
            yield Sign(
                name="not-collected",
                day=day,
                detail="there is no account of the night",
                evidence=f"{day.isoformat()}/{source.id}.night.json",
            )


def _empty(feeds: Sequence[tuple[SourceNight, FeedOutcome]]) -> Iterator[Sign]:
    answered = [(night, feed) for night, feed in feeds if feed.outcome in ANSWERED]
    for is_empty, group in groupby(answered, key=lambda pair: pair[1].outcome == "ok-empty"):
        run = list(group)
        if is_empty and len(run) >= _FEWEST_EMPTY:
            for number, (night, feed) in enumerate(run, start=1):
                yield _sign("empty-feed", night, f"{feed.url}: nothing announced on {number} nights in a row")


def _frozen(source: Source, feeds: Sequence[tuple[SourceNight, FeedOutcome]]) -> Iterator[Sign]:
    """Nothing new at the end of the row, for longer than the feed's own habit or the file's expectation allows."""
    answered = [(night, feed) for night, feed in feeds if feed.outcome in ANSWERED]
    newest = max((i for i, (_, feed) in enumerate(answered) if feed.items_new), default=-1)
    quiet = [(night, feed) for night, feed in answered[newest + 1 :] if feed.outcome == "ok"]
    earlier = answered[1 : newest + 1]
    if len(quiet) < _FEWEST_QUIET:
        return
    busy = sum(feed.items_new > 0 for _, feed in earlier)
    # As if one more quiet night had been seen, so that few nights do not prove a habit.
    by_habit = (1 - busy / (len(earlier) + 1)) ** len(quiet)
    weekly = source.expect.new_per_week_min or 0
    is_expected = len(source.feeds) == 1 and weekly / 7 * len(quiet) >= _EXPECTED_BY_THEN
    if by_habit >= _UNLIKELY and not is_expected:
        return
    if is_expected:
        why = f"its file expects {weekly} a week"
    else:
        why = f"it had news on {busy} of {len(earlier)} nights before"
    for number, (night, feed) in enumerate(quiet, start=1):
        yield _sign("frozen-feed", night, f"{feed.url}: nothing new on {number} nights; {why}")


def _silent(source: Source, nights: Sequence[SourceNight]) -> Iterator[Sign]:
    if source.expect.new_per_week_min == 0:
        return
    new = new_items(nights)
    answered = [night for night in nights if night.day in new]
    newest = max((i for i, night in enumerate(answered) if new[night.day]), default=-1)
    quiet = answered[newest + 1 :]
    if len(quiet) >= _SILENT:
        for number, night in enumerate(quiet, start=1):
            yield _sign("silent", night, f"nothing new on {number} nights")


def _against_expectation(source: Source, nights: Sequence[SourceNight]) -> Iterator[Sign]:
    new = new_items(nights)
    start = backlog(nights)
    counted = [night for night in nights if night.day in new and night.day != start]
    if not counted:
        return
    # A night that was missed is made up for by the next: days count, not nights.
    days = (counted[-1].day - (start or counted[0].day - timedelta(days=1))).days
    low, high = source.expect.new_per_week_min, source.expect.new_per_week_max
    found = sum(new[night.day] for night in counted)
    at_most = sum(feed.items_new for night in counted for feed in night.feeds)
    if days < _FEWEST_DAYS:
        return
    if low is not None and at_most * 7 < low * days:
        name, detail = (
            "below-expectation",
            f"{at_most * 7 / days:.0f} new a week; its file expects at least {low}",
        )
    elif high is not None and found * 7 > high * days:
        name, detail = (
            "above-expectation",
            f"{found * 7 / days:.0f} new a week; its file expects at most {high}",
        )
    else:
        return
    for night in counted:
        yield _sign(name, night, detail)


def _page_failures(nights: Sequence[SourceNight]) -> Iterator[Sign]:
    had: set[str] = set()
    asked = 0
    bad: dict[date, list[str]] = defaultdict(list)
    for night in nights:
        pages = [request for request in night.requests if tried(request)]
        # What was there before and is no longer was removed: that is no failure.
        pages = [page for page in pages if not (failed(page) and page.url in had)]
        had |= {page.url for page in pages if not failed(page)}
        asked += len(pages)
        for page in pages:
            if failed(page):
                bad[night.day].append(page.outcome)
    outcomes = [outcome for found in bad.values() for outcome in found]
    if len(outcomes) < _FEWEST_FAILED or len(outcomes) < _FAILED_SHARE * asked:
        return
    detail = f"{len(outcomes)} of {asked} pages, most often {commonest(outcomes)}"
    for night in nights:
        if night.day in bad:
            yield _sign("page-failures", night, detail)


def _robots_changed(feeds: Sequence[tuple[SourceNight, FeedOutcome]]) -> Iterator[Sign]:
    known = [
        (night, feed.outcome == "robots", feed.url)
        for night, feed in feeds
        if feed.outcome in ANSWERED or feed.outcome == "robots"
    ]
    yield from _changes(known, "the feed")


def _pages_forbidden(nights: Sequence[SourceNight]) -> Iterator[Sign]:
    known: list[tuple[SourceNight, bool, str]] = []
    for night in nights:
        pages = [r for r in night.requests if r.role == "item" and r.outcome != HELD]
        forbidden = [page.url for page in pages if page.outcome == "robots"]
        if pages:
            known.append((night, 2 * len(forbidden) >= len(pages), (forbidden or [pages[0].url])[0]))
    yield from _changes(known, "most pages")


def _changes(known: Sequence[tuple[SourceNight, bool, str]], what: str) -> Iterator[Sign]:
    was_allowed = was_forbidden = False
    for night, is_forbidden, url in known:
        if is_forbidden and was_allowed:
            yield _sign("robots-changed", night, f"robots.txt forbids {what}, which it allowed: {url}")
        elif not is_forbidden and was_forbidden:
            detail = f"robots.txt allows {what} again, or for the first time: {url}"
            yield Sign(
                name="robots-changed", day=night.day, detail=detail, evidence=account_of(night), level="info"
            )
            was_forbidden = False
        was_allowed |= not is_forbidden
        was_forbidden |= is_forbidden


def _held_back(nights: Sequence[SourceNight]) -> Iterator[Sign]:
    counted = [
        (night, sum(request.outcome == HELD and request.role == "item" for request in night.requests))
        for night in nights
        if any(feed.outcome in ANSWERED for feed in night.feeds)
    ]
    for is_over, group in groupby(counted, key=lambda pair: pair[1] > 0):
        run = list(group)
        if is_over and len(run) >= _FEWEST_HELD:
            for number, (night, held) in enumerate(run, start=1):
                yield _sign(HELD, night, f"{held} pages held back, night {number} in a row")


def _flapping(nights: Sequence[SourceNight]) -> Iterator[Sign]:
    was_good, breaks = False, []
    for night in nights:
        outcomes = [feed.outcome for feed in night.feeds if feed.outcome not in NOT_TRIED]
        if not outcomes:
            continue
        is_good = all(outcome in ANSWERED for outcome in outcomes)
        if was_good and not is_good:
            breaks.append(night)
        was_good = is_good
    if len(breaks) >= _FEWEST_FLAPS:
        for night in breaks:
            yield _sign("flapping", night, f"it broke off {len(breaks)} times")


def _always_quiet_hours(nights: Sequence[SourceNight]) -> Iterator[Sign]:
    kept_away = [n for n in nights if n.feeds and all(feed.outcome == "quiet-hours" for feed in n.feeds)]
    if len(kept_away) == len(nights) >= _FEWEST_QUIET:
        for night in kept_away:
            yield _sign("quiet-hours", night, night.feeds[0].detail or "left alone")


def _sign(name: str, night: SourceNight, detail: str) -> Sign:
    return Sign(name=name, day=night.day, detail=detail, evidence=account_of(night))
