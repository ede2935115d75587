"""The bundled newsroom's server: an HTTP proxy on loopback behind which the invented hosts live.

A client that is told to use it as its proxy sends absolute addresses (`GET http://www.tamarackcourier.example/ HTTP/1.1`),
so addresses are the same on every run whatever the port is.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from typing import Any

from crawlers.sample.load import FIRST_DAY, load_world
from crawlers.sample.routes import gzipped, respond
from crawlers.sample.world import World

SOURCES_DIR = Path(__file__).parent / "sources"
GAZETTEER_DIR = Path(__file__).parent / "gazetteer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that the newsroom answered."""

    method: str
    url: str
    status: int
    user_agent: str


@dataclass(slots=True, kw_only=True)
class Newsroom:
    """A running newsroom.

    Attributes:
        at: what is visible is what had been published by this instant; may be set while it runs.
        proxy_url: address to use as an HTTP proxy.
        world: everything that is served.
        requests: what was asked, in the order of the answers.
    """

    at: datetime
    proxy_url: str
    world: World
    requests: list[Asked] = field(default_factory=list)


@contextmanager
def serve(at: datetime, *, port: int = 0, anchor: date = FIRST_DAY) -> Iterator[Newsroom]:
    """Serve the newsroom on 127.0.0.1 until the block ends.

    Args:
        at: the instant whose web is shown, aware.
        port: 0 takes a free one.
        anchor: Monday of the first week; all dates move with it.

    Raises:
        ValueError: `at` is naive, or `anchor` is not a Monday.
        OSError: the port is taken.
    """
    if at.tzinfo is None:
        raise ValueError(f"at must carry a time zone, {at.isoformat()} has none")
    newsroom = Newsroom(at=at, proxy_url="", world=load_world(anchor))
    with _Server(("127.0.0.1", port), newsroom) as server:
        newsroom.proxy_url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="newsroom"
        )
        thread.start()
        try:
            yield newsroom
        finally:
            server.shutdown()
            server.hang_up()
            thread.join()


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Close what clients keep open, or their threads would be waited for."""
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        newsroom = self.server.newsroom
        url = self.path
        if not url.startswith("http://"):
            url = f"http://{self.headers.get('Host', '').partition(':')[0]}{url}"
        answer = respond(newsroom.world, newsroom.at, url)
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            answer = gzipped(newsroom.world, url, answer)
        newsroom.requests.append(
            Asked(
                method=self.command,
                url=url,
                status=answer.status,
                user_agent=self.headers.get("User-Agent", ""),
            )
        )
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_HEAD = do_GET  # noqa: N815 - the name is the standard library's

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the standard library's
        """Nothing: `requests` is the log."""
