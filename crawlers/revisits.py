"""Conditional requests: what is known of an address's last answer, and whether the next request may lean on it.

Validators belong to one address (RFC 9110, 8.8): each hop of a redirect has its own, and none is carried over. Some
servers lie, they go on saying "not modified", so after three such answers in a row a request is unconditional, and an
address that was caught is asked without conditions from then on.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crawlers.capture import Location

FULL_EVERY: Final = 4
"""Of so many answers in a row from one address, one is in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAnswer:
    """The last whole answer (status 200) of an address, for one source.

    Attributes:
        url: the address that answered, without a fragment.
        fetched_at: UTC; of the answer itself, not of later ones that said "not modified".
        location: where it stands in the archive: a response, never a revisit.
        digest: SHA-1 of the body as received, hex.
        etag, last_modified: as sent, None where not.
        conditional_count: how often in a row the server has said "not modified" since it last answered in full.
        is_lying: it was caught with an unchanged validator over changed content.
    """

    url: str
    fetched_at: datetime
    location: Location
    digest: str
    etag: str | None
    last_modified: str | None
    conditional_count: int = 0
    is_lying: bool = False


def conditions(last: LastAnswer | None) -> dict[str, str]:
    """The headers of a conditional request; none where it should be unconditional.

    The entity tag alone where there is one: it is the stronger one, and a server must ignore the date beside it
    (RFC 9110, 13.1.3).
    """
    if last is None or last.is_lying or last.conditional_count >= FULL_EVERY - 1:
        return {}
    if last.etag:
        return {"If-None-Match": last.etag}
    return {"If-Modified-Since": last.last_modified} if last.last_modified else {}


def has_same_validator(last: LastAnswer, etag: str | None, last_modified: str | None) -> bool:
    """Whether a new answer claims, by its validators, to be the last one."""
    if last.etag and etag:
        return last.etag == etag
    return bool(last.last_modified) and last.last_modified == last_modified
