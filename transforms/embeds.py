"""Posts of social networks embedded in a page, in whatever mark-up the site's editor makes of them.

Extractors drop most of these or print them as the writer's own words, so they are taken from the page first. Nothing
is fetched: text, author and date are those that the page shows.
"""

import json
import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from lxml.html import HtmlElement

from transforms.decode import one_line

_QUOTE_CLASSES: Final = {
    "twitter-tweet": "twitter",
    "twitter-video": "twitter",
    "bluesky-embed": "bluesky",
    "mastodon-embed": "mastodon",
    "instagram-media": "instagram",
    "tiktok-embed": "tiktok",
    "reddit-card": "reddit",
    "reddit-embed-bq": "reddit",
    "text-post-media": "threads",
    "fb-xfbml-parse-ignore": "facebook",
    "fb-post": "facebook",
    "fb-video": "facebook",
}
_AMP: Final = {
    "amp-twitter": ("twitter", "data-tweetid"),
    "amp-instagram": ("instagram", "data-shortcode"),
    "amp-youtube": ("youtube", "data-videoid"),
    "amp-facebook": ("facebook", "data-href"),
    "amp-tiktok": ("tiktok", "data-src"),
    "amp-reddit": ("reddit", "data-src"),
    "amp-bluesky": ("bluesky", "data-href"),
}
AMP_TAGS: Final = tuple(_AMP)
_WRAPPER_CLASS: Final = re.compile(
    r"^(?:wp-block-embed(?:__wrapper)?|embed(?:ded)?|(?:twitter|tweet|bluesky|mastodon|instagram|facebook|tiktok|reddit|social|post"
    r"|rich|media)[-_]?embed(?:[-_]\w+)?|embed[-_](?:twitter|x|bluesky|mastodon|instagram|facebook|tiktok|reddit|social|container"
    r"|wrapper)|oembed|o-embed|tweet|toot|tncms-block)$",
    re.I,
)
_PERMALINK_ATTRIBUTES: Final = (
    "data-instgrm-permalink", "data-text-post-permalink", "data-embed-url", "data-href", "data-url", "cite", "data-bluesky-uri",
)  # fmt: skip

# (network, labels of the host that speak for it; None = any host, path with `handle` and `id`)
_PATHS: Final = (
    ("twitter", {"twitter", "x"}, re.compile(r"^/(?P<handle>\w{1,20})/status(?:es)?/(?P<id>\d+)")),
    ("twitter", {"twitter", "x"}, re.compile(r"^/i/(?:web/)?status/(?P<id>\d+)")),
    ("bluesky", {"bsky"}, re.compile(r"^/profile/(?P<handle>[^/]+)/post/(?P<id>\w+)")),
    ("bluesky", {"bsky"}, re.compile(r"^/embed/(?P<handle>did:[^/]+)/app\.bsky\.feed\.post/(?P<id>\w+)")),
    ("threads", {"threads"}, re.compile(r"^/@(?P<handle>[^/]+)/post/(?P<id>[\w-]+)")),
    ("tiktok", {"tiktok"}, re.compile(r"^/@(?P<handle>[^/]+)/video/(?P<id>\d+)")),
    ("tiktok", {"tiktok"}, re.compile(r"^/(?:embed(?:/v\d)?|player/v\d)/(?P<id>\d+)")),
    ("instagram", {"instagram"}, re.compile(r"^/(?:(?P<handle>[\w.]+)/)?(?:p|reel|tv)/(?P<id>[\w-]+)")),
    ("youtube", {"youtube", "youtube-nocookie"}, re.compile(r"^/(?:embed|shorts|live|v)/(?P<id>[\w-]{6,})")),
    ("youtube", {"youtu"}, re.compile(r"^/(?P<id>[\w-]{6,})")),
    ("reddit", {"reddit", "redditmedia"}, re.compile(r"^/r/\w+/comments/(?P<id>\w+)")),
    (
        "facebook",
        {"facebook", "fb"},
        re.compile(r"^/(?P<handle>[\w.-]+)/(?:posts|videos|photos)/(?:[\w.-]+/)*?(?P<id>[\w.-]+)/?$"),
    ),
    ("mastodon", None, re.compile(r"^/@(?P<handle>[\w.]+(?:@[\w.-]+)?)/(?P<id>\d{6,})(?:/embed)?/?$")),
    ("mastodon", None, re.compile(r"^/users/(?P<handle>\w+)/statuses/(?P<id>\d{6,})")),
)
_BYLINE: Final = re.compile(
    r"(?:^|[—–―]|&mdash;)\s*(?P<name>[^—–―()@]{0,80}?)\s*\(\s*@?(?P<handle>[\w.:-]+(?:@[\w.-]+)?)\s*\)"
)
_SHARED_BY: Final = re.compile(
    r"(?:A post shared by|Post by|Posted by)\s+(?P<name>[^(@]{0,80}?)\s*\(?@(?P<handle>[\w.-]+(?:@[\w.-]+)?)\)?",
    re.I,
)
_REDDITOR: Final = re.compile(r"(?P<name>)\bu/(?P<handle>[\w-]+)")
_CHROME: Final = re.compile(
    r"^(?:view (?:this post )?on (?:instagram|mastodon|threads|bluesky|x|facebook|reddit).*|a post shared by .*|post by @.*"
    r"|♬.*|\[image or embed\]|loading.*)$",
    re.I,
)
_BARE_URL: Final = re.compile(r"^https?://\S+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """An embedded post as the page shows it; the fields are those of an `embedded_post` block."""

    network: str
    text: str
    url: str | None
    post_id: str | None
    author_name: str | None
    author_handle: str | None
    posted: str | None


def post_address(url: str, network: str | None = None) -> tuple[str, str, str | None] | None:
    """(network, post id, handle) of a post's address, None for any other address.

    With a `network` that the mark-up names, an address on any host counts if its path is one of that network's.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme == "at":
        did, _, rest = url[5:].partition("/app.bsky.feed.post/")
        return ("bluesky", rest, did) if rest else None
    if parts.scheme not in ("http", "https"):
        return None
    labels = set((parts.hostname or "").split("."))
    query = parse_qs(parts.query)
    for name, hosts, path in _PATHS:
        if (hosts is None or hosts & labels or name == network) and (match := path.match(parts.path)):
            return name, match["id"], match.groupdict().get("handle")
    if "twitter" in labels and parts.path.startswith("/embed") and "id" in query:
        return "twitter", query["id"][0], None
    if "youtube" in labels and parts.path == "/watch" and "v" in query:
        return "youtube", query["v"][0], None
    if labels & {"facebook", "fb"}:
        if parts.path.startswith("/plugins/") and "href" in query:
            return post_address(query["href"][0])
        for key in ("story_fbid", "fbid", "v"):
            if key in query:
                return "facebook", query[key][0], None
    return None


def find_embed(element: HtmlElement) -> Embed | None:
    """The post that an element is, or whose only content it wraps; None for any other element."""
    if not isinstance(element.tag, str):
        return None
    classes = (element.get("class") or "").split()
    if element.tag in _AMP:
        return _from_amp(element)
    if element.tag == "iframe":
        return _from_address(element.get("src") or element.get("data-src") or "")
    if network := next((_QUOTE_CLASSES[name] for name in classes if name in _QUOTE_CLASSES), None):
        return _from_quote(element, network)
    if element.tag == "blockquote":
        return _from_unmarked_quote(element)
    if "tweet" in classes and element.get("data-attrs"):
        return _from_attributes(element)
    if element.tag in ("p", "div", "figure", "section", "span") and _is_small(element):
        if is_bare_url(element):
            return embed_at(one_line(element.text_content()))
        if any(map(_WRAPPER_CLASS.match, classes)):
            return _from_wrapper(element)
    return None


def is_bare_url(element: HtmlElement) -> bool:
    """The element holds one address and nothing else: editors turn such a line into an embedded post."""
    if element.tag not in ("p", "div", "figure"):
        return False
    only = element[0] if len(element) == 1 and not (element.text or "").strip() else element
    start = (only.text or "").lstrip()
    return start.startswith("http") and _BARE_URL.match(one_line(element.text_content())) is not None


def embed_at(text: str) -> Embed | None:
    """The post whose address a text is, None where it is anything else."""
    return _from_address(text) if _BARE_URL.match(text) else None


def _is_small(element: HtmlElement) -> bool:
    """An embed's wrapper: a handful of elements and no more text than a long post."""
    return sum(1 for _ in islice(element.iter(), 61)) <= 60


def _from_address(url: str) -> Embed | None:
    url = f"https:{url}" if url.startswith("//") else url
    if (found := post_address(url)) is None:
        return None
    network, post_id, handle = found
    return Embed(
        network=network,
        text="",
        url=url,
        post_id=post_id,
        author_name=None,
        author_handle=_plain_handle(handle),
        posted=None,
    )


def _from_amp(element: HtmlElement) -> Embed | None:
    network, attribute = _AMP[str(element.tag)]
    value = (element.get(attribute) or "").strip()
    if not value:
        return None
    if value.startswith(("http://", "https://", "//")):
        return _from_address(value)
    return Embed(
        network=network, text="", url=None, post_id=value, author_name=None, author_handle=None, posted=None
    )


def _from_attributes(element: HtmlElement) -> Embed | None:
    """Newsletter hosts keep the whole post as JSON in an attribute of the wrapper."""
    try:
        raw: Any = json.loads(element.get("data-attrs") or "")
    except ValueError:
        raw = None
    if not isinstance(raw, dict):
        embed = _from_wrapper(element)
        # The whole post may be one link, which a quotation's own words would leave out.
        return embed and replace(embed, text=embed.text or one_line(element.text_content()))
    values = {key: value for key, value in raw.items() if isinstance(value, str)}
    found = post_address(values.get("url", ""))
    return Embed(
        network=found[0] if found else "twitter",
        text=one_line(values.get("full_text") or element.text_content()),
        url=values.get("url"),
        post_id=found[1] if found else None,
        author_name=values.get("name") or None,
        author_handle=_plain_handle(values.get("username") or (found[2] if found else None)),
        posted=values.get("date") or None,
    )


def _from_wrapper(element: HtmlElement) -> Embed | None:
    """A wrapper of known class that holds one post and nothing else."""
    for child in element.iter("blockquote", "iframe", *_AMP):
        if child is not element:
            embed = find_embed(child)
            return embed if embed and not _text_outside(element, child) else None
    found = [address for link in element.iter("a") if (address := post_address(link.get("href") or ""))]
    return _from_quote(element, found[-1][0]) if found else None


def _text_outside(element: HtmlElement, child: HtmlElement) -> bool:
    inside = len(one_line(child.text_content()))
    return len(one_line("".join(element.itertext()))) - inside > 20


def _from_unmarked_quote(element: HtmlElement) -> Embed | None:
    """A quotation that ends as embedded posts do: a dash, a name with a handle, a dated permalink."""
    links = list(element.iter("a"))
    if not links or (found := post_address(links[-1].get("href") or "")) is None:
        return None
    return _from_quote(element, found[0]) if _BYLINE.search(one_line(element.text_content())) else None


def _from_quote(element: HtmlElement, network: str) -> Embed:
    permalink, link = _permalink(element, network)
    found = post_address(permalink, network) if permalink else None
    paragraphs = [p for p in element.iter("p") if one_line(p.text_content())]
    lines = [_lines(p) for p in paragraphs] if paragraphs else [_lines(element)]
    text = "\n".join(line for part in lines for line in part if not _CHROME.match(line))
    whole = one_line(" ".join(element.itertext()))
    outside = (
        whole[len(one_line(" ".join(" ".join(p.itertext()) for p in paragraphs))) :] if paragraphs else whole
    )
    byline = _BYLINE.search(outside) or _SHARED_BY.search(whole)
    if network == "reddit" and link is not None:
        # Title, then "by u/NAME in r/PLACE" as links of their own.
        text, byline = one_line(link.text_content()), _REDDITOR.search(whole)
    elif not paragraphs:
        cut = _BYLINE.search(text)
        text = text[: cut.start()].rstrip() if cut else text
        if _SHARED_BY.fullmatch(text) or (link is not None and text == one_line(link.text_content())):
            text = ""
    elif _SHARED_BY.fullmatch(text):
        text = ""
    posted = one_line(link.text_content()) if link is not None else ""
    in_text = bool(posted) and any(link is not None and p in link.iterancestors() for p in paragraphs)
    return Embed(
        network=found[0] if found else network,
        text=text,
        url=permalink,
        post_id=found[1] if found else element.get("data-video-id"),
        author_name=(byline["name"].strip() or None) if byline else None,
        author_handle=_plain_handle(byline["handle"] if byline else (found[2] if found else None)),
        posted=posted if posted and not in_text and len(posted) < 60 and re.search(r"\d", posted) else None,
    )


def _permalink(element: HtmlElement, network: str) -> tuple[str | None, HtmlElement | None]:
    """(address of the post, the link that shows it): the last link to a post, else what the attributes say."""
    for link in reversed(list(element.iter("a"))):
        if post_address(link.get("href") or "", network):
            return link.get("href"), link
    return next((value for name in _PERMALINK_ATTRIBUTES if (value := element.get(name))), None), None


def _lines(element: HtmlElement) -> list[str]:
    parts: list[str] = []
    for node in element.iter():
        if node.tag in ("br", "p", "div") and node is not element:
            parts.append("\n")
        if isinstance(node.tag, str) and node.text:
            parts.append(node.text)
        if node is not element and node.tail:
            parts.append(node.tail)
    return [line for raw in "".join(parts).split("\n") if (line := one_line(raw))]


def _plain_handle(handle: str | None) -> str | None:
    return handle.lstrip("@") or None if handle else None
