"""Where a site may announce its items: what its front page names, and the usual places of the software that it runs on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import TypeAdapter, ValidationError

from crawlers.front_page import FrontPage
from crawlers.kinds import KINDS, AnyFeed, FeedConfig
from crawlers.kinds.wordpress import WordPress
from crawlers.urls import absolute_url, same_site

_MOST_FEEDS: Final = 5
_MOST_SITEMAPS: Final = 2
_CONFIG: Final[TypeAdapter[AnyFeed]] = TypeAdapter(FeedConfig)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place to try, and why."""

    config: AnyFeed
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Software:
    """Software that sites run on.

    Attributes:
        marks: words of its pages' markup, in lower case.
        feeds, sitemaps: where they usually are, from the root of the site.
        publisher: who uses nothing else; None where anybody may.
    """

    name: str
    marks: tuple[str, ...]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


# From the makers' own documentation, and from feeds that are in use. The first that fits is taken.
SOFTWARE: Final = (
    _Software(name="WordPress", marks=("/wp-content/", "/wp-includes/", "api.w.org"), feeds=("/feed/",), sitemaps=("/news-sitemap.xml",)),
    _Software(
        name="BLOX",
        marks=("tncms", "bloximages", "townnews"),
        feeds=("/search/?f=rss&t=article&c=news*&l=50&s=start_time&sd=desc", "/search/?f=rss&t=article&l=50&s=start_time&sd=desc"),
        sitemaps=("/tncms/sitemap/news.xml",),
    ),
    _Software(
        name="Arc",
        marks=("fusion.globalcontent", "fusion-app", "arcpublishing", "/pf/resources/"),
        feeds=("/arc/outboundfeeds/rss/?outputType=xml",),
        sitemaps=("/arc/outboundfeeds/news-sitemap-index/?outputType=xml",),
    ),
    _Software(name="Tegna", marks=("tegna-media", "tegnaone"), feeds=("/feeds/syndication/rss/news/local",)),
    _Software(name="Substack", marks=("substackcdn.com", "substack.com/app-link"), feeds=("/feed",)),
    _Software(name="Ghost", marks=('content="ghost', "ghost-url", "/ghost/api/"), feeds=("/rss/",)),
    _Software(name="Blogger", marks=('content="blogger"', "content='blogger'", "blogblog.com", "blogger.com/static"), feeds=("/feeds/posts/default?alt=rss",)),
    _Software(name="Squarespace", marks=("static1.squarespace.com", "squarespace_context")),
    _Software(name="CivicPlus", marks=("civicplus", "/civicalerts.aspx", "civicengage")),
    _Software(name="Drupal", marks=('content="drupal', "drupal-settings-json", "/sites/default/files/"), feeds=("/rss.xml",)),
    _Software(name="Wix", marks=("static.wixstatic.com", "wix.com website builder"), feeds=("/blog-feed.xml",)),
    _Software(name="Hugo", marks=('content="hugo',), feeds=("/index.xml",)),
    _Software(name="Jekyll", marks=('content="jekyll',), feeds=("/feed.xml", "/atom.xml")),
)  # fmt: skip
_ANY_FEEDS: Final = ("/feed/", "/rss", "/rss.xml", "/index.xml", "/atom.xml")
_ANY_SITEMAPS: Final = ("/news-sitemap.xml", "/sitemap.xml")

_NEWS_WORDS: Final = re.compile(
    r"\b(?:news|newsroom|press|press-?releases?|media-?releases?|releases?|blog|alerts?|updates?|stories|posts?|blotter|"
    r"announcements?|bulletins?)\b",
    re.IGNORECASE,
)
_CLOSED: Final = {
    "facebook.com": "Facebook",
    "instagram.com": "Instagram",
    "nextdoor.com": "Nextdoor",
    "threads.net": "Threads",
    "tiktok.com": "TikTok",
    "twitter.com": "X",
    "x.com": "X",
}
_NO_SERVERS: Final = frozenset({"youtube.com", "medium.com", "substack.com", "flipboard.com", *_CLOSED})
"""Sites whose addresses look like accounts of Mastodon (`/@name`), and are none."""


def software_of(page: FrontPage) -> str | None:
    """The name of the software that a site runs on, by marks in its markup."""
    return next((one.name for one in SOFTWARE if any(mark in page.source_text for mark in one.marks)), None)


def wordpress_root(page: FrontPage) -> str | None:
    """The root of the WordPress site that a page belongs to; None where it says nothing of one."""
    api = page.linked("https://api.w.org/")
    if api is not None and "/wp-json" in api:
        return api.partition("/wp-json")[0] + "/"
    return root_of(page.url) if software_of(page) == "WordPress" else None


def root_of(url: str) -> str:
    """The root of an address's host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def candidates(page: FrontPage, robots: str) -> tuple[Candidate, ...]:
    """The places to try of a site: the few that its page and its software name; any site's usual ones only without those.

    Args:
        page: the front page, or a section of it.
        robots: the text of the site's robots.txt, which may name sitemaps; empty without one.
    """
    found: dict[str, Candidate] = {}

    def add(config: AnyFeed, why: str) -> None:
        found.setdefault(str(config), Candidate(config=config, why=why))

    software = next((one for one in SOFTWARE if one.name == software_of(page)), None)
    name = software.name if software else ""
    root = wordpress_root(page)
    if root is not None:
        add(WordPress(kind="wordpress", url=root), "the site runs on WordPress")
    named = [(feed.url, "named in the page's head") for feed in page.feeds]
    usual = software.feeds if software else (() if page.feeds else _ANY_FEEDS)
    named += [
        (address, f"where {name} has it" if software else "a usual place")
        for address in _full(root or root_of(page.url), usual)
    ]
    if name == "Squarespace":
        named += [(f"{url}?format=rss", "where Squarespace has it") for url in _collections(page)]
    if name == "CivicPlus":
        for config in _civicplus(page):
            add(config, "where CivicPlus has it")
    for address, why in named[:_MOST_FEEDS]:
        if (service := service_of(address)) is not None:
            add(service, why)
        elif (feed := _valid({"kind": "feed", "url": address})) is not None:
            add(feed, why)
    for address, why in _sitemaps(page, robots, software):
        if (sitemap := _valid({"kind": "sitemap", "url": address, "max_sitemaps": 1})) is not None:
            add(sitemap, why)
    return tuple(found.values())


def service_of(url: str) -> AnyFeed | None:
    """The feed of an account's or an agency's page at a service that has a kind of its own; None for other addresses.

    Mastodon is on any host, so there the address alone says it (`/@name`); what answers must say the rest.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host, path = (parts.hostname or "").removeprefix("www."), unquote(parts.path)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    for shape in _services(host, path, query, parts.scheme, parts.netloc):
        if (config := _valid(shape)) is not None:
            return config
    return None


def closed_service(url: str) -> str | None:
    """The name of a service that gives nothing to a reader without an account; None for other addresses."""
    return next((name for host, name in _CLOSED.items() if same_site(url, f"https://{host}/")), None)


def linked_services(page: FrontPage) -> tuple[AnyFeed, ...]:
    """The accounts, and pages of agencies at other services, that a page links to; buttons to share are none of them."""
    found: dict[str, AnyFeed] = {}
    mine = {str(one) for one in page.root.xpath("//*[contains(concat(' ', @rel, ' '), ' me ')]/@href")}
    for url in [*(link.url for link in page.links), *(absolute_url(page.url, one) or "" for one in mine)]:
        if same_site(url, page.url):
            continue
        config = service_of(url)
        # A link to `/@name` anywhere may lead to any site; that it is the publisher's own account it must say.
        if config is not None and (config.kind != "mastodon" or url in mine):
            found.setdefault(str(config), config)
    return tuple(found.values())


def news_sections(page: FrontPage) -> tuple[str, ...]:
    """The pages of a site where its news may be listed, by the words of the links to them; those named so first."""
    found: dict[str, int] = {}
    for link in page.links:
        parts = urlsplit(link.url)
        bare = link.url.partition("#")[0]
        words = link.words.split()
        last = parts.path.rstrip("/").rpartition("/")[2]
        if (
            not same_site(link.url, page.url)
            or bare == page.url
            or len(words) > 4
            or re.search(r"\d{3}", last)
        ):
            continue
        worth = 2 * bool(_NEWS_WORDS.search(link.words)) + bool(_NEWS_WORDS.search(last))
        if worth:
            found[bare] = max(worth, found.get(bare, 0))
    return tuple(sorted(found, key=lambda url: -found[url])[:_MOST_SITEMAPS])


def _collections(page: FrontPage) -> list[str]:
    """Pages of a Squarespace site that may be a blog: this one, if it is below the root, and those linked as news."""
    own = [page.url.partition("?")[0]] if urlsplit(page.url).path.strip("/") else []
    return [*own, *(url.partition("?")[0] for url in news_sections(page))]


def _civicplus(page: FrontPage) -> Iterator[AnyFeed]:
    for shape in (
        {"kind": "civicplus", "url": root_of(page.url)},
        {"kind": "feed", "url": f"{root_of(page.url)}RSSFeed.aspx?ModID=1&CID=All-newsflash.xml"},
    ):
        if (config := _valid(shape)) is not None:
            yield config


def _sitemaps(page: FrontPage, robots: str, software: _Software | None) -> list[tuple[str, str]]:
    """Sitemaps to try: those of robots.txt, news first, then the software's own; the usual ones without any."""
    told = [found.group(1) for found in re.finditer(r"(?im)^\s*sitemap\s*:\s*(\S+)", robots)]
    told = [url for one in told if (url := absolute_url(page.url, one)) and same_site(url, page.url)]
    told.sort(key=lambda url: "news" not in url.lower())
    places = [(url, "named in robots.txt") for url in told[:_MOST_SITEMAPS]]
    if not any("news" in url.lower() for url, _ in places):
        usual = software.sitemaps if software and software.sitemaps else _ANY_SITEMAPS[: 1 if told else 2]
        places = [*((url, "a usual place") for url in _full(root_of(page.url), usual)), *places]
    return places[:_MOST_SITEMAPS]


def _full(root: str, paths: tuple[str, ...]) -> list[str]:
    """Places below a root as addresses; that of a WordPress site may lie below that of its host."""
    return [root.rstrip("/") + path for path in paths]


def _services(
    host: str, path: str, query: dict[str, str], scheme: str, netloc: str
) -> Iterator[dict[str, Any]]:
    """What an address may be, as a feed's keys."""
    page = f"{scheme}://{netloc}{path}"
    first, _, rest = path.strip("/").partition("/")
    if host == "bsky.app" and (found := re.fullmatch(r"/profile/([^@/]+)/?", path)):
        yield {"kind": "bluesky", "actor": found.group(1)}
    elif host == "youtube.com":
        channel = query.get("channel_id") or (rest.partition("/")[0] if first == "channel" else "")
        if channel:
            yield {"kind": "youtube", "channel": channel}
    elif host == "local.nixle.com" and first:
        yield {"kind": "nixle", "url": page}
    elif host in {"flashalert.net", "flashalertnewswire.net"} and query.get("id"):
        yield {"kind": "flashalert", "url": page}
    elif host == "content.govdelivery.com" and first == "accounts" and rest:
        yield {"kind": "govdelivery", "account": rest.partition("/")[0]}
    elif host == "reddit.com" and first == "r" and rest:
        yield {"kind": "reddit", "subreddit": rest.partition("/")[0]}
    elif (found := re.fullmatch(r"/(?:web/)?@([^@/]+(?:@[^@/]+)?)/?", path)) and not any(
        host == other or host.endswith(f".{other}") for other in _NO_SERVERS
    ):
        yield {"kind": "mastodon", "url": f"{scheme}://{netloc}", "account": found.group(1)}


def _valid(shape: dict[str, Any]) -> AnyFeed | None:
    if shape["kind"] not in KINDS:
        return None
    try:
        return _CONFIG.validate_python(shape)
    except ValidationError:
        return None
