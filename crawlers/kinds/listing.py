"""Listings: a page of links, for sites that have neither feed nor sitemap."""

from collections import defaultdict
from datetime import datetime
from typing import Final, Literal

from lxml import etree
from pydantic import BaseModel, ConfigDict, Field

from crawlers.discovered import Discovered, Found
from crawlers.html_body import Selector, base_of, read_html, select, words_of
from crawlers.urls import HttpAddress, absolute_url, same_site

MAX_ITEMS: Final = 5_000
"""The most links, and the most dates, of one index page that are looked at."""


class Listing(BaseModel):
    """An index page, read with CSS selectors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["listing"]
    url: HttpAddress = Field(description="address of the first index page")
    link_css: Selector = Field(
        description="CSS selector of the links to items, or of what holds one link each"
    )
    next_css: Selector | None = Field(
        default=None, description="CSS selector of the link to the next index page"
    )
    date_css: Selector | None = Field(
        default=None, description="CSS selector of the dates; each stands with its link in one card or row"
    )
    max_pages: int = Field(default=1, ge=1, le=100, description="how many index pages to read a night")
    offsite: bool = Field(default=False, description="take links to other sites too")


def first_urls(config: Listing, since: datetime | None) -> tuple[str, ...]:
    """The first index page; `since` cannot be asked for."""
    return (config.url,)


def parse(body: bytes, url: str, config: Listing) -> Found:
    """The links of an index page, in its order, one item an address; `more` is the next page.

    The title is the link's text. The date is the `datetime` attribute or the words, verbatim, of the date that
    shares the smallest part of the page with the link and with no other item; where that is unclear there is none.

    Raises:
        NotThisKind: `empty-body`, `not-html` or `body-too-large`.
    """
    page = read_html(body)
    base = base_of(page, url)
    notes: list[tuple[str, str]] = []
    titles: dict[str, str | None] = {}
    elements: dict[str, list[etree._Element]] = defaultdict(list)
    selected = select(config.link_css, page)
    if len(selected) > MAX_ITEMS:
        notes.append(
            ("items-beyond-limit", f"{len(selected):,} links, of which the first {MAX_ITEMS:,} are read")
        )
    for element in selected[:MAX_ITEMS]:
        anchor = (
            element if element.get("href") else next((a for a in element.iter("a") if a.get("href")), None)
        )
        link = absolute_url(base, anchor.get("href")) if anchor is not None else None
        if anchor is None or link is None:
            notes.append(("item-without-link", words_of(element) or "an element without a link"))
        elif not config.offsite and not same_site(link, url):
            notes.append(("off-site", link))
        else:
            titles[link] = titles.get(link) or words_of(anchor) or anchor.get("title")
            elements[link].append(anchor)
    if not titles and not notes:
        notes.append(("nothing-selected", f"link_css {config.link_css!r} matches nothing on the page"))
    dates = _dates(page, config.date_css, elements) if config.date_css else {}
    return Found(
        items=tuple(
            Discovered(url=link, title=title, published=dates.get(link)) for link, title in titles.items()
        ),
        more=_next(page, base, url, config.next_css),
        notes=tuple(notes),
    )


def _dates(page: etree._Element, css: str, elements: dict[str, list[etree._Element]]) -> dict[str, str]:
    links_under: dict[etree._Element, set[str]] = defaultdict(set)
    for link, anchors in elements.items():
        for anchor in anchors:
            for ancestor in (anchor, *anchor.iterancestors()):
                links_under[ancestor].add(link)
    first_date: dict[etree._Element, str] = {}
    for date in select(css, page)[:MAX_ITEMS]:
        words = date.get("datetime") or words_of(date)
        if words:
            for ancestor in (date, *date.iterancestors()):
                first_date.setdefault(ancestor, words)
    found: dict[str, str] = {}
    for link, anchors in elements.items():
        for anchor in anchors:
            around = next((one for one in (anchor, *anchor.iterancestors()) if one in first_date), None)
            if around is not None and len(links_under[around]) == 1:
                found.setdefault(link, first_date[around])
    return found


def _next(page: etree._Element, base: str, url: str, css: str | None) -> tuple[str, ...]:
    if css is None:
        return ()
    for element in select(css, page)[:MAX_ITEMS]:
        link = absolute_url(base, element.get("href"))
        if link is not None and link != url and same_site(link, url):
            return (link,)
    return ()
