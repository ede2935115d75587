"""Posts that a page names by the attributes of a frame, of a custom element, or of the place where a script will draw them."""

import re
from typing import Final

from lxml.html import HtmlElement

from transforms.post_addresses import (
    PostAddress,
    framed_post,
    may_hold_address,
    permalink,
    post_address,
)
from transforms.post_markup import Embed, from_address, plain_handle, read_post

_COMPONENT: Final = re.compile(
    r"(?P<network>twitter|tweet|instagram|youtube|facebook|tiktok|reddit|bluesky|bsky|mastodon|toot|threads)(?:-|$)"
)
"""In the name of a custom element."""
_NETWORK_OF: Final = {"tweet": "twitter", "bsky": "bluesky", "toot": "mastodon"}
_IDS: Final = {
    "data-tweet-id": "twitter",
    "data-tweetid": "twitter",
    "data-status-id": "twitter",
    "tweet-id": "twitter",
    "tweetid": "twitter",
    "data-youtube-id": "youtube",
}
"""Attributes that hold a post's id on any element."""
_COMPONENT_IDS: Final = (
    "data-shortcode", "shortcode", "data-videoid", "videoid", "video-id", "data-id", "id", "data-src", "src",
)  # fmt: skip
_ADDRESSES: Final = frozenset({"src", "href", "url", "uri"})


def post_of(element: HtmlElement) -> PostAddress | None:
    """The post that an element's attributes name, by id or by address."""
    for name, value in element.items():
        if network := _IDS.get(name):
            if re.fullmatch(r"\d{5,25}" if network == "twitter" else r"[\w-]{5,20}", value.strip()):
                return _known(network, value.strip())
        elif name == "data-telegram-post":
            return post_address(f"https://t.me/{value.strip()}")
        elif (
            (name in _ADDRESSES or (name.startswith("data-") and "share" not in name))
            and may_hold_address(value)
            and (found := framed_post(value.strip()))
        ):
            return found
    return None


def post_in_component(element: HtmlElement, tag: str) -> Embed | None:
    """The post of a custom element: of AMP, or of a script that loads an embed when it is looked at."""
    found = post_of(element)
    match = _COMPONENT.search(tag)
    if found is None and match:
        network = _NETWORK_OF.get(match["network"], match["network"])
        given = (element.get(name) or "" for name in _COMPONENT_IDS)
        post_id = next((value for value in given if re.fullmatch(r"[\w-]{4,40}", value)), None)
        found = _known(network, post_id) if post_id else None
    if found is None:
        return None
    inner = next(element.iter("blockquote"), None)
    return filled(from_address(found) if inner is None else read_post(inner, found.network), found)


def filled(embed: Embed, found: PostAddress) -> Embed:
    """A post with what its address says where its mark-up says nothing."""
    return Embed(
        network=found.network,
        text=embed.text,
        url=embed.url or found.url or None,
        post_id=embed.post_id or found.post_id,
        author_name=embed.author_name,
        author_handle=embed.author_handle or plain_handle(found.handle),
        posted=embed.posted,
    )


def _known(network: str, post_id: str) -> PostAddress:
    return PostAddress(network, post_id, None, permalink(network, post_id) or "")
