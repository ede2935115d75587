"""What every pack promises: sources that can be crawled politely, and that say that nobody has looked at them yet."""

import re
from itertools import chain
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import pytest

from crawlers.check_sources import RESERVED, check_sources
from crawlers.kinds import first_urls
from crawlers.packs import packs
from crawlers.sources import Publisher, Source, load_sources

PORTLAND = packs()["us_or_portland"]
EVERY_PACK = pytest.mark.parametrize("folder", list(packs().values()), ids=list(packs()))
HOW_SURE = ("Seen answering", "Seen listed", "A pattern only, and a weak one", "A pattern only")
PAGE = Path(__file__).parents[2] / "docs" / "packs.md"


def how_sure(folder: Path, source: Source) -> str:
    """The first words of its file."""
    first = (folder / f"{source.id}.yml").read_text(encoding="utf-8").removeprefix("# ")
    return next((words for words in HOW_SURE if re.match(rf"{words}[:,]? ", first)), "")


def table_of(folder: Path) -> str:
    """The pack's table in docs/packs.md."""
    order = [str(word) for word in get_args(Publisher)]
    rows = [
        f"| {source.publisher} | {source.name} | `{source.id}` | "
        f"{', '.join(dict.fromkeys(feed.kind for feed in source.feeds))} | "
        f"{'paused: ' if source.status == 'paused' else ''}{how_sure(folder, source)} |"
        for source in sorted(
            load_sources(folder), key=lambda source: (order.index(source.publisher), source.id)
        )
    ]
    return "\n".join(["| publisher | source | file | kinds | address |", "|---|---|---|---|---|", *rows])


def addresses(source: Source) -> list[str]:
    return [source.homepage, *chain.from_iterable(first_urls(feed, None) for feed in source.feeds)]


def test_portland_has_every_role_and_many_kinds_of_feeds() -> None:
    sources = load_sources(PORTLAND)
    active = [source for source in sources if source.status == "active"]
    assert len(active) >= 30
    assert len({feed.kind for source in active for feed in source.feeds}) >= 6
    assert {source.publisher for source in active} >= {
        "newspaper", "tv", "radio", "nonprofit", "police", "sheriff", "city", "county", "union", "oversight", "official",
    }  # fmt: skip
    assert {source.timezone for source in sources} == {"America/Los_Angeles"}


def test_the_page_on_packs_lists_the_sources_of_portland() -> None:
    page = PAGE.read_text(encoding="utf-8")
    held = page.split("<!-- pack: from crawlers/packs/us_or_portland -->\n")[1].split(
        "\n<!-- end of pack -->"
    )[0]
    assert held == table_of(PORTLAND)


@EVERY_PACK
def test_the_check_of_sources_has_nothing_to_say_of_a_pack(folder: Path) -> None:
    checks = check_sources(folder)
    assert [problem for check in checks for problem in check.problems] == []
    assert [warning for check in checks for warning in check.warnings] == []


@EVERY_PACK
def test_a_packs_source_is_named_by_its_place_and_says_what_to_check(folder: Path) -> None:
    for source in load_sources(folder):
        place = re.sub(r"[^a-z0-9]+", "_", source.place.name.lower())
        assert source.id.startswith(f"us_{source.place.state.lower()}_{place}_")
        assert source.place.county is not None
        assert source.unverified is not None
        assert source.unverified.startswith("not verified from here; check that ")
        assert how_sure(folder, source), f"{source.id}: the first comment says how sure the address is"


@EVERY_PACK
def test_a_packs_source_is_an_institutions_and_is_left_time(folder: Path) -> None:
    for source in load_sources(folder):
        assert source.publisher != "resident"
        assert not source.is_private
        assert source.crawl.delay_s >= 2
        assert source.crawl.max_new_per_night <= 60
        assert source.expect.new_per_week_min is None, f"{source.id}: nobody can know that yet"
        for address in addresses(source):
            host = urlsplit(address).hostname or ""
            assert host.rpartition(".")[2] not in RESERVED
            assert urlsplit(address).scheme == "https"


@EVERY_PACK
def test_no_private_persons_posts_are_asked_for_until_somebody_decides_to(folder: Path) -> None:
    """Those of a hashtag or a forum are anybody's."""
    for source in load_sources(folder):
        if source.status == "active":
            assert source.publisher != "forum"
            for feed in source.feeds:
                assert feed.kind != "reddit"
                assert getattr(feed, "tag", None) is None
