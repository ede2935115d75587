"""One feed's part of a night: its pages are read, then those that answers with news lead to."""

import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urldefrag

from crawlers.backoff import FeedState, is_due
from crawlers.capture import Role
from crawlers.challenge import is_challenge
from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.feed_faults import find_faults
from crawlers.kinds import AnyFeed, first_urls, page_limit, parse
from crawlers.ledger import Ledger
from crawlers.night import Fault
from crawlers.plan import is_news, wanted
from crawlers.sources import Source

log = logging.getLogger(__name__)

NOT_MODIFIED: Final = "not-modified"
"""Outcome of a request whose answer repeats the last one, by the server's word or byte for byte."""
BACKED_OFF: Final = "backed-off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How one request ended.

    Attributes:
        outcome: as in `RequestOutcome`.
        status: of the last response; None where none came.
        url: the address that answered.
        body: of a discovery answer, its content encoding undone, the last one's where it is not modified; empty for items.
        at: UTC.
        detail: in words.
        headers: of a discovery answer, where `at` is the clock's; else none.
        previous: of a discovery answer that does not repeat the last one, that one's body; None where there is none.
        same_validator: its ETag or Last-Modified is the last one's.
    """

    outcome: str
    status: int | None
    url: str
    body: bytes
    at: datetime
    detail: str
    headers: tuple[tuple[str, str], ...] = ()
    previous: bytes | None = None
    same_validator: bool = False


Ask = Callable[[str, Role, int | None], Awaitable[Answer]]
"""Gets the answer to an address, for a role and, for discovery, a feed's position; raises only what ends the crawl."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRead:
    """What a feed gave.

    Attributes:
        url: its first address.
        key: its first address as it is without a night before; what the ledger knows it by.
        is_tried: it was asked tonight.
        lying: addresses whose validators were the same over changed announcements.
    """

    position: int
    url: str
    key: str
    outcome: str
    detail: str
    items: tuple[Discovered, ...] = ()
    faults: tuple[Fault, ...] = ()
    is_tried: bool = True
    lying: tuple[str, ...] = ()


def feed_key(config: AnyFeed) -> str:
    """What the ledger knows a feed by: its first address, without the date that some kinds ask for."""
    return first_urls(config, None)[0]


async def read_feed(
    source: Source,
    position: int,
    config: AnyFeed,
    *,
    day: date,
    since: datetime | None,
    ledger: Ledger,
    ask: Ask,
    hold: Callable[[str, Role], None],
    ignores_backoff: bool,
) -> FeedRead:
    """Read a feed's pages, unless it has failed for so long that it is not due."""
    key = feed_key(config)
    first = first_urls(config, since)
    state = ledger.feed(source.id, key)
    if state is not None and not ignores_backoff and not is_due(state, day):
        return FeedRead(
            position=position,
            url=first[0],
            key=key,
            outcome=BACKED_OFF,
            detail=_why_not(state),
            is_tried=False,
        )
    begins, queue, asked, over = frozenset(first), deque(first), set[str](), set[str]()
    items: list[Discovered] = []
    failures: list[tuple[str, str]] = []
    faults: dict[str, Fault] = {}
    lying: list[str] = []
    limit = max(page_limit(config), len(first))
    while queue:
        url = queue.popleft()
        if url in asked or url in over:
            continue
        if len(asked) >= limit:
            over.add(url)
            hold(url, "discovery")
            continue
        asked.add(url)
        answer = await ask(url, "discovery", position)
        found, reason, detail = _understand(answer, config, is_first=url in begins)
        if found is None:
            failures.append((reason, detail if url in begins else f"{url}: {detail or reason}"))
            if url in begins:
                return FeedRead(
                    position=position,
                    url=first[0],
                    key=key,
                    outcome=reason,
                    detail=detail,
                    items=tuple(items),
                    faults=tuple(faults.values()),
                    lying=tuple(lying),
                )
            continue
        items += found.items
        for fault in _faults(found, answer, config):
            faults.setdefault(fault.name, fault)
            if fault.name == "lying-validators":
                lying.append(urldefrag(answer.url).url)
        for note, words in found.notes:
            log.debug(
                "event=item-note source=%s feed=%d reason=%s detail=%r", source.id, position, note, words
            )
        if found.more and _leads_on(source, config, found, ledger):
            queue.extend(found.more)
    # The feed itself answered: what is missing of its later pages is told in the requests and here, in words.
    detail = "; ".join(f"{reason}: {words}" for reason, words in failures)
    return FeedRead(
        position=position,
        url=first[0],
        key=key,
        outcome="ok" if items else "ok-empty",
        detail=detail,
        items=tuple(items),
        faults=tuple(faults.values()),
        lying=tuple(lying),
    )


def _why_not(state: FeedState) -> str:
    ok = f"answered last on {state.ok_on}" if state.ok_on else "never answered"
    return (
        f"{state.outcome} on {state.tried_on}, failing since {state.failing_since}, {ok}; "
        f"the next try is on {state.next_on}"
    )


def _faults(found: Found, answer: Answer, config: AnyFeed) -> tuple[Fault, ...]:
    previous: Found | None = None
    if answer.previous is not None:
        try:
            previous = parse(answer.previous, answer.url, config)
        except Exception:  # what a kind could not read then says nothing about now
            log.debug("event=unreadable-before url=%s", answer.url, exc_info=True)
    return find_faults(
        found,
        previous,
        config=config,
        headers=answer.headers,
        fetched_at=answer.at,
        same_validator=answer.same_validator,
    )


def _understand(answer: Answer, config: AnyFeed, *, is_first: bool) -> tuple[Found | None, str, str]:
    """What the answer announces; or None, and why not as a reason and in words."""
    is_good = answer.outcome in ("ok", NOT_MODIFIED)
    if not is_good and (answer.status is None or not answer.outcome.startswith("http-")):
        return None, answer.outcome, answer.detail
    try:
        found = parse(answer.body, answer.url, config)
    except NotThisKind as error:
        if is_challenge(answer.status, answer.body):
            return None, "challenge", f"a check for robots in place of the feed, status {answer.status}"
        if is_good:
            return None, error.reason, error.detail
        return None, answer.outcome, str(error)
    except Exception as error:  # whatever a kind does not foresee costs this feed, not the night
        log.debug("event=parse-error url=%s", answer.url, exc_info=True)
        return None, "parse-error", f"{type(error).__name__}: {error}"
    # An API may say by an error status that there is no further page.
    if is_good or (not is_first and found == Found(items=())):
        return found, "", ""
    return None, answer.outcome, answer.detail


def _leads_on(source: Source, config: AnyFeed, found: Found, ledger: Ledger) -> bool:
    # WordPress is asked for what changed, oldest first: news may follow a page without any.
    if config.kind == "wordpress" or not found.items:
        return True
    pages = wanted(source.identity, found.items)
    known = ledger.known(source.id, pages)
    return any(is_news(page, known) for page in pages.values())
