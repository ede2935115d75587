"""Records in the warehouse which files readers were given."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import duckdb


def record_exports(
    con: duckdb.DuckDBPyConnection, week: str, files: Iterable[Path], written_at: datetime
) -> None:
    """Replace the rows of the week in ops.exports by these files, as they are on disk.

    Args:
        con: from `open_warehouse`.
        week: `2026-W47`.
        files: of the week's export.
        written_at: aware.
    """
    instant = written_at.astimezone(UTC).replace(tzinfo=None)
    con.execute("begin")
    con.execute("delete from ops.exports where week = ?", [week])
    for file in sorted(files):
        content = file.read_bytes()
        con.execute(
            "insert into ops.exports (week, file_name, byte_count, sha256, written_at) values (?, ?, ?, ?, ?)",
            [week, file.name, len(content), hashlib.sha256(content).hexdigest(), instant],
        )
    con.execute("commit")
