"""Dates as pages and feeds write them, read into instants.

Published, modified and fetched are three things; a date after the fetch is refused (one day of slack for zones).
"""

import re
from datetime import UTC, datetime, timedelta, timezone
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
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_MONTH: Final = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WORDS: Final = re.compile(
    rf"\b(?:{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})|(\d{{1,2}})\s+{_MONTH},?\s+(\d{{4}}))\b",
    re.I,
)
_SLASHES: Final = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_CLOCK: Final = re.compile(
    r"\b(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*(?:(a|p)\.?m\b\.?)|\b(\d{1,2}):(\d{2})(?::(\d{2}))?\b", re.I
)
# Abbreviations name a fixed offset: "PST" in July is still eight hours behind.
_ZONES: Final = {
    "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
_ZONE: Final = re.compile(rf"\b({'|'.join(_ZONES)})\b", re.I)
_RFC822: Final = re.compile(r"(?:[a-z]{3,9},\s*)?\d{1,2}\s+[a-z]{3,9}\s+\d{4}\s+\d", re.I)
_EPOCH: Final = re.compile(r"^1\d{9}(?:\d{3})?$")
_URL_DAY: Final = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")


def read_date(value: str, zone: ZoneInfo, method: str) -> Dated | None:
    """A date as written, None where it is not one.

    ISO 8601 in its usual spellings, RFC 822, Unix seconds or milliseconds, and the American and British forms in
    words ("Nov. 9, 2026 6:05 p.m. PST", "11/9/2026"). A time without a zone is read in `zone` and its method ends
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
    if not _RFC822.match(value):
        return None
    at = parsedate_to_datetime(value)
    if at.tzinfo is None and value.endswith("-0000"):
        # RFC 5322: the time is UTC, of an unknown local zone.
        at = at.replace(tzinfo=UTC)
    if at.tzinfo is None:
        return _naive(at.replace(tzinfo=zone), method, has_time=True)
    return Dated(at=at.astimezone(UTC), has_time=True, method=method)


def _in_words(value: str, zone: ZoneInfo, method: str) -> Dated | None:
    if match := _WORDS.search(value):
        month = _MONTHS[(match[1] or match[5]).lower()]
        day, year = int(match[2] or match[4]), int(match[3] or match[6])
    elif match := _SLASHES.search(value):
        month, day, year = int(match[1]), int(match[2]), int(match[3])
    else:
        return None
    rest = value[: match.start()] + " " + value[match.end() :]
    clock = _CLOCK.search(rest)
    if clock is None:
        return _naive(datetime(year, month, day, tzinfo=zone), method, has_time=False)
    hour, minute, second = (int(clock[n] or clock[n + 4] or 0) for n in (1, 2, 3))
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    if named := _ZONE.search(rest):
        fixed = timezone(timedelta(hours=_ZONES[named[1].lower()]))
        at = datetime(year, month, day, hour, minute, second, tzinfo=fixed)
        return Dated(at=at.astimezone(UTC), has_time=True, method=method)
    return _naive(datetime(year, month, day, hour, minute, second, tzinfo=zone), method, has_time=True)


def _naive(at: datetime, method: str, *, has_time: bool) -> Dated:
    """A value that had no zone of its own, read in the source's."""
    return Dated(at=at.astimezone(UTC), has_time=has_time, method=f"{method}+source-zone")
