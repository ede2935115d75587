"""Dates as pages and feeds write them, read into instants.

Published, modified and fetched are three things; a date after the fetch is refused (one day of slack for zones).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo

from transforms.document import Dated

_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_SLACK: Final = timedelta(days=1)
_LONGEST: Final = 250
"""Characters: what is longer is no date, though one may stand in it."""

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
    # "Nov. 9, 2026", "Nov 9 18:05:00 PST 2026" (what Unix prints), "9 de noviembre de 2026", "9-Nov-2026"
    rf"\b(?:{_MONTH}[\s-]+(\d{{1,2}})(?:st|nd|rd|th)?(?P<between>,?|\s+[\d:]{{5,8}}(?:\s+[A-Z]{{2,4}})?)[\s-]+(\d{{4}})"
    rf"|(\d{{1,2}})(?:st|nd|rd|th)?\.?[\s-]+(?:of\s+|de\s+)?{_MONTH},?[\s-]+(?:del?\s+)?(\d{{4}}))\b",
    re.I,
)
_YEAR_FIRST: Final = re.compile(r"\b((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_SLASHES: Final = re.compile(r"\b(\d{1,2})(?:/(\d{1,2})/(\d{4}|\d{2})|-(\d{1,2})-(\d{4}))\b(?![/-])")
_DOTS: Final = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")
_CLOCK: Final = re.compile(
    r"(?:\b|(?<=T))(?:(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*(?:(a|p)\.?m\b\.?)|(\d{1,2}):(\d{2})(?::(\d{2}))?(?!\d))",
    re.I,
)
_AHEAD: Final = re.compile(
    r"(?:\.\d+)?\s*(?:(?:GMT|UTC)\s*([+-]\d{1,2}(?::?\d{2})?)|([+-]\d{2}:?\d{2})|(Z))(?![\d:])", re.I
)
"""An offset beside a clock in words: `GMT-0800` is what browsers print."""
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


@dataclass(frozen=True, slots=True)
class _Clock:
    """A wall clock as written (`at`, in UTC's dress), with the zone that it names itself."""

    at: datetime
    zone: tzinfo | None
    has_time: bool


def read_date(value: str, zone: ZoneInfo, method: str) -> Dated | None:
    """A date as written, None where it is not one.

    ISO 8601 in its usual spellings, RFC 822, Unix seconds or milliseconds, English, Spanish and German forms in words
    ("Nov. 9, 2026 6:05 p.m. PST", "9 de noviembre de 2026"), and numbers: "2026/11/09", "11/9/2026" with the month first
    unless it cannot be one, "9.11.2026". A time without a zone is read in `zone` and its method ends in
    `+source-zone`; so does a lone day, which has `has_time` False. Midnight without a zone is a lone day.
    """
    value = value.strip()
    if _EPOCH.match(value):
        seconds = int(value) / (1000 if len(value) == 13 else 1)
        return Dated(at=datetime.fromtimestamp(seconds, UTC), has_time=True, method=method)
    try:
        if (clock := _clock(value)) is None:
            return None
        if clock.zone is None:
            return _naive(clock.at.replace(tzinfo=zone), method, has_time=clock.has_time)
        at = clock.at.replace(tzinfo=clock.zone).astimezone(UTC)
        return Dated(at=at, has_time=clock.has_time, method=method)
    except (ValueError, OverflowError):
        return None


def written_offset(value: str) -> timedelta | None:
    """How far ahead of UTC the clock of a date as written is; None where it does not say."""
    try:
        clock = _clock(value.strip())
        return clock.zone.utcoffset(clock.at.replace(tzinfo=None)) if clock and clock.zone else None
    except (ValueError, OverflowError):
        return None


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


def _clock(value: str) -> _Clock | None:
    if len(value) > _LONGEST:
        return None
    return _iso(value) or _rfc822(value) or _in_words(value)


def _iso(value: str) -> _Clock | None:
    if (match := _ISO.match(value)) is None:
        return None
    *numbers, offset = match.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    at = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    zone = None if offset is None else _offset(offset)
    return _Clock(at, zone, has_time=zone is not None or bool(at.hour or at.minute or at.second))


def _offset(written: str) -> timezone:
    if written.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = written[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-ahead if written[0] == "-" else ahead)


def _rfc822(value: str) -> _Clock | None:
    if not _RFC822.match(value):
        return None
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None  # "9 November 2026 6:05PM" only begins like one
    if at.tzinfo is not None:
        return _Clock(at.replace(tzinfo=UTC), at.tzinfo, has_time=True)
    # RFC 5322: -0000 is UTC, of an unknown local zone. Any other without a zone is read by its words.
    return _Clock(at.replace(tzinfo=UTC), UTC, has_time=True) if value.endswith("-0000") else None


def _in_words(value: str) -> _Clock | None:
    if (found := _day(value)) is None:
        return None
    match, year, month, day = found
    rest = f"{value[: match.start()]} {match.groupdict().get('between') or ''} {value[match.end() :]}"
    clock = _CLOCK.search(rest)
    if clock is None:
        return _Clock(datetime(year, month, day, tzinfo=UTC), None, has_time=False)
    hour, minute, second = (int(clock[n] or clock[n + 4] or 0) for n in (1, 2, 3))
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    at = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    return _Clock(at, _named_zone(rest, clock.end()), has_time=True)


def _day(value: str) -> tuple[re.Match[str], int, int, int] | None:
    """(what was read, year, month, day) of a date in words or numbers."""
    if match := _WORDS.search(value):
        month, day, _, year, late_day, late_month, late_year = match.groups()
        return (
            match,
            int(year or late_year),
            _MONTHS[(month or late_month).lower()[:3]],
            int(day or late_day),
        )
    if match := _YEAR_FIRST.search(value):
        return match, int(match[1]), int(match[2]), int(match[3])
    if match := _SLASHES.search(value):
        written = match[3] or match[5]
        month, day = int(match[1]), int(match[2] or match[4])
        year = int(written) + (2000 if len(written) == 2 else 0)
        return (match, year, day, month) if month > 12 else (match, year, month, day)
    if match := _DOTS.search(value):
        return match, int(match[3]), int(match[2]), int(match[1])
    return None


def _named_zone(text: str, after: int) -> tzinfo | None:
    """The zone beside a clock that ends at `after`."""
    if ahead := _AHEAD.match(text, after):
        return _offset((ahead[1] or ahead[2] or ahead[3]).upper())
    if named := _ZONE.search(text):
        return timezone(timedelta(hours=_ZONES[named[1].lower()]))
    seasonal = _SEASONAL_ZONE.search(text)
    return _SEASONAL[seasonal[0]] if seasonal else None


def _naive(at: datetime, method: str, *, has_time: bool) -> Dated:
    """A value that had no zone of its own, read in the source's."""
    return Dated(at=at.astimezone(UTC), has_time=has_time, method=f"{method}+source-zone")
