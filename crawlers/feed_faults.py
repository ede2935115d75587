"""What is wrong with a feed although it answers, told from one answer and the one before it.

| fault | meaning |
|---|---|
| `lying-validators` | the server says by ETag or Last-Modified that nothing changed, and what it announces did |
| `guid-churn` | the same pages were announced again with other keys |
| `future-dates` | items are dated more than a day after they were fetched |
| `clock-skew` | the server's clock is more than ten minutes off |
| `undated` | no item has a date, although feeds of this kind have |
| `oversized` | more than 1,000 items |
| `wrong-charset` | titles are garbled, as by a character set that is declared wrongly |
| `items-without-link` | items cannot be used since they lead nowhere |
| `nothing-selected` | a selector or a name in the source's file matches nothing of the answer |
| `empty` | a valid answer without items, where what is published should stand |
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from ftfy.badness import is_bad

from crawlers.discovered import Found
from crawlers.instants import instant
from crawlers.kinds import AnyFeed
from crawlers.night import Fault

FUTURE: Final = timedelta(days=1)
"""A date may be this far ahead: one without a zone may be read up to 14 hours off."""
SKEW: Final = timedelta(minutes=10)
MOST_ITEMS: Final = 1_000
_FEWEST_SHARED: Final = 3
"""Fewer items that both answers announce say nothing about churn."""
_GARBLED_SHARE: Final = 0.2
_FEWEST_GARBLED: Final = 2
_SHOWN: Final = 3

EMPTY_WHEN_QUIET: Final = frozenset({"wordpress", "flashalert", "alerts"})
"""Kinds whose answer has nothing on a quiet night: asked for what changed lately, of items that roll off, of a search."""
_DATES_ARE_OPTIONAL: Final = frozenset({"sitemap", "nixle", "granicus"})
_OF_MEETINGS: Final = frozenset({"granicus"})
"""Kinds whose items are dated by the meeting to come."""


def find_faults(
    found: Found,
    previous: Found | None,
    *,
    config: AnyFeed,
    headers: tuple[tuple[str, str], ...],
    fetched_at: datetime,
    same_validator: bool,
) -> tuple[Fault, ...]:
    """The faults of a feed's answer, in the order of the table above, each name once.

    Args:
        found: what the answer announces.
        previous: what the archived answer before it announced; None on the first.
        config: the feed.
        headers: of the answer; empty where `fetched_at` is not the clock's, so that no clock is compared.
        fetched_at: when the answer came.
        same_validator: it was fetched unconditionally, and its ETag or Last-Modified is the earlier answer's.
    """
    details = {
        "lying-validators": _lie(found, previous) if same_validator and previous is not None else None,
        "guid-churn": _churn(found, previous) if previous is not None else None,
        "future-dates": _future(found, fetched_at) if config.kind not in _OF_MEETINGS else None,
        "clock-skew": _skew(headers, fetched_at),
        "undated": _undated(found, config),
        "oversized": _oversized(found, config),
        "wrong-charset": _garbled(found, headers),
        "items-without-link": _linkless(found),
        "nothing-selected": _noted(found, "nothing-selected"),
        "empty": _empty(found, config),
    }
    return tuple(Fault(name=name, detail=detail) for name, detail in details.items() if detail is not None)


def _lie(found: Found, previous: Found) -> str | None:
    # Without `published`: "two hours ago" changes although nothing was published.
    before, now = _contents(previous), _contents(found)
    new, gone = len(now.keys() - before.keys()), len(before.keys() - now.keys())
    changed = sum(now[url] != before[url] for url in now.keys() & before.keys())
    if not (new or gone or changed):
        return None
    return f"the validator is the same, yet {new} items are new, {gone} gone and {changed} changed"


def _contents(found: Found) -> dict[str, tuple[str | None, ...]]:
    return {
        item.url: (item.title, item.modified, item.summary, item.content_html, item.content_text)
        for item in found.items
    }


def _churn(found: Found, previous: Found) -> str | None:
    before = {item.url: item.guid for item in previous.items if item.guid is not None}
    shared = [item for item in found.items if item.guid is not None and item.url in before]
    changed = [item for item in shared if item.guid != before[item.url]]
    if len(shared) < _FEWEST_SHARED or 2 * len(changed) <= len(shared):
        return None
    first = changed[0]
    return (
        f"{len(changed)} of {len(shared)} items that were announced before have another key: "
        f"{first.url} was {before[first.url]} and is {first.guid}"
    )


def _future(found: Found, fetched_at: datetime) -> str | None:
    latest = fetched_at + FUTURE
    ahead = [
        (item.url, given)
        for item in found.items
        for given in (item.published, item.modified)
        if given is not None and (at := instant(given)) is not None and at > latest
    ]
    if not ahead:
        return None
    url, given = ahead[0]
    return f"{len({url for url, _ in ahead})} of {len(found.items)} items are dated ahead: {url} on {given}"


def _skew(headers: tuple[tuple[str, str], ...], fetched_at: datetime) -> str | None:
    given = _header(headers, "date")
    at = instant(given) if given is not None else None
    if at is None:
        return None
    # A cache passes on the Date of the answer that it keeps, and says how long it has kept it.
    age = _header(headers, "age") or ""
    kept = timedelta(seconds=int(age)) if age.isascii() and age.isdecimal() and len(age) < 9 else timedelta()
    off = at + kept - fetched_at
    if abs(off) <= SKEW:
        return None
    minutes = round(abs(off).total_seconds() / 60)
    side = "ahead" if off > timedelta() else "behind"
    return f"its clock is {minutes:,} minutes {side}: it says {given}"


def _undated(found: Found, config: AnyFeed) -> str | None:
    if not found.items or not _gives_dates(config):
        return None
    if any(item.published or item.modified for item in found.items):
        return None
    return f"none of {len(found.items)} items has a date"


def _gives_dates(config: AnyFeed) -> bool:
    if config.kind in ("listing", "rolling"):
        return config.date_css is not None
    return config.kind not in _DATES_ARE_OPTIONAL


def _oversized(found: Found, config: AnyFeed) -> str | None:
    # A sitemap may list 50,000 pages.
    if len(found.items) <= MOST_ITEMS or config.kind == "sitemap":
        return None
    return f"{len(found.items):,} items in one answer"


def _garbled(found: Found, headers: tuple[tuple[str, str], ...]) -> str | None:
    titles = [title for item in found.items if (title := item.title)]
    bad = [title for title in titles if "\ufffd" in title or is_bad(title)]
    if len(bad) < max(_FEWEST_GARBLED, _GARBLED_SHARE * len(titles)):
        return None
    sent = _header(headers, "content-type") or "none"
    return f"{len(bad)} of {len(titles)} titles are garbled, the type sent is {sent}: {_shown(bad)}"


def _linkless(found: Found) -> str | None:
    names = [detail for reason, detail in found.notes if reason == "item-without-link"]
    if not names:
        return None
    return f"{len(names)} of {len(names) + len(found.items)} items: {_shown(names)}"


def _noted(found: Found, reason: str) -> str | None:
    return next((detail for name, detail in found.notes if name == reason), None)


def _empty(found: Found, config: AnyFeed) -> str | None:
    if found.items or found.more or config.kind in EMPTY_WHEN_QUIET:
        return None
    return "the answer is valid and announces nothing"


def _shown(names: Iterable[str]) -> str:
    return "; ".join(repr(name[:60]) for name in list(names)[:_SHOWN])


def _header(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    return next((value for key, value in headers if key.lower() == name), None)
