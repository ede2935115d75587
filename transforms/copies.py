"""Which documents are copies of each other, later versions, or excerpts: night by night.

The work is done in SQL (`copies_sql/`, run in the order of the files' names) because it is set-based: five-word shingles
of the night's texts, those that belong to a site or a form put aside, texts that share some of the rest with a text of the
last thirty days compared both ways. See docs/duplicates.md for the rules in words, and schema/0004_copies.sql for the
tables.
"""

from datetime import date, timedelta
from importlib import resources

import duckdb
import pyarrow as pa

from transforms.copy_clusters import Pair, join_texts

WINDOW_DAYS = 30
"""A text is compared with those that came first on this night or on so many days before it."""

_SQL = resources.files("transforms").joinpath("copies_sql")
_STATE = ("documents", "texts", "fingerprints", "stock", "pairs", "clusters")
_BITEMPORAL = ("documents", "texts", "pairs", "clusters")


def _sql(name: str) -> str:
    return _SQL.joinpath(f"{name}.sql").read_text(encoding="utf-8")


_COMPARING = tuple(
    _sql(name) for name in ("1_arrive", "2_stock", "3_pairs", "4_measures", "5_rules", "6_reach")
)
_WIDEN, _CLOSE, _CLUSTERS, _PUBLISH, _RELATIONS = (
    _sql(name) for name in ("6_widen", "6_close", "7_clusters", "7_publish", "8_relations")
)


def relate_night(
    con: duckdb.DuckDBPyConnection, night: date, *, arriving: str, leaving: str, texts: str
) -> None:
    """Relate the documents of one night to each other and to those of the last thirty days.

    Afterwards core.duplicate_relations, core.duplicate_clusters and core.cluster_changes hold what is known with that
    night, and the temporary table `copies_touched_clusters(cluster_id)` the clusters that may be others than before.
    The result depends on the nights before and on what the night's tables hold; neither on the order of their rows nor
    on the number of threads.

    Args:
        con: has the tables of schema/0004_copies.sql; may be inside a transaction.
        night: crawl day, later than every night before.
        arriving: table or view of the documents that are new or have another content: `doc_id` INTEGER (unique),
            `order_key` (by which documents of one night are put in order), `source_id` VARCHAR, `at` TIMESTAMP, `title`
            VARCHAR, `text` VARCHAR; all but the first two may be NULL.
        leaving: table or view with the `doc_id` of documents that are no longer there.
        texts: table or view with `doc_id`, `title` and `text`: what each document of these days says as of that night.
    """
    con.execute("set variable copies_night = ?::date", [night])
    con.execute("set variable copies_floor = ?::date", [night - timedelta(days=WINDOW_DAYS)])
    for view, table in (("arriving", arriving), ("leaving", leaving), ("source", texts)):
        con.execute(f"create or replace temp view copies_{view} as from {table}")
    for statements in _COMPARING:
        con.execute(statements)
    while _count(con, "copies_reach") < (con.execute(_WIDEN), _count(con, "copies_reach"))[1]:
        pass
    con.execute(_CLOSE)
    _join(con)
    con.execute(_CLUSTERS)
    con.execute(_PUBLISH)
    con.execute(_RELATIONS)
    con.execute("delete from ops.copy_fingerprints where night < getvariable('copies_floor')")


def forget_nights(con: duckdb.DuckDBPyConnection, night: date) -> None:
    """Take back all that was found on that night or later; the tables hold what they held after the night before it."""
    raise NotImplementedError


def _join(con: duckdb.DuckDBPyConnection) -> None:
    """Make `copies_roots(text_no, root)` and `copies_broken(a_text_no, b_text_no, a_holds_b)` of the pairs within reach."""
    rows = con.execute(
        """
        with wanted as (
            select a_text_no as text_no
            from ops.copy_pairs
            where ended_on is null and rule in ('doubtful', 'part') and a_text_no in (select text_no from copies_reach)
            union
            select b_text_no
            from ops.copy_pairs
            where ended_on is null and rule in ('doubtful', 'part') and a_text_no in (select text_no from copies_reach)
        )
        select
            a_text_no,
            b_text_no,
            rule,
            a_share,
            b_share,
            a_live_count,
            b_live_count,
            if(
                a_text_no in (select text_no from wanted) or b_text_no in (select text_no from wanted),
                list_transform(stretches, lambda s: [s.a_low, s.a_high, s.b_low, s.b_high]),
                []
            ) as stretches
        from ops.copy_pairs
        where ended_on is null
            and a_text_no in (select text_no from copies_reach)
            and b_text_no in (select text_no from copies_reach)
        order by a_text_no, b_text_no
        """
    ).fetchall()
    joined = join_texts(
        [
            Pair(
                *row[:7],
                tuple((low, high) for low, high, _, _ in row[7]),
                tuple((low, high) for _, _, low, high in row[7]),
            )
            for row in rows
        ]
    )
    _table(con, "copies_roots", {"text_no": list(joined.roots), "root": list(joined.roots.values())})
    _table(
        con,
        "copies_broken",
        {"a_text_no": [a for a, _ in joined.broken], "b_text_no": [b for _, b in joined.broken]},
        a_holds_b=list(joined.broken.values()),
    )


def _table(
    con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, list[int]], **flags: list[bool]
) -> None:
    con.register(
        "copies_given",
        pa.table(
            {key: pa.array(values, pa.int32()) for key, values in columns.items()}
            | {key: pa.array(values, pa.bool_()) for key, values in flags.items()}
        ),
    )
    con.execute(f"create or replace temp table {name} as from copies_given")
    con.unregister("copies_given")


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    (count,) = con.execute(f"select count(*) from {table}").fetchone()  # type: ignore[misc]
    return int(count)
