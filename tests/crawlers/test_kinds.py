"""What holds for every kind."""

import copy
import gzip
import json
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from crawlers.discovered import NotThisKind
from crawlers.kinds import KINDS, AnyFeed, FeedConfig, first_urls, page_limit, parse

CONFIGS: list[AnyFeed] = [
    TypeAdapter[AnyFeed](FeedConfig).validate_python(raw)
    for raw in (
        {"kind": "feed", "url": "https://gazette.example/feed"},
        {"kind": "sitemap", "url": "https://gazette.example/sitemap.xml", "max_sitemaps": 4},
        {"kind": "listing", "url": "https://gazette.example/", "link_css": "a", "date_css": "time", "next_css": ".next", "max_pages": 2},
        {"kind": "rolling", "url": "https://gazette.example/log", "item_css": "a", "key_css": "time", "key_regex": "a(t?)", "title_css": "title", "date_css": "time"},
        {"kind": "wordpress", "url": "https://gazette.example"},
        {"kind": "civicplus", "url": "https://gazette.example/CivicAlerts.aspx", "max_pages": 2},
        {"kind": "civicplus", "url": "https://gazette.example"},
        {"kind": "govdelivery", "account": "ORTAMARACK"},
        {"kind": "nixle", "url": "https://nixle.example/police/", "max_pages": 2},
        {"kind": "flashalert", "url": "https://flashalert.example/xml.php", "orgs": ["413"]},
        {"kind": "legistar", "client": "tamarack", "bodies": ["Board"]},
        {"kind": "granicus", "url": "https://tamarack.example/ViewPublisher.php?view_id=2"},
        {"kind": "bluesky", "actor": "gazette.example"},
        {"kind": "mastodon", "url": "https://mastodon.example", "account": "gazette"},
        {"kind": "mastodon", "url": "https://mastodon.example", "tag": "gazette"},
        {"kind": "youtube", "channel": "UCabcdefghijklmnopqrstuv"},
        {"kind": "reddit", "subreddit": "gazette", "follow": ["gazette"]},
        {"kind": "alerts", "url": "https://www.google.example/alerts/feeds/1/2", "skip_sites": ["skipped.example"]},
    )
]  # fmt: skip
EACH = pytest.mark.parametrize("config", CONFIGS, ids=lambda config: config.kind)

WORDS = [
    "https://jsonfeed.org/version/1",
    "at://did:plc:x/app.bsky.feed.post/3k",
    "did:plc:x",
    "https://gazette.example/a",
    "http://[",
    "1",
    "\ud800",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["uri", "url", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
ANSWERS = [
    {
        "version": "https://jsonfeed.org/version/1",
        "items": [
            {
                "id": "1",
                "url": "/a",
                "title": "A",
                "authors": [{"name": "B"}],
                "tags": ["c"],
                "author": {"name": "B"},
            }
        ],
    },
    [
        {
            "id": 1,
            "link": "https://gazette.example/a",
            "date_gmt": "2026-11-10T08:00:00",
            "title": {"rendered": "A"},
            "content": {"rendered": "<p>A", "protected": False},
            "_embedded": {"author": [{"name": "B"}], "wp:term": [[{"name": "C", "taxonomy": "category"}]]},
        }
    ],
    {"code": "rest_no_route", "message": "No."},
    [
        {
            "EventId": 7,
            "EventBodyName": "Board",
            "EventDate": "2026-11-18T00:00:00",
            "EventTime": "6:00 PM",
            "EventAgendaFile": "https://x.example/a.pdf",
            "EventInSiteURL": "https://tamarack.legistar.com/MeetingDetail.aspx?ID=7",
            "EventLastModifiedUtc": "2026-11-10T08:00:00.12",
        }
    ]
    * 200,
    {
        "cursor": "c",
        "feed": [
            {
                "reason": {"$type": "x"},
                "post": {
                    "uri": "at://did:plc:x/app.bsky.feed.post/3k",
                    "indexedAt": "2026-11-10T08:00:00Z",
                    "author": {"did": "did:plc:x", "handle": "x.example", "labels": [{"val": "x"}]},
                    "record": {
                        "text": "é",
                        "createdAt": "2026-11-10T08:00:00Z",
                        "tags": ["x"],
                        "facets": [
                            {
                                "index": {"byteStart": 0, "byteEnd": 2},
                                "features": [{"uri": "https://x.example", "tag": "x"}],
                            }
                        ],
                        "reply": {"parent": {"uri": "at://did:plc:x/app.bsky.feed.post/3k"}},
                        "embed": {
                            "external": {"uri": "https://x.example"},
                            "record": {"record": {"uri": "at://x"}},
                            "media": {},
                        },
                    },
                },
            }
        ],
    },
    {"id": "9", "acct": "gazette", "url": "https://mastodon.example/@gazette"},
    [
        {
            "id": "1",
            "uri": "https://mastodon.example/1",
            "url": "https://mastodon.example/@x/1",
            "content": "<p><a href='/a'>",
            "account": {
                "id": "9",
                "acct": "gazette",
                "url": "https://mastodon.example/@gazette",
                "uri": "https://x.example",
            },
            "in_reply_to_id": "3",
            "in_reply_to_account_id": "9",
            "tags": [{"name": "x"}],
            "card": {"url": "/x"},
            "quote": {"quoted_status": {"url": "/y"}},
            "spoiler_text": "",
            "visibility": "public",
            "reblog": None,
        }
    ]
    * 40,
    {
        "kind": "Listing",
        "data": {
            "after": "t3_1a",
            "children": [
                {
                    "kind": "t3",
                    "data": {
                        "name": "t3_1a",
                        "title": "A",
                        "author": "x",
                        "author_fullname": "t2_x",
                        "created_utc": 1795544710.0,
                        "edited": 1795544711.0,
                        "selftext": "a",
                        "selftext_html": "&lt;!-- SC_OFF --&gt;&lt;p&gt;&lt;a href='/a'&gt;",
                        "url": "https://gazette.example/a",
                        "permalink": "/r/gazette/comments/1a/a/",
                        "crosspost_parent": "t3_1b",
                        "link_flair_text": "News",
                    },
                }
            ],
        },
    },
]


@st.composite
def bent(draw: st.DrawFn) -> object:
    """An answer of one of the services, with one value somewhere in it replaced by another."""
    answer = copy.deepcopy(draw(st.sampled_from(ANSWERS)))
    here: Any = answer
    while True:
        step = draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        if not isinstance(here[step], dict | list) or not here[step] or draw(st.integers(0, 3)) == 0:
            here[step] = draw(VALUES)
            return answer
        here = here[step]


PIECES = [
    "<rss version='2.0'>", "<channel>", "<item>", "</item>", "<link>", "</link>", "<title>", "</title>", "<guid>", "<pubDate>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "<link href='http://['/>", "<updated>", "xml:base='http://['", "<content type='xhtml'>",
    "<urlset>", "<url>", "<loc>", "</loc>", "</url>", "<sitemapindex>", "<sitemap>", "<lastmod>", "<!DOCTYPE x [", "<!ENTITY a 'b'>", "]>", "&a;", "&#0;",
    "<html>", "<base href='http://['>", "<a href='/a'>", "</a>", "<time datetime=''>", "<a class=next href='http://[::'>", "<![CDATA[", "]]>", "<!--", "<?xml version='1.0' encoding='utf-16'?>",
    "https://gazette.example/a", "\x00", "é", " ", "<dc:date>", "<media:content url='x'/>", "<georss:point>", "<category/>", "<author>a@b (c)</author>",
    "<flashnews>", "<news_report news_id='7' testing='0'>", "</news_report>", "<orgname orgid='413'>", "</orgname>", "<detail>", "</detail>", "&eacute;",
    "<id>yt:video:AbCdEfGhIjK</id>", "<media:description>", "https://www.google.example/url?url=https://gazette.example/a", "<li id='pub_7'>", "</li>", "<a href='/CivicAlerts.aspx?AID=7'>", "<a href='AgendaViewer.php?view_id=2&clip_id=7'>", "<tr><td>", "civicalerts", "Nixle", "granicus",
]  # fmt: skip
MARKUP = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
BODIES = (
    st.binary(max_size=200)
    | (VALUES | bent()).map(lambda value: json.dumps(value).encode())
    | MARKUP.flatmap(lambda text: st.sampled_from([text.encode(), text.encode("utf-16"), gzip.compress(text.encode(), mtime=0), text.encode("latin-1")]))
)  # fmt: skip


@EACH
@settings(max_examples=150, deadline=None)
@given(body=BODIES)
def test_bytes_are_read_or_refused_with_a_reason(config: AnyFeed, body: bytes) -> None:
    url = first_urls(config, None)[0]
    try:
        found = parse(body, url, config)
    except NotThisKind as refused:
        event(refused.reason)
        return
    assert found == parse(body, url, config)
    for item in found.items:
        assert item.url.startswith(("http://", "https://"))
    for link in found.more:
        assert link.startswith(("http://", "https://"))
    repr(found).encode()


@EACH
def test_a_night_begins_with_absolute_addresses_and_ends(config: AnyFeed) -> None:
    assert all(url.startswith("https://") for url in first_urls(config, None))
    assert 1 <= page_limit(config) <= 10


def test_page_limits_count_the_look_up_and_the_index() -> None:
    limits = [(config.kind, page_limit(config)) for config in CONFIGS]
    assert limits == [
        ("feed", 1), ("sitemap", 5), ("listing", 2), ("rolling", 1), ("wordpress", 5), ("civicplus", 2), ("civicplus", 1),
        ("govdelivery", 1), ("nixle", 2), ("flashalert", 1), ("legistar", 3), ("granicus", 1), ("bluesky", 3),
        ("mastodon", 4), ("mastodon", 3), ("youtube", 1), ("reddit", 3), ("alerts", 1),
    ]  # fmt: skip


def test_every_kind_is_here() -> None:
    assert {config.kind for config in CONFIGS} == set(KINDS)
