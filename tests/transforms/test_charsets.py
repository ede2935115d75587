"""Which set a page is in: as browsers read its labels, else by its bytes, in the languages that pages are written in."""

import time

import pytest
from invented_languages import SENTENCES, SETS

from transforms.charsets import detect, label_of_header, label_of_page
from transforms.decode import decode

WRITTEN = [(language, codec) for language, codecs in SETS.items() for codec in codecs]


def page_in(language: str, codec: str, head: str = "") -> tuple[str, bytes]:
    text = SENTENCES[language].encode(codec, "ignore").decode(codec)
    html = f"<html><head><title>{text[:20]}</title>{head}<script>var a = 'plain words';</script></head><body><p>{text}</p></body></html>"
    return html, html.encode(codec)


@pytest.mark.parametrize(("language", "codec"), WRITTEN)
@pytest.mark.parametrize(
    "content_type",
    [None, "text/html; charset=utf-8", "text/html; charset=ISO-8859-1", "text/html; charset=none"],
)
def test_words_come_out_right_without_a_true_label(
    language: str, codec: str, content_type: str | None
) -> None:
    html, body = page_in(language, codec)
    assert decode(body, content_type) == html


@pytest.mark.parametrize(("language", "codec"), WRITTEN)
def test_a_true_label_is_believed(language: str, codec: str) -> None:
    label = {
        "cp932": "shift_jis",
        "cp949": "ks_c_5601-1987",
        "mac_roman": "macintosh",
        "cp874": "windows-874",
    }.get(
        codec,
        codec.replace("_", "-")
        .replace("iso8859", "iso-8859")
        .replace("cp12", "windows-12")
        .replace("iso2022", "iso-2022"),
    )
    html, body = page_in(language, codec)
    assert decode(body, f"text/html; charset={label}") == html
    html, body = page_in(
        language, codec, f'<meta http-equiv="Content-Type" content="text/html; charset={label}">'
    )
    assert decode(body, "text/html") == html


def test_the_page_s_label_is_taken_where_the_server_sends_its_own_with_everything() -> None:
    html, body = page_in("cs", "iso8859_2", '<meta charset="iso-8859-2">')
    assert decode(body, "text/html; charset=ISO-8859-1") == html


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("latin1", "cp1252"),
        ("x-user-defined", "cp1252"),
        ("gb2312", "gb18030"),
        ("x-gbk", "gb18030"),
        ("x-sjis", "cp932"),
        ("euc-kr", "cp949"),
        ("utf8", "utf-8"),
        ("unicode-1-1-utf-8", "utf-8"),
        ("utf-7", None),
        ("utf-32", None),
        ("iso-2022-kr", None),
        ("hz-gb-2312", None),
        ("idna", None),
        ("rot13", None),
        ("none", None),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str, codec: str | None) -> None:
    assert label_of_header(f'text/html; charset="{label}"') == codec


@pytest.mark.parametrize(
    ("start", "codec"),
    [
        (b"<meta charset=windows-1251>", "cp1251"),
        (b"<META  CHARSET = 'windows-1251' />", "cp1251"),
        (
            b'<meta name="x" content="a>b"><meta content="text/html; charset=koi8-r" http-equiv=content-type>',
            "koi8-r",
        ),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><html>', "iso8859-2"),
        (b"<!-- <meta charset=koi8-r> --><meta charset=big5>", "big5hkscs"),
        (b"<!-- <meta charset=koi8-r>", None),
        (b"<meta charset=utf-16le>", "utf-8"),
        (b"<meta charset=no-such-set><meta charset=big5>", "big5hkscs"),
        (b" " * 5000 + b"<meta charset=big5>", None),
        (b"<metacharset=big5>", None),
    ],
)
def test_the_page_s_own_label_is_found(start: bytes, codec: str | None) -> None:
    assert label_of_page(start) == codec


def test_marks_alone_are_read_as_a_western_page_has_them() -> None:
    text = "The sheriff’s office: 25° at noon, 50¢, ½ cup, § 12, © 2020 – “wet”… • 100 €"
    assert detect(text.encode("cp1252")) == "cp1252"


def test_names_of_many_languages_do_not_change_the_set() -> None:
    text = "Officer José Nuñez and François Müller met the naïve coördinator Søren Ångström"
    assert detect(text.encode("cp1252")) == "cp1252"


@pytest.mark.parametrize(
    "unit",
    [
        b"\xc0",
        b"\x80\xff",
        bytes(range(128, 256)),
        b"<meta ",
        b"<!--",
        b"\xe9 <",
        b"\x1b$B",
        b"<script ",
        b"<style\xe9",
    ],
)
def test_no_bytes_keep_detection_busy(unit: bytes) -> None:
    began = time.process_time()
    assert decode(unit * (4_000_000 // len(unit)), "text/html") is not None
    assert time.process_time() - began < 5


def test_a_long_line_without_other_letters_keeps_detection_no_time() -> None:
    """A rule that looked on from each of its characters once took half a minute for such a style sheet."""
    began = time.process_time()
    assert decode(b"<style>" + b"a{b:c}" * 130_000 + b"\xe9 \xff\xfe", "text/html").startswith(
        "<style>a{b:c}"
    )
    assert time.process_time() - began < 5
