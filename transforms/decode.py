"""From a response's bytes to clean text: the character set, mojibake, Unicode form, invisible characters."""

import codecs
import re
import unicodedata
from typing import Final

from ftfy import fix_encoding

# Browsers read these labels as the wider set (WHATWG Encoding), so pages rely on it.
_WIDER: Final = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_META_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_META_WITHIN: Final = 4096
"""Bytes in which a `<meta charset>` is looked for: browsers stop at 1024, real pages do not."""

# The first byte of most UTF-8 sequences, misread as Latin-1 or cp1252: without one there is nothing to mend.
_SUSPECT: Final = re.compile(r"[ÂÃâÅÐ][\u0080-\u00ff\u2010-\u2122\u0152-\u0178]")
_RUN: Final = re.compile(r"[^<>\n]+")

_REMOVED: Final = dict.fromkeys(
    [0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
# Joiners shape Persian and Indic words and emoji; beside a letter of ours they are only noise.
_JOINER: Final = re.compile("(?<=[\u0000-\u024f])[\u200c\u200d]|[\u200c\u200d](?=[\u0000-\u024f])")
_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]"
)
_CONTROL: Final = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]")


def decode(body: bytes, content_type: str | None) -> str:
    """The text of a response: NFC, mojibake mended where it is certain, no byte-order mark.

    Asked in order: a byte-order mark, the header, the page's own `<meta charset>`, UTF-8, cp1252. Bytes that hold
    non-ASCII and are valid UTF-8 are UTF-8 whatever a label of one byte a character claims; bytes that are
    declared UTF-8 and are not fall to the page's own label, then to cp1252.
    """
    text = _as_text(body, content_type)
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _RUN.sub(lambda run: mend(run[0]), text) if _SUSPECT.search(text) else text


def mend(text: str) -> str:
    """Undo a double encoding ("donâ€™t") where the text can hardly have meant it; else the text itself."""
    return fix_encoding(text) if _SUSPECT.search(text) else text


def tidy(text: str) -> str:
    """NFC without soft hyphens, zero-width and control characters; white space is left to the caller."""
    if _INVISIBLE.search(text):
        text = _CONTROL.sub("", _JOINER.sub("", text.translate(_REMOVED)))
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """`tidy` with every run of white space as one space."""
    return " ".join(tidy(text).split())


def _as_text(body: bytes, content_type: str | None) -> str:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    header = _codec(m[1]) if (m := _HEADER_CHARSET.search(content_type or "")) else None
    declared = _META_CHARSET.search(body[:_META_WITHIN])
    meta = _codec(declared[1].decode("ascii")) if declared else None
    utf8 = _utf8(body)
    if utf8 is not None and (header or meta or "utf-8") not in ("utf-16-le", "utf-16-be"):
        return utf8
    for label in (header, meta):
        if label and label != "utf-8":
            try:
                return body.decode(label)
            except UnicodeDecodeError:
                continue
    return body.decode("cp1252", errors="replace")


def _utf8(body: bytes) -> str | None:
    """The bytes as UTF-8, None where they are not; a stray byte, or a character cut off at the end, is no objection."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(body) - 3 and error.reason == "unexpected end of data":
            return body[: error.start].decode("utf-8")
    text = body.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = sum(1 for char in text if char > "\x7f") - wrong
    return text if right >= 8 * wrong else None


def _codec(label: str) -> str | None:
    """Python's name of the codec that a browser would use for a label, None for an unknown label."""
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    if name in ("utf-16", "utf-32"):
        # A label that was itself read as ASCII cannot be true (WHATWG: read it as UTF-8).
        return "utf-8"
    return _WIDER.get(name, name)
