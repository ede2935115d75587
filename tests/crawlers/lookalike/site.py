"""A site of the look-alike web, and the parts that the builders of sites share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lookalike import formats
from lookalike.answers import Answer, Routes, html
from lookalike.stories import NIGHTS, Story, stories
from loopback_web import make_source

from crawlers.sources import Source

SHOWN = 12
"""How many stories a feed shows."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A site with its source.

    Attributes:
        announce: the discovery answers for the stories that a feed shows.
        show: the page of a story; None where the announcement holds it whole.
        address: of a story.
        per_night: new stories a night.
        ends: the night from which nothing is published any more.
        fixed: routes that stay.
    """

    source: Source
    announce: Callable[[list[Story], int], Routes]
    show: Callable[[Story], Answer] | None
    address: Callable[[Story], str]
    per_night: int = 2
    ends: int = NIGHTS
    fixed: Routes = field(default_factory=dict)

    @property
    def host(self) -> str:
        return self.source.homepage.rstrip("/")

    def stories(self, night: int) -> list[Story]:
        return stories(self.source.id, night, per_night=self.per_night, ends=self.ends)

    def announced(self, night: int) -> Routes:
        return self.announce(self.stories(night)[:SHOWN], night)

    def pages(self, night: int) -> Routes:
        """The pages of all stories so far."""
        if self.show is None:
            return {}
        return {self.address(story): self.show(story) for story in self.stories(night)}

    def new_pages(self, night: int) -> list[str]:
        """The pages that a night is the first to find."""
        if self.show is None:
            return []
        return [
            self.address(story)
            for story in self.stories(night)
            if story.night == night or (night == 0 and story.night < 0)
        ]

    def routes(self, night: int) -> Routes:
        home = html(f"<html><head><title>{self.source.name}</title></head><body><h1>Home</h1></body></html>")
        return {f"{self.host}/": home} | self.fixed | self.pages(night) | self.announced(night)


def site_parts(name: str, *feeds: str | dict[str, Any], **given: Any) -> dict[str, Any]:
    """The parts that every builder sets alike; `given` are changes of source or site."""
    own = {
        key: given.pop(key)
        for key in ("per_night", "ends", "fixed", "show", "address", "announce")
        if key in given
    }
    crawl = {"recheck_days": []} | given.pop("crawl", {})
    source_id = f"us_or_{name.replace('-', '_')}"
    source = make_source(source_id, *feeds, homepage=f"http://{name}.example/", crawl=crawl, **given)
    return {"source": source} | own


def simple(
    name: str,
    path: str,
    form: Callable[..., Answer],
    page: Callable[[Story], str],
    /,
    **given: Any,
) -> Site:
    """A site with one feed: `form` makes it, `page` is a story's path."""
    host = f"http://{name}.example"
    feed = given.pop("feed", f"{host}{path}")
    address = lambda story: f"{host}{page(story)}"  # noqa: E731
    defaults = {
        "address": address,
        "show": formats.article,
        "announce": lambda found, night: {f"{host}{path}": form(found, address)},
    }
    return Site(**site_parts(name, feed, **(defaults | given)))
