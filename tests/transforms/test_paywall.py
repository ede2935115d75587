"""Free or paid, as the page says."""

import json
from typing import Any

import pytest
from invented import PARAGRAPHS, document, page


def ld(**article: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **article}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


PART = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paid"}


@pytest.mark.parametrize(
    ("head", "is_paid"),
    [
        (ld(isAccessibleForFree=False), True),
        (ld(isAccessibleForFree="http://schema.org/False"), True),
        (ld(isAccessibleForFree=True), False),
        (ld(hasPart=PART), True),
        (ld(hasPart=[{"@type": "WebPageElement"}, PART]), True),
        (ld(isAccessibleForFree=True, hasPart=PART), False),
        ('<meta property="article:content_tier" content="locked">', True),
        ('<meta property="article:content_tier" content="metered">', False),
        (ld(isAccessibleForFree=True) + '<meta property="article:content_tier" content="locked">', False),
        ('<meta name="robots" content="noarchive, max-snippet:20">', False),
        ("", False),
    ],
)
def test_the_page_s_declaration_decides(head: str, is_paid: bool) -> None:
    assert document(page(head=head)).is_paywalled is is_paid


@pytest.mark.parametrize(
    ("names", "is_paid"),
    [
        ("post subscriber-only", True),
        ("subscription-required", True),
        ("premium-content", True),
        ("has-paywall-script subscribe-box", False),
    ],
)
def test_a_class_of_the_article_can_say_so(names: str, is_paid: bool) -> None:
    html = page().replace("<article>", f"<article class='{names}'>")
    assert document(html).is_paywalled is is_paid


def test_a_stub_with_an_offer_is_paid_and_a_long_text_with_one_is_not() -> None:
    offer = "<div class='offer'>Already a subscriber? Log in.</div>"
    assert document(page(after=offer)).is_paywalled
    long = "".join(f"<p>{paragraph} {n}</p>" for n in range(6) for paragraph in PARAGRAPHS)
    assert not document(page(long, after=offer)).is_paywalled
