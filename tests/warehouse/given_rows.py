"""A warehouse in memory, filled row by row: for tests of what is read from it, not of how it is loaded."""

import hashlib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb

from warehouse.build import build_marts
from warehouse.migrate import migrate

MONDAY = date(2026, 11, 16)
WEEK = "2026-W47"
BEFORE = "2026-W46"
NIGHTS = tuple(MONDAY + timedelta(days=number) for number in range(1, 8))


def stored(day: date, hour: int) -> datetime:
    """An instant as the warehouse stores it: UTC, without a zone."""
    return datetime.combine(day, time(hour))


LOADED_AT = stored(NIGHTS[-1], 10)


def open_given() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    migrate(con, Path(":memory:"))
    return con


def put(con: duckdb.DuckDBPyConnection, table: str, **values: Any) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    con.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(values))})", [*values.values()])


def source(con: duckdb.DuckDBPyConnection, source_id: str = "gazette", **other: Any) -> None:
    values = {
        "source_id": source_id,
        "source_name": source_id.title(),
        "homepage": f"https://{source_id}.example/",
        "publisher": "newspaper",
        "place_name": "Tamarack Falls",
        "place_state": "OR",
        "timezone": "America/Los_Angeles",
        "language": "en",
        "status": "active",
        "is_private": False,
        "feed_count": 1,
    }
    put(con, "core.sources", **values | other)


def document(
    con: duckdb.DuckDBPyConnection,
    doc_id: int,
    source_id: str = "gazette",
    *,
    on: date = MONDAY,
    cluster: int | None = None,
    topics: tuple[str, ...] = (),
    agencies: tuple[str, ...] = (),
    text: str = "The council met on Monday.",
    **other: Any,
) -> None:
    """A document with its text, cluster, codes and mentions; `other` are columns of core.documents."""
    at = stored(on, 17)
    digest = hashlib.sha256(f"{other.get('title')}\n{text}".encode()).hexdigest()
    values: dict[str, Any] = {
        "doc_id": doc_id,
        "doc_key": hashlib.md5(str(doc_id).encode()).hexdigest(),
        "source_id": source_id,
        "url": f"https://{source_id}.example/{doc_id}",
        "form": "news",
        "form_rule": "source",
        "relevance": "core",
        "relevance_rule": "title",
        "title": f"Item {doc_id}",
        "published_at": at,
        "has_published_time": True,
        "published_on": on,
        "first_seen_at": at + timedelta(hours=16),
        "first_seen_on": on,
        "appeared_at": at + timedelta(seconds=doc_id),
        "appeared_on": on,
        "week": f"{on:%G-W%V}",
        "is_paywalled": False,
        "word_count": 5,
        "text_sha256": digest,
        "version_count": 1,
        "fetched_at": at + timedelta(hours=16),
        "day": on + timedelta(days=1),
        "warc_path": f"{on + timedelta(days=1)}/{source_id}.warc.gz",
        "warc_offset": 100 * doc_id,
        "extractor": "test 1",
    } | other
    put(con, "core.documents", **values)
    put(
        con,
        "core.texts",
        doc_id=doc_id,
        text_sha256=digest,
        title=values["title"],
        word_count=5,
        text=text,
    )
    put(
        con,
        "core.duplicate_clusters",
        doc_id=doc_id,
        cluster_id=cluster or doc_id,
        is_canonical=cluster in (None, doc_id),
        cluster_document_count=1,
        cluster_source_count=1,
    )
    for topic in topics:
        put(
            con,
            "core.document_topics",
            doc_id=doc_id,
            topic=topic,
            rule="word",
            field="text",
            start_char=4,
            end_char=11,
            voice="author",
            hit_count=1,
            source_id=source_id,
            week=values["week"],
        )
    for number, agency in enumerate(agencies):
        put(
            con,
            "core.mentions",
            doc_id=doc_id,
            mention_no=number,
            kind="agency",
            entity_id=agency,
            name=f"Police of {agency}",
            state="OR",
            rule="full-name",
            surface="police",
            start_char=0,
            end_char=6,
            source_id=source_id,
            week=values["week"],
        )


def quote(con: duckdb.DuckDBPyConnection, doc_id: int, number: int, text: str, **other: Any) -> None:
    row = con.execute("select source_id, week from core.documents where doc_id = ?", [doc_id]).fetchone()
    assert row is not None
    values = {
        "doc_id": doc_id,
        "quote_no": number,
        "kind": "direct",
        "text": text,
        "start_char": 0,
        "end_char": len(text),
        "voice": "author",
        "source_id": row[0],
        "week": row[1],
    }
    put(con, "core.quotes", **values | other)


def night(
    con: duckdb.DuckDBPyConnection,
    day: date,
    source_id: str = "gazette",
    state: str = "collected",
    reason: str = "",
) -> None:
    put(
        con,
        "ops.source_nights",
        day=day,
        source_id=source_id,
        state=state,
        request_count=1,
        capture_count=1,
        document_count=1,
        rejection_count=0,
    )
    if state != "not_collected":
        put(
            con,
            "ops.feed_outcomes",
            day=day,
            source_id=source_id,
            position=0,
            url=f"https://{source_id}.example/feed",
            outcome=reason or "ok",
            found_count=1,
            new_count=1,
            detail="",
        )


def week_of_nights(con: duckdb.DuckDBPyConnection, source_id: str = "gazette", *, weeks_ago: int = 0) -> None:
    for day in NIGHTS:
        night(con, day - timedelta(weeks=weeks_ago), source_id)


def agency(con: duckdb.DuckDBPyConnection, entity_id: str, name: str, state: str | None = "OR") -> None:
    put(con, "core.entities", entity_id=entity_id, kind="agency", name=name, state=state)


def topic(con: duckdb.DuckDBPyConnection, name: str, definition: str | None = "What it is.") -> None:
    put(con, "core.topics", topic=name, definition=definition)


def finish(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Count the clusters' members, note a load, build the marts."""
    con.execute(
        """
        update core.duplicate_clusters as clusters
        set cluster_document_count = counted.documents, cluster_source_count = counted.sources
        from (
            select cluster_id, count(*) as documents, count(distinct source_id) as sources
            from core.duplicate_clusters
            inner join core.documents using (doc_id)
            group by cluster_id
        ) as counted
        where clusters.cluster_id = counted.cluster_id
        """
    )
    put(
        con,
        "ops.loads",
        day=NIGHTS[-1],
        loaded_at=LOADED_AT,
        source_count=1,
        capture_count=1,
        document_count=1,
        rejection_count=0,
    )
    build_marts(con)
    return con


def rows_of(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return con.execute(query).fetchall()
