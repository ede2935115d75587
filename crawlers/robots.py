"""The Scrapy part that obeys robots.txt as RFC 9309 says: where it cannot be had, the host is left alone.

Scrapy's own part lets everything through when robots.txt fails, and reads a compressed one as if it were plain.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from crawlers.archive import ArchiveError
from crawlers.bodies import decode_body
from crawlers.hosts import MAX_CRAWL_DELAY_S
from crawlers.keeping import Exchange, OpenNight
from crawlers.night import RequestOutcome
from crawlers.outcomes import Dropped, outcome_of

log = logging.getLogger(__name__)

ROBOT: Final = "beatbook"
"""The name by which a robots.txt addresses us."""
_MAX_RULES: Final = 500 * 1024
_LEADS_NOWHERE: Final = frozenset({"redirect-loop", "too-many-redirects", "bad-redirect"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """One host's robots.txt.

    Attributes:
        exchanges: every response on the way to it.
        outcome, status, at, detail: how the request for it ended.
        forbids_all: None, or the outcome of every request to the host.
        rules: None where there are none.
    """

    exchanges: tuple[Exchange, ...]
    outcome: str
    status: int | None
    at: datetime
    detail: str
    forbids_all: str | None
    rules: Protego | None


class Robots:
    """Lets a request through if the robots.txt of its host does; asks for it once a crawl.

    Each source whose requests rely on a robots.txt has it in its own archive file.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[_Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request through or drop it."""
        if request.meta["role"] == "robots":
            return
        night: OpenNight = request.meta["night"]
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = await self._rules_of(origin, night)
        if origin not in night.robots:
            self._note(night, origin, rules)
        if rules.forbids_all is not None:
            raise Dropped(rules.forbids_all, f"{origin}/robots.txt: {rules.detail or rules.outcome}")
        if rules.rules is None:
            return
        if not rules.rules.can_fetch(request.url, ROBOT):
            raise Dropped("robots", f"{origin}/robots.txt does not allow {request.url}")
        delay = rules.rules.crawl_delay(ROBOT)
        if delay is not None:
            night.crawl.hosts.slow_down(parts.hostname or "", min(float(delay), MAX_CRAWL_DELAY_S))

    async def _rules_of(self, origin: str, night: OpenNight) -> _Rules:
        if origin not in self._rules:
            self._rules[origin] = asyncio.get_running_loop().create_future()
            try:
                rules = await self._fetch(origin, night)
            except ArchiveError as error:
                self._rules[origin].set_exception(error)
                raise
            self._rules[origin].set_result(rules)
        return await self._rules[origin]

    async def _fetch(self, origin: str, night: OpenNight) -> _Rules:
        exchanges: list[Exchange] = []
        request = night.request(f"{origin}/robots.txt", "robots", exchanges=exchanges)
        assert self._crawler.engine is not None
        outcome, detail, rules, forbids_all = "ok", "", None, None
        try:
            response = await self._crawler.engine.download_async(request)
        except ArchiveError:
            raise
        except Exception as error:
            log.debug("event=no-robots origin=%s", origin, exc_info=True)
            outcome, detail = outcome_of(error)
            status = None
            if outcome not in _LEADS_NOWHERE:
                forbids_all = outcome
        else:
            status = response.status
            outcome = "ok" if status < 400 else f"http-{status}"
            if status == 429 or status >= 500:
                forbids_all = "robots-unreachable"
            elif status < 300:
                body, problem = decode_body(exchanges[-1].headers, exchanges[-1].body)
                problem = exchanges[-1].problem or problem
                rules = Protego.parse(_rules_in(body).decode("utf-8", errors="replace"))
                if problem in ("bad-content-encoding", "body-too-large"):
                    outcome, forbids_all = problem, "robots-unreachable"
        at = exchanges[-1].fetched_at if exchanges else night.crawl.now()
        return _Rules(
            exchanges=tuple(exchanges),
            outcome=outcome,
            status=status,
            at=at,
            detail=detail,
            forbids_all=forbids_all,
            rules=rules,
        )

    def _note(self, night: OpenNight, origin: str, rules: _Rules) -> None:
        url = f"{origin}/robots.txt"
        night.robots[origin] = RequestOutcome(
            url=url,
            role="robots",
            outcome=rules.outcome,
            status=rules.status,
            at=rules.at,
            detail=rules.detail,
        )
        for exchange in rules.exchanges:
            if exchange.archived_in != night.source.id and night.take(exchange.url) is None:
                night.write(exchange, "robots", None)


def _rules_in(body: bytes) -> bytes:
    # A line that is cut would say something else: `Disallow: /private` becomes `Disallow: /`.
    return body if len(body) <= _MAX_RULES else body[: body.rfind(b"\n", 0, _MAX_RULES) + 1]
