"""From bytes to text: the right character set although the page names a wrong one, and mending only what is broken."""

import pytest

from transforms.decode import decode, mend, one_line, tidy

WORDS = "Café “Zürich” – the sheriff’s señor"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (WORDS.encode(), "text/html; charset=utf-8"),
        (WORDS.encode(), None),
        (WORDS.encode(), "text/html; charset=ISO-8859-1"),
        (WORDS.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (WORDS.encode("cp1252"), "text/html; charset=utf-8"),
        (WORDS.encode("cp1252"), "text/html; charset=no-such-set"),
        (WORDS.encode("cp1252"), None),
        (b"\xef\xbb\xbf" + WORDS.encode(), "text/html; charset=windows-1252"),
        (b"\xff\xfe" + WORDS.encode("utf-16-le"), "text/html; charset=utf-8"),
        (WORDS.encode("utf-16-le"), "text/html; charset=utf-16le"),
    ],
)
def test_the_words_come_out_whatever_the_header_says(body: bytes, content_type: str | None) -> None:
    assert decode(body, content_type) == WORDS


def test_the_page_s_own_label_is_asked_where_declared_utf8_fails() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Город</p>'
    assert "Город" in decode(page.encode("cp1251"), "text/html; charset=utf-8")


def test_one_stray_byte_does_not_turn_a_utf8_page_into_mojibake() -> None:
    body = WORDS.encode() + b" \x92 " + WORDS.encode()
    assert decode(body, "text/html; charset=utf-8") == f"{WORDS} \ufffd {WORDS}"


def test_a_character_cut_off_at_the_end_is_left_out() -> None:
    assert decode("the sheriff’s café".encode()[:-1], "text/html") == "the sheriff’s caf"


def test_a_double_encoding_is_undone() -> None:
    words = "the sheriff’s “café – señor"
    twice = words.encode().decode("cp1252")
    assert decode(f"<p>{twice}</p><p>{words}</p>".encode(), None) == f"<p>{words}</p><p>{words}</p>"


@pytest.mark.parametrize("text", ["SÃO PAULO", "Ação e reação", "Âge d’or", "â quoi bon", "É proibido"])
def test_words_that_only_look_broken_are_left_alone(text: str) -> None:
    assert mend(text) == text


def test_text_is_composed_and_free_of_invisible_characters() -> None:
    assert tidy("sher\u00adiff\u200b Jose\u0301 \ufeffRoe\u202a\u0007") == "sheriff José Roe"


def test_joiners_stay_where_they_shape_words() -> None:
    persian, family = "می\u200cخواهم", "👩\u200d👧"
    assert tidy(persian) == persian
    assert tidy(family) == family
    assert tidy("po\u200dlice") == "police"


def test_one_line_is_one_line() -> None:
    assert one_line("  Mill\u00a0Street\n\n bridge\t") == "Mill Street bridge"


def test_a_long_line_of_suspect_characters_takes_no_time() -> None:
    """A rule that scans back from every character once took minutes for a page like this."""
    decode(("Ð" * 200_000 + "Ã©").encode(), None)
