"""Pages from a folder, and the capture that each of them is read as."""

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from crawlers.capture import Capture, Location
from crawlers.kinds.feed import Feed
from crawlers.sources import Place, Source

_FETCHED_AT: Final = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_URL: Final = "https://ledger.example/2026/11/10/bridge-closed/"

SOURCE: Final = Source(
    id="us_or_tamarack_ledger",
    name="The Tamarack Ledger",
    homepage="https://ledger.example/",
    publisher="newspaper",
    place=Place(name="Tamarack Falls", state="OR"),
    timezone="America/Los_Angeles",
    feeds=(Feed(kind="feed", url="https://ledger.example/feed"),),
)


def capture_of(body: bytes, content_type: str) -> Capture:
    """A response with status 200, as an archive gives it back."""
    return Capture(
        source_id=SOURCE.id,
        url=_URL,
        announced_url=_URL,
        fetched_at=_FETCHED_AT,
        status=200,
        headers=(("content-type", content_type),),
        body=body,
        role="item",
        feed=None,
        problem=None,
        location=Location(path=f"{_FETCHED_AT.date()}/{SOURCE.id}.warc.gz", offset=0),
    )


def read_pages(folder: Path) -> Sequence[bytes]:
    """The `.html` and `.html.gz` files below a folder, in the order of their names.

    Raises:
        SystemExit: there are none.
    """
    paths = sorted([*folder.rglob("*.html"), *folder.rglob("*.html.gz")])
    if not paths:
        raise SystemExit(f"{folder}: no .html or .html.gz file below it")
    return [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in paths
    ]
