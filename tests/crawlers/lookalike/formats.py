"""The forms in which news sites announce and show their stories."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from email.utils import format_datetime
from html import escape

from lookalike.answers import Answer, Query, html, xml
from lookalike.stories import Story

Address = Callable[[Story], str]


def article(story: Story, *, lead: str = "", body_class: str = "entry-content", extra: str = "") -> Answer:
    """A story's page, as most sites have it."""
    paragraphs = "".join(f"<p>{escape(words)}</p>" for words in story.paragraphs)
    metadata = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.at.isoformat(),
        "author": [{"@type": "Person", "name": story.author}],
    }
    return html(
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(story.title)}</title>'
        f'<script type="application/ld+json">{json.dumps(metadata)}</script></head><body><main><article>'
        f'<h1>{escape(story.title)}</h1><p class="byline">By {escape(story.author)}</p>{lead}'
        f'<div class="{body_class}">{paragraphs}{extra}</div></article></main></body></html>'
    )


def blog_post(story: Story) -> Answer:
    """A partisan blog's post: others' words in a block, a tweet, no author."""
    quoted = (
        f'<blockquote>{escape(story.paragraphs[1])}</blockquote><blockquote class="twitter-tweet"><p>{escape(story.teaser)}</p>'
        '&mdash; Mayor (@mayor_example) <a href="https://twitter.com/mayor_example/status/1">November 13, 2026</a></blockquote>'
    )
    return article(story, extra=quoted)


def arc_page(story: Story) -> Answer:
    """A shell of scripts around the story, as Arc's sites have it."""
    content = json.dumps({"headlines": {"basic": story.title}, "_id": story.uuid})
    shell = f"<script>window.Fusion=window.Fusion||{{}};Fusion.globalContent={content};</script>"
    return article(story, lead=shell, body_class="article-body-chain")


def rss(
    found: Iterable[Story],
    address: Address,
    *,
    guid: Callable[[Story], str] | None = None,
    declared: str = "UTF-8",
    dated: Callable[[Story], datetime] | None = None,
    is_dated: bool = True,
    has_links: bool = True,
) -> Answer:
    """RSS 2.0."""
    items = "".join(
        f"<item><title>{escape(story.title)}</title>"
        + (f"<link>{escape(address(story))}</link>" if has_links else "")
        + f'<guid isPermaLink="false">{escape(guid(story) if guid else story.uuid)}</guid>'
        + (
            f"<pubDate>{format_datetime((dated or (lambda one: one.at))(story))}</pubDate>"
            if is_dated
            else ""
        )
        + f"<description>{escape(story.teaser)}</description></item>"
        for story in found
    )
    return xml(
        f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>',
        kind="application/rss+xml",
    )


def atom(found: Iterable[Story], address: Address) -> Answer:
    """Atom, as Blogger and Substack have it."""
    entries = "".join(
        f"<entry><id>tag:blog.example,2026:{story.number}</id><title>{escape(story.title)}</title>"
        f'<link rel="alternate" href="{escape(address(story))}"/><published>{story.at.isoformat()}</published>'
        f"<updated>{story.at.isoformat()}</updated><summary>{escape(story.teaser)}</summary></entry>"
        for story in found
    )
    return xml(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:blog.example,2026</id><title>Blog</title>{entries}</feed>',
        kind="application/atom+xml",
    )


def rdf(found: Iterable[Story], address: Address) -> Answer:
    """RSS 1.0."""
    items = "".join(
        f'<item rdf:about="{escape(address(story))}"><title>{escape(story.title)}</title><link>{escape(address(story))}</link>'
        f"<dc:date>{story.at.isoformat()}</dc:date></item>"
        for story in found
    )
    return xml(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://rdf.example/"><title>News</title></channel>{items}</rdf:RDF>'
    )


def json_feed(found: Iterable[Story], address: Address) -> Answer:
    """JSON Feed 1.1."""
    items = [
        {
            "id": story.uuid,
            "url": address(story),
            "title": story.title,
            "date_published": story.at.isoformat(),
        }
        for story in found
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items}
    return Answer(body=json.dumps(feed).encode(), kind="application/feed+json")


def news_sitemap(found: Iterable[Story], address: Address) -> Answer:
    """A news sitemap."""
    urls = "".join(
        f"<url><loc>{escape(address(story))}</loc><news:news><news:publication_date>{story.at.isoformat()}</news:publication_date>"
        f"<news:title>{escape(story.title)}</news:title></news:news></url>"
        for story in found
    )
    return xml(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    )


def sitemap_index(parts: Iterable[tuple[str, datetime]]) -> Answer:
    """An index of sitemaps with the date of each one's last change."""
    inside = "".join(
        f"<sitemap><loc>{escape(url)}</loc><lastmod>{at.isoformat()}</lastmod></sitemap>" for url, at in parts
    )
    return xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</sitemapindex>')


def section(found: Iterable[Story], address: Address) -> Answer:
    """A section page: a card a story."""
    cards = "".join(
        f'<article><h3><a href="{escape(address(story))}">{escape(story.title)}</a></h3><time datetime="{story.at.isoformat()}">'
        f"{story.at:%B} {story.at.day}</time></article>"
        for story in found
    )
    return html(
        f"<!DOCTYPE html><html><head><title>News</title></head><body><main>{cards}</main></body></html>"
    )


def wordpress(found: Iterable[Story], address: Address) -> Answer:
    """The posts of a WordPress API, by their date of change."""
    posts = list(found)

    def answer(query: Query) -> bytes:
        after = query.get("modified_after")
        since = datetime.fromisoformat(after) if after else None
        kept = [story for story in posts if since is None or story.at > since]
        return json.dumps(
            [
                {
                    "id": story.number,
                    "link": address(story),
                    "date_gmt": f"{story.at:%Y-%m-%dT%H:%M:%S}",
                    "modified_gmt": f"{story.at:%Y-%m-%dT%H:%M:%S}",
                    "title": {"rendered": escape(story.title)},
                    "content": {"rendered": "".join(f"<p>{escape(words)}</p>" for words in story.paragraphs)},
                    "excerpt": {"rendered": f"<p>{escape(story.teaser)}</p>"},
                }
                for story in kept
            ]
        ).encode()

    return Answer(body=answer, kind="application/json; charset=UTF-8")
