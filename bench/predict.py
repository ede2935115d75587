"""Predictions over a labelled set, in the form that its scorer reads.

    python -m bench.predict dedupe DIR OUTDIR

`dedupe`: DIR holds `docs.jsonl` (or `.gz`) with `id`, `outlet`, `published_at`, `title`, `text`. OUTDIR gets
`dups.jsonl` and `stories.jsonl` (`id`, `cluster_id`; the two are equal for now) and `pairs.jsonl` (`a`, `b`, `relation`
and the figures behind it). One configuration for every set: the one that a night's load uses.
"""

import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from transforms.dedupe import find_relations


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, which may be there as `.gz` only."""
    packed = path.with_name(path.name + ".gz")
    with (
        gzip.open(packed, "rt", encoding="utf-8") if packed.exists() else path.open(encoding="utf-8") as lines
    ):
        yield from (json.loads(line) for line in lines if line.strip())


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
                "source_id": pa.array([document["outlet"] for document in documents], pa.string()),
                "at": pa.array(
                    [_instant(document["published_at"]) for document in documents], pa.timestamp("us")
                ),
                "title": pa.array([document["title"] for document in documents], pa.string()),
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


def predict_dedupe(folder: Path, out: Path) -> None:
    """Write `dups.jsonl`, `pairs.jsonl` and `stories.jsonl` for one set."""
    clusters, relations = related(rows(folder / "docs.jsonl"))
    out.mkdir(parents=True, exist_ok=True)
    for name, content in (("dups", clusters), ("pairs", relations), ("stories", clusters)):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in content)
        (out / f"{name}.jsonl").write_text(text, encoding="utf-8")


def main() -> None:
    """Read the command line."""
    match sys.argv[1:]:
        case ["dedupe", folder, out]:
            predict_dedupe(Path(folder), Path(out))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
