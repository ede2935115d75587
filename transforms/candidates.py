"""Which elements of a page may be taken out of it: one cheap look at each, before any rule is asked."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from lxml.html import HtmlElement

from transforms.corrections import has_correction_class, may_correct, opens_correction
from transforms.embeds import is_bare_url, is_marked, may_hold_post
from transforms.passages import may_be_passage
from transforms.post_addresses import may_hold_address

_CAPTION_CLASS: Final = re.compile(
    r"^(?:wp-caption-text|(?:image|photo|media|figure|video|gallery|slide)[-_]+(?:caption|credit|cutline)s?(?:[-_]\w+)?|caption(?:[-_]\w+)?"
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
_TAKEN_TAGS: Final = frozenset({"blockquote", "figure", "figcaption", "iframe", "oembed"})
_MARKABLE: Final = frozenset({"p", "div", "figure", "section", "span"})


@lru_cache(maxsize=8192)
def _kinds(tag: str, names: str) -> _Kinds:
    lowered = names.lower()
    if tag not in _TAKEN_TAGS and "-" not in tag and _HINT.search(lowered) is None:
        return _NOTHING
    return _Kinds(
        post=may_hold_post(tag, lowered),
        passage=may_be_passage(tag, lowered),
        caption=tag == "figcaption" or any(map(_CAPTION_CLASS.match, lowered.split())),
        note=has_correction_class(lowered),
    )


class Candidates(NamedTuple):
    """The elements of a page that may be a post, a quoted passage, a caption, a note, each in the page's order."""

    posts: list[HtmlElement]
    passages: list[HtmlElement]
    captions: list[HtmlElement]
    notes: list[HtmlElement]


def find_candidates(tree: HtmlElement, lowered: str) -> Candidates:
    """Look at every element once, by its tag, its classes and the start of its text.

    Args:
        tree: is not changed.
        lowered: all its text in lower case.
    """
    found = Candidates([], [], [], [])
    has_addresses = "http" in lowered and may_hold_address(lowered)
    has_notes = may_correct(lowered)
    for element in tree.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        names = element.get("class")
        kinds = _kinds(tag, names or "")
        if tag in _MARKABLE:
            if (
                kinds.post
                or (names is None and is_marked(element))
                or (has_addresses and is_bare_url(element))
            ):
                found.posts.append(element)
            if kinds.note or (has_notes and tag == "p" and opens_correction(element.text_content())):
                found.notes.append(element)
        elif kinds is _NOTHING:
            continue
        else:
            if kinds.post:
                found.posts.append(element)
            if kinds.note:
                found.notes.append(element)
        if kinds.passage:
            found.passages.append(element)
        if kinds.caption:
            found.captions.append(element)
    return found
