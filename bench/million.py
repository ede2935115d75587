"""A million generated documents through thirty nights: what each night takes, and whether that grows with what is stored.

    python -m bench.million [--documents 1000000] [--nights 30] [--steps copies|stories]

Every night is a process of its own on two cores, as `bench.copies_night` says, over the documents of the nights before.
Texts are made beforehand and count for nothing. Exit code 1: a night held more than 4 GiB, or the last ten nights took
more than a quarter longer than the ten before them.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from bench.dedupe_cost import Night, Nights

MOST_MB: Final = 4096
MOST_GROWTH: Final = 1.25
_CORES: Final = 2
_TEN: Final = 10


def main(argv: Sequence[str] | None = None) -> int:
    """Go through the nights and print a line for each; 1 where a mark is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.million",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--steps", choices=("copies", "stories"), default="copies", help="stories: these too")
    given = parser.parse_args(argv)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:_CORES])
    with tempfile.TemporaryDirectory() as scratch:
        log = run(Nights(Path(scratch) / "nights", given.steps), given.documents, given.nights)
    print(told := verdict(log))
    return 1 if "missed" in told else 0


def run(nights: Nights, documents: int, count: int) -> list[Night]:
    """Go through `count` nights of as many documents each; what each of them took."""
    log = []
    for number in range(1, count + 1):
        nights.arrive(documents * number // count - nights.count)
        log.append(night := nights.run())
        print(
            f"night={number} documents={nights.count} clusters={night.clusters} cpu_s={night.cpu:.2f} "
            f"wall_s={night.wall:.1f} rss_mb={night.rss:.0f} state_mb={night.size / 2**20:.0f} "
            f"texts_mb={nights.texts.stat().st_size / 2**20:.0f}",
            flush=True,
        )
    return log


def verdict(log: Sequence[Night]) -> str:
    """What the log says of memory and growth; "missed" where a mark is."""
    most = max(night.rss for night in log)
    lines = [f"most memory of a night: {most:.0f} MB{'' if most <= MOST_MB else ', mark missed'}"]
    if len(log) >= 2 * _TEN:
        growth = _growth(log, lambda night: night.cpu)
        lines.append(
            f"the last ten nights to the ten before, medians: {growth:.2f} times the CPU seconds, "
            f"{_growth(log, lambda night: night.wall):.2f} times the wall seconds, "
            f"{_growth(log, lambda night: night.rss):.2f} times the memory"
            f"{'' if growth <= MOST_GROWTH else ', mark missed'}"
        )
    return "\n".join(lines)


def _growth(log: Sequence[Night], figure: Callable[[Night], float]) -> float:
    last, before = log[-_TEN:], log[-2 * _TEN : -_TEN]
    return statistics.median(map(figure, last)) / statistics.median(map(figure, before))


if __name__ == "__main__":
    sys.exit(main())
