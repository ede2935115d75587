"""Who a page names as its authors: a list, each with what they are."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.document import Author, AuthorKind
from transforms.jsonld import JsonLd, types_of
from transforms.titles import squeeze

_META_KEYS: Final = (
    "author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "dc:creator", "citation_author", "og:article:author", "og:author", "authors", "dcsext.author",
)  # fmt: skip

_WIRES: Final = re.compile(
    r"^(?:the )?associated press$|^ap$|^ap news$|reuters|^afp$|agence france[- ]presse|^dpa$|deutsche presse-agentur"
    r"|^upi$|united press international|cnn (?:newsource|wire)|bay city news|city news service|tribune news service"
    r"|tribune content agency|^mcclatchy|the canadian press|press association|^pa media|^ani$|^pti$|^xinhua|^sda$|^apa$"
    r"|capital news service|states newsroom|stacker|wire (?:service|report)s?|news service$",
    re.I,
)
_AGENCY: Final = re.compile(
    r"\bpolice\b|\bsheriff|\bdepartment\b|\bbureau\b|\bcity of\b|\bcounty of\b|\bdistrict attorney|\boffice of\b"
    r"|\bfire (?:&|and) rescue|\bstate patrol\b|\bcouncil\b|\bcommission\b|\bpublic information\b|\bgovernment\b",
    re.I,
)
_DESK: Final = re.compile(
    r"\bstaff\b|\bnewsroom\b|\bdesk\b|\beditorial board\b|\beditors?$|\bnews team\b|\bteam$|\breports?$|\bredaktion\b"
    r"|\bweb producer|\badmin(?:istrator)?$|\bnews$|\bcontributors?$|\bonline$|^(?:from|our) |\bwebmaster\b|\bcorrespondents?$"
    r"|\.(?:com|org|net|co\.uk|[a-z]{2})$",
    re.I,
)
_JOB: Final = re.compile(
    r"^(?:(?:senior|chief|staff|contributing|associate|assistant|managing|deputy|news|political|crime|courts?|city"
    r"|investigative|freelance|guest|special|executive|night|public safety|breaking news|digital|local|data|web)[\s-]+)*"
    r"(?:writers?|reporters?|editors?|correspondents?|columnists?|producers?|photographers?|journalists?|contributors?"
    r"|anchors?|fellow|intern|opinion)\b.*$|^(?:special to|for) the\b.*$",
    re.I,
)
_LEAD: Final = re.compile(
    r"^(?:(?:story|words|text|article|report(?:ed|ing)?|written|posted|published|submitted|von|par|por|di|door|af|av)"
    r"\s*(?:by|von|:)?\s+|by:?\s+|authors?:?\s+)+",
    re.I,
)
_SPLIT: Final = re.compile(r"\s*[;/|•·\n]\s*|\s*,?\s+(?:and|und|et|y|e)\s+|\s*[&,]\s*", re.I)
_SUFFIX: Final = re.compile(r"^(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|esq)\.?$", re.I)
_NOT_A_NAME: Final = re.compile(
    r"https?:|www\.|@|\d{3}|^(?:updated|published|posted|share|follow|comments?)\b|^(?:facebook|twitter|instagram|youtube|linkedin|whatsapp|e-?mail|print|view all posts)$",
    re.I,
)
_LONGEST_NAME: Final = 60
_LONGEST_BYLINE: Final = 160
_MOST_BYLINES: Final = 6

_EXACT_CLASS: Final = re.compile(
    r"^(?:author|byline|byl|fn|vcard|p-author|(?:entry|post|article|story)?[-_]*(?:author|byline)[-_]*(?:name|link)?"
    r"|author[-_]*(?:name|link|url)|byline[-_]*(?:name|author|link)s?|posted-by|submitted-by)$",
    re.I,
)
_LOOSE_CLASS: Final = re.compile(r"author|byline|writer|autor", re.I)
_NOT_BYLINE: Final = re.compile(
    r"comment|related|sidebar|widget|footer|bio\b|avatar|image|photo|twitter|social|share|follow|more-from|teaser|recommend"
    r"|popular|promo|card\b|date|time",
    re.I,
)
_BY_LINE: Final = re.compile(
    r"^(?:(?:story |written |reported |posted )?by|von|par|por):?\s+(\S.{2,80})$", re.I
)
_AUTHOR_PAGE: Final = re.compile(
    r"/(?:authors?|autore?n?|staff|by|reporters?|contributors?|journalists?)/[^/]", re.I
)


def choose_authors(
    jsonld: JsonLd, metas: dict[str, list[str]], tree: HtmlElement, *, site_names: Sequence[str]
) -> tuple[Author, ...]:
    """The authors by the best road that names any: JSON-LD, meta tags, the byline on the page.

    Where metadata name only the publisher itself, a byline that names a person is believed before it.
    """
    sites = frozenset(filter(None, map(squeeze, site_names)))
    declared = _authors(_jsonld_names(jsonld), "json-ld", sites) or _authors(
        (value for key in _META_KEYS for value in metas.get(key, ())), "meta", sites
    )
    if declared and any(squeeze(author.name) not in sites for author in declared):
        return declared
    for shown in _bylines(tree):
        authors = _authors(shown, "byline", sites)
        if any(author.kind == "person" for author in authors) or (authors and not declared):
            return authors
    return declared


def read_authors(names: Iterable[str], method: str, *, site_names: Sequence[str]) -> tuple[Author, ...]:
    """Names as announced (by a feed, an API), split, cleaned and typed."""
    return _authors(names, method, frozenset(filter(None, map(squeeze, site_names))))


def author_kind(name: str, sites: frozenset[str] = frozenset()) -> AuthorKind:
    """What a name is, by its words: a person unless they say otherwise."""
    if _WIRES.search(name):
        return "wire"
    if squeeze(name) in sites:
        return "desk"
    if _AGENCY.search(name):
        return "agency"
    return "desk" if _DESK.search(name) else "person"


def _authors(raw: Iterable[str], method: str, sites: frozenset[str]) -> tuple[Author, ...]:
    names: dict[str, Author] = {}
    for value in raw:
        for name in (n for line in value.splitlines() for n in _split_names(one_line(line), sites)):
            names.setdefault(squeeze(name), Author(name=name, kind=author_kind(name, sites), method=method))
    return tuple(names.values())


def _split_names(value: str, sites: frozenset[str]) -> list[str]:
    value = _LEAD.sub("", value).strip(" ,:-–—|")
    if not value or len(value) > _LONGEST_BYLINE or _NOT_A_NAME.search(value):
        return []
    if squeeze(value) in sites or author_kind(value) in ("agency", "wire"):
        return [value]
    parts = [part for part in map(_bare, _SPLIT.split(value)) if part]
    if len(parts) == 2 and "," in value and not any(" " in p or _SUFFIX.match(p) for p in parts):
        return [f"{parts[1]} {parts[0]}"]  # "Family, Given"
    names: list[str] = []
    for part in parts:
        if names and _SUFFIX.match(part):
            names[-1] += f", {part}"
        elif names and _JOB.match(part):
            continue
        elif len(part) <= _LONGEST_NAME and len(part) > 1 and not _NOT_A_NAME.search(part):
            names.append(_LEAD.sub("", part))
    if len(names) > 1:
        names = [name for name in names if squeeze(name) not in sites] or names[:1]
    return names


def _bare(part: str) -> str:
    """A part without the marks around it; the full stop of "Jr." belongs to it."""
    part = part.strip(" :-–—")
    return part if _SUFFIX.match(part.rpartition(" ")[2]) else part.strip(" .")


def _jsonld_names(jsonld: JsonLd) -> list[str]:
    for key in ("author", "creator"):
        if names := list(_node_names(jsonld.article.get(key), jsonld)):
            return names
    return []


def _node_names(value: Any, jsonld: JsonLd) -> Iterator[str]:
    if isinstance(value, str):
        yield html.unescape(value)
    elif isinstance(value, list):
        for item in value:
            yield from _node_names(item, jsonld)
    elif isinstance(value, dict):
        kinds = [kind.lower() for kind in types_of(value)]
        if "imageobject" in kinds or "contactpoint" in kinds:
            return
        parts = [part for key in ("givenName", "familyName") if isinstance(part := value.get(key), str)]
        name = value.get("name") or " ".join(parts)
        # A bare reference names its person elsewhere in the graph.
        name = name or jsonld.nodes.get(str(value.get("@id")), {}).get("name")
        yield from _node_names(name, jsonld)


def _bylines(tree: HtmlElement) -> Iterator[list[str]]:
    """The texts of the byline as the page shows it: by exact mark-up, by looser mark-up, by the word "by"."""
    exact: dict[str, None] = {}
    loose: dict[str, None] = {}
    for element in tree.iter(
        "a", "span", "div", "p", "address", "h3", "h4", "li", "strong", "section", "small", "em"
    ):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        named = element.get("rel") == "author" or "author" in (element.get("itemprop") or "")
        linked = element.tag == "a" and _AUTHOR_PAGE.search(element.get("href") or "")
        if not named and not linked and (not _LOOSE_CLASS.search(names) or _NOT_BYLINE.search(names)):
            continue
        text = one_line(" ".join(element.itertext()))
        if not 3 < len(text) <= _LONGEST_BYLINE or _is_foreign(element):
            continue
        (exact if named or any(map(_EXACT_CLASS.match, names.split())) else loose)[text] = None
    for found in (list(exact), list(loose)):
        if found:
            # Many bylines are those of other articles: the first is the page's own.
            yield found[:1] if len(found) > _MOST_BYLINES else _innermost(found)
    for element in tree.iter("p", "div", "span", "em", "strong", "h5", "h6"):
        match = _BY_LINE.match(one_line(element.text_content()[:120])) if len(element) <= 2 else None
        if match and not _is_foreign(element):
            yield [match[1]]
            return


def _innermost(texts: list[str]) -> list[str]:
    """Without texts that hold another: "By Ann Poe, reporter" around "Ann Poe"."""
    return [text for text in texts if not any(other != text and other in text for other in texts)]


def _is_foreign(element: HtmlElement) -> bool:
    """In a comment, a list of other articles, a footer; or itself the box of one of them."""
    for node in (element, *element.iterancestors()):
        if node.tag in ("body", "html", "main", "article"):
            continue
        if node is not element and node.tag in ("aside", "footer", "nav", "figure", "li"):
            return True
        if _NOT_BYLINE.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
    return False
