"""The ledger: which addresses each source has announced, and which of them were fetched.

SQLite, in one file for all sources. It is written once a source and night, in one transaction, after everything that the
night fetched is safe in the archive; while a night is under way the archive alone says how far it has come. So a kill
leaves the ledger as it was before that source's night, and the night run again takes its answers from the archive.

A lost ledger loses no document: what feeds still announce is fetched once more.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pydantic import TypeAdapter

from crawlers.night import SourceNight

APPLICATION_ID: Final = 0x62656174
"""`beat` in the file's header: the mark by which a ledger is known."""
VERSION: Final = 1
MAX_TRIES: Final = 5
"""Nights in which an address may fail before it is given up."""

_SCHEMA: Final = """
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
) strict, without rowid;
"""
_COLUMNS: Final = "url_key, url, first_seen_on, first_fetched_on, last_fetched_on, announced_modified, last_outcome, is_waiting, tries"
_ENTER: Final = """
insert into urls values (
    :source_id, :key, :url, :day, :fetched_on, :fetched_on, :modified, :outcome, :is_waiting,
    :failed_on is not null, :failed_on
)
on conflict (source_id, url_key) do update set
    url = excluded.url,
    first_seen_on = min(first_seen_on, excluded.first_seen_on),
    first_fetched_on = coalesce(first_fetched_on, excluded.first_fetched_on),
    last_fetched_on = coalesce(excluded.last_fetched_on, last_fetched_on),
    announced_modified = iif(excluded.last_fetched_on is null, announced_modified, excluded.announced_modified),
    last_outcome = excluded.last_outcome,
    is_waiting = excluded.is_waiting and (
        excluded.last_failed_on is null or tries + (excluded.last_failed_on is not last_failed_on) < :max_tries
    ),
    tries = case
        when excluded.last_fetched_on is not null then 0
        when excluded.last_failed_on is null or excluded.last_failed_on = last_failed_on then tries
        else tries + 1
    end,
    last_failed_on = coalesce(excluded.last_failed_on, last_failed_on)
"""
_ACCOUNT: Final = TypeAdapter(SourceNight)


class LedgerError(Exception):
    """The ledger cannot be used: not ours, of a newer version, or not writable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One address as the nights before left it.

    Attributes:
        key: its canonical form.
        url: as announced.
        first_seen_on: crawl day on which it was first announced.
        first_fetched_on, last_fetched_on: crawl days; None while it has not answered.
        modified: as announced at the last fetch.
        outcome: of the last night that concerned it.
        is_waiting: to be tried again without being announced again: over the page budget, or failed for now.
        tries: nights in which it failed since it last answered.
    """

    key: str
    url: str
    first_seen_on: date
    first_fetched_on: date | None
    last_fetched_on: date | None
    modified: str | None
    outcome: str
    is_waiting: bool
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one night has to say about an address.

    Attributes:
        modified: as announced; kept only where the address answered.
        has_answered: a response came, be it an error that lasts (404).
        is_waiting: as in `Known`.
        has_failed: it was tried in vain; counts towards `MAX_TRIES`.
    """

    key: str
    url: str
    modified: str | None
    outcome: str
    has_answered: bool
    is_waiting: bool
    has_failed: bool


class Ledger:
    """An open ledger; made where there is none.

    Several crawls may use one file at the same time.

    Raises:
        LedgerError: see the class.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._con = sqlite3.connect(path, timeout=60, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise LedgerError(f"cannot open the ledger {path}: {error}") from error
        try:
            self._prepare()
        except BaseException:
            self._con.close()
            raise

    def close(self) -> None:
        """Give the file free."""
        self._con.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def known(self, source_id: str, keys: Iterable[str]) -> dict[str, Known]:
        """What is known of these addresses; those never seen are left out."""
        sql = (
            f"select {_COLUMNS} from urls where source_id = ? and url_key in (select value from json_each(?))"  # noqa: S608
        )
        return {row.key: row for row in self._rows(sql, (source_id, json.dumps(list(keys))))}

    def waiting(self, source_id: str) -> tuple[Known, ...]:
        """Addresses to try again: those over the page budget first, the longest known first."""
        sql = (
            f"select {_COLUMNS} from urls where source_id = ? and is_waiting "  # noqa: S608
            "order by last_outcome <> 'page-budget', first_seen_on, url_key"
        )
        return tuple(self._rows(sql, (source_id,)))

    def due(self, source_id: str, day: date, after_days: Sequence[int]) -> tuple[Known, ...]:
        """Addresses that answered well and whose look for corrections is due: `after_days` after the first fetch.

        A look that fell on a night without a crawl is due on the next.
        """
        found: dict[str, Known] = {}
        sql = (
            f"select {_COLUMNS} from urls where source_id = ? and last_outcome = 'ok' and not is_waiting "  # noqa: S608
            "and first_fetched_on <= ? and last_fetched_on < date(first_fetched_on, ?) order by first_fetched_on, url_key"
        )
        for days in sorted(after_days):
            latest = (day - timedelta(days=days)).isoformat()
            found |= {row.key: row for row in self._rows(sql, (source_id, latest, f"+{days} days"))}
        return tuple(found.values())

    def last_collected(self, source_id: str, before: date) -> datetime | None:
        """When the last earlier night began in which all of the source's feeds answered."""
        sql = "select started_at from nights where source_id = ? and state = 'collected' and day < ? order by day desc limit 1"
        with self._telling_what_failed():
            row = self._con.execute(sql, (source_id, before.isoformat())).fetchone()
        return datetime.fromisoformat(row[0]) if row is not None else None

    def night(self, source_id: str, day: date, attempt: str) -> SourceNight | None:
        """The account of that attempt, if it came to its end."""
        sql = "select account from nights where source_id = ? and day = ? and attempt = ?"
        with self._telling_what_failed():
            row = self._con.execute(sql, (source_id, day.isoformat(), attempt)).fetchone()
        return _ACCOUNT.validate_json(row[0]) if row is not None else None

    def close_night(self, night: SourceNight, attempt: str | None, seen: Iterable[Seen]) -> None:
        """Enter a source's night, all of it or nothing.

        Args:
            night: its account.
            attempt: key of the archive's attempt; None where nothing was fetched.
            seen: one entry an address.
        """
        day = night.day.isoformat()
        rows = (
            {
                "source_id": night.source_id,
                "key": one.key,
                "url": one.url,
                "day": day,
                "fetched_on": day if one.has_answered else None,
                "modified": one.modified,
                "outcome": one.outcome,
                "is_waiting": one.is_waiting,
                "failed_on": day if one.has_failed else None,
                "max_tries": MAX_TRIES,
            }
            for one in seen
        )
        account = (
            night.source_id,
            day,
            attempt,
            night.state,
            night.started_at.isoformat(),
            _ACCOUNT.dump_json(night).decode(),
        )
        with self._telling_what_failed():
            self._con.execute("begin immediate")
            try:
                self._con.executemany(_ENTER, rows)
                self._con.execute("insert or replace into nights values (?, ?, ?, ?, ?, ?)", account)
                self._con.execute("commit")
            except BaseException:
                if self._con.in_transaction:
                    self._con.execute("rollback")
                raise

    def _rows(self, sql: str, parameters: tuple[str, ...]) -> Iterator[Known]:
        with self._telling_what_failed():
            rows = self._con.execute(sql, parameters).fetchall()
        for key, url, first_seen, first_fetched, last_fetched, modified, outcome, is_waiting, tries in rows:
            yield Known(
                key=key,
                url=url,
                first_seen_on=date.fromisoformat(first_seen),
                first_fetched_on=_day(first_fetched),
                last_fetched_on=_day(last_fetched),
                modified=modified,
                outcome=outcome,
                is_waiting=bool(is_waiting),
                tries=tries,
            )

    def _prepare(self) -> None:
        with self._telling_what_failed():
            is_new = self._is_new()
            self._con.execute("pragma journal_mode = wal")
            self._con.execute("pragma synchronous = full")
            if not is_new:
                return
            self._con.execute("begin immediate")
            # Two crawls may start on an empty folder together; the second finds the first one's tables.
            if self._is_new():
                for statement in _SCHEMA.split(";"):
                    self._con.execute(statement)
                self._con.execute(f"pragma application_id = {APPLICATION_ID}")
                self._con.execute(f"pragma user_version = {VERSION}")
            self._con.execute("commit")

    def _is_new(self) -> bool:
        (mark,) = self._con.execute("pragma application_id").fetchone()
        (version,) = self._con.execute("pragma user_version").fetchone()
        (tables,) = self._con.execute("select count(*) from sqlite_schema").fetchone()
        if mark not in (0, APPLICATION_ID) or (mark == 0 and tables):
            raise LedgerError(
                f"{self._path} is a database, but no ledger of beatbook; name another file, or none yet there"
            )
        if version > VERSION:
            raise LedgerError(
                f"{self._path} is a ledger of version {version}, this beatbook reads up to {VERSION}: install a newer one"
            )
        return not tables

    @contextmanager
    def _telling_what_failed(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if error.sqlite_errorname == "SQLITE_NOTADB":
                raise LedgerError(
                    f"{self._path} is no SQLite database, so no ledger; name another file, or none yet there"
                ) from error
            if error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
                raise LedgerError(
                    f"the ledger {self._path} cannot be written; check that its folder may be written by this user"
                ) from error
            raise LedgerError(
                f"cannot use the ledger {self._path}: {error} ({error.sqlite_errorname})"
            ) from error


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
