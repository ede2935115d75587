"""The crawling process: `python -m crawlers.child`, a `Job` as JSON on standard input.

Exit codes: 0, every source of the job has the account of its night; 2, the crawl cannot be done, and the last line on
standard error, `error=...`, says why; anything else, it was ended or broke down. It dies with its parent.
"""

import ctypes
import gc
import logging
import os
import signal
import sys
from typing import Final
from urllib.parse import urlsplit

from crawlers.archive import ArchiveError
from crawlers.job import Job
from crawlers.ledger import Ledger
from crawlers.ledger_schema import LedgerError

CANNOT: Final = 2
STOPPED: Final = 3
_PR_SET_PDEATHSIG: Final = 1


def main() -> int:
    """Crawl the job on standard input; returns the exit code."""
    job = Job.model_validate_json(sys.stdin.buffer.read())
    _die_with(job.parent_pid)
    # At once, by Ctrl-C and SIGTERM alike: what is fetched is safe, and Scrapy's own way to stop answers the requests that
    # are still to come with errors, which would end nights that are not over.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    logging.getLogger("crawlers").setLevel(logging.INFO)
    try:
        # Opened here first, so that a wrong file is told before Scrapy starts.
        Ledger(job.ledger_path).close()
        return _crawl(job)
    except (ArchiveError, LedgerError) as error:
        sys.stderr.write(f"error={error}\n")
        return CANNOT


def _crawl(job: Job) -> int:
    from scrapy.crawler import AsyncCrawlerProcess

    from crawlers.settings import settings
    from crawlers.spiders.sources import SourcesSpider

    process = AsyncCrawlerProcess(
        settings(contact=job.contact, timeout_s=job.timeout_s, dialled=_dialled(job))
    )
    # Scrapy opens the root logger to everything and its own to each page: four lines of debugging a page, formatted and read.
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    logging.getLogger().setLevel(logging.WARNING)
    # All that is loaded by now stays: looking through it again and again for garbage costs a twentieth of the crawl.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    crawler = process.create_crawler(SourcesSpider)
    crawled = process.crawl(crawler, job=job)
    process.start(install_signal_handlers=False)
    if crawled.done() and not crawled.cancelled() and (error := crawled.exception()) is not None:
        raise error
    assert isinstance(crawler.spider, SourcesSpider)
    if crawler.spider.fatal is not None:
        raise crawler.spider.fatal
    assert crawler.stats is not None
    return 0 if crawler.stats.get_value("finish_reason") == "finished" else STOPPED


def _die_with(parent_pid: int) -> None:
    """Have the kernel end this process when its parent ends, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:
        sys.exit(STOPPED)


def _dialled(job: Job) -> frozenset[tuple[str, int]]:
    """What may be dialled although it is private: what sources on this machine name, and a proxy."""
    from crawlers.guard import local_addresses

    found = frozenset[tuple[str, int]]().union(*map(local_addresses, job.sources))
    if job.proxy is None:
        return found
    parts = urlsplit(job.proxy)
    host = parts.hostname or ""
    # For a tunnel, Twisted asks for the address of the proxy without saying the port.
    return found | {(host, parts.port or 80), (host, 0)}


if __name__ == "__main__":
    sys.exit(main())
