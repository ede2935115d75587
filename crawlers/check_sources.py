"""A look at a folder of sources: what is wrong, and what is allowed but probably not meant."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.kinds import AnyFeed, first_urls
from crawlers.kinds.flashalert import FlashAlert
from crawlers.source_file import TO_CHECK
from crawlers.sources import Source, SourceError, load_source, source_paths
from crawlers.urls import same_site
from crawlers.yaml_lines import Problem

POLITE_DELAY_S = 1.0
RESERVED = frozenset({"example", "invalid", "localhost", "test"})
"""Top-level names that belong to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCheck:
    """What was found in one file.

    Attributes:
        source: None where there are problems.
        problems: the source cannot be used.
        warnings: the source can be used.
    """

    path: Path
    source: Source | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check_sources(folder: Path) -> tuple[SourceCheck, ...]:
    """Check every source of a folder, in the order of ids. Nothing is fetched.

    Raises:
        SourceError: the folder is missing or holds no source.
    """
    read: list[tuple[Path, Source | None, tuple[Problem, ...]]] = []
    for path in source_paths(folder):
        try:
            read.append((path, load_source(path), ()))
        except SourceError as error:
            read.append((path, None, error.problems))
    sources = [source for _, source, _ in read if source is not None]
    shared = _shared_feeds(sources)
    return tuple(
        SourceCheck(
            path=path,
            source=source,
            problems=problems,
            warnings=(
                *_guesses(path),
                *(Problem(path, None, found, "") for found in _warnings(source, shared)),
            )
            if source
            else (),
        )
        for path, source, problems in read
    )


def _warnings(source: Source, shared: dict[str, list[str]]) -> list[str]:
    found = list(shared[source.id])
    prefix = f"us_{source.place.state.lower()}_"
    if not source.id.startswith(prefix):
        found.append(f"the file's name does not begin with the place: {prefix}...yml")
    if source.crawl.delay_s < POLITE_DELAY_S and not all(map(is_nobodys, _addresses(source))):
        found.append(
            f"crawl.delay_s is {source.crawl.delay_s:g}: less than a second between two requests is impolite"
        )
    # What a healthy week is can be known once a source was seen to work, not before.
    if source.status == "active" and source.unverified is None and source.expect.new_per_week_min is None:
        found.append("expect.new_per_week_min is not given: the source can fall silent without a warning")
    if source.publisher == "resident" and not source.is_private:
        found.append("a resident's account without is_private: true will be named in exports")
    seen: set[str] = set()
    for position, feed in enumerate(source.feeds, start=1):
        address = first_urls(feed, None)[0]
        if address in seen:
            found.append(f"feed {position} is given twice: {address}")
        seen.add(address)
        if feed.kind in {"feed", "sitemap", "listing", "wordpress"} and not same_site(
            address, source.homepage
        ):
            found.append(f"feed {position} is at another site than the homepage: {address}")
        if feed.kind == "bluesky" and feed.tag is not None:
            found.append(f"feed {position}: Bluesky answers searches for a hashtag only to those with a key")
    return found


def _guesses(path: Path) -> list[Problem]:
    """The lines that a new file asks its writer to look at, as long as the mark stands in them."""
    return [
        Problem(
            path,
            number,
            f"`{line.strip().partition('  # ')[0]}` is a guess",
            "see to it, and take the mark off",
        )
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1)
        if TO_CHECK.rstrip() in line
    ]


def _addresses(source: Source) -> list[str]:
    return [source.homepage, *(first_urls(feed, None)[0] for feed in source.feeds)]


def is_nobodys(address: str) -> bool:
    """Whether no stranger's machine answers at the address: a reserved name (RFC 2606), or this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.rpartition(".")[2] in RESERVED


def _shared_feeds(sources: list[Source]) -> dict[str, list[str]]:
    """Per source, the feeds that other sources have too: their items would be counted once for each."""
    users: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        for announced in dict.fromkeys(chain.from_iterable(map(_announced, source.feeds))):
            users[announced].append(source.id)
    warnings: dict[str, list[str]] = defaultdict(list)
    for announced, ids in users.items():
        for one in ids if len(ids) > 1 else ():
            others = ", ".join(other for other in ids if other != one)
            warnings[one].append(f"{announced} is a feed of {others} too")
    return warnings


def _announced(feed: AnyFeed) -> Iterator[str]:
    """The address of a feed; a region of FlashAlert once for each agency that is kept of it."""
    address = first_urls(feed, None)[0]
    if isinstance(feed, FlashAlert) and feed.orgs:
        yield from (f"{address} ({org})" for org in feed.orgs)
    else:
        yield address
