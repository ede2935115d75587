"""A web of many hosts on loopback, as cheap to serve as it can be: `python -m bench.lookalike_server ...`.

Each host is an address of 127.0.0.0/8 with a front page, robots.txt, a feed, a news sitemap and so many pages. Pages are
bodies that were packed beforehand. Feed, sitemap and pages have an entity tag and a date of change, and whoever sends one
back is answered "not modified". The first line on standard output tells the port; after it, each line on standard input is
answered by one that tells what was sent.
"""

import argparse
import asyncio
import gzip
import json
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from zlib import crc32

_DATE: Final = "Fri, 13 Nov 2026 09:00:00 GMT"
_PACKED: Final = b"Content-Encoding: gzip"


def host(number: int) -> str:
    """The n-th host's address, from 127.0.0.3 on."""
    return f"127.0.{(number + 2) // 250}.{(number + 2) % 250 + 1}"


class Web:
    """What is served, and how much of it was.

    Attributes:
        sent: bytes of all answers, heads included.
        answers: number of answers.
    """

    def __init__(self, bodies: Sequence[bytes], *, page_count: int) -> None:
        self.sent = 0
        self.answers = 0
        self._page_count = page_count
        self._pages = [
            _whole(body, "text/html; charset=utf-8", f'"{n}"', is_packed=True)
            for n, body in enumerate(bodies)
        ]

    def answer(self, path: str, name: str, *, tag: str, since: str) -> bytes:
        """The answer to a path of a host, head and body."""
        if path == "/robots.txt":
            rules = f"User-agent: *\nDisallow: /private/\nSitemap: http://{name}/news-sitemap.xml\n"
            return _whole(rules.encode(), "text/plain", None)
        if path == "/":
            front = f'<html><head><title>{name}</title><link rel="alternate" type="application/rss+xml" href="http://{name}/feed"></head></html>'
            return _whole(front.encode(), "text/html", None)
        if path == "/feed":
            kind, body, own = "application/rss+xml", self._feed(name), '"feed"'
        elif path == "/news-sitemap.xml":
            kind, body, own = "application/xml", self._sitemap(name), '"sitemap"'
        else:
            number = path.removeprefix("/news/story-")
            if not number.isdecimal() or int(number) >= self._page_count:
                return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
            which = (int(number) * 7 + crc32(name.encode())) % len(self._pages)
            return _not_modified(tag) if _has(f'"{which}"', tag, since) else self._pages[which]
        return _not_modified(own) if _has(own, tag, since) else _whole(body, kind, own)

    def _feed(self, name: str) -> bytes:
        items = "".join(
            f"<item><title>Council hears the chief on item {n}</title><link>http://{name}/news/story-{n}</link>"
            f"<guid isPermaLink='false'>{name}-{n}</guid><pubDate>{_DATE}</pubDate>"
            f"<description>Invented words about item {n}, as many as a feed usually gives to a reader.</description></item>"
            for n in range(self._page_count)
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'.encode()

    def _sitemap(self, name: str) -> bytes:
        entries = "".join(
            f"<url><loc>http://{name}/news/story-{n}</loc><news:news><news:publication_date>2026-11-13T09:00:00Z"
            f"</news:publication_date><news:title>Item {n}</news:title></news:news></url>"
            for n in range(self._page_count)
        )
        return (
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{entries}</urlset>'
        ).encode()


def _has(own: str, tag: str, since: str) -> bool:
    """Whether a request says that it has this answer; the date counts only where there is no tag (RFC 9110, 13.1.3)."""
    return tag == own if tag else since == _DATE


def _whole(body: bytes, kind: str, tag: str | None, *, is_packed: bool = False) -> bytes:
    lines = [
        "HTTP/1.1 200 OK",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        f"Date: {_DATE}",
        "Server: lookalike",
        "Cache-Control: max-age=60",
        *([_PACKED.decode()] if is_packed else []),
        *([f"ETag: {tag}", f"Last-Modified: {_DATE}"] if tag else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _not_modified(tag: str) -> bytes:
    return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\nDate: {_DATE}\r\n\r\n".encode()


def _unpacked(answer: bytes) -> bytes:
    """The answer for a program that does not read gzip."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if _PACKED not in head:
        return answer
    body = gzip.decompress(body)
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body


class _Connection(asyncio.Protocol):
    def __init__(self, web: Web) -> None:
        self._web = web
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            request, *lines = head.decode("latin-1").split("\r\n")
            said = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            answer = self._web.answer(
                request.split(" ")[1],
                said.get("host", ""),
                tag=said.get("if-none-match", ""),
                since=said.get("if-modified-since", ""),
            )
            if "gzip" not in said.get("accept-encoding", ""):
                answer = _unpacked(answer)
            self._web.sent += len(answer)
            self._web.answers += 1
            self._transport.write(answer)
            if said.get("connection", "").lower() == "close":
                self._transport.close()


async def _serve(web: Web, hosts: Sequence[str]) -> None:
    loop = asyncio.get_running_loop()
    port = 0
    for address in hosts:
        # The first takes a port that is free, the others the same one of their own address.
        server = await loop.create_server(lambda: _Connection(web), address, port, backlog=16)
        port = server.sockets[0].getsockname()[1]
    print(json.dumps({"port": port}), flush=True)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.readline():
        print(json.dumps({"sent": web.sent, "answers": web.answers}), flush=True)


def main() -> int:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m bench.lookalike_server")
    parser.add_argument("--hosts", type=int, required=True)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--bodies", type=Path, required=True, help="folder of gzipped pages")
    given = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    web = Web([path.read_bytes() for path in sorted(given.bodies.glob("*.gz"))], page_count=given.pages)
    asyncio.run(_serve(web, [host(n) for n in range(given.hosts)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
