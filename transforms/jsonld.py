"""What a page declares of itself in JSON-LD (schema.org): parsed once, read by whoever needs it."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from lxml.html import HtmlElement

from transforms.decode import one_line

ARTICLE_TYPES: Final = frozenset(
    {
        "article", "newsarticle", "reportagenewsarticle", "opinionnewsarticle", "analysisnewsarticle",
        "askpublicnewsarticle", "backgroundnewsarticle", "reviewnewsarticle", "satiricalarticle", "blogposting",
        "liveblogposting", "socialmediaposting", "report", "scholarlyarticle", "techarticle", "advertisercontentarticle",
        "webpagearticle", "discussionforumposting",
    }
)  # fmt: skip
_LISTING_TYPES: Final = frozenset({"collectionpage", "searchresultspage", "profilepage", "itemlist", "blog"})
# Children that speak of something else than the page: the last update of a live blog is not its date.
_FOREIGN: Final = frozenset(
    {
        "liveBlogUpdate", "comment", "isPartOf", "hasPart", "itemListElement", "publisher", "author", "citation",
        "mentions", "about", "review", "video", "image", "associatedMedia", "subjectOf", "breadcrumb", "blogPost",
        "potentialAction", "relatedLink", "isBasedOn",
    }
)  # fmt: skip
_OPENINGS: Final = ("//<![CDATA[", "<![CDATA[", "<!--")
_CLOSINGS: Final = ("//]]>", "]]>", "-->")
_TRAILING_COMMA: Final = re.compile(r",\s*([}\]])")
_PAIRED: Final = re.compile(r"\\u[dD][89a-fA-F]")
"""An escape that must stand beside its other half."""
_DEEPEST: Final = 6
_CORE: Final = ("headline", "author", "datePublished")

_MEETING: Final = re.compile(r"(?<=[a-zß-ÿ\d”\")][.!?])(?=[“\"‘']?[A-ZÀ-Þ][\w’']* )")
_FEWEST_MEETINGS: Final = 3

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class JsonLd:
    """A page's declarations.

    Attributes:
        article: the node that describes the page's article, empty where there is none.
        types: every `@type` of the page's own nodes (not of their children's), in order.
        site_names: names of publishers and web sites.
        nodes: every named node that has an `@id`, by it: other nodes refer to it instead of repeating it.
        own: the nodes that speak of the page itself, in order.
    """

    article: Node
    types: tuple[str, ...]
    site_names: tuple[str, ...]
    nodes: dict[str, Node] = field(default_factory=dict)
    own: tuple[Node, ...] = ()

    def text(self, *keys: str) -> str | None:
        """The first of the article's values that is a non-empty string (or a list's first), on one line."""
        for key in keys:
            value = self.article.get(key)
            value = value[0] if isinstance(value, list) and value else value
            if isinstance(value, dict):
                value = value.get("name") or value.get("@value")
            if isinstance(value, str) and (line := one_line(html.unescape(value))):
                return line
        return None

    @property
    def is_full(self) -> bool:
        """The article has a headline, authors and a date: nothing else need be asked for them."""
        return _fullness(self.article) == len(_CORE)

    @property
    def is_listing(self) -> bool:
        """The page says that it is a list of things, and nothing that it is an article."""
        return not self.article and any(kind.lower() in _LISTING_TYPES for kind in self.types)

    @property
    def body(self) -> str:
        """`articleBody`, its paragraphs kept apart by newlines; empty where absent."""
        value = self.article.get("articleBody")
        if isinstance(value, list):
            value = "\n".join(part for part in value if isinstance(part, str))
        text = html.unescape(value) if isinstance(value, str) else ""
        # Made of paragraphs that were strung together, as one sees where sentences meet without a blank.
        return _MEETING.sub("\n", text) if "\n" not in text and _is_strung(text) else text


EMPTY: Final = JsonLd({}, (), ())
"""Of a page that declares nothing."""


def read_jsonld(scripts: Iterable[HtmlElement]) -> JsonLd:
    """What is declared in the JSON-LD among a page's `<script>` elements, broken ones left out."""
    nodes = [node for script in scripts for node in _own_nodes(_parsed(script))]
    articles = [node for node in nodes if any(kind in ARTICLE_TYPES for kind in _lower_types(node))]
    types = tuple(dict.fromkeys(kind for node in nodes for kind in types_of(node)))
    names = [name for node in nodes for name in _site_names(node)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and node.get("name")}
    article = max(articles, key=_fullness, default={})
    return JsonLd(article, types, tuple(dict.fromkeys(names)), by_id, tuple(nodes))


def types_of(node: Node) -> tuple[str, ...]:
    """A node's types, without the vocabulary's address."""
    declared = node.get("@type")
    values = declared if isinstance(declared, list) else [declared]
    return tuple(value.rsplit("/", 1)[-1] for value in values if isinstance(value, str) and value)


def _parsed(script: HtmlElement) -> Any:
    if "ld+json" not in (script.get("type") or "").lower():
        return None
    raw = _unwrapped(script.text or "")
    for is_mended in (False, True):
        attempt = _TRAILING_COMMA.sub(r"\1", raw) if is_mended else raw
        try:
            # strict=False: raw newlines inside strings are common.
            return _whole(json.loads(attempt, strict=False), attempt)
        except (ValueError, RecursionError):
            continue
    return None


def _whole(value: Any, written: str) -> Any:
    """The value; half of a surrogate pair, which JSON allows and no file can hold, is `?` in it."""
    if not _PAIRED.search(written):
        return value
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _unwrapped(text: str) -> str:
    """Without the comment or CDATA marks around it, and a semicolon behind."""
    text = text.strip()
    for mark in _OPENINGS:
        text = text.removeprefix(mark)
    text = text.removesuffix(";").rstrip()
    for mark in _CLOSINGS:
        text = text.removesuffix(mark)
    return text


def _is_strung(text: str) -> bool:
    return len(list(islice(_MEETING.finditer(text), _FEWEST_MEETINGS))) == _FEWEST_MEETINGS


def _own_nodes(value: Any, depth: int = 0) -> Iterator[Node]:
    """The nodes that speak of the page itself: graphs and main entities are entered, other children are not."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _own_nodes(item, depth + 1)
    elif isinstance(value, dict):
        if types_of(value):
            yield value
        for key, child in value.items():
            if key not in _FOREIGN and isinstance(child, dict | list):
                yield from _own_nodes(child, depth + 1)


def _lower_types(node: Node) -> list[str]:
    return [kind.lower() for kind in types_of(node)]


def _fullness(node: Node) -> int:
    """How much of an article's description a node carries; of equals the first on the page wins."""
    return sum(bool(node.get(key)) for key in _CORE)


def _site_names(node: Node) -> Iterator[str]:
    publishers = node.get("publisher")
    for publisher in publishers if isinstance(publishers, list) else [publishers]:
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            yield one_line(html.unescape(publisher["name"]))
    if {"website", "organization", "newsmediaorganization"} & set(_lower_types(node)):
        for key in ("name", "alternateName"):
            if isinstance(node.get(key), str):
                yield one_line(html.unescape(node[key]))
