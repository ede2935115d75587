"""RSS, Atom, JSON Feed and news sitemaps, each a little different from the next, as they are outside."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from crawlers.sample.answer import Answer, as_json, xml
from crawlers.sample.load import ZONE
from crawlers.sample.markup import teaser, to_html
from crawlers.sample.world import Item, Site, Version, World

_LATEST = timedelta(days=3)


def rss(
    world: World,
    site: Site,
    at: datetime,
    *,
    limit: int = 60,
    is_full: bool = False,
    link_suffix: str = "",
    naive_dates: bool = False,
) -> Answer:
    """RSS 2.0; `is_full` carries the whole item, `naive_dates` writes local times without a zone."""
    entries = []
    for item, version in _visible(world, site, at, limit):
        parts = [f"<title>{escape(version.title)}</title>", f"<link>{escape(item.url + link_suffix)}</link>"]
        parts.append(f'<guid isPermaLink="false">{site.key}-{item.number}</guid>')
        if item.quirk != "no-date":
            when = f"{item.at:%Y-%m-%d %H:%M:%S}" if naive_dates else format_datetime(item.at)
            parts.append(f"<pubDate>{when}</pubDate>")
        if version.at > item.at:
            parts.append(f"<atom:updated>{version.at.isoformat()}</atom:updated>")
        if item.byline:
            parts.append(f"<dc:creator><![CDATA[{item.byline.removeprefix('By ')}]]></dc:creator>")
        parts.append(f"<category><![CDATA[{item.section}]]></category>")
        parts.append(f"<description>{escape(item.summary or teaser(version.body))}</description>")
        if is_full:
            content = to_html(version.body, site.template)
            parts.append(f"<content:encoded><![CDATA[{content}]]></content:encoded>")
        entries.append("<item>" + "".join(parts) + "</item>")
    return xml(
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{escape(site.name)}</title><link>{site.root}/</link>"
        f"<description>{escape(site.tagline)}</description>\n" + "\n".join(entries) + "\n</channel></rss>\n",
        "application/rss+xml; charset=utf-8",
    )


def atom(world: World, site: Site, at: datetime, *, limit: int = 60) -> Answer:
    """Atom 1.0 with `published` and `updated` in UTC."""
    entries = []
    for item, version in _visible(world, site, at, limit):
        author = (
            f"<author><name>{escape(item.byline.removeprefix('By '))}</name></author>" if item.byline else ""
        )
        entries.append(
            f"<entry><id>tag:{site.host},2026:{item.number}</id><title>{escape(version.title)}</title>"
            f'<link rel="alternate" type="text/html" href="{escape(item.url)}"/>'
            f"<published>{_utc(item.at)}</published><updated>{_utc(version.at)}</updated>{author}"
            f'<category term="{escape(item.section)}"/>'
            f"<summary>{escape(item.summary or teaser(version.body))}</summary></entry>"
        )
    return xml(
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><id>{site.root}/</id>'
        f"<title>{escape(site.name)}</title><updated>{_utc(at)}</updated>\n"
        + "\n".join(entries)
        + "\n</feed>\n",
        "application/atom+xml; charset=utf-8",
    )


def json_feed(world: World, site: Site, at: datetime, *, limit: int = 60) -> Answer:
    """JSON Feed 1.1 with whole items."""
    entries = []
    for item, version in _visible(world, site, at, limit):
        entry: dict[str, object] = {
            "id": item.url,
            "url": item.url,
            "title": version.title,
            "content_html": to_html(version.body, site.template),
            "date_published": item.at.isoformat(),
        }
        if version.at > item.at:
            entry["date_modified"] = version.at.isoformat()
        if item.byline:
            entry["authors"] = [{"name": item.byline.removeprefix("By ")}]
        entries.append(entry | {"tags": [item.section]})
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "home_page_url": f"{site.root}/",
        "feed_url": f"{site.root}/feed.json",
        "items": entries,
    }
    answer = as_json(feed)
    return Answer(content_type="application/feed+json", body=answer.body)


def sitemap_index(site: Site, at: datetime, parts: tuple[str, ...]) -> Answer:
    """A sitemap index naming its parts."""
    rows = "".join(f"<sitemap><loc>{site.root}{escape(part)}</loc></sitemap>" for part in parts)
    return xml(
        '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"{rows}</sitemapindex>\n",
        "application/xml",
    )


def news_sitemap(world: World, site: Site, at: datetime, *, part: str = "all") -> Answer:
    """A news sitemap of the last three days (`latest`), of all before them (`older`, as a .gz file), or of `all`."""
    rows = []
    for item, version in _visible(world, site, at, 1000):
        if part != "all" and (at - item.at < _LATEST) != (part == "latest"):
            continue
        rows.append(
            f"<url><loc>{escape(item.url)}</loc><lastmod>{version.at.isoformat()}</lastmod><news:news>"
            f"<news:publication><news:name>{escape(site.name)}</news:name><news:language>en</news:language>"
            f"</news:publication><news:publication_date>{item.at.isoformat()}</news:publication_date>"
            f"<news:title>{escape(version.title)}</news:title></news:news></url>"
        )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n' + "\n".join(rows) + "\n</urlset>\n"
    )
    if part == "older":
        return Answer(content_type="application/gzip", body=gzip.compress(text.encode(), mtime=0))
    return xml(text, "application/xml")


def wordpress_posts(world: World, site: Site, at: datetime, query: dict[str, str]) -> Answer:
    """`/wp-json/wp/v2/posts`: filters by `after` and `modified_after`, orders, pages; 400 past the last page."""
    found = _visible(world, site, at, 1000)
    for name, position in (("after", 0), ("modified_after", 1)):
        if name in query:
            since = _instant(query[name])
            found = [pair for pair in found if (pair[0].at if position == 0 else pair[1].at) > since]
    if query.get("orderby") == "modified":
        found.sort(key=lambda pair: pair[1].at, reverse=True)
    if query.get("order") == "asc":
        found.reverse()
    size, page = int(query.get("per_page", "10")), int(query.get("page", "1"))
    if not 1 <= size <= 100:
        return as_json({"code": "rest_invalid_param", "message": "per_page", "data": {"status": 400}}, 400)
    pages = -(-len(found) // size)
    if page > max(pages, 1):
        message = "The page number requested is larger than the number of pages available."
        return as_json(
            {"code": "rest_post_invalid_page_number", "message": message, "data": {"status": 400}}, 400
        )
    shown = found[(page - 1) * size : page * size]
    headers = (("X-WP-Total", str(len(found))), ("X-WP-TotalPages", str(pages)))
    return as_json([_wordpress_post(site, item, version) for item, version in shown], headers=headers)


def _wordpress_post(site: Site, item: Item, version: Version) -> dict[str, object]:
    content = to_html(version.body, site.template)
    return {
        "id": item.number,
        "date": f"{item.at:%Y-%m-%dT%H:%M:%S}",
        "date_gmt": f"{item.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        "guid": {"rendered": f"{site.root}/?p={item.number}"},
        "modified": f"{version.at:%Y-%m-%dT%H:%M:%S}",
        "modified_gmt": f"{version.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        "slug": item.slug.removeprefix(f"{site.key}-"),
        "status": "publish",
        "type": "post",
        "link": item.url,
        "title": {"rendered": escape(version.title).replace("’", "&#8217;").replace("–", "&#8211;")},
        "content": {"rendered": content + "\n", "protected": False},
        "excerpt": {"rendered": f"<p>{escape(teaser(version.body))}</p>\n", "protected": False},
        "author": 3,
        "featured_media": 0,
        "categories": [sum(map(ord, item.section)) % 90],
        "tags": [],
        "_embedded": {
            "author": [{"id": 3, "name": item.byline.removeprefix("By ") or site.name}],
            "wp:term": [[{"id": 4, "taxonomy": "category", "name": item.section}], []],
        },
    }


def _visible(world: World, site: Site, at: datetime, limit: int) -> list[tuple[Item, Version]]:
    found = []
    for item in world.items_of(site.key, at)[:limit]:
        version = item.as_of(at)
        if version is not None:
            found.append((item, version))
    return found


def _instant(text: str) -> datetime:
    # WordPress reads a time without a zone in the site's own zone. A bare + in a query arrives as a space.
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
