"""A web of many hosts on loopback, as cheap to serve as it can be: `python -m bench.lookalike_server ...`.

Each host is an address of 127.0.0.0/8 with a robots.txt, a feed, a news sitemap and so many pages; pages are gzip bodies that
were packed beforehand, with an entity tag, and "not modified" is answered to it. What was sent is told on standard output,
one line of JSON for each line that comes in on standard input.
"""

import argparse
import asyncio
import gzip
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_DATE: Final = "Fri, 13 Nov 2026 09:00:00 GMT"


def host(number: int) -> str:
    """The n-th host's address, from 127.0.0.2 on."""
    return f"127.0.{(number + 2) // 250}.{(number + 2) % 250 + 1}"


class Web:
    """What is served, and how much of it was.

    Attributes:
        sent: bytes of all answers, heads included.
        answers: number of answers.
    """

    def __init__(self, bodies: Sequence[bytes], *, port: int, page_count: int) -> None:
        self.sent = 0
        self.answers = 0
        self._port = port
        self._page_count = page_count
        self._pages = [
            self._whole(body, "text/html; charset=utf-8", f'"{n}"', packed=True)
            for n, body in enumerate(bodies)
        ]

    def answer(self, path: str, name: str, tag: str | None) -> bytes:
        """The answer to a path of a host, head and body."""
        if path == "/robots.txt":
            rules = f"User-agent: *\nDisallow: /private/\nSitemap: http://{name}/news-sitemap.xml\n"
            return self._whole(rules.encode(), "text/plain", None)
        if path == "/":
            front = f'<html><head><title>{name}</title><link rel="alternate" type="application/rss+xml" href="http://{name}/feed"></head></html>'
            return self._whole(front.encode(), "text/html", None)
        if path == "/feed":
            return self._tagged(self._feed(name), "application/rss+xml", '"feed"', tag)
        if path == "/news-sitemap.xml":
            return self._tagged(self._sitemap(name), "application/xml", '"sitemap"', tag)
        number = path.removeprefix("/news/story-")
        if number.isdecimal() and int(number) < self._page_count:
            which = (int(number) * 7 + hash(name)) % len(self._pages)
            return _not_modified(tag) if tag == f'"{which}"' else self._pages[which]
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    def _tagged(self, body: bytes, kind: str, own: str, tag: str | None) -> bytes:
        return _not_modified(tag) if tag == own else self._whole(body, kind, own)

    def _whole(self, body: bytes, kind: str, tag: str | None, *, packed: bool = False) -> bytes:
        lines = [
            "HTTP/1.1 200 OK",
            f"Content-Type: {kind}",
            f"Content-Length: {len(body)}",
            f"Date: {_DATE}",
            "Server: lookalike",
            "Cache-Control: max-age=60",
            *(["Content-Encoding: gzip"] if packed else []),
            *([f"ETag: {tag}", f"Last-Modified: {_DATE}"] if tag else []),
        ]
        return "\r\n".join([*lines, "", ""]).encode() + body

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


def _not_modified(tag: str | None) -> bytes:
    return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\nDate: {_DATE}\r\n\r\n".encode()


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
            headers = {
                key.lower(): value.strip() for key, _, value in (line.partition(":") for line in lines)
            }
            path = request.split(" ")[1]
            answer = self._web.answer(path, headers.get("host", ""), headers.get("if-none-match"))
            self._web.sent += len(answer)
            self._web.answers += 1
            if (
                headers.get("accept-encoding", "").find("gzip") < 0
                and b"Content-Encoding: gzip" in answer[:400]
            ):
                head, _, body = answer.partition(b"\r\n\r\n")
                body = gzip.decompress(body)
                answer = (
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
                    + body
                )
            self._transport.write(answer)
            if headers.get("connection", "").lower() == "close":
                self._transport.close()


async def _serve(web: Web, hosts: Sequence[str], port: int) -> None:
    loop = asyncio.get_running_loop()
    for address in hosts:
        await loop.create_server(lambda: _Connection(web), address, port, backlog=16)
    print(json.dumps({"ready": len(hosts)}), flush=True)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.readline():
        print(json.dumps({"sent": web.sent, "answers": web.answers}), flush=True)


def main() -> int:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m bench.lookalike_server")
    parser.add_argument("--hosts", type=int, required=True)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bodies", type=Path, help="folder of gzipped pages")
    given = parser.parse_args()
    bodies = [path.read_bytes() for path in sorted(given.bodies.glob("*.gz"))]
    web = Web(bodies, port=given.port, page_count=given.pages)
    asyncio.run(_serve(web, [host(n) for n in range(given.hosts)], given.port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
