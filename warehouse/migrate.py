"""Brings a warehouse file to the tables that this beatbook knows: numbered SQL, each file in one transaction."""

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError

SCHEMA = Path(__file__).parent / "schema"
_VIEWS = 0  # the number under which views.sql is recorded: it is no migration and may change


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file. A released one is never edited: its change is the next file."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Digest of the file's text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations(folder: Path = SCHEMA) -> tuple[Migration, ...]:
    """The numbered files in their order, which has no gap.

    Raises:
        WarehouseError: a number is missing or given twice.
    """
    found = [
        Migration(int(path.name[:4]), path.name, path.read_text(encoding="utf-8"))
        for path in sorted(folder.iterdir())
        if re.fullmatch(r"\d{4}_\w+\.sql", path.name)
    ]
    numbers = [migration.number for migration in found]
    if numbers != list(range(1, len(found) + 1)):
        raise WarehouseError(
            f"{folder}: the numbers of the files must run from 0001 without a gap, found {numbers}"
        )
    return tuple(found)


def migrate(con: duckdb.DuckDBPyConnection, path: Path, folder: Path = SCHEMA) -> None:
    """Apply what is missing; afterwards the file has the tables and views of this beatbook.

    Args:
        con: open for writing.
        path: of the file, for messages.
        folder: of the numbered files and views.sql.

    Raises:
        WarehouseError: the file is not a beatbook warehouse, is of a newer beatbook, or was made by a file that has been
            edited since.
    """
    known = migrations(folder)
    applied = _applied(con, path)
    newest = max((number for number in applied if number != _VIEWS), default=0)
    if newest > len(known):
        raise WarehouseError(
            f"{path} was made by a newer beatbook (its tables are at number {newest}, this one knows {len(known)}). "
            "Install that version, or name another path."
        )
    for migration in known:
        if migration.number not in applied:
            _apply(con, migration)
        elif applied[migration.number] != migration.sha256:
            raise WarehouseError(
                f"{path} was made with another text of {migration.name} than this beatbook has. A migration is never "
                "edited: put the file back as it was and add the change as the next number."
            )
    views = Migration(_VIEWS, "views.sql", (folder / "views.sql").read_text(encoding="utf-8"))
    if applied.get(_VIEWS) != views.sha256:
        _apply(con, views)


def is_ours(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the open file is a beatbook warehouse or a snapshot of one."""
    return con.execute(
        "select count(*) from duckdb_tables() where database_name = current_database() "
        "and schema_name = 'main' and table_name = 'schema_migrations'"
    ).fetchone() == (1,)


def _applied(con: duckdb.DuckDBPyConnection, path: Path) -> dict[int, str]:
    if is_ours(con):
        return dict(con.execute("select number, sha256 from main.schema_migrations").fetchall())
    others = con.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where not internal order by all limit 3"
    ).fetchall()
    if others:
        raise WarehouseError(
            f"{path} is a DuckDB file, but not a beatbook warehouse: it holds {', '.join(row[0] for row in others)}. "
            "Name another path; nothing was changed in it."
        )
    return {}


def _apply(con: duckdb.DuckDBPyConnection, migration: Migration) -> None:
    con.execute("begin")
    try:
        con.execute(
            "create table if not exists main.schema_migrations "
            "(number integer primary key, name varchar not null, sha256 varchar not null)"
        )
        con.execute(
            "comment on table main.schema_migrations is 'Which files of SQL made the tables. For beatbook itself.'"
        )
        con.execute(migration.sql)
        con.execute(
            "insert or replace into main.schema_migrations values (?, ?, ?)",
            [migration.number, migration.name, migration.sha256],
        )
        con.execute("commit")
    except BaseException:
        # a commit that failed has rolled back already
        with suppress(duckdb.TransactionException):
            con.execute("rollback")
        raise
