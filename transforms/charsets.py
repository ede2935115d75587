"""Which character set a response is in: its labels as browsers read them, and where they say nothing true, its bytes.

Labels are looked up in the WHATWG Encoding standard's table (webencodings): `iso-8859-1` is windows-1252, UTF-7 and
other sets that no browser reads are unknown. Detection (charset-normalizer) is asked last, with the sets only that pages
are still written in.
"""

import re
from itertools import pairwise
from typing import Final

import webencodings
from charset_normalizer import from_bytes

_META_WITHIN: Final = 4096
"""Bytes in which a page's own label is looked for: browsers stop at 1024, real pages do not."""
_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_DECLARED: Final = re.compile(
    rb"<!--.*?(?:-->|\Z)|<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)|<meta[\s/](?P<meta>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)",
    re.I | re.S,
)
_IN_META: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_LANGUAGE: Final = re.compile(rb"<html\b[^>]{0,300}?\blang\s*=\s*[\"']?([a-z]{2})\b", re.I)

# Python's codec where it reads more than the one that webencodings names, as browsers do.
_WIDER: Final = {"gbk": "gb18030", "x-user-defined": "cp1252"}
_SAMPLE: Final = 20_000
"""Bytes beside non-ASCII ones that detection reads."""
_SCRIPT_EDGE: Final = re.compile(rb"<(?=/?(?:script|style)\b)", re.I)
_SCRIPT: Final = re.compile(rb"s(?:cript|tyle)\b", re.I)
_EDGE: Final = re.compile(rb"[<>\n]+")
_CANDIDATES: Final = (
    "cp1252", "cp1251", "koi8_r", "koi8_u", "cp1250", "iso8859_2", "cp1253", "iso8859_7", "cp1254", "cp1255", "iso8859_8",
    "cp1256", "iso8859_6", "cp1257", "iso8859_13", "cp874", "iso8859_5", "cp866", "mac_roman",
    "cp932", "euc_jp", "cp949", "euc_kr", "gb18030", "big5",
)  # fmt: skip
_BY_LANGUAGE: Final = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro", "bs", "sq"), ("cp1250", "iso8859_2")),
    **dict.fromkeys(
        ("ru", "bg", "sr", "mk", "be"), ("cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic")
    ),
    "uk": ("cp1251", "koi8_u", "iso8859_5"),
    "el": ("cp1253", "iso8859_7"),
    "tr": ("cp1254",),
    "he": ("cp1255", "iso8859_8"),
    **dict.fromkeys(("ar", "fa", "ur"), ("cp1256", "iso8859_6")),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257", "iso8859_13")),
    "th": ("cp874",),
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949", "euc_kr"),
    "zh": ("gb18030", "big5"),
}
# What languages in Latin letters write beside ASCII, a set for each; a text in none of them is misread. The last is for
# names of several languages in one text, and counts a little less.
_LETTERS: Final = tuple(
    frozenset(letters + letters.upper())
    for letters in (
        "áéíóúüñïª", "éèàçêùîôâûëïöæœÿ", "äöüßéàè", "ãõáéíóúâêôçàü", "àèéìòùîíóú", "åäöæøéèêóòô", "ëïéöüèáíóúê", "áéíóúýþæöð", "éêëèïîñçüöåä",
        "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "čćđšž", "çğıöşüİâî", "ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž",
        "áéíóúüñçàèìòùâêîôûäëïöåæøãõßœ",
    )
)  # fmt: skip
_LATIN: Final = ("cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257", "iso8859_13", "mac_roman")
_MARKS: Final = frozenset("€‚„…†‡‰‹‘’“”•–—˜™›¡¢£¤¥§©«®°±²·¶´»¼½¾¿º×÷\u00a0\u00ad")
_WITHIN_WORD: Final = re.compile(r"[^\W\d_][¡¿ºª¹²³µ¸´¨¢£¤¥§©«®±¶¼½¾÷×](?=[^\W\d_])|[¦¹³µ¸¨¤¼¾](?=[^\W\d_])")
_RUN_BEYOND: Final = re.compile(r"[^\W\d_a-zA-Z]{5,}")
_LEAST_SURE: Final = 0.97
_CONTROL: Final = re.compile("[\x80-\x9f\ufffd]")
_MIXED: Final = 0.985


def label_of_header(content_type: str | None) -> str | None:
    """Python's codec for the character set that a Content-Type names; None where it names none that browsers read."""
    found = _HEADER.search(content_type or "")
    return _codec(found[1]) if found else None


def label_of_page(body: bytes) -> str | None:
    """The same of a page's own `<meta charset>`, `<meta http-equiv>` or XML declaration, outside of comments.

    A page that was itself read as ASCII cannot be in UTF-16: that label means UTF-8.
    """
    for found in _DECLARED.finditer(body[:_META_WITHIN]):
        named = found[1] or (m[1] if (m := _IN_META.search(found["meta"] or b"")) else None)
        if named and (codec := _codec(named.decode("ascii", "replace"))):
            return "utf-8" if codec.startswith("utf-16") else codec
    return None


def detect(body: bytes, labels: tuple[str, ...] = ()) -> str:
    """Python's codec that a body in a set of the time before UTF-8 is best read with.

    A text in Latin letters is known by the letters of its language; else what fits the declared sets, the page's
    language, or the bytes' own statistics best; windows-1252 where nothing does.

    Args:
        body: not UTF-8.
        labels: codecs that were declared; asked before others that are not theirs.
    """
    sample = _sample(body)
    best, sure = _best_latin(sample)
    if sure >= _LEAST_SURE:
        return best
    said = _LANGUAGE.search(body[:_META_WITHIN])
    likely = _BY_LANGUAGE.get(said[1].decode().lower(), ()) if said else ()
    for candidates in dict.fromkeys((tuple(dict.fromkeys((*labels, *likely))), _CANDIDATES)):
        if candidates and (found := from_bytes(sample, cp_isolation=list(candidates)).best()) is not None:
            return found.encoding
    return "cp1252"


def fits_windows_1252(body: bytes) -> bool:
    """Whether a body may be in the set that every byte fits: not where its letters are a heap of odd ones."""
    codec, sure = _best_latin(_sample(body))
    return codec == "cp1252" and sure >= _LEAST_SURE


def _best_latin(sample: bytes) -> tuple[str, float]:
    """The set of Latin letters that fits best, windows-1252 where others fit no better, and how well it does."""
    return max(((codec, _fit(sample.decode(codec, "replace"))) for codec in _LATIN), key=lambda one: one[1])


def _fit(text: str) -> float:
    """The share of the letters beside ASCII that one language in Latin letters has, where such letters may stand; 1 is all."""
    beyond = [char for char in text if char > "\x7f" and char not in _MARKS]
    # Words of no ASCII letter at all are another script's.
    misplaced = sum(map(len, _RUN_BEYOND.findall(text)))
    misplaced += len(_WITHIN_WORD.findall(text)) + len(_CONTROL.findall(text))
    misplaced += sum(
        1 for before, char in pairwise(text) if char > "\x7f" and char.isupper() and before.islower()
    )
    if not beyond:
        return 1.0 if not misplaced else 0.0
    known = max(
        sum(char in letters for char in beyond) * (_MIXED if letters is _LETTERS[-1] else 1)
        for letters in _LETTERS
    )
    return (known - misplaced) / len(beyond)


def _sample(body: bytes) -> bytes:
    """The stretches of text that are not ASCII, mark-up and scripts left out where there is text beside them."""
    outside = (piece for piece in _SCRIPT_EDGE.split(body[: 40 * _SAMPLE]) if not _SCRIPT.match(piece))
    pieces = (text for piece in outside for text in _EDGE.split(piece) if not text.isascii())
    words = b"\n".join(pieces)[:_SAMPLE]
    return words or body[:_SAMPLE]


def _codec(label: str) -> str | None:
    found = webencodings.lookup(label)
    if found is None or found.name == "replacement":
        return None
    return _WIDER.get(found.name, found.codec_info.name)
