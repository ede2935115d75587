"""Feeds: RSS, Atom, RDF and JSON Feed.

An item's page is fetched even where the feed carries a text: `content:encoded` may be a teaser, and nothing in it
says so.
"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from crawlers.discovered import Found
from crawlers.syndication import read_feed
from crawlers.urls import HttpAddress


class Feed(BaseModel):
    """A feed in any of its formats."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["feed"]
    url: HttpAddress = Field(description="address of the RSS, Atom or JSON feed")


def first_urls(config: Feed, since: datetime | None) -> tuple[str, ...]:
    """The feed itself; `since` cannot be asked for."""
    return (config.url,)


def parse(body: bytes, url: str, config: Feed) -> Found:
    """The items of the feed, in its order.

    Raises:
        NotThisKind: `empty-body`, `html-instead-of-feed`, `not-a-feed` or `too-many-elements`.
    """
    return read_feed(body, url)
