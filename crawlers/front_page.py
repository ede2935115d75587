"""A web page, read for what it tells of its site: links, announced feeds, software, structured data."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from lxml import etree

from crawlers.discovered import NotThisKind
from crawlers.html_body import base_of, read_html, words_of
from crawlers.urls import absolute_url, same_site

_FEED_TYPES: Final = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
)
_NAVIGATION: Final = frozenset({"nav", "header", "footer", "aside"})
_READ_FOR_MARKS: Final = 400_000
"""Characters of a page that are searched for the marks of its software: they stand in its head and in its first images."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A link: its absolute address, its words, and whether it stands in navigation, header, footer or margin."""

    url: str
    words: str
    is_navigation: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedFeed:
    """A feed that a page names in its head, by absolute address; the title may be empty."""

    url: str
    title: str


@dataclass(frozen=True)
class FrontPage:
    """A page as it was served.

    Attributes:
        url: the address that answered.
        base: what its relative links are resolved against.
        root: of the parsed page.
        markup: as received.
        headers: of the answer.
    """

    url: str
    base: str
    root: etree._Element
    markup: bytes
    headers: tuple[tuple[str, str], ...] = ()

    @cached_property
    def source_text(self) -> str:
        """The beginning of the markup in lower case, to search for the marks of a site's software."""
        return self.markup[:_READ_FOR_MARKS].decode("utf-8", "replace").lower()

    @cached_property
    def words(self) -> str:
        """The page's visible words with single spaces."""
        return words_of(self.root) or ""

    @cached_property
    def title(self) -> str:
        """The words of `<title>`."""
        return " ".join(self._texts("string(//head/title)").split())

    @cached_property
    def language(self) -> str | None:
        """The language that the page says it is in, two small letters."""
        said = self._texts("string(/html/@lang)") or self.meta("og:locale") or ""
        code = said.strip()[:2].lower()
        return code if len(code) == 2 and code.isalpha() and code.isascii() else None

    def _texts(self, path: str) -> str:
        return str(self.root.xpath(path))

    def meta(self, name: str) -> str | None:
        """The content of a `<meta>` by its name or property."""
        found = self.root.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
        return next((" ".join(str(one).split()) for one in found if str(one).strip()), None)

    @cached_property
    def feeds(self) -> tuple[AnnouncedFeed, ...]:
        """The feeds of the page's head, in its order, without those of comments."""
        found: dict[str, AnnouncedFeed] = {}
        for link in self.root.xpath("//link[@rel and @href]"):
            url = absolute_url(self.base, link.get("href"))
            is_feed = (link.get("type") or "").partition(";")[0].strip().lower() in _FEED_TYPES
            if url is None or not is_feed or "alternate" not in link.get("rel").lower().split():
                continue
            title = " ".join((link.get("title") or "").split())
            if "comment" not in f"{url} {title}".lower():
                found.setdefault(url, AnnouncedFeed(url=url, title=title))
        return tuple(found.values())

    @cached_property
    def links(self) -> tuple[PageLink, ...]:
        """The links of the page, in its order."""
        found = []
        for anchor in self.root.iter("a"):
            url = absolute_url(self.base, anchor.get("href"))
            if url is not None:
                words = words_of(anchor) or anchor.get("title") or ""
                is_navigation = is_in_navigation(anchor)
                found.append(PageLink(url=url, words=words, is_navigation=is_navigation))
        return tuple(found)

    def linked(self, relation: str) -> str | None:
        """The address that the page links with a relation, in a header or in its head; None where it is elsewhere."""
        for name, value in self.headers:
            for part in value.split(",") if name.lower() == "link" else ():
                address, _, about = part.partition(";")
                if relation in about:
                    return self._own(address.strip().strip("<>"))
        found = self.root.xpath("//link[@rel=$relation]/@href", relation=relation)
        return self._own(str(found[0])) if found else None

    def _own(self, address: str) -> str | None:
        url = absolute_url(self.base, address)
        return url if url is not None and same_site(url, self.url) else None

    @cached_property
    def structured(self) -> tuple[dict[str, Any], ...]:
        """All objects of the page's JSON-LD, those within others too."""
        found: list[dict[str, Any]] = []
        for script in self.root.xpath("//script[contains(@type, 'ld+json')]/text()"):
            try:
                found += _objects(json.loads(str(script), strict=False))
            except (ValueError, RecursionError):
                continue
        return tuple(found)


def read_page(body: bytes, url: str, headers: tuple[tuple[str, str], ...] = ()) -> FrontPage | None:
    """The page in an answer; None where no page is in it: something else, or nothing."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x00").lower()
    if not start.startswith(b"<") or (start.startswith((b"<?xml", b"<rdf")) and b"<html" not in start):
        return None
    try:
        root = read_html(body)
    except NotThisKind:
        return None
    return FrontPage(url=url, base=base_of(root, url), root=root, markup=body, headers=headers)


def is_in_navigation(element: etree._Element) -> bool:
    """Whether an element stands in navigation, header, footer or margin of its page."""
    for ancestor in element.iterancestors():
        if ancestor.tag in _NAVIGATION and not _is_an_items_own(ancestor):
            return True
        if ancestor.get("role") in {"navigation", "banner", "contentinfo", "complementary"}:
            return True
    return False


def _is_an_items_own(part: etree._Element) -> bool:
    """Items have headers and footers too."""
    return part.tag in {"header", "footer"} and any(
        one.tag in {"article", "li"} for one in part.iterancestors()
    )


def _objects(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _objects(part)
    elif isinstance(value, list):
        for part in value:
            yield from _objects(part)
