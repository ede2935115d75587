"""MinHash LSH by text-dedup, 128 permutations, no estimate after the bands. See `bench.dedupe_peers.program`."""

import itertools
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}

from datasets import Dataset, disable_progress_bars
from text_dedup import minhash

from bench.dedupe_peers.program import Document, run


def clusters(documents: list[Document]) -> Iterator[tuple[int, int]]:
    """Bands for a similarity of .4."""
    return candidates(document["text"] for document in documents)


def candidates(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """All pairs of its clusters: it tells no others."""
    disable_progress_bars()
    with tempfile.TemporaryDirectory() as scratch:
        given, out = Path(scratch) / "given", Path(scratch) / "out"
        Dataset.from_dict({"text": list(texts)}).save_to_disk(given)
        minhash.main(
            [
                *(
                    "--path",
                    str(given),
                    "--local",
                    "--output",
                    str(out),
                    "--column",
                    "text",
                    "--num_proc",
                    "2",
                ),
                *("--cache_dir", scratch, "--batch_size", "10000", "--hash_func", "xxh3"),
                *("--ngram", "5", "--num_perm", "128", "--threshold", "0.4"),
            ],
            standalone_mode=False,
        )
    members: dict[int, list[int]] = defaultdict(list)
    for place in sorted(minhash.uf.parent):
        members[minhash.uf.find(place)].append(place)
    for places in members.values():
        yield from itertools.combinations(places, 2)


if __name__ == "__main__":
    sys.exit(run({"text-dedup": clusters}, {"text-dedup": candidates}))
