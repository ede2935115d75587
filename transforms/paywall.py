"""Free or paid: what a page says of itself, and the stub that it shows in place of a text that is for sale."""

import re
from typing import Any, Final

from lxml.html import HtmlElement

from transforms.decode import one_line
from transforms.jsonld import JsonLd
from transforms.outline import Outline

_PAID_TIERS: Final = frozenset({"locked", "paid", "premium", "subscriber", "subscribers"})
"""Of `article:content_tier`; `metered` is open to whoever has not read too much."""
_PAID_CLASS: Final = re.compile(
    r"^(?:is-)?(?:paywalled|premium-(?:content|article|post|story)|subscribers?-(?:only|exclusive)(?:-\w+)?|subscription-required"
    r"|members?-only(?:-\w+)?|paid-(?:content|article)|locked-(?:content|article))$",
    re.I,
)
_LONGEST_STUB: Final = 1500
_STUB: Final = re.compile(
    r"\bsubscribe (?:now |today )?to (?:continue|keep|read)|\bto (?:continue|keep) reading\b|\bsubscribers? only\b|\bfor subscribers\b"
    r"|\balready a subscriber\b|\bthis (?:article|story|content) is (?:for|available (?:only )?to|exclusive to) (?:our )?"
    r"(?:subscribers|members)|\byou(?:’|')ve reached your (?:limit|free)|\bunlock this (?:article|story)",
    re.I,
)


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


def offers_subscription(tree: HtmlElement, length: int) -> bool:
    """The page shows an offer beside a body of so few characters that it is a stub."""
    return length < _LONGEST_STUB and _STUB.search(one_line(tree.text_content())) is not None


def _as_bool(value: Any) -> bool | None:
    if isinstance(value, list):
        value = value[0] if value else None
    words = str(value).strip().lower()
    return {"true": True, "false": False}.get(words.rpartition("/")[2])
