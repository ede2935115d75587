"""Duplicates, relations and stories measured beside peers: quality over labelled sets, cost over generated texts.

    python -m bench.dedupe FOLDER [--peers DIR] [--parts duplicates,relations,stories,cost,night] [--million]

FOLDER holds the sets `wire`, `gva`, `gen`, `fnc`, `ecb`, the scorer `score.py` and the generator `gen.py`. One configuration
for all rows of ours, by the path that a night takes; each peer has the one cut that is best over the sets, for stories
the best of each set. `python -m bench.dedupe_peers DIR` installs the peers that need a library; without them the
others are measured.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.dedupe_cost import costs, nights
from bench.dedupe_quality import Quality
from bench.dedupe_sets import scorer
from bench.labelled_pages import FolderError

SEEDS = (31, 32, 33)


def main(argv: Sequence[str] | None = None) -> int:
    """Read the command line and print the tables; 2 where the folder is of another shape."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.dedupe",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--peers", type=Path, metavar="DIR")
    parser.add_argument("--parts", default="duplicates,relations,stories,cost,night")
    parser.add_argument("--rounds", type=int, default=3, help="of each cost; the median is told")
    parser.add_argument("--sizes", default="10000,100000", help="texts, for the costs")
    parser.add_argument("--million", action="store_true", help="a million texts too, once")
    given = parser.parse_args(argv)
    sizes = [int(size) for size in given.sizes.split(",")]
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        try:
            quality = Quality(given.folder, scorer(given.folder), given.peers, scratch)
            tables: dict[str, Iterable[str]] = {
                "duplicates": quality.duplicates(),
                "relations": quality.relations(SEEDS),
                "stories": quality.stories(),
                "cost": costs(sizes, given.rounds, given.peers, scratch, has_million=given.million),
                "night": nights(given.rounds, given.peers, scratch),
            }
            for name in given.parts.split(","):
                print(f"\n-- {name}", flush=True)
                for line in tables[name]:
                    print(line, flush=True)
        except FolderError as error:
            print(f"bench.dedupe: {error}", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
