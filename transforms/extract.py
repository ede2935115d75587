"""One capture in, one document or one reasoned rejection out.

The road: bytes to text, rules on the response, one parse, metadata, what the page holds taken down (`harvest`),
the body chosen among it (`body`), lines that are not the article dropped, blocks (`blocks`). The same capture
gives the same document in any process and any order: nothing here reads the clock or keeps what it saw.
"""

import hashlib
import re
import traceback
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from crawlers.capture import Capture
from crawlers.discovered import Discovered
from crawlers.sources import Source
from crawlers.urls import document_key
from transforms.blocks import Part, build_blocks, read_parts
from transforms.body import choose_body
from transforms.decode import decode, one_line
from transforms.document import Block, Document, Entry, Link, PageType, Rejection
from transforms.form import FormSignals, decide_form
from transforms.harvest import harvest
from transforms.images import read_images
from transforms.jsonld import EMPTY, JsonLd, read_jsonld
from transforms.language import choose_language
from transforms.layout import open_layout_tables
from transforms.lines import without_chrome
from transforms.live_blogs import (
    LiveBlog,
    entries_of,
    from_boxes,
    from_declared,
    from_lines,
    introduction,
    mark_boxes,
    within,
)
from transforms.live_entries import live_part, shown_updates
from transforms.live_updates import Reading, declared_updates
from transforms.mail import read_message
from transforms.metadata import (
    Metadata,
    announced_metadata,
    read_metadata,
)
from transforms.mojibake import mend_runs
from transforms.outline import read_outline
from transforms.page_rejections import reject_page
from transforms.page_types import as_gallery, as_video, captions_of, declared_type, description, is_link_list
from transforms.parsing import parse
from transforms.paywall import drop_scrambled, is_stub, offers_in, without_offers
from transforms.rejections import Reason, is_message, is_pdf, is_plain_text, reject_response
from transforms.unmarked import Unmarked, read_file, read_letter, read_plain, with_headers
from transforms.version_text import version_digest
from transforms.versions import extractor
from transforms.wire import find_wire_credit

EXTRACTOR: Final = extractor()
_SHORTEST_TEXT: Final = 40
"""Characters under which a body is no document: two-sentence briefs are three times as long."""
_LONGEST_DETAIL: Final = 300
"""Characters of what a fault says: it may quote the page."""
_CUT_BODY: Final = (800, 1.4, 0.85)
"""`articleBody` replaces a body that looks cut: its least length, how much longer it is, how much of ours it holds."""


def extract(capture: Capture, source: Source, hint: Discovered | None) -> Document | Rejection:
    """Read one response.

    Never raises for what a page holds. Topics, mentions and quotes are left empty, relevance is `none`: coding fills
    them.

    Args:
        capture: of an item.
        source: who published it; its zone is that of naive times, its file may give the form.
        hint: what the source announced about the item, for fields that the page itself leaves open.
    """
    day = local_crawl_day(capture, source)
    try:
        result = _extract(capture, source, hint, day)
    except Exception as error:  # noqa: BLE001  one page must never stop the night; what broke is recorded
        result = _failed(error)
    if isinstance(result, Document):
        return result
    return rejection(capture, day, *result)


def extract_html(
    html: str, hint: Discovered, capture: Capture, source: Source, method: str
) -> Document | Rejection:
    """Read an item whose announcement carried it whole, by the same road as a page.

    Args:
        html: the item's content, without a page around it.
        hint: the announcement; all metadata are its own.
        capture: the announcing response.
        source: who published it.
        method: `feed` or `api`, how its dates and authors were found.
    """
    day = local_crawl_day(capture, source)
    metadata = announced_metadata(
        hint, url=hint.url, fetched_at=capture.fetched_at, source=source, method=method
    )
    try:
        tree = parse(f"<html><body><article>{mend_runs(html)}</article></body></html>")
        result: Document | Reason
        if isinstance(tree, tuple):
            result = tree
        else:
            metadata = replace(metadata, images=read_images(tree.find(".//article"), EMPTY, {}, hint.url))
            result = _read(tree, EMPTY, metadata, hint.url, capture, source, day, page_type="announcement")
    except Exception as error:  # noqa: BLE001  as in extract
        result = _failed(error)
    return result if isinstance(result, Document) else rejection(capture, day, *result, url=metadata.url)


def extract_text(
    paragraphs: Sequence[str], hint: Discovered, capture: Capture, source: Source, method: str
) -> Document | Rejection:
    """Read an item whose announcement carried it whole as plain text: every word of it is the item's own.

    Args:
        paragraphs: the item's text; a paragraph may have several lines.
        hint: the announcement; all metadata and links are its own.
        capture: the announcing response.
        source: who published it.
        method: `feed` or `api`, how its dates and authors were found.
    """
    day = local_crawl_day(capture, source)
    metadata = announced_metadata(
        hint, url=hint.url, fetched_at=capture.fetched_at, source=source, method=method
    )
    text, blocks, _ = build_blocks([Part("paragraph", one) for one in paragraphs], hint.url)
    if not text:
        return rejection(capture, day, "no-text", "an item without words", url=metadata.url)
    links = tuple(Link(url=link, text="", block=0) for link in hint.links)
    return _document(
        text, blocks, links, metadata, capture, source, day, page_type="announcement", is_paid=False
    )


def rejection(capture: Capture, day: date, reason: str, detail: str, *, url: str | None = None) -> Rejection:
    """A rejection of a capture, or with `url` of an item that it announced."""
    return Rejection(
        source_id=capture.source_id,
        day=day,
        url=url or capture.url,
        fetched_at=capture.fetched_at,
        status=capture.status,
        warc_path=capture.location.path,
        warc_offset=capture.location.offset,
        reason=reason,
        detail=detail,
    )


def local_crawl_day(capture: Capture, source: Source) -> date:
    """The crawl's day: the archive folder's name says it, else the fetch in the source's own zone."""
    folder = capture.location.path.partition("/")[0]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", folder):
        return date.fromisoformat(folder)
    return capture.fetched_at.astimezone(ZoneInfo(source.timezone)).date()


def _extract(capture: Capture, source: Source, hint: Discovered | None, day: date) -> Document | Reason:
    if reason := reject_response(capture, source.homepage):
        return reason
    content_type = capture.header("content-type") or ""
    if is_pdf(capture.body):
        return _written(read_file(capture, source, hint), capture, source, day)
    if is_message(capture.body, content_type):
        return _message(capture, source, hint, day)
    text = decode(capture.body, content_type)
    if is_plain_text(capture.body, content_type):
        return _written(read_plain(text, capture, source, hint), capture, source, day)
    tree = parse(text)
    if isinstance(tree, tuple):
        return tree
    # lxml makes an element's Python object anew whenever none is alive: the list keeps them for all that follows.
    alive = list(tree.iter())
    outline = read_outline(tree)
    jsonld = read_jsonld(outline.scripts)
    metadata = read_metadata(
        tree, outline, jsonld, url=capture.url, fetched_at=capture.fetched_at, source=source, hint=hint
    )
    reason = reject_page(
        tree,
        jsonld,
        url=capture.url,
        announced_url=capture.announced_url,
        og_type=metadata.og_type,
        page_classes=metadata.page_classes,
        publisher=source.publisher,
    )
    result = reason or _read(
        tree,
        jsonld,
        metadata,
        outline.base_url(capture.url),
        capture,
        source,
        day,
        page_type="article",
        html=text,
    )
    del alive
    return result


def _failed(error: Exception) -> Reason:
    """A fault of ours, with the line of our code that it came from."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "transforms" in frame.filename]
    at = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "nowhere"
    return "extract-failed", f"{type(error).__name__} at {at}: {error}"[:_LONGEST_DETAIL]


def _read(
    tree: HtmlElement,
    jsonld: JsonLd,
    metadata: Metadata,
    base_url: str,
    capture: Capture,
    source: Source,
    day: date,
    *,
    page_type: PageType,
    html: str = "",
) -> Document | Reason:
    is_scrambled = drop_scrambled(tree, html)
    live: LiveBlog | None = None
    if page_type == "article":
        parts, page_type, live = _typed_body(tree, jsonld, metadata, base_url, capture, source, html)
    else:
        parts = _body(tree, jsonld, metadata)
    offers = offers_in(tree, sum(len(part.text) for part in parts))
    if live is None:
        parts = without_offers(parts, offers)
    text, blocks, links = build_blocks(parts, base_url)
    has_wall = is_scrambled or bool(offers)
    is_paid = metadata.is_paywalled or is_stub(tree, len(text), has_wall=has_wall)
    if is_paid and sum(len(part.text) for part in parts if not is_link_list(part)) < _SHORTEST_TEXT:
        return "no-text", "no word of the body found, behind a paywall"
    if len(text) < _SHORTEST_TEXT and not any(block.kind == "embedded_post" for block in blocks):
        return "no-text", f"{len(text)} characters of body found"
    entries = entries_of(live, blocks) if live else ()
    return _document(
        text,
        blocks,
        links,
        metadata,
        capture,
        source,
        day,
        page_type=page_type,
        is_paid=is_paid,
        entries=entries,
    )


def _typed_body(
    tree: HtmlElement,
    jsonld: JsonLd,
    metadata: Metadata,
    base_url: str,
    capture: Capture,
    source: Source,
    html: str,
) -> tuple[list[Part], PageType, LiveBlog | None]:
    """The body of a page by what the page is: an article, a live blog, a gallery, a film with a note."""
    title = metadata.title.text if metadata.title else None
    if (part := live_part(tree, jsonld, html=html, url=capture.url, title=title)) is not None:
        zone = ZoneInfo(source.timezone)
        reading = Reading(base_url, zone, capture.fetched_at, metadata.published or metadata.modified)
        declared = declared_updates(jsonld, reading)
        if shown := shown_updates(part, declared, reading):
            mark_boxes(shown)
            intro = introduction(_body(deepcopy(tree), jsonld, metadata))
            boxed = from_boxes(tree, shown, intro)
            return boxed.parts, "live_blog", boxed
        parts = _body(deepcopy(tree), jsonld, metadata)
        live = from_lines(within(tree, part), declared, reading) or from_declared(parts, declared)
        return (parts, "article", None) if live is None else (live.parts, "live_blog", live)
    kind = declared_type(
        jsonld,
        url=capture.url,
        og_type=metadata.og_type,
        title=title,
        page_classes=metadata.page_classes,
    )
    captions = captions_of(tree, jsonld) if kind == "gallery" else []
    parts = _body(tree, jsonld, metadata)
    if kind == "gallery":
        lead = description(jsonld, "imagegallery", "mediagallery")
        if (made := as_gallery(parts, captions, lead)) is not None:
            return made, "gallery", None
    elif kind == "video" and (made := as_video(parts, description(jsonld, "videoobject"))) is not None:
        return made, "video", None
    return parts, "article", None


def _written(found: Unmarked | Reason, capture: Capture, source: Source, day: date) -> Document | Reason:
    """The document of an item without mark-up."""
    if isinstance(found, tuple):
        return found
    text, blocks, links = build_blocks(found.parts, capture.url)
    return _document(
        text, blocks, links, found.metadata, capture, source, day, page_type=found.page_type, is_paid=False
    )


def _message(capture: Capture, source: Source, hint: Discovered | None, day: date) -> Document | Reason:
    mail = read_message(capture.body)
    if mail is None:
        return "no-text", f"a message without a part that is text, {len(capture.body)} bytes"
    tree = parse(mail.body) if mail.html else None
    if not isinstance(tree, HtmlElement):
        return _written(read_letter(mail, capture, source, hint), capture, source, day)
    metadata = announced_metadata(
        hint, url=capture.url, fetched_at=capture.fetched_at, source=source, method="feed"
    )
    metadata = with_headers(metadata, mail, capture, source)
    outline = read_outline(tree)
    jsonld, base_url = read_jsonld(outline.scripts), outline.base_url(capture.url)
    return _read(tree, jsonld, metadata, base_url, capture, source, day, page_type="mail")


def _body(tree: HtmlElement, jsonld: JsonLd, metadata: Metadata) -> list[Part]:
    open_layout_tables(tree)
    authors, declared = [author.name for author in metadata.authors], jsonld.body
    body = choose_body(
        harvest(tree),
        headlines=metadata.headlines,
        authors=authors,
        described=metadata.description,
        declared=declared,
    )
    return _uncut(without_chrome(read_parts(body), headlines=metadata.headlines, authors=authors), declared)


def _uncut(parts: list[Part], article_body: str) -> list[Part]:
    """JSON-LD's `articleBody` in place of a body that holds only a part of it; what no `articleBody` holds stands behind it."""
    least, longer, held = _CUT_BODY
    declared = [line for raw in _once(article_body).split("\n") if (line := one_line(raw))]
    ours = " ".join(part.text for part in parts if part.kind != "caption").split()
    theirs = " ".join(declared).split()
    if len(" ".join(declared)) <= least or len(theirs) < longer * len(ours):
        return parts
    words = set(theirs)
    if sum(word in words for word in ours) < held * len(ours):
        return parts
    kept = [part for part in parts if part.kind in ("embedded_post", "caption", "correction")]
    return [*(Part("paragraph", line) for line in declared), *kept]


def _once(text: str) -> str:
    """The text up to where it begins again: some sites declare the body twice over."""
    again = text.find(text[:100], 100)
    return text if again < 0 else text[:again]


def _document(
    text: str,
    blocks: tuple[Block, ...],
    links: tuple[Link, ...],
    metadata: Metadata,
    capture: Capture,
    source: Source,
    day: date,
    *,
    page_type: PageType,
    is_paid: bool,
    entries: tuple[Entry, ...] = (),
) -> Document:
    title = metadata.title
    language, language_method = choose_language(metadata.language, metadata.language_method, text)
    form, form_rule = decide_form(
        FormSignals(
            source_form=source.form,
            publisher=source.publisher,
            url=metadata.url,
            section=metadata.section,
            title=title.text if title else None,
            title_prefix=title.prefix if title else None,
            schema_types=metadata.schema_types,
            page_classes=metadata.page_classes,
            is_post=False,
            text=text,
            blocks=blocks,
        )
    )
    return Document(
        doc_key=document_key(source.id, source.identity(metadata.url)),
        source_id=source.id,
        url=metadata.url,
        declared_url=metadata.declared_url,
        amp_url=metadata.amp_url,
        day=day,
        fetched_at=capture.fetched_at,
        warc_path=capture.location.path,
        warc_offset=capture.location.offset,
        page_type=page_type,
        form=form,
        form_rule=form_rule,
        relevance="none",
        relevance_rule="not-coded",
        title=title.text if title else None,
        title_method=title.method if title else None,
        title_prefix=title.prefix if title else None,
        alternative_titles=metadata.alternative_titles,
        authors=metadata.authors,
        published=metadata.published,
        modified=metadata.modified,
        language=language,
        language_method=language_method,
        section=metadata.section,
        section_method=metadata.section_method,
        keywords=metadata.keywords,
        wire_credit=find_wire_credit(blocks),
        is_paywalled=is_paid,
        text=text,
        blocks=blocks,
        links=links,
        images=metadata.images,
        entries=entries,
        topics=(),
        mentions=(),
        quotes=(),
        credits=(),
        account_id=None,
        text_sha256=text_digest(title.text if title else None, text),
        version_sha256=version_digest(title.text if title else None, text),
        extractor=EXTRACTOR,
    )


def text_digest(title: str | None, text: str) -> str:
    """SHA-256 of title and text: equal digests mean equal content."""
    return hashlib.sha256(f"{title or ''}\n\n{text}".encode()).hexdigest()
