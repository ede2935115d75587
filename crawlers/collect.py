"""One source's night: its feeds are read, then the pages that they announce are fetched, one request after the other.

Nothing here knows how an answer is got. A night that is taken up again gets from the archive what it had, asks for
the same in the same order, and so ends as it would have without the break.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from crawlers.backoff import FeedState, after_try, is_passing
from crawlers.capture import Role
from crawlers.ledger import Ledger
from crawlers.ledger_rows import Known, Seen
from crawlers.night import FeedOutcome, RequestOutcome, State
from crawlers.plan import ANNOUNCED_WHOLE, PAGE_BUDGET, Wanted, counts_as_a_try, plan, wanted
from crawlers.read_feed import Answer, Ask, FeedRead, read_feed
from crawlers.sources import Source
from crawlers.urls import same_site

QUIET_HOURS: Final = "quiet-hours"
REDIRECT_HOME: Final = "redirect-home"
_GOOD: Final = frozenset({"ok", "ok-empty"})
_LEFT_ALONE: Final = frozenset({"robots", "paused", QUIET_HOURS, "no-credentials"})
_GONE: Final = frozenset({"http-404", "http-410", REDIRECT_HOME})
_HELD: Final = frozenset({PAGE_BUDGET, QUIET_HOURS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a night gave: how feeds and requests fared, and what the ledger is to know.

    Attributes:
        states: of each feed that was tried, by its key.
        lying: addresses that are to be asked without conditions from now on.
    """

    feeds: tuple[FeedOutcome, ...]
    requests: tuple[RequestOutcome, ...]
    seen: tuple[Seen, ...]
    states: dict[str, FeedState]
    lying: frozenset[str]


async def collect(
    source: Source,
    *,
    day: date,
    ledger: Ledger,
    fetch: Ask,
    now: Callable[[], datetime],
    begun_at: datetime,
    ignores_backoff: bool = False,
) -> Collected:
    """Collect a source once; every request that was made or held back has exactly one outcome.

    Args:
        source: whose night it is.
        day: the crawl day.
        ledger: what the nights before left.
        fetch: gets an answer.
        now: the instant.
        begun_at: when this attempt began, be it taken up again since.
        ignores_backoff: ask feeds too that have failed for so long that they are not due.
    """
    requests: list[RequestOutcome] = []
    # Each address is met several times a night, and telling its identity costs more than all else that is done with it.
    identity = cache(source.identity)
    home = identity(source.homepage)
    zone = ZoneInfo(source.timezone)

    async def ask(url: str, role: Role, feed: int | None) -> Answer:
        answer = await fetch(url, role, feed)
        requests.append(
            RequestOutcome(
                url=url,
                role=role,
                outcome=answer.outcome,
                status=answer.status,
                at=answer.at,
                detail=answer.detail,
            )
        )
        return answer

    def hold(url: str, role: Role, outcome: str = PAGE_BUDGET) -> None:
        held = RequestOutcome(
            url=url,
            role=role,
            outcome=outcome,
            status=None,
            at=now(),
            detail="held back until the next night",
        )
        requests.append(held)

    since = ledger.last_collected(source.id, before=day)
    reads = [
        await read_feed(
            source,
            position,
            config,
            day=day,
            since=since,
            ledger=ledger,
            ask=ask,
            hold=hold,
            ignores_backoff=ignores_backoff,
        )
        for position, config in enumerate(source.feeds)
    ]
    announced = wanted(identity, (item for read in reads for item in read.items))
    known = ledger.known(source.id, announced)
    is_out = all(read.outcome not in _GOOD for read in reads)
    chosen = plan(
        announced,
        known,
        waiting=ledger.waiting(source.id),
        due=ledger.due(source.id, day, source.crawl.recheck_days, begun_at),
        budget=source.crawl.max_new_per_night,
    )
    seen = [_seen(identity, page, None, ANNOUNCED_WHOLE) for page in announced.values() if page.is_complete]
    for page in chosen.fetch:
        if source.crawl.is_quiet(now().astimezone(zone).time()):
            hold(page.url, "item", QUIET_HOURS)
            seen.append(_seen(identity, page, None, QUIET_HOURS))
            continue
        answer = await ask(page.url, "item", None)
        outcome = answer.outcome
        if page.key != home and _is_good(answer) and identity(answer.url) == home:
            outcome = REDIRECT_HOME
            requests[-1] = replace(requests[-1], outcome=outcome, detail="the page led to the front page")
        seen.append(_seen(identity, page, answer, outcome, is_out=is_out))
    for page in chosen.held:
        hold(page.url, "item")
        seen.append(_seen(identity, page, None, PAGE_BUDGET))
    return Collected(
        feeds=tuple(_outcome(identity, read, known, day) for read in reads),
        requests=tuple(requests),
        seen=tuple(seen),
        states={
            read.key: after_try(ledger.feed(source.id, read.key), read.outcome, day)
            for read in reads
            if read.is_tried
        },
        lying=frozenset(url for read in reads for url in read.lying),
    )


def state_of(feeds: tuple[FeedOutcome, ...]) -> State:
    """The state of a night in which the feeds fared so."""
    good = sum(feed.outcome in _GOOD for feed in feeds)
    if good == len(feeds):
        return "collected"
    if good:
        return "partial"
    return "skipped" if all(feed.outcome in _LEFT_ALONE for feed in feeds) else "failed"


def _seen(
    identity: Callable[[str], str],
    page: Wanted,
    answer: Answer | None,
    outcome: str,
    *,
    is_out: bool = False,
) -> Seen:
    # Where not one feed of a source answers, "not found" says nothing of a page.
    passing = is_passing(outcome) or (is_out and outcome in _GONE)
    final = None
    if answer is not None and _is_good(answer) and outcome != REDIRECT_HOME:
        # Another address of the same site that it led to: announced later, it is no other page.
        final = identity(answer.url)
        final = final if final != page.key and same_site(final, page.key) else None
    has_answered = answer is not None and answer.status is not None and not passing
    return Seen(
        key=page.key,
        url=page.url,
        modified=page.modified,
        outcome=outcome,
        has_answered=has_answered,
        is_waiting=passing or outcome in _HELD,
        has_failed=counts_as_a_try(outcome) or (is_out and outcome in _GONE),
        is_gone=outcome in _GONE and not passing,
        same_as=final,
        looked_at=answer.at if answer is not None and has_answered else None,
    )


def _is_good(answer: Answer) -> bool:
    return answer.status is not None and answer.status < 300


def _outcome(
    identity: Callable[[str], str], read: FeedRead, known: dict[str, Known], day: date
) -> FeedOutcome:
    keys = {identity(item.url) for item in read.items}
    # What an earlier attempt of the same day saw first is new still.
    new = sum(key not in known or known[key].first_seen_on >= day for key in keys)
    return FeedOutcome(
        position=read.position,
        url=read.url,
        outcome=read.outcome,
        items_found=len(keys),
        items_new=new,
        detail=read.detail,
        faults=read.faults,
    )
