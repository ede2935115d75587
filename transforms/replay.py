"""Many days read again from the archive: on several processes, without a network, going on where it was stopped.

A folder that is made of the same things, by the same program, stands as it is: see `run.stamp`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from crawlers.archive import SUFFIX, archive_files, stored_file
from crawlers.sources import Source
from transforms.folder import stamp_of, tidy
from transforms.offline import Say, in_processes, told
from transforms.run import SourceExtract, extract_source, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDay:
    """One archive file to read again.

    Attributes:
        day: the crawl date.
        source: as its file is now.
        byte_count: size of the archive file.
    """

    day: date
    source: Source
    byte_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where everything is.

    Attributes:
        archive: the archive's folder.
        documents: the documents' folder.
        gazetteer: local additions to the gazetteer.
        key: secret of the installation, for the pseudonyms of private persons.
    """

    archive: Path
    documents: Path
    gazetteer: Path | None
    key: bytes

    def stamp(self, one: SourceDay) -> str | None:
        """What the folder of a source's day would be made of."""
        return stamp(
            one.source, one.day, archive_dir=self.archive, gazetteer_dir=self.gazetteer, key=self.key
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDayDone:
    """What became of one.

    Attributes:
        made: what the folder holds.
        is_kept: it stood already, made of the same, and was not made again.
    """

    day: date
    made: SourceExtract
    is_kept: bool


def source_days(
    archive_dir: Path, sources: Sequence[Source], since: date | None, until: date | None
) -> tuple[list[SourceDay], tuple[str, ...]]:
    """The archive files of some days and sources, in the order of the days, and the sources met that are not known."""
    known = {source.id: source for source in sources}
    found: list[SourceDay] = []
    unknown: set[str] = set()
    for path in archive_files(archive_dir, since=since, until=until):
        name = path.name.removesuffix(SUFFIX)
        if name not in known:
            unknown.add(name)
            continue
        size = stored_file(path).stat().st_size
        found.append(SourceDay(day=date.fromisoformat(path.parent.name), source=known[name], byte_count=size))
    return found, tuple(sorted(unknown))


def replay(
    days: Sequence[SourceDay], places: Places, *, processes: int, again: bool, say: Say
) -> Iterator[SourceDayDone]:
    """Read archive files again into documents; each as it is done, in no order.

    A kill at any moment leaves whole folders; the same call then makes what is missing.

    Args:
        days: from `source_days`.
        places: where everything is.
        processes: how many to use; one archive file is one task.
        again: also what was made already of the same.
        say: given how many bytes of the archive files were read, several times a second.

    Raises:
        ReplayError: a process was killed, or something wanted a socket.
        GazetteerError, CodebookError, OSError: as `extract_day`; what was done is kept.
    """
    # The largest first: so no process is left alone with one at the end.
    largest = sorted(days, key=lambda one: -one.byte_count)
    return in_processes(partial(_replay_one, places, again), largest, processes, say)


class Place:
    """Tells the caller how much of an archive file was read."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._at = 0

    def __call__(self, offset: int) -> None:
        """The file was read up to there."""
        # Of a compacted file the places are those of before, beyond its end.
        at = max(self._at, min(offset, self._size))
        told(at - self._at)
        self._at = at

    def end(self) -> None:
        """The file was read to its end, or need not be."""
        self(self._size)


def _replay_one(places: Places, again: bool, one: SourceDay) -> SourceDayDone:
    folder = places.documents / one.day.isoformat() / one.source.id
    place = Place(one.byte_count)
    place(0)
    made_of = places.stamp(one)
    is_as_it_was = not again and made_of is not None and stamp_of(folder) == made_of
    kept = counts(folder, one.source.id) if is_as_it_was else None
    if kept is not None:
        tidy(folder)
    made = kept or extract_source(
        one.source,
        one.day,
        archive_dir=places.archive,
        documents_dir=places.documents,
        gazetteer_dir=places.gazetteer,
        key=places.key,
        made_of=made_of,
        at_place=place,
    )
    place.end()
    return SourceDayDone(day=one.day, made=made, is_kept=kept is not None)


def counts(folder: Path, source_id: str) -> SourceExtract | None:
    """What a folder holds; None where a file of it is missing or torn."""
    try:
        documents = pq.ParquetFile(folder / "documents.parquet").read(columns=["doc_key"])
        captures = pq.read_metadata(folder / "captures.parquet").num_rows
        reasons = pq.ParquetFile(folder / "rejections.parquet").read(columns=["reason"])
    except (OSError, pa.ArrowInvalid):
        return None
    return SourceExtract(
        source_id=source_id,
        captures=captures,
        documents=len(set(documents.column("doc_key").to_pylist())),
        rejections=dict(sorted(Counter(reasons.column("reason").to_pylist()).items())),
    )
