"""From an address to an answer: which host serves what at which path."""

import gzip
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from crawlers.sample import feeds, networks, pages, quirks
from crawlers.sample.answer import Answer, html, redirect
from crawlers.sample.markup import to_html
from crawlers.sample.world import Item, Site, World

BLUESKY_HOST = "bsky-api.example"
MASTODON_HOST = "larkspur-social.example"
_TRACKING = "utm_"


def respond(world: World, at: datetime, url: str) -> Answer:
    """The answer to a GET of an absolute address, at that instant. The same arguments always give the same bytes."""
    parts = urlsplit(url)
    host, path = parts.hostname or "", parts.path or "/"
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if host == BLUESKY_HOST:
        return _rules("") if path == "/robots.txt" else networks.bluesky(world, at, path, query)
    if host == MASTODON_HOST:
        if path == "/robots.txt":
            return _rules("User-agent: *\nDisallow: /media_proxy/\n")
        if path.startswith("/@"):
            return _permalink(world, at, url)
        return networks.mastodon(world, at, f"http://{host}", path, query)
    site = next((site for site in world.sites.values() if site.host == host), None)
    if site is None:
        return Answer(status=502, content_type="text/plain", body=f"no such host here: {host}\n".encode())
    if site.key == "scanner":
        return Answer(status=500, body=b"<html><h1>500 Internal Server Error</h1></html>")
    if path == "/robots.txt":
        return _rules(site.robots)
    return _endpoint(world, site, at, path, query) or _page(world, site, at, path, query)


def _endpoint(world: World, site: Site, at: datetime, path: str, query: dict[str, str]) -> Answer | None:
    """Feeds, sitemaps, API and listings of a site; None where the path is none of them."""
    page = int(query["page"]) if query.get("page", "").isdigit() else 0
    match site.key, path:
        case "courier", "/wp-json/wp/v2/posts":
            return feeds.wordpress_posts(world, site, at, query)
        case "courier", "/feed/":
            return feeds.rss(world, site, at, limit=30)
        case "sentinel", "/search/":
            return feeds.rss(world, site, at, limit=50)
        case "ktfl", "/arc/outboundfeeds/news-sitemap-index/":
            return feeds.sitemap_index(
                site, at, ("/arc/outboundfeeds/news-sitemap/?outputType=xml", "/sitemaps/older.xml.gz")
            )
        case "ktfl", "/arc/outboundfeeds/news-sitemap/":
            return feeds.news_sitemap(world, site, at, part="latest")
        case "ktfl", "/sitemaps/older.xml.gz":
            return feeds.news_sitemap(world, site, at, part="older")
        case "lookout", "/sitemap-news.xml":
            return feeds.news_sitemap(world, site, at)
        case "klrk", "/feeds/news.atom":
            return feeds.atom(world, site, at)
        case "wire", "/feeds/regional.rss":
            return feeds.rss(world, site, at)
        case "sheriff", "/press/rss.xml":
            return feeds.rss(world, site, at, naive_dates=True)
        case "da", "/news/rss.xml":
            return feeds.rss(world, site, at)
        case "union", "/feed.json":
            return feeds.json_feed(world, site, at)
        case "watchdog", "/feed/":
            return feeds.rss(world, site, at, is_full=True, link_suffix="?utm_source=rss&utm_medium=feed")
        case "eastbank", "/feed/":
            return feeds.rss(world, site, at)
        case "school", "/apps/news/rss":
            return pages.plain_page(
                site, "News", "Our news has moved. Choose a school from the menu to read it."
            )
        case "city", "/CivicAlerts.aspx" if "AID" not in query:
            return pages.listing_page(world, site, at, 1, 100, "listing_civicplus.html")
        case "police", "/news":
            return pages.listing_page(world, site, at, page + 1, 12, "listing_drupal.html")
        case "oversight", "/reports":
            return pages.listing_page(world, site, at, 1, 100, "listing_table.html")
    return None


def _page(world: World, site: Site, at: datetime, path: str, query: dict[str, str]) -> Answer:
    if path == "/":
        return pages.home_page(world, site, at)
    item = _find(world, site, path, query)
    if item is None:
        archived = _find(world, site, path.removeprefix("/archive"), query)
        if archived is not None and archived.quirk == "moved" and (version := archived.as_of(at)):
            return pages.item_page(world, archived, version, at)
        section = path.strip("/").rpartition("/")[2]
        if section and any(
            section == other.section.lower().replace(" ", "-") for other in world.items_of(site.key, at)
        ):
            return pages.home_page(world, site, at, section)
        return pages.plain_page(site, "Not found", "There is no such page.", status=404)
    version = item.as_of(at)
    if version is None:
        return pages.plain_page(site, "Not found", "There is no such page.", status=404)
    if item.is_gone(at):
        if item.gone_how == "home":
            return redirect(f"{site.root}/", status=302)
        return pages.plain_page(site, "Gone", "This page was removed.", status=410)
    if item.quirk == "listing":
        return pages.home_page(world, site, at, item.section)
    return quirks.special_answer(item) or quirks.recoded(item, pages.item_page(world, item, version, at))


def _find(world: World, site: Site, path: str, query: dict[str, str]) -> Item | None:
    kept = "&".join(f"{name}={value}" for name, value in query.items() if not name.startswith(_TRACKING))
    wanted = site.root + path + (f"?{kept}" if kept and kept != "step=2" else "")
    return next((item for item in world.items if item.url == wanted), None)


def _permalink(world: World, at: datetime, url: str) -> Answer:
    post = next((post for post in world.posts if post.url == url and post.is_visible(at)), None)
    if post is None:
        return html("<html><title>Not found</title><body>This post is gone.</body></html>", status=404)
    words = to_html(post.text_as_of(at), "wordpress")
    return html(f"<html><title>{post.account.name}</title><body>{words}</body></html>")


def _rules(text: str) -> Answer:
    return Answer(content_type="text/plain; charset=utf-8", body=text.encode())


def gzipped(world: World, url: str, answer: Answer) -> Answer:
    """The answer compressed, where its host compresses pages."""
    host = urlsplit(url).hostname
    site = next((site for site in world.sites.values() if site.host == host), None)
    is_page = bool(answer.body) and answer.content_type.startswith("text/html") and not answer.headers
    if site is None or not site.gzipped or not is_page:
        return answer
    return Answer(
        status=answer.status,
        content_type=answer.content_type,
        body=gzip.compress(answer.body, mtime=0),
        headers=(("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")),
    )
