"""Bad input: each kind of page that is no document is a rejection with its reason, and no page raises."""

import gzip
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import PARAGRAPHS, URL, document, page, read, rejected

from transforms.document import Document, Rejection

LONG = " ".join(PARAGRAPHS)


def plain(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("status", "reason"),
    [(404, "http-404"), (410, "http-410"), (403, "http-403"), (500, "http-500"), (503, "http-503")],
)
def test_an_error_status_is_the_reason_whatever_the_page_says(status: int, reason: str) -> None:
    assert rejected(page(), status=status).reason == reason


def test_a_redirect_says_where_it_leads() -> None:
    found = rejected("", status=301, headers=(("Location", "https://ledger.example/new"),))
    assert (found.reason, found.detail) == ("redirect", "to https://ledger.example/new")


@pytest.mark.parametrize(
    ("body", "content_type", "found"),
    [
        (b"\x89PNG\r\n\x1a\n0000", "image/png", "a PNG image"),
        (b"\xff\xd8\xff\xe0JFIF", None, "a JPEG image"),
        (b"GIF89a....", "text/html", "a GIF image"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image/webp", "a picture"),
        (b"PK\x03\x04data/photo.raw", "application/octet-stream", "a ZIP archive"),
        (b'{"posts": []}', "application/json", "JSON"),
        (b'{"posts": []}', "text/html", "JSON"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "text/xml", "XML (a feed or a sitemap)"),
        (b"\x00\x01\x02\x03\x00\x01", "application/x-thing", "binary data"),
        (gzip.compress(bytes(1000), mtime=0), "text/html", "gzip data"),
        (b"only words and no mark-up", "text/html", "text without mark-up"),
    ],
)
def test_what_is_no_page_is_named(body: bytes, content_type: str | None, found: str) -> None:
    result = rejected(body, content_type=content_type)
    assert result.reason == "not-html"
    assert result.detail.startswith(found)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            b"PK\x03\x04....[Content_Types].xml" + bytes(300_000) + b"PK\x01\x02word/document.xml",
            "a Word file",
        ),
        (b"PK\x03\x04xl/workbook.xml", "an Excel file"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument file"),
        (b"{\\rtf1\\ansi Police arrested a man.}", "an RTF file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file of an old Office program"),
    ],
)
def test_an_office_file_is_a_reason_of_its_own(body: bytes, found: str) -> None:
    result = rejected(body, content_type="text/html")
    assert result.reason == "office-file"
    assert result.detail.startswith(found)


@pytest.mark.parametrize("problem", ["body-too-large", "bad-content-encoding"])
def test_a_body_that_the_crawl_could_not_keep_is_its_own_reason(problem: str) -> None:
    assert rejected(b"", problem=problem).reason == problem


@pytest.mark.parametrize("body", [b"", b" \n\t ", b"\xef\xbb\xbf"])
def test_nothing_is_an_empty_body(body: bytes) -> None:
    assert rejected(body).reason in ("empty-body", "not-html")


def test_a_cut_off_page_is_still_read() -> None:
    assert PARAGRAPHS[0] in document(page().encode()[:-300], problem="body-truncated").text


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "Page not found | The Tamarack Ledger",
            "<h1>Page not found</h1><p>Try our home page, or search for it.</p>",
        ),
        ("The Tamarack Ledger", "<h1>Oops! We can't find that page</h1><p>It may have moved.</p>"),
        ("404", "<p>The page you requested could not be found on this server.</p>"),
        ("Error 404 - Ledger", "<p>Nothing here but us otters, and they are not talking.</p>"),
        (
            "The Tamarack Ledger",
            "<h1>This story is no longer available</h1><p>Please see our front page.</p>",
        ),
    ],
)
def test_a_page_that_says_not_found_with_status_200_is_a_soft_404(title: str, body: str) -> None:
    assert rejected(plain(title, body)).reason == "soft-404"


def test_a_story_about_something_not_found_is_a_document() -> None:
    html = page(title="Missing kayaker not found after second day of search")
    assert document(html).title == "Missing kayaker not found after second day of search"


@pytest.mark.parametrize(
    ("status", "html"),
    [
        (
            200,
            plain(
                "Just a moment...", "<h1>ledger.example</h1><p>Checking your browser before you go on.</p>"
            ),
        ),
        (200, plain("Attention Required!", "<h1>Sorry, you have been blocked</h1>")),
        (200, plain("Access denied", "<p>You do not have permission to see this page.</p>")),
        (403, plain("Forbidden", "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate'></script>")),
        (503, plain("Wait", "<form id='challenge-form' class='cf_chl_f'></form>")),
    ],
)
def test_a_bot_challenge_is_named_so(status: int, html: str) -> None:
    assert rejected(html, status=status).reason == "challenge-page"


@pytest.mark.parametrize(
    "title", ["Before you continue", "We value your privacy", "Privacy settings", "Cookie Consent"]
)
def test_a_question_for_consent_in_place_of_the_page_is_named_so(title: str) -> None:
    html = plain(title, f"<h1>{title}</h1><p>We and our partners store data.</p><button>Accept</button>")
    assert rejected(html).reason == "consent-page"


def test_an_address_that_asks_for_consent_is_named_so() -> None:
    found = rejected(page(), url="https://consent.ledger.example/v2/ask?back=1", announced_url=URL)
    assert found.reason == "consent-page"


def test_a_story_about_consent_is_a_document() -> None:
    html = page(title="Privacy settings of body cameras worry council")
    assert document(html).title == "Privacy settings of body cameras worry council"


def index(teasers: int) -> str:
    items = "".join(
        f"<article class='teaser'><h2><a href='/2026/11/0{n}/x'>Teaser headline number {n} of the day</a></h2><p>Short summary {n}.</p></article>"
        for n in range(1, teasers + 1)
    )
    return f"<html><head><title>Crime | The Tamarack Ledger</title></head><body class='archive category category-crime'><main><h1>Crime</h1>{items}</main></body></html>"


@pytest.mark.parametrize(
    "url",
    [
        "https://ledger.example/category/crime/",
        "https://ledger.example/tag/bridge",
        "https://ledger.example/news?page=2",
    ],
)
def test_an_index_page_is_a_listing(url: str) -> None:
    assert rejected(index(8), url=url).reason == "listing-page"


def test_an_index_of_cards_without_article_elements_is_a_listing() -> None:
    cards = "".join(
        f"<div class='card'><h3><a href='/weather/{n}'>Forecast for day {n}</a></h3><p>Expect frost on day {n}…</p></div>"
        for n in range(6)
    )
    html = f"<html><head><title>weather | Ledger</title></head><body class='home'><main>{cards}</main></body></html>"
    assert rejected(html, url="https://ledger.example/news/weather/").reason == "listing-page"


def test_a_story_with_linked_headlines_below_it_is_a_document() -> None:
    more = "".join(
        f"<h3><a href='/{n}'>Another headline, number {n}</a></h3><p>Short.</p>" for n in range(20)
    )
    html = page(after=f"<div>{more}</div>").replace("<body>", "<body class='home'>")
    assert PARAGRAPHS[0] in document(html).text


def test_a_story_under_a_category_address_is_a_document() -> None:
    assert document(page(), url="https://ledger.example/category/crime/bridge-closed-after-truck").text


def test_a_redirect_to_the_home_page_is_no_document_and_the_announced_home_page_is_not_one_either() -> None:
    found = rejected(page(), url="https://www.ledger.example/", announced_url=URL)
    assert found.reason == "redirect-to-home"
    assert URL in found.detail


@pytest.mark.parametrize(
    "html",
    [
        "<html><head><title>Ledger</title></head><body><div id='root'></div><script>start()</script></body></html>",
        "<html><body><nav><a href='/'>Home</a> <a href='/news'>News</a></nav><p>Loading…</p></body></html>",
        "<html></html>",
    ],
)
def test_a_shell_without_words_has_no_text(html: str) -> None:
    assert rejected(html).reason in ("no-text", "not-html")


def test_a_page_of_one_megabyte_in_one_line_is_read_in_time() -> None:
    body = "".join(f"<p>{paragraph} ({n})</p>" for n in range(2500) for paragraph in PARAGRAPHS)
    assert PARAGRAPHS[2] in document(page(body)).text


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 3000 + LONG + "</div>" * 3000,
        "<table>" * 200 + f"<tr><td>{LONG}",
        f"<html><body><p>{LONG}</p></body></html>".replace(" ", "\x00 ", 3),
        f"<html><body><p>&#0;&#xD800;&#1114112;{LONG}</p></body></html>",
        f"<html><head><script type='application/ld+json'>{'[' * 5000}</script></head><body><p>{LONG}</p></body></html>",
        f"<svg><foreignObject><p>{LONG}</p></foreignObject></svg>",
        f"<html><head><meta property='og:title'><meta content='x'><link rel='canonical'></head><body><p>{LONG}</p><iframe src='http://['></iframe></body></html>",
        "<blockquote class='twitter-tweet'></blockquote><blockquote></blockquote><figure></figure><q></q>",
    ],
)
def test_broken_mark_up_gives_a_document_or_a_reason(html: str) -> None:
    result = read(html)
    assert isinstance(result, Document) or result.reason != "extract-failed", result


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_a_page_with_bytes_thrown_about_never_fails(seed: int) -> None:
    dice = random.Random(seed)
    body = bytearray(page("<blockquote><p>one</p></blockquote><ul><li>two</li></ul>").encode())
    for _ in range(dice.randrange(1, 40)):
        at = dice.randrange(len(body))
        body[at : at + dice.randrange(30)] = bytes(dice.randrange(256) for _ in range(dice.randrange(8)))
    result = read(bytes(body))
    assert isinstance(result, Document) or result.reason != "extract-failed", result


def test_a_rejection_names_the_capture() -> None:
    found = rejected(page(), status=404)
    assert found == Rejection(
        source_id="us_or_tamarack_ledger",
        day=found.day,
        url=URL,
        fetched_at=found.fetched_at,
        status=404,
        warc_path="2026-11-12/us_or_tamarack_ledger.warc.gz",
        warc_offset=77,
        reason="http-404",
        detail="the server answered 404",
    )
    assert found.day.isoformat() == "2026-11-12"
