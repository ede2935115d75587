"""Granicus: the agendas and minutes of a city's meetings, by the RSS of a view or by its page."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final, Literal
from urllib.parse import parse_qsl, urlsplit

from lxml import etree
from pydantic import BaseModel, ConfigDict, Field

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.html_body import base_of, read_html, words_of
from crawlers.syndication import read_feed
from crawlers.urls import HttpAddress, absolute_url

_DOCUMENTS: Final = {
    "agendaviewer.php": "Agenda",
    "generatedagendaviewer.php": "Agenda",
    "minutesviewer.php": "Minutes",
}
_IDENTITY: Final = frozenset({"view_id", "clip_id", "event_id", "doc_id", "meta_id"})
_DATE: Final = re.compile(
    r"(?:\d{1,2}/\d{1,2}/\d{2,4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})(?:\W{0,4}\d{1,2}:\d\d ?[AaPp]\.?[Mm]\b\.?)?"
)


class Granicus(BaseModel):
    """A view of a Granicus site."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["granicus"]
    url: HttpAddress = Field(
        description="address of the view's RSS, ...ViewPublisherRSS.php?view_id=2&mode=agendas, or of its page"
    )


def first_urls(config: Granicus, since: datetime | None) -> tuple[str, ...]:
    """The RSS or page; `since` cannot be asked for."""
    return (config.url,)


def parse(body: bytes, url: str, config: Granicus) -> Found:
    """The agendas and minutes of a view, in its order, each address once.

    The query of an address (`view_id`, `clip_id`, `event_id`) tells the meetings apart. An agenda announced before its
    meeting (`event_id`) has another address after it (`clip_id`).

    Raises:
        NotThisKind: `html-instead-of-feed` and others of `read_feed` for the RSS; `empty-body`, `not-html` or
            `not-granicus` for a page.
    """
    if "rss" in urlsplit(url).path.lower():
        found = read_feed(body, url)
        return replace(found, items=_once(found.items))
    page = read_html(body)
    items = _once(tuple(_listed(page, base_of(page, url))))
    if not items and b"granicus" not in etree.tostring(page).lower():
        raise NotThisKind("not-granicus", "a page without agendas that does not name Granicus")
    return Found(items=items)


def _once(items: tuple[Discovered, ...]) -> tuple[Discovered, ...]:
    first: dict[str, Discovered] = {}
    for item in items:
        first.setdefault(item.url, item)
    return tuple(first.values())


def _listed(page: etree._Element, base: str) -> Iterator[Discovered]:
    """A document for each link to an agenda or to minutes; name and date are those of its row."""
    for anchor in page.iter("a"):
        link = absolute_url(base, anchor.get("href"))
        what = _DOCUMENTS.get(urlsplit(link).path.rpartition("/")[2].lower()) if link else None
        if link is None or what is None:
            continue
        if not any(name in _IDENTITY - {"view_id"} for name, _ in parse_qsl(urlsplit(link).query)):
            continue
        row = next(anchor.iterancestors("tr"), None)
        name = _name(row) if row is not None else None
        words = (words_of(row) or "") if row is not None else ""
        day = _DATE.search(words)
        yield Discovered(
            url=link,
            title=" ".join(part for part in (what, name, day[0] if day else None) if part),
            section=what,
        )


def _name(row: etree._Element) -> str | None:
    """What the meeting is called: the cell that says so, or the row's first with words."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    named = [cell for cell in cells if "name" in (cell.get("headers") or "").lower()]
    return next((words for cell in named or cells if (words := words_of(cell))), None)
