"""What of a text tells its event, and how its terms are looked up."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transforms.story_pairs import places_of
from transforms.story_text import FIELDS, key_of, packed, terms_of

MONDAY = date(2026, 11, 16)


def test_people_places_and_ages_are_told_apart() -> None:
    terms = terms_of(
        "",
        "Officers found Gregor Halloway, 29, near Quarry Road in Port Elspeth. A 31-year-old fled.",
        MONDAY,
    )
    assert set(terms["people"]) == {"gregor halloway", "port elspeth"}
    assert set(terms["places"]) == {"quarry road"}
    assert {"29", "31", "age 29", "age 31"} == set(terms["numbers"])


def test_days_are_worked_out_from_the_day_of_appearance() -> None:
    one = terms_of("", "Shots fell on Sunday.", MONDAY)
    other = terms_of("", "Two were hurt on November 15.", date(2026, 11, 18))
    third = terms_of("", "Two were hurt yesterday.", MONDAY)
    assert one["dates"] == other["dates"] == third["dates"]
    assert not terms_of("", "Shots fell on Sunday.", None)["dates"]


def test_the_name_of_a_site_behind_a_headline_counts_for_nothing() -> None:
    assert (
        terms_of("Man shot on Elm Street - Channel 7 News", "", None)["title"]
        == (terms_of("Man shot on Elm Street", "", None)["title"])
    )


def test_a_headline_in_capitals_makes_no_names() -> None:
    assert not terms_of("Two Wounded Near Old Mill", "", None)["names"]


def test_a_term_has_the_same_key_everywhere_and_another_in_each_field() -> None:
    assert key_of(0, "halloway") == 266173605
    assert len({key_of(field, "halloway") for field in range(len(FIELDS))}) == len(FIELDS)


def test_terms_are_packed_by_field_with_their_counts() -> None:
    keys, fields, counts = packed(terms_of("", "Quarry quarry " * 200, None))
    body = fields == FIELDS.index("body")
    assert keys[body].tolist() == [key_of(0, "quarry")]
    assert counts[body].tolist() == [255]


@given(
    st.sets(st.integers(0, 2**32 - 1), min_size=1, max_size=60),
    st.lists(st.integers(0, 2**32 - 1), max_size=60),
)
def test_keys_are_looked_up_as_numpy_does(terms: set[int], keys: list[int]) -> None:
    known = np.array(sorted(terms), dtype=np.uint32)
    asked = np.array([*keys, *terms], dtype=np.uint32)
    assert places_of(known, asked).tolist() == np.searchsorted(known, asked).tolist()
