"""MinHash LSH by datasketch, 128 permutations. See `bench.dedupe_peers.program`."""

import sys
from collections.abc import Iterable, Iterator

from datasketch import MinHash, MinHashLSH

from bench.dedupe_peers.program import Document, run, shingles

_PERMUTATIONS = 128


def clusters(documents: list[Document]) -> Iterator[tuple[int, int]]:
    """Bands for a similarity of .2, then an estimate of .40 or more."""
    hashes = list(_at_once(document["text"] for document in documents))
    index = MinHashLSH(threshold=0.2, num_perm=_PERMUTATIONS)
    for place, value in enumerate(hashes):
        for other in index.query(value):
            if value.jaccard(hashes[other]) >= 0.40:
                yield other, place
        index.insert(place, value)


def candidates(hashes: Iterable[MinHash]) -> Iterator[tuple[int, int]]:
    """Bands for a similarity of .4."""
    index = MinHashLSH(threshold=0.4, num_perm=_PERMUTATIONS)
    for place, value in enumerate(hashes):
        for other in index.query(value):
            yield other, place
        index.insert(place, value)


def _at_once(texts: Iterable[str]) -> Iterable[MinHash]:
    """The quickest way: the permutations are drawn once for all texts."""
    return MinHash.generator(
        ([shingle.encode() for shingle in shingles(text)] for text in texts), num_perm=_PERMUTATIONS
    )


def _one_by_one(texts: Iterable[str]) -> Iterator[MinHash]:
    """The way of its guide: a MinHash made for each text."""
    for text in texts:
        value = MinHash(num_perm=_PERMUTATIONS)
        value.update_batch([shingle.encode() for shingle in shingles(text)])
        yield value


if __name__ == "__main__":
    sys.exit(
        run(
            {"datasketch": clusters},
            {
                "at-once": lambda texts: candidates(_at_once(texts)),
                "one-by-one": lambda texts: candidates(_one_by_one(texts)),
            },
        )
    )
