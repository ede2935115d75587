"""The model that puts documents into stories, grown from labelled sets, and how it does on stories that it has not seen.

    python -m bench.train_stories DIR           the figures of three models, each asked about the stories that it has not seen
    python -m bench.train_stories DIR --grow    grow those three (bench/story_folds.json) and the one of all stories
                                                (transforms/story_model.json, transforms/story_terms.parquet)

DIR holds the sets `gva`, `fnc`, `ecb` and, for how common terms are, `wire`: each with docs.jsonl and labels.jsonl, maybe packed.
To grow needs lightgbm (`pip install lightgbm`), which beatbook itself does without.

All documents of a story are in one fold. Every set goes through the nightly path (`update_stories`) whole, once for each
fold; only the documents of the fold's stories are scored, and neither their stories nor their words were known to the model.
`gva` is gone through by its days of publication and again as one dense stream. Invented twins of a third of the stories, the
same words about other people and places, are learnt too: the same desk reports many events in one form.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from bench.labelled_pages import FolderError
from bench.story_sets import (
    Agreement,
    StorySet,
    agreement,
    background_of,
    found_stories,
    night_tables,
    nights_of,
    read_story_set,
    story_tables,
    with_twins,
)
from transforms.story_candidates import find_pairs, keep_pairs
from transforms.story_model import MODEL, TERMS, Background, StoryModel, read_story_model
from transforms.story_pairs import COLUMNS, FIELD_COUNT
from transforms.story_store import WINDOW

TRANSFORMS: Final = Path(__file__).parents[1] / "transforms"
KEPT: Final = Path(__file__).with_name("story_folds.json")
"""The models of the folds, one a line."""
FOLDS: Final = 3
CUT: Final = 0.45
MERGE_CUT: Final = 0.55
RULED_OUT: Final = 0.004
TREES: Final = 150
SETTINGS: Final[dict[str, Any]] = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 10, "max_depth": 5, "min_data_in_leaf": 40, "feature_fraction": 0.4,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 10, "verbosity": -1, "num_threads": 2, "seed": 1,
    "deterministic": True, "force_row_wise": True,
    # the more alike, the more probable; only length and days may go either way
    "monotone_constraints": [int(not 3 * FIELD_COUNT <= at < 3 * FIELD_COUNT + 4) for at in range(len(COLUMNS))],
}  # fmt: skip
RIDGE: Final = 10.0
TWINS: Final = 0.3
TWIN_WEIGHT: Final = 0.1


@dataclass(frozen=True, slots=True)
class Stream:
    """A set in the order in which it is gone through.

    Attributes:
        name: for the table.
        weight: of its pairs.
        negatives: how much more a pair of two stories weighs. A larger stream of the same kind has more of them for each pair of one story.
        windows: with which its agreement is told.
        has_twins: it is learnt with invented twins.
    """

    name: str
    given: StorySet
    weight: float
    negatives: float
    windows: tuple[int | None, ...]
    has_twins: bool = False


@dataclass(frozen=True, slots=True)
class Examples:
    """Pairs to learn: columns, whether of one story, weight."""

    rows: npt.NDArray[np.float64]
    labels: npt.NDArray[np.bool_]
    weights: npt.NDArray[np.float64]


def read_streams(folder: Path) -> tuple[Stream, ...]:
    """The streams of a folder of sets."""
    return (
        Stream("gva", read_story_set(folder / "gva"), 0.5, 6, (None, WINDOW)),
        Stream("gva dense", read_story_set(folder / "gva", dense=True), 0.5, 6, (WINDOW,), has_twins=True),
        Stream("fnc", read_story_set(folder / "fnc"), 1, 3, (None,)),
        Stream("ecb", read_story_set(folder / "ecb"), 1, 1, (None,), has_twins=True),
    )


def fold_of(story: str) -> int:
    """The fold of a story; a twin is in that of the story it is made from."""
    return crc32(_original(story).encode()) % FOLDS


def _original(story: str) -> str:
    return story.removeprefix("twin of ")


def background_without(folder: Path, fold: int | None) -> Background:
    """How common terms are in the sets without a fold."""
    parts = [
        read_story_set(folder / name).part(lambda story: fold_of(story) != fold)
        for name in ("gva", "fnc", "ecb")
    ]
    return background_of([*parts, read_story_set(folder / "wire")])


def _pairs_of(
    given: StorySet, model: StoryModel
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """All pairs that the nightly path compares, with their columns."""
    con = story_tables(given)
    found = []
    for night, positions in nights_of(given).items():
        night_tables(con, positions)
        pairs, written = find_pairs(con, night, positions, "node_texts", model)
        keep_pairs(con, night, pairs, np.zeros(len(pairs.later)), written)
        con.execute("delete from ops.story_texts where night < ?", [night - timedelta(WINDOW)])
        nodes = np.array(pairs.nodes, dtype=np.int64)
        found.append((nodes[pairs.later], nodes[pairs.earlier], pairs.columns))
    con.close()
    later, earlier, columns = (np.concatenate([one[at] for one in found]) for at in range(3))
    return later, earlier, columns


def examples_of(stream: Stream, model: StoryModel, fold: int | None) -> list[Examples]:
    """What a stream teaches a model that must not know a fold."""
    found = [_examples(stream.given, model, fold, stream.weight, stream.negatives, twins=False)]
    if stream.has_twins:
        given = with_twins(stream.given, TWINS)
        found.append(_examples(given, model, fold, stream.weight * TWIN_WEIGHT, 1, twins=True))
    return found


def _examples(
    given: StorySet, model: StoryModel, fold: int | None, weight: float, negatives: float, *, twins: bool
) -> Examples:
    later, earlier, columns = _pairs_of(given, model)
    stories = np.array([story or "" for story in given.stories])
    folds = np.array([fold_of(story) if story else -1 for story in given.stories])
    a, b = stories[later], stories[earlier]
    wanted = (a != "") & (b != "") & (folds[later] != fold) & (folds[earlier] != fold)
    if twins:  # only a story against its own twin: all else is as it is without twins
        wanted &= np.array([_original(x) == _original(y) and x != y for x, y in zip(a, b, strict=True)])
    labels = a[wanted] == b[wanted]
    return Examples(columns[wanted], labels, np.where(labels, weight, weight * negatives))


def grow(examples: Sequence[Examples]) -> dict[str, Any]:
    """A model as its file holds it."""
    import lightgbm  # type: ignore[import-not-found,unused-ignore]

    rows = np.concatenate([one.rows for one in examples])
    labels = np.concatenate([one.labels for one in examples])
    weights = np.concatenate([one.weights for one in examples])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    slope, level = _line((rows - mean) / scale, labels, weights)
    booster = lightgbm.train(SETTINGS, lightgbm.Dataset(rows, labels, weight=weights), TREES)
    return {
        "columns": list(COLUMNS),
        "line": {
            "mean": _short(mean),
            "scale": _short(scale),
            "slope": _short(slope),
            "level": _short([level])[0],
        },
        "ruled_out": RULED_OUT,
        "cut": CUT,
        "merge_cut": MERGE_CUT,
        "trees": [_nodes(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]],
    }


def _line(
    rows: npt.NDArray[np.float64], labels: npt.NDArray[np.bool_], weights: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], float]:
    """Logistic regression by Newton's method, its slope kept small."""
    known = np.column_stack((rows, np.ones(len(rows))))
    ridge = np.full(known.shape[1], RIDGE)
    ridge[-1] = 0
    found = np.zeros(known.shape[1])
    for _ in range(60):
        share = 1 / (1 + np.exp(-np.clip(known @ found, -40, 40)))
        slope = known.T @ (weights * (share - labels)) + ridge * found
        bend = (known * (weights * share * (1 - share))[:, None]).T @ known + np.diag(ridge + 1e-9)
        step = np.linalg.solve(bend, slope)
        found -= step
        if np.abs(step).max() < 1e-8:
            break
    return found[:-1], float(found[-1])


def _short(values: Sequence[float] | npt.NDArray[np.float64]) -> list[float]:
    return [float(f"{value:.6g}") for value in values]


def _nodes(tree: dict[str, Any]) -> list[list[float]]:
    nodes: list[list[float]] = []

    def walk(node: dict[str, Any]) -> int:
        at = len(nodes)
        nodes.append([])
        if "leaf_value" in node:
            nodes[at] = [round(node["leaf_value"] * 1e6)]
        else:
            low, high = walk(node["left_child"]), walk(node["right_child"])
            nodes[at] = [node["split_feature"], *_short([node["threshold"]]), low, high]
        return at

    walk(tree)
    return nodes


def grow_all(folder: Path, streams: Sequence[Stream]) -> None:
    """Write the models of the folds, the one of all stories, and its table of terms."""
    lines = []
    for fold in (*range(FOLDS), None):
        background = background_without(folder, fold)
        blank = _blank(background)
        content = grow([part for stream in streams for part in examples_of(stream, blank, fold)])
        if fold is not None:
            lines.append(json.dumps(content, separators=(",", ":")))
            continue
        (TRANSFORMS / MODEL).write_text(_page(content), encoding="utf-8")
        table = pa.table(
            {"term": pa.array(background.terms), "count": pa.array(background.counts.astype(np.uint16))}
        ).replace_schema_metadata({"documents": str(background.documents)})
        pq.write_table(
            table, TRANSFORMS / TERMS, compression="zstd", use_dictionary=False, write_statistics=False
        )
    KEPT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _blank(background: Background) -> StoryModel:
    """A model that knows how common terms are and nothing else."""
    width = len(COLUMNS)
    line = {"mean": [0.0] * width, "scale": [1.0] * width, "slope": [0.0] * width, "level": 0.0}
    content = {
        "columns": list(COLUMNS),
        "line": line,
        "ruled_out": 0,
        "cut": 1,
        "merge_cut": 1,
        "trees": [[[0]]],
    }
    return read_story_model(content, background)


def _page(content: dict[str, Any]) -> str:
    """The content with one tree a line, so that a new model can be compared with the last."""
    head = [f" {json.dumps(key)}: {json.dumps(value)}," for key, value in content.items() if key != "trees"]
    trees = ",\n".join("  " + json.dumps(tree, separators=(",", ":")) for tree in content["trees"])
    return "\n".join(("{", *head, ' "trees": [', trees, " ]", "}")) + "\n"


def fold_models(folder: Path) -> list[StoryModel]:
    """The models that were grown without a fold, for each fold."""
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    return [
        read_story_model(json.loads(line), background_without(folder, fold))
        for fold, line in enumerate(lines)
    ]


def unseen(stream: Stream, models: Sequence[StoryModel], folds: Sequence[int]) -> dict[int | None, Agreement]:
    """Agreement by window, over documents of stories that the model asked had not seen."""
    totals: dict[int | None, npt.NDArray[np.float64]] = {window: np.zeros(3) for window in stream.windows}
    for fold in folds:
        found = found_stories(stream.given, models[fold])

        def scored(story: str, fold: int = fold) -> bool:
            return fold_of(story) == fold

        count = sum(1 for story in stream.given.stories if story is not None and scored(story))
        for window in stream.windows:
            one = agreement(stream.given, found, window=window, scored=scored)
            totals[window] += count * np.array((one.precision, one.recall, 1))
    return {window: Agreement(p / n, r / n) for window, (p, r, n) in totals.items()}


def main(argv: Sequence[str] | None = None) -> int:
    """Read the command line; 2 where the folder is of another shape."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--grow", action="store_true", help="grow the models before their figures are told")
    given = parser.parse_args(argv)
    if given.grow and find_spec("lightgbm") is None:
        print("bench.train_stories: to grow needs lightgbm: pip install lightgbm", file=sys.stderr)
        return 2
    try:
        streams = read_streams(given.folder)
        if given.grow:
            grow_all(given.folder, streams)
        models = fold_models(given.folder)
    except FolderError as error:
        print(f"bench.train_stories: {error}", file=sys.stderr)
        return 2
    print("| stream | window | B-cubed P | R | F1 |\n|---|---|---|---|---|")
    for stream in streams:
        for window, one in unseen(stream, models, range(FOLDS)).items():
            days = f"{window} days" if window else "none"
            print(
                f"| {stream.name} | {days} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} |",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
