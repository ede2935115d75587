"""Pages over several looks, from the served web to the warehouse: versions with their hours, removals, and outages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from loopback_web import DAY, Handler, Web, make_source, redirect, reply, rss, run_crawl, serve_web

from crawlers.ledger import Ledger
from dags.verdicts import verdicts
from transforms.run import extract_day
from warehouse.database import open_warehouse
from warehouse.load import load_night

BASE = "http://ledger.example"
FEED = f"{BASE}/feed"
SOURCE = make_source("us_or_ledger", FEED, crawl={"recheck_days": [1, 2, 3]})
WALL = "<html><head><title>Just a moment...</title></head><body><script src='/cdn-cgi/challenge-platform/x.js'></script></body></html>"


def story(name: str, hurt: str = "Three", stamp: str = "Updated 3 hours ago") -> Handler:
    """A page that is no copy of the others."""
    own = " ".join(f"{name[2:]}{number}" for number in range(60))
    return reply(
        f"<html><head><title>{name} shooting</title></head><body><article><h1>Shooting at {name}</h1><p>{stamp}</p>"
        f"<p>{hurt} people were hurt in a shooting at {name}, the Tamarack Falls police said.</p>"
        f"<p>Near {own}, officers said.</p></article></body></html>"
    )


@dataclass
class Place:
    """A data folder beside a served site."""

    folder: Path
    web: Web
    site: dict[str, Handler] = field(default_factory=dict)

    def look(self, night: int, hour: int = 1) -> list[str]:
        """Crawl, read and load a night, or go on with it at a later hour; the pages that were asked for."""
        day = DAY + timedelta(days=night)
        self.web.routes = {f"{BASE}/{name}": handler for name, handler in self.site.items()}
        self.web.asked.clear()
        at = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
        run_crawl(self.folder, SOURCE, day=day, at=at, proxy=self.web.address, again=hour > 1)
        documents = self.folder / "documents"
        extract_day(
            archive_dir=self.folder / "archive",
            documents_dir=documents,
            day=day,
            sources=[SOURCE],
            gazetteer_dir=None,
            key=b"key",
        )
        with Ledger(self.folder / "ledger.sqlite") as ledger:
            ledger.learn(SOURCE.id, day, verdicts(documents / day.isoformat() / SOURCE.id, SOURCE))
        with open_warehouse(self.folder / "beatbook.duckdb") as con:
            load_night(
                con,
                day=day,
                documents_dir=documents,
                archive_dir=self.folder / "archive",
                sources=[SOURCE],
                loaded_at=at,
            )
        return sorted(url.rpartition("/")[2] for url in self.web.urls() if url.startswith(f"{BASE}/x-"))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with open_warehouse(self.folder / "beatbook.duckdb") as con:
            return con.execute(sql).fetchall()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with serve_web() as web:
        yield Place(tmp_path, web)


def test_two_looks_of_one_day_and_one_of_the_next_give_three_versions_and_noise_none(place: Place) -> None:
    names = ["x-bridge", "x-market"]
    place.site = {"feed": rss(*(f"{BASE}/{name}" for name in names))}
    place.site |= {name: story(name) for name in names}
    assert place.look(0) == names
    place.site |= {
        "x-bridge": story("x-bridge", hurt="Four", stamp="Updated 7 hours ago"),
        "x-market": story("x-market", stamp="Updated 7 hours ago"),
    }
    assert place.look(0, hour=18) == names
    assert place.look(0, hour=20) == [], "not twice within three hours"
    place.site["x-bridge"] = story("x-bridge", stamp="Updated Nov. 15, 2026")
    assert place.look(1) == names
    found = place.rows(
        "select split_part(url, '/', 4), version_no, strftime(versions.first_seen_at, '%d %H'), "
        "strftime(last_seen_at, '%d %H'), change_kind, words_added_count "
        "from core.document_versions as versions inner join core.documents using (doc_id) order by all"
    )
    first, second = f"{DAY:%d}", f"{DAY + timedelta(days=1):%d}"
    assert found == [
        ("x-bridge", 1, f"{first} 01", f"{first} 01", None, None),
        ("x-bridge", 2, f"{first} 18", f"{first} 18", "edit", 1),
        ("x-bridge", 3, f"{second} 01", f"{second} 01", "revert", 1),
        ("x-market", 1, f"{first} 01", f"{second} 01", None, None),
    ]


def test_a_removal_is_told_from_an_outage_a_wall_and_a_slip(place: Place) -> None:
    names = ["x-back", "x-failing", "x-gone", "x-home", "x-walled"]
    good = {name: story(name) for name in names}
    place.site = {"feed": rss(*(f"{BASE}/{name}" for name in names)), "": reply("<p>Front page</p>"), **good}
    assert place.look(0) == names
    missing, broken = reply("no such page", 404), reply("error", 500)
    place.site |= {
        "x-back": missing,
        "x-failing": broken,
        "x-gone": missing,
        "x-home": redirect(f"{BASE}/"),
        "x-walled": reply(WALL),
    }
    place.look(1)
    assert place.rows("select count(*) from core.documents where gone_at is not null") == [(0,)]
    place.site["x-back"] = good["x-back"]
    place.look(2)
    with Ledger(place.folder / "ledger.sqlite") as ledger:
        day = DAY + timedelta(days=3)
        due = ledger.due(
            SOURCE.id, day, SOURCE.crawl.recheck_days, datetime(day.year, day.month, day.day, tzinfo=UTC)
        )
    # what two nights found gone is left alone; what failed waits for another try
    assert {row.url.rpartition("/")[2] for row in due} == {"x-back", "x-walled"}
    assert place.rows("select split_part(url, '/', 4), gone_reason from core.documents order by all") == [
        ("x-back", None),
        ("x-failing", None),
        ("x-gone", "http-404"),
        ("x-home", "redirect-to-home"),
        ("x-walled", None),
    ]
    unreached = dict(place.rows("select split_part(url, '/', 4), last_reason from unreached order by all"))
    assert unreached == {"x-failing": "http-500", "x-walled": "challenge-page"}
    assert place.rows("select distinct version_count from core.documents") == [(1,)]


def test_pages_of_a_site_that_is_out_altogether_are_asked_again_and_not_gone(place: Place) -> None:
    place.site = {"feed": rss(f"{BASE}/x-bridge"), "x-bridge": story("x-bridge")}
    assert place.look(0) == ["x-bridge"]
    feed, page = place.site["feed"], place.site["x-bridge"]
    place.site = {}
    assert place.look(1) == ["x-bridge"]
    assert place.rows(
        "select gone_at, last_reason from core.documents inner join unreached using (doc_id)"
    ) == [(None, "http-404")]
    place.site = {"feed": feed, "x-bridge": page}
    assert place.look(2) == ["x-bridge"]
    assert place.rows("select count(*) from unreached") == [(0,)]
