"""From a response's bytes to clean text: the character set, mojibake, Unicode form, invisible characters."""

import codecs
import re
import unicodedata
from itertools import groupby, islice
from typing import Final

from transforms.charsets import detect, fits_windows_1252, label_of_header, label_of_page
from transforms.mojibake import mend_runs

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF16_STARTS: Final = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_JAPANESE_MAIL: Final = (b"\x1b$B", b"\x1b$@")
"""Only ISO-2022-JP shifts so; its bytes are ASCII, so that it passes for UTF-8."""
_RIGHT_TO_WRONG: Final = 8
"""Characters of several bytes that are right UTF-8, for each byte that is not: so many make a body UTF-8."""
_MOST_STRAY: Final = 50_000
_RIGHT_SHARE: Final = 0.98
"""Of the characters beside ASCII that a label must give for it to be believed."""

# Bytes of windows-1252 that stand alone in UTF-8 text: what a comment form or a pasted quotation leaves.
_STRAY_MARKS: Final = frozenset("‘’“”–—…•®°©£§«»·¡¿½¼¾´\u00a0")
_NEIGHBOURS: Final = frozenset((*range(128), 0x85, *range(0x91, 0x98)))
_CUT_LEADS: Final = frozenset((0xC2, 0xC3, 0xE2))
"""The first bytes of most characters in Western text: alone, they are what a cut left of one."""

_REMOVED: Final = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b\u2060\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff]+"
)
_BIDI: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_OVERRIDES: Final = re.compile("[\u202d\u202e]+")
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]")
# Joiners shape Persian and Indic words and emoji; beside a letter of ours they are only noise.
_JOINER: Final = re.compile("(?<=[\u0000-\u024f])[\u200c\u200d]|[\u200c\u200d](?=[\u0000-\u024f])")
_INVISIBLE: Final = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_MOST_MARKS: Final = 30
"""Combining marks on one letter, as in Unicode's stream-safe text."""
_HEAP: Final = 5_000
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def decode(body: bytes, content_type: str | None) -> str:
    """The text of a response: NFC, mojibake mended where it is certain, no byte-order mark.

    Asked in order: a byte-order mark; whether the bytes are UTF-8, whatever a label of one byte a character claims; the
    header's label, the page's own, each believed where the bytes bear it out; detection. Bytes of windows-1252 that
    stray into UTF-8 are read as what they are, others become U+FFFD.
    """
    text = _as_text(body, content_type)
    if text.isascii():
        return text
    return mend_runs(_composed(text))


def tidy(text: str) -> str:
    """NFC without invisible characters; white space is left to the caller.

    Soft hyphens, zero-width marks, control and private-use characters go, joiners beside Latin letters too, and marks of
    direction where nothing is written from right to left. A lone surrogate becomes U+FFFD.
    """
    if _INVISIBLE.search(text):
        text = _JOINER.sub("", _REMOVED.sub("", text))
        text = _SURROGATE.sub("\ufffd", text)
        text = (_OVERRIDES if _RIGHT_TO_LEFT.search(text) else _BIDI).sub("", text)
    return _composed(text)


def one_line(text: str) -> str:
    """`tidy` with every run of white space as one space."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # most values: nothing to tidy
    return " ".join(tidy(text).split())


def _composed(text: str) -> str:
    """The text in NFC; of marks that are heaped on one letter, the first ones."""
    # To put a heap of marks in order takes time that grows with its square, and no language has so many.
    if len(text) > _HEAP and any(
        all(map(unicodedata.combining, text[at : at + _MOST_MARKS])) for at in range(0, len(text), _HEAP)
    ):
        runs = groupby(text, key=lambda char: unicodedata.combining(char) > 0)
        text = "".join("".join(islice(run, _MOST_MARKS if is_mark else None)) for is_mark, run in runs)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _as_text(body: bytes, content_type: str | None) -> str:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    header = label_of_header(content_type)
    if (wide := _utf16(body, header)) is not None:
        return body.decode(wide, errors="replace")
    if b"\x1b" in body and any(shift in body for shift in _JAPANESE_MAIL):
        return body.decode("iso2022_jp", errors="replace")
    if (utf8 := _utf8(body)) is not None:
        return utf8
    declared = dict.fromkeys((header, label_of_page(body)))
    labels = tuple(label for label in declared if label and not label.startswith("utf-"))
    for label in labels:
        if (text := _believed(body, label)) is not None:
            return text
    return body.decode(detect(body, labels), errors="replace")


def _utf16(body: bytes, header: str | None) -> str | None:
    """The codec of a body with two bytes a character, by its first ones; None for all others, whatever the header."""
    if b"\0" not in body[:512]:
        return None
    start = body[:512].lstrip()[:2]
    known = next((name for first, name in _UTF16_STARTS if start == first), None)
    return known or (header if header is not None and header.startswith("utf-16") else None)


def _believed(body: bytes, label: str) -> str | None:
    """The text in a declared set, None where it cannot be true."""
    text = body.decode(label, errors="replace")
    beyond = _beyond_ascii(text)
    if text.count("\ufffd") > (1 - _RIGHT_SHARE) * beyond:
        return None
    # Servers send this label with everything, and no bytes contradict it.
    return None if label == "cp1252" and not fits_windows_1252(body) else text


def _utf8(body: bytes) -> str | None:
    """The bytes as UTF-8, None where they are not; stray bytes, or a character cut off at the end, are no objection."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = _beyond_ascii(text) - wrong
    if wrong <= _MOST_STRAY:
        text = body.decode("utf-8", errors=_STRAY)
        wrong = text.count("\ufffd")
    return text if right >= _RIGHT_TO_WRONG * wrong and (right or not _beyond_ascii(text)) else None


def _stray(error: UnicodeError) -> tuple[str, int]:
    """What one byte stands for that is not UTF-8: the handler of errors in `_utf8`."""
    assert isinstance(error, UnicodeDecodeError)
    body, start, end = error.object, error.start, error.end
    if end == len(body) and error.reason == "unexpected end of data":
        return "", end
    before = body[start - 1] if start else 0x20
    after = body[end] if end < len(body) else 0x20
    if end - start == 1 and before in _NEIGHBOURS and after in _NEIGHBOURS:
        byte = body[start]
        char = bytes((byte,)).decode("cp1252", "replace")
        if char in _STRAY_MARKS:
            return char, end
        is_in_word = chr(after).isalpha()
        if (
            byte >= 0xC0
            and chr(before).isalpha()
            and (is_in_word or (byte not in _CUT_LEADS and char.islower()))
        ):
            return char, end
    return "\ufffd", end


_STRAY: Final = "windows-1252-in-utf-8"
codecs.register_error(_STRAY, _stray)


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))
