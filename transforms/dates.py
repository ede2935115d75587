"""Dates as pages and feeds write them, read into instants.

Published, modified and fetched are three things; a date after the fetch is refused (one day of slack for zones).
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo

from transforms.document import Dated

_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_SLACK: Final = timedelta(days=1)

_ISO: Final = re.compile(
    r"^(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:(?:T|\s+)(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?(?:\[.*\])?$",
    re.I,
)
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan ene", "feb", "mar mär mrz", "apr abr", "may mai", "jun", "jul", "aug ago", "sep", "oct okt", "nov",
            "dec dez dic",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH: Final = (
    r"(jan(?:uary|uar)?|ene(?:ro)?|feb(?:ruary|ruar|rero)?|mar(?:ch|zo)?|märz|mrz|apr(?:il)?|abr(?:il)?|mayo?|mai|jun(?:[ei]|io)?"
    r"|jul(?:[yi]|io)?|aug(?:ust)?|ago(?:sto)?|sept?(?:ember|iembre)?|oct(?:ober|ubre)?|okt(?:ober)?|nov(?:ember|iembre)?"
    r"|de[cz](?:ember)?|dic(?:iembre)?)\b\.?"
)
_WORDS: Final = re.compile(
    rf"\b(?:{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})|(\d{{1,2}})\.?\s+(?:de\s+)?{_MONTH},?\s+(?:del?\s+)?(\d{{4}}))\b",
    re.I,
)
_SLASHES: Final = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_DOTS: Final = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")
_CLOCK: Final = re.compile(
    r"\b(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*(?:(a|p)\.?m\b\.?)|\b(\d{1,2}):(\d{2})(?::(\d{2}))?\b", re.I
)
# Abbreviations name a fixed offset: "PST" in July is still eight hours behind.
_ZONES: Final = {
    "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
_ZONE: Final = re.compile(rf"\b({'|'.join(_ZONES)})\b", re.I)
# Those that follow the season, as American media write them. Only in capitals: "et" is a word elsewhere.
_SEASONAL: Final = {
    "ET": ZoneInfo("America/New_York"), "CT": ZoneInfo("America/Chicago"), "MT": ZoneInfo("America/Denver"),
    "PT": ZoneInfo("America/Los_Angeles"),
}  # fmt: skip
_SEASONAL_ZONE: Final = re.compile(r"\b[ECMP]T\b")
_RFC822: Final = re.compile(r"(?:[a-z]{3,9},\s*)?\d{1,2}\s+[a-z]{3,9}\s+\d{4}\s+\d", re.I)
_EPOCH: Final = re.compile(r"^1\d{9}(?:\d{3})?$")
_URL_DAY: Final = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")


def read_date(value: str, zone: ZoneInfo, method: str) -> Dated | None:
    """A date as written, None where it is not one.

    ISO 8601 in its usual spellings, RFC 822, Unix seconds or milliseconds, English, Spanish and German forms in words
    ("Nov. 9, 2026 6:05 p.m. PST", "9 de noviembre de 2026"), "11/9/2026" and "9.11.2026". A time without a zone is read in `zone` and its method ends
    in `+source-zone`; so does a lone day, which has `has_time` False. Midnight without a zone is a lone day.
    """
    value = value.strip()
    if _EPOCH.match(value):
        seconds = int(value) / (1000 if len(value) == 13 else 1)
        return Dated(at=datetime.fromtimestamp(seconds, UTC), has_time=True, method=method)
    try:
        return _iso(value, zone, method) or _rfc822(value, zone, method) or _in_words(value, zone, method)
    except (ValueError, OverflowError):
        return None


def written_offset(value: str) -> timedelta | None:
    """How far ahead of UTC the clock of a date as written is; None where it does not say."""
    value = value.strip()
    if match := _ISO.match(value):
        try:
            return None if match[7] is None else _offset(match[7]).utcoffset(None)
        except ValueError:
            return None  # +99:00
    if (at := _rfc822_clock(value)) is not None:
        return at.utcoffset()
    named = _ZONE.search(value)
    return timedelta(hours=_ZONES[named[1].lower()]) if named else None


def day_in_url(url: str, zone: ZoneInfo) -> Dated | None:
    """The day that an address carries (`/2026/11/09/`), None where it carries none."""
    if (match := _URL_DAY.search(url)) is None:
        return None
    try:
        return _naive(
            datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=zone), "url", has_time=False
        )
    except ValueError:
        return None


def is_possible(dated: Dated, fetched_at: datetime) -> bool:
    """Not after the fetch (a day of slack, for zones and clocks), and not before there was a web."""
    return _EARLIEST <= dated.at <= fetched_at + _SLACK


def local_day(dated: Dated, zone: ZoneInfo) -> str:
    """The ISO day in a zone."""
    return dated.at.astimezone(zone).date().isoformat()


def _iso(value: str, zone: ZoneInfo, method: str) -> Dated | None:
    if (match := _ISO.match(value)) is None:
        return None
    *numbers, offset = match.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    if offset is None:
        at = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        return _naive(at, method, has_time=bool(hour or minute or second))
    return Dated(
        at=datetime(year, month, day, hour, minute, second, tzinfo=_offset(offset)).astimezone(UTC),
        has_time=True,
        method=method,
    )


def _offset(written: str) -> timezone:
    if written.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = written[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if written[0] == "-" else ahead)


def _rfc822(value: str, zone: ZoneInfo, method: str) -> Dated | None:
    if (at := _rfc822_clock(value)) is None:
        return None
    if at.tzinfo is None:
        return _naive(at.replace(tzinfo=zone), method, has_time=True)
    return Dated(at=at.astimezone(UTC), has_time=True, method=method)


def _rfc822_clock(value: str) -> datetime | None:
    if not _RFC822.match(value):
        return None
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None  # "9 November 2026 6:05PM" only begins like one
    # RFC 5322: -0000 is UTC, of an unknown local zone.
    return at.replace(tzinfo=UTC) if at.tzinfo is None and value.endswith("-0000") else at


def _in_words(value: str, zone: ZoneInfo, method: str) -> Dated | None:
    if match := _WORDS.search(value):
        month = _MONTHS[(match[1] or match[5]).lower()[:3]]
        day, year = int(match[2] or match[4]), int(match[3] or match[6])
    elif match := _SLASHES.search(value):
        month, day, year = int(match[1]), int(match[2]), int(match[3])
        if month > 12:
            month, day = day, month
    elif match := _DOTS.search(value):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
    else:
        return None
    rest = value[: match.start()] + " " + value[match.end() :]
    clock = _CLOCK.search(rest)
    if clock is None:
        return _naive(datetime(year, month, day, tzinfo=zone), method, has_time=False)
    hour, minute, second = (int(clock[n] or clock[n + 4] or 0) for n in (1, 2, 3))
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    named = _named_zone(rest)
    at = datetime(year, month, day, hour, minute, second, tzinfo=named or zone)
    return (
        Dated(at=at.astimezone(UTC), has_time=True, method=method)
        if named
        else _naive(at, method, has_time=True)
    )


def _named_zone(text: str) -> tzinfo | None:
    if named := _ZONE.search(text):
        return timezone(timedelta(hours=_ZONES[named[1].lower()]))
    seasonal = _SEASONAL_ZONE.search(text)
    return _SEASONAL[seasonal[0]] if seasonal else None


def _naive(at: datetime, method: str, *, has_time: bool) -> Dated:
    """A value that had no zone of its own, read in the source's."""
    return Dated(at=at.astimezone(UTC), has_time=has_time, method=f"{method}+source-zone")
