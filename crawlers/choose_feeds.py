"""Which of the feeds that were tried a source takes, and why not the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Final

from crawlers.candidates import Candidate
from crawlers.probe import Tried
from crawlers.urls import canonical_url

STALE: Final = timedelta(days=60)
"""A feed whose newest item is older is taken only where there is no fresher one: feeds are given up and stay valid."""
_FEWEST_DATES: Final = 5
_ON_SITE: Final = frozenset({"wordpress", "civicplus", "feed", "govdelivery", "youtube"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A candidate with what it gave, and whether it is taken.

    Attributes:
        verdict: in words: what it announces, or why it is not taken.
    """

    candidate: Candidate
    tried: Tried
    is_taken: bool
    verdict: str


def choose(candidates: Sequence[Candidate], tried: Sequence[Tried]) -> tuple[Weighed, ...]:
    """Take the best feed, and a news sitemap beside it if that announces more.

    The order of preference: WordPress's API and a city's news flashes, since they tell most; then feeds in the order
    in which they were named, a stale one only where no other works; a news sitemap.
    """
    pairs = list(zip(candidates, tried, strict=True))
    working = [
        pair for pair in pairs if pair[1].outcome == "ok" and pair[1].items and _why_useless(pair[1]) is None
    ]
    main = min((pair for pair in working if pair[0].config.kind in _ON_SITE), key=_rank, default=None)
    sitemaps = [pair for pair in working if pair[0].config.kind == "sitemap"]
    beside = max(sitemaps, key=lambda pair: len(pair[1].items), default=None)
    if main is not None and beside is not None:
        is_whole = main[0].config.kind == "wordpress"
        more = _keys(beside[1]) - _keys(main[1])
        beside = beside if more and not is_whole else None
    taken = [pair for pair in (main, beside) if pair is not None]
    return tuple(
        Weighed(
            candidate=candidate,
            tried=one,
            is_taken=any(one is other for _, other in taken),
            verdict=_verdict(one, None if any(one is other for _, other in taken) else main),
        )
        for candidate, one in pairs
    )


def expected(tried: Sequence[Tried]) -> tuple[int, int, str] | None:
    """Fewest and most new documents in a week by the dates of what a feed shows: a third of its rate and three times it.

    None where too few items have a date.
    """
    # Two feeds of one site announce the same: the one that tells more counts.
    best = max(tried, key=lambda one: len(one.dates), default=None)
    if best is None or len(best.dates) < _FEWEST_DATES or best.answer is None:
        return None
    weeks = max((best.answer.fetched_at - best.dates[-1]) / timedelta(weeks=1), 1 / 7)
    rate = len(best.dates) / weeks
    how = f"a third and three times of the {rate:.3g} a week that its {len(best.dates)} dated items make"
    return int(rate / 3), max(1, ceil(rate * 3)), how


def is_stale(tried: Tried) -> bool:
    """Whether the newest item is old; a feed without dates is not known to be."""
    return bool(tried.dates) and tried.answer is not None and tried.answer.fetched_at - tried.dates[0] > STALE


def _rank(pair: tuple[Candidate, Tried]) -> tuple[bool, bool]:
    return is_stale(pair[1]), pair[0].config.kind not in {"wordpress", "civicplus"}


def _why_useless(tried: Tried) -> str | None:
    if tried.config.kind != "sitemap" or any(item.title for item in tried.items):
        return None
    return "no news sitemap: it lists all pages of the site, without titles and dates of publication"


def _keys(tried: Tried) -> set[str]:
    return {canonical_url(item.url) for item in tried.items}


def _verdict(tried: Tried, instead_of: tuple[Candidate, Tried] | None) -> str:
    if tried.outcome not in {"ok", "ok-empty"}:
        says_all = tried.outcome.startswith("http-") or not tried.detail
        return tried.outcome if says_all else f"{tried.outcome}: {tried.detail}"
    if not tried.items:
        return "it answers, but announces nothing"
    if (useless := _why_useless(tried)) is not None:
        return f"{len(tried.items)} items; {useless}"
    newest = f", the newest of {tried.dates[0]:%Y-%m-%d}" if tried.dates else ""
    said = f"{len(tried.items)} items{newest}"
    if instead_of is None:
        return said
    if instead_of[0].config.kind == "wordpress":
        return f"{said}; the API of WordPress gives them whole"
    more = len(_keys(tried) - _keys(instead_of[1]))
    return (
        f"{said}; {more} of them are not in what is taken" if more else f"{said}; what is taken has them all"
    )
