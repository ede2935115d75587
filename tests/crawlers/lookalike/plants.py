"""The sick sites of the look-alike web: each a site like the healthy ones, with one fault on given nights."""

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from lookalike import formats, services
from lookalike.answers import Answer, Routes, html, moved
from lookalike.sites import (
    Site,
    arc,
    blog,
    bluesky,
    civicplus,
    mastodon,
    mcclatchy,
    nixle,
    paper,
    section_page,
    sheriff,
    teaser_tv,
    wordpress_api,
    wordpress_feed,
)
from lookalike.stories import NIGHTS, Story
from loopback_web import raw

Change = Callable[[Site, int, Routes], Routes]
"""(site, night, its routes in good health) -> the routes in their place."""


@dataclass(frozen=True, kw_only=True)
class Plant:
    """A fault on a site.

    Attributes:
        names: under which the health report is to tell it, all of them.
        nights: on which it is there.
        change: what it does to the site's routes.
        also: names that follow from the fault and may be told too.
        is_read: it is told by the pages themselves, once they are read into documents.
        is_absent: on these nights the source is not crawled at all.
    """

    site: Site
    names: tuple[str, ...]
    nights: range
    change: Change = lambda site, night, routes: {}
    also: frozenset[str] = frozenset()
    is_read: bool = False
    is_absent: bool = False

    def routes(self, night: int) -> Routes:
        good = self.site.routes(night)
        return good | self.change(self.site, night, good) if night in self.nights else good


def feeds(change: Callable[[Answer], Answer]) -> Change:
    """Change every discovery answer."""
    return lambda site, night, routes: {url: change(routes[url]) for url in site.announced(night)}


def feeds_are(answer: Answer) -> Change:
    return feeds(lambda good: answer)


def announcing(form: Callable[[list[Story], Site, int], Answer]) -> Change:
    """Announce the stories in another form at the site's one feed."""

    def change(site: Site, night: int, routes: Routes) -> Routes:
        (url,) = site.announced(night)
        return {url: form(site.stories(night)[:12], site, night)}

    return change


def pages(change: Callable[[Answer], Answer], *, every: int = 1) -> Change:
    """Change the pages of the night's new stories, or every second or third of them."""
    return lambda site, night, routes: {url: change(routes[url]) for url in site.new_pages(night)[::every]}


def robots(text: str, status: int = 200) -> Change:
    answer = Answer(body=text.encode(), kind="text/plain", status=status)
    return lambda site, night, routes: {f"{site.host}/robots.txt": answer}


def _cut_gzip(good: Answer) -> Answer:
    assert isinstance(good.body, bytes)
    packed = gzip.compress(good.body, mtime=0)
    return replace(good, body=packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"})


def _not_gzip(good: Answer) -> Answer:
    return replace(good, headers={"Content-Encoding": "gzip"})


def _cut_short(good: Answer) -> Answer:
    assert isinstance(good.body, bytes)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(good.body)}\r\nConnection: close\r\n\r\n"
    return replace(good, handler=raw(head.encode(), good.body[: len(good.body) // 2]))


def _lying(good: Answer) -> Answer:
    """The same entity tag whatever the content, and "not modified" for it."""
    return replace(good, etag='"for-ever"')


def _flood(site: Site, night: int, routes: Routes) -> Routes:
    found = site.stories(night)
    many = [replace(found[0], number=10_000 + number) for number in range(2_000)]
    page = formats.article(many[0])
    return {f"{site.host}/rss": formats.rss([*found, *many], site.address)} | {
        site.address(story): page for story in many
    }


def _retitled(found: Iterable[Story], site: Site) -> Answer:
    """Bytes in UTF-8 under the declaration, and the type, of another character set."""
    good = formats.rss(found, site.address, declared="windows-1252")
    return replace(good, kind="text/xml; charset=windows-1252")


TOO_LARGE = Answer(
    handler=raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99000000\r\nConnection: close\r\n\r\n<p>",
    )
)
HANGS = Answer(handler=raw(b"HTTP/1.1 200 OK\r\n", pause_s=5.0))
RESETS = Answer(handler=raw(b"HTTP/1.1 200 OK\r\nContent-Le", reset=True))
A_PAGE = html(
    "<!DOCTYPE html><html><head><title>Our site</title></head><body><h1>We have a new site!</h1></body></html>"
)
NOT_FOUND = html(
    "<!DOCTYPE html><html><head><title>Page not found</title></head><body><h1>Page not found</h1>"
    "<p>Sorry, it is not here.</p></body></html>"
)
CLOSED_API = Answer(
    body=b'{"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}}',
    kind="application/json",
    status=404,
    etag="",
)
NO_PROFILE = Answer(
    body=b'{"error": "InvalidRequest", "message": "Profile not found"}',
    kind="application/json",
    status=400,
    etag="",
)
EMPTY_FEED = formats.rss([], lambda story: "")
ALL_DAYS = range(NIGHTS)


def slow_clock() -> Plant:
    """A server two hours behind; it can be told by the real clock alone."""
    return Plant(
        site=paper("slow-clock"),
        names=("clock-skew",),
        nights=ALL_DAYS,
        change=feeds(lambda good: replace(good, late_s=-7200)),
    )


def plants() -> tuple[Plant, ...]:
    """All faults, each on a site of its own."""
    expecting = {"expect": {"new_per_week_min": 30, "new_per_week_max": 60}}
    overrun = {"expect": {"new_per_week_min": 2, "new_per_week_max": 7}}
    return (
        Plant(site=paper("lying-paper"), names=("lying-validators",), nights=ALL_DAYS, change=feeds(_lying)),
        Plant(
            site=paper("page-for-feed"),
            names=("html-instead-of-feed",),
            nights=range(5, 10),
            change=feeds_are(A_PAGE),
        ),
        Plant(
            site=nixle("nixle-feed", feed="http://nixle-feed.example/tamarack-falls-police/"),
            names=("html-instead-of-feed",),
            nights=ALL_DAYS,
        ),
        Plant(
            site=paper("soft-missing"),
            names=("soft-404",),
            is_read=True,
            nights=range(4, 10),
            change=pages(lambda good: NOT_FOUND),
        ),
        Plant(
            site=teaser_tv("walled-tv"),
            names=("challenge",),
            also=frozenset({"page-failures"}),
            is_read=True,
            nights=range(5, 10),
            change=pages(lambda good: services.challenge()),
        ),
        Plant(
            site=paper("walled-paper"),
            names=("challenge",),
            nights=range(6, 10),
            change=feeds_are(services.challenge()),
        ),
        Plant(
            site=teaser_tv("churning-tv"),
            names=("guid-churn",),
            nights=range(3, 10),
            change=announcing(
                lambda found, site, night: formats.rss(
                    found, site.address, guid=lambda story: f"{night}-{story.number}"
                )
            ),
        ),
        Plant(
            site=blog("ahead-blog"),
            names=("future-dates",),
            nights=range(6, 10),
            change=announcing(
                lambda found, site, night: formats.atom(
                    [replace(story, at=story.at + timedelta(days=40)) for story in found], site.address
                )
            ),
        ),
        Plant(
            site=civicplus("cut-city"),
            names=("body-truncated",),
            nights=range(6, 8),
            change=feeds(_cut_gzip),
        ),
        Plant(
            site=civicplus("packed-city"),
            names=("bad-content-encoding",),
            nights=range(6, 8),
            change=feeds(_not_gzip),
        ),
        Plant(
            site=paper("packed-pages"),
            names=("bad-content-encoding",),
            is_read=True,
            nights=range(6, 10),
            change=pages(_not_gzip),
        ),
        Plant(
            site=paper("short-pages"),
            names=("body-truncated",),
            also=frozenset({"page-failures"}),
            nights=range(6, 9),
            change=pages(_cut_short),
        ),
        Plant(
            site=paper("garbled"),
            names=("wrong-charset",),
            nights=range(3, 10),
            change=announcing(lambda found, site, night: _retitled(found, site)),
        ),
        Plant(
            site=paper("flood", crawl={"max_new_per_night": 6}),
            names=("oversized", "page-budget"),
            nights=range(4, 10),
            change=_flood,
        ),
        Plant(
            site=paper("forbidding"),
            names=("robots", "robots-changed"),
            nights=range(4, 7),
            change=robots("User-agent: *\nDisallow: /\n"),
        ),
        Plant(
            site=mcclatchy("forbids-pages"),
            names=("robots", "robots-changed"),
            nights=range(6, 10),
            change=robots("User-agent: *\nDisallow: /news/local/?storyid\n"),
        ),
        Plant(
            site=paper("broken-robots"),
            names=("robots-unreachable",),
            nights=range(7, 9),
            change=robots("oh no", 500),
        ),
        Plant(
            site=paper("long-forbidden"),
            names=("robots",),
            nights=ALL_DAYS,
            change=robots("User-agent: beatbook\nDisallow: /rss\n"),
        ),
        Plant(site=paper("frozen", ends=5), names=("frozen-feed",), nights=range(5, 10)),
        Plant(site=paper("given-up", ends=2), names=("silent",), nights=range(2, 10)),
        Plant(
            site=sheriff("moved-sheriff", feed="http://moved-sheriff.example/feed/"),
            names=("empty-feed",),
            nights=ALL_DAYS,
            change=lambda site, night, routes: {f"{site.host}/feed/": EMPTY_FEED},
        ),
        Plant(
            site=wordpress_feed("emptied"),
            names=("empty-feed",),
            also=frozenset({"not-a-sitemap"}),
            nights=range(6, 10),
            change=feeds_are(EMPTY_FEED),
        ),
        Plant(site=paper("hanging"), names=("timeout",), nights=range(9, 10), change=feeds_are(HANGS)),
        Plant(
            site=arc("resetting-tv"),
            names=("connection-failed",),
            nights=range(7, 9),
            change=feeds_are(RESETS),
        ),
        Plant(
            site=paper("busy"),
            names=("http-429",),
            nights=range(7, 10),
            change=feeds_are(Answer(status=429, headers={"Retry-After": "3600"}, etag="")),
        ),
        Plant(
            site=paper("circling"),
            names=("redirect-loop",),
            nights=range(5, 10),
            change=lambda site, night, routes: {
                f"{site.host}/rss": moved("/feed.xml", 302),
                f"{site.host}/feed.xml": moved("/rss", 302),
            },
        ),
        # Asked through a proxy, a name that is not known any more is the proxy's to tell.
        Plant(
            site=paper("lapsed"),
            names=("http-502",),
            nights=range(6, 10),
            change=feeds_are(Answer(body=b"cannot resolve the host", status=502, etag="")),
        ),
        Plant(
            site=paper("huge-feed"),
            names=("body-too-large",),
            nights=range(8, 10),
            change=feeds_are(TOO_LARGE),
        ),
        Plant(
            site=section_page("huge-files"),
            names=("body-too-large",),
            nights=range(6, 10),
            change=pages(lambda good: TOO_LARGE, every=2),
        ),
        Plant(
            site=paper("home-again"),
            names=("redirect-home",),
            also=frozenset({"page-failures"}),
            nights=range(5, 10),
            change=lambda site, night, routes: {url: moved("/", 302) for url in site.new_pages(night)},
        ),
        Plant(
            site=paper("gone-feed"),
            names=("gone",),
            nights=range(6, 10),
            change=feeds_are(Answer(body=b"gone", status=410, etag="")),
        ),
        Plant(
            site=paper("missing-feed"),
            names=("http-404",),
            nights=range(6, 10),
            change=feeds_are(Answer(body=b"not here", status=404, etag="")),
        ),
        Plant(
            site=paper("failing-pages"),
            names=("page-failures",),
            nights=range(5, 10),
            change=pages(lambda good: Answer(body=b"oops", status=403, etag="")),
        ),
        Plant(site=paper("thin", per_night=1, **expecting), names=("below-expectation",), nights=ALL_DAYS),
        Plant(site=paper("overrun", per_night=3, **overrun), names=("above-expectation",), nights=ALL_DAYS),
        Plant(
            site=paper("flapping"),
            names=("flapping", "http-500"),
            nights=range(3, 10, 2),
            change=feeds_are(Answer(body=b"oops", status=500, etag="")),
        ),
        Plant(
            site=paper("linkless"),
            names=("items-without-link",),
            nights=range(6, 10),
            change=announcing(
                lambda found, site, night: replace(
                    good := formats.rss(found, site.address),
                    body=bytes(good.body).replace(
                        b"<channel>", b"<channel><item><title>Agenda</title></item>", 1
                    ),
                )
            ),
        ),
        Plant(
            site=paper("timeless"),
            names=("undated",),
            nights=range(6, 10),
            change=announcing(lambda found, site, night: formats.rss(found, site.address, is_dated=False)),
        ),
        Plant(
            site=sheriff("redesigned"),
            names=("nothing-selected", "empty-feed"),
            nights=range(6, 10),
            change=feeds(lambda good: replace(good, body=bytes(good.body).replace(b"h3", b"h2"))),
        ),
        Plant(
            site=wordpress_api("closed-api"),
            names=("http-404",),
            nights=range(6, 10),
            change=feeds_are(CLOSED_API),
        ),
        Plant(
            site=bluesky("renamed"), names=("http-400",), nights=range(7, 10), change=feeds_are(NO_PROFILE)
        ),
        Plant(
            site=mastodon("closed-server"),
            names=("http-401",),
            nights=range(7, 10),
            change=feeds_are(
                Answer(
                    body=b'{"error": "This method requires an authenticated user"}',
                    status=401,
                    kind="application/json",
                    etag="",
                )
            ),
        ),
        Plant(site=paper("left-out"), names=("not-collected",), nights=range(8, 9), is_absent=True),
        Plant(
            site=paper("always-quiet", crawl={"quiet_hours": "01:00-06:00"}),
            names=("quiet-hours",),
            nights=ALL_DAYS,
        ),
    )
