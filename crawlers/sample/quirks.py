"""Announced addresses that do not lead to an ordinary page: every way in which the open web disappoints a crawler."""

import base64
from collections.abc import Sequence

from crawlers.sample.answer import Answer, redirect
from crawlers.sample.pages import plain_page
from crawlers.sample.world import Item

_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def special_answer(item: Item) -> Answer | None:
    """The answer of an item whose `quirk` replaces its page; None where the page itself is served.

    `paywall`, `no-date`, `cp1252` and `robots` leave the page in place; `listing` is the section's front page.
    """
    site = item.site
    match item.quirk:
        case "soft-404":
            words = "Sorry, the page you are looking for could not be found. It may have moved, or it may be gone."
            return plain_page(site, "Page not found", words)
        case "missing":
            return plain_page(site, "404", "Nothing lives at this address.", status=404)
        case "challenge":
            words = "Checking your browser before you continue. Please enable JavaScript and cookies."
            return plain_page(site, "Just a moment...", words, status=403)
        case "pdf":
            return Answer(content_type="application/pdf", body=_scan(item.versions[0].title))
        case "image":
            return Answer(content_type="image/png", body=_PNG)
        case "empty":
            return Answer()
        case "loop":
            return redirect(f"{item.url}?step=2" if "?" not in item.url else item.url, status=302)
        case "moved":
            return redirect(f"{site.root}/archive{item.url.removeprefix(site.root)}")
        case "bad-encoding":
            return Answer(body=b"<!doctype html>", headers=(("Content-Encoding", "gzip"),))
        case _:
            return None


def recoded(item: Item, answer: Answer) -> Answer:
    """The page as sent; for `cp1252` its bytes are of that charset while the header goes on claiming UTF-8."""
    if item.quirk != "cp1252":
        return answer
    body = (
        answer.body.decode()
        .replace('<meta charset="utf-8">', "")
        .encode("cp1252", errors="xmlcharrefreplace")
    )
    return Answer(content_type=answer.content_type, body=body)


def _scan(title: str) -> bytes:
    """A whole PDF of one page with a picture and no letters, as a scanner makes it; its table of offsets is right."""
    name = title.replace("\\", "").replace("(", "").replace(")", "").encode("latin-1", errors="replace")
    stream = b"q 612 0 0 792 0 0 cm /Im1 Do Q"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /XObject << /Im1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Length 4 >>\nstream\n\xee\xdd\xee\xff\nendstream",
        b"<< /Title (" + name + b") >>",
    ]
    return pdf_of(objects, extra=b"/Info 6 0 R")


def pdf_of(objects: Sequence[bytes], *, extra: bytes = b"") -> bytes:
    """A PDF of objects, numbered from 1, the first of them its catalogue; `extra` goes into the trailer."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        extra,
        len(out),
    )
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer
