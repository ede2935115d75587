"""Galleries and video pages: pages whose words stand beside pictures or a film.

In a gallery the captions are what is said, so they are its text: the introduction, then each caption once, a paragraph each.
A video page's text is its paragraph, or where it shows none the description that it declares.
"""

import html
import re
from collections.abc import Sequence
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from transforms.blocks import Part
from transforms.decode import one_line
from transforms.folding import fold
from transforms.foreign import is_foreign
from transforms.jsonld import JsonLd, types_of
from transforms.passage_lines import passage_parts

_GALLERY_PATH: Final = re.compile(
    r"/(?:(?:photo|picture|image)-?)?(?:galler(?:y|ies)|slideshows?|photos|photo-essays?|in-pictures|in-photos|pictures)(?:/|-|$)"
    r"|/(?:collection|image)_[\da-f]{8}-[\da-f-]{20,}\.html$",
    re.I,
)
_VIDEO_PATH: Final = re.compile(
    r"/(?:videos?|watch|clips?|newscasts?)(?:/|$)|/(?:video|youtube|vmix|brightcove)_[\da-f]{8}-[\da-f-]{20,}\.html$",
    re.I,
)
_GALLERY_TITLE: Final = re.compile(
    r"^\W*(?:in )?(?:photos?|pictures|(?:photo |picture )?gallery|slide ?show|photo essay)\s*[:|–—-]|[|:–—-]\s*(?:photos|(?:photo )?gallery|slide ?show)\W*$",
    re.I,
)
_VIDEO_TITLE: Final = re.compile(r"^\W*(?:video|watch)\s*[:|–—-]|[|:–—-]\s*video\W*$|\(video\)\W*$", re.I)
_GALLERY_CLASS: Final = frozenset(
    {"single-format-gallery", "format-gallery", "post-format-gallery", "type-gallery", "single-gallery", "gallery-page", "asset-type-collection", "single-photo-gallery"}
)  # fmt: skip
_VIDEO_CLASS: Final = frozenset(
    {"single-format-video", "format-video", "post-format-video", "type-video", "single-video", "video-page", "asset-type-video"}
)  # fmt: skip
_GALLERY_TYPES: Final = frozenset({"imagegallery", "mediagallery"})
_CAPTION_CLASS: Final = re.compile(
    r"(?:^|[-_\s])(?:caption|cutline|slide-?(?:text|description)|(?:photo|image|media)-?description)(?=$|[-_\s]|-text)",
    re.I,
)
_CREDIT_CLASS: Final = re.compile(r"credit|byline|copyright|author|count|index|number", re.I)
_FEWEST_CAPTIONS: Final = 3
_SHORTEST_CAPTION: Final = 15
_SHORTEST_NOTE: Final = 40
_SHORT_TEXT: Final = 1500
"""Characters of running text from which a page is an article with pictures."""
_SHORT_NOTE: Final = 800
"""Characters of running text from which a page is an article with a film."""


def declared_type(
    jsonld: JsonLd, *, url: str, og_type: str | None, title: str | None, page_classes: Sequence[str]
) -> Literal["gallery", "video"] | None:
    """What a page says that it is, beside an article; whether it is one is for its text to show."""
    path, classes = urlsplit(url).path, frozenset(page_classes)
    types = {kind.lower() for kind in jsonld.types}
    if (
        types & _GALLERY_TYPES
        or classes & _GALLERY_CLASS
        or _GALLERY_PATH.search(path)
        or (title and _GALLERY_TITLE.search(title))
    ):
        return "gallery"
    if (
        (og_type or "").startswith("video")
        or ("videoobject" in types and not jsonld.article)
        or classes & _VIDEO_CLASS
        or _VIDEO_PATH.search(path)
        or (title and _VIDEO_TITLE.search(title))
    ):
        return "video"
    return None


def captions_of(tree: HtmlElement, jsonld: JsonLd) -> list[str]:
    """The captions of a page's own pictures in its order, each once; from JSON-LD where the page shows too few."""
    shown = [
        text
        for node in tree.iter("figcaption", "div", "p", "span", "li", "dd")
        if _is_caption(node)
        and not any(map(_is_caption, node.iterdescendants()))
        and not is_foreign(node)
        and (text := _without_credit(node))
    ]
    if len(shown) < _FEWEST_CAPTIONS:
        shown += [
            one_line(html.unescape(value))
            for node in tree.iter("a", "img", "div", "li", "figure")
            if (value := node.get("data-caption"))
        ]
    if len(shown) < _FEWEST_CAPTIONS:
        shown += _declared_captions(jsonld)
    kept: dict[str, str] = {}
    for text in shown:
        plain = _plain(text)
        if len(plain) >= _SHORTEST_CAPTION:
            kept.setdefault(fold(plain), plain)
    return list(kept.values())


def as_gallery(parts: Sequence[Part], captions: Sequence[str], lead: str | None) -> list[Part] | None:
    """The parts of a gallery, None where the page is an article with pictures.

    Args:
        parts: the body as of an article.
        captions: of the page's pictures.
        lead: the declared description, for a gallery without an introduction.
    """
    held = " ".join(map(fold, captions))
    own = [part for part in _notes(parts) if part.kind == "embedded_post" or fold(part.text) not in held]
    length, said = sum(len(part.text) for part in own), sum(map(len, captions))
    if not captions or length >= _SHORT_TEXT or length > max(said, _SHORT_TEXT / 3):
        return None
    if not own and lead and fold(lead) not in held:
        own = [Part("paragraph", lead)]
    return [*own, *(Part("paragraph", caption) for caption in captions)]


def as_video(parts: Sequence[Part], lead: str | None) -> list[Part] | None:
    """The parts of a video page, None where the page is an article with a film."""
    if sum(len(part.text) for part in parts if part.kind != "caption") >= _SHORT_NOTE:
        return None
    notes = _notes(parts)
    if not notes and lead:
        notes = [Part("paragraph", lead)]
    return [*notes, *(part for part in parts if part.kind == "caption")]


def _notes(parts: Sequence[Part]) -> list[Part]:
    """What is said beside pictures or a film: no credits, no counters, no list of other pages."""
    return [
        part
        for part in parts
        if part.kind != "caption" and (part.kind == "embedded_post" or len(part.text) >= _SHORTEST_NOTE)
        if not is_link_list(part)
    ]


def is_link_list(part: Part) -> bool:
    """Most of its words are links."""
    linked = sum(len(one_line(link.text_content())) for _, link in (part.run.links if part.run else ()))
    return 2 * linked > len(part.text)


def description(jsonld: JsonLd, *kinds: str) -> str | None:
    """What JSON-LD declares as the description of the page's film or gallery."""
    for node in jsonld.own:
        if {kind.lower() for kind in types_of(node)} & set(kinds) and isinstance(
            node.get("description"), str
        ):
            return _plain(html.unescape(node["description"])) or None
    return None


def _plain(text: str) -> str:
    """Without the mark-up that an attribute or JSON-LD may hold."""
    return one_line(re.sub(r"<[^<>]+>", " ", text))


def _is_caption(node: HtmlElement) -> bool:
    return node.tag == "figcaption" or bool(_CAPTION_CLASS.search(node.get("class") or ""))


def _without_credit(node: HtmlElement) -> str:
    credited = {
        inner
        for inner in node.iter("span", "cite", "small", "div", "p")
        if inner is not node and _CREDIT_CLASS.search(inner.get("class") or "")
    }
    parts = passage_parts(node, credited)
    return " ".join(line for part in parts if isinstance(part, list) for line in part)


def _declared_captions(jsonld: JsonLd) -> list[str]:
    found: list[str] = []
    for node in jsonld.own:
        for key in ("associatedMedia", "image", "hasPart"):
            value: Any = node.get(key)
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    caption = one.get("caption") or one.get("description")
                    if isinstance(caption, str):
                        found.append(one_line(html.unescape(caption)))
    return found
