"""The key that Reddit gives a registered program (OAuth 2.0 client credentials, RFC 6749, 4.4): asked for once a crawl.

Neither the credentials nor the key enter the archive, the account or the log.
"""

import asyncio
import base64
import json
import logging
from typing import Final
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.job import Credentials
from crawlers.keeping import OpenNight
from crawlers.kinds.reddit import SITE, Reddit
from crawlers.outcomes import outcome_of

log = logging.getLogger(__name__)

_PUBLIC_API: Final = "oauth.reddit.com"


class NoTokenError(Exception):
    """There is no key.

    Attributes:
        outcome: `no-credentials` where none are set, `bad-credentials` where they are refused, or as in `RequestOutcome`.
        detail: in words.
    """

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(f"{outcome}: {detail}")
        self.outcome = outcome
        self.detail = detail


class Tokens:
    """The keys of one crawl, one a server."""

    def __init__(self, crawler: Crawler, credentials: Credentials | None) -> None:
        self._crawler = crawler
        self._credentials = credentials
        self._asked: dict[str, asyncio.Task[str]] = {}

    async def of(self, config: Reddit, night: OpenNight) -> str:
        """The key for a feed.

        Raises:
            NoTokenError: see the class.
        """
        if self._credentials is None:
            raise NoTokenError(
                "no-credentials",
                "no credentials for Reddit are set; nothing was asked",
            )
        server = SITE if urlsplit(config.api).hostname == _PUBLIC_API else config.api.rstrip("/")
        if server not in self._asked:
            self._asked[server] = asyncio.create_task(self._ask(server, self._credentials, night))
        return await self._asked[server]

    async def _ask(self, server: str, credentials: Credentials, night: OpenNight) -> str:
        pair = f"{credentials.reddit_id}:{credentials.reddit_secret.get_secret_value()}".encode()
        # As for a robots.txt: not archived, and not a page that robots.txt is about.
        request = night.request(f"{server}/api/v1/access_token", "robots", exchanges=[]).replace(
            method="POST",
            body="grant_type=client_credentials",
            headers={
                "Authorization": f"Basic {base64.b64encode(pair).decode()}",
                "Content-Type": "application/x-www-form-urlencoded",
                # The answer is read here, past the part that undoes encodings.
                "Accept-Encoding": "identity",
            },
        )
        assert self._crawler.engine is not None
        try:
            response: Response = await self._crawler.engine.download_async(request)
        except Exception as error:
            log.debug("event=no-token server=%s", server, exc_info=True)
            outcome, _ = outcome_of(error)
            raise NoTokenError(outcome, f"{server} gave no key: {outcome}") from None
        if response.status in (400, 401, 403):
            raise NoTokenError(
                "bad-credentials", f"{server} refuses the credentials, status {response.status}"
            )
        if response.status != 200:
            raise NoTokenError(f"http-{response.status}", f"{server} gave no key, status {response.status}")
        try:
            token = json.loads(response.body)["access_token"]
        except (ValueError, KeyError, TypeError):
            token = None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise NoTokenError("bad-credentials", f"{server} answered without an access_token")
        return token
