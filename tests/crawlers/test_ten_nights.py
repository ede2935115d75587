"""Ten nights over a web of many kinds of local sources, half of them sick in ways that switch from night to night.

Every planted fault is told under its name, no healthy source has one, every page is fetched once, and what publishers do
to their pages afterwards is in the archive.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import pytest
from lookalike import edits as edited_pages
from lookalike import plants as sick
from lookalike.answers import Answer, Served
from lookalike.edits import HELD_BACK, LOOKED_AT, WIRE, WIRE_NIGHT
from lookalike.papers import guarded, paper
from lookalike.sites import TYPES
from lookalike.stories import NIGHTS, night_at
from loopback_web import DAY, run_crawl, serve_web
from warcio.archiveiterator import ArchiveIterator

from crawlers.archive import read_archive
from crawlers.capture import Capture
from crawlers.health import SourceHealth, health
from crawlers.health_signs import RejectedPage
from crawlers.night import SourceNight
from crawlers.sources import Source
from transforms.parquet import read_rejections
from transforms.run import extract_day

TIMEOUT_S = 4.0
LAST_DAY = DAY + timedelta(days=NIGHTS - 1)
FIRST_READ = NIGHTS - 2
"""The night from which on pages are read into documents: it takes its time, and the last nights are what warnings are of."""

SITES = (
    *(build(build.__name__.replace("_", "-")) for build in TYPES),
    *(build(f"second-{build.__name__.replace('_', '-')}") for build in TYPES),
    guarded("guarded"),
    paper("rarely", ends=1, expect={"new_per_week_min": 0}),
    paper("paused", status="paused", status_reason="asked us to, 2026-10-02"),
)
PLANTS = sick.plants()
EDITS = edited_pages.edits()
WIRE_PAPERS = edited_pages.wire_papers()
READ = {site.source.id for site in SITES[: len(TYPES)]} | {
    plant.site.source.id for plant in PLANTS if plant.is_read
}


@dataclass(kw_only=True)
class Nights:
    """What ten nights left.

    Attributes:
        asked: addresses that were asked for, by night.
        accounts: by source.
        rejected: pages without a document, of the nights from `FIRST_READ` on, by source.
    """

    folder: Path
    asked: list[list[str]] = field(default_factory=list)
    accounts: dict[str, list[SourceNight]] = field(default_factory=dict)
    rejected: dict[str, list[RejectedPage]] = field(default_factory=dict)

    def health(self, source: Source) -> SourceHealth:
        return health(
            source,
            self.accounts[source.id],
            today=LAST_DAY,
            rejected=self.rejected.get(source.id, ()),
        )

    def captures(self, source: Source) -> list[Capture]:
        days = (DAY + timedelta(days=night) for night in range(NIGHTS))
        archived = (day for day in days if (self.folder / "archive" / f"{day}/{source.id}.warc.gz").is_file())
        return list(
            chain.from_iterable(read_archive(self.folder / "archive", day, source.id) for day in archived)
        )


def _sources(night: int) -> list[Source]:
    sick_ones = (plant.site for plant in PLANTS if not (plant.is_absent and night in plant.nights))
    others = (one.site for one in (*EDITS.values(), *WIRE_PAPERS))
    return [site.source for site in (*SITES, *sick_ones, *others)]


def _routes(night: int) -> Served:
    routes: dict[str, Answer] = {}
    for one in (*SITES, *PLANTS, *EDITS.values(), *WIRE_PAPERS):
        routes |= one.routes(night)
    return Served(routes, night_at(night))


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    left = Nights(folder=tmp_path_factory.mktemp("ten"))
    with serve_web() as web:
        for night in range(NIGHTS):
            web.routes = _routes(night)
            web.asked.clear()
            day, sources = DAY + timedelta(days=night), _sources(night)
            report = run_crawl(
                left.folder, *sources, day=day, at=night_at(night), proxy=web.address, timeout_s=TIMEOUT_S
            )
            left.asked.append(web.urls())
            for account in report.nights:
                left.accounts.setdefault(account.source_id, []).append(account)
    for night in range(FIRST_READ, NIGHTS):
        _read(left, night)
    return left


def _read(left: Nights, night: int) -> None:
    day = DAY + timedelta(days=night)
    documents = left.folder / "documents"
    extract_day(
        archive_dir=left.folder / "archive",
        documents_dir=documents,
        day=day,
        sources=[source for source in _sources(night) if source.id in READ],
        gazetteer_dir=None,
        key=b"invented",
    )
    for folder in (documents / day.isoformat()).iterdir():
        left.rejected.setdefault(folder.name, []).extend(
            RejectedPage(day=day, reason=one.reason, url=one.url)
            for one in read_rejections(folder / "rejections.parquet")
        )


def test_there_are_enough_types_and_half_of_the_sources_are_healthy():
    assert len(TYPES) >= 16
    assert len(SITES) >= len(PLANTS)
    ids = [source.id for source in _sources(0)]
    assert len(set(ids)) == len(ids) >= 80
    kinds = {feed.kind for site in SITES for feed in site.source.feeds}
    assert len(kinds) >= 13


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.site.source.id)
def test_a_planted_fault_is_told_under_its_name_since_its_night(nights, plant):
    found = {fault.name: fault for fault in nights.health(plant.site.source).faults}
    assert found.keys() >= set(plant.names)
    for name in plant.names:
        # A night later than planted for what takes several nights to see, never earlier.
        assert found[name].since >= DAY + timedelta(days=plant.nights[0])
        assert found[name].evidence
    assert found.keys() - set(plant.names) <= plant.also


def test_a_server_whose_clock_is_wrong_is_told_by_the_real_clock(tmp_path):
    slow, right = sick.slow_clock(), paper("right-clock")
    with serve_web() as web:
        web.routes = Served(slow.routes(0) | right.routes(0), datetime.now(UTC))
        report = run_crawl(tmp_path, slow.site.source, right.source, at=None, proxy=web.address)
    told = [
        {fault.name for fault in health(source, [night], today=DAY).faults} & {"clock-skew"}
        for source, night in zip((slow.site.source, right.source), report.nights, strict=True)
    ]
    assert told == [{"clock-skew"}, set()]


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.source.id)
def test_no_healthy_source_has_a_fault(nights, site):
    assert nights.health(site.source).faults == ()


def test_papers_that_print_the_wire_and_edit_silently_are_healthy_too(nights):
    others = [one.site.source for one in (*WIRE_PAPERS, EDITS["silent-edit"], EDITS["there-and-back"])]
    assert {fault.name for source in others for fault in nights.health(source).faults} == set()


def test_every_page_of_a_healthy_source_is_fetched_once_on_the_night_that_announces_it(nights):
    for site in SITES:
        all_pages = site.pages(NIGHTS - 1).keys()
        for night, asked in enumerate(nights.asked):
            fetched = Counter(page for url in asked if (page := url.partition("?utm_source")[0]) in all_pages)
            wanted = [url for url in site.new_pages(night) if "/private/" not in url]
            assert fetched == ({} if site.source.status == "paused" else Counter(wanted)), (
                site.source.id,
                night,
            )


def test_a_packed_robots_txt_is_obeyed_over_all_nights(nights):
    assert not [url for asked in nights.asked for url in asked if "/private/" in url]


@pytest.mark.parametrize("host", ["paused", "reddit", "second-reddit"])
def test_a_paused_source_and_a_subreddit_without_credentials_are_asked_nothing(nights, host):
    assert not [url for asked in nights.asked for url in asked if f"//{host}.example/" in url]


def test_every_archive_file_verifies(nights):
    files = sorted((nights.folder / "archive").rglob("*.warc.gz"))
    assert len(files) > NIGHTS * len(SITES) * 0.9
    for path in files:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.content_stream().read()


def _versions(nights: Nights, name: str) -> list[Capture]:
    one = EDITS[name]
    return [capture for capture in nights.captures(one.site.source) if capture.announced_url == one.url]


def test_a_silent_edit_is_in_the_archive_beside_what_it_replaced(nights):
    versions = _versions(nights, "silent-edit")
    assert [HELD_BACK in one.body.decode() for one in versions] == [False, False, True, True]
    assert [(one.fetched_at - night_at(0)).days for one in versions] == list(LOOKED_AT)
    # What has not changed is not kept twice.
    assert [one.revisit_of is not None for one in versions] == [False, True, False, True]


def test_a_version_that_comes_back_is_a_third_version(nights):
    versions = _versions(nights, "there-and-back")
    assert [HELD_BACK in one.body.decode() for one in versions] == [False, False, True, False]
    assert versions[0].body == versions[3].body


@pytest.mark.parametrize(("name", "status"), [("removal", 404), ("withdrawal", 410), ("led-home", 302)])
def test_a_removal_is_in_the_archive_with_what_was_there(nights, name, status):
    versions = _versions(nights, name)
    assert [one.status for one in versions][:3] == [200, 200, status]
    assert EDITS[name].story.title in versions[0].body.decode()
    told = {fault.name for fault in nights.health(EDITS[name].site.source).faults}
    assert told == {"redirect-home" if name == "led-home" else "gone"}


def test_one_story_under_five_bylines_is_five_captures_with_their_bylines(nights):
    day = DAY + timedelta(days=WIRE_NIGHT)
    found = {}
    for printed in WIRE_PAPERS:
        for capture in read_archive(nights.folder / "archive", day, printed.site.source.id):
            if capture.url == printed.url:
                found[printed.byline] = capture.body.decode()
    assert len(found) == 5
    assert all(byline in body and WIRE.title in body for byline, body in found.items())
