"""Documents from announcements that carry the whole item: WordPress posts, releases, agendas, social posts.

They are read again from the archived answer, so a replay needs nothing but the archive.

Private persons. A post whose account the source's file does not name, or whose source is private, is kept under a
pseudonym: no name, handle, network id or permalink of it enters a document. The same account has the same pseudonym
for the same key, on any day and at any source.
"""

import hashlib
import hmac
import re
from typing import Final

import lxml.html

from crawlers.capture import Capture
from crawlers.discovered import Account, Discovered, Found, NotThisKind
from crawlers.kinds import parse
from crawlers.sources import Source
from crawlers.urls import document_key
from transforms.blocks import Part, build_blocks
from transforms.decode import one_line
from transforms.document import Author, Block, Document, Link, Rejection
from transforms.extract import EXTRACTOR, extract_html, extract_text, local_crawl_day, rejection, text_digest
from transforms.form import FormSignals, decide_form
from transforms.language import guess_language
from transforms.metadata import announced_metadata
from transforms.passage_lines import passage_lines
from transforms.post_addresses import post_address
from transforms.rejections import ORIGINAL_MISSING
from transforms.version_text import version_digest

_API_KINDS: Final = frozenset({"wordpress", "legistar", "bluesky", "mastodon", "youtube", "reddit"})
_SOCIAL_KINDS: Final = frozenset({"bluesky", "mastodon", "youtube", "reddit"})


def announced(capture: Capture, source: Source) -> Found:
    """What a discovery capture announces; nothing where it is an error or not of its feed's kind.

    That a feed failed is the crawl's to report (`FeedOutcome`); the same bytes would only say it twice.
    """
    nothing = Found(items=())
    if capture.role != "discovery" or capture.feed is None or not 200 <= capture.status < 300:
        return nothing
    if capture.feed >= len(source.feeds):
        return nothing  # the source's file has lost a feed since
    try:
        return parse(capture.body, capture.url, source.feeds[capture.feed])
    except NotThisKind:
        return nothing


def left_out(found: Found, capture: Capture, source: Source) -> list[Rejection]:
    """One rejection for each reason for which announced items could not be used, with how many they were.

    Of an answer that is lost from the archive nobody can say how many.

    Of pages the first is named; posts are not, since whoever opted out shall not stand in a table after all.
    """
    day = local_crawl_day(capture, source)
    if capture.problem == "original-missing":
        return [rejection(capture, day, capture.problem, ORIGINAL_MISSING)]
    if not found.notes:
        return []  # also where the source's file has lost the feed since
    reasons: dict[str, list[str]] = {}
    for reason, detail in found.notes:
        reasons.setdefault(reason, []).append(detail)
    is_social = capture.feed is not None and source.feeds[capture.feed].kind in _SOCIAL_KINDS
    return [
        rejection(
            capture,
            day,
            reason,
            f"{len(details)} announced" + ("" if is_social else f", the first: {details[0][:200]}"),
        )
        for reason, details in reasons.items()
    ]


def complete_documents(
    items: tuple[Discovered, ...], capture: Capture, source: Source, *, key: bytes
) -> list[Document | Rejection]:
    """The documents of all complete items of a discovery capture, in its order.

    Args:
        items: as announced.
        capture: that announced them.
        source: whose capture it is.
        key: secret of the installation, for the pseudonyms of private persons.
    """
    if capture.feed is None or not any(item.is_complete for item in items):
        return []
    kind = source.feeds[capture.feed].kind
    method = "api" if kind in _API_KINDS else "feed"
    if kind == "legistar" and source.form is None:
        source = source.model_copy(
            update={"form": "record"}
        )  # whoever publishes it, a meeting's notice is one
    found: list[Document | Rejection] = []
    for item in items:
        if not item.is_complete:
            continue
        if item.account is not None:
            found.append(_post(item, item.account, capture, source, key))
        elif item.content_html is not None:
            found.append(extract_html(item.content_html, item, capture, source, method))
        else:
            found.append(extract_text(_paragraphs(item), item, capture, source, method))
    return found


def pseudonym(account: Account, key: bytes) -> str:
    """32 hex digits that stand for an account: the same for the same key, of no use without it."""
    return _keyed(f"{account.network}\n{account.id}", key)


def _post(
    item: Discovered, account: Account, capture: Capture, source: Source, key: bytes
) -> Document | Rejection:
    day = local_crawl_day(capture, source)
    metadata = announced_metadata(
        item, url=item.url, fetched_at=capture.fetched_at, source=source, method="api"
    )
    paragraphs = _paragraphs(item)
    title = metadata.title.text if metadata.title else None
    url, account_id, name = metadata.url, account.id, account.name or account.handle
    if source.is_private or not account.is_followed:
        url = f"urn:post:{_keyed(item.guid or item.url, key)}"
        account_id = pseudonym(account, key)
        name = f"resident-{account_id[:6]}"
        paragraphs = [_unnamed(paragraph, account, name) for paragraph in paragraphs]
        title = _unnamed(title, account, name) if title else None
    text, blocks, _ = build_blocks([Part("paragraph", p) for p in paragraphs], item.url)
    if not text:
        return rejection(capture, day, "no-text", "a post without words", url=url)
    blocks += _quoted_post(item.quoted_url, len(blocks), len(text))
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
    language = guess_language(text)
    return Document(
        doc_key=document_key(source.id, source.identity(url)),
        source_id=source.id,
        url=url,
        declared_url=None,
        amp_url=None,
        day=day,
        fetched_at=capture.fetched_at,
        warc_path=capture.location.path,
        warc_offset=capture.location.offset,
        page_type="announcement",
        form=form,
        form_rule=form_rule,
        relevance="none",
        relevance_rule="not-coded",
        title=title,
        title_method="api" if title else None,
        title_prefix=None,
        alternative_titles=(),
        authors=(Author(name=name, kind="account", method="api"),),
        published=metadata.published,
        modified=metadata.modified,
        language=language,
        language_method="text" if language else None,
        section=None,
        section_method=None,
        keywords=(),
        wire_credit=None,
        is_paywalled=False,
        text=text,
        blocks=blocks,
        links=tuple(Link(url=link, text="", block=0) for link in item.links),
        images=(),
        entries=(),
        topics=(),
        mentions=(),
        quotes=(),
        credits=(),
        account_id=account_id,
        text_sha256=text_digest(title, text),
        version_sha256=version_digest(title, text),
        extractor=EXTRACTOR,
    )


def _paragraphs(item: Discovered) -> list[str]:
    if item.content_html is not None:
        fragment = lxml.html.fragment_fromstring(item.content_html, create_parent="div")
        return [
            "\n".join(passage_lines(block)) for block in fragment if passage_lines(block)
        ] or passage_lines(fragment)
    paragraphs = re.split(r"\n\s*\n", item.content_text or "")
    return [
        "\n".join(line for raw in paragraph.split("\n") if (line := one_line(raw)))
        for paragraph in paragraphs
        if paragraph.strip()
    ]


def _quoted_post(url: str | None, position: int, at: int) -> tuple[Block, ...]:
    """A post that quotes another holds it as an embedded post; its words are not in the announcement."""
    found = post_address(url) if url else None
    if found is None:
        return ()
    return (
        Block(
            position=position,
            kind="embedded_post",
            text="",
            start=at,
            end=at,
            voice="embedded_post",
            url=url,
            network=found[0],
            post_id=found[1],
        ),
    )


def _unnamed(text: str, account: Account, name: str) -> str:
    """The text with the account's own handle, and its display name where that is a full name, replaced."""
    known = [account.handle, *([account.name] if account.name and " " in account.name.strip() else [])]
    return re.sub("|".join(rf"@?\b{re.escape(word.strip())}\b" for word in known), name, text, flags=re.I)


def _keyed(value: str, key: bytes) -> str:
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]
