"""Feeds of alerts, whose items stand elsewhere."""

from html import escape
from urllib.parse import quote

import pytest
from pydantic import ValidationError

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.kinds.alerts import Alerts, first_urls, parse

FEED = "https://www.google.com/alerts/feeds/104/77"
ALERT = Alerts(kind="alerts", url=FEED)
STORY = "https://www.gazette.example/news/chief-resigns/"


def google(target: str) -> str:
    return f"https://www.google.com/url?rct=j&sa=t&url={target}&ct=ga&cd=CAIyGm&usg=AOvVaw3"


def entry(link: str, title: str = "Police chief resigns", summary: str = "A chief.") -> str:
    return f"""<entry><id>tag:google.com,2013:googlealerts/feed:77</id><title type="html">{escape(title)}</title>
    <link href="{escape(link)}"></link><published>2026-11-24T17:00:06Z</published><updated>2026-11-25T09:00:00Z</updated>
    <content type="html">{escape(summary)}</content><author><name></name></author></entry>"""


def feed(*entries: str) -> bytes:
    return f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:idx="urn:atom-extension:indexing">
    <id>tag:google.com,2005:reader/user/104/state/com.google/alerts/77</id><title>Google Alert - police</title>
    <link href="{FEED}" rel="self"></link>{"".join(entries)}</feed>""".encode()


def links(*given: str, config: Alerts = ALERT, url: str = FEED) -> list[str]:
    return [item.url for item in parse(feed(*map(entry, given)), url, config).items]


def test_the_feed_is_as_given() -> None:
    assert first_urls(ALERT, None) == (FEED,)


def test_an_item_is_a_page_elsewhere_with_a_plain_title() -> None:
    body = feed(
        entry(
            google(STORY),
            "<b>Police</b> chief&#39;s last day &amp; more",
            "The <b>police</b> chief of&nbsp;Tamarack Falls ...",
        )
    )
    (item,) = parse(body, FEED, ALERT).items
    assert item == Discovered(
        url=STORY,
        guid=item.guid,
        title="Police chief's last day & more",
        published="2026-11-24T17:00:06Z",
        summary="The police chief of Tamarack Falls ...",
    )


@pytest.mark.parametrize(
    ("link", "target"),
    [
        (google("https://city.example/CivicAlerts.aspx%3FAID%3D5%26x%3D1"), "https://city.example/CivicAlerts.aspx?AID=5&x=1"),
        (google("https://city.example/CivicAlerts.aspx?AID=5&x=1"), "https://city.example/CivicAlerts.aspx?AID=5&x=1"),
        (google("https%3A%2F%2Fcity.example%2Fa%20b"), "https://city.example/a b"),
        (google(quote(google(STORY), safe="")), STORY),
        ("https://www.google.co.uk/url?q=https://city.example/a&sa=U", "https://city.example/a"),
        (STORY, STORY),
        (google("javascript:alert(1)"), google("javascript:alert(1)")),
        (google("https://reader:secret@city.example/a"), "https://city.example/a"),
        ("http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&url=https%3a%2f%2fcity.example%2fa&c=12", "https://city.example/a"),
        ("https://other.example/share?url=https%3A%2F%2Fcity.example%2Fa", "https://other.example/share?url=https%3A%2F%2Fcity.example%2Fa"),
    ],
)  # fmt: skip
def test_a_link_leads_where_it_says(link: str, target: str) -> None:
    assert links(link) == [target]


def test_a_service_s_own_redirect_is_read_whatever_the_service() -> None:
    url = "https://alerts.watchers.example/rss/AB12"
    redirect = "https://go.watchers.example/r?id=9&URL=https%3A%2F%2Fcity.example%2Fa"
    hidden = "https://go.watchers.example/r/9f8e7d"
    assert links(redirect, hidden, url=url) == ["https://city.example/a", hidden]


def test_a_page_is_announced_once() -> None:
    assert links(google(STORY), STORY, google("https://city.example/a")) == [STORY, "https://city.example/a"]


def test_sites_are_kept_or_left_out_with_all_below_them() -> None:
    given = [STORY, "https://mygazette.example/b", "https://city.example/c"]
    kept = Alerts(kind="alerts", url=FEED, sites=("gazette.example",))
    skipped = Alerts(kind="alerts", url=FEED, skip_sites=("gazette.example",))
    both = Alerts(
        kind="alerts", url=FEED, sites=("example",), skip_sites=("city.example", "www.gazette.example")
    )
    assert links(*given, config=kept) == given[:1]
    assert links(*given, config=skipped) == given[1:]
    assert links(*given, config=both) == given[1:2]
    assert parse(feed(*map(entry, given)), FEED, kept).notes == tuple(
        ("other-site", url) for url in given[1:]
    )


def test_an_alert_that_found_nothing_is_read() -> None:
    assert parse(feed(), FEED, ALERT) == Found(items=())


def test_the_management_page_is_no_feed() -> None:
    with pytest.raises(NotThisKind) as caught:
        parse(b"<!doctype html><html><title>Alerts</title>", FEED, ALERT)
    assert caught.value.reason == "html-instead-of-feed"


@pytest.mark.parametrize("site", ["https://gazette.example", "gazette.example/news", "Gazette.example", ""])
def test_a_site_is_a_host(site: str) -> None:
    with pytest.raises(ValidationError):
        Alerts(kind="alerts", url=FEED, sites=(site,))
