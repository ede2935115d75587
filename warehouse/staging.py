"""One night's files as temporary tables of the load's connection, each file checked and named where it is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from crawlers.archive import archived_sources
from crawlers.identity import page_identity
from crawlers.night import SourceNight, read_night
from crawlers.sources import Source
from crawlers.urls import canonical_url, document_key
from transforms.parquet import CAPTURES, DOCUMENTS, REJECTIONS
from warehouse.errors import WarehouseError

_FILES = {"documents": DOCUMENTS, "rejections": REJECTIONS, "captures": CAPTURES}
_INSTANT = pa.timestamp("us")
_STATES = pa.schema(
    [("source_id", pa.string()), ("state", pa.string()), ("started_at", _INSTANT), ("ended_at", _INSTANT)]
)
_FEEDS = pa.schema(
    [
        ("source_id", pa.string()),
        ("position", pa.int32()),
        ("url", pa.string()),
        ("outcome", pa.string()),
        ("items_found", pa.int32()),
        ("items_new", pa.int32()),
        ("detail", pa.string()),
    ]
)
_FAULTS = pa.schema(
    [("source_id", pa.string()), ("position", pa.int32()), ("name", pa.string()), ("detail", pa.string())]
)
_REQUESTS = pa.schema(
    [
        ("source_id", pa.string()),
        ("request_no", pa.int32()),
        ("doc_key", pa.string()),
        ("url", pa.string()),
        ("role", pa.string()),
        ("outcome", pa.string()),
        ("status", pa.int32()),
        ("requested_at", _INSTANT),
        ("detail", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NightFiles:
    """What was found on disk of one night.

    Attributes:
        folders: of the documents, by source.
        accounts: of the crawl, by source.
    """

    day: date
    folders: Mapping[str, Path]
    accounts: Mapping[str, SourceNight]

    @property
    def byte_count(self) -> int:
        """Size of the Parquet files."""
        return sum(file.stat().st_size for folder in self.folders.values() for file in folder.iterdir())


def find_night(day: date, documents_dir: Path, archive_dir: Path, sources: Sequence[Source]) -> NightFiles:
    """Find the night's files, and refuse a night of which a part was never extracted.

    Raises:
        WarehouseError: there is nothing of that day, a source was archived but not extracted, or an account cannot be read.
    """
    day_dir = documents_dir / day.isoformat()
    folders = (
        {
            folder.name: folder
            for folder in sorted(day_dir.iterdir())
            if folder.is_dir() and folder.name[0] != "."
        }
        if day_dir.is_dir()
        else {}
    )
    accounts = {}
    for path in sorted((archive_dir / day.isoformat()).glob("*.night.json")):
        try:
            account = read_night(path)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WarehouseError(
                f"{path} cannot be read ({error}). Crawl that source of {day} again."
            ) from error
        accounts[account.source_id] = account
    if not folders and not accounts:
        raise WarehouseError(
            f"There is nothing of {day}: neither documents in {day_dir} nor an account of a crawl in "
            f"{archive_dir / day.isoformat()}. Crawl and extract that day first."
        )
    archived = archived_sources(archive_dir, day)
    missing = [source.id for source in sources if source.id not in folders and source.id in archived]
    if missing:
        raise WarehouseError(
            f"{day} was archived but not extracted for {', '.join(missing)}: no folder in {day_dir}. "
            "Extract that day first."
        )
    return NightFiles(day=day, folders=folders, accounts=accounts)


def stage_night(con: duckdb.DuckDBPyConnection, night: NightFiles, sources: Sequence[Source]) -> None:
    """Afterwards the connection has the night as temporary tables.

    They are `staged_documents`, `staged_rejections`, `staged_captures` (columns as in the files), `night_states`,
    `night_feeds`, `night_faults`, `night_requests`, and `rejection_keys` (which document a rejection is about).

    Raises:
        WarehouseError: a file is missing, torn, of another form, or of another day or source.
    """
    for name, schema in _FILES.items():
        _create(con, f"staged_{name}", schema.empty_table())
        stage_files(con, name, [folder / f"{name}.parquet" for folder in night.folders.values()], night.day)
    by_id = {source.id: source for source in sources}
    _stage_accounts(con, night, by_id)
    _stage_rejection_keys(con, by_id)


def stage_files(con: duckdb.DuckDBPyConnection, name: str, paths: Sequence[Path], day: date) -> None:
    """Append Parquet files of one day, each in the folder of its source, to their staging table.

    Raises:
        WarehouseError: a file is missing, torn, of another form, or of another day or source.
    """
    if not paths:
        return
    columns = ", ".join(_FILES[name].names)
    try:
        _append(con, name, paths, day)
    except duckdb.Error as error:
        # DuckDB does not always name the file: read them one by one to find it
        for path in paths:
            try:
                con.execute(f"select {columns} from read_parquet(?)", [str(path)]).fetchall()  # noqa: S608
            except duckdb.Error as cause:
                raise WarehouseError(
                    f"{path} cannot be read: {str(cause).splitlines()[0]}. Extract {day} again; nothing was loaded."
                ) from cause
        raise WarehouseError(f"The files {name}.parquet of {day} cannot be read together: {error}") from error


def _append(con: duckdb.DuckDBPyConnection, name: str, paths: Sequence[Path], day: date) -> None:
    read = "read_parquet($paths, hive_partitioning = false, filename = true)"
    values = {"paths": [str(path) for path in paths]}
    stranger = con.execute(
        f"select filename, source_id, day from {read} "  # noqa: S608
        "where day is distinct from $day or source_id is distinct from parse_path(filename)[-2] order by all limit 1",
        values | {"day": day},
    ).fetchone()
    if stranger:
        raise WarehouseError(
            f"{stranger[0]} holds rows of {stranger[1]} on {stranger[2]}. A file holds rows of the day and the source "
            "that its folders are named for: extract that day again."
        )
    columns = ", ".join(_FILES[name].names)
    con.execute(f"insert into staged_{name} by name select {columns} from {read}", values)  # noqa: S608


def _stage_accounts(con: duckdb.DuckDBPyConnection, night: NightFiles, sources: Mapping[str, Source]) -> None:
    accounts = night.accounts.values()
    states = [
        {
            "source_id": account.source_id,
            "state": account.state,
            "started_at": _naive(account.started_at),
            "ended_at": _naive(account.ended_at),
        }
        for account in accounts
    ]
    states += [
        {"source_id": source.id, "state": _state_without_account(source, night)}
        for source in sources.values()
        if source.id not in night.accounts
    ]
    # of a source whose file is gone, kept in the warehouse for the sake of its documents
    former = night.folders.keys() - night.accounts.keys() - sources.keys()
    states += [{"source_id": source_id, "state": "partial"} for source_id in sorted(former)]
    feeds = [
        {
            "source_id": account.source_id,
            "position": feed.position,
            "url": feed.url,
            "outcome": feed.outcome,
            "items_found": feed.items_found,
            "items_new": feed.items_new,
            "detail": feed.detail,
        }
        for account in accounts
        for feed in account.feeds
    ]
    faults = [
        {
            "source_id": account.source_id,
            "position": feed.position,
            "name": fault.name,
            "detail": fault.detail,
        }
        for account in accounts
        for feed in account.feeds
        for fault in feed.faults
    ]
    requests = [
        {
            "source_id": account.source_id,
            "request_no": number,
            # of a page that gave no response there is nothing else to say which document it was to be
            "doc_key": document_key(account.source_id, _identity(sources.get(account.source_id), request.url))
            if request.role == "item" and request.status is None
            else None,
            "url": request.url,
            "role": request.role,
            "outcome": request.outcome,
            "status": request.status,
            "requested_at": _naive(request.at),
            "detail": request.detail,
        }
        for account in accounts
        for number, request in enumerate(account.requests)
    ]
    _create(con, "night_states", pa.Table.from_pylist(states, schema=_STATES))
    _create(con, "night_feeds", pa.Table.from_pylist(feeds, schema=_FEEDS))
    _create(con, "night_faults", pa.Table.from_pylist(faults, schema=_FAULTS))
    _create(con, "night_requests", pa.Table.from_pylist(requests, schema=_REQUESTS))


def _state_without_account(source: Source, night: NightFiles) -> str:
    """The account is written last: where it is missing, the crawl took no place or did not end."""
    if source.id in night.folders:
        return "partial"
    return "skipped" if source.status == "paused" else "not_collected"


def _stage_rejection_keys(con: duckdb.DuckDBPyConnection, sources: Mapping[str, Source]) -> None:
    """Which document stands at the address that was asked for: that is how a page is found to be gone."""
    rejections = con.execute(
        """
        select
            rejections.rowid,
            rejections.source_id,
            coalesce(captures.announced_url, rejections.url)
        from staged_rejections as rejections
        left join staged_captures as captures
            on rejections.warc_path = captures.warc_path
            and rejections.warc_offset = captures.warc_offset
            and captures.role = 'item'
        """
    ).fetchall()
    keys = [
        {"rejection": number, "doc_key": document_key(source_id, _identity(sources.get(source_id), url))}
        for number, source_id, url in rejections
    ]
    schema = pa.schema([("rejection", pa.int64()), ("doc_key", pa.string())])
    _create(con, "rejection_keys", pa.Table.from_pylist(keys, schema=schema))


def _identity(source: Source | None, url: str) -> str:
    return source.identity(url) if source else page_identity(canonical_url(url))


def _create(con: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    con.register("arriving", rows)
    con.execute(f"create or replace temp table {name} as select * from arriving")  # noqa: S608
    con.unregister("arriving")


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)
