"""A boosted forest of decision trees read from its file and asked, in whole numbers: the same answer on any machine."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees side by side: each array has one row for each tree, one column for each of its nodes.

    Attributes:
        columns: names of what is asked about; `feature` of a node is a position among them.
        feature, threshold, low, high: a node goes to `low` where the value is at most the threshold, else to `high`. A
            leaf goes to itself.
        value: of a leaf, in millionths.
        depth: the longest way to a leaf.
    """

    columns: tuple[str, ...]
    feature: npt.NDArray[np.int32]
    threshold: npt.NDArray[np.float64]
    low: npt.NDArray[np.int32]
    high: npt.NDArray[np.int32]
    value: npt.NDArray[np.int64]
    depth: int

    def scores(self, rows: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """The sum of the trees' answers for each row (its values in the order of `columns`): above 0 for yes."""
        size = self.feature.shape[1]
        first = np.arange(len(self.feature)) * size
        feature, threshold, low, high = (
            array.ravel() for array in (self.feature, self.threshold, self.low, self.high)
        )
        each = np.arange(len(rows))[:, None]
        at = np.broadcast_to(first, (len(rows), len(first)))
        for _ in range(self.depth):
            goes_low = rows[each, feature[at]] <= threshold[at]
            at = first + np.where(goes_low, low[at], high[at])
        scores: npt.NDArray[np.int64] = self.value.ravel()[at].sum(axis=1)
        return scores


@cache
def load_forest(name: str) -> Forest:
    """The forest of a file of this package, as `bench/train_body.py` writes it."""
    return read_forest(files("transforms").joinpath(name).read_text(encoding="utf-8"))


def read_forest(text: str) -> Forest:
    """A forest from JSON: `columns`, and `trees`, each a list of nodes `[feature, threshold, low, high]` or `[value]`."""
    content = json.loads(text)
    trees: list[list[list[float]]] = content["trees"]
    size = max(map(len, trees))
    shape = (len(trees), size)
    feature, low, high = (np.zeros(shape, dtype=np.int32) for _ in range(3))
    threshold, value = np.zeros(shape, dtype=np.float64), np.zeros(shape, dtype=np.int64)
    for t, nodes in enumerate(trees):
        for n, node in enumerate(nodes):
            if len(node) == 1:
                low[t, n] = high[t, n] = n
                value[t, n] = node[0]
            else:
                feature[t, n], threshold[t, n], low[t, n], high[t, n] = node
    return Forest(tuple(content["columns"]), feature, threshold, low, high, value, max(map(_depth, trees)))


def _depth(nodes: list[list[float]], at: int = 0) -> int:
    node = nodes[at]
    return 0 if len(node) == 1 else 1 + max(_depth(nodes, int(node[2])), _depth(nodes, int(node[3])))
