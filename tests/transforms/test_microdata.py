"""Microdata and RDFa: what a page's mark-up says of its article, in JSON-LD's shape."""

from datetime import UTC, datetime

import pytest
from invented import document, page
from lxml.html import HtmlElement, document_fromstring

from transforms.jsonld import EMPTY
from transforms.microdata import read_microdata


def tree(body: str) -> HtmlElement:
    return document_fromstring(f"<html><head><title>x</title></head><body>{body}</body></html>")


ITEM = """
<article itemscope itemtype="https://schema.org/NewsArticle">
  <meta itemprop="alternativeHeadline" content="Bridge shut">
  <h1 itemprop="headline">Truck hits bridge</h1>
  <span itemprop="author" itemscope itemtype="https://schema.org/Person">By <b itemprop="name">Ann Poe</b>, reporter</span>
  <span itemprop="author">Ray Moss</span>
  <time itemprop="datePublished" datetime="2026-11-10T08:12:00-08:00">Nov. 10</time>
  <meta itemprop="dateModified" content="2026-11-10T09:00:00-08:00">
  <span itemprop="articleSection">Roads</span>
  <div itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><meta itemprop="name" content="The Tamarack Ledger"></div>
  <div itemprop="articleBody"><p>Text.</p>
    <div itemprop="image" itemscope itemtype="https://schema.org/ImageObject"><span itemprop="author">Lee Tran</span></div>
  </div>
  <div class="comments"><div itemprop="comment" itemscope itemtype="https://schema.org/Comment">
    <span itemprop="author">Troll</span><time itemprop="dateCreated" datetime="2026-11-11"></time></div></div>
</article>"""


def test_an_article_s_own_properties_are_read_and_those_of_items_within_it_are_not() -> None:
    found = read_microdata(tree(ITEM))
    assert found.types == ("NewsArticle",)
    assert found.site_names == ("The Tamarack Ledger",)
    assert found.article == {
        "alternativeHeadline": "Bridge shut",
        "headline": "Truck hits bridge",
        "author": [{"name": "Ann Poe"}, {"name": "Ray Moss"}],
        "datePublished": "2026-11-10T08:12:00-08:00",
        "dateModified": "2026-11-10T09:00:00-08:00",
        "articleSection": "Roads",
        "publisher": [{"name": "The Tamarack Ledger"}],
    }


RDFA = """
<article about="/news/bridge" typeof="schema:NewsArticle">
  <span property="schema:name" content="Truck hits bridge"></span>
  <span property="schema:dateCreated" content="2026-11-10T16:12:00+00:00"></span>
  <span rel="schema:author"><a about="/user/7" typeof="schema:Person" property="schema:name">Ann Poe</a></span>
  <div property="schema:text"><p>Text.</p></div>
</article>"""
OLDER_RDFA = """
<div about="/news/bridge" typeof="sioc:Item foaf:Document">
  <span property="dc:title" content="Truck hits bridge"></span>
  <span property="dc:date dc:created" content="2026-11-10T16:12:00+00:00" datatype="xsd:dateTime">Nov. 10</span>
</div>"""


def test_rdfa_is_read_like_microdata() -> None:
    assert read_microdata(tree(RDFA)).article == {
        "name": "Truck hits bridge",
        "dateCreated": "2026-11-10T16:12:00+00:00",
        "author": [{"name": "Ann Poe"}],
    }
    assert read_microdata(tree(OLDER_RDFA)).article == {
        "name": "Truck hits bridge",
        "dateCreated": "2026-11-10T16:12:00+00:00",
    }


def test_a_theme_s_creative_work_is_an_article_only_on_an_article_element() -> None:
    work = '<{0} itemscope itemtype="https://schema.org/CreativeWork"><h1 itemprop="headline">Truck hits bridge</h1></{0}>'
    assert read_microdata(tree(work.format("article"))).text("headline") == "Truck hits bridge"
    assert read_microdata(tree(work.format("div"))) == EMPTY


TEASER = (
    '<div itemscope itemtype="http://schema.org/Article"><h3 itemprop="headline">Deer seen again</h3></div>'
)


def test_of_several_articles_the_page_s_own_has_the_heading_in_it() -> None:
    assert read_microdata(tree(TEASER + ITEM + TEASER)).text("headline") == "Truck hits bridge"


@pytest.mark.parametrize(
    "body",
    [
        TEASER * 3,
        "<p>Text</p>",
        '<div itemscope itemtype="https://schema.org/Organization"><span itemprop="name">Ledger</span></div>',
        '<div itemscope itemtype="https://schema.org/NewsArticle"></div>',
        '<div itemscope itemtype="https://schema.org/Article"><p itemprop="headline">' + "long " * 100 + "</p></div>",
    ],
)  # fmt: skip
def test_nothing_is_described_where_nobody_can_tell(body: str) -> None:
    assert read_microdata(tree(body)).article == {}


def test_a_document_takes_from_microdata_what_json_ld_leaves_open() -> None:
    html = page().replace("<article>", '<article itemscope itemtype="https://schema.org/NewsArticle">')
    marks = (
        "<span itemprop='author'>By Ann Poe</span><meta itemprop='articleSection' content='Roads'>"
        "<meta itemprop='datePublished' content='2026-11-10T08:12:00-08:00'>"
    )
    found = document(html.replace("<div class='entry-content'>", marks + "<div class='entry-content'>"))
    assert [(author.name, author.method) for author in found.authors] == [("Ann Poe", "microdata")]
    assert found.section == "Roads"
    assert found.published is not None
    assert found.published.at == datetime(2026, 11, 10, 16, 12, tzinfo=UTC)
