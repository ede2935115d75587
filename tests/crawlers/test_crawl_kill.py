"""Kills at any moment: the night run again ends as an undisturbed one, and asks no server twice for what it has."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from loopback_web import (
    AT,
    DAY,
    LATER,
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
from modelled_web import Killed, Reply, Table, crawl_table

from crawlers.ledger import Ledger
from crawlers.night import night_path, read_night
from crawlers.run import CrawlError
from crawlers.sources import Source

HOSTS = ("ledger", "record", "sister")
IDS = tuple(f"us_or_{host}" for host in HOSTS)


def set_up(web: Web) -> None:
    """Three sources, two on one host, with a redirect, errors that last, errors that pass, and a page held back."""
    for host in ("ledger", "record"):
        base = f"http://{host}.example"
        web.routes |= {f"{base}/{n}": page(f"Story {n} of {host}") for n in range(1, 5)}
        web.routes[f"{base}/feed"] = rss(
            *(f"{base}/{n}" for n in (1, 2, "3#top", 4, "moved", "gone", "down", "busy", "over"))
        )
        web.routes[f"{base}/robots.txt"] = reply("User-agent: *\nDisallow: /4", kind="text/plain")
        web.routes[f"{base}/moved"] = redirect("/2#part")
        web.routes[f"{base}/down"] = reply("broken", 500)
        web.routes[f"{base}/busy"] = page("Busy")
    web.routes["http://record.example/busy"] = reply("wait", 429, Retry_After="0")
    web.routes["http://ledger.example/sister"] = rss("http://ledger.example/1", "http://ledger.example/3")


def sources() -> list:
    rules = {"max_new_per_night": 8}
    return [
        make_source(IDS[0], "http://ledger.example/feed", crawl=rules),
        make_source(IDS[1], "http://record.example/feed", crawl=rules),
        make_source(IDS[2], "http://ledger.example/sister", crawl=rules),
    ]


def accounts(folder: Path) -> list:
    return [read_night(night_path(folder / "archive", DAY, source_id)) for source_id in IDS]


def entries(folder: Path) -> list:
    with Ledger(folder / "ledger.sqlite") as ledger:
        keys = [
            f"http://{host}.example/{page}"
            for host in HOSTS
            for page in (1, 2, 3, 4, "moved", "gone", "down", "busy", "over")
        ]
        return [ledger.known(source_id, keys) for source_id in IDS]


def start(folder: Path, web: Web) -> subprocess.Popen:
    program = """
import sys
from pathlib import Path
from loopback_web import run_crawl
from test_crawl_kill import sources
run_crawl(Path(sys.argv[1]), *sources(), proxy=sys.argv[2])
"""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    return subprocess.Popen([sys.executable, "-c", program, str(folder), web.address], env=environment)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    with serve_web() as web:
        set_up(web)
        run_crawl(folder, *sources(), proxy=web.address)
        return folder, len(web.asked), sorted(web.urls())


@pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
def test_a_night_killed_at_any_request_ends_as_an_undisturbed_one(tmp_path, undisturbed, share):
    expected, total, _ = undisturbed
    moment = max(1, round(total * share))
    reached = threading.Event()
    with serve_web() as web:
        set_up(web)
        web.on_request = lambda number: reached.set() if number == moment else None
        process = start(tmp_path, web)
        assert reached.wait(30)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        web.on_request = None
        asked_before = len(web.asked)
        report = run_crawl(tmp_path, *sources(), proxy=web.address)
        assert captures(tmp_path, *IDS) == captures(expected, *IDS)
        assert accounts(tmp_path) == accounts(expected) == list(report.nights)
        assert entries(tmp_path) == entries(expected)
        # The request under way at the kill of each source, and no other, may be asked again.
        assert asked_before >= moment
        assert len(web.asked) <= total + len(IDS) + 1


def test_the_crawling_process_dies_with_its_parent(tmp_path):
    with serve_web() as web:
        set_up(web)
        web.routes["http://ledger.example/feed"] = lambda request: time.sleep(3)
        reached = threading.Event()
        web.on_request = lambda number: reached.set()
        process = start(tmp_path, web)
        assert reached.wait(30)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(children) == 1
        process.kill()
        process.wait(10)
        until = time.monotonic() + 5
        while Path(f"/proc/{children[0]}").exists() and time.monotonic() < until:
            time.sleep(0.02)
        assert not Path(f"/proc/{children[0]}").exists()


def test_a_crawling_process_that_is_killed_is_told_and_what_it_had_is_used(tmp_path, undisturbed):
    expected, total, _ = undisturbed
    with serve_web() as web:
        set_up(web)

        def kill_the_child(number: int) -> None:
            if number == total // 2:
                (child,) = (
                    Path(f"/proc/{os.getpid()}/task/{threading.main_thread().native_id}/children")
                    .read_text()
                    .split()
                )
                os.kill(int(child), signal.SIGKILL)

        web.on_request = kill_the_child
        with pytest.raises(
            CrawlError, match=r"the crawling process was ended by signal 9.*run the crawl again to go on"
        ):
            run_crawl(tmp_path, *sources(), proxy=web.address)
        run_crawl(tmp_path, *sources(), proxy=web.address)
    assert captures(tmp_path, *IDS) == captures(expected, *IDS)


def test_a_night_asked_to_stop_is_taken_up_again(tmp_path, undisturbed):
    expected, total, _ = undisturbed
    with serve_web() as web:
        set_up(web)

        def stop_the_child(number: int) -> None:
            if number == total // 2:
                (child,) = (
                    Path(f"/proc/{os.getpid()}/task/{threading.main_thread().native_id}/children")
                    .read_text()
                    .split()
                )
                os.kill(int(child), signal.SIGTERM)

        web.on_request = stop_the_child
        with pytest.raises(CrawlError, match="was ended by signal 15"):
            run_crawl(tmp_path, *sources(), proxy=web.address)
        run_crawl(tmp_path, *sources(), proxy=web.address)
    assert captures(tmp_path, *IDS) == captures(expected, *IDS)
    assert accounts(tmp_path) == accounts(expected)


def test_a_night_killed_before_its_account_was_written_is_not_fetched_again(tmp_path):
    with serve_web() as web:
        set_up(web)
        run_crawl(tmp_path, *sources(), proxy=web.address)
        kept, told = captures(tmp_path, *IDS), accounts(tmp_path)
        for source_id in IDS:
            night_path(tmp_path / "archive", DAY, source_id).unlink()
        web.asked.clear()
        run_crawl(tmp_path, *sources(), proxy=web.address)
        assert web.asked == []
    assert (captures(tmp_path, *IDS), accounts(tmp_path)) == (kept, told)


def test_a_night_killed_before_the_ledger_knew_of_it_is_replayed_from_the_archive(tmp_path):
    with serve_web() as web:
        set_up(web)
        run_crawl(tmp_path, *sources(), proxy=web.address)
        kept, told, known = captures(tmp_path, *IDS), accounts(tmp_path), entries(tmp_path)
        for source_id in IDS:
            night_path(tmp_path / "archive", DAY, source_id).unlink()
        for path in tmp_path.glob("ledger.sqlite*"):
            path.unlink()
        web.asked.clear()
        run_crawl(tmp_path, *sources(), proxy=web.address)
        assert web.asked == []
    assert (captures(tmp_path, *IDS), accounts(tmp_path), entries(tmp_path)) == (kept, told, known)


QUIET = AT.replace(hour=20)
"""Noon in the sources' own zone."""
EVENING = AT + timedelta(hours=19, minutes=30)


def quiet_source() -> Source:
    return make_source(IDS[0], "http://ledger.example/feed", crawl={"quiet_hours": "07:00-19:00"})


def test_a_night_interrupted_before_the_quiet_hours_goes_on_after_them(tmp_path):
    items = b"".join(b"<item><link>http://ledger.example/%d</link></item>" % n for n in range(6))
    feed = Reply(body=b"<rss version='2.0'><channel><title>F</title>" + items + b"</channel></rss>")
    pages = {f"http://ledger.example/{n}": Reply(body=b"page") for n in range(6)}
    table = Table({"http://ledger.example/feed": feed} | pages, kill_at=5)
    with pytest.raises(Killed):
        crawl_table(tmp_path, table, quiet_source(), day=DAY)
    (night,) = crawl_table(tmp_path, table, quiet_source(), day=DAY, at=QUIET)
    assert [feed.outcome for feed in night.feeds] == ["quiet-hours"]
    (night,) = crawl_table(tmp_path, table, quiet_source(), day=DAY, at=EVENING)
    assert (night.state, len(night.requests)) == ("collected", 8)
    asked = Counter(one.url for one in table.asked)
    assert asked.total() == 8 + 1
    assert [row[7] for row in captures(tmp_path, IDS[0])[IDS[0]]] == [AT] * 4 + [EVENING] * 4


def test_quiet_hours_take_nothing_from_the_account_of_what_came_before_them(tmp_path):
    table = Table({"http://ledger.example/feed": Reply(status=404)})
    (failed,) = crawl_table(tmp_path, table, quiet_source(), day=DAY)
    assert failed.state == "failed"
    assert crawl_table(tmp_path, table, quiet_source(), day=DAY, at=QUIET) == (failed,)
    assert read_night(night_path(tmp_path / "archive", DAY, IDS[0])) == failed
    crawl_table(tmp_path, table, quiet_source(), day=DAY, at=EVENING)
    assert [one.url for one in table.asked].count("http://ledger.example/feed") == 2


def test_an_attempt_begun_anew_does_not_answer_from_the_one_that_failed(tmp_path):
    source = make_source(IDS[0], "http://ledger.example/feed")
    with serve_web() as web:
        web.routes["http://ledger.example/feed"] = reply("broken", 500)
        assert run_crawl(tmp_path, source, proxy=web.address).nights[0].state == "failed"
        web.routes["http://ledger.example/feed"] = rss()
        assert run_crawl(tmp_path, source, proxy=web.address, at=LATER).nights[0].state == "collected"
    assert [row[4] for row in captures(tmp_path, IDS[0])[IDS[0]]] == [404, 500, 500, 404, 200]
    assert [row[7] for row in captures(tmp_path, IDS[0])[IDS[0]]] == [AT] * 3 + [LATER] * 2
