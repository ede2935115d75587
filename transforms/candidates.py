"""Which elements of a page may be taken out of it: one cheap look at each, before any rule is asked."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from lxml.html import HtmlElement

from transforms.corrections import has_correction_class, opens_correction
from transforms.embeds import is_bare_url, is_marked, may_hold_post
from transforms.passages import may_be_passage
from transforms.post_addresses import may_hold_address

_CAPTION_CLASS: Final = re.compile(
    r"^(?:wp-caption-text|(?:image|photo|media|figure|video|gallery|slide)[-_]+(?:caption|credit|cutline)s?(?:[-_]\w+)?|caption(?:[-_]\w+)?"
    r"|(?:news|img|pic(?:ture)?|article|story|lead|hero|inline|asset|thumb(?:nail)?|photo|image|media|figure)[-_]*captions?(?:[-_]?text)?"
    r"|cutline|photo-?credit|image-?credit)$",
    re.I,
)
_HINT: Final = re.compile(
    "embed|t[wo][eio]|masto|b[ls][uk][ey]|insta|facebook|fb-|youtu|video|truths|tiktok|reddit|iframely|post-media|tncms|telegram"
    "|quot|epigraph|caption|cutline|credit|corr|clarif|note|errat|retract"
)


class _Kinds(NamedTuple):
    """What an element may be, by its tag and classes."""

    post: bool
    passage: bool
    caption: bool
    note: bool


_NOTHING: Final = _Kinds(post=False, passage=False, caption=False, note=False)
_TAGS: Final = {
    "blockquote": _Kinds(post=True, passage=True, caption=False, note=False),
    "figure": _Kinds(post=False, passage=True, caption=False, note=False),
    "figcaption": _Kinds(post=False, passage=False, caption=True, note=False),
    "iframe": _Kinds(post=True, passage=False, caption=False, note=False),
    "pre": _Kinds(post=False, passage=True, caption=False, note=False),
    "oembed": _Kinds(post=True, passage=False, caption=False, note=False),
}
"""What an element may be by its tag alone."""
_BOXES: Final = frozenset({"div", "section", "span", "figure"})


@lru_cache(maxsize=8192)
def _kinds(names: str) -> _Kinds:
    lowered = names.lower()
    if _HINT.search(lowered) is None:
        return _NOTHING
    return _Kinds(
        post=may_hold_post(lowered),
        passage=may_be_passage(lowered),
        caption=any(map(_CAPTION_CLASS.match, lowered.split())),
        note=has_correction_class(lowered),
    )


class Candidates(NamedTuple):
    """The elements of a page that may be a post, a quoted passage, a caption, a note, each in the page's order."""

    posts: list[HtmlElement]
    passages: list[HtmlElement]
    captions: list[HtmlElement]
    notes: list[HtmlElement]


def find_candidates(elements: Iterable[HtmlElement], lowered: str) -> Candidates:
    """Look at every element once, by its tag, its classes and the start of its text.

    Args:
        elements: of a page, in its order.
        lowered: all its text in lower case.
    """
    found = Candidates([], [], [], [])
    has_addresses = "http" in lowered and may_hold_address(lowered)
    known: dict[str | None, _Kinds] = {None: _NOTHING}
    for element in elements:
        tag = element.tag
        if not isinstance(tag, str):
            continue
        names = element.get("class")
        by_class = known.get(names)
        if by_class is None:
            by_class = known[names] = _kinds(names or "")
        by_tag = _TAGS.get(tag, _NOTHING)
        if tag == "p":
            is_post = has_addresses and is_bare_url(element)
            if by_class.note or opens_correction(_start(element)):
                found.notes.append(element)
        elif tag in _BOXES:
            is_post = (names is None and is_marked(element)) or (has_addresses and is_bare_url(element))
        elif "-" in tag:
            is_post = True
            if tag.endswith("quote"):
                by_tag = _TAGS["blockquote"]
        else:
            is_post = False
        if by_class is _NOTHING and by_tag is _NOTHING:
            if is_post:
                found.posts.append(element)
            continue
        if is_post or by_class.post or by_tag.post:
            found.posts.append(element)
        if by_class.passage or by_tag.passage:
            found.passages.append(element)
        if by_class.caption or by_tag.caption:
            found.captions.append(element)
        if by_class.note and tag != "p":
            found.notes.append(element)
    return found


def _start(paragraph: HtmlElement) -> str:
    text = paragraph.text
    if text and not text.isspace():
        return str(text)
    return str(paragraph.text_content()) if len(paragraph) else ""
