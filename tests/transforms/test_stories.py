"""Which documents are put into one story, and that the nights can be gone through again."""

import random
from datetime import timedelta

import pytest
from given_stories import (
    BUDGET,
    MILL_ARREST,
    MILL_CHARGE,
    MILL_FIRST,
    MILL_OTHER_WORDS,
    MILL_SAME_WORDS_ELSEWHERE,
    MONDAY,
    Town,
)

from transforms.stories import forget_stories

TUESDAY = MONDAY + timedelta(1)


@pytest.fixture
def town() -> Town:
    return Town()


def test_one_event_told_in_different_words_is_one_story(town: Town) -> None:
    town.night(MONDAY, town.write(1, MILL_FIRST, MONDAY), town.write(2, BUDGET, MONDAY))
    town.night(TUESDAY, town.write(3, MILL_OTHER_WORDS, MONDAY))
    assert town.stories() == {1: 1, 2: 2, 3: 1}


def test_two_events_of_one_day_told_in_the_same_words_are_two_stories(town: Town) -> None:
    town.night(MONDAY, town.write(1, MILL_FIRST, MONDAY), town.write(2, MILL_SAME_WORDS_ELSEWHERE, MONDAY))
    assert town.stories() == {1: 1, 2: 2}


def test_a_name_reopens_a_story_after_two_months(town: Town) -> None:
    town.night(MONDAY, town.write(1, MILL_FIRST, MONDAY), town.write(2, MILL_OTHER_WORDS, MONDAY))
    town.night(TUESDAY, town.write(3, MILL_ARREST, TUESDAY), town.write(4, BUDGET, TUESDAY))
    later = MONDAY + timedelta(65)
    town.night(later, town.write(5, MILL_CHARGE, later))
    assert town.stories() == {1: 1, 2: 1, 3: 1, 4: 4, 5: 1}
    rule = town.con.execute("select rule from ops.story_nodes where node_id = 5").fetchone()
    assert rule == ("names",)


def test_a_name_reopens_no_story_after_more_than_a_year(town: Town) -> None:
    town.night(MONDAY, town.write(1, MILL_ARREST, MONDAY))
    later = MONDAY + timedelta(400)
    town.night(later, town.write(2, MILL_CHARGE, later))
    assert town.stories() == {1: 1, 2: 2}


def test_the_order_within_a_night_and_the_number_of_threads_change_nothing() -> None:
    reports = (MILL_FIRST, MILL_OTHER_WORDS, MILL_SAME_WORDS_ELSEWHERE, MILL_ARREST, BUDGET)
    states = []
    for turn in range(3):
        town = Town()
        town.con.execute(f"set threads = {turn % 2 + 1}")
        nodes = [town.write(node, report, MONDAY) for node, report in enumerate(reports, 1)]
        random.Random(turn).shuffle(nodes)
        town.night(MONDAY, *nodes)
        states.append(town.state())
    assert states[0] == states[1] == states[2]


def test_nights_that_were_taken_back_can_be_gone_through_again(town: Town) -> None:
    town.write(1, MILL_FIRST, MONDAY)
    town.write(2, BUDGET, MONDAY)
    town.write(3, MILL_OTHER_WORDS, TUESDAY)
    later = MONDAY + timedelta(40)
    town.write(4, MILL_ARREST, later)
    town.write(5, MILL_CHARGE, later)

    def nights() -> None:
        town.night(TUESDAY, 3)
        town.night(later, 4, 5, leaving=(2,))
        town.night(later + timedelta(1), 3, leaving=(1,))

    town.night(MONDAY, 1, 2)
    before = town.state()
    nights()
    after = town.state()
    forget_stories(town.con, TUESDAY)
    restored = town.state()
    assert restored | {"ops.story_texts": []} == before | {"ops.story_texts": []}
    nights()
    assert town.state() == after


def test_a_story_whose_first_member_goes_is_called_after_the_next(town: Town) -> None:
    town.night(MONDAY, town.write(1, MILL_FIRST, MONDAY), town.write(2, MILL_OTHER_WORDS, MONDAY))
    town.night(TUESDAY, leaving=(1,))
    assert town.stories() == {2: 2}
    assert town.changes() == [(TUESDAY, "renamed", 1, 2, 1)]


def test_a_correction_of_a_few_words_moves_nothing(town: Town) -> None:
    town.night(MONDAY, town.write(1, MILL_FIRST, MONDAY), town.write(2, MILL_OTHER_WORDS, MONDAY))
    town.night(TUESDAY, town.write(3, MILL_ARREST, TUESDAY))
    title, text = MILL_FIRST
    town.night(
        TUESDAY + timedelta(1), town.write(1, (title, text.replace("24-year-old", "25-year-old")), MONDAY)
    )
    assert town.stories() == {1: 1, 2: 1, 3: 1}
    assert town.changes() == []


def test_a_text_that_becomes_another_leaves_its_story(town: Town) -> None:
    town.night(MONDAY, town.write(1, MILL_FIRST, MONDAY), town.write(2, MILL_OTHER_WORDS, MONDAY))
    town.night(TUESDAY, town.write(2, BUDGET, TUESDAY))
    assert town.stories() == {1: 1, 2: 2}
    assert town.changes() == [(TUESDAY, "split", 1, 2, 1)]


def test_a_text_without_a_word_is_a_story_of_its_own(town: Town) -> None:
    town.night(MONDAY, town.write(1, ("", ""), MONDAY), town.write(2, ("", ""), MONDAY))
    assert town.stories() == {1: 1, 2: 2}
