"""Which runs of a page its label holds, and what a folder of another shape is told."""

from pathlib import Path

import pytest

from bench import train_body
from bench.body_labels import label

FIRST = "The bridge over the river was closed for six hours on Tuesday, said the county."
SECOND = "Officers sent drivers over the county road while a crew swept the deck."


def test_runs_of_the_body_are_told_by_their_words_and_short_ones_by_their_place() -> None:
    texts = ["Calls", FIRST, "Calls", SECOND, "Calls", FIRST]
    assert label(texts, f"{FIRST}\nCalls\n{SECOND}") == [False, True, True, True, False, False]


def test_a_run_of_which_half_stands_in_the_body_is_of_it_and_one_with_less_is_not() -> None:
    other = "Nobody knows what else was said that night in the hall by those who came."
    assert label([f"{FIRST} Read on."], FIRST) == [True]
    assert label([f"{FIRST} {other} {other}"], FIRST) == [False]


def test_hyphens_that_are_not_seen_make_no_difference() -> None:
    assert label([FIRST.replace("river", "ri\u00adver")], FIRST) == [True]


def test_a_page_without_a_label_has_no_body() -> None:
    assert label([FIRST, "Calls"], "") == [False, False]


def test_a_folder_of_another_shape_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train_body.main([str(tmp_path)]) == 2
    assert "no manifest.json" in capsys.readouterr().err


def test_a_publisher_is_in_one_fold_in_every_process() -> None:
    assert [train_body.fold_of(f"paper {n}") for n in range(8)] == [2, 3, 3, 3, 4, 1, 1, 3]
