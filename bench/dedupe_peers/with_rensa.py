"""MinHash LSH by rensa, 128 permutations. See `bench.dedupe_peers.program`."""

import itertools
import sys
from collections.abc import Iterable, Iterator

from rensa import RMinHash, RMinHashLSH

from bench.dedupe_peers.program import Document, run, shingles

_PERMUTATIONS = 128
_SEED = 1
_AT_ONCE = 5_000
"""Texts of which the shingles are held at a time: all of a million would not fit."""


def clusters(documents: list[Document]) -> Iterator[tuple[int, int]]:
    """64 bands of two, then an estimate of .35 or more."""
    hashes = RMinHash.from_token_sets(
        [list(shingles(document["text"])) for document in documents], _PERMUTATIONS, _SEED
    )
    index = RMinHashLSH(0.35, _PERMUTATIONS, 64)
    index.insert_many(hashes)
    for place, found in enumerate(index.query_all(hashes)):
        for other in found:
            if other < place and hashes[place].jaccard(hashes[other]) >= 0.35:
                yield other, place


def candidates(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """32 bands of four."""
    index = RMinHashLSH(0.4, _PERMUTATIONS, 32)
    hashes = []
    while some := list(itertools.islice(texts, _AT_ONCE)):
        hashes += RMinHash.from_token_sets([list(shingles(text)) for text in some], _PERMUTATIONS, _SEED)
    index.insert_many(hashes)
    for place, found in enumerate(index.query_all(hashes)):
        for other in found:
            if other < place:
                yield other, place


if __name__ == "__main__":
    sys.exit(run({"rensa": clusters}, {"rensa": candidates}))
