"""Floors under the quality of duplicate detection on labelled sets; lower one only by editing it here, with a reason."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.predict import predict_dedupe

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def score(shared: Path) -> Callable[..., dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("dedupe_score", shared / "dedupe" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.score


@pytest.fixture(scope="module")
def results(
    shared: Path, score: Callable[..., dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    found = {}
    for name in ("wire", "gva", "gen"):
        out = tmp_path_factory.mktemp(name)
        predict_dedupe(shared / "dedupe" / name, out)
        found[name] = score(
            str(shared / "dedupe" / name),
            dups=str(out / "dups.jsonl"),
            pairs=str(out / "pairs.jsonl"),
            stories=str(out / "stories.jsonl"),
        )
    return found


def test_clusters_agree_with_the_labels(results: dict[str, Any]) -> None:
    f1 = {name: result["dups"]["pairwise"]["f1"] for name, result in results.items()}
    assert sum(f1.values()) / 3 >= 0.97, f1
    assert min(f1.values()) >= 0.955, f1


def test_furniture_templates_and_excerpts_stay_apart(results: dict[str, Any]) -> None:
    assert results["gva"]["dups"]["joined"]["unrelated:boilerplate"]["share"] <= 0.02
    joined = results["gen"]["dups"]["joined"]
    assert joined["unrelated:boilerplate"]["share"] <= 0.005
    assert joined["unrelated_template"]["share"] <= 0.005
    assert joined["excerpt"]["share"] <= 0.02


def test_relations_are_told_from_each_other(results: dict[str, Any]) -> None:
    pairs = results["gen"]["pairs"]
    assert pairs["macro_f1"] >= 0.975
    assert pairs["excerpt"]["f1"] >= 0.92
    assert pairs["direction"] >= 0.97


def test_documents_without_dates_are_no_trouble(
    shared: Path, score: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    predict_dedupe(shared / "dedupe" / "fnc", tmp_path)
    result = score(str(shared / "dedupe" / "fnc"), stories=str(tmp_path / "stories.jsonl"))
    assert result["stories"]["bcubed"]["p"] >= 0.975, result["stories"]
