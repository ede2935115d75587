"""The headline of a page, without the site's name and the section that pages hang on it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.folding import fold
from transforms.jsonld import JsonLd

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
_HOST_OR_DAY: Final = re.compile(
    r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|info|news|tv|[a-z]{2})|\d{1,4}[./-]\d{1,2}[./-]\d{2,4}",
    re.I,
)
_CUT: Final = re.compile(r"(?:…|\.\.\.)$")
_WORD: Final = re.compile(r"\w+")
_MOST_HEADINGS: Final = 20
_LONGEST_TAIL: Final = 3
"""Words of a part that a page hangs on its headline with a separator and that nothing else explains."""
_LONGEST_CHROME: Final = 6
"""Words that `<title>` adds to a headline and that make no other wording of it."""
_LONGEST_SITE: Final = 4
"""Words of a part that begins or ends with the site's name and is still no more than that."""
_LONGEST_NAME: Final = 7
"""Words of a site's name: some pages declare their headline as that."""
_LONGEST_WORDING: Final = 150
"""Characters: what is longer is a description that was put where a headline belongs."""


@dataclass(frozen=True, slots=True)
class Title:
    """A headline.

    Attributes:
        method: `json-ld`, `microdata`, `og`, `h1`, `title`, `feed`, `api`, `mail` or `first-line`.
        prefix: the section that was taken off, None where there was none.
        alternatives: the other wordings, cleaned in the same way; none is like another but for case and marks.
    """

    text: str
    method: str
    prefix: str | None
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wording:
    """A cleaned candidate; `key` is its folded text."""

    method: str
    text: str
    key: str


def title_candidates(
    tree: HtmlElement,
    headings: Sequence[HtmlElement],
    jsonld: JsonLd,
    microdata: JsonLd,
    metas: dict[str, list[str]],
    announced: str | None,
) -> list[tuple[str, str]]:
    """Every wording of the headline that a page gives, (method, text as given), the most trusted first.

    Args:
        tree: the unchanged page.
        headings: its `h1`.
        jsonld: its declarations in JSON-LD.
        microdata: those in its mark-up.
        metas: its meta tags, values by lower-case name.
        announced: the title in the feed or list that led to the page.
    """
    given = [
        ("json-ld", jsonld.text("headline") or jsonld.text("name")),
        ("og", next(iter(metas.get("og:title", ())), None)),
        ("microdata", microdata.text("headline") or microdata.text("name")),
        *(("h1", heading.text_content()) for heading in headings[:_MOST_HEADINGS]),
        ("title", tree.findtext(".//head/title") or tree.findtext(".//title")),
        *(("og", value) for key in ("twitter:title", "parsely-title") for value in metas.get(key, ())[:1]),
        ("json-ld", _without_standfirst(jsonld.text("alternativeHeadline"))),
        ("feed", announced),
    ]
    return [(method, line) for method, text in given if text and (line := one_line(text))]


def _without_standfirst(text: str | None) -> str | None:
    """A declared alternative, None where it is a sentence: some sites give their standfirst there."""
    return None if text and text.endswith(".") and not _CUT.search(text) else text


def choose_title(
    candidates: Iterable[tuple[str, str | None]], *, site_names: Sequence[str], section: str | None
) -> Title | None:
    """The first candidate (method, text) that says more than the site's name; None where none does.

    The page's own heading is taken instead where it is the whole of a headline that was cut off, where it is the same
    but for a short part hung on by a separator, and where search engines are given one wording and readers another.
    A section that any of the candidates carries is kept as the prefix, whichever of them is chosen.
    """
    squeezed = frozenset(filter(None, (squeeze(n) for n in site_names if len(n.split()) <= _LONGEST_NAME)))
    prefix: str | None = None
    wordings: list[_Wording] = []
    for method, raw in candidates:
        text, found = _split(one_line(raw or ""), squeezed, section, of_page=method == "title")
        if fold(text) and (not wordings or len(text) <= _LONGEST_WORDING):
            wordings.append(_Wording(method, text, fold(text)))
            prefix = prefix or found
    if not wordings:
        return None
    wordings = _with_one_heading(wordings)
    chosen, tail = _better(wordings)
    if tail or _CUT.search(wordings[0].text):
        # It is the same wording, with something hung on or cut off.
        wordings = [chosen, *(wording for wording in wordings[1:] if wording is not chosen)]
    prefix = prefix or tail
    others: dict[str, str] = {}
    for wording in wordings:
        if wording.key != chosen.key and (wording.method != "title" or _is_other(wording, wordings)):
            others.setdefault(wording.key, wording.text)
    return Title(
        chosen.text,
        chosen.method,
        None if prefix and fold(prefix) == chosen.key else prefix,
        tuple(others.values()),
    )


def squeeze(name: str) -> str:
    """A site's name as it may stand in its host name: no spaces, no marks, no article, no ending."""
    words = _WORD.findall(re.sub(r"\.(?:com|org|net|example|co\.uk|[a-z]{2})$", "", name.strip().casefold()))
    if len(words) > 1 and words[0] in ("the", "www"):
        words = words[1:]
    return "".join(words)


def names_site(words: str, site_names: frozenset[str]) -> bool:
    """A few words are a site's squeezed name, or begin or end with it: `CBC News` at CBC."""
    parts = _WORD.findall(words.casefold())
    if squeeze(words) in site_names:
        return True
    if not 1 < len(parts) <= _LONGEST_SITE:
        return False
    runs = {"".join(parts[:n]) for n in range(1, len(parts))} | {
        "".join(parts[n:]) for n in range(1, len(parts))
    }
    return any(len(name) > 2 and name in runs for name in site_names)


def _with_one_heading(wordings: list[_Wording]) -> list[_Wording]:
    """Of several `h1` the one that another wording repeats, else one that it holds, else the first.

    A page may have others for its log-in box, its logo and its neighbours.
    """
    headings = [wording for wording in wordings if wording.method == "h1"]
    others = [wording for wording in wordings if wording.method != "h1"]
    keys = {wording.key for wording in others}
    agreeing = [h for h in headings if h.key in keys] or [
        h for h in headings if any(_shares(h.key, key) for key in keys)
    ]
    kept = agreeing[0] if agreeing else headings[0] if headings else None
    if kept and not agreeing and others and others[0].method != "title":
        # Nothing else on the page is like it, and something better names the page.
        kept = None
    return [wording for wording in wordings if wording.method != "h1" or wording is kept]


def _shares(one: str, other: str) -> bool:
    """At least two words, and half of the shorter wording's, are in both."""
    first, second = set(one.split()), set(other.split())
    shared = len(first & second)
    return shared > 1 and 2 * shared >= min(len(first), len(second))


def _is_other(page: _Wording, wordings: list[_Wording]) -> bool:
    """`<title>` is a wording of the headline: like another, and not another with some words hung on it.

    Else it may be the name of the section, or of the software.
    """
    others = [wording.key for wording in wordings if wording is not page]
    hung_on = any(
        f" {key} " in f" {page.key} " and len(page.key.split()) - len(key.split()) <= _LONGEST_CHROME
        for key in others
    )
    return not hung_on and any(_shares(page.key, key) for key in others)


def _better(wordings: list[_Wording]) -> tuple[_Wording, str | None]:
    """(the wording to take, the section that it shows the first one to carry)."""
    first = wordings[0]
    by_method = {wording.method: wording for wording in reversed(wordings)}
    heading, page, shared = by_method.get("h1"), by_method.get("title"), by_method.get("og")
    if _CUT.search(first.text):
        for other in wordings[1:]:
            if other.key.startswith(first.key) and not _CUT.search(other.text):
                return other, None
    if heading is None or heading.key == first.key:
        return first, None
    for mark in [*_SEPARATOR.finditer(first.text)][-_LONGEST_TAIL:]:
        tail = first.text[mark.end() :]
        if fold(first.text[: mark.start()]) == heading.key and len(_WORD.findall(tail)) <= _LONGEST_TAIL:
            return heading, tail
    is_for_search = page is not None and first.key == page.key
    is_for_readers = shared is not None and shared.key == heading.key
    return (heading if is_for_search and is_for_readers else first), None


def _split(
    text: str, site_names: frozenset[str], section: str | None, *, of_page: bool
) -> tuple[str, str | None]:
    """(headline, section taken off). `of_page`: the text is `<title>`, whose tail is chrome more often than not."""
    prefix = None
    if match := _PREFIX.match(text):
        prefix, text = match[1], text[match.end() :]
    parts, marks = _SEPARATOR.split(text), _SEPARATOR.findall(text)
    first, last = 0, len(parts)
    while last - first > 1 and _is_chrome(parts[last - 1], site_names):
        last -= 1
    while last - first > 1 and squeeze(parts[first]) in site_names:
        first += 1
    if last - first > 1 and _is_section(parts[first], section):
        prefix, first = prefix or parts[first], first + 1
    if last - first > 1 and _is_section(parts[last - 1], section if last < len(parts) or of_page else None):
        prefix, last = prefix or parts[last - 1], last - 1
    if last - first == 1 and squeeze(parts[first]) in site_names:
        return "", prefix
    kept = parts[first]
    for n in range(first + 1, last):
        kept += marks[n - 1] + parts[n]
    return kept.strip(), prefix


def _is_chrome(part: str, site_names: frozenset[str]) -> bool:
    return names_site(part, site_names) or _HOST_OR_DAY.fullmatch(part.strip()) is not None


def _is_section(part: str, section: str | None) -> bool:
    return _SECTION.fullmatch(part.strip()) is not None or (
        section is not None and bool(part.strip()) and fold(part) == fold(section)
    )
