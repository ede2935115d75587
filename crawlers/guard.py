"""The Scrapy parts that keep a crawl from private addresses, wherever a link, a redirect or a name server points."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawlers.outcomes import Dropped

# Networks that carry an IPv4 address within: Python calls them global whatever that address is.
_CARRIERS: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("2002::/16"))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether a crawl may dial the address."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _CARRIERS):
            return False
    return address.is_global and not address.is_multicast


class Guard:
    """Drops requests whose host is written as a private address."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make it."""
        return cls()

    def process_request(self, request: Request) -> None:
        """Let the request through or drop it."""
        host = urlparse_cached(request).hostname or ""
        try:
            address = ip_address(host)
        except ValueError:
            return
        if not is_public(address):
            raise Dropped("private-address", f"{host} is not on the public internet")


class GuardedResolver(CachingThreadedResolver):
    """Resolves names, but not to private addresses."""

    def getHostByName(self, name: str, timeout: Any = None) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """The address of a name; fails where it is a private one."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(_checked, name)


def _checked(address: str, name: str) -> str:
    if not is_public(ip_address(address)):
        raise DNSLookupError(f"{name} has the private address {address}")
    return address
