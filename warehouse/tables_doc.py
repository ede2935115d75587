"""Writes docs/tables.md from the comments in the warehouse: `python -m warehouse.tables_doc docs/tables.md`."""

import sys
from pathlib import Path

import duckdb

from warehouse.build import build_marts
from warehouse.migrate import migrate

_HEAD = """\
# Tables

What a user can ask. This page is written from the comments in the warehouse (`python -m warehouse.tables_doc docs/tables.md`);
the same words stand in `beatbook sql` under `.tables` and `.columns`.

Names say what a column holds: `_at` is an instant in UTC, `_on` a date in the source's own zone, `_id` a key, `_count` a number of
things, `_share` a part from 0 to 1, `is_` and `has_` are true or false. `day` is the night of a crawl, `week` an ISO week such
as `2026-W47`. Where a value may be NULL, the column says what that means.

Begin with the view `coverage`. `core` holds what the documents say, `mart` ready-made tables for the common questions, `ops`
how the collecting went.
"""
_SCHEMAS = (
    ("main", "For users"),
    ("mart", "Ready-made: `mart`"),
    ("core", "What the documents say: `core`"),
    ("ops", "How the collecting went: `ops`"),
)
_SEARCH = (
    "search(query, hit_count := 20)",
    "Documents that hold every word of a query in title or text, best first, as doc_id, score and snippet; a phrase stands in "
    "double quotes. Join with coverage on doc_id.",
)


def render() -> str:
    """The page, from an empty warehouse of this beatbook."""
    with duckdb.connect(":memory:") as con:
        migrate(con, Path(":memory:"))
        build_marts(con)
        parts = [_HEAD]
        for schema, heading in _SCHEMAS:
            parts.append(f"## {heading}\n")
            if schema == "main":
                parts += [_macros(con), *_tables(con, schema)]
            else:
                parts += _tables(con, schema)
    return "\n".join(parts).rstrip() + "\n"


def _macros(con: duckdb.DuckDBPyConnection) -> str:
    macros = con.execute(
        "select function_name, parameters, function_type, comment from duckdb_functions() "
        "where not internal and schema_name = 'main' order by function_type desc, function_name"
    ).fetchall()
    lines = ["| function | gives |", "|---|---|", f"| `FROM {_SEARCH[0]}` | {_SEARCH[1]} |"]
    lines += [
        f"| `{'FROM ' if kind == 'table_macro' else ''}{name}({', '.join(parameters)})` | {_cell(comment)} |"
        for name, parameters, kind, comment in macros
    ]
    return "\n".join(lines) + "\n"


def _tables(con: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    tables = con.execute(
        "select view_name, comment from duckdb_views() where not internal and schema_name = $schema union all "
        "select table_name, comment from duckdb_tables() where not internal and schema_name = $schema "
        "and table_name <> 'schema_migrations' order by 1",
        {"schema": schema},
    ).fetchall()
    return [_table(con, schema, name, comment) for name, comment in tables]


def _table(con: duckdb.DuckDBPyConnection, schema: str, name: str, comment: str) -> str:
    title = name if schema == "main" else f"{schema}.{name}"
    lines = [f"### {title}", "", _cell(comment), "", "| column | type | meaning |", "|---|---|---|"]
    columns = con.execute(
        "select column_name, lower(data_type), comment from duckdb_columns() "
        "where not internal and schema_name = ? and table_name = ? order by column_index",
        [schema, name],
    ).fetchall()
    lines += [f"| `{column}` | {kind} | {_cell(meaning)} |" for column, kind, meaning in columns]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8")
