"""Keywords as a page declares them: which source is believed, and what in it is for machines."""

import json
from typing import Any

import pytest
from invented import document, page


def ld(keywords: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "keywords": keywords}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def meta(name: str, *contents: str) -> str:
    return "".join(f'<meta name="{name}" content="{content}">' for content in contents)


@pytest.mark.parametrize(
    ("head", "keywords"),
    [
        (meta("news_keywords", "bridge, Police Department,traffic"), ("bridge", "Police Department", "traffic")),
        (meta("news_keywords", "bridge") + ld("other") + meta("keywords", "third"), ("bridge",)),
        (ld("bridge, police") + meta("keywords", "third"), ("bridge", "police")),
        (ld(["bridge", "Roe, Dana"]) + meta("article:tag", "third"), ("bridge", "Roe, Dana")),
        (ld([{"@type": "DefinedTerm", "name": "bridge"}, {"@type": "DefinedTerm", "name": "police"}]), ("bridge", "police")),
        (meta("article:tag", "bridge", "Roe, Dana", "bridge"), ("bridge", "Roe, Dana")),
        (meta("parsely-tags", "bridge; police"), ("bridge", "police")),
        (meta("keywords", "Bridge, bridge , BRIDGE,police."), ("Bridge", "police")),
        (meta("keywords", "bridge,The Tamarack Ledger"), ("bridge",)),
        (meta("keywords", "bridge,source:tagname:X,_commerce,100312362,Section: Sport,0f8fad5b-d9cb-469f-a165-70867728950e"), ("bridge",)),
        (meta("keywords", "AERO,INDG08,PSSNGR"), ()),
        (meta("keywords", "AP, bridge"), ("AP", "bridge")),
        (ld("a line of words that nobody parted by commas and that goes on for very long") + meta("keywords", "bridge"), ("bridge",)),
        ("", ()),
    ],
)  # fmt: skip
def test_the_first_source_that_gives_any_is_cleaned(head: str, keywords: tuple[str, ...]) -> None:
    assert document(page(head=head)).keywords == keywords


def test_links_marked_as_tags_are_keywords_where_nothing_is_declared() -> None:
    links = "<p>Filed under <a rel='tag' href='/t/b'>Mill Street bridge</a> <a rel='category tag' href='/c'>Traffic</a> <a href='/x'>More</a></p>"
    assert document(page(after=links)).keywords == ("Mill Street bridge", "Traffic")
