"""Every figure of docs/benchmarks.md, one after the other: `python -m bench [FOLDER] [--peers DIR]`.

FOLDER holds the labelled pages and documents (`pages`, `coding`, `dedupe`); by default the one that BEATBOOK_SHARED names.
DIR is where `python -m bench.extract_peers DIR` and `python -m bench.dedupe_peers DIR` put what ours is compared with; without
it only what needs no environment of its own is run.
The crawl is measured beside plain Scrapy alone; see `bench.crawl` for the peers that need environments of their own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Run each measurement; the code of the first that failed, else 0."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="FOLDER",
        default=Path(os.environ.get("BEATBOOK_SHARED", "../shared")) / "data",
    )
    parser.add_argument("--peers", type=Path, metavar="DIR")
    given = parser.parse_args()
    root: Path = given.folder
    if not (root / "pages").is_dir():
        print(
            f"the labelled data are not at {root}; name their folder: python -m bench FOLDER", file=sys.stderr
        )
        return 2
    with tempfile.TemporaryDirectory() as out:
        for name, arguments in (
            ("pages", [root / "pages", *(["--peers", given.peers] if given.peers else [])]),
            ("train_body", [root / "pages"]),
            ("replay", [root / "pages", "--pages", "5000"]),
            ("coding", [root / "coding", out]),
            ("quotes", [root / "coding" / "quotes", Path(out) / "quotes.jsonl"]),
            ("dedupe", [root / "dedupe", "--million", *(["--peers", given.peers] if given.peers else [])]),
            ("versions", []),
            ("crawl", [root / "pages", "--rounds", "1"]),
        ):
            print(f"\n== bench.{name}", flush=True)
            code = subprocess.run(
                [sys.executable, "-m", f"bench.{name}", *map(str, arguments)], check=False
            ).returncode
            if code:
                return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
