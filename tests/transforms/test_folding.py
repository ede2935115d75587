"""Texts that a reader would call the same have one key, others have not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.decode import tidy
from transforms.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Don’t” – the ﬁrst", '"DON\'T" the first'),
        ("po\u00adlice\u200b chief", "Police Chief"),
        ("ＡＢＣ １２", "abc 12"),
        ("José’s café", "Jose\u0301`s CAFE\u0301"),
        ("Straße", "STRASSE"),
        ("می\u200cخواهم", "میخواهم"),
        ("O’Brien—Roe", "O'Brien - Roe"),
        ("a\u00a0b\n c", "a b c"),
        ("\u200fאב\u200e", "אב"),
    ],
)
def test_what_reads_the_same_has_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), [("año", "ano"), ("10", "100"), ("a b", "ab"), ("", "a")])
def test_what_reads_differently_has_another(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_the_key_does_not_depend_on_what_tidying_takes_off(text: str) -> None:
    clean = "".join(char for char in text if unicodedata.category(char) not in ("Co", "Cc", "Cs", "Cn"))
    assert fold(tidy(clean)) == fold(clean)


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert fold(fold(text)) == fold(text)
