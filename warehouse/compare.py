"""Tells whether two warehouses hold the same: one digest a table."""

from collections.abc import Collection

import duckdb

VOLATILE = {
    "ops.identity": None,
    "ops.text_changes": None,
    "ops.loads": ("loaded_at",),
}
"""Tables (None) and columns that tell of the loading itself: drawn at random, the clock, or the order of the loads."""


def table_digests(con: duckdb.DuckDBPyConnection, *, without: Collection[str] = ()) -> dict[str, str]:
    """A digest of every table of core, ops and mart, but for what is VOLATILE.

    The order of rows does not enter it. A doc_id, or the id of a cluster or story, which is one, enters as the
    document's doc_key, since the number depends on which night was loaded first.

    Args:
        con: of the warehouse or a snapshot.
        without: names of columns to leave out of every table (`warc_offset`, to compare what two archives say rather than
            where it stands in them).

    Returns:
        Table to `ROWS-DIGEST`, in order of name; equal for equal content.
    """
    columns = con.execute(
        "select schema_name || '.' || table_name, list(column_name order by column_index), list(data_type order by column_index) "
        "from duckdb_columns() where database_name = current_database() and schema_name in ('core', 'ops', 'mart') "
        "group by all order by all"
    ).fetchall()
    return {
        table: _digest(
            con, table, dict(zip(names, types, strict=True)), {*without, *(VOLATILE.get(table) or ())}
        )
        for table, names, types in columns
        if VOLATILE.get(table, ()) is not None
    }


def _digest(
    con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], skipped: Collection[str]
) -> str:
    schema, _, name = table.partition(".")
    values, joins = [], []
    for column, kind in columns.items():
        if column in skipped:
            continue
        if kind == "INTEGER" and (column.endswith(("doc_id", "cluster_id", "story_id", "node_id"))):
            joins.append(f'left join ops.document_ids as "_{column}" on t."{column}" = "_{column}".doc_id')
            values.append(f'"_{column}".doc_key')
        else:
            values.append(f't."{column}"')
    row = con.execute(
        f"select count(*), coalesce(sum(hash({', '.join(values)})::hugeint), 0) "  # noqa: S608
        f'from {schema}."{name}" as t {" ".join(joins)}'
    ).fetchone()
    assert row is not None
    return f"{row[0]}-{row[1]:x}"
