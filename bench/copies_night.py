"""One night of the copies in a process of its own, over generated documents; prints what it took as an object.

    python -m bench.copies_night STATE.duckdb TEXTS.duckdb BATCH.parquet NIGHT

STATE.duckdb has the warehouse's tables and is made where it is not there: its size tells what is stored beside the texts.
TEXTS.duckdb holds the documents of all nights, BATCH.parquet those of this one (`doc_id`, `order_key`, `source_id`, `at`,
`title`, `text`).
"""

import json
import sys
import time
from datetime import date
from pathlib import Path

import duckdb

from bench.dedupe_peers.program import most_memory
from transforms.copies import relate_night
from warehouse.migrate import migrate

MEMORY_LIMIT = "1500MB"
"""Of DuckDB; the process needs some more."""


def main() -> None:
    """Go through one night."""
    state, texts, batch, night = Path(sys.argv[1]), *sys.argv[2:]
    con = duckdb.connect(state)
    con.execute("set threads = 2")
    con.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
    migrate(con, state)
    con.execute(f"attach '{texts}' as stored")
    con.execute(f"create table if not exists stored.documents as from '{batch}' limit 0")
    con.execute(f"insert into stored.documents from '{batch}'")
    began, began_wall = time.process_time(), time.perf_counter()
    con.execute("begin")
    con.execute(f"create temp table arriving as from '{batch}'")
    con.execute("create temp table leaving (doc_id integer)")
    relate_night(
        con, date.fromisoformat(night), arriving="arriving", leaving="leaving", texts="stored.documents"
    )
    con.execute("commit")
    con.execute("checkpoint")
    spent, spent_wall = time.process_time() - began, time.perf_counter() - began_wall
    clusters, used = con.execute(
        """
        select
            (select count(distinct cluster_id) from core.duplicate_clusters),
            used_blocks * block_size
        from pragma_database_size()
        where database_name = current_database()
        """
    ).fetchall()[0]
    con.close()
    print(
        json.dumps(
            {
                "cpu": spent,
                "wall": spent_wall,
                "rss": most_memory(),
                "used": used,
                "size": state.stat().st_size,
                "clusters": clusters,
            }
        )
    )


if __name__ == "__main__":
    main()
