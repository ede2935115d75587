"""News flashes of CivicPlus sites."""

import pytest
from pydantic import ValidationError

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.kinds.civicplus import CivicPlus, first_urls, parse

ROOT = "https://www.city.example"
RSS_URL = f"{ROOT}/RSSFeed.aspx?ModID=1&CID=All-newsflash.xml"
PAGE_URL = f"{ROOT}/CivicAlerts.aspx"
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>City - News Flash</title>
 <item><title>Two held</title><link>http://www.city.example/civicalerts.aspx?aid=12</link><pubDate>Tue, 10 Nov 2026 08:15:00 -0800</pubDate>
   <description>Two people were held.</description></item>
 <item><title>Two held (again)</title><link>https://www.city.example/CivicAlerts.aspx?CID=6&amp;AID=12</link></item>
 <item><title>Sign up</title><link>https://mail.example/x?AID=9</link></item></channel></rss>"""
PAGE = """<html><head><title>News Flash</title></head><body><form action="/CivicAlerts.aspx"><div id="moduleContent">
 <h2>Police</h2>
 <div class="item"><h3><a id="alertTitle_12" href="/CivicAlerts.aspx?AID=12">Two held<br>after chase</a></h3>
   <p>Two people were held on Nov. 9.</p><a href="/CivicAlerts.aspx?aid=12&amp;ARC=40">Read on...</a>
   <div class="date">Posted on: November 10, 2026 8:15 AM</div></div>
 <div class="item"><a href="CivicAlerts.aspx?AID=11&CID=6"><img src="a.jpg"></a><h3><a href="CivicAlerts.aspx?AID=11&CID=6">Dog <i>found</i></a></h3>
   <a href="CivicAlerts.aspx?AID=11&CID=6#more">Read More</a></div>
 <div class="item"><a href="https://other.example/CivicAlerts.aspx?AID=5">Elsewhere</a> Posted on: November 1, 2026</div></div>
 <a href="/CivicAlerts.aspx?CID=6">View All</a> <a href="/CivicAlerts.aspx?ARC=L">Archive</a></form></body></html>"""


def config(**given: object) -> CivicPlus:
    return CivicPlus.model_validate({"kind": "civicplus", "url": ROOT} | given)


def parsed(text: str | bytes, url: str) -> Found:
    return parse(text if isinstance(text, bytes) else text.encode(), url, config())


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ({}, RSS_URL),
        ({"url": f"{ROOT}/"}, RSS_URL),
        ({"category": "Police-6"}, f"{ROOT}/RSSFeed.aspx?ModID=1&CID=Police-6"),
        ({"url": f"{ROOT}/civicalerts.aspx?AID=5", "category": "Police-6"}, f"{ROOT}/civicalerts.aspx?CID=6"),
        ({"url": f"{PAGE_URL}?CID=3"}, f"{PAGE_URL}?CID=3"),
        (
            {"url": f"{ROOT}/RSSFeed.aspx?ModID=63&CID=Alerts-1"},
            f"{ROOT}/RSSFeed.aspx?ModID=63&CID=Alerts-1",
        ),
    ],
)
def test_a_night_begins_with_the_rss_or_the_page_that_the_file_gives(given: dict, first: str) -> None:
    assert first_urls(config(**given), None) == (first,)


def test_one_flash_has_one_address_however_it_is_spelt() -> None:
    found = parsed(RSS, RSS_URL)
    assert [item.url for item in found.items] == [
        "http://www.city.example/CivicAlerts.aspx?AID=12",
        "https://www.city.example/CivicAlerts.aspx?AID=12",
        "https://mail.example/x?AID=9",
    ]
    assert found.items[0].published == "Tue, 10 Nov 2026 08:15:00 -0800"


def test_a_list_gives_each_flash_once_with_the_date_of_its_own_part() -> None:
    found = parsed(PAGE, f"{PAGE_URL}?CID=6")
    assert found.items == (
        Discovered(
            url=f"{PAGE_URL}?AID=12", title="Two held after chase", published="November 10, 2026 8:15 AM"
        ),
        Discovered(url=f"{PAGE_URL}?AID=11", title="Dog found"),
    )


def test_the_archive_is_more_and_does_not_lead_to_itself() -> None:
    assert parsed(PAGE, PAGE_URL).more == (f"{PAGE_URL}?ARC=L",)
    assert parsed(PAGE, f"{PAGE_URL}?ARC=L").more == ()


def test_a_list_without_flashes_is_empty() -> None:
    page = "<html><body><form action='/CivicAlerts.aspx'>There are no news flashes.</form></body></html>"
    assert parsed(page, PAGE_URL) == Found(items=())


@pytest.mark.parametrize(
    ("body", "url", "reason"),
    [
        (b"<!doctype html><html><body>Page not found</body></html>", RSS_URL, "html-instead-of-feed"),
        (b"<!doctype html><html><body>Page not found</body></html>", PAGE_URL, "not-civicplus"),
        (b"", PAGE_URL, "empty-body"),
        (b"%PDF-1.7", PAGE_URL, "not-html"),
    ],
)
def test_what_is_none_of_it_is_told(body: bytes, url: str, reason: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parsed(body, url)
    assert caught.value.reason == reason


def test_a_category_that_would_change_the_address_is_refused() -> None:
    with pytest.raises(ValidationError):
        config(category="6&ModID=58")
