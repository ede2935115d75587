"""Duplicates, excerpts and versions among a set's documents, in the form that its scorer reads."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa

from transforms.dedupe import find_relations


def related(documents: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Clusters (one row per document) and relations (one row per pair) of a set's documents."""
    documents = list(documents)
    ids = [document["id"] for document in documents]
    con = duckdb.connect()
    con.register(
        "given",
        pa.table(
            {
                "doc_id": pa.array(range(len(ids)), pa.int32()),
                "source_id": pa.array([document.get("outlet") for document in documents], pa.string()),
                "at": pa.array(
                    [_instant(document.get("published_at")) for document in documents], pa.timestamp("us")
                ),
                "title": pa.array([document.get("title") for document in documents], pa.string()),
                "text": pa.array([document["text"] for document in documents], pa.string()),
            }
        ),
    )
    find_relations(con, "given")
    clusters = con.execute("select doc_id, cluster_id from dedupe_clusters order by doc_id").fetchall()
    relations = con.execute(
        "select a, b, relation, cov_a, cov_b, longest_run, rule from dedupe_relations order by a, b"
    ).fetchall()
    return (
        [{"id": ids[doc], "cluster_id": ids[cluster]} for doc, cluster in clusters],
        [
            dict(zip(("a", "b", "relation", "cov_a", "cov_b", "longest_run", "rule"), row, strict=True))
            | {"a": ids[row[0]], "b": ids[row[1]]}
            for row in relations
        ],
    )


def _instant(value: str | None) -> datetime | None:
    if value is None:
        return None
    given = datetime.fromisoformat(value)
    return given.astimezone(UTC).replace(tzinfo=None) if given.tzinfo else given
