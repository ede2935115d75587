"""The ledger's tables: made where there are none, brought up to date where they are older."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

APPLICATION_ID: Final = 0x62656174
"""`beat` in the file's header: the mark by which a ledger is known."""
VERSION: Final = 4

_STEPS: Final = (
    # 0 -> 1
    """
create table urls (
    source_id text not null,
    url_key text not null,
    url text not null,
    first_seen_on text not null,
    first_fetched_on text,
    last_fetched_on text,
    announced_modified text,
    last_outcome text not null,
    is_waiting integer not null,
    tries integer not null,
    last_failed_on text,
    primary key (source_id, url_key)
) strict, without rowid;
create index urls_waiting on urls (source_id) where is_waiting;
create index urls_fetched on urls (source_id, first_fetched_on);
create table nights (
    source_id text not null,
    day text not null,
    attempt text,
    state text not null,
    started_at text not null,
    account text not null,
    primary key (source_id, day)
) strict, without rowid
""",
    # 1 -> 2: what else is known of an address, the last answers, the feeds' failures
    """
alter table urls add column is_on_topic integer;
alter table urls add column gone_nights integer not null default 0;
alter table urls add column same_as text;
create index urls_same_as on urls (source_id, same_as) where same_as is not null;
create index urls_gone on urls (source_id) where gone_nights = 1;
create table fetches (
    source_id text not null,
    url text not null,
    day text not null,
    fetched_at text not null,
    warc_path text not null,
    warc_offset integer not null,
    digest text not null,
    etag text,
    last_modified text,
    conditional_count integer not null,
    is_lying integer not null,
    primary key (source_id, url)
) strict, without rowid;
create table feeds (
    source_id text not null,
    url text not null,
    failures real not null,
    failing_since text,
    outcome text not null,
    tried_on text not null,
    ok_on text,
    next_on text not null,
    primary key (source_id, url)
) strict, without rowid
""",
    # 2 -> 3: the last day on which an address was found gone
    """
alter table urls add column gone_on text;
update urls set gone_on = last_fetched_on where gone_nights > 0
""",
    # 3 -> 4: when a page was looked at last, and when its text was last found changed, by what was made of it
    """
alter table urls add column looked_at text;
alter table urls add column changed_on text;
alter table urls add column version text;
alter table urls add column read_by text
""",
)


_ATTEMPTS: Final = 200


class LedgerError(Exception):
    """The ledger cannot be used: not ours, of a newer version, or not writable."""


def prepare(con: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to `VERSION`, in one transaction.

    Raises:
        LedgerError: the file is no ledger, or one of a newer version.
    """
    with telling_what_failed(path):
        is_current = _version(con, path) == VERSION
        _write_ahead(con)
        con.execute("pragma synchronous = full")
        if is_current:
            return
        con.execute("begin immediate")
        # Two crawls may start on an empty folder together; the second finds the first one's tables.
        for step in _STEPS[_version(con, path) :]:
            for statement in step.split(";"):
                con.execute(statement)
        con.execute(f"pragma application_id = {APPLICATION_ID}")
        con.execute(f"pragma user_version = {VERSION}")
        con.execute("commit")


def _write_ahead(con: sqlite3.Connection) -> None:
    """Switch to a write-ahead log. SQLite does not wait for others that switch at the same moment: this does, for 10 s."""
    for attempt in range(_ATTEMPTS):
        try:
            con.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.05)
        else:
            return


@contextmanager
def telling_what_failed(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into a `LedgerError` in words."""
    try:
        yield
    except sqlite3.Error as error:
        if error.sqlite_errorname == "SQLITE_NOTADB":
            raise LedgerError(
                f"{path} is no SQLite database, so no ledger; name another file, or none yet there"
            ) from error
        if error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            raise LedgerError(
                f"the ledger {path} cannot be written; check that its folder may be written by this user"
            ) from error
        raise LedgerError(f"cannot use the ledger {path}: {error} ({error.sqlite_errorname})") from error


def _version(con: sqlite3.Connection, path: Path) -> int:
    (mark,) = con.execute("pragma application_id").fetchone()
    (version,) = con.execute("pragma user_version").fetchone()
    (tables,) = con.execute("select count(*) from sqlite_schema").fetchone()
    if mark not in (0, APPLICATION_ID) or (mark == 0 and tables):
        raise LedgerError(
            f"{path} is a database, but no ledger of beatbook; name another file, or none yet there"
        )
    if version > VERSION:
        raise LedgerError(
            f"{path} is a ledger of version {version}, this beatbook reads up to {VERSION}: install a newer one"
        )
    return int(version) if tables else 0
