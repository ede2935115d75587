"""What a night would take of a source, item by item, without leaving anything behind."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from loopback_web import CONTACT, make_source, page, reply, rss, run_crawl, serve_web

from crawlers.preview import Preview, preview
from crawlers.probe import Web as Reached

HOST = "http://ledger.example"


@pytest.fixture(scope="module")
def seen() -> Iterator[Preview]:
    rows = (
        '<a href="/news/1">One</a><a href="/news/2">Two</a><a href="/private/3">Three</a><a href="/gone">Gone</a>'
        '<a href="http://other.example/9">Elsewhere</a><a href="mailto:a@b.example">Nowhere</a><a href="/news/5">Five</a>'
    )
    log = "<html><body><main><ul><li>A car was hit on Elm Street.</li><li>A dog was found.</li></ul></main></body></html>"
    source = make_source(
        "us_or_ledger",
        {"kind": "listing", "url": f"{HOST}/list", "link_css": "main a"},
        {"kind": "rolling", "url": f"{HOST}/log", "item_css": "main li"},
        f"{HOST}/more",
        f"{HOST}/page",
        f"{HOST}/empty",
        crawl={"max_new_per_night": 5, "quiet_hours": "00:00-23:59"},
        status="paused",
        status_reason="to be looked at",
    )
    with serve_web() as web:
        web.routes = {
            f"{HOST}/robots.txt": reply("User-agent: *\nDisallow: /private/\n", kind="text/plain"),
            f"{HOST}/list": reply(f"<html><body><main>{rows}</main></body></html>"),
            f"{HOST}/log": reply(log),
            f"{HOST}/more": rss(f"{HOST}/news/1", f"{HOST}/news/6"),
            f"{HOST}/page": reply('<html><head><link rel="alternate" type="application/rss+xml" href="/true.rss"></head></html>'),
            f"{HOST}/empty": rss(),
        } | {f"{HOST}/news/{number}": page("Words") for number in (1, 2, 5, 6)}  # fmt: skip
        reached = Reached(contact=CONTACT, day=datetime.now(UTC).date(), proxy=web.address)
        with preview(source, web=reached) as found:
            yield found
        assert not found.probe.folder.exists()


def test_each_item_has_a_verdict(seen: Preview) -> None:
    listed = [(item.title or item.url, item.verdict) for item in seen.feeds[0].items]
    # Of its five pages three are asked for; robots.txt and the budget speak for the others.
    assert listed == [
        ("One", "take"),
        ("Two", "take"),
        ("Three", "robots"),
        ("Gone", "take"),
        ("Five", "take"),
        ("http://other.example/9", "off-site"),
        ("Nowhere", "no link"),
    ]
    assert [item.verdict for item in seen.feeds[1].items] == ["held whole by the feed"] * 2
    assert [item.verdict for item in seen.feeds[2].items] == ["announced before", "over the page budget"]


def test_a_paused_source_in_its_quiet_hours_is_asked_all_the_same_and_for_three_pages(seen: Preview) -> None:
    pages = [one.outcome for one in seen.probe.night.requests if one.role == "item"]
    assert pages.count("ok") == 2
    assert pages.count("robots") == 1


def test_a_page_in_place_of_a_feed_names_the_feed_and_an_empty_one_says_so(seen: Preview) -> None:
    assert seen.feeds[3].tried.outcome == "html-instead-of-feed"
    assert seen.feeds[3].advice == f"The page there names a feed: {HOST}/true.rss. Try that as its url."
    assert (seen.feeds[4].tried.outcome, seen.feeds[4].advice) == ("ok-empty", "")


def test_what_earlier_nights_fetched_is_known_and_what_they_held_back_comes_first(tmp_path: Path) -> None:
    source = make_source("us_or_ledger", f"{HOST}/more", crawl={"max_new_per_night": 2, "recheck_days": []})
    now = datetime.now(UTC)
    yesterday = now - timedelta(days=1)
    links = [f"{HOST}/news/{number}" for number in range(6)]
    dates = dict.fromkeys(links, "2026-11-01T08:00:00Z")
    with serve_web() as web:
        web.routes = {f"{HOST}/more": rss(*links[2:], dates=dates)} | {link: page("Words") for link in links}
        run_crawl(tmp_path, source, day=yesterday.date(), at=yesterday, proxy=web.address)
        web.routes[f"{HOST}/more"] = rss(*links, dates=dates | {links[3]: "2026-11-02T08:00:00Z"})
        ledger = tmp_path / "ledger.sqlite"
        before = ledger.read_bytes()
        reached = Reached(contact=CONTACT, day=now.date(), proxy=web.address)
        with preview(source, web=reached, ledger_path=ledger) as found:
            verdicts = [(item.url[-1], item.verdict) for item in found.feeds[0].items]
    assert verdicts == [
        ("0", "over the page budget"),
        ("1", "over the page budget"),
        ("2", "known already"),
        ("3", "take again"),
        ("4", "take"),
        ("5", "take"),
    ]
    assert ledger.read_bytes() == before
