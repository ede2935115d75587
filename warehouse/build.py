"""Builds the marts: one file of warehouse/marts is one SELECT, which becomes the table mart.STEM."""

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError

MARTS = Path(__file__).parent / "marts"


@dataclass(frozen=True, slots=True)
class Mart:
    """One file.

    Attributes:
        about: what it is, line 1.
        grain: what one row is, line 2.
        columns: column to its meaning, from the `-- column: meaning` lines below.
    """

    name: str
    about: str
    grain: str
    columns: dict[str, str]
    sql: str


def read_mart(path: Path) -> Mart:
    """Read one mart.

    Raises:
        WarehouseError: its first two lines do not say what it is and what its grain is.
    """
    sql = path.read_text(encoding="utf-8")
    head = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        head.append(line.removeprefix("--").strip())
    if len(head) < 2 or not head[1].startswith("grain: "):
        raise WarehouseError(
            f"{path}: line 1 says what the mart is (-- ...), line 2 its grain (-- grain: one row per ...)"
        )
    columns: dict[str, str] = {}
    for line in head[2:]:
        found = re.fullmatch(r"(\w+): (.+)", line)
        if not found:
            raise WarehouseError(f"{path}: {line!r} does not say what a column means (-- column: meaning)")
        columns[found[1]] = found[2]
    return Mart(path.stem, head[0], head[1].removeprefix("grain: "), columns, sql)


def build_marts(con: duckdb.DuckDBPyConnection, folder: Path = MARTS) -> tuple[str, ...]:
    """Build every mart anew, with its comments; a mart whose file is gone goes too.

    Returns:
        The names, in order.

    Raises:
        WarehouseError: a file does not say what it or one of its columns means.
    """
    marts = [read_mart(path) for path in sorted(folder.glob("*.sql"))]
    for (name,) in con.execute(
        "select table_name from duckdb_tables() where schema_name = 'mart'"
    ).fetchall():
        con.execute(f'drop table mart."{name}"')
    for mart in marts:
        table = f'mart."{mart.name}"'
        con.execute(f"create table {table} as {mart.sql}")
        about = f"{mart.about.rstrip('.')}. Grain: {mart.grain}."
        con.execute(f"comment on table {table} is {_text(about)}")
        columns = [row[0] for row in con.execute(f"describe {table}").fetchall()]
        if list(mart.columns) != columns:
            raise WarehouseError(
                f"warehouse/marts/{mart.name}.sql: its head explains the columns {', '.join(mart.columns)}, its SELECT has "
                f"{', '.join(columns)}"
            )
        for column, meaning in mart.columns.items():
            con.execute(f'comment on column {table}."{column}" is {_text(meaning)}')
    return tuple(mart.name for mart in marts)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
