"""Figures of predictions over labelled pages, by the folder's own scorer."""

import importlib.util
import statistics
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from bench.labelled_pages import FolderError

SETS: Final = {
    "AEB": ("set=aeb",),
    "fundus all": ("set=fundus",),
    "fundus en": ("set=fundus", "lang=en"),
    "fundus byline on page": ("set=fundus", "authors_from=dom"),
}
"""Parts of the pages, by conditions on the manifest's cases."""
_FIGURES: Final = {
    "body": ("f1", "precision", "recall", "accuracy"),
    "title": ("exact", "any"),
    "authors": ("exact",),
    "published": ("day", "instant"),
    "section": ("exact",),
    "topics": ("f1",),
}
_SAME: Final = 0.0005
"""Up to so much a page's F1 is unchanged."""
_SHOWN: Final = 5
"""Pages that have lost most, and that have gained most."""


class Scorer:
    """The scorer of a folder with its labels, read once for many programs' predictions."""

    def __init__(self, folder: Path, ids: Iterable[str]) -> None:
        """Read the labels of the cases with these ids.

        Raises:
            FolderError: the folder has no scorer.
        """
        self._score = _module(folder / "score.py")
        wanted = set(ids)
        self._expected = {case["id"]: case for case in self._score.load_cases(folder) if case["id"] in wanted}
        self._sets = {
            name: [case["id"] for case in self._score.load_cases(folder, conditions) if case["id"] in wanted]
            for name, conditions in SETS.items()
        }

    def body(self, key: str) -> str:
        """The expected body of a case, empty where it has none."""
        return self._expected[key].get("body") or ""

    def holds(self, figure: str) -> bool:
        """Whether the folder has pages of the set that a figure is of."""
        return any(ids and figure.startswith(f"{name} ") for name, ids in self._sets.items())

    def against(self, before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> str:
        """How the body F1 of each page has changed from one version's predictions to another's, by set."""
        old, new = ({row["id"]: row for row in rows} for rows in (before, after))
        lines = []
        for name, ids in self._sets.items():
            changes = sorted(
                (self._page_f1(key, new) - self._page_f1(key, old), key)
                for key in ids
                if key in old and key in new and "body" in self._expected[key]
            )
            if len(changes) > 1:
                amounts = [change for change, _ in changes]
                error = statistics.stdev(amounts) / len(amounts) ** 0.5
                better, worse = sum(one > _SAME for one in amounts), sum(one < -_SAME for one in amounts)
                lines.append(
                    f"{name}: page F1 {statistics.fmean(amounts):+.4f} (standard error {error:.4f}), "
                    f"{better} pages better, {worse} worse"
                )
                some = [*changes[:_SHOWN], *changes[-_SHOWN:]]
                lines += [
                    f"  {change:+.3f} {key}" for change, key in dict.fromkeys(some) if abs(change) > _SAME
                ]
        return "\n".join(lines)

    def _page_f1(self, key: str, rows: Mapping[str, dict[str, Any]]) -> float:
        expected = self._expected[key]["body"]
        return float(self._score.page_f1(self._score.overlap(expected, rows[key].get("body"))))

    def figures(self, predictions: Sequence[dict[str, Any]]) -> dict[str, float]:
        """Figures by `SET FIELD FIGURE`; a case without a prediction counts as one where nothing was found.

        Fields that a program never fills have no figures.
        """
        given = {row["id"]: row for row in predictions}
        rows = {key: self._score.score_page(case, given.get(key, {})) for key, case in self._expected.items()}
        found: dict[str, float] = {}
        for name, ids in self._sets.items():
            scored = self._score.summarise([rows[key] for key in ids], bootstrap=0)
            found |= {
                f"{name} {field} {figure}": scored[field][figure]
                for field, figures in _FIGURES.items()
                if field in scored and scored[field]["filled"]
                for figure in figures
            }
        return found


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("labelled_pages_score", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise FolderError(f"{path.parent}: no score.py, by which predictions are scored")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
