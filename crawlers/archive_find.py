"""Where an address stands in the archive."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.archive import CAPTURE_TYPES, as_recorded, records
from crawlers.capture import Location
from crawlers.urls import canonical_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One record of the archive.

    Attributes:
        url: the address that answered; `announced_url` as asked for.
        fetched_at: UTC.
        status: HTTP status, 304 for "not modified".
        role: `robots`, `discovery` or `item`.
        content_type: as sent, without parameters; None where none was.
        digest: `sha1:...` of the body, or of the one that it repeats; None where the record has none.
        is_revisit: the body stands elsewhere.
        location, length: where the record stands, and its length there, in bytes.
    """

    source_id: str
    day: date
    url: str
    announced_url: str
    fetched_at: datetime
    status: int
    role: str
    content_type: str | None
    digest: str | None
    is_revisit: bool
    location: Location
    length: int


def standings(path: Path) -> Iterator[Standing]:
    """All responses and revisits of a WARC file, in its order; an unfinished last one is left out.

    Raises:
        DamagedArchiveError: the file is damaged before its end, or holds a record that is none.
    """
    for offset, end, record in records(path):
        if record.record_type not in CAPTURE_TYPES:
            continue
        location = Location(path=f"{path.parent.name}/{path.name}", offset=offset)
        capture = as_recorded(record, path, location)
        kind = (capture.header("content-type") or "").partition(";")[0].strip().lower()
        yield Standing(
            source_id=capture.source_id,
            day=date.fromisoformat(path.parent.name),
            url=capture.url,
            announced_url=capture.announced_url,
            fetched_at=capture.fetched_at,
            status=capture.status,
            role=capture.role,
            content_type=kind or None,
            digest=record.headers.get("WARC-Payload-Digest"),
            is_revisit=capture.revisit_of is not None,
            location=location,
            length=end - offset,
        )


def of_page(url: str) -> Callable[[str], bool]:
    """A test of whether an address is that of a page, in whatever writing.

    Two addresses are one page's where `canonical_url` says so, taking the site of `url` for home, a slash at the end apart;
    what a source's own file adds to that is not known here.
    """
    page = canonical_url(url, home=url).rstrip("/")
    # Every writing of a page's address holds the name of its site: the few that do are looked at closely.
    try:
        site = ".".join((urlsplit(page).hostname or "").split(".")[-2:])
    except ValueError:  # no address that can be read
        site = ""

    def is_of(address: str) -> bool:
        return address == url or (
            site in address.lower() and canonical_url(address, home=url).rstrip("/") == page
        )

    return is_of


def matching(text: str) -> Callable[[Standing], bool]:
    """A test of whether a record is of an address: given in part, or `of_page` where it is whole."""
    part = text.lower()
    is_page = of_page(text) if "://" in text else lambda _: False

    def is_of(address: str) -> bool:
        return part in address.lower() or is_page(address)

    return lambda one: is_of(one.url) or is_of(one.announced_url)
