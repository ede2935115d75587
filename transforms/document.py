"""Documents and rejections: what the second stage emits, and their file form (Parquet).

One folder a source and day, `documents/DAY/SOURCE/`, holds `documents.parquet` (one row per document as captured that
day; of one that was looked at several times, the first and the last look at each version), `rejections.parquet` (one row per capture, or announced item, that gave no document) and `captures.parquet`
(one row per archived response). The folder is a pure function of the archive's file of that source and day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Form = Literal["news", "opinion", "press_release", "post", "letter", "record"]
Relevance = Literal["core", "incident", "passing", "none"]
BlockKind = Literal[
    "paragraph", "heading", "quoted_passage", "embedded_post", "list", "table", "caption", "correction"
]
AuthorKind = Literal["person", "desk", "agency", "wire", "account"]
EntityKind = Literal["agency", "place", "person"]
QuoteKind = Literal["direct", "mixed", "indirect"]
CreditKind = Literal[
    "first_reported", "told", "according_to", "reported", "contributed", "via", "release", "link"
]
PageType = Literal["article", "live_blog", "gallery", "video", "pdf", "plain_text", "mail", "announcement"]
"""What the item was read from; `announcement`: a feed or an API gave it whole, as it gives every post."""
Voice = Literal["author", "quoted_passage", "embedded_post"]
"""Whose words a stretch of text is: the document's own, or those of what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """An instant with how it was found.

    Attributes:
        at: UTC.
        has_time: False where only a day was given; `at` is then midnight of that day in the source's zone.
        method: where it was read (`json-ld`, `microdata`, `meta`, `time-element`, `page-text`, `url`, `feed`, `api`, `mail`), with
            `+source-zone` where the value had no zone and the source's was used, `+zone-corrected` where it named a
            wrong one, as another value of the page shows.
    """

    at: datetime
    has_time: bool
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Someone named as the author, in the page's order."""

    name: str
    kind: AuthorKind
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A typed part of a document, in the page's order.

    The document's `text` is its blocks' texts joined by one blank line, captions left out; `start` and `end` are
    character offsets into it (both 0 for a caption).

    Attributes:
        voice: whose words these are.
        cite: for a quoted passage, the name of what is quoted, as the page gives it.
        url: of the quoted page or of the embedded post.
        network, post_id, author_name, author_handle, posted: for an embedded post, as displayed; `posted` is the
            displayed date, verbatim. The handle is without @.
    """

    position: int
    kind: BlockKind
    text: str
    start: int
    end: int
    voice: Voice
    cite: str | None = None
    url: str | None = None
    network: str | None = None
    post_id: str | None = None
    author_name: str | None = None
    author_handle: str | None = None
    posted: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in the document's body: absolute address, its words, and the position of its block."""

    url: str
    text: str
    block: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of the document, in the page's order.

    Attributes:
        url: absolute.
        caption, credit: as the page shows them beside it; None where it shows none.
        is_lead: the page declares it as its picture, or shows it first where none is declared.
    """

    url: str
    caption: str | None
    credit: str | None
    is_lead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a live blog, in the page's order.

    Attributes:
        title, author: as the page shows them.
        url: that leads to this entry.
        start, end: character offsets into the document's text.
    """

    position: int
    title: str | None
    published: Dated | None
    author: str | None
    url: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCode:
    """A topic given to the document, with the evidence: one row per document and topic.

    Attributes:
        rule: name of the codebook's pattern that fired.
        start, end: span of the evidence, in `text`; in `title` where `field` says so.
        voice: whose words the evidence is.
        hits: how many spans fired for the topic in all.
    """

    topic: str
    rule: str
    field: Literal["title", "text"]
    start: int
    end: int
    voice: Voice
    hits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An entity named in the text.

    Attributes:
        entity_id: gazetteer id (`ori:OR0260200`, `geonames:5746545`, `federal:ice`, `local:...`); None where the
            name could be several and nothing in the document decides (then `rule` is `tie` or `unknown`).
        name: the gazetteer's name, or the fullest form in the document.
        state: two letters, None for federal bodies and people without a place.
        role: for people, one of the codebook's roles.
        rule: why it was linked to this entity, in kebab case.
        surface: the words in the text; `start`, `end` their span in it.
    """

    kind: EntityKind
    entity_id: str | None
    name: str
    state: str | None
    role: str | None
    rule: str
    surface: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Reported speech.

    Attributes:
        kind: direct, mixed or indirect.
        text: the words, without the marks; `start`, `end` their span in the document's text.
        speaker: as written at the quote (`the letter`, `she`, `Chief Dana Roe`); None where nobody is named.
        speaker_name: who that is, resolved to the fullest form in the document.
        speaker_role: one of the codebook's roles.
        cue: the verb or phrase of saying.
        voice: whose text holds the quote.
        echo_of: position of the block whose words these repeat (a phrase taken up from a post that is embedded
            or a passage that is quoted): not a new statement.
    """

    kind: QuoteKind
    text: str
    start: int
    end: int
    speaker: str | None
    speaker_name: str | None
    speaker_role: str | None
    cue: str | None
    voice: Voice
    echo_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Another outlet, or an agency's release, from which the document says that it has something.

    Attributes:
        kind: `first_reported` (they had it first), `told` (somebody spoke to them), `according_to`, `reported` (what they
            report), `contributed` (part of this text is theirs), `via`, `release` (an agency's release, statement or
            post), `link` (by a link alone).
        rule: by what the name is an outlet's (`listed`, `call-sign`, `outlet-word`, `address`, `phrase`), `issuer` or
            `release-alone` for a release, `link`; `name-alone` where only the list of those that are followed can tell.
        name: as written, without article; None where a release or a link is named but not whose.
        full_name: the fullest form of the name among the document's credits; of an agency, the gazetteer's.
        entity_id: gazetteer id of the agency, where one is known.
        url: to which the words lead; None where they are no link.
        start, end: span of the phrase in the document's text.
        voice: whose words give the credit.
    """

    kind: CreditKind
    rule: str
    name: str | None
    full_name: str | None
    entity_id: str | None
    url: str | None
    start: int
    end: int
    voice: Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One extracted item, as captured once. The keys: see `document_key`.

    Attributes:
        doc_key: 32 hex digits.
        source_id: who published it.
        url: the canonical address at its source, which can be opened; the key is made of its identity there.
        declared_url: `rel=canonical` as declared, of any site; None where absent.
        amp_url: the page's twin for mobile readers (`rel=amphtml`); None where it declares none.
        day: crawl date, in the place's zone.
        fetched_at: UTC instant of the capture.
        warc_path, warc_offset: the archived record, relative to the archive's folder.
        page_type: what it was read from.
        form, form_rule: what it is, and why that was decided.
        relevance, relevance_rule: to local policing, and why.
        title: without site name and section prefixes; `title_prefix` keeps what was taken off ("Opinion").
        alternative_titles: other wordings of the headline that the page declares.
        published, modified: None where neither page nor feed says.
        language: ISO 639-1; None where the text is too short to tell.
        section: as the page or feed declares it, else the first part of the address where that is a section's name.
        keywords: as the page declares them.
        wire_credit: the wire service that the text credits ("AP"); None where it credits none.
        is_paywalled: the page says that it is not free, or carries only a stub.
        text, blocks, links, images: the body (see `Block`).
        entries: of a live blog; empty for all else.
        account_id: for posts, the network's key of the account, pseudonymised for private persons.
        text_sha256: of title and text; equal digests mean equal content.
        version_sha256: of them without noise (see `version_text.py`); captures in which it is equal are of one version.
        extractor: name and version of what read the page.
    """

    doc_key: str
    source_id: str
    url: str
    declared_url: str | None
    amp_url: str | None
    day: date
    fetched_at: datetime
    warc_path: str
    warc_offset: int
    page_type: PageType
    form: Form
    form_rule: str
    relevance: Relevance
    relevance_rule: str
    title: str | None
    title_method: str | None
    title_prefix: str | None
    alternative_titles: tuple[str, ...]
    authors: tuple[Author, ...]
    published: Dated | None
    modified: Dated | None
    language: str | None
    language_method: str | None
    section: str | None
    section_method: str | None
    keywords: tuple[str, ...]
    wire_credit: str | None
    is_paywalled: bool
    text: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    entries: tuple[Entry, ...]
    topics: tuple[TopicCode, ...]
    mentions: tuple[Mention, ...]
    quotes: tuple[Quote, ...]
    credits: tuple[Credit, ...]
    account_id: str | None
    text_sha256: str
    version_sha256: str
    extractor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A capture, or an announced item, that gave no document.

    Attributes:
        reason: kebab case (`http-404`, `not-html`, `empty-body`, `no-text`, `soft-404`, `listing-page`,
            `challenge-page`, `body-too-large`, `bad-content-encoding`, `redirect`, ...).
        detail: what was found, in words.
        status: of HTTP; 0 where the record could not be read.
    """

    source_id: str
    day: date
    url: str
    fetched_at: datetime
    status: int
    warc_path: str
    warc_offset: int
    reason: str
    detail: str
