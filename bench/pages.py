"""Extraction measured on a folder of labelled pages: quality by the folder's own scorer, cost against trafilatura.

    python -m bench.pages DIR [--out FILE] [--only TEXT] [--no-cost] [--profile [MODULES]]

DIR holds `manifest.json` (cases with a gzipped page and an expected JSON each) and `score.py`. Quality: body F1 over
each set, title, authors, dates, beside what trafilatura alone gives. Cost: pages per CPU second of `extract` beside bare trafilatura (comments off, no
metadata) on the same pages in the same process, in turns, so that a busy machine slows both; read the ratio.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import trafilatura

from bench.extract_cost import STAGES, profile
from bench.labelled_pages import Case, only, read_cases
from transforms.document import Document, Rejection
from transforms.extract import extract

ROUNDS = 3
SETS = {
    "AEB": ("set=aeb",),
    "fundus all": ("set=fundus",),
    "fundus en": ("set=fundus", "lang=en"),
    "fundus byline on page": ("set=fundus", "authors_from=dom"),
}
FIGURES = {
    "body": ("f1", "precision", "recall", "accuracy"),
    "title": ("exact", "any"),
    "authors": ("exact",),
    "published": ("day", "instant"),
    "section": ("exact",),
}
FLOORS = {
    "AEB body f1": 0.966,
    "fundus all body f1": 0.960,
    "fundus en body f1": 0.975,
    "fundus all title exact": 0.86,
    "fundus all title any": 0.98,
    "fundus all authors exact": 0.87,
    "fundus all published day": 0.99,
    "fundus all published instant": 0.975,
}
"""Figures that a test does not let fall. Raise one when it has risen for good; lowering one needs a reason."""


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; write the predictions where `--out` says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dir", type=Path)
    parser.add_argument("--out", type=Path, help="keep the predictions here (JSON lines)")
    parser.add_argument("--only", default="", help="only cases whose id holds this text; prints each result")
    parser.add_argument("--no-cost", action="store_true", help="quality only")
    parser.add_argument(
        "--profile",
        nargs="?",
        const=STAGES,
        metavar="MODULES",
        help=f"only where the time goes, by the functions that these modules name (by default {STAGES})",
    )
    args = parser.parse_args(argv)
    cases = only(read_cases(args.dir), args.only)
    if args.only:
        for case in cases:
            result = extract(case.capture, case.source, None)
            print(
                case.id,
                *([result.text] if isinstance(result, Document) else [result.reason, result.detail]),
                sep="\n",
            )
        return 0
    if args.profile:
        try:
            print(profile(cases, args.profile))
        except ModuleNotFoundError as error:
            parser.error(f"--profile: {error}; name modules of `transforms`, parted by commas")
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        out: Path = args.out or Path(temporary) / "predictions.jsonl"
        reasons = Counter(predict(cases, out))
        print(f"{len(cases)} captures, {len(cases) - reasons.total()} documents, rejections {dict(reasons)}")
        found = scores(args.dir, out)
        peer = Path(temporary) / "peer.jsonl"
        peer.write_text("".join(json.dumps(peer_prediction(case)) + "\n" for case in cases), encoding="utf-8")
        theirs = scores(args.dir, peer)
    print(f"{'':<40} beatbook  trafilatura  floor")
    for name, value in found.items():
        print(f"{name:<40} {value:8.3f}  {theirs[name]:11.3f}  {FLOORS.get(name, '')}")
    if not args.no_cost:
        print(cost(cases))
    return 0


def predict(cases: Sequence[Case], out: Path) -> list[str]:
    """Write a prediction for each case; the reasons of those that were rejected."""
    results = {case.id: extract(case.capture, case.source, None) for case in cases}
    out.write_text(
        "".join(json.dumps(prediction(*item)) + "\n" for item in results.items()), encoding="utf-8"
    )
    return [result.reason for result in results.values() if isinstance(result, Rejection)]


def prediction(name: str, result: Document | Rejection) -> dict[str, Any]:
    """One line for the scorer; a rejection predicts nothing."""
    if isinstance(result, Rejection):
        return {"id": name}
    published = result.published
    when = None
    if published:
        when = published.at.isoformat() if published.has_time else published.at.date().isoformat()
        if "source-zone" in published.method:
            when = when.removesuffix("+00:00")
    return {
        "id": name,
        "title": result.title,
        "authors": [author.name for author in result.authors],
        "published": when,
        "section": result.section,
        "body": result.text,
    }


def peer_prediction(case: Case) -> dict[str, Any]:
    """What trafilatura alone makes of a page: comments off, with its own metadata."""
    html = case.html
    read = trafilatura.bare_extraction(html, include_comments=False, with_metadata=True)
    if read is None or isinstance(read, dict):
        return {"id": case.id}
    authors = (read.author or "").split("; ")
    return {
        "id": case.id,
        "title": read.title,
        "authors": authors,
        "published": read.date,
        "body": read.text,
    }


def scores(folder: Path, predictions: Path) -> dict[str, float]:
    """The scorer's figures of each set, as `set field figure`."""
    found: dict[str, float] = {}
    for label, conditions in SETS.items():
        where = [part for condition in conditions for part in ("--where", condition)]
        command = [
            sys.executable,
            "score.py",
            "--data",
            ".",
            "--pred",
            str(predictions.resolve()),
            "--allow-missing",
        ]
        done = subprocess.run(
            [*command, "--bootstrap", "0", *where], cwd=folder, check=True, capture_output=True, text=True
        )
        scored = json.loads(done.stdout)
        for field, figures in FIGURES.items():
            found |= {
                f"{label} {field} {figure}": scored[field][figure] for figure in figures if field in scored
            }
    return found


def cost(cases: Sequence[Case]) -> str:
    """Pages per CPU second of both, and their ratio, over all pages, the better of the rounds."""

    def ours(case: Case) -> None:
        extract(case.capture, case.source, None)

    def bare(case: Case) -> None:
        trafilatura.extract(case.html, include_comments=False)

    seconds = [(_cpu_seconds(ours, cases), _cpu_seconds(bare, cases)) for _ in range(ROUNDS)]
    mine, theirs = (len(cases) / min(column) for column in zip(*seconds, strict=True))
    return f"pages per CPU second: {mine:.1f}; bare trafilatura {theirs:.1f}; ratio {mine / theirs:.2f}"


def _cpu_seconds(work: Callable[[Case], None], cases: Sequence[Case]) -> float:
    started = time.process_time()
    for case in cases:
        work(case)
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
