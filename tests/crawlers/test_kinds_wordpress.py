"""Posts from the REST API of WordPress."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.kinds.wordpress import WordPress, first_urls, parse

SITE = WordPress(kind="wordpress", url="https://gazette.example/news/", max_pages=3)
URL = first_urls(SITE, None)[0]


def post(**more: Any) -> dict[str, Any]:
    return {
        "id": 48,
        "date": "2026-11-10T08:15:00",
        "date_gmt": "2026-11-10T16:15:00",
        "modified": "2026-11-11T09:00:00",
        "modified_gmt": "2026-11-11T17:00:00",
        "link": "https://gazette.example/news/board/",
        "title": {"rendered": "Board &#8211; a <em>first</em>"},
        "content": {"rendered": "<p>The board met.</p>\n", "protected": False},
        "excerpt": {"rendered": "<p>The board&hellip;</p>", "protected": False},
    } | more


def parsed(value: object, url: str = URL) -> Found:
    return parse(json.dumps(value).encode(), url, SITE)


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_a_first_night_asks_for_the_latest_posts() -> None:
    assert URL.startswith("https://gazette.example/news/wp-json/wp/v2/posts?per_page=100&")
    assert "modified_after" not in query(URL)
    assert {"id", "link", "content", "modified_gmt"} <= set(query(URL)["_fields"].split(","))


def test_a_later_night_asks_for_what_changed_since_with_a_day_of_overlap() -> None:
    since = datetime.fromisoformat("2026-11-10T01:30:00-08:00").astimezone(UTC)
    asked = query(first_urls(SITE, since)[0])
    assert asked["modified_after"] == "2026-11-09T09:30:00Z"
    assert (asked["orderby"], asked["order"]) == ("modified", "asc")


def test_a_post_is_whole_and_its_dates_have_a_zone() -> None:
    embedded = {
        "author": [{"name": "Ana Roe"}, {"code": "rest_user_invalid_id"}],
        "wp:term": [
            [{"name": "Police &amp; Courts", "taxonomy": "category"}],
            [{"name": "board", "taxonomy": "post_tag"}],
        ],
    }
    assert parsed([post(_embedded=embedded)]) == Found(
        items=(
            Discovered(
                url="https://gazette.example/news/board/",
                guid="wp:48",
                title="Board – a first",
                published="2026-11-10T16:15:00Z",
                modified="2026-11-11T17:00:00Z",
                summary="<p>The board&hellip;</p>",
                section="Police & Courts",
                authors=("Ana Roe",),
                content_html="<p>The board met.</p>\n",
                is_complete=True,
            ),
        )
    )


@pytest.mark.parametrize(
    "content", [{"rendered": "", "protected": True}, {"rendered": "  \n", "protected": False}, {"rendered": "<p>x</p>", "protected": True}]
)  # fmt: skip
def test_a_protected_or_empty_post_is_not_whole(content: dict[str, object]) -> None:
    (item,) = parsed([post(content=content)]).items
    assert not item.is_complete
    assert item.content_html is None


def test_a_post_without_a_universal_date_has_the_site_s() -> None:
    (item,) = parsed([post(date_gmt="0000-00-00T00:00:00", modified_gmt=None)]).items
    assert (item.published, item.modified) == ("2026-11-10T08:15:00", "2026-11-11T09:00:00")


def test_a_bad_post_does_not_spoil_the_others() -> None:
    found = parsed([post(id="x"), post(link=None), "text", post()])
    assert len(found.items) == 1
    assert [reason for reason, _ in found.notes] == [
        "unreadable-item",
        "item-without-link",
        "unreadable-item",
    ]


def test_pages_follow_while_they_are_full_up_to_the_limit() -> None:
    full = [post(id=i, link=f"https://gazette.example/{i}") for i in range(100)]
    (second,) = parsed(full).more
    assert query(second) == query(URL) | {"page": "2"}
    (third,) = parsed(full, second).more
    assert query(third)["page"] == "3"
    last = parsed(full, third)
    assert last.more == ()
    assert last.notes == (("pages-beyond-limit", "page 3 was full and is the last that is read (max_pages)"),)
    assert parsed(full[:99]).more == ()


def test_a_page_beyond_the_end_ends_quietly() -> None:
    assert parsed(
        {"code": "rest_post_invalid_page_number", "message": "No.", "data": {"status": 400}}
    ) == Found(items=())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"code": "rest_no_route", "message": "No route."}', "rest-no-route"),
        (b'{"code": "rest_forbidden", "message": "Sorry."}', "rest-forbidden"),
        (b'{"name": "Gazette"}', "not-wordpress"),
        (b"3", "not-wordpress"),
        (b"<!DOCTYPE html><html>", "html-instead-of-json"),
        (b"", "empty-body"),
        (b"[{", "not-json"),
        (b"[" * 100_000, "not-json"),
        (b"\xff\xfe\x00", "not-json"),
    ],
)
def test_what_is_no_list_of_posts_is_told(body: bytes, reason: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parse(body, URL, SITE)
    assert caught.value.reason == reason


def test_half_a_surrogate_pair_can_be_stored() -> None:
    (item,) = parse(json.dumps([post()]).replace("The board met", "\\ud83d").encode(), URL, SITE).items
    assert item.content_html == "<p>?.</p>\n"
