"""What a page holds is taken down before its body is chosen, so that nothing loses its kind or its owner.

An extractor that returns text loses whose words they are. So each run of text in the page gets a mark that survives
extraction (three characters that the page does not use); embedded posts and quoted passages are first replaced by one
marked paragraph each, captions are taken out. What the extractor gives back is read by its marks (`blocks.py`).
"""

import re
from functools import lru_cache
from typing import Final, Literal

from lxml import etree
from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.embeds import AMP_TAGS, find_embed, is_bare_url
from transforms.marks import SILENT, Harvest, Marker, Run, free_alphabet, lines_of

_WORDLESS_TAGS: Final = (
    "script",
    "style",
    "template",
    "svg",
    "link",
    "meta",
    "select",
    "button",
    "input",
    "textarea",
)
_CHROME_TAGS: Final = (
    "nav",
    "aside",
    "footer",
    "menu",
    "dialog",
    "iframe",
    "object",
    "video",
    "audio",
    "canvas",
    "noscript",
)
"""trafilatura drops these on each of its roads; quotations in them are taken before."""
_NEVER_TAKEN: Final = (SILENT - {"iframe"}) | {"nav", "footer"}
_WRAPPERS: Final = frozenset({"div", "figure", "section", "p", "span", "center"})
_WORDLESS: Final = "embedded post"
"""Stands in the page for a post that shows no words, so that the extractor has something to keep."""
_CAPTION_CLASS: Final = re.compile(
    r"^(?:wp-caption-text|(?:image|photo|media|figure|video|gallery|slide)[-_]+(?:caption|credit|cutline)s?(?:[-_]\w+)?|caption(?:[-_]\w+)?"
    r"|cutline|photo-?credit|image-?credit)$",
    re.I,
)
_QUOTE_CLASS: Final = re.compile(
    r"^(?:(?:wp-block-|bbcode[-_]?|block-|article-|content-|text-|long-|news-)?(?:block)?quot(?:e|ed|ation)(?:[-_]?(?:box|block|text|content"
    r"|body|container|wrapper))?|quotes)$",
    re.I,
)
_TAKEN_TAGS: Final = frozenset({"blockquote", "figure", "figcaption", "iframe", *AMP_TAGS})
_TAKEN_CLASS: Final = re.compile(
    r"embed|tweet|twitter|toot|mastodon|bluesky|instagram|tiktok|reddit|fb-|text-post-media|tncms-block|quot|caption|cutline|credit",
    re.I,
)
"""A cheap first look: what none of the rules below can match is left alone."""
_PULL_CLASS: Final = re.compile(r"pull-?_?quote", re.I)
_CITE_CLASS: Final = re.compile(r"cite|attribution|source|author|credit|byline", re.I)
_FOREIGN: Final = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|disqus\w*|newsletter\w*|subscribe|subscription|sign-?up|related\w*|recirc\w*|recommend\w*|most-(?:read|popular)"
    r"|trending|sidebar|read-?more|more-(?:stories|news|from|on)|sharedaddy|share(?:-\w+)?|social(?:-\w+)?|promo\w*|outbrain|taboola|cookie\w*"
    r"|consent|breadcrumbs?|jp-relatedposts|author-(?:bio|box|info)|also-read|see-also|next-(?:post|article)|prev(?:ious)?-post)(?=$|[\s_-])",
    re.I,
)
_FOREIGN_TAGS: Final = frozenset({"nav", "aside", "footer", "form", "button", "dialog", "menu"})
_SHORTEST_QUOTE: Final = 40


def harvest(tree: HtmlElement) -> Harvest:
    """Take embeds, quoted passages and captions out of the tree and mark every run of text in it.

    The tree is changed: it is ready for the extractor. Nothing that a reader would see is lost from it.
    """
    # The extractor copies the tree many times: what it never keeps is taken off once.
    etree.strip_elements(tree, *_WORDLESS_TAGS, with_tail=False)
    first = free_alphabet("".join(tree.itertext()))
    taken: dict[HtmlElement, Run] = {}
    _take(tree, taken)
    etree.strip_elements(tree, *_CHROME_TAGS, with_tail=False)
    for quote in tree.iter("q"):
        _spell_out(quote)
    marker = Marker(first, taken)
    body = tree.find(".//body")
    marker.walk(tree if body is None else body)
    return Harvest(marker.runs, first)


def _spell_out(quote: HtmlElement) -> None:
    """A `<q>` as the quotation marks that a browser shows for it."""
    quote.tag = "span"
    quote.text = f"“{quote.text or ''}"
    if len(quote):
        quote[-1].tail = f"{quote[-1].tail or ''}”"
    else:
        quote.text += "”"


def is_foreign(element: HtmlElement) -> bool:
    """The element stands in a comment, a sidebar, a list of other articles, a newsletter box."""
    for node in (element, *element.iterancestors()):
        if node.tag in ("body", "html", "main", "article"):
            return False
        if node.tag in _FOREIGN_TAGS or _FOREIGN.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
    return False


def _take(element: HtmlElement, taken: dict[HtmlElement, Run]) -> None:
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag in _NEVER_TAKEN:
            continue
        run = _taken_from(child)
        if run is None:
            _take(child, taken)
        else:
            run.element = _replace(child, run)
            taken[run.element] = run


def _taken_from(element: HtmlElement) -> Run | None:
    names = element.get("class")
    if (
        element.tag not in _TAKEN_TAGS
        and not (names and _TAKEN_CLASS.search(names))
        and not is_bare_url(element)
    ):
        return None
    if embed := find_embed(element):
        # The permalink and the author's profile are the post's own, not what it points to.
        own = (f"@{embed.author_handle}", embed.posted)
        links = [
            (href, a)
            for href, a in _links(element)
            if href != embed.url and one_line(a.text_content()) not in own
        ]
        return Run(element, "embedded_post", text=embed.text, embed=embed, url=embed.url, links=links)
    classes = (names or "").split()
    is_pull = any(map(_PULL_CLASS.search, classes))
    if is_pull or element.tag == "blockquote" or _is_quote_container(element, classes):
        return _quoted(element, "pull_quote" if is_pull else "quoted_passage")
    if element.tag == "figcaption" or any(map(_CAPTION_CLASS.match, classes)):
        text = one_line(" ".join(element.itertext()))
        return Run(element, "caption", text=text) if text else None
    return None


@lru_cache(maxsize=4096)
def _may_be_taken(names: str) -> bool:
    return _TAKEN_CLASS.search(names) is not None


def _is_quote_container(element: HtmlElement, classes: list[str]) -> bool:
    if element.tag == "figure":
        quote = element.find("blockquote")
        return quote is not None and element.find(".//img") is None and find_embed(quote) is None
    return element.tag in ("div", "section", "aside") and any(map(_QUOTE_CLASS.match, classes))


def _quoted(element: HtmlElement, kind: Literal["pull_quote", "quoted_passage"]) -> Run | None:
    """A passage in others' words: its paragraphs are one text, who or what is quoted is an attribute."""
    whole = one_line(" ".join(element.itertext()))
    if element.find(".//h1") is not None or element.find(".//article") is not None:
        return None
    if not whole or (element.tag != "blockquote" and len(whole) < _SHORTEST_QUOTE):
        return None
    links = _links(element)
    cited = next((q.get("cite") for q in element.iter("blockquote") if q.get("cite")), None)
    cite = None
    for part in element.iter("cite", "footer", "figcaption", "div", "p", "span"):
        named = part.tag in ("cite", "footer", "figcaption") or _CITE_CLASS.search(part.get("class") or "")
        text = one_line(" ".join(part.itertext()))
        # Only at the end: a <cite> within a sentence is a title that the sentence needs.
        if (
            named
            and text
            and part is not element
            and len(text) < 150
            and whole.endswith(text)
            and text != whole
        ):
            cite = text.lstrip("—–-―~ ") or None
            cited = next((a.get("href") for a in part.iter("a") if a.get("href")), cited)
            part.drop_tree()
            break
    text = "\n".join(lines_of(element))
    return Run(element, kind, text=text, cite=cite, url=cited, links=links) if text else None


def _links(element: HtmlElement) -> list[tuple[str, HtmlElement]]:
    return [(href, link) for link in element.iter("a") if (href := link.get("href"))]


def _replace(element: HtmlElement, run: Run) -> HtmlElement:
    """Put one plain paragraph in the place of an element, and of the wrappers that hold nothing else.

    Extractors throw away what stands in a wrapper of class "embed" or in a figure. A caption leaves an empty element.
    """
    outer = element
    while run.kind != "caption" and (parent := outer.getparent()) is not None and parent.tag in _WRAPPERS:
        if len(parent) > 1 or (parent.text or "").strip() or (outer.tail or "").strip():
            break
        outer = parent
    placeholder = element.makeelement("span" if run.kind == "caption" else "p")
    if run.kind != "caption":
        placeholder.text = one_line(run.text) or _WORDLESS
    placeholder.tail, outer.tail = outer.tail, None
    parent = outer.getparent()
    if parent is not None:
        parent.replace(outer, placeholder)
    return placeholder
