"""The second stage over one day: archive in, one folder of Parquet files per source out.

A source's folder is a pure function of its archive file, its YAML, the gazetteer and the code: extracting the day again
gives the same bytes, and a folder is replaced whole.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from zoneinfo import ZoneInfo

from crawlers.archive import ArchiveError, DamagedArchiveError, archived_sources, read_archive
from crawlers.capture import Capture
from crawlers.discovered import Discovered
from crawlers.sources import Source
from transforms.coding import Coder, load_coder
from transforms.document import Document, Rejection
from transforms.extract import extract
from transforms.parquet import CaptureRow, Outcome, write_folder
from transforms.posts import announced, complete_documents, left_out

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceExtract:
    """What one source's day gave.

    Attributes:
        captures, documents: rows written.
        rejections: rows written, by reason.
        problem: why the archive file was not read, or not to its end; None where all went well. The folder of an earlier
            run stands then; where there was none, it holds what could be read, and a rejection `damaged-archive`.
    """

    source_id: str
    captures: int = 0
    documents: int = 0
    rejections: dict[str, int] = field(default_factory=dict)
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractReport:
    """A day's extraction, by source; `unknown` are archived sources that were not asked for."""

    day: date
    sources: tuple[SourceExtract, ...]
    unknown: tuple[str, ...]


def extract_day(
    *,
    archive_dir: Path,
    documents_dir: Path,
    day: date,
    sources: Sequence[Source],
    gazetteer_dir: Path | None,
    key: bytes,
    processes: int = 1,
) -> ExtractReport:
    """Extract and code everything that was archived on a day.

    Afterwards `documents_dir/DAY/SOURCE` holds the three Parquet files of each of `sources` that has an archive file for
    the day. An archive file that cannot be read to its end is a `problem` in the report; the other sources go on.

    Args:
        archive_dir: the archive's folder.
        documents_dir: the documents' folder.
        day: the crawl date.
        sources: as their files are now.
        gazetteer_dir: local additions to the gazetteer.
        key: secret of the installation, for the pseudonyms of private persons (see `posts.py`).
        processes: how many to use; one source is one task.

    Raises:
        OSError: a folder cannot be written.
    """
    archived = archived_sources(archive_dir, day)
    wanted = [source for source in sources if source.id in archived]
    task = partial(_extract_source, archive_dir, documents_dir, day, gazetteer_dir, key)
    if processes > 1 and len(wanted) > 1:
        # Spawned, not forked: the caller may have threads (Airflow, pytest), and a fork would copy their locks.
        with ProcessPoolExecutor(min(processes, len(wanted)), mp_context=get_context("spawn")) as pool:
            done = tuple(pool.map(task, wanted))
    else:
        done = tuple(map(task, wanted))
    known = {source.id for source in sources}
    return ExtractReport(day=day, sources=done, unknown=tuple(s for s in archived if s not in known))


def _extract_source(
    archive_dir: Path, documents_dir: Path, day: date, gazetteer_dir: Path | None, key: bytes, source: Source
) -> SourceExtract:
    folder = documents_dir / day.isoformat() / source.id
    captures: list[Capture] = []
    damage: DamagedArchiveError | None = None
    try:
        captures.extend(read_archive(archive_dir, day, source.id))
    except ArchiveError as error:
        _log.error("event=extract source=%s day=%s problem=%s", source.id, day, error)
        if folder.is_dir() or not isinstance(error, DamagedArchiveError):
            return SourceExtract(source_id=source.id, problem=str(error))
        damage = error
    documents, rejections, rows = _read(captures, source, day, _coder(gazetteer_dir), key)
    if damage is not None:
        rejections.append(_unread(damage, captures, source, day))
    write_folder(folder, documents, rejections, rows)
    reasons = dict(sorted(Counter(row.reason for row in rejections).items()))
    _log.info(
        "event=extract source=%s day=%s captures=%d documents=%d rejections=%d",
        source.id, day, len(rows), len(documents), len(rejections),
    )  # fmt: skip
    return SourceExtract(
        source_id=source.id,
        captures=len(rows),
        documents=len(documents),
        rejections=reasons,
        problem=None if damage is None else str(damage),
    )


@cache
def _coder(gazetteer_dir: Path | None) -> Coder:
    """Loaded once in each process: it takes longer than many a source's day."""
    return load_coder(gazetteer_dir)


def _read(
    captures: Sequence[Capture], source: Source, day: date, coder: Coder, key: bytes
) -> tuple[list[Document], list[Rejection], list[CaptureRow]]:
    answers = {n: announced(c, source) for n, c in enumerate(captures) if c.role == "discovery"}
    hints = _hints((answer.items for answer in answers.values()), source)
    # By key: of two captures of one document the later replaces the earlier.
    documents: dict[str, Document] = {}
    rejections: list[Rejection] = []
    rows: list[CaptureRow] = []
    for number, capture in enumerate(captures):
        outcome: Outcome
        results: list[Document | Rejection] = []
        is_lost = capture.problem == "original-missing"
        if capture.role == "item" and 300 <= capture.status < 400 and not is_lost:
            outcome = "redirect"
        elif capture.role == "item":
            results = [extract(capture, source, _hint(hints, capture, source))]
            outcome = "document" if isinstance(results[0], Document) else "rejection"
        else:
            outcome = capture.role
            if (answer := answers.get(number)) is not None:
                results = complete_documents(answer.items, capture, source, key=key)
                rejections += left_out(answer, capture, source)
        for result in results:
            if isinstance(result, Document):
                documents[result.doc_key] = result
            else:
                rejections.append(result)
        rows.append(_row(capture, day, outcome))
    return [coder.code(document, source) for document in documents.values()], rejections, rows


def _unread(damage: DamagedArchiveError, captures: Sequence[Capture], source: Source, day: date) -> Rejection:
    """The rest of a damaged file: nobody can say of which addresses it was, nor how they answered (status 0)."""
    midnight = datetime.combine(day, time(), ZoneInfo(source.timezone))
    return Rejection(
        source_id=source.id,
        day=day,
        url=source.homepage,
        fetched_at=captures[-1].fetched_at if captures else midnight.astimezone(UTC),
        status=0,
        warc_path=damage.location.path,
        warc_offset=damage.location.offset,
        reason="damaged-archive",
        detail=str(damage),
    )


def _hints(announced: Iterable[tuple[Discovered, ...]], source: Source) -> dict[str, Discovered]:
    """Announcements by canonical address; of several the first that gives a date, else the first."""
    hints: dict[str, Discovered] = {}
    for item in (item for items in announced for item in items if not item.is_complete):
        known = hints.setdefault(source.identity(item.url), item)
        if known.published is None and item.published is not None:
            hints[source.identity(item.url)] = item
    return hints


def _hint(hints: dict[str, Discovered], capture: Capture, source: Source) -> Discovered | None:
    return hints.get(source.identity(capture.announced_url)) or hints.get(source.identity(capture.url))


def _row(capture: Capture, day: date, outcome: Outcome) -> CaptureRow:
    return CaptureRow(
        source_id=capture.source_id,
        day=day,
        url=capture.url,
        announced_url=capture.announced_url,
        fetched_at=capture.fetched_at,
        status=capture.status,
        role=capture.role,
        content_type=capture.header("content-type"),
        bytes=len(capture.body),
        problem=capture.problem,
        warc_path=capture.location.path,
        warc_offset=capture.location.offset,
        outcome=outcome,
    )
