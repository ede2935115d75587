"""How well duplicates, relations and stories are found, ours beside the peers: tables."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from bench.dedupe_programs import DUPLICATES, OURS, Program, clusters
from bench.dedupe_sets import Row, Score, dense, generated, on_one_night, unpacked
from bench.labelled_texts import rows
from bench.predict import predict_dedupe

SETS: Final = ("wire", "gva", "gen")
_JOINED: Final = (("gva", "unrelated:boilerplate"), ("gen", "unrelated_template"), ("gen", "excerpt"))
STORY_SETS: Final = {"gva": None, "gva, 14 days": 14, "fnc": None, "ecb": None}
"""Each with its window in days."""
STORY_PEERS: Final = {
    "TF-IDF, single link": "single-{}",
    "TF-IDF, average link": "average-{}",
    "the same, first 80 words": "lead-{}",
}
_STORY_CUTS: Final = {
    "single": {"gva": 0.30, "gva, 14 days": 0.30, "fnc": 0.30, "ecb": 0.30},
    "average": {"gva": 0.25, "gva, 14 days": 0.25, "fnc": 0.20, "ecb": 0.15},
    "lead": {"gva": 0.25, "gva, 14 days": 0.25, "fnc": 0.15, "ecb": 0.15},
}
"""The best of .05, .10, ... for each set: the peers are allowed what ours is not."""


class Quality:
    """Scores of programs over the sets of a folder; predictions of ours are by the road that `bench.predict` takes."""

    def __init__(self, folder: Path, score: Score, environments: Path | None, scratch: Path) -> None:
        self._folder = folder
        self._score = score
        self._environments = environments
        self._scratch = scratch

    def duplicates(self) -> Iterable[str]:
        """A row a program over the three sets, ours first."""
        columns = [*SETS, "mean", *(f"B3 {name}" for name in SETS), "furniture", "templates", "excerpts"]
        yield "pair F1 of each set and their mean; B-cubed F1; share joined of furniture pairs (gva), template and excerpt pairs (gen)"
        yield _line("", columns)
        for name in (OURS, *DUPLICATES):
            if (found := self._of_sets(name)) is not None:
                f1 = [found[key]["pairwise"]["f1"] for key in SETS]
                joined = [found[key]["joined"].get(kind, {}).get("share") for key, kind in _JOINED]
                cells = [*f1, sum(f1) / len(f1), *(found[key]["bcubed"]["f1"] for key in SETS), *joined]
                yield _line(name, map(_figure, cells))
            else:
                yield _line(name, ["not installed"])

    def relations(self, seeds: Iterable[int]) -> Iterable[str]:
        """A row a set of known relations, ours alone; beside it what the best peers make of its duplicates."""
        peers = [
            name for name in ("Jaccard, .45", "TF-IDF, .70") if DUPLICATES[name].python(self._environments)
        ]
        yield "relations of ours; no peer tells them. gen+N was generated anew with seed N; on one night nothing is known of other nights"
        yield _line(
            "",
            [
                *("docs", "macro F1", "excerpt F1", "direction", "pair F1", "P", "R"),
                *("furniture", "templates", "excerpts", *peers),
            ],
        )
        sets = {"gen": self._folder / "gen"}
        sets["gen, one night"] = on_one_night(sets["gen"], self._scratch / "gen-one-night")
        for seed in seeds:
            sets[f"gen+{seed}"] = generated(self._folder, self._scratch / f"gen-{seed}", seed)
        for seed in list(seeds)[:1]:
            sets[f"gen+{seed}, one night"] = on_one_night(
                sets[f"gen+{seed}"], self._scratch / f"gen-{seed}-one-night"
            )
        for name, folder in sets.items():
            ours = self._ours(folder, folder)
            pairs, dups = ours["pairs"], ours["dups"]
            joined = [
                dups["joined"].get(kind, {}).get("share")
                for kind in ("unrelated:boilerplate", "unrelated_template", "excerpt")
            ]
            cells = [
                pairs["macro_f1"],
                pairs["excerpt"]["f1"],
                pairs["direction"],
                *(dups["pairwise"][key] for key in ("f1", "p", "r")),
                *joined,
                *(self._peer(DUPLICATES[peer], folder)["dups"]["pairwise"]["f1"] for peer in peers),
            ]
            yield _line(name, [str(dups["docs"]), *map(_figure, cells)])

    def stories(self) -> Iterable[str]:
        """A row a program over the story sets: B-cubed F1, and of ours precision and recall."""
        yield "B-cubed F1 of stories; within the window only documents at most 14 days apart are compared"
        yield _line("", STORY_SETS)
        folders = {name: self._folder / name for name in STORY_SETS}
        folders["gva, 14 days"] = dense(self._folder / "gva", self._scratch / "gva-dense")
        ours = {name: self._ours(folders[name], folders[name], window) for name, window in STORY_SETS.items()}
        for title, figure in ((OURS, "f1"), ("  its precision", "p"), ("  its recall", "r")):
            yield _line(title, (_figure(found["stories"]["bcubed"][figure]) for found in ours.values()))
        for title, method in STORY_PEERS.items():
            cuts = _STORY_CUTS[method.partition("-")[0]]
            cells = []
            for name, window in STORY_SETS.items():
                peer = Program(
                    "duplicates",
                    "bench.dedupe_peers.with_scikit",
                    method.format(cuts[name]) + (f"-{window}" if window else ""),
                )
                if peer.python(self._environments) is None:
                    break
                found = self._peer(peer, folders[name], kind="stories", window=window)
                cells.append(_figure(found["stories"]["bcubed"]["f1"]))
            yield _line(title, cells or ["not installed"])

    def _of_sets(self, name: str) -> Mapping[str, Any] | None:
        if name == OURS:
            return {key: self._ours(self._folder / key, self._folder / key)["dups"] for key in SETS}
        peer = DUPLICATES[name]
        if peer.python(self._environments) is None:
            return None
        return {key: self._peer(peer, self._folder / key)["dups"] for key in SETS}

    def _ours(self, folder: Path, gold: Path, window: int | None = None) -> Row:
        out = self._scratch / f"{folder.name}-out"
        if not out.exists():
            predict_dedupe(folder, out)
        kinds = {"dups": "dups", "pairs": "pairs", "stories": "stories"}
        given = {kind: list(rows(out / f"{name}.jsonl")) for kind, name in kinds.items() if _holds(out, name)}
        return self._score(str(gold), **given, window=window)

    def _peer(self, peer: Program, folder: Path, kind: str = "dups", window: int | None = None) -> Row:
        documents = self._scratch / f"{folder.name}-docs.jsonl"
        if not documents.exists():
            unpacked(folder, documents)
        found = clusters(peer, self._environments, documents, self._scratch)
        return self._score(str(folder), **{kind: found}, window=window)


def _holds(out: Path, name: str) -> bool:
    return (out / f"{name}.jsonl").stat().st_size > 0


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _line(name: str, cells: Iterable[str]) -> str:
    return " ".join([f"{name:<26}", *(f"{cell:>12}" for cell in cells)]).rstrip()
