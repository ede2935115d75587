"""Passages in others' words: what is one, who or what is quoted, its lines."""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.passage_lines import passage_lines, passage_parts

_QUOTE_CLASS: Final = re.compile(
    r"^(?:(?:wp|block|text|content|body|article|story|entry|post|news|long|inline|rich|rte|paragraph|bb|sqs|c|m|o)[-_]+){0,3}"
    r"(?:bb|block|ips)?(?:code)?[-_]{0,2}quot(?:e|es|ed|ation)(?:[-_]{0,2}(?:box|block|text|content|body|container|wrapper))?"
    r"(?:--[\w-]+)?$|^epigraph$|^(?:tr_)?bq$",
    re.I,
)
_PULL_CLASS: Final = re.compile(r"pull-?_?quote", re.I)
_CITE_CLASS: Final = re.compile(
    r"cit(?:e|ation)|attribution|source|author|credit|byline|postedby|quote-?_?(?:header|title|name)|bbcodeblock-title|^title$",
    re.I,
)
_SAID: Final = re.compile(r"\s*(?:wrote|said|writes|says|schrieb|a écrit|escribió)?\s*:$", re.I)
_DASHED: Final = re.compile(r"^(?:[—–―]|--?|~)\s*(?=\S)(.{2,120})$")
_BYLINE: Final = re.compile(r"^by\s+[A-Z]", re.I)
_CHROME: Final = re.compile(r"^(?:click to expand(?:\.\.\.|…)?|expand signature|[“”„\"«»'‘’❝❞]+)$", re.I)
"""Of forums; and marks of quotation that only decorate."""
_CARD_CLASS: Final = "wp-embedded-content"
"""A card of another site's article: its headline, which leads there."""
_SAID_BY: Final = re.compile(r"^(?:originally posted by|posted by|quote from)\s*:?\s*", re.I)
_NAMES: Final = ("data-username", "data-quote", "data-author", "data-ipsquote-username")
_CONTAINERS: Final = frozenset({"div", "section", "aside", "p"})
_COMPONENT: Final = ("-quote", "-blockquote")
"""Ends of the names of custom elements."""
_SHORTEST: Final = 40
_LONGEST_CITE: Final = 150
_LONGEST_BYLINE: Final = 120
_WHOLE: Final = 400
"""Characters from which a passage may be the whole article, indented by a tag that means a quotation."""
_PROSE: Final = 60
"""Characters of a paragraph that somebody wrote around a quotation."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage set apart as a quotation.

    Attributes:
        parts: its lines, and between them the elements that were taken out of it.
        cite: who or what is quoted, as the page gives it.
        url: that leads to what is quoted.
    """

    kind: Literal["pull_quote", "quoted_passage"]
    parts: list[list[str] | HtmlElement]
    cite: str | None
    url: str | None


def may_be_passage(lowered_names: str) -> bool:
    """A cheap first look at an element's classes."""
    return "quot" in lowered_names or "epigraph" in lowered_names


def joined(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Passages with paragraphs that are each a quotation by class, one after the other, put into one."""
    result: list[HtmlElement] = []
    for element in elements:
        before = result[-1] if result else None
        if element.tag != "p" or not any(map(_QUOTE_CLASS.match, (element.get("class") or "").split())):
            result.append(element)
        elif (
            before is not None and before.get("class") == element.get("class") and before.getnext() is element
        ):
            if before.tag == "p":
                holder = before.makeelement("blockquote", {"class": element.get("class") or ""})
                before.addprevious(holder)
                holder.append(before)
                result[-1] = before = holder
            holder_tail, element.tail = element.tail, None
            before.append(element)
            before.tail = holder_tail
        else:
            result.append(element)
    return result


def read_passage(element: HtmlElement, taken: Container[HtmlElement]) -> Passage | None:
    """The passage that an element sets apart, None where it sets apart something else.

    The element loses the part that names what is quoted.

    Args:
        element: any.
        taken: elements within, posts most of all, that keep their own place.
    """
    names = (element.get("class") or "").split()
    is_pull = any(map(_PULL_CLASS.search, names))
    if not (is_pull or element.tag == "blockquote" or _is_container(element, names)):
        return None
    if element.find(".//h1") is not None or element.find(".//article") is not None:
        return None
    whole = one_line(" ".join(element.itertext()))
    if not whole or (element.tag != "blockquote" and len(whole) < _SHORTEST):
        return None
    if _is_byline(whole):
        return None
    cite, url = _take_cite(element, whole)
    if _CARD_CLASS in names:
        url = next((a.get("href") for a in element.iter("a")), url)
    parts = [
        [line for line in part if not _CHROME.match(line)] if isinstance(part, list) else part
        for part in passage_parts(element, taken)
    ]
    if cite is None and parts and isinstance(parts[-1], list):
        parts[-1], cite = _take_dashed(parts[-1], has_more=len(parts) > 1)
    cite = cite or next((value for name in _NAMES if (value := one_line(element.get(name) or ""))), None)
    parts = [part for part in parts if not isinstance(part, list) or part]
    return Passage("pull_quote" if is_pull else "quoted_passage", parts, cite, url) if parts else None


def _is_byline(text: str) -> bool:
    is_sentence = text.endswith((".", "?", "!", "…", ":", "”", '"'))
    return len(text) <= _LONGEST_BYLINE and not is_sentence and _BYLINE.match(text) is not None


def _is_container(element: HtmlElement, names: list[str]) -> bool:
    if element.tag == "figure":
        return element.find(".//blockquote") is not None and element.find(".//img") is None
    if element.tag == "pre":
        before = element.getprevious()
        return before is not None and one_line(before.text_content()).endswith(":")
    if str(element.tag).endswith(_COMPONENT):
        return True
    return element.tag in _CONTAINERS and any(map(_QUOTE_CLASS.match, names))


def _take_cite(element: HtmlElement, whole: str) -> tuple[str | None, str | None]:
    """(who or what is quoted, where it leads): from the part at either end that names it, and from `cite=`."""
    cite, url = None, None
    for quote in element.iter("blockquote", "q"):
        declared = (quote.get("cite") or "").strip()
        if declared.startswith(("http://", "https://", "/")):
            url = url or declared
        elif " " in declared:
            cite = cite or one_line(declared)
    for part in list(element.iter("cite", "footer", "figcaption", "header", "div", "p", "span", "small")):
        is_named = part.tag in ("cite", "footer", "figcaption", "header")
        if part is element or not (is_named or _CITE_CLASS.search(part.get("class") or "")):
            continue
        text = one_line(" ".join(part.itertext()))
        if not text or len(text) >= _LONGEST_CITE or text == whole:
            continue
        # Only at either end: a <cite> within a sentence is a title that the sentence needs.
        if (whole.endswith(text) and _stands_alone(part)) or (whole.startswith(text) and text.endswith(":")):
            cite = _SAID_BY.sub("", _SAID.sub("", text.strip("—–-―~ "))) or None
            url = next(
                (a.get("href") for a in part.iter("a") if (a.get("href") or "").startswith(("http", "/"))),
                url,
            )
            part.drop_tree()
            break
    return cite, url


def _stands_alone(part: HtmlElement) -> bool:
    """Not the last words of a sentence that it belongs to."""
    if part.tag not in ("cite", "span", "small"):
        return True
    before = part.getprevious()
    parent = part.getparent()
    text = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    if before is not None and before.tag == "br" and not text.strip():
        return True
    return not text.strip() or text.rstrip()[-1] in "—–―-.!?”\"’'»)"


def _take_dashed(lines: list[str], *, has_more: bool) -> tuple[list[str], str | None]:
    """(the lines before, the name) where the last line is a dash and a name."""
    match = _DASHED.match(lines[-1]) if len(lines) > 1 or has_more else None
    return (lines[:-1], match[1].strip()) if match else (lines, None)


def only_indents(quotes: Sequence[HtmlElement], is_foreign: Callable[[HtmlElement], bool]) -> bool:
    """A page's long `<blockquote>`s hold all that is said in it: the tag indents the article, it quotes nobody.

    Args:
        quotes: the page's own, those within others left out.
        is_foreign: whether a box of the page holds something else than its own text.
    """
    lines = [line for quote in quotes for line in passage_lines(quote)]
    if len(lines) < 2 or sum(map(len, lines)) <= _WHOLE or any(_names_source(quote) for quote in quotes):
        return False
    main = next((node for node in quotes[0].iterancestors() if node.tag in ("article", "main", "body")), None)
    if main is None:
        return False
    if any(_is_said(sibling) for quote in quotes for sibling in _beside(quote)):
        return False
    around = passage_parts(main, _Around(is_foreign))
    return not any(len(line) >= _PROSE for part in around if isinstance(part, list) for line in part)


def _beside(quote: HtmlElement) -> Iterator[HtmlElement]:
    """What stands right before a quotation and right after it."""
    return (node for node in (quote.getprevious(), quote.getnext()) if node is not None)


def _is_said(node: HtmlElement) -> bool:
    """A short sentence of the writer's: "From the Daily Example:", "Indeed."."""
    if node.tag not in ("p", "div"):
        return False
    text = one_line(node.text_content())
    return text.endswith((".", ":", "!", "?", "…", "”")) and not _is_byline(text)


def _names_source(quote: HtmlElement) -> bool:
    return quote.get("cite") is not None or next(quote.iter("cite", "footer"), None) is not None


@dataclass(frozen=True, slots=True)
class _Around:
    """What is not said around quotations: themselves, and all that is foreign to the page's text."""

    is_foreign: Callable[[HtmlElement], bool]

    def __contains__(self, node: object) -> bool:
        return isinstance(node, HtmlElement) and (node.tag == "blockquote" or self.is_foreign(node))
