"""The measurement of the crawl measures: each program fetches and stores every page of the look-alike web."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.crawl import ours, programs
from bench.lookalike import Server, measured, serving, write_bodies

HOSTS, PAGES = 2, 3


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    bodies = write_bodies(None, tmp_path_factory.mktemp("bench") / "bodies")
    with serving(bodies, hosts=HOSTS, pages=PAGES) as server:
        yield server


def test_our_crawl_and_plain_scrapy_store_every_page_of_the_look_alike_web(
    server: Server, tmp_path: Path
) -> None:
    commands = programs(server, tmp_path, None)
    stored = {
        name: measured(server, commands[name]("run", HOSTS)).stored for name in ("beatbook", "plain Scrapy")
    }
    assert stored == {"beatbook": HOSTS * PAGES, "plain Scrapy": HOSTS * PAGES}


def test_the_look_alike_web_sends_no_body_twice_to_whoever_asks_by_its_tags(
    server: Server, tmp_path: Path
) -> None:
    first, second = (
        measured(server, ours(server, tmp_path / "nights", HOSTS, "--night", night)) for night in ("0", "1")
    )
    # robots.txt of each host comes whole on both nights; feed, sitemap and pages on the first alone
    assert (first.answers, second.answers) == (HOSTS * (3 + PAGES), HOSTS * (3 + PAGES))
    assert second.sent < 0.03 * first.sent
