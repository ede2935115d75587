"""The second stage over one day: archive in, one folder of Parquet files per source out.

A source's folder is a pure function of its archive file, its YAML, the gazetteer and the code: extracting the day again
gives the same bytes, and a folder is replaced whole.
"""

import hashlib
import hmac
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache, partial
from pathlib import Path
from zoneinfo import ZoneInfo

from crawlers.archive import (
    SUFFIX,
    ArchiveError,
    DamagedArchiveError,
    archived_sources,
    read_archive,
    stored_file,
)
from crawlers.capture import Capture
from crawlers.discovered import Discovered
from crawlers.sources import Source
from transforms.coding import Coder, load_coder
from transforms.document import Document, Rejection
from transforms.extract import extract
from transforms.folder import new_folder
from transforms.looks import Looks
from transforms.offline import in_processes
from transforms.parquet import CaptureRow, Outcome
from transforms.posts import announced, complete_documents, left_out
from transforms.versions import maker

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceExtract:
    """What one source's day gave.

    Attributes:
        captures: rows written.
        documents: how many there are; a row is a look at one.
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
        ReplayError: one of several processes was killed, or wanted a socket.
    """
    archived = archived_sources(archive_dir, day)
    wanted = [source for source in sources if source.id in archived]
    task = partial(
        extract_source,
        day=day,
        archive_dir=archive_dir,
        documents_dir=documents_dir,
        gazetteer_dir=gazetteer_dir,
        key=key,
    )
    if processes > 1 and len(wanted) > 1:
        finished = {one.source_id: one for one in in_processes(task, wanted, min(processes, len(wanted)))}
        done = tuple(finished[source.id] for source in wanted)
    else:
        done = tuple(map(task, wanted))
    known = {source.id for source in sources}
    return ExtractReport(day=day, sources=done, unknown=tuple(s for s in archived if s not in known))


def extract_source(
    source: Source,
    day: date,
    *,
    archive_dir: Path,
    documents_dir: Path,
    gazetteer_dir: Path | None,
    key: bytes,
    made_of: str | None = None,
    at_place: Callable[[int], None] | None = None,
) -> SourceExtract:
    """Extract and code what was archived of one source on a day; the memory that it takes does not grow with the day.

    Args:
        source: as its file is now.
        day: the crawl date.
        archive_dir: the archive's folder.
        documents_dir: the documents' folder.
        gazetteer_dir: local additions to the gazetteer.
        key: secret of the installation, for the pseudonyms of private persons.
        made_of: the `stamp`, where it is known already; kept in the folder, unless the archive file is damaged.
        at_place: told the place in the archive file that was come to, in bytes, from time to time.

    Raises:
        OSError: the folder cannot be written.
    """
    folder = documents_dir / day.isoformat() / source.id
    # Before it is read: of a file that grows meanwhile the folder is made again.
    made_of = made_of or stamp(source, day, archive_dir=archive_dir, gazetteer_dir=gazetteer_dir, key=key)
    coder = coder_of(gazetteer_dir)
    reasons: Counter[str] = Counter()
    problem: str | None = None
    captures = 0
    looks = Looks()
    try:
        with new_folder(folder) as files:
            last: Capture | None = None
            try:
                hints, whole = _announcements(archive_dir, day, source)
                for capture in read_archive(archive_dir, day, source.id):
                    if at_place is not None:
                        at_place(capture.location.offset)
                    outcome, results = _read(capture, source, hints, whole, key)
                    for result in results:
                        if isinstance(result, Document):
                            number = files.document(coder.code(result, source))
                            replaced = looks.add(
                                result.doc_key,
                                result.version_sha256,
                                result.fetched_at,
                                number,
                            )
                            if replaced is not None:
                                files.take_back(replaced)
                        else:
                            files.rejection(result)
                            reasons[result.reason] += 1
                    files.capture(_row(capture, day, outcome))
                    captures, last = captures + 1, capture
                files.stamp = made_of
            except DamagedArchiveError as error:
                if folder.is_dir():
                    raise
                problem = str(error)
                files.rejection(_unread(error, last, source, day))
                reasons["damaged-archive"] += 1
            documents = looks.document_count
    except ArchiveError as error:
        _log.error("event=extract source=%s day=%s problem=%s", source.id, day, error)
        return SourceExtract(source_id=source.id, problem=str(error))
    _log.info(
        "event=extract source=%s day=%s captures=%d documents=%d rejections=%d",
        source.id, day, captures, documents, reasons.total(),
    )  # fmt: skip
    return SourceExtract(
        source_id=source.id,
        captures=captures,
        documents=documents,
        rejections=dict(sorted(reasons.items())),
        problem=problem,
    )


def stamp(
    source: Source, day: date, *, archive_dir: Path, gazetteer_dir: Path | None, key: bytes
) -> str | None:
    """A digest of all that a folder of documents is made of: archive file, source, gazetteer, key, program.

    None where the archive file cannot be read; to read it tells why.
    """
    digest = hashlib.sha256(f"{maker(gazetteer_dir)}\n{day}\n{source.id}\n".encode())
    digest.update(f"{source.model_dump_json()}\n".encode())
    # A digest of the secret, by which nobody finds it.
    digest.update(hmac.digest(key, b"stamp", "sha256"))
    try:
        with stored_file(archive_dir / day.isoformat() / f"{source.id}{SUFFIX}").open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    except OSError:
        return None
    return digest.hexdigest()


@cache
def coder_of(gazetteer_dir: Path | None) -> Coder:
    """Loaded once in each process: it takes longer than many a source's day.

    Raises:
        GazetteerError, CodebookError: a file of theirs cannot be used.
    """
    return load_coder(gazetteer_dir)


def hints_of(archive_dir: Path, day: date, source: Source) -> dict[str, Discovered]:
    """What a source's day announced of items that stand elsewhere, by canonical address.

    Raises:
        ArchiveError: the archive file cannot be read at all; of one that is damaged, what stands before is read.
    """
    return _announcements(archive_dir, day, source)[0]


def hint_for(hints: dict[str, Discovered], capture: Capture, source: Source) -> Discovered | None:
    """What was announced of the item that a capture is of."""
    return hints.get(source.identity(capture.announced_url)) or hints.get(source.identity(capture.url))


def _announcements(
    archive_dir: Path, day: date, source: Source
) -> tuple[dict[str, Discovered], frozenset[int]]:
    """Hints by canonical address, and the places of the answers that hold items whole, or items that are of no use.

    Those are read again when it is their turn: all at once they may be more than memory holds. Of several announcements
    of one address the first that gives a date is the hint, else the first.
    """
    hints: dict[str, Discovered] = {}
    whole: set[int] = set()
    # Where the file is damaged the second reading comes to the same place, and says so.
    with suppress(DamagedArchiveError):
        for capture in read_archive(archive_dir, day, source.id, role="discovery"):
            found = announced(capture, source)
            if found.notes or capture.problem is not None or any(item.is_complete for item in found.items):
                whole.add(capture.location.offset)
            for item in found.items:
                if item.is_complete:
                    continue
                address = source.identity(item.url)
                known = hints.setdefault(address, item)
                if known.published is None and item.published is not None:
                    hints[address] = item
    return hints, frozenset(whole)


def _read(
    capture: Capture, source: Source, hints: dict[str, Discovered], whole: frozenset[int], key: bytes
) -> tuple[Outcome, list[Document | Rejection]]:
    is_lost = capture.problem == "original-missing"
    if capture.role == "item" and 300 <= capture.status < 400 and not is_lost:
        return "redirect", []
    if capture.role == "item":
        result = extract(capture, source, hint_for(hints, capture, source))
        return "document" if isinstance(result, Document) else "rejection", [result]
    if capture.location.offset not in whole:
        return capture.role, []
    answer = announced(capture, source)
    return capture.role, [
        *complete_documents(answer.items, capture, source, key=key),
        *left_out(answer, capture, source),
    ]


def _unread(damage: DamagedArchiveError, last: Capture | None, source: Source, day: date) -> Rejection:
    """The rest of a damaged file: nobody can say of which addresses it was, nor how they answered (status 0)."""
    midnight = datetime.combine(day, time(), ZoneInfo(source.timezone))
    return Rejection(
        source_id=source.id,
        day=day,
        url=source.homepage,
        fetched_at=midnight.astimezone(UTC) if last is None else last.fetched_at,
        status=0,
        warc_path=damage.location.path,
        warc_offset=damage.location.offset,
        reason="damaged-archive",
        detail=str(damage),
    )


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
