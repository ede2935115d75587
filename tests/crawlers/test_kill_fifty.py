"""Fifty kills at random moments of nights that lean on one another: nothing is lost, nothing is fetched for nothing."""

import io
import random
import shutil
import signal
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import psutil
import pytest
from fastwarc.warc import ArchiveIterator
from loopback_web import (
    DAY,
    Handler,
    Web,
    captures,
    make_source,
    page,
    raw,
    redirect,
    reply,
    rss,
    run_crawl,
    serve_web,
)
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from crawlers.archive_verify import verify_file
from crawlers.members import members
from crawlers.night import night_path, read_night
from crawlers.run import CrawlError

HOSTS = ("ledger", "record", "sentinel", "herald", "tribune", "gazette")
RULES = {"max_new_per_night": 12, "recheck_days": [1, 3]}
NIGHTS = 5
KILLS = 10
"""In each night. It is the crawling process that is killed; its caller, which only waits, is killed in `test_crawl_kill`."""


def sources() -> list:
    index = {"kind": "sitemap", "url": "http://bulletin.example/sitemap.xml", "max_sitemaps": 2}
    return [
        *(
            make_source(
                f"us_or_{host}",
                f"http://{host}.example/feed",
                homepage=f"http://{host}.example/",
                crawl=RULES,
            )
            for host in HOSTS
        ),
        make_source("us_or_sister", "http://ledger.example/sister", crawl=RULES),
        make_source("us_or_bulletin", index, homepage="http://bulletin.example/", crawl=RULES),
    ]


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
        time.sleep(0.08)
        request.wfile.write(body[len(body) // 2 :])

    return handle


def sitemap(*urls: str, of: str = "url") -> Handler:
    entries = "".join(f"<{of}><loc>{url}</loc></{of}>" for url in urls)
    root = "urlset" if of == "url" else "sitemapindex"
    return reply(
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>', kind="text/xml"
    )


def set_up(web: Web, night: int) -> None:
    """The web of a night: what is new or more than the budget, what changes, moves, is gone, forbidden, busy or broken."""
    for host in HOSTS:
        base = f"http://{host}.example"
        web.routes[f"{base}/robots.txt"] = reply("User-agent: *\nDisallow: /closed", kind="text/plain")
        names = [f"{night}-{n}" for n in range(1, 13)]
        web.routes |= {f"{base}/{name}": slowly(f"Story {name} of {host}") for name in names}
        web.routes |= {
            f"{base}/moved": redirect(f"/{night}-1"),
            f"{base}/down": reply("broken", 500),
            f"{base}/reset": raw(b"HTTP/1.1 200 OK\r\nContent-", reset=True),
            f"{base}/live": slowly(f"Live, night {night}"),
        }
        urls = [f"{base}/{name}" for name in ("live", *names, "moved", "gone", "closed", "down", "reset")]
        dates = dict.fromkeys(urls, "2026-11-13T09:00:00Z") | {urls[0]: f"2026-11-1{night}T08:00:00Z"}
        web.routes[f"{base}/feed"] = tagged(rss(*urls, dates=dates), f'"{night}"')
    # Says the same every night, of stories that do not change either.
    still = [f"http://herald.example/0-{n}" for n in range(1, 13)]
    web.routes |= {url: tagged(slowly(url), '"still"') for url in still}
    web.routes["http://herald.example/feed"] = tagged(rss(*still), '"still"')
    # Asks for a pause at the end of a night: what is left there waits for the next one.
    web.routes["http://gazette.example/reset"] = reply("wait", 429, Retry_After="0")
    if night == 2:
        web.routes["http://tribune.example/robots.txt"] = reply("broken", 500)
    if night == 3:
        web.routes["http://record.example/feed"] = reply("broken", 500)
    if night:
        web.routes["http://record.example/0-2"] = page("Corrected on the second night")
        web.routes["http://sentinel.example/0-3"] = reply("gone", 410)
        web.routes["http://sentinel.example/0-4"] = redirect("/")
        web.routes["http://sentinel.example/"] = page("Front page")
    web.routes["http://ledger.example/sister"] = rss(
        *(f"http://ledger.example/{night}-{n}" for n in (1, 2, 3))
    )
    parts = [f"http://bulletin.example/part{n}.xml" for n in (1, 2, 3)]
    web.routes["http://bulletin.example/sitemap.xml"] = sitemap(*parts, of="sitemap")
    for part, numbers in zip(parts, (range(5), range(5, 9), range(9, 12)), strict=True):
        found = [f"http://bulletin.example/{night}-{n}" for n in numbers]
        web.routes[part] = sitemap(*found)
        web.routes |= {url: slowly(url) for url in found}


def crawl_night(folder: Path, web: Web, night: int) -> None:
    day = DAY + timedelta(days=night)
    at = datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)
    run_crawl(folder, *sources(), day=day, at=at, proxy=web.address)


def ledger_rows(folder: Path) -> dict[str, list]:
    """All that the ledger holds, but for where records stand and how attempts are called."""
    con = sqlite3.connect(folder / "ledger.sqlite")
    found = {
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
    con.close()
    return found


def accounts(folder: Path, night: int) -> list:
    return [read_night(night_path(folder / "archive", DAY + timedelta(days=night), one)) for one in IDS]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What stands after each night, and what the server was asked for in it."""
    root = tmp_path_factory.mktemp("undisturbed")
    asked: list[list[str]] = []
    (root / "0").mkdir()
    with serve_web() as web:
        for night in range(NIGHTS):
            set_up(web, night)
            web.asked.clear()
            shutil.copytree(root / f"{night}", root / f"{night + 1}")
            crawl_night(root / f"{night + 1}", web, night)
            asked.append(web.urls())
    return root, asked


def kill_at(folder: Path, web: Web, night: int, count: int, after_s: float) -> bool:
    """Crawl until a moment after the n-th request, then kill; False where the night was over before."""
    reached = threading.Event()
    begun = len(web.asked)
    web.on_request = lambda number: reached.set() if number >= begun + count else None
    with ThreadPoolExecutor(1) as pool:
        crawling = pool.submit(crawl_night, folder, web, night)
        while not reached.wait(0.005):
            if crawling.done():
                crawling.result()
                return False
        time.sleep(after_s)
        for child in psutil.Process().children():
            child.send_signal(signal.SIGKILL)
        error = crawling.exception(30)
        if error is None:
            return False
        assert isinstance(error, CrawlError), error
        assert "was ended by signal 9" in str(error)
        return True


def check_records(path: Path) -> int:
    """Whole records of a WARC file; FastWARC and warcio read as many, each with its digests right."""
    whole = max((end for _, end, _ in members(path)), default=0)
    data = path.read_bytes()[:whole]
    count = 0
    for record in ArchiveIterator(io.BytesIO(data), parse_http=False):
        assert record.verify_block_digest()
        count += 1
    for record in WarcioIterator(io.BytesIO(data), check_digests=True):
        record.content_stream().read()
        assert record.digest_checker.passed is not False
        count -= 1
    assert count == 0
    return whole


@pytest.mark.parametrize("night", range(NIGHTS))
def test_a_night_killed_ten_times_ends_as_an_undisturbed_one(tmp_path, undisturbed, night):
    root, asked = undisturbed
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    before, after, folder = root / f"{night}", root / f"{night + 1}", tmp_path / "disturbed"
    shutil.copytree(before, folder)
    day = DAY + timedelta(days=night)
    files = [folder / "archive" / day.isoformat() / f"{source_id}.warc.gz" for source_id in IDS]
    kills = 0
    with serve_web() as web:
        for earlier in range(night + 1):
            set_up(web, earlier)
        while kills < KILLS and kill_at(folder, web, night, chance.randint(1, 6), chance.random() * 0.05):
            kills += 1
            for path in files:
                if path.exists():
                    check_records(path)
        assert kills == KILLS, f"seed {seed}: the night was over after {kills} kills"
        web.on_request = None
        crawl_night(folder, web, night)
        fetched = web.urls()
    assert set(fetched) == set(asked[night]), f"seed {seed}"
    # A request under way at each source, and for the robots.txt of each host, may be made again after each kill, and no
    # other but those that were never answered.
    again = sum(not url.endswith("/reset") for url in fetched) - sum(
        not url.endswith("/reset") for url in asked[night]
    )
    assert again <= kills * (len(IDS) + len(HOSTS) + 1), f"seed {seed}"
    assert accounts(folder, night) == accounts(after, night), f"seed {seed}"
    assert ledger_rows(folder) == ledger_rows(after), f"seed {seed}"
    assert captures(folder, *IDS, day=day) == captures(after, *IDS, day=day), f"seed {seed}"
    for path in files:
        assert verify_file(folder / "archive", path).faults == ()
        assert check_records(path) == path.stat().st_size


def test_the_nights_hold_all_that_a_kill_could_spoil(undisturbed):
    """What the test above is about does occur in its nights."""
    root, _ = undisturbed
    outcomes = {
        (one.role, one.outcome)
        for night in range(NIGHTS)
        for account in accounts(root / f"{night + 1}", night)
        for one in account.requests
    }
    assert outcomes >= {
        ("item", "ok"), ("item", "not-modified"), ("item", "http-404"), ("item", "http-410"), ("item", "http-429"),
        ("item", "http-500"), ("item", "redirect-home"), ("item", "page-budget"), ("item", "robots"), ("item", "host-deferred"),
        ("item", "connection-failed"), ("discovery", "not-modified"), ("discovery", "http-500"),
        ("discovery", "robots-unreachable"), ("robots", "http-500"), ("robots", "http-404"),
    }  # fmt: skip
