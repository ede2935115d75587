"""Index pages of sites without feeds."""

import pytest
from pydantic import ValidationError

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.kinds.listing import Listing, first_urls, parse

URL = "https://sheriff.example/news?page=1"
PAGE = """<html><body><nav><a href="/">Home</a></nav><main>
 <article><a class="photo" href="/news/one"><img src="1.jpg"></a><h3><a href="/news/one">Deputies  find <i>boat</i></a></h3>
   <time datetime="2026-11-10T08:00">Nov. 10</time></article>
 <article><h3><a href="two#more">Two arrested</a></h3><span class="date"> Nov. 9,
   2026 </span></article>
 <article><h3><a href="https://partner.example/x">Elsewhere</a></h3><span class="date">Nov. 8</span></article>
 <article><h3><a href="mailto:pio@sheriff.example">Write to us</a></h3></article>
</main><a class="next" href="?page=2">Older</a></body></html>"""


def listing(**more: object) -> Listing:
    return Listing.model_validate({"kind": "listing", "url": URL, "link_css": "article a"} | more)


def parsed(page: str | bytes, **more: object) -> Found:
    return parse(page if isinstance(page, bytes) else page.encode(), URL, listing(**more))


def test_the_first_index_page_is_where_a_night_begins() -> None:
    assert first_urls(listing(), None) == (URL,)


def test_links_are_read_with_titles_and_the_dates_of_their_cards() -> None:
    assert parsed(PAGE, date_css="time, .date").items == (
        Discovered(
            url="https://sheriff.example/news/one", title="Deputies find boat", published="2026-11-10T08:00"
        ),
        Discovered(url="https://sheriff.example/two#more", title="Two arrested", published="Nov. 9, 2026"),
    )


def test_what_is_left_out_is_noted() -> None:
    assert parsed(PAGE).notes == (
        ("off-site", "https://partner.example/x"),
        ("item-without-link", "Write to us"),
    )


def test_links_to_other_sites_are_taken_when_asked_for() -> None:
    assert [item.url for item in parsed(PAGE, offsite=True).items][-1] == "https://partner.example/x"


def test_a_selector_may_name_what_holds_the_link() -> None:
    assert [item.url for item in parsed(PAGE, link_css="article").items] == [
        "https://sheriff.example/news/one",
        "https://sheriff.example/two#more",
    ]


def test_the_next_page_is_more() -> None:
    assert parsed(PAGE, next_css="a.next").more == ("https://sheriff.example/news?page=2",)
    assert parsed(PAGE).more == ()
    assert parsed(PAGE.replace("?page=2", "?page=1"), next_css="a.next").more == ()
    assert parsed(PAGE.replace("?page=2", "https://ads.example/"), next_css="a.next").more == ()


def test_a_date_that_may_belong_to_several_links_belongs_to_none() -> None:
    page = "<ul><h4>Nov. 9</h4><li><a href='/a'>A</a></li><li><a href='/b'>B</a></li></ul>"
    assert [item.published for item in parsed(page, link_css="li a", date_css="h4").items] == [None, None]


def test_relative_links_stand_against_the_page_s_base() -> None:
    page = "<html><head><base href='/police/'></head><body><article><a href='a'>A</a></article></body></html>"
    assert parsed(page).items[0].url == "https://sheriff.example/police/a"


@pytest.mark.parametrize(
    "page",
    ["<article><a href='/a'>Café</a></article>".encode(),
     "<meta charset='windows-1252'><article><a href='/a'>Café</a></article>".encode("cp1252"),
     "<?xml version='1.0' encoding='utf-8'?><html><article><a href='/a'>Café</a></article></html>".encode()],
    ids=["utf-8 without a word", "cp1252 by its meta", "xhtml"],
)  # fmt: skip
def test_titles_are_read_in_the_page_s_charset(page: bytes) -> None:
    assert parsed(page).items[0].title == "Café"


def test_a_page_on_which_nothing_matches_says_so() -> None:
    found = parsed("<html><body><p>New design</p></body></html>")
    assert found.items == ()
    assert found.notes == (("nothing-selected", "link_css 'article a' matches nothing on the page"),)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty-body"),
        (b"%PDF-1.7 <x>", "not-html"),
        (b'{"error": "gone"}', "not-html"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR<", "not-html"),
        (b"<rss version='2.0'><channel/></rss>", "not-html"),
        (b"<!-- nothing -->", "not-html"),
    ],
)
def test_what_is_no_page_is_told(body: bytes, reason: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parsed(body)
    assert caught.value.reason == reason


@pytest.mark.parametrize("css", ["h3 >>", "", "a:nope", "a[", "a::before"])
def test_a_selector_that_is_none_is_refused_when_the_source_is_read(css: str) -> None:
    with pytest.raises(ValidationError):
        listing(link_css=css)


def test_the_pdfs_of_a_press_room_are_items_with_the_dates_of_their_rows() -> None:
    page = """<table>
      <tr><th>Date</th><th>Release</th></tr>
      <tr><td>11/10/2026</td><td><a href="/sites/default/files/2026-11/Release%2026-114.pdf">Two held after
        chase</a> <a href="/sites/default/files/2026-11/Release%2026-114.pdf"><img src="pdf.gif"></a></td></tr>
      <tr><td>11/09/2026</td><td><a href="/DocumentCenter/View/4711" title="Letter to the council (PDF)"><img></a></td></tr>
      <tr><td>11/08/2026</td><td><a href="https://files.example/letter.PDF?dl=1">Letter</a></td></tr></table>"""
    found = parsed(page, link_css="td a", date_css="td:first-child")
    assert found.items == (
        Discovered(
            url="https://sheriff.example/sites/default/files/2026-11/Release%2026-114.pdf",
            title="Two held after chase",
            published="11/10/2026",
        ),
        Discovered(
            url="https://sheriff.example/DocumentCenter/View/4711",
            title="Letter to the council (PDF)",
            published="11/09/2026",
        ),
    )
    assert found.notes == (("off-site", "https://files.example/letter.PDF?dl=1"),)
    assert len(parsed(page, link_css="td a", offsite=True).items) == 3
