"""What a page says of itself: title, authors, dates, address, language, section, each with how it was found.

Sources are asked in a fixed order and the first that answers wins. Why this order: see docs/extraction.md.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from crawlers.discovered import Discovered
from crawlers.sources import Source
from crawlers.urls import absolute_url, same_site
from transforms.authors import choose_authors, read_authors
from transforms.dates import day_in_url, is_possible, read_date
from transforms.decode import one_line
from transforms.document import Author, Dated, Image
from transforms.jsonld import EMPTY, JsonLd
from transforms.microdata import read_microdata
from transforms.published import choose_dates
from transforms.titles import Title, choose_title, title_candidates

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
    amp_url: str | None
    title: Title | None
    alternative_titles: tuple[str, ...]
    headlines: tuple[str, ...]
    authors: tuple[Author, ...]
    published: Dated | None
    modified: Dated | None
    language: str | None
    language_method: str | None
    section: str | None
    section_method: str | None
    keywords: tuple[str, ...]
    images: tuple[Image, ...]
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
    microdata = EMPTY if jsonld.is_full else read_microdata(tree)
    zone = ZoneInfo(source.timezone)
    address, declared = _address(tree, metas, url, source)
    section = (
        _first(metas, "article:section", "og:article:section")
        or jsonld.text("articleSection")
        or microdata.text("articleSection")
        or _first(metas, "section", "parsely-section", "sailthru.section", "category")
        or (hint.section if hint else None)
    )
    site_names = [
        *metas.get("og:site_name", ()),
        *metas.get("application-name", ()),
        *jsonld.site_names,
        *microdata.site_names,
        source.name,
        _host_label(url),
    ]
    candidates = title_candidates(tree, jsonld, microdata, metas, hint.title if hint else None)
    title = choose_title(candidates, site_names=site_names, section=section)
    language = _declared_language(tree, metas, jsonld)
    published, modified = choose_dates(tree, jsonld, microdata, metas, address, fetched_at, zone, hint)
    return Metadata(
        url=address,
        declared_url=declared,
        amp_url=None,
        title=title,
        alternative_titles=title.alternatives if title else (),
        headlines=tuple(text for _, text in candidates),
        authors=choose_authors(jsonld, metas, tree, site_names=site_names)
        or (read_authors(hint.authors, "feed", site_names=site_names) if hint else ()),
        published=published,
        modified=modified,
        language=language,
        language_method="html-lang" if language else None,
        section=section,
        section_method="meta" if section else None,
        keywords=(),
        images=(),
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


def choose_language(metadata: Metadata, text: str) -> tuple[str | None, str | None]:
    """(ISO 639-1, how it was found) of a document; (None, None) where nothing tells."""
    if metadata.language:
        return metadata.language, metadata.language_method
    guessed = guess_language(text)
    return guessed, "text" if guessed else None


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
        url=source.address(url),
        declared_url=None,
        amp_url=None,
        title=choose_title(titles, site_names=[source.name], section=hint.section if hint else None),
        alternative_titles=(),
        headlines=tuple(title for _, title in titles if title),
        authors=read_authors(hint.authors, method, site_names=[source.name]) if hint else (),
        published=published or day_in_url(url, zone),
        modified=modified,
        language=None,
        language_method=None,
        section=hint.section if hint else None,
        section_method=method if hint and hint.section else None,
        keywords=(),
        images=(),
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
    own = source.address(url)
    for candidate in (declared, absolute_url(url, _first(metas, "og:url"))):
        if candidate is None or not same_site(candidate, url):
            continue
        there = source.address(candidate)
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
