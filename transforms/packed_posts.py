"""Posts that a page keeps packed in an attribute, for a script to unpack: as JSON, or as a network's embed code."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.post_addresses import PostAddress, framed_post, permalink, post_address
from transforms.post_markup import Embed, from_address, plain_handle, read_drawn_post

_CODE: Final = (
    "srcdoc",
    "data-srcdoc",
    "data-html",
    "data-embed-html",
    "data-embed-code",
    "data-embed",
    "data-block-json",
)
"""Attributes that hold the whole embed code, for a script to unpack."""
_LONGEST_CODE: Final = 60_000


def post_in_json(element: HtmlElement, raw: str) -> Embed | None:
    """Newsletter hosts keep the whole post as JSON in an attribute of the wrapper."""
    try:
        loaded: Any = json.loads(raw[:_LONGEST_CODE])
    except (ValueError, RecursionError):
        loaded = None
    values = (
        {key: _sound(value) for key, value in loaded.items() if isinstance(value, str)}
        if isinstance(loaded, dict)
        else {}
    )
    found = next(
        (address for key in ("url", "uri") if (address := post_address(values.get(key, "")))), None
    ) or _by_key(values)
    if found is None:
        if isinstance(loaded, dict):
            return None  # of something else than a post
        found = next((a for link in element.iter("a") if (a := post_address(link.get("href") or ""))), None)
        if found is None:
            return None
        drawn = read_drawn_post(element, found)
        # The whole post may be one link, which a quotation's own words would leave out.
        return drawn or from_address(found, one_line(element.text_content()))
    text = (
        values.get("full_text")
        or values.get("text")
        or (values.get("title", "") if found.network == "tiktok" else "")
    )
    if not text and (drawn := read_drawn_post(element, found)):
        text = drawn.text
    elif not text and found.network == "twitter":
        text = one_line(element.text_content())
    return Embed(
        network=found.network,
        text=_plain(text),
        url=found.url or None,
        post_id=found.post_id,
        author_name=next((v for key in ("name", "authorName") if (v := values.get(key))), None),
        author_handle=plain_handle(
            next(
                (
                    v
                    for key in ("username", "authorHandle", "author_name", "author")
                    if (v := values.get(key))
                ),
                None,
            )
            or found.handle
        ),
        posted=next((v for key in ("date", "createdAt", "timestamp") if (v := values.get(key))), None),
    )


def _sound(value: str) -> str:
    """Without halves of characters, which JSON can spell and nothing else can hold."""
    return value.encode("utf-8", "replace").decode()


def _by_key(values: dict[str, str]) -> PostAddress | None:
    for key, network in (("instagram_id", "instagram"), ("videoId", "youtube"), ("tweet_id", "twitter")):
        if post_id := values.get(key):
            return PostAddress(network, post_id, None, permalink(network, post_id) or "")
    return None


def _plain(text: str) -> str:
    if "<" in text and re.search(r"<[a-z/]", text):
        holder = _fragment(text)
        text = text if holder is None else holder.text_content()
    return "\n".join(line for raw in text.split("\n") if (line := one_line(raw)))


def packed_codes(element: HtmlElement) -> Iterator[str]:
    """The embed codes in an element's attributes; JSON around one is taken off."""
    for name in _CODE:
        code = element.get(name)
        if not code or len(code) > _LONGEST_CODE:
            continue
        if not code.startswith("{"):
            yield code
            continue
        try:
            loaded: Any = json.loads(code)
        except (ValueError, RecursionError):
            continue
        if isinstance(loaded, dict):
            yield from (
                value for key in ("html", "url") if isinstance(value := loaded.get(key), str) and value
            )


def unpacked(code: str) -> HtmlElement | PostAddress | None:
    """An embed code as an element that holds it, an address as the post that it leads to."""
    if "<" not in code:
        return framed_post(code.strip())
    return _fragment(code)


def _fragment(code: str) -> HtmlElement | None:
    """Mark-up in an element that holds it, None where it is none."""
    try:
        holder: HtmlElement = lxml.html.fragment_fromstring(code, create_parent="div")
    except (etree.ParserError, ValueError, AssertionError):  # the last for a whole page without a body
        return None
    return holder
