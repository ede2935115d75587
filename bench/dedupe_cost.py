"""What duplicates cost over generated texts: from text to candidate pairs, and a night against what is stored. Tables."""

import json
import math
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pyarrow.parquet as pq

from bench.dedupe_programs import OURS, PAIRS, Cost, pairs
from bench.synthetic_texts import Stream, documents, write_texts
from warehouse.migrate import migrate

MILLION: Final = (OURS, "rensa 0.5")
_FIRST_NIGHT: Final = datetime(2026, 1, 5, tzinfo=UTC)
_NIGHT: Final = 5_000
_MEMORY: Final = "350MB"
_STORED: Final = (10_000, 90_000)
_REHASHED: Final = ("datasketch 1.10", "datasketch 2.0, all at once")


def costs(
    sizes: Sequence[int], rounds: int, environments: Path | None, scratch: Path, *, has_million: bool
) -> Iterator[str]:
    """A row a program and number of texts; programs take turns, and who comes first changes."""
    yield "from texts to candidate pairs, each program in a process of its own; CPU seconds of the process, medians"
    yield _line(
        "", ["texts", "CPU s", "texts/CPU s", "x datasketch", "wall s", "MB", "recall", "pairs", "growth"]
    )
    names = [name for name, program in PAIRS.items() if program.python(environments)]
    before: dict[str, tuple[int, float]] = {}
    for size in [*sizes, *([1_000_000] if has_million else [])]:
        texts, copies = write_texts(scratch / f"texts-{size}", size)
        planted = _pairs_in(copies)
        running = names if size in sizes else [name for name in names if name in MILLION]
        found: dict[str, list[tuple[Cost, float, int]]] = {name: [] for name in running}
        for number in range(rounds if size in sizes else 1):
            first = number % len(running)
            for name in (*running[first:], *running[:first]):
                cost, out = pairs(PAIRS[name], environments, texts, scratch)
                candidates = _pairs_in(out)
                found[name].append((cost, len(candidates & planted) / len(planted), len(candidates)))
        for name, runs in found.items():
            cpu = _median(run.cpu for run, _, _ in runs)
            peer = found.get("datasketch 1.10")
            ratio = _median(run.cpu for run, _, _ in peer) / cpu if peer else None
            cells = [
                f"{size:,}",
                f"{cpu:.2f}",
                f"{size / cpu:,.0f}",
                f"{ratio:.2f}" if ratio else "–",
                f"{_median(run.wall for run, _, _ in runs):.1f}",
                f"{_median(run.rss for run, _, _ in runs):,.0f}",
                f"{runs[0][1]:.3f}",
                f"{runs[0][2] / size:.2f}",
                f"{math.log(cpu / before[name][1]) / math.log(size / before[name][0]):.2f}"
                if name in before
                else "–",
            ]
            before[name] = size, cpu
            yield _line(name, cells)
        texts.unlink()


@dataclass(frozen=True, slots=True)
class Night:
    """What one night took.

    Attributes:
        cpu: seconds of the process, from the batch read to the file written.
        wall: seconds.
        rss: most memory of the process, MB.
        used: bytes of the state in its file, texts left out.
        size: bytes of that file; what is free in it is used again.
        clusters: duplicate clusters after it.
    """

    cpu: float
    wall: float
    rss: float
    used: int
    size: int
    clusters: int


class Nights:
    """Nights of generated documents, one after the other, each by a process of its own: `bench.copies_night`.

    Attributes:
        state: the warehouse's file, without the texts.
        texts: the file with the texts.
        count: documents so far.
    """

    def __init__(self, folder: Path, steps: str = "copies", memory: str = "1500MB", seed: int = 5) -> None:
        folder.mkdir(parents=True)
        self._steps, self._memory = steps, memory
        self.state, self.texts, self._batch = (
            folder / "state.duckdb",
            folder / "texts.duckdb",
            folder / "batch.parquet",
        )
        self.count = 0
        self._nights = 0
        self._stream = Stream(seed)

    def arrive(self, count: int) -> None:
        """Make the documents of the next night."""
        first = np.datetime64(_FIRST_NIGHT.replace(tzinfo=None) + timedelta(days=self._nights), "us")
        seconds = np.linspace(0, 86_399, count).astype("timedelta64[s]")
        table = documents(self._stream.batch(count), self.count, first + seconds)
        pq.write_table(table, self._batch, compression="snappy")
        self.count += count
        self._nights += 1

    def run(self) -> Night:
        """Take in what arrived."""
        return self._run(self.state, self.texts)

    def again(self, scratch: Path) -> Night:
        """Take in what arrived on copies of the files, which are removed."""
        state, texts = (Path(shutil.copy(path, scratch / path.name)) for path in (self.state, self.texts))
        night = self._run(state, texts)
        state.unlink()
        texts.unlink()
        return night

    def _run(self, state: Path, texts: Path) -> Night:
        night = (_FIRST_NIGHT + timedelta(days=self._nights - 1)).date().isoformat()
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "bench.copies_night",
                self._steps,
                self._memory,
                state,
                texts,
                self._batch,
                night,
            ],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"the night of {night} ended with an error: {done.stderr[-800:]}")
        return Night(**json.loads(done.stdout))


def nights(rounds: int, environments: Path | None, scratch: Path) -> Iterator[str]:
    """A row a number of stored documents: a night of 5,000 more; then what it costs a peer to hash all of them again."""
    yield f"a night of {_NIGHT:,} documents against those stored in the nights before, {_NIGHT:,} each; medians"
    yield _line("", ["stored", "CPU s", "wall s", "MB", "bytes/doc", "x first"])
    empty = _empty(scratch)
    first = 0.0
    made = Nights(scratch / "nights", memory=_MEMORY)
    for stored in _STORED:
        while made.count < stored:
            made.arrive(_NIGHT)
            used = made.run().used
        made.arrive(_NIGHT)
        runs = [made.again(scratch) for _ in range(rounds)]
        cpu = _median(run.cpu for run in runs)
        first = first or cpu
        cells = [
            f"{stored:,}",
            f"{cpu:.2f}",
            f"{_median(run.wall for run in runs):.1f}",
            f"{_median(run.rss for run in runs):,.0f}",
            f"{(used - empty) / stored:.0f}",
            f"{cpu / first:.2f}",
        ]
        yield _line(OURS, cells)
        made.run()
    texts, _ = write_texts(scratch / "rehashed", _STORED[-1] + _NIGHT)
    for name in _REHASHED:
        if PAIRS[name].python(environments):
            cost, _ = pairs(PAIRS[name], environments, texts, scratch)
            yield _line(
                f"{name}, all again",
                ["–", f"{cost.cpu:.2f}", f"{cost.wall:.1f}", f"{cost.rss:,.0f}", "–", "–"],
            )


def _empty(scratch: Path) -> int:
    """Bytes of a warehouse that holds nothing."""
    path = scratch / "empty.duckdb"
    with duckdb.connect(path) as con:
        migrate(con, path)
        con.execute("checkpoint")
        found = con.execute("select used_blocks * block_size from pragma_database_size()").fetchone()
    assert found is not None
    return int(found[0])


def _pairs_in(path: Path) -> set[tuple[int, int]]:
    numbers = np.loadtxt(path, dtype=np.int64, ndmin=2) if path.stat().st_size else np.empty((0, 2), np.int64)
    return set(map(tuple, np.sort(numbers, axis=1).tolist()))


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


def _line(name: str, cells: Iterable[str]) -> str:
    return " ".join([f"{name:<38}", *(f"{cell:>12}" for cell in cells)]).rstrip()
