"""Reddit: the newest posts of a subreddit, by the API that asks for credentials."""

import html
import math
import re
from datetime import UTC, datetime
from typing import Any, Final, Literal
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from lxml import etree
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crawlers.discovered import Account, Discovered, Found, NotThisKind
from crawlers.json_body import Text, kind_of_value, read_json
from crawlers.urls import HttpAddress, absolute_url

SITE: Final = "https://www.reddit.com"
"""Where readers find a post, whatever server is asked."""
_GONE: Final = frozenset({"[deleted]", "[removed]"})
_FRAME: Final = re.compile(r'\A\s*<!-- SC_OFF -->\s*<div class="md">(.*)</div>\s*<!-- SC_ON -->\s*\Z', re.DOTALL)  # fmt: skip


class Reddit(BaseModel):
    """A subreddit, newest posts first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["reddit"]
    subreddit: str = Field(pattern=r"^[A-Za-z0-9_]{2,21}$", description="its name without r/")
    follow: tuple[str, ...] = Field(
        default=(), description="accounts that are public actors and shown by name; all others are private"
    )
    api: HttpAddress = Field(default="https://oauth.reddit.com", description="the server that is asked")
    max_pages: int = Field(
        default=3, ge=1, le=10, description="how many answers of 100 posts to read a night"
    )


def first_urls(config: Reddit, since: datetime | None) -> tuple[str, ...]:
    """The first page; `since` cannot be asked for."""
    query = {"limit": "100", "raw_json": "1"}
    return (f"{config.api.rstrip('/')}/r/{config.subreddit}/new?{urlencode(query)}",)


class _Post(BaseModel):
    name: Text = Field(pattern=r"^t3_[a-z0-9]+$")
    title: Text = ""
    author: Text = "[deleted]"
    author_fullname: Text | None = None
    created_utc: float
    edited: bool | float = False
    selftext: Text = ""
    selftext_html: Text | None = None
    is_self: bool = False
    url: Text | None = None
    permalink: Text = Field(pattern=r"^/(?:r|user)/\S+$")
    over_18: bool = False
    quarantine: bool = False
    removed_by_category: Text | None = None
    link_flair_text: Text | None = None
    crosspost_parent: Text | None = Field(default=None, pattern=r"^t3_[a-z0-9]+$")


def parse(body: bytes, url: str, config: Reddit) -> Found:
    """The posts of an answer, complete; `more` is the next page while there is one.

    The text is the post's own, or its title where it has none. Posts that were deleted or removed, and those that
    Reddit shows to nobody without a question first (`over-18`, `quarantined`), are left out with a note.

    Raises:
        NotThisKind: `empty-body`, `html-instead-of-json`, `not-json`, `not-reddit` or `api-error`.
    """
    value = read_json(body)
    if not isinstance(value, dict):
        raise NotThisKind("not-reddit", f"found {kind_of_value(value)}, a listing of posts is read")
    if "error" in value:
        words = value.get("reason") or value.get("message") or "no message"
        raise NotThisKind("api-error", f"{value['error']}: {words}")
    listing = value.get("data")
    if value.get("kind") != "Listing" or not isinstance(listing, dict):
        raise NotThisKind("not-reddit", "JSON without a listing")
    children = listing.get("children")
    if not isinstance(children, list):
        raise NotThisKind("not-reddit", "a listing without a list of posts")
    is_raw = "1" in parse_qs(urlsplit(url).query).get("raw_json", [])
    items: list[Discovered] = []
    notes: list[tuple[str, str]] = []
    for position, child in enumerate(children):
        try:
            post = _Post.model_validate(child.get("data") if isinstance(child, dict) else child)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            notes.append(("unreadable-item", f"post {position}: {where}: {first['msg']}"))
            continue
        reason = _left_out(post)
        if reason is not None:
            notes.append((reason, f"{SITE}{post.permalink}"))
        else:
            items.append(_item(post, config, is_raw=is_raw))
    return Found(items=tuple(items), more=_next(url, listing.get("after")), notes=tuple(notes))


def _left_out(post: _Post) -> str | None:
    if post.removed_by_category == "deleted" or post.author == "[deleted]" or post.selftext == "[deleted]":
        return "deleted"
    if post.removed_by_category or post.selftext in _GONE or post.title in _GONE:
        return "removed"
    if post.quarantine:
        return "quarantined"
    return "over-18" if post.over_18 else None


def _item(post: _Post, config: Reddit, *, is_raw: bool) -> Discovered:
    def plain(text: str) -> str:
        # Unless asked for raw, the API escapes every text as if it went into a page.
        return text if is_raw else html.unescape(text)

    link = f"{SITE}{post.permalink}"
    title = " ".join(plain(post.title).split())
    text = plain(post.selftext).strip()
    markup = plain(post.selftext_html or "").strip() if text else ""
    frame = _FRAME.match(markup)
    markup = frame[1] if frame else markup
    shared = None if post.is_self or post.url is None else absolute_url(SITE, plain(post.url))
    parent = post.crosspost_parent.removeprefix("t3_") if post.crosspost_parent else None
    links = [*([shared] if shared else []), *_links(markup, link)]
    return Discovered(
        url=link,
        guid=post.name,
        title=title or None,
        published=_instant(post.created_utc),
        modified=_instant(post.edited) if not isinstance(post.edited, bool) else None,
        section=plain(post.link_flair_text) if post.link_flair_text else None,
        content_html=markup or None,
        content_text=None if markup else text or title,
        is_complete=True,
        account=_account(post, config),
        quoted_url=_quoted(parent, shared) if parent else None,
        links=tuple(dict.fromkeys(links)),
    )


def _account(post: _Post, config: Reddit) -> Account:
    followed = {name.lower().removeprefix("u/") for name in config.follow}
    return Account(
        network="reddit",
        id=post.author_fullname or post.author,
        handle=post.author,
        name=None,
        is_followed=post.author.lower() in followed,
    )


def _quoted(parent: str, shared: str | None) -> str:
    """The address of the post that a crosspost repeats: as the post gives it, else by its id alone."""
    return shared if shared and f"/comments/{parent}/" in shared else f"{SITE}/comments/{parent}"


def _links(markup: str, base: str) -> list[str]:
    if "<a" not in markup:
        return []
    root = etree.fromstring(f"<div>{markup}</div>".encode(), etree.HTMLParser(encoding="utf-8"))
    return [link for a in root.iter("a") if (link := absolute_url(base, a.get("href")))]


def _instant(seconds: float) -> str | None:
    if not math.isfinite(seconds):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _next(url: str, after: Any) -> tuple[str, ...]:
    if not isinstance(after, str) or not re.fullmatch(r"t3_[a-z0-9]+", after):
        return ()
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"after": after}
    return (urlunsplit(parts._replace(query=urlencode(query, errors="replace"))),)
