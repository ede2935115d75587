"""What a page holds is taken down before its body is chosen, so that nothing loses its kind or its owner.

An extractor that returns text loses whose words they are. So each run of text in the page gets a mark that survives
extraction (three characters that the page does not use); embedded posts and quoted passages are first replaced by one
marked paragraph each, captions are taken out. What the extractor gives back is read by its marks (`blocks.py`).
"""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final, Literal

from lxml import etree
from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.document import BlockKind
from transforms.embeds import AMP_TAGS, Embed, find_embed, is_bare_url

_ALPHABETS: Final = (0x2801, 0x4DC0)
"""First characters of two ranges of 64 symbols (Braille, hexagrams): a page uses one of them at most."""
_BASE: Final = 64
MARKS: Final = re.compile("|".join(f"[{chr(a)}-{chr(a + _BASE - 1)}]{{3}}" for a in _ALPHABETS))
"""A mark of either alphabet."""

_INLINE: Final = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "img", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
        "time", "tt", "u", "var", "wbr", "picture", "source", "svg",
    }
)  # fmt: skip
_SILENT: Final = frozenset(
    {"script", "style", "noscript", "template", "head", "select", "textarea", "svg", "math", "iframe"}
)
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
_NEVER_TAKEN: Final = (_SILENT - {"iframe"}) | {"nav", "footer"}
_WRAPPERS: Final = frozenset({"div", "figure", "section", "p", "span", "center"})
_WORDLESS: Final = "embedded post"
"""Stands in the page for a post that shows no words, so that the extractor has something to keep."""
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
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
_LAYOUT_TEXT: Final = 400
"""Characters from which a list item or a table cell with paragraphs of its own is layout, not a list or a table."""
_FOREIGN: Final = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|disqus\w*|newsletter\w*|subscribe|subscription|sign-?up|related\w*|recirc\w*|recommend\w*|most-(?:read|popular)"
    r"|trending|sidebar|read-?more|more-(?:stories|news|from|on)|sharedaddy|share(?:-\w+)?|social(?:-\w+)?|promo\w*|outbrain|taboola|cookie\w*"
    r"|consent|breadcrumbs?|jp-relatedposts|author-(?:bio|box|info)|also-read|see-also|next-(?:post|article)|prev(?:ious)?-post)(?=$|[\s_-])",
    re.I,
)
_FOREIGN_TAGS: Final = frozenset({"nav", "aside", "footer", "form", "button", "dialog", "menu"})
_SHORTEST_QUOTE: Final = 40


@dataclass(slots=True)
class Run:
    """One run of inline text in the page, or one part taken from it: what a mark stands for.

    Attributes:
        element: the block-level element that holds it, in the harvested tree.
        kind: of the block that it is, or is part of.
        group: the outermost list or the table that it belongs to.
        links: (address as written, its element) of the links in it.
    """

    element: HtmlElement
    kind: BlockKind | Literal["pull_quote"]
    group: HtmlElement | None = None
    text: str = ""
    embed: Embed | None = None
    cite: str | None = None
    url: str | None = None
    links: list[tuple[str, HtmlElement]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Harvest:
    """All that was taken down: `runs[n]` is what mark n stands for, in page order."""

    runs: list[Run]
    mark: re.Pattern[str]
    first: int

    def number(self, mark: str) -> int:
        """The run that a mark stands for."""
        number = 0
        for char in mark:
            number = number * _BASE + ord(char) - self.first
        return number


def harvest(tree: HtmlElement) -> Harvest:
    """Take embeds, quoted passages and captions out of the tree and mark every run of text in it.

    The tree is changed: it is ready for the extractor. Nothing that a reader would see is lost from it.
    """
    # The extractor copies the tree many times: what it never keeps is taken off once.
    etree.strip_elements(tree, *_WORDLESS_TAGS, with_tail=False)
    text = "".join(tree.itertext())
    first = next((a for a in _ALPHABETS if not _marks(a, 1).search(text)), _ALPHABETS[0])
    taken: dict[HtmlElement, Run] = {}
    _take(tree, taken)
    etree.strip_elements(tree, *_CHROME_TAGS, with_tail=False)
    for quote in tree.iter("q"):
        _spell_out(quote)
    marker = _Marker(first, taken)
    body = tree.find(".//body")
    marker.walk(tree if body is None else body)
    return Harvest(marker.runs, _marks(first, 3), first)


def _spell_out(quote: HtmlElement) -> None:
    """A `<q>` as the quotation marks that a browser shows for it."""
    quote.tag = "span"
    quote.text = f"“{quote.text or ''}"
    if len(quote):
        quote[-1].tail = f"{quote[-1].tail or ''}”"
    else:
        quote.text += "”"


@cache
def _marks(first: int, count: int) -> re.Pattern[str]:
    return re.compile(f"[{chr(first)}-{chr(first + _BASE - 1)}]{{{count}}}")


def is_foreign(element: HtmlElement) -> bool:
    """The element stands in a comment, a sidebar, a list of other articles, a newsletter box."""
    for node in (element, *element.iterancestors()):
        if node.tag in ("body", "html", "main", "article"):
            return False
        if node.tag in _FOREIGN_TAGS or _FOREIGN.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
    return False


def lines_of(element: HtmlElement) -> list[str]:
    """The visible text of an element, a line for each block or line break in it."""
    parts: list[str] = []

    def walk(node: HtmlElement) -> None:
        if not isinstance(node.tag, str) or node.tag in _SILENT:
            return
        breaks = node.tag not in _INLINE or node.tag == "br"
        if breaks:
            parts.append("\n")
        parts.append(_spaced(node.text))
        for child in node:
            walk(child)
            parts.append(_spaced(child.tail))
        if breaks:
            parts.append("\n")

    walk(element)
    return [line for raw in "".join(parts).split("\n") if (line := one_line(raw))]


def _spaced(text: str | None) -> str:
    # The newlines of the source are spaces; only elements break a line.
    return text.replace("\n", " ") if text else ""


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


class _Marker:
    """Walks the page once, in reading order, and starts a run wherever text begins in another block element."""

    def __init__(self, first: int, taken: dict[HtmlElement, Run]) -> None:
        self.runs: list[Run] = []
        self._first = first
        self._taken = taken
        self._block: HtmlElement | None = None
        self._breaks = 0

    def walk(
        self,
        node: HtmlElement,
        block: HtmlElement | None = None,
        kind: BlockKind = "paragraph",
        group: HtmlElement | None = None,
    ) -> None:
        tag = node.tag
        if (run := self._taken.get(node)) is not None:
            self._start(run)
            if run.kind != "caption":
                node.text = self._mark() + (node.text or "")
            self._block = None
            return
        if not isinstance(tag, str) or tag in _SILENT:
            return
        if tag == "br":
            self._breaks += 1
        elif tag not in _INLINE:
            block = node
            if tag in _HEADINGS:
                kind, group = "heading", None
            elif tag in ("ul", "ol", "dl") and group is None:
                kind, group = "list", node
            elif tag == "table" and group is None and not self._is_layout(node):
                kind, group = "table", node
            elif tag in ("li", "dd") and kind == "list" and self._is_layout(node):
                kind, group = "paragraph", None
        home = node if block is None else block
        before = len(self.runs)
        if node.text and not node.text.isspace():
            node.text = self._text(node.text, home, kind, group)
        for child in node:
            self.walk(child, home, kind, group)
            if child.tail and not child.tail.isspace():
                child.tail = self._text(child.tail, home, kind, group)
        if tag == "a" and self.runs and (href := node.get("href")):
            # A link that begins a run stands in the run that it began.
            target = self.runs[min(before, len(self.runs) - 1)] if len(self.runs) > before else self.runs[-1]
            target.links.append((href, node))

    def _text(self, text: str, block: HtmlElement, kind: BlockKind, group: HtmlElement | None) -> str:
        if block is self._block and self._breaks < 2:
            self._breaks = 0
            return text
        self._start(Run(block, kind, group))
        self._block = block
        bare = text.lstrip()
        return text[: len(text) - len(bare)] + self._mark() + bare

    def _start(self, run: Run) -> None:
        self.runs.append(run)
        self._breaks = 0

    def _mark(self) -> str:
        number = len(self.runs) - 1
        return "".join(
            chr(self._first + digit)
            for digit in (number // _BASE**2 % _BASE, number // _BASE % _BASE, number % _BASE)
        )

    def _is_layout(self, node: HtmlElement) -> bool:
        """A table or a list item that arranges paragraphs: old sites and mail are built of them."""
        if node.tag == "table" and (
            node.get("role") in ("presentation", "none") or node.find(".//table") is not None
        ):
            return True
        if node.find(".//p") is None and node.find(".//h2") is None:
            return False
        return len(node.text_content()) > _LAYOUT_TEXT
