"""The healthy sites of the look-alike web, one builder a type of local source."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lookalike import formats, services
from lookalike.answers import Answer, Routes, html, moved
from lookalike.stories import NIGHTS, Story, night_at, stories
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


def _site(name: str, *feeds: str | dict[str, Any], **given: Any) -> dict[str, Any]:
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


def wordpress_api(name: str, **given: Any) -> Site:
    host = f"http://{name}.example"
    address = lambda story: f"{host}/2026/11/story-{story.number}/"  # noqa: E731
    defaults = {
        "address": address,
        "show": None,
        "announce": lambda found, night: {f"{host}/wp-json/wp/v2/posts": formats.wordpress(found, address)},
    }
    return Site(**_site(name, {"kind": "wordpress", "url": host}, **(defaults | given)))


def wordpress_feed(name: str, **given: Any) -> Site:
    """Feed and news sitemap announce the same."""
    host = f"http://{name}.example"
    address = lambda story: f"{host}/2026/11/story-{story.number}/"  # noqa: E731
    defaults = {
        "address": address,
        "show": formats.article,
        "announce": lambda found, night: {
            f"{host}/feed/": formats.rss(found, lambda one: f"{address(one)}?utm_source=rss"),
            f"{host}/news-sitemap.xml": formats.news_sitemap(found, address),
        },
    }
    feeds = f"{host}/feed/", {"kind": "sitemap", "url": f"{host}/news-sitemap.xml"}
    return Site(**_site(name, *feeds, **(defaults | given)))


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
    return Site(**_site(name, feed, **(defaults | given)))


def paper(name: str, **given: Any) -> Site:
    """The plainest of all: one RSS feed and its pages."""
    return simple(name, "/rss", formats.rss, lambda story: f"/news/{story.number}.html", **given)


def blog(name: str, **given: Any) -> Site:
    return simple(
        name,
        "/feeds/posts/default",
        formats.atom,
        lambda story: f"/2026/11/post-{story.number}.html",
        **({"show": formats.blog_post, "publisher": "blog"} | given),
    )


def blox(name: str, **given: Any) -> Site:
    return simple(
        name,
        "/search/?f=rss&t=article&c=news*&l=50&s=start_time&sd=desc",
        formats.rss,
        lambda story: f"/news/local/a-story/article_{story.uuid}.html",
        **({"show": lambda story: formats.article(story, body_class="asset-content tncms-region")} | given),
    )


def mcclatchy(name: str, **given: Any) -> Site:
    """Its feed, and its pages, are told apart by nothing but their query."""
    return simple(
        name,
        "/news/local/?widgetName=rssfeed&widgetContentId=712015&getXmlFeed=true",
        formats.rss,
        lambda story: f"/news/local/?storyid={story.number}",
        **given,
    )


def arc(name: str, **given: Any) -> Site:
    """A television station: an index of news sitemaps, one a night."""
    host = f"http://{name}.example"
    address = lambda story: f"{host}/2026/11/{story.at.day:02d}/{story.number}/"  # noqa: E731
    index = f"{host}/arc/outboundfeeds/news-sitemap-index/?outputType=xml"

    def part(night: int) -> str:
        return f"{host}/arc/outboundfeeds/news-sitemap/night-{night}/"

    def announce(found: list[Story], night: int) -> Routes:
        nights = {story.night for story in found}
        return {index: formats.sitemap_index((part(one), night_at(one)) for one in nights)} | {
            part(one): formats.news_sitemap((story for story in found if story.night == one), address)
            for one in nights
        }

    defaults = {"address": address, "show": formats.arc_page, "announce": announce, "publisher": "tv"}
    return Site(**_site(name, {"kind": "sitemap", "url": index}, **(defaults | given)))


def teaser_tv(name: str, **given: Any) -> Site:
    return simple(
        name,
        "/feeds/syndication/rss/news/local",
        formats.rss,
        lambda story: f"/article/news/local/{story.number}/283-{story.uuid}",
        **({"publisher": "tv"} | given),
    )


def rdf_paper(name: str, **given: Any) -> Site:
    return simple(name, "/index.rdf", formats.rdf, lambda story: f"/a/{story.number}", **given)


def json_paper(name: str, **given: Any) -> Site:
    return simple(name, "/feed.json", formats.json_feed, lambda story: f"/a/{story.number}", **given)


def section_page(name: str, **given: Any) -> Site:
    """A police department's page of releases, each a PDF."""
    feed = {
        "kind": "listing",
        "url": f"http://{name}.example/releases",
        "link_css": "h3 a",
        "date_css": "time",
    }
    return simple(
        name,
        "/releases",
        formats.section,
        lambda story: f"/files/release-{story.number}.pdf",
        **({"feed": feed, "show": services.pdf, "publisher": "police", "form": "press_release"} | given),
    )


def sheriff(name: str, **given: Any) -> Site:
    """A sheriff's page with cards, each of a page."""
    feed = {
        "kind": "listing",
        "url": f"http://{name}.example/news",
        "link_css": "article h3 a",
        "date_css": "time",
    }
    return simple(
        name,
        "/news",
        formats.section,
        lambda story: f"/news/{story.number}",
        **({"feed": feed, "publisher": "sheriff"} | given),
    )


def flashalert(name: str, **given: Any) -> Site:
    feed = {
        "kind": "flashalert",
        "url": f"http://{name}.example/flashnews_xml2.php?RegionID=1",
        "orgs": ["413"],
    }
    return simple(
        name,
        "/flashnews_xml2.php",
        lambda found, address: services.flashalert(found),
        lambda story: f"/id/413/{story.number}",
        **({"feed": feed, "show": None, "publisher": "police"} | given),
    )


def civicplus(name: str, **given: Any) -> Site:
    host = f"http://{name}.example"
    return simple(
        name,
        "/RSSFeed.aspx",
        lambda found, address: services.civicplus(found, host),
        lambda story: f"/CivicAlerts.aspx?AID={story.number}",
        **({"feed": {"kind": "civicplus", "url": host}, "publisher": "city"} | given),
    )


def nixle(name: str, **given: Any) -> Site:
    feed = {"kind": "nixle", "url": f"http://{name}.example/tamarack-falls-police/"}
    return simple(
        name,
        "/tamarack-falls-police/",
        lambda found, address: services.nixle(found),
        lambda story: f"/alert/{story.number}/",
        **({"feed": feed, "publisher": "police"} | given),
    )


def rolling(name: str, **given: Any) -> Site:
    feed = {
        "kind": "rolling",
        "url": f"http://{name}.example/log",
        "item_css": "main li",
        "key_css": "strong",
    }
    return simple(
        name,
        "/log",
        lambda found, address: services.rolling_list(found),
        lambda story: "/log",
        **({"feed": feed, "show": None, "publisher": "sheriff", "form": "record"} | given),
    )


def legistar(name: str, **given: Any) -> Site:
    host = f"http://{name}.example"
    feed = {"kind": "legistar", "client": "tamarack", "api": host}
    return simple(
        name,
        "/v1/tamarack/events",
        lambda found, address: services.legistar(found, host),
        lambda story: f"/MeetingDetail.aspx?LEGID={story.number}&GID=1",
        **({"feed": feed, "show": None, "publisher": "city", "form": "record"} | given),
    )


def granicus(name: str, **given: Any) -> Site:
    host = f"http://{name}.example"
    feed = {"kind": "granicus", "url": f"{host}/ViewPublisherRSS.php?view_id=2&mode=agendas"}
    return simple(
        name,
        "/ViewPublisherRSS.php",
        lambda found, address: services.granicus(found, host),
        lambda story: f"/AgendaViewer.php?view_id=2&event_id={story.number}",
        **({"feed": feed, "publisher": "city", "form": "record"} | given),
    )


def govdelivery(name: str, **given: Any) -> Site:
    host = f"http://{name}.example"
    feed = {"kind": "govdelivery", "account": "ORTAMARACK", "api": host}
    return simple(
        name,
        "/accounts/ORTAMARACK/bulletins.rss",
        formats.rss,
        lambda story: f"/accounts/ORTAMARACK/bulletins/{story.number:x}a",
        **({"feed": feed, "publisher": "county"} | given),
    )


def bluesky(name: str, **given: Any) -> Site:
    feed = {"kind": "bluesky", "actor": "police.example", "api": f"http://{name}.example"}
    return simple(
        name,
        "/xrpc/app.bsky.feed.getAuthorFeed",
        lambda found, address: services.bluesky(found),
        lambda story: f"/post/{story.number}",
        **({"feed": feed, "show": None, "publisher": "police", "form": "post"} | given),
    )


def mastodon(name: str, **given: Any) -> Site:
    host = f"http://{name}.example"

    def announce(found: list[Story], night: int) -> Routes:
        account, posts = services.mastodon(found, host)
        return {
            f"{host}/api/v1/accounts/lookup": account,
            f"{host}/api/v1/accounts/7/statuses": posts,
        }

    defaults = {
        "show": None,
        "address": lambda story: f"{host}/@tfpd/{story.number}",
        "announce": announce,
        "publisher": "police",
        "form": "post",
    }
    return Site(**_site(name, {"kind": "mastodon", "url": host, "account": "tfpd"}, **(defaults | given)))


def youtube(name: str, **given: Any) -> Site:
    feed = {"kind": "youtube", "channel": services.CHANNEL, "api": f"http://{name}.example"}
    return simple(
        name,
        "/feeds/videos.xml",
        lambda found, address: services.youtube(found),
        lambda story: f"/watch/{story.number}",
        **({"feed": feed, "show": None, "publisher": "city", "form": "post"} | given),
    )


def alerts(name: str, **given: Any) -> Site:
    """The feed of a search; what it found stands on another host, and its links lead over the service."""
    elsewhere = f"http://found-by-{name}.example"

    def address(story: Story) -> str:
        return f"{elsewhere}/{story.number}"

    def wrapped(story: Story) -> str:
        return f"https://www.google.com/url?rct=j&sa=t&url={address(story)}&ct=ga"

    feed = f"http://{name}.example/alerts/feeds/1/2"
    defaults = {
        "address": address,
        "show": formats.article,
        "announce": lambda found, night: {feed: formats.atom(found, wrapped)},
    }
    return Site(**_site(name, {"kind": "alerts", "url": feed}, **(defaults | given)))


def reddit(name: str, **given: Any) -> Site:
    """A subreddit: off, since it is asked with credentials only."""
    feed = {"kind": "reddit", "subreddit": "TamarackFalls", "api": f"http://{name}.example"}
    return simple(
        name,
        "/r/TamarackFalls/new",
        lambda found, address: html("not for readers without a key", status=403),
        lambda story: f"/r/{story.number}",
        **({"feed": feed, "show": None, "publisher": "forum", "form": "post"} | given),
    )


def redirecting(name: str, **given: Any) -> Site:
    """A paper whose feed and pages have moved to www, in good order."""
    host = f"http://{name}.example"
    www = f"http://www.{name}.example"
    address = lambda story: f"{host}/{story.number}"  # noqa: E731
    whole = paper(name)
    return Site(
        **_site(
            name,
            f"{host}/rss",
            **(
                {
                    "address": address,
                    "show": lambda story: moved(f"{www}/{story.number}"),
                    "announce": lambda found, night: (
                        {
                            f"{host}/rss": moved(f"{www}/rss"),
                            f"{www}/rss": formats.rss(found, address),
                        }
                        | {f"{www}/{story.number}": formats.article(story) for story in whole.stories(night)}
                    ),
                }
                | given
            ),
        )
    )


def guarded(name: str, **given: Any) -> Site:
    """A paper whose robots.txt is packed and forbids one of the pages that its feed announces."""
    host = f"http://{name}.example"
    rules = Answer(
        body=gzip.compress(b"User-agent: *\nDisallow: /private/\n", mtime=0),
        kind="text/plain",
        headers={"Content-Encoding": "gzip"},
    )
    address = lambda story: f"{host}/{'private' if story.number == 1 else 'news'}/{story.number}"  # noqa: E731
    defaults = {
        "address": address,
        "show": formats.article,
        "announce": lambda found, night: {f"{host}/rss": formats.rss(found, address)},
        "fixed": {f"{host}/robots.txt": rules},
    }
    return Site(**_site(name, f"{host}/rss", **(defaults | given)))


TYPES: tuple[Callable[..., Site], ...] = (
    wordpress_api,
    wordpress_feed,
    paper,
    blog,
    blox,
    mcclatchy,
    arc,
    teaser_tv,
    rdf_paper,
    json_paper,
    section_page,
    sheriff,
    flashalert,
    civicplus,
    nixle,
    rolling,
    legistar,
    granicus,
    govdelivery,
    bluesky,
    mastodon,
    youtube,
    alerts,
    redirecting,
)
"""The types of source that there are in this web."""
