"""Bad input over a real wire: each fault costs its own source what it must, has a name, and costs the others nothing."""

import gzip
import resource
import signal
import socket
from collections import Counter
from dataclasses import dataclass

import pytest
from loopback_web import (
    AT,
    DAY,
    Web,
    make_source,
    outcomes,
    page,
    raw,
    redirect,
    reply,
    rss,
    run_crawl,
    serve_web,
)

from crawlers.archive import read_archive
from crawlers.bodies import MAX_BODY
from crawlers.capture import Capture
from crawlers.night import SourceNight
from crawlers.run import CrawlError

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BIG = 50 * 2**20
FAULTS = {
    "robots_500": {"/robots.txt": reply("broken", 500)},
    "robots_hangs": {"/robots.txt": raw(b"", pause_s=3)},
    "robots_loop": {"/robots.txt": redirect("/robots.txt")},
    "robots_is_html": {"/robots.txt": page("Not found")},
    "feed_500": {"/feed": reply("broken", 500)},
    "feed_404": {"/feed": reply("gone", 404)},
    "feed_hangs": {"/feed": raw(b"", pause_s=3)},
    "feed_drips": {"/feed": raw(HEAD + b"\r\n", *[b"<!-- -->"] * 30, pause_s=0.1)},
    "feed_resets": {"/feed": raw(HEAD, reset=True)},
    "feed_talks_rubbish": {"/feed": raw(b"220 ftp.example ready\r\n\r\n")},
    "feed_is_html": {"/feed": page("Welcome to our site")},
    "feed_is_empty": {"/feed": reply(b"", kind="text/xml")},
    "feed_bomb": {
        "/feed": reply(gzip.compress(b"\0" * BIG, mtime=0), kind="text/xml", Content_Encoding="gzip")
    },
    "feed_broken_gzip": {"/feed": reply(b"\x1f\x8bbroken", kind="text/xml", Content_Encoding="gzip")},
    "redirect_loop": {"/feed": redirect("/a"), "/a": redirect("/b"), "/b": redirect("/feed")},
    "self_redirect": {"/feed": redirect("/feed")},
    "redirect_chain": {"/feed": redirect("/r1")} | {f"/r{n}": redirect(f"/r{n + 1}") for n in range(1, 9)},
    "redirect_to_file": {"/feed": redirect("file:///etc/passwd")},
    "redirect_nowhere": {"/feed": redirect("http://[::1/")},
    "page_500": {"/1": reply("broken", 500)},
    "page_404": {"/1": reply("gone", 404)},
    "page_hangs": {"/1": raw(b"", pause_s=3)},
    "page_resets": {"/1": raw(HEAD + b"Content-Length: 900\r\n\r\n<p>Begun", reset=True)},
    "page_cut": {"/1": raw(HEAD + b"Content-Length: 900\r\n\r\n<p>Begun, not ended")},
    "page_50_mb": {"/1": raw(HEAD + b"Content-Length: %d\r\n\r\n" % BIG, *[bytes(2**20)] * 50)},
    "page_endless": {"/1": raw(HEAD + b"\r\n", *[bytes(2**20)] * 50)},
    "page_bomb": {"/1": reply(gzip.compress(b"\0" * BIG, mtime=0), Content_Encoding="gzip")},
    "page_broken_gzip": {
        "/1": reply(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff", Content_Encoding="gzip")
    },
    "page_empty": {"/1": reply(b"")},
    "page_pdf": {"/1": reply(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", kind="application/pdf")},
    "page_image": {"/1": reply(b"\x89PNG\r\n\x1a\n\0\0", kind="image/png")},
    "page_wrong_charset": {"/1": reply("<p>Café</p>".encode("latin-1"), kind="text/html; charset=utf-8")},
    "page_no_headers": {"/1": raw(b"HTTP/1.0 200 OK\r\n\r\n<p>Old server</p>")},
    "page_bad_header": {"/1": raw(HEAD + b"this is no header\r\nContent-Length: 9\r\n\r\n<p>ok</p>")},
    "page_redirect_loop": {"/1": redirect("/1")},
}


@dataclass
class Night:
    night: SourceNight
    captures: list[Capture]
    web: Web

    @property
    def feed(self) -> str:
        return self.night.feeds[0].outcome

    def outcome(self, path: str) -> str:
        (one,) = [r for r in self.night.requests if r.url.endswith(path)]
        return one.outcome


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """All faults and one healthy source, crawled together once."""
    folder = tmp_path_factory.mktemp("faults")
    sources, webs, opened = [], {}, []
    try:
        for name, routes in ({"healthy": {}} | FAULTS).items():
            manager = serve_web()
            web = manager.__enter__()
            opened.append(manager)
            web.routes = {
                "/feed": rss(f"{web.address}/1", f"{web.address}/2"),
                "/1": page("One"),
                "/2": page("Two"),
            }
            web.routes |= routes
            webs[name] = web
            sources.append(make_source(f"us_or_{name}", f"{web.address}/feed", homepage=web.address))
        with socket.create_server(("127.0.0.1", 0)) as unused:
            refused = f"http://127.0.0.1:{unused.getsockname()[1]}"
        sources.append(make_source("us_or_refused", f"{refused}/feed", homepage=refused))
        sources.append(make_source("us_or_no_such_host", "http://no-such-host.invalid/feed"))
        report = run_crawl(folder, *sources, timeout_s=1.0)
    finally:
        for manager in opened:
            manager.__exit__(None, None, None)
    names = [source.id.removeprefix("us_or_") for source in sources]
    return {
        name: Night(
            night, list(read_archive(folder / "archive", DAY, night.source_id)), webs.get(name, Web())
        )
        for name, night in zip(names, report.nights, strict=True)
    }


def test_the_healthy_source_beside_all_faults_is_collected(nights):
    healthy = nights["healthy"]
    assert healthy.night.state == "collected"
    assert [(r.role, r.outcome) for r in healthy.night.requests] == [
        ("robots", "http-404"), ("discovery", "ok"), ("item", "ok"), ("item", "ok")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "state", "outcome"),
    [
        ("robots_500", "failed", "robots-unreachable"),
        ("robots_hangs", "failed", "timeout"),
        ("robots_loop", "collected", "ok"),
        ("robots_is_html", "collected", "ok"),
        ("feed_500", "failed", "http-500"),
        ("feed_404", "failed", "http-404"),
        ("feed_hangs", "failed", "timeout"),
        ("feed_drips", "failed", "timeout"),
        ("feed_resets", "failed", "connection-failed"),
        ("feed_talks_rubbish", "failed", "connection-failed"),
        ("feed_is_html", "failed", "html-instead-of-feed"),
        ("feed_is_empty", "failed", "empty-body"),
        ("feed_bomb", "failed", "body-too-large"),
        ("feed_broken_gzip", "failed", "bad-content-encoding"),
        ("redirect_loop", "failed", "redirect-loop"),
        ("self_redirect", "failed", "redirect-loop"),
        ("redirect_chain", "failed", "too-many-redirects"),
        ("redirect_to_file", "failed", "http-302"),
        ("redirect_nowhere", "failed", "bad-redirect"),
        ("refused", "failed", "refused"),
        ("no_such_host", "failed", "dns"),
    ],
)
def test_a_fault_of_a_feed_fails_its_source_by_name(nights, fault, state, outcome):
    assert (nights[fault].night.state, nights[fault].feed) == (state, outcome)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("page_500", "http-500"),
        ("page_404", "http-404"),
        ("page_hangs", "timeout"),
        ("page_resets", "body-truncated"),
        ("page_cut", "body-truncated"),
        ("page_50_mb", "body-too-large"),
        ("page_endless", "body-too-large"),
        ("page_bomb", "ok"),
        ("page_broken_gzip", "ok"),
        ("page_empty", "ok"),
        ("page_pdf", "ok"),
        ("page_image", "ok"),
        ("page_wrong_charset", "ok"),
        ("page_no_headers", "ok"),
        ("page_bad_header", "ok"),
        ("page_redirect_loop", "redirect-loop"),
    ],
)
def test_a_fault_of_a_page_costs_that_page_only(nights, fault, outcome):
    night = nights[fault]
    assert night.night.state == "collected"
    assert (night.outcome("/1"), night.outcome("/2")) == (outcome, "ok")


@pytest.mark.parametrize(
    ("fault", "problem", "body"),
    [
        ("page_cut", "body-truncated", b"<p>Begun, not ended"),
        ("page_50_mb", "body-too-large", b""),
        ("page_endless", "body-too-large", b""),
        ("page_bomb", "body-too-large", b""),
        ("page_broken_gzip", "bad-content-encoding", b""),
        ("page_empty", None, b""),
        ("page_pdf", None, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
        ("page_wrong_charset", None, b"<p>Caf\xe9</p>"),
        ("page_no_headers", None, b"<p>Old server</p>"),
        ("page_bad_header", None, b"<p>ok</p>"),
    ],
)
def test_what_came_is_archived_with_its_problem(nights, fault, problem, body):
    (capture,) = [c for c in nights[fault].captures if c.url.endswith("/1")]
    assert (capture.status, capture.problem, capture.body) == (200, problem, body)


def test_error_answers_are_archived_too_each_try_of_them(nights):
    assert [c.status for c in nights["page_500"].captures if c.role == "item"] == [500, 500, 200]
    assert [c.status for c in nights["robots_500"].captures] == [500, 500]
    assert [c.status for c in nights["self_redirect"].captures] == [404, 302]


def test_a_host_whose_robots_cannot_be_had_is_asked_for_nothing_else(nights):
    assert set(nights["robots_500"].web.urls()) == {"/robots.txt"}
    assert set(nights["robots_hangs"].web.urls()) == {"/robots.txt"}


def test_no_more_than_the_limit_is_taken_of_a_large_body(nights):
    for capture in nights["page_50_mb"].captures + nights["page_endless"].captures:
        assert len(capture.body) <= MAX_BODY


def test_every_request_has_exactly_one_outcome(nights):
    for name, night in nights.items():
        counts = Counter((r.role, r.url) for r in night.night.requests)
        assert set(counts.values()) == {1}, name
        assert all(r.outcome and r.at == AT for r in night.night.requests)
        asked = {url for url in night.web.urls() if not url.startswith(("/a", "/b", "/r"))}
        assert asked <= {"/" + r.url.rpartition("/")[2] for r in night.night.requests} | {"/robots.txt"}, name


def test_nothing_that_failed_is_told_as_an_unforeseen_error(nights):
    told = [r for night in nights.values() for r in night.night.requests if r.outcome == "error"]
    assert told == []


def test_a_host_that_falls_silent_is_left_alone_after_a_few_requests(tmp_path):
    with serve_web() as web:
        web.routes = {f"/{n}": raw(b"", reset=True) for n in range(9)}
        web.routes["/feed"] = rss(*(f"{web.address}/{n}" for n in range(9)))
        report = run_crawl(tmp_path, make_source("us_or_ledger", f"{web.address}/feed"))
    assert outcomes(report)[2:] == [
        ("0", "connection-failed"), ("1", "connection-failed"), *((str(n), "host-deferred") for n in range(2, 9))
    ]  # fmt: skip


def test_an_archive_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "archive").write_text("minutes")
    with (
        serve_web() as web,
        pytest.raises(CrawlError, match=r"cannot open the archive file .*/archive/2026-11-14"),
    ):
        run_crawl(tmp_path, make_source("us_or_ledger", f"{web.address}/feed"))
    assert (tmp_path / "archive").read_text() == "minutes"


def test_a_ledger_that_is_none_is_told_before_anything_is_fetched(tmp_path):
    (tmp_path / "ledger.sqlite").write_text("minutes of the council")
    with serve_web() as web:
        with pytest.raises(CrawlError, match=r"ledger\.sqlite is no SQLite database"):
            run_crawl(tmp_path, make_source("us_or_ledger", f"{web.address}/feed"))
        assert web.asked == []


def test_a_damaged_archive_file_fails_its_source_alone_and_stays_as_it_is(tmp_path):
    with serve_web() as web:
        web.routes = {"/feed": rss()}
        folder = tmp_path / "archive" / "2026-11-14"
        folder.mkdir(parents=True)
        (folder / "us_or_damaged.warc.gz").write_bytes(b"no archive at all")
        sources = [make_source(name, f"{web.address}/feed") for name in ("us_or_damaged", "us_or_healthy")]
        report = run_crawl(tmp_path, *sources)
    assert [night.state for night in report.nights] == ["failed", "collected"]
    assert report.nights[0].feeds[0].outcome == "damaged-archive"
    assert (folder / "us_or_damaged.warc.gz").read_bytes() == b"no archive at all"


def test_a_full_disk_is_told_and_the_night_goes_on_once_there_is_room(tmp_path):
    with serve_web() as web:
        web.routes = {"/feed": rss(f"{web.address}/1", f"{web.address}/2"), "/1": page("One")}
        web.routes["/2"] = reply(bytes(range(256)) * 8000, Content_Encoding="identity")
        source = make_source("us_or_ledger", f"{web.address}/feed")
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))
        try:
            with pytest.raises(
                CrawlError, match=r"cannot write the archive file .*us_or_ledger\.warc\.gz: File too large"
            ):
                run_crawl(tmp_path, source)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, handler)
        assert [c.url.rpartition("/")[2] for c in read_archive(tmp_path / "archive", DAY, source.id)] == [
            "robots.txt", "feed", "1"
        ]  # fmt: skip
        web.asked.clear()
        assert run_crawl(tmp_path, source).nights[0].state == "collected"
        assert web.urls() == ["/2"]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"contact": "nobody"}, "the contact is 'nobody'; accepted is an address of mail or of a page"),
        ({"contact": "a@b.example\r\nX-Evil: 1"}, "the contact is"),
        ({"at": AT.replace(tzinfo=None)}, "has no time zone"),
        ({"proxy": "127.0.0.1:80"}, "accepted is an address like http://127"),
    ],
)
def test_wrong_settings_are_told_before_anything_starts(tmp_path, setting, words):
    with pytest.raises(CrawlError, match=words):
        run_crawl(tmp_path, make_source("us_or_ledger", "http://ledger.example/feed"), **setting)
    assert list(tmp_path.iterdir()) == []
