"""Authors: which of a page's names are its writers', and what each of them is."""

import json
from typing import Any

import pytest
from invented import PARAGRAPHS, source
from lxml.html import HtmlElement, document_fromstring

from transforms.authors import choose_authors, read_authors, with_office
from transforms.document import Author
from transforms.jsonld import read_jsonld
from transforms.microdata import read_microdata
from transforms.outline import read_outline

SITE = ("The Tamarack Ledger", "tamarackledger")
PROSE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
BY_THE_PAPER = '<meta name="author" content="The Tamarack Ledger">'


def page(*, head: str = "", above: str = "", first: str = "", last: str = "", after: str = "") -> HtmlElement:
    """A page with text around the parts that a byline may stand in."""
    return document_fromstring(
        f"<html><head><title>Bridge closed</title>{head}</head><body><header><nav><a href='/staff/'>Staff</a></nav></header>"
        f"<main><article><h1>Bridge closed after truck hits rail</h1>{above}<div class='entry-content'>{first}{PROSE}{last}</div>"
        f"</article>{after}</main><footer>By the Tamarack Ledger Publishing Company</footer></body></html>"
    )


def found(tree: HtmlElement) -> tuple[Author, ...]:
    return choose_authors(
        read_jsonld(tree.iter("script")),
        read_microdata(tree),
        read_outline(tree).metas,
        tree,
        site_names=SITE,
    )


def names(**parts: str) -> list[str]:
    return [author.name for author in found(page(**parts))]


def ld(author: Any, **article: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "author": author, **article}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


# --- names and what surrounds them


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("By Ann Poe", ["Ann Poe"]),
        ("BY ANN POE", ["ANN POE"]),
        ("Story and photos by Ann Poe", ["Ann Poe"]),
        ("Analysis by Ann Poe", ["Ann Poe"]),
        ("Written by: Ann Poe", ["Ann Poe"]),
        ("Ann Poe, Staff Writer", ["Ann Poe"]),
        ("Ann Poe Staff Writer", ["Ann Poe"]),
        ("Staff Writer Ann Poe", ["Ann Poe"]),
        ("Ann Poe, AP Auto Writer", ["Ann Poe"]),
        ("Ann Poe, Crime and Police Reporter", ["Ann Poe"]),
        ("Ann Poe, MS, RDN", ["Ann Poe"]),
        ("Ann Poe, KXYZ", ["Ann Poe"]),
        ("Ann Poe tamarackledger", ["Ann Poe"]),
        ("Ann Poe/Staff", ["Ann Poe"]),
        ("Ann Poe | The Tamarack Ledger", ["Ann Poe"]),
        ("Ann Poe, Herald Staff", ["Ann Poe"]),
        ("Ann Poe and Ray Moss, Tamarack Valley Leader", ["Ann Poe", "Ray Moss"]),
        ("Ann Poe / The Herald", ["Ann Poe"]),
        ("Ann Poe, The Associated Press", ["Ann Poe", "The Associated Press"]),
        ("Ann Poe, Tamarack Ledger Online", ["Ann Poe"]),
        ("Ann Poe - The Valley Herald", ["Ann Poe"]),
        ("Ann Poe Special to The Ledger", ["Ann Poe"]),
        ("Ann Poe for The Valley Herald", ["Ann Poe"]),
        ("Ann Poe (apoe@ledger.example)", ["Ann Poe"]),
        ("apoe@ledger.example (Ann Poe)", ["Ann Poe"]),
        ("By ANN POE Associated Press", ["ANN POE", "Associated Press"]),
        ("By ANN POE and RAY MOSS Associated Press", ["ANN POE", "RAY MOSS", "Associated Press"]),
        ("Associated Press", ["Associated Press"]),
        ("Ann Poe @annpoe", ["Ann Poe"]),
        ("Ann Poe 3 hours ago", ["Ann Poe"]),
        ("Ann Poe on Monday, November 9th, 2026 at 6:05 p.m.", ["Ann Poe"]),
        ("Ann Poe Nov 9, 2026", ["Ann Poe"]),
        ("Ann Poe and Ray Moss, Staff Writers", ["Ann Poe", "Ray Moss"]),
        ("Ann Poe with Ray Moss", ["Ann Poe", "Ray Moss"]),
        ("Ann Poe/Ray Moss", ["Ann Poe", "Ray Moss"]),
        ("Reporting by Ann Poe; Editing by Ray Moss", ["Ann Poe"]),
        ("Poe, Ann", ["Ann Poe"]),
        ("Poe, Ann B.", ["Ann B. Poe"]),
        ("Sam Roe, Jr.", ["Sam Roe, Jr."]),
        ("Von Ann Poe und Ray Moss", ["Ann Poe", "Ray Moss"]),
        ("Por Ana Peña", ["Ana Peña"]),
        ("Par Anne Poë", ["Anne Poë"]),
        ("Text: Ann Poe", ["Ann Poe"]),
        ("Текст: Анна По", ["Анна По"]),
        ("abc/xy", ["abc/xy"]),
        ("https://social.example/tamarackledger", []),
        ("@annpoe", []),
        ("Photo: Ann Poe", []),
        ("Media contact: Sgt. Lee Tran", []),
        ("Posts", []),
        ("By", []),
    ],
)
def test_a_byline_gives_its_writers_alone(written: str, expected: list[str]) -> None:
    authors = read_authors([written], "feed", site_names=SITE)
    assert [author.name for author in authors] == expected


@pytest.mark.parametrize(
    "name", ["Ann Poe", "Ann B. Poe", "Ann Poe-Moss", "Mary Ann Poe", "The Tamarack Ledger", "Élise Poë"]
)
def test_a_plain_name_is_read_like_one_with_words_around_it(name: str) -> None:
    given = read_authors([name], "feed", site_names=SITE)
    assert [author.name for author in given] == [name]
    assert given == read_authors([f"By {name}"], "feed", site_names=SITE)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ann Poe", "person"),
        ("The Tamarack Ledger", "desk"),
        ("Web Staff", "desk"),
        ("Letter to the Editor", "desk"),
        ("Special to the Herald", "desk"),
        ("Press Release", "desk"),
        ("Valley Media Wire", "wire"),
        ("Editorial Board", "desk"),
        ("News Nation Bureau", "desk"),
        ("tladmin", "desk"),
        ("The Associated Press", "wire"),
        ("Reuters", "wire"),
        ("AFP Deutschland", "wire"),
        ("Tamarack Falls Police Department", "agency"),
        ("Larkspur County Sheriff’s Office", "agency"),
        ("City of Tamarack Falls", "agency"),
    ],
)
def test_each_author_has_a_kind(name: str, kind: str) -> None:
    assert [author.kind for author in read_authors([name], "feed", site_names=SITE)] == [kind]


def test_an_organisation_of_json_ld_is_no_person_and_a_lone_job_no_author_beside_one() -> None:
    people = [
        {"@type": "Person", "name": "Ann Poe"},
        {"@type": "Person", "name": "AP Auto Writer"},
        {"@type": "Organization", "name": "Valley & Hill"},
    ]
    assert [(a.name, a.kind) for a in found(page(head=ld(people)))] == [
        ("Ann Poe", "person"),
        ("Valley & Hill", "desk"),
    ]


# --- which road is believed


def test_json_ld_comes_before_microdata_before_meta_tags_before_the_byline() -> None:
    meta = '<meta name="author" content="Mia Meta">'
    item = "<div itemscope itemtype='https://schema.org/NewsArticle'><span itemprop='author'>Mo Item</span></div>"
    byline = "<p class='byline'>By Bo Line</p>"
    assert names(head=ld("Jo Elde") + meta, above=item + byline) == ["Jo Elde"]
    assert names(head=meta, above=item + byline) == ["Mo Item"]
    assert names(head=meta, above=byline) == ["Mia Meta"]
    assert [(a.name, a.method) for a in found(page(above=byline))] == [("Bo Line", "byline")]


def test_metadata_that_name_only_the_paper_give_way_to_those_that_name_a_writer() -> None:
    paper = ld({"@type": "Organization", "name": "The Tamarack Ledger"})
    assert names(head=paper + '<meta name="author" content="Mia Meta">') == ["Mia Meta"]
    assert names(head=paper) == ["The Tamarack Ledger"]


def test_what_a_plug_in_says_of_the_writer_is_read() -> None:
    labels = '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Poe">'
    assert names(head=labels) == ["Ann Poe"]
    assert names(head=labels.replace("Written by", "Price")) == []


def test_the_account_of_an_office_gives_way_to_a_byline_whatever_name_it_bears() -> None:
    account = ld({"@type": "Person", "name": "Lou D", "url": "https://ledger.example/author/admin/"})
    assert names(head=account, first="<p><strong>ANN POE</strong></p>") == ["ANN POE"]
    assert names(head=account, above="<p>By <a rel='author'>Lou D</a></p>") == ["Lou D"]


def test_a_user_s_name_is_spelled_as_in_the_byline() -> None:
    assert names(head=ld("annpoe"), above="<p class='byline'>By Ann Poe</p>") == ["Ann Poe"]
    assert names(head=ld("annpoe")) == ["annpoe"]


def test_what_json_ld_hides_too_deep_or_repeats_without_end_is_left() -> None:
    deep: Any = "Ann Poe"
    for _ in range(50):
        deep = [deep]
    assert names(head=ld(deep)) == []
    assert len(names(head=ld([f"Ann P{chr(97 + n % 26)}{chr(97 + n // 26)}e" for n in range(500)]))) == 100
    assert names(head=ld("by " * 5000 + "Ann Poe")) == []


# --- bylines in mark-up


@pytest.mark.parametrize(
    "byline",
    [
        "<a rel='author' href='/x'>Ann Poe</a>",
        "<span itemprop='author'>Ann Poe</span>",
        "<span class='author vcard'><a class='url fn n' href='/author/apoe/'>Ann Poe</a></span>",
        "<p class='byline'>By <span class='byline__name'>Ann Poe</span></p>",
        "<div class='articleByline noImage'><span>Ann Poe</span><span>Nov. 9, 2026, 6:05 PM</span></div>",
        "<div class='sidebar-grid__header'><div class='meta__authors'>By <a href='/author/ann-poe/'>Ann Poe</a></div></div>",
        "<div class='share-bar'><div class='byline'><p>By <a href='/people/ann'>Ann Poe</a> | November 9, 2026 | Topic: Bridges</p></div></div>",
        "<address>By <a href='/people/ann'>Ann Poe</a></address>",
        "<figure><figcaption><address>By <a href='/people/ann'>Ann Poe</a>, Reporter</address></figcaption></figure>",
        "<div class='authors__box'><span class='hidden'>capital</span><ul><li><span>by</span> <b>Ann Poe</b></li></ul><i>3 min</i></div>",
        "<p class='byline'>By Ann Poe, Herald-Sun</p>",
        "<ul><li>3 min read</li><li>By: <a href='/ann'>Ann Poe</a></li></ul>",
        "<ul><li><strong>Author</strong> Ann Poe</li></ul>",
        "<dl><dt>Author</dt><dd>Ann Poe</dd></dl>",
        "<p>By ANN POE<br>Staff Writer</p>".replace("ANN POE", "Ann Poe"),
        "<span class='posted-by'>Posted by Ann Poe on November 9, 2026</span>",
    ],
)
def test_the_page_s_byline_is_found_where_metadata_name_only_the_paper(byline: str) -> None:
    assert names(head=BY_THE_PAPER, above=byline) == ["Ann Poe"]


def test_writers_in_elements_of_their_own_are_parted() -> None:
    byline = (
        "<div class='article-byline'><span>Ann Poe</span> <span>Ray Moss</span> <span>Lee Tran</span></div>"
    )
    assert names(above=byline) == ["Ann Poe", "Ray Moss", "Lee Tran"]


def test_a_byline_is_taken_whole_where_only_some_of_its_names_are_links() -> None:
    byline = "<p>By <a rel='author'>Ann Poe</a>, <a rel='author'>Ray Moss</a> and Lee Tran</p>"
    assert names(above=byline) == ["Ann Poe", "Ray Moss", "Lee Tran"]


def test_the_byline_nearest_to_the_heading_is_the_page_s() -> None:
    other = "<div class='card-row'><span class='author'>Other Writer</span></div>"
    own = "<div class='article-title__authors'>Ann Poe</div>"
    filler = "<div>" + "<p>Read on.</p>" * 100 + "</div>"
    assert names(above=own, after=filler + other) == ["Ann Poe"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "<div id='comments'><p class='comment-author'>By Troll Example</p></div>",
        "<aside><a rel='author'>Other Writer</a></aside>",
        "<div class='related-posts'><span class='author'>Other Writer</span></div>",
        "<ul><li><a href='/y'>Another story of the town</a> <span class='byline'>By Other Writer</span></li></ul>",
        "<figure><figcaption>By Other Writer</figcaption></figure>",
        "<p>By choosing I Accept, you agree.</p>",
        "<p class='byline'>About Us</p>",
    ],
)
def test_names_of_others_and_other_words_are_no_byline(elsewhere: str) -> None:
    assert names(after=elsewhere) == []


# --- bylines that only a line's shape and place tell


@pytest.mark.parametrize(
    "line",
    [
        "<p><strong>Ann Poe</strong></p>",
        "<p><b>ANN POE</b><br></p>",
        "<p><em>Ann Poe</em></p>",
        "<p>Ann Poe, Staff Writer</p>",
        "<p>Ann Poe | Ledger reporter</p>",
    ],
)
def test_a_name_alone_where_the_text_begins_is_a_byline(line: str) -> None:
    assert [name.title() for name in names(head=BY_THE_PAPER, first=line)] == ["Ann Poe"]


@pytest.mark.parametrize(
    "line",
    [
        "<p style='text-align:right'><strong>Ann Poe</strong></p>",
        "<p>— Ann Poe</p>",
        "<p><em>Ann Poe is a reporter for the Tamarack Ledger. Reach her at the newsroom.</em></p>",
        "<p>Ann Poe covers courts as a reporter for the Ledger.</p>",
    ],
)
def test_a_name_or_a_line_on_the_writer_where_the_text_ends_is_a_byline(line: str) -> None:
    assert names(head=BY_THE_PAPER, last=line) == ["Ann Poe"]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("<p><strong>Traffic Stop</strong></p>", ""),
        ("<p><strong>Tamarack Falls</strong></p><p>" + "A long line on the town of Tamarack Falls. " * 4 + "</p>", ""),
        ("<p><strong>For more</strong></p>", ""),
        ("", f"<p><strong>Mill Pond</strong></p>{PROSE}"),
        ("", "<p>Media contact: Sgt. Lee Tran, 555-0100</p>"),
        ("", "<p>Detective Lee Tran can be reached at the station.</p>"),
    ],
)  # fmt: skip
def test_headings_and_contacts_are_no_byline(first: str, last: str) -> None:
    assert names(first=first, last=last) == []


def test_headings_in_a_list_of_briefs_are_no_bylines() -> None:
    briefs = "".join(f"<p><b>{name}</b></p>{PROSE}" for name in ("Mill Pond", "Alder Lane", "Cannery Row"))
    assert names(first=briefs) == []


# --- an agency's own items


def test_an_agency_is_the_author_of_its_items_where_they_name_nobody() -> None:
    police = source(name="Tamarack Falls Police", publisher="police")
    own = (Author(name="Tamarack Falls Police", kind="agency", method="source"),)
    desk = (Author(name="webmaster", kind="desk", method="meta"),)
    person = (Author(name="Ann Poe", kind="person", method="json-ld"),)
    assert with_office((), police) == with_office(desk, police) == own
    assert with_office(person, police) == person
    assert with_office((), source()) == ()


def test_an_organisation_s_name_is_one_line_whatever_is_in_it() -> None:
    node = {"@type": "NewsArticle", "author": {"@type": "Organization", "name": "  Moss & Poe\n Bridges "}}
    tree = page(head=f'<script type="application/ld+json">{json.dumps(node)}</script>')
    assert [author.name for author in found(tree)] == ["Moss & Poe Bridges"]
