"""Free or paid: what a page says of itself, and the stub that it shows in place of a text that is for sale."""

import re
from collections.abc import Sequence
from typing import Any, Final

from lxml import etree
from lxml.html import HtmlElement

from transforms.blocks import Part
from transforms.decode import one_line
from transforms.jsonld import JsonLd
from transforms.outline import Outline
from transforms.passage_lines import passage_lines

_PAID_TIERS: Final = frozenset({"locked", "paid", "premium", "subscriber", "subscribers"})
"""Of `article:content_tier`; `metered` is open to whoever has not read too much."""
_PAID_CLASS: Final = re.compile(
    r"^(?:is-)?(?:paywalled|premium-(?:content|article|post|story)|subscribers?-(?:only|exclusive)(?:-\w+)?|subscription-required"
    r"|members?-only(?:-\w+)?|paid-(?:content|article)|locked-(?:content|article))$",
    re.I,
)
_LONGEST_STUB: Final = 1500
_STUB: Final = re.compile(
    r"\bsubscribe (?:now |today |here )?to (?:continue|keep|read|unlock|view|see the rest)|\bto (?:continue|keep) reading\b|\bto (?:read|see|unlock|view) the (?:rest|full (?:article|story|post)|whole)\b"
    r"|\bsubscribers?[- ](?:only|exclusive)\b|\b(?:only |just )?for subscribers\b|\bexclusive(?:ly)? (?:to|for) (?:\w+ )?(?:subscribers|members)\b|\balready (?:a|have a) (?:subscri(?:ber|ption)|member(?:ship)?)\b"
    r"|\b(?:this|the rest of this) (?:article|story|content|post) is (?:only )?(?:for|available (?:only )?to|exclusive to|reserved for) (?:our |paying |paid |digital )?"
    r"(?:subscribers|members)|\byou(?:’|'|)ve (?:reached|used|read) (?:your|all (?:of )?your|the) (?:limit|free|last|\w+ free)|\b(?:limit of|no more) free articles\b|\bunlock this (?:article|story|post)"
    r"|\b(?:log|sign) ?in (?:or subscribe )?to (?:continue|keep|read|view)|\bbecome a (?:member|subscriber) (?:now |today )?to (?:continue|read|keep|unlock)|\bmust be (?:logged in|a (?:paid )?(?:subscriber|member)) to (?:view|read|see)"
    r"|\bpremium (?:content|article|story)\b|\byou need (?:a|an active) subscription\b|\ba subscription is required\b",
    re.I,
)
_WALL_NAME: Final = re.compile(
    r"paywall|content-gate|subscription-required|reg-?wall|meter(?:ed|-wall)|restriction-message|restricted-content|leaky_paywall"
    r"|pmpro_content|mepr-unauthorized|memberful|piano|tp-container|premium-content|subscribe-wall|upgrade-cta",
    re.I,
)
"""What the parts are called in which BLOX, Arc, Piano, Newspack and plug-ins for members make their offers."""
_BOXES: Final = ("div", "section", "aside", "p", "form", "dialog")
_OFFER: Final = re.compile(
    r"\bsubscri(?:be|ption|bers?\b)|\bmembership|\bbecome a member|\bmembers (?:only|make|get)|\b(?:continue|keep) reading|\bto read on\b|\bunlock (?:this|the|full)|\blog ?in\b.{0,20}\bto (?:continue|read)"
    r"|\$\d+(?:\.\d\d)? ?(?:/|a |per |for (?:the first|\w+ )?)(?:mo(?:nth)?s?|weeks?|years?|days?)\b",
    re.I,
)
_SHORTEST_OFFER: Final = 20
"""Characters of an offer in words; a button to log in has fewer."""
_LONGEST_OFFER: Final = 600
_SENTENCE: Final = 60
"""Characters of a line from which it may be the story's own words."""
_SCRAMBLED_NAME: Final = "encrypted-content"
_SCRAMBLED: Final = etree.XPath(f"//*[contains(@class, '{_SCRAMBLED_NAME}')]")
_ELSEWHERE: Final = frozenset({"nav", "header", "footer", "script", "style", "template", "noscript"})
"""Menus and footers offer subscriptions on every page."""


def declares_paywall(jsonld: JsonLd, outline: Outline) -> bool:
    """The page says that it is not free.

    JSON-LD's `isAccessibleForFree` of the article decides where it is given; else that of a part of it (`hasPart`),
    `article:content_tier`, or a class of the body or the article that says so.
    """
    free = _as_bool(jsonld.article.get("isAccessibleForFree"))
    if free is None:
        parts = jsonld.article.get("hasPart")
        values = parts if isinstance(parts, list) else [parts]
        if any(
            isinstance(part, dict) and _as_bool(part.get("isAccessibleForFree")) is False for part in values
        ):
            free = False
    if free is not None:
        return not free
    tiers = outline.metas.get("article:content_tier", ())
    return any(tier.lower() in _PAID_TIERS for tier in tiers) or any(map(_PAID_CLASS.match, outline.classes))


def drop_scrambled(tree: HtmlElement, html: str) -> bool:
    """Whether text is sent scrambled, for a subscriber's program to clear up; it is taken out, being nobody's words.

    Args:
        tree: the page.
        html: its source, where what does not occur is not looked for in the tree.
    """
    parts: list[HtmlElement] = _SCRAMBLED(tree) if _SCRAMBLED_NAME in html else []
    for part in parts:
        if part.getparent() is not None:
            part.drop_tree()
    return bool(parts)


def offers_in(tree: HtmlElement, length: int) -> list[HtmlElement]:
    """The parts that are named as a paywall and offer something, where the body is short enough for a stub; else none.

    What is left of the tree once the body was chosen will do.
    """
    if length >= _LONGEST_STUB:
        return []
    return [
        node
        for node in tree.iter(*_BOXES)
        if _WALL_NAME.search(f"{node.get('class') or ''} {node.get('id') or ''}") and _is_offer(node)
    ]


def without_offers(parts: Sequence[Part], offers: Sequence[HtmlElement]) -> list[Part]:
    """The parts that do not stand in an offer: it is not what the story says."""
    walls = set(filter(_is_nothing_else, offers))
    return [
        part
        for part in parts
        if not walls
        or part.run is None
        or walls.isdisjoint((part.run.element, *part.run.element.iterancestors()))
    ]


def _is_nothing_else(offer: HtmlElement) -> bool:
    """A wall may be named around the story's first sentences too."""
    lines = passage_lines(offer)
    return sum(map(len, lines)) <= _LONGEST_OFFER and all(
        len(line) < _SENTENCE or _OFFER.search(line) for line in lines
    )


def _is_offer(part: HtmlElement) -> bool:
    if part.tag in ("body", "html") or any(node.tag in _ELSEWHERE for node in (part, *part.iterancestors())):
        return False
    words = one_line(part.text_content()[: 2 * _LONGEST_STUB])
    return len(words) >= _SHORTEST_OFFER and _OFFER.search(words) is not None


def is_stub(tree: HtmlElement, length: int, *, has_wall: bool) -> bool:
    """The page shows an offer beside a body of so few characters that it is a stub.

    Args:
        tree: the page; what is left of it once the body was chosen will do.
        length: of the body.
        has_wall: an offer or scrambled text was found.
    """
    return length < _LONGEST_STUB and (has_wall or _STUB.search(_outside_menus(tree)) is not None)


def _outside_menus(tree: HtmlElement) -> str:
    pieces: list[str] = []
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node.tag, str) and node.tag not in _ELSEWHERE:
            pieces.append(node.text or "")
            stack.extend(reversed(node))
        pieces.append(node.tail or "")
    return one_line(" ".join(pieces))


def _as_bool(value: Any) -> bool | None:
    if isinstance(value, list):
        value = value[0] if value else None
    words = str(value).strip().lower()
    return {"true": True, "false": False}.get(words.rpartition("/")[2])
