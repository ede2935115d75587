"""What a page's mark-up says of its article in schema.org's words: microdata, and RDFa in its light form.

The result has the shape of JSON-LD's, so that whoever reads that can fall back to this. The libraries for microdata
build every item of a page with all of its text, at more than twice the cost of this, leave it to the caller to find
the article among them, and take a linked author's address for the author.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.foreign import is_foreign
from transforms.jsonld import ARTICLE_TYPES, EMPTY, JsonLd, Node

_TYPES: Final = ARTICLE_TYPES | {"sioc:item"}
"""Drupal's older pages call every node a `sioc:Item`."""
_LOOSE_TYPES: Final = frozenset({"creativework", "webpage"})
"""Some WordPress themes call an `<article>` no more than that."""
_SCOPES: Final = ("article", "div", "main", "section", "body", "html")
_VOCABULARY: Final = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:|dc:|dcterms:)", re.I)
_WANTED: Final = {
    "headline": "headline", "name": "name", "title": "name", "alternativeheadline": "alternativeHeadline",
    "author": "author", "creator": "author", "datepublished": "datePublished", "datecreated": "dateCreated",
    "created": "dateCreated", "datemodified": "dateModified", "modified": "dateModified",
    "articlesection": "articleSection", "publisher": "publisher", "inlanguage": "inLanguage",
}  # fmt: skip
"""The properties that are read, by their lower-case name, with JSON-LD's name of each."""
_DATES: Final = frozenset({"datePublished", "dateCreated", "dateModified"})
_LONGEST: Final = 300
"""Characters of a value: what is longer was marked by mistake."""
_LONGEST_RAW: Final = 10 * _LONGEST
"""Characters of an element's text, white space included, from which it is not read to its end."""
_MOST_SCOPES: Final = 30
_MOST_NAMES: Final = 20
_MOST_PROPERTIES: Final = 200
_ITEM_PROPERTIES: Final = etree.XPath(".//*[@itemprop]")
_RDFA_PROPERTIES: Final = etree.XPath(".//*[@property or @rel]")


def read_microdata(tree: HtmlElement) -> JsonLd:
    """The page's article as its mark-up describes it; an empty description where there is none.

    `article` has JSON-LD's keys for headline, authors, dates, section, publisher and language; authors and publisher
    are lists of nodes with `name`. Of several articles the page's own is the one with the heading in it; where none
    has, nobody can tell, and nothing is described.
    """
    scopes = []
    for scope in tree.iter(*_SCOPES):
        if _article_types(scope):
            scopes.append(scope)
            if len(scopes) == _MOST_SCOPES:
                break
    if len(scopes) > 1:
        scopes = [scope for scope in scopes if scope.find(".//h1") is not None][-1:]
    if not scopes:
        return EMPTY
    article = _properties(scopes[0])
    names = tuple(node["name"] for node in article.get("publisher", ()))
    return JsonLd(article, _article_types(scopes[0]), names)


def _article_types(scope: HtmlElement) -> tuple[str, ...]:
    declared = scope.get("itemtype") or scope.get("typeof")
    if declared is None:
        return ()
    names = [_VOCABULARY.sub("", name) for name in declared.split()]
    allowed = _TYPES | _LOOSE_TYPES if scope.tag == "article" else _TYPES
    return tuple(name for name in names if name.lower() in allowed)


def _properties(scope: HtmlElement) -> Node:
    """What the elements inside say of the scope itself, not of an item within it."""
    is_rdfa = not scope.get("itemtype")
    found: Node = {}
    for element in (_RDFA_PROPERTIES if is_rdfa else _ITEM_PROPERTIES)(scope)[:_MOST_PROPERTIES]:
        declared = element.get("property") or element.get("rel") if is_rdfa else element.get("itemprop")
        keys = [_WANTED.get(_VOCABULARY.sub("", name).lower()) for name in declared.split()]
        if not any(keys) or _owner(element, is_rdfa=is_rdfa) is not scope:
            continue
        for key in filter(None, keys):
            if key in ("author", "publisher"):
                if key == "publisher" or not is_foreign(element):
                    found.setdefault(key, []).extend({"name": name} for name in _names(element))
            elif key not in found and (value := _value(element, is_date=key in _DATES)):
                found[key] = value
    return {key: value for key, value in found.items() if value}


def _owner(element: HtmlElement, *, is_rdfa: bool) -> HtmlElement | None:
    """The item that an element's property belongs to."""
    if is_rdfa and "about" in element.attrib:
        return element
    mark = "typeof" if is_rdfa else "itemscope"
    for node in element.iterancestors():
        if mark in node.attrib or (not is_rdfa and "itemtype" in node.attrib):
            return node
    return None


def _names(element: HtmlElement) -> Iterator[str]:
    """The names of the people or bodies that an element stands for; its own words where it marks none of them."""
    inner = (
        node
        for node in element.iter("span", "a", "meta", "div", "p", "strong", "b", "h1", "h2", "h3", "h4")
        if _VOCABULARY.sub("", node.get("itemprop") or node.get("property") or "").lower() == "name"
    )
    for node in list(islice(inner, _MOST_NAMES)) or [element]:
        if node.tag != "link" and (value := _value(node, is_date=False)):
            yield value


def _value(element: HtmlElement, *, is_date: bool) -> str | None:
    """A property's value as one line."""
    given = element.get("content")
    if given is None and is_date:
        given = element.get("datetime")
    value = one_line(given if given is not None else _text(element))
    return value if 0 < len(value) <= _LONGEST else None


def _text(element: HtmlElement) -> str:
    """An element's words; none where there are far too many for a value."""
    text = ""
    for piece in element.itertext():
        text += piece
        if len(text) > _LONGEST_RAW:
            return ""
    return text
