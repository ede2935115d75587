"""Meetings of Legistar."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.kinds.legistar import Legistar, first_urls, parse

CONFIG = Legistar(kind="legistar", client="tamarack")
URL = first_urls(CONFIG, None)[0]


def event(**changes: Any) -> dict[str, Any]:
    return {
        "EventId": 7,
        "EventBodyName": "Police Board",
        "EventDate": "2026-11-18T00:00:00",
        "EventTime": "6:00 PM",
        "EventLocation": "City Hall,\r\nRoom 2",
        "EventComment": None,
        "EventAgendaStatusName": "Final",
        "EventMinutesStatusName": "Draft",
        "EventAgendaFile": "https://tamarack.legistar1.example/agenda.pdf",
        "EventMinutesFile": None,
        "EventInSiteURL": "https://tamarack.legistar.example/MeetingDetail.aspx?LEGID=7&GID=1&G=AB-CD",
        "EventAgendaLastPublishedUTC": "2026-11-09T17:00:00.5",
        "EventLastModifiedUtc": "2026-11-10T08:00:00.123",
        "EventItems": [],
    } | changes


def parsed(answer: Any, url: str = URL, **given: Any) -> Found:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return parse(body, url, CONFIG.model_copy(update=given))


def test_a_night_asks_for_what_is_ahead_and_a_month_back() -> None:
    (url,) = first_urls(CONFIG, datetime(2026, 11, 10, 6, tzinfo=UTC))
    assert url.startswith("https://webapi.legistar.com/v1/tamarack/events?$filter=EventDate%20ge%20datetime'")
    assert parse_qs(urlsplit(url).query) == {
        "$filter": ["EventDate ge datetime'2026-10-11'"],
        "$orderby": ["EventDate desc"],
        "$top": ["200"],
    }


def test_the_first_night_asks_for_the_latest() -> None:
    assert parse_qs(urlsplit(URL).query) == {"$orderby": ["EventDate desc"], "$top": ["200"]}


def test_a_meeting_is_whole_with_its_date_in_words_and_its_files_as_links() -> None:
    assert parsed([event()]).items == (
        Discovered(
            url="https://tamarack.legistar.example/MeetingDetail.aspx?LEGID=7&GID=1&G=AB-CD",
            guid="legistar:tamarack:7",
            title="Police Board, Wednesday, November 18, 2026 6:00 PM",
            published="2026-11-09T17:00:00.5Z",
            modified="2026-11-10T08:00:00.123Z",
            section="Police Board",
            content_text=(
                "Body: Police Board\n\nDate: Wednesday, November 18, 2026\n\nTime: 6:00 PM\n\nPlace: City Hall, Room 2"
                "\n\nAgenda: Final\n\nAgenda file: https://tamarack.legistar1.example/agenda.pdf\n\nMinutes: Draft"
            ),
            is_complete=True,
            links=("https://tamarack.legistar1.example/agenda.pdf",),
        ),
    )


def test_a_meeting_without_a_page_has_its_address_in_the_api() -> None:
    bare = event(EventInSiteURL=None, EventTime=None, EventDate="soon", EventAgendaFile=None)
    (item,) = parsed([bare]).items
    assert (item.url, item.title, item.links) == (
        "https://webapi.legistar.com/v1/tamarack/events/7",
        "Police Board, soon",
        (),
    )


def test_the_meetings_of_the_bodies_that_the_file_names_are_kept() -> None:
    answer = [event(), event(EventId=8, EventInSiteURL=None, EventBodyName="City Council")]
    found = parsed(answer, bodies=("city council ",))
    assert ([item.section for item in found.items], found.notes) == (["City Council"], ())


def test_bodies_that_no_meeting_is_of_are_told_with_those_that_there_are() -> None:
    assert parsed([event()], bodies=("Police Bord",)).notes == (
        ("nothing-selected", "bodies: none of the 1 meetings is theirs, but Police Board"),
    )
    assert parsed([], bodies=("Police Bord",)) == Found(items=())


def test_an_unreadable_meeting_is_noted_and_the_others_are_read() -> None:
    found = parsed([{"EventBodyName": "No id"}, 7, event(EventTime=["6"]), event(), event()])
    assert [item.guid for item in found.items] == ["legistar:tamarack:7"]
    assert [reason for reason, _ in found.notes] == ["unreadable-item"] * 3


def test_a_full_answer_leads_to_the_next_up_to_the_limit() -> None:
    full = [event(EventId=number) for number in range(200)]
    (more,) = parsed(full).more
    assert parse_qs(urlsplit(more).query)["$skip"] == ["200"]
    (last,) = parsed(full, more).more
    assert parse_qs(urlsplit(last).query)["$skip"] == ["400"]
    assert parsed(full, last).more == ()
    assert parsed(full[:199]).more == ()


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        (b"Token is required", "token-needed", "Token is required"),
        (b'{"Message": "A valid token must be sent."}', "token-needed", "valid token"),
        (b'{"Message": "The client does not exist."}', "api-error", "The client does not exist."),
        (b'{"odata.error": {}}', "not-legistar", "an object"),
        (b"<html><body>No token</body></html>", "html-instead-of-json", "<html>"),
        (b"", "empty-body", ""),
        (b"An error has occurred.", "not-json", "An error"),
    ],
)
def test_what_is_no_list_of_meetings_is_told(body: bytes, reason: str, words: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parsed(body)
    assert caught.value.reason == reason
    assert words in caught.value.detail


def test_a_meeting_about_tokens_is_a_meeting() -> None:
    assert parsed([event(EventComment="Token of thanks to the chief")]).items
