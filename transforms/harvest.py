"""What a page holds is taken down before its body is chosen, so that nothing loses its kind or its owner.

A reader that returns text loses whose words they are. So embedded posts, quoted passages, notes of correction and captions
are taken from the page first, each a run of its own where it stood; the rest is read as runs of text (`runs.py`), of which
the body is chosen (`body.py`).
"""

from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from transforms.candidates import find_candidates
from transforms.corrections import is_correction
from transforms.decode import one_line
from transforms.embeds import find_embed, is_embed_code, is_profile
from transforms.foreign import is_foreign, is_loosely_foreign
from transforms.passage_lines import passage_lines
from transforms.passages import joined, only_indents, read_passage
from transforms.placeholders import placeholder_of, put, replace
from transforms.post_addresses import post_address
from transforms.runs import SILENT, Run, read_runs
from transforms.written_marks import resolve_written_marks

_WORDLESS_TAGS: Final = (
    "script", "style", "template", "svg", "link", "meta", "select", "button", "input", "textarea", "nav", "menu", "canvas",
    "audio", "video", "object",
)  # fmt: skip
_CHROME_TAGS: Final = ("aside", "footer", "dialog", "iframe", "noscript")
"""No article is in these; what is quoted or embedded in them is taken before."""
_NEVER_TAKEN: Final = SILENT - {"iframe", "noscript"}
_SPELLED: Final = "spelled-q"
_LONGEST_CORRECTION: Final = 2000
_MOST_NESTED: Final = 20
"""Posts that a post may show within itself; what holds more of them is none."""


def harvest(tree: HtmlElement) -> list[Run]:
    """The runs of text of a page, in reading order; embeds, quoted passages, corrections and captions are such runs.

    The tree is changed: what was taken from it is gone. Nothing that a reader would see is lost from the runs.
    """
    _keep_script_posts(tree)
    etree.strip_elements(tree, *_WORDLESS_TAGS, with_tail=False)
    text = etree.tostring(tree, method="text", encoding="unicode")
    lowered = text.lower()
    alive = list(tree.iter())
    for quote in tree.iter("q"):
        _spell_out(quote)
    if resolve_written_marks(tree, text, lowered):
        alive = list(tree.iter())
    taken = _take(tree, alive, lowered)
    etree.strip_elements(tree, *_CHROME_TAGS, with_tail=False)
    return read_runs(tree, taken)


def _keep_script_posts(tree: HtmlElement) -> None:
    """Posts of which a page holds nothing but a script that draws them."""
    for script in list(tree.iter("script")):
        if script.get("data-telegram-post"):
            script.tag = "div"
            script.text = None


def _spell_out(quote: HtmlElement) -> None:
    """A `<q>` as the quotation marks that a browser shows for it, those of one within another single.

    One that holds paragraphs sets them apart as `<blockquote>` does.
    """
    if next(quote.iter("p", "div", "ul", "blockquote"), None) is not None:
        quote.tag = "blockquote"
        return
    depth = sum(1 for node in quote.iterancestors("q", "span") if node.get("class") == _SPELLED)
    opening, closing = ("‘", "’") if depth % 2 else ("“", "”")
    quote.tag = "span"
    quote.set("class", _SPELLED)
    quote.text = f"{opening}{quote.text or ''}"
    if len(quote):
        quote[-1].tail = f"{quote[-1].tail or ''}{closing}"
    else:
        quote.text += closing


def _take(tree: HtmlElement, elements: list[HtmlElement], lowered: str) -> dict[HtmlElement, Run]:
    found = find_candidates(elements, lowered)
    taken: dict[HtmlElement, Run] = {}
    for element in found.posts:
        if _stands(element, tree) and not _take_post(element, taken) and is_profile(element):
            element.drop_tree()
    _drop_repeated(taken)
    passages = joined([element for element in found.passages if _stands(element, tree)])
    quotes = [
        e for e in passages if e.tag == "blockquote" and next(e.iterancestors("blockquote"), None) is None
    ]
    indents = bool(quotes) and only_indents([q for q in quotes if not is_foreign(q)], is_loosely_foreign)
    for element in passages:
        if _stands(element, tree) and not (indents and element.tag == "blockquote"):
            _take_passage(element, taken)
    for element in found.notes:
        if _stands(element, tree) and not _holds(element, taken):
            _take_note(element, taken)
    for element in found.captions:
        if _stands(element, tree) and (words := one_line(" ".join(element.itertext()))):
            run = Run(element, "caption", text=words)
            run.element = replace(element, run)
            taken[run.element] = run
    return taken


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
    captions = list(element.iter("figcaption"))
    run = Run(element, "embedded_post", text=embed.text, embed=embed, url=embed.url, links=links)
    run.element = replace(element, run)
    taken[run.element] = run
    for caption in reversed(captions):
        caption.tail, run.element.tail = run.element.tail, None
        run.element.addnext(caption)
    return True


def _part_nested(element: HtmlElement) -> None:
    """A post that a post shows within itself is a post of its own, after it."""
    if element.tag == "blockquote" and is_embed_code(element):
        for inner in reversed(list(islice(element.iterdescendants("blockquote"), _MOST_NESTED))):
            if find_embed(inner) is not None:
                _move_after(inner, element)


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
    links = _links_by_stretch(element, taken)
    passage = read_passage(element, taken)
    if passage is None:
        return
    own = [part for part in passage.parts if isinstance(part, list)]
    if not own:
        element.drop_tag()  # it holds a post and nothing else
        return
    at, stretch = element, 0
    for number, part in enumerate(passage.parts):
        if isinstance(part, list):
            run = Run(element, passage.kind, text="\n".join(part), cite=passage.cite, url=passage.url)
            run.links = (
                links.get(stretch, []) if len(own) > 1 else [one for some in links.values() for one in some]
            )
            if number == 0:
                placeholder = replace(element, run)
            else:
                placeholder = placeholder_of(element, run)
                placeholder.tail, at.tail = at.tail, None
                at.addnext(placeholder)
            run.element = placeholder
            taken[placeholder] = run
            at = placeholder
            continue
        stretch += 1
        if number == 0:
            part.tail = None
            at = put(element, part)
        else:
            part.tail, at.tail = at.tail, None
            at.addnext(part)
            at = part


def _links_by_stretch(
    element: HtmlElement, taken: dict[HtmlElement, Run]
) -> dict[int, list[tuple[str, HtmlElement]]]:
    """The links of a passage by how many posts in it stand before them."""
    links: dict[int, list[tuple[str, HtmlElement]]] = {}
    stretch = 0
    for node in element.iter():
        if node in taken:
            stretch += 1
        elif node.tag == "a" and (href := node.get("href")):
            links.setdefault(stretch, []).append((href, node))
    return links


def _take_note(element: HtmlElement, taken: dict[HtmlElement, Run]) -> None:
    lines = passage_lines(element)
    words = "\n".join(lines)
    if not words or len(words) > _LONGEST_CORRECTION or not is_correction(words, element.get("class") or ""):
        return
    run = Run(element, "correction", text=words, links=_links(element))
    run.element = replace(element, run)
    taken[run.element] = run
    # What stands below an article is often in its footer, which goes.
    footer = next(run.element.iterancestors("footer", "aside"), None)
    if footer is not None and next(footer.iterancestors("article", "main"), None) is not None:
        run.element.tail = None
        footer.addprevious(run.element)


def _links(element: HtmlElement) -> list[tuple[str, HtmlElement]]:
    return [(href, link) for link in element.iter("a") if (href := link.get("href"))]
