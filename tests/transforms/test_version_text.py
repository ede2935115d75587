"""What of a text makes its version. How well that holds is measured on the pairs of `bench.version_pairs`."""

import time

import pytest

from transforms.version_text import version_digest, written_lines

STORY = "Police said two people were shot on Tuesday.\n\nNobody was arrested."


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Updated 3 hours ago", None),
        ("By Dana Birch | Nov. 9, 2026 | 3 min read", "By Dana Birch"),
        ("Most read\n1. Bakery moves\n2. Snow on the pass", None),
        ("12 Comments", None),
        ("© 2026 Tamarack Ledger", None),
        ("When: Tuesday, Nov. 10, 6 p.m.", "When: Tuesday, Nov. 10, 6 p.m."),
        ("By Tuesday, 12 had been held since 5 p.m.", "By Tuesday, 12 had been held since 5 p.m."),
        ("Update (5 p.m. Tuesday): Two were named.", "Update (5 p.m. Tuesday): Two were named."),
        ("5-4", "5-4"),
        ("30 days", "30 days"),
        ("“Four” — or five", '"Four" - or five'),
    ],
)
def test_what_is_the_page_s_goes_and_what_is_the_story_s_stays(line: str, kept: str | None) -> None:
    expected = ["", *STORY.split("\n\n")]
    assert written_lines(None, f"{STORY}\n\n{line}") == ([*expected, kept] if kept else expected)


def test_links_end_where_the_story_goes_on() -> None:
    text = "Related stories\n\nBakery moves to Main Street\n\nTwo people were shot.\n\nNobody knows why"
    assert written_lines(None, text) == ["", "Two people were shot.", "Nobody knows why"]


def test_dates_that_head_the_days_of_a_list_are_of_the_story() -> None:
    days = ["Monday, Nov. 9", "A theft.", "Tuesday, Nov. 10", "A crash.", "Wednesday, Nov. 11", "Nothing."]
    assert written_lines("Log", "\n".join(days))[1:] == days
    assert written_lines("Log", "Monday, Nov. 9\nA theft.")[1:] == ["A theft."]


def test_a_text_of_noise_alone_differs_from_one_of_words() -> None:
    assert version_digest(None, "Updated 3 hours ago") == version_digest(None, "12 comments")
    assert version_digest("Bridge", "") != version_digest(None, "Bridge")


@pytest.mark.parametrize(
    "line",
    [
        "By " + "A" * 290,
        "By " + "Aa " * 28,
        "1:1/" * 70,
        "more on " + "x" * 280,
        "(" * 298 + ")",
        "a.b" * 90,
        "|" * 100_000,
    ],
)
def test_a_hostile_line_costs_little(line: str) -> None:
    began = time.process_time()
    version_digest(line, "\n".join([line] * 20))
    assert time.process_time() - began < 1
