"""Our candidate pairs among texts that come as one night, called as `bench.dedupe_peers.program` says.

It is what a night does before it compares texts word for word: fingerprints, what belongs to sites, who shares the rest.
On one thread, as the peers are: two that share a core take up to twice the CPU seconds for the same work.
"""

import itertools
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from importlib import resources
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.dedupe_peers.program import run
from transforms.dedupe import WINDOW_DAYS
from warehouse.migrate import migrate

_STEPS = ("0_words", "1_arrive", "2_stock", "3_pairs")
_LAST = "temp table copies_pairs "
_AT_ONCE = 50_000
_SOURCES = 200
_NIGHT = date(2026, 1, 5)


def candidates(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Pairs of texts that a night would compare."""
    con = duckdb.connect()
    con.execute("set threads = 1")
    migrate(con, Path("memory"))
    con.register("copies_arriving", arriving(texts))
    con.execute("create temp view copies_redated as select null::integer as doc_id where false")
    con.execute("create temp view copies_source as select doc_id, title, text from copies_arriving")
    con.execute("set variable copies_night = ?::date", [_NIGHT])
    con.execute("set variable copies_floor = ?::date - ?::integer", [_NIGHT, WINDOW_DAYS])
    for statement in _statements(con):
        con.execute(statement)
    yield from con.execute(
        """
        select
            least(a.doc_id, b.doc_id),
            greatest(a.doc_id, b.doc_id)
        from copies_pairs as pairs
        join copies_numbered as a on a.text_no = pairs.a_text_no
        join copies_numbered as b on b.text_no = pairs.b_text_no
        union all
        select
            min(doc_id) over (partition by text_no),
            doc_id
        from copies_numbered
        qualify row_number() over (partition by text_no order by doc_id) > 1
        """
    ).fetchall()


def arriving(texts: Iterable[str]) -> pa.Table:
    """The texts as documents of 200 sources on one night; a title is the first 48 letters."""
    chunks = []
    lines = iter(texts)
    while some := list(itertools.islice(lines, _AT_ONCE)):
        chunks.append(pa.array(some, pa.large_string()))
    column = pa.chunked_array(chunks, pa.large_string())
    doc_ids = np.arange(len(column), dtype=np.int32)
    sources = pa.array([f"source {number}" for number in range(_SOURCES)])
    return pa.table(
        {
            "doc_id": doc_ids,
            "order_key": doc_ids,
            "content_key": doc_ids.astype(np.uint64),
            "source_id": sources.take(pa.array(doc_ids % _SOURCES)),
            "at": np.datetime64(_NIGHT, "us") + (doc_ids % 86_400).astype("timedelta64[s]"),
            "title": pc.utf8_slice_codeunits(column, 0, 48),
            "text": column,
        }
    )


def _statements(con: duckdb.DuckDBPyConnection) -> Iterator[duckdb.Statement]:
    folder = resources.files("transforms").joinpath("dedupe_sql")
    for step in _STEPS:
        for statement in con.extract_statements(folder.joinpath(f"{step}.sql").read_text(encoding="utf-8")):
            yield statement
            if _LAST in statement.query:
                return


if __name__ == "__main__":
    sys.exit(run({}, {"night": candidates}))
