"""The section that a page stands in: declared, in its trail of breadcrumbs, or a word that its address begins with."""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from crawlers.urls import absolute_url
from transforms.decode import one_line
from transforms.folding import fold
from transforms.jsonld import JsonLd, types_of
from transforms.titles import squeeze

_KNOWN: Final = frozenset(
    {
        "arts", "breaking", "breaking-news", "business", "city-hall", "columnists", "columns", "commentary",
        "community", "cops-and-courts", "county", "courts", "crime", "crime-and-courts", "crime-and-public-safety",
        "crime-courts", "crime-public-safety", "crime-safety", "cities", "editorial", "editorials", "education",
        "election", "elections", "entertainment", "environment", "fire", "government", "guest-columns", "health",
        "housing", "immigration", "investigations", "justice", "jails", "law-enforcement", "letters",
        "letters-to-the-editor", "lifestyle", "lifestyles", "local", "local-news", "metro", "nation", "national",
        "neighborhoods", "news", "obituaries", "obits", "op-ed", "opinion", "opinions", "outdoors", "police",
        "police-blotter", "police-log", "politics", "press-release", "press-releases", "public-safety",
        "publicsafety", "region", "regional", "schools", "sheriff", "sports", "state", "statewide", "traffic",
        "transportation", "us-news", "viewpoints", "weather", "world",
    }
)  # fmt: skip
"""Parts at the start of addresses that name a section on American local sites, and nothing else."""
_CONTAINERS: Final = frozenset({"story", "stories", "article", "articles", "content"})
_DECLARED: Final = ("article:section", "og:article:section")
_OTHERS: Final = ("section", "parsely-section", "sailthru.section", "category")
_NO_SECTION: Final = re.compile(
    r"home(?: ?page)?|front page|start(?:seite)?|inicio|accueil|articles?|stor(?:y|ies)|details?|current(?: page)?",
    re.I,
)
_LONGEST: Final = 40
_DEEPEST: Final = 3


def choose_section(
    jsonld: JsonLd,
    microdata: JsonLd,
    metas: dict[str, list[str]],
    *,
    url: str,
    announced: str | None,
    site_names: Iterable[str],
    headlines: Iterable[str],
) -> tuple[str | None, str | None]:
    """(section, how it was found), (None, None) where nothing names one.

    Asked: `article:section`, JSON-LD and microdata `articleSection`, other meta tags, the breadcrumbs of JSON-LD, the
    announcement, the address.
    """
    for method, section in (
        ("meta", _first(metas, _DECLARED)),
        ("json-ld", jsonld.text("articleSection")),
        ("microdata", microdata.text("articleSection")),
        ("meta", _first(metas, _OTHERS)),
    ):
        if section:
            return section, method
    if crumb := _last_crumb(
        jsonld, url, frozenset(map(squeeze, site_names)), frozenset(map(fold, headlines))
    ):
        return crumb, "breadcrumb"
    if announced:
        return announced, "feed"
    section = _in_address(url)
    return section, "url" if section else None


def _first(metas: dict[str, list[str]], keys: Iterable[str]) -> str | None:
    return next((metas[key][0] for key in keys if key in metas), None)


def _last_crumb(jsonld: JsonLd, url: str, sites: frozenset[str], titles: frozenset[str]) -> str | None:
    """The narrowest section of the trail: neither the site at its start nor the page itself at its end."""
    trail = next((node for node in jsonld.own if "BreadcrumbList" in types_of(node)), None)
    here = urlsplit(url).path.rstrip("/")
    names = [
        name
        for name, address in _crumbs(
            trail["itemListElement"] if trail and "itemListElement" in trail else None
        )
        if len(name) <= _LONGEST
        and not _NO_SECTION.fullmatch(name)
        and squeeze(name) not in sites
        and fold(name) not in titles
        and not (here and urlsplit(absolute_url(url, address) or "").path.rstrip("/") == here)
    ]
    return names[-1] if names else None


def _crumbs(items: Any) -> Iterator[tuple[str, str]]:
    """(name, address) of each step."""
    for step in items if isinstance(items, list) else [items]:
        if not isinstance(step, dict):
            continue
        item = step.get("item")
        name = step.get("name") or (item.get("name") if isinstance(item, dict) else None)
        address = item.get("@id") or item.get("url") if isinstance(item, dict) else item
        if isinstance(name, str) and (line := one_line(html.unescape(name))):
            yield line, address if isinstance(address, str) else ""


def _in_address(url: str) -> str | None:
    """The narrowest of the known words that the address begins with: `crime` of `/news/crime/...`."""
    parts = [part for part in unquote(urlsplit(url).path).lower().split("/") if part][:-1]
    if parts and parts[0] in _CONTAINERS:
        parts = parts[1:]
    known = list(takewhile(_KNOWN.__contains__, parts[:_DEEPEST]))
    return known[-1].replace("-", " ") if known else None
