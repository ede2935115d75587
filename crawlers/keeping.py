"""The Scrapy part that archives: nothing that a server sends reaches the spider before it is in the archive.

It makes requests conditional too, each hop of a redirect with the validators of its own address, and keeps an answer that
repeats the last one as a WARC revisit record.
"""

import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Self
from urllib.parse import urldefrag

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Response
from scrapy.http.request import NO_CALLBACK

from crawlers.archive import read_record
from crawlers.archive_writer import ArchiveWriter
from crawlers.bodies import MAX_BODY
from crawlers.capture import Capture, Location, Role
from crawlers.hosts import Hosts
from crawlers.ledger import Ledger
from crawlers.members import ArchiveError
from crawlers.night import RequestOutcome
from crawlers.revisits import LastAnswer, conditions, has_same_validator
from crawlers.sources import Source

ARCHIVED: Final = "archived"
"""Flag of a response that was taken from the archive."""
REPEATED: Final = "repeated"
"""Flag of a response from the archive that repeats an earlier one: the server sent no body, or the same again."""
_CONDITIONS: Final = ("If-None-Match", "If-Modified-Since")
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
    ledger: Ledger


@dataclass(slots=True, kw_only=True)
class OpenNight:
    """A source whose night is under way.

    Attributes:
        unfinished: what the archive has of an interrupted attempt, by address; each is handed out once.
        robots: outcomes of the robots.txt files that the source's requests relied on, by origin.
        answers: the last whole answer of each address that gave one tonight.
    """

    source: Source
    crawl: Crawl
    writer: ArchiveWriter
    unfinished: dict[str, deque[Location]]
    robots: dict[str, RequestOutcome] = field(default_factory=dict)
    answers: dict[str, LastAnswer] = field(default_factory=dict)

    def is_archived(self, url: str) -> bool:
        """Whether the next response from this address is in the archive already."""
        return bool(self.unfinished.get(urldefrag(url).url))

    def take(self, url: str) -> Capture | None:
        """The next archived response from this address, body as received; None where it must be fetched."""
        locations = self.unfinished.get(urldefrag(url).url)
        return read_record(self.crawl.archive_dir, locations.popleft()) if locations else None

    def last_answer(self, url: str) -> LastAnswer | None:
        """What an earlier night, or this one, had last from this address; None where the archive has it no more."""
        url = urldefrag(url).url
        last = self.answers.get(url) or self.crawl.ledger.last_answer(self.source.id, url)
        if last is None or not (self.crawl.archive_dir / last.location.path).is_file():
            return None
        return last

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

    def write_again(
        self, exchange: Exchange, role: Role, feed: int | None, last: LastAnswer
    ) -> Location | None:
        """Archive a response that repeats the last one; None where that one cannot be read any more."""
        try:
            original = read_record(self.crawl.archive_dir, last.location)
        except ArchiveError:
            return None
        if _digest(original.body) != last.digest:
            # The file has been rewritten since: another record stands there now.
            return None
        return self.writer.write_revisit(
            url=exchange.url,
            announced_url=exchange.announced_url,
            fetched_at=exchange.fetched_at,
            status=exchange.status,
            headers=exchange.headers,
            role=role,
            feed=feed,
            original=last.location,
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
        """Answer from the archive where it has the answer; else lay down the conditions, of this address and no other."""
        night: OpenNight = request.meta["night"]
        for name in _CONDITIONS:
            request.headers.pop(name, None)
        capture = night.take(request.url)
        if capture is None:
            last = None if request.meta["role"] == "robots" else night.last_answer(request.url)
            request.meta["last"] = last
            for name, value in conditions(last if request.meta.get("is_conditional", True) else None).items():
                request.headers[name] = value
            return None
        request.meta["location"] = capture.location
        request.meta["fetched_at"] = capture.fetched_at
        request.meta["last"] = night.last_answer(request.url)
        by_name: dict[str, list[str]] = {}
        for name, value in capture.headers:
            by_name.setdefault(name, []).append(value)
        flags = [ARCHIVED] if capture.problem is None else [ARCHIVED, capture.problem]
        if capture.revisit_of is not None:
            flags.append(REPEATED)
        return Response(capture.url, status=capture.status, headers=by_name, body=capture.body, flags=flags)

    def process_response(self, request: Request, response: Response) -> Request | Response:
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
            headers=headers_of(response),
            body=response.body,
            problem=problem_of(response),
            # Through a proxy the address dialled is the proxy's.
            ip_address=None if night.crawl.proxy or response.ip_address is None else str(response.ip_address),
            archived_in=night.source.id if is_archived else None,
        )
        if request.meta["exchanges"] is not None:
            request.meta["exchanges"].append(exchange)
            return response
        return self._kept(night, request, response, exchange, is_archived=is_archived)

    def _kept(
        self, night: OpenNight, request: Request, response: Response, exchange: Exchange, *, is_archived: bool
    ) -> Request | Response:
        last: LastAnswer | None = request.meta["last"]
        role, feed = request.meta["role"], request.meta["feed"]
        was_conditional = any(name in request.headers for name in _CONDITIONS)
        digest = _digest(exchange.body)
        repeats = last is not None and (
            (exchange.status == 304 and was_conditional)
            or (exchange.status == 200 and exchange.problem is None and digest == last.digest)
        )
        location: Location | None = request.meta["location"] if is_archived else None
        if location is None and repeats:
            assert last is not None
            location = night.write_again(exchange, role, feed, last)
            if location is None and exchange.status == 304:
                # The archive has lost what the server says has not changed: ask for it anew.
                again = request.copy()
                again.meta["is_conditional"] = False
                return again
        is_repeated = REPEATED in response.flags if is_archived else repeats and location is not None
        if location is None:
            location = night.write(exchange, role, feed)
        request.meta["location"] = location
        etag, modified = _header(response, "ETag"), _header(response, "Last-Modified")
        request.meta["same_validator"] = (
            exchange.status == 200 and last is not None and has_same_validator(last, etag, modified)
        )
        request.meta["is_repeated"] = is_repeated
        url = urldefrag(exchange.url).url
        if is_repeated and last is not None:
            is_full = exchange.status == 200
            night.answers[url] = replace(
                last,
                etag=etag or last.etag,
                last_modified=modified or last.last_modified,
                conditional_count=0 if is_full else last.conditional_count + 1,
            )
        elif exchange.status == 200 and exchange.problem is None and not is_repeated:
            night.answers[url] = LastAnswer(
                url=url,
                fetched_at=exchange.fetched_at,
                location=location,
                digest=digest,
                etag=etag,
                last_modified=modified,
                is_lying=last.is_lying if last is not None else False,
            )
        return response


def headers_of(response: Response) -> tuple[tuple[str, str], ...]:
    """All headers of a response, repeated names kept."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )


def problem_of(response: Response) -> str | None:
    """Why the body is not whole, if it is not."""
    return next((problem for problem in _PROBLEMS if problem in response.flags), None)


def _digest(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
