"""Posts of social networks embedded in a page, in whatever mark-up the site's editor makes of them.

Extractors drop most of these or print them as the writer's own words, so they are taken from the page first. Nothing
is fetched: text, author and date are those that the page shows.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.packed_posts import packed_codes, post_in_json, unpacked
from transforms.passage_lines import passage_parts
from transforms.post_addresses import PostAddress, post_address
from transforms.post_frames import filled, post_in_component, post_of
from transforms.post_markup import (
    Embed,
    ends_like_a_post,
    from_address,
    is_chrome,
    plain_handle,
    read_drawn_post,
    read_post,
)

_QUOTE_CLASSES: Final = {
    "twitter-tweet": "twitter",
    "twitter-video": "twitter",
    "bluesky-embed": "bluesky",
    "mastodon-embed": "mastodon",
    "truthsocial-embed": "truthsocial",
    "instagram-media": "instagram",
    "tiktok-embed": "tiktok",
    "reddit-card": "reddit",
    "reddit-embed-bq": "reddit",
    "reddit-embed": "reddit",
    "text-post-media": "threads",
    "fb-xfbml-parse-ignore": "facebook",
    "fb-post": "facebook",
    "fb-video": "facebook",
    "fb-comment-embed": "facebook",
    "telegram-post": "telegram",
}
"""Classes that the networks' own embed codes bear."""
_PROFILES: Final = frozenset(
    {
        "twitter-timeline", "twitter-follow-button", "twitter-share-button", "twitter-hashtag-button", "twitter-mention-button",
        "fb-page", "fb-like", "fb-like-box", "fb-follow", "fb-share-button", "fb-comments", "fb-send", "fb-save",
    }
)  # fmt: skip
_PROFILE_TAGS: Final = frozenset(
    {"amp-facebook-page", "amp-facebook-like", "amp-facebook-comments", "amp-social-share"}
)
_MARKED: Final = frozenset(
    {
        "data-attrs", "data-html", "data-oembed-url", "data-tweet-id", "data-tweetid", "data-iframely-url", "data-block-json",
        "data-telegram-post", "data-embed-html", "data-embed-code",
    }
)  # fmt: skip
"""Attributes that mark an embed whatever its class."""
_WRAPPER: Final = re.compile(
    r"(?:^|[-_])(?:o?embed(?:ded|ly|block)?|tweet|toot|twitter|bluesky|bsky|mastodon|instagram|facebook|tiktok|reddit|iframely|oembed)(?:[-_]|$)"
    r"|^tncms-block$",
    re.I,
)
_WRAPPER_TAGS: Final = frozenset(
    {"p", "div", "figure", "section", "span", "aside", "li", "article", "center", "a"}
)
_HINT: Final = re.compile(
    "embed|tweet|twitter|toot|mastodon|bluesky|bsky|instagram|facebook|tiktok|reddit|iframely|fb-|text-post-media|tncms-block|telegram|youtube|sqs-video|truthsocial"
)
_BARE_URL: Final = re.compile(r"^https?://\S+$")
_LONGEST_LINE: Final = 5000
"""Characters of a line that holds an address, white space in the source with it."""
_STRAY_TEXT: Final = 20
"""Characters beside a post in its wrapper that are no words of anybody ("Loading...")."""
_SMALL: Final = 80
_LARGEST_CODE: Final = 250
"""Elements in the longest embed codes, those with drawings of a picture still to come, and some more."""


def may_hold_post(lowered_names: str) -> bool:
    """A cheap first look at an element's classes."""
    return _HINT.search(lowered_names) is not None


def is_marked(element: HtmlElement) -> bool:
    """An attribute marks the element as an embed though its class may not."""
    return not _MARKED.isdisjoint(element.keys())


def is_profile(element: HtmlElement) -> bool:
    """A button, a timeline or a card of an account: of a network, but no post."""
    tag, names = element.tag, (element.get("class") or "").split()
    if tag in _PROFILE_TAGS or not _PROFILES.isdisjoint(names):
        return True
    if element.get("data-embed-type") == "creator":
        return True
    network = _network(names)
    if network is None or tag != "blockquote" or element.get("data-video-id"):
        return False
    address = element.get("data-instgrm-permalink") or element.get("cite")
    last = next((a.get("href") for a in reversed(list(element.iter("a")))), None)
    of_profile = next((url for url in (address, last) if url), None)
    return of_profile is not None and find_embed(element) is None


def find_embed(element: HtmlElement) -> Embed | None:
    """The post that an element is, or whose only content it wraps; None for any other element."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _PROFILE_TAGS:
        return None
    names = (element.get("class") or "").split()
    if tag == "iframe":
        return _from_frame(element)
    if "-" in tag or tag == "oembed":
        return post_in_component(element, tag)
    if network := _network(names):
        return _from_quote(element, network) if _is_small(element, _LARGEST_CODE) else None
    if tag == "blockquote":
        if "embedly-card" in names:
            return _from_card(element)
        return _from_unmarked_quote(element)
    if not _PROFILES.isdisjoint(names):
        return None
    if (
        (raw := element.get("data-attrs"))
        and _is_small(element, _LARGEST_CODE)
        and (embed := post_in_json(element, raw))
    ):
        return embed
    if tag not in _WRAPPER_TAGS or not _is_small(element):
        return None
    if is_bare_url(element):
        return embed_at(one_line(element.text_content()))
    return _from_wrapper(element, is_known=any(map(_WRAPPER.search, names)))


def is_bare_url(element: HtmlElement) -> bool:
    """The element holds one address and nothing else: editors turn such a line into an embedded post."""
    if element.tag not in ("p", "div", "figure"):
        return False
    only = element[0] if len(element) == 1 and not (element.text or "").strip() else element
    if not (only.text or "").lstrip().startswith("http"):
        return False
    text = element.text_content()
    return len(text) < _LONGEST_LINE and _BARE_URL.match(one_line(text)) is not None


def embed_at(text: str) -> Embed | None:
    """The post whose address a text is, None where it is anything else."""
    found = post_address(text) if _BARE_URL.match(text) else None
    return from_address(found) if found else None


def is_embed_code(element: HtmlElement) -> bool:
    """The element bears the class of a network's own embed code."""
    return _network((element.get("class") or "").split()) is not None


def _network(names: Iterable[str]) -> str | None:
    return next((_QUOTE_CLASSES[name] for name in names if name in _QUOTE_CLASSES), None)


def _is_small(element: HtmlElement, most: int = _SMALL) -> bool:
    """Of some elements, as an embed and its wrapper are: an unclosed tag may hold the page."""
    return sum(1 for _ in islice(element.iter(), most + 1)) <= most


def _from_unmarked_quote(element: HtmlElement) -> Embed | None:
    if not _is_small(element) or (found := ends_like_a_post(element)) is None:
        return None
    inner = element.iterdescendants("blockquote")
    # The last words may be those of a post that a passage holds.
    if any(is_embed_code(quote) or ends_like_a_post(quote) for quote in inner):
        return None
    return read_post(element, found.network)


def _from_frame(element: HtmlElement) -> Embed | None:
    if found := post_of(element):
        return from_address(found)
    return _from_code(element)


def _from_quote(element: HtmlElement, network: str) -> Embed | None:
    """An element that bears a class of a network's embed code."""
    embed = read_post(element, network)
    if embed.post_id is None and (found := post_of(element) or _inner_frame(element)):
        return filled(embed, found)
    return embed if embed.post_id or (embed.text and embed.author_handle) else None


def _inner_frame(element: HtmlElement) -> PostAddress | None:
    return next((found for frame in element.iter("iframe") if (found := post_of(frame))), None)


def _from_card(element: HtmlElement) -> Embed | None:
    """A card of an embed service: a headline that leads to the post, and its words."""
    link = next(element.iter("a"), None)
    found = post_address(link.get("href") or "") if link is not None else None
    if found is None or link is None:
        return None
    title = re.match(r"(?P<name>.{1,80}?)(?: \(@\w+\))? on [\w ]{1,16}\b", one_line(link.text_content()))
    return Embed(
        network=found.network,
        text="\n".join(one_line(p.text_content()) for p in element.iter("p")),
        url=found.url,
        post_id=found.post_id,
        author_name=title["name"] if title else None,
        author_handle=plain_handle(found.handle),
        posted=None,
    )


def _from_wrapper(element: HtmlElement, *, is_known: bool) -> Embed | None:
    """An element that holds one post and nothing else, as mark-up, as an attribute, or as a link to it."""
    inner = list(_embeds_in(element))
    if inner:
        first = inner[0][1]
        if not is_known or any((e.network, e.post_id) != (first.network, first.post_id) for _, e in inner):
            return None
        best = max(inner, key=lambda pair: len(pair[1].text))
        return best[1] if _stray(element, best[0]) <= _STRAY_TEXT else None
    if embed := _from_code(element):
        return embed
    found = post_of(element) if element.tag != "a" or is_known else None
    links = [] if found or not is_known else _post_links(element)
    if found is None and links:
        found = links[-1][0]
    if found is None:
        return None
    if (drawn := read_drawn_post(element, found)) is not None:
        return drawn
    if next(element.iter("img"), None) is not None and next(element.iter("figcaption"), None) is not None:
        return None  # a screenshot
    if not links:
        return filled(from_address(found), found) if _stray(element, None) <= _SMALL else None
    embed = read_post(element, found.network)
    beside = _stray(element, None) - sum(len(one_line(link.text_content())) for _, link in links)
    if embed.author_name or beside <= 2 * _STRAY_TEXT:
        return embed if embed.author_name else from_address(found)
    return None


def _embeds_in(element: HtmlElement) -> Iterator[tuple[HtmlElement, Embed]]:
    for child in element.iterdescendants(etree.Element):
        if _bears_post(child) and (embed := find_embed(child)) is not None:
            yield child, embed


def _bears_post(element: HtmlElement) -> bool:
    tag = str(element.tag)
    return tag in ("blockquote", "iframe", "oembed") or "-" in tag or is_embed_code(element)


def _post_links(element: HtmlElement) -> list[tuple[PostAddress, HtmlElement]]:
    return [(found, link) for link in element.iter("a") if (found := post_address(link.get("href") or ""))]


def _stray(element: HtmlElement, post: HtmlElement | None) -> int:
    """Characters shown in an element beside a post in it; its caption and "View on ..." are not counted."""
    parts = passage_parts(element, _Left(post))
    return sum(len(line) for part in parts if isinstance(part, list) for line in part if not is_chrome(line))


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left out of the count."""

    post: HtmlElement | None

    def __contains__(self, node: object) -> bool:
        return node is self.post or (isinstance(node, HtmlElement) and node.tag == "figcaption")


def _from_code(element: HtmlElement) -> Embed | None:
    """A post whose embed code an attribute holds."""
    for code in packed_codes(element):
        held = unpacked(code)
        if isinstance(held, PostAddress):
            return from_address(held)
        if held is None:
            continue
        if pair := next(_embeds_in(held), None):
            return pair[1]
        if links := _post_links(held):
            return from_address(links[-1][0])
    return None
