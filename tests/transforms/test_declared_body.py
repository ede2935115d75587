"""`articleBody` as a page's JSON-LD declares it: its paragraphs are told apart even where it runs them together."""

import pytest

from transforms.jsonld import JsonLd

SENTENCES = [
    "The bridge was shut on Tuesday.",
    "“Nobody was hurt,” said Roe of U.S. Route 9.",
    "It opens at 5.",
    "Was it the fog?",
    "Deer were seen.",
]


def body_of(declared: object) -> str:
    return JsonLd({"articleBody": declared}, (), ()).body


def test_sentences_that_meet_without_a_blank_end_paragraphs() -> None:
    assert body_of("".join(SENTENCES)).split("\n") == SENTENCES


@pytest.mark.parametrize("joint", [" ", "\n", "\n\n"])
def test_a_body_with_blanks_or_lines_stays_as_it_is(joint: str) -> None:
    assert body_of(joint.join(SENTENCES)) == joint.join(SENTENCES)


def test_a_slip_or_two_change_nothing() -> None:
    assert (
        body_of("One was hurt.Two were not. The St.Louis bus waited.")
        == "One was hurt.Two were not. The St.Louis bus waited."
    )
