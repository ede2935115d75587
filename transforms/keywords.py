"""Keywords that a page declares: its publisher's own words for what it is about, cleaned of what is there for machines."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from lxml import etree
from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.jsonld import JsonLd

_META_KEYS: Final = ("keywords", "article:tag", "og:article:tag", "parsely-tags", "sailthru.tags")
_TAG_LINKS: Final = etree.XPath("//a[contains(concat(' ', normalize-space(@rel), ' '), ' tag ')]")
_SPLIT: Final = re.compile(r"[,;|]")
_FOR_MACHINES: Final = re.compile(
    r"^[_@#/]|^[\d\W]+$|^[a-z]+[a-z0-9_ -]*:\s*\S|_|^[0-9a-f-]{16,}$|^(?:paywall|comments?)[- ]\w+$|^(?:web|articles?|red|blue)$",
    re.I,
)
"""`source:tagname:NAME`, `Section: Sport`, `_commerce`, numbers, digests, switches of the publisher's system."""
_CODE: Final = re.compile(r"^[A-Z][A-Z0-9]+(?:[:-][A-Z0-9-]+)?$")
_MANY_CODES: Final = 0.8
"""Share of upper-case codes from which a list is one of codes (`AERO`, `INDG08`) and not of words."""
_LONGEST: Final = 60
_MOST_WORDS: Final = 6
_MOST: Final = 40


def read_keywords(
    tree: HtmlElement, jsonld: JsonLd, metas: dict[str, list[str]], *, site_names: Iterable[str]
) -> tuple[str, ...]:
    """The keywords of the first source that gives any, in the page's order, each once.

    Asked: `news_keywords`, JSON-LD, `keywords`, `article:tag` and its kin, links with `rel="tag"`. At most 40, as written.
    """
    sites = frozenset(name.casefold() for name in site_names)
    for given in _sources(tree, jsonld, metas):
        if found := _cleaned(given, sites):
            return found
    return ()


def _sources(tree: HtmlElement, jsonld: JsonLd, metas: dict[str, list[str]]) -> Iterator[Iterable[str]]:
    yield _listed(metas.get("news_keywords", ()))
    yield _declared(jsonld.article.get("keywords"))
    for key in _META_KEYS:
        yield _listed(metas.get(key, ()))
    yield (link.text_content() for link in _TAG_LINKS(tree))


def _listed(values: Iterable[str]) -> Iterator[str]:
    """A lone value is a list with commas; of several each is one keyword, though it may hold a comma."""
    values = list(dict.fromkeys(values))
    for value in values:
        if len(values) == 1:
            yield from _SPLIT.split(html.unescape(value))
        else:
            yield html.unescape(value)


def _declared(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from _SPLIT.split(html.unescape(value))
    elif isinstance(value, dict):
        yield from _declared(value.get("name"))
    elif isinstance(value, list):
        words = [item for item in value if isinstance(item, str)]
        yield from _listed(words)
        for item in value:
            if isinstance(item, dict):
                yield from _declared(item)


def _cleaned(given: Iterable[str], sites: frozenset[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for raw in given:
        word = one_line(raw).strip(" .\"“”'")
        key = word.casefold()
        if not key or len(word) > _LONGEST or word.count(" ") >= _MOST_WORDS or key in sites:
            continue
        if not _FOR_MACHINES.search(word):
            found.setdefault(key, word)
        if len(found) == _MOST:
            break
    codes = sum(_CODE.match(word) is not None for word in found.values())
    return () if len(found) > 1 and codes >= _MANY_CODES * len(found) else tuple(found.values())
