"""Pictures of an article: what it declares, and what it shows with captions and credits. Nothing is fetched.

Icons, logos, portraits of authors, tracking pixels and pictures of other articles are none of them.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from crawlers.urls import absolute_url
from transforms.decode import one_line
from transforms.document import Image
from transforms.foreign import is_foreign
from transforms.jsonld import JsonLd, Node
from transforms.outline import Outline

_LAZY: Final = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-hi-res-src",
    "data-orig-file",
    "data-image",
)
_SETS: Final = ("srcset", "data-srcset", "data-lazy-srcset")
_CAPTION: Final = re.compile(
    r"^(?:wp-caption-text|(?:image|photo|media|figure|asset)?[-_]*(?:caption|cutline)(?:[-_](?:text|content|container))?)$",
    re.I,
)
_CAPTION_HINT: Final = re.compile(r"caption|cutline", re.I)
_CREDIT: Final = re.compile(r"credit|photographer|attribution|byline|copyright|source", re.I)
_CREDIT_END: Final = re.compile(
    # "(Photo by Ann Poe)", "Photo: Ann Poe", "(Ann Poe/The Ledger)", "Courtesy of the police", "AP Photo/Ann Poe"
    r"\s*(?:\((?P<a>(?:photo|image|picture|file photo|credit|courtesy|ap photo|via)\b[^()]{2,80}|[^()]{2,60}/[^()]{2,60})\)"
    r"|(?:^|(?<=[.!?”\")|]))\s*\|?\s*(?P<b>(?:(?:photo|image|picture)(?: credit| by| courtesy(?: of)?)?\s*[:/]?|credit\s*:|courtesy(?: of)?|ap photo/)\s*[^.]{2,80}))\.?$",
    re.I,
)
_CREDIT_LEAD: Final = re.compile(
    r"^(?:(?:photo|image|picture)(?:graph)?(?: credits?)?(?:\s+by|\s+courtesy(?:\s+of)?|\s*[:/])|courtesy\s+of|credits?\s*(?::|\.{3}|…)|by\s)\s*",
    re.I,
)
_ABSOLUTE: Final = re.compile(r"https?://[\w.-]+(?::\d+)?/[^\s@]{1,1000}$")
"""Most addresses: there is nothing to work out."""
_NO_PICTURE: Final = re.compile(
    r"^data:|\.svg(?:$|\?)|(?:^|[/_.-])(?:logos?|icons?|favicon|avatars?|gravatar|pixel|spacer|blank|placeholder|fallback|loading|loader"
    r"|spinner|transparent|1x1|sprites?|emoji|smil(?:ey|ies)|badge|button|social|share[-_]image|default(?:[-_](?:image|thumb|og|share|social)\w*)?)(?:$|[/_.-])"
    r"|/tr\?|beacon|doubleclick|scorecardresearch",
    re.I,
)
_NO_PICTURE_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:avatar|author|byline|icon|logo|emoji|pixel|sponsor|advert\w*|ad|thumb(?:nail)?-(?:related|small))(?=$|[\s_-])",
    re.I,
)
_SIZE: Final = re.compile(r"[-_]\d{2,4}x\d{2,4}(?:[-_]c)?(?=\.\w+$)|-scaled(?=\.\w+$)|@\dx(?=\.\w+$)", re.I)
_PICTURE_FILE: Final = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)$", re.I)
_SMALLEST: Final = 100
"""Pixels: what declares a smaller side is an ornament."""
_MOST_DIGITS: Final = 9
_LONGEST_CAPTION: Final = 1000
_MOST: Final = 30
_MOST_SEEN: Final = 150
_MOST_HEADINGS: Final = 10
_MOST_PARTS: Final = 40
_DEEPEST: Final = 4
"""Lists in each other, in which JSON-LD may hide a picture."""
_LEVELS: Final = 4
"""Elements around a picture in which its caption is looked for."""


def read_images(
    root: HtmlElement | None, jsonld: JsonLd, metas: dict[str, list[str]], base_url: str
) -> tuple[Image, ...]:
    """The article's pictures, each once whatever its sizes, the lead picture first, at most 30.

    Args:
        root: the element that holds the article; None where the page marks none, then only what is declared is read.
        jsonld: the page's declarations; its first picture is the lead picture where `og:image` gives none.
        metas: its meta tags, values by lower-case name.
        base_url: relative addresses are read against it.
    """
    found: dict[str, Image] = {}
    declared = [*_declared(jsonld, metas, base_url)]
    for image in (*declared[:1], *_shown(root, base_url), *declared[1:]):
        key = _same(image.url)
        if (known := found.get(key)) is not None:
            found[key] = replace(
                known, caption=known.caption or image.caption, credit=known.credit or image.credit
            )
        elif len(found) < _MOST:
            found[key] = image
    images = list(found.values())
    return tuple(replace(image, is_lead=number == 0) for number, image in enumerate(images))


def article_root(outline: Outline) -> HtmlElement | None:
    """The element that holds the page's article: the one around its heading, or the only one; None where none is marked."""
    for heading in outline.headings[:_MOST_HEADINGS]:
        around = list(heading.iterancestors("article", "main"))
        if around:
            return next((node for node in around if node.tag == "article"), around[0])
    return outline.articles[0] if len(outline.articles) == 1 else None


def _declared(jsonld: JsonLd, metas: dict[str, list[str]], base_url: str) -> Iterator[Image]:
    for value in metas.get("og:image", metas.get("og:image:url", metas.get("twitter:image", ())))[:1]:
        yield from _image(value, None, None, base_url)
    if given := jsonld.article.get("image"):
        by_id = {node.get("@id"): node for node in reversed(jsonld.own) if _addressed(node)}
        yield from islice(_nodes(given, by_id, base_url), _MOST)


def _addressed(node: Node) -> bool:
    return isinstance(node.get("@id"), str) and bool(node.get("url") or node.get("contentUrl"))


def _nodes(value: Any, by_id: dict[Any, Node], base_url: str, depth: int = 0) -> Iterator[Image]:
    if isinstance(value, str):
        yield from _image(value, None, None, base_url)
    elif isinstance(value, list) and depth < _DEEPEST:
        for item in value:
            yield from _nodes(item, by_id, base_url, depth + 1)
    elif isinstance(value, dict):
        node = value
        if not (value.get("url") or value.get("contentUrl")):
            # A bare reference describes its picture elsewhere in the graph.
            node = by_id.get(str(value.get("@id")), {})
        url = node.get("contentUrl") or node.get("url")
        creator = node.get("creator")
        credit = node.get("creditText") or (creator.get("name") if isinstance(creator, dict) else None)
        caption = node.get("caption")
        if isinstance(url, str):
            yield from _image(url, _text(caption), _text(credit), base_url)


def _shown(root: HtmlElement | None, base_url: str) -> Iterator[Image]:
    if root is None:
        return
    for element in islice(root.iter("img", "amp-img"), _MOST_SEEN):
        if not _is_picture(element):
            continue
        box, leads_away = _surroundings(element, root)
        if (box is None and leads_away) or (address := _address(element)) is None or is_foreign(element):
            continue
        caption, credit = _words(box) if box is not None else (None, None)
        yield from _image(address, caption, credit, base_url)


def _is_picture(element: HtmlElement) -> bool:
    for side in ("width", "height"):
        value = (element.get(side) or "").removesuffix("px")
        if value.isdecimal() and int(value[:_MOST_DIGITS]) < _SMALLEST:
            return False
    return not _NO_PICTURE_CLASS.search(element.get("class") or "")


def _address(element: HtmlElement) -> str | None:
    """Where the picture lies: pages that load it late keep its address in another attribute."""
    given = [element.get(name) for name in _LAZY] + [element.get("src")]
    for value in given:
        if value and not _NO_PICTURE.search(value):
            return value
    picture = next((node for node in islice(element.iterancestors(), _LEVELS) if node.tag == "picture"), None)
    for holder in (element, *(picture.iter("source") if picture is not None else ())):
        for name in _SETS:
            if (value := holder.get(name)) and (largest := _largest(value)):
                return largest
    return None


def _largest(candidates: str) -> str | None:
    """The address of the widest candidate of a `srcset`."""
    best: tuple[float, str] | None = None
    for candidate in re.split(r",\s+(?=\S)", candidates.strip()):
        url, _, size = candidate.strip().rstrip(",").partition(" ")
        number = re.match(r"[\d.]+", size.strip())
        width = float(number[0]) if number and number[0].count(".") < 2 and number[0] != "." else 0.0
        if url and not _NO_PICTURE.search(url) and (best is None or width > best[0]):
            best = (width, url)
    return best[1] if best else None


def _surroundings(element: HtmlElement, root: HtmlElement) -> tuple[HtmlElement | None, bool]:
    """(the figure around a picture, or the element that holds it and a caption; whether it leads to another page).

    What leads to another page without a caption is that page's picture.
    """
    leads_away = False
    for number, node in enumerate(element.iterancestors()):
        if node is root or number == _LEVELS:
            break
        if node.tag == "a":
            leads_away = not _PICTURE_FILE.search((node.get("href") or "").partition("?")[0])
        elif node.tag == "figure" or _holds_caption(node):
            return node, leads_away
    return None, leads_away


def _holds_caption(node: HtmlElement) -> bool:
    """The element holds a caption, and one picture alone: of several nobody can tell whose it is."""
    children = islice(node, _MOST_PARTS)
    names = [names for child in children if (names := child.get("class")) and _CAPTION_HINT.search(names)]
    return (
        any(_CAPTION.match(name) for some in names for name in some.split())
        and len(list(islice(node.iter("img", "amp-img"), 2))) == 1
    )


def _words(box: HtmlElement) -> tuple[str | None, str | None]:
    """(caption, credit)."""
    credit = caption = None
    for part in islice(box.iter("figcaption", "div", "span", "p", "cite", "small", "em", "dd"), _MOST_PARTS):
        names = part.get("class") or ""
        if part is box or not (names or part.tag in ("figcaption", "cite")):
            continue
        if credit is None and (part.tag == "cite" or _CREDIT.search(names)):
            credit = one_line(" ".join(part.itertext())) or None
        elif caption is None and (part.tag == "figcaption" or any(map(_CAPTION.match, names.split()))):
            caption = one_line(" ".join(part.itertext())) or None
    return caption, credit


def _text(value: Any) -> str | None:
    return (
        one_line(re.sub(r"<[^>]{1,200}>", "", html.unescape(value))) or None
        if isinstance(value, str)
        else None
    )


def _image(address: str, caption: str | None, credit: str | None, base_url: str) -> Iterator[Image]:
    address = html.unescape(address.strip())
    url = address if _ABSOLUTE.match(address) else absolute_url(base_url, address)
    if url is None or _NO_PICTURE.search(url):
        return
    caption = caption if caption and len(caption) <= _LONGEST_CAPTION else None
    if credit:
        caption = caption and caption.removesuffix(credit).removeprefix(credit)
        credit = _CREDIT_LEAD.sub("", credit).strip(" ()|–—-") or None
    elif caption and (match := _CREDIT_END.search(caption)):
        credit = _CREDIT_LEAD.sub("", match["a"] or match["b"]).strip(" ()|–—-") or None
        caption = caption[: match.start()]
    caption = one_line(caption or "").strip(" |–—-") or None
    yield Image(url=url, caption=caption, credit=credit, is_lead=False)


def _same(url: str) -> str:
    """What tells one picture from another whatever its size: the file's name, where that says something."""
    parts = urlsplit(url)
    name = unquote(parts.path).rstrip("/").rpartition("/")[2].lower()
    name = _SIZE.sub("", name)
    return (
        name
        if len(name) > 12 or (_PICTURE_FILE.search(name) and len(name) > 9)
        else f"{parts.netloc}{parts.path}"
    )
