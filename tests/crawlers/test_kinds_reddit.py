"""Posts of a subreddit."""

import html
import json
from typing import Any

import pytest
from pydantic import ValidationError

from crawlers.discovered import Account, Discovered, Found, NotThisKind
from crawlers.kinds.reddit import Reddit, first_urls, parse

TOWN = Reddit(kind="reddit", subreddit="tamarackfalls", follow=("TFPD_Official",))
API = "https://oauth.reddit.com/r/tamarackfalls/new"
PAGE = f"{API}?limit=100&raw_json=1"
LINK = "https://www.reddit.com/r/tamarackfalls/comments/1p5abcd/anyone_know/"


def post(**more: Any) -> dict[str, Any]:
    return {
        "id": "1p5abcd",
        "name": "t3_1p5abcd",
        "subreddit": "tamarackfalls",
        "title": "Anyone know why police closed Main St?",
        "author": "river_otter",
        "author_fullname": "t2_9xk",
        "created_utc": 1795544710.0,
        "edited": False,
        "selftext": "Helicopter since 5pm.",
        "selftext_html": '<!-- SC_OFF --><div class="md"><p>Helicopter since 5pm.</p>\n</div><!-- SC_ON -->',
        "is_self": True,
        "url": LINK,
        "permalink": "/r/tamarackfalls/comments/1p5abcd/anyone_know/",
        "over_18": False,
        "removed_by_category": None,
        "link_flair_text": "News",
        "score": 22,
    } | more


def listing(*posts: Any, after: Any = None) -> bytes:
    children = [{"kind": "t3", "data": one} for one in posts]
    return json.dumps({"kind": "Listing", "data": {"after": after, "children": children}}).encode()


def only(page: str = PAGE, /, **more: Any) -> Discovered:
    (item,) = parse(listing(post(**more)), page, TOWN).items
    return item


def test_the_newest_posts_are_asked_for() -> None:
    assert first_urls(TOWN, None) == (PAGE,)
    own = Reddit(kind="reddit", subreddit="tamarackfalls", api="http://127.0.0.1:8001/")
    assert first_urls(own, None) == ("http://127.0.0.1:8001/r/tamarackfalls/new?limit=100&raw_json=1",)


def test_a_post_is_complete_and_its_author_private() -> None:
    assert parse(listing(post()), PAGE, TOWN) == Found(
        items=(
            Discovered(
                url=LINK,
                guid="t3_1p5abcd",
                title="Anyone know why police closed Main St?",
                published="2026-11-24T18:25:10+00:00",
                section="News",
                content_html="<p>Helicopter since 5pm.</p>\n",
                is_complete=True,
                account=Account(
                    network="reddit", id="t2_9xk", handle="river_otter", name=None, is_followed=False
                ),
            ),
        )
    )


@pytest.mark.parametrize("author", ["TFPD_Official", "tfpd_official"])
def test_an_account_that_the_file_follows_is_public(author: str) -> None:
    account = only(author=author).account
    assert account is not None
    assert account.is_followed


def test_an_edit_has_its_time() -> None:
    assert only(edited=1795544770.0).modified == "2026-11-24T18:26:10+00:00"
    assert only(edited=True).modified is None


def test_escaped_and_raw_texts_are_one() -> None:
    title, text = 'Chief & union: 1 < 2 &amp; "so"', "See &lt;b&gt; & <https://pd.example/?a=1&b=2>"
    markup = '<!-- SC_OFF --><div class="md"><p>1 &lt; 2 <a href="https://pd.example/?a=1&amp;b=2">x</a></p>\n</div><!-- SC_ON -->'
    raw = only(title=title, selftext=text, selftext_html=markup)
    escaped = only(
        API, title=html.escape(title), selftext=html.escape(text), selftext_html=html.escape(markup)
    )
    assert raw == escaped
    assert raw.title == title
    assert raw.links == ("https://pd.example/?a=1&b=2",)
    assert raw.content_html is not None
    assert raw.content_html.startswith("<p>1 &lt; 2 <a")


def test_a_text_without_markup_is_kept() -> None:
    item = only(selftext="Two\n\nparagraphs", selftext_html=None)
    assert (item.content_html, item.content_text) == (None, "Two\n\nparagraphs")


def test_a_link_post_keeps_its_link_and_its_title_is_the_text() -> None:
    story = "https://gazette.example/chief?a=1&b=2"
    item = only(is_self=False, selftext="", selftext_html=None, url=story)
    assert item.links == (story,)
    assert item.content_text == item.title == "Anyone know why police closed Main St?"
    assert item.url == LINK
    assert only(API, is_self=False, selftext="", selftext_html=None, url=html.escape(story)).links == (story,)


def test_a_crosspost_names_what_it_repeats() -> None:
    item = only(
        crosspost_parent="t3_1p4zzzz", is_self=False, selftext="", url="/r/oregon/comments/1p4zzzz/x/"
    )
    assert item.quoted_url == "https://www.reddit.com/r/oregon/comments/1p4zzzz/x/"
    assert only(crosspost_parent="t3_1p4zzzz").quoted_url == "https://www.reddit.com/comments/1p4zzzz"
    assert item.links == ("https://www.reddit.com/r/oregon/comments/1p4zzzz/x/",)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"selftext": "[removed]", "removed_by_category": "moderator"}, "removed"),
        ({"selftext": "[removed]"}, "removed"),
        ({"removed_by_category": "reddit"}, "removed"),
        ({"selftext": "[deleted]", "author": "[deleted]"}, "deleted"),
        ({"author": "[deleted]"}, "deleted"),
        ({"removed_by_category": "deleted"}, "deleted"),
        ({"over_18": True}, "over-18"),
        ({"quarantine": True}, "quarantined"),
    ],
)
def test_what_is_gone_or_behind_a_question_is_left_out_with_a_note(
    fields: dict[str, Any], reason: str
) -> None:
    found = parse(listing(post(**fields), post(name="t3_2")), PAGE, TOWN)
    assert [item.guid for item in found.items] == ["t3_2"]
    assert found.notes == ((reason, LINK),)


@pytest.mark.parametrize(
    "broken",
    [None, "x", {}, post(permalink="https://evil.example/"), post(name="t1_comment"), post(created_utc="soon"), post(crosspost_parent="../x")],
)  # fmt: skip
def test_an_unreadable_post_costs_only_itself(broken: Any) -> None:
    found = parse(listing(broken, post()), PAGE, TOWN)
    assert [item.url for item in found.items] == [LINK]
    assert [reason for reason, _ in found.notes] == ["unreadable-item"]


@pytest.mark.parametrize("created", [float("inf"), float("nan"), 1e300, -1e300])
def test_an_impossible_time_is_none(created: float) -> None:
    assert only(created_utc=created).published is None


def test_the_next_page_follows_the_last_post() -> None:
    assert parse(listing(post(), after="t3_1p5abcd"), PAGE, TOWN).more == (f"{PAGE}&after=t3_1p5abcd",)
    second = f"{PAGE}&after=t3_1p5abcd"
    assert parse(listing(post(), after="t3_1p5abbb"), second, TOWN).more == (f"{PAGE}&after=t3_1p5abbb",)
    for end in (None, "", 5, "t3_1&limit=1"):
        assert parse(listing(post(), after=end), PAGE, TOWN).more == ()


@pytest.mark.parametrize(
    ("body", "reason", "detail"),
    [
        (b"", "empty-body", "no content"),
        (b"<!doctype html><title>whoa there, pardner!</title>", "html-instead-of-json", "whoa"),
        (b'{"message": "Forbidden", "error": 403, "reason": "private"}', "api-error", "403: private"),
        (b'{"message": "Unauthorized", "error": 401}', "api-error", "401: Unauthorized"),
        (b'{"kind": "t2", "data": {}}', "not-reddit", "without a listing"),
        (b'{"kind": "Listing", "data": {"children": null}}', "not-reddit", "without a list of posts"),
        (b"[]", "not-reddit", "found a list"),
    ],
)  # fmt: skip
def test_other_answers_are_refused(body: bytes, reason: str, detail: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parse(body, PAGE, TOWN)
    assert caught.value.reason == reason
    assert detail in caught.value.detail


@pytest.mark.parametrize("name", ["r/tamarackfalls", "a", "tamarack-falls", "x/new?limit=1"])
def test_a_subreddit_is_its_bare_name(name: str) -> None:
    with pytest.raises(ValidationError):
        Reddit(kind="reddit", subreddit=name)
