"""Extraction measured on a folder of labelled pages, beside its peers on the same pages in the same run.

    python -m bench.pages DIR [--peers ENVIRONMENTS] [--rounds 3] [--out FILE] [--against FILE] [--only TEXT] [--profile [MODULES]]

DIR holds `manifest.json` (cases with a gzipped page and an expected JSON each) and `score.py`, which gives all figures of
quality. Our body is made from the blocks by the label's rule (`python -m bench.predict` says which); where that leaves
blocks out, a line of its own has the whole text. A peer's body is its text. A figure below its floor, or a rejected page, ends it with code 1.

Cost is CPU time from a response, or for the peers its text, to a whole document. All programs take turns page by page; the ratio
to trafilatura with its metadata is the median of the rounds'.

trafilatura is always there; `python -m bench.extract_peers ENVIRONMENTS` installs the others.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench.embedded_posts import Labelled, is_held, is_kept, labelled_posts
from bench.extract_cost import STAGES, profile
from bench.extract_programs import OURS, TRAFILATURA, Ours, available, in_turns, running
from bench.labelled_pages import Case, FolderError, only, read_cases
from bench.labelled_texts import rows, write_rows
from bench.page_predictions import SCORED
from bench.page_scores import Scorer
from transforms.document import Document, Rejection

FLOORS: Final = {
    "AEB body f1": 0.985,
    "AEB body accuracy": 0.57,
    "fundus all body f1": 0.98,
    "fundus en body f1": 0.98,
    "fundus all title exact": 0.89,
    "fundus all title any": 0.99,
    "fundus all authors exact": 0.944,
    "fundus en authors exact": 0.97,
    "fundus byline on page authors exact": 0.72,
    "fundus all published day": 0.995,
    "fundus all published instant": 0.985,
    "fundus all section exact": 0.98,
    "fundus all topics f1": 0.80,
}
"""Figures that may not fall. Raise one when it has risen for good; lowering one needs a reason."""
LEAST_RATIO: Final = 0.8
"""Pages per CPU second to those of trafilatura with its metadata."""
WHOLE: Final = "whole text"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables; 1 where a figure is below its floor or a page is rejected, 2 where the folder is of another shape."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.pages",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dir", type=Path)
    parser.add_argument("--peers", type=Path, metavar="ENVIRONMENTS", help="where the peers are installed")
    parser.add_argument("--rounds", type=int, default=3, help="for the cost; quality is the same in each")
    parser.add_argument("--no-cost", action="store_true", help="one round, quality only")
    parser.add_argument("--out", type=Path, help="keep the predictions here (JSON lines)")
    parser.add_argument(
        "--against", type=Path, metavar="FILE", help="tell what has changed since that `--out`, page by page"
    )
    parser.add_argument("--only", default="", help="only cases whose id holds this text; prints each result")
    parser.add_argument(
        "--profile",
        nargs="?",
        const=STAGES,
        metavar="MODULES",
        help=f"only where the time goes, by the functions that these modules name (by default {STAGES})",
    )
    args = parser.parse_args(argv)
    try:
        cases = only(read_cases(args.dir), args.only)
        if args.profile:
            print(profile(cases, args.profile))
            return 0
        if args.only:
            show(cases)
            return 0
        return measure(args.dir, cases, args)
    except FolderError as error:
        print(f"bench.pages: {error}", file=sys.stderr)
    except ModuleNotFoundError as error:
        print(f"--profile: {error}; name modules of `transforms`, parted by commas", file=sys.stderr)
    return 2


def show(cases: Sequence[Case]) -> None:
    """Print what is made of each page."""
    ours = Ours()
    for case in cases:
        ours.read(case)
        result = ours.results[case.id]
        print(
            case.id,
            result.text if isinstance(result, Document) else f"{result.reason}: {result.detail}",
            sep="\n",
        )


def measure(folder: Path, cases: Sequence[Case], args: argparse.Namespace) -> int:
    """Run ours and the peers, print the tables; 1 where a figure is below its floor."""
    scorer = Scorer(folder, (case.id for case in cases))
    names, absent = available(args.peers)
    ours = Ours()
    with tempfile.TemporaryDirectory() as scratch, running(names, args.peers, Path(scratch)) as peers:
        predictions, seconds = in_turns(cases, [ours, *peers], 1 if args.no_cost else args.rounds)
    if args.against:
        print(scorer.against(list(rows(args.against)), predictions[OURS]))
    if args.out:
        write_rows(args.out, predictions[OURS])
    rejected = [result for result in ours.results.values() if isinstance(result, Rejection)]
    print(f"{len(cases)} captures, {len(cases) - len(rejected)} documents")
    figures = {name: found for name, given in predictions.items() if (found := scorer.figures(given))}
    whole = scorer.figures([_whole(ours, row) for row in predictions[OURS]])
    print(table(figures, {name: whole[f"{name} body f1"] for name in _part_scored(figures[OURS])}))
    posts = {case.id: list(labelled_posts(case.html, scorer.body(case.id))) for case in cases}
    all_posts = sum(map(len, posts.values()))
    kept = posts_kept(posts, ours, {name: predictions[name] for name in figures})
    print(_row(f"labelled posts kept, of {all_posts}", [f"{n}" for n in kept.values()]))
    for name, given in predictions.items():
        if broken := [row["error"] for row in given if "error" in row]:
            print(f"{name} broke on {len(broken)} pages, e.g. {broken[0][:100]}")
    if absent:
        print(
            f"not there: {', '.join(absent)}. `python -m bench.extract_peers ENVIRONMENTS` installs them, "
            "`--peers ENVIRONMENTS` measures them"
        )
    below = [
        f"{name} is {figures[OURS].get(name, 0):.4f}, its floor {floor}"
        for name, floor in FLOORS.items()
        if scorer.holds(name) and figures[OURS].get(name, 0) < floor
    ]
    if kept[OURS] < all_posts:
        below.append(f"{kept[OURS]} of {all_posts} posts come out as posts with author and address")
    below += [f"{one.url} is rejected: {one.reason}, {one.detail}" for one in rejected]
    if not args.no_cost:
        print(cost(cases, seconds))
        if (ratio := ratios(seconds)[OURS]) < LEAST_RATIO:
            below.append(f"the ratio to trafilatura is {ratio:.2f}, its floor {LEAST_RATIO}")
    print(
        "\n".join(f"below its floor: {line}" for line in below)
        or "every figure is above its floor, no page rejected"
    )
    return 1 if below else 0


def table(figures: Mapping[str, Mapping[str, float]], whole: Mapping[str, float]) -> str:
    """A row a figure, a column a program; `whole` is our body F1 by set without the label's rule."""
    lines = [_row("", [*figures, "floor"])]
    for row in figures[OURS]:
        cells = [f"{found[row]:.3f}" if row in found else "–" for found in figures.values()]
        lines.append(_row(row, [*cells, str(FLOORS.get(row, ""))]))
        name = row.removesuffix(" body f1")
        if row.endswith(" body f1") and name in whole:
            lines.append(_row(f"{row}, {WHOLE}", [f"{whole[name]:.3f}"]))
    return "\n".join(lines)


def posts_kept(
    posts: Mapping[str, Sequence[Labelled]], ours: Ours, predictions: Mapping[str, Sequence[dict[str, Any]]]
) -> dict[str, int]:
    """How many labelled posts each program keeps: a peer their words, ours a block with author and address."""
    counts = {
        name: sum(is_kept(post, row.get("body")) for row in rows for post in posts.get(row["id"], ()))
        for name, rows in predictions.items()
    }
    counts[OURS] = sum(is_held(post, ours.results[key]) for key, some in posts.items() for post in some)
    return counts


def _row(name: str, cells: Sequence[str]) -> str:
    return " ".join([f"{name:<42}", *(f"{cell:>16}" for cell in cells)]).rstrip()


def ratios(seconds: Mapping[str, Sequence[Sequence[float]]]) -> dict[str, float]:
    """Of each program, the median over the rounds of its speed in trafilatura's."""
    return {
        name: statistics.median(
            sum(theirs) / sum(own) for own, theirs in zip(rounds, seconds[TRAFILATURA], strict=True)
        )
        for name, rounds in seconds.items()
    }


def cost(cases: Sequence[Case], seconds: Mapping[str, Sequence[Sequence[float]]]) -> str:
    """Speed and times of each program, over all pages and the median page of each set."""
    sets = sorted({case.group for case in cases})
    titles = ["pages / CPU s", "× trafilatura", "p50 ms", "p95 ms", *(f"p50 {name}" for name in sets)]
    lines = [" ".join([f"{'CPU time':<20}", *(f"{title:>13}" for title in titles)])]
    ratio = ratios(seconds)
    for name, rounds in seconds.items():
        pages = [statistics.median(times) * 1000 for times in zip(*rounds, strict=True)]
        cells = [
            len(cases) / statistics.median(map(sum, rounds)),
            ratio[name],
            statistics.median(pages),
            _percentile(pages, 0.95),
            *(
                statistics.median(ms for ms, case in zip(pages, cases, strict=True) if case.group == group)
                for group in sets
            ),
        ]
        lines.append(" ".join([f"{name:<20}", *(f"{cell:13.2f}" for cell in cells)]))
    return "\n".join(lines)


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _whole(ours: Ours, row: dict[str, Any]) -> dict[str, Any]:
    result = ours.results[row["id"]]
    return row | {"body": result.text} if isinstance(result, Document) else row


def _part_scored(figures: Mapping[str, float]) -> list[str]:
    """The sets of which the label's rule takes a part of the text."""
    return [
        name
        for row in figures
        if (name := row.removesuffix(" body f1")) != row and name.partition(" ")[0] in SCORED
    ]


if __name__ == "__main__":
    sys.exit(main())
