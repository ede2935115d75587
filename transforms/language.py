"""The language of a text: as the page declares it, unless the text is clearly in another."""

import re
from functools import lru_cache
from typing import Any, Final

from lxml.html import HtmlElement
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from transforms.jsonld import JsonLd

_CODE: Final = re.compile(r"^([a-z]{2})(?:[-_]|$)", re.I)
_META_KEYS: Final = ("content-language", "language", "dc.language", "og:locale")
_SHORTEST: Final = 100
"""Characters from which a text without a declaration is asked for its language."""
_SUREST: Final = 0.95
_SHORTEST_AGAINST: Final = 300
"""Characters from which a text can speak against the declaration."""
_SUREST_AGAINST: Final = 0.999
_SAMPLE: Final = 2000
_WORD: Final = re.compile(r"[^\W\d_]+")
_COMMON: Final = {
    "en": frozenset(
        {
            "the", "of", "and", "to", "in", "that", "for", "was", "with", "on", "is", "said", "by", "at", "from", "he", "his",
            "she", "her", "they", "it", "as", "be", "not",
        }
    ),
    "es": frozenset(
        {
            "de", "la", "que", "el", "en", "los", "del", "y", "las", "por", "con", "una", "para", "su", "se", "al", "no", "un",
            "es", "lo", "como", "fue",
        }
    ),
}  # fmt: skip
"""The commonest words of the languages of American local news: a text in one of them is full of them."""
_SCARCE: Final = 0.1
"""Share of a language's commonest words below which a text is not in it; English and Spanish news have .35 and more."""


def declared_language(
    tree: HtmlElement, jsonld: JsonLd, metas: dict[str, list[str]]
) -> tuple[str | None, str | None]:
    """(ISO 639-1, `html-lang`, `json-ld` or `meta`), (None, None) where the page declares none that can be read."""
    root = tree.getroottree().getroot()
    for method, value in (
        ("html-lang", root.get("lang")),
        ("html-lang", root.get("xml:lang")),
        ("json-ld", jsonld.text("inLanguage")),
        *(("meta", value) for key in _META_KEYS for value in metas.get(key, ())[:1]),
    ):
        if match := _CODE.match((value or "").strip()):
            return match[1].lower(), method
    return None, None


def choose_language(declared: str | None, method: str | None, text: str) -> tuple[str | None, str | None]:
    """(ISO 639-1, how it was found), (None, None) where nothing tells.

    A site declares one language for all its pages, also for those that it prints in another. So the text is believed
    against the declaration, with method `text`, where it is long, has few of the commonest words of the language
    declared, and is recognised beyond doubt.
    """
    if declared is None:
        found = guess_language(text)
        return found, "text" if found else None
    if len(text) >= _SHORTEST_AGAINST and _is_doubtful(declared, text):
        found, certainty = _classify(text)
        if found != declared and certainty >= _SUREST_AGAINST:
            return found, "text"
    return declared, method


def guess_language(text: str) -> str | None:
    """ISO 639-1 of a text that is long enough to tell and tells clearly; else None."""
    if len(text) < _SHORTEST:
        return None
    language, certainty = _classify(text)
    return language if certainty >= _SUREST else None


def _is_doubtful(declared: str, text: str) -> bool:
    """The text lacks the words of the language declared, or is full of those of English where another is."""
    words = _WORD.findall(text[:_SAMPLE].lower())
    if declared in _COMMON:
        return _share(words, declared) < _SCARCE
    return _share(words, "en") > 2 * _SCARCE


def _share(words: list[str], language: str) -> float:
    common = _COMMON[language]
    return sum(word in common for word in words) / len(words) if words else 0.0


def _classify(text: str) -> tuple[str, float]:
    language, certainty = _identifier().classify(text[:_SAMPLE])
    return str(language), float(certainty)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
