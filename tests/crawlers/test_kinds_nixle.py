"""Channels of Nixle."""

import pytest

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.kinds.nixle import Nixle, first_urls, parse

URL = "https://local.nixle.example/tamarack-falls-police/"
PAGE = """<html><head><title>Messages from Tamarack Falls Police : Nixle</title></head><body><ol id="wire">
 <li id="pub_9911"><span class="priority advisory">Advisory</span> <span class="time">3 weeks ago</span>
   <p class="headline_agency">Road closed &lt;b&gt; on Mill&nbsp;Street <a href="http://nixle.example/AB12C">More »</a></p></li>
 <li id="pub_9912"><span class="priority">Alert</span><span class="time">Tuesday November 10th, 2026 :: 08:15 a.m. PST</span>
   <p class="headline_agency"><a href="/alert/9912/?sub_id=0">Search for missing man: read more…</a></p></li>
 <li id="pub_9911"><p class="headline_agency">Road closed again</p></li>
 <li id="pub_9913"> </li>
 <li id="pub_x"><p class="headline_agency">Not a message</p></li><li>About Nixle</li></ol></body></html>"""


def parsed(text: str, url: str = URL, max_pages: int = 2) -> Found:
    return parse(text.encode(), url, Nixle(kind="nixle", url=URL, max_pages=max_pages))


def test_the_channel_is_where_a_night_begins() -> None:
    assert first_urls(Nixle(kind="nixle", url=URL), None) == (URL,)


def test_messages_have_the_address_of_their_number_and_no_date_made_of_an_age() -> None:
    found = parsed(PAGE)
    assert found.items == (
        Discovered(
            url="https://local.nixle.example/alert/9911/",
            guid="pub_9911",
            title="Road closed <b> on Mill Street",
            summary="Advisory 3 weeks ago Road closed <b> on Mill Street More »",
            section="Advisory",
        ),
        Discovered(
            url="https://local.nixle.example/alert/9912/",
            guid="pub_9912",
            title="Search for missing man:",
            published="Tuesday November 10th, 2026 :: 08:15 a.m. PST",
            summary="AlertTuesday November 10th, 2026 :: 08:15 a.m. PST Search for missing man: read more…",
            section="Alert",
        ),
    )
    assert found.notes == (("unreadable-item", "pub_9913: a message without words"),)


def test_older_messages_are_more_up_to_the_limit() -> None:
    assert parsed(PAGE).more == (f"{URL}?page=2",)
    assert parsed(PAGE, f"{URL}?page=2").more == ()
    assert parsed(PAGE, f"{URL}?page=2", max_pages=3).more == (f"{URL}?page=3",)
    assert parsed(PAGE, f"{URL}?page=x", max_pages=1).more == ()


def test_a_page_past_the_end_has_neither_messages_nor_a_next_page() -> None:
    assert parsed("<html><body><ol id='wire'></ol></body></html>", f"{URL}?page=9", 99) == Found(items=())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty-body"),
        ("<rss version='2.0'><channel/></rss>", "not-html"),
        (
            "<html><head><title>Page not found</title></head><body><li id='pub'>A</li></body></html>",
            "not-nixle",
        ),
        ("<html><body>Sign in</body></html>", "not-nixle"),
    ],
)
def test_what_is_no_channel_is_told(body: str, reason: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parsed(body)
    assert caught.value.reason == reason
