"""What a night would take of a source: it is polled once, into an archive and a ledger that are thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from crawlers.discovered import Discovered
from crawlers.front_page import read_page
from crawlers.ledger import Ledger
from crawlers.ledger_rows import Known
from crawlers.plan import PAGE_BUDGET, is_news, plan, wanted
from crawlers.probe import Probe, Tried, Web, look_at_source
from crawlers.sources import Source

PAGES: Final = 3
"""How many of the announced pages are fetched."""
TAKE: Final = "take"
WHOLE: Final = "held whole by the feed"
AGAIN: Final = "take again"
KNOWN: Final = "known already"
_OF_ITEMS: Final = {"off-site": "off-site", "item-without-link": "no link"}
"""Notes of kinds that are about an item which is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewItem:
    """One announced item.

    Attributes:
        title, date: as announced; None where it has none.
        url: its address, or what stands in place of one.
        verdict: `take`, `take again` (it changed, or may have), `held whole by the feed`, `announced before` by this feed or one above it, or why it is not taken.
    """

    title: str | None
    date: str | None
    url: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewFeed:
    """One feed.

    Attributes:
        items: announced, in order, then those that cannot be used.
        notes: what else was noted of its answer, and what is wrong with it although it answers, (reason, detail).
        advice: what can be done where it fails; empty where nothing is known.
    """

    tried: Tried
    items: tuple[PreviewItem, ...]
    notes: tuple[tuple[str, str], ...]
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A source, looked at once.

    Attributes:
        source: as it was polled: at most `PAGES` pages.
        probe: with the folder of what was fetched.
        feeds: in the order of the file.
    """

    source: Source
    probe: Probe
    feeds: tuple[PreviewFeed, ...]


@contextmanager
def preview(source: Source, *, web: Web, ledger_path: Path | None = None) -> Iterator[Preview]:
    """Poll a source as a night would, but for `PAGES` pages alone; within the block what was fetched can be read.

    Args:
        source: to poll, also where it is paused or in its quiet hours.
        web: how the web is reached.
        ledger_path: the ledger of the nights so far, which is read alone; None where there was none.

    Raises:
        CrawlError: nothing could be asked.
        LedgerError: the ledger cannot be read.
    """
    rules = source.crawl.model_copy(
        update={"max_new_per_night": min(PAGES, source.crawl.max_new_per_night), "quiet_hours": None}
    )
    polled = source.model_copy(update={"crawl": rules, "status": "active"})
    with look_at_source(polled, web=web) as probe:
        verdicts = _verdicts(source, probe, ledger_path, web.day)
        yield Preview(
            source=polled,
            probe=probe,
            feeds=_feeds(source, probe, verdicts),
        )


def _verdicts(source: Source, probe: Probe, ledger_path: Path | None, day: date) -> dict[str, str]:
    """By the pages' keys, with the source's own page budget and what the ledger knows of them."""
    announced = wanted(source.identity, (item for tried in probe.tried for item in tried.items))
    known: dict[str, Known] = {}
    waiting: tuple[Known, ...] = ()
    due: tuple[Known, ...] = ()
    if ledger_path is not None:
        with Ledger(ledger_path) as ledger:
            known = ledger.known(source.id, announced)
            waiting = ledger.waiting(source.id)
            due = ledger.due(source.id, day, source.crawl.recheck_days, probe.night.started_at)
    chosen = plan(announced, known, waiting=waiting, due=due, budget=source.crawl.max_new_per_night)
    fetched, held = {page.key for page in chosen.fetch}, {page.key for page in chosen.held}
    ends = {source.identity(one.url): one.outcome for one in probe.night.requests if one.role == "item"}
    verdicts: dict[str, str] = {}
    for key, page in announced.items():
        own = known[key].key if key in known else key
        if own in held:
            verdicts[key] = "over the page budget"
        elif own in fetched:
            end = ends.get(key, PAGE_BUDGET)
            if end == PAGE_BUDGET:  # ours of three pages
                end = "ok" if probe.is_allowed(page.url) else "robots"
            is_known = key in known and known[key].last_fetched_on is not None
            verdicts[key] = end if end != "ok" else AGAIN if is_known else TAKE
        elif page.is_complete and is_news(page, known):
            verdicts[key] = WHOLE
        else:
            verdicts[key] = KNOWN
    return verdicts


def _feeds(source: Source, probe: Probe, verdicts: dict[str, str]) -> tuple[PreviewFeed, ...]:
    seen: set[str] = set()
    feeds = []
    for tried, outcome in zip(probe.tried, probe.night.feeds, strict=True):
        items = [_item(source, item, verdicts, seen) for item in tried.items]
        items += [
            PreviewItem(title=None, date=None, url=detail, verdict=_OF_ITEMS[reason])
            for reason, detail in tried.notes
            if reason in _OF_ITEMS
        ]
        notes = [note for note in tried.notes if note[0] not in _OF_ITEMS]
        notes += [(fault.name, fault.detail) for fault in outcome.faults]
        feeds.append(PreviewFeed(tried=tried, items=tuple(items), notes=tuple(notes), advice=_advice(tried)))
    return tuple(feeds)


def _item(source: Source, item: Discovered, verdicts: dict[str, str], seen: set[str]) -> PreviewItem:
    key = source.identity(item.url)
    verdict = "announced before" if key in seen else verdicts[key]
    seen.add(key)
    return PreviewItem(title=item.title, date=item.published or item.modified, url=item.url, verdict=verdict)


def _advice(tried: Tried) -> str:
    """What the answer itself shows of a way out: a page in place of a feed may name the feed."""
    if tried.outcome in {"ok", "ok-empty"} or tried.answer is None:
        return ""
    page = read_page(tried.answer.body, tried.answer.url, tried.answer.headers)
    if page is None or not page.feeds:
        return ""
    return (
        f"The page there names a feed: {', '.join(feed.url for feed in page.feeds[:3])}. Try that as its url."
    )
