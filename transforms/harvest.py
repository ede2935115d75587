"""What a page holds is taken down before its body is chosen, so that nothing loses its kind or its owner.

An extractor that returns text loses whose words they are. So each run of text in the page gets a mark that survives
extraction (three characters that the page does not use); embedded posts, quoted passages and notes of correction are
first replaced by one marked paragraph each, captions are taken out. What the extractor gives back is read by its marks
(`blocks.py`).
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from transforms.corrections import (
    has_correction_class,
    is_correction,
    may_correct,
    opens_correction,
)
from transforms.decode import one_line
from transforms.embeds import find_embed, is_bare_url, is_marked, is_profile, may_hold_post
from transforms.marks import SILENT, Harvest, Marker, Run, free_alphabet
from transforms.passage_lines import passage_lines
from transforms.passages import may_be_passage, read_passage
from transforms.post_addresses import post_address
from transforms.written_marks import resolve_written_marks

_WORDLESS_TAGS: Final = (
    "script", "style", "template", "svg", "link", "meta", "select", "button", "input", "textarea", "nav", "menu", "canvas",
    "audio", "video", "object",
)  # fmt: skip
_CHROME_TAGS: Final = ("aside", "footer", "dialog", "iframe", "noscript")
"""trafilatura drops these on each of its roads; what is quoted or embedded in them is taken before."""
_NEVER_TAKEN: Final = SILENT - {"iframe", "noscript"}
_WRAPPERS: Final = frozenset({"div", "figure", "section", "p", "span", "center", "aside", "noscript", "a"})
_WORDLESS: Final = "embedded post"
"""Stands in the page for a post that shows no words, so that the extractor has something to keep."""
_CAPTION_CLASS: Final = re.compile(
    r"^(?:wp-caption-text|(?:image|photo|media|figure|video|gallery|slide)[-_]+(?:caption|credit|cutline)s?(?:[-_]\w+)?|caption(?:[-_]\w+)?"
    r"|cutline|photo-?credit|image-?credit)$",
    re.I,
)
_FOREIGN: Final = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|disqus\w*|newsletter\w*|subscribe|subscription|sign-?up|related\w*|recirc\w*|recommend\w*|most-(?:read|popular)"
    r"|trending|sidebar|read-?more|more-(?:stories|news|from|on)|sharedaddy|share(?:-\w+)?|social(?:-(?!embed|media-embed|post)\w+)?|promo\w*|outbrain|taboola|cookie\w*"
    r"|consent|breadcrumbs?|jp-relatedposts|author-(?:bio|box|info)|also-read|see-also|next-(?:post|article)|prev(?:ious)?-post)(?=$|[\s_-])",
    re.I,
)
_FOREIGN_TAGS: Final = frozenset({"nav", "aside", "footer", "form", "button", "dialog", "menu"})
_LONGEST_CORRECTION: Final = 2000


def harvest(tree: HtmlElement) -> Harvest:
    """Take embeds, quoted passages, corrections and captions out of the tree and mark every run of text in it.

    The tree is changed: it is ready for the extractor. Nothing that a reader would see is lost from it.
    """
    _keep_script_posts(tree)
    # The extractor copies the tree many times: what it never keeps is taken off once.
    etree.strip_elements(tree, *_WORDLESS_TAGS, with_tail=False)
    text = etree.tostring(tree, method="text", encoding="unicode")
    lowered = text.lower()
    first = free_alphabet(text)
    # lxml makes an element's Python object anew whenever none is alive: the list keeps them for all that follows.
    alive = list(tree.iter())
    for quote in tree.iter("q"):
        _spell_out(quote)
    resolve_written_marks(tree, text, lowered)
    taken = _take(tree, lowered)
    etree.strip_elements(tree, *_CHROME_TAGS, with_tail=False)
    marker = Marker(first, taken)
    body = tree.find(".//body")
    marker.walk(tree if body is None else body)
    del alive
    return Harvest(marker.runs, first)


def is_foreign(element: HtmlElement) -> bool:
    """The element stands in a comment, a sidebar, a list of other articles, a newsletter box."""
    for node in (element, *element.iterancestors()):
        if node.tag in ("body", "html", "main", "article"):
            return False
        if node.tag in _FOREIGN_TAGS or _FOREIGN.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
    return False


def _keep_script_posts(tree: HtmlElement) -> None:
    """Posts of which a page holds nothing but a script that draws them."""
    for script in list(tree.iter("script")):
        if script.get("data-telegram-post"):
            script.tag = "div"
            script.text = None


def _spell_out(quote: HtmlElement) -> None:
    """A `<q>` as the quotation marks that a browser shows for it; those of one within another are single."""
    inner = (
        sum(1 for _ in quote.iterancestors("q", "span") if _.tag == "q" or _.get("class") == "spelled-q") % 2
    )
    opening, closing = ("‘", "’") if inner else ("“", "”")
    quote.tag = "span"
    quote.set("class", "spelled-q")
    quote.text = f"{opening}{quote.text or ''}"
    if len(quote):
        quote[-1].tail = f"{quote[-1].tail or ''}{closing}"
    else:
        quote.text += closing


def _take(tree: HtmlElement, lowered: str) -> dict[HtmlElement, Run]:
    posts, passages, captions, notes = _candidates(tree, lowered)
    taken: dict[HtmlElement, Run] = {}
    for element in posts:
        if _stands(element, tree) and not _take_post(element, taken) and is_profile(element):
            element.drop_tree()
    _drop_repeated(taken)
    for element in passages:
        if _stands(element, tree):
            _take_passage(element, taken)
    for element in notes:
        if _stands(element, tree) and not _holds(element, taken):
            _take_note(element, taken)
    for element in captions:
        if _stands(element, tree) and (words := one_line(" ".join(element.itertext()))):
            run = Run(element, "caption", text=words)
            run.element = _replace(element, run)
            taken[run.element] = run
    return taken


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


def _candidates(
    tree: HtmlElement, lowered: str
) -> tuple[list[HtmlElement], list[HtmlElement], list[HtmlElement], list[HtmlElement]]:
    """(what may be a post, a quoted passage, a caption, a note of correction), each in the page's order."""
    posts: list[HtmlElement] = []
    passages: list[HtmlElement] = []
    captions: list[HtmlElement] = []
    notes: list[HtmlElement] = []
    has_addresses, has_notes = "http" in lowered, may_correct(lowered)
    for element in tree.iter(etree.Element):
        tag = str(element.tag)
        names = element.get("class") or ""
        kinds = _kinds(tag, names)
        if (
            kinds.post
            or (not names and tag in _MARKABLE and is_marked(element))
            or (has_addresses and tag in _MARKABLE and is_bare_url(element))
        ):
            posts.append(element)
        if kinds.note or (has_notes and tag == "p" and opens_correction(element.text_content())):
            notes.append(element)
        if kinds is _NOTHING:
            continue
        if kinds.passage:
            passages.append(element)
        if kinds.caption:
            captions.append(element)
    return posts, passages, captions, notes


def _stands(element: HtmlElement, tree: HtmlElement) -> bool:
    """Still in the page, and not in its menus or its head."""
    node = element
    for node in element.iterancestors():
        if node.tag in _NEVER_TAKEN:
            return False
    return node is tree


def _holds(element: HtmlElement, taken: dict[HtmlElement, Run]) -> bool:
    return any(node in taken for node in element.iter("p"))


def _take_post(element: HtmlElement, taken: dict[HtmlElement, Run]) -> bool:
    _part_nested(element)
    embed = find_embed(element)
    if embed is None:
        return False
    # The permalink and the author's profile are the post's own, not what it points to.
    own = (f"@{embed.author_handle}", embed.posted, embed.author_name)
    links = [
        (href, link)
        for href, link in _links(element)
        if one_line(link.text_content()) not in own
        and not ((found := post_address(href)) and found.post_id == embed.post_id)
    ]
    run = Run(element, "embedded_post", text=embed.text, embed=embed, url=embed.url, links=links)
    run.element = _replace(element, run)
    taken[run.element] = run
    return True


def _part_nested(element: HtmlElement) -> None:
    """A post that the post quotes is a post of its own, after it."""
    if element.tag != "blockquote":
        return
    for inner in list(element.iterdescendants("blockquote")):
        if find_embed(inner) is not None:
            inner.drop_tag() if inner.getparent() is None else _move_after(inner, element)


def _move_after(inner: HtmlElement, outer: HtmlElement) -> None:
    tail, inner.tail = inner.tail, None
    before, parent = inner.getprevious(), inner.getparent()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail and parent is not None:
        parent.text = (parent.text or "") + tail
    tail, outer.tail = outer.tail, None
    outer.addnext(inner)
    inner.tail = tail


def _drop_repeated(taken: dict[HtmlElement, Run]) -> None:
    """A post and its twin for readers without scripts, side by side, are one."""
    before: Run | None = None
    for element, run in list(taken.items()):
        embed, last = run.embed, before.embed if before else None
        is_twin = (
            before is not None
            and embed is not None
            and last is not None
            and embed.post_id is not None
            and (embed.network, embed.post_id) == (last.network, last.post_id)
            and before.element.getnext() is element
            and not (before.element.tail or "").strip()
        )
        if is_twin and before is not None:
            poorer = element if len(run.text) <= len(before.text) else before.element
            del taken[poorer]
            poorer.drop_tree()
            before = before if poorer is element else run
        else:
            before = run


def _take_passage(element: HtmlElement, taken: dict[HtmlElement, Run]) -> None:
    links = _links(element)
    passage = read_passage(element, taken)
    if passage is None:
        return
    own = [part for part in passage.parts if isinstance(part, list)]
    if not own:
        element.drop_tag()  # it holds a post and nothing else
        return
    at = element
    for number, part in enumerate(passage.parts):
        if isinstance(part, list):
            run = Run(element, passage.kind, text="\n".join(part), cite=passage.cite, url=passage.url)
            run.links = (
                [pair for pair in links if part is own[0]] if len(own) == 1 else _links_among(links, part)
            )
            if number == 0:
                placeholder = _replace(element, run)
            else:
                placeholder = _placeholder(element, run)
                placeholder.tail, at.tail = at.tail, None
                at.addnext(placeholder)
            run.element = placeholder
            taken[placeholder] = run
            at = placeholder
        elif number == 0:
            part.tail = None
            at = _put(element, part)
        else:
            part.tail, at.tail = at.tail, None
            at.addnext(part)
            at = part


def _links_among(links: list[tuple[str, HtmlElement]], lines: list[str]) -> list[tuple[str, HtmlElement]]:
    said = "\n".join(lines)
    return [(href, link) for href, link in links if one_line(link.text_content()) in said]


def _take_note(element: HtmlElement, taken: dict[HtmlElement, Run]) -> None:
    lines = passage_lines(element)
    words = "\n".join(lines)
    if not words or len(words) > _LONGEST_CORRECTION or not is_correction(words, element.get("class") or ""):
        return
    run = Run(element, "correction", text=words, links=_links(element))
    run.element = _replace(element, run)
    taken[run.element] = run
    # What stands below an article is often in its footer, which goes.
    footer = next(run.element.iterancestors("footer", "aside"), None)
    if footer is not None and next(footer.iterancestors("article", "main"), None) is not None:
        run.element.tail = None
        footer.addprevious(run.element)


def _links(element: HtmlElement) -> list[tuple[str, HtmlElement]]:
    return [(href, link) for link in element.iter("a") if (href := link.get("href"))]


def _placeholder(element: HtmlElement, run: Run) -> HtmlElement:
    """A plain paragraph in whose place the blocks will be; a caption leaves an empty element."""
    placeholder = element.makeelement("span" if run.kind == "caption" else "p")
    if run.kind != "caption":
        placeholder.text = one_line(run.text) or _WORDLESS
    return placeholder


def _replace(element: HtmlElement, run: Run) -> HtmlElement:
    """Put a placeholder in the place of an element, and of the wrappers that hold nothing else."""
    placeholder = _placeholder(element, run)
    if run.kind == "caption":
        placeholder.tail, element.tail = element.tail, None
        parent = element.getparent()
        if parent is not None:
            parent.replace(element, placeholder)
        return placeholder
    return _put(element, placeholder)


def _put(element: HtmlElement, placeholder: HtmlElement) -> HtmlElement:
    """Put a placeholder in the place of an element and of its wrappers.

    Extractors throw away what stands in a wrapper of class "embed" or in a figure. Of a wrapper that holds a caption
    too, the caption stays behind.
    """
    outer, has_caption = element, False
    while (parent := outer.getparent()) is not None and (parent.tag in _WRAPPERS or "-" in str(parent.tag)):
        if (parent.text or "").strip() or (outer.tail or "").strip():
            break
        others = [node for node in parent if node is not outer]
        if any((node.tail or "").strip() for node in others):
            break
        if any(not _is_empty(node) and node.tag != "figcaption" for node in others):
            break
        has_caption = has_caption or any(node.tag == "figcaption" for node in others)
        outer = parent
    parent = outer.getparent()
    if parent is None:
        return placeholder
    if has_caption:
        element.drop_tree()
        outer.addprevious(placeholder)
        return placeholder
    placeholder.tail, outer.tail = outer.tail, None
    parent.replace(outer, placeholder)
    return placeholder


def _is_empty(node: HtmlElement) -> bool:
    return not isinstance(node.tag, str) or (
        node.tag in ("br", "span", "div", "p", "script") and not len(node) and not (node.text or "").strip()
    )
