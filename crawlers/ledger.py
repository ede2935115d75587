"""The ledger: feeds, addresses, last answers and nights: what is due, what was seen, how each request ended.

SQLite, in one file for all sources. It is written once a source and night, in one transaction, after everything that the
night fetched is safe in the archive; while a night is under way the archive alone says how far it has come. So a kill
leaves the ledger as it was before that source's night, and the night run again takes its answers from the archive.

A lost ledger loses no document: what feeds still announce is fetched once more.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pydantic import TypeAdapter

from crawlers.backoff import FeedState
from crawlers.capture import Location
from crawlers.ledger_rows import Known, Seen, Verdict
from crawlers.ledger_schema import LedgerError, prepare, telling_what_failed
from crawlers.night import SourceNight
from crawlers.revisits import LastAnswer

MAX_TRIES: Final = 5
"""Nights in which an address may fail before it is given up."""

_COLUMNS: Final = "url_key, url, first_seen_on, first_fetched_on, last_fetched_on, announced_modified, last_outcome, is_waiting, tries, same_as"
YOUNG_DAYS: Final = 1
"""So many crawl days after its first fetch, or after a change, a page is looked at whenever there is a crawl."""
SHORTEST: Final = timedelta(hours=3)
"""Between two looks at a young page."""
_RESTLESS_DAYS: Final = 30
"""A page of this age or less, whose text is found changed, is looked at again as often as a new one."""
_ENTER: Final = """
insert into urls values (
    :source_id, :key, :url, :day, :fetched_on, :fetched_on, :modified, :outcome, :is_waiting,
    :failed_on is not null, :failed_on, null, :is_gone, :same_as, iif(:is_gone, :day, null), :looked_at, null, null, null
)
on conflict (source_id, url_key) do update set
    url = excluded.url,
    first_seen_on = min(first_seen_on, excluded.first_seen_on),
    first_fetched_on = min(
        coalesce(first_fetched_on, excluded.first_fetched_on), coalesce(excluded.first_fetched_on, first_fetched_on)
    ),
    last_fetched_on = max(
        coalesce(last_fetched_on, excluded.last_fetched_on), coalesce(excluded.last_fetched_on, last_fetched_on)
    ),
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
    last_failed_on = coalesce(excluded.last_failed_on, last_failed_on),
    gone_nights = case
        when excluded.gone_on is null then gone_nights
        when gone_on is null or gone_on < last_fetched_on then 1
        else gone_nights + (gone_on < excluded.gone_on)
    end,
    gone_on = max(coalesce(gone_on, excluded.gone_on), coalesce(excluded.gone_on, gone_on)),
    same_as = coalesce(excluded.same_as, same_as),
    looked_at = max(coalesce(looked_at, excluded.looked_at), coalesce(excluded.looked_at, looked_at))
"""
_ENTER_FETCH: Final = """
insert or replace into fetches values (
    :source_id, :url, :day, :fetched_at, :path, :offset, :digest, :etag, :last_modified, :conditional_count, :is_lying
)
"""
_KEPT_DAYS: Final = 100
"""How long the last answer of an address is remembered that is asked no more; longer than from one look to the next."""
_ACCOUNT: Final = TypeAdapter(SourceNight)


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
            prepare(self._con, path)
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
        """What is known of these addresses, each under its own name or as another one of a document; others are left out."""
        asked = json.dumps(list(keys))
        sql = f"select {_COLUMNS} from urls where source_id = ? and %s in (select value from json_each(?))"  # noqa: S608
        aliases = self._rows(sql % "same_as is not null and same_as", (source_id, asked))
        found = {row.same_as: row for row in aliases if row.same_as is not None}
        return found | {row.key: row for row in self._rows(sql % "url_key", (source_id, asked))}

    def waiting(self, source_id: str) -> tuple[Known, ...]:
        """Addresses to try again: those over the page budget first, the longest known first."""
        sql = (
            f"select {_COLUMNS} from urls where source_id = ? and is_waiting "  # noqa: S608
            "order by last_outcome <> 'page-budget', first_seen_on, url_key"
        )
        return tuple(self._rows(sql, (source_id,)))

    def due(self, source_id: str, day: date, after_days: Sequence[int], at: datetime) -> tuple[Known, ...]:
        """Addresses to look at again: those found gone once first, then those whose look for changes is due.

        That is `after_days` after the first fetch, or after the last change that was found while the page was young, for
        those that answered well and are not known to be off topic. A look that fell on a night without a crawl is due on
        the next. On the first two days it is due at each crawl, three hours after the look before. What was found gone is
        looked at once more on another night, since a server that fails may say so too.

        Args:
            source_id: whose.
            day: the crawl day.
            after_days: days after which a look is due; empty for never.
            at: instant at which this crawl of the source began, aware.
        """
        found: dict[str, Known] = {}
        gone = (
            f"select {_COLUMNS} from urls where source_id = ? and gone_nights = 1 and gone_on >= last_fetched_on "  # noqa: S608
            f"and gone_on < ? and tries < {MAX_TRIES} order by first_fetched_on, url_key"
        )
        found |= {row.key: row for row in self._rows(gone, (source_id, day.isoformat()))}
        since = "coalesce(changed_on, first_fetched_on)"
        sql = (
            f"select {_COLUMNS} from urls where source_id = ? and last_outcome in ('ok', 'not-modified') "  # noqa: S608
            "and not is_waiting and is_on_topic is not 0 and (gone_on is null or gone_on < last_fetched_on) "
            f"and first_fetched_on <= ? and %s order by {since}, url_key"
        )
        if after_days:
            young = (day - timedelta(days=YOUNG_DAYS)).isoformat()
            latest_look = _instant(at - SHORTEST)
            restless = sql % f"{since} >= ? and looked_at <= ?"
            asked = (source_id, day.isoformat(), young, latest_look)
            found |= {row.key: row for row in self._rows(restless, asked)}
        for days in sorted(after_days):
            latest = (day - timedelta(days=days)).isoformat()
            after = sql % f"{since} <= ? and last_fetched_on < date({since}, ?)"
            found |= {row.key: row for row in self._rows(after, (source_id, latest, latest, f"+{days} days"))}
        return tuple(found.values())

    def last_answer(self, source_id: str, url: str) -> LastAnswer | None:
        """The last whole answer of an address; None where none is remembered."""
        sql = (
            "select url, fetched_at, warc_path, warc_offset, digest, etag, last_modified, conditional_count, is_lying "
            "from fetches where source_id = ? and url = ?"
        )
        with telling_what_failed(self._path):
            row = self._con.execute(sql, (source_id, url)).fetchone()
        if row is None:
            return None
        url, fetched_at, path, offset, digest, etag, last_modified, count, is_lying = row
        return LastAnswer(
            url=url,
            fetched_at=datetime.fromisoformat(fetched_at),
            location=Location(path=path, offset=offset),
            digest=digest,
            etag=etag,
            last_modified=last_modified,
            conditional_count=count,
            is_lying=bool(is_lying),
        )

    def feed(self, source_id: str, url: str) -> FeedState | None:
        """How a feed has fared; None where it was never tried."""
        sql = (
            "select failures, failing_since, outcome, tried_on, ok_on, next_on from feeds "
            "where source_id = ? and url = ?"
        )
        with telling_what_failed(self._path):
            row = self._con.execute(sql, (source_id, url)).fetchone()
        if row is None:
            return None
        failures, since, outcome, tried_on, ok_on, next_on = row
        return FeedState(
            failures=failures,
            failing_since=_day(since),
            outcome=outcome,
            tried_on=date.fromisoformat(tried_on),
            ok_on=_day(ok_on),
            next_on=date.fromisoformat(next_on),
        )

    def last_collected(self, source_id: str, before: date) -> datetime | None:
        """When the last earlier night began in which all of the source's feeds answered."""
        sql = "select started_at from nights where source_id = ? and state = 'collected' and day < ? order by day desc limit 1"
        with telling_what_failed(self._path):
            row = self._con.execute(sql, (source_id, before.isoformat())).fetchone()
        return datetime.fromisoformat(row[0]) if row is not None else None

    def night(self, source_id: str, day: date, attempt: str) -> SourceNight | None:
        """The account of that attempt, if it came to its end."""
        sql = "select account from nights where source_id = ? and day = ? and attempt = ?"
        with telling_what_failed(self._path):
            row = self._con.execute(sql, (source_id, day.isoformat(), attempt)).fetchone()
        return _ACCOUNT.validate_json(row[0]) if row is not None and row[0] else None

    def close_night(
        self,
        night: SourceNight,
        attempt: str | None,
        seen: Iterable[Seen],
        *,
        answers: Iterable[LastAnswer] = (),
        feeds: Mapping[str, FeedState] | None = None,
    ) -> None:
        """Enter a source's night, all of it or nothing.

        Args:
            night: its account.
            attempt: key of the archive's attempt; None where nothing was fetched.
            seen: one entry an address.
            answers: the last whole answer of each address that gave one tonight.
            feeds: the state of each feed that was tried, by its first address.
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
                "is_gone": int(one.is_gone),
                "same_as": one.same_as,
                "looked_at": None if one.looked_at is None else _instant(one.looked_at),
            }
            for one in seen
        )
        fetches = (
            {
                "source_id": night.source_id,
                "url": one.url,
                "day": day,
                "fetched_at": one.fetched_at.isoformat(),
                "path": one.location.path,
                "offset": one.location.offset,
                "digest": one.digest,
                "etag": one.etag,
                "last_modified": one.last_modified,
                "conditional_count": one.conditional_count,
                "is_lying": int(one.is_lying),
            }
            for one in answers
        )
        states = [
            (night.source_id, url, one.failures, _text(one.failing_since), one.outcome,
             one.tried_on.isoformat(), _text(one.ok_on), one.next_on.isoformat())
            for url, one in (feeds or {}).items()
        ]  # fmt: skip
        account = (
            night.source_id,
            day,
            attempt,
            night.state,
            night.started_at.isoformat(),
            _ACCOUNT.dump_json(night).decode(),
        )
        oldest = (night.day - timedelta(days=_KEPT_DAYS)).isoformat()
        with self._transaction():
            self._con.executemany(_ENTER, rows)
            self._con.executemany(_ENTER_FETCH, fetches)
            self._con.executemany("insert or replace into feeds values (?, ?, ?, ?, ?, ?, ?, ?)", states)
            self._con.execute(
                "delete from fetches where source_id = ? and day < ?", (night.source_id, oldest)
            )
            # The account of an old night stands beside its WARC file; here it only serves to end a night.
            self._con.execute(
                "update nights set account = '' where source_id = ? and day < ? and account <> ''",
                (night.source_id, oldest),
            )
            self._con.execute("insert or replace into nights values (?, ?, ?, ?, ?, ?)", account)

    def learn(self, source_id: str, day: date, verdicts: Iterable[Verdict]) -> None:
        """Enter what extraction made of the pages fetched on a day; the days may be read again in any order.

        Nothing is kept of addresses that are not known, nor of an answer that is not a page's last.
        """
        rows = [
            {
                "source_id": source_id,
                "day": day.isoformat(),
                "key": one.key,
                "same_as": one.same_as,
                "is_on_topic": None if one.is_on_topic is None else int(one.is_on_topic),
                "is_gone": int(one.is_gone),
                "version": one.version,
                "read_by": one.read_by,
                "restless_days": _RESTLESS_DAYS,
            }
            for one in verdicts
        ]
        # By the words of its last answer a page may be gone although its status was 200, or be back.
        sql = """
            update urls set
                same_as = coalesce(:same_as, same_as),
                is_on_topic = coalesce(:is_on_topic, is_on_topic),
                gone_nights = case
                    when last_fetched_on is not :day then gone_nights
                    when :is_gone then gone_nights + (gone_on is null or gone_on < :day)
                    when :is_on_topic is null then gone_nights
                    else 0
                end,
                gone_on = case
                    when last_fetched_on is not :day then gone_on
                    when :is_gone then :day
                    when :is_on_topic is null then gone_on
                end,
                changed_on = case
                    when version <> :version and read_by = :read_by
                        and :day <= date(first_fetched_on, '+' || :restless_days || ' days')
                        then :day
                    else changed_on
                end,
                version = coalesce(:version, version),
                read_by = iif(:version is null, read_by, :read_by)
            where source_id = :source_id and url_key = :key and (last_fetched_on is null or last_fetched_on <= :day)
        """
        # What is off topic is not looked at again: its last answer is of no more use.
        forget = """
            delete from fetches where source_id = :source_id and url in (
                select url from urls where source_id = :source_id and url_key = :key
                and (last_fetched_on is null or last_fetched_on <= :day)
            )
        """
        with self._transaction():
            self._con.executemany(sql, rows)
            self._con.executemany(forget, [row for row in rows if row["is_on_topic"] == 0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with telling_what_failed(self._path):
            self._con.execute("begin immediate")
            try:
                yield
                self._con.execute("commit")
            except BaseException:
                if self._con.in_transaction:
                    self._con.execute("rollback")
                raise

    def _rows(self, sql: str, parameters: tuple[str, ...]) -> Iterator[Known]:
        with telling_what_failed(self._path):
            rows = self._con.execute(sql, parameters).fetchall()
        for (
            key,
            url,
            first_seen,
            first_fetched,
            last_fetched,
            modified,
            outcome,
            waits,
            tries,
            same_as,
        ) in rows:
            yield Known(
                key=key,
                url=url,
                first_seen_on=date.fromisoformat(first_seen),
                first_fetched_on=_day(first_fetched),
                last_fetched_on=_day(last_fetched),
                modified=modified,
                outcome=outcome,
                is_waiting=bool(waits),
                tries=tries,
                same_as=same_as,
            )


def _instant(at: datetime) -> str:
    """Texts of instants are in order as the instants are."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
