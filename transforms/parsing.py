"""From a page's text to its tree, within bounds: what is too much to read is turned away before it costs time.

The parser (libxml2) leaves out what stands deeper than 255 elements or in a text of 10 MB, and says so only in its log.
Such a page is parsed again without these limits and made flatter, so that no words are lost from it.
"""

import re
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from transforms.mojibake import unescape

Reason = tuple[str, str]
"""(reason in kebab case, what was found)."""

MOST_BYTES: Final = 10 << 20
"""Of text in UTF-8: as many as the crawl keeps of a response."""
MOST_TAGS: Final = 60_000
"""The closing ones counted; real articles have at most some 7,000, a log of two thousand calls some 40,000."""
_MOST_ATTRIBUTES: Final = 5_000
"""Of one tag: the parser compares each with each."""
_LONG_TAG: Final = 4 * _MOST_ATTRIBUTES
"""Characters from which a tag may have so many attributes."""
_DEEPEST: Final = 200
"""Elements that may stand in each other, once a page has been made flatter."""

_TAG: Final = re.compile(r"<[a-zA-Z](?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+")
_VALUE: Final = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_CONTROL: Final = bytes(code for code in (*range(32), 127) if code not in (9, 10, 13))
_NO_WIDTH: Final = "\u200b".encode()
_CONTROL_BY_NUMBER: Final = re.compile(
    rb"&#(?:0*+(?:[0-8]|1[124-9]|2\d|3[01]|127|6553[45])(?!\d)|[xX]0*+(?:[0-8bcefBCEF]|1[\da-fA-F]|7[fF]|[fF]{3}[efEF])(?![\da-fA-F]));?"
)
# Chinese and Japanese set no blanks: a line end in the source between two of their signs is none either, as in browsers.
_WIDE_SIGNS: Final = "\u2e80-\u312f\u31f0-\u9fff\uf900-\ufaff\uff01-\uff65"
_WIDE: Final = re.compile(f"[{_WIDE_SIGNS}]")
_WIDE_BREAK: Final = re.compile(f"\n[ \t\r\n]*+(?=[{_WIDE_SIGNS}])")
_DOCTYPE: Final = re.compile(r"\s*<!doctype\b[^>]*>", re.I)
_EMPTY_ROOT: Final = re.compile(r"(<html\b[^<>]*)/>", re.I)
_FEWEST_ELEMENTS: Final = 2
"""Below these the body is text, which the parser has put into a paragraph, or less."""


def parse(text: str) -> HtmlElement | Reason:
    """The tree of a page (its root is `html`), or why there is none: `too-large`, `too-deep`, `not-html`.

    Comments and processing instructions are left out. Nothing is deeper in it than 255 elements.
    """
    if reason := _too_large(text):
        return reason
    body = _mended(unescape(text)).encode("utf-8", "replace").translate(None, _CONTROL)
    if b"&#" in body:
        # Not by nothing: what stands around it may be a reference then.
        body = _CONTROL_BY_NUMBER.sub(_NO_WIDTH, body)
    tree, is_whole = _parsed(body, is_huge=False)
    if not is_whole:
        tree, is_whole = _parsed(body, is_huge=True)
        if not is_whole:
            return "too-deep", "more than 2,000 elements in each other"
        if tree is not None:
            _flatten(tree)
    if tree is None or ("<html" not in text[:4096].lower() and _has_few_elements(tree)):
        return "not-html", f"text without mark-up, {len(body)} bytes"
    return tree


def _too_large(text: str) -> Reason | None:
    if len(text) > MOST_BYTES:
        return "too-large", f"{len(text):,} characters, at most {MOST_BYTES:,} are read"
    if (tags := text.count("<")) > MOST_TAGS:
        return "too-large", f"{tags:,} tags, at most {MOST_TAGS:,} are read"
    begun = -1
    # Each tag that is twice so long covers a whole stride.
    for at in range(_LONG_TAG, len(text), _LONG_TAG):
        if text.find("<", at, at + _LONG_TAG) >= 0 or (start := text.rfind("<", begun + 1, at)) < 0:
            continue
        begun = start
        if (tag := _TAG.match(text, start)) is not None and len(tag[0]) > _LONG_TAG:
            found = len(_VALUE.sub(" ", tag[0]).split())
            if found > _MOST_ATTRIBUTES:
                return "too-large", f"a tag with {found:,} attributes, at most {_MOST_ATTRIBUTES:,} are read"
    return None


def _mended(text: str) -> str:
    """Without what the tree cannot hold, and what makes the parser stop early: odd document types, `<html ... />`."""
    for noncharacter in ("\ufffe", "\uffff"):
        if noncharacter in text:
            text = text.replace(noncharacter, "")
    if ("。" in text or "、" in text) and "<pre" not in text:
        text = _WIDE_BREAK.sub(_wide_break, text)
    start = text[:4096]
    if (doctype := _DOCTYPE.match(start)) is not None:
        text, start = text[doctype.end() :], start[doctype.end() :]
    return _EMPTY_ROOT.sub(r"\1>", text, count=1) if _EMPTY_ROOT.search(start) else text


def _wide_break(found: re.Match[str]) -> str:
    return "" if _WIDE.match(found.string, found.start() - 1) else found[0]


def _parsed(body: bytes, *, is_huge: bool) -> tuple[HtmlElement | None, bool]:
    """The tree, None for an empty page, and whether all of the page is in it."""
    parser = HTMLParser(
        encoding="utf-8",
        collect_ids=False,
        default_doctype=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=is_huge,
    )
    try:
        tree: HtmlElement = document_fromstring(body, parser=parser)
    except etree.ParserError:
        return None, True
    return tree, not parser.error_log.filter_from_fatals()


def _has_few_elements(tree: HtmlElement) -> bool:
    body = tree.find("body")
    return (
        body is None
        or sum(1 for _, _ in zip(body.iterdescendants(), range(_FEWEST_ELEMENTS), strict=False))
        < _FEWEST_ELEMENTS
    )


def _flatten(tree: HtmlElement) -> None:
    """What stands deeper than `_DEEPEST` comes to stand behind what held it: the words keep their order."""
    deep: list[HtmlElement] = []
    depth = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth >= _DEEPEST:
            deep.append(element)
    for element in deep:
        if children := element[:]:
            children[-1].tail = (children[-1].tail or "") + (element.tail or "")
            element.tail = None
            for child in reversed(children):
                element.addnext(child)
