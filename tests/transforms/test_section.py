"""The section of a page, with how it was found; never more than a guess by known words."""

import json
from typing import Any

import pytest
from invented import document, page

from crawlers.discovered import Discovered


def ld(*nodes: dict[str, Any]) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", "@graph": nodes})}</script>'


def trail(*names: str) -> dict[str, Any]:
    steps = [
        {"@type": "ListItem", "position": n, "item": {"@id": f"https://ledger.example/{n}", "name": name}}
        for n, name in enumerate(names, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


ARTICLE = {"@type": "NewsArticle", "headline": "Bridge closed after truck hits rail"}


@pytest.mark.parametrize(
    ("head", "path", "section", "method"),
    [
        ('<meta property="article:section" content="Crime">' + ld({**ARTICLE, "articleSection": "News"}), "sports/x", "Crime", "meta"),
        (ld({**ARTICLE, "articleSection": ["News", "Local"]}), "sports/x", "News", "json-ld"),
        (ld(ARTICLE, trail("Home", "News", "Crime")), "sports/x", "Crime", "breadcrumb"),
        (ld(ARTICLE, trail("The Tamarack Ledger", "Crime", "Bridge closed after truck hits rail")), "x", "Crime", "breadcrumb"),
        (ld(ARTICLE, trail("Home")), "x", None, None),
        ("", "news/bridge-closed", "news", "url"),
        ("", "news/public-safety/bridge-closed", "public safety", "url"),
        ("", "story/news/crime/2026/11/10/bridge-closed/1/", "crime", "url"),
        ("", "Opinion/mend-it", "opinion", "url"),
        ("", "news", None, None),
        ("", "tamarack-falls/bridge-closed", None, None),
        ("", "2026/11/10/news/bridge-closed", None, None),
    ],
)  # fmt: skip
def test_a_section_is_declared_or_a_known_word_of_the_address(
    head: str, path: str, section: str | None, method: str | None
) -> None:
    found = document(page(head=head), url=f"https://ledger.example/{path}")
    assert (found.section, found.section_method) == (section, method)


def test_the_announcement_is_asked_before_the_address() -> None:
    url = "https://ledger.example/news/bridge-closed"
    found = document(page(), url=url, hint=Discovered(url=url, section="Courts"))
    assert (found.section, found.section_method) == ("Courts", "feed")


def test_broken_trails_are_no_section() -> None:
    for items in (None, "News", [1, {"item": None}, {"name": 3}], [{"@type": "ListItem"}]):
        node = {"@type": "BreadcrumbList", "itemListElement": items}
        assert document(page(head=ld(ARTICLE, node))).section is None


def test_a_trail_with_an_address_that_cannot_be_read_names_the_section() -> None:
    steps = [{"@type": "ListItem", "name": "Crime", "item": "https://[ledger/crime"}]
    result = document(page(head=ld(ARTICLE, {"@type": "BreadcrumbList", "itemListElement": steps})))
    assert (result.section, result.section_method) == ("Crime", "breadcrumb")
