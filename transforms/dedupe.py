"""Which documents are copies of each other, later versions, or excerpts: night by night.

The work is done in SQL (`dedupe_sql/`, run in the order of the files' names) because it is set-based: five-word shingles
of the night's texts, those that belong to a site or a form put aside, texts that share some of the rest with a text of the
last thirty days compared both ways. See docs/duplicates.md for the rules in words, and schema/0004_copies.sql for the
tables.
"""

from datetime import date, timedelta
from importlib import resources
from typing import Final

import duckdb
import pyarrow as pa

from transforms.copy_clusters import Pair, join_texts

WINDOW_DAYS: Final = 30
"""A text is compared with those that came first on this night or on so many days before it."""

_SQL: Final = resources.files("transforms").joinpath("dedupe_sql")


def _sql(*names: str) -> tuple[str, ...]:
    return tuple(_SQL.joinpath(f"{name}.sql").read_text(encoding="utf-8") for name in names)


(
    _WORDS, _ARRIVE, _HOLDERS, _STOCK, _PAIRS, _TEXTS, _MEASURES, _RULES, _TWINS, _REACH, _WIDEN, _CLOSE, _CLUSTERS,
    _PUBLISH, _RELATIONS, _FORGET, _REFILL,
) = _sql(
    "0_words", "1_arrive", "2_holders", "2_stock", "3_pairs", "3_texts", "4_measures", "5_rules", "5_twins", "6_reach",
    "6_widen", "6_close", "7_clusters", "7_publish", "8_relations", "9_forget", "9_refill",
)  # fmt: skip


def relate_night(
    con: duckdb.DuckDBPyConnection, night: date, *, arriving: str, texts: str, redated: str | None = None
) -> None:
    """Relate the documents of one night to each other and to those of the last thirty days.

    Afterwards core.duplicate_relations, core.duplicate_clusters and core.cluster_changes hold what is known with that
    night. The temporary tables of that night are left: `copies_reach(text_no)`, the texts whose relations may be others
    than before, `copies_touched_clusters(cluster_id)` and `copies_moved(doc_id, old_cluster_id, new_cluster_id)`.
    The result depends on the nights before and on what the night's tables hold; neither on the order of their rows nor
    on the number of threads.

    Args:
        con: has the tables of schema/0004_copies.sql; may be inside a transaction.
        night: crawl day, no earlier than any that was gone through.
        arriving: table or view of the documents that are new or have another content: `doc_id` INTEGER (unique),
            `order_key` (puts documents of one night in order), `content_key` UBIGINT (of the content: kept for the
            caller), `source_id` VARCHAR, `at` TIMESTAMP, `title` VARCHAR, `text` VARCHAR; source, time, title and text may
            be NULL.
        texts: table or view with `doc_id`, `title` and `text`: what each document of these days says as of that night.
        redated: table with the `doc_id` of documents whose `at` in ops.copy_documents was put right.
    """
    _set_night(con, night)
    con.execute(f"create or replace temp view copies_arriving as from {arriving}")
    con.execute(f"create or replace temp view copies_source as from {texts}")
    con.execute(
        "create or replace temp view copies_redated as "
        + (f"from {redated}" if redated else "select null::integer as doc_id where false")
    )
    _compare(con)
    con.execute(_REACH)
    _widen(con)
    con.execute(_CLOSE)
    _join(con)
    con.execute(_CLUSTERS)
    con.execute(_PUBLISH)
    con.execute(_RELATIONS)
    con.execute("delete from ops.copy_fingerprints where night < getvariable('copies_floor')")


def forget_nights(con: duckdb.DuckDBPyConnection, night: date, *, past: str) -> None:
    """Take back all that was found on a night or later.

    Afterwards the tables hold what they held after the night before it, so that the nights can be gone through again.
    Leaves the temporary table `copies_reach(text_no)`, the texts that are concerned.

    Args:
        con: as for `relate_night`.
        night: the first one to be taken back.
        past: table or view with `doc_id`, `night` and `text`: what each document said when it was compared on a night, for
            those of the thirty days before. The fingerprints of days that were dropped are made anew from it.
    """
    _set_night(con, night)
    con.execute(_WORDS)
    con.execute(_FORGET)
    con.execute(f"create or replace temp view copies_past as from {past}")
    last = con.execute("select max(night) from ops.copy_documents").fetchone()
    if last and last[0]:
        con.execute("set variable copies_floor = ?::date", [last[0] - timedelta(days=WINDOW_DAYS)])
        con.execute(_REFILL)
    _widen(con)
    _join(con)
    con.execute(_PUBLISH)
    con.execute(_RELATIONS)


def _compare(con: duckdb.DuckDBPyConnection) -> None:
    """Bring ops.copy_documents to ops.copy_pairs up to date with the night's texts.

    Leaves what 6_reach reads. A step that has nothing to work on is passed over: to plan it costs more than to do it.
    """
    for statements in (_WORDS, _ARRIVE, _HOLDERS):
        con.execute(statements)
    con.execute("create or replace temp table copies_new_stock (shingle uinteger)")
    if _count(con, "copies_frequent"):
        con.execute(_STOCK)
    con.execute(_PAIRS)
    con.execute("create or replace temp table copies_shrunk (text_no integer)")
    if _count(con, "copies_wanted"):
        con.execute(_TEXTS)
    if _count(con, "copies_pairs"):
        con.execute(_MEASURES)
        con.execute(_RULES)
    con.execute(_TWINS)


def hasher(con: duckdb.DuckDBPyConnection) -> str:
    """What makes the hashes that are stored: DuckDB's own function gives others in another version."""
    (version,) = con.execute("select version()").fetchone() or ("",)
    return f"duckdb-hash/{version}"


def _set_night(con: duckdb.DuckDBPyConnection, night: date) -> None:
    con.execute("set variable copies_night = ?::date", [night])
    con.execute("set variable copies_floor = ?::date", [night - timedelta(days=WINDOW_DAYS)])


def _widen(con: duckdb.DuckDBPyConnection) -> None:
    """Widen copies_reach to all texts that pairs of a rule lead to."""
    known = -1
    while known < (count := _count(con, "copies_reach")):
        known = count
        con.execute(_WIDEN)


def _join(con: duckdb.DuckDBPyConnection) -> None:
    """Make `copies_roots(text_no, root)` and `copies_broken(a_text_no, b_text_no, a_holds_b)` of the pairs within reach."""
    rows = con.execute(
        """
        with unequal as (
            -- those in which one text may be a part of the other: what stands where has to be known
            select
                a_text_no,
                b_text_no
            from ops.copy_pairs
            where ended_on is null
                and rule is not null
                and (rule = 'doubtful' or least(a_share, b_share) < 0.6)
                and a_text_no in (select text_no from copies_reach)
        ),
        wanted as (
            select a_text_no as text_no from unequal
            union
            select b_text_no from unequal
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
                a,
                b,
                rule,
                a_share,
                b_share,
                a_live,
                b_live,
                tuple((low, high) for low, high, _, _ in stretches),
                tuple((low, high) for _, _, low, high in stretches),
            )
            for a, b, rule, a_share, b_share, a_live, b_live, stretches in rows
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
    row = con.execute(f"select count(*) from {table}").fetchone()  # noqa: S608
    return int(row[0]) if row else 0
