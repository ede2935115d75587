"""The file form of the second stage: three Parquet files in one folder per source and day.

Nested parts of a document (blocks, links, images, entries, topics, mentions, quotes, credits, authors) are lists of structs; instants
are `timestamp[us, UTC]`, days `date32`; a `Dated` is flattened to `_at`, `_has_time`, `_method`. Equal rows give equal
bytes: nothing of the clock, the machine or the order of a set enters a file.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from crawlers.capture import Role
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

Outcome = Literal["document", "rejection", "discovery", "robots", "redirect"]
"""What became of a response: the redirect's own row is a `redirect`, never a `rejection`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRow:
    """One archived response, with what became of it: one row per response of the day.

    Attributes:
        bytes: length of the body, content encoding undone.
        outcome: `document` also for a capture whose document a later capture of the same day replaced.
    """

    source_id: str
    day: date
    url: str
    announced_url: str
    fetched_at: datetime
    status: int
    role: Role
    content_type: str | None
    bytes: int
    problem: str | None
    warc_path: str
    warc_offset: int
    outcome: Outcome


_INSTANT = pa.timestamp("us", tz="UTC")


def _structs(**fields: pa.DataType) -> pa.DataType:
    return pa.list_(pa.struct(list(fields.items())))


DOCUMENTS = pa.schema(
    [
        ("doc_key", pa.string()),
        ("source_id", pa.string()),
        ("url", pa.string()),
        ("declared_url", pa.string()),
        ("amp_url", pa.string()),
        ("day", pa.date32()),
        ("fetched_at", _INSTANT),
        ("warc_path", pa.string()),
        ("warc_offset", pa.int64()),
        ("page_type", pa.string()),
        ("form", pa.string()),
        ("form_rule", pa.string()),
        ("relevance", pa.string()),
        ("relevance_rule", pa.string()),
        ("title", pa.string()),
        ("title_method", pa.string()),
        ("title_prefix", pa.string()),
        ("alternative_titles", pa.list_(pa.string())),
        ("authors", _structs(name=pa.string(), kind=pa.string(), method=pa.string())),
        ("published_at", _INSTANT),
        ("published_has_time", pa.bool_()),
        ("published_method", pa.string()),
        ("modified_at", _INSTANT),
        ("modified_has_time", pa.bool_()),
        ("modified_method", pa.string()),
        ("language", pa.string()),
        ("language_method", pa.string()),
        ("section", pa.string()),
        ("section_method", pa.string()),
        ("keywords", pa.list_(pa.string())),
        ("wire_credit", pa.string()),
        ("is_paywalled", pa.bool_()),
        ("text", pa.string()),
        (
            "blocks",
            _structs(
                position=pa.int32(),
                kind=pa.string(),
                text=pa.string(),
                start=pa.int32(),
                end=pa.int32(),
                voice=pa.string(),
                cite=pa.string(),
                url=pa.string(),
                network=pa.string(),
                post_id=pa.string(),
                author_name=pa.string(),
                author_handle=pa.string(),
                posted=pa.string(),
            ),
        ),
        ("links", _structs(url=pa.string(), text=pa.string(), block=pa.int32())),
        (
            "images",
            _structs(url=pa.string(), caption=pa.string(), credit=pa.string(), is_lead=pa.bool_()),
        ),
        (
            "entries",
            _structs(
                position=pa.int32(),
                title=pa.string(),
                published_at=_INSTANT,
                published_has_time=pa.bool_(),
                published_method=pa.string(),
                author=pa.string(),
                url=pa.string(),
                start=pa.int32(),
                end=pa.int32(),
            ),
        ),
        (
            "topics",
            _structs(
                topic=pa.string(),
                rule=pa.string(),
                field=pa.string(),
                start=pa.int32(),
                end=pa.int32(),
                voice=pa.string(),
                hits=pa.int32(),
            ),
        ),
        (
            "mentions",
            _structs(
                kind=pa.string(),
                entity_id=pa.string(),
                name=pa.string(),
                state=pa.string(),
                role=pa.string(),
                rule=pa.string(),
                surface=pa.string(),
                start=pa.int32(),
                end=pa.int32(),
            ),
        ),
        (
            "quotes",
            _structs(
                kind=pa.string(),
                text=pa.string(),
                start=pa.int32(),
                end=pa.int32(),
                speaker=pa.string(),
                speaker_name=pa.string(),
                speaker_role=pa.string(),
                cue=pa.string(),
                voice=pa.string(),
                echo_of=pa.int32(),
            ),
        ),
        (
            "credits",
            _structs(
                kind=pa.string(),
                rule=pa.string(),
                name=pa.string(),
                full_name=pa.string(),
                entity_id=pa.string(),
                url=pa.string(),
                start=pa.int32(),
                end=pa.int32(),
                voice=pa.string(),
            ),
        ),
        ("account_id", pa.string()),
        ("text_sha256", pa.string()),
        ("version_sha256", pa.string()),
        ("extractor", pa.string()),
    ]
)

REJECTIONS = pa.schema(
    [
        ("source_id", pa.string()),
        ("day", pa.date32()),
        ("url", pa.string()),
        ("fetched_at", _INSTANT),
        ("status", pa.int32()),
        ("warc_path", pa.string()),
        ("warc_offset", pa.int64()),
        ("reason", pa.string()),
        ("detail", pa.string()),
    ]
)

CAPTURES = pa.schema(
    [
        ("source_id", pa.string()),
        ("day", pa.date32()),
        ("url", pa.string()),
        ("announced_url", pa.string()),
        ("fetched_at", _INSTANT),
        ("status", pa.int32()),
        ("role", pa.string()),
        ("content_type", pa.string()),
        ("bytes", pa.int64()),
        ("problem", pa.string()),
        ("warc_path", pa.string()),
        ("warc_offset", pa.int64()),
        ("outcome", pa.string()),
    ]
)

_NESTED: dict[str, type[Any]] = {
    "authors": Author,
    "blocks": Block,
    "links": Link,
    "images": Image,
    "entries": Entry,
    "topics": TopicCode,
    "mentions": Mention,
    "quotes": Quote,
    "credits": Credit,
}

_DATED = frozenset({"published", "modified"})


def read_documents(path: Path) -> list[Document]:
    """The documents of one `documents.parquet`, equal to those written."""
    return [_document(row) for row in _rows(path)]


def read_rejections(path: Path) -> list[Rejection]:
    """The rejections of one `rejections.parquet`, equal to those written."""
    return [Rejection(**_in_utc(row)) for row in _rows(path)]


def read_captures(path: Path) -> list[CaptureRow]:
    """The rows of one `captures.parquet`, equal to those written."""
    return [CaptureRow(**_in_utc(row)) for row in _rows(path)]


def _rows(path: Path) -> list[dict[str, Any]]:
    # partitioning=None: the folder's names (DAY, SOURCE) must never be read as columns.
    rows: list[dict[str, Any]] = pq.read_table(path, partitioning=None).to_pylist()
    return rows


def document_row(document: Document) -> dict[str, Any]:
    """The document as a row of `DOCUMENTS`."""
    row = _undated(asdict(document))
    row["entries"] = [_undated(entry) for entry in row["entries"]]
    return row


def _undated(row: dict[str, Any]) -> dict[str, Any]:
    """The row with each `Dated` as three columns."""
    for name in _DATED & row.keys():
        dated = row.pop(name) or {"at": None, "has_time": None, "method": None}
        row |= {f"{name}_{key}": value for key, value in dated.items()}
    return row


def _document(row: dict[str, Any]) -> Document:
    row = _redated(row)
    row["entries"] = [_redated(entry) for entry in row["entries"]]
    for name, kind in _NESTED.items():
        row[name] = tuple(kind(**item) for item in row[name])
    for name in ("alternative_titles", "keywords"):
        row[name] = tuple(row[name])
    return Document(**row)


def _redated(row: dict[str, Any]) -> dict[str, Any]:
    row = _in_utc(row)
    for name in _DATED:
        if f"{name}_at" in row:
            at, has_time, method = (row.pop(f"{name}_{key}") for key in ("at", "has_time", "method"))
            row[name] = None if at is None else Dated(at=at, has_time=has_time, method=method)
    return row


def _in_utc(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its instants in `datetime.UTC`: Arrow gives them in a zone object of its own."""
    return {
        key: value.astimezone(UTC) if isinstance(value, datetime) else value for key, value in row.items()
    }
