"""Our candidate pairs among texts that come as one night, called as `bench.dedupe_peers.program` says.

It is what a night does before it compares texts word for word: fingerprints, what belongs to sites, who shares the rest.
On one thread, as the peers are: two that share a core take up to twice the CPU seconds for the same work.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path

import duckdb

from bench.dedupe_peers.program import measured, write_pairs
from transforms.dedupe import WINDOW_DAYS
from warehouse.migrate import migrate

_STEPS = ("0_words", "1_arrive", "2_holders", "2_stock", "3_pairs")
_LAST = "temp table copies_pairs "
_NIGHT = date(2026, 1, 5)


def candidates(con: duckdb.DuckDBPyConnection, texts: Path) -> list[tuple[int, int]]:
    """Pairs of texts that a night would compare.

    Args:
        con: has the tables of a warehouse.
        texts: a text a line. They become documents of 200 sources; a title is the first 48 letters.
    """
    con.execute("create temp table lines (text varchar)")
    con.execute(
        """
        insert into lines
        from read_csv(?, columns = {'text': 'varchar'}, header = false, delim = '\x01', quote = '', escape = '')
        """,
        [str(texts)],
    )
    con.execute(
        """
        create temp table copies_arriving as
        select
            rowid::integer as doc_id,
            rowid as order_key,
            rowid::ubigint as content_key,
            'source ' || rowid % 200 as source_id,
            ?::timestamp + to_seconds(rowid % 86400) as "at",
            left(text, 48) as title,
            text
        from lines
        """,
        [_NIGHT],
    )
    con.execute("create temp view copies_source as select doc_id, title, text from copies_arriving")
    con.execute("create temp view copies_redated as select null::integer as doc_id where false")
    con.execute("set variable copies_night = ?::date", [_NIGHT])
    con.execute("set variable copies_floor = ?::date - ?::integer", [_NIGHT, WINDOW_DAYS])
    for statement in _statements(con):
        con.execute(statement)
    return con.execute(
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
    folder = resources.files("transforms").joinpath("dedupe_sql")
    for step in _STEPS:
        for statement in con.extract_statements(folder.joinpath(f"{step}.sql").read_text(encoding="utf-8")):
            yield statement
            if _LAST in statement.query:
                return


def main() -> None:
    """Find the pairs, write them, print what it took."""
    match sys.argv[1:]:
        case ["pairs", "night", texts, out]:
            con = warehouse()
            with measured() as cost:
                pairs = candidates(con, Path(texts))
            write_pairs(Path(out), pairs)
            print(json.dumps(cost))
        case _:
            sys.exit(__doc__)


def warehouse() -> duckdb.DuckDBPyConnection:
    """An empty one in memory."""
    con = duckdb.connect()
    con.execute("set threads = 1")
    migrate(con, Path("memory"))
    return con


if __name__ == "__main__":
    main()
