"""Full-text search: an SQLite FTS5 file beside each snapshot, brought up to date in time proportional to the night."""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.errors import WarehouseError

_FORMAT = 1  # of the index file; another number means: build it anew
_MOST_TERMS = 64
_BATCH = 500
_MOST_TOLD = 12  # names in a message that says what would be accepted
_PIECE = re.compile(r'"[^"]*"|[^\s"]+')
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One document that holds all that was asked.

    Attributes:
        doc_id, title, url, source_id, source_name, appeared_on: as in the view coverage.
        snippet: a stretch of the text, the words asked for between `**` and `**`.
        score: higher is better; only to compare hits of one query.
    """

    doc_id: int
    title: str | None
    url: str
    source_id: str
    source_name: str
    appeared_on: date
    snippet: str
    score: float


def search(
    published_dir: Path,
    query: str,
    limit: int = 20,
    *,
    source: str | None = None,
    topic: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[Hit]:
    """Documents of the newest snapshot that hold every word of the query in title or text, the best first.

    Words match in any case and inflection of English; `"in custody"` in double quotes matches as a phrase; a `*` at the
    end of a word matches all that begin so. Anything else a user types is harmless.

    Args:
        published_dir: folder of the snapshots.
        query: what the user typed. Its first 64 words or phrases count.
        limit: most hits.
        source: id of a source, or part of its name in any case.
        topic: only documents with this code.
        since: only documents that appeared on this day or later.
        until: only documents that appeared on this day or before.

    Raises:
        WarehouseError: nothing is published, the index is missing, there is no such source or topic, or `since` is after
            `until`.
    """
    from warehouse.database import CURRENT, open_published

    expression = match_expression(query)
    with open_published(published_dir) as con:
        index = index_of((published_dir / CURRENT).resolve())
        _refuse_what_cannot_match(con, source, topic, since, until)
        if expression is None:
            return []
        is_filtered = any(value is not None for value in (source, topic, since, until))
        with _reading(index) as side:
            scores = dict(_ranked(side, expression, None if is_filtered else limit))
            # as a table: DuckDB looks for a package of arrays anew for each value of a Python list
            con.register("found", pa.table({"doc_id": pa.array(list(scores), pa.int32())}))
            rows = con.execute(_CHOSEN, [source, source, source, topic, topic, since, since, until, until])
            found = sorted(rows.fetchall(), key=lambda row: (-scores[row[0]], row[0]))[:limit]
            snippets = _snippets(side, expression, [row[0] for row in found])
    return [
        Hit(
            doc_id=doc_id,
            title=title,
            url=url,
            source_id=source_id,
            source_name=source_name,
            appeared_on=appeared_on,
            snippet=snippets[doc_id],
            score=scores[doc_id],
        )
        for doc_id, title, url, source_id, source_name, appeared_on in found
    ]


def match_expression(query: str) -> str | None:
    """What the user typed as an FTS5 expression that is valid whatever it was; None where it has no word."""
    terms = []
    for piece in _PIECE.findall(query):
        words = _WORD.findall(piece)
        if words:
            terms.append('"' + " ".join(words) + '"' + ("*" if piece.endswith("*") else ""))
    return " ".join(terms[:_MOST_TERMS]).encode("utf-8", "ignore").decode() or None


def index_of(snapshot: Path) -> Path:
    """The full-text index that belongs to a snapshot."""
    return snapshot.with_name(snapshot.name.replace("beatbook-", "search-", 1)).with_suffix(".sqlite")


def register_search(con: duckdb.DuckDBPyConnection, index: Path) -> None:
    """Let SQL of this connection say `FROM search('police custody', hit_count := 20)`: doc_id, score, snippet.

    A function of this process rather than DuckDB's sqlite extension: that one opens any SQLite file, also where
    access to files is switched off.
    """

    def search_hits(query: str, hit_count: int) -> list[dict[str, Any]]:
        expression = match_expression(query)
        if expression is None:
            return []
        with _reading(index) as side:
            ranked = _ranked(side, expression, max(0, hit_count))
            snippets = _snippets(side, expression, [doc_id for doc_id, _ in ranked])
        return [{"doc_id": doc_id, "score": score, "snippet": snippets[doc_id]} for doc_id, score in ranked]

    hit = duckdb.struct_type({"doc_id": "INTEGER", "score": "DOUBLE", "snippet": "VARCHAR"})
    con.create_function(
        "search_hits",
        search_hits,
        [duckdb.sqltype("VARCHAR"), duckdb.sqltype("BIGINT")],
        duckdb.list_type(hit),
    )
    con.execute(
        "create or replace temp macro search(query, hit_count := 20) as table "
        "select unnest(search_hits(query, hit_count), recursive := true)"
    )


def refresh_index(con: duckdb.DuckDBPyConnection, index: Path) -> int:
    """Bring the index to the warehouse's texts of now; the work is that of what changed since the last time.

    An index of another warehouse, one that is ahead of it (a restored backup), or one that cannot be read, is built anew.

    Returns:
        How many documents were looked at.
    """
    identity = con.execute(
        "select warehouse_id::varchar, (select coalesce(max(change_no), 0) from ops.text_changes) from ops.identity"
    ).fetchone()
    assert identity is not None
    warehouse_id, newest = identity
    seen = _watermark(index, warehouse_id, newest)
    if seen is None:
        index.unlink(missing_ok=True)
        seen = 0
    with closing(sqlite3.connect(index, isolation_level=None)) as side:
        side.execute("begin immediate")
        side.execute(
            "create virtual table if not exists documents using "
            "fts5(title, body, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        side.execute(
            "create table if not exists state (format integer, warehouse_id text, change_no integer)"
        )
        changed = con.execute(
            "select distinct doc_id from ops.text_changes where change_no > ? order by doc_id", [seen]
        ).fetchall()
        side.executemany("delete from documents where rowid = ?", changed)
        texts = con.execute(
            "select doc_id, coalesce(title, ''), text from document_text where doc_id in "
            "(select doc_id from ops.text_changes where change_no > ?) order by doc_id",
            [seen],
        )
        while batch := texts.fetchmany(_BATCH):
            side.executemany("insert into documents (rowid, title, body) values (?, ?, ?)", batch)
        side.execute("delete from state")
        side.execute("insert into state values (?, ?, ?)", (_FORMAT, warehouse_id, newest))
        side.execute("commit")
    return len(changed)


_CHOSEN = """
select documents.doc_id, documents.title, documents.url, documents.source_id, sources.source_name, documents.appeared_on
from found
inner join core.documents as documents on found.doc_id = documents.doc_id
inner join core.sources as sources on documents.source_id = sources.source_id
where (?::varchar is null or documents.source_id = ? or contains(lower(sources.source_name), lower(?)))
    and (?::varchar is null or documents.doc_id in (select doc_id from core.document_topics where topic = ?))
    and (?::date is null or documents.appeared_on >= ?)
    and (?::date is null or documents.appeared_on <= ?)
"""


def _refuse_what_cannot_match(
    con: duckdb.DuckDBPyConnection,
    source: str | None,
    topic: str | None,
    since: date | None,
    until: date | None,
) -> None:
    if since is not None and until is not None and since > until:
        raise WarehouseError(
            f"Nothing can have appeared from {since} to {until}: the first day is after the last."
        )
    topics = {
        name: (name,) for (name,) in con.execute("select topic from core.topics order by topic").fetchall()
    }
    if topic is not None and topic not in topics:
        raise WarehouseError(f"There is no topic {topic!r}; {_nearest_first(topic, topics)}.")
    sources = {
        f"{source_id} ({name})": (source_id, name)
        for source_id, name in con.execute(
            "select source_id, source_name from core.sources order by source_id"
        ).fetchall()
    }
    if source is not None and not any(
        source == source_id or source.lower() in name.lower() for source_id, name in sources.values()
    ):
        raise WarehouseError(
            f"There is no source {source!r}, nor one with that in its name; {_nearest_first(source, sources)}."
        )


def _nearest_first(wanted: str, known: Mapping[str, tuple[str, ...]]) -> str:
    """What there is, by how it is shown and what it goes by."""
    if not known:
        return "there are none yet"

    def likeness(shown: str) -> float:
        return max(SequenceMatcher(a=wanted.lower(), b=name.lower()).ratio() for name in known[shown])

    near = sorted(known, key=likeness, reverse=True)[:_MOST_TOLD]
    more = f" and {len(known) - len(near)} more" if len(known) > len(near) else ""
    return f"there are {', '.join(near)}{more}"


def _watermark(index: Path, warehouse_id: str, newest: int) -> int | None:
    if not index.is_file():
        return None
    try:
        with closing(sqlite3.connect(index)) as side:
            state = side.execute("select format, warehouse_id, change_no from state").fetchone()
    except sqlite3.DatabaseError:
        return None
    is_usable = bool(state) and state[:2] == (_FORMAT, warehouse_id) and state[2] <= newest
    return int(state[2]) if is_usable else None


@contextmanager
def _reading(index: Path) -> Iterator[sqlite3.Connection]:
    if not index.is_file():
        raise WarehouseError(
            f"The full-text index {index} is missing. Publish the warehouse again to get one."
        )
    try:
        # immutable: a published index never changes, so nothing is locked and nothing is written beside it
        with closing(sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as side:
            yield side
    except sqlite3.DatabaseError as error:
        raise WarehouseError(f"{index}: {error}. Publish the warehouse again to get a new index.") from error


def _ranked(side: sqlite3.Connection, expression: str, limit: int | None) -> list[tuple[int, float]]:
    # a word in the title counts three times
    return side.execute(
        "select rowid, -bm25(documents, 3.0, 1.0) from documents where documents match ? order by 2 desc, 1 limit ?",
        (expression, -1 if limit is None else limit),
    ).fetchall()


def _snippets(side: sqlite3.Connection, expression: str, doc_ids: Sequence[int]) -> dict[int, str]:
    snippets: dict[int, str] = {}
    for doc_id in doc_ids:
        row = side.execute(
            "select snippet(documents, 1, '**', '**', '…', 24) from documents where documents match ? and rowid = ?",
            (expression, doc_id),
        ).fetchone()
        snippets[doc_id] = " ".join(row[0].split())
    return snippets
