"""The bundled newsroom, crawled through its proxy: two nights of all its sources."""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from crawlers.archive import archived_sources, read_archive
from crawlers.run import crawl
from crawlers.sample.newsroom import SOURCES_DIR, serve
from crawlers.sources import load_sources

ZONE = ZoneInfo("America/Los_Angeles")


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory):
    folder = tmp_path_factory.mktemp("newsroom")
    sources = load_sources(SOURCES_DIR)
    reports, asked = [], []
    for number in (18, 19):
        at = datetime(2026, 11, number, 1, 30, tzinfo=ZONE)
        with serve(at) as newsroom:
            report = crawl(
                sources, day=at.date(), archive_dir=folder / "archive", ledger_path=folder / "ledger.sqlite",
                contact="desk@beatbook.example", at=at, proxy=newsroom.proxy_url,
            )  # fmt: skip
            reports.append(report)
            asked.append([one.url for one in newsroom.requests])
    return folder, reports, asked


def test_all_sources_have_their_night_and_most_are_collected(two_nights):
    _, reports, _ = two_nights
    for report in reports:
        states = Counter(night.state for night in report.nights)
        assert states["collected"] >= 15
        assert states["failed"] >= 1, "the newsroom has a broken feed"
        outcomes = {request.outcome for night in report.nights for request in night.requests}
        assert not outcomes & {"error", "parse-error", "timeout", "dns", "refused", "connection-failed"}


def test_everything_that_was_served_is_in_the_archive(two_nights):
    folder, reports, asked = two_nights
    for report, urls in zip(reports, asked, strict=True):
        day = report.nights[0].day
        kept = [
            c.url
            for name in archived_sources(folder / "archive", day)
            for c in read_archive(folder / "archive", day, name)
        ]
        # A robots.txt is in the file of each source that relied on it.
        assert Counter(url for url in kept if not url.endswith("/robots.txt")) == Counter(
            url for url in urls if not url.endswith("/robots.txt")
        )
        assert {url for url in kept if url.endswith("/robots.txt")} == {
            url for url in urls if url.endswith("/robots.txt")
        }


def test_the_second_night_fetches_few_pages_that_the_first_had(two_nights):
    _, reports, _ = two_nights
    first, second = (
        {r.url for night in report.nights for r in night.requests if r.role == "item" and r.outcome == "ok"}
        for report in reports
    )
    new = sum(feed.items_new for night in reports[1].nights for feed in night.feeds)
    assert 0 < new < sum(feed.items_found for night in reports[1].nights for feed in night.feeds)
    assert second - first
    assert reports[0].nights[0].day == date(2026, 11, 18)
