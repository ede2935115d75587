"""Items, home pages and listings as HTML, one Jinja template a publishing system."""

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from crawlers.sample.answer import Answer, html
from crawlers.sample.markup import teaser, to_html
from crawlers.sample.world import Item, Site, Version, World

_SCHEMA_TYPE = {"news": "NewsArticle", "opinion": "OpinionNewsArticle"}
_STUB_WORDS = 40


def item_page(world: World, item: Item, version: Version, at: datetime) -> Answer:
    """The page of an item as readers see it at that instant, with the furniture of its site around it."""
    others = [other for other in world.items_of(item.site.key, at) if other.slug != item.slug][:5]
    is_stub = item.quirk == "paywall"
    body = to_html(version.body, item.site.template)
    shown_at = item.shown_at or item.at
    return html(
        _template(f"{item.site.template}.html").render(
            site=item.site,
            item=item,
            title=version.title,
            body=Markup(f"<p>{teaser(version.body, _STUB_WORDS)}</p>" if is_stub else body),  # noqa: S704 - our own words
            is_stub=is_stub,
            has_date=item.quirk != "no-date",
            published=shown_at,
            modified=version.at if version.at > item.at else None,
            json_ld=Markup(_json_ld(item, version, shown_at, is_stub)),  # noqa: S704 - our own words
            others=[(other.url, _title(other, at)) for other in others],
            summary=item.summary or teaser(version.body),
        )
    )


def home_page(world: World, site: Site, at: datetime, section: str | None = None) -> Answer:
    """The front page, or a section's: headlines and first words."""
    items = [item for item in world.items_of(site.key, at) if section in (None, _slug(item.section))][:20]
    return html(
        _template("home.html").render(
            site=site,
            section=section,
            at=at,
            items=[(item, _title(item, at), teaser(_body(item, at), 18)) for item in items],
        )
    )


def listing_page(world: World, site: Site, at: datetime, page: int, per_page: int, template: str) -> Answer:
    """One page of an agency's index of releases, newest first; beyond the last page it is an empty list."""
    items = world.items_of(site.key, at)
    start = (page - 1) * per_page
    return html(
        _template(template).render(
            site=site,
            items=[
                (item, _title(item, at), teaser(_body(item, at), 20))
                for item in items[start : start + per_page]
            ],
            page=page,
            has_more=start + per_page < len(items),
        )
    )


def plain_page(site: Site, title: str, words: str, status: int = 200) -> Answer:
    """A page of the site itself: not found, sign in, a fixed page."""
    return html(_template("plain.html").render(site=site, title=title, words=words), status=status)


def _json_ld(item: Item, version: Version, shown_at: datetime, is_stub: bool) -> str:
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": _SCHEMA_TYPE.get(item.form, "Article"),
        "headline": version.title,
        "datePublished": shown_at.isoformat(),
        "dateModified": version.at.isoformat(),
        "articleSection": item.section,
        "mainEntityOfPage": item.url,
        "publisher": {"@type": "NewsMediaOrganization", "name": item.site.name},
    }
    if item.byline:
        names = item.byline.removeprefix("By ").split(" and ")
        data["author"] = [{"@type": "Person", "name": name.split(",")[0]} for name in names]
    if is_stub:
        data["isAccessibleForFree"] = False
        data["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".subscriber-only",
        }
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def _title(item: Item, at: datetime) -> str:
    version = item.as_of(at)
    return version.title if version else ""


def _body(item: Item, at: datetime) -> str:
    version = item.as_of(at)
    return version.body if version else ""


def _slug(section: str) -> str:
    return section.lower().replace(" ", "-")


@lru_cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@lru_cache
def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["long_date"] = lambda at: f"{at:%B} {at.day}, {at.year}"
    env.filters["clock"] = lambda at: f"{at.hour % 12 or 12}:{at:%M} {'a.m.' if at.hour < 12 else 'p.m.'}"
    env.filters["slug"] = _slug
    return env
