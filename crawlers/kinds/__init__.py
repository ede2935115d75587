"""The kinds of feeds: one file each, pure functions from the bytes of an answer to the items that it announces.

A crawl fetches `first_urls`, hands each answer to `parse`, and follows `Found.more` while the answer held
something new and fewer than `page_limit` answers were read for the feed in this night.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Protocol, assert_never

from pydantic import Field

from crawlers.discovered import Found
from crawlers.kinds import (
    alerts,
    bluesky,
    civicplus,
    feed,
    flashalert,
    govdelivery,
    granicus,
    legistar,
    listing,
    mastodon,
    nixle,
    reddit,
    rolling,
    sitemap,
    wordpress,
    youtube,
)
from crawlers.kinds.alerts import Alerts
from crawlers.kinds.bluesky import Bluesky
from crawlers.kinds.civicplus import CivicPlus
from crawlers.kinds.feed import Feed
from crawlers.kinds.flashalert import FlashAlert
from crawlers.kinds.govdelivery import GovDelivery
from crawlers.kinds.granicus import Granicus
from crawlers.kinds.legistar import Legistar
from crawlers.kinds.listing import Listing
from crawlers.kinds.mastodon import Mastodon
from crawlers.kinds.nixle import Nixle
from crawlers.kinds.reddit import Reddit
from crawlers.kinds.rolling import Rolling
from crawlers.kinds.sitemap import Sitemap
from crawlers.kinds.wordpress import WordPress
from crawlers.kinds.youtube import YouTube

AnyFeed = (
    Feed
    | Sitemap
    | Listing
    | Rolling
    | WordPress
    | CivicPlus
    | GovDelivery
    | Nixle
    | FlashAlert
    | Legistar
    | Granicus
    | Bluesky
    | Mastodon
    | YouTube
    | Reddit
    | Alerts
)
FeedConfig = Annotated[AnyFeed, Field(discriminator="kind")]
"""One feed of a source, as its file gives it."""

KINDS: Final[Mapping[str, type[AnyFeed]]] = {
    "feed": Feed,
    "sitemap": Sitemap,
    "listing": Listing,
    "rolling": Rolling,
    "wordpress": WordPress,
    "civicplus": CivicPlus,
    "govdelivery": GovDelivery,
    "nixle": Nixle,
    "flashalert": FlashAlert,
    "legistar": Legistar,
    "granicus": Granicus,
    "bluesky": Bluesky,
    "mastodon": Mastodon,
    "youtube": YouTube,
    "reddit": Reddit,
    "alerts": Alerts,
}


class _Kind(Protocol):
    """What each module of a kind offers; `config` is an object of its own class."""

    def first_urls(self, config: Any, since: datetime | None) -> tuple[str, ...]: ...

    def parse(self, body: bytes, url: str, config: Any) -> Found: ...


_MODULES: Final[Mapping[type[AnyFeed], _Kind]] = {
    Feed: feed,
    Sitemap: sitemap,
    Listing: listing,
    Rolling: rolling,
    WordPress: wordpress,
    CivicPlus: civicplus,
    GovDelivery: govdelivery,
    Nixle: nixle,
    FlashAlert: flashalert,
    Legistar: legistar,
    Granicus: granicus,
    Bluesky: bluesky,
    Mastodon: mastodon,
    YouTube: youtube,
    Reddit: reddit,
    Alerts: alerts,
}


def first_urls(config: AnyFeed, since: datetime | None) -> tuple[str, ...]:
    """Where a night begins; `since` is the last good night, None on the first."""
    return _MODULES[type(config)].first_urls(config, since)


def parse(body: bytes, url: str, config: AnyFeed) -> Found:
    """What an answer announces; the same bytes always give the same.

    Args:
        body: the answer, its content encoding undone. Answers with an error status may be given too: what an API
            says in them becomes the reason.
        url: the address that answered; relative links are resolved against it.
        config: the feed.

    Raises:
        NotThisKind: the bytes are not what the config says.
    """
    return _MODULES[type(config)].parse(body, url, config)


def page_limit(config: AnyFeed) -> int:
    """How many answers one night may read for the feed, so that no paging is endless."""
    match config:
        case Feed() | Rolling() | GovDelivery() | FlashAlert() | Granicus() | YouTube() | Alerts():
            return 1
        case Sitemap():
            return 1 + config.max_sitemaps
        case Mastodon():
            return config.max_pages + (config.account is not None)  # the look-up
        case Listing() | WordPress() | CivicPlus() | Nixle() | Legistar() | Bluesky() | Reddit():
            return config.max_pages
        case _:
            assert_never(config)
