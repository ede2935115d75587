"""A web that is a table, and a night crawled over it in this process, without a socket: hundreds of nights in seconds.

Everything of ours is at work, from the spider down to the archive, with Scrapy's own retries and redirects; only Scrapy's
engine and its sockets are played. A night may be killed at any request, as a signal would kill it.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from loopback_web import CONTACT
from scrapy import Request, signals
from scrapy.core.downloader.middleware import DownloaderMiddlewareManager
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Headers, Response
from scrapy.statscollectors import StatsCollector

from crawlers.guard import Guard
from crawlers.job import Job
from crawlers.keeping import Keep
from crawlers.manners import Hours, Manners, Redirects
from crawlers.night import SourceNight
from crawlers.robots import Robots
from crawlers.settings import settings
from crawlers.sources import Source
from crawlers.spiders.sources import SourcesSpider

PARTS = (Guard, Hours, Robots, RetryMiddleware, Redirects, Manners, Keep)
"""In the order of the settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an address answers.

    Attributes:
        status: None where it never answers.
        etag, last_modified: sent with it; a request that names the tag, or else the date, is answered 304.
    """

    status: int | None = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    source_id: str
    url: str
    condition: str | None
    status: int | None


class Killed(BaseException):
    """The process is dead; nothing catches this but the test."""


@dataclass(slots=True)
class Table:
    """The web of a night.

    Attributes:
        replies: by address; else it is 404.
        asked: what was asked, with the condition that came with it and the status that answered.
        kill_at: the n-th request from now kills the crawl, the request's answer unread; 0 for none.
    """

    replies: Mapping[str, Reply]
    asked: list[Asked] = field(default_factory=list)
    kill_at: int = 0

    def answer(self, request: Request) -> tuple[int, Headers, bytes] | None:
        reply = self.replies.get(request.url, Reply(status=404, body=b"no such page"))
        tag, since = (request.headers.get(name) for name in ("If-None-Match", "If-Modified-Since"))
        condition = (tag or since or b"").decode("latin-1") or None
        same = reply.etag if tag else reply.last_modified
        is_unchanged = reply.status == 200 and condition is not None and condition == same
        source_id = request.meta["night"].source.id
        self.asked.append(Asked(source_id, request.url, condition, 304 if is_unchanged else reply.status))
        if self.kill_at:
            self.kill_at -= 1
            if not self.kill_at:
                raise Killed
        if reply.status is None:
            return None
        if is_unchanged:
            # As terse as servers are that forget to repeat the validators.
            return 304, Headers(), b""
        headers = Headers()
        for name, value in (*reply.headers, ("ETag", reply.etag), ("Last-Modified", reply.last_modified)):
            if value is not None:
                headers.appendlist(name, value)
        return reply.status, headers, reply.body


class _Engine:
    """What our parts use of Scrapy's engine."""

    def __init__(self, crawler: Crawler, table: Table) -> None:
        self.downloader = SimpleNamespace(per_slot_settings={}, slots={})
        self._crawler, self._table = crawler, table
        crawler.engine = self  # type: ignore[assignment]
        self._parts = DownloaderMiddlewareManager(
            *(part.from_crawler(crawler) for part in PARTS), crawler=crawler
        )

    async def download_async(self, request: Request) -> Response:
        while True:
            result = await self._parts.download_async(self._download, request)
            if isinstance(result, Response):
                result.request = result.request or request
                return result
            request = result

    async def _download(self, request: Request) -> Response:
        await asyncio.sleep(0)
        answer = self._table.answer(request)
        if answer is None:
            raise DownloadTimeoutError("it never answered")
        status, headers, body = answer
        told: dict[str, Any] = {"request": request, "spider": self._crawler.spider}
        self._crawler.signals.send_catch_log(
            signals.headers_received, headers=headers, body_length=None, **told
        )
        self._crawler.signals.send_catch_log(signals.bytes_received, data=body, **told)
        return Response(request.url, status=status, headers=headers, body=body)


def crawl_table(
    folder: Path, table: Table, *sources: Source, day: date, at: datetime | None = None, again: bool = False
) -> tuple[SourceNight, ...]:
    """Crawl a night, all sources side by side, each whether it was collected before or not; their accounts.

    Raises:
        Killed: as the table says; the folder is then as a kill leaves it.
    """
    job = Job(
        sources=sources,
        day=day,
        archive_dir=folder / "archive",
        ledger_path=folder / "ledger.sqlite",
        contact=CONTACT,
        at=at or datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC),
        proxy=None,
        timeout_s=30,
        again=again,
        parent_pid=0,
    )
    return asyncio.run(_crawl(job, table))


async def _crawl(job: Job, table: Table) -> tuple[SourceNight, ...]:
    crawler = Crawler(SourcesSpider, settings(contact=CONTACT, timeout_s=30))
    crawler.stats = StatsCollector(crawler)
    spider = SourcesSpider.from_crawler(crawler, job=job)
    crawler.spider = spider
    _Engine(crawler, table)
    nights = {night.source_id: night async for night in spider.start()}
    if spider.fatal is not None:
        raise spider.fatal
    return tuple(nights[source.id] for source in job.sources)
