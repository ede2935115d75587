"""Posts of Mastodon."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from crawlers.discovered import Account, Discovered, Found, NotThisKind
from crawlers.kinds.mastodon import Mastodon, first_urls, parse

SERVER = "https://mastodon.example"
POLICE = Mastodon(kind="mastodon", url=f"{SERVER}/", account="tfpd")
TAG = Mastodon(kind="mastodon", url=SERVER, tag="tamarackfalls")
PAGE = f"{SERVER}/api/v1/accounts/109/statuses?exclude_reblogs=true&limit=40"
ACCOUNT = {
    "id": "109",
    "acct": "tfpd",
    "display_name": "TF Police",
    "url": f"{SERVER}/@tfpd",
    "uri": f"{SERVER}/users/tfpd",
    "indexable": True,
    "discoverable": None,
}


def status(key: str = "115", account: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "uri": f"{SERVER}/users/tfpd/statuses/{key}",
        "url": f"{SERVER}/@tfpd/{key}",
        "created_at": "2026-11-10T16:00:00.000Z",
        "edited_at": None,
        "visibility": "public",
        "spoiler_text": "",
        "content": "<p>Road closed</p>",
        "account": ACCOUNT | (account or {}),
        "reblog": None,
        "tags": [],
    } | more


def parsed(*statuses: object, config: Mastodon = POLICE) -> Found:
    return parse(json.dumps(statuses).encode(), PAGE, config)


def test_an_account_is_looked_up_and_its_posts_are_more() -> None:
    lookup = f"{SERVER}/api/v1/accounts/lookup?acct=tfpd"
    assert first_urls(POLICE, None) == (lookup,)
    assert parse(json.dumps(ACCOUNT).encode(), lookup, POLICE) == Found(items=(), more=(PAGE,))


def test_a_tag_is_asked_for_at_once() -> None:
    assert first_urls(TAG, None) == (f"{SERVER}/api/v1/timelines/tag/tamarackfalls?limit=40",)
    assert len(parsed(status(), config=TAG).items) == 1


def test_a_post_is_whole() -> None:
    content = (
        '<p><a href="https://mastodon.example/@roe" class="u-url mention">@roe</a> '
        '<a href="https://mastodon.example/tags/roads" class="mention hashtag">#roads</a> '
        '<a href="https://tfpd.example/1187">tfpd.example/…</a></p>'
    )
    found = parsed(
        status(
            content=content,
            edited_at="2026-11-10T17:00:00.000Z",
            tags=[{"name": "roads"}],
            card={"url": "https://tfpd.example/1188"},
        )
    )
    assert found.items == (
        Discovered(
            url=f"{SERVER}/@tfpd/115",
            guid=f"{SERVER}/users/tfpd/statuses/115",
            published="2026-11-10T16:00:00.000Z",
            modified="2026-11-10T17:00:00.000Z",
            content_html=content,
            is_complete=True,
            account=Account(
                network="mastodon",
                id=f"{SERVER}/users/tfpd",
                handle="tfpd@mastodon.example",
                name="TF Police",
                is_followed=True,
            ),
            links=("https://tfpd.example/1187", "https://tfpd.example/1188"),
            tags=("roads",),
        ),
    )


def test_a_content_warning_is_the_title() -> None:
    assert parsed(status(spoiler_text="Violence")).items[0].title == "Violence"


def test_boosts_and_posts_that_are_not_public_are_left_out() -> None:
    found = parsed(
        status("1", reblog={"id": "9"}), status("2", visibility="private"), status("3", visibility="unlisted")
    )
    assert [item.url for item in found.items] == [f"{SERVER}/@tfpd/3"]
    assert found.notes == (("repost", f"{SERVER}/@tfpd/1"), ("not-public", f"{SERVER}/@tfpd/2"))


@pytest.mark.parametrize("wish", [{"indexable": False}, {"discoverable": False}])
def test_an_account_that_will_not_be_indexed_is_left_out_unless_it_is_followed(wish: dict[str, bool]) -> None:
    opted_out = Found(items=(), notes=(("account-opted-out", f"{SERVER}/@tfpd/115"),))
    private = Mastodon(kind="mastodon", url=SERVER, account="tfpd", is_private=True)
    assert len(parsed(status(account=wish)).items) == 1
    assert parsed(status(account=wish), config=TAG) == opted_out
    assert parsed(status(account=wish), config=private) == opted_out


@pytest.mark.parametrize(
    ("named", "acct", "followed"),
    [
        ("TFPD", "tfpd", True),
        ("tfpd@mastodon.example", "tfpd", True),
        ("tfpd@elsewhere.example", "tfpd@elsewhere.example", True),
        ("tfpd", "other", False),
        ("tfpd", "tfpd@elsewhere.example", False),
    ],
)
def test_only_the_named_account_is_followed(named: str, acct: str, followed: bool) -> None:
    config = Mastodon(kind="mastodon", url=SERVER, account=named)
    (item,) = parsed(status(account={"acct": acct}), config=config).items
    assert item.account is not None
    assert item.account.is_followed is followed


def test_answered_and_quoted_posts_are_addresses() -> None:
    own, other, quote = parsed(
        status(in_reply_to_id="114", in_reply_to_account_id="109"),
        status(in_reply_to_id="77", in_reply_to_account_id="5"),
        status(quote={"state": "accepted", "quoted_status": {"url": f"{SERVER}/@mayor/8", "uri": "x"}}),
    ).items
    assert own.reply_to == f"{SERVER}/@tfpd/114"
    assert other.reply_to == f"{SERVER}/api/v1/statuses/77"
    assert quote.quoted_url == f"{SERVER}/@mayor/8"


def test_a_full_page_leads_to_older_posts() -> None:
    full = [status(str(200 - i)) for i in range(40)]
    assert parsed(*full).more == (f"{PAGE}&max_id=161",)
    assert parsed(*full[1:]).more == ()


def test_a_bad_post_does_not_spoil_the_others() -> None:
    found = parsed(status(account={"id": None}), status(url=None, uri="urn:x"), None, status())
    assert len(found.items) == 1
    assert [reason for reason, _ in found.notes] == [
        "unreadable-item",
        "item-without-link",
        "unreadable-item",
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"error": "This method requires an authenticated user"}', "api-error"),
        (b'{"acct": "x", "id": 3}', "not-mastodon"),
        (b"{}", "not-mastodon"),
        (b"<html>", "html-instead-of-json"),
        (b"", "empty-body"),
        (b"[{", "not-json"),
    ],
)
def test_what_is_no_answer_is_told(body: bytes, reason: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parse(body, PAGE, POLICE)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "config", [{}, {"account": "a", "tag": "b"}, {"account": "@a"}, {"account": "a@b@c"}, {"tag": "#b"}]
)
def test_an_account_or_a_tag_is_named_without_its_sign(config: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Mastodon.model_validate({"kind": "mastodon", "url": SERVER} | config)
