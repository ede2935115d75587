"""What the ledger says of an address, and what a night and its extraction tell the ledger."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One address as the nights before left it.

    Attributes:
        key: its canonical form.
        url: as announced.
        first_seen_on: crawl day on which it was first announced.
        first_fetched_on, last_fetched_on: crawl days; None while it has not answered.
        modified: as announced at the last fetch.
        outcome: of the last night that concerned it.
        is_waiting: to be tried again without being announced again: over the page budget, or failed for now.
        tries: nights in which it failed since it last answered.
        same_as: another canonical address of the same document, to which it led or which it named; None for none.
    """

    key: str
    url: str
    first_seen_on: date
    first_fetched_on: date | None
    last_fetched_on: date | None
    modified: str | None
    outcome: str
    is_waiting: bool
    tries: int
    same_as: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one night has to say about an address.

    Attributes:
        modified: as announced; kept only where the address answered.
        has_answered: a response came, be it an error that lasts (404).
        is_waiting: as in `Known`.
        has_failed: it was tried in vain; counts towards `MAX_TRIES`.
        is_gone: it answered that the page is there no more.
        same_as: as in `Known`.
        looked_at: instant of the answer, UTC; None where none came.
    """

    key: str
    url: str
    modified: str | None
    outcome: str
    has_answered: bool
    is_waiting: bool
    has_failed: bool
    is_gone: bool = False
    same_as: str | None = None
    looked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What extraction made of a fetched page.

    Attributes:
        key: canonical form of the address that was announced.
        same_as: canonical form of the address that the page itself names, where that is another one of the same site.
        is_on_topic: whether its document is on local policing; None where there is no document.
        is_gone: the page says, with status 200, that there is nothing any more.
        version: a digest of what its document says, noise aside; None where there is no document.
        read_by: which program made the document: only digests by the same one can be compared.
    """

    key: str
    same_as: str | None
    is_on_topic: bool | None
    is_gone: bool
    version: str | None = None
    read_by: str | None = None
