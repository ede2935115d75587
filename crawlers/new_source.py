"""A new source's file, with every key explained."""

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from pydantic import BaseModel

from crawlers.kinds import KINDS
from crawlers.source_problems import choices
from crawlers.sources import CrawlRules, Expect, Place, Source, SourceError, parse_source
from crawlers.yaml_lines import Problem

TO_CHECK = "CHECK THIS, it is a guess: "

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
    """Write the file of a new source and return its path. Nothing is fetched.

    The file's name is made of place and name. Optional keys stand in it as comments, each with its default and
    meaning; what had to be guessed (where the feed is, a listing's selector) says so. The address of an account's or
    a hashtag's page (`https://mastodon.example/@pd`, `https://bsky.app/profile/mayor.example`) gives server and
    account where the kind is given; what the other arguments say stands above it.

    Args:
        url: the homepage.
        folder: of the sources; made where it is missing.
        name: of the publisher.
        publisher: one of the accepted words.
        place: city or town.
        state: two capital letters.
        timezone: IANA name.
        kind: of its first feed.
        feed_url: address of the feed, sitemap or listing, or root of the WordPress site or Mastodon server.
        account: for `bluesky`, `mastodon` and `govdelivery`; the client of `legistar`.

    Raises:
        SourceError: the file is there already or cannot be written, or what was given makes no valid source;
            nothing is written.
    """
    path = folder / f"{_stem(name, place, state)}.yml"
    if kind not in KINDS:
        raise SourceError((Problem(path, None, f"the kind is {kind!r}", f"accepted: {', '.join(KINDS)}"),))
    if path.exists():
        raise SourceError(
            (Problem(path, None, "the file is there already", "edit it, or give another name"),)
        )
    feed, guessed = _feed(kind, url, feed_url, account)
    given = {"name": name, "homepage": url, "publisher": publisher, "timezone": timezone}
    text = _text(given, {"name": place, "state": state}, kind, feed, guessed)
    parse_source(path, text)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SourceError((Problem(path, None, f"cannot be written: {error.strerror}", ""),)) from None
    return path


def _stem(name: str, place: str, state: str) -> str:
    """`us_or_portland_tribune` from Portland Tribune, Portland, OR."""
    words, town = _slug(name), _slug(place)
    own = words.removeprefix("the_").removeprefix(f"{town}_")
    return "_".join(part for part in ("us", _slug(state), town, own) if part)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _feed(kind: str, url: str, feed_url: str | None, account: str | None) -> tuple[dict[str, str], set[str]]:
    """Keys of the feed that need a value, and those of them that are guesses."""
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


def _text(
    given: dict[str, str], place: dict[str, str], kind: str, feed: dict[str, str], guessed: set[str]
) -> str:
    """The file: what was given, and as comments what could be."""
    about = {name: field.description for name, field in Source.model_fields.items()}
    lines = _keys(Source, given, skip={"id", "place", "feeds", "crawl", "expect"})
    lines += ["", f"place:  # {about['place']}", *_indented(_keys(Place, place))]
    lines += ["", f"feeds:  # {about['feeds']}", f"  - kind: {kind}"]
    lines += _indented(_indented(_keys(KINDS[kind], feed, skip={"kind"}, guessed=guessed)))
    for key, model in (("crawl", CrawlRules), ("expect", Expect)):
        lines += ["", f"# {key}:  # {about[key]}", *(f"#   {line[2:]}" for line in _keys(model, {}))]
    return "\n".join(lines) + "\n"


def _keys(
    model: type[BaseModel],
    given: dict[str, str],
    *,
    skip: Collection[str] = (),
    guessed: Collection[str] = (),
) -> list[str]:
    """A line a key: those given, then, as comments, the others with their defaults."""
    fields = {name: field for name, field in model.model_fields.items() if name not in skip}
    lines = [
        f"{_line(name, given[name])}  # {TO_CHECK if name in guessed else ''}{_about(model, name)}"
        for name in fields
        if name in given
    ]
    for name, field in fields.items():
        if name not in given:
            default = list(field.default) if isinstance(field.default, tuple) else field.default
            lines.append(f"# {_line(name, default)}  # {_about(model, name)}")
    return lines


def _about(model: type[BaseModel], key: str) -> str:
    accepted = choices(model, key)
    return f"{model.model_fields[key].description}{' (' + ', '.join(accepted) + ')' if accepted else ''}"


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _line(key: str, value: object) -> str:
    """`key: value` as YAML writes it, with quotes where they are needed."""
    text = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else None
    written = (
        f"{key}: {text}" if text else yaml.safe_dump({key: value}, allow_unicode=True, width=1000).strip()
    )
    return written.removesuffix(" null")
