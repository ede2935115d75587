"""The file form: what is read back equals what was written, equal rows give equal bytes, nothing is half-written."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from transforms import parquet
from transforms.document import (
    Author,
    Block,
    Credit,
    Dated,
    Document,
    Entry,
    Image,
    Link,
    Mention,
    Quote,
    Rejection,
    TopicCode,
)
from transforms.folder import new_folder
from transforms.parquet import CaptureRow, read_captures, read_documents, read_rejections

AT = datetime(2026, 11, 10, 9, 30, 0, 123456, tzinfo=UTC)

DOCUMENT = Document(
    doc_key="0" * 32,
    source_id="us_or_tamarack_ledger",
    url="https://ledger.example/news/1",
    declared_url=None,
    amp_url="https://ledger.example/news/1/amp",
    day=date(2026, 11, 10),
    fetched_at=AT,
    warc_path="2026-11-10/us_or_tamarack_ledger.warc.gz",
    warc_offset=2**33,
    page_type="live_blog",
    form="news",
    form_rule="source",
    relevance="core",
    relevance_rule="topic",
    title="Bridge closed after crash",
    title_method="json-ld",
    title_prefix=None,
    alternative_titles=("Crash closes bridge",),
    authors=(Author(name="Ann Poe", kind="person", method="json-ld"),),
    published=Dated(at=AT, has_time=True, method="json-ld"),
    modified=None,
    language="en",
    language_method="html-lang",
    section="News",
    section_method="meta",
    keywords=("bridge", "police"),
    wire_credit="AP",
    is_paywalled=False,
    text="One line.\n\nAnother’s words.",
    blocks=(
        Block(position=0, kind="paragraph", text="One line.", start=0, end=9, voice="author"),
        Block(
            position=1,
            kind="quoted_passage",
            text="Another’s words.",
            start=11,
            end=27,
            voice="quoted_passage",
            cite="The Daily",
        ),
    ),
    links=(Link(url="https://daily.example/a", text="here", block=0),),
    images=(Image(url="https://ledger.example/a.jpg", caption="The rail.", credit="Ann Poe", is_lead=True),),
    entries=(
        Entry(
            position=0,
            title="9:30",
            published=Dated(at=AT, has_time=True, method="time-element"),
            author="Ann Poe",
            url="https://ledger.example/news/1#a",
            start=0,
            end=9,
        ),
        Entry(position=1, title=None, published=None, author=None, url=None, start=11, end=27),
    ),
    topics=(TopicCode(topic="x", rule="r", field="text", start=0, end=3, voice="author", hits=2),),
    mentions=(
        Mention(
            kind="agency",
            entity_id=None,
            name="PD",
            state="OR",
            role=None,
            rule="tie",
            surface="PD",
            start=0,
            end=2,
        ),
    ),
    quotes=(
        Quote(
            kind="direct",
            text="One",
            start=0,
            end=3,
            speaker=None,
            speaker_name=None,
            speaker_role=None,
            cue=None,
            voice="author",
            echo_of=1,
        ),
    ),
    credits=(
        Credit(
            kind="according_to",
            rule="outlet-word",
            name="Daily",
            full_name="The Daily",
            entity_id=None,
            url="https://daily.example/a",
            start=0,
            end=9,
            voice="author",
        ),
    ),
    account_id=None,
    text_sha256="f" * 64,
    version_sha256="e" * 64,
    extractor="test",
)

BARE = replace(
    DOCUMENT,
    doc_key="1" * 32,
    title=None,
    authors=(),
    published=None,
    blocks=(),
    links=(),
    alternative_titles=(),
    keywords=(),
    images=(),
    entries=(),
    topics=(),
    mentions=(),
    quotes=(),
    credits=(),
    text="",
)

REJECTION = Rejection(
    source_id="us_or_tamarack_ledger",
    day=date(2026, 11, 10),
    url="https://ledger.example/gone",
    fetched_at=AT,
    status=404,
    warc_path="2026-11-10/us_or_tamarack_ledger.warc.gz",
    warc_offset=0,
    reason="http-404",
    detail="the server answered 404",
)

CAPTURE = CaptureRow(
    source_id="us_or_tamarack_ledger",
    day=date(2026, 11, 10),
    url="https://ledger.example/news/1",
    announced_url="https://ledger.example/n1",
    fetched_at=AT,
    status=200,
    role="item",
    content_type="text/html",
    bytes=12,
    problem=None,
    warc_path="2026-11-10/us_or_tamarack_ledger.warc.gz",
    warc_offset=5,
    outcome="document",
)


def write(folder: Path) -> None:
    with new_folder(folder) as files:
        files.document(DOCUMENT)
        files.document(BARE)
        files.rejection(REJECTION)
        files.capture(CAPTURE)


def test_what_is_read_back_equals_what_was_written(tmp_path: Path) -> None:
    folder = tmp_path / "2026-11-10" / "us_or_tamarack_ledger"
    write(folder)
    assert read_documents(folder / "documents.parquet") == [DOCUMENT, BARE]
    assert read_rejections(folder / "rejections.parquet") == [REJECTION]
    assert read_captures(folder / "captures.parquet") == [CAPTURE]


def test_equal_rows_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / name)
    for name in ("documents", "rejections", "captures"):
        first, second = ((tmp_path / f / f"{name}.parquet").read_bytes() for f in ("a", "b"))
        assert first == second


def test_the_schemas_hold_every_field_of_the_types() -> None:
    """A field added to a type and forgotten here would be lost silently."""
    for schema, row in (
        (parquet.DOCUMENTS, parquet.document_row(DOCUMENT)),
        (parquet.REJECTIONS, dict.fromkeys(Rejection.__dataclass_fields__, 0)),
        (parquet.CAPTURES, dict.fromkeys(CaptureRow.__dataclass_fields__, 0)),
    ):
        assert schema.names == [*dict.fromkeys(schema.names)]
        assert set(schema.names) == set(row)
    for name, kind in parquet._NESTED.items():
        struct = parquet.DOCUMENTS.field(name).type.value_type
        row = parquet._undated(dict.fromkeys(kind.__dataclass_fields__))
        assert {f.name for f in struct} == set(row)
