"""Documents from announcements that carry the whole item: WordPress posts, and posts of social networks.

They are read again from the archived answer, so a replay needs nothing but the archive.

Private persons. A post whose account the source's file does not name, or whose source is private, is kept under a
pseudonym: no name, handle, network id or permalink of it enters a document. The same account has the same pseudonym
for the same key, on any day and at any source.
"""

import hashlib
import hmac
import re
from datetime import date
from typing import Final
from urllib.parse import urlsplit

import lxml.html

from crawlers.capture import Capture
from crawlers.discovered import Account, Discovered, NotThisKind
from crawlers.kinds import parse
from crawlers.sources import Source
from crawlers.urls import document_key
from transforms.blocks import Part, build_blocks
from transforms.decode import one_line
from transforms.document import Author, Block, Document, Link, Rejection
from transforms.embeds import post_address
from transforms.extract import EXTRACTOR, extract_html, local_crawl_day, rejection, text_digest
from transforms.form import FormSignals, decide_form
from transforms.harvest import lines_of
from transforms.metadata import Metadata, announced_metadata, guess_language

DEFAULT_KEY: Final = b"beatbook"
"""Public, so whoever has a list of accounts can work out their pseudonyms. An installation gives a secret of its own."""
_API_KINDS: Final = frozenset({"wordpress", "bluesky", "mastodon"})


def announced_items(capture: Capture, source: Source) -> tuple[Discovered, ...]:
    """What a discovery capture announces; nothing where it is an error or not of its feed's kind.

    That a feed failed is the crawl's to report (`FeedOutcome`); the same bytes would only say it twice.
    """
    if capture.role != "discovery" or capture.feed is None or not 200 <= capture.status < 300:
        return ()
    if capture.feed >= len(source.feeds):
        return ()  # the source's file has lost a feed since
    try:
        return parse(capture.body, capture.url, source.feeds[capture.feed]).items
    except NotThisKind:
        return ()


def documents_from(capture: Capture, source: Source, *, key: bytes = DEFAULT_KEY) -> list[Document | Rejection]:
    """The documents of all complete items of a discovery capture, in its order."""
    return complete_documents(announced_items(capture, source), capture, source, key=key)


def complete_documents(
    items: tuple[Discovered, ...], capture: Capture, source: Source, *, key: bytes = DEFAULT_KEY
) -> list[Document | Rejection]:
    """As `documents_from`, of items that are already parsed."""
    method = "api" if capture.feed is not None and source.feeds[capture.feed].kind in _API_KINDS else "feed"
    return [
        _post(item, item.account, capture, source, key)
        if item.account is not None
        else extract_html(item.content_html or _as_html(item.content_text or ""), item, capture, source, method)
        for item in items
        if item.is_complete
    ]


def pseudonym(account: Account, key: bytes) -> str:
    """32 hex digits that stand for an account: the same for the same key, of no use without it."""
    return _keyed(f"{account.network}\n{account.id}", key)


def _post(item: Discovered, account: Account, capture: Capture, source: Source, key: bytes) -> Document | Rejection:
    day = local_crawl_day(capture, source)
    metadata = announced_metadata(
        item, url=item.url, fetched_at=capture.fetched_at, source=source, method="api"
    )
    is_private = source.is_private or not account.is_followed
    url = f"urn:post:{_keyed(item.guid or item.url, key)}" if is_private else metadata.url
    parts = [Part("paragraph", text, None, ()) for text in _paragraphs(item)]
    text, blocks, links = _with_links(item, parts)
    if not text:
        return rejection(capture, day, "no-text", "a post without words", url=url)
    return _document(item, account, metadata, url, text, blocks, links, capture, source, day, key if is_private else None)


def _paragraphs(item: Discovered) -> list[str]:
    if item.content_html is not None:
        fragment = lxml.html.fragment_fromstring(item.content_html, create_parent="div")
        return ["\n".join(lines_of(block)) for block in fragment if lines_of(block)] or lines_of(fragment)
    paragraphs = re.split(r"\n\s*\n", item.content_text or "")
    return [
        "\n".join(line for raw in paragraph.split("\n") if (line := one_line(raw)))
        for paragraph in paragraphs
        if paragraph.strip()
    ]


def _with_links(item: Discovered, parts: list[Part]) -> tuple[str, tuple[Block, ...], tuple[Link, ...]]:
    """The post's text and blocks, a quoted post as an embedded post without words, its links in its first block."""
    text, blocks, _ = build_blocks(parts, item.url)
    links = tuple(Link(url=url, text="", block=0) for url in item.links)
    if item.quoted_url and (found := post_address(item.quoted_url)):
        quoted = Block(
            position=len(blocks),
            kind="embedded_post",
            text="",
            start=len(text),
            end=len(text),
            voice="embedded_post",
            url=item.quoted_url,
            network=found[0],
            post_id=found[1],
        )
        blocks = (*blocks, quoted)
    return text, blocks, links


def _document(
    item: Discovered,
    account: Account,
    metadata: Metadata,
    url: str,
    text: str,
    blocks: tuple[Block, ...],
    links: tuple[Link, ...],
    capture: Capture,
    source: Source,
    day: date,
    private_key: bytes | None,
) -> Document:
    title = metadata.title.text if metadata.title else None
    if private_key is None:
        account_id, name = account.id, account.name or account.handle
    else:
        account_id = pseudonym(account, private_key)
        name = f"resident-{account_id[:6]}"
        text, title, blocks = _without_handle(text, title, blocks, account, name)
        own = urlsplit(item.url).path.rsplit("/", 1)[0]
        links = tuple(link for link in links if own not in link.url)
    form, form_rule = decide_form(
        FormSignals(
            source_form=source.form,
            publisher=source.publisher,
            url=url,
            section=None,
            title=title,
            title_prefix=None,
            schema_types=(),
            page_classes=(),
            is_post=True,
            text=text,
            blocks=blocks,
        )
    )
    return Document(
        doc_key=document_key(source.id, url),
        source_id=source.id,
        url=url,
        declared_url=None,
        day=day,
        fetched_at=capture.fetched_at,
        warc_path=capture.location.path,
        warc_offset=capture.location.offset,
        form=form,
        form_rule=form_rule,
        relevance="none",
        relevance_rule="not-coded",
        title=title,
        title_method="api" if title else None,
        title_prefix=None,
        authors=(Author(name=name, kind="account", method="api"),),
        published=metadata.published,
        modified=metadata.modified,
        language=guess_language(text),
        section=None,
        is_paywalled=False,
        text=text,
        blocks=blocks,
        links=links,
        topics=(),
        mentions=(),
        quotes=(),
        account_id=account_id,
        text_sha256=text_digest(title, text),
        extractor=EXTRACTOR,
    )
