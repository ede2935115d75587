"""Nixle: the messages of an agency's channel, from the channel's page.

The channel has no feed: `/feed/` under it answers with a page. A message stands on the channel's page in part, with its
age in words ("3 weeks ago"); whole and with its date it stands on a page of its own.
"""

import re
from datetime import datetime
from typing import Final, Literal
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit, urlunsplit

from lxml import etree
from pydantic import BaseModel, ConfigDict, Field

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.html_body import read_html, words_of
from crawlers.urls import HttpAddress

_NUMBER: Final = re.compile(r"pub_(\d{1,18})")
_MORE: Final = re.compile(r"\s*(?:read\s+)?more\s*[»›.…]*\s*$", re.IGNORECASE)
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")


class Nixle(BaseModel):
    """A channel of Nixle."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["nixle"]
    url: HttpAddress = Field(description="address of the channel's page, https://local.nixle.com/NAME/")
    max_pages: int = Field(default=1, ge=1, le=100, description="how many pages of messages to read a night")


def first_urls(config: Nixle, since: datetime | None) -> tuple[str, ...]:
    """The channel's page; `since` cannot be asked for."""
    return (config.url,)


def parse(body: bytes, url: str, config: Nixle) -> Found:
    """The messages of a page, in its order; `more` is the next page, up to `max_pages`, while there are messages.

    The address is that of the message's number, whichever short link the page gives. `section` is the priority
    (Alert, Advisory, Community), `summary` the words of the card, its age among them; an age is no date.

    Raises:
        NotThisKind: `empty-body`, `not-html` or `not-nixle`.
    """
    page = read_html(body)
    items: dict[str, Discovered] = {}
    notes: list[tuple[str, str]] = []
    for card in page.iter("li"):
        number = _NUMBER.fullmatch(card.get("id") or "")
        if number is None:
            continue
        item = _item(card, urljoin(url, f"/alert/{number[1]}/"), number[0])
        if item.summary is None:
            notes.append(("unreadable-item", f"{number[0]}: a message without words"))
        else:
            items.setdefault(item.url, item)
    if not items and not notes and not _is_nixle(page):
        title = words_of(title) if (title := page.find(".//title")) is not None else None
        raise NotThisKind("not-nixle", f"a page without messages that does not name Nixle: {title!r}")
    return Found(items=tuple(items.values()), more=_next(url, config) if items else (), notes=tuple(notes))


def _item(card: etree._Element, link: str, key: str) -> Discovered:
    time = _part(card, "time")
    headline = _part(card, "headline_agency") or _part(card, "headline")
    return Discovered(
        url=link,
        guid=key,
        title=_MORE.sub("", headline) or None if headline else None,
        published=time if time and _YEAR.search(time) else None,
        summary=words_of(card),
        section=_part(card, "priority"),
    )


def _part(card: etree._Element, name: str) -> str | None:
    """The words of the first element of a class, or of a `<time>`."""
    for element in card.iter(etree.Element):
        if name in (element.get("class") or "").split() or element.tag == name:
            return words_of(element)
    return None


def _is_nixle(page: etree._Element) -> bool:
    title = page.find(".//title")
    return page.find(".//*[@id='wire']") is not None or (
        title is not None and "nixle" in (words_of(title) or "").lower()
    )


def _next(url: str, config: Nixle) -> tuple[str, ...]:
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    number = query.get("page", "1")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
    if page >= config.max_pages:
        return ()
    return (urlunsplit(parts._replace(query=urlencode(query | {"page": str(page + 1)}), fragment="")),)
