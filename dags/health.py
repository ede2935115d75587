"""The health of the sources, from the accounts in the archive and the documents made of it."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from crawlers.health import SourceHealth, health
from crawlers.health_signs import RejectedPage
from crawlers.night import SourceNight, night_path, read_night
from crawlers.sources import Source

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What became of the pages of some nights.

    Attributes:
        documents: how many there are; a page that was fetched on two nights counts twice.
        titles, dates, authors: how many of them have one.
        rejections: reason and how many pages gave no document for it.
    """

    documents: int
    titles: int
    dates: int
    authors: int
    rejections: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A source with its health."""

    source: Source
    health: SourceHealth
    filled: Filled


def judge(
    source: Source,
    *,
    archive_dir: Path,
    documents_dir: Path,
    today: date,
    days: int,
    document_nights: int | None = None,
) -> Judged:
    """Judge a source by what is on the disk.

    Args:
        source: whose health is wanted.
        archive_dir: the archive's folder.
        documents_dir: the folder of the Parquet files.
        today: the last day looked at.
        days: how many days are looked at, up to today.
        document_nights: of how many of the source's latest nights documents and rejections are read; None for all. Only
            what the last three show can be a warning.
    """
    every_day = [today - timedelta(days=number) for number in range(days)]
    nights = [night for day in every_day if (night := _night(archive_dir, day, source.id)) is not None]
    read_on = [night.day for night in nights][:document_nights]
    folders = [documents_dir / day.isoformat() / source.id for day in read_on]
    counted = [_counted(path) for folder in folders if (path := folder / "documents.parquet").is_file()]
    rejected = [
        page
        for folder in folders
        if (path := folder / "rejections.parquet").is_file()
        for page in _rejected(path)
    ]
    return Judged(
        source=source,
        health=health(
            source,
            nights,
            today=today,
            days=days,
            rejected=rejected,
        ),
        filled=Filled(
            documents=sum(counts[0] for counts in counted),
            titles=sum(counts[1] for counts in counted),
            dates=sum(counts[2] for counts in counted),
            authors=sum(counts[3] for counts in counted),
            rejections=dict(Counter(page.reason for page in rejected).most_common()),
        ),
    )


def judge_all(
    sources: Sequence[Source], *, archive_dir: Path, documents_dir: Path, today: date, days: int
) -> list[Judged]:
    """Judge many sources, quickly: of documents and rejections the last three nights are read."""
    return [
        judge(
            source,
            archive_dir=archive_dir,
            documents_dir=documents_dir,
            today=today,
            days=days,
            document_nights=3,
        )
        for source in sources
    ]


def _night(archive_dir: Path, day: date, source_id: str) -> SourceNight | None:
    path = night_path(archive_dir, day, source_id)
    try:
        return read_night(path)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        log.warning("event=unreadable-night path=%s error=%r", path, str(error))
        return None  # told as a night without an account


def _counted(path: Path) -> tuple[int, int, int, int]:
    """Documents of a file, and those of them with title, date and author."""
    table = _read(path, ["title", "published_at", "authors"])
    titles, dates = (len(table) - table.column(name).null_count for name in ("title", "published_at"))
    return len(table), titles, dates, sum(map(bool, table.column("authors").to_pylist()))


def _rejected(path: Path) -> list[RejectedPage]:
    return [RejectedPage(**row) for row in _read(path, ["day", "reason", "url"]).to_pylist()]


def _read(path: Path, columns: list[str]) -> pa.Table:
    # The files are small and many: threads and reading ahead cost more than they gain, and `read_table` twice as much.
    return pq.ParquetFile(path, pre_buffer=False).read(columns=columns, use_threads=False)
