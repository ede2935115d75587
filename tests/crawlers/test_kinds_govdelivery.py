"""Bulletins of GovDelivery."""

import base64
import json

import pytest
from pydantic import ValidationError

from crawlers.discovered import Found, NotThisKind
from crawlers.kinds.govdelivery import GovDelivery, first_urls, parse

URL = "https://content.govdelivery.example/accounts/ORTAMARACK/bulletins.rss"
CONFIG = GovDelivery(kind="govdelivery", account="ORTAMARACK", api="https://content.govdelivery.example/")


def token(claims: object) -> str:
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"https://lnks.gd/l/eyJhbGciOiJIUzI1NiJ9.{middle}.c2ln/s/44/br/15-l"


def parsed(*links: str) -> Found:
    items = "".join(
        f"<item><title>A</title><link><![CDATA[{link}]]></link><pubDate>Tue, 10 Nov 2026 16:15:00 GMT</pubDate></item>"
        for link in links
    )
    return parse(
        f"<rss version='2.0'><channel><title>ORTAMARACK</title>{items}</channel></rss>".encode(), URL, CONFIG
    )


def test_the_account_s_rss_is_where_a_night_begins() -> None:
    assert first_urls(CONFIG, None) == (URL,)
    assert first_urls(GovDelivery(kind="govdelivery", account="ORTAMARACK"), None) == (
        "https://content.govdelivery.com/accounts/ORTAMARACK/bulletins.rss",
    )


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://content.govdelivery.com/accounts/ORTAMARACK/bulletins/3f1a2b", None),
        ("/accounts/ORTAMARACK/bulletins/3f1a2b", "https://content.govdelivery.example/accounts/ORTAMARACK/bulletins/3f1a2b"),
        (token({"bulletin_id": "20261110.1", "url": "https://police.example/a?b=1&c=2"}), "https://police.example/a?b=1&c=2"),
        ("http://links.govdelivery.com/track?type=click&enid=ZWFz=&&&102&&&http://police.example/a?b=1&c=2", "http://police.example/a?b=1&c=2"),
        ("https://links.govdelivery.com/track?type=click&enid=ZWFz&https://police.example/a", "https://police.example/a"),
        ("https://links.govdelivery.com/track?enid=ZWFz&url=https%3A%2F%2Fpolice.example%2Fa%3Fb%3D1", "https://police.example/a?b=1"),
        (token({"url": "javascript:alert(1)"}), None),
        (token({"url": 7}), None),
        (token([1]), None),
        ("https://lnks.gd/l/eyJhbGciOiJIUzI1NiJ9.%%%.c2ln", None),
        ("https://lnks.gd/2/abc", None),
        ("https://links.govdelivery.com/track?type=click&enid=ZWFz", None),
        ("https://police.example/track?u=1&https://elsewhere.example/", None),
    ],
)  # fmt: skip
def test_a_click_counter_gives_way_to_the_address_that_it_holds(link: str, target: str | None) -> None:
    (item,) = parsed(link).items
    assert item.url == (target or link)


def test_a_bulletin_that_is_listed_twice_is_one_item() -> None:
    found = parsed(token({"url": "https://police.example/a"}), "https://police.example/a")
    assert [item.url for item in found.items] == ["https://police.example/a"]


def test_a_page_in_place_of_the_rss_is_told() -> None:
    with pytest.raises(NotThisKind) as caught:
        parse(b"<!DOCTYPE html><html><body>No such account</body></html>", URL, CONFIG)
    assert caught.value.reason == "html-instead-of-feed"


def test_an_account_without_bulletins_is_empty() -> None:
    assert parsed() == Found(items=())


def test_an_account_that_would_change_the_address_is_refused() -> None:
    with pytest.raises(ValidationError):
        GovDelivery(kind="govdelivery", account="../x")
