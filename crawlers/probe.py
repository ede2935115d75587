"""One look at feeds, by a crawl into a folder that is thrown away: so robots.txt, delays, limits and the guard hold.

Nothing of it enters the archive or the ledger.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

from protego import Protego

from crawlers.archive import read_archive
from crawlers.capture import Capture
from crawlers.check_sources import is_nobodys
from crawlers.discovered import Discovered, NotThisKind
from crawlers.instants import instant
from crawlers.job import Credentials
from crawlers.kinds import AnyFeed, first_urls, parse
from crawlers.kinds.listing import Listing
from crawlers.night import FeedOutcome, SourceNight
from crawlers.run import crawl
from crawlers.settings import PRODUCT
from crawlers.sources import Source

_DELAY_S: Final = 0.5
"""Seconds between two requests to one host: a look is a dozen requests, once, while a person waits."""
_NOTHING: Final = "beatbook-takes-nothing"
"""A selector that matches no element: a page is wanted for itself, not for what it announces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """How the web is reached.

    Attributes:
        contact: how a server's owner reaches us.
        day: the date now, in the place's zone.
        proxy: HTTP proxy for everything; None for none.
        timeout_s: the longest that a server may take for one answer; less than a night gives, since a person waits.
        credentials: for the kinds that ask for some.
    """

    contact: str
    day: date
    proxy: str | None = None
    timeout_s: float = 10.0
    credentials: Credentials | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What one feed gave.

    Attributes:
        outcome, detail: as in `FeedOutcome`.
        answer: the last answer to its first address; None where none came.
        items: announced, in order.
        notes: (reason, detail) of announced items that could not be used.
    """

    config: AnyFeed
    outcome: str
    detail: str
    answer: Capture | None
    items: tuple[Discovered, ...]
    notes: tuple[tuple[str, str], ...]

    @property
    def dates(self) -> tuple[datetime, ...]:
        """When the items say they were published, those that have not come yet left out; newest first."""
        found = [at for item in self.items if item.published and (at := instant(item.published))]
        return tuple(
            sorted((at for at in found if self.answer and at <= self.answer.fetched_at), reverse=True)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a look gave.

    Attributes:
        tried: the feeds, in their order.
        night: the account.
        robots: text of the robots.txt of each origin that has one.
        folder: of the archive in which it stands, and `source` as which; gone once the look is over.
    """

    tried: tuple[Tried, ...]
    night: SourceNight
    robots: dict[str, str]
    folder: Path
    source: Source

    def robots_of(self, url: str) -> str:
        """The text of the robots.txt of an address's host; empty where there is none."""
        parts = urlsplit(url)
        return self.robots.get(f"{parts.scheme}://{parts.netloc}", "")

    def is_allowed(self, url: str) -> bool:
        """Whether the robots.txt files that were seen let an address be fetched."""
        rules = self.robots_of(url)
        return not rules or bool(Protego.parse(rules).can_fetch(url, PRODUCT.partition("/")[0]))


def page_alone(url: str) -> Listing:
    """A feed that gets a page for itself and announces nothing."""
    return Listing(kind="listing", url=url, link_css=_NOTHING)


def look_at(feeds: Sequence[AnyFeed], *, homepage: str, web: Web) -> Probe:
    """Ask some feeds once, and one of the pages that they announce.

    Raises:
        CrawlError: nothing could be asked.
    """
    delay = 0.0 if all(is_nobodys(first_urls(feed, None)[0]) for feed in feeds) else _DELAY_S
    source = Source.model_validate(
        {
            "id": "look",
            "name": "look",
            "homepage": homepage,
            "publisher": "blog",
            "place": {"name": "look", "state": "DC"},
            "timezone": "UTC",
            "feeds": [feed.model_dump() for feed in feeds],
            "crawl": {"delay_s": delay, "max_new_per_night": 1},
        }
    )
    with look_at_source(source, web=web) as probe:
        return probe


@contextmanager
def look_at_source(source: Source, *, web: Web) -> Iterator[Probe]:
    """Poll a source once; within the block what was fetched can be read in `Probe.folder`.

    Raises:
        CrawlError: nothing could be asked.
    """
    with TemporaryDirectory(prefix="beatbook-look-") as name:
        folder = Path(name)
        night = crawl(
            [source],
            day=web.day,
            archive_dir=folder,
            ledger_path=folder / "ledger.sqlite",
            contact=web.contact,
            proxy=web.proxy,
            credentials=web.credentials,
            timeout_s=web.timeout_s,
        ).nights[0]
        captures = tuple(read_archive(folder, web.day, source.id))
        yield Probe(
            tried=tuple(
                _tried(config, outcome, [c for c in captures if c.feed == outcome.position])
                for config, outcome in zip(source.feeds, night.feeds, strict=True)
            ),
            night=night,
            robots={
                capture.announced_url.removesuffix("/robots.txt"): capture.body.decode("utf-8", "replace")
                for capture in captures
                if capture.role == "robots" and capture.status < 300
            },
            folder=folder,
            source=source,
        )


def _tried(config: AnyFeed, outcome: FeedOutcome, captures: list[Capture]) -> Tried:
    items: list[Discovered] = []
    notes: list[tuple[str, str]] = []
    for capture in captures:
        if not 200 <= capture.status < 300:
            continue
        try:
            found = parse(capture.body, capture.url, config)
        except NotThisKind:
            continue
        items += found.items
        notes += found.notes
    # An answer may have asked for a pause first; further pages follow it.
    answers = [c for c in captures if not _leads_on(c) and c.announced_url == outcome.url]
    return Tried(
        config=config,
        outcome=outcome.outcome,
        detail=outcome.detail,
        answer=answers[-1] if answers else None,
        items=tuple(items),
        notes=tuple(notes),
    )


def _leads_on(capture: Capture) -> bool:
    return 300 <= capture.status < 400 and capture.header("location") is not None
