"""Fifty kills at random moments, over nights that lean on one another: nothing is lost, nothing is fetched for nothing."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from loopback_web import (
    DAY,
    Handler,
    Web,
    captures,
    make_source,
    page,
    redirect,
    reply,
    rss,
    run_crawl,
    serve_web,
)
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from crawlers.night import night_path, read_night

HOSTS = ("ledger", "record", "sentinel", "herald", "tribune")
NIGHTS = 2
KILLS_A_NIGHT = 5
SEEDS = range(5)
"""One test each: five seeds of two nights of five kills are fifty."""


def sources() -> list:
    rules = {"max_new_per_night": 17, "recheck_days": [1]}
    own = [make_source(f"us_or_{host}", f"http://{host}.example/feed", crawl=rules) for host in HOSTS]
    return [*own, make_source("us_or_sister", "http://ledger.example/sister", crawl=rules)]


IDS = tuple(source.id for source in sources())


def tagged(handler: Handler, etag: str) -> Handler:
    def handle(request: BaseHTTPRequestHandler) -> None:
        if request.headers.get("If-None-Match") == etag:
            request.send_response_only(304)
            request.send_header("ETag", etag)
            request.end_headers()
        else:
            end = request.end_headers
            request.end_headers = lambda: (request.send_header("ETag", etag), end())  # type: ignore[assignment,method-assign]
            handler(request)
            request.end_headers = end  # type: ignore[method-assign]

    return handle


def slowly(words: str) -> Handler:
    """A page whose body comes in two halves, so that a kill may fall between them."""
    body = f"<html><body><article><p>{words}</p></article></body></html>".encode()

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response_only(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[: len(body) // 2])
        request.wfile.flush()
        time.sleep(0.06)
        request.wfile.write(body[len(body) // 2 :])

    return handle


def set_up(web: Web, night: int) -> None:
    """The web as it stands on a night: feeds that change or do not, pages that change, are gone, busy, moved or held back."""
    for host in HOSTS:
        base = f"http://{host}.example"
        web.routes[f"{base}/robots.txt"] = reply("User-agent: *\nDisallow: /closed", kind="text/plain")
        names = [f"{night}-{n}" for n in range(1, 16)] + ["moved", "gone", "closed", "busy"]
        for n in range(1, 16):
            web.routes[f"{base}/{night}-{n}"] = slowly(f"Story {n} of night {night} at {host}")
        web.routes[f"{base}/moved"] = redirect(f"/{night}-1")
        # Asked for last on the first night, and first on the second.
        web.routes[f"{base}/busy"] = page("Busy") if night else reply("wait", 429, Retry_After="0")
        # One paper announces the same every night, and says so; the others have news.
        changes = night if host != "herald" else 0
        feed = rss(*(f"{base}/{name.replace(f'{night}-', f'{changes}-')}" for name in names))
        web.routes[f"{base}/feed"] = tagged(feed, f'"{changes}"')
    web.routes["http://ledger.example/sister"] = rss("http://ledger.example/0-1", "http://ledger.example/0-2")
    if night:
        web.routes["http://record.example/0-2"] = page("Corrected on the second night")
        del web.routes["http://sentinel.example/0-3"]


def stamp(night: int) -> datetime:
    day = DAY + timedelta(days=night)
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)


def finish(folder: Path, web: Web, night: int) -> None:
    run_crawl(folder, *sources(), day=DAY + timedelta(days=night), at=stamp(night), proxy=web.address)


def start(folder: Path, web: Web, night: int) -> subprocess.Popen:
    program = """
import sys
from pathlib import Path
from test_kill_fifty import finish
from loopback_web import Web
finish(Path(sys.argv[1]), Web(address=sys.argv[2]), int(sys.argv[3]))
"""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder), web.address, str(night)],
        env=environment,
    )


def ledger_rows(folder: Path) -> dict[str, list]:
    """All that the ledger holds, but for where records stand and how attempts are called."""
    with sqlite3.connect(folder / "ledger.sqlite") as con:
        return {
            "urls": con.execute("select * from urls order by source_id, url_key").fetchall(),
            "feeds": con.execute("select * from feeds order by source_id, url").fetchall(),
            "fetches": con.execute(
                "select source_id, url, day, fetched_at, digest, etag, conditional_count, is_lying from fetches "
                "order by source_id, url"
            ).fetchall(),
            "nights": con.execute(
                "select source_id, day, state, account from nights order by source_id, day"
            ).fetchall(),
        }


def accounts(folder: Path, night: int) -> list:
    return [read_night(night_path(folder / "archive", DAY + timedelta(days=night), one)) for one in IDS]


def kept(folder: Path) -> dict[int, dict]:
    return {night: captures(folder, *IDS, day=DAY + timedelta(days=night)) for night in range(NIGHTS)}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    asked = []
    with serve_web() as web:
        for night in range(NIGHTS):
            set_up(web, night)
            before = len(web.asked)
            finish(folder, web, night)
            asked.append(sorted(web.urls()[before:]))
    return folder, asked


def kill_at(process: subprocess.Popen, web: Web, count: int, after_s: float) -> bool:
    """Kill the crawl, and so its child, a moment after its n-th request; False where it ended before."""
    reached = threading.Event()
    begun = len(web.asked)
    web.on_request = lambda number: reached.set() if number >= begun + count else None
    while not reached.wait(0.002):
        if process.poll() is not None:
            return False
    time.sleep(after_s)
    if process.poll() is not None:
        return False
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    return True


def records(path: Path) -> int:
    """Records of a WARC file as FastWARC and warcio read it, each with its digests checked."""
    with path.open("rb") as stream:
        found = [record.verify_block_digest() for record in ArchiveIterator(stream, parse_http=False)]
    with path.open("rb") as stream:
        checkers = []
        for record in WarcioIterator(stream, check_digests=True):
            record.content_stream().read()
            checkers.append(record.digest_checker.passed)
    assert all(found)
    assert False not in checkers
    assert len(checkers) == len(found)
    return len(found)


@pytest.mark.parametrize("seed", SEEDS)
def test_nights_killed_at_random_moments_end_as_undisturbed_ones(tmp_path, undisturbed, seed):
    expected, asked = undisturbed
    chance = random.Random(seed)
    with serve_web() as web:
        for night in range(NIGHTS):
            set_up(web, night)
            before, kills = len(web.asked), 0
            while kills < KILLS_A_NIGHT:
                process = start(tmp_path, web, night)
                if not kill_at(process, web, chance.randint(1, 6), chance.random() * 0.06):
                    break
                kills += 1
            web.on_request = None
            assert kills == KILLS_A_NIGHT, f"the night was over after {kills} kills"
            finish(tmp_path, web, night)
            fetched = web.urls()[before:]
            assert set(fetched) == set(asked[night])
            # A request under way at each source, and for a robots.txt, may be made again after each kill, and no other.
            again = len(fetched) - len(asked[night])
            assert 0 <= again <= kills * (len(IDS) + len(HOSTS))
            assert accounts(tmp_path, night) == accounts(expected, night)
    assert kept(tmp_path) == kept(expected)
    assert ledger_rows(tmp_path) == ledger_rows(expected)
    files = sorted((tmp_path / "archive").rglob("*.warc.gz"))
    assert len(files) == NIGHTS * len(IDS)
    assert all(records(path) > 1 for path in files)
