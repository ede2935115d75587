"""The Scrapy parts that keep a crawl from private addresses and odd ports, wherever a link, a redirect or a name server points.

`Guard` looks at each address as it is written, redirects included; `GuardedResolver` at what is about to be dialled.
The only private addresses that pass are those on this machine that a source's own file names, and for that source
alone: see `local_addresses`.
"""

import re
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, Final, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingHostnameResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver

from crawlers.keeping import OpenNight
from crawlers.kinds import first_urls
from crawlers.outcomes import Dropped
from crawlers.sources import Source
from crawlers.urls import MAX_URL

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# fmt: off
BAD_PORTS: Final = frozenset({
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
})
# fmt: on
"""Ports of other services, which no browser asks either (https://fetch.spec.whatwg.org/#port-blocking)."""

# What is in use on the internet, and what within it is not: carriers of IPv4 addresses, documentation, and the one
# public address behind which a cloud (Azure) answers its own machines. Python's lists change from one release to the next.
_IN_USE: Final = IPv6Network("2000::/3")
_NOT_IN_USE: Final = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NOT_PUBLIC: Final = tuple(map(IPv4Network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24")))

_NAME: Final = re.compile(r"[a-z0-9._-]+", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}", re.IGNORECASE)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether a crawl may dial the address."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        return address in _IN_USE and not any(address in network for network in _NOT_IN_USE)
    return (
        address.is_global
        and not address.is_multicast
        and not any(address in network for network in _NOT_PUBLIC)
    )


def written_address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is written as, in whatever form a system reads (127.1, 0x7f000001); None for a name."""
    host = host.rstrip(".")
    try:
        return ip_address(host)
    except ValueError:
        pass
    if _NUMBERS.fullmatch(host) is None:
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def local_addresses(source: Source) -> frozenset[tuple[str, int]]:
    """The hosts and ports on this machine that the source's file names, as homepage or as where a feed begins."""
    found = set()
    for url in (source.homepage, *(url for config in source.feeds for url in first_urls(config, None))):
        parts = urlsplit(url)
        host = parts.hostname or ""
        address = written_address(host)
        if host == "localhost" or (address is not None and address.is_loopback):
            found.add((host, parts.port or _DEFAULT_PORTS[parts.scheme]))
    return frozenset(found)


class Guard:
    """Drops requests for what is no page on the public internet, as far as the address itself says it."""

    def __init__(self) -> None:
        self._local: dict[str, frozenset[tuple[str, int]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make it."""
        return cls()

    def process_request(self, request: Request) -> None:
        """Let the request through or drop it."""
        if len(request.url) > MAX_URL:
            raise Dropped("bad-url", f"an address of {len(request.url)} characters; {MAX_URL} are read")
        parts = urlparse_cached(request)
        if parts.scheme not in _DEFAULT_PORTS:
            raise Dropped("bad-url", f"its scheme is {parts.scheme!r}")
        if "@" in parts.netloc:
            raise Dropped("bad-url", "it carries a user's name")
        host = parts.hostname or ""
        address = written_address(host)
        if address is None and _NAME.fullmatch(host) is None:
            raise Dropped("bad-url", f"{host!r} is no host")
        port = _DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port
        if port in BAD_PORTS:
            raise Dropped("bad-port", f"{port} is the port of another service than the web")
        night: OpenNight = request.meta["night"]
        if (host, port) in self._local_of(night.source):
            return
        if f".{host.rstrip('.')}".endswith(".localhost") or (address is not None and not is_public(address)):
            raise Dropped("private-address", f"{host} is not on the public internet")

    def _local_of(self, source: Source) -> frozenset[tuple[str, int]]:
        if source.id not in self._local:
            self._local[source.id] = local_addresses(source)
        return self._local[source.id]


class GuardedResolver(CachingHostnameResolver):
    """Resolves names to IPv4 and IPv6 addresses, but gives none to dial that is private.

    What it gives is what is dialled, so a name that resolves to one address when it is checked and to another when it
    is used gains nothing.

    Attributes:
        refused: the last private address that a name had, where it had no other.
    """

    def __init__(self, reactor: ReactorBase, cache_size: int, dialled: frozenset[tuple[str, int]]) -> None:
        super().__init__(reactor, cache_size)
        self._dialled = dialled
        self.refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Scrapy's way to make it."""
        return cls(reactor, crawler.settings.getint("DNSCACHE_SIZE"), crawler.settings["LOCAL_ADDRESSES"])

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803 - Twisted's name
        hostName: str,  # noqa: N803 - Twisted's name
        portNumber: int = 0,  # noqa: N803 - Twisted's name
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803 - Twisted's name
        transportSemantics: str = "TCP",  # noqa: N803 - Twisted's name
    ) -> IHostResolution:
        """Resolve a name; `resolutionReceiver` is told the addresses that may be dialled."""
        try:
            name = hostName.encode("idna").decode("ascii").lower()
        except UnicodeError:
            # A label too long or empty. Given to the system, it would raise where nobody waits for the answer.
            name = "invalid"
        receiver: Any = (
            resolutionReceiver
            if (name, portNumber) in self._dialled
            else _Checked(resolutionReceiver, name, self.refused)
        )
        return super().resolveHostName(receiver, name, portNumber, addressTypes, transportSemantics)


class _Checked:
    """Hands on what a resolver finds, without the private addresses."""

    def __init__(self, receiver: Any, name: str, refused: dict[str, str]) -> None:
        self._receiver, self._name, self._refused = receiver, name, refused
        self._private: str | None = None
        self._has_public = False

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's name
        if is_public(ip_address(address.host)):
            self._has_public = True
            self._receiver.addressResolved(address)
        else:
            self._private = address.host

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        if self._private is not None and not self._has_public:
            self._refused[self._name] = self._private
        self._receiver.resolutionComplete()


class Refusals:
    """Tells a name whose addresses were all refused from one that has none."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make it."""
        return cls()

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Give the request the outcome that it has, before anybody takes it for one that may be tried again."""
        from twisted.internet import reactor

        resolver = reactor.nameResolver
        host = (urlparse_cached(request).hostname or "").lower()
        if isinstance(exception, CannotResolveHostError) and host in resolver.refused:
            raise Dropped("private-address", f"{host} has the private address {resolver.refused[host]}")
