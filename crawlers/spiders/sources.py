"""The spider: crawls a batch of sources of any kind, a task for each.

Requests are awaited one by one through the downloader (`download_async`), not yielded to the scheduler: so each of them
ends in exactly one place, none is dropped without a word, and a night taken up again repeats itself request by request.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawlers.archive import ArchiveError, DamagedArchiveError, read_capture
from crawlers.archive_writer import ArchiveWriter
from crawlers.capture import Role
from crawlers.challenge import STATUSES, is_challenge
from crawlers.collect import QUIET_HOURS, Collected, collect, state_of
from crawlers.hosts import Hosts
from crawlers.job import Job
from crawlers.keeping import Crawl, OpenNight, headers_of, problem_of
from crawlers.kinds.reddit import Reddit
from crawlers.ledger import Ledger
from crawlers.ledger_schema import LedgerError
from crawlers.night import FeedOutcome, SourceNight, kept_night, night_path, write_night
from crawlers.outcomes import outcome_of
from crawlers.read_feed import NOT_MODIFIED, Answer
from crawlers.revisits import LastAnswer
from crawlers.sources import Source
from crawlers.tokens import NoTokenError, Tokens

log = logging.getLogger(__name__)

SOURCES_AT_ONCE: Final = 128
_ROLES: Final = ("robots", "discovery", "item")


class SourcesSpider(scrapy.Spider):
    """Crawls the sources of a job; yields the account of each source's night, once it is kept.

    Attributes:
        fatal: what made it stop before all sources were done: the archive or the ledger cannot be written.
    """

    name = "sources"
    fatal: ArchiveError | LedgerError | None = None

    def __init__(self, job: Job, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._job = job
        self._ledger = Ledger(job.ledger_path)
        self._at_once = asyncio.Semaphore(SOURCES_AT_ONCE)
        self._crawl = Crawl(
            archive_dir=job.archive_dir, now=self._now, proxy=job.proxy, hosts=Hosts(), ledger=self._ledger
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to make it."""
        return super().from_crawler(crawler, *args, **kwargs)

    async def start(self) -> AsyncIterator[SourceNight]:
        """Collect every source."""
        self._tokens = Tokens(self.crawler, self._job.credentials)
        tasks = [asyncio.create_task(self._collect(source)) for source in self._job.sources]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        except (ArchiveError, LedgerError) as error:
            self.fatal = error
            raise CloseSpider("cannot-write") from error
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._ledger.close()

    async def _collect(self, source: Source) -> SourceNight:
        async with self._at_once:
            started_at = self._now()
            try:
                return await self._night_of(source, started_at)
            except DamagedArchiveError as error:
                return self._uncollected(source, started_at, "damaged-archive", str(error))
            except (ArchiveError, LedgerError):
                raise
            except Exception as error:
                # Whatever nobody foresaw costs this source its night, and no other.
                log.exception("event=source-error source=%s", source.id)
                return self._uncollected(source, started_at, "error", f"{type(error).__name__}: {error}")

    async def _night_of(self, source: Source, started_at: datetime) -> SourceNight:
        day = self._job.day
        path = night_path(self._job.archive_dir, day, source.id)
        before = kept_night(self._job.archive_dir, day, source.id)
        # What was collected earlier that day stays told, whatever keeps us away now.
        if source.status == "paused":
            return before or self._uncollected(source, started_at, "paused", source.status_reason or "")
        if source.crawl.is_quiet(started_at.astimezone(ZoneInfo(source.timezone)).time()):
            return before or self._uncollected(
                source, started_at, QUIET_HOURS, source.crawl.quiet_hours or ""
            )
        with ArchiveWriter(self._job.archive_dir, day, source.id) as writer:
            # An attempt that was interrupted before the quiet hours goes on after them.
            is_over = before is not None and any(feed.outcome != QUIET_HOURS for feed in before.feeds)
            if writer.attempt is None or is_over:
                writer.begin(started_at)
            # Without its account the attempt is one to take up again, should it be interrupted.
            path.unlink(missing_ok=True)
            assert writer.attempt is not None
            assert writer.begun_at is not None
            kept = self._ledger.night(source.id, day, writer.attempt)
            if kept is not None:
                # Only the last step was missing.
                write_night(self._job.archive_dir, kept)
                return kept
            night = OpenNight(
                source=source,
                crawl=self._crawl,
                writer=writer,
                unfinished={url: deque(locations) for url, locations in writer.unfinished.items()},
            )
            resumed = sum(map(len, night.unfinished.values()))

            async def fetch(url: str, role: Role, feed: int | None) -> Answer:
                return await self._fetch(night, url, role, feed)

            collected = await collect(
                source,
                day=day,
                ledger=self._ledger,
                fetch=fetch,
                now=self._now,
                begun_at=writer.begun_at,
                ignores_backoff=self._job.again,
            )
        return self._keep(source, started_at, collected, night=night, resumed=resumed)

    async def _fetch(self, night: OpenNight, url: str, role: Role, feed: int | None) -> Answer:
        assert self.crawler.engine is not None
        try:
            request = night.request(url, role, feed)
            config = None if feed is None else night.source.feeds[feed]
            if isinstance(config, Reddit):
                request.headers["Authorization"] = f"bearer {await self._tokens.of(config, night)}"
            response = await self.crawler.engine.download_async(request)
        except NoTokenError as error:
            return Answer(
                outcome=error.outcome, status=None, url=url, body=b"", at=self._now(), detail=error.detail
            )
        except (ArchiveError, LedgerError):
            raise
        except Exception as error:
            log.debug("event=no-response source=%s url=%s", night.source.id, url, exc_info=True)
            outcome, detail = outcome_of(error)
            return Answer(outcome=outcome, status=None, url=url, body=b"", at=self._now(), detail=detail)
        problem = problem_of(response)
        body, previous = b"", None
        headers: tuple[tuple[str, str], ...] = ()
        if role == "discovery":
            # What is parsed is what a replay will parse: the archived record, not the response.
            capture = read_capture(self._job.archive_dir, response.meta["location"])
            body, problem = capture.body, capture.problem
            headers = headers_of(response) if self._job.at is None else ()
            previous = self._previous(response)
        outcome = f"http-{response.status}" if response.status >= 300 else problem or "ok"
        if problem is None and response.meta["is_repeated"]:
            outcome = NOT_MODIFIED
        if role == "item" and response.status in STATUSES:
            refusal = read_capture(self._job.archive_dir, response.meta["location"])
            outcome = "challenge" if is_challenge(refusal.status, refusal.body) else outcome
        detail = f"redirected to {response.url}" if response.meta.get("redirect_urls") else ""
        return Answer(
            outcome=outcome,
            status=response.status,
            url=response.url,
            body=body,
            at=response.meta["fetched_at"],
            detail=detail,
            headers=headers,
            previous=previous,
            same_validator=response.meta["same_validator"],
        )

    def _previous(self, response: Response) -> bytes | None:
        """The body of the answer before this one, where this one does not repeat it."""
        last: LastAnswer | None = response.meta["last"]
        if last is None or response.meta["is_repeated"]:
            return None
        try:
            return read_capture(self._job.archive_dir, last.location).body
        except ArchiveError:
            return None

    def _uncollected(self, source: Source, started_at: datetime, outcome: str, detail: str) -> SourceNight:
        feeds = tuple(
            FeedOutcome(
                position=position,
                url=source.homepage,
                outcome=outcome,
                items_found=0,
                items_new=0,
                detail=detail,
            )
            for position, _ in enumerate(source.feeds)
        )
        return self._keep(
            source, started_at, Collected(feeds=feeds, requests=(), seen=(), states={}, lying=frozenset())
        )

    def _keep(
        self,
        source: Source,
        started_at: datetime,
        collected: Collected,
        *,
        night: OpenNight | None = None,
        resumed: int = 0,
    ) -> SourceNight:
        """Enter the night in the ledger, then write its account: the archive is on the disk already."""
        robots = night.robots.values() if night is not None else ()
        account = SourceNight(
            source_id=source.id,
            day=self._job.day,
            state=state_of(collected.feeds),
            started_at=started_at,
            ended_at=self._now(),
            feeds=collected.feeds,
            requests=tuple(sorted((*robots, *collected.requests), key=lambda one: _ROLES.index(one.role))),
        )
        answers = night.answers.values() if night is not None else ()
        self._ledger.close_night(
            account,
            night.writer.attempt if night is not None else None,
            collected.seen,
            answers=(replace(one, is_lying=True) if one.url in collected.lying else one for one in answers),
            feeds=collected.states,
        )
        try:
            write_night(self._job.archive_dir, account)
        except OSError as error:
            raise ArchiveError(f"cannot write the account of {source.id}'s night: {error}") from error
        log.info(
            "event=source-night source=%s day=%s state=%s requests=%d items=%d new=%d held=%d resumed=%d",
            source.id,
            account.day,
            account.state,
            len(account.requests),
            sum(feed.items_found for feed in account.feeds),
            sum(feed.items_new for feed in account.feeds),
            sum(request.outcome == "page-budget" for request in account.requests),
            resumed,
        )
        return account

    def _now(self) -> datetime:
        return self._job.at or datetime.now(UTC)
