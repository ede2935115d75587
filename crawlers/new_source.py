"""The file of a new source from what is given alone: nothing is fetched, so where its items are announced is a guess."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import TypeAdapter, ValidationError

from crawlers.candidates import service_of
from crawlers.kinds import KINDS, AnyFeed, FeedConfig
from crawlers.kinds.feed import Feed
from crawlers.kinds.sitemap import Sitemap
from crawlers.look_words import LookError
from crawlers.source_file import Draft, DraftFeed, write_source
from crawlers.sources import SourceError
from crawlers.urls import HttpAddress
from crawlers.yaml_lines import Problem

_ADDRESS: TypeAdapter[str] = TypeAdapter(HttpAddress)
_CONFIG: TypeAdapter[AnyFeed] = TypeAdapter(FeedConfig)

_MASTODON_PAGE = re.compile(r"/(?:web/)?(?:@|users/|tags/)([^@/]+(?:@[^@/]+)?)/?")
_BLUESKY_PAGE = re.compile(r"/profile/([^@/]+)/?")
_YOUTUBE_PAGE = re.compile(r"[/=](UC[A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])")
_REDDIT_PAGE = re.compile(r"/r/([A-Za-z0-9_]{2,21})(?:/|$)")


def new_source(
    url: str,
    folder: Path,
    *,
    name: str,
    publisher: str,
    place: str,
    state: str,
    timezone: str,
    kind: str = "feed",
    feed_url: str | None = None,
    account: str | None = None,
) -> Path:
    """Write the file of a new source and return its path. Nothing is fetched; see `write_source`.

    Args:
        url: the homepage.
        folder: of the sources.
        name: of the publisher.
        publisher: one of the accepted words.
        place: city or town.
        state: two capital letters.
        timezone: IANA name.
        kind: of its first feed.
        feed_url: its address, as for `feed_keys`.
        account: whose, as for `feed_keys`.

    Raises:
        SourceError: see `write_source`; there is no such kind.
    """
    check_kind(kind, folder)
    values, guessed = feed_keys(kind, url, feed_url, account)
    feed = DraftFeed(kind=kind, values=values, guesses=dict.fromkeys(guessed, ""))
    draft = Draft(
        name=name,
        homepage=url,
        publisher=publisher,
        place=place,
        state=state,
        timezone=timezone,
        feeds=(feed,),
    )
    return write_source(folder, draft)


def full_address(text: str) -> str:
    """An address as a person types it, with its scheme: `gazette.example` is `https://gazette.example/`.

    Raises:
        LookError: it is none.
    """
    url = text.strip()
    if "://" not in url:
        url = f"https://{url}"
    try:
        url = _ADDRESS.validate_python(url)
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    if "." not in host and ":" not in host and host != "localhost":
        raise LookError(f"{text!r} is not an address; accepted is one like https://gazette.example/")
    return url if urlsplit(url).path else f"{url}/"


def feeds_given(
    url: str, *, kind: str | None, feed_url: str | None, account: str | None
) -> tuple[AnyFeed, ...]:
    """The feeds to try where the person says how or where the source announces; none where nothing is said.

    Args:
        url: the homepage.
        kind: of the feed; a feed, and then a sitemap, is tried where only its address is given.
        feed_url: its address.
        account: whose.

    Raises:
        SourceError: there is no such kind, or what is given makes no feed of it.
        LookError: the kind needs more than was given.
    """
    if kind == "listing" or not (kind or feed_url or account):
        return ()
    if kind is None and feed_url:
        known = service_of(feed_url)
        return (known,) if known else (Feed(kind="feed", url=feed_url), Sitemap(kind="sitemap", url=feed_url))
    if kind is None:
        raise LookError("--account needs --kind: bluesky, mastodon, youtube or reddit")
    check_kind(kind, Path("--kind"))
    values, guessed = feed_keys(kind, url, feed_url, account)
    if guessed - {"url"}:
        raise LookError(
            f"--kind {kind} needs more: {', '.join(sorted(guessed))}; write the file without a look (--offline), and fill it in"
        )
    try:
        return (_CONFIG.validate_python({"kind": kind} | values),)
    except ValidationError as error:
        raise LookError(f"--kind {kind}: {error.errors()[0]['msg']}") from None


def check_kind(kind: str, folder: Path) -> None:
    """Refuse what is no kind.

    Raises:
        SourceError: it is none.
    """
    if kind not in KINDS:
        raise SourceError((Problem(folder, None, f"the kind is {kind!r}", f"accepted: {', '.join(KINDS)}"),))


def feed_keys(
    kind: str, url: str, feed_url: str | None, account: str | None
) -> tuple[dict[str, str], set[str]]:
    """Keys of a feed that need a value, and those of them that are guesses.

    The address of an account's or a hashtag's page (`https://mastodon.example/@pd`,
    `https://bsky.app/profile/mayor.example`) gives server and account where the kind is given; what the other arguments
    say stands above it.

    Args:
        kind: one of `KINDS`.
        url: the homepage.
        feed_url: address of the feed, sitemap or listing, or root of the WordPress site or Mastodon server.
        account: for `bluesky`, `mastodon` and `govdelivery`; the client of `legistar`.
    """
    root = url.rstrip("/")
    match kind:
        case "feed":
            values, guessed = {"url": f"{root}/feed/"}, {"url"}
        case "sitemap":
            values, guessed = {"url": f"{root}/sitemap.xml"}, {"url"}
        case "listing":
            values, guessed = {"url": url, "link_css": "h2 a"}, {"url", "link_css"}
        case "rolling":
            values, guessed = {"url": url, "item_css": "main li"}, {"url", "item_css"}
        case "civicplus":
            values, guessed = {"url": root}, {"url"}
        case "govdelivery":
            return {"account": account or "ACCOUNT"}, set() if account else {"account"}
        case "nixle":
            values, guessed = {"url": "https://local.nixle.com/NAME/"}, {"url"}
        case "flashalert":
            region = "https://www.flashalertnewswire.net/IIN/reportsX/flashnews_xml2.php?RegionID=1"
            values, guessed = {"url": region}, {"url"}
        case "legistar":
            host = urlsplit(feed_url or url).hostname or ""
            client = account or (host.partition(".")[0] if host.endswith(".legistar.com") else None)
            return {"client": client or "CLIENT"}, set() if client else {"client"}
        case "granicus":
            address = f"{root}/ViewPublisherRSS.php?view_id=1&mode=agendas"
            values, guessed = {"url": address}, {"url"}
        case "mastodon":
            return _mastodon(feed_url or url, feed_url, account)
        case "bluesky":
            page = _BLUESKY_PAGE.fullmatch(urlsplit(feed_url or url).path)
            known = (account or "").removeprefix("@") or (unquote(page.group(1)) if page else None)
            return {"actor": known or "name.bsky.social"}, set() if known else {"actor"}
        case "youtube":
            page = _YOUTUBE_PAGE.search(feed_url or url)
            channel = account or (page.group(1) if page else None)
            return {"channel": channel or f"UC{'x' * 22}"}, set() if channel else {"channel"}
        case "reddit":
            page = _REDDIT_PAGE.match(urlsplit(feed_url or url).path)
            known = account or (page.group(1) if page else None)
            return {"subreddit": known or "NAME"}, set() if known else {"subreddit"}
        case "alerts":
            values, guessed = {"url": "https://www.google.com/alerts/feeds/NUMBER/NUMBER"}, {"url"}
        case _:
            values, guessed = {"url": url}, set()
    if feed_url:
        values, guessed = {**values, "url": feed_url}, guessed - {"url"}
    return values, guessed


def _mastodon(address: str, feed_url: str | None, account: str | None) -> tuple[dict[str, str], set[str]]:
    """Server and account, or hashtag, of a page's address; a server known from the account alone is a guess."""
    parts = urlsplit(address)
    page = _MASTODON_PAGE.fullmatch(parts.path)
    known = (account or "").removeprefix("@")
    if page and not known:
        key = "tag" if "/tags/" in parts.path else "account"
        return {"url": f"{parts.scheme}://{parts.netloc}", key: unquote(page.group(1))}, set()
    server = known.partition("@")[2]
    root = f"{parts.scheme}://{parts.netloc}" if page else feed_url
    values = {"url": root or f"https://{server or 'mastodon.social'}", "account": known or "name"}
    return values, ({"account"} if not known else set()) | ({"url"} if not root else set())
