"""Views of Granicus sites."""

import pytest

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.kinds.granicus import Granicus, first_urls, parse

SITE = "https://tamarack.granicus.example"
RSS_URL = f"{SITE}/ViewPublisherRSS.php?view_id=2&mode=agendas"
PAGE_URL = f"{SITE}/ViewPublisher.php?view_id=2"
RSS = """<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet href="browserfriendly.xslt" type="text/xsl"?>
<rss version="2.0" xmlns:gran="https://www.granicus.com/schema/rss-supplements"><channel><title>Tamarack Falls: Council (Agendas Feed)</title>
 <item><guid isPermaLink="false">7f3c-1</guid><title>Police Board - Nov 18, 2026</title><pubDate>Wed, 18 Nov 2026 18:00:00 -0800</pubDate>
  <gran:pubDateParts yr='2026' mo='11' day='18' hr='18' min='00' sec='0' tz='8' />
  <link>https://tamarack.granicus.example/AgendaViewer.php?view_id=2&amp;event_id=9</link></item>
 <item><guid isPermaLink="false">7f3c-2</guid><title>City Council - Nov 4, 2026</title>
  <link>https://tamarack.granicus.example/AgendaViewer.php?view_id=2&clip_id=14</link></item>
 <item><guid isPermaLink="false">7f3c-3</guid><title>City Council - Nov 4, 2026</title>
  <link>https://tamarack.granicus.example/AgendaViewer.php?view_id=2&amp;clip_id=14</link></item></channel></rss>"""
PAGE = """<html><head><title>Meetings</title></head><body><table class="listingTable">
 <tr><th>Name</th><th>Date</th></tr>
 <tr class="listingRow"><td><img></td><td headers="Name">City  Council</td><td headers="Date">November&nbsp;4, 2026 - 06:00&nbsp;PM</td>
  <td><a href="//tamarack.granicus.example/AgendaViewer.php?view_id=2&clip_id=14">Agenda</a></td>
  <td><a href="MinutesViewer.php?view_id=2&clip_id=14&doc_id=a-b">Minutes</a></td>
  <td><a href="javascript:void(0);" onclick="window.open('//tamarack.granicus.example/MediaPlayer.php?clip_id=14')">Video</a></td></tr>
 <tr class="listingRow"><td>Police Board</td><td>11/02/26</td><td><a href="/GeneratedAgendaViewer.php?view_id=2&event_id=8">Agenda</a>
   <a href="/GeneratedAgendaViewer.php?view_id=2&event_id=8">(HTML)</a></td></tr></table>
 <a href="/AgendaViewer.php?view_id=2">All agendas</a> <a href="/AgendaViewer.php?view_id=2&event_id=7">Next meeting</a></body></html>"""


def parsed(text: str | bytes, url: str) -> Found:
    body = text if isinstance(text, bytes) else text.encode()
    return parse(body, url, Granicus(kind="granicus", url=url))


def test_the_view_is_where_a_night_begins() -> None:
    assert first_urls(Granicus(kind="granicus", url=RSS_URL), None) == (RSS_URL,)


def test_agendas_of_the_rss_are_told_apart_by_their_query() -> None:
    found = parsed(RSS, RSS_URL)
    assert [(item.url, item.title, item.guid) for item in found.items] == [
        (f"{SITE}/AgendaViewer.php?view_id=2&event_id=9", "Police Board - Nov 18, 2026", "7f3c-1"),
        (f"{SITE}/AgendaViewer.php?view_id=2&clip_id=14", "City Council - Nov 4, 2026", "7f3c-2"),
    ]
    assert found.items[0].published == "Wed, 18 Nov 2026 18:00:00 -0800"
    assert not any(item.is_complete for item in found.items)


def test_a_page_gives_agendas_and_minutes_named_by_their_rows() -> None:
    assert parsed(PAGE, PAGE_URL).items == (
        Discovered(
            url=f"{SITE}/AgendaViewer.php?view_id=2&clip_id=14",
            title="Agenda City Council November 4, 2026 - 06:00 PM",
            section="Agenda",
        ),
        Discovered(
            url=f"{SITE}/MinutesViewer.php?view_id=2&clip_id=14&doc_id=a-b",
            title="Minutes City Council November 4, 2026 - 06:00 PM",
            section="Minutes",
        ),
        Discovered(
            url=f"{SITE}/GeneratedAgendaViewer.php?view_id=2&event_id=8",
            title="Agenda Police Board 11/02/26",
            section="Agenda",
        ),
        Discovered(
            url=f"{SITE}/AgendaViewer.php?view_id=2&event_id=7",
            title="Agenda",
            section="Agenda",
        ),
    )


def test_a_view_may_be_empty() -> None:
    assert parsed("<rss version='2.0'><channel/></rss>", RSS_URL) == Found(items=())
    page = "<html><body><script src='/granicus.js'></script>No meetings</body></html>"
    assert parsed(page, PAGE_URL) == Found(items=())


@pytest.mark.parametrize(
    ("body", "url", "reason"),
    [
        (b"<!doctype html><html><body>Invalid view</body></html>", RSS_URL, "html-instead-of-feed"),
        (b"<!doctype html><html><body>Invalid view</body></html>", PAGE_URL, "not-granicus"),
        (RSS.encode(), PAGE_URL, "not-html"),
        (b"", PAGE_URL, "empty-body"),
    ],
)
def test_what_is_no_view_is_told(body: bytes, url: str, reason: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parsed(body, url)
    assert caught.value.reason == reason
