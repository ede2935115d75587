"""Random webs over several nights, killed at random requests: nothing is lost, nothing is asked for nothing, nothing is stale."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from loopback_web import DAY, captures, make_source
from modelled_web import Asked, Killed, Reply, Table, crawl_table

from crawlers.archive import read_archive
from crawlers.members import members
from crawlers.night import night_path, read_night
from crawlers.revisits import FULL_EVERY
from crawlers.sources import Source

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""A disk would only make it slower: what a power cut leaves is not asked here."""
PAPER, RIVAL = "http://ledger.example", "http://record.example"
RULES = {"max_new_per_night": 4, "recheck_days": [1, 3]}
SOURCES = (
    make_source("us_or_ledger", f"{PAPER}/feed", f"{PAPER}/more", crawl=RULES),
    make_source("us_or_sister", f"{PAPER}/feed", crawl=RULES),
    make_source("us_or_record", f"{RIVAL}/feed", homepage=f"{RIVAL}/", crawl=RULES),
)
IDS = tuple(source.id for source in SOURCES)
PAGES = "abcdef"
NEXT = DAY + timedelta(days=1)


@dataclass(frozen=True)
class Page:
    """What an address answers on a night.

    Attributes:
        status: None where it never answers.
        version: of its content.
        validator: `tag` and `date` change with the content, `frozen` does not although it should; or none.
    """

    status: int | None = 200
    version: int = 0
    validator: str = "none"

    def reply(self, url: str, body: bytes) -> Reply:
        tag = {"tag": f'"{url[-1]}{self.version}"', "frozen": '"frozen"'}.get(self.validator)
        changed = f"Sat, 0{self.version + 1} Nov 2026 00:00:00 GMT" if self.validator == "date" else None
        headers = (
            (("Location", "/a"),) if self.status == 302 else (("Retry-After", "0"),) * (self.status == 429)
        )
        return Reply(status=self.status, body=body, headers=headers, etag=tag, last_modified=changed)


@dataclass(frozen=True)
class Feed:
    page: Page
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Kill:
    """At the n-th request from the start; a record on its way to the disk is cut off after so many of its bytes, if any."""

    request: int
    torn: int | None


@dataclass(frozen=True)
class Night:
    """Attributes:
    lost: what a kill after the last request keeps from being written: `accounts`, or the `ledger` too.
    is_repeated: the night is run once more, as where a feed had failed.
    """

    robots: Page
    feeds: tuple[Feed, Feed, Feed]
    pages: dict[str, Page]
    kills: tuple[Kill, ...] = ()
    lost: str = ""
    is_repeated: bool = False

    def table(self) -> Table:
        replies = {}
        for base in (PAPER, RIVAL):
            url = f"{base}/robots.txt"
            replies[url] = self.robots.reply(url, b"User-agent: *\nDisallow: /f")
            for name in PAGES:
                # Where two sources share a host, what makes it be left alone depends on who comes first.
                page = self.pages.get(name, Page())
                page = (
                    Page(200, page.version, page.validator)
                    if base == PAPER and page.status in (None, 429)
                    else page
                )
                words = f"{base} {name} {page.version}".encode()
                replies[f"{base}/{name}"] = page.reply(f"{base}/{name}", words)
        for url, feed in zip((f"{PAPER}/feed", f"{PAPER}/more", f"{RIVAL}/feed"), self.feeds, strict=True):
            replies[url] = feed.page.reply(url, atom(url.rpartition("/")[0], feed.items))
        return Table(replies)


def atom(base: str, items: Sequence[tuple[str, str]]) -> bytes:
    entries = "".join(
        f'<entry><id>{base}/{name}</id><title>T</title><link href="{base}/{name}"/>'
        f"<updated>2026-11-0{number}T00:00:00Z</updated></entry>"
        for name, number in items
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><id>f</id>{entries}</feed>'.encode()


validators = st.sampled_from(["none", "tag", "date", "frozen"])
pages = st.builds(
    Page,
    status=st.sampled_from([200, 200, 200, 302, 304, 404, 429, 500, None]),
    version=st.integers(0, 2),
    validator=validators,
)
FEED_STATUSES = (200, 200, 200, 200, 404, 500)


@st.composite
def feeds(draw: st.DrawFn) -> Feed:
    version = draw(st.integers(0, 2))
    contents = (
        (("a", "1"), ("b", "1"), ("f", "1")),
        (("b", "2"), ("c", "1"), ("d", "1"), ("a", "1")),
        tuple((n, "1") for n in PAGES),
    )
    return Feed(Page(draw(st.sampled_from(FEED_STATUSES)), version, draw(validators)), contents[version])


nights = st.builds(
    Night,
    robots=st.builds(
        Page, status=st.sampled_from([200, 200, 200, 404, 500]), version=st.just(0), validator=st.just("none")
    ),
    feeds=st.tuples(feeds(), feeds(), feeds()),
    pages=st.dictionaries(st.sampled_from(PAGES), pages),
    kills=st.lists(
        st.builds(Kill, request=st.integers(1, 14), torn=st.none() | st.integers(0, 400)), max_size=3
    ).map(tuple),
    lost=st.sampled_from(["", "", "", "accounts", "ledger"]),
    is_repeated=st.sampled_from([False, False, True]),
)


def run(
    folder: Path,
    table: Table,
    day: date,
    sources: Sequence[Source] = SOURCES,
    kills: Sequence[Kill] = (),
) -> int:
    """Crawl the sources, killed so, and then what has no account yet to its end; how many of the kills came before that."""
    killed = 0
    for kill in kills:
        table.kill_at = kill.request
        try:
            crawl_table(folder, table, *sources, day=day)
        except Killed:
            killed += 1
        else:
            table.kill_at = 0
            return killed
        if kill.torn is not None:
            tear(folder, day, kill.torn)
        for source_id in IDS:
            assert all(capture.status for capture in read_archive(folder / "archive", day, source_id))
        sources = without_account(folder, day)
    crawl_table(folder, table, *sources, day=day)
    return killed


def without_account(folder: Path, day: date) -> list[Source]:
    return [source for source in SOURCES if not night_path(folder / "archive", day, source.id).exists()]


def tear(folder: Path, day: date, torn: int) -> None:
    """Cut the last record of a source that is under way, as a kill within its writing would."""
    for source_id in IDS:
        path = folder / "archive" / day.isoformat() / f"{source_id}.warc.gz"
        if path.exists() and not night_path(folder / "archive", day, source_id).exists():
            *earlier, (start, end, data) = [(0, 0, b""), *members(path)]
            # While a second attempt is being opened, the account of the first is still there.
            is_opening = b"WARC-Type: warcinfo" in data and len(earlier) > 1
            if start + torn < end and not is_opening:
                with path.open("r+b") as file:
                    file.truncate(start + torn)
                return


def lose(folder: Path, day: date, what: str, before: Path) -> None:
    for source_id in IDS:
        night_path(folder / "archive", day, source_id).unlink()
    if what == "ledger":
        for path in folder.glob("ledger.sqlite*"):
            path.unlink()
        for path in before.glob("ledger.sqlite*"):
            shutil.copy(path, folder)


def ledger_rows(folder: Path) -> dict[str, list[tuple]]:
    """All that the ledger says, but for where records stand and how attempts are called."""
    con = sqlite3.connect(folder / "ledger.sqlite")
    found = {
        "urls": "select * from urls order by source_id, url_key",
        "feeds": "select * from feeds order by source_id, url",
        "fetches": "select source_id, url, day, fetched_at, digest, etag, last_modified, conditional_count, is_lying "
        "from fetches order by source_id, url",
        "nights": "select source_id, day, state, account from nights order by source_id, day",
    }
    rows = {table: con.execute(sql).fetchall() for table, sql in found.items()}
    con.close()
    return rows


def answered(asked: list[Asked]) -> Counter[tuple[str, str]]:
    """Requests for pages and feeds that were answered."""
    return Counter(
        (one.source_id, one.url)
        for one in asked
        if one.status is not None and not one.url.endswith("/robots.txt")
    )


def check_conditions(
    asked: list[Asked], served: dict[tuple[str, str], list[Asked]], tables: dict[str, set[str]]
) -> None:
    for one in asked:
        before = served.setdefault((one.source_id, one.url), [])
        before.append(one)
        assert one.condition is None or one.condition in tables[one.url], "a validator of another address"
        last = [other.status for other in before[-FULL_EVERY:]]
        assert last != [304] * FULL_EVERY, "never asked in full"


def check_fresh(folder: Path, table: Table, day: date) -> None:
    """What is read of a night is what the server had that night, unless its validators lie."""
    lying = {url for url, reply in table.replies.items() if reply.etag == '"frozen"' or reply.status == 304}
    for source_id in IDS:
        for capture in read_archive(folder / "archive", day, source_id):
            assert capture.problem is None
            if capture.status == 200 and capture.url not in lying:
                assert capture.body == table.replies[capture.url].body
            if capture.revisit_of is not None:
                assert capture.revisit_of != capture.location


# Without shrinking: many whole crawls an example, it would take minutes.
@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data())
def test_random_nights_killed_anywhere_end_as_undisturbed_ones(data: st.DataObject) -> None:
    # Drawn here: of arguments Hypothesis makes a patch when they fail, and falls over Twisted's interfaces in doing so.
    sequence = data.draw(st.lists(nights, min_size=1, max_size=5))
    with TemporaryDirectory(dir=MEMORY) as root:
        calm, rough, copy = (Path(root) / name for name in ("calm", "rough", "copy"))
        rough.mkdir()
        served: dict[tuple[str, str], list[Asked]] = {}
        validators_of: dict[str, set[str]] = {}
        for number, night in enumerate(sequence):
            day = DAY + timedelta(days=number)
            lying = {
                (source_id, url)
                for source_id, url, *_, is_lying in (ledger_rows(calm)["fetches"] if number else ())
                if is_lying
            }
            undisturbed, table = night.table(), night.table()
            for url, reply in table.replies.items():
                validators_of.setdefault(url, set()).update(v for v in (reply.etag, reply.last_modified) if v)
            run(calm, undisturbed, day)
            check_conditions(undisturbed.asked, served, validators_of)
            assert not [
                one for one in undisturbed.asked if one.condition and (one.source_id, one.url) in lying
            ]
            check_fresh(calm, undisturbed, day)

            shutil.copytree(rough, copy, dirs_exist_ok=True)
            killed = run(rough, table, day, kills=night.kills)
            event(f"kills: {killed}")
            if night.is_repeated:
                run(calm, undisturbed, day)
                killed += run(rough, table, day, kills=night.kills)
            again = answered(table.asked) - answered(undisturbed.asked)
            assert again.total() <= 2 * killed, "what was archived was asked for again"
            assert not answered(undisturbed.asked) - answered(table.asked)
            if night.lost and not night.is_repeated:
                before = answered(table.asked)
                lose(rough, day, night.lost, copy)
                run(rough, table, day)
                assert answered(table.asked) == before, "what was archived was asked for again"

            for source_id in IDS:
                paths = [night_path(folder / "archive", day, source_id) for folder in (calm, rough)]
                assert read_night(paths[0]) == read_night(paths[1])
            assert captures(rough, *IDS, day=day) == captures(calm, *IDS, day=day)
            assert ledger_rows(rough) == ledger_rows(calm)


@pytest.mark.parametrize(
    ("validator", "is_asked_with"),
    [
        ("none", [False] * 9),
        ("tag", [False, True, True, True, False, True, True, True, False]),
        ("date", [False, True, True, True, False, True, True, True, False]),
        # Found out by the first request in full, and not trusted again.
        ("frozen", [False, True, True, True, False, False, False, False, False]),
    ],
)
def test_an_address_is_asked_with_conditions_while_it_deserves_it(tmp_path, validator, is_asked_with):
    asked = []
    for number in range(len(is_asked_with)):
        items = (("a", "1"), ("b", "1"))[: 1 + (validator == "frozen" and number > 2)]
        feed = Feed(Page(validator=validator), items)
        table = Night(Page(404), (feed, feed, feed), {}).table()
        run(tmp_path, table, DAY + timedelta(days=number))
        asked += [one for one in table.asked if (one.source_id, one.url) == (IDS[2], f"{RIVAL}/feed")]
    assert [one.condition is not None for one in asked] == is_asked_with
    assert [one.status for one in asked] == [304 if one.condition else 200 for one in asked]


@pytest.mark.parametrize("validator", ["none", "tag"])
def test_what_no_longer_stands_where_it_was_is_kept_once_more(tmp_path, validator):
    feed = Feed(Page(validator=validator), (("a", "1"), ("b", "1")))
    night = Night(Page(404), (feed, feed, feed), {})
    table, url = night.table(), f"{PAPER}/feed"
    run(tmp_path, table, DAY)
    # As if somebody had written the file anew: at the old place there is another record now.
    con = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
    con.execute(
        "update fetches set warc_offset = (select warc_offset from fetches where url = ?) where url = ? and source_id = ?",
        (f"{PAPER}/a", url, IDS[0]),
    )
    con.close()
    run(tmp_path, table, NEXT)
    asked = [one.status for one in table.asked if (one.source_id, one.url) == (IDS[0], url)]
    assert asked == ([200, 200] if validator == "none" else [200, 304, 200])
    (kept,) = (c for c in read_archive(tmp_path / "archive", NEXT, IDS[0]) if c.url == url)
    assert (kept.revisit_of, kept.body) == (None, table.replies[url].body)


def test_not_modified_without_having_been_asked_is_no_answer(tmp_path):
    feed = Feed(Page(), (("a", "1"), ("b", "1")))
    run(tmp_path, Night(Page(404), (feed, feed, feed), {}).table(), DAY)
    table = Night(Page(404), (feed, feed, Feed(Page(304), feed.items)), {}).table()
    run(tmp_path, table, NEXT)
    assert [(one.condition, one.status) for one in table.asked if one.url == f"{RIVAL}/feed"] == [(None, 304)]
    night = read_night(night_path(tmp_path / "archive", NEXT, IDS[2]))
    assert [one.outcome for one in night.feeds] == ["http-304"]
    (kept,) = (c for c in read_archive(tmp_path / "archive", NEXT, IDS[2]) if c.role == "discovery")
    assert (kept.status, kept.revisit_of) == (304, None)
