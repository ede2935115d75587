"""How probable it is that two texts are about one event: a line and a forest asked together, grown by bench/train_stories.py."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from transforms.trees import Forest, read_forest

MODEL = "story_model.json"
TERMS = "story_terms.parquet"
_CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Background:
    """How common terms are in news at large, so that the first night knows what is rare.

    Attributes:
        terms: sorted keys.
        counts: texts that hold each.
        documents: texts that were counted.
    """

    terms: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.int64]
    documents: int


@dataclass(frozen=True, slots=True)
class StoryModel:
    """What decides whether two texts are about one event.

    Attributes:
        columns: names of the values that it asks for.
        mean, scale: of each column, by which the line sees it.
        slope: of each column.
        level: of the line.
        forest: asked about pairs that the line does not rule out.
        ruled_out: probability by the line below which the forest is not asked.
        cut: least mean probability with which a text joins a story.
        merge_cut: least with which two stories become one.
        background: how common terms are.
    """

    columns: tuple[str, ...]
    mean: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]
    slope: npt.NDArray[np.float64]
    level: float
    forest: Forest
    ruled_out: float
    cut: float
    merge_cut: float
    background: Background

    def probabilities(self, rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """For each row, 0 to 1 with four digits: equal on any machine."""
        line = _logistic(((rows - self.mean) / self.scale * self.slope).sum(axis=1) + self.level)
        found = line / 2
        (open_,) = np.nonzero(line >= self.ruled_out)
        for begin in range(0, len(open_), _CHUNK):
            part = open_[begin : begin + _CHUNK]
            found[part] += _logistic(self.forest.scores(rows[part]) / 1e6) / 2
        return np.round(found, 4)


def _logistic(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -40, 40))))


@cache
def load_story_model() -> StoryModel:
    """The model that comes with beatbook."""
    package = files("transforms")
    return read_story_model(
        json.loads(package.joinpath(MODEL).read_text(encoding="utf-8")), load_background()
    )


@cache
def load_background() -> Background:
    """The table of terms that comes with beatbook."""
    with files("transforms").joinpath(TERMS).open("rb") as file:
        table = pq.read_table(file)
    return Background(
        table["term"].to_numpy().astype(np.uint32),
        table["count"].to_numpy().astype(np.int64),
        int(table.schema.metadata[b"documents"]),
    )


def read_story_model(content: dict[str, Any], background: Background) -> StoryModel:
    """A model from the content of its file."""
    line = content["line"]
    mean, scale, slope = (np.array(line[name], dtype=np.float64) for name in ("mean", "scale", "slope"))
    return StoryModel(
        tuple(content["columns"]),
        mean,
        scale,
        slope,
        line["level"],
        read_forest(json.dumps({"columns": content["columns"], "trees": content["trees"]})),
        content["ruled_out"],
        content["cut"],
        content["merge_cut"],
        background,
    )
