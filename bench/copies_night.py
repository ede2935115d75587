"""One night in a process of its own, over generated documents; prints what it took as an object.

    python -m bench.copies_night copies|stories MEMORY STATE.duckdb TEXTS.duckdb BATCH.parquet NIGHT

`copies` relates the documents, `stories` puts them into stories as well. MEMORY is what DuckDB may hold (`1500MB`); the process
needs some more.

STATE.duckdb has the warehouse's tables and is made where it is not there: its size tells what is stored beside the texts.
TEXTS.duckdb holds the documents of all nights, BATCH.parquet those of this one (`doc_id`, `order_key`, `content_key`, `source_id`, `at`,
`title`, `text`).
"""

import json
import sys
from datetime import date
from pathlib import Path

import duckdb

from bench.dedupe_peers.program import measured
from transforms.dedupe import relate_night
from warehouse.copies import go_through
from warehouse.migrate import migrate

THREADS = 2


def main() -> None:
    """Go through one night."""
    steps, memory, path, texts, batch, night = sys.argv[1:]
    state = Path(path)
    con = duckdb.connect(state)
    con.execute(f"set threads = {THREADS}")
    con.execute(f"set memory_limit = '{memory}'")
    migrate(con, state)
    con.execute(f"attach '{texts}' as stored")
    con.execute(f"create table if not exists stored.documents as from '{batch}' limit 0")
    con.execute(f"insert into stored.documents from '{batch}'")
    with measured() as cost:
        con.execute("begin")
        con.execute(f"create temp table arriving as from '{batch}'")
        through = {"copies": relate_night, "stories": go_through}[steps]
        through(con, date.fromisoformat(night), arriving="arriving", texts="stored.documents")
        con.execute("commit")
        con.execute("checkpoint")
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
    print(json.dumps(cost | {"used": used, "size": state.stat().st_size, "clusters": clusters}))


if __name__ == "__main__":
    main()
