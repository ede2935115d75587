"""Who a page names as its authors: a list, each with what they are."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from lxml.html import HtmlElement

from crawlers.sources import Source
from transforms.author_names import author_kind, is_role, split_names
from transforms.byline_words import Evidence, looks_like_a_person
from transforms.bylines import find_bylines
from transforms.decode import one_line
from transforms.document import Author
from transforms.jsonld import JsonLd, types_of
from transforms.titles import squeeze

_META_KEYS: Final = (
    "author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "dc:creator", "citation_author", "og:article:author", "og:author", "authors", "dcsext.author",
)  # fmt: skip
_WRITTEN_BY: Final = re.compile(
    r"(?:written|posted) by|geschrieben von|verfasst von|escrito por|[ée]crit par|scritto da|geschreven door|skrevet av",
    re.I,
)
_ADMIN: Final = re.compile(r"/author/(?:\w*admin\w*|webmaster|editor|staff|news)/?$", re.I)
"""The page of an account that a whole office writes under."""
_OFFICES: Final = frozenset({"police", "sheriff", "city", "county", "oversight"})
_ORGANISATIONS: Final = frozenset(
    {"organization", "newsmediaorganization", "corporation", "governmentorganization"}
)
_MOST_VALUES: Final = 100
_DEEPEST: Final = 4
"""Lists and nodes in each other, in which JSON-LD may hide a name."""
_Name = tuple[str, bool]
"""A name as given, and whether it is said to be an organisation's."""


def choose_authors(
    jsonld: JsonLd,
    microdata: JsonLd,
    metas: dict[str, list[str]],
    tree: HtmlElement,
    *,
    site_names: Sequence[str],
) -> tuple[Author, ...]:
    """The authors by the best road that names any: JSON-LD, microdata, meta tags, the byline on the page.

    A road that names only the publisher itself, a desk or the account of an office gives way to a later one that
    names a person, an agency or a wire service.

    Args:
        jsonld: the page's declarations in JSON-LD.
        microdata: those in its mark-up.
        metas: its meta tags, values by lower-case name.
        tree: the unchanged page.
        site_names: what the publisher calls itself and its site.
    """
    sites = frozenset(filter(None, map(squeeze, site_names)))
    weak: tuple[Author, ...] = ()
    is_own = True
    for method, names in (
        ("json-ld", _node_names(_writers(jsonld), jsonld)),
        ("microdata", _node_names(_writers(microdata), microdata)),
        ("meta", ((name, False) for name in _meta_names(metas))),
    ):
        if weak and not is_own:
            break
        authors = _authors(names, method, sites)
        if any(author.kind != "desk" for author in authors) and not _is_office(jsonld, method):
            return _spelled_out(authors, tree, sites)
        weak = weak or authors
        is_own = all(squeeze(author.name) in sites for author in weak)
    return _shown(tree, sites, weak) or weak


def read_authors(names: Iterable[str], method: str, *, site_names: Sequence[str]) -> tuple[Author, ...]:
    """Names as announced (by a feed, an API), split, cleaned and typed."""
    sites = frozenset(filter(None, map(squeeze, site_names)))
    return _authors(((name, False) for name in names), method, sites)


def with_office(authors: tuple[Author, ...], source: Source) -> tuple[Author, ...]:
    """The agency itself as the author of its own items, where they name nobody but a desk or their site."""
    if source.publisher not in _OFFICES or any(author.kind != "desk" for author in authors):
        return authors
    return (Author(name=source.name, kind="agency", method="source"),)


def _authors(raw: Iterable[_Name], method: str, sites: frozenset[str]) -> tuple[Author, ...]:
    names: dict[str, Author] = {}
    for value, is_organisation in islice(raw, _MOST_VALUES):
        # An organisation's "and" is a part of its name.
        whole = is_organisation and "&" in value
        lines = value.splitlines()[:_MOST_VALUES]
        for name in (
            [one_line(value)] if whole else [n for line in lines for n in split_names(one_line(line), sites)]
        ):
            kind = author_kind(name, sites)
            if is_organisation and kind == "person":
                kind = "desk"
            names.setdefault(squeeze(name), Author(name=name, kind=kind, method=method))
    found = tuple(names.values())
    if any(author.kind == "person" for author in found):
        found = tuple(author for author in found if author.kind != "desk" or not is_role(author.name))
    return found


def _shown(tree: HtmlElement, sites: frozenset[str], declared: tuple[Author, ...]) -> tuple[Author, ...]:
    """The authors that the page shows; none where it shows nobody whom the declarations do not name already."""
    known = {squeeze(author.name) for author in declared}
    desks: tuple[Author, ...] = ()
    for texts, evidence in find_bylines(tree):
        found = _authors(((text, False) for text in texts), "byline", sites)
        has_full_name = any(author.kind == "person" and " " in author.name for author in found)
        authors = tuple(
            author
            for author in found
            if squeeze(author.name) not in known
            and _is_credible(author, evidence)
            # "Ann Poe, Herald-Sun" names a paper or a place.
            and not (
                has_full_name and author.kind == "person" and " " not in author.name and author.name.isascii()
            )
        )
        if any(author.kind != "desk" for author in authors):
            return tuple(author for author in authors if author.kind != "desk")
        desks = desks or tuple(author for author in authors if not is_role(author.name))
    return () if declared else desks


def _is_credible(author: Author, evidence: Evidence) -> bool:
    if author.kind != "person":
        return evidence != "shape"
    return looks_like_a_person(author.name, evidence)


def _spelled_out(authors: tuple[Author, ...], tree: HtmlElement, sites: frozenset[str]) -> tuple[Author, ...]:
    """A user's name ("annpoe") as the page's byline spells it."""
    if not any(_is_handle(author) for author in authors):
        return authors
    spelled = {
        squeeze(name): name
        for texts, _ in find_bylines(tree)
        for text in texts
        for name in split_names(text, sites)
        if " " in name
    }
    return tuple(
        replace(author, name=spelled.get(squeeze(author.name), author.name)) if _is_handle(author) else author
        for author in authors
    )


def _is_handle(author: Author) -> bool:
    return author.kind == "person" and " " not in author.name and author.name.isascii()


def _writers(declared: JsonLd) -> Any:
    return declared.article.get("author") or declared.article.get("creator")


def _is_office(jsonld: JsonLd, method: str) -> bool:
    """The one declared author is the account of an office, whatever name it bears."""
    given = _writers(jsonld) if method == "json-ld" else None
    node = given[0] if isinstance(given, list) and len(given) == 1 else given
    return isinstance(node, dict) and any(_ADMIN.search(str(node.get(key) or "")) for key in ("url", "@id"))


def _meta_names(metas: dict[str, list[str]]) -> list[str]:
    for key in _META_KEYS:
        if key in metas:
            return metas[key]
    labels, values = metas.get("twitter:label1", ()), metas.get("twitter:data1", ())
    return list(values[:1]) if any(map(_WRITTEN_BY.fullmatch, labels)) else []


def _node_names(value: Any, declared: JsonLd, depth: int = 0) -> Iterator[_Name]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield html.unescape(value), False
    elif isinstance(value, list):
        for item in value:
            yield from _node_names(item, declared, depth + 1)
    elif isinstance(value, dict):
        kinds = {kind.lower() for kind in types_of(value)}
        if "imageobject" in kinds or "contactpoint" in kinds:
            return
        parts = [part for key in ("givenName", "familyName") if isinstance(part := value.get(key), str)]
        name = value.get("name") or " ".join(parts)
        # A bare reference names its person elsewhere in the graph.
        if not name and isinstance(there := declared.nodes.get(str(value.get("@id")), {}).get("name"), str):
            name = there
        for found, _ in _node_names(name, declared, depth + 1):
            yield found, bool(kinds & _ORGANISATIONS)
