"""What can go wrong with a warehouse file, in words that say what to do."""

import errno
import re
import sqlite3
from pathlib import Path

import duckdb


class WarehouseError(Exception):
    """The warehouse cannot be used as asked; the message says what was found and what to do."""


class CheckFailedError(WarehouseError):
    """A check that must hold found bad rows; the night was not loaded.

    Attributes:
        rows: one line a bad row: check, day, source, document, what was found.
    """

    def __init__(self, message: str, rows: tuple[str, ...]) -> None:
        super().__init__(message)
        self.rows = rows


def explained(error: duckdb.Error | sqlite3.Error | OSError, path: Path) -> WarehouseError:
    """The error in plain words, with what to do about it.

    Args:
        error: as raised by DuckDB, by SQLite for the full-text index, or by the operating system.
        path: of the warehouse or the snapshot that was being used.
    """
    text = str(error)
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        text = f"Could not write: {error.strerror}"
    if held := re.search(r"Conflicting lock is held in (.*?) \(PID (\d+)\)", text):
        return WarehouseError(
            f"{path} is being written by another process (PID {held[2]}, {held[1]}). "
            "Wait until it has finished; readers use the published snapshot, which is never locked."
        )
    if "not a valid DuckDB database file" in text or "sqlite_scanner.duckdb_extension" in text:
        return WarehouseError(
            f"{path} is not a DuckDB file. Name another path, or move the file away: a new warehouse is made in its place."
        )
    if newer := re.search(r"version number (\d+), but we can only read versions", text):
        return WarehouseError(
            f"{path} was written by a newer DuckDB (storage version {newer[1]}; this one is {duckdb.__version__}). "
            "Use the beatbook that wrote it, or rebuild the warehouse from the documents folder."
        )
    if "WAL" in text and ("Corrupt" in text or "replay" in text or "does not match" in text):
        return WarehouseError(
            f"The log {path}.wal is damaged: {_first_line(text)}. Move it away to open the warehouse as of its "
            "last checkpoint, then load the last night again."
        )
    if re.search(r"Corrupt|Could not read enough bytes|checksum", text):
        return WarehouseError(
            f"{path} is damaged: {_first_line(text)}. Put the newest good snapshot of the published folder in its "
            "place, then load the nights since; or delete it and load all nights again."
        )
    if re.search(r"No space left|Disk quota exceeded|File too large|disk is full", text):
        return WarehouseError(
            f"No room to write {path}: {_first_line(text)}. What was loaded before is intact. "
            "Free some space (old snapshots, old exports) and run the night again."
        )
    if re.search(
        r"Permission denied|Read-only file system|Not a directory|Is a directory|No such file|File exists",
        text,
    ):
        return WarehouseError(
            f"{path} cannot be opened for writing: {_first_line(text)}. "
            "Check that its folder is there, is a folder, and may be written by this user."
        )
    return WarehouseError(f"{path}: {_first_line(text)}")


def _first_line(text: str) -> str:
    line = text.strip().splitlines()[0].rstrip(".")
    return re.sub(r"^(?:IO|FATAL) Error: (?:Failed to create checkpoint because of error: )?", "", line)
