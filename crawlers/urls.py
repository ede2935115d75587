"""Addresses: which two are one document, which two are one site, and what a source's file may give as one."""

import hashlib
import re
from functools import cache
from typing import Annotated, Final
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError
from tldextract import TLDExtract
from w3lib.url import canonicalize_url

from crawlers.url_parts import page_path, page_query
from crawlers.url_services import service_page
from crawlers.wrapped import unwrapped

MAX_URL: Final = 8192
"""Characters of the longest address that is read; servers take no longer ones."""
TWIN_LABELS: Final = frozenset({"m", "mobile", "amp"})

_ROUTE = re.compile(r"![^\s]+|bb-[0-9a-f]{16}")
_WORDS = re.compile(
    r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.?", re.IGNORECASE
)

# The list of public suffixes that comes with the package, never a download; blogs on a shared host
# (one.blogspot.com, two.blogspot.com) are sites of their own.
_suffixes = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def canonical_url(
    url: str,
    *,
    keep_params: tuple[str, ...] = (),
    drop_params: tuple[str, ...] = (),
    home: str | None = None,
) -> str:
    """The address of a document: one for all ways in which a reader may come to a page, never one for two pages.

    Host, escapes and the order of parameters are normal; default port, session keys and trackers are gone; AMP,
    mobile and print addresses are those of the page itself, and so are those of services that redirect to it. Of
    fragments a route (`#!/news/5`) stays, and our own mark of an item without a page (`#bb-...`). Path case, trailing
    slash and every other parameter stay, since each may be what tells two pages apart. Applying it twice changes
    nothing. It can be opened; what two addresses of one page have in common is `page_identity`.

    Args:
        url: as announced or as answered.
        keep_params: names kept although they are trackers elsewhere.
        drop_params: names that say nothing at this source. Names match in any case.
        home: the source's homepage. An address whose host is the homepage's, but for `www.`, `m.`, `mobile.`
            or `amp.`, takes the homepage's scheme and host.

    Returns:
        The address; what was given, stripped, where it is not a readable http(s) address, or too long for one.
    """
    given = url.strip()
    if len(given) > MAX_URL:
        return given
    try:
        inner = unwrapped(given.replace("&amp;", "&"))
        parts = urlsplit(canonicalize_url(inner, keep_fragments=True))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return given
        keep = frozenset(name.lower() for name in keep_params)
        drop = frozenset(name.lower() for name in drop_params)
        scheme, netloc = _desktop_host(parts, home)
        scheme, netloc, path, query = service_page(scheme, netloc, page_path(parts.path), parts.query)
        query = page_query(netloc, path, query, keep, drop)
        fragment = parts.fragment if _ROUTE.fullmatch(parts.fragment) else ""
        return canonicalize_url(urlunsplit((scheme, netloc, path, query, fragment)), keep_fragments=True)
    except ValueError:
        return given


def same_site(a: str, b: str) -> bool:
    """Whether two addresses belong to one registrable domain (or are one bare host); ports do not matter."""
    one, other = _site(a), _site(b)
    return one is not None and one == other


def absolute_url(base: str, link: str | None) -> str | None:
    """A link as an absolute http(s) address, without a user's name and password.

    None for none, for `mailto:` and the like, for the unreadable and for what is longer than `MAX_URL`.
    """
    if not link:
        return None
    try:
        joined = urljoin(base, link.strip())
        parts = urlsplit(joined)
        has_host = bool(parts.hostname)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not has_host or len(joined) > MAX_URL:
        return None
    return without_user(joined) if "@" in parts.netloc else joined


def without_user(url: str) -> str:
    """The address without the name and password that it may carry."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def document_key(source_id: str, identity: str) -> str:
    """The key of a document: 32 hex digits, from its source and its identity there (`Source.identity`)."""
    text = f"{source_id}\n{identity}".encode("utf-8", "backslashreplace")
    return hashlib.md5(text, usedforsecurity=False).hexdigest()


def _desktop_host(parts: SplitResult, home: str | None) -> tuple[str, str]:
    netloc = _netloc(parts)
    own = urlsplit(home) if home else None
    if own is not None and _family(netloc) == _family(_netloc(own)):
        return own.scheme.lower(), _netloc(own)
    label, _, rest = netloc.partition(".")
    return parts.scheme, rest if label in TWIN_LABELS and _is_below_a_site(netloc) else netloc


def _netloc(parts: SplitResult) -> str:
    """Host in lower case and ASCII, with the port where it is not the default one; without user and password."""
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    elif not host.isascii():
        host = host.encode("idna").decode("ascii")
    default = {"http": 80, "https": 443}.get(parts.scheme.lower())
    return host if parts.port in {None, default} else f"{host}:{parts.port}"


def _family(netloc: str) -> str:
    label, _, rest = netloc.partition(".")
    return rest if (label == "www" or label in TWIN_LABELS) and _is_below_a_site(netloc) else netloc


def _is_below_a_site(netloc: str) -> bool:
    """Whether the first label may go: `m.gazette.example`, but not `m.example` and not `m.co.uk`."""
    host = netloc.partition(":")[0]
    return _registrable(host) != host


def _site(url: str) -> str | None:
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:
        return None
    return _registrable(host.rstrip(".")) if host else None


@cache
def _registrable(host: str) -> str:
    found = _suffixes(host)
    if found.suffix and found.domain:
        return f"{found.domain}.{found.suffix}"
    if not found.subdomain:
        return host
    # A name under a suffix that is not on the list (`example`, `test`): its last two labels are the site.
    return ".".join(host.split(".")[-2:])


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise PydanticCustomError("address", "{why}", {"why": str(error)}) from None
    if parts.scheme not in {"http", "https"}:
        why = "it has no scheme" if "://" not in url else f"its scheme is {parts.scheme!r}"
        raise PydanticCustomError("address", "{why}", {"why": why})
    if not host:
        raise PydanticCustomError("address", "{why}", {"why": "it has no host"})
    if "@" in parts.netloc:
        raise PydanticCustomError("address", "{why}", {"why": "it carries a user's name"})
    if len(url) > MAX_URL:
        raise PydanticCustomError("address", "{why}", {"why": f"it is longer than {MAX_URL} characters"})
    try:
        ascii_host = host.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_host = ""
    is_ip = host.startswith("[") or ":" in host
    if re.search(r"\s", url) or not (is_ip or _WORDS.fullmatch(ascii_host)):
        raise PydanticCustomError("address", "{why}", {"why": "it holds what no address holds"})
    return url


HttpAddress = Annotated[str, AfterValidator(_checked)]
"""An absolute http or https address, kept as written."""
