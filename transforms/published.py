"""When a page was published and changed: which of its dates is believed."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import htmldate
from lxml.html import HtmlElement

from crawlers.discovered import Discovered
from transforms.dates import day_in_url, is_possible, local_day, read_date
from transforms.document import Dated
from transforms.jsonld import JsonLd

_PUBLISHED_KEYS: Final = (
    "article:published_time", "og:published_time", "article:published", "datepublished", "date", "pubdate",
    "publishdate", "publish-date", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created",
    "dc.date", "dc.date.created", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "published_time",
    "date.created", "article.published", "rnews:datepublished",
)  # fmt: skip
_MODIFIED_KEYS: Final = (
    "article:modified_time", "og:updated_time", "article:modified", "datemodified", "last-modified", "lastmod",
    "dcterms.modified", "dc.date.modified", "cxenseparse:modifiedtime", "article:updated_time",
)  # fmt: skip


def choose_dates(
    tree: HtmlElement,
    jsonld: JsonLd,
    metas: dict[str, list[str]],
    url: str,
    fetched_at: datetime,
    zone: ZoneInfo,
    hint: Discovered | None,
) -> tuple[Dated | None, Dated | None]:
    """(published, modified) by the first source that gives a possible date; None where none does.

    Args:
        tree: the unchanged page.
        jsonld: its declarations.
        metas: its meta tags, values by lower-case name.
        url: its canonical address.
        fetched_at: dates after it are refused.
        zone: that of values without one.
        hint: the announcement.
    """

    def readable(*values: tuple[str, str | None]) -> Iterator[Dated]:
        for method, value in values:
            dated = read_date(value, zone, method) if value else None
            if dated is not None and is_possible(dated, fetched_at):
                yield dated

    feed = next(readable(("feed", hint.published if hint else None)), None)
    declared = list(
        readable(
            ("json-ld", jsonld.text("datePublished", "dateCreated", "uploadDate")),
            *(("meta", value) for key in _PUBLISHED_KEYS for value in metas.get(key, ())[:1]),
        )
    )
    published = _with_clock(declared, zone)
    if published is None or not published.has_time:
        shown = [published] if published else []
        published = _shown(tree, shown, url, fetched_at, zone, feed)
    modified = next(
        readable(
            ("json-ld", jsonld.text("dateModified")),
            *(("meta", value) for key in _MODIFIED_KEYS for value in metas.get(key, ())[:1]),
            *(("time-element", value) for value in _updated_times(tree)),
            ("feed", hint.modified if hint else None),
        ),
        None,
    )
    if modified and published and modified.at < published.at - timedelta(days=0 if modified.has_time else 1):
        modified = None
    return published, modified


def _with_clock(found: list[Dated], zone: ZoneInfo) -> Dated | None:
    """The first date found, or a later one of the same day that knows the time too."""
    if not found:
        return None
    day = local_day(found[0], zone)
    return next((dated for dated in found if dated.has_time and local_day(dated, zone) == day), found[0])


def _shown(
    tree: HtmlElement, known: list[Dated], url: str, fetched_at: datetime, zone: ZoneInfo, feed: Dated | None
) -> Dated | None:
    """The date from what the page shows, its address and the announcement, in this order.

    A day read in the page's words is a guess: it gives way where the address or the announcement contradicts it. A
    `<time>` lends its clock where its day agrees; it may belong to another article on the page.
    """
    times = [
        dated
        for element in tree.iter("time")
        if (value := element.get("datetime")) and (dated := read_date(value, zone, "time-element"))
        if is_possible(dated, fetched_at)
    ]
    if known:
        return _with_clock([*known, *times[:10], *([feed] if feed else [])], zone)
    in_url = day_in_url(url, zone)
    in_url = in_url if in_url and is_possible(in_url, fetched_at) else None
    firm = [dated for dated in (in_url, feed) if dated]
    guess = _guessed(tree, fetched_at, zone)
    if guess is None and times and not firm:
        guess = times[0]
    if guess is not None and any(abs(guess.at - dated.at) > timedelta(days=2) for dated in firm):
        guess = None
    order = [*([guess] if guess else []), *firm]
    return _with_clock([*order, *times[:10], *firm], zone) if order else None


def _guessed(tree: HtmlElement, fetched_at: datetime, zone: ZoneInfo) -> Dated | None:
    latest = (fetched_at + timedelta(days=1)).date().isoformat()
    try:
        day = htmldate.find_date(tree, original_date=True, extensive_search=True, max_date=latest)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None
    dated = read_date(day, zone, "page-text") if day else None
    return dated if dated and is_possible(dated, fetched_at) else None


def _updated_times(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("time"):
        if re.search(r"updat|modif", element.get("class") or "") and (value := element.get("datetime")):
            yield value
