"""Posts of Bluesky."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from crawlers.discovered import Account, Discovered, Found, NotThisKind
from crawlers.kinds.bluesky import Bluesky, first_urls, parse

DID = "did:plc:tamarack1"
GAZETTE = Bluesky(kind="bluesky", actor="gazette.example")
URL = first_urls(GAZETTE, None)[0]
LINK = f"https://bsky.app/profile/{DID}/post"


def post(key: str = "3kabc", record: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "uri": f"at://{DID}/app.bsky.feed.post/{key}",
        "cid": "bafy",
        "author": {"did": DID, "handle": "gazette.example", "displayName": "Gazette", "labels": []},
        "record": {"$type": "app.bsky.feed.post", "createdAt": "2026-11-10T16:00:00.000Z", "text": "Road closed"} | (record or {}),
        "indexedAt": "2026-11-10T16:00:01.000Z",
    } | more  # fmt: skip


def parsed(*entries: object, config: Bluesky = GAZETTE, **more: object) -> Found:
    return parse(json.dumps({"feed": list(entries)} | more).encode(), URL, config)


def test_an_account_s_posts_are_asked_for_without_a_key() -> None:
    assert URL == (
        "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed"
        "?actor=gazette.example&limit=100&filter=posts_and_author_threads"
    )
    tag = Bluesky(kind="bluesky", tag="TamarackFalls", api="https://api.example/")
    assert first_urls(tag, None) == (
        "https://api.example/xrpc/app.bsky.feed.searchPosts?q=%23TamarackFalls&tag=TamarackFalls&sort=latest&limit=100",
    )


def test_a_post_is_whole() -> None:
    assert parsed({"post": post()}).items == (
        Discovered(
            url=f"{LINK}/3kabc",
            guid=f"at://{DID}/app.bsky.feed.post/3kabc",
            published="2026-11-10T16:00:00.000Z",
            content_text="Road closed",
            is_complete=True,
            account=Account(
                network="bluesky", id=DID, handle="gazette.example", name="Gazette", is_followed=True
            ),
        ),
    )


def test_links_and_tags_come_from_facets_whose_offsets_count_bytes() -> None:
    text = "Café 🚓 gazette.example/a... #police"
    at = len("Café 🚓 ".encode())
    facets = [
        {"index": {"byteStart": at, "byteEnd": at + 20}, "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://gazette.example/a"}]},
        {"index": {"byteStart": at + 21, "byteEnd": at + 28}, "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "police"}]},
        {"index": {"byteStart": 0, "byteEnd": 3000}, "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://lost.example/"}]},
    ]  # fmt: skip
    assert at + 28 == len(text.encode()) > len(text)
    (item,) = parsed(
        {"post": post(record={"text": text, "facets": facets, "tags": ["police", "roads"]})}
    ).items
    assert item.links == ("https://gazette.example/a",)
    assert item.tags == ("police", "roads")
    assert item.content_text == text


def test_embedded_pages_quoted_posts_and_answered_posts_are_addresses() -> None:
    external = {
        "$type": "app.bsky.embed.external",
        "external": {"uri": "https://gazette.example/a", "title": "A"},
    }
    quoted = {"record": {"uri": "at://did:plc:mayor/app.bsky.feed.post/3kq", "cid": "x"}}
    both = {"$type": "app.bsky.embed.recordWithMedia", "record": quoted, "media": external}
    alone = {"$type": "app.bsky.embed.record", **quoted}
    reply = {"parent": {"uri": f"at://{DID}/app.bsky.feed.post/3kp"}, "root": {"uri": "at://x"}}
    one, two, three, four = parsed(
        {"post": post(record={"embed": external, "reply": reply})},
        {"post": post(record={"embed": alone})},
        {"post": post(record={"embed": both})},
        {"post": post(record={"embed": {"record": {"uri": "at://did:plc:x/app.bsky.graph.list/3k"}}})},
    ).items
    assert (one.links, one.reply_to) == (("https://gazette.example/a",), f"{LINK}/3kp")
    assert two.quoted_url == "https://bsky.app/profile/did:plc:mayor/post/3kq"
    assert (three.quoted_url, three.links) == (two.quoted_url, one.links)
    assert four.quoted_url is None


def test_reposts_are_left_out_and_pinned_posts_are_not() -> None:
    found = parsed(
        {"post": post("3k1"), "reason": {"$type": "app.bsky.feed.defs#reasonRepost"}},
        {"post": post("3k2"), "reason": {"$type": "app.bsky.feed.defs#reasonPin"}},
    )
    assert [item.url for item in found.items] == [f"{LINK}/3k2"]
    assert found.notes == (("repost", f"{LINK}/3k1"),)


@pytest.mark.parametrize(
    "created", ["0001-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "yesterday", "2026-11-10T16:00:00", None]
)
def test_a_date_that_cannot_be_gives_way_to_the_server_s_and_is_kept_in_a_note(created: str | None) -> None:
    found = parsed({"post": post(record={"createdAt": created})})
    assert found.items[0].published == "2026-11-10T16:00:01.000Z"
    assert found.notes == (("implausible-date", f"{LINK}/3kabc: createdAt {created!r}, indexedAt is used"),)


@pytest.mark.parametrize("indexed", [None, "soon"])
def test_an_old_date_and_a_date_that_nothing_contradicts_stay(indexed: str | None) -> None:
    (item,) = parsed(
        {"post": post(record={"createdAt": "2009-03-01T10:00:00+01:00"}, indexedAt=indexed)}
    ).items
    assert item.published == "2009-03-01T10:00:00+01:00"


@pytest.mark.parametrize(
    ("config", "followed"),
    [
        (Bluesky(kind="bluesky", actor="Gazette.Example"), True),
        (Bluesky(kind="bluesky", actor=DID), True),
        (Bluesky(kind="bluesky", actor="other.example"), False),
        (Bluesky(kind="bluesky", tag="police"), False),
        (Bluesky(kind="bluesky", actor=DID, is_private=True), False),
    ],
)
def test_only_a_named_account_that_is_not_private_is_followed(config: Bluesky, followed: bool) -> None:
    (item,) = parsed({"post": post()}, config=config).items
    assert item.account is not None
    assert item.account.is_followed is followed


def test_an_account_that_wants_a_login_is_left_out_unless_it_is_followed() -> None:
    author = {"did": DID, "handle": "gazette.example", "labels": [{"val": "!no-unauthenticated"}]}
    assert len(parsed({"post": post(author=author)}).items) == 1
    found = parsed({"post": post(author=author)}, config=Bluesky(kind="bluesky", tag="police"))
    assert found == Found(items=(), notes=(("account-opted-out", f"{LINK}/3kabc"),))


def test_a_search_answer_is_read_too() -> None:
    found = parse(json.dumps({"posts": [post()]}).encode(), URL, Bluesky(kind="bluesky", tag="police"))
    assert [item.content_text for item in found.items] == ["Road closed"]


def test_the_cursor_leads_to_the_next_page() -> None:
    assert parsed(cursor="2026-11-10T16:00:00Z").more == (f"{URL}&cursor=2026-11-10T16:00:00Z",)
    (third,) = parse(b'{"feed": [], "cursor": "c/3"}', f"{URL}&cursor=c2", GAZETTE).more
    assert third == f"{URL}&cursor=c%2F3"
    assert parsed().more == ()


def test_a_bad_post_does_not_spoil_the_others() -> None:
    found = parsed(
        {"post": post(author={"did": "no"})}, {"post": post(uri="at://x/y/z")}, 7, {"post": post()}
    )
    assert len(found.items) == 1
    assert [reason for reason, _ in found.notes] == [
        "unreadable-item",
        "item-without-link",
        "unreadable-item",
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"error": "InvalidRequest", "message": "Profile not found"}', "api-error"),
        (b'{"feed": 3}', "not-bluesky"),
        (b"[]", "not-bluesky"),
        (b"<html>", "html-instead-of-json"),
        (b"", "empty-body"),
        (b"{", "not-json"),
    ],
)
def test_what_is_no_answer_is_told(body: bytes, reason: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parse(body, URL, GAZETTE)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "config", [{}, {"actor": "a.example", "tag": "b"}, {"actor": "@a.example"}, {"tag": "#b"}]
)
def test_an_account_or_a_tag_is_named_without_its_sign(config: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Bluesky.model_validate({"kind": "bluesky"} | config)
