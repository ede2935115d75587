"""A feed's pages, read one after the other, with answers that are laid down here."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

from loopback_web import make_source

from crawlers.capture import Role
from crawlers.ledger import Ledger
from crawlers.read_feed import Answer, FeedRead, read_feed

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
BASE = "http://ledger.example"


def read(folder: Path, feed: dict, answers: dict[str, Answer]) -> tuple[FeedRead, list[str], list[str]]:
    """What the feed gave, what was asked for, what was held back."""
    source = make_source("us_or_ledger", feed)
    asked: list[str] = []
    held: list[str] = []

    async def ask(url: str, role: Role, position: int | None) -> Answer:
        asked.append(url)
        return answers[url]

    with Ledger(folder / "ledger.sqlite") as ledger:
        found = asyncio.run(
            read_feed(
                source,
                0,
                source.feeds[0],
                day=date(2026, 11, 14),
                since=None,
                ledger=ledger,
                ask=ask,
                hold=lambda url, role: held.append(url),
                ignores_backoff=False,
            )
        )
    return found, asked, held


def answer(url: str, body: str, **changes) -> Answer:
    return Answer(
        **{"outcome": "ok", "status": 200, "url": url, "body": body.encode(), "at": AT, "detail": ""}
        | changes
    )


def index(*names: str) -> str:
    entries = "".join(f"<sitemap><loc>{BASE}/{name}</loc></sitemap>" for name in names)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'


def sitemap(*names: str) -> str:
    entries = "".join(f"<url><loc>{BASE}/{name}</loc></url>" for name in names)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def test_a_page_of_a_feed_that_is_named_often_is_asked_for_or_held_back_once(tmp_path):
    first = f"{BASE}/sitemap.xml"
    answers = {
        first: answer(first, index("a.xml", "b.xml", "a.xml", "c.xml")),
        f"{BASE}/a.xml": answer(f"{BASE}/a.xml", index("b.xml", "c.xml", "sitemap.xml", "d.xml")),
        f"{BASE}/b.xml": answer(f"{BASE}/b.xml", index("c.xml", "d.xml")),
    }
    _, asked, held = read(tmp_path, {"kind": "sitemap", "url": first, "max_sitemaps": 2}, answers)
    assert len(asked) == len(set(asked))
    assert len(held) == len(set(held)) > 0
    assert not set(asked) & set(held)


def test_a_lying_address_is_told_without_its_fragment(tmp_path):
    url = f"{BASE}/feed"
    feeds = ["".join(f"<item><link>{BASE}/{n}</link></item>" for n in range(upto)) for upto in (1, 2)]
    before, now = (f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>" for items in feeds)
    one = answer(f"{url}#top", now, previous=before.encode(), same_validator=True)
    found, _, _ = read(tmp_path, {"kind": "feed", "url": f"{url}#top"}, {f"{url}#top": one})
    assert "lying-validators" in [fault.name for fault in found.faults]
    assert found.lying == (url,)
