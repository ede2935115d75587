"""Methods that need no library: an exact hash, simhash, exact Jaccard, containment. See `bench.dedupe_peers.program`."""

import hashlib
import itertools
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from bench.dedupe_peers.program import Document, Pairs, run, shingles, words

_BITS = 64


def exact(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Texts of the same words."""
    firsts: dict[bytes, int] = {}
    for place, text in enumerate(texts):
        digest = hashlib.blake2b(" ".join(words(text)).encode(), digest_size=16).digest()
        if (first := firsts.setdefault(digest, place)) != place:
            yield first, place


def simhash(documents: list[Document], distance: int = 14) -> Iterator[tuple[int, int]]:
    """Texts whose 64-bit simhashes differ in 14 bits at the most."""
    prints = [_simhash(document["text"]) for document in documents]
    for (a, x), (b, y) in itertools.combinations(enumerate(prints), 2):
        if (x ^ y).bit_count() <= distance:
            yield a, b


def _simhash(text: str) -> int:
    sums = [0] * _BITS
    for shingle in shingles(text):
        value = int.from_bytes(hashlib.blake2b(shingle.encode(), digest_size=8).digest(), "big")
        for bit in range(_BITS):
            sums[bit] += 1 if value >> bit & 1 else -1
    return sum(1 << bit for bit, total in enumerate(sums) if total > 0)


def jaccard(documents: list[Document]) -> Pairs:
    """Texts whose five-word shingles have a Jaccard similarity of .45 or more."""
    return _sharing(documents, lambda shared, a, b: shared >= 0.45 * (a + b - shared))


def containment(documents: list[Document]) -> Pairs:
    """Texts half of the shingles of one of which stand in the other."""
    return _sharing(documents, lambda shared, a, b: shared >= 0.5 * min(a, b))


def _sharing(
    documents: list[Document], is_alike: Callable[[int, int, int], bool]
) -> Iterator[tuple[int, int]]:
    sets = [shingles(document["text"]) for document in documents]
    holders: dict[str, list[int]] = defaultdict(list)
    for place, found in enumerate(sets):
        for shingle in found:
            holders[shingle].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for places in holders.values():
        shared.update(itertools.combinations(places, 2))
    for (a, b), count in shared.items():
        if is_alike(count, len(sets[a]), len(sets[b])):
            yield a, b


if __name__ == "__main__":
    sys.exit(
        run(
            {
                "exact": lambda documents: exact(document["text"] for document in documents),
                "simhash": simhash,
                "jaccard": jaccard,
                "containment": containment,
            },
            {"exact": exact},
        )
    )
