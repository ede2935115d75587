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
from transforms.harvest import is_foreign
from transforms.jsonld import JsonLd

_PUBLISHED_KEYS: Final = (
    "article:published_time", "og:published_time", "article:published", "datepublished", "date", "pubdate",
    "publishdate", "publish-date", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created",
    "dc.date", "dc.date.created", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "published_time",
    "date.created", "article.published", "rnews:datepublished",
)  # fmt: skip
_PUBLISHED_MARK: Final = re.compile(r"publish|entry-date|post-?date|datecreated", re.I)
_MODIFIED_KEYS: Final = (
    "article:modified_time", "og:updated_time", "article:modified", "datemodified", "last-modified", "lastmod",
    "dcterms.modified", "dc.date.modified", "cxenseparse:modifiedtime", "article:updated_time",
)  # fmt: skip


def choose_dates(
    tree: HtmlElement,
    jsonld: JsonLd,
    microdata: JsonLd,
    metas: dict[str, list[str]],
    url: str,
    fetched_at: datetime,
    zone: ZoneInfo,
    hint: Discovered | None,
) -> tuple[Dated | None, Dated | None]:
    """(published, modified) by the first source that gives a possible date; None where none does.

    Args:
        tree: the unchanged page.
        jsonld: its declarations in JSON-LD.
        microdata: those in its mark-up.
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
            ("microdata", microdata.text("datePublished", "dateCreated")),
        )
    )
    published = _with_clock(declared, zone)
    if published is None or not published.has_time:
        published = _shown(tree, published, url, fetched_at, zone, feed)
    modified = next(
        readable(
            ("json-ld", jsonld.text("dateModified")),
            *(("meta", value) for key in _MODIFIED_KEYS for value in metas.get(key, ())[:1]),
            ("microdata", microdata.text("dateModified")),
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
    tree: HtmlElement, known: Dated | None, url: str, fetched_at: datetime, zone: ZoneInfo, feed: Dated | None
) -> Dated | None:
    """The date that is known, else that of the page's `<time>`, its address, the announcement, or its words.

    A date in words is a guess that costs more than all the rest, so it is made only where nothing else is known. Any
    of the others lends its clock to a day that it agrees with.
    """
    times = list(_times(tree, fetched_at, zone))
    in_url = day_in_url(url, zone)
    own = known or _own_time(times, zone)
    dates = [
        dated
        for dated in (own, in_url if in_url and is_possible(in_url, fetched_at) else None, feed)
        if dated
    ]
    if not dates:
        dates = [dated for dated in (_guessed(tree, fetched_at, zone), *(t for _, t in times[:1])) if dated]
    return _with_clock([*dates, *(dated for _, dated in times)], zone)


def _times(tree: HtmlElement, fetched_at: datetime, zone: ZoneInfo) -> Iterator[tuple[HtmlElement, Dated]]:
    for element in tree.iter("time"):
        dated = read_date(element.get("datetime") or "", zone, "time-element")
        if dated and is_possible(dated, fetched_at) and not is_foreign(element):
            yield element, dated


def _own_time(times: list[tuple[HtmlElement, Dated]], zone: ZoneInfo) -> Dated | None:
    """The `<time>` that is marked as the date of publication, or any where all agree on the day.

    Of several days nobody can tell which is the article's: the others belong to its neighbours.
    """
    marked = [dated for element, dated in times if _is_marked(element)]
    if not marked and len({local_day(dated, zone) for _, dated in times}) == 1:
        marked = [dated for _, dated in times]
    return marked[0] if marked else None


def _is_marked(element: HtmlElement) -> bool:
    marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    return "pubdate" in element.attrib or _PUBLISHED_MARK.search(marks) is not None


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
