"""What single nights show of a source's health: one sign for each fault and night."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from crawlers.fault_words import Level
from crawlers.night import FeedOutcome, RequestOutcome, SourceNight

ANSWERED: Final = frozenset({"ok", "ok-empty"})
"""Outcomes of a feed that answered well."""
NOT_TRIED: Final = frozenset({"paused", "quiet-hours", "no-credentials"})
"""Outcomes of a feed that was left alone on purpose: no fault."""
BACKED_OFF: Final = "backed-off"
HELD: Final = "page-budget"
_PAGE_GOOD: Final = frozenset({"ok", "not-modified", "announced-whole"})
_PAGE_WORDS: Final = frozenset(
    {
        "challenge",
        "redirect-home",
        "redirect-loop",
        "too-many-redirects",
        "body-too-large",
        "headers-too-large",
        "body-truncated",
        "bad-content-encoding",
    }
)
"""Outcomes that are told even where one page alone has them; others count among `page-failures`."""
_MANY: Final = 0.2
"""From this share of a night's pages on, what pages show is a fault of the source."""
_GONE: Final = frozenset({"http-404", "http-410"})
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One fault as one night shows it.

    Attributes:
        evidence: an address, or the path of the night's account below the archive's folder.
        level: the loudest that it may be told on this night's account.
    """

    name: str
    day: date
    detail: str
    evidence: str
    level: Level = "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedPage:
    """A page that was fetched and gave no document.

    Attributes:
        reason: as the extraction gives it: `soft-404`, `challenge-page`, `consent-page`, `redirect-to-home`, ...
    """

    day: date
    reason: str
    url: str


_REJECTIONS: Final[Mapping[str, str]] = {
    "soft-404": "soft-404",
    "challenge-page": "challenge",
    "consent-page": "consent-page",
    "login-page": "login-page",
    "region-blocked": "region-blocked",
    "error-page": "error-page",
    "redirect-to-home": "redirect-home",
    "bad-content-encoding": "bad-content-encoding",
    "body-too-large": "body-too-large",
}
"""Reasons that say something of the source, and the fault that they are."""


def account_of(night: SourceNight) -> str:
    """Path of a night's account below the archive's folder."""
    return f"{night.day.isoformat()}/{night.source_id}.night.json"


def tried(request: RequestOutcome) -> bool:
    """Whether the request is one for an item's page that was really made."""
    return request.role == "item" and request.outcome not in {
        HELD,
        "robots",
        "host-deferred",
        "robots-unreachable",
    }


def failed(request: RequestOutcome) -> bool:
    """Whether a page's request ended without the page."""
    return request.outcome not in _PAGE_GOOD


@dataclass(slots=True)
class Memory:
    """What earlier nights told, carried from night to night.

    Attributes:
        answered: pages that have answered well.
        failures: the last failure of each feed, by position.
    """

    answered: set[str] = field(default_factory=set)
    failures: dict[int, tuple[str, str]] = field(default_factory=dict)


def night_signs(night: SourceNight, rejected: Sequence[RejectedPage], memory: Memory) -> Iterator[Sign]:
    """The signs of one night; nights are to be given in order, with one `memory` for all."""
    for feed in night.feeds:
        yield from _feed_signs(night, feed, memory)
    yield from _page_signs(night, rejected, memory)
    memory.answered |= {one.url for one in night.requests if one.role == "item" and not failed(one)}


def _feed_signs(night: SourceNight, feed: FeedOutcome, memory: Memory) -> Iterator[Sign]:
    account = account_of(night)
    for fault in feed.faults:
        if fault.name != "empty":  # one empty answer says little: see `empty-feed`
            yield Sign(name=fault.name, day=night.day, detail=f"{feed.url}: {fault.detail}", evidence=account)
    if feed.outcome in ANSWERED:
        memory.failures.pop(feed.position, None)
        return
    if feed.outcome in NOT_TRIED:
        return
    name, detail = feed.outcome, feed.detail
    if name == BACKED_OFF:
        # Where no earlier night is looked at, the detail begins with the outcome of the last try.
        name, detail = memory.failures.get(feed.position, (detail.partition(" ")[0] or name, detail))
    if name == "http-410":
        name = "gone"
    memory.failures[feed.position] = name, detail
    yield Sign(
        name=name,
        day=night.day,
        detail=f"{feed.url}: {detail}" if detail else feed.url,
        evidence=account,
    )


def _page_signs(night: SourceNight, rejected: Sequence[RejectedPage], memory: Memory) -> Iterator[Sign]:
    pages = [request for request in night.requests if request.role == "item"]
    asked = sum(map(tried, pages))
    by_name: dict[str, dict[str, str]] = defaultdict(dict)
    for page in pages:
        if page.outcome in _GONE and page.url in memory.answered:
            by_name["gone"][page.url] = f"answered {page.outcome.removeprefix('http-')} and was there before"
        elif page.outcome in _PAGE_WORDS:
            by_name[page.outcome][page.url] = page.detail
    for one in rejected:
        if one.reason in _REJECTIONS:
            by_name[_REJECTIONS[one.reason]].setdefault(one.url, "")
    forbidden = [page.url for page in pages if page.outcome == "robots"]
    if forbidden and 2 * len(forbidden) >= len(pages):
        by_name["robots"] = dict.fromkeys(forbidden, "")
        asked = len(pages)
    for name, urls in by_name.items():
        url, words = next(iter(urls.items()))
        is_many = len(urls) >= _MANY * asked and name != "gone"
        yield Sign(
            name=name,
            day=night.day,
            detail=f"{len(urls)} of {max(asked, len(urls))} pages" + (f": {words[:_SHOWN]}" if words else ""),
            evidence=url,
            level="warn" if is_many and len(urls) > 1 else "info",
        )


def commonest(outcomes: Sequence[str]) -> str:
    """The outcome that comes most often, of several the first by name."""
    counts = Counter(outcomes)
    return min(counts, key=lambda outcome: (-counts[outcome], outcome))
