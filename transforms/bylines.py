"""Where a page shows who wrote it: texts that may be bylines, found in one walk over the tree."""

import re
from bisect import bisect
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from transforms.byline_words import BY, NAME, QUALITY, ROLE, Evidence, looks_like_a_person
from transforms.decode import one_line
from transforms.foreign import is_foreign

_TAGS: Final = (
    "a", "span", "div", "p", "address", "h1", "h2", "h3", "h4", "h5", "h6", "li", "strong", "b", "em", "i", "section", "small",
    "td", "dt",
)  # fmt: skip
_EXACT_CLASS: Final = re.compile(
    r"(?:^|\s)(?:authors?|byline|byl|fn|vcard|p-author|(?:entry|post|article|story|tnt)[-_]*(?:author|byline)[-_]*(?:name|link)?"
    r"|author[-_]*(?:name|link|url)|byline[-_]*(?:name|author|link)s?|posted-by|submitted-by)(?:\s|$)",
    re.I,
)
_OTHERS: Final = re.compile(
    r"comment|related|recommend|recirc|teaser|popular|trending|more-from|newsletter|\bbio\b|[_-]bio\b|disqus|latest",
    re.I,
)
"""Classes and ids of the boxes of other articles and other people."""
_ASIDE: Final = re.compile(r"sidebar|widget|footer|avatar|image|photo|promo|card\b|caption|share", re.I)
"""Those of boxes in which a name is not that of the page's author, unless they are part of the article's head."""
_HEAD: Final = re.compile(r"header|heading|headline|author|byline|article|entry|meta\b|title", re.I)
_AUTHOR_CLASS: Final = re.compile(r"[Aa]uth?or|[Bb]y-?[Ll]ine|[Ww]riter")
_NOT_BYLINE: Final = re.compile(rf"{_OTHERS.pattern}|{_ASIDE.pattern}|date|time|twitter|social|follow", re.I)
"""Those of an element that is no byline itself, though its class speaks of authors."""
_AUTHOR_PAGE: Final = re.compile(
    r"/(?:authors?|autore?n?|staff|by|reporters?|contributors?|journalists?)/[^/]"
)
_BY_BEGINS: Final = re.compile(rf"\s*(?:{BY})(?:\s*:|\b)", re.I)
_BY_INITIALS: Final = frozenset("bvpdatoeswrcgntа")
_BY_ALONE: Final = re.compile(rf"(?:{BY})\s*:?", re.I)
_NO_NAME_IN: Final = re.compile(
    rf"(?:(?:{QUALITY}[\s-]+)*{ROLE}|{BY})$|(?:about|follow|more|view|see|read|all|latest|contact)\b", re.I
)
_CREDIT: Final = re.compile(
    rf"(?:{NAME}\s*(?:,|\||–|—|/|\n)\s*(?:[\w.&’'-]+\s+){{0,4}}?{ROLE}\b.{{0,60}}|[—–]\s*{NAME})", re.I
)
_BIO: Final = re.compile(
    rf"\s*({NAME}) (?:is|was|covers|reports|writes|works) (?:an?|the|our|for|on|as)?\s*(?:[^.]{{0,80}})\b{ROLE}\b",
    re.I,
)
_JOINED_ON: Final = re.compile(r"(?:[,:|/&-]|\b(?:and|und|et|y|e|by|von|par|por|with))$", re.I)
_JOINED_TO: Final = re.compile(r"[,|/&-]|(?:and|und|et|y|e|with)\b", re.I)
_NAME: Final = re.compile(NAME)
_JOINT: Final = re.compile(r"\s*[/,&]\s*|\s+(?:and|und|y|et)\s+")
_EMPHASIS: Final = frozenset({"strong", "b", "em", "i"})
_SHORTEST_PROSE: Final = 80
_LONGEST_BYLINE: Final = 160
_MOST_BYLINES: Final = 6
_PREFERENCE: Final = 80
"""Elements by which a byline marked as such may be further from the heading than one that is only worded so."""
_MOST_HEADINGS: Final = 1
"""Lines like names within the text, from which on such a line at its edge is a heading too."""
_FOREIGN_TAGS: Final = frozenset({"aside", "footer", "nav", "form"})
_MOST_BESIDE: Final = 20
"""Characters that the item of a list may hold beside a byline."""
_NEAR: Final = 4
_MOST_PIECES: Final = 100
"""Pieces of text of which a byline may be made, the blank ones counted."""
_MOST_BREAKS: Final = 20
_HOMES: Final = ("body", "html", "main", "article")


class _Found:
    """What one walk over a page finds, by strength of the evidence; each element with its text."""

    __slots__ = ("bio", "credited", "headings", "lone", "marked", "place", "shown")

    def __init__(self) -> None:
        self.marked: list[tuple[HtmlElement, str]] = []
        self.shown: list[tuple[HtmlElement, str]] = []
        self.credited: list[tuple[HtmlElement, str]] = []
        self.lone: list[tuple[HtmlElement, str]] = []
        self.bio: list[tuple[HtmlElement, str]] = []
        self.headings: list[int] = []
        self.place: dict[HtmlElement, int] = {}


def find_bylines(tree: HtmlElement) -> Iterator[tuple[list[str], Evidence]]:
    """(texts, what speaks for them), from the surest byline of a page to the least sure.

    In order: mark-up made for authors, the word "by" or its like, classes that speak of authors, `Name, Staff
    Writer` and `- Name`, a name alone in bold or italics where a text begins or ends, a line on the writer at its end.
    """
    found = _walk(tree)
    marked, shown = _nearest(found.marked, found), _nearest(found.shown, found)
    groups: list[tuple[int, list[str], Evidence]] = []
    if marked is not None:
        groups.append((_distance(found, marked), _beside(marked, found.marked), "mark"))
    if shown is not None:
        groups.append((_distance(found, shown) + _PREFERENCE, _beside(shown, found.shown), "word"))
        texts, others = groups[0][1], groups[-1][1]
        if marked is not None and all(any(text in other for other in others) for text in texts):
            # Only some of the names are marked.
            groups[0] = (groups[0][0], others, "mark")
    for _, texts, evidence in sorted(groups, key=lambda group: group[0]):
        yield texts, evidence
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


def _walk(tree: HtmlElement) -> _Found:
    """One pass. Most elements are none of these: what tells so fastest is asked first."""
    found = _Found()
    for place, element in enumerate(tree.iter(*_TAGS)):
        tag = element.tag
        if tag == "h1":
            found.headings.append(place)
            continue
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
        if linked or (loose and _speaks_of_author(marks)):
            text = _short_text(element)
            if text and not _NO_NAME_IN.match(text) and not _is_foreign(element):
                found.place[element] = place
                is_exact = named or _EXACT_CLASS.search(marks)
                (found.marked if is_exact else found.shown).append((element, text))
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
                found.place[holder] = place
                found.shown.append((holder, _short_text(holder) or ""))
    return found


def _speaks_of_author(marks: str) -> bool:
    """One of the classes is that of an author, and not of his picture or of what else hangs on him."""
    return any(_AUTHOR_CLASS.search(name) and not _NOT_BYLINE.search(name) for name in marks.split())


def _add_line(found: _Found, paragraph: HtmlElement, *, lone: bool) -> None:
    """A line that its shape alone makes a byline."""
    start = (paragraph.text if not lone else paragraph.text_content()) or ""
    if match := _BIO.match(start[:_LONGEST_BYLINE]):
        found.bio.append((paragraph, one_line(match[1])))
    elif len(start) <= _LONGEST_BYLINE and (text := _short_text(paragraph)):
        if _CREDIT.fullmatch(text):
            found.credited.append((paragraph, text.strip("—– ")))
        elif lone and all(_is_name(part) for part in _JOINT.split(text)):
            found.lone.append((paragraph, text))


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and looks_like_a_person(text, "shape")


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
    """An element's text where it may be a byline; what stands in elements of its own, as names do, parted by `;`."""
    if not len(element):
        text = one_line(element.text or "")
    else:
        text = before = ""
        for number, raw in enumerate(element.itertext()):
            if piece := one_line(raw):
                are_names = " " in before and " " in piece
                is_joined = _JOINED_ON.search(before) or _JOINED_TO.match(piece)
                text += ("; " if are_names and not is_joined else " ") + piece
                before = piece
            if number == _MOST_PIECES or len(text) > _LONGEST_BYLINE + 1:
                return None
        text = text[1:]
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
    children = list(islice(parent, _MOST_BREAKS + 2))
    is_all = len(children) <= _MOST_BREAKS + 1 and all(one is element or one.tag == "br" for one in children)
    return parent if is_all else None


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


def _nearest(candidates: list[tuple[HtmlElement, str]], found: _Found) -> HtmlElement | None:
    return min(
        (element for element, _ in candidates), key=lambda element: _distance(found, element), default=None
    )


def _beside(first: HtmlElement, candidates: list[tuple[HtmlElement, str]]) -> list[str]:
    """The texts of a candidate and of those beside it; where these are many, its own alone.

    Others on the page are the bylines of its other articles.
    """
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
        return [text for element, text in candidates if element is first]
    # Without texts that hold another: "By Ann Poe, reporter" around "Ann Poe".
    return [text for text in texts if not any(other != text and other in text for other in texts)]


def _distance(found: _Found, element: HtmlElement) -> int:
    """Elements between a heading and this; before it they count double, since most bylines stand below."""
    place = found.place[element]
    below = bisect(found.headings, place)  # they stand in the page's order
    above = [place - heading for heading in found.headings[:below][-1:]]
    return min(
        above + [2 * (heading - place) for heading in found.headings[below : below + 1]], default=place
    )


def _is_foreign(element: HtmlElement) -> bool:
    """In a comment, a list of other articles, a footer; or itself the box of one of them.

    Only the nearest boxes are asked: further out, the words of a class speak of the arrangement of the whole page.
    """
    is_head = False
    is_contact = False
    length = len(_short_text(element) or "")
    for level, node in enumerate((element, *element.iterancestors())):
        tag = node.tag
        if tag in ("body", "main"):
            return False
        is_contact = is_contact or tag == "address"
        if level and (
            tag in _FOREIGN_TAGS
            or (tag in ("figure", "figcaption") and not is_contact)
            or (tag == "li" and len(_short_text(node) or " " * _LONGEST_BYLINE) > length + _MOST_BESIDE)
        ):
            return True
        if level <= _NEAR:
            marks = f"{node.get('class') or ''} {node.get('id') or ''}"
            if _OTHERS.search(marks):
                return True
            is_head = is_head or _HEAD.search(marks) is not None
            if not is_head and _ASIDE.search(marks):
                return True
    return False
