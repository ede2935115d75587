"""The archive's index in the form that replay tools read (CDXJ): a line a record, sorted by its address's key and time."""

import json
import mimetypes
import re
import string
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote_from_bytes, unquote_to_bytes, urldefrag, urlsplit

from crawlers.archive_find import Standing

_KEPT: Final = string.punctuation.replace("%", "").replace("#", "")
_SESSION: Final = re.compile(
    r"&?\b(?:(?:jsession|phpsess|s)id=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24})(?=&|$)"
)
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def cdxj(standings: Iterable[Standing]) -> list[str]:
    """The lines, without line ends; a revisit has the type `warc/revisit` and the digest of what it repeats."""
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
        lines.append(f"{surt(one.url)} {one.fetched_at:%Y%m%d%H%M%S} {json.dumps(fields)}")
    return sorted(lines, key=str.encode)


def surt(url: str) -> str:
    """The key of an address, whose host is turned round so that a site's pages stand together: `example,gazette)/news?a=1`.

    As pywb makes it of what a reader asks for: small letters, no `www.`, no session ids, parameters sorted. The `surt`
    package has the AGPL, and cdxj-indexer, the tool built upon it, comes with a decoder of Flash messages.
    """
    parts = urlsplit(urldefrag(url.strip()).url)
    host = unquote_to_bytes(parts.hostname or "").decode("utf-8", "replace").replace("..", ".").strip(".")
    if not host.isascii():
        host = host.encode("idna").decode()
    host = re.sub(r"^www\d*\.", "", host)
    labels = host if ":" in host else ",".join(reversed(host.split(".")))
    port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    path = _path(_unescaped(parts.path)).lower()
    query = _SESSION.sub("", _unescaped(parts.query).lower()).removeprefix("&")
    query = "&".join(sorted(query.split("&"), key=lambda pair: pair.split("=", 1)))
    return f"{labels}{port}){path}" + (f"?{query}" if query else "")


def _path(path: str) -> str:
    kept: list[str] = []
    for part in path.split("/"):
        if part == ".." and kept:
            kept.pop()
        elif part not in ("", ".", ".."):
            kept.append(part)
    return "/" + "/".join(kept)


def _unescaped(text: str) -> str:
    """Every escape undone, also those of escapes; what may not stand in an address is escaped again, once."""
    content = text.encode("utf-8", "surrogatepass")
    while (plain := unquote_to_bytes(content)) != content:
        content = plain
    return quote_from_bytes(content, safe=_KEPT)


def _guessed(url: str) -> str:
    return mimetypes.guess_type(urlsplit(url).path)[0] or "unk"
