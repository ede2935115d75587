"""Where an address stands in the archive, and the archive's index in the form that replay tools read (CDXJ)."""

import json
import mimetypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from fastwarc.warc import WarcRecord, WarcRecordType
from w3lib.url import canonicalize_url

from crawlers.archive import CAPTURE_TYPES
from crawlers.capture import Location
from crawlers.members import SUFFIX, members


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
        DamagedArchiveError: the file is damaged before its end.
    """
    for offset, end, data in members(path):
        record = WarcRecord.from_bytes(data)
        if record.record_type not in CAPTURE_TYPES:
            continue
        fields = record.headers
        assert record.reader is not None
        head = record.reader.read().partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        kinds = (line.partition(":")[2] for line in head if line.lower().startswith("content-type:"))
        kind = next(kinds, "").partition(";")[0].strip().lower()
        yield Standing(
            source_id=path.name.removesuffix(SUFFIX),
            day=date.fromisoformat(path.parent.name),
            url=fields["WARC-Target-URI"],
            announced_url=fields.get("Beatbook-Announced") or fields["WARC-Target-URI"],
            fetched_at=datetime.fromisoformat(fields["WARC-Date"]),
            status=int(head[0].split(" ")[1]),
            role=fields.get("Beatbook-Role") or "",
            content_type=kind or None,
            digest=fields.get("WARC-Payload-Digest"),
            is_revisit=record.record_type == WarcRecordType.revisit,
            location=Location(path=f"{path.parent.name}/{path.name}", offset=offset),
            length=end - offset,
        )


def matches(standing: Standing, text: str) -> bool:
    """Whether a record is of an address, given whole, in another writing of it, or in part."""
    addresses = (standing.url, standing.announced_url)
    if "://" in text:
        wanted = canonicalize_url(text)
        if any(canonicalize_url(address) == wanted for address in addresses):
            return True
    return any(text.lower() in address.lower() for address in addresses)


def cdxj(standings: Iterable[Standing]) -> list[str]:
    """The index of records as pywb and other replay tools read it: a line a record, sorted by key and time."""
    lines = []
    for one in standings:
        fields = {
            "url": one.url,
            "mime": "warc/revisit" if one.is_revisit else one.content_type or _guessed(one.url),
            "status": str(one.status),
            "digest": (one.digest or "-").removeprefix("sha1:"),
            "length": str(one.length),
            "offset": str(one.location.offset),
            "filename": one.location.path,
        }
        lines.append(f"{surt(one.url)} {one.fetched_at:%Y%m%d%H%M%S} {json.dumps(fields, ensure_ascii=True)}")
    return sorted(lines, key=str.encode)


def surt(url: str) -> str:
    """The sort-friendly form of an address: `example,gazette)/news?a=1`, without scheme and `www.`, in small letters.

    As pywb canonicalises what it is asked for. The library of that name was last released in 2021 and pulls in
    an old tldextract.
    """
    parts = urlsplit(canonicalize_url(url))
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    labels = host if ":" in host else ",".join(reversed(host.split(".")))
    path = (parts.path or "/").lower()
    path = path.rstrip("/") if len(path) > 1 else path
    return f"{labels}{port}){path or '/'}" + (f"?{parts.query.lower()}" if parts.query else "")


def _guessed(url: str) -> str:
    return mimetypes.guess_type(urlsplit(url).path)[0] or "unk"
