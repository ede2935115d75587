"""Duplicates, excerpts, versions and stories among a set's documents, in the form that its scorer reads.

The set goes through the nights as a load would let it: one night a day of publication, in a warehouse in memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.copies import go_through
from warehouse.migrate import migrate

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Related:
    """What was found.

    Attributes:
        clusters, stories: one row per document (`id`, `cluster_id`).
        relations: one row per pair (`a`, `b`, `relation` and what it rests on).
    """

    clusters: list[Row]
    relations: list[Row]
    stories: list[Row]


def related(documents: Iterable[Row]) -> Related:
    """Relate a set's documents; those without a date are one night, the first."""
    documents = list(documents)
    ids = [document["id"] for document in documents]
    con = duckdb.connect()
    con.execute("set threads = 1")  # a night of few texts is quicker on one
    migrate(con, Path("memory"))
    _stage(con, documents)
    for (night,) in con.execute("select distinct night from given order by night").fetchall():
        con.execute(
            "create or replace temp table arriving as select * exclude (night) from given where night = ?",
            [night],
        )
        go_through(con, night, arriving="arriving", texts="given")
    clusters = con.execute(
        "select doc_id, cluster_id from core.duplicate_clusters order by doc_id"
    ).fetchall()
    stories = con.execute(
        """
        select clusters.doc_id, nodes.story_id
        from core.duplicate_clusters as clusters
        join ops.story_nodes as nodes on nodes.node_id = clusters.cluster_id and nodes.ended_on is null
        order by clusters.doc_id
        """
    ).fetchall()
    relations = con.execute(
        """
        select a_doc_id, b_doc_id, relation, a_share, b_share, longest_run_count, rule
        from core.duplicate_relations
        order by a_doc_id, b_doc_id
        """
    ).fetchall()
    names = ("a", "b", "relation", "a_share", "b_share", "longest_run_count", "rule")
    return Related(
        [{"id": ids[doc], "cluster_id": ids[cluster]} for doc, cluster in clusters],
        [dict(zip(names, row, strict=True)) | {"a": ids[row[0]], "b": ids[row[1]]} for row in relations],
        [{"id": ids[doc], "cluster_id": ids[story]} for doc, story in stories],
    )


def _stage(con: duckdb.DuckDBPyConnection, documents: list[Row]) -> None:
    """Make `given`: one row per document, with its night."""
    instants = [_instant(document.get("published_at")) for document in documents]
    con.register(
        "staged",
        pa.table(
            {
                "doc_id": pa.array(range(len(documents)), pa.int32()),
                "order_key": pa.array([f"{place:09}" for place in range(len(documents))]),
                "content_key": pa.array(range(len(documents)), pa.uint64()),
                "source_id": pa.array([document.get("outlet") for document in documents], pa.string()),
                "at": pa.array(instants, pa.timestamp("us")),
                "title": pa.array([document.get("title") for document in documents], pa.string()),
                "text": pa.array([document["text"] for document in documents], pa.string()),
                "night": pa.array([at.date() if at else date(1970, 1, 1) for at in instants], pa.date32()),
            }
        ),
    )
    con.execute("create temp table given as from staged")
    con.unregister("staged")


def _instant(value: str | None) -> datetime | None:
    if value is None:
        return None
    given = datetime.fromisoformat(value)
    return given.astimezone(UTC).replace(tzinfo=None) if given.tzinfo else given
