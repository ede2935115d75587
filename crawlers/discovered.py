"""What a kind finds in the bytes of a feed, a sitemap, a listing or an API answer."""

from dataclasses import dataclass, field


class NotThisKind(Exception):  # noqa: N818 - it says what the bytes are; raising it is no fault of the kind
    """The bytes are not what the source's file says they are.

    Attributes:
        reason: kebab case, for the outcome of the feed: `html-instead-of-feed`, `not-json`, ...
        detail: what was found, in words.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account behind a post.

    Attributes:
        network: `bluesky`, `mastodon`, ...
        id: the network's own key, stable over renames (a DID, an account's URI).
        handle: without a leading @.
        name: display name, where there is one.
        is_followed: the source's file names this account; others are private persons until known otherwise.
    """

    network: str
    id: str
    handle: str
    name: str | None
    is_followed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """One announced item. Dates are kept as given: the source's time zone is applied when they are read.

    Attributes:
        url: absolute address of the item; for posts their public permalink.
        guid: the announcer's own key, a hint only.
        title, published, modified, summary, section: as announced, None where absent.
        authors: names as announced.
        content_html, content_text: the whole item, where the announcement carries it (WordPress, posts).
            An item with `is_complete` needs no fetch of its own.
        is_complete: the announcement holds the whole item.
        account: for posts.
        reply_to, quoted_url, links, tags: for posts; addresses and tags without #.
    """

    url: str
    guid: str | None = None
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    summary: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()
    content_html: str | None = None
    content_text: str | None = None
    is_complete: bool = False
    account: Account | None = None
    reply_to: str | None = None
    quoted_url: str | None = None
    links: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All that one discovery answer gave.

    Attributes:
        items: in the order of the announcement.
        more: addresses of further discovery pages to fetch (next page, sitemaps of an index), absolute.
        notes: (reason, detail) of items that could not be used: `item-without-link`, ...
    """

    items: tuple[Discovered, ...]
    more: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = field(default=())
