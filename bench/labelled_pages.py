"""A folder of labelled pages: `manifest.json` with cases, each a gzipped page and its expected values.

What is read of it never depends on the expected values, but for an address that the manifest does not give. Of the manifest's
own words the language and the country count, as a source's file gives language and zone.
"""

import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from crawlers.capture import Capture, Location
from crawlers.kinds.feed import Feed
from crawlers.sources import Place, Source

_ZONES: Final = {
    "at": "Europe/Vienna", "au": "Australia/Sydney", "be": "Europe/Brussels", "ca": "America/Toronto", "ch": "Europe/Zurich",
    "cz": "Europe/Prague", "de": "Europe/Berlin", "es": "Europe/Madrid", "fr": "Europe/Paris", "id": "Asia/Jakarta",
    "il": "Asia/Jerusalem", "ind": "Asia/Kolkata", "isl": "Atlantic/Reykjavik", "it": "Europe/Rome", "jp": "Asia/Tokyo",
    "kr": "Asia/Seoul", "li": "Europe/Vaduz", "ls": "Africa/Maseru", "lt": "Europe/Vilnius", "my": "Asia/Kuala_Lumpur",
    "na": "Africa/Windhoek", "nl": "Europe/Amsterdam", "no": "Europe/Oslo", "pl": "Europe/Warsaw", "pt": "Europe/Lisbon",
    "ru": "Europe/Moscow", "se": "Europe/Stockholm", "tr": "Europe/Istanbul", "tz": "Africa/Dar_es_Salaam",
    "uk": "Europe/London", "us": "America/New_York", "vn": "Asia/Ho_Chi_Minh", "za": "Africa/Johannesburg",
}  # fmt: skip
"""Of the manifest's countries, the zone of most of their publishers: a source's file always gives its zone."""
FETCHED_AT: Final = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class FolderError(Exception):
    """A folder that is not of the shape that is read: what was found, and what would be accepted."""


@dataclass(frozen=True, slots=True)
class Case:
    """One page.

    Attributes:
        group: the manifest's `set`; empty where it names none.
        language: ISO 639-1.
        timezone: of its country; UTC where the manifest names none that is known.
    """

    id: str
    group: str
    language: str
    timezone: str
    capture: Capture

    @property
    def source(self) -> Source:
        """Who published it: nobody known."""
        return _source_in(self.language, self.timezone)

    @property
    def html(self) -> str:
        """The page as text, for programs that want it so: the sets hold UTF-8."""
        return self.capture.body.decode("utf-8", "replace")


def read_cases(folder: Path) -> list[Case]:
    """The manifest's cases whose page is there, in its order.

    Raises:
        FolderError: no manifest, one of another shape, no page at all, or a page that cannot be unpacked.
    """
    rows = manifest(folder)
    labels: dict[Path, Any] = {}
    cases = [_case(folder, row, labels) for row in rows if _page(folder, row) is not None]
    if not cases:
        raise FolderError(
            f"{folder}: of the {len(rows)} pages that manifest.json names none is there, e.g. {rows[0]['html']}"
        )
    return cases


def missing_pages(folder: Path) -> int:
    """How many of the manifest's cases have no page in the folder."""
    return sum(_page(folder, row) is None for row in manifest(folder))


def manifest(folder: Path) -> list[dict[str, Any]]:
    """The manifest's cases, each with `id` and `html`.

    Raises:
        FolderError: no manifest, or one of another shape.
    """
    path = folder / "manifest.json"
    packed = path.with_name("manifest.json.gz")
    if not path.exists() and not packed.exists():
        raise FolderError(
            f"{folder}: no manifest.json, which lists the pages as `cases`; found {listing(folder)}"
        )
    try:
        text = (
            path.read_text("utf-8") if path.exists() else gzip.decompress(packed.read_bytes()).decode("utf-8")
        )
        given = json.loads(text)
    except (ValueError, OSError, EOFError, zlib.error) as error:
        raise FolderError(f"{folder}/manifest.json is not JSON: {error}") from None
    rows = given.get("cases") if isinstance(given, dict) else None
    if not isinstance(rows, list) or not rows:
        raise FolderError(f'{folder}/manifest.json: expected {{"cases": [{{"id", "html", ...}}, ...]}}')
    for number, row in enumerate(rows):
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("id", "html")):
            raise FolderError(
                f"{folder}/manifest.json: case {number} needs `id` and `html` as strings, found {str(row)[:120]}"
            )
    return rows


def _page(folder: Path, row: dict[str, Any]) -> Path | None:
    """The page's file, packed or not."""
    name = row["html"]
    for path in (folder / name, folder / f"{name}.gz", folder / name.removesuffix(".gz")):
        if path.is_file():
            return path
    return None


def _case(folder: Path, row: dict[str, Any], labels: dict[Path, Any]) -> Case:
    path = _page(folder, row)
    assert path is not None
    body = path.read_bytes()
    if body[:2] == b"\x1f\x8b":
        try:
            body = gzip.decompress(body)
        except (OSError, EOFError, zlib.error) as error:
            raise FolderError(f"{path} cannot be unpacked: {error}") from None
    url = row.get("url") or _labelled_url(folder, row, labels) or f"https://page.example/{row['id']}"
    return Case(
        id=row["id"],
        group=str(row.get("set") or ""),
        language=str(row.get("lang") or "en"),
        timezone=_ZONES.get(str(row.get("country")), "UTC"),
        capture=Capture(
            source_id="pages",
            url=url,
            announced_url=url,
            fetched_at=FETCHED_AT,
            status=200,
            headers=(("content-type", "text/html; charset=utf-8"),),
            body=body,
            role="item",
            feed=None,
            problem=None,
            location=Location(path=f"{FETCHED_AT.date()}/pages.warc.gz", offset=0),
        ),
    )


def _labelled_url(folder: Path, row: dict[str, Any], labels: dict[Path, Any]) -> str | None:
    """The address among the expected values, where they are there at all."""
    if not isinstance(row.get("expected"), str):
        return None
    path = folder / row["expected"]
    if path not in labels:
        try:
            labels[path] = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            labels[path] = None
    label = labels[path]
    if isinstance(label, dict) and "key" in row:
        label = label.get(row["key"])
    url = label.get("url") if isinstance(label, dict) else None
    return url if isinstance(url, str) and url.startswith(("http://", "https://")) else None


@cache
def _source_in(language: str, timezone: str) -> Source:
    """A source that knows nothing of what it published: its name is no newspaper's."""
    return Source(
        id="pages",
        name="Saved pages",
        homepage="https://page.example/",
        publisher="newspaper",
        place=Place(name="Anywhere", state="OR"),
        timezone=timezone,
        language=language,
        feeds=(Feed(kind="feed", url="https://page.example/feed"),),
    )


def listing(folder: Path) -> str:
    """What a folder holds, for a message."""
    if not folder.is_dir():
        return "no such folder"
    names = sorted(path.name for path in folder.iterdir())
    return ", ".join(names[:8] + ["..."] * (len(names) > 8)) or "nothing"


def only(cases: Sequence[Case], text: str) -> list[Case]:
    """The cases whose id holds a text."""
    return [case for case in cases if text in case.id]
