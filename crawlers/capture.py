"""The type that the first stage emits: one HTTP response, as it was archived."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Role = Literal["robots", "discovery", "item"]
"""Why it was fetched: for its rules, for the items that it announces, or for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a record stands in the archive: enough to read it again without a search.

    Attributes:
        path: the WARC file, relative to the archive's folder, with forward slashes.
        offset: of the record's gzip member, in bytes.
    """

    path: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One HTTP response.

    Attributes:
        source_id: stem of the source's file.
        url: the address that answered (the WARC target URI).
        announced_url: the address that the source gave; differs from `url` after a redirect.
        fetched_at: UTC instant at which the response began to arrive.
        status: HTTP status.
        headers: as received, in order, repeated names kept.
        body: content with the HTTP content encoding undone; empty where that was not possible.
        role: why it was fetched.
        feed: for `discovery`, the position of the feed in the source's `feeds`; else None.
        problem: None, or why the body is not what the server meant to send, in kebab case
            (`body-too-large`, `bad-content-encoding`, `body-truncated`); `original-missing` where the answer that it
            repeats cannot be read, then status and headers are its own.
        location: where it stands in the archive.
        revisit_of: where the answer stands that this one repeats ("not modified", or the same bytes again): body, and
            after "not modified" status and headers too, are that one's. None for an answer of its own.
    """

    source_id: str
    url: str
    announced_url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    role: Role
    feed: int | None
    problem: str | None
    location: Location
    revisit_of: Location | None = None

    def header(self, name: str) -> str | None:
        """The first value of a header, the name in any case; None where it was not sent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)
