"""Where a page shows who wrote it: texts that may be bylines, found in one walk over the tree."""

import re
from collections.abc import Iterator
from typing import Final, Literal

from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.harvest import is_foreign
from transforms.short_forms import NO_NAME
from transforms.words import word_set

NAME: Final = r"[^\W\d_][\w.’'-]*(?:\s+[^\W\d_][\w.’'-]*){1,4}"
"""Two to five words, none of which begins with a digit: the shape of a person's name."""
ROLE: Final = (
    r"(?:writers?|reporters?|editors?|correspondents?|columnists?|producers?|photographers?|journalists?|contributors?"
    r"|meteorologists?|anchors?|interns?|redakteur(?:in)?|reporterin|journalistin|korrespondent(?:in)?|periodista|redactora?)"
)
BY: Final = (
    r"(?:(?:story|stories|words|text|article|report(?:ed|ing)?|written|posted|published|submitted|compiled|contributed"
    r"|photos?|(?:story|text|words) (?:and|&) (?:photos?|pictures))\s+)?by"
    r"|(?:ein \w+ |geschrieben |text |texte? )?von|(?:propos recueillis )?par|(?:escrito |publicado )?por|(?:scritto )?di|door|af|av|oleh|tekst|текст|автор"
    r"|authors?|autor(?:in)?(?:[/ :*]+autor(?:in)?)?|auteure?s?|autore|byline|reporter"
    r"|(?:news|press|media) release from"
)
"""The words before a name, in the languages that local sites are written in."""

_TAGS: Final = (
    "a", "span", "div", "p", "address", "h2", "h3", "h4", "h5", "h6", "li", "strong", "b", "em", "i", "section", "small",
    "td", "dt",
)  # fmt: skip
_EXACT_CLASS: Final = re.compile(
    r"(?:^|\s)(?:authors?|byline|byl|fn|vcard|p-author|(?:entry|post|article|story|tnt)[-_]*(?:author|byline)[-_]*(?:name|link)?"
    r"|author[-_]*(?:name|link|url)|byline[-_]*(?:name|author|link)s?|posted-by|submitted-by)(?:\s|$)",
    re.I,
)
_NOT_BYLINE: Final = re.compile(
    r"comment|related|sidebar|widget|footer|bio\b|avatar|image|photo|twitter|social|share|follow|more-from|teaser|recommend"
    r"|popular|promo|card\b|date|time|caption|newsletter",
    re.I,
)
_AUTHOR_PAGE: Final = re.compile(
    r"/(?:authors?|autore?n?|staff|by|reporters?|contributors?|journalists?)/[^/]"
)
_BY_BEGINS: Final = re.compile(rf"\s*(?:{BY})(?:\s*:|\b)", re.I)
_BY_INITIALS: Final = frozenset("bvpdatoeswrcgntа")
_BY_ALONE: Final = re.compile(rf"(?:{BY})\s*:?", re.I)
_CREDIT: Final = re.compile(
    rf"(?:{NAME}\s*(?:,|\||–|—|/|\n)\s*(?:[\w.&’'-]+\s+){{0,4}}?{ROLE}\b.{{0,60}}|[—–]\s*{NAME})", re.I
)
_BIO: Final = re.compile(
    rf"\s*({NAME}) (?:is|was|covers|reports|writes|works) (?:an?|the|our|for|on|as)?\s*(?:[^.]{{0,80}})\b{ROLE}\b",
    re.I,
)
_NAMES: Final = re.compile(rf"{NAME}(?:\s*(?:/|,|&|and|und|y|et)\s*{NAME})*")
_JOINT: Final = re.compile(r"\s*[/,&]\s*|\s+(?:and|und|y|et)\s+")
_EMPHASIS: Final = frozenset({"strong", "b", "em", "i"})
_SHORTEST_PROSE: Final = 80
_LONGEST_BYLINE: Final = 160
_MOST_BYLINES: Final = 6
_MOST_HEADINGS: Final = 1
"""Lines like names within the text, from which on such a line at its edge is a heading too."""
_HOMES: Final = ("body", "html", "main", "article")


_PARTICLES: Final = word_set(
    "de del der den des van von vom zu la las le les el al bin ben ibn da das do dos di du e y af av ter ten"
)
_NO_START: Final = word_set(
    "the a an this that our your all more using continuing signing submitting entering registering clicking read click top best"
)
_HEADING_WORDS: Final = word_set(
    "traffic stop theft stolen burglary robbery assault crash suspicious activity vehicle welfare check arrest arrests warrant "
    "disturbance trespass trespassing complaint update background summary incident report call calls noise animal medical "
    "domestic property found missing drug drugs dui vandalism fraud harassment criminal mischief death investigation "
    "obituary correction editor's note words key points"
)
_SENTENCE: Final = re.compile(r"\d|[!?…:“”\"。、]|\w{4,}\.\s")
_MOST_WORDS: Final = 5


Evidence = Literal["mark", "word", "shape"]
"""Mark-up made for authors; a word or a class that speaks of them; nothing but the line's shape and place."""


class _Found:
    """What one walk over a page finds, by strength of the evidence; each element with its text."""

    __slots__ = ("bio", "credited", "lone", "loose", "marked", "worded")

    def __init__(self) -> None:
        self.marked: list[tuple[HtmlElement, str]] = []
        self.worded: list[tuple[HtmlElement, str]] = []
        self.loose: list[tuple[HtmlElement, str]] = []
        self.credited: list[tuple[HtmlElement, str]] = []
        self.lone: list[tuple[HtmlElement, str]] = []
        self.bio: list[tuple[HtmlElement, str]] = []


def find_bylines(tree: HtmlElement) -> Iterator[tuple[list[str], Evidence]]:
    """(texts, what speaks for them), from the surest byline of a page to the least sure.

    In order: mark-up made for authors, the word "by" or its like, classes that speak of authors, `Name, Staff
    Writer` and `- Name`, a name alone in bold or italics where a text begins or ends, a line on the writer at its end.
    """
    found = _walk(tree)
    if found.marked:
        yield _neighbours(found.marked), "mark"
    for candidates in (found.worded, found.loose):
        if candidates:
            yield _neighbours(candidates), "word"
    for element, text in found.credited:
        if _edge(element) is not None:
            yield [text], "shape"
    edges = [_edge(element) for element, _ in found.lone]
    if edges.count(None) <= _MOST_HEADINGS:
        for (element, text), edge in zip(found.lone, edges, strict=True):
            if edge is not None and not _is_spoken_of(text, element.getnext()):
                yield [text], "shape"
    for element, text in found.bio:
        if _edge(element) == "end":
            yield [text], "shape"


def looks_like_a_person(name: str, evidence: Evidence) -> bool:
    """Words have the shape of a name: a few, with capitals where their alphabet has them, no digits, no sentence.

    With less evidence than mark-up a name has two words; with none it holds no word that is in no name.
    """
    words = [word for word in name.split() if word.casefold() not in _PARTICLES]
    if (
        not 0 < len(words) <= _MOST_WORDS
        or _SENTENCE.search(name)
        or any(w[0].islower() for w in (name, *words))
    ):
        return False
    keys = [word.casefold().strip(".") for word in words]
    has_case = name.upper() != name.lower()
    if keys[0] in _NO_START or (len(words) == 1 and has_case and evidence != "mark"):
        return False
    return evidence != "shape" or not any(key in NO_NAME or key in _HEADING_WORDS for key in keys)


def _walk(tree: HtmlElement) -> _Found:
    """One pass. Most elements are none of these: what tells so fastest is asked first."""
    found = _Found()
    for element in tree.iter(*_TAGS):
        tag = element.tag
        get = element.get
        marks = get("class") or get("id") or ""
        if tag == "a":
            named = "author" in (get("rel") or "")
            linked = named or _AUTHOR_PAGE.search(get("href") or "") is not None
        else:
            named = "author" in (get("itemprop") or "")
            linked = named
        # Substrings, since a pattern with alternatives would cost more than all the rest of the walk.
        loose = "uthor" in marks or "yline" in marks or "utor" in marks or "riter" in marks
        if (linked or loose) and (named or not _NOT_BYLINE.search(marks)):
            text = _short_text(element)
            if text and not _is_foreign(element):
                is_exact = named or _EXACT_CLASS.search(marks)
                (found.marked if is_exact else found.loose).append((element, text))
                continue
        start = None if tag == "a" else element.text
        if not start:
            continue
        if tag in _EMPHASIS:
            if (paragraph := _filled(element)) is not None:
                _add_line(found, paragraph, lone=True)
        elif tag == "p" and not start.isspace():
            _add_line(found, element, lone=False)
        if (
            len(start) <= _LONGEST_BYLINE
            and start.lstrip()[:1].lower() in _BY_INITIALS
            and _BY_BEGINS.match(start)
        ):
            holder = _worded(element)
            if holder is not None and not _is_foreign(holder):
                found.worded.append((holder, _short_text(holder) or ""))
    return found


def _add_line(found: _Found, paragraph: HtmlElement, *, lone: bool) -> None:
    """A line that its shape alone makes a byline."""
    start = (paragraph.text if not lone else paragraph.text_content()) or ""
    if match := _BIO.match(start[:_LONGEST_BYLINE]):
        found.bio.append((paragraph, one_line(match[1])))
    elif len(start) <= _LONGEST_BYLINE and (text := _short_text(paragraph)):
        if _CREDIT.fullmatch(text):
            found.credited.append((paragraph, text.strip("—– ")))
        elif (
            lone
            and _NAMES.fullmatch(text)
            and all(looks_like_a_person(name, "shape") for name in _JOINT.split(text))
        ):
            found.lone.append((paragraph, text))


def _worded(element: HtmlElement) -> HtmlElement | None:
    """The element that holds the name after the word: itself, its parent, or the one beside it."""
    text = _short_text(element)
    if text is None:
        return None
    if not _BY_ALONE.fullmatch(text):
        return element
    parent = element.getparent()
    if parent is not None and _short_text(parent) not in (None, text):
        return parent
    following = element.getnext()
    return following if following is not None and _short_text(following) else None


def _short_text(element: HtmlElement) -> str | None:
    text = one_line(" ".join(element.itertext())) if len(element) else one_line(element.text or "")
    return text if 1 < len(text) <= _LONGEST_BYLINE else None


def _filled(element: HtmlElement) -> HtmlElement | None:
    """The paragraph that the element is all of; None where it is not."""
    parent = element.getparent()
    if (
        parent is None
        or parent.tag not in ("p", "div")
        or (parent.text or "").strip()
        or (element.tail or "").strip()
    ):
        return None
    return parent if all(child is element or child.tag == "br" for child in parent) else None


def _edge(paragraph: HtmlElement) -> str | None:
    """`start` or `end` of running text; None in the middle of it, away from it, in another's box."""
    following, before = paragraph.getnext(), paragraph.getprevious()
    # An empty line, a picture or a standfirst may stand between.
    opens = _is_prose(following) or (following is not None and _is_prose(following.getnext()))
    closes = _is_prose(before) or (before is not None and _is_prose(before.getprevious()))
    if opens == closes or is_foreign(paragraph):
        return None
    return "start" if opens else "end"


def _is_spoken_of(name: str, paragraph: HtmlElement | None) -> bool:
    """The paragraph speaks of what the line names: it is a heading."""
    return paragraph is not None and name.rsplit(maxsplit=1)[-1].lower() in paragraph.text_content().lower()


def _is_prose(element: HtmlElement | None) -> bool:
    if element is None or element.tag not in ("p", "blockquote", "div"):
        return False
    own = element.text_content() if element.tag != "div" else element.text or ""
    return len(own) >= _SHORTEST_PROSE


def _neighbours(candidates: list[tuple[HtmlElement, str]]) -> list[str]:
    """The texts of the first candidate and of those beside it; of many the first alone.

    Others on the page are the bylines of its other articles.
    """
    first = candidates[0][0]
    near = [first]
    for node in first.iterancestors():
        if node.tag in _HOMES or len(near) == 4:
            break
        near.append(node)
    texts: dict[str, None] = {}
    for element, text in candidates:
        if element in near or any(node in near for node in element.iterancestors()):
            texts[text] = None
    if len(texts) > _MOST_BYLINES:
        return [next(iter(texts))]
    # Without texts that hold another: "By Ann Poe, reporter" around "Ann Poe".
    return [text for text in texts if not any(other != text and other in text for other in texts)]


def _is_foreign(element: HtmlElement) -> bool:
    """In a comment, a list of other articles, a footer; or itself the box of one of them."""
    for node in (element, *element.iterancestors()):
        if node.tag in _HOMES:
            continue
        if node is not element and node.tag in ("aside", "footer", "nav", "figure", "li"):
            return True
        if _NOT_BYLINE.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
    return False
