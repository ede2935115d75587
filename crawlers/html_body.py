"""Answers in HTML: read with a reason where they are not, and the CSS selectors of a source's file."""

from functools import cache
from typing import Annotated, Final

from cssselect import SelectorError
from cssselect.xpath import XPathExpr
from lxml import etree
from lxml.cssselect import CSSSelector, LxmlHTMLTranslator
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from crawlers.discovered import NotThisKind
from crawlers.urls import absolute_url

MAX_TAGS: Final = 200_000
"""A page with more, the closing ones counted, is not read: each takes its memory and time."""

_INLINE: Final = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark",
    "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
})  # fmt: skip
_SILENT: Final = frozenset({"script", "style", "noscript", "template", "svg"})


def read_html(body: bytes) -> etree._Element:
    """The page in an answer, however broken its markup is.

    Raises:
        NotThisKind: `empty-body`, `not-html` or `body-too-large`.
    """
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if not start:
        raise NotThisKind("empty-body", "the answer has no content")
    shown = repr(start[:60].decode("utf-8", "replace"))
    if b"<" not in body or b"\x00\x00" in start or start.startswith(b"%PDF"):
        raise NotThisKind("not-html", f"the answer begins {shown}")
    if any(mark in start for mark in (b"<rss", b"<feed", b"<urlset", b"<sitemapindex")):
        raise NotThisKind("not-html", f"a feed or sitemap, beginning {shown}")
    if body.count(b"<") > MAX_TAGS:
        raise NotThisKind("body-too-large", f"more than {MAX_TAGS:,} tags")
    # Without a word about its charset libxml2 reads a page as latin-1; most such pages are UTF-8.
    try:
        body.decode()
        charset = "utf-8"
    except UnicodeDecodeError:
        charset = None
    try:
        page: etree._Element | None = etree.fromstring(body, etree.HTMLParser(encoding=charset))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotThisKind("not-html", f"{error}; the answer begins {shown}") from None
    if page is None:
        raise NotThisKind("not-html", f"nothing but comments, beginning {shown}")
    return page


def base_of(page: etree._Element, url: str) -> str:
    """What the page's relative links are resolved against: its own word (`<base>`), or the address that answered."""
    element = next(iter(page.iter("base")), None)
    return (absolute_url(url, element.get("href")) if element is not None else None) or url


def words_of(element: etree._Element) -> str | None:
    """The visible words in an element, white space single; None where there are none."""
    return " ".join(lines_of(element)) or None


def lines_of(element: etree._Element) -> list[str]:
    """The visible words in an element, a line for each part that a browser sets on lines of its own."""
    parts: list[str] = []

    def walk(node: etree._Element) -> None:
        if not isinstance(node.tag, str) or node.tag in _SILENT:
            return
        edge = "" if node.tag in _INLINE else "\n"
        parts.extend((edge, _spaced(node.text)))
        for child in node:
            walk(child)
            parts.append(_spaced(child.tail))
        parts.append(edge)

    walk(element)
    return [line for raw in "".join(parts).split("\n") if (line := " ".join(raw.split()))]


def _spaced(text: str | None) -> str:
    # The newlines of the source are spaces; only elements break a line.
    return text.replace("\n", " ") if text else ""


def select(css: str, within: etree._Element) -> list[etree._Element]:
    """The elements that a `Selector` matches, in the page's order."""
    return _selector(css)(within)


class _OneStep(LxmlHTMLTranslator):
    """Looks from each element for what must stand around it, instead of down from each element that stands around others.

    The usual way joins what it finds below each, and that takes minutes in a page that nests the same elements.
    """

    def xpath_descendant_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"ancestor::{left}")

    def xpath_child_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"parent::{left}")

    def xpath_direct_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"preceding-sibling::*[1]/self::{left}")

    def xpath_indirect_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return right.add_condition(f"preceding-sibling::{left}")


@cache
def _selector(css: str) -> CSSSelector:
    return CSSSelector(css, translator=_OneStep())


def _checked(css: str) -> str:
    try:
        _selector(css)
    except (SelectorError, etree.XPathError) as error:
        raise PydanticCustomError("selector", "{why}", {"why": str(error)}) from None
    return css


Selector = Annotated[str, AfterValidator(_checked)]
"""A CSS selector, as in a browser's inspector."""
