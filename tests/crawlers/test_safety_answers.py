"""Answers made to hurt the crawl: each ends in bounded time and memory, by name, and the source beside them is collected."""

import gzip
import ssl
import threading
import zlib
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import brotli
import pyarrow
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from loopback_web import (
    DAY,
    Handler,
    Web,
    endless,
    make_source,
    page,
    raw,
    redirect,
    reply,
    rss,
    run_crawl,
    serve_web,
)

from crawlers.archive import read_archive
from crawlers.run import CrawlReport
from crawlers.sources import Source

MAX_MB = 300
"""Half as much again as it takes; one bomb that is unpacked whole is over it."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
SITEMAP = "sitemap"
HTTPS = "https_"
"""Faults of this name are served over TLS."""


def packed(body: bytes, *codings: str) -> Handler:
    return reply(body, kind="text/plain", Content_Encoding=", ".join(codings))


def bombs() -> dict[str, Handler]:
    """200 MB of zeros under each coding that we say we read, and under two."""
    zeros = bytes(200 * 2**20)
    deflated = zlib.compress(zeros, 1)
    zipped = gzip.compress(zeros, 1, mtime=0)
    return {
        "gzip": packed(zipped, "gzip"),
        "gzip_twice": packed(gzip.compress(zipped, 9, mtime=0), "gzip", "gzip"),
        "deflate": packed(deflated, "deflate"),
        "deflate_raw": packed(deflated[2:-4], "deflate"),
        "br": packed(brotli.compress(zeros, quality=1), "br"),
        "zstd": packed(pyarrow.compress(zeros, codec="zstd", asbytes=True), "zstd"),
        "br_in_gzip": packed(gzip.compress(brotli.compress(zeros, quality=1), mtime=0), "br", "gzip"),
        "members": packed(gzip.compress(b"", mtime=0) * 400_000, "gzip"),
        "codings": packed(gzip.compress(b"", mtime=0), *["gzip"] * 2000),
    }


def bomb_outcome(name: str) -> str:
    return "bad-content-encoding" if name in ("members", "codings") else "body-too-large"


# What the first page of a source answers, and the outcome of that page.
PAGES: dict[str, tuple[Handler, str]] = {
    "head_20_mb": (endless(HEAD, b"X-A: " + b"y" * 1000 + b"\r\n", 20 * 2**20), "headers-too-large"),
    "head_100k_lines": (endless(HEAD, b"X-A: 1\r\n", 800_000), "headers-too-large"),
    "head_endless": (endless(HEAD, b"X-A: 1\r\n" * 1000), "headers-too-large"),
    "head_of_one_line": (endless(HEAD + b"X-A: ", b"y" * 65536, 10 * 2**20), "headers-too-large"),
    "head_folded": (endless(HEAD + b"X-A: y\r\n", b" y\r\n" * 1000), "headers-too-large"),
    "head_drips": (raw(HEAD, *[b"X-A: 1\r\n"] * 80, pause_s=0.1), "timeout"),
    "status_line_endless": (endless(b"HTTP/1.1 200 ", b"y" * 65536), "headers-too-large"),
    "continue_flood": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000), "headers-too-large"),
    "early_hints": (raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3 + HEAD + b"Content-Length: 2\r\n\r\nok"), "ok"),
    "header_large": (raw(HEAD + b"X-A: " + b"y" * 60_000 + b"\r\nContent-Length: 2\r\n\r\nok"), "ok"),
    "header_odd": (raw(HEAD + b"X-\x00A: \x1b[31m\r\n: c\r\nX-\xe9: \xff\r\nX B: d\r\nContent-Length: 2\r\n\r\nok"), "ok"),
    "body_drips": (raw(HEAD + b"\r\n", *[b"x"] * 80, pause_s=0.1), "timeout"),
    "body_endless_chunks": (endless(CHUNKED, b"10000\r\n" + bytes(65536) + b"\r\n"), "body-too-large"),
    "body_longer_than_said": (raw(HEAD + b"Content-Length: 2\r\n\r\nok and more, and HTTP/1.1 200 OK\r\n\r\n"), "ok"),
    "length_negative": (raw(HEAD + b"Content-Length: -5\r\n\r\nok"), "connection-failed"),
    "lengths_two": (raw(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nokk"), "connection-failed"),
    "lengths_same": (raw(HEAD + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nok"), "ok"),
    "length_words": (raw(HEAD + b"Content-Length: many\r\n\r\nok"), "connection-failed"),
    "length_huge": (raw(HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\nok"), "connection-failed"),
    "chunk_rubbish": (raw(CHUNKED + b"zz\r\nok\r\n"), "body-truncated"),
    "chunk_negative": (raw(CHUNKED + b"-2\r\nok\r\n0\r\n\r\n"), "body-truncated"),
    "chunk_huge": (raw(CHUNKED + b"f" * 16 + b"\r\nok\r\n"), "body-truncated"),
    "chunk_extension_endless": (endless(CHUNKED + b"2;", b"x" * 65536), "body-truncated"),
    "chunk_trailers_endless": (endless(CHUNKED + b"2\r\nok\r\n0\r\n", b"X-A: 1\r\n" * 1000), "body-truncated"),
    "chunk_and_length": (raw(HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"), "ok"),
    "no_head": (raw(b"<html><p>HTTP/0.9</html>"), "connection-failed"),
    "status_204_body": (raw(b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"), "ok"),
    "status_304": (raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "http-304"),
    "status_101": (raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\nabc"), "connection-failed"),
    "status_999": (raw(b"HTTP/1.1 999 Denied\r\nContent-Length: 2\r\n\r\nno"), "http-999"),
    "status_0": (raw(b"HTTP/1.1 0 None\r\nContent-Length: 2\r\n\r\nno"), "connection-failed"),
    "status_negative": (raw(b"HTTP/1.1 -200 Minus\r\nContent-Length: 2\r\n\r\nno"), "connection-failed"),
    "status_huge": (raw(b"HTTP/1.1 " + b"9" * 20 + b" Many\r\nContent-Length: 2\r\n\r\nno"), "connection-failed"),
    HTTPS + "head_endless": (endless(HEAD, b"X-A: 1\r\n" * 1000, 10 * 2**30), "headers-too-large"),
    HTTPS + "body_endless": (endless(HEAD + b"\r\n", bytes(65536), 10 * 2**30), "body-too-large"),
    HTTPS + "status_rubbish": (endless(b"HTTP/1.1 twohundred\r\n", bytes(65536), 10 * 2**30), "connection-failed"),
}  # fmt: skip
_BEFORE_THE_CUT = b"User-agent: *\nDisallow: /no\n#" + b"x" * (500 * 1024 - 41) + b"\nDisallow: /"
ROBOTS: dict[str, tuple[Handler, str]] = {
    "robots_endless": (endless(HEAD + b"\r\n", b"Disallow: /no\n" * 1000), "robots-unreachable"),
    "robots_rubbish": (reply(bytes(range(256)) * 2000, kind="image/png"), "ok"),
    "robots_long": (reply(b"User-agent: *\n" + b"Disallow: /no\n" * 50_000, kind="text/plain"), "ok"),
    "robots_cut_in_a_line": (reply(_BEFORE_THE_CUT + b"private\n", kind="text/plain"), "ok"),
    "robots_to_private": (redirect("http://10.0.0.1/robots.txt"), "private-address"),
    "robots_head_endless": (endless(HEAD, b"X-A: 1\r\n" * 1000), "headers-too-large"),
    "robots_deep_delay": (reply("User-agent: *\nCrawl-delay: nan\n", kind="text/plain"), "ok"),
}
TITLES = [
    "../../../etc/cron.d/x",
    "a\x00b",
    "\u202egpj.exe",
    "x" * 2**20,
    "C:\\CON",
    "\x1b]0;owned\x07",
    "a/b\nc",
]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> ssl.SSLContext:
    """Of a server that signs for itself, as many small sites do."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ledger.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def crawl_measured(folder: Path, sources: list[Source]) -> tuple[CrawlReport, float]:
    """The crawl, and the most memory that its process ever had, in MB. To be run in a process of its own."""
    report = run_crawl(folder, *sources, timeout_s=5)
    return report, getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024


class Crawled:
    def __init__(self, folder: Path, certificate: ssl.SSLContext) -> None:
        self.folder = folder
        self._opened, self._sources, self._webs = [], [], {}
        for name, (handler, _) in PAGES.items():
            self._add(name, {"/1": handler}, certificate if name.startswith(HTTPS) else None)
        for name, (handler, _) in ROBOTS.items():
            self._add(name, {"/robots.txt": handler})
        for name, handler in bombs().items():
            self._add(f"feed_{name}", {"/feed": handler})
            self._add(f"sitemap_{name}", {"/feed": handler}, kind=SITEMAP)
            self._add(f"page_{name}", {"/1": handler})
            self._add(f"robots_{name}", {"/robots.txt": handler})
        items = "".join(f"<item><title>T</title><link>/{n}</link></item>" for n in range(100_000))
        self._add("feed_100k", {"/feed": reply(f"<rss><channel>{items}</channel></rss>", kind="text/xml")})
        titled = "".join(f"<item><title>{t}</title><link>/{n}</link></item>" for n, t in enumerate(TITLES))
        self._add("titles", {"/feed": reply(f"<rss><channel>{titled}</channel></rss>", kind="text/xml")})
        self._add("healthy", {})
        try:
            with ProcessPoolExecutor(1, get_context("spawn")) as pool:
                report, self.peak_mb = pool.submit(crawl_measured, folder, self._sources).result()
        finally:
            # At once, since each of them waits a moment for its server to end.
            ends = [threading.Thread(target=one.__exit__, args=(None, None, None)) for one in self._opened]
            for end in ends:
                end.start()
            for end in ends:
                end.join()
        self.nights = {night.source_id.removeprefix("us_or_"): night for night in report.nights}

    def _add(
        self, name: str, routes: dict[str, Handler], tls: ssl.SSLContext | None = None, kind: str = "feed"
    ) -> None:
        opened = serve_web(tls=tls)
        web: Web = opened.__enter__()
        self._opened.append(opened)
        web.routes = {"/feed": rss("/1", "/2"), "/1": page("One"), "/2": page("Two")} | routes
        feed = {"kind": kind, "url": f"{web.address}/feed"}
        self._sources.append(
            make_source(f"us_or_{name}", feed, homepage=web.address, crawl={"max_new_per_night": 20})
        )

    def page_outcome(self, name: str, path: str = "/1") -> str:
        (one,) = [r for r in self.nights[name].requests if r.url.endswith(path) and r.role == "item"]
        return one.outcome


@pytest.fixture(scope="module")
def crawled(tmp_path_factory, certificate) -> Crawled:
    return Crawled(tmp_path_factory.mktemp("answers"), certificate)


def test_pages_made_to_hurt_have_an_outcome_and_cost_no_other_page(crawled):
    assert {name: crawled.page_outcome(name) for name in PAGES} == {
        name: outcome for name, (_, outcome) in PAGES.items()
    }
    assert {crawled.page_outcome(name, "/2") for name in PAGES} == {"ok"}


def test_robots_made_to_hurt_are_obeyed_as_far_as_they_can_be_read_and_else_the_host_is_left_alone(crawled):
    told = {name: crawled.nights[name].feeds[0].outcome for name in ROBOTS}
    assert told == {name: outcome for name, (_, outcome) in ROBOTS.items()}


@pytest.mark.parametrize("name", ["gzip", "gzip_twice", "deflate", "deflate_raw", "br", "zstd", "br_in_gzip", "members", "codings"])  # fmt: skip
def test_bombs_are_refused_by_name_wherever_they_lie(crawled, name):
    told = [crawled.nights[f"{where}_{name}"].feeds[0].outcome for where in ("feed", "sitemap", "robots")]
    assert told == [bomb_outcome(name), bomb_outcome(name), "robots-unreachable"]
    # Pages are unpacked when they are read.
    (kept,) = [
        c for c in read_archive(crawled.folder / "archive", DAY, f"us_or_page_{name}") if c.url.endswith("/1")
    ]
    assert (crawled.page_outcome(f"page_{name}"), kept.problem, kept.body) == ("ok", bomb_outcome(name), b"")


def test_the_crawl_of_all_of_them_takes_a_bounded_memory(crawled):
    assert crawled.peak_mb < MAX_MB


def test_a_feed_of_a_hundred_thousand_items_is_read_up_to_the_limit(crawled):
    assert crawled.nights["feed_100k"].feeds[0].items_found == 5000
    assert crawled.nights["feed_100k"].state == "collected"


def test_titles_never_become_names_of_files(crawled):
    assert crawled.nights["titles"].feeds[0].outcome == "ok"
    expected = {f"us_or_{name}.{end}" for name in crawled.nights for end in ("warc.gz", "night.json")}
    made = {
        path.relative_to(crawled.folder).as_posix() for path in crawled.folder.rglob("*") if path.is_file()
    }
    archived = {name.removeprefix(f"archive/{DAY}/") for name in made if name.startswith("archive/")}
    assert archived <= expected
    assert len(archived) == len(expected)


def test_the_source_beside_them_is_collected_and_nothing_is_unforeseen(crawled):
    assert crawled.nights["healthy"].state == "collected"
    told = {r.outcome for night in crawled.nights.values() for r in night.requests}
    assert not told & {"error", "parse-error"}


def test_what_a_server_sends_does_not_swell_the_account(crawled):
    for name, night in crawled.nights.items():
        assert max(len(one.detail) for one in (*night.requests, *night.feeds)) < 1000, name
