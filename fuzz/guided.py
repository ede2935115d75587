"""`extract` under atheris: it changes pages so that they reach lines of ours that no page reached before.

    pip install atheris        # in an environment of its own beside the lock's: it exists for Linux and Python 3.11 to 3.13
    python -m fuzz.guided DIR --minutes 30 [--out FOLDER]

DIR is a folder with real pages; each is cut to 60 KB and is a seed, as are grown ones. The first byte of an input decides
whether the rest is a page or what `grammar` grows one from. FOLDER/corpus keeps what reached something new, FOLDER
what broke a rule of `invariants`, took over 5 s or over 2 GB.
"""

import argparse
import hashlib
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import atheris

with atheris.instrument_imports(include=["transforms", "crawlers.urls"]):
    from fuzz.capturing import SOURCE, capture_of, read_pages
    from fuzz.grammar import grown
    from fuzz.invariants import broken_rules
    from transforms.extract import extract

_LONGEST: Final = 60_000
_LABELS: Final = (
    "text/html; charset=utf-8",
    "text/html",
    "text/html; charset=iso-8859-1",
    "text/plain",
    "message/rfc822",
    "",
)
_GROWN: Final = 128
"""First bytes from here on stand before what a page is grown from."""


class RuleBrokenError(Exception):
    """What atheris takes for a crash."""


def check(data: bytes) -> None:
    """Read one input; raise where the result breaks a rule."""
    if not data:
        return
    body, label = grown(data[1:]) if data[0] >= _GROWN else (data[1:], _LABELS[data[0] % len(_LABELS)])
    capture = capture_of(body, label)
    result = extract(capture, SOURCE, None)
    if broken := next(broken_rules(result, capture), None):
        raise RuleBrokenError(broken)


def main(argv: Sequence[str] | None = None) -> None:
    """Write the seeds and hand over to atheris, which ends the process."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dir", type=Path)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--out", type=Path, default=Path("fuzz-finds"))
    args = parser.parse_args(argv)
    corpus = args.out / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    chance = random.Random(0)
    seeds = [bytes((0,)) + page[:_LONGEST] for page in read_pages(args.dir)]
    seeds += [bytes((_GROWN,)) + chance.randbytes(4000) for _ in range(100)]
    for seed in seeds:
        (corpus / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    atheris.Setup(
        [
            sys.argv[0],
            str(corpus),
            f"-artifact_prefix={args.out}/",
            f"-max_total_time={round(60 * args.minutes)}",
            f"-max_len={_LONGEST + 1}",
            "-timeout=5",
            "-rss_limit_mb=2048",
            "-print_final_stats=1",
        ],
        check,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
