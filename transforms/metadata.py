"""What a page says of itself: title, authors, dates, address, language, section, each with how it was found.

Sources are asked in a fixed order and the first that answers wins. Why this order: see docs/extraction.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import htmldate
from lxml.html import HtmlElement
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from crawlers.discovered import Discovered
from crawlers.sources import Source
from crawlers.urls import absolute_url, same_site
from transforms.authors import choose_authors, read_authors
from transforms.dates import day_in_url, is_possible, local_day, read_date
from transforms.decode import one_line
from transforms.document import Author, Dated
from transforms.jsonld import JsonLd
from transforms.titles import Title, choose_title

_PUBLISHED_KEYS: Final = (
    "article:published_time", "og:published_time", "article:published", "datepublished", "date", "pubdate",
    "publishdate", "publish-date", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created",
    "dc.date", "dc.date.created", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "published_time",
    "date.created", "article.published", "rnews:datepublished",
)  # fmt: skip
_MODIFIED_KEYS: Final = (
    "article:modified_time", "og:updated_time", "article:modified", "datemodified", "last-modified", "lastmod",
    "dcterms.modified", "dc.date.modified", "cxenseparse:modifiedtime", "article:updated_time",
)  # fmt: skip
_LANGUAGE: Final = re.compile(r"^([a-z]{2})(?:[-_]|$)", re.I)
_SHORTEST_FOR_LANGUAGE: Final = 100
_SUREST: Final = 0.95
_LONGEST_STUB: Final = 1500
_STUB: Final = re.compile(
    r"\bsubscribe (?:now |today )?to (?:continue|keep|read)|\bto (?:continue|keep) reading\b|\bsubscribers? only\b|\bfor subscribers\b"
    r"|\balready a subscriber\b|\bthis (?:article|story|content) is (?:for|available (?:only )?to|exclusive to) (?:our )?"
    r"(?:subscribers|members)|\byou(?:’|')ve reached your (?:limit|free)|\bunlock this (?:article|story)",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """A page's account of itself; fields that `Document` has too mean the same.

    Attributes:
        headlines: every wording of the headline that the page gives, for finding it again in the body.
        is_paywalled: the page says so; a stub that only looks like it is not.
        page_classes: of the body and article elements.
    """

    url: str
    declared_url: str | None
    title: Title | None
    headlines: tuple[str, ...]
    authors: tuple[Author, ...]
    published: Dated | None
    modified: Dated | None
    language: str | None
    section: str | None
    og_type: str | None
    is_paywalled: bool
    schema_types: tuple[str, ...]
    page_classes: tuple[str, ...]


def read_metadata(
    tree: HtmlElement,
    jsonld: JsonLd,
    *,
    url: str,
    fetched_at: datetime,
    source: Source,
    hint: Discovered | None,
) -> Metadata:
    """Read a page's metadata from its unchanged tree.

    Attributes of the result are None where neither the page nor the announcement says. Dates after the fetch are
    refused, and the next source is asked.
    """
    metas = _metas(tree)
    zone = ZoneInfo(source.timezone)
    address, declared = _address(tree, metas, url, source)
    section = (
        _first(metas, "article:section", "og:article:section")
        or jsonld.text("articleSection")
        or _first(metas, "section", "parsely-section", "sailthru.section", "category")
        or (hint.section if hint else None)
    )
    site_names = [
        *metas.get("og:site_name", ()),
        *metas.get("application-name", ()),
        *jsonld.site_names,
        source.name,
        _host_label(url),
    ]
    headings = [one_line(h.text_content()) for h in tree.iter("h1")]
    candidates = [
        ("json-ld", jsonld.text("headline", "name")),
        ("og", _first(metas, "og:title", "twitter:title")),
        ("h1", next((h for h in headings if h), None)),
        ("title", tree.findtext(".//title")),
        ("feed", hint.title if hint else None),
    ]
    published, modified = _dates(tree, jsonld, metas, address, fetched_at, zone, hint)
    return Metadata(
        url=address,
        declared_url=declared,
        title=choose_title(candidates, site_names=site_names, section=section),
        headlines=tuple(filter(None, (one_line(text or "") for _, text in candidates)))
        + tuple(headings[1:3]),
        authors=choose_authors(jsonld, metas, tree, site_names=site_names)
        or (read_authors(hint.authors, "feed", site_names=site_names) if hint else ()),
        published=published,
        modified=modified,
        language=_declared_language(tree, metas, jsonld),
        section=section,
        og_type=_first(metas, "og:type"),
        is_paywalled=_declares_paywall(jsonld, metas),
        schema_types=jsonld.types,
        page_classes=tuple(
            dict.fromkeys(
                name
                for element in tree.iter("body", "article")
                for name in (element.get("class") or "").split()
            )
        ),
    )


def guess_language(text: str) -> str | None:
    """ISO 639-1 of a text that is long enough to tell and tells clearly; else None."""
    if len(text) < _SHORTEST_FOR_LANGUAGE:
        return None
    language, certainty = _identifier().classify(text)
    return str(language) if certainty >= _SUREST else None


def offers_subscription(tree: HtmlElement, length: int) -> bool:
    """The page shows an offer beside a body of so few characters that it is a stub."""
    return length < _LONGEST_STUB and _STUB.search(one_line(tree.text_content())) is not None


def announced_metadata(
    hint: Discovered | None,
    *,
    url: str,
    fetched_at: datetime,
    source: Source,
    method: str,
    first_line: str | None = None,
) -> Metadata:
    """Metadata of an item that has no page of its own to read them from: those that were announced.

    Args:
        hint: the announcement, None where there was none.
        url: of the item.
        fetched_at: of the capture; later dates are refused.
        source: who announced it.
        method: `feed` or `api`.
        first_line: of a text without mark-up, its title where none was announced.
    """
    zone = ZoneInfo(source.timezone)
    given = [
        read_date(value or "", zone, method)
        for value in ((hint.published, hint.modified) if hint else ("", ""))
    ]
    published, modified = (dated if dated and is_possible(dated, fetched_at) else None for dated in given)
    titles = [(method, hint.title if hint else None), ("first-line", first_line)]
    return Metadata(
        url=source.identity(url),
        declared_url=None,
        title=choose_title(titles, site_names=[source.name], section=hint.section if hint else None),
        headlines=tuple(title for _, title in titles if title),
        authors=read_authors(hint.authors, method, site_names=[source.name]) if hint else (),
        published=published or day_in_url(url, zone),
        modified=modified,
        language=None,
        section=hint.section if hint else None,
        og_type=None,
        is_paywalled=False,
        schema_types=(),
        page_classes=(),
    )


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    """Every `<meta>` with content, by its lower-case property, name or itemprop."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        if key and (content := one_line(element.get("content") or "")):
            found.setdefault(key.strip().lower(), []).append(content)
    return found


def _first(metas: dict[str, list[str]], *keys: str) -> str | None:
    return next((metas[key][0] for key in keys if key in metas), None)


def _host_label(url: str) -> str:
    labels = (urlsplit(url).hostname or "").split(".")
    return labels[-2] if len(labels) > 1 else labels[0]


def _declares_paywall(jsonld: JsonLd, metas: dict[str, list[str]]) -> bool:
    free = jsonld.article.get("isAccessibleForFree")
    if free is False or str(free).strip().lower() == "false":
        return True
    return any(
        tier.lower() in ("locked", "paid", "premium") for tier in metas.get("article:content_tier", ())
    )


def _address(
    tree: HtmlElement, metas: dict[str, list[str]], url: str, source: Source
) -> tuple[str, str | None]:
    """(the document's address, what `rel=canonical` declares).

    A declaration counts only on the capture's own site, and not where it names the home page of another page or
    leaves out the part of the query that tells this page from its sisters.
    """
    links = (
        link.get("href")
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    )
    declared = absolute_url(url, next(links, None))
    own = source.identity(url)
    for candidate in (declared, absolute_url(url, _first(metas, "og:url"))):
        if candidate is None or not same_site(candidate, url):
            continue
        there = source.identity(candidate)
        here_path, there_path = urlsplit(own).path.rstrip("/"), urlsplit(there).path.rstrip("/")
        if (there_path or not here_path) and not (
            here_path == there_path and urlsplit(own).query and not urlsplit(there).query
        ):
            return there, declared
    return own, declared


def _declared_language(tree: HtmlElement, metas: dict[str, list[str]], jsonld: JsonLd) -> str | None:
    root = tree.getroottree().getroot()
    for value in (
        root.get("lang"),
        root.get("xml:lang"),
        jsonld.text("inLanguage"),
        _first(metas, "content-language", "language", "dc.language", "og:locale"),
    ):
        if match := _LANGUAGE.match((value or "").strip()):
            return match[1].lower()
    return None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _dates(
    tree: HtmlElement,
    jsonld: JsonLd,
    metas: dict[str, list[str]],
    url: str,
    fetched_at: datetime,
    zone: ZoneInfo,
    hint: Discovered | None,
) -> tuple[Dated | None, Dated | None]:
    def readable(*values: tuple[str, str | None]) -> Iterator[Dated]:
        for method, value in values:
            dated = read_date(value, zone, method) if value else None
            if dated is not None and is_possible(dated, fetched_at):
                yield dated

    feed = next(readable(("feed", hint.published if hint else None)), None)
    declared = list(
        readable(
            ("json-ld", jsonld.text("datePublished", "dateCreated", "uploadDate")),
            *(("meta", value) for key in _PUBLISHED_KEYS for value in metas.get(key, ())[:1]),
        )
    )
    published = _with_clock(declared, zone)
    if published is None or not published.has_time:
        shown = [published] if published else []
        published = _shown(tree, shown, url, fetched_at, zone, feed)
    modified = next(
        readable(
            ("json-ld", jsonld.text("dateModified")),
            *(("meta", value) for key in _MODIFIED_KEYS for value in metas.get(key, ())[:1]),
            *(("time-element", value) for value in _updated_times(tree)),
            ("feed", hint.modified if hint else None),
        ),
        None,
    )
    if modified and published and modified.at < published.at - timedelta(days=0 if modified.has_time else 1):
        modified = None
    return published, modified


def _with_clock(found: list[Dated], zone: ZoneInfo) -> Dated | None:
    """The first date found, or a later one of the same day that knows the time too."""
    if not found:
        return None
    day = local_day(found[0], zone)
    return next((dated for dated in found if dated.has_time and local_day(dated, zone) == day), found[0])


def _shown(
    tree: HtmlElement, known: list[Dated], url: str, fetched_at: datetime, zone: ZoneInfo, feed: Dated | None
) -> Dated | None:
    """The date from what the page shows, its address and the announcement, in this order.

    A day read in the page's words is a guess: it gives way where the address or the announcement contradicts it. A
    `<time>` lends its clock where its day agrees; it may belong to another article on the page.
    """
    times = [
        dated
        for element in tree.iter("time")
        if (value := element.get("datetime")) and (dated := read_date(value, zone, "time-element"))
        if is_possible(dated, fetched_at)
    ]
    if known:
        return _with_clock([*known, *times[:10], *([feed] if feed else [])], zone)
    in_url = day_in_url(url, zone)
    in_url = in_url if in_url and is_possible(in_url, fetched_at) else None
    firm = [dated for dated in (in_url, feed) if dated]
    guess = _guessed(tree, fetched_at, zone)
    if guess is None and times and not firm:
        guess = times[0]
    if guess is not None and any(abs(guess.at - dated.at) > timedelta(days=2) for dated in firm):
        guess = None
    order = [*([guess] if guess else []), *firm]
    return _with_clock([*order, *times[:10], *firm], zone) if order else None


def _guessed(tree: HtmlElement, fetched_at: datetime, zone: ZoneInfo) -> Dated | None:
    latest = (fetched_at + timedelta(days=1)).date().isoformat()
    try:
        day = htmldate.find_date(tree, original_date=True, extensive_search=True, max_date=latest)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None
    dated = read_date(day, zone, "page-text") if day else None
    return dated if dated and is_possible(dated, fetched_at) else None


def _updated_times(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("time"):
        if re.search(r"updat|modif", element.get("class") or "") and (value := element.get("datetime")):
            yield value
