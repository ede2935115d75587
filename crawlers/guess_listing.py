"""A guess at the selectors of a listing: the links of a page that look like items, and a selector that takes them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from crawlers.discovered import Discovered, NotThisKind
from crawlers.front_page import FrontPage, is_in_navigation
from crawlers.html_body import select, words_of
from crawlers.kinds.listing import Listing, parse
from crawlers.urls import absolute_url, same_site

FEWEST_ITEMS: Final = 3
_MOST_WORDS: Final = 14
"""Words of a link's text that count: teasers inside of links are no better titles."""
_ID: Final = re.compile(r"\d{3,}|\d{4}[-/]\d{1,2}|[0-9a-f]{8}-|(?:[a-z0-9]+-){3}", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z][\w-]*")
_DATES: Final = ("time", "[class*=date]", "[class*=Date]", "td:first-child", "em", "small", "span")
_HAS_DATE: Final = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}",
    re.IGNORECASE,
)
_GOOD_ENOUGH: Final = 0.75
_LESS_FOR_AN_ADDRESS: Final = 0.02
"""A selector by the page's structure is taken before one by addresses that is no better: paths change with the year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingGuess:
    """Selectors, and the items that they take from the page."""

    config: Listing
    items: tuple[Discovered, ...]


def guess_listing(page: FrontPage) -> ListingGuess | None:
    """The selector of the page's largest group of links of one pattern; None where no three links look like items.

    The guess is tried on the page as a crawl would try it.
    """
    wanted = _items(page)
    if wanted is None:
        return None
    anchors, links = wanted
    best_score, best_css = 0.0, ""
    for css in dict.fromkeys(_selectors(anchors, links)):
        hrefs = (absolute_url(page.base, anchor.get("href")) for anchor in select(css, page.root))
        found = {href.partition("#")[0] for href in hrefs if href}
        score = 2 * len(found & links) / (len(found) + len(links)) - _LESS_FOR_AN_ADDRESS * ("href" in css)
        if score > best_score:
            best_score, best_css = score, css
    if best_score < _GOOD_ENOUGH:
        return None
    config = Listing(kind="listing", url=page.url, link_css=best_css)
    items = _taken(page.markup, config)
    return _with_dates(config, items, page.markup) if len(items) >= FEWEST_ITEMS else None


def _items(page: FrontPage) -> tuple[list[etree._Element], set[str]] | None:
    """The anchors, and their addresses, of the pattern of address that most of the page's titles share."""
    groups: dict[tuple[str, ...], dict[str, list[etree._Element]]] = defaultdict(lambda: defaultdict(list))
    for anchor in page.root.iter("a"):
        url = absolute_url(page.base, anchor.get("href"))
        if url is None or not same_site(url, page.url) or is_in_navigation(anchor):
            continue
        bare = url.partition("#")[0]
        if bare != page.url:
            groups[_pattern(bare)][bare].append(anchor)
    best = max(groups.values(), key=_worth, default=None)
    if best is None or len(best) < FEWEST_ITEMS or _worth(best) < 3 * FEWEST_ITEMS:
        return None
    return [anchor for anchors in best.values() for anchor in anchors], set(best)


def _worth(group: dict[str, list[etree._Element]]) -> float:
    """How much a group of links looks like a list of items: its number, the words of each, what its addresses hold."""
    worth = 0.0
    for url, anchors in group.items():
        words = max(len(_text(anchor).split()) for anchor in anchors)
        worth += (
            min(words, _MOST_WORDS) * (2.0 if _ID.search(_after_host(url)) else 1.0) if words > 2 else 0.0
        )
    return worth if len(group) >= FEWEST_ITEMS else 0.0


def _pattern(url: str) -> tuple[str, ...]:
    """What the addresses of a site's items have in common: the path without its last part, numbers and names of keys."""
    parts = urlsplit(url)
    folders = parts.path.rstrip("/").split("/")[:-1]
    keys = sorted(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    last = [parts.path.rpartition("/")[2]] if keys else []
    return (parts.netloc, *(re.sub(r"\d+", "9", folder) for folder in folders), *last, *keys)


def _selectors(anchors: list[etree._Element], links: set[str]) -> Iterator[str]:
    """Selectors that may take the links, the plainest first."""
    for anchor in anchors[:6]:
        parents = [one for one in anchor.iterancestors() if isinstance(one.tag, str)][:6]
        own = next((str(one.tag) for one in parents if one.tag in {"h1", "h2", "h3", "h4", "h5"}), None)
        for step in ("a", *(f"a.{name}" for name in _classes(anchor))):
            inner = f"{own} {step}" if own else step
            for parent in parents:
                tag, name_of_part = str(parent.tag), parent.get("id") or ""
                below = step if tag == own else inner
                for name in _classes(parent):
                    yield f"{tag}.{name} {below}"
                if _NAME.fullmatch(name_of_part):
                    yield f"{tag}#{name_of_part} {inner}"
                if tag in {"article", "li", "td", "main", "h2", "h3", "h4"}:
                    yield inner if tag == own else f"{tag} {inner}"
            if step != "a" or own:
                yield inner
    if same := _same_start(links):
        yield f'a[href*="{same}"]'


def _classes(element: etree._Element) -> list[str]:
    """Class names that look lasting: made by hand, not by a build."""
    names = (element.get("class") or "").split()
    return [
        name for name in names if _NAME.fullmatch(name) and not re.search(r"\d|__|[A-Z].*[A-Z].*[A-Z]", name)
    ][:4]


def _same_start(links: set[str]) -> str:
    """The part of path and query that all links begin with, up to a slash or an equals sign; empty for none of use."""
    tails = [_after_host(link) for link in sorted(links)]
    first, last = tails[0], tails[-1]
    length = next(
        (n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last))
    )
    same = first[:length]
    cut = max(same.rfind("/"), same.rfind("=")) + 1
    # The year and the month of today's items are not those of next year's.
    same = re.sub(r"/\d{4}/.*$", "/", same[:cut])
    return same if len(same) > 2 and '"' not in same and "\\" not in same else ""


def _after_host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _taken(body: bytes, config: Listing) -> tuple[Discovered, ...]:
    try:
        return parse(body, config.url, config).items
    except NotThisKind:
        return ()


def _with_dates(config: Listing, items: tuple[Discovered, ...], body: bytes) -> ListingGuess:
    """With the selector that gives most items a date, if it gives half of them one."""
    for css in _DATES:
        dated = config.model_copy(update={"date_css": css})
        with_dates = _taken(body, dated)
        if 2 * sum(bool(item.published and _HAS_DATE.search(item.published)) for item in with_dates) >= len(
            items
        ):
            return ListingGuess(config=dated, items=with_dates)
    return ListingGuess(config=config, items=items)


def _text(anchor: etree._Element) -> str:
    return words_of(anchor) or anchor.get("title") or ""
