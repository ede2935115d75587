"""From bytes to text: the right character set although the page names a wrong one, and mending only what is broken."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_languages import SENTENCES

from transforms.decode import decode, one_line, tidy

WORDS = "Café “Zürich” – the sheriff’s señor"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (WORDS.encode(), "text/html; charset=utf-8"),
        (WORDS.encode(), None),
        (WORDS.encode(), "text/html; charset=ISO-8859-1"),
        (WORDS.encode(), "text/html; charset=shift_jis"),
        (WORDS.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (WORDS.encode("cp1252"), "text/html; charset=utf-8"),
        (WORDS.encode("cp1252"), "text/html; charset=no-such-set"),
        (WORDS.encode("cp1252"), "text/html; charset=utf-7"),
        (WORDS.encode("cp1252"), None),
        (b"\xef\xbb\xbf" + WORDS.encode(), "text/html; charset=windows-1252"),
        (b"\xff\xfe" + WORDS.encode("utf-16-le"), "text/html; charset=utf-8"),
        (b"\xfe\xff" + WORDS.encode("utf-16-be"), None),
        (WORDS.encode("utf-16-le"), "text/html; charset=utf-16le"),
        (WORDS.encode(), "text/html; charset=utf-16"),
    ],
)
def test_the_words_come_out_whatever_the_header_says(body: bytes, content_type: str | None) -> None:
    assert decode(body, content_type) == WORDS


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_character_are_seen_without_a_label(codec: str) -> None:
    page = f"<html><p>{WORDS}</p></html>"
    assert decode(page.encode(codec), "text/html") == page


@pytest.mark.parametrize("language", SENTENCES)
def test_utf8_is_utf8_in_every_language(language: str) -> None:
    text = unicodedata.normalize("NFC", SENTENCES[language])
    assert decode(text.encode(), "text/html; charset=iso-8859-1") == text


def test_bytes_of_windows_1252_in_a_utf8_page_are_read_as_what_they_are() -> None:
    comment = "I don’t think so… “nobody” – señor Muñoz, fiancée of José"
    body = f"<p>{WORDS}</p>".encode() + f"<p>{comment}</p>".encode("cp1252") + f"<p>{WORDS}</p>".encode()
    assert decode(body, "text/html; charset=utf-8") == f"<p>{WORDS}</p><p>{comment}</p><p>{WORDS}</p>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("the sheriff’s café".encode()[:-1], "the sheriff’s caf"),
        ("’".encode() * 9 + b" cut\xe2\x80... and", "’" * 9 + " cut\ufffd... and"),
        ("’".encode() * 9 + b" cut\xe2 ...", "’" * 9 + " cut\ufffd ..."),
        ("’".encode() * 17 + b" \x80\x99s", "’" * 17 + " \ufffd\ufffds"),
        ("’".encode() * 9 + b" \xff ", "’" * 9 + " \ufffd "),
    ],
)
def test_what_a_cut_left_of_a_character_is_not_made_another(body: bytes, text: str) -> None:
    assert decode(body, "text/html; charset=utf-8") == text


def test_a_double_encoding_is_undone() -> None:
    words = "the sheriff’s “café – señor"
    twice = words.encode().decode("cp1252")
    assert decode(f"<p>{twice}</p><p>{words}</p>".encode(), None) == f"<p>{words}</p><p>{words}</p>"


def test_text_is_composed_and_free_of_invisible_characters() -> None:
    assert (
        tidy("sher\u00adiff\u200b Jose\u0301 \ufeffRoe\u202a\u0007 \ue001x\ufffe\ufdd0")
        == "sheriff José Roe x"
    )


def test_a_lone_surrogate_becomes_the_sign_for_what_cannot_be_read() -> None:
    assert tidy("a\ud800b") == "a\ufffdb"


def test_ligatures_quotation_marks_and_wide_letters_stay_as_written() -> None:
    assert tidy("ﬁrst “Ａ” ½ ™ …") == "ﬁrst “Ａ” ½ ™ …"


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "👩\u200d👩\u200d👧\u200d👦 and 🏳\ufe0f\u200d🌈",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "क्\u200dष",
        "שלום (C++\u200e) עולם",
        "قال \u2067Roe\u2069 نعم",
    ],
)
def test_marks_that_shape_words_and_pictures_stay(text: str) -> None:
    assert tidy(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("po\u200dlice", "police"),
        ("\u200eRoe\u200f said \u202aso\u202c", "Roe said so"),
        ("שלום\u202eabc\u202c", "שלוםabc\u202c"),
    ],
)
def test_marks_that_shape_nothing_go(text: str, clean: str) -> None:
    assert tidy(text) == clean


@given(st.text())
def test_tidy_text_is_tidy_and_can_be_written(text: str) -> None:
    clean = tidy(text)
    assert tidy(clean) == clean
    assert clean.encode().decode() == clean
    assert unicodedata.is_normalized("NFC", clean)


def test_one_line_is_one_line() -> None:
    assert one_line("  Mill\u00a0Street\n\n bridge\t\u2028x\x85y") == "Mill Street bridge x y"


def test_a_long_line_of_suspect_characters_takes_no_time() -> None:
    """A rule that scans back from every character once took minutes for a page like this."""
    decode(("Ð" * 200_000 + "Ã©").encode(), None)


@pytest.mark.parametrize("heap", ["\u0301\u0316" * 300_000, "a\u0301\u0316" * 3 + "\u0316\u0301" * 20_000])
def test_a_heap_of_accents_takes_no_time_and_keeps_the_first(heap: str) -> None:
    began = time.process_time()
    assert decode(f"<p>e{heap}</p>".encode(), None).endswith("</p>")
    assert len(tidy(f"e{heap}o")) < 60
    assert time.process_time() - began < 5
