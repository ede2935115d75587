"""The sick sites of the look-alike web: each a site like the healthy ones, with one fault on given nights."""

from dataclasses import dataclass, replace
from datetime import timedelta

from lookalike import changes, formats, services
from lookalike.agencies import bluesky, civicplus, mastodon, nixle, section_page, sheriff
from lookalike.answers import Answer, Routes, moved
from lookalike.changes import (
    A_PAGE,
    CLOSED_API,
    EMPTY_FEED,
    HANGS,
    NO_PROFILE,
    NOT_FOUND,
    RESETS,
    TOO_LARGE,
    Change,
    announcing,
    feeds,
    feeds_are,
    pages,
    robots,
)
from lookalike.papers import arc, blog, mcclatchy, paper, teaser_tv, wordpress_api, wordpress_feed
from lookalike.site import Site
from lookalike.stories import NIGHTS


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
        Plant(
            site=paper("lying-paper"),
            names=("lying-validators",),
            nights=ALL_DAYS,
            change=feeds(changes.lying),
        ),
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
            change=feeds(changes.cut_gzip),
        ),
        Plant(
            site=civicplus("packed-city"),
            names=("bad-content-encoding",),
            nights=range(6, 8),
            change=feeds(changes.not_gzip),
        ),
        Plant(
            site=paper("packed-pages"),
            names=("bad-content-encoding",),
            is_read=True,
            nights=range(6, 10),
            change=pages(changes.not_gzip),
        ),
        Plant(
            site=paper("short-pages"),
            names=("body-truncated",),
            also=frozenset({"page-failures"}),
            nights=range(6, 9),
            change=pages(changes.cut_short),
        ),
        Plant(
            site=paper("garbled"),
            names=("wrong-charset",),
            nights=range(3, 10),
            change=announcing(lambda found, site, night: changes.retitled(found, site)),
        ),
        Plant(
            site=paper("flood", crawl={"max_new_per_night": 6}),
            names=("oversized", "page-budget"),
            nights=range(4, 10),
            change=changes.flood,
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
