"""Whole items in announcements: WordPress posts by the page's road, social posts as posts, private persons unnamed."""

import json
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

import pytest
from invented import FEED, PARAGRAPHS, capture, source

from crawlers.capture import Capture
from crawlers.kinds import AnyFeed
from crawlers.kinds.bluesky import Bluesky
from crawlers.kinds.flashalert import FlashAlert
from crawlers.kinds.legistar import Legistar
from crawlers.kinds.mastodon import Mastodon
from crawlers.kinds.reddit import Reddit
from crawlers.kinds.rolling import Rolling
from crawlers.kinds.wordpress import WordPress
from crawlers.kinds.youtube import YouTube
from crawlers.sources import Source
from transforms.document import Document, Rejection
from transforms.posts import announced, complete_documents, left_out

DID = "did:plc:resident123"
CHIEF = "did:plc:chief456"


def announce(config: AnyFeed, answer: Any, **given: Any) -> Capture:
    return capture(
        json.dumps(answer), url="https://api.example/answer", role="discovery", feed=0, content_type="application/json", **given
    )  # fmt: skip


def documents_from(of: Capture, by: Source, *, key: bytes = b"a secret") -> list[Document | Rejection]:
    return complete_documents(announced(of, by).items, of, by, key=key)


def bluesky(
    *posts: dict[str, Any], of: dict[str, Any] | None = None, **config: Any
) -> list[Document | Rejection]:
    feed = Bluesky(kind="bluesky", **(config or {"actor": "chief.example"}))
    return documents_from(
        announce(feed, {"feed": [{"post": post} for post in posts]}), source(feeds=(feed,), **(of or {}))
    )


def post(
    text: str,
    *,
    did: str = CHIEF,
    handle: str = "chief.example",
    name: str = "Chief Dana Roe",
    key: str = "3kaa",
    **record: Any,
) -> dict[str, Any]:
    return {
        "uri": f"at://{did}/app.bsky.feed.post/{key}",
        "author": {"did": did, "handle": handle, "displayName": name},
        "record": {"text": text, "createdAt": "2026-11-10T16:12:00.000Z", **record},
        "indexedAt": "2026-11-10T16:12:05.000Z",
    }


def only(found: list[Document | Rejection]) -> Document:
    assert len(found) == 1
    assert isinstance(found[0], Document), found[0]
    return found[0]


def wordpress(**changes: Any) -> list[Document | Rejection]:
    content = (
        f"<p>{PARAGRAPHS[0]}</p><blockquote class='wp-block-quote'><p>{PARAGRAPHS[2]}</p><cite>The Daily Example</cite></blockquote>"
        f"<p>{PARAGRAPHS[1]} <a href='/memo.pdf'>The memo</a> is public.</p>"
    )
    entry = {
        "id": 88, "link": "https://ledger.example/2026/11/10/bridge/?utm_source=api", "date": "2026-11-10T08:12:00",
        "date_gmt": "2026-11-10T16:12:00", "modified": "2026-11-10T09:00:00", "modified_gmt": "2026-11-10T17:00:00",
        "title": {"rendered": "Opinion | The bridge &#8217;s rail"}, "content": {"rendered": content, "protected": False},
        "excerpt": {"rendered": ""}, "_embedded": {"author": [{"name": "Ann Poe"}], "wp:term": [[{"name": "Commentary", "taxonomy": "category"}]]},
    } | changes  # fmt: skip
    feed = WordPress(kind="wordpress", url="https://ledger.example")
    return documents_from(announce(feed, [entry]), source(feeds=(feed,)))


def test_a_wordpress_post_goes_the_page_s_road() -> None:
    found = only(wordpress())
    assert [(block.kind, block.voice) for block in found.blocks] == [
        ("paragraph", "author"), ("quoted_passage", "quoted_passage"), ("paragraph", "author"),
    ]  # fmt: skip
    assert (found.blocks[1].text, found.blocks[1].cite) == (PARAGRAPHS[2], "The Daily Example")
    assert (found.url, found.title, found.title_prefix) == (
        "https://ledger.example/2026/11/10/bridge/",
        "The bridge ’s rail",
        "Opinion",
    )
    assert [(link.url, link.block) for link in found.links] == [("https://ledger.example/memo.pdf", 2)]


def test_a_wordpress_post_s_metadata_are_the_api_s() -> None:
    found = only(wordpress())
    assert found.published is not None
    assert found.modified is not None
    assert astuple(found.published) == (datetime(2026, 11, 10, 16, 12, tzinfo=UTC), True, "api")
    assert found.modified.at == datetime(2026, 11, 10, 17, tzinfo=UTC)
    assert [astuple(author) for author in found.authors] == [("Ann Poe", "person", "api")]
    assert (found.section, found.account_id, found.form) == ("Commentary", None, "opinion")


def test_a_wordpress_post_without_its_text_is_left_to_the_page() -> None:
    assert wordpress(content={"rendered": "", "protected": False}) == []
    assert wordpress(content={"rendered": "<p>secret</p>", "protected": True}) == []


def test_a_wordpress_post_of_pictures_alone_is_a_rejection_with_its_address() -> None:
    found = wordpress(content={"rendered": "<figure><img src='a.jpg'></figure>", "protected": False})
    assert [(r.reason, r.url) for r in found if isinstance(r, Rejection)] == [
        ("no-text", "https://ledger.example/2026/11/10/bridge/")
    ]


MEETING = {
    "EventId": 7, "EventBodyName": "Police Board", "EventDate": "2026-11-18T00:00:00", "EventTime": "6:00 PM",
    "EventLocation": "City Hall", "EventAgendaFile": "https://files.example/a.pdf", "EventLastModifiedUtc": "2026-11-10T08:00:00.5",
    "EventInSiteURL": "https://tamarack.legistar.com/MeetingDetail.aspx?ID=7&GUID=A",
}  # fmt: skip


def test_a_meeting_is_a_record_with_its_agenda_as_a_link() -> None:
    feed = Legistar(kind="legistar", client="tamarack")
    found = only(documents_from(announce(feed, [MEETING]), source(feeds=(feed,))))
    assert (found.form, found.title) == ("record", "Police Board, Wednesday, November 18, 2026 6:00 PM")
    assert found.text == (
        "Body: Police Board\n\nDate: Wednesday, November 18, 2026\n\nTime: 6:00 PM\n\nPlace: City Hall\n\n"
        "Agenda file: https://files.example/a.pdf"
    )
    assert [link.url for link in found.links] == ["https://files.example/a.pdf"]
    assert found.published is None
    assert found.modified is not None
    assert astuple(found.modified) == (datetime(2026, 11, 10, 8, tzinfo=UTC), True, "api")


def test_a_source_s_own_form_stands_above_that_of_meetings() -> None:
    feed = Legistar(kind="legistar", client="tamarack")
    found = only(documents_from(announce(feed, [MEETING]), source(feeds=(feed,), form="press_release")))
    assert found.form == "press_release"


def test_the_entries_of_a_rolling_list_are_documents_however_short() -> None:
    feed = Rolling(kind="rolling", url="https://coroner.example/cases", item_css="li", date_css="i")
    page = (
        "<ul><li><b>Case 26-114</b> <i>11/09/2026</i><br>Dana Roe, 45, <a href='/r.pdf'>of Tamarack Falls</a>.</li>"
        "<li>None on Tuesday.</li></ul>"
    )
    answer = capture(page, url="https://coroner.example/cases", role="discovery", feed=0)
    one, two = documents_from(answer, source(feeds=(feed,), form="press_release"))
    assert isinstance(one, Document)
    assert (one.text, one.form) == (
        "Case 26-114 11/09/2026\n\nDana Roe, 45, of Tamarack Falls.",
        "press_release",
    )
    assert [link.url for link in one.links] == ["https://coroner.example/r.pdf"]
    assert one.published is not None
    assert astuple(one.published) == (datetime(2026, 11, 9, 8, tzinfo=UTC), False, "feed+source-zone")
    assert isinstance(two, Document)
    assert two.text == "None on Tuesday."


def test_the_lines_of_a_release_stay_lines_and_its_markup_goes_the_page_s_road() -> None:
    feed = FlashAlert(kind="flashalert", url="https://flashalert.example/xml.php")
    reports = "".join(
        f"<news_report news_id='{number}' effective_date='2026-11-10 08:12:00'><orgname orgid='9'>Tamarack Falls Police"
        f"</orgname><headline>Two held</headline><detail><![CDATA[{detail}]]></detail></news_report>"
        for number, detail in enumerate(
            (
                "Held on Monday.\r\nPlace: Mill St.\r\n\r\nMore later.",
                f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>",
            )
        )
    )
    answer = capture(f"<flashnews><news>{reports}</news></flashnews>", url=feed.url, role="discovery", feed=0)
    plain, marked = documents_from(answer, source(feeds=(feed,), form="press_release"))
    assert isinstance(plain, Document)
    assert plain.text == "Held on Monday.\nPlace: Mill St.\n\nMore later."
    assert [astuple(author) for author in plain.authors] == [("Tamarack Falls Police", "agency", "feed")]
    assert isinstance(marked, Document)
    assert marked.text == f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}"


def test_a_followed_account_s_post_is_named() -> None:
    found = only(bluesky(post("Mill Street bridge is open again.\n\nThank you for your patience.")))
    assert (found.form, found.account_id) == ("post", CHIEF)
    assert [astuple(author) for author in found.authors] == [("Chief Dana Roe", "account", "api")]
    assert found.text == "Mill Street bridge is open again.\n\nThank you for your patience."
    assert [block.kind for block in found.blocks] == ["paragraph", "paragraph"]
    assert found.url == f"https://bsky.app/profile/{CHIEF}/post/3kaa"
    assert found.published is not None
    assert found.published.at == datetime(2026, 11, 10, 16, 12, tzinfo=UTC)


def test_a_post_that_quotes_another_holds_it_as_an_embedded_post() -> None:
    quoted = {
        "$type": "app.bsky.embed.record",
        "record": {"uri": "at://did:plc:other/app.bsky.feed.post/3kzz"},
    }
    found = only(bluesky(post("The county answers below, at last.", embed=quoted)))
    last = found.blocks[-1]
    assert (last.kind, last.network, last.post_id, last.text) == ("embedded_post", "bluesky", "3kzz", "")
    assert found.text == "The county answers below, at last."


RESIDENT = {"did": DID, "handle": "samriver.example", "name": "Sam Rivers", "key": "3kbb"}


@pytest.mark.parametrize("of", [{"tag": "tamarack"}, {"actor": DID, "is_private": True}])
def test_a_private_person_s_post_holds_nothing_that_names_them(of: dict[str, Any]) -> None:
    text = "Nobody came to Cannery Road last night. - Sam Rivers, @samriver.example"
    found = only(bluesky(post(text, **RESIDENT), **of))
    held = json.dumps([str(value) for value in astuple(found)])
    for secret in ("samriver", "Sam Rivers", "resident123", "bsky.app"):
        assert secret not in held
    assert found.authors[0].name.startswith("resident-")
    assert found.url.startswith("urn:post:")
    assert found.text.startswith("Nobody came to Cannery Road last night.")


def test_a_private_source_s_account_is_unnamed_although_the_file_names_it() -> None:
    found = only(bluesky(post("Nobody came.", **RESIDENT), of={"is_private": True}, actor=DID))
    assert found.authors[0].name.startswith("resident-")


def test_a_pseudonym_is_the_same_for_one_account_and_key_and_differs_otherwise() -> None:
    feed = Bluesky(kind="bluesky", tag="tamarack")
    answer = {
        "posts": [
            post("One.", **RESIDENT),
            post("Two.", **(RESIDENT | {"key": "3kcc"})),
            post("Three.", **(RESIDENT | {"did": "did:plc:z"})),
        ]
    }

    def accounts(key: bytes) -> list[str | None]:
        found = documents_from(announce(feed, answer), source(feeds=(feed,)), key=key)
        return [item.account_id for item in found if isinstance(item, Document)]

    one, two, three = accounts(b"a secret")
    assert one == two != three
    assert accounts(b"another secret")[0] != one


def test_a_mastodon_post_keeps_its_lines_and_its_warning() -> None:
    feed = Mastodon(kind="mastodon", url="https://mast.example", account="roe")
    status = {
        "id": "11", "uri": "https://mast.example/users/roe/statuses/11", "url": "https://mast.example/@roe/11",
        "created_at": "2026-11-10T16:12:00.000Z", "edited_at": None, "visibility": "public", "spoiler_text": "Crash on Mill Street",
        "content": "<p>The bridge is closed.<br />Use the county road.</p><p>More at <a href='https://city.example/b'>the city</a>.</p>",
        "account": {"id": "7", "acct": "roe", "display_name": "Dana Roe", "url": "https://mast.example/@roe", "uri": "https://mast.example/users/roe"},
    }  # fmt: skip
    found = only(documents_from(announce(feed, [status]), source(feeds=(feed,))))
    assert [block.text for block in found.blocks] == [
        "The bridge is closed.\nUse the county road.",
        "More at the city.",
    ]
    assert found.title == "Crash on Mill Street"
    assert [link.url for link in found.links] == ["https://city.example/b"]


def test_a_post_without_words_is_a_rejection() -> None:
    found = bluesky(post(""))
    assert [r.reason for r in found if isinstance(r, Rejection)] == ["no-text"]


@pytest.mark.parametrize(
    "given",
    [{"status": 500}, {"role": "item"}, {"feed": None}, {"feed": 3}],
)
def test_what_is_no_announcement_gives_nothing(given: dict[str, Any]) -> None:
    feed = Bluesky(kind="bluesky", actor="chief.example")
    answer = json.dumps({"feed": [{"post": post("Hello there.")}]})
    base = {"role": "discovery", "feed": 0, "content_type": "application/json"} | given
    assert documents_from(capture(answer, **base), source(feeds=(feed,))) == []


@pytest.mark.parametrize("body", ["<html>down for repairs</html>", "", "[]", '{"feed": 7}'])
def test_an_answer_of_another_kind_gives_nothing(body: str) -> None:
    feed = Bluesky(kind="bluesky", actor="chief.example")
    assert documents_from(capture(body, role="discovery", feed=0), source(feeds=(feed,))) == []


def test_a_feed_of_teasers_gives_no_documents() -> None:
    rss = "<rss version='2.0'><channel><title>x</title><item><title>t</title><link>https://ledger.example/a</link></item></channel></rss>"
    assert (
        documents_from(
            capture(rss, role="discovery", feed=0, content_type="application/rss+xml"), source(feeds=(FEED,))
        )
        == []
    )


def test_items_that_cannot_be_used_are_rejections_with_their_reason_and_number() -> None:
    rss = "<rss version='2.0'><channel><title>x</title><item><title>A title alone</title></item><item><title>Another</title></item></channel></rss>"
    answer = capture(rss, role="discovery", feed=0, content_type="application/rss+xml")
    by = source(feeds=(FEED,))
    (found,) = left_out(announced(answer, by), answer, by)
    assert (found.reason, found.url) == ("item-without-link", answer.url)
    assert found.detail.startswith("2 announced, the first: ")
    assert "A title alone" in found.detail


def test_who_opted_out_is_counted_and_not_named() -> None:
    feed = Bluesky(kind="bluesky", actor="chief.example")
    opted_out = post("Do not keep this.", did="did:plc:private1", handle="someone.example")
    opted_out["author"]["labels"] = [{"val": "!no-unauthenticated"}]
    answer = announce(feed, {"feed": [{"post": opted_out}]})
    by = source(feeds=(feed,))
    (found,) = left_out(announced(answer, by), answer, by)
    assert (found.reason, found.detail) == ("account-opted-out", "1 announced")


def reddit(**fields: Any) -> list[Document | Rejection]:
    feed = Reddit(kind="reddit", subreddit="tamarackfalls", follow=("TFPD_Official",))
    post = {
        "name": "t3_1p5abcd",
        "title": "Anyone know why police closed Main St? (river_otter here)",
        "author": "river_otter",
        "author_fullname": "t2_9xk",
        "created_utc": 1795000000.0,
        "selftext": "Helicopter since 5pm.\n\nu/river_otter saw it.",
        "selftext_html": '<!-- SC_OFF --><div class="md"><p>Helicopter since 5pm.</p>\n<p>u/river_otter saw it.</p></div><!-- SC_ON -->',
        "is_self": True,
        "permalink": "/r/tamarackfalls/comments/1p5abcd/anyone_know/",
    } | fields  # fmt: skip
    listing = {"kind": "Listing", "data": {"after": None, "children": [{"kind": "t3", "data": post}]}}
    return documents_from(announce(feed, listing), source(feeds=(feed,)))


def test_a_post_of_a_subreddit_is_a_private_person_s() -> None:
    (document,) = reddit()
    assert isinstance(document, Document)
    name = document.authors[0].name
    assert name.startswith("resident-")
    assert document.text == f"Helicopter since 5pm.\n\nu/{name} saw it."
    assert document.title == f"Anyone know why police closed Main St? ({name} here)"
    assert document.form == "post"
    assert document.url.startswith("urn:post:")
    assert all(secret not in repr(document) for secret in ("otter", "t2_9xk", "1p5abcd"))


def test_an_official_account_of_a_subreddit_is_named_whatever_the_words_of_its_address() -> None:
    one, other = (
        reddit(author="TFPD_Official", permalink=f"/r/tamarackfalls/comments/1p5abcd/{slug}/")[0]
        for slug in ("anyone_know", "road_closed")
    )
    assert isinstance(one, Document)
    assert isinstance(other, Document)
    assert one.authors[0].name == "TFPD_Official"
    assert one.url == "https://www.reddit.com/r/tamarackfalls/comments/1p5abcd/anyone_know/"
    assert one.doc_key == other.doc_key


def test_a_crosspost_holds_the_post_that_it_repeats() -> None:
    url = "https://www.reddit.com/r/oregon/comments/1p4zzzz/helicopter/"
    (document,) = reddit(crosspost_parent="t3_1p4zzzz", url=url, is_self=False)
    assert isinstance(document, Document)
    assert [(block.network, block.post_id) for block in document.blocks if block.kind == "embedded_post"] == [
        ("reddit", "1p4zzzz")
    ]


def test_a_video_is_a_post_of_its_channel_by_name() -> None:
    channel = "UCabcdefghijklmnopqrstuv"
    feed = YouTube(kind="youtube", channel=channel)
    entry = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><entry>
    <id>yt:video:AbCdEfGhIjK</id><title>Briefing</title><link href="https://www.youtube.com/watch?v=AbCdEfGhIjK"/>
    <author><name>Tamarack Falls Police</name></author><published>2026-11-10T08:00:00+00:00</published>
    <media:group><media:description>Officers were cleared.

    The review is online.</media:description></media:group></entry></feed>"""
    given = capture(entry, url="https://www.youtube.com/feeds/videos.xml", role="discovery", feed=0)
    (document,) = documents_from(given, source(feeds=(feed,)))
    assert isinstance(document, Document)
    assert document.text == "Officers were cleared.\n\nThe review is online."
    assert (document.title, document.form) == ("Briefing", "post")
    assert document.url == "https://www.youtube.com/watch?v=AbCdEfGhIjK"
    assert (document.authors[0].name, document.account_id) == ("Tamarack Falls Police", channel)
