"""Feeds: RSS, Atom, RDF and JSON Feed.

An item's page is fetched even where the feed carries a text: `content:encoded` may be a teaser, and nothing in it
says so. feedparser reads the XML since it alone gives right items, and right links, from the slightly broken feeds
that a night of local sources is full of.
"""

import io
from datetime import datetime
from typing import Any, Literal

import feedparser
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.json_body import Text, read_json
from crawlers.titles import plain_title
from crawlers.urls import HttpAddress, absolute_url


class Feed(BaseModel):
    """A feed in any of its formats."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["feed"]
    url: HttpAddress = Field(description="address of the RSS, Atom or JSON feed")


def first_urls(config: Feed, since: datetime | None) -> tuple[str, ...]:
    """The feed itself; `since` cannot be asked for."""
    return (config.url,)


def parse(body: bytes, url: str, config: Feed) -> Found:
    """The items of a feed, in its order.

    Raises:
        NotThisKind: `empty-body`, `html-instead-of-feed` or `not-a-feed`.
    """
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if not start:
        raise NotThisKind("empty-body", "the answer has no content")
    if start.startswith((b"{", b"[")):
        return _json_feed(body, url)
    return _xml_feed(body, url, start)


def _xml_feed(body: bytes, url: str, start: bytes) -> Found:
    try:
        # A stream: given bytes, feedparser would open the file of that name.
        answer = feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-location": url},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # noqa: BLE001 - it names no errors of its own; whatever it raises, this is no feed
        raise NotThisKind("not-a-feed", f"the feed cannot be read: {error!r}") from None
    if not answer.version and not any(entry.get("link") for entry in answer.entries):
        shown = repr(start[:60].decode("utf-8", "replace"))
        if b"<html" in start.lower() or b"<!doctype html" in start.lower():
            raise NotThisKind("html-instead-of-feed", f"a web page, beginning {shown}")
        raise NotThisKind("not-a-feed", f"neither RSS nor Atom, beginning {shown}")
    items: list[Discovered] = []
    notes: list[tuple[str, str]] = []
    is_atom = answer.version.startswith("atom")
    for entry in answer.entries:
        link = absolute_url(url, entry.get("feedburner_origlink") or entry.get("link"))
        if link is None:
            notes.append(("item-without-link", _name(entry.get("title"), entry.get("id"))))
            continue
        # dict.get: the class's own lookup answers "updated" with "published".
        updated, published = dict.get(entry, "updated"), dict.get(entry, "published")
        if not is_atom and not published:
            published, updated = updated, None  # dc:date is the only date of RDF
        items.append(
            Discovered(
                url=link,
                guid=entry.get("id") or None,
                title=plain_title(entry.get("title")),
                published=published or dict.get(entry, "created") or None,
                modified=updated or None,
                summary=entry.get("summary") or None,
                section=next((tag["term"] for tag in entry.get("tags") or () if tag.get("term")), None),
                authors=_names(entry.get("authors") or [], entry.get("author")),
            )
        )
    return Found(items=tuple(items), notes=tuple(notes))


class _JsonAuthor(BaseModel):
    name: Text | None = None


class _JsonItem(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: Text | None = None
    url: Text | None = None
    external_url: Text | None = None
    title: Text | None = None
    summary: Text | None = None
    date_published: Text | None = None
    date_modified: Text | None = None
    author: _JsonAuthor | None = None
    authors: list[_JsonAuthor] = []
    tags: list[Text] = []


def _json_feed(body: bytes, url: str) -> Found:
    try:
        value = read_json(body)
    except NotThisKind as found:
        raise NotThisKind("not-a-feed", found.detail) from None
    entries = value.get("items") if isinstance(value, dict) else None
    if not isinstance(entries, list) or "jsonfeed.org" not in str(value.get("version")):
        raise NotThisKind(
            "not-a-feed", "JSON, but no JSON Feed: no version of jsonfeed.org with a list of items"
        )
    items: list[Discovered] = []
    notes: list[tuple[str, str]] = []
    for position, entry in enumerate(entries):
        try:
            item = _JsonItem.model_validate(entry)
        except ValidationError as error:
            notes.append(("unreadable-item", f"item {position}: {error.errors()[0]['msg']}"))
            continue
        link = absolute_url(url, item.url or item.external_url)
        if link is None:
            notes.append(("item-without-link", _name(item.title, item.id)))
            continue
        authors = item.authors or ([item.author] if item.author else [])
        items.append(
            Discovered(
                url=link,
                guid=item.id,
                title=plain_title(item.title),
                published=item.date_published,
                modified=item.date_modified,
                summary=item.summary,
                section=next(iter(item.tags), None),
                authors=tuple(author.name for author in authors if author.name),
            )
        )
    return Found(items=tuple(items), notes=tuple(notes))


def _names(authors: list[Any], author: str | None) -> tuple[str, ...]:
    found = [name for one in authors if (name := " ".join(str(one.get("name") or "").split()))]
    return tuple(dict.fromkeys(found)) or ((author,) if author else ())


def _name(title: str | None, key: str | None) -> str:
    return plain_title(title) or key or "an item without title and key"
