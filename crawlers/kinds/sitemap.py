"""Sitemaps: news sitemaps, plain ones and indexes of them, packed or not."""

import re
import zlib
from datetime import datetime
from itertools import islice
from typing import Literal

from lxml import etree
from pydantic import BaseModel, ConfigDict, Field

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.titles import plain_title
from crawlers.urls import HttpAddress, absolute_url

MAX_BYTES = 50 * 2**20
"""The most that the protocol allows a sitemap to be, unpacked (sitemaps.org: 50 MB)."""
MAX_ENTRIES = 50_000
"""The most entries that the protocol allows a sitemap to have."""
MAX_TAGS = 2_000_000
"""More tags than the largest sitemap has that is full of images, languages and news; each takes its memory."""

_ENTRY = re.compile(rb"<(?:[\w.-]+:)?(?:url|sitemap)(?=[\s/>])", re.IGNORECASE)


class Sitemap(BaseModel):
    """A sitemap, or an index of sitemaps."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["sitemap"]
    url: HttpAddress = Field(description="address of the sitemap or of the index; .gz is fine")
    max_sitemaps: int = Field(
        default=10,
        ge=1,
        le=500,
        description="of an index, how many sitemaps to read a night, the latest first",
    )


def first_urls(config: Sitemap, since: datetime | None) -> tuple[str, ...]:
    """The sitemap itself; `since` cannot be asked for."""
    return (config.url,)


def parse(body: bytes, url: str, config: Sitemap) -> Found:
    """The pages of a sitemap, or the sitemaps of an index (as `more`, those changed last first).

    Of more than `MAX_ENTRIES` the first are read, and a note `items-beyond-limit` says so.

    Raises:
        NotThisKind: `empty-body`, `html-instead-of-sitemap`, `not-a-sitemap`, `body-too-large`
            or `bad-content-encoding`.
    """
    notes: list[tuple[str, str]] = []
    text = _cut(_unpacked(body, notes), notes)
    root = _root(text)
    if root is None:
        raise NotThisKind("not-a-sitemap", f"no XML, beginning {text[:60].decode('utf-8', 'replace')!r}")
    name = _local(root)
    if name == "sitemapindex":
        return _index(root, url, config, notes)
    if name == "html":
        raise NotThisKind("html-instead-of-sitemap", "a web page")
    if name != "urlset":
        raise NotThisKind(
            "not-a-sitemap", f"the outermost element is <{name}>; <urlset> or <sitemapindex> is read"
        )
    items = []
    for entry in _children(root, "url"):
        link = _address(url, entry, notes)
        if link is None:
            continue
        news = next(iter(_children(entry, "news")), None)
        items.append(
            Discovered(
                url=link,
                title=plain_title(_text(news, "title")),
                published=_text(news, "publication_date"),
                modified=_text(entry, "lastmod"),
            )
        )
    return Found(items=tuple(items), notes=tuple(notes))


def _index(root: etree._Element, url: str, config: Sitemap, notes: list[tuple[str, str]]) -> Found:
    dated = []
    for entry in _children(root, "sitemap"):
        link = _address(url, entry, notes)
        if link is not None and link != url:
            dated.append((_text(entry, "lastmod") or "", link))
    # Dates in the protocol's form sort as text. Sitemaps without one come last, in the index's order.
    dated.sort(key=lambda pair: pair[0], reverse=True)
    links = list(dict.fromkeys(link for _, link in dated))
    if len(links) > config.max_sitemaps:
        notes.append(("sitemaps-beyond-limit", f"{len(links)} sitemaps, {config.max_sitemaps} are read"))
    return Found(items=(), more=tuple(links[: config.max_sitemaps]), notes=tuple(notes))


def _unpacked(body: bytes, notes: list[tuple[str, str]]) -> bytes:
    # By its first bytes: servers send packed sitemaps under any content type.
    if body.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            body = unpacker.decompress(body, MAX_BYTES + 1)
        except zlib.error as error:
            raise NotThisKind("bad-content-encoding", f"begins as gzip, but: {error}") from None
        if not unpacker.eof and len(body) <= MAX_BYTES:
            notes.append(("body-truncated", "the gzip data end early; what there is has been read"))
    if len(body) > MAX_BYTES:
        raise NotThisKind("body-too-large", f"more than {MAX_BYTES} bytes unpacked")
    if not body.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise NotThisKind("empty-body", "the answer has no content")
    return body


def _cut(text: bytes, notes: list[tuple[str, str]]) -> bytes:
    beyond = next(islice(_ENTRY.finditer(text), MAX_ENTRIES, None), None)
    if beyond is not None:
        notes.append(("items-beyond-limit", f"the first {MAX_ENTRIES:,} entries are read"))
        text = text[: beyond.start()]
    if text.count(b"<") > MAX_TAGS:
        raise NotThisKind("body-too-large", f"more than {MAX_TAGS:,} tags")
    return text


def _root(text: bytes) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: etree._Element | None = etree.fromstring(text.lstrip(b" \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def _local(element: etree._Element) -> str:
    # Sites misspell the namespaces; the local names are unambiguous among direct children.
    return str(element.tag).rpartition("}")[2].lower()


def _children(parent: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in parent if _local(child) == name]


def _text(parent: etree._Element | None, name: str) -> str | None:
    if parent is None:
        return None
    for child in _children(parent, name):
        words = " ".join("".join(child.itertext()).split())
        if words:
            return words
    return None


def _address(base: str, entry: etree._Element, notes: list[tuple[str, str]]) -> str | None:
    loc = _text(entry, "loc")
    if loc is None:
        notes.append(("item-without-link", f"an entry without <loc> (line {entry.sourceline})"))
        return None
    link = absolute_url(base, loc)
    if link is None:
        notes.append(("item-without-link", f"{loc!r} is no address"))
    return link
