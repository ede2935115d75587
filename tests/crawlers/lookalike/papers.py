"""Healthy sites of papers, stations and blogs, one builder a type."""

import gzip
from typing import Any

from lookalike import formats
from lookalike.answers import Answer, Routes, moved
from lookalike.site import Site, simple, site_parts
from lookalike.stories import Story, night_at


def wordpress_api(name: str, **given: Any) -> Site:
    host = f"http://{name}.example"
    address = lambda story: f"{host}/2026/11/story-{story.number}/"  # noqa: E731
    defaults = {
        "address": address,
        "show": None,
        "announce": lambda found, night: {f"{host}/wp-json/wp/v2/posts": formats.wordpress(found, address)},
    }
    return Site(**site_parts(name, {"kind": "wordpress", "url": host}, **(defaults | given)))


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
    return Site(**site_parts(name, *feeds, **(defaults | given)))


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
    return Site(**site_parts(name, {"kind": "sitemap", "url": index}, **(defaults | given)))


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


def redirecting(name: str, **given: Any) -> Site:
    """A paper whose feed and pages have moved to www, in good order."""
    host = f"http://{name}.example"
    www = f"http://www.{name}.example"
    address = lambda story: f"{host}/{story.number}"  # noqa: E731
    whole = paper(name)
    return Site(
        **site_parts(
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
    return Site(**site_parts(name, f"{host}/rss", **(defaults | given)))
