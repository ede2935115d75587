"""When a page was published and changed: which of its dates is believed, and what its clock means."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import htmldate
from lxml import etree
from lxml.html import HtmlElement

from crawlers.discovered import Discovered
from transforms.dates import day_in_url, is_possible, local_day, read_date, written_offset
from transforms.decode import one_line
from transforms.document import Dated
from transforms.foreign import is_foreign
from transforms.jsonld import JsonLd, types_of
from transforms.outline import Outline
from transforms.shown import shown_date

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
_UPDATED_MARK: Final = re.compile(r"updat|modif", re.I)
_PAGE_TYPES: Final = frozenset(
    {"webpage", "itempage", "claimreview", "review", "videoobject", "creativework"}
)
_BELOW: Final = etree.XPath("following::*[self::time or self::h1 or self::h2 or self::h3][1]")
_NONE: Final = timedelta(0)
_CORRECTED: Final = "+zone-corrected"
_MOST_TIMES: Final = 8
"""`<time>` elements that can show a wrong zone."""
_MOST_ASKED: Final = 200
_LONGEST_TIME: Final = 80


@dataclass(frozen=True, slots=True)
class _Written:
    """A date with what its clock said where it was written."""

    dated: Dated
    offset: timedelta | None

    @property
    def clock(self) -> datetime:
        """The wall clock, in UTC's dress."""
        return self.dated.at + (self.offset or timedelta())


def choose_dates(
    outline: Outline,
    jsonld: JsonLd,
    microdata: JsonLd,
    *,
    tree: HtmlElement,
    url: str,
    fetched_at: datetime,
    zone: ZoneInfo,
    hint: Discovered | None,
) -> tuple[Dated | None, Dated | None]:
    """(published, modified) by the first source that gives a possible date; None where none does.

    A method that ends in `+zone-corrected` says that the value named a wrong zone, as another value of the page shows.

    Args:
        outline: of the unchanged page.
        jsonld: its declarations in JSON-LD.
        microdata: those in its mark-up.
        tree: the page itself, asked for a date in words where nothing else is known.
        url: its canonical address.
        fetched_at: dates after it are refused.
        zone: that of values without one.
        hint: the announcement.
    """

    def readable(*values: tuple[str, str | None]) -> list[_Written]:
        found = ((read_date(value, zone, method), value) for method, value in values if value)
        return [
            _Written(dated, written_offset(value))
            for dated, value in found
            if dated is not None and is_possible(dated, fetched_at)
        ]

    metas = outline.metas
    declared = readable(
        ("json-ld", jsonld.text("datePublished", "dateCreated", "uploadDate")),
        ("microdata", microdata.text("datePublished", "dateCreated")),
        *(("meta", value) for key in _PUBLISHED_KEYS for value in metas.get(key, ())[:1]),
        ("json-ld", _of_page(jsonld)),
    )
    times = outline.times[:_MOST_TIMES]
    clocks = readable(*(("time-element", element.get("datetime")) for element in times))
    chosen = _with_clock(declared, zone)
    if chosen is None or not chosen.dated.has_time:
        feed = readable(("feed", hint.published if hint else None))
        chosen = _shown(tree, outline, chosen, url, fetched_at, zone, feed)
    published = _mended(chosen, declared, [*clocks, *_displayed(times, zone)], zone) if chosen else None
    modified = next(
        iter(
            readable(
                ("json-ld", jsonld.text("dateModified")),
                ("microdata", microdata.text("dateModified")),
                *(("meta", value) for key in _MODIFIED_KEYS for value in metas.get(key, ())[:1]),
                *(("time-element", value) for value in _updated_times(outline.times[:_MOST_ASKED])),
                ("feed", hint.modified if hint else None),
            )
        ),
        None,
    )
    changed = modified.dated if modified else None
    if (
        modified
        and changed
        and published
        and chosen
        and published.method.endswith(_CORRECTED)
        and modified.offset == chosen.offset
    ):
        # The same system wrote both, with the same fault.
        changed = replace(
            changed, at=changed.at + (published.at - chosen.dated.at), method=changed.method + _CORRECTED
        )
    if changed and published and changed.at < published.at - timedelta(days=0 if changed.has_time else 1):
        changed = None
    return published, changed


def _of_page(jsonld: JsonLd) -> str | None:
    """The date of a page that describes no article: a fact check, a video, a plain web page."""
    dates = (
        node.get(key)
        for node in jsonld.own
        if _PAGE_TYPES & {kind.lower() for kind in types_of(node)}
        for key in ("datePublished", "uploadDate")
    )
    return next((value for value in dates if isinstance(value, str)), None)


def _with_clock(found: Sequence[_Written], zone: ZoneInfo) -> _Written | None:
    """The first date found, or a later one of the same day that knows the time too."""
    if not found:
        return None
    day = local_day(found[0].dated, zone)
    return next(
        (one for one in found if one.dated.has_time and local_day(one.dated, zone) == day),
        found[0],
    )


def _mended(
    chosen: _Written, declared: Sequence[_Written], clocks: Sequence[_Written], zone: ZoneInfo
) -> Dated:
    """The chosen date, its instant put right where the page itself shows that it names a wrong zone.

    Three faults of publishing systems, each taken for one only where another value of the page has the right instant:
    a local clock labelled UTC beside the same clock with its offset; UTC's clock labelled with the local offset
    beside the right one; a local clock labelled UTC beside the right UTC, as the source's zone tells.
    """
    own, offset = chosen.dated, chosen.offset
    if not own.has_time or offset is None:
        return own
    for other in (*declared, *clocks):
        if not other.dated.has_time or other.offset is None or other.dated.at == own.at:
            continue
        if offset == _NONE:
            is_fault = other.offset != _NONE and _same_minute(other.clock, chosen.clock)
        else:
            is_fault = other.offset == offset and _same_minute(other.dated.at, chosen.clock)
        if is_fault:
            return _corrected(own, other)
    if offset == _NONE:
        for other in declared:
            ahead = other.dated.at.astimezone(zone).utcoffset()
            if other.offset == _NONE and ahead and other.dated.has_time and other.dated.at + ahead == own.at:
                return _corrected(own, other)
    return own


def _same_minute(one: datetime, other: datetime) -> bool:
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def _corrected(own: Dated, other: _Written) -> Dated:
    return replace(own, at=other.dated.at, method=own.method + _CORRECTED)


def _displayed(times: Sequence[HtmlElement], zone: ZoneInfo) -> Iterator[_Written]:
    """The clocks that `<time>` elements show to readers, where they name their zone.

    Without one nobody knows whose clock it is: many sites print UTC and leave the rest to the browser.
    """
    for element in times:
        text = one_line(element.text_content()) if element.get("datetime") else ""
        offset = written_offset(text) if ":" in text and len(text) <= _LONGEST_TIME else None
        dated = read_date(text, zone, "time-element") if offset is not None else None
        if dated is not None and dated.has_time:
            yield _Written(dated, offset)


def _shown(
    tree: HtmlElement,
    outline: Outline,
    known: _Written | None,
    url: str,
    fetched_at: datetime,
    zone: ZoneInfo,
    feed: Sequence[_Written],
) -> _Written | None:
    """The date that is known, else that of the page's `<time>`, its address, the announcement, or its words.

    A `<time>` of several is asked after address and announcement. A date in words costs more than all the rest, so it is asked only where no clock is known, and guessed from the whole
    page only where nothing is. Any of the others lends its clock to a day that it agrees with.
    """
    times = list(_times(outline.times[:_MOST_ASKED], fetched_at, zone))
    clocks = [written for _, written in times]
    in_url = day_in_url(url, zone)
    day = _Written(in_url, None) if in_url and is_possible(in_url, fetched_at) else None
    dates = [one for one in (known or _own_time(times, zone), day, *feed) if one]
    if not dates and (below := _below(times, outline.headings)):
        dates = [below]
    found = _with_clock([*dates, *clocks], zone) if dates else None
    if found is not None and found.dated.has_time:
        return found
    words = shown_date(tree, fetched_at, zone)
    if found is None and words is None:
        words = _guessed(tree, fetched_at, zone)
    in_words = [_Written(words, None)] if words else []
    return _with_clock([*dates, *in_words, *clocks], zone)


def _times(
    elements: Sequence[HtmlElement], fetched_at: datetime, zone: ZoneInfo
) -> Iterator[tuple[HtmlElement, _Written]]:
    for element in elements:
        value = element.get("datetime") or ""
        dated = read_date(value, zone, "time-element")
        if dated and is_possible(dated, fetched_at) and not is_foreign(element):
            yield element, _Written(dated, written_offset(value))


def _own_time(times: list[tuple[HtmlElement, _Written]], zone: ZoneInfo) -> _Written | None:
    """The `<time>` that is marked as the date of publication, or any where all agree on the day.

    Of several days the others belong to the article's neighbours.
    """
    marked = [written for element, written in times if _is_marked(element)]
    if not marked and len({local_day(written.dated, zone) for _, written in times}) == 1:
        marked = [written for _, written in times]
    return marked[0] if marked else None


def _below(times: list[tuple[HtmlElement, _Written]], headings: Sequence[HtmlElement]) -> _Written | None:
    """The `<time>` that follows the heading with no other heading between: a neighbour's comes after its own."""
    nearest = next((node for heading in headings[:1] for node in _BELOW(heading)), None) if times else None
    return next((written for element, written in times if element is nearest), None)


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


def _updated_times(elements: Sequence[HtmlElement]) -> Iterator[str]:
    for element in elements:
        if _UPDATED_MARK.search(element.get("class") or "") and (value := element.get("datetime")):
            yield value
