"""A folder of saved pages, served as a source: each page under its own address, through a proxy on loopback.

The pages then take the same road as pages of the web: `beatbook demo --pages FOLDER` crawls them with no network at all.
"""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

import lxml.etree
import lxml.html

SOURCE_ID = "saved_pages"
HOST = "pages.example"
SITEMAP = f"http://{HOST}/sitemap.xml"
ENDINGS = (".html", ".htm", ".html.gz", ".htm.gz")

SOURCE = f"""\
name: Saved pages
homepage: http://{HOST}/
publisher: newspaper
place: {{name: Anywhere, state: OR}}
timezone: America/Los_Angeles
feeds:
  - kind: sitemap
    url: {SITEMAP}
crawl: {{delay_s: 0, max_new_per_night: 100000}}
"""


class PagesError(Exception):
    """The folder cannot be served; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Saved pages while they are served. `files`: the address of each file."""

    proxy_url: str
    files: dict[Path, str]


def write_source(folder: Path) -> Path:
    """Write the source's YAML file that crawls what `serve_pages` serves."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{SOURCE_ID}.yml"
    path.write_text(SOURCE, encoding="utf-8")
    return path


def addresses(folder: Path) -> dict[Path, str]:
    """Each saved page below a folder with the address it is served under, in order of path.

    That is the address that the page declares as its own (`rel=canonical`, else `og:url`), always as http, since the
    proxy speaks no TLS; where it declares none, or another file has it, one made of the file's path.

    Raises:
        PagesError: the folder holds no page.
    """
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.name.lower().endswith(ENDINGS)
    )
    if not files:
        raise PagesError(f"{folder} holds no saved page; pages are files that end in {', '.join(ENDINGS)}.")
    found: dict[Path, str] = {}
    taken: set[str] = set()
    for path in files:
        own = _declared(read_page(path))
        if own is None or own in taken:
            own = f"http://{HOST}/{quote(path.relative_to(folder).as_posix())}"
        taken.add(own)
        found[path] = own
    return found


def read_page(path: Path) -> bytes:
    """The page's bytes, unpacked."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


@contextmanager
def serve_pages(folder: Path, port: int = 0) -> Iterator[Served]:
    """Serve the folder's pages, and a sitemap of them at `SITEMAP`, until the block ends.

    Raises:
        PagesError: the folder holds no page.
    """
    files = addresses(folder)
    by_address = {address: path for path, address in files.items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = by_address.get(self.path)
            if self.path == SITEMAP:
                self._answer(200, "application/xml", _sitemap(by_address))
            elif path is not None:
                # The files are pages as saved, in whatever charset their own meta tag says.
                self._answer(200, "text/html", read_page(path))
            else:
                self._answer(404, "text/plain", b"not saved")

        def _answer(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing: the crawl keeps its own account."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(proxy_url=f"http://127.0.0.1:{server.server_address[1]}", files=files)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _declared(page: bytes) -> str | None:
    try:
        tree = lxml.html.document_fromstring(page)
    except (lxml.etree.LxmlError, ValueError):
        return None
    declared = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    for address in map(str.strip, map(str, declared)):
        parts = urlsplit(address)
        if parts.scheme in {"http", "https"} and parts.hostname and parts.path.strip("/"):
            query = f"?{parts.query}" if parts.query else ""
            return f"http://{parts.hostname}{quote(parts.path, safe='/%:@!$&()*+,;=~-._')}{query}"
    return None


def _sitemap(by_address: dict[str, Path]) -> bytes:
    rows = "".join(f"<url><loc>{escape(address)}</loc></url>" for address in by_address)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()
