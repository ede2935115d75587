"""Quotations: what stands between marks, who says it, and in whose text."""

import dataclasses

import pytest
from invented import blank

from crawlers.sources import Source
from transforms.attribution import attribute
from transforms.document import Block, BlockKind, Document, Quote, Voice
from transforms.entities import find_mentions, load_gazetteer
from transforms.quote_marks import pair_marks
from transforms.quotes import find_quotes

SOURCE = Source.model_validate(
    {
        "id": "us_or_salem_courier",
        "name": "Courier",
        "homepage": "https://courier.example/",
        "publisher": "newspaper",
        "place": {"name": "Salem", "state": "OR", "county": "Marion County"},
        "timezone": "America/Los_Angeles",
        "feeds": [{"kind": "feed", "url": "https://courier.example/feed"}],
    }
)


def document(*parts: str | tuple[BlockKind, str], author_name: str | None = None) -> Document:
    """A document of paragraphs; (kind, text) makes another block. Mentions are found as in a run."""
    blocks: list[Block] = []
    at = 0
    for position, part in enumerate(parts):
        kind, text = ("paragraph", part) if isinstance(part, str) else part
        voice: Voice = kind if kind in ("quoted_passage", "embedded_post") else "author"  # type: ignore[assignment]
        name = author_name if kind == "embedded_post" else None
        blocks.append(
            Block(
                position=position,
                kind=kind,
                text=text,
                start=at,
                end=at + len(text),
                voice=voice,
                author_name=name,
            )
        )
        at += len(text) + 2
    made = blank(text="\n\n".join(block.text for block in blocks), blocks=tuple(blocks))
    return dataclasses.replace(made, mentions=find_mentions(made, SOURCE, load_gazetteer(None)))


def quotes(*parts: str | tuple[BlockKind, str], author_name: str | None = None) -> tuple[Quote, ...]:
    return find_quotes(document(*parts, author_name=author_name))


def between_marks(text: str) -> list[str]:
    return [text[quoted.start : quoted.end] for quoted in pair_marks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We saw it,” she said. “It was loud.”", ["We saw it,", "It was loud."]),
        ('"We saw it," she said. "It was loud."', ["We saw it,", "It was loud."]),
        ("``We saw it,'' she said.", ["We saw it,"]),
        ("«We saw it», she said.", ["We saw it"]),
        ("“He told us, ‘Get out,’ and we did,” she said.", ["He told us, ‘Get out,’ and we did,"]),
        ("“She said “no way” to my face,” said Ana.", ["She said “no way” to my face,"]),
        ('A 6" pipe was found. "It was loud," she said.', ["It was loud,"]),
        ("An odd “ mark stands here. “It was loud,” she said.", ["It was loud,"]),
        ("It was loud” she said. “We ran.”", ["We ran."]),
        ("“The first part.\n\n“The second part,” she said.", ["The first part.", "The second part,"]),
        ("“Never closed.\n\nNobody spoke. “We ran.”", ["We ran."]),
        ("", []),
        ("“", []),
    ],
)
def test_marks_of_every_shape_pair_off_and_an_odd_one_voids_nothing_else(
    text: str, expected: list[str]
) -> None:
    assert between_marks(text) == expected


@pytest.mark.parametrize(
    ("text", "speaker", "cue"),
    [
        ("“We ran to the river,” Dana Roe said Monday.", "Dana Roe", "said"),
        ("“We ran to the river,” said Dana Roe, a neighbor.", "Dana Roe", "said"),
        ("“We ran to the river,” said neighbor Dana Roe.", "neighbor Dana Roe", "said"),
        ("“We ran to the river,” Dana Roe, who lives nearby, told the council.", "Dana Roe", "told"),
        ("Dana Roe, 34, of Salem, said, “We ran to the river.”", "Dana Roe", "said"),
        ("In a letter, Dana Roe wrote: “We ran to the river.”", "Dana Roe", "wrote"),
        ("Roe shrugged and said, “We ran to the river.”", "Roe", "said"),
        ("According to Dana Roe, “We ran to the river.”", "Dana Roe", "According to"),
        ("“We ran to the river” –Commissioner Dana Roe", "Commissioner Dana Roe", "–"),
        ("From Chairwoman Dana Roe: “We ran to the river.”", "Chairwoman Dana Roe", None),
        ("Dana Roe had an answer ready: “We ran to the river.”", "Dana Roe", None),
        ("“We ran to the river,” Roe deadpanned.", "Roe", "deadpanned"),
        ("“Why did we run to the river?” Roe asked.", "Roe", "asked"),
    ],
)
def test_the_speaker_stands_before_or_after_the_words(text: str, speaker: str, cue: str | None) -> None:
    (found,) = [one for one in attribute(text) if one.segments]
    assert found.speaker is not None
    assert text[slice(*found.speaker)] == speaker
    assert (text[slice(*found.cue)] if found.cue else None) == cue


@pytest.mark.parametrize(
    "beside",
    [
        "on Wednesday",
        "Tuesday morning",
        "late last week",
        "on Nov. 18, 2026",
        "in November",
        "at 4 p.m. Monday",
        "two days later",
        "at a press conference",
        "in a statement",
        "in a written statement on Friday",
        "during an interview with KLRK",
        "at the council meeting",
        "outside the courthouse",
        "in Salem on Thursday",
        "to reporters",
    ],
)
def test_time_place_or_occasion_alone_is_no_quotation(beside: str) -> None:
    assert quotes(f"The review goes on. Chief Dana Roe said {beside}.") == ()
    (direct,) = quotes(f"Chief Dana Roe said {beside} “the dam will hold for now.”")
    assert (direct.kind, direct.text) == ("direct", "the dam will hold for now.")
    (indirect,) = quotes(f"Chief Dana Roe said {beside} that the dam would hold.")
    assert (indirect.kind, indirect.text) == ("indirect", "the dam would hold")


@pytest.mark.parametrize("words", ["Monday was a bad day", "in Salem nobody came", "the meeting was short"])
def test_a_clause_that_begins_with_time_or_place_is_reported(words: str) -> None:
    (found,) = quotes(f"Chief Dana Roe said {words}.")
    assert (found.kind, found.text) == ("indirect", words)


def test_a_quotation_goes_on_after_its_speaker() -> None:
    first, second = quotes("“We will not sign it,” Police Chief Dana Roe said. “It is a bad paper.”")
    assert (first.speaker_name, second.speaker_name) == ("Dana Roe", "Dana Roe")
    assert (first.speaker_role, second.speaker_role) == ("police-leader", "police-leader")
    assert first.kind == second.kind == "direct"


def test_the_speaker_named_at_the_end_has_said_all_the_paragraphs() -> None:
    found = quotes(
        "“The roof leaks.", "“The cells are cold.", "“Nobody answers the calls,” Sheriff Iris Webb wrote."
    )
    assert [quote.text for quote in found] == [
        "The roof leaks.",
        "The cells are cold.",
        "Nobody answers the calls,",
    ]
    assert {quote.speaker_name for quote in found} == {"Iris Webb"}


def test_pronouns_short_names_and_titles_stand_for_somebody_named_before() -> None:
    found = quotes(
        "Mayor Lucia Hart met Sgt. Tom Vance, a police spokesman, on Monday.",
        "“We have no money,” Hart said.",
        "She added: “And no time.”",
        "“We have both,” Vance said.",
        "“That is news to me,” the mayor replied.",
    )
    assert [(quote.speaker, quote.speaker_name, quote.speaker_role) for quote in found] == [
        ("Hart", "Lucia Hart", "elected-official"),
        ("She", "Lucia Hart", "elected-official"),
        ("Vance", "Tom Vance", "police-spokesperson"),
        ("the mayor", "Lucia Hart", "elected-official"),
    ]


def test_a_letter_speaks_for_its_writer() -> None:
    *_, quote = quotes(
        "The Larkspur Deputies Guild, a union of jail staff, wrote a three-page letter to the sheriff.",
        "“Morale has never been lower,” the letter says.",
    )
    assert quote.speaker == "the letter"
    assert quote.speaker_name == "Larkspur Deputies Guild"


def test_what_is_said_without_marks_is_indirect() -> None:
    (quote,) = quotes("Police Chief Dana Roe told reporters on Monday that two officers resigned.")
    assert (quote.kind, quote.text) == ("indirect", "two officers resigned")
    assert (quote.speaker_name, quote.speaker_role, quote.cue) == ("Dana Roe", "police-leader", "told")


def test_words_of_the_speaker_within_reported_words_are_mixed() -> None:
    (quote,) = quotes("Dana Roe said the plan is “a gift to nobody” and will fail.")
    assert (quote.kind, quote.text) == ("mixed", "the plan is “a gift to nobody” and will fail")


def test_what_one_verb_reports_ends_where_the_next_begins() -> None:
    found = quotes("Dana Roe said the jail is full and added that nobody listens.")
    assert [quote.text for quote in found] == ["the jail is full", "nobody listens"]


@pytest.mark.parametrize(
    "text",
    [
        "The “temporary” closure of Oak Street enters its third year.",
        "They watched “The Last Night Shift” at the library.",
        "Residents support the plan.",
        "The claims against the city were settled.",
        "She lives in the United States and reports to nobody.",
    ],
)
def test_scare_quotes_titles_and_plain_verbs_are_no_quotations(text: str) -> None:
    assert quotes(text) == ()


def test_words_inside_a_passage_or_post_are_not_the_authors() -> None:
    found = quotes(
        ("quoted_passage", "“We will sue,” the union said."),
        ("embedded_post", "As I said, “no more overtime” for now."),
        "“We will wait,” the clerk said.",
    )
    assert [quote.voice for quote in found] == ["quoted_passage", "embedded_post", "author"]


def test_a_phrase_taken_up_from_a_post_is_an_echo_and_no_new_statement() -> None:
    found = quotes(
        "The mayor posted this:",
        ("embedded_post", "I do not want our officers dragged into a fight that is not ours."),
        "“Dragged into a fight”? They are paid to end fights.",
        author_name="Mayor Lucia Hart",
    )
    (quote,) = found
    assert (quote.kind, quote.text, quote.echo_of) == ("direct", "Dragged into a fight", 1)
    assert (quote.speaker, quote.speaker_name, quote.cue) == (None, "Mayor Lucia Hart", None)


def test_spans_are_of_the_documents_text() -> None:
    made = document(
        "A first paragraph.", "“We ran to the river,” said Ana Diaz. She said the water was high."
    )
    found = find_quotes(made)
    assert len(found) == 2
    assert all(made.text[quote.start : quote.end] == quote.text for quote in found)


@pytest.mark.parametrize(
    "text", ["", "\n", "“”", "said", "said,", "”, said", "according to", "“a\n\n“b\n\n“c", '"' * 7]
)
def test_scraps_give_no_error(text: str) -> None:
    attribute(text)


def test_quotations_of_labelled_news_are_found_with_their_speakers(shared, tmp_path, capsys) -> None:
    import json

    from bench.quotes import main

    main(shared / "coding" / "quotes", tmp_path / "out.jsonl")
    figures = json.loads(capsys.readouterr().out.rpartition("}")[0] + "}")
    assert figures["direct_strict_prf"][2] >= 0.98
    assert figures["speaker_acc_on_strict"] >= 0.90
    assert figures["all_attributions_prf@0.3"][2] >= 0.60


@pytest.mark.parametrize(
    "scrap", ["he said, ", "“a b c d” ", '" ', "Roe, ", "A ", "@Aa ", "The Roe wrote a letter "]
)
@pytest.mark.timeout(
    90
)  # seconds here; a step whose cost grew with the square of the text would take many minutes
def test_a_long_text_of_one_scrap_is_read(scrap: str) -> None:
    found = quotes(scrap * (200_000 // len(scrap)) + " the letter says.")
    assert all(quote.text for quote in found)
