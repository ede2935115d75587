"""Dates as written: instants in UTC, the source's zone where a value has none, days without a time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.dates import day_in_url, is_possible, local_day, read_date, written_offset
from transforms.document import Dated

ZONE = ZoneInfo("America/Los_Angeles")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "at", "has_time", "is_naive"),
    [
        ("2026-11-10T08:12:00-08:00", utc(2026, 11, 10, 16, 12), True, False),
        ("2026-11-10T16:12:00Z", utc(2026, 11, 10, 16, 12), True, False),
        ("2026-11-10T16:12:00.123+0000", utc(2026, 11, 10, 16, 12), True, False),
        ("20261110T161200Z", utc(2026, 11, 10, 16, 12), True, False),
        ("2026-11-10 08:12", utc(2026, 11, 10, 16, 12), True, True),
        ("2026-07-10T08:12:00", utc(2026, 7, 10, 15, 12), True, True),
        ("2026-11-10", utc(2026, 11, 10, 8, 0), False, True),
        ("2026-11-10T00:00:00", utc(2026, 11, 10, 8, 0), False, True),
        ("2026-11-10T00:00:00Z", utc(2026, 11, 10, 0, 0), True, False),
        ("Tue, 10 Nov 2026 08:12:00 -0800", utc(2026, 11, 10, 16, 12), True, False),
        ("Tue, 10 Nov 2026 16:12:00 GMT", utc(2026, 11, 10, 16, 12), True, False),
        ("10 Nov 2026 08:12:00", utc(2026, 11, 10, 16, 12), True, True),
        ("Nov. 10, 2026 8:12 a.m. PST", utc(2026, 11, 10, 16, 12), True, False),
        ("Published November 10, 2026 at 8:12 pm", utc(2026, 11, 11, 4, 12), True, True),
        ("Tuesday, November 10th, 2026", utc(2026, 11, 10, 8, 0), False, True),
        ("10 November 2026", utc(2026, 11, 10, 8, 0), False, True),
        ("10th November 2026", utc(2026, 11, 10, 8, 0), False, True),
        ("the 10th of November, 2026", utc(2026, 11, 10, 8, 0), False, True),
        ("2026/11/10 08:12:00", utc(2026, 11, 10, 16, 12), True, True),
        ("2026-11-10 08:12:00 PST", utc(2026, 11, 10, 16, 12), True, False),
        ("2026-11-10 08:12:00 AM", utc(2026, 11, 10, 16, 12), True, True),
        ("2026-1-5T08:00:00Z", utc(2026, 1, 5, 8), True, False),
        ("2026-11-10T16:12:00.5+0000Z", utc(2026, 11, 10, 16, 12), True, False),
        ("Tue Nov 10 2026 08:12:00 GMT-0800 (PST)", utc(2026, 11, 10, 16, 12), True, False),
        ("Tue Nov 10 08:12:00 PST 2026", utc(2026, 11, 10, 16, 12), True, False),
        ("10 Nov 2026 08:12 GMT-8", utc(2026, 11, 10, 16, 12), True, False),
        ("10-Nov-2026 08:12", utc(2026, 11, 10, 16, 12), True, True),
        ("11/10/26 8:12 AM", utc(2026, 11, 10, 16, 12), True, True),
        ("11-10-2026", utc(2026, 11, 10, 8), False, True),
        ("Tue, 10 Nov 2026 16:12:00 -0000", utc(2026, 11, 10, 16, 12), True, False),
        ("13/11/2026", utc(2026, 11, 13, 8), False, True),
        ("10.11.2026", utc(2026, 11, 10, 8), False, True),
        ("10 de noviembre de 2026 a las 8:12", utc(2026, 11, 10, 16, 12), True, True),
        ("10. November 2026 um 8:12 Uhr", utc(2026, 11, 10, 16, 12), True, True),
        ("11:12 a.m. ET Nov. 10, 2026", utc(2026, 11, 10, 16, 12), True, False),
        ("11:12 a.m. ET July 10, 2026", utc(2026, 7, 10, 15, 12), True, False),
        ("Tue, 10 November 2026 8:12AM", utc(2026, 11, 10, 16, 12), True, True),
        ("12:05 a.m., 11/10/2026", utc(2026, 11, 10, 8, 5), True, True),
        ("1794327120", utc(2026, 11, 10, 16, 12), True, False),
        ("1794327120000", utc(2026, 11, 10, 16, 12), True, False),
    ],
)
def test_a_date_is_read_as_written(written: str, at: datetime, has_time: bool, is_naive: bool) -> None:
    method = "meta+source-zone" if is_naive else "meta"
    assert read_date(written, ZONE, "meta") == Dated(at=at, has_time=has_time, method=method)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "2026-13-40",
        "31 Feb 2026",
        "0001-01-01T00:00:00",
        "2026-11-10T25:61:00Z",
        "11/31/2026",
        "2026-11-10T08:00:00+99:00",
    ],
)
def test_what_is_no_date_is_none_or_impossible(written: str) -> None:
    dated = read_date(written, ZONE, "meta")
    assert dated is None or not is_possible(dated, utc(2026, 11, 12))


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("2026-11-10T08:12:00-08:00", -8),
        ("2026-11-10T16:12:00Z", 0),
        ("2026-11-10T08:12:00", None),
        ("Tue, 10 Nov 2026 08:12:00 -0800", -8),
        ("Nov. 10, 2026 8:12 a.m. PST", -8),
        ("Nov. 10, 2026 8:12 a.m.", None),
        ("1794327120", None),
        ("2026-11-10T08:00:00+99:00", None),
    ],
)
def test_an_offset_is_known_only_where_it_is_written(written: str, hours: int | None) -> None:
    assert written_offset(written) == (None if hours is None else timedelta(hours=hours))


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(written: str) -> None:
    dated = read_date(written, ZONE, "meta")
    assert dated is None or dated.at.tzinfo is UTC
    written_offset(written)


def test_a_date_after_the_fetch_is_impossible_but_for_a_day_of_zones() -> None:
    fetched = utc(2026, 11, 10, 12)
    assert is_possible(Dated(at=utc(2026, 11, 11, 11), has_time=True, method="meta"), fetched)
    assert not is_possible(Dated(at=utc(2026, 11, 11, 13), has_time=True, method="meta"), fetched)
    assert not is_possible(Dated(at=utc(1970, 1, 1), has_time=True, method="meta"), fetched)


def test_a_day_in_an_address_is_read_in_the_source_s_zone() -> None:
    expected = Dated(at=utc(2026, 11, 10, 8), has_time=False, method="url+source-zone")
    assert day_in_url("https://ledger.example/2026/11/10/bridge/", ZONE) == expected
    assert day_in_url("https://ledger.example/news/2026-11-10-bridge.html", ZONE) == expected
    assert day_in_url("https://ledger.example/news/20261340", ZONE) is None
    assert day_in_url("https://ledger.example/case/1234567", ZONE) is None


def test_the_local_day_of_a_late_evening_is_the_town_s_day() -> None:
    assert local_day(Dated(at=utc(2026, 11, 11, 4, 12), has_time=True, method="x"), ZONE) == "2026-11-10"
