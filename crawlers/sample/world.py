"""The invented world: sites, items with their versions, accounts and posts."""

import zlib
from dataclasses import dataclass
from datetime import datetime


def page_number(slug: str) -> int:
    """A number of up to five digits that stays the same for the slug."""
    return 1000 + zlib.crc32(slug.encode()) % 90000


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One invented host.

    Attributes:
        key: short name, used by the items.
        template: name of the page template, which stands for a publishing system.
        path: pattern of an item's address.
        nav: words of the navigation bar.
        promo: text of the newsletter box: never part of a document.
        comments: (name, text) of reader comments below every page: never part of a document.
        gzipped: pages are sent with `Content-Encoding: gzip` to whoever accepts it.
    """

    key: str
    host: str
    name: str
    template: str
    path: str
    tagline: str = ""
    nav: tuple[str, ...] = ()
    promo: str = ""
    comments: tuple[tuple[str, str], ...] = ()
    robots: str = "User-agent: *\nDisallow: /admin/\n"
    gzipped: bool = False

    @property
    def root(self) -> str:
        """Address of the home page, without a slash at its end."""
        return f"http://{self.host}"

    @property
    def source_id(self) -> str:
        """The source whose file names this host."""
        return f"us_or_tamarack_falls_{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An item's words from `at` on.

    Attributes:
        at: local time of the place.
        body: in the markup of `crawlers.sample.markup`.
    """

    at: datetime
    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One announced page, with what a careful reader would say about it.

    Attributes:
        slug: unique over all sites.
        versions: the first is the original; later ones stand at the same address.
        byline: as printed; empty where the page names nobody.
        shown_at: the date that the page prints, where it is not the time of publication (a slip of the year);
            `no-date` as `quirk` prints none.
        announced_at: from when on its site's feeds list it, where that is later than its publication.
        gone_at, gone_how: from when on the page answers 410 (`gone`) or redirects to the home page (`home`).
        quirk: None, or the way in which the page is not an ordinary page (see `crawlers.sample.quirks`).
        outcome: `document`, or the reason for which there is none.
        form, relevance, topics, group: expected coding; `group` names its duplicate cluster.
    """

    site: Site
    slug: str
    url: str
    versions: tuple[Version, ...]
    section: str
    byline: str = ""
    kicker: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    shown_at: datetime | None = None
    announced_at: datetime | None = None
    gone_at: datetime | None = None
    gone_how: str = "gone"
    quirk: str | None = None
    outcome: str = "document"
    form: str = "news"
    relevance: str = "none"
    topics: tuple[str, ...] = ()
    group: str | None = None

    @property
    def at(self) -> datetime:
        """When it was first published."""
        return self.versions[0].at

    @property
    def number(self) -> int:
        """A page number as a publishing system would give it; it depends on the slug alone."""
        return page_number(self.slug)

    def as_of(self, at: datetime) -> Version | None:
        """The version that readers saw at that instant; None before publication."""
        seen = [version for version in self.versions if version.at <= at]
        return seen[-1] if seen else None

    def is_gone(self, at: datetime) -> bool:
        """Whether the page has been taken down by then."""
        return self.gone_at is not None and self.gone_at <= at


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account on a social network. `key` is the network's own id: a DID, or a Mastodon number."""

    network: str
    handle: str
    name: str
    key: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One public post.

    Attributes:
        id: the network's id within the account.
        url: public permalink.
        edited_at, edited_text: from when on the post reads otherwise.
        deleted_at: from when on it is gone.
        reply_to, quotes, boosts: ids of other posts here.
        link: (address, title) of the page that the post links to.
    """

    id: str
    account: Person
    url: str
    at: datetime
    text: str
    tags: tuple[str, ...] = ()
    warning: str = ""
    edited_at: datetime | None = None
    edited_text: str = ""
    deleted_at: datetime | None = None
    reply_to: str | None = None
    quotes: str | None = None
    boosts: str | None = None
    link: tuple[str, str] | None = None
    relevance: str = "none"
    topics: tuple[str, ...] = ()

    def is_visible(self, at: datetime) -> bool:
        """Whether the network lists it at that instant."""
        return self.at <= at and (self.deleted_at is None or self.deleted_at > at)

    def text_as_of(self, at: datetime) -> str:
        """Its words at that instant."""
        return self.edited_text if self.edited_at is not None and self.edited_at <= at else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that the newsroom serves, items and posts in the order of time."""

    sites: dict[str, Site]
    items: tuple[Item, ...]
    accounts: dict[str, Person]
    posts: tuple[Post, ...]

    def items_of(self, site: str, at: datetime) -> list[Item]:
        """A site's items that are announced at that instant, newest first."""
        return [
            item
            for item in reversed(self.items)
            if item.site.key == site and (item.announced_at or item.at) <= at and not item.is_gone(at)
        ]
