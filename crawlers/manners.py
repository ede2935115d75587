"""The Scrapy parts that are polite: one delay a host, pauses that servers ask for, redirects that come to an end."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawlers.hosts import HostState
from crawlers.keeping import ARCHIVED, OpenNight
from crawlers.outcomes import Dropped
from crawlers.urls import MAX_URL, without_user

MAX_PAUSE_S: Final = 20.0
"""Pauses that a server asks for are waited for up to here; for longer ones the host waits for the next night."""
DEFAULT_PAUSE_S: Final = 5.0
"""The pause after "too many requests" that does not say how long."""
MAX_FAILURES: Final = 4
"""Requests in a row that a host may leave unanswered before it waits for the next night."""

MAX_SOURCE_S: Final = 8 * 3600.0
"""A source's requests are made for so long in one night: at the longest crawl delay, enough for two page budgets."""


class Hours:
    """Ends the night of a source that answers so slowly, if always in time, that the others would wait for it for days."""

    def __init__(self) -> None:
        self._began: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make it."""
        return cls()

    def process_request(self, request: Request) -> None:
        """Let the request through or leave it to the next night."""
        if request.meta["role"] == "robots":
            # Other sources may rely on it.
            return
        night: OpenNight = request.meta["night"]
        began = self._began.setdefault(night.source.id, monotonic())
        if monotonic() - began > MAX_SOURCE_S:
            raise Dropped("host-deferred", f"the source took {MAX_SOURCE_S / 3600:.0f} hours of the night")


class Manners:
    """Keeps a host's delay, waits when a server asks for it, and leaves alone a host that asks for more or is silent."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the host, or leave it alone."""
        night: OpenNight = request.meta["night"]
        if night.is_archived(request.url):
            return
        state = _state(request)
        if state.deferred is not None:
            raise Dropped("host-deferred", state.deferred)
        host = urlparse_cached(request).hostname or ""
        self._set_delay(host, night.crawl.hosts.slow_down(host, night.source.crawl.delay_s))
        pause = state.not_before - monotonic()
        if pause > 0:
            await asyncio.sleep(pause)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Ask once more after the pause that "too many requests" or "unavailable" asks for, if it is short."""
        state = _state(request)
        state.failures = 0
        if response.status not in (429, 503):
            return response
        pause = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        if pause is None:
            pause = DEFAULT_PAUSE_S
        if pause > MAX_PAUSE_S or request.meta.get("paused"):
            state.deferred = f"answered {response.status} and asks for a pause of {pause:.0f} s"
            return response
        if ARCHIVED not in response.flags:
            state.not_before = max(state.not_before, monotonic() + pause)
        again = request.copy()
        again.meta["paused"] = True
        return again

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count what a host leaves unanswered."""
        if isinstance(exception, IgnoreRequest | ValueError):
            return
        state = _state(request)
        state.failures += 1
        if state.failures >= MAX_FAILURES:
            state.deferred = f"left {state.failures} requests in a row unanswered"

    def _set_delay(self, host: str, delay: float) -> None:
        assert self._crawler.engine is not None
        downloader = self._crawler.engine.downloader
        # The settings serve slots to come, since idle ones are thrown away and made anew.
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay, "jitter": 0}
        if host in downloader.slots:
            downloader.slots[host].delay = delay


def _state(request: Request) -> HostState:
    night: OpenNight = request.meta["night"]
    return night.crawl.hosts.states[urlparse_cached(request).netloc]


class Redirects(RedirectMiddleware):
    """Scrapy's redirects, ended at the first address that comes again."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """Send none."""
        request.headers.pop("Referer", None)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow a redirect unless it leads in a circle, too far or nowhere."""
        try:
            result = super().process_response(request, response)
        except IgnoreRequest as error:
            raise Dropped(
                "too-many-redirects", f"more than {self.max_redirect_times}, now at {request.url}"
            ) from error
        except ValueError as error:
            raise Dropped("bad-redirect", f"from {request.url}: {error}") from error
        if isinstance(result, Request):
            if len(result.url) > MAX_URL:
                raise Dropped(
                    "bad-redirect", f"from {request.url} to an address of {len(result.url)} characters"
                )
            if "@" in urlparse_cached(result).netloc:
                result = result.replace(url=without_user(result.url))
        if isinstance(result, Request) and result.url in (
            request.url,
            *request.meta.get("redirect_urls", ()),
        ):
            raise Dropped("redirect-loop", f"{request.url} leads back to {result.url}")
        return result

    def _engine_started(self) -> None:
        """Scrapy would warn here that no referrer is handled; none is sent."""


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Seconds that a `Retry-After` header asks for, as a number or a date; None where it says nothing readable."""
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())
