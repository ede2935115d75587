"""Loads one night in one transaction: a function of the nights that were loaded, not of the order in which they were."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from crawlers.sources import Source
from transforms.codebook import load_codebook
from warehouse.build import build_marts
from warehouse.check import Issue, run_checks
from warehouse.copies import update_copies
from warehouse.database import require_space
from warehouse.errors import WarehouseError, explained
from warehouse.staging import NightFiles, find_night, stage_files, stage_night
from warehouse.versions import measure_changes

log = logging.getLogger(__name__)

_SQL = Path(__file__).parent / "loading"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What one load did.

    Attributes:
        captures, documents, rejections: of the night.
        new: documents that the warehouse had not before.
        changed: documents whose headline or text is another than before.
        removed: documents that no night holds any longer.
        issues: what the checks found, all nights together.
    """

    day: date
    captures: int
    documents: int
    rejections: int
    new: int
    changed: int
    removed: int
    issues: tuple[Issue, ...]


def load_night(
    con: duckdb.DuckDBPyConnection,
    *,
    day: date,
    documents_dir: Path,
    archive_dir: Path,
    sources: Sequence[Source],
    loaded_at: datetime,
) -> LoadReport:
    """Replace the night in the warehouse, derive all that follows from it, and commit if every check holds.

    Loading a night again changes nothing; nights may come in any order. A document is what its newest capture says,
    whenever that is loaded.

    Args:
        con: from `open_warehouse`, outside a transaction.
        day: crawl date.
        documents_dir: of the Parquet files.
        archive_dir: of the crawls' accounts.
        sources: all that are followed; the active ones among them that have no account are `not_collected`.
        loaded_at: aware; stands in ops.loads.

    Raises:
        CheckFailedError: a check that must hold found rows; the warehouse is as it was before.
        WarehouseError: files are missing, torn or foreign, or there is no room; the warehouse is as it was before.
    """
    night = find_night(day, documents_dir, archive_dir, sources)
    path = _path_of(con)
    # an undisturbed load needs room for the log and the rewritten blocks; a full disk half-way would bloat the file
    require_space(path.parent, 2 * _size(path) + 10 * night.byte_count + 2**24, f"load the night of {day}")
    try:
        con.execute("begin")
        try:
            report = _load(con, night, documents_dir, sources, loaded_at.astimezone(UTC).replace(tzinfo=None))
            con.execute("commit")
        except BaseException:
            _roll_back(con)
            raise
        con.execute("checkpoint")
    except duckdb.Error as error:
        raise explained(error, path) from error
    log.info(
        "load day=%s documents=%d new=%d changed=%d removed=%d rejections=%d issues=%d",
        day, report.documents, report.new, report.changed, report.removed, report.rejections, len(report.issues),
    )  # fmt: skip
    return report


def _load(
    con: duckdb.DuckDBPyConnection,
    night: NightFiles,
    documents_dir: Path,
    sources: Sequence[Source],
    loaded_at: datetime,
) -> LoadReport:
    con.execute("set variable day = ?::date", [night.day])
    _upsert_sources(con, sources)
    _refuse_unknown(con, night)
    stage_night(con, night, sources)
    _refuse_twins(con)
    _run(con, "captures")
    _stage_older(con, documents_dir)
    _run(con, "night")
    _run(con, "documents")
    measure_changes(con)
    _replace_topics(con)
    update_copies(con)
    build_marts(con)
    issues = run_checks(con)
    counts = con.execute(
        """
        with now as (select doc_id, text_sha256 from core.documents where doc_id in (select doc_id from touched))
        select
            (select count(*) from staged_captures),
            (select count(distinct doc_id) from night_documents),
            (select count(*) from staged_rejections),
            count(*) filter (where before.doc_id is null),
            count(*) filter (where before.text_sha256 <> now.text_sha256),
            count(*) filter (where now.doc_id is null)
        from now full join before on now.doc_id = before.doc_id
        """
    ).fetchone()
    assert counts is not None
    captures, documents, rejections, new, changed, removed = counts
    con.execute("delete from ops.loads where day = ?", [night.day])
    con.execute(
        "insert into ops.loads by name select ? as day, ? as loaded_at, "
        "(select count(*) from ops.source_nights where day = ?) as source_count, "
        "? as capture_count, ? as document_count, ? as rejection_count",
        [night.day, loaded_at, night.day, captures, documents, rejections],
    )
    return LoadReport(
        day=night.day,
        captures=captures,
        documents=documents,
        rejections=rejections,
        new=new,
        changed=changed,
        removed=removed,
        issues=issues,
    )


def _run(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute((_SQL / f"{name}.sql").read_text(encoding="utf-8"))


def _upsert_sources(con: duckdb.DuckDBPyConnection, sources: Sequence[Source]) -> None:
    """Sources as their files say; one whose file is gone stays, since its documents do.

    Leaves moved_sources: those whose time zone is another than before, whose local dates are derived anew.
    """
    rows = [
        {
            "source_id": source.id,
            "source_name": source.name,
            "homepage": str(source.homepage),
            "publisher": source.publisher,
            "place_name": source.place.name,
            "place_state": source.place.state,
            "place_county": source.place.county,
            "timezone": source.timezone,
            "language": source.language,
            "status": source.status,
            "status_reason": source.status_reason,
            "default_form": source.form,
            "is_private": source.is_private,
            "feed_count": len(source.feeds),
            "new_per_week_min": source.expect.new_per_week_min,
            "new_per_week_max": source.expect.new_per_week_max,
        }
        for source in sources
    ]
    con.register("arriving", pa.Table.from_pylist(rows, schema=_sources_schema(con)))
    con.execute(
        "create or replace temp table moved_sources as select sources.source_id from core.sources as sources "
        "inner join arriving on sources.source_id = arriving.source_id where sources.timezone <> arriving.timezone"
    )
    con.execute("insert or replace into core.sources by name select * from arriving")
    con.unregister("arriving")


def _sources_schema(con: duckdb.DuckDBPyConnection) -> pa.Schema:
    return con.sql("select * from core.sources limit 0").to_arrow_table().schema


def _refuse_unknown(con: duckdb.DuckDBPyConnection, night: NightFiles) -> None:
    known = {row[0] for row in con.execute("select source_id from core.sources").fetchall()}
    unknown = sorted((night.folders.keys() | night.accounts.keys()) - known)
    if unknown:
        raise WarehouseError(
            f"{night.day} holds files of {', '.join(unknown)}, but there is no such source. Put its YAML file back "
            "(status: paused keeps it from being crawled), or move its files of that day away."
        )


def _refuse_twins(con: duckdb.DuckDBPyConnection) -> None:
    twins = con.execute(
        "select any_value(source_id), any_value(url), count(*) from staged_documents "
        "group by doc_key, warc_path, warc_offset having count(*) > 1 order by all limit 1"
    ).fetchone()
    if twins:
        raise WarehouseError(
            f"The documents of {twins[0]} hold {twins[1]} {twins[2]} times of one capture. "
            "A capture gives a document once: extract that day again."
        )


def _stage_older(con: duckdb.DuckDBPyConnection, documents_dir: Path) -> None:
    """Read again what an earlier night says of documents that this night, loaded again, no longer holds."""
    older = con.execute(
        "select distinct day, source_id from wanted where day <> getvariable('day') order by all"
    ).fetchall()
    if not older:
        return
    for day, source_id in older:
        path = documents_dir / day.isoformat() / source_id / "documents.parquet"
        stage_files(con, "documents", [path], day)
    lost = con.execute(
        """
        select wanted.day, wanted.source_id
        from wanted
        inner join ops.document_ids as ids on wanted.doc_id = ids.doc_id
        left join staged_documents as staged
            on ids.doc_key = staged.doc_key::uuid
            and wanted.day = staged.day
            and wanted.fetched_at = staged.fetched_at at time zone 'UTC'
            and wanted.warc_path = staged.warc_path
            and wanted.warc_offset = staged.warc_offset
        where staged.doc_key is null
        order by all
        limit 1
        """
    ).fetchone()
    if lost:
        raise WarehouseError(
            f"The documents of {lost[1]} on {lost[0]} are others than those that were loaded. Load {lost[0]} first."
        )


def _replace_topics(con: duckdb.DuckDBPyConnection) -> None:
    codebook = load_codebook()
    con.execute("delete from core.topics where topic not in (select topic from core.document_topics)")
    con.execute("update core.topics set definition = null, includes = null, excludes = null")
    rows = [
        {"topic": name, "definition": topic.definition, "includes": topic.include, "excludes": topic.exclude}
        for name, topic in codebook.file.topics.items()
    ]
    con.register("arriving", pa.Table.from_pylist(rows))
    con.execute("insert or replace into core.topics by name select * from arriving order by topic")
    con.unregister("arriving")


def _path_of(con: duckdb.DuckDBPyConnection) -> Path:
    row = con.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchone()
    assert row is not None
    return Path(row[0])


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _roll_back(con: duckdb.DuckDBPyConnection) -> None:
    try:
        con.execute("rollback")
    except duckdb.Error:
        # a failed commit has rolled back already
        log.debug("nothing to roll back", exc_info=True)
