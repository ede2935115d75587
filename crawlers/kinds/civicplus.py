"""CivicPlus: the news flashes of a city's or county's site, by its RSS or its list.

What tells the flashes apart is a number in the query, `CivicAlerts.aspx?AID=123`; the same one is linked in several
spellings, with the number of its category or of the archive beside it.
"""

import re
from dataclasses import replace
from datetime import datetime
from typing import Final, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree
from pydantic import BaseModel, ConfigDict, Field

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.html_body import base_of, read_html, words_of
from crawlers.syndication import read_feed
from crawlers.urls import HttpAddress, absolute_url, same_site

PAGE: Final = "CivicAlerts.aspx"
_LIST: Final = PAGE.lower()
_RSS: Final = "rssfeed.aspx"
_READ_ON: Final = re.compile(r"(?:read (?:on|more)|more|view|full story|details)\b.{0,12}", re.IGNORECASE)
_POSTED: Final = re.compile(
    r"posted(?: on)?:?\s*((?:[a-z]+\.? \d{1,2},? \d{4}|\d{1,2}/\d{1,2}/\d{4})(?:,? (?:at )?\d{1,2}:\d\d ?[ap]\.?m\b\.?)?)",
    re.IGNORECASE,
)
_MAX_LINKS: Final = 10


class CivicPlus(BaseModel):
    """The news flash module of a CivicPlus site."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["civicplus"]
    url: HttpAddress = Field(
        description="root of the site, or its CivicAlerts.aspx page where the RSS is off"
    )
    category: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9._-]+$",
        description="CID of one category, as in its RSS (Police-6) or on its page (6); all where none is given",
    )
    max_pages: int = Field(
        default=1,
        ge=1,
        le=100,
        description="with a CivicAlerts.aspx page: how many, with the archive's, to read",
    )


def first_urls(config: CivicPlus, since: datetime | None) -> tuple[str, ...]:
    """The RSS of the news flashes, or where the file gives the page, the page; `since` cannot be asked for."""
    parts = urlsplit(config.url)
    folder, _, last = parts.path.rpartition("/")
    if last.lower() == _RSS:
        return (config.url,)
    if last.lower() == _LIST:
        query = dict(parse_qsl(parts.query))
        if config.category is not None:
            query = {"CID": config.category.rpartition("-")[2]}
        return (urlunsplit(parts._replace(query=urlencode(query), fragment="")),)
    query = {"ModID": "1", "CID": config.category or "All-newsflash.xml"}
    path = f"{folder}/{last}".rstrip("/")
    return (urlunsplit(parts._replace(path=f"{path}/RSSFeed.aspx", query=urlencode(query), fragment="")),)


def parse(body: bytes, url: str, config: CivicPlus) -> Found:
    """The flashes of the RSS or of a list, each once, with addresses of one spelling.

    `more`, for a list, are its links to the archive.

    Raises:
        NotThisKind: `html-instead-of-feed` and others of `read_feed` for the RSS; `empty-body`, `not-html` or
            `not-civicplus` for a list.
    """
    if urlsplit(url).path.lower().endswith(_LIST):
        return _list(read_html(body), url)
    found = read_feed(body, url)
    items: dict[str, Discovered] = {}
    for item in found.items:
        link = _flash(item.url) or item.url
        items.setdefault(link, replace(item, url=link))
    return replace(found, items=tuple(items.values()))


def _flash(link: str) -> str | None:
    """The address of a flash in our one spelling; None for any other page."""
    parts = urlsplit(link)
    folder, _, last = parts.path.rpartition("/")
    number = next((value for name, value in parse_qsl(parts.query) if name.lower() == "aid"), "")
    if last.lower() != _LIST or not number.isdecimal():
        return None
    return urlunsplit(parts._replace(path=f"{folder}/{PAGE}", query=f"AID={number}", fragment=""))


def _list(page: etree._Element, url: str) -> Found:
    base = base_of(page, url)
    anchors: dict[str, list[etree._Element]] = {}
    archives: dict[str, None] = {}
    names_itself = False
    for anchor in page.iter("a"):
        link = absolute_url(base, anchor.get("href"))
        if link is None or _LIST not in link.lower() or not same_site(link, url):
            continue
        names_itself = True
        if (flash := _flash(link)) is not None:
            anchors.setdefault(flash, []).append(anchor)
        elif any(name.lower() == "arc" for name, _ in parse_qsl(urlsplit(link).query)):
            archives[link] = None
    if not names_itself and b"civicalerts" not in etree.tostring(page).lower():
        raise NotThisKind("not-civicplus", "a page that does not name CivicAlerts")
    flashes_in: dict[etree._Element, set[str]] = {}
    for flash, links in anchors.items():
        for anchor in links:
            for around in (anchor, *anchor.iterancestors()):
                flashes_in.setdefault(around, set()).add(flash)
    items = tuple(
        Discovered(url=flash, title=_title(links), published=_posted(links, flashes_in))
        for flash, links in anchors.items()
    )
    archives.pop(url, None)
    return Found(items=items, more=tuple(archives))


def _title(anchors: list[etree._Element]) -> str | None:
    titles = (words_of(anchor) or anchor.get("title") for anchor in anchors)
    return next((title for title in titles if title and not _READ_ON.fullmatch(title)), None)


def _posted(anchors: list[etree._Element], flashes_in: dict[etree._Element, set[str]]) -> str | None:
    """The date in the largest part of the page around the links that is about no other flash."""
    # A card has a title, a picture and a "read on"; the words around thousands would be read thousands of times.
    for anchor in anchors[:_MAX_LINKS]:
        own = [around for around in anchor.iterancestors() if len(flashes_in[around]) == 1]
        if own and (posted := _POSTED.search(words_of(own[-1]) or "")) is not None:
            return posted[1]
    return None
