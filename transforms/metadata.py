"""What a page says of itself: title, authors, dates, address, language, section, each with how it was found.

Sources are asked in a fixed order and the first that answers wins. Why this order: see docs/extraction.md.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from crawlers.discovered import Discovered
from crawlers.sources import Source
from crawlers.urls import absolute_url, same_site
from transforms.authors import choose_authors, read_authors, with_office
from transforms.dates import day_in_url, is_possible, read_date
from transforms.document import Author, Dated, Image
from transforms.images import article_root, read_images
from transforms.jsonld import EMPTY, JsonLd
from transforms.keywords import read_keywords
from transforms.language import declared_language
from transforms.microdata import read_microdata
from transforms.outline import Outline
from transforms.paywall import declares_paywall
from transforms.published import choose_dates
from transforms.section import choose_section
from transforms.titles import Title, choose_title, title_candidates


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """A page's account of itself; fields that `Document` has too mean the same.

    Attributes:
        description: the summary that the page declares of itself, empty where there is none.
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
    description: str
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
    outline: Outline,
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
    metas = outline.metas
    microdata = EMPTY if jsonld.is_full else read_microdata(tree)
    address, declared = _address(outline, url, source)
    site_names = [
        *metas.get("og:site_name", ()),
        *metas.get("application-name", ()),
        *jsonld.site_names,
        *microdata.site_names,
        source.name,
        _host_label(url),
    ]
    candidates = title_candidates(
        tree, outline.headings, jsonld, microdata, metas, hint.title if hint else None
    )
    section, section_method = choose_section(
        jsonld,
        microdata,
        metas,
        url=address,
        announced=hint.section if hint else None,
        site_names=site_names,
        headlines=[text for _, text in candidates],
    )
    title = choose_title(candidates, site_names=site_names, section=section)
    language, language_method = declared_language(tree, jsonld, metas)
    published, modified = choose_dates(
        outline,
        jsonld,
        microdata,
        tree=tree,
        url=address,
        fetched_at=fetched_at,
        zone=ZoneInfo(source.timezone),
        hint=hint,
    )
    return Metadata(
        url=address,
        declared_url=declared,
        amp_url=absolute_url(outline.base_url(url), next(iter(outline.links.get("amphtml", ())), None)),
        title=title,
        alternative_titles=title.alternatives if title else (),
        headlines=tuple(text for _, text in candidates),
        description=outline.meta("og:description", "description", "twitter:description") or "",
        authors=with_office(
            choose_authors(jsonld, microdata, metas, tree, site_names=site_names)
            or (read_authors(hint.authors, "feed", site_names=site_names) if hint else ()),
            source,
        ),
        published=published,
        modified=modified,
        language=language,
        language_method=language_method,
        section=section,
        section_method=section_method,
        keywords=read_keywords(tree, jsonld, metas, site_names=site_names),
        images=read_images(article_root(outline), jsonld, metas, outline.base_url(url)),
        og_type=outline.meta("og:type"),
        is_paywalled=declares_paywall(jsonld, outline),
        schema_types=jsonld.types,
        page_classes=outline.classes,
    )


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
        description="",
        authors=with_office(
            read_authors(hint.authors, method, site_names=[source.name]) if hint else (), source
        ),
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


def _host_label(url: str) -> str:
    labels = (urlsplit(url).hostname or "").split(".")
    return labels[-2] if len(labels) > 1 else labels[0]


def _address(outline: Outline, url: str, source: Source) -> tuple[str, str | None]:
    """(the document's address, what `rel=canonical` declares).

    A declaration counts only on the capture's own site, and not where it names the home page of another page or
    leaves out the part of the query that tells this page from its sisters.
    """
    declared = absolute_url(url, next(iter(outline.links.get("canonical", ())), None))
    own = source.address(url)
    for given in (declared, outline.meta("og:url")):
        if given == url:
            return own, declared
        candidate = absolute_url(url, given)
        if candidate is None or not same_site(candidate, url):
            continue
        there = source.address(candidate)
        here_path, there_path = urlsplit(own).path.rstrip("/"), urlsplit(there).path.rstrip("/")
        if (there_path or not here_path) and not (
            here_path == there_path and urlsplit(own).query and not urlsplit(there).query
        ):
            return there, declared
    return own, declared
