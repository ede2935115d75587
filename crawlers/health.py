"""A source's health: what the accounts of its last nights say is wrong with it, each fault under its name.

Faults are damped: `warn` is what the last night shows, or what two nights show of which one is among the last three;
what was seen once, or is over, is `info`. A healthy source has neither.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from crawlers.fault_words import Level, word
from crawlers.health_series import backlog, new_items, series_signs
from crawlers.health_signs import Memory, RejectedPage, Sign, night_signs
from crawlers.night import SourceNight
from crawlers.sources import Source

DAYS: Final = 14
"""How many days are looked at where nobody says otherwise."""
_RECENT: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFault:
    """Something that is wrong with a source.

    Attributes:
        name: kebab case; see `crawlers.fault_words`.
        since: the first night that shows it, of those looked at.
        last: the last such night.
        nights: how many show it.
        detail: of the last of them, in words.
        evidence: an address, or the path of a night's account below the archive's folder.
    """

    name: str
    level: Level
    since: date
    last: date
    nights: int
    detail: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """How a source fared over some days.

    Attributes:
        first_day: of the first account, or of the days looked at where there is none.
        new_items: of each day from then on; None where nothing was collected. Items that several feeds announce
            count once, near enough.
        per_week: new items a week, the first night's backlog left out; None where too few nights were collected.
        faults: warnings first, then in the order of their first night.
    """

    source_id: str
    first_day: date
    new_items: tuple[int | None, ...]
    per_week: float | None
    faults: tuple[SourceFault, ...]

    @property
    def has_warning(self) -> bool:
        """Whether someone must look."""
        return any(fault.level == "warn" for fault in self.faults)


def health(
    source: Source,
    nights: Sequence[SourceNight],
    *,
    today: date,
    days: int = DAYS,
    rejected: Sequence[RejectedPage] = (),
) -> SourceHealth:
    """Judge a source by its nights.

    Args:
        source: whose nights they are; what it expects counts.
        nights: accounts, one a day at most, in any order; those outside the days are left out.
        today: the last day looked at. That its night has not been yet is no fault; that yesterday's is missing is.
        days: how many days are looked at, up to today.
        rejected: pages of these nights that gave no document.
    """
    start = today - timedelta(days=days - 1)
    kept = sorted((night for night in nights if start <= night.day <= today), key=lambda night: night.day)
    pages: dict[date, list[RejectedPage]] = defaultdict(list)
    for page in rejected:
        pages[page.day].append(page)
    memory = Memory()
    signs = [sign for night in kept for sign in night_signs(night, pages[night.day], memory)]
    # A source may be younger than the days looked at: its first account is where accounts are due from.
    first = kept[0].day if kept else start
    signs += series_signs(source, kept, first=first, last=today - timedelta(days=1))
    by_name: dict[str, list[Sign]] = defaultdict(list)
    for sign in signs:
        by_name[sign.name].append(sign)
    if "silent" in by_name and by_name.keys() & {"frozen-feed", "empty-feed"}:
        del by_name["silent"]  # those say more
    recent = {night.day for night in kept[-_RECENT:]} | {today, today - timedelta(days=1)}
    latest = kept[-1].day if kept else today
    faults = [_fault(name, found, recent, latest) for name, found in by_name.items()]
    new = new_items(kept)
    return SourceHealth(
        source_id=source.id,
        first_day=first,
        new_items=tuple(new.get(first + timedelta(days=n)) for n in range((today - first).days + 1)),
        per_week=_per_week(kept, new),
        faults=tuple(sorted(faults, key=lambda fault: (fault.level != "warn", fault.since, fault.name))),
    )


def _fault(name: str, signs: Sequence[Sign], recent: set[date], latest: date) -> SourceFault:
    signs = sorted(signs, key=lambda sign: sign.day)
    shown_on = {sign.day for sign in signs}
    last = signs[-1]
    is_now = last.day >= latest or (len(shown_on) > 1 and last.day in recent)
    is_loud = word(name).level == "warn" and any(
        sign.level == "warn" for sign in signs if sign.day in recent or sign.day >= latest
    )
    return SourceFault(
        name=name,
        level="warn" if is_now and is_loud else "info",
        since=signs[0].day,
        last=last.day,
        nights=len(shown_on),
        detail=last.detail,
        evidence=last.evidence,
    )


def _per_week(nights: Sequence[SourceNight], new: dict[date, int]) -> float | None:
    start = backlog(nights)
    counted = {day: count for day, count in new.items() if day != start}
    if not counted:
        return None
    days = (max(counted) - (start or min(counted) - timedelta(days=1))).days
    return sum(counted.values()) * 7 / days
