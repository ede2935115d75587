"""The Scrapy part that archives: nothing that a server sends reaches the spider before it is in the archive."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Self
from urllib.parse import urldefrag

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response
from scrapy.http.request import NO_CALLBACK

from crawlers.archive import read_capture
from crawlers.archive_writer import ArchiveWriter
from crawlers.bodies import MAX_BODY
from crawlers.capture import Capture, Location, Role
from crawlers.hosts import Hosts
from crawlers.night import RequestOutcome
from crawlers.sources import Source

ARCHIVED: Final = "archived"
"""Flag of a response that was taken from the archive."""
_PROBLEMS: Final = ("body-too-large", "body-truncated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A response as it is archived; see `ArchiveWriter.write`.

    Attributes:
        archived_in: id of the source whose archive it was taken from; None where it was fetched.
    """

    url: str
    announced_url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    problem: str | None
    ip_address: str | None
    archived_in: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """What the nights of one crawl share.

    Attributes:
        now: the instant with which a capture is stamped, UTC.
        proxy: address of the proxy through which everything is fetched; None for none.
    """

    archive_dir: Path
    now: Callable[[], datetime]
    proxy: str | None
    hosts: Hosts


@dataclass(slots=True, kw_only=True)
class OpenNight:
    """A source whose night is under way.

    Attributes:
        unfinished: what the archive has of an interrupted attempt, by address; each is handed out once.
        robots: outcomes of the robots.txt files that the source's requests relied on, by origin.
    """

    source: Source
    crawl: Crawl
    writer: ArchiveWriter
    unfinished: dict[str, deque[Location]]
    robots: dict[str, RequestOutcome] = field(default_factory=dict)

    def is_archived(self, url: str) -> bool:
        """Whether the next response from this address is in the archive already."""
        return bool(self.unfinished.get(urldefrag(url).url))

    def take(self, url: str) -> Capture | None:
        """The next archived response from this address, body as received; None where it must be fetched."""
        locations = self.unfinished.get(urldefrag(url).url)
        return read_capture(self.crawl.archive_dir, locations.popleft(), decode=False) if locations else None

    def write(self, exchange: Exchange, role: Role, feed: int | None) -> Location:
        """Archive a response for this source."""
        return self.writer.write(
            url=exchange.url,
            announced_url=exchange.announced_url,
            fetched_at=exchange.fetched_at,
            status=exchange.status,
            headers=exchange.headers,
            body=exchange.body,
            role=role,
            feed=feed,
            problem=exchange.problem,
            ip_address=exchange.ip_address,
        )

    def request(
        self, url: str, role: Role, feed: int | None = None, exchanges: list[Exchange] | None = None
    ) -> Request:
        """A request of this night; its meta keeps what the parts below need, over redirects too.

        Raises:
            ValueError: the address is none.
        """
        meta = {"night": self, "role": role, "feed": feed, "announced": url, "exchanges": exchanges}
        if self.crawl.proxy is not None:
            meta["proxy"] = self.crawl.proxy
        return Request(url, meta=meta, callback=NO_CALLBACK)


class Keep:
    """Archives each response, and answers from the archive what an interrupted attempt already has.

    Afterwards `request.meta["location"]` says where the response stands and `request.meta["fetched_at"]` since when.
    The responses for a robots.txt are gathered in `request.meta["exchanges"]` instead, since several sources may rely
    on one: see `crawlers.robots`.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make it."""
        keep = cls()
        crawler.signals.connect(keep.headers_received, signal=signals.headers_received)
        crawler.signals.connect(keep.bytes_received, signal=signals.bytes_received)
        return keep

    def headers_received(self, headers: Headers, request: Request) -> None:
        """Note when the response began, and stop it if it says that it is too large."""
        night: OpenNight = request.meta["night"]
        request.meta["fetched_at"] = night.crawl.now()
        request.meta["received"] = 0
        length = headers.get("Content-Length") or b""
        if length.isdigit() and int(length) > MAX_BODY:
            raise StopDownload(fail=False)

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Stop a response that does not say how large it is once it is too large."""
        request.meta["received"] += len(data)
        if request.meta["received"] > MAX_BODY:
            raise StopDownload(fail=False)

    def process_request(self, request: Request) -> Response | None:
        """Answer from the archive where it has the answer."""
        night: OpenNight = request.meta["night"]
        capture = night.take(request.url)
        if capture is None:
            return None
        request.meta["location"] = capture.location
        request.meta["fetched_at"] = capture.fetched_at
        by_name: dict[str, list[str]] = {}
        for name, value in capture.headers:
            by_name.setdefault(name, []).append(value)
        flags = [ARCHIVED] if capture.problem is None else [ARCHIVED, capture.problem]
        return Response(capture.url, status=capture.status, headers=by_name, body=capture.body, flags=flags)

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive what was fetched."""
        night: OpenNight = request.meta["night"]
        if "download_stopped" in response.flags:
            response = response.replace(body=b"", flags=[*response.flags, "body-too-large"])
        elif "dataloss" in response.flags:
            response.flags.append("body-truncated")
        is_archived = ARCHIVED in response.flags
        exchange = Exchange(
            url=response.url,
            announced_url=request.meta["announced"],
            fetched_at=request.meta["fetched_at"],
            status=response.status,
            headers=tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, values in response.headers.items()
                for value in values
            ),
            body=response.body,
            problem=problem_of(response),
            # Through a proxy the address dialled is the proxy's.
            ip_address=None if night.crawl.proxy or response.ip_address is None else str(response.ip_address),
            archived_in=night.source.id if is_archived else None,
        )
        if request.meta["exchanges"] is not None:
            request.meta["exchanges"].append(exchange)
        elif not is_archived:
            request.meta["location"] = night.write(exchange, request.meta["role"], request.meta["feed"])
        return response


def problem_of(response: Response) -> str | None:
    """Why the body is not whole, if it is not."""
    return next((problem for problem in _PROBLEMS if problem in response.flags), None)
