"""A web on loopback for crawl tests: hosts by name behind one HTTP proxy, or one host dialled directly, with faults."""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from crawlers.archive import read_archive
from crawlers.run import CrawlReport, crawl
from crawlers.sources import Source

DAY = date(2026, 11, 14)
AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
LATER = AT + timedelta(minutes=30)
"""Long enough after `AT` that what failed then is tried again."""
CONTACT = "desk@beatbook.example"

Handler = Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class Asked:
    url: str
    headers: dict[str, str]
    at: float


@dataclass(slots=True)
class Web:
    """`routes` maps what is asked for (an absolute address, or a path) to what answers; else it is 404."""

    address: str = ""
    routes: dict[str, Handler] = field(default_factory=dict)
    posts: dict[str, Handler] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    on_request: Callable[[int], None] | None = None

    def urls(self) -> list[str]:
        return [one.url for one in self.asked]

    def pages(self) -> list[str]:
        return [url for url in self.urls() if not url.endswith("/robots.txt")]


def reply(body: bytes | str = b"", status: int = 200, kind: str = "text/html", **headers: str) -> Handler:
    data = body.encode() if isinstance(body, str) else body

    def handle(request: BaseHTTPRequestHandler) -> None:
        # Without a Date, so that the same answer is the same bytes.
        request.send_response_only(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(data)

    return handle


def redirect(to: str, status: int = 302) -> Handler:
    return reply(status=status, Location=to)


def raw(*pieces: bytes, pause_s: float = 0.0, reset: bool = False) -> Handler:
    """Exactly these bytes, with a pause after each, then the end of the connection, or a reset of it."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        with suppress(OSError):
            for piece in pieces:
                request.wfile.write(piece)
                time.sleep(pause_s)
        if reset:
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            request.connection.close()

    return handle


def endless(head: bytes, piece: bytes, limit: int = 200 * 2**20) -> Handler:
    """These bytes, then the piece over and over, until nobody takes it or so many bytes were sent."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        with suppress(OSError):
            request.wfile.write(head)
            for _ in range(limit // len(piece)):
                request.wfile.write(piece)

    return handle


def in_turn(*handlers: Handler) -> Handler:
    """One answer after the other; the last for good."""
    left = list(handlers)

    def handle(request: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(request)

    return handle


def rss(*links: str, dates: dict[str, str] | None = None) -> Handler:
    """A feed of these links; with dates it is Atom, whose entries tell when they changed."""
    if dates is not None:
        entries = "".join(
            f'<entry><id>{link}</id><title>T</title><link href="{link}"/><updated>{dates[link]}</updated></entry>'
            for link in links
        )
        atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><id>f</id>{entries}</feed>'
        return reply(atom, kind="application/atom+xml")
    items = "".join(f"<item><title>T</title><link>{link}</link></item>" for link in links)
    return reply(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>{items}</channel></rss>',
        kind="text/xml",
    )


def page(words: str) -> Handler:
    return reply(f"<html><body><article><p>{words}</p></article></body></html>")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Broken connections are what these tests are about."""


class _Server6(_Server):
    address_family = socket.AF_INET6


@contextmanager
def serve_web(host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Web]:
    web = Web()
    lock = threading.Lock()

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            with lock:
                web.asked.append(Asked(self.path, dict(self.headers), time.monotonic()))
                number = len(web.asked)
            if web.on_request is not None:
                web.on_request(number)
            missing = reply(status=404) if self.path.endswith("/robots.txt") else reply("no such page", 404)
            with suppress(BrokenPipeError, ConnectionResetError):
                (web.posts if self.command == "POST" else web.routes).get(self.path, missing)(self)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *args: Any) -> None:
            pass

    with (_Server6 if ":" in host else _Server)((host, port), Answer) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        web.address = f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield web
        finally:
            server.shutdown()
            thread.join()


def make_source(source_id: str, *feeds: str | dict[str, Any], **changes: Any) -> Source:
    crawl_rules = {"delay_s": 0} | changes.pop("crawl", {})
    return Source.model_validate(
        {
            "id": source_id,
            "name": source_id,
            "homepage": "http://ledger.example/",
            "publisher": "newspaper",
            "place": {"name": "Tamarack Falls", "state": "OR"},
            "timezone": "America/Los_Angeles",
            "feeds": [{"kind": "feed", "url": feed} if isinstance(feed, str) else feed for feed in feeds],
            "crawl": crawl_rules,
        }
        | changes
    )


def run_crawl(folder: Path, *sources: Source, **changes: Any) -> CrawlReport:
    settings = {
        "day": DAY,
        "archive_dir": folder / "archive",
        "ledger_path": folder / "ledger.sqlite",
        "contact": CONTACT,
        "at": AT,
    }
    return crawl(sources, **(settings | changes))


def captures(folder: Path, *source_ids: str, day: date = DAY) -> dict[str, list[tuple[Any, ...]]]:
    """All that is archived of a day, but for where it stands."""
    return {
        source_id: [
            (c.role, c.feed, c.url, c.announced_url, c.status, c.headers, c.body, c.fetched_at, c.problem)
            for c in read_archive(folder / "archive", day, source_id)
        ]
        for source_id in source_ids
    }


def outcomes(report: CrawlReport, position: int = 0) -> list[tuple[str, str]]:
    """(end of the address, outcome) of each request of one source's night."""
    return [(request.url.rpartition("/")[2], request.outcome) for request in report.nights[position].requests]
