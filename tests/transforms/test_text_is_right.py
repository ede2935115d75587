"""From the bytes of a page to the text of its document: every language, whatever set it is in, to the character."""

import unicodedata

import pytest
from invented import PARAGRAPHS, URL, capture, document, page, source
from invented_languages import SENTENCES, SETS

from crawlers.discovered import Discovered
from transforms.document import Document
from transforms.extract import extract_html


def around(text: str) -> str:
    running = "".join(f"<p>{text}</p><p>{text} {day} / 11.</p>" for day in range(1, 6))
    return f"<html><head><title>A page</title></head><body><article><h1>A page</h1>{running}</article></body></html>"


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_in_any_language_comes_out_as_it_was_written(language: str) -> None:
    text = unicodedata.normalize("NFC", SENTENCES[language])
    assert text in document(page(f"<p>{text}</p>")).text.split("\n\n")


@pytest.mark.parametrize(("language", "codec"), [(name, sets[0]) for name, sets in SETS.items()])
def test_a_page_in_an_old_set_without_a_label_comes_out_as_it_was_written(language: str, codec: str) -> None:
    text = SENTENCES[language].encode(codec, "ignore").decode(codec)
    assert text in document(around(text).encode(codec), content_type="text/html").text.split("\n\n")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<p>A family 👩\u200d👩\u200d👧\u200d👦 and a flag 🏳\ufe0f\u200d🌈 were seen on the bridge.</p>",
            "A family 👩\u200d👩\u200d👧\u200d👦 and a flag 🏳\ufe0f\u200d🌈 were seen on the bridge.",
        ),
        (
            "<p>警方周二\n      关闭了大桥，\n此前一辆卡车\n撞上了护栏。发言人说，没有人受伤。</p>",
            "警方周二关闭了大桥，此前一辆卡车撞上了护栏。发言人说，没有人受伤。",
        ),
        (
            "<p>경찰은 화요일\n트럭이 난간을 들이받은 뒤 다리를 막았다.</p>",
            "경찰은 화요일 트럭이 난간을 들이받은 뒤 다리를 막았다.",
        ),
        (
            "<p>The sher&shy;iff&#146;s office said so&#133; &#147;Nobody&#148; was hurt.</p>",
            "The sheriff’s office said so… “Nobody” was hurt.",
        ),
        (
            "<p>The sheriff&amp;#8217;s office at AT&amp;amp;T said &amp;quot;nobody&amp;quot; was hurt.</p>",
            'The sheriff’s office at AT&T said "nobody" was hurt.',
        ),
        (
            "<p>The sheriff&acirc;&euro;&trade;s office said that nobody was hurt at the caf&Atilde;&copy;.</p>",
            "The sheriff’s office said that nobody was hurt at the café.",
        ),
        (
            "<p>The ﬁrst oﬃcer’s “word” – and his last… – was “no” at Ｍill Street.</p>",
            "The ﬁrst oﬃcer’s “word” – and his last… – was “no” at Ｍill Street.",
        ),
        (
            "<p>قال \u2067Roe\u2069 إن الجسر مغلق (C++\u200e) حتى يوم الجمعة المقبل.</p>",
            "قال \u2067Roe\u2069 إن الجسر مغلق (C++\u200e) حتى يوم الجمعة المقبل.",
        ),
        (
            "<p>The office\u0000r\u0001 sa\u200bid \ue001nothing\u202a more\u202c about the gravel on the road.</p>",
            "The officer said nothing more about the gravel on the road.",
        ),
        (
            "<p>An officer named Jose\u0301 Nun\u0303ez and a broken � sign were on the bridge.</p>",
            "An officer named José Nuñez and a broken � sign were on the bridge.",
        ),
    ],
)
def test_characters_come_out_as_a_reader_sees_them(markup: str, text: str) -> None:
    assert document(page(markup)).text.split("\n\n") == [*PARAGRAPHS, text]


def test_a_preformatted_text_keeps_its_lines() -> None:
    assert (
        "警方周二\n关闭了大桥"
        in document(page(f"<pre>警方周二\n关闭了大桥，{'此前一辆卡车撞上了护栏。' * 4}</pre>")).text
    )


def test_what_an_announcement_carries_is_mended_too() -> None:
    html = f"<p>{PARAGRAPHS[0]}</p><p>The sheriffâ€™s cafÃ© said &amp;#8217;no&amp;#8217;.</p>"
    result = extract_html(html, Discovered(url=URL), capture(b""), source(), "api")
    assert isinstance(result, Document)
    assert result.text.split("\n\n")[1] == "The sheriff’s café said ’no’."


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_two_bytes_a_character_are_no_binary_data(codec: str) -> None:
    assert PARAGRAPHS[0] in document(page().encode(codec), content_type="text/html").text


@pytest.mark.parametrize(
    "part", ["<div class='ad'></div>", "<span class='x br'></span>", "<hr>", "<br>", "<div><div></div></div>"]
)
def test_sentences_parted_by_what_is_empty_do_not_run_together(part: str) -> None:
    text = document(page(f"<div>{PARAGRAPHS[0]}{part}{PARAGRAPHS[1]}</div>")).text
    assert f"{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}" in text
