"""Which of the announced pages a night fetches, and in which order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from crawlers.backoff import is_passing
from crawlers.discovered import Discovered
from crawlers.ledger import MAX_TRIES
from crawlers.ledger_rows import Known

ANNOUNCED_WHOLE: Final = "announced-whole"
"""Outcome of an item that its announcement holds whole: there is nothing to fetch."""
PAGE_BUDGET: Final = "page-budget"

_LEADS_NOWHERE: Final = frozenset(
    {"redirect-loop", "too-many-redirects", "bad-redirect", "bad-url", "bad-port", "headers-too-large"}
)
_NOT_TRIED: Final = frozenset({PAGE_BUDGET, "host-deferred", "robots-unreachable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One page, as the feeds of a source announce it together.

    Attributes:
        key: canonical address.
        url: as announced, what is fetched.
        modified: the first date of change that a feed gives, verbatim.
        is_complete: an announcement holds it whole.
    """

    key: str
    url: str
    modified: str | None
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to fetch, in this order, and what the page budget holds back."""

    fetch: tuple[Wanted, ...]
    held: tuple[Wanted, ...]


def wanted(identity: Callable[[str], str], items: Iterable[Discovered]) -> dict[str, Wanted]:
    """The announced pages by their canonical address, as `identity` tells it, in the order of the announcements."""
    pages: dict[str, Wanted] = {}
    for item in items:
        key = identity(item.url)
        page = pages.get(key)
        if page is None:
            pages[key] = Wanted(key=key, url=item.url, modified=item.modified, is_complete=item.is_complete)
        else:
            modified = item.modified if page.modified is None else page.modified
            pages[key] = replace(page, modified=modified, is_complete=page.is_complete or item.is_complete)
    return pages


def is_news(page: Wanted, known: Mapping[str, Known]) -> bool:
    """Whether the page is new, or announced with another date of change than when it was last fetched."""
    row = known.get(page.key)
    return row is None or _is_changed(page, row)


def plan(
    announced: Mapping[str, Wanted],
    known: Mapping[str, Known],
    *,
    waiting: Sequence[Known],
    due: Sequence[Known],
    budget: int,
) -> Plan:
    """Choose the pages of a night.

    First those that earlier nights held back, then new ones, in the order of the announcements, then those that earlier
    nights failed to fetch (last, since one that the host refuses may end the host's night); at most `budget` of all of
    them together. Then, at most as many again, pages announced with another date of change and pages
    due for a look for corrections. What is over is held back.

    Args:
        announced: what the feeds announce tonight.
        known: what the ledger knows of `announced`.
        waiting: what the ledger has waiting, first in front.
        due: what the ledger has due for a look.
        budget: `max_new_per_night`.
    """
    rows = {row.key: row for row in known.values()}
    pages, whole = _as_known(announced, known)
    awaited = {
        row.key: (row, pages.get(row.key) or _as_wanted(row)) for row in waiting if row.key not in whole
    }
    new = {key: page for key, (row, page) in awaited.items() if row.tries == 0}
    new |= {key: page for key, page in pages.items() if key not in awaited and _is_unfetched(rows.get(key))}
    new |= {key: page for key, (row, page) in awaited.items() if row.tries > 0}
    again = {key: page for key, page in pages.items() if key in rows and _is_changed(page, rows[key])}
    again |= {row.key: pages.get(row.key) or _as_wanted(row) for row in due if row.key not in whole}
    # Two addresses that were once the same may both have been fetched at one of them.
    urls: set[str] = set()
    first = _once(new.values(), urls)
    second = _once((page for key, page in again.items() if key not in new), urls)
    return Plan(fetch=first[:budget] + second[:budget], held=first[budget:] + second[budget:])


def counts_as_a_try(outcome: str) -> bool:
    """Whether the page itself was asked for in vain, without an answer that would settle it."""
    return outcome in _LEADS_NOWHERE or (is_passing(outcome) and outcome not in _NOT_TRIED)


def _as_known(
    announced: Mapping[str, Wanted], known: Mapping[str, Known]
) -> tuple[dict[str, Wanted], set[str]]:
    """The pages to fetch by the key under which the ledger knows them, and the keys of what is announced whole.

    Under another address of a known page, it is that page still.
    """
    keys = {key: known[key].key if key in known else key for key in announced}
    whole = {keys[key] for key, page in announced.items() if page.is_complete}
    pages: dict[str, Wanted] = {}
    for key, page in announced.items():
        if keys[key] not in whole:
            pages.setdefault(keys[key], replace(page, key=keys[key]))
    return pages, whole


def _once(pages: Iterable[Wanted], urls: set[str]) -> tuple[Wanted, ...]:
    """The pages whose address is not in `urls` yet; afterwards it is."""
    kept = []
    for page in pages:
        if page.url not in urls:
            urls.add(page.url)
            kept.append(page)
    return tuple(kept)


def _is_unfetched(row: Known | None) -> bool:
    return row is None or (
        row.last_fetched_on is None and row.outcome != ANNOUNCED_WHOLE and row.tries < MAX_TRIES
    )


def _is_changed(page: Wanted, row: Known) -> bool:
    return (
        page.modified is not None
        and page.modified != row.modified
        and row.last_fetched_on is not None
        and row.tries < MAX_TRIES
    )


def _as_wanted(row: Known) -> Wanted:
    return Wanted(key=row.key, url=row.url, modified=row.modified, is_complete=False)
