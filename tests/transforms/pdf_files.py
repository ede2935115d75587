"""PDF files for tests, written object by object."""

import zlib
from collections.abc import Sequence

from crawlers.sample.quirks import pdf_of

FONTS = (b"Helvetica", b"Helvetica-Bold")


def written(pages: Sequence[Sequence[tuple[float, float, float, str]]], *, extra: bytes = b"") -> bytes:
    """A PDF whose pages hold the given lines: (left, height above the lower edge, size, words); `*` begins a bold one.

    `extra` goes into the trailer.
    """
    streams = [b"\n".join(_line(*line) for line in page) for page in pages]
    return from_streams(streams, extra=extra)


def from_streams(streams: Sequence[bytes], *, extra: bytes = b"") -> bytes:
    """A PDF with one page for each content stream, compressed."""
    numbers = [5 + 2 * n for n in range(len(streams))]
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % len(streams),
        *(
            b"<< /Type /Font /Subtype /Type1 /BaseFont /" + name + b" /Encoding /WinAnsiEncoding >>"
            for name in FONTS
        ),
    ]
    for number, stream in zip(numbers, streams, strict=True):
        packed = zlib.compress(stream)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F0 3 0 R /F1 4 0 R >> >> >>" % (number + 1)
        )
        objects.append(
            b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream"
        )
    return pdf_of(objects, extra=extra)


def set_lines(
    lines: Sequence[str], *, top: float = 640, left: float = 72, size: float = 11, pitch: float = 14
) -> list[tuple[float, float, float, str]]:
    """Lines below each other; an empty one leaves half a line's room."""
    placed, height = [], top
    for line in lines:
        if line:
            placed.append((left, height, size, line))
        height -= pitch if line else pitch / 2
    return placed


def _line(left: float, height: float, size: float, words: str) -> bytes:
    font = 1 if words.startswith("*") else 0
    raw = words.removeprefix("*").encode("cp1252")
    for mark in (b"\\", b"(", b")"):
        raw = raw.replace(mark, b"\\" + mark)
    return b"BT /F%d %g Tf %g %g Td (%s) Tj ET" % (font, size, left, height, raw)
