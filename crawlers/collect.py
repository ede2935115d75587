"""One source's night: its feeds are read, then the pages that they announce are fetched, one request after the other.

Nothing here knows how an answer is got. A night that is taken up again gets from the archive what it had, asks for
the same in the same order, and so ends as it would have without the break.
"""

import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from crawlers.capture import Role
from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.kinds import AnyFeed, first_urls, page_limit, parse
from crawlers.ledger import Known, Ledger, Seen
from crawlers.night import FeedOutcome, RequestOutcome, State
from crawlers.plan import (
    ANNOUNCED_WHOLE,
    PAGE_BUDGET,
    Wanted,
    counts_as_a_try,
    is_news,
    is_passing,
    plan,
    wanted,
)
from crawlers.sources import Source

log = logging.getLogger(__name__)

_GOOD: Final = frozenset({"ok", "ok-empty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How one request ended.

    Attributes:
        outcome: as in `RequestOutcome`.
        status: of the last response; None where none came.
        url: the address that answered.
        body: of a discovery answer, its content encoding undone; empty for items.
        at: UTC.
        detail: in words.
    """

    outcome: str
    status: int | None
    url: str
    body: bytes
    at: datetime
    detail: str


Fetch = Callable[[str, Role, int | None], Awaitable[Answer]]
"""Gets the answer to an address, for a role and, for discovery, a feed's position; raises only what ends the crawl."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a night gave: how feeds and requests fared, and what the ledger is to know."""

    feeds: tuple[FeedOutcome, ...]
    requests: tuple[RequestOutcome, ...]
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _FeedRead:
    position: int
    url: str
    outcome: str
    detail: str
    items: tuple[Discovered, ...]


async def collect(
    source: Source, *, day: date, ledger: Ledger, fetch: Fetch, now: Callable[[], datetime]
) -> Collected:
    """Collect a source once; every request that was made or held back has exactly one outcome."""
    requests: list[RequestOutcome] = []

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

    def hold(url: str, role: Role) -> None:
        held = RequestOutcome(
            url=url,
            role=role,
            outcome=PAGE_BUDGET,
            status=None,
            at=now(),
            detail="held back until the next night",
        )
        requests.append(held)

    since = ledger.last_collected(source.id, before=day)
    reads = [
        await _read_feed(source, position, config, since=since, ledger=ledger, ask=ask, hold=hold)
        for position, config in enumerate(source.feeds)
    ]
    announced = wanted(source, (item for read in reads for item in read.items))
    known = ledger.known(source.id, announced)
    chosen = plan(
        announced,
        known,
        waiting=ledger.waiting(source.id),
        due=ledger.due(source.id, day, source.crawl.recheck_days),
        budget=source.crawl.max_new_per_night,
    )
    seen = [_seen(page, ANNOUNCED_WHOLE, None) for page in announced.values() if page.is_complete]
    for page in chosen.fetch:
        answer = await ask(page.url, "item", None)
        seen.append(_seen(page, answer.outcome, answer.status))
    for page in chosen.held:
        hold(page.url, "item")
        seen.append(_seen(page, PAGE_BUDGET, None))
    feeds = tuple(_outcome(source, read, known, day) for read in reads)
    return Collected(feeds=feeds, requests=tuple(requests), seen=tuple(seen))


def state_of(feeds: tuple[FeedOutcome, ...]) -> State:
    """The state of a night in which the feeds fared so."""
    good = sum(feed.outcome in _GOOD for feed in feeds)
    if good == len(feeds):
        return "collected"
    if good:
        return "partial"
    return "skipped" if all(feed.outcome in ("robots", "paused") for feed in feeds) else "failed"


async def _read_feed(
    source: Source,
    position: int,
    config: AnyFeed,
    *,
    since: datetime | None,
    ledger: Ledger,
    ask: Callable[[str, Role, int | None], Awaitable[Answer]],
    hold: Callable[[str, Role], None],
) -> _FeedRead:
    """Read a feed's pages: those that it begins with, then those that answers with news lead to."""
    first = first_urls(config, since)
    begins, queue, asked = frozenset(first), deque(first), set[str]()
    items: list[Discovered] = []
    failures: list[tuple[str, str]] = []
    limit = max(page_limit(config), len(first))
    while queue:
        url = queue.popleft()
        if url in asked:
            continue
        if len(asked) >= limit:
            hold(url, "discovery")
            continue
        asked.add(url)
        answer = await ask(url, "discovery", position)
        found, reason, detail = _understand(answer, config, is_first=url in begins)
        if found is None:
            failures.append((reason, detail if url in begins else f"{url}: {detail or reason}"))
            if url in begins:
                return _FeedRead(
                    position=position, url=first[0], outcome=reason, detail=detail, items=tuple(items)
                )
            continue
        items += found.items
        for note, words in found.notes:
            log.debug(
                "event=item-note source=%s feed=%d reason=%s detail=%r", source.id, position, note, words
            )
        if found.more and _leads_on(source, config, found, ledger):
            queue.extend(found.more)
    # The feed itself answered: what is missing of its later pages is told in the requests and here, in words.
    detail = "; ".join(f"{reason}: {words}" for reason, words in failures)
    return _FeedRead(
        position=position,
        url=first[0],
        outcome="ok" if items else "ok-empty",
        detail=detail,
        items=tuple(items),
    )


def _understand(answer: Answer, config: AnyFeed, *, is_first: bool) -> tuple[Found | None, str, str]:
    """What the answer announces; or None, and why not as a reason and in words."""
    if answer.outcome != "ok" and (answer.status is None or not answer.outcome.startswith("http-")):
        return None, answer.outcome, answer.detail
    try:
        found = parse(answer.body, answer.url, config)
    except NotThisKind as error:
        if answer.outcome == "ok":
            return None, error.reason, error.detail
        return None, answer.outcome, str(error)
    except Exception as error:  # whatever a kind does not foresee costs this feed, not the night
        log.debug("event=parse-error url=%s", answer.url, exc_info=True)
        return None, "parse-error", f"{type(error).__name__}: {error}"
    # An API may say by an error status that there is no further page.
    if answer.outcome == "ok" or (not is_first and found == Found(items=())):
        return found, "", ""
    return None, answer.outcome, answer.detail


def _leads_on(source: Source, config: AnyFeed, found: Found, ledger: Ledger) -> bool:
    # WordPress is asked for what changed, oldest first: news may follow a page without any.
    if config.kind == "wordpress" or not found.items:
        return True
    pages = wanted(source, found.items)
    known = ledger.known(source.id, pages)
    return any(is_news(page, known) for page in pages.values())


def _seen(page: Wanted, outcome: str, status: int | None) -> Seen:
    passing = is_passing(outcome)
    return Seen(
        key=page.key,
        url=page.url,
        modified=page.modified,
        outcome=outcome,
        has_answered=status is not None and not passing,
        is_waiting=passing or outcome == PAGE_BUDGET,
        has_failed=counts_as_a_try(outcome),
    )


def _outcome(source: Source, read: _FeedRead, known: dict[str, Known], day: date) -> FeedOutcome:
    keys = {source.identity(item.url) for item in read.items}
    # What an earlier attempt of the same day saw first is new still.
    new = sum(key not in known or known[key].first_seen_on >= day for key in keys)
    return FeedOutcome(
        position=read.position,
        url=read.url,
        outcome=read.outcome,
        items_found=len(keys),
        items_new=new,
        detail=read.detail,
    )
