"""Dates as machines write them."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def instant(text: str) -> datetime | None:
    """A date in the two standard forms; one without a zone is taken as UTC, words in other forms are not read."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text.strip())
            return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None
