"""What changed between two versions: how many words, of what kind, and both sides word by word."""

import time

import pytest

from transforms.version_changes import BREAK, ChangeKind, Run, change_between, runs_between

STORY = (
    "Two shot at bridge",
    "Two people were shot on Tuesday.\n\nPolice said that they had no suspect and asked for videos.",
)


def with_text(text: str) -> tuple[str, str]:
    return STORY[0], text


@pytest.mark.parametrize(
    ("kind", "new", "added", "removed"),
    [
        ("edit", with_text(STORY[1].replace("Tuesday", "Monday")), 1, 1),
        ("headline", ("Three shot at bridge", STORY[1]), 1, 1),
        (
            "update",
            with_text(STORY[1] + "\n\nOn Wednesday a man of 34 was held on a charge of assault."),
            13,
            0,
        ),
        ("correction", with_text(STORY[1] + "\n\nCorrection: An earlier version gave a wrong day."), 8, 0),
        ("cut", with_text("Two people were shot on Tuesday."), 0, 11),
        ("rewrite", with_text("The council met on Monday and spoke of the budget for roads."), 11, 16),
    ],
)
def test_a_change_has_a_size_and_a_kind(
    kind: ChangeKind, new: tuple[str, str], added: int, removed: int
) -> None:
    found = change_between(STORY, new)
    assert (found.kind, found.words_added, found.words_removed) == (kind, added, removed)


def test_noise_is_not_counted() -> None:
    old, new = (with_text(f"{STORY[1]}\n\nUpdated {hours} hours ago") for hours in (3, 5))
    found = change_between(old, new)
    assert (found.words_added, found.words_removed) == (0, 0)


def test_runs_give_both_versions_back() -> None:
    new = ("Three shot at bridge", STORY[1].replace("Two people", "Three people") + "\n\nOne died.")
    runs = runs_between(STORY, new)
    assert runs[:3] == [
        Run(sign="-", words=("Two",)),
        Run(sign="+", words=("Three",)),
        Run(sign=" ", words=("shot", "at", "bridge", BREAK)),
    ]
    for sign, (title, text) in (("+", STORY), ("-", new)):
        words = [word for run in runs if run.sign != sign for word in run.words]
        assert " ".join(words).replace(f" {BREAK}", BREAK).split() == f"{title} {text}".split()


@pytest.mark.parametrize("text", ["a b " * 3000, "a\n" * 6000])
def test_texts_of_few_words_over_and_over_are_compared_in_bounded_time(text: str) -> None:
    began = time.process_time()
    found = change_between(("A", text), ("B", text[2:] + " c"))
    assert time.process_time() - began < 2
    assert found.words_added > 0
