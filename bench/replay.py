"""How fast an archive is read again, and in how much memory.

    python -m bench.replay DIR [--pages 100000] [--processes 2] [--per-file 500] [--keep FOLDER]

DIR holds labelled pages (`pages` of ../shared/data). An archive of so many pages is made of them, each with an address, a
title and words of its own, compressed as servers send them, `--per-file` of them in the file of a source and day; then it is
replayed as `beatbook extract --from` does. Printed are pages a second, CPU seconds, and the memory of the caller and of all
processes together when a tenth, half and all of the archive was read. Making the archive is not part of the figures. With `--keep` archive
and documents stay in FOLDER, and an archive that is there is used again.
"""

import argparse
import contextlib
import gzip
import re
import resource
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import psutil

from bench.labelled_pages import read_cases
from crawlers.archive_writer import ArchiveWriter
from crawlers.sources import Source
from transforms.replay import Places, replay, source_days

_FIRST: Final = date(2026, 1, 1)
_SOURCES: Final = 20
_PARAGRAPH: Final = re.compile(rb"<p\b[^>]*>", re.IGNORECASE)
_TITLE: Final = re.compile(rb"<(?:title|h1)\b[^>]*>", re.IGNORECASE)
_EVERY_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Memory:
    """Resident memory at a moment, in bytes."""

    share: float
    caller: int
    processes: int


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.replay",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--per-file", type=int, default=500)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="beatbook-bench-") as name:
        root = given.keep or Path(name)
        if not (root / "archive").is_dir():
            make_archive(given.folder, root / "archive", given.pages, given.per_file, given.processes)
        measure(root, given.processes)


def make_archive(pages: Path, archive: Path, count: int, per_file: int, processes: int) -> None:
    """Archive so many pages, made of the labelled ones."""
    files = -(-count // per_file)
    tasks = [
        (_FIRST + timedelta(days=number // _SOURCES), f"us_or_bench_{number % _SOURCES}", number * per_file,
         min(per_file, count - number * per_file))
        for number in range(files)
    ]  # fmt: skip
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for _ in pool.map(partial(_write_file, pages, archive), tasks):
            pass
    size = sum(path.stat().st_size for path in archive.rglob("*.warc.gz"))
    print(f"archive: {count} pages in {files} files, {size / 1e6:.0f} MB")


def measure(root: Path, processes: int) -> None:
    """Replay an archive, and print what it took."""
    sources = [_source(f"us_or_bench_{number}") for number in range(_SOURCES)]
    days, _ = source_days(root / "archive", sources, None, None)
    places = Places(archive=root / "archive", documents=root / "documents", gazetteer=None, key=b"of no use")
    watch = _Watch(sum(one.byte_count for one in days))
    began, worked = time.monotonic(), _cpu_seconds()
    documents = rejections = 0
    with watch:
        for done in replay(days, places, processes=processes, again=True, say=watch.read):
            documents += done.made.documents
            rejections += sum(done.made.rejections.values())
    seconds, cpu = time.monotonic() - began, _cpu_seconds() - worked
    pages = documents + rejections
    print(f"{pages} pages: {documents} documents, {rejections} rejections, on {processes} processes")
    print(f"{seconds:.0f} s, {pages / seconds:.0f} pages/s; {cpu:.0f} CPU s, {pages / cpu:.0f} pages a CPU s")
    for share in (0.1, 0.25, 0.5, 0.75, 1.0):
        until = [one for one in watch.memory if one.share <= share]
        if until:
            most = max(one.caller + one.processes for one in until)
            print(
                f"memory at {share:4.0%}: caller {until[-1].caller / 1e6:.0f} MB, processes together "
                f"{until[-1].processes / 1e6:.0f} MB; most so far {most / 1e6:.0f} MB"
            )


class _Watch:
    """Takes the memory of this process and of its children, several times a second, while the block lasts."""

    def __init__(self, total: int) -> None:
        self.memory: list[_Memory] = []
        self._total = total
        self._read = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def read(self, amount: int) -> None:
        self._read = amount

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        us = psutil.Process()
        while not self._over.wait(_EVERY_S):
            of_children = 0
            for child in us.children(recursive=True):
                with contextlib.suppress(psutil.Error):  # it has just ended
                    of_children += child.memory_info().rss
            self.memory.append(
                _Memory(share=self._read / self._total, caller=us.memory_info().rss, processes=of_children)
            )


def _cpu_seconds() -> float:
    """Of this process and of the children that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _source(source_id: str) -> Source:
    return Source.model_validate(
        {
            "id": source_id,
            "name": source_id,
            "homepage": "https://bench.example/",
            "publisher": "newspaper",
            "place": {"name": "Tamarack Falls", "state": "OR"},
            "timezone": "America/Los_Angeles",
            "feeds": [{"kind": "feed", "url": "https://bench.example/feed"}],
        }
    )


@cache
def _bodies(pages: Path) -> tuple[bytes, ...]:
    return tuple(case.capture.body for case in read_cases(pages))


def _write_file(pages: Path, archive: Path, task: tuple[date, str, int, int]) -> None:
    day, source_id, first, count = task
    bodies = _bodies(pages)
    at = datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    with ArchiveWriter(archive, day, source_id) as writer:
        writer.begin(at)
        for number in range(first, first + count):
            words = f"Number {number} of the bench, says officer {number % 977}. ".encode()
            body = _PARAGRAPH.sub(lambda found: found[0] + words, bodies[number % len(bodies)], count=3)  # noqa: B023
            body = _TITLE.sub(lambda found: found[0] + b"%d: " % number, body)  # noqa: B023
            url = f"https://bench.example/news/{number}/"
            writer.write(
                url=url, announced_url=url, fetched_at=at, status=200, headers=headers,
                body=gzip.compress(body, 3, mtime=0), role="item",
            )  # fmt: skip


if __name__ == "__main__":
    main()
