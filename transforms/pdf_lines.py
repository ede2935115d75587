"""A program of its own: a PDF on standard input, its lines of text with their places on standard output, as JSON.

PDFs come from strangers and are read by native code, so this runs in a process of its own under limits of time and
memory (`pdf.py` starts it); whatever happens to it, the caller goes on. It imports nothing of ours.
"""

import json
import resource
import sys
from contextlib import suppress
from typing import Any, Final

PROCESSOR_SECONDS: Final = 10
"""A release takes a few milliseconds, a report of 300 pages less than a second."""
MEMORY: Final = 512 << 20
"""Bytes of address space; a report of 300 pages needs a quarter of it."""
MOST_PAGES: Final = 300
MOST_CHARACTERS: Final = 2_000_000

ENCRYPTED, BROKEN, TOO_LONG = "pdf-encrypted", "pdf-broken", "pdf-too-long"


def main() -> None:
    """Read, answer, end: `{"lines": [...], "pages": n, "heights": {...}, "images": n}` or `{"reason": ..., "detail": ...}`."""
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)


def read(body: bytes) -> dict[str, Any]:
    """Every line of a PDF's text: `[page, left, bottom, right, top, is_cut, is_bold, words]`, in the file's order.

    Places are in points from the page's lower left; `is_cut` says that the line ended in a hyphen, which is left out,
    and that its word goes on in the next. The order is that in which the producer wrote them, which is the reading order
    in all but a few.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            return {"reason": ENCRYPTED, "detail": "it opens only with a password"}
        return {"reason": BROKEN, "detail": str(error)}
    pages = len(document)
    if pages > MOST_PAGES:
        return {"reason": TOO_LONG, "detail": f"{pages} pages; up to {MOST_PAGES} are read"}
    lines: list[list[Any]] = []
    heights: dict[int, float] = {}
    characters = damaged = images = 0
    for number in range(pages):
        try:
            page = document[number]
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError:
            damaged += 1
            continue
        heights[number] = page.get_height()
        characters += text_page.count_chars()
        if characters > MOST_CHARACTERS:
            return {"reason": TOO_LONG, "detail": f"more than {MOST_CHARACTERS:,} characters"}
        lines += _lines(text_page, number)
        if text_page.count_chars() == 0:
            images += any(True for _ in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
        text_page.close()
        page.close()
    if damaged == pages:
        return {"reason": BROKEN, "detail": f"none of its {pages} pages can be read"}
    return {"lines": lines, "pages": pages, "heights": heights, "images": images}


def _lines(text_page: Any, number: int) -> list[list[Any]]:
    from pypdfium2 import raw

    # One character of the library's text is one character of its index, but for those that it leaves out.
    text = text_page.get_text_range(errors="replace")
    lines: list[list[Any]] = []
    at = 0
    for run in text.replace("\r\n", "\n\n").split("\n"):
        for n, words in enumerate(pieces := run.split("\ufffe")):
            first, last = at, at + len(words) - 1
            while first < last and text[first].isspace():
                first += 1
            while last > first and text[last].isspace():
                last -= 1
            if words.strip():
                begins = raw.FPDFText_GetCharIndexFromTextIndex(text_page.raw, first)
                ends = raw.FPDFText_GetCharIndexFromTextIndex(text_page.raw, last)
                if begins >= 0 and ends >= 0:
                    left, bottom, _, top = text_page.get_charbox(begins, loose=True)
                    right = text_page.get_charbox(ends, loose=True)[2]
                    place = (round(value, 1) for value in (left, bottom, right, top))
                    is_cut = n < len(pieces) - 1
                    lines.append([number, *place, is_cut, _is_bold(text_page, begins), words.strip()])
            at += len(words) + 1
    return lines


def _is_bold(text_page: Any, index: int) -> bool:
    import ctypes

    from pypdfium2 import raw

    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(text_page.raw, index, name, len(name), ctypes.byref(flags))
    return 0 < length <= len(name) and any(
        word in name.value.lower() for word in (b"bold", b"black", b"heavy")
    )


if __name__ == "__main__":
    main()
