"""Every figure of docs/benchmarks.md, one after the other: `python -m bench [FOLDER]`.

FOLDER holds the labelled pages and documents (`pages`, `coding`, `dedupe`); by default the one that BEATBOOK_SHARED names.
The crawl is measured beside plain Scrapy alone; see `bench.crawl` for the peers that need environments of their own.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Run each measurement; the code of the first that failed, else 0."""
    root = (
        Path(sys.argv[1])
        if len(sys.argv) > 1
        else Path(os.environ.get("BEATBOOK_SHARED", "../shared")) / "data"
    )
    if not (root / "pages").is_dir():
        print(
            f"the labelled data are not at {root}; name their folder: python -m bench FOLDER", file=sys.stderr
        )
        return 2
    with tempfile.TemporaryDirectory() as out:
        for name, arguments in (
            ("pages", [root / "pages"]),
            ("coding", [root / "coding", out]),
            ("quotes", [root / "coding" / "quotes", Path(out) / "quotes.jsonl"]),
            ("dedupe", [root / "dedupe"]),
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
