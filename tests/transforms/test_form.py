"""The form of a document: each kind of evidence, and what wins where two disagree."""

import gzip
import json
from dataclasses import replace

import pytest

from transforms.document import Block
from transforms.form import FormSignals, decide_form

REPORT = (
    "ALDER, Ore. — The City Council voted 4-3 on Monday to widen Mill Road. “I would not have done it,” said Councilor Ana "
    "Ruiz. “You should ask who pays. Shame on us!” Work begins in May."
)
NOTHING = FormSignals(
    source_form=None,
    publisher="newspaper",
    url="http://alder.example/2026/11/14/mill-road/",
    section=None,
    title="Council votes to widen Mill Road",
    title_prefix=None,
    schema_types=("NewsArticle",),
    page_classes=("single", "post"),
    is_post=False,
    text=REPORT,
    blocks=(),
)


def form(**changes: object) -> tuple[str, str]:
    return decide_form(replace(NOTHING, **changes))  # type: ignore[arg-type]


def test_without_evidence_it_is_news_and_others_words_are_not_the_authors():
    assert form() == ("news", "nothing-else")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"is_post": True}, ("post", "network-post")),
        ({"schema_types": ("https://schema.org/OpinionNewsArticle",)}, ("opinion", "json-ld:OpinionNewsArticle")),
        ({"title_prefix": "Opinion"}, ("opinion", "kicker:opinion")),
        ({"title_prefix": "Op-Ed Columnist"}, ("opinion", "kicker:op-ed")),
        ({"section": "Editorials"}, ("opinion", "section:editorials")),
        ({"section": "Letters"}, ("letter", "section:letters")),
        ({"url": "http://alder.example/opinion/mill-road.html"}, ("opinion", "path:opinion")),
        ({"url": "http://alder.example/opinion/letters-to-the-editor/x"}, ("letter", "path:letters-to-the-editor")),
        ({"page_classes": ("hentry", "category-commentary")}, ("opinion", "class:category-commentary")),
        ({"title": "Letters to the editor: Mill Road"}, ("letter", "title:letters-to-the-editor")),
        ({"text": "To the editor:\n\nThe road is wide enough.\n\nPat Lund, Alder"}, ("letter", "text:salutation")),
        ({"text": "FOR IMMEDIATE RELEASE\n\nAlder, Ore. The road will close."}, ("press_release", "text:for-immediate-release")),
        ({"text": "The road will close on Monday.\n\n###"}, ("press_release", "text:end-mark")),
        ({"text": "The following was released by the Alder Police Department.\n\nThe road will close."}, ("press_release", "text:the-following-was")),
        ({"publisher": "police"}, ("press_release", "publisher:police")),
        ({"publisher": "union", "section": "News"}, ("press_release", "publisher:union")),
        ({"publisher": "police", "source_form": "record"}, ("record", "source-default")),
        ({"title": "Police log for Nov. 9 to 15"}, ("record", "title:police-log")),
        ({"title_prefix": "Blotter", "title": "Theft, 400 block of Alder Avenue"}, ("record", "title:blotter")),
        ({"text": "Case number: 26-118\nIncident type: Theft\nLocation: Elm Street\nDisposition: Closed"}, ("record", "text:labelled-fields")),
    ],
)  # fmt: skip
def test_each_kind_of_evidence_is_named(changes, expected):
    assert form(**changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {
                "schema_types": ("NewsArticle", "ReportageNewsArticle"),
                "url": "http://alder.example/opinion/a/b",
            },
            ("news", "json-ld:ReportageNewsArticle"),
            id="a report in the opinion folder",
        ),
        pytest.param(
            {"schema_types": ("NewsArticle",), "url": "http://alder.example/opinion/a/b"},
            ("opinion", "path:opinion"),
            id="a column that is declared as an article like any other",
        ),
        pytest.param(
            {"section": "Local news", "url": "http://alder.example/opinion/a/b"},
            ("news", "section:news"),
            id="a section that says news, in the opinion folder",
        ),
        pytest.param(
            {"section": "News", "text": "FOR IMMEDIATE RELEASE\n\nThe road will close."},
            ("press_release", "text:for-immediate-release"),
            id="a release that a newspaper prints under news",
        ),
        pytest.param(
            {"source_form": "opinion", "title": "Police blotter"},
            ("record", "title:blotter"),
            id="a blotter on a source of opinion",
        ),
        pytest.param(
            {"source_form": "press_release", "publisher": "city", "section": "News"},
            ("press_release", "source-default"),
            id="a city's news section",
        ),
    ],
)
def test_contradictory_evidence_is_decided_by_rank(changes, expected):
    assert form(**changes) == expected


def test_argument_in_the_authors_own_words_makes_opinion():
    text = (
        "I have read the plan twice and I do not believe a word of it. Who pays for this? We do. It is a disgrace, and the "
        "council should be ashamed. I would vote no tomorrow, and I would tell them why."
    )
    assert form(text=text, publisher="blog") == ("opinion", "manner:first-person-argument")
    assert form(text=text) == ("opinion", "manner:first-person-argument")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "I have slept in eleven bags this year and my back has to know why. You should not buy the first one. It is ridiculous! "
            "Do you need down? I do not think so, and I told my wife so.",
            id="a review",
        ),
        pytest.param(
            "You must not peel the pears! I never do. Why? My grandmother would have been ashamed of me. You need to stop before they "
            "brown, and I have to be honest: I eat half of them.",
            id="a recipe",
        ),
        pytest.param(
            "Our new president is here! I asked him: what do you do first? I must say that I was insanely nervous. You should know our "
            "president as I do, and you have to ask him about my desk.",
            id="a company's welcome",
        ),
    ],
)
def test_advice_and_judgment_of_private_things_are_no_opinion(text):
    assert form(text=text, publisher="blog") == ("news", "nothing-else")
    argued = text + " The mayor must answer the voters, and the council should act. I will vote."
    assert form(text=argued, publisher="blog") == ("opinion", "manner:first-person-argument")


def test_argument_in_a_quoted_passage_is_not_the_authors():
    text = "I say no. Who pays? You should be ashamed! It is a disgrace. I would vote no, and I would tell them why."
    block = Block(
        position=0, kind="quoted_passage", text=text, start=0, end=len(text), voice="quoted_passage"
    )
    assert form(text=text, blocks=(block,), publisher="blog") == ("news", "nothing-else")


def test_a_line_about_the_author_makes_opinion():
    text = REPORT + "\n\nLena Ortiz is a retired teacher and a columnist for the Alder Herald."
    assert form(text=text)[0] == "opinion"


def test_two_signs_of_an_office_make_a_release_but_not_where_reporters_quote_them():
    text = "Alder Police Department announces a road closure.\n\nContact: Sgt. Lund, 541-555-0101"
    assert form(text=text, publisher=None)[0] == "press_release"
    assert form(text=text, publisher="newspaper") == ("news", "nothing-else")


def test_releases_are_told_from_news_by_the_text_alone(shared):
    def rows(name: str) -> list[dict]:
        with gzip.open(shared / "coding" / "doctype" / name, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    gold = {row["id"]: "press_release" in row["labels"] for row in rows("labels.jsonl.gz")}
    right = 0
    for row in rows("docs.jsonl.gz"):
        title, _, text = row["text"].partition("\n")
        bare = replace(
            NOTHING, publisher=None, url="", schema_types=(), page_classes=(), title=title, text=text
        )
        right += (decide_form(bare)[0] == "press_release") == gold[row["id"]]
    assert right / len(gold) > 0.9
