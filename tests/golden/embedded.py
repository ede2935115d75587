"""The blocks of pages that embed a post, quote a passage or carry a note. `python tests/golden/embedded.py` writes them anew: read the difference.

A case is a file of mark-up, `embeds/NAME.html`, and beside it the blocks that it must give, `embeds/NAME.json`. Each
stands in the same article page, between the same two paragraphs, with a menu, comments and a side column around it.
The mark-up is that of the networks' and editors' own documentation; the words are invented.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawlers.capture import Capture, Location
from crawlers.kinds.feed import Feed
from crawlers.sources import Place, Source
from transforms.document import Document
from transforms.extract import extract

FOLDER = Path(__file__).parent / "embeds"
CASES = sorted(path.stem for path in FOLDER.glob("*.html"))
BEFORE = (
    "Three cars slid into the rail of the Mill Street bridge before dawn on Monday, and one driver said afterwards that "
    "nobody had sanded the ramp since the spring.",
    "Police closed the north ramp for six hours while a crew from the public works department spread gravel on it by hand.",
)
AFTER = (
    "The council will hear the chief on Thursday evening, in the fire hall, since the town hall has no heat this week.",
    "A second crew is to inspect the rail, which was bent by a truck in 2019 and has not been replaced.",
)
FIELDS = (
    "kind",
    "voice",
    "text",
    "network",
    "post_id",
    "url",
    "author_name",
    "author_handle",
    "posted",
    "cite",
)
_URL = "https://ledger.example/2026/11/10/ramp/"
_SOURCE = Source(
    id="us_or_tamarack_ledger",
    name="The Tamarack Ledger",
    homepage="https://ledger.example/",
    publisher="newspaper",
    place=Place(name="Tamarack Falls", state="OR"),
    timezone="America/Los_Angeles",
    feeds=(Feed(kind="feed", url="https://ledger.example/feed"),),
)


def page(markup: str) -> str:
    """An article page with the mark-up in the middle of its body."""
    before, after = ("".join(f"<p>{words}</p>\n" for words in side) for side in (BEFORE, AFTER))
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Ramp closed | The Tamarack Ledger</title></head><body>"
        "<header><nav><ul><li><a href='/'>Home</a></li><li><a href='/news/'>News</a></li></ul></nav></header>"
        "<main><article class='post hentry'><h1 class='entry-title'>Ramp closed</h1><div class='entry-meta'>November 10, 2026</div>"
        f"<div class='entry-content'>\n{before}{markup}{after}</div></article>"
        "<section id='comments' class='comments-area'><h2>2 Comments</h2><ol><li><blockquote>Nobody sanded it.</blockquote>"
        "<p>My brother drove there on Sunday and turned around at the sign.</p></li><li><p>Well said.</p></li></ol></section></main>"
        "<aside class='sidebar'><h3>Follow us</h3><a class='twitter-timeline' href='https://twitter.com/ledger'>Tweets by ledger</a>"
        "<ul><li><a href='/a'>Harvest supper photographs</a></li></ul></aside>"
        "<footer>Tamarack Ledger Publishing, all rights reserved</footer></body></html>"
    )


def document(name: str) -> Document:
    """What a case's page gives."""
    found = extract(
        Capture(
            source_id=_SOURCE.id,
            url=_URL,
            announced_url=_URL,
            fetched_at=datetime(2026, 11, 13, 9, 30, tzinfo=UTC),
            status=200,
            headers=(("Content-Type", "text/html; charset=utf-8"),),
            body=page((FOLDER / f"{name}.html").read_text(encoding="utf-8")).encode(),
            role="item",
            feed=None,
            problem=None,
            location=Location(path="2026-11-13/us_or_tamarack_ledger.warc.gz", offset=0),
        ),
        _SOURCE,
        None,
    )
    assert isinstance(found, Document), found
    return found


def blocks(found: Document) -> list[dict[str, Any]]:
    """A document's blocks as the cases hold them: what is None is left out."""
    rows = [asdict(block) for block in found.blocks]
    return [{field: row[field] for field in FIELDS if row[field] is not None} for row in rows]


def expected(name: str) -> list[dict[str, Any]]:
    """All blocks that a case must give: its own between the page's."""
    own: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    before, after = (
        [{"kind": "paragraph", "voice": "author", "text": words} for words in side]
        for side in (BEFORE, AFTER)
    )
    return [*before, *own, *after]


if __name__ == "__main__":
    for golden in CASES:
        own = [row for row in blocks(document(golden)) if row.get("text") not in (*BEFORE, *AFTER)]
        text = json.dumps(own, ensure_ascii=False, indent=1)
        (FOLDER / f"{golden}.json").write_text(f"{text}\n", encoding="utf-8")
