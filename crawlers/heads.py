"""The download handler that bounds how much of a response may come before its body, and passes over odd headers.

Scrapy's own bounds the body alone: a server that sends headers without end would fill the memory until the time is over.
"""

import contextlib
from typing import Any, Final

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web.http_headers import InvalidHeaderName
from twisted.web.iweb import IResponse

from crawlers.outcomes import HeadTooLargeError

MAX_HEAD: Final = 256 * 1024
"""Bytes of status lines and headers that a response may have, those of all its "continue" answers together; browsers take as many."""


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, but responses end with `HeadTooLargeError` at `MAX_HEAD` bytes of headers."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Scrapy puts its own factory here in the same way; there is no public place for one.
        self._pool._factory = _Factory  # noqa: SLF001


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> "_Protocol":  # noqa: N802 - Twisted's name
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> "Deferred[IResponse]":
        answer = super().request(request)
        # As Scrapy does it, since the class of the parser is fixed in Twisted.
        assert self._parser is not None
        self._parser.__class__ = _Parser
        return answer

    def _giveUp(self, reason: Failure) -> None:  # noqa: N802 - Twisted's name
        # Twisted closes politely, and over TLS goes on receiving until the server agrees, which may be never.
        assert self.transport is not None
        self.transport.abortConnection()
        super()._giveUp(reason)  # type: ignore[no-untyped-call]


class _Parser(_LenientHTTPClientParser):
    MAX_LENGTH = MAX_HEAD
    head_size = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        self.head_size += len(line) + 1
        if self.head_size > MAX_HEAD:
            raise HeadTooLargeError(f"more than {MAX_HEAD} bytes of headers")
        super().lineReceived(line)

    def statusReceived(self, status: bytes) -> None:  # noqa: N802 - Twisted's name
        super().statusReceived(status)  # type: ignore[no-untyped-call]
        if not 100 <= self.response.code <= 999:
            raise ValueError(f"the status is {self.response.code}")

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802 - Twisted's name
        # Browsers pass over names that are none, and so does Scrapy over lines without a colon.
        with contextlib.suppress(InvalidHeaderName):
            super().headerReceived(name.strip(), value)  # type: ignore[no-untyped-call]

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        raise HeadTooLargeError(f"a header of more than {MAX_HEAD} bytes")
