"""The second stage as a whole: a day's archive in, Parquet folders out, one per source, each replaced whole."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from crawlers.archive import archived_sources, read_archive
from crawlers.capture import Capture
from crawlers.discovered import Discovered
from crawlers.sources import Source
from transforms.coding import Coder, load_coder
from transforms.document import Document, Rejection
from transforms.extract import extract, local_crawl_day, rejection
from transforms.parquet import CaptureRow, Outcome, write_folder
from transforms.posts import announced, documents_from

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractReport:
    """What a day's archive gave."""

    day: date
    sources: int
    captures: int
    documents: int
    rejections: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One source's archive to read; what a worker process is handed."""

    archive_dir: Path
    documents_dir: Path
    day: date
    source: Source
    gazetteer_dir: Path | None
    pseudonym_key: bytes


def extract_day(
    *,
    archive_dir: Path,
    documents_dir: Path,
    day: date,
    sources: Sequence[Source],
    gazetteer_dir: Path | None,
    pseudonym_key: bytes,
    processes: int = 1,
) -> ExtractReport:
    """Read the archive of a day, code what it holds, and write `documents/DAY/SOURCE/` for each source.

    A folder is a pure function of the source's archive file, its YAML, the codebook, the gazetteer and the key: on any
    number of processes, and on every repetition, its bytes are the same.

    Args:
        archive_dir: of the WARC files.
        documents_dir: of the Parquet files.
        day: crawl date.
        sources: those to read; one without an archive file that day is passed over.
        gazetteer_dir: the place's own additions; None without any.
        pseudonym_key: secret of the deployment, for private persons' names.
        processes: how many at once, over sources.
    """
    there = set(archived_sources(archive_dir, day))
    jobs = [
        _Job(
            archive_dir=archive_dir,
            documents_dir=documents_dir,
            day=day,
            source=source,
            gazetteer_dir=gazetteer_dir,
            pseudonym_key=pseudonym_key,
        )
        for source in sources
        if source.id in there
    ]
    with _mapping(min(processes, len(jobs))) as run:
        counts = list(run(_extract_source, jobs))
    captures, documents, rejections = (
        (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
    )
    report = ExtractReport(
        day=day, sources=len(jobs), captures=captures, documents=documents, rejections=rejections
    )
    log.info(
        "extract day=%s sources=%d captures=%d documents=%d rejections=%d",
        day,
        report.sources,
        report.captures,
        report.documents,
        report.rejections,
    )
    return report


@contextmanager
def _mapping(
    processes: int,
) -> Iterator[
    Callable[[Callable[[_Job], tuple[int, int, int]], Iterable[_Job]], Iterable[tuple[int, int, int]]]
]:
    if processes <= 1:
        yield map
    else:
        with ProcessPoolExecutor(processes) as pool:
            yield pool.map


def _extract_source(job: _Job) -> tuple[int, int, int]:
    """Read one source's archive and write its folder; how many captures, documents and rejections it holds."""
    source = job.source
    coder = _coder(job.gazetteer_dir)
    hints: dict[str, Discovered] = {}
    documents: dict[str, Document] = {}
    rejections: dict[tuple[str, str, str], Rejection] = {}
    captures: list[CaptureRow] = []

    def take(result: Document | Rejection) -> None:
        if isinstance(result, Document):
            # The last capture of the day holds: a redirect's twin, or the same address with a tracking parameter.
            documents.pop(result.doc_key, None)
            documents[result.doc_key] = coder.code(result, source)
        else:
            rejections[result.url, result.reason, result.detail] = result

    for capture in read_archive(job.archive_dir, job.day, source.id):
        outcome: Outcome
        if capture.role == "discovery":
            outcome = "discovery"
            items, notes = announced(capture, source)
            hints.update({source.identity(item.url): item for item in items})
            for reason, detail in notes:
                take(rejection(capture, local_crawl_day(capture, source), reason, detail))
            for result in documents_from(items, capture, source, job.pseudonym_key):
                take(result)
        elif capture.role == "robots":
            outcome = "robots"
        else:
            result = extract(capture, source, hints.get(source.identity(capture.announced_url)))
            if isinstance(result, Rejection) and result.reason == "redirect":
                outcome = "redirect"
            else:
                outcome = "document" if isinstance(result, Document) else "rejection"
                take(result)
        captures.append(_row(capture, job.day, outcome))
    folder = job.documents_dir / job.day.isoformat() / source.id
    write_folder(folder, list(documents.values()), list(rejections.values()), captures)
    return len(captures), len(documents), len(rejections)


@lru_cache(maxsize=1)
def _coder(gazetteer_dir: Path | None) -> Coder:
    return load_coder(gazetteer_dir)


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
