"""Coding as a whole: the bundled newsroom's pages, and the opinion posts that everything is judged by."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bench.coding import newsroom_documents, newsroom_figures, posts_figures
from crawlers.capture import Capture, Location
from crawlers.sources import Source
from transforms.coding import load_coder
from transforms.document import Document
from transforms.extract import extract


def test_the_newsrooms_documents_are_coded_as_a_careful_reader_would():
    figures = newsroom_figures()
    assert figures.documents > 250
    assert figures.topic_f1 > 0.8, str(figures)
    assert figures.right_relevance / figures.documents > 0.91, str(figures)
    assert figures.right_form / figures.documents > 0.98, str(figures)


def test_the_newsrooms_posts_are_coded_as_far_as_their_own_words_go():
    figures = posts_figures()
    assert figures.documents > 50
    assert figures.topic_f1 > 0.65, str(figures)
    assert figures.right_relevance / figures.documents > 0.68, str(figures)


@pytest.mark.parametrize(
    ("publisher", "topic"),
    [("union", "failure-to-respond"), ("oversight", "failure-to-respond"), ("blog", None)],
)
def test_police_unions_and_boards_need_not_name_the_police(publisher, topic):
    document, _ = newsroom_documents()[0]
    text = "One of our members asked, twice, to go. He was told no."
    source = _source().model_copy(update={"publisher": publisher})
    coded = load_coder(None).code(replace(document, title=None, text=text, blocks=(), form="news"), source)
    assert [code.topic for code in coded.topics] == ([topic] if topic else [])


def test_every_code_points_at_its_words_and_names_a_rule_of_its_topic():
    for document, _ in newsroom_documents():
        for code in document.topics:
            field = (document.title or "") if code.field == "title" else document.text
            assert field[code.start : code.end].strip()
            assert code.rule.startswith(f"{code.topic}/")
        assert document.relevance_rule.startswith(f"{document.relevance}/")


def test_coding_changes_nothing_else():
    coder = load_coder(None)
    document, _ = newsroom_documents()[0]
    bare = replace(
        document, topics=(), mentions=(), quotes=(), credits=(), relevance="none", relevance_rule=""
    )
    coded = coder.code(bare, _source())
    assert (
        replace(coded, topics=(), mentions=(), quotes=(), credits=(), relevance="none", relevance_rule="")
        == bare
    )


def _source() -> Source:
    return Source.model_validate(
        {
            "id": "us_or_portland_ledger_blog",
            "name": "The Ledger Blog",
            "homepage": "https://ledgerblog.example/",
            "publisher": "blog",
            "place": {"name": "Portland", "state": "OR"},
            "timezone": "America/Los_Angeles",
            "feeds": [{"kind": "feed", "url": "https://ledgerblog.example/feed/"}],
        }
    )


@pytest.mark.parametrize("page", ["div-quote", "plain-blockquote", "wordpress-embed"])
def test_the_opinion_post_is_coded_as_expected_in_every_markup(shared, page):
    folder = shared / "acceptance"
    expected = json.loads((folder / "opinion-post.expected.json").read_text(encoding="utf-8"))
    capture = Capture(
        source_id=_source().id,
        url=expected["url"],
        announced_url=expected["url"],
        fetched_at=datetime(2018, 8, 2, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=(folder / f"opinion-post.{page}.html").read_bytes(),
        role="item",
        feed=None,
        problem=None,
        location=Location(path="none.warc.gz", offset=0),
    )
    document = extract(capture, _source(), None)
    assert isinstance(document, Document)
    coded = load_coder(None).code(document, _source())
    topics = {code.topic for code in coded.topics}
    assert set(expected["topics_must_hold"]) <= topics
    assert topics <= {*expected["topics_must_hold"], *expected["topics_may_hold"]}
    assert (coded.relevance, coded.form) == (expected["relevance"], expected["form"])
    refused = next(code for code in coded.topics if code.topic == "failure-to-respond")
    assert (refused.rule, refused.voice) == ("failure-to-respond/refused-call", "quoted_passage")
