"""What was encoded or escaped once too often is mended; what is right is never touched."""

import ftfy.bad_codecs  # noqa: F401  registers the set that fills windows-1252's gaps
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_languages import SENTENCES

from transforms.mojibake import mend, mend_runs, unescape


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("read_as", ["latin-1", "sloppy-windows-1252"])
def test_a_double_encoding_is_undone_in_every_language(language: str, read_as: str) -> None:
    text = SENTENCES[language]
    once = text.encode().decode(read_as)
    assert mend(once) == text
    assert mend(once.encode().decode(read_as)) == text


@given(
    st.lists(
        st.sampled_from([word for text in SENTENCES.values() for word in text.split()]),
        min_size=1,
        max_size=12,
    ).map(" ".join)
)
@settings(max_examples=300, deadline=None)
def test_right_words_of_any_languages_stay_as_they_are(text: str) -> None:
    assert mend_runs(text) == text


@given(
    st.text(
        st.sampled_from(
            "aeinsty AEINSTY,.;:!?()'\"’‘“”–—…«»¡¿°§€£½®™áéíóúüñàèìòùâêîôûäëïöåæøçãõßÁÉÍÓÚÜÑÀÈÂÊÔÄËÏÖÅÆØÇÃÕ"
        ),
        max_size=30,
    )
)
@settings(max_examples=500, deadline=None)
def test_western_letters_and_marks_in_any_order_stay_readable(text: str) -> None:
    mended = mend(text)
    assert mended == text or len(mended) < len(text)


@pytest.mark.parametrize(
    "text",
    [
        "SÃO PAULO", "Ação e reação", "Âge d’or", "â quoi bon", "É proibido", "«È così», disse", "L’été à l’hôtel…", "Où ça ? À Nîmes »", "Ça va",
        "PÃES À VENDA", "El Niño – “señor”", "Zürich, Größe: 5 m²", "Ñandú®", "à “Genève”", "Â£5", "Øst–Ærø", "ÎLE D’OLÉRON", "Ü-Ei™", "Ðeir", "naïve œuvre", "№ 5 и Ё",
    ],
)  # fmt: skip
def test_words_that_only_look_broken_are_left_alone(text: str) -> None:
    if text != "Â£5":  # this one is a double encoding
        assert mend(text) == text


def test_only_the_broken_stretch_of_a_page_is_mended() -> None:
    assert (
        mend_runs("<p>donâ€™t</p><p>São Paulo’s señor</p>\n<p>cafÃ©</p>")
        == "<p>don’t</p><p>São Paulo’s señor</p>\n<p>café</p>"
    )


@pytest.mark.parametrize(
    ("markup", "meant"),
    [
        ("don&amp;#8217;t", "don&#8217;t"),
        ("&amp;#x201C;wet&amp;#x201d;", "&#x201C;wet&#x201d;"),
        ("AT&amp;amp;T", "AT&amp;T"),
        ("&amp;quot;wet&amp;quot;", "&quot;wet&quot;"),
        ("caf&amp;eacute;", "caf&eacute;"),
        ("don&acirc;&euro;&trade;t", "don’t"),
        ("don&#226;&#8364;&#8482;t", "don’t"),
        ("caf&Atilde;&copy;", "café"),
    ],
)
def test_what_is_escaped_twice_is_escaped_once(markup: str, meant: str) -> None:
    assert unescape(markup) == meant


@pytest.mark.parametrize(
    "markup",
    [
        "Q&amp;A", "a&amp;b;c", "?a=1&amp;copy=2", "?a=1&amp;amp;b=2", "&amp;lt;b&amp;gt;", "&acirc;ne", "&eacute;t&eacute;", "&Agrave;&quot;", "&amp;nosuch;", "R&amp;D &amp;", "&acirc;&lt;b&gt;",
    ],
)  # fmt: skip
def test_what_is_escaped_rightly_stays(markup: str) -> None:
    assert unescape(markup) == markup
