"""OPML, the form in which feed readers hand lists of feeds to each other: read into new source files, and written.

Read and written with lxml, which is here already: listparser, the library for it, reads only, and what it adds is a
class a format; the guards (no entities, nothing fetched) would be lxml's all the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from lxml import etree

from crawlers.candidates import service_of
from crawlers.kinds import AnyFeed, first_urls
from crawlers.kinds.alerts import Alerts
from crawlers.kinds.bluesky import Bluesky
from crawlers.kinds.civicplus import CivicPlus
from crawlers.kinds.feed import Feed
from crawlers.kinds.govdelivery import GovDelivery
from crawlers.kinds.mastodon import Mastodon
from crawlers.kinds.wordpress import WordPress
from crawlers.kinds.youtube import YouTube
from crawlers.site_facts import guess_publisher
from crawlers.source_file import Draft, DraftFeed, write_source
from crawlers.sources import Source, SourceError, load_source, source_paths
from crawlers.urls import absolute_url, canonical_url, same_site
from crawlers.yaml_lines import Problem

_ACCOUNT_RSS: Final = re.compile(r"(.*/@[^/]+)\.rss|(.*/profile/[^/]+)/rss")
_MANY_SITES: Final = frozenset({"feedburner.com", "feedblitz.com", "rss.app", "google.com", "youtube.com"})
"""Sites that carry the feeds of many others: what stands there is told apart by its whole address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlFeed:
    """One feed of a list.

    Attributes:
        title: of the feed; empty where the list gives none.
        url: its address.
        homepage: of its site; None where the list does not say.
    """

    title: str
    url: str
    homepage: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What came of a list.

    Attributes:
        written: the new files.
        skipped: (address of a feed, why it was not taken).
    """

    written: tuple[Path, ...]
    skipped: tuple[tuple[str, str], ...]


def read_opml(path: Path) -> tuple[OpmlFeed, ...]:
    """The feeds of a list in its order, each address once; folders are passed through.

    Raises:
        SourceError: it cannot be read, is no OPML, or names no feed.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise SourceError((Problem(path, None, f"cannot be read: {error.strerror}", "a file"),)) from None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root: etree._Element | None = etree.fromstring(text.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or str(root.tag).lower() != "opml":
        found = "no XML" if root is None else f"the outermost element is <{root.tag!s}>"
        raise SourceError((Problem(path, None, f"{found}", "an OPML file, as feed readers export it"),))
    feeds: dict[str, OpmlFeed] = {}
    for outline in root.iter("outline", "OUTLINE", "Outline"):
        # Programs differ in the case of the names.
        told = {str(name).lower(): " ".join(str(value).split()) for name, value in outline.items()}
        url = told.get("xmlurl", "")
        if url:
            title = told.get("title") or told.get("text") or ""
            feeds.setdefault(url, OpmlFeed(title=title, url=url, homepage=told.get("htmlurl") or None))
    if not feeds:
        raise SourceError(
            (Problem(path, None, "it names no feed", "<outline> elements with an xmlUrl, one a feed"),)
        )
    return tuple(feeds.values())


def import_opml(
    path: Path,
    folder: Path,
    *,
    place: str,
    state: str,
    timezone: str,
    publisher: str | None = None,
) -> ImportReport:
    """Write a source's file for each site of a list; feeds of one host are one source.

    Nothing is fetched. Feeds that a source has already are left out, and each new file says that it is unverified.

    Args:
        path: the OPML file.
        folder: of the sources; made where it is missing.
        place: city or town of all of them.
        state: its state.
        timezone: IANA name.
        publisher: of all of them; None to guess it by each one's name.

    Raises:
        SourceError: see `read_opml`; a file of the folder is wrong, or what was given is.
    """
    known = _known(folder)
    skipped: list[tuple[str, str]] = []
    sites: dict[str, list[OpmlFeed]] = {}
    for feed in read_opml(path):
        if absolute_url("", feed.url) is None:
            skipped.append((feed.url, "no address of the web (http:// or https://)"))
        elif (owner := known.get(_key(_config(feed.url)))) is not None:
            skipped.append((feed.url, f"{owner} has it"))
        else:
            sites.setdefault(_site(feed), []).append(feed)
    written: list[Path] = []
    for feeds in sites.values():
        draft = _draft(feeds, path.name, place=place, state=state, timezone=timezone, publisher=publisher)
        try:
            written.append(write_source(folder, draft))
        except SourceError as error:
            if "is there already" not in error.problems[0].found:
                raise
            skipped += [(feed.url, f"{error.problems[0].path.name} is there already") for feed in feeds]
    return ImportReport(written=tuple(written), skipped=tuple(skipped))


def export_opml(sources: Sequence[Source]) -> bytes:
    """OPML 2.0 of all feeds that a feed reader can read, in folders by place; private persons' accounts are left out."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Sources of beatbook"
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {}
    for source in sources:
        if source.is_private:
            continue
        for config in source.feeds:
            url = _readable(config)
            if url is None:
                continue
            where = f"{source.place.name}, {source.place.state}"
            if where not in folders:
                folders[where] = etree.SubElement(body, "outline", text=where)
            etree.SubElement(
                folders[where],
                "outline",
                type="rss",
                text=source.name,
                title=source.name,
                xmlUrl=url,
                htmlUrl=source.homepage,
                language=source.language,
                category=f"/{source.publisher}",
            )
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _known(folder: Path) -> dict[str, str]:
    """The feeds that sources of the folder have, each with the id of one that has it."""
    if not folder.is_dir() or not any(path.suffix in {".yml", ".yaml"} for path in folder.iterdir()):
        return {}
    sources = [load_source(path) for path in source_paths(folder)]
    return {_key(config): source.id for source in reversed(sources) for config in source.feeds}


def _key(config: AnyFeed) -> str:
    return canonical_url(_readable(config) or first_urls(config, None)[0])


def _site(feed: OpmlFeed) -> str:
    """What the feeds of one source have in common: the host of their site, or the whole address where it is a carrier's."""
    host = (urlsplit(feed.homepage or feed.url).hostname or "").removeprefix("www.")
    is_carried = any(same_site(f"https://{host}/", f"https://{one}/") for one in _MANY_SITES)
    return (feed.homepage or feed.url) if is_carried else host


def _draft(
    feeds: Sequence[OpmlFeed],
    file: str,
    *,
    place: str,
    state: str,
    timezone: str,
    publisher: str | None,
) -> Draft:
    first = feeds[0]
    parts = urlsplit(first.url)
    host = parts.hostname or ""
    told = next((feed.homepage for feed in feeds if feed.homepage and absolute_url("", feed.homepage)), None)
    # The shortest title of a site's feeds is the one without a section's name.
    name = min((feed.title for feed in feeds if feed.title), key=len, default=host.removeprefix("www."))
    guess = guess_publisher(host=host, name=name)
    guesses: dict[str, str] = {}
    if told is None:
        guesses["homepage"] = "the root of the feed's host"
    if publisher is None:
        guesses["publisher"] = guess.read_in if guess is not None else "nothing says what it is"
    return Draft(
        name=name,
        homepage=told or f"{parts.scheme}://{parts.netloc}/",
        publisher=publisher or (guess.value if guess is not None else "blog"),
        place=place,
        state=state,
        timezone=timezone,
        unverified=f"imported from {file}; nobody has looked at it",
        feeds=tuple(_draft_feed(feed.url) for feed in feeds),
        guesses=guesses,
    )


def _draft_feed(url: str) -> DraftFeed:
    config = _config(url)
    return DraftFeed(kind=config.kind, values=config.model_dump(exclude_defaults=True, exclude={"kind"}))


def _config(url: str) -> AnyFeed:
    """The feed at an address; accounts that are given by their RSS are of their own kinds, which tell more."""
    account = _ACCOUNT_RSS.fullmatch(url)
    service = service_of(account[1] or account[2]) if account else service_of(url)
    is_unsure = service is not None and service.kind == "mastodon" and account is None
    return Feed(kind="feed", url=url) if service is None or is_unsure else service


def _readable(config: AnyFeed) -> str | None:
    """The address under which a feed reader finds what a feed announces; None where there is no such address."""
    match config:
        case Feed() | Alerts() | YouTube() | GovDelivery():
            return first_urls(config, None)[0]
        case CivicPlus():
            url = first_urls(config, None)[0]
            return url if "rssfeed.aspx" in url.lower() else None
        case WordPress():
            return f"{config.url.rstrip('/')}/feed/"
        case Mastodon(account=str(account), url=url):
            return f"{url.rstrip('/')}/@{quote(account)}.rss"
        case Bluesky(actor=str(actor)):
            return f"https://bsky.app/profile/{quote(actor, safe=':')}/rss"
    return None
