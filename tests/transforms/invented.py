"""Invented sources, captures and pages for the tests of extraction."""

from datetime import UTC, datetime
from typing import Any

from crawlers.capture import Capture, Location, Role
from crawlers.kinds.feed import Feed
from crawlers.sources import Place, Source
from transforms.document import Document, Rejection
from transforms.extract import extract

FETCHED_AT = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
URL = "https://ledger.example/2026/11/10/bridge-closed/"
FEED = Feed(kind="feed", url="https://ledger.example/feed")

PARAGRAPHS = (
    "Tamarack Falls police closed the Mill Street bridge for six hours on Tuesday after a truck struck its north rail "
    "and spilled gravel over both lanes.",
    "Officers sent drivers over the county road while a crew from the public works department swept the deck and looked "
    "for cracks in the concrete.",
    "The driver, who was not hurt, told an officer that a deer had run out of the fog near the old cannery.",
)


def source(**changes: Any) -> Source:
    """A newspaper of the invented town."""
    given: dict[str, Any] = {
        "id": "us_or_tamarack_ledger",
        "name": "The Tamarack Ledger",
        "homepage": "https://ledger.example/",
        "publisher": "newspaper",
        "place": Place(name="Tamarack Falls", state="OR"),
        "timezone": "America/Los_Angeles",
        "feeds": (FEED,),
    }
    return Source(**(given | changes))


def capture(
    body: str | bytes,
    *,
    url: str = URL,
    announced_url: str | None = None,
    status: int = 200,
    content_type: str | None = "text/html; charset=utf-8",
    headers: tuple[tuple[str, str], ...] = (),
    role: Role = "item",
    feed: int | None = None,
    problem: str | None = None,
    fetched_at: datetime = FETCHED_AT,
) -> Capture:
    """A response as the archive gives it back."""
    sent = headers if content_type is None else (("Content-Type", content_type), *headers)
    return Capture(
        source_id="us_or_tamarack_ledger",
        url=url,
        announced_url=announced_url or url,
        fetched_at=fetched_at,
        status=status,
        headers=sent,
        body=body.encode() if isinstance(body, str) else body,
        role=role,
        feed=feed,
        problem=problem,
        location=Location(path="2026-11-12/us_or_tamarack_ledger.warc.gz", offset=77),
    )


def page(
    body: str = "",
    *,
    head: str = "",
    title: str = "Bridge closed after truck hits rail",
    after: str = "",
    lang: str = ' lang="en"',
) -> str:
    """A plain article page; `body` follows the three paragraphs, `after` follows the article."""
    running = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!doctype html><html{lang}><head><meta charset='utf-8'><title>{title} | The Tamarack Ledger</title>{head}</head>"
        f"<body><header><nav><a href='/'>Home</a> <a href='/news/'>News</a></nav></header><main><article>"
        f"<h1>{title}</h1><div class='entry-content'>{running}{body}</div></article>{after}</main>"
        f"<footer>Tamarack Ledger Publishing, all rights reserved</footer></body></html>"
    )


def document(html: str | bytes, **given: Any) -> Document:
    """The document of a page; fails where it is rejected."""
    result = read(html, **given)
    assert isinstance(result, Document), result
    return result


def rejected(html: str | bytes, **given: Any) -> Rejection:
    """The rejection of a page; fails where it gives a document."""
    result = read(html, **given)
    assert isinstance(result, Rejection), result.text
    return result


def read(
    html: str | bytes, *, of: Source | None = None, hint: Any = None, **given: Any
) -> Document | Rejection:
    """`extract` of an invented capture."""
    return extract(capture(html, **given), of or source(), hint)


def blank(**given: Any) -> Document:
    """A document in which nothing is said but what is given."""
    values: dict[str, Any] = {
        "doc_key": "0" * 32,
        "source_id": "us_or_tamarack_ledger",
        "url": URL,
        "declared_url": None,
        "amp_url": None,
        "day": FETCHED_AT.date(),
        "fetched_at": FETCHED_AT,
        "warc_path": "",
        "warc_offset": 0,
        "page_type": "article",
        "form": "news",
        "form_rule": "",
        "relevance": "none",
        "relevance_rule": "",
        "title": None,
        "title_method": None,
        "title_prefix": None,
        "alternative_titles": (),
        "authors": (),
        "published": None,
        "modified": None,
        "language": "en",
        "language_method": "html-lang",
        "section": None,
        "section_method": None,
        "keywords": (),
        "wire_credit": None,
        "is_paywalled": False,
        "text": "",
        "blocks": (),
        "links": (),
        "images": (),
        "entries": (),
        "topics": (),
        "mentions": (),
        "quotes": (),
        "credits": (),
        "account_id": None,
        "text_sha256": "",
        "version_sha256": "",
        "extractor": "",
    }
    return Document(**(values | given))
