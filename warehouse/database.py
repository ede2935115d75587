"""The warehouse file: opened by its one writer, published as snapshots that readers open."""

import contextlib
import os
import re
import shutil
import sqlite3
from importlib.util import find_spec
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError, explained
from warehouse.migrate import SCHEMA, is_ours, migrate
from warehouse.search import index_of, refresh_index, register_search

__all__ = ["WarehouseError", "extension_path", "open_published", "open_warehouse", "publish", "require_space"]

STORAGE_VERSION = "v1.5.0"
"""Older storage versions ignore `using compression zstd`; DuckDB 1.5 and 2.0 both read and write this one."""
KEPT_SNAPSHOTS = 7
CURRENT = "current.duckdb"
_NEW = ".new-"

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    # nothing is ever downloaded at run time: extensions come from pip packages, see extension_path
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # a Parquet file that is written anew within the clock's grain must not be read from memory
    "enable_external_file_cache": "false",
}


def open_warehouse(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the warehouse for writing, made or brought up to date where needed. Only one process can.

    Returns:
        A connection whose time zone is UTC. Close it (or use it in a `with`) to let the next writer in.

    Raises:
        WarehouseError: the file is not ours, damaged, of a newer version, being written by another process, or cannot be
            written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size == 0:
            path.unlink()  # left by a process that was killed before the first write
        if not path.exists():
            _make(path)
        con = duckdb.connect(str(path), config=_CONFIG | {"storage_compatibility_version": STORAGE_VERSION})
    except (duckdb.Error, OSError) as error:
        raise explained(error, path) from error
    try:
        con.execute("set TimeZone = 'UTC'")
        migrate(con, path)
    except (duckdb.Error, OSError) as error:
        con.close()
        raise explained(error, path) from error
    except BaseException:
        con.close()
        raise
    return con


def _make(path: Path) -> None:
    """Make a new warehouse whole or not at all: a kill or a full disk on the way would leave a file that is none."""
    new = path.with_name(f"{_NEW}{os.getpid()}.duckdb")
    try:
        with duckdb.connect(
            str(new), config=_CONFIG | {"storage_compatibility_version": STORAGE_VERSION}
        ) as con:
            con.execute("set TimeZone = 'UTC'")
            migrate(con, path)
            con.execute("checkpoint")  # closing would do it, but leave the log where it cannot
        # another process may have been quicker: then its file stands
        with contextlib.suppress(FileExistsError, FileNotFoundError):
            os.link(new, path)
        for left in path.parent.glob(f"{_NEW}*"):
            left.unlink(missing_ok=True)
    finally:
        new.unlink(missing_ok=True)
        new.with_name(f"{new.name}.wal").unlink(missing_ok=True)


def open_published(published_dir: Path) -> duckdb.DuckDBPyConnection:
    """Open the newest snapshot read-only; `FROM search('police custody', hit_count := 20)` works in it.

    The snapshot stays whole for as long as the connection is open, whatever is published meanwhile.

    Raises:
        WarehouseError: nothing has been published there, or what stands there is not a snapshot.
    """
    link = published_dir / CURRENT
    if link.is_symlink() and not link.exists():
        raise WarehouseError(
            f"{link} leads to {link.readlink()}, which is gone. Publish again: beatbook load --day DAY, for any day that "
            "was loaded before."
        )
    if not link.exists():
        raise WarehouseError(
            f"Nothing has been published in {published_dir} yet: there is no {CURRENT}. "
            "Run a night first (beatbook nightly), or name the data folder that holds one."
        )
    # the file itself, not the link: DuckDB shares instances by path, and the link will point elsewhere
    path = link.resolve()
    if not path.is_file():
        raise WarehouseError(
            f"{path} is not a file. Move it away, then publish again: beatbook load --day DAY."
        )
    try:
        con = duckdb.connect(str(path), read_only=True, config=_CONFIG)
    except (duckdb.Error, OSError) as error:
        raise explained(error, path) from error
    try:
        con.execute("set TimeZone = 'UTC'")
        if not is_ours(con):
            raise WarehouseError(f"{path} is a DuckDB file, but not a snapshot of a beatbook warehouse.")
        register_search(con, index_of(path))
    except duckdb.Error as error:
        con.close()
        raise explained(error, path) from error
    except BaseException:
        con.close()
        raise
    return con


def publish(warehouse_path: Path, published_dir: Path, stamp: str) -> Path:
    """Copy the warehouse and its full-text index to a new snapshot, and make it the one that readers open next.

    A reader that has an older snapshot open keeps it. A process that is killed half-way leaves the old snapshot in
    force. The newest seven snapshots are kept.

    Args:
        warehouse_path: the writer's file; its search index stands beside it.
        published_dir: made where needed.
        stamp: names the snapshot; later ones sort after earlier ones (`20261114T093000Z`).

    Returns:
        The new snapshot, `beatbook-STAMP.duckdb`.

    Raises:
        WarehouseError: as for `open_warehouse`; also where there is no room.
    """
    if not re.fullmatch(r"[0-9A-Za-z_-]+", stamp):
        raise WarehouseError(f"A snapshot's stamp has only letters, digits, - and _; found {stamp!r}")
    if not warehouse_path.is_file():
        raise WarehouseError(f"There is no warehouse at {warehouse_path}. Load a night first.")
    target = published_dir / f"beatbook-{stamp}.duckdb"
    try:
        published_dir.mkdir(parents=True, exist_ok=True)
        for leftover in published_dir.glob(".partial-*"):
            leftover.unlink()
        require_space(published_dir, 2 * warehouse_path.stat().st_size, "publish a snapshot")
        index = warehouse_path.parent / "search.sqlite"
        partial = published_dir / f".partial-{stamp}.duckdb"
        with open_warehouse(warehouse_path) as con:
            con.execute("checkpoint")
            refresh_index(con, index)
            partial_index = Path(shutil.copyfile(index, published_dir / f".partial-{stamp}.sqlite"))
            _copy(con, partial, partial_index)
        _into_place(partial_index, index_of(target))
        _into_place(partial, target)
        link = published_dir / f".partial-{stamp}.link"
        link.symlink_to(target.name)
        link.replace(published_dir / CURRENT)
        _sync(published_dir)
        _forget_old(published_dir)
    except (duckdb.Error, sqlite3.Error, OSError) as error:
        raise explained(error, target) from error
    return target


def require_space(folder: Path, needed: int, purpose: str) -> None:
    """Refuse before anything is written where the disk has fewer than `needed` bytes left.

    Raises:
        WarehouseError: it has.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise WarehouseError(
            f"No room in {folder} to {purpose}: {_megabytes(free)} are free, {_megabytes(needed)} are needed. Nothing was "
            "changed. Free some space (old snapshots, old exports) and run it again."
        )


def extension_path(name: str) -> Path:
    """The file of a DuckDB extension as its pip package (`duckdb-extension-NAME`) brought it, to LOAD by full path.

    Raises:
        WarehouseError: the package is not installed.
    """
    spec = find_spec(f"duckdb_extension_{name}")
    folders = spec.submodule_search_locations if spec else None
    files = [file for folder in folders or () for file in Path(folder).rglob(f"{name}.duckdb_extension")]
    if not files:
        raise WarehouseError(
            f"DuckDB's extension {name} is not installed: pip install duckdb-extension-{name.replace('_', '-')}"
            f"=={duckdb.__version__}"
        )
    return files[0]


def _copy(con: duckdb.DuckDBPyConnection, target: Path, index: Path) -> None:
    """Copy through COPY FROM DATABASE: the copy is compact, and has no log beside it; then give it the macro `search`."""
    row = con.execute("select current_database()").fetchone()
    assert row is not None
    name = f'"{row[0]}"'
    con.execute(f"attach '{_quoted(target)}' as snapshot (storage_version '{STORAGE_VERSION}')")
    con.execute(f"load '{_quoted(extension_path('sqlite_scanner'))}'")
    con.execute(f"attach '{_quoted(index)}' as search_index (type sqlite, read_only)")
    # where one of these fails, the connection is closed next, which says no second thing over the first
    con.execute(f"copy from database {name} to snapshot")
    con.execute("use snapshot")
    con.execute((SCHEMA / "search.sql").read_text(encoding="utf-8"))
    con.execute("checkpoint snapshot")
    con.execute(f"use {name}")
    con.execute("detach snapshot")
    con.execute("detach search_index")


def _into_place(partial: Path, target: Path) -> None:
    _sync(partial)
    partial.replace(target)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forget_old(published_dir: Path) -> None:
    current = (published_dir / CURRENT).resolve()
    snapshots = sorted(published_dir.glob("beatbook-*.duckdb"))
    for old in snapshots[:-KEPT_SNAPSHOTS]:
        if old.resolve() != current:
            index_of(old).unlink(missing_ok=True)
            old.unlink()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
