"""Boxes of a page that hold something else than its own item, by the names that sites give them.

Comments, lists of other pages, newsletter forms, share bars, side columns: there no body is, nor a byline, nor a date.
"""

import re
from functools import lru_cache
from typing import Final

from lxml.html import HtmlElement

ROOTS: Final = frozenset({"body", "html", "main", "article"})
"""Whatever they are called, these hold the page's own item."""
_TAGS: Final = frozenset({"nav", "aside", "footer", "form", "button", "dialog", "menu"})
_NAME: Final = (
    r"(?:^|[\s_-])(?:comments?|respond|disqus\w*|newsletter\w*|subscribe|subscription|sign-?up|related\w*|recirc\w*|recommended"
    r"|recommendations|most-(?:read|popular)|trending|more-(?:stories|news|from|on)|sharedaddy|share(?!-container)(?:-\w+)?"
    r"|social(?!-(?:embed|media-embed|post))(?:-\w+)?|promo\w*|outbrain|taboola|cookie\w*|consent|breadcrumbs?|jp-relatedposts"
    r"|author-(?:bio|box|info)|also-read|see-also|next-(?:post|article)|prev(?:ious)?-post{})(?=$|[\s_-])"
)
_FOREIGN: Final = re.compile(_NAME.format(""), re.I)
_LOOSELY: Final = re.compile(_NAME.format(r"|recommend\w*|sidebar|read-?more|share-container"), re.I)
"""Names that layouts give to the whole page too ("content-sidebar"): too loose to leave text out for."""


@lru_cache(maxsize=1 << 14)
def is_foreign_box(tag: str, names: str) -> bool:
    """Whether an element by its tag, class and id holds no part of the body."""
    return tag not in ROOTS and (tag in _TAGS or _FOREIGN.search(names) is not None)


def is_loosely_foreign(element: HtmlElement) -> bool:
    """Whether an element by itself is likely to hold what belongs to something else: dates, names, pictures."""
    tag = str(element.tag)
    if tag in ROOTS:
        return False
    names, name = element.get("class"), element.get("id")
    return tag in _TAGS or (
        bool(names or name) and _LOOSELY.search(f"{names or ''} {name or ''}") is not None
    )


def is_foreign(element: HtmlElement) -> bool:
    """Whether an element stands in a box that is likely to hold what belongs to something else."""
    for node in (element, *element.iterancestors()):
        if node.tag in ROOTS:
            return False
        if is_loosely_foreign(node):
            return True
    return False
