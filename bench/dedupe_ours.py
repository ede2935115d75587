"""Our candidate pairs among texts that come as one night, called as `bench.dedupe_peers.program` says.

It is what a night does before it compares texts word for word: fingerprints, what belongs to sites, who shares the rest.
"""

import itertools
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from importlib import resources
from pathlib import Path

import duckdb
import pyarrow as pa

from bench.dedupe_peers.program import run
from transforms.copies import WINDOW_DAYS
from warehouse.migrate import migrate

_STEPS = ("1_arrive", "2_stock", "3_pairs")
_LAST = "temp table copies_pairs "
_AT_ONCE = 50_000


def candidates(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Pairs of texts that a night would compare."""
    con = duckdb.connect()
    con.execute("set threads = 2")
    migrate(con, Path("memory"))
    con.execute(
        'create temp table copies_arriving (doc_id integer, order_key varchar, source_id varchar, "at" timestamp, title varchar, text varchar)'
    )
    con.execute("create temp table copies_leaving (doc_id integer)")
    con.execute("create temp view copies_source as select doc_id, title, text from copies_arriving")
    lines = iter(texts)
    first = 0
    while some := list(itertools.islice(lines, _AT_ONCE)):
        given = pa.table(
            {"doc_id": range(first, first + len(some)), "text": pa.array(some, pa.large_string())}
        )
        con.register("given", given)
        con.execute(
            """
            insert into copies_arriving
            select
                doc_id,
                lpad(doc_id::varchar, 8, '0'),
                'source ' || doc_id * 7919 % 200,
                timestamp '2026-01-05' + to_seconds(doc_id % 86400),
                left(text, 48),
                text
            from given
            """
        )
        con.unregister("given")
        first += len(some)
    night = date(2026, 1, 5)
    con.execute("set variable copies_night = ?::date", [night])
    con.execute("set variable copies_floor = ?::date - ?::integer", [night, WINDOW_DAYS])
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


def _statements(con: duckdb.DuckDBPyConnection) -> Iterator[duckdb.Statement]:
    folder = resources.files("transforms").joinpath("copies_sql")
    for step in _STEPS:
        for statement in con.extract_statements(folder.joinpath(f"{step}.sql").read_text(encoding="utf-8")):
            yield statement
            if _LAST in statement.query:
                return


if __name__ == "__main__":
    sys.exit(run({}, {"night": candidates}))
