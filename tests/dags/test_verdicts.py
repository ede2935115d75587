"""What the crawl learns from the pages that it fetched: on topic or not, gone by their words, the same as another."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from loopback_web import Web, page, redirect, reply, rss, serve_web

from crawlers.archive import read_archive
from dags import steps
from dags.config import Config

DAY = date(2026, 11, 14)
SOURCE = "us_or_ledger"
BASE = "http://ledger.example"


def article(title: str, *paragraphs: str, canonical: str = "") -> str:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>{title}</title>{link}"
        '<meta property="article:published_time" content="2026-11-13T17:00:00-08:00"></head>'
        f"<body><article><h1>{title}</h1>{words}</article></body></html>"
    )


POLICING = (
    "Police chief puts an officer on leave after a shooting",
    "The Tamarack Falls Police Department has put an officer on leave who shot at a car on Elm Street, it said on Friday.",
    "The district attorney will look into the use of force, and the oversight board will hear the chief next week.",
)
GARDENS = (
    "Tulips are out early in the valley",
    "Growers in the valley say that the tulips are out three weeks early, after the mildest winter in a decade.",
    "The festival will open all the same on the first weekend of April, and the fields may be seen from the road.",
)
MISSING = "<html><head><title>Page not found</title></head><body><p>The page was not found.</p></body></html>"


@pytest.fixture
def web():
    with serve_web() as web:
        yield web


@pytest.fixture
def config(tmp_path, web) -> Config:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / f"{SOURCE}.yml").write_text(
        f"name: Ledger\nhomepage: {BASE}/\npublisher: newspaper\nplace: {{name: Tamarack Falls, state: OR}}\n"
        "timezone: America/Los_Angeles\ncrawl: {delay_s: 0}\n"
        f"feeds:\n  - {{kind: feed, url: {BASE}/feed}}\n",
        encoding="utf-8",
    )
    return Config(
        data=tmp_path / "data",
        sources=folder,
        gazetteer=None,
        contact="desk@paper.example",
        timezone=ZoneInfo("America/Los_Angeles"),
        proxy=web.address,
        pseudonym_key="invented",
    )


def night(config: Config, number: int = 0) -> None:
    """Crawl and read a night, on consecutive days."""
    day = DAY + timedelta(days=number)
    steps.crawl(config, day, at=datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC))
    steps.extract(config, day)


def entries(config: Config) -> dict[str, tuple]:
    """(on topic, nights found gone, other address) by the end of the address, as the ledger has it."""
    with sqlite3.connect(config.ledger) as con:
        rows = con.execute("select url_key, is_on_topic, gone_nights, same_as from urls").fetchall()
    con.close()
    return {key.removeprefix(BASE): (topic, gone, same) for key, topic, gone, same in rows}


def announce(web: Web, **pages: str) -> None:
    web.routes |= {f"{BASE}/{name}": reply(words) for name, words in pages.items()}
    web.routes[f"{BASE}/feed"] = rss(*(f"{BASE}/{name}" for name in pages))


def test_what_is_on_topic_is_looked_at_again_and_what_is_gone_once_more(config, web):
    announce(web, shooting=article(*POLICING), tulips=article(*GARDENS), missing=MISSING)
    night(config)
    learned = {"/shooting": (1, 0, None), "/tulips": (0, 0, None), "/missing": (None, 1, None)}
    assert entries(config) == learned
    # Read again, by a better extractor say, it learns the same.
    steps.extract(config, DAY)
    assert entries(config) == learned
    asked = []
    for number in (1, 2):
        web.asked.clear()
        night(config, number)
        asked.append(sorted(url.removeprefix(BASE) for url in web.pages() if not url.endswith("/feed")))
    assert asked == [["/missing", "/shooting"], ["/shooting"]]
    assert entries(config) == learned | {"/missing": (None, 2, None)}


def test_a_page_that_is_back_is_no_longer_gone(config, web):
    announce(web, shooting=MISSING)
    night(config)
    assert entries(config) == {"/shooting": (None, 1, None)}
    announce(web, shooting=article(*POLICING))
    night(config, 1)
    assert entries(config) == {"/shooting": (1, 0, None)}


def test_a_replay_of_older_nights_leaves_what_the_last_answer_said(config, web):
    announce(web, shooting=article(*POLICING))
    night(config)
    announce(web, shooting=MISSING)
    night(config, 1)
    assert entries(config) == {"/shooting": (1, 1, None)}
    for first, last in ((None, DAY), (DAY, None)):
        days, _ = steps.archived(config, first, last)
        done = [*steps.replay(config, days, again=True, say=lambda _: None)]
        assert [one.made.problem for one in done] == [None] * len(days)
        assert entries(config) == {"/shooting": (1, 1, None)}


def test_of_two_attempts_at_a_day_the_last_decides(config, web):
    announce(web, shooting=MISSING)
    web.routes[f"{BASE}/feed2"] = reply("broken", 500)
    path = config.sources / f"{SOURCE}.yml"
    path.write_text(path.read_text() + f"  - {{kind: feed, url: {BASE}/feed2}}\n")
    night(config)
    announce(web, shooting=article(*POLICING))
    url = f"{BASE}/shooting"
    web.routes[f"{BASE}/feed"] = rss(url, dates={url: "2026-11-14T10:00:00Z"})
    steps.crawl(config, DAY, at=datetime(2026, 11, 14, 10, 30, tzinfo=UTC))
    steps.extract(config, DAY)
    statuses = [c.status for c in read_archive(config.archive, DAY, SOURCE) if c.role == "item"]
    assert len(statuses) == 2
    assert entries(config) == {"/shooting": (1, 0, None)}


def test_the_address_that_a_page_names_as_its_own_is_known_as_the_same(config, web):
    announce(web, print=article(*POLICING, canonical=f"{BASE}/2026/shooting"))
    night(config)
    assert entries(config) == {"/print": (1, 0, f"{BASE}/2026/shooting")}
    web.asked.clear()
    announce(web, **{"2026/shooting": article(*POLICING)})
    night(config, 1)
    # The look for corrections is due; it is one look, at the address that is announced now, and no new page.
    assert [url for url in web.pages() if url in (f"{BASE}/print", f"{BASE}/2026/shooting")] == [
        f"{BASE}/2026/shooting"
    ]
    assert list(entries(config)) == ["/print"]


def test_another_sites_address_is_not_taken_for_a_page_of_this_one(config, web):
    announce(web, wire=article(*POLICING, canonical="http://agency.example/wire/1"))
    night(config)
    assert entries(config)["/wire"][2] is None


def test_a_page_that_cannot_be_fetched_or_leads_home_says_nothing_of_its_topic(config, web):
    announce(web, gone="", moved="")
    web.routes[f"{BASE}/gone"] = reply("Gone", 410)
    web.routes[f"{BASE}/moved"] = redirect(f"{BASE}/")
    web.routes[f"{BASE}/"] = page(
        "The Tamarack Falls Police Department is on the front page today, as on most days."
    )
    night(config)
    assert entries(config) == {"/gone": (None, 1, None), "/moved": (None, 1, None)}


def test_documents_without_a_ledger_are_read_all_the_same(config, web):
    announce(web, shooting=article(*POLICING))
    night(config)
    for path in Path(config.ledger.parent).glob(f"{config.ledger.name}*"):
        path.unlink()
    assert [one.problem for one in steps.extract(config, DAY).sources] == [None]
    assert not config.ledger.exists()
