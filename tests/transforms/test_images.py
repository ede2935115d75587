"""Pictures of an article: its own, each once, with what the page says beside it."""

import json
from typing import Any

import pytest
from invented import PARAGRAPHS, URL, capture, document, page, source

from crawlers.discovered import Discovered
from transforms.document import Document, Image
from transforms.extract import extract_html


def og(url: str) -> str:
    return f'<meta property="og:image" content="{url}">'


def ld(*images: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "image": list(images)}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def images(body: str = "", *, head: str = "", **given: Any) -> tuple[Image, ...]:
    return document(page(body, head=head, **given)).images


def declared(image: str) -> tuple[Image, ...]:
    node = f'{{"@type":"NewsArticle","url":"{URL}","image":{image}}}'
    return images(head=f'<script type="application/ld+json">{node}</script>')


def urls(body: str = "", *, head: str = "", **given: Any) -> list[str]:
    return [image.url.removeprefix("https://ledger.example/") for image in images(body, head=head, **given)]


def only(url: str, caption: str | None = None, credit: str | None = None) -> tuple[Image, ...]:
    return (Image(url=f"https://ledger.example/{url}", caption=caption, credit=credit, is_lead=True),)


@pytest.mark.parametrize(
    ("figure", "caption", "credit"),
    [
        (
            "<figure><img src='/i/bridge-rail.jpg'><figcaption>The rail. (Photo by Ray Moss)</figcaption></figure>",
            "The rail.",
            "Ray Moss",
        ),
        (
            "<figure><img src='/i/bridge-rail.jpg'><figcaption>The rail. <span class='image-credit'>Credit: Ray Moss / Ledger</span></figcaption></figure>",
            "The rail.",
            "Ray Moss / Ledger",
        ),
        (
            "<figure><img src='/i/bridge-rail.jpg'><figcaption>The rail.</figcaption><cite>Ray Moss</cite></figure>",
            "The rail.",
            "Ray Moss",
        ),
        (
            "<div class='wp-caption'><a href='/i/bridge-rail.jpg'><img src='/i/bridge-rail.jpg'></a><p class='wp-caption-text'>The rail.</p></div>",
            "The rail.",
            None,
        ),
        (
            "<figure><img src='/i/bridge-rail.jpg'><figcaption>Photo courtesy of the police</figcaption></figure>",
            None,
            "the police",
        ),
        (
            "<figure><img src='/i/bridge-rail.jpg'><figcaption>The rail (left) on Tuesday.</figcaption></figure>",
            "The rail (left) on Tuesday.",
            None,
        ),
        ("<p><img src='/i/bridge-rail.jpg' width='640'></p>", None, None),
    ],
)
def test_caption_and_credit_are_told_apart(figure: str, caption: str | None, credit: str | None) -> None:
    assert images(figure) == only("i/bridge-rail.jpg", caption, credit)


@pytest.mark.parametrize(
    "img",
    [
        "<img src='data:image/gif;base64,R0' data-src='/i/bridge-rail.jpg'>",
        "<img src='/theme/placeholder.png' data-lazy-src='/i/bridge-rail.jpg'>",
        "<img src='/theme/blank.gif' srcset='/i/bridge-rail-small.jpg 300w, /i/bridge-rail.jpg 1200w, /i/bridge-rail-mid.jpg 600w'>",
        "<img data-srcset='/i/bridge-rail-small.jpg 1x, /i/bridge-rail.jpg 2x'>",
        "<picture><source srcset='/i/bridge-rail.jpg 800w'><img src='data:image/gif;base64,R0'></picture>",
        "<amp-img src='/i/bridge-rail.jpg' width='800' height='600'></amp-img>",
    ],
)
def test_pictures_that_load_late_are_found(img: str) -> None:
    assert images(f"<figure>{img}</figure>") == only("i/bridge-rail.jpg")


def test_the_declared_picture_leads_and_takes_its_caption_from_the_page() -> None:
    figure = "<figure><img src='/i/bridge-rail-1024x683.jpg'><figcaption>The rail.</figcaption></figure>"
    second = "<figure><img src='/i/bridge-deck.jpg'></figure>"
    found = images(second + figure, head=og("https://ledger.example/i/bridge-rail.jpg?w=1200"))
    assert [(image.url.rpartition("/")[2], image.caption, image.is_lead) for image in found] == [
        ("bridge-rail.jpg?w=1200", "The rail.", True),
        ("bridge-deck.jpg", None, False),
    ]


def test_json_ld_gives_pictures_with_their_words_also_by_reference() -> None:
    described = {
        "@type": "ImageObject",
        "url": "/i/bridge-rail.jpg",
        "caption": "The <b>rail</b>.",
        "creditText": "Ray Moss",
    }
    assert images(head=ld(described)) == only("i/bridge-rail.jpg", "The rail.", "Ray Moss")
    graph = [
        {"@type": "NewsArticle", "image": {"@id": "#lead"}},
        {"@type": "ImageObject", "@id": "#lead", "contentUrl": "/i/bridge-rail.jpg"},
    ]
    head = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    assert images(head=head) == only("i/bridge-rail.jpg")


@pytest.mark.parametrize(
    "html",
    [
        "<img src='/theme/icons/mail.png'>",
        "<img src='/i/photo.svg'>",
        "<img src='https://stats.example/p.gif' width='1' height='1'>",
        "<img src='/i/small-thing.jpg' width='48' height='48'>",
        "<img class='avatar' src='/people/ann-poe.jpg'>",
        "<a href='/2026/11/09/other-story/'><img src='/i/other-story.jpg'></a>",
        "<aside><figure><img src='/i/other-story.jpg'></figure></aside>",
        "<div class='related-posts'><figure><img src='/i/other-story.jpg'></figure></div>",
        "<img src='mailto:x'>",
        "<img>",
    ],
)
def test_ornaments_trackers_and_others_pictures_are_none(html: str) -> None:
    assert images(html) == ()


def test_the_site_s_own_share_picture_is_none() -> None:
    assert images(head=og("https://ledger.example/assets/site-logo.png")) == ()


def test_pictures_outside_the_article_are_not_asked() -> None:
    assert urls(after="<div><img src='/i/elsewhere-on-page.jpg'></div>") == []


def test_a_caption_beside_several_pictures_is_nobody_s() -> None:
    row = "<img src='/i/bridge-rail.jpg'><img src='/i/bridge-deck.jpg'><p class='caption'>The rail.</p>"
    assert [image.caption for image in images(f"<div>{row}</div>")] == [None, None]


def test_an_item_that_its_announcement_gives_whole_has_its_pictures() -> None:
    content = f"<p>{PARAGRAPHS[0]}</p><figure><img src='/i/bridge-rail.jpg'><figcaption>The rail.</figcaption></figure>"
    hint = Discovered(url=URL, content_html=content, is_complete=True)
    found = extract_html(content, hint, capture("", role="discovery", feed=0), source(), "api")
    assert isinstance(found, Document)
    assert found.images == only("i/bridge-rail.jpg", "The rail.")


def test_relative_addresses_are_read_against_the_page_s_base() -> None:
    found = images("<img src='i/bridge-rail.jpg'>", head="<base href='https://media.example/a/'>")
    assert [image.url for image in found] == ["https://media.example/a/i/bridge-rail.jpg"]


def test_a_page_of_a_thousand_pictures_gives_thirty() -> None:
    assert len(images("".join(f"<img src='/i/bridge-number-{n}.jpg'>" for n in range(1000)))) == 30


def test_a_declared_picture_without_an_address_is_not_the_page() -> None:
    assert declared('{"@type":"ImageObject","width":1200,"caption":"The bridge"}') == ()


def test_no_file_need_hold_half_a_pair_of_surrogates() -> None:
    """Such an address once stopped the writing of its source's whole day."""
    (image,) = declared(r'"https://ledger.example/bridge\ud83d.jpg"')
    assert image.url == "https://ledger.example/bridge?.jpg"
    (image,) = declared(r'"https://ledger.example/bridge-\ud83d\ude00.jpg"')
    assert image.url == "https://ledger.example/bridge-\N{GRINNING FACE}.jpg"


@pytest.mark.parametrize("depth", [2, 500, 970])
def test_pictures_deep_in_lists_are_no_fault(depth: int) -> None:
    found = declared("[" * depth + '"https://ledger.example/bridge.jpg"' + "]" * depth)
    assert len(found) == (1 if depth == 2 else 0)


def test_a_width_of_any_length_is_read() -> None:
    assert urls(f'<img src="/bridge.jpg" width="{"9" * 5000}">') == ["bridge.jpg"]
