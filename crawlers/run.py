"""Crawling from outside: `crawl` runs one process for a batch of sources and gives the account of each night.

A process of its own, because Scrapy's reactor runs once a process, and because whatever breaks in it must not break the
caller. Starting it costs 1.5 s, so batches are large.
"""

import logging
import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from crawlers.job import Credentials, Job
from crawlers.night import SourceNight, kept_night, night_path, read_night
from crawlers.sources import Source

log = logging.getLogger(__name__)

_CONTACT: Final = re.compile(r"(mailto:)?[^\s@()<>]+@[^\s@()<>]+|https?://[^\s()<>]+")
_KEPT_LINES: Final = 20
_END_WAIT_S: Final = 30.0
_RETRY_AFTER: Final = timedelta(minutes=10)


class CrawlError(Exception):
    """The crawl as a whole could not be done; what it had fetched is kept, and the next run goes on from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlReport:
    """The nights of the sources that were asked for, in their order."""

    nights: tuple[SourceNight, ...]


def crawl(
    sources: Sequence[Source],
    *,
    day: date,
    archive_dir: Path,
    ledger_path: Path,
    contact: str,
    at: datetime | None = None,
    proxy: str | None = None,
    again: bool = False,
    credentials: Credentials | None = None,
    timeout_s: float = 30.0,
) -> CrawlReport:
    """Crawl sources for a day; afterwards each has its WARC file and the account of its night in the archive.

    A source whose night is there and whose feeds all answered is left as it is. One that failed, in part or whole, is
    crawled anew once ten minutes have passed, so that a night that is run again does not hammer it; one whose crawl was
    interrupted goes on where it was. A source that cannot be crawled says so in its
    account and does not keep the others from being crawled.

    Args:
        sources: to crawl, each once.
        day: crawl date, under which the archive files what is fetched.
        archive_dir: the archive's folder.
        ledger_path: the ledger's file.
        contact: how a server's owner reaches us; sent in the user agent.
        at: the instant with which every capture is stamped, aware; None for the clock.
        proxy: address of an HTTP proxy through which everything is fetched.
        again: crawl the sources anew that were collected already, and ask feeds that have failed for so long that they are not due.
        credentials: for the kinds that ask for some (Reddit); None leaves those out.
        timeout_s: the longest that a server may take for one answer, from first to last byte.

    Raises:
        CrawlError: the settings are wrong, the archive or the ledger cannot be used, or the process broke down.
    """
    _check(contact=contact, at=at, proxy=proxy)
    now = at or datetime.now(UTC)
    open_sources = [source for source in sources if again or not _is_done(source, archive_dir, day, now)]
    if open_sources:
        job = Job(
            sources=tuple(open_sources),
            day=day,
            archive_dir=archive_dir.absolute(),
            ledger_path=ledger_path.absolute(),
            contact=contact,
            at=at,
            proxy=proxy,
            timeout_s=timeout_s,
            again=again,
            credentials=credentials,
            parent_pid=os.getpid(),
        )
        _run(job)
    nights = tuple(read_night(night_path(archive_dir, day, source.id)) for source in sources)
    states = [night.state for night in nights]
    counts = " ".join(
        f"{state}={states.count(state)}" for state in ("collected", "partial", "failed", "skipped")
    )
    log.info(
        "event=crawl day=%s sources=%d kept=%d %s", day, len(nights), len(nights) - len(open_sources), counts
    )
    return CrawlReport(nights=nights)


def _check(*, contact: str, at: datetime | None, proxy: str | None) -> None:
    if _CONTACT.fullmatch(contact) is None:
        raise CrawlError(
            f"the contact is {contact!r}; accepted is an address of mail or of a page (https://...)"
        )
    if at is not None and at.tzinfo is None:
        raise CrawlError(f"the instant {at.isoformat()} has no time zone")
    if proxy is not None:
        parts = urlsplit(proxy)
        if parts.scheme != "http" or not parts.hostname:
            raise CrawlError(f"the proxy is {proxy!r}; accepted is an address like http://127.0.0.1:8080")


def _is_done(source: Source, archive_dir: Path, day: date, now: datetime) -> bool:
    night = kept_night(archive_dir, day, source.id)
    if night is None:
        return False
    if night.state == "collected" or (night.state == "skipped" and source.status == "paused"):
        return True
    return abs(now - night.ended_at) < _RETRY_AFTER


def _run(job: Job) -> None:
    # -P: a module in the folder where the caller happens to stand must not stand in for one of ours.
    command = [sys.executable, "-P", "-m", "crawlers.child"]
    last: deque[str] = deque(maxlen=_KEPT_LINES)
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        try:
            # A child that ends at once leaves a broken pipe; its exit code and last words say more.
            try:
                child.stdin.write(job.model_dump_json())
                child.stdin.close()
            except BrokenPipeError:
                pass
            for line in child.stderr:
                words = line.rstrip()
                last.append(words)
                log.log(logging.INFO if words.startswith("event=") else logging.DEBUG, "%s", words)
            code = child.wait()
        except BaseException:
            _end(child)
            raise
    if code == 0:
        return
    errors = [line.removeprefix("error=") for line in last if line.startswith("error=")]
    if errors:
        raise CrawlError(errors[-1])
    how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
    said = f"; it said last: {last[-1]}" if last and last[-1] else ""
    raise CrawlError(
        f"the crawling process {how}{said}; what it fetched is kept, run the crawl again to go on"
    )


def _end(child: subprocess.Popen[str]) -> None:
    child.terminate()
    try:
        child.wait(_END_WAIT_S)
    except subprocess.TimeoutExpired:
        child.kill()
