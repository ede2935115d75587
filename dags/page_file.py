"""A page that somebody saved, or pipes: its bytes, unpacked, and what they are to be read as."""

import gzip
import io
import sys
import zlib
from pathlib import Path
from typing import Final

_KINDS: Final = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".md": "text/plain",
    ".eml": "message/rfc822",
    ".pdf": "application/pdf",
}
_MOST_BYTES: Final = 64 << 20
"""Of a page, unpacked: the crawl takes less."""
_ACCEPTED: Final = (
    "accepted are a saved page (.html, .html.gz, .pdf, .txt, .eml), - for standard input, a record of the archive "
    "(DAY/SOURCE.warc.gz:OFFSET, as `beatbook archive find` prints it), or an address that begins with http:// or https://"
)


class PageError(Exception):
    """The page cannot be read; the message says what was found and what would be accepted."""


def page_bytes(what: str) -> tuple[bytes, str]:
    """The bytes of a file, or of standard input for `-`, unpacked, and their content type: by their beginning, or the name.

    Raises:
        PageError: there is no such file, or it is none that can be read.
    """
    path = Path(what)
    try:
        with sys.stdin.buffer if what == "-" else path.open("rb") as file:
            body = file.read(_MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise PageError(f"{what}: there is no such file; {_ACCEPTED}") from error
    except IsADirectoryError as error:
        raise PageError(
            f"{what} is a folder; {_ACCEPTED}. A folder of pages: `beatbook demo --pages`"
        ) from error
    if body[:2] == b"\x1f\x8b":
        path = path.with_suffix("") if path.suffix == ".gz" else path
        try:
            body = gzip.GzipFile(fileobj=io.BytesIO(body)).read(_MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise PageError(f"{what}: packed by gzip, but damaged ({error})") from error
    if len(body) > _MOST_BYTES:
        raise PageError(
            f"{what}: more than {_MOST_BYTES >> 20} MB; a night takes no page of that size either"
        )
    if b"%PDF-" in body[:1024]:
        return body, "application/pdf"
    if path.suffix.lower() in _KINDS:
        return body, _KINDS[path.suffix.lower()]
    return body, "text/html" if body.lstrip()[:1] == b"<" or b"<html" in body[:2000].lower() else "text/plain"
