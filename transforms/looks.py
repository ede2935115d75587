"""Which captures of a document in one day are kept: of each run of looks at one version the first and the last.

So a day's documents tell when each version was first and last seen, however often a page was looked at.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class _Run:
    version: str
    first: int
    last: int
    offset: int


class Looks:
    """The documents of a source's day, in the order of their captures, each known by the number of its row."""

    def __init__(self) -> None:
        self._runs: dict[str, _Run] = {}

    def add(self, doc_key: str, version: str, offset: int, number: int) -> int | None:
        """Add a document; the number of an earlier row that it replaces, or None.

        Args:
            doc_key: of the document.
            version: its digest without noise.
            offset: of its capture: what one answer says twice of a document is one look.
            number: of its row.
        """
        run = self._runs.get(doc_key)
        if run is None:
            self._runs[doc_key] = _Run(version, number, number, offset)
            return None
        replaced = None
        if run.offset == offset or (run.version == version and run.last != run.first):
            replaced = run.last
        if run.version != version or replaced == run.first:
            run.first = number
        run.version, run.last, run.offset = version, number, offset
        return replaced
