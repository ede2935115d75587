"""Lists of other pages: section fronts, tag, author and date pages, search results."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.folding import fold
from transforms.jsonld import JsonLd

_PATH: Final = re.compile(
    r"^/(?:tags?|category|categories|topics?|authors?|section|archives?|search|page|staff|writers?|reporters?|contributors?|people|byline"
    r"|profiles?|users/profile|label|labels)(?:/[^/]+)*/?$|/page/\d+/?$|^/\d{4}(?:/\d{1,2}){0,2}/?$|^/search/label/|/(?:category|tag|author)/[^/]+/?$"
    r"|^/civicalerts\.aspx$|^/(?:archive|list)\.aspx$|/search-?results?/?$",
    re.I,
)
_QUERY: Final = re.compile(r"(?:^|&)(?:s|q|query|keywords?|searchterm|paged|cat|tag|author)=[^&]", re.I)
_IDENTITY: Final = re.compile(r"(?:^|&)(?:p|\w{0,8}id|\w{0,8}idx|no|num|seq|article|story)=\w", re.I)
"""A query that names one item."""
_ITEM_ADDRESS: Final = re.compile(
    r"\d{5,}|[\da-f]{8}-[\da-f]{4}-|/(?:[a-z\d]+-){3,}[a-z\d]+|\baid=\d|/20\d\d/\d\d?/\d\d?/[^/]", re.I
)
_CLASS: Final = frozenset(
    {
        "archive", "category", "tag", "author", "search", "search-results", "search-no-results", "blog", "home", "date", "term-archive",
        "post-type-archive", "page-node-type-landing-page", "view-mode-list", "section-front", "sectionfront", "index-page", "taxonomy-term",
        "path-taxonomy", "page-taxonomy-term", "collection-type-blog-side-by-side", "view-list", "tag-template", "author-template", "home-template",
    }
)  # fmt: skip
_SINGLE_CLASS: Final = frozenset(
    {"single", "single-post", "page", "singular", "postid", "post-template", "view-item", "node-type-article"}
)
_TITLE: Final = re.compile(
    r"(?:categor(?:y|ies)|tags?|author|topics?|section|archives?|day|month|year)\s*(?:archives?)?\s*:\s.+|.+\barchives?(?: page \d+)?"
    r"|search(?: results?)?(?: (?:for|of|page)\b.*)?|results? (?:for|of) .+|\d+ results?\b.*|you searched for .+"
    r"|(?:stories|articles|posts|news|more|all (?:stories|articles|posts)) (?:by|from|tagged|about|in) .+|posts tagged .+"
    r"|(?:latest|recent|all|more|top|breaking|local)(?: local| police)? (?:news|stories|headlines|posts|articles|updates|releases)"
    r"|(?:news|press|media) (?:flash(?:es)?|releases|archives?|list|room)|newsroom|page \d+(?: of \d+)?",
    re.I,
)
_FEWEST_TEASERS: Final = 4
_FEWEST_LINKS: Final = 15
"""Links of the length of a headline from which a page without headings is a list."""
_HEADLINE: Final = 25
"""Characters of a headline at the least."""
_LARGEST_CARD: Final = 600
_FEWEST_POSTS: Final = 3
_RUNNING: Final = 120
"""Characters from which a paragraph outside of a card is running text."""
_FEWEST_TEXT: Final = 80
"""Characters of text below a headline: a brief may be one sentence."""
_FEWEST_WORDS: Final = 4
"""Words of a headline; a section's name has fewer."""
_HEADINGS: Final = ("h2", "h3", "h4")
_CHROME: Final = frozenset({"nav", "footer", "aside"})


def listing(
    tree: HtmlElement,
    jsonld: JsonLd,
    *,
    url: str,
    titles: Iterable[str],
    page_classes: tuple[str, ...],
    says_article: bool,
    is_film: bool,
) -> str | None:
    """By which signs a page is a list of others, None where it is none.

    Two signs are needed. Where the page has a headline of its own with text below it, or says that it is an article, two of
    them must be what it says of itself (address, JSON-LD, classes, title): a brief may stand among a hundred links. A film
    or a gallery (`is_film`) may have no text below its headline.
    """
    classes = frozenset(page_classes)
    if classes & _SINGLE_CLASS:
        return None
    parts = urlsplit(url)
    names_one = _IDENTITY.search(parts.query) is not None
    says = [
        sign
        for sign, found in (
            ("its address", not names_one and bool(_PATH.search(parts.path) or _QUERY.search(parts.query))),
            ("its JSON-LD", jsonld.is_listing),
            ("its classes", bool(classes & _CLASS)),
            ("its title", any(_TITLE.fullmatch(title) for title in titles)),
        )
        if found
    ]
    if says_article and len(says) < 2:
        return None
    teasers, posts = _teasers(tree), _posts(tree)
    shows = [
        sign
        for sign, found in (
            (f"{teasers} linked headlines", teasers >= _FEWEST_TEASERS),
            (f"{posts} posts with linked headlines", posts >= _FEWEST_POSTS and teasers < _FEWEST_TEASERS),
            ("mostly links", _is_mostly_links(tree)),
        )
        if found
    ]
    if len(says) + len(shows) < 2 or (says_article and not shows):
        return None
    if len(says) < 2 and has_own_headline(tree, url, with_text=not is_film):
        return None
    return f"a list of other pages, by {' and '.join((*says, *shows))}"


def has_own_headline(tree: HtmlElement, url: str, *, with_text: bool = True) -> bool:
    """The page has a headline that is no link, repeats the title, and is followed by text: it speaks of one thing.

    Without `with_text` the headline suffices. At an address that names one item it may be as short as a section's name.
    """
    title = fold(tree.findtext(".//title") or "")
    fewest = _FEWEST_WORDS if not _ITEM_ADDRESS.search(url) else 2
    for heading in tree.iter("h1", "h2"):
        words = one_line(heading.text_content())
        if len(words.split()) < fewest or heading.find(".//a") is not None or _within_link(heading):
            continue
        if fold(words) not in title or _TITLE.fullmatch(words):
            continue
        return not with_text or _is_followed_by_text(heading)
    return False


def _is_followed_by_text(heading: HtmlElement) -> bool:
    seen = 0
    for node in heading.xpath(
        "following::*[self::p or self::div or self::span or self::figcaption or self::h2 or self::h3][position() <= 120]"
    ):
        own = one_line(node.text or "") + "".join(one_line(child.tail or "") for child in node)
        if node.tag in ("h2", "h3") and node.find(".//a") is not None:
            return False
        if not any(above.tag in (*_CHROME, "a") for above in node.iterancestors()):
            seen += len(own) if len(own) >= _HEADLINE else 0
        if seen >= _FEWEST_TEXT:
            return True
    return False


def _within_link(node: HtmlElement) -> bool:
    return any(above.tag == "a" for above in node.iterancestors())


def _teasers(tree: HtmlElement) -> int:
    """Cards of other pages (a linked headline in a box with little else), 0 where more text runs outside of them."""
    cards: set[HtmlElement] = set()
    small: dict[HtmlElement, bool] = {}
    for heading in tree.iter(*_HEADINGS):
        if heading.find(".//a") is not None or _within_link(heading):
            cards.add(_card(heading, small))
    running = sum(
        1
        for p in tree.iter("p")
        if len(p.text_content()) > _RUNNING and not any(node in cards for node in p.iterancestors())
    )
    if not cards:
        return _bare_links(tree) if not running else 0
    return len(cards) if len(cards) > running else 0


def _card(heading: HtmlElement, small: dict[HtmlElement, bool]) -> HtmlElement:
    """The largest box around a linked headline that holds little, and no second one; `small` are the boxes looked at before."""
    card = heading
    for above in heading.iterancestors():
        if above not in small:
            small[above] = _is_card(above)
        if not small[above]:
            break
        card = above
    return card


def _is_card(box: HtmlElement) -> bool:
    if box.tag in ("body", "main", "ul", "ol", "section") or len(box.text_content()) >= _LARGEST_CARD:
        return False
    return sum(1 for _ in islice(box.iter(*_HEADINGS), 2)) < 2


def _bare_links(tree: HtmlElement) -> int:
    """Links as long as headlines outside of menus, where there are so many that nothing else can be meant."""
    targets = {
        link.get("href")
        for link in tree.iter("a")
        if len(one_line(link.text_content())) >= _HEADLINE
        and not any(above.tag in _CHROME for above in link.iterancestors())
    }
    return len(targets) if len(targets) >= _FEWEST_LINKS else 0


def _posts(tree: HtmlElement) -> int:
    """Whole posts one below the other: articles whose headlines are links to themselves."""
    return sum(
        1
        for article in tree.iter("article")
        if any(article.find(f".//{tag}//a[@href]") is not None for tag in ("h1", "h2"))
    )


def _is_mostly_links(tree: HtmlElement) -> bool:
    main = tree.find(".//main")
    main = tree.find(".//body") if main is None else main
    if main is None:
        return False
    linked = sum(len(one_line(a.text_content())) for a in main.iter("a"))
    running = sum(len(one_line(p.text_content())) for p in main.iter("p") if p.find(".//a") is None)
    return linked > 400 and linked > 2 * running
