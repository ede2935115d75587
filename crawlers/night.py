"""What became of one source in one night: the crawl's account of itself, kept beside the WARC file.

The file `archive/DAY/SOURCE.night.json` is written last and whole, so its presence says that the source was
collected that night; its absence over a source that should have been crawled means `not collected`.
"""

import json
import logging
import os
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from crawlers.capture import Role

log = logging.getLogger(__name__)

State = Literal["collected", "partial", "failed", "skipped"]
"""All feeds answered; some did; none did; the source is paused or robots.txt forbids it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a feed although it answers.

    Attributes:
        name: kebab case: `lying-validators`, `guid-churn`, `future-dates`, ...
        detail: in words: what was found.
    """

    name: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOutcome:
    """How one feed of the source fared.

    Attributes:
        position: in the source's `feeds`.
        url: address of the feed's first page.
        outcome: `ok`, `ok-empty`, or a reason in kebab case (`http-500`, `html-instead-of-feed`, `robots`,
            `timeout`, `dns`, `refused`, `redirect-loop`, ...).
        items_found: announced items.
        items_new: of those, not seen on an earlier night.
        detail: in words; empty where there is nothing to say.
        faults: what is wrong although it answered; one a name.
    """

    position: int
    url: str
    outcome: str
    items_found: int
    items_new: int
    detail: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOutcome:
    """How one request ended. Every request that was made, or that robots.txt or the page budget held back, has one.

    Attributes:
        outcome: `ok`, `http-404`, `robots`, `timeout`, `redirect-loop`, `body-too-large`, `page-budget`, ...
    """

    url: str
    role: Role
    outcome: str
    status: int | None
    at: datetime
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNight:
    """One source, one night."""

    source_id: str
    day: date
    state: State
    started_at: datetime
    ended_at: datetime
    feeds: tuple[FeedOutcome, ...]
    requests: tuple[RequestOutcome, ...]


def night_path(archive_dir: Path, day: date, source_id: str) -> Path:
    """Where the account of a source's night stands."""
    return archive_dir / day.isoformat() / f"{source_id}.night.json"


def write_night(archive_dir: Path, night: SourceNight) -> Path:
    """Write the account whole or not at all."""
    path = night_path(archive_dir, night.day, night.source_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as out:
        json.dump(asdict(night), out, ensure_ascii=False, indent=1, default=_as_text)
        out.write("\n")
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)
    return path


def read_night(path: Path) -> SourceNight:
    """Read an account back, equal to the one written."""
    raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return SourceNight(
        source_id=raw["source_id"],
        day=date.fromisoformat(raw["day"]),
        state=raw["state"],
        started_at=datetime.fromisoformat(raw["started_at"]),
        ended_at=datetime.fromisoformat(raw["ended_at"]),
        feeds=tuple(
            # Accounts of older nights say nothing of faults.
            FeedOutcome(**(feed | {"faults": tuple(Fault(**fault) for fault in feed.get("faults", ()))}))
            for feed in raw["feeds"]
        ),
        requests=tuple(
            RequestOutcome(**(request | {"at": datetime.fromisoformat(request["at"])}))
            for request in raw["requests"]
        ),
    )


def kept_night(archive_dir: Path, day: date, source_id: str) -> SourceNight | None:
    """The account of a source's night; None where there is none, or none that can be read."""
    path = night_path(archive_dir, day, source_id)
    if not path.is_file():
        return None
    try:
        return read_night(path)
    except (ValueError, KeyError, TypeError) as error:
        log.warning("event=unreadable-night path=%s error=%r", path, str(error))
        return None


def _as_text(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
