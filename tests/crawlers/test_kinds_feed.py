"""Feeds, healthy and otherwise."""

import json

import pytest

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.kinds.feed import Feed, first_urls, parse

URL = "https://gazette.example/feed/"
FEED = Feed(kind="feed", url=URL)

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Gazette</title><link>https://gazette.example/</link>
<item>
 <title>Officers &amp;#8216;saved&amp;#8217; a dog, chief says</title>
 <link>/news/dog?utm_source=rss</link>
 <guid isPermaLink="false">gazette-17</guid>
 <pubDate>Tue, 10 Nov 2026 08:15:00 PST</pubDate>
 <dc:creator>Ana Roe</dc:creator>
 <category>Crime</category><category>Dogs</category>
 <description>&lt;p&gt;A short text.&lt;/p&gt;</description>
 <content:encoded><![CDATA[<p>A long text.</p>]]></content:encoded>
</item>
<item><title>No link here</title><pubDate>10/11/2026</pubDate></item>
</channel></rss>"""


def parsed(text: str | bytes) -> Found:
    return parse(text if isinstance(text, bytes) else text.encode(), URL, FEED)


def test_the_feed_is_where_a_night_begins() -> None:
    assert first_urls(FEED, None) == (URL,)


def test_an_rss_item_is_read_with_its_date_as_written() -> None:
    found = parsed(RSS)
    assert found.items == (
        Discovered(
            url="https://gazette.example/news/dog?utm_source=rss",
            guid="gazette-17",
            title="Officers ‘saved’ a dog, chief says",
            published="Tue, 10 Nov 2026 08:15:00 PST",
            summary="<p>A short text.</p>",
            section="Crime",
            authors=("Ana Roe",),
        ),
    )
    assert found.more == ()


def test_a_text_in_the_feed_does_not_stand_for_the_page() -> None:
    (item,) = parsed(RSS).items
    assert not item.is_complete
    assert item.content_html is None


def test_an_item_without_a_link_is_noted() -> None:
    assert parsed(RSS).notes == (("item-without-link", "No link here"),)


def test_an_atom_entry_has_its_date_of_change() -> None:
    found = parsed("""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://gazette.example/blog/">
      <entry><id>tag:gazette.example,2026:1</id><title type="html">Union &lt;b&gt;answers&lt;/b&gt;</title>
        <link rel="self" href="https://gazette.example/api/1"/><link rel="alternate" href="union-answers"/>
        <published>2026-11-10T08:00:00-08:00</published><updated>2026-11-11T09:30:00-08:00</updated>
        <author><name>Pat Doe</name></author><author><name>Lee Moe</name></author></entry>
      <entry><id>2</id><link href="https://gazette.example/blog/two"/><updated>2026-11-12T00:00:00Z</updated></entry>
    </feed>""")
    one, two = found.items
    assert one == Discovered(
        url="https://gazette.example/blog/union-answers",
        guid="tag:gazette.example,2026:1",
        title="Union answers",
        published="2026-11-10T08:00:00-08:00",
        modified="2026-11-11T09:30:00-08:00",
        authors=("Pat Doe", "Lee Moe"),
    )
    assert (two.title, two.published, two.modified) == (None, None, "2026-11-12T00:00:00Z")


def test_an_rdf_item_is_read() -> None:
    (item,) = parsed("""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"/>
      <item rdf:about="https://city.example/r/1"><title>Road closed</title><link>https://city.example/r/1</link>
      <dc:date>2026-11-10T08:00-08:00</dc:date></item></rdf:RDF>""").items
    assert (item.url, item.title, item.published, item.modified) == (
        "https://city.example/r/1", "Road closed", "2026-11-10T08:00-08:00", None,
    )  # fmt: skip


def test_a_tracking_link_gives_way_to_the_page_s_own() -> None:
    (item,) = (
        parsed("""<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>
      <item><title>A</title><link>https://feeds.example/~r/gazette/1</link>
      <feedburner:origLink>https://gazette.example/a</feedburner:origLink></item></channel></rss>""").items
    )
    assert item.url == "https://gazette.example/a"


@pytest.mark.parametrize(
    ("text", "title", "link"),
    [
        ("<rss version='2.0'><channel><item><title>A & B</title><link>https://g.example/?a=1&b=2</link></item></channel></rss>",
         "A & B", "https://g.example/?a=1&b=2"),
        ("<rss version='2.0'><channel><item><title>Cut&nbsp;off</title><link>https://g.example/a</link><descr",
         "Cut off", "https://g.example/a"),
        ("\n\n \ufeff<?xml version='1.0'?><rss version='2.0'><channel><item><title>A</title><link>https://g.example/a</link></item></channel></rss>",
         "A", "https://g.example/a"),
        ("<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><item><title>Café</title><link>https://g.example/a</link></item></channel></rss>".encode("latin-1"),
         "Café", "https://g.example/a"),
    ],
    ids=["bare ampersand", "cut off", "space first", "latin-1 called utf-8"],
)  # fmt: skip
def test_a_slightly_broken_feed_still_gives_its_items(text: str | bytes, title: str, link: str) -> None:
    (item,) = parsed(text).items
    assert (item.title, item.url) == (title, link)


def test_a_feed_may_be_alive_and_empty() -> None:
    assert parsed("<rss version='2.0'><channel><title>Gazette</title></channel></rss>") == Found(items=())


def test_a_json_feed_is_read() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": 17,
                "url": "/a",
                "title": "A &amp; B",
                "date_published": "2026-11-10T08:00:00-08:00",
                "date_modified": "2026-11-11T08:00:00-08:00",
                "summary": "Short.",
                "content_html": "<p>Long.</p>",
                "authors": [{"name": "Ana Roe"}, {"url": "https://x.example"}],
                "tags": ["crime"],
            },
            {"id": "18", "title": "No link"},
            {"id": "19", "url": ["no", "text"]},
        ],
    }
    found = parsed(json.dumps(feed))
    assert found.items == (
        Discovered(
            url="https://gazette.example/a",
            guid="17",
            title="A & B",
            published="2026-11-10T08:00:00-08:00",
            modified="2026-11-11T08:00:00-08:00",
            summary="Short.",
            section="crime",
            authors=("Ana Roe",),
        ),
    )
    assert [reason for reason, _ in found.notes] == ["item-without-link", "unreadable-item"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty-body"),
        (b" \n\xef\xbb\xbf", "empty-body"),
        (b"<!DOCTYPE html><html><head><title>Gazette</title></head><body><a href='/a'>A</a></body></html>",
         "html-instead-of-feed"),
        (b"\n<html lang='en'><body>We moved</body></html>", "html-instead-of-feed"),
        (b"Service unavailable", "not-a-feed"),
        (b"<urlset><url><loc>https://gazette.example/a</loc></url></urlset>", "not-a-feed"),
        (b"%PDF-1.7 \x00\x01", "not-a-feed"),
        (b"{\"error\": \"gone\"}", "not-a-feed"),
        (b"{not json", "not-a-feed"),
        (b"[" * 100_000, "not-a-feed"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_told(body: bytes, reason: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parsed(body)
    assert caught.value.reason == reason
    assert caught.value.detail


def test_a_body_that_names_a_file_does_not_open_it(tmp_path) -> None:
    (tmp_path / "secret.xml").write_text(RSS)
    with pytest.raises(NotThisKind):
        parsed(str(tmp_path / "secret.xml"))


def test_entities_are_not_followed(tmp_path) -> None:
    (tmp_path / "secret").write_text("secret words")
    found = parsed(f"""<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>
      <rss version="2.0"><channel><item><title>&x;</title><link>https://g.example/a</link></item></channel></rss>""")
    assert "secret words" not in repr(found)
