"""Why a response holds no document: its status, its problem, its bytes, where it led (`page_rejections.py`: the page)."""

import re
from typing import Final
from urllib.parse import urlsplit

from crawlers.capture import Capture
from crawlers.challenge import is_challenge

Reason = tuple[str, str]
"""(reason in kebab case, what was found)."""

ORIGINAL_MISSING: Final = "the earlier answer that this one repeats cannot be read in the archive"

_MAGIC: Final = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"ID3", "an MP3 sound"),
    (b"\x1f\x8b", "gzip data"),
    (b"%!PS", "a PostScript document"),
    (b"OggS", "an Ogg sound"),
    (b"wOFF", "a font"),
)
_OFFICE: Final = (
    (b"{\\rtf", b"", "an RTF file"),
    (b"\xd0\xcf\x11\xe0", b"", "a file of an old Office program"),
    (b"PK\x03\x04", b"word/", "a Word file"),
    (b"PK\x03\x04", b"xl/", "an Excel file"),
    (b"PK\x03\x04", b"ppt/", "a PowerPoint file"),
    (b"PK\x03\x04", b"application/vnd.oasis.opendocument", "an OpenDocument file"),
)
"""How the files of office programs begin, and what stands in them."""
_OFFICE_WITHIN: Final = 100_000
_TYPES: Final = (
    ("image/", "an image"),
    ("video/", "a video"),
    ("audio/", "a sound"),
    ("font/", "a font"),
    ("application/pdf", "a PDF"),
    ("application/json", "JSON"),
    ("application/ld+json", "JSON"),
    ("application/rss", "a feed"),
    ("application/atom", "a feed"),
    ("application/zip", "a ZIP archive"),
    ("application/octet-stream", "bytes of no stated type"),
    ("application/javascript", "a script"),
    ("text/javascript", "a script"),
    ("text/css", "a style sheet"),
    ("text/csv", "CSV"),
    ("text/calendar", "a calendar"),
)
_HTML_START: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|div|p|title|meta|h1|main|section|table)\b", re.I
)
_XML_START: Final = re.compile(rb"^\s*<\?xml|^\s*<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.I)

_CONSENT_ADDRESS: Final = re.compile(
    r"^consent\.|/(?:collect)?consent(?:/|\?|$)|/privacy-?(?:gate|wall)(?:/|$)", re.I
)


def reject_response(capture: Capture, homepage: str) -> Reason | None:
    """Why a response cannot hold a document, None where it may: its status, its problem, its bytes."""
    if capture.problem in ("body-too-large", "bad-content-encoding"):
        return capture.problem, f"the crawl kept no body: {capture.problem}, status {capture.status}"
    if capture.problem == "original-missing":
        return capture.problem, ORIGINAL_MISSING
    if 300 <= capture.status < 400:
        return "redirect", f"to {capture.header('location') or 'nowhere'}"
    if capture.status >= 400 or capture.status < 200:
        if is_challenge(capture.status, capture.body):
            return "challenge-page", f"a bot challenge with status {capture.status}"
        return f"http-{capture.status}", f"the server answered {capture.status}"
    if not capture.body.strip():
        return (
            capture.problem or "empty-body",
            f"{len(capture.body)} bytes, all white space, status {capture.status}",
        )
    if is_pdf(capture.body) or is_message(capture.body, capture.header("content-type") or ""):
        return None
    if what := _office_file(capture.body):
        return (
            "office-file",
            f"{what}, {len(capture.body)} bytes; releases are read as pages, PDF, mail or plain text",
        )
    if what := _other_than_text(capture.body, capture.header("content-type") or ""):
        return "not-html", f"{what}, {len(capture.body)} bytes"
    if _is_home(capture.url, homepage) and not _is_home(capture.announced_url, homepage):
        return "redirect-to-home", f"{capture.announced_url} led to the home page"
    if _is_consent(capture.url) and not _is_consent(capture.announced_url):
        return "consent-page", f"{capture.announced_url} led to a page that asks for consent"
    return None


def is_pdf(body: bytes) -> bool:
    """The response is a PDF, whatever it is called: some servers put a few bytes before it."""
    return b"%PDF-" in body[:1024] and not _HTML_START.search(body[:1024])


def is_message(body: bytes, content_type: str) -> bool:
    """The response is a message as it was sent by mail."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "message/rfc822" and not body.lstrip().startswith(b"<")


def is_plain_text(body: bytes, content_type: str) -> bool:
    """The response is text without mark-up."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in ("text/plain", "text/markdown") and not _HTML_START.search(body[:2000])


def _office_file(body: bytes) -> str | None:
    start, end = body[:_OFFICE_WITHIN], body[-_OFFICE_WITHIN:]  # a ZIP archive has its table at the end
    return next(
        (what for magic, held, what in _OFFICE if start.startswith(magic) and (held in start or held in end)),
        None,
    )


def _other_than_text(body: bytes, content_type: str) -> str | None:
    start = body.lstrip()[:512]
    for magic, what in _MAGIC:
        if start.startswith(magic):
            return what
    if start.startswith(b"RIFF") or start[4:8] == b"ftyp":
        return "a picture, sound or film"
    if _HTML_START.search(body[:4096]):
        return None
    if _XML_START.match(start):
        return "XML (a feed or a sitemap)"
    kind = content_type.partition(";")[0].strip().lower()
    named = next((what for prefix, what in _TYPES if kind.startswith(prefix)), None)
    if named:
        return named
    if start[:1] in (b"{", b"["):
        return "JSON"
    # Two bytes a character, with a byte-order mark or an angle bracket to begin with, are text.
    if start[:2] not in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<") and b"\0" in body[:1024]:
        return f"binary data called {kind or 'nothing'}"
    return None


def _is_home(url: str, homepage: str) -> bool:
    parts, home = urlsplit(url), urlsplit(homepage)
    path = re.sub(r"/(?:index|default|home)\.(?:html?|php|aspx?)$", "/", parts.path).rstrip("/")
    same = (parts.hostname or "").removeprefix("www.") == (home.hostname or "").removeprefix("www.")
    return same and path == home.path.rstrip("/") and not parts.query


def _is_consent(url: str) -> bool:
    parts = urlsplit(url)
    return _CONSENT_ADDRESS.search(parts.hostname or "") is not None or (
        _CONSENT_ADDRESS.search(parts.path) is not None
    )
