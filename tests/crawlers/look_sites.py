"""Small sites of invented publishers, each on software that sites run on, for looks at them."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from loopback_web import Handler, reply

Routes = dict[str, Handler]
NOW = datetime.now(UTC)
TITLES = (
    "Council hears report on late night patrols",
    "Two held after a break-in on Elm Street",
    "Sheriff asks for more deputies this winter",
    "Old mill bridge closed for repairs until May",
    "Library board picks its new director",
    "Rain delays the harvest fair by a week",
)
ADDRESS = "<p>14 Main Street, Tamarack Falls, OR 97999</p>"
ORGANISATION = json.dumps(
    {
        "@type": "NewsMediaOrganization",
        "name": "The Larkspur Wire",
        "address": {"addressLocality": "Tamarack Falls", "addressRegion": "Oregon"},
    }
)


def day(number: int) -> datetime:
    return NOW - timedelta(days=number, hours=1)


def front(title: str, *, head: str = "", body: str = "") -> Handler:
    return reply(
        f'<!DOCTYPE html><html lang="en-US"><head><title>{title}</title>{head}</head><body>'
        f"<main>{body}</main><footer>{ADDRESS}</footer></body></html>"
    )


def feed(*links: str) -> Handler:
    """A feed of an item a day."""
    items = "".join(
        f"<item><title>{TITLES[number % 6]}</title><link>{link}</link>"
        f"<pubDate>{format_datetime(day(number))}</pubDate></item>"
        for number, link in enumerate(links)
    )
    return reply(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Feed</title><link>{links[0]}</link>{items}</channel></rss>',
        kind="application/rss+xml",
    )


def news_sitemap(*links: str) -> Handler:
    entries = "".join(
        f"<url><loc>{link}</loc><news:news><news:publication_date>{day(number).isoformat()}</news:publication_date>"
        f"<news:title>{TITLES[number % 6]}</news:title></news:news></url>"
        for number, link in enumerate(links)
    )
    return reply(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{entries}</urlset>',
        kind="text/xml",
    )


def stories(host: str, count: int = 8) -> list[str]:
    return [f"http://{host}/news/story-{100 + number}" for number in range(count)]


def alternate(href: str, kind: str = "rss") -> str:
    return f'<link rel="alternate" type="application/{kind}+xml" title="News" href="{href}">'


def wordpress() -> Routes:
    host = "http://gazette.example"
    posts = [
        {
            "id": number,
            "link": f"{host}/2026/story-{number}/",
            "date_gmt": day(number).strftime("%Y-%m-%dT%H:%M:%S"),
            "modified_gmt": day(number).strftime("%Y-%m-%dT%H:%M:%S"),
            "date": day(number).strftime("%Y-%m-%dT%H:%M:%S"),
            "modified": day(number).strftime("%Y-%m-%dT%H:%M:%S"),
            "title": {"rendered": TITLES[number]},
            "content": {"rendered": f"<p>{TITLES[number]}, said the clerk.</p>", "protected": False},
            "excerpt": {"rendered": ""},
            "guid": {"rendered": f"{host}/?p={number}"},
        }
        for number in range(6)
    ]
    head = (
        f'<link rel="https://api.w.org/" href="{host}/wp-json/">{alternate("/feed/")}'
        '<meta property="og:site_name" content="Tamarack Falls Gazette">'
    )
    body = '<img src="/wp-content/a.png"><a href="https://bsky.app/profile/gazette.example">Bluesky</a>'
    return {
        f"{host}/": front("Home", head=head, body=body),
        f"{host}/feed/": feed(*(post["link"] for post in posts)),
        f"{host}/wp-json/?_fields=name,timezone_string,gmt_offset": reply(
            json.dumps({"name": "Tamarack Falls Gazette", "timezone_string": "America/Boise"}),
            kind="application/json",
        ),
        "posts": reply(json.dumps(posts), kind="application/json"),
    }


def blox() -> Routes:
    host = "http://courier.example"
    search = f"{host}/search/?f=rss&t=article&c=news*&l=50&s=start_time&sd=desc"
    body = '<script src="https://bloximages.example/a.js"></script>'
    return {
        f"{host}/": front("The Courier | Home", body=body),
        search: feed(*stories("courier.example")),
        f"{host}/tncms/sitemap/news.xml": news_sitemap(*stories("courier.example", 20)),
    }


def squarespace() -> Routes:
    host = "http://watch.example"
    body = '<img src="https://static1.squarespace.com/a.png"><nav><a href="/news">News</a></nav>'
    return {
        f"{host}/": front("Police Review Board", body=body),
        f"{host}/news?format=rss": feed(*stories("watch.example")),
    }


def ghost() -> Routes:
    host = "http://ghost.example"
    head = f'<meta name="generator" content="Ghost 5.80">{alternate(f"{host}/rss/")}'
    return {f"{host}/": front("The Ghost Blog", head=head), f"{host}/rss/": feed(*stories("ghost.example"))}


def civicplus() -> Routes:
    host = "http://city.example"
    flashes = [f"{host}/CivicAlerts.aspx?AID={number}" for number in range(300, 306)]
    body = '<a href="/CivicAlerts.aspx">News flash</a><p>Website by CivicPlus</p>'
    return {
        f"{host}/": front("City of Tamarack Falls, OR | Official Website", body=body),
        f"{host}/RSSFeed.aspx?ModID=1&CID=All-newsflash.xml": feed(*flashes),
    }


def police() -> Routes:
    """Plain pages: the front page leads to a list of releases."""
    host = "http://police.example"
    rows = "".join(
        f'<div class="release"><span class="date">11/{20 - number}/2026</span> '
        f'<h3><a href="/releases/{1200 + number}.html">{title}</a></h3></div>'
        for number, title in enumerate(TITLES)
    )
    nav = '<nav><a href="/about.html">About us</a><a href="/releases/">Press releases</a><a href="/jobs.html">Join the team</a></nav>'
    return {
        f"{host}/": front("Tamarack Falls Police Department", body=f"{nav}<p>Welcome.</p>"),
        f"{host}/releases/": front("Press releases", body=nav + rows),
    }


def stated(structured: str) -> Routes:
    """A site that says who it is in structured data, with a sitemap of news that its robots.txt names alone."""
    host = "http://wire.example"
    head = f'<script type="application/ld+json">{structured}</script>'
    return {
        f"{host}/": front("Wire", head=head),
        f"{host}/robots.txt": reply(f"Sitemap: {host}/maps/news.xml\n", kind="text/plain"),
        f"{host}/maps/news.xml": news_sitemap(*stories("wire.example")),
    }
