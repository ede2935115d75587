"""What publishers do to their pages after they were published: no fault of theirs as a source, but what a crawl is for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from lookalike import formats
from lookalike.answers import Answer, Routes, html, moved
from lookalike.papers import paper
from lookalike.site import Site
from lookalike.stories import Story, night_at

EVERY_FEW_DAYS = {"crawl": {"recheck_days": [1, 3, 7]}}
LOOKED_AT = (0, 1, 3, 7)
"""Nights on which a page of the first night is looked at."""


@dataclass(frozen=True, kw_only=True)
class Edited:
    """A site of which one page of the first night changes.

    Attributes:
        page: what answers at its address on a night.
    """

    site: Site
    page: Callable[[Story, int], Answer]

    @property
    def story(self) -> Story:
        return self.site.stories(0)[0]

    @property
    def url(self) -> str:
        return self.site.address(self.story)

    def routes(self, night: int) -> Routes:
        return self.site.routes(night) | {self.url: self.page(self.story, night)}


def _with(story: Story, sentence: str) -> Answer:
    good = formats.article(story)
    return replace(
        good, body=bytes(good.body).replace(b"</article>", f"<p>{sentence}</p></article>".encode())
    )


HELD_BACK = "The officer was named in an earlier version."
GONE = html("<html><head><title>Not here</title></head><body>Not here.</body></html>", status=404, etag="")


def edits() -> dict[str, Edited]:
    """The sites by what happens to their page."""

    def edited(name: str, page: Callable[[Story, int], Answer]) -> Edited:
        return Edited(site=paper(name, **EVERY_FEW_DAYS), page=page)

    return {
        "silent-edit": edited(
            "silently-edited",
            lambda story, night: _with(story, HELD_BACK) if night >= 2 else formats.article(story),
        ),
        "there-and-back": edited(
            "there-and-back",
            lambda story, night: _with(story, HELD_BACK) if 2 <= night < 6 else formats.article(story),
        ),
        "removal": edited("removed", lambda story, night: GONE if night >= 2 else formats.article(story)),
        "withdrawal": edited(
            "withdrawn",
            lambda story, night: replace(GONE, status=410) if night >= 2 else formats.article(story),
        ),
        "led-home": edited(
            "led-home", lambda story, night: moved("/", 302) if night >= 2 else formats.article(story)
        ),
    }


WIRE_NIGHT = 4
WIRE = Story(number=4_711, site="the wire", night=WIRE_NIGHT, at=night_at(WIRE_NIGHT) - timedelta(hours=1))
BYLINES = "Robin Alder", "Dana Birch", "The Associated Wire", "Staff reports", "Lee Cedar, Falls Daily"


@dataclass(frozen=True, kw_only=True)
class WirePaper:
    """A paper that prints the wire's story under a byline of its own."""

    site: Site
    byline: str

    @property
    def url(self) -> str:
        return f"{self.site.host}/wire/{WIRE.number}.html"

    def routes(self, night: int) -> Routes:
        routes = self.site.routes(night)
        if night < WIRE_NIGHT:
            return routes
        good = formats.article(WIRE)
        page = replace(good, body=bytes(good.body).replace(WIRE.author.encode(), self.byline.encode()))

        def address(story: Story) -> str:
            return self.url if story is WIRE else self.site.address(story)

        return routes | {
            self.url: page,
            f"{self.site.host}/rss": formats.rss([WIRE, *self.site.stories(night)], address),
        }


def wire_papers() -> tuple[WirePaper, ...]:
    """Five papers with one story."""
    return tuple(
        WirePaper(site=paper(f"sister-{number}"), byline=byline) for number, byline in enumerate(BYLINES)
    )
