"""The headline of a page, without the site's name and the section that pages hang on it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from transforms.decode import one_line

# A name or a section stands apart by one of these; a hyphen or a dash only between spaces.
_SEPARATOR: Final = re.compile(r"\s+[|–—•·»«›~⋆-]\s+|\s*\|\s*|\s+::\s+")
_SECTION: Final = re.compile(
    r"(?:guest |community |staff |news |letters? to the editor|the )?"
    r"(?:op[- ]?ed(?: (?:columnist|contributor))?|opinions?|editorials?|commentar(?:y|ies)|column(?:ist)?|essay|analysis"
    r"|perspectives?|viewpoints?|letters?(?: to the editors?)?|review|my view|our view|your view|news analysis"
    r"|(?:press|news|media) (?:release|advisory)|for immediate release|blotter|police (?:blotter|log)|sponsored)",
    re.I,
)
_PREFIX: Final = re.compile(rf"^(letters? to the editors?|{_SECTION.pattern})\s*:\s+(?=\S)", re.I)
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Title:
    """A headline.

    Attributes:
        method: `json-ld`, `og`, `h1`, `title` or `feed`.
        prefix: the section that was taken off, None where there was none.
    """

    text: str
    method: str
    prefix: str | None


def choose_title(
    candidates: Iterable[tuple[str, str | None]], *, site_names: Sequence[str], section: str | None
) -> Title | None:
    """The first candidate (method, text) that says more than the site's name; None where none does.

    A section that any of the candidates carries is kept as the prefix, whichever of them is chosen.
    """
    squeezed = frozenset(filter(None, map(squeeze, site_names)))
    chosen: Title | None = None
    prefix: str | None = None
    for method, raw in candidates:
        text, found = _split(one_line(raw or ""), squeezed, section, of_page=method == "title")
        prefix = prefix or found
        if text and chosen is None:
            chosen = Title(text, method, None)
    return None if chosen is None else Title(chosen.text, chosen.method, prefix)


def fold(text: str) -> str:
    """Words alone, in lower case: what two wordings of one headline have in common."""
    return " ".join(_WORD.findall(text.casefold()))


def squeeze(name: str) -> str:
    """A site's name as it may stand in its host name: no spaces, no marks, no article, no ending."""
    words = _WORD.findall(re.sub(r"\.(?:com|org|net|example|co\.uk|[a-z]{2})$", "", name.strip().casefold()))
    if len(words) > 1 and words[0] in ("the", "www"):
        words = words[1:]
    return "".join(words)


def _split(
    text: str, site_names: frozenset[str], section: str | None, *, of_page: bool
) -> tuple[str, str | None]:
    """(headline, section taken off). `of_page`: the text is `<title>`, whose tail is chrome more often than not."""
    prefix = None
    if match := _PREFIX.match(text):
        prefix, text = match[1], text[match.end() :]
    parts, marks = _SEPARATOR.split(text), _SEPARATOR.findall(text)
    first, last = 0, len(parts)
    while last - first > 1 and _is_site(parts[last - 1], site_names):
        last -= 1
    while last - first > 1 and _is_site(parts[first], site_names):
        first += 1
    if last - first > 1 and _is_section(parts[first], section):
        prefix, first = prefix or parts[first], first + 1
    if last - first > 1 and _is_section(parts[last - 1], section if last < len(parts) or of_page else None):
        prefix, last = prefix or parts[last - 1], last - 1
    if last - first == 1 and _is_site(parts[first], site_names):
        return "", prefix
    kept = parts[first]
    for n in range(first + 1, last):
        kept += marks[n - 1] + parts[n]
    return kept.strip(), prefix


def _is_site(part: str, site_names: frozenset[str]) -> bool:
    return squeeze(part) in site_names


def _is_section(part: str, section: str | None) -> bool:
    return _SECTION.fullmatch(part.strip()) is not None or (
        section is not None and bool(part.strip()) and fold(part) == fold(section)
    )
