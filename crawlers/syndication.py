"""RSS, Atom, RDF and JSON Feed: what several kinds read.

feedparser reads the XML since it alone gives right items, and right links, from the slightly broken feeds that a
night of local sources is full of. It takes its time, and for some input the square of it, so what it is given is
bounded first: one feed must not stop the night of all others.
"""

import io
import re
from itertools import pairwise
from typing import Any, Final

import feedparser
from pydantic import BaseModel, ConfigDict, ValidationError

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.json_body import Text, read_json
from crawlers.titles import plain_title
from crawlers.urls import absolute_url

MAX_ITEMS: Final = 5_000
"""The most items that are read of one answer, the first ones: 1 to 2 s of work."""
_MAX_TAGS: Final = 500_000
"""Opening brackets in those items, or half as many as their ampersands (`&lt;p&gt;`): at 20 bytes each more than the
largest answer of real markup holds."""
_MAX_CATEGORIES: Final = 200
"""Categories of one item: feedparser compares each with all others."""
_UTF16: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
_SPACE: Final = b"\xef\xbb\xbf \t\r\n\x00"

_ENCODING: Final = re.compile(r"""(<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""")
_ITEM: Final = re.compile(rb"<(?:[a-z][\w.-]*:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_ITEM_END: Final = re.compile(rb"</(?:[a-z][\w.-]*:)?(?:item|entry)\s*>", re.IGNORECASE)
_CATEGORY: Final = re.compile(rb"<[\w.:-]*(?:category|subject|keywords)\b", re.IGNORECASE)
_DOCTYPE: Final = re.compile(rb"(<!DOCTYPE\s+[\w:]+)\s+(?:PUBLIC|SYSTEM)[^\[>]*")
_BARE_AMPERSAND: Final = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?=[a-z][\w.-]*=)", re.IGNORECASE | re.DOTALL
)
_LONG_TAG: Final = re.compile(rb"<[a-z][^<>]{8000,}>?", re.IGNORECASE)


def read_feed(body: bytes, url: str) -> Found:
    """The items of a feed in any of its formats, in its order.

    Dates are as written. `summary` is the item's own text where it has no summary; it may be a teaser, so no item
    is complete. Of more than `MAX_ITEMS` the first are read, and a note `items-beyond-limit` says how many there are.

    Args:
        body: the answer, its content encoding undone.
        url: the address that answered; relative links are resolved against it.

    Raises:
        NotThisKind: `empty-body`, `html-instead-of-feed`, `not-a-feed` or `too-many-elements`.
    """
    if (codec := _UTF16.get(body[:2])) is not None:
        body = _ENCODING.sub(r"\1", body.decode(codec, "replace"), count=1).encode()
    start = body[:4096].lstrip(_SPACE)
    if not start:
        raise NotThisKind("empty-body", "the answer has no content")
    if start.startswith((b"{", b"[")):
        return _json_feed(body, url)
    return _xml_feed(body, url, start)


def _xml_feed(body: bytes, url: str, start: bytes) -> Found:
    bounded, count = _bounded(body)
    try:
        # A stream: given bytes, feedparser would open the file of that name.
        answer = feedparser.parse(
            io.BytesIO(bounded),
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
    notes = _beyond_limit(count)
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


def _bounded(body: bytes) -> tuple[bytes, int]:
    """The feed with its first items alone without what feedparser reads wrongly or for ever; how many items it had."""
    starts = [match.start() for match in _ITEM.finditer(body)]
    if len(starts) > MAX_ITEMS:
        last = max((match.end() for match in _ITEM_END.finditer(body)), default=len(body))
        cut = starts[MAX_ITEMS]
        body = body[:cut] + body[max(cut, last) :]
    if body.count(b"<") > _MAX_TAGS or body.count(b"&") > 2 * _MAX_TAGS:
        raise NotThisKind("too-many-elements", f"more than {_MAX_TAGS:,} in {len(body):,} bytes of feed")
    body = _LONG_TAG.sub(b"", body)
    # With a document type that it does not read, expat drops `&eacute;` without a word.
    body = _DOCTYPE.sub(rb"\1", body, count=1)
    # Of `?a=1&lang=en`, written so, feedparser makes a sign that HTML calls `lang`. No entity ends in `=`.
    body = _BARE_AMPERSAND.sub(lambda match: match[0] if match[0] != b"&" else b"&amp;", body)
    if len(_CATEGORY.findall(body)) > _MAX_CATEGORIES:
        bounds = [0, *(match.start() for match in _ITEM.finditer(body)), len(body)]
        chunks = (body[begin:end] for begin, end in pairwise(bounds))
        body = b"".join(
            _CATEGORY.sub(b"<x", chunk) if len(_CATEGORY.findall(chunk)) > _MAX_CATEGORIES else chunk
            for chunk in chunks
        )
    return body, len(starts)


def _beyond_limit(count: int) -> list[tuple[str, str]]:
    if count <= MAX_ITEMS:
        return []
    return [("items-beyond-limit", f"{count:,} items, of which the first {MAX_ITEMS:,} are read")]


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
    notes = _beyond_limit(len(entries))
    for position, entry in enumerate(entries[:MAX_ITEMS]):
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
