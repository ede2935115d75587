"""Which captures of a document in one day are kept: of each run of looks at one version the first and the last.

So a day's documents tell when each version was first and last seen, however often a page was looked at.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

_ONE_LOOK: Final = timedelta(hours=1)
"""Captures within it are one look, of which the last counts: a crawl may come to a page by several of its addresses."""


@dataclass(slots=True)
class _Run:
    """Looks in a row at one version: number of the first row and of the last, and when the last look began."""

    version: str
    first: int
    last: int
    looked_at: datetime


class Looks:
    """The documents of a source's day, in the order of their captures, each known by the number of its row."""

    def __init__(self) -> None:
        self._runs: dict[str, _Run] = {}

    @property
    def document_count(self) -> int:
        """How many documents there are, however often each was looked at."""
        return len(self._runs)

    def add(self, doc_key: str, version: str, at: datetime, number: int) -> int | None:
        """Add a document; the number of an earlier row that it replaces, or None.

        Args:
            doc_key: of the document.
            version: its digest without noise.
            at: instant of its capture.
            number: of its row.
        """
        run = self._runs.get(doc_key)
        if run is None:
            self._runs[doc_key] = _Run(version, number, number, at)
            return None
        is_one_look = at - run.looked_at < _ONE_LOOK
        is_alone = run.last == run.first
        replaced = run.last if is_one_look or (version == run.version and not is_alone) else None
        if version != run.version or (is_one_look and is_alone):
            run.first = number
        if not is_one_look:
            run.looked_at = at
        run.version, run.last = version, number
        return replaced
