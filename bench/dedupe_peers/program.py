"""What every peer's program has in common: how it is called, what it reads and writes. Standard library only.

    python -m bench.dedupe_peers.NAME clusters METHOD DOCS.jsonl OUT.jsonl    a cluster for each document
    python -m bench.dedupe_peers.NAME pairs METHOD TEXTS.txt OUT.txt          candidate pairs, and what they cost

A line of TEXTS.txt is a text; a line of OUT.txt two line numbers, from 0. `pairs` prints an object with `cpu` and `wall`
seconds from the first line read to the last pair found, and `rss`, the most memory of the process in MB.
"""

import json
import re
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Pairs = Iterable[tuple[int, int]]
"""Places of documents that are alike."""
Document = dict[str, Any]
Finder = Callable[[list[Document]], Pairs]
"""From documents of a labelled set to the pairs to join."""
CandidateFinder = Callable[[Iterable[str]], Pairs]
"""From texts to candidate pairs."""


def words(text: str) -> list[str]:
    """The words of a text, lower case."""
    return re.findall(r"[a-z0-9']+", text.lower())


def shingles(text: str) -> set[str]:
    """Every five words in a row; all of them where there are fewer."""
    found = words(text)
    if len(found) < 5:
        return {" ".join(found)}
    return {" ".join(five) for five in zip(*(found[start:] for start in range(5)), strict=False)}


def single_link(count: int, pairs: Pairs) -> list[int]:
    """A cluster for each of `count` documents: those that pairs lead to, named by the first of them."""
    parents = list(range(count))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    for a, b in pairs:
        first, second = sorted((root(a), root(b)))
        parents[second] = first
    return [root(place) for place in range(count)]


def run(finders: Mapping[str, Finder], candidates: Mapping[str, CandidateFinder]) -> int:
    """Do what the command line asks for."""
    match sys.argv[1:]:
        case ["clusters", method, given, out] if method in finders:
            documents = [json.loads(line) for line in Path(given).read_text(encoding="utf-8").splitlines()]
            clusters = single_link(len(documents), finders[method](documents))
            rows = (
                json.dumps({"id": document["id"], "cluster_id": cluster})
                for document, cluster in zip(documents, clusters, strict=True)
            )
            Path(out).write_text("\n".join(rows) + "\n", encoding="utf-8")
        case ["pairs", method, given, out] if method in candidates:
            with measured() as cost:
                pairs = list(candidates[method](_lines(Path(given))))
            write_pairs(Path(out), pairs)
            print(json.dumps(cost))
        case _:
            print(
                f"{__doc__}\nclusters: {', '.join(finders)}; pairs: {', '.join(candidates)}", file=sys.stderr
            )
            return 2
    return 0


@contextmanager
def measured() -> Iterator[dict[str, float]]:
    """What the block takes: `cpu` and `wall` seconds and `rss`, the most memory of the process so far, MB."""
    cost: dict[str, float] = {}
    began, began_wall = _cpu_seconds(), time.perf_counter()
    yield cost
    cost |= {
        "cpu": _cpu_seconds() - began,
        "wall": time.perf_counter() - began_wall,
        "rss": most_memory(),
    }


def write_pairs(path: Path, pairs: Pairs) -> None:
    """Write a line a pair."""
    path.write_text("".join(f"{a} {b}\n" for a, b in pairs), encoding="utf-8")


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n")


def most_memory() -> float:
    """The most memory that this process, or one that it started, has held, MB.

    Read from /proc where there is one: what Linux tells of a process otherwise counts what its parent held before.
    """
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    status = Path("/proc/self/status")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if status.exists() and (line := re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="utf-8"))):
        own = int(line[1])
    return max(own, started) / 1024


def _cpu_seconds() -> float:
    """User and system seconds of this process and those that it started."""
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in found)
