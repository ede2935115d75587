"""The forest that chooses the body, grown from a folder of labelled pages, and how it does on publishers it has not seen.

    python -m bench.train_body DIR           the figures of five forests, each asked about the publishers that it has not seen
    python -m bench.train_body DIR --grow    grow those five (bench/body_folds.json) and the one of all pages (transforms/body_forest.json)

DIR: as `bench.pages` reads it. To grow needs lightgbm (`pip install lightgbm`), which beatbook itself does without.

Every page is learnt three times: as it is, and with all but the first few paragraphs of its body taken out, since police
briefs of two sentences are rare among labelled pages and common in the beat book.
"""

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np

from bench.body_labels import label, words_of
from bench.labelled_pages import Case, FolderError, read_cases
from bench.labelled_texts import read_labels
from bench.page_predictions import SCORED
from transforms.blocks import Part, build_blocks, read_parts
from transforms.body import chosen, own_runs
from transforms.body_features import NAMES, features
from transforms.decode import decode
from transforms.harvest import harvest
from transforms.jsonld import read_jsonld
from transforms.layout import open_layout_tables
from transforms.lines import without_chrome
from transforms.metadata import read_metadata
from transforms.outline import read_outline
from transforms.parsing import parse
from transforms.runs import Run
from transforms.trees import Forest, read_forest

FOREST: Final = Path(__file__).parents[1] / "transforms" / "body_forest.json"
KEPT: Final = Path(__file__).with_name("body_folds.json")
"""The forests of the folds, one a line."""
FOLDS: Final = 5
FLOORS: Final = {"aeb": 0.973, "fundus": 0.977, "fundus en": 0.979, "shortened": 0.917}
"""F1 that may not fall."""
TREES: Final = 120
SETTINGS: Final[dict[str, Any]] = {
    "objective": "binary", "learning_rate": 0.08, "num_leaves": 20, "max_depth": 5, "min_data_in_leaf": 40, "feature_fraction": 0.35,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5, "verbosity": -1, "num_threads": 2, "seed": 1,
    "deterministic": True, "force_row_wise": True,
}  # fmt: skip
SHORTENED: Final = 0.3
"""Weight of a shortened page beside a whole one."""


@dataclass(frozen=True, slots=True)
class Example:
    """One page, or one shortened: its runs, their columns, which of them are the body."""

    runs: list[Run]
    rows: Any
    labels: list[bool]


@dataclass(frozen=True, slots=True)
class Page:
    """A labelled page with what is learnt from it."""

    case: Case
    publisher: str
    body: str
    headlines: tuple[str, ...]
    authors: tuple[str, ...]
    whole: Example
    shortened: tuple[Example, ...]


def read_page(case: Case, publisher: str, body: str) -> Page | None:
    """A page's examples, None where it cannot be parsed."""
    capture = case.capture
    tree = parse(decode(capture.body, capture.header("content-type")))
    if isinstance(tree, tuple):
        return None
    outline = read_outline(tree)
    jsonld = read_jsonld(outline.scripts)
    metadata = read_metadata(
        tree, outline, jsonld, url=capture.url, fetched_at=capture.fetched_at, source=case.source, hint=None
    )
    authors = tuple(author.name for author in metadata.authors)
    open_layout_tables(tree)
    runs = own_runs(harvest(tree), metadata.headlines)
    labels = label([run.text for run in runs], body)

    def example(some: Sequence[int]) -> Example:
        kept = [runs[n] for n in some]
        rows = features(
            kept,
            headlines=metadata.headlines,
            authors=authors,
            described=metadata.description,
            declared=jsonld.body,
        )
        return Example(kept, rows, [labels[n] for n in some])

    return Page(
        case,
        publisher,
        body,
        metadata.headlines,
        authors,
        example(range(len(runs))),
        tuple(map(example, _shortened(runs, labels, random.Random(case.id)))),
    )


def _shortened(runs: Sequence[Run], labels: Sequence[bool], dice: random.Random) -> Iterable[list[int]]:
    prose = [
        n
        for n, run in enumerate(runs)
        if labels[n] and run.kind == "paragraph" and len(words_of(run.text)) >= 12
    ]
    for most in (dice.choice((1, 2)), dice.choice((3, 4, 5))):
        if len(prose) > most:
            kept = set(prose[:most])
            yield [
                n
                for n in range(len(runs))
                if n in kept or n < prose[0] or n > prose[-1] or (not labels[n] and n < prose[most - 1])
            ]


def weights(example: Example, group: str) -> Any:
    """Of each run: by its length, 100 a page. What the labels leave out though a reader sees it in the body counts nothing."""
    counts = np.array([len(words_of(run.text)) for run in example.runs])
    weight = np.sqrt(np.clip(counts, 3, 60))
    body = [
        n
        for n, (is_body, count) in enumerate(zip(example.labels, counts, strict=True))
        if is_body and count >= 8
    ]
    for n, run in enumerate(example.runs):
        is_within = bool(body) and body[0] < n < body[-1] and not example.labels[n]
        if run.kind in ("caption", "pull_quote", "correction") or (
            group in SCORED and is_within and run.kind in ("list", "table", "quoted_passage", "embedded_post")
        ):
            weight[n] = 0
    return weight / max(weight.sum(), 1e-9) * 100


def grow(pages: Sequence[Page]) -> str:
    """The forest, as `trees.read_forest` reads it."""
    import lightgbm  # type: ignore[import-not-found]  # not a part of beatbook's own environment

    examples = [(page, page.whole, 1.0) for page in pages]
    examples += [(page, short, SHORTENED) for page in pages for short in page.shortened]
    examples = [one for one in examples if one[1].runs]
    data = lightgbm.Dataset(
        np.concatenate([example.rows for _, example, _ in examples]),
        np.concatenate([np.array(example.labels, float) for _, example, _ in examples]),
        weight=np.concatenate(
            [weights(example, page.case.group) * share for page, example, share in examples]
        ),
    )
    model = lightgbm.train(SETTINGS, data, TREES).dump_model()
    trees = [_nodes(tree["tree_structure"]) for tree in model["tree_info"]]
    return json.dumps({"columns": list(NAMES), "trees": trees}, separators=(",", ":"))


def _nodes(root: dict[str, Any]) -> list[list[float]]:
    nodes: list[list[float]] = []

    def add(node: dict[str, Any]) -> int:
        at = len(nodes)
        nodes.append([])
        if "leaf_value" in node:
            nodes[at] = [round(node["leaf_value"] * 1_000_000)]
        else:
            low, high = add(node["left_child"]), add(node["right_child"])
            nodes[at] = [node["split_feature"], float(f"{node['threshold']:.6g}"), low, high]
        return at

    add(root)
    return nodes


def body_of(page: Page, example: Example, forest: Forest, kinds: frozenset[str] | None) -> str:
    """The text that the product would make of it with a forest, of some kinds of block only."""
    scores = forest.scores(example.rows).tolist() if example.runs else []
    parts = without_chrome(
        read_parts(chosen(example.runs, scores)), headlines=page.headlines, authors=page.authors
    )
    kept: list[Part] = [part for part in parts if kinds is None or part.kind in kinds]
    return build_blocks(kept, page.case.capture.url)[0]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures of the folds; 1 where one is below its floor, 2 where it cannot be done."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.train_body",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dir", type=Path)
    parser.add_argument("--grow", action="store_true", help="grow all forests anew first")
    args = parser.parse_args(argv)
    if args.grow and find_spec("lightgbm") is None:
        print("to grow needs lightgbm, which is not installed: pip install lightgbm", file=sys.stderr)
        return 2
    try:
        pages = read_pages(args.dir)
    except FolderError as error:
        print(error, file=sys.stderr)
        return 2
    if args.grow:
        FOREST.write_text(grow(pages) + "\n", encoding="utf-8")
        grown = [grow([page for page in pages if fold_of(page.publisher) != n]) for n in range(FOLDS)]
        KEPT.write_text("\n".join(grown) + "\n", encoding="utf-8")
    forests = [read_forest(line) for line in KEPT.read_text(encoding="utf-8").splitlines()]
    bodies: dict[str, str] = {}
    briefs: list[tuple[str, str]] = []
    for page in pages:
        forest = forests[fold_of(page.publisher)]
        bodies[page.case.id] = body_of(page, page.whole, forest, SCORED.get(page.case.group))
        briefs += [(_labelled(page, short), body_of(page, short, forest, None)) for short in page.shortened]
    return report(args.dir, pages, bodies, briefs)


def fold_of(publisher: str) -> int:
    """The fold that does not learn from a publisher."""
    return hashlib.sha256(publisher.encode()).digest()[0] % FOLDS


def _labelled(page: Page, example: Example) -> str:
    own = (run for run, is_body in zip(example.runs, example.labels, strict=True) if is_body)
    return build_blocks([Part("paragraph", run.text, run) for run in own], page.case.capture.url)[0]


def read_pages(folder: Path) -> list[Page]:
    """Every page of a folder with its label.

    Raises:
        FolderError: a folder of another shape.
    """
    cases, labels = read_cases(folder), read_labels(folder)
    # A publisher of one set may be in another under its address alone.
    families = {_host(case): family for case in cases if (family := labels[case.id].get("family"))}
    pages = (
        read_page(
            case,
            labels[case.id].get("family") or families.get(_host(case), _host(case)),
            labels[case.id]["body"],
        )
        for case in cases
    )
    return [page for page in pages if page is not None]


def _host(case: Case) -> str:
    return ".".join((urlsplit(case.capture.url).hostname or "").split(".")[-2:])


def report(
    folder: Path, pages: Sequence[Page], bodies: dict[str, str], briefs: Sequence[tuple[str, str]]
) -> int:
    """Print body F1 and accuracy of each set, by the folder's own scorer, and that of the shortened pages."""
    sys.path.insert(0, str(folder.resolve()))
    import score  # type: ignore[import-not-found]  # the folder's own

    groups = {
        "aeb": [page for page in pages if page.case.group == "aeb"],
        "fundus": [page for page in pages if page.case.group == "fundus"],
        "fundus en": [page for page in pages if page.case.group == "fundus" and page.case.language == "en"],
    }
    pairs = {name: [(page.body, bodies[page.case.id]) for page in some] for name, some in groups.items()}
    below = []
    print(
        f"body, publishers not seen{'f1':>12}{'precision':>12}{'recall':>12}{'accuracy':>12}{'floor of f1':>14}"
    )
    for name, some in (pairs | {"shortened": list(briefs)}).items():
        if not some:
            continue
        counts = [score.overlap(*pair) for pair in some]
        same = [score.words(wanted) == score.words(found) for wanted, found in some]
        figures = score.body_figures(counts, same)
        shown = "".join(f"{figures[key]:12.3f}" for key in ("f1", "precision", "recall", "accuracy"))
        print(f"{name:25}{shown}{FLOORS[name]:14}")
        if figures["f1"] < FLOORS[name]:
            below.append(name)
    print(f"below its floor: {', '.join(below)}" if below else "every figure is above its floor")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
