"""Addresses: which two are one document, which two are one site, and what a source's file may give as one."""

import hashlib
import re
from functools import cache
from typing import Annotated
from urllib.parse import SplitResult, unquote_plus, urljoin, urlsplit, urlunsplit

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError
from tldextract import TLDExtract
from w3lib.url import canonicalize_url

# fmt: off
TRACKERS = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid",
    "ttclid", "igsh", "igshid", "li_fat_id", "mkt_tok", "_hsenc", "_hsmi", "__hstc", "__hssc",
    "__hsfp", "hsctatracking", "oly_anon_id", "oly_enc_id", "vero_id", "vero_conv", "_ga", "_gl",
    "_gac", "xtor", "s_cid", "cmpid", "ncid", "soc_src", "soc_trk", "taid", "__twitter_impression",
    "fb_action_ids", "fb_action_types", "fb_source", "fb_ref", "guce_referrer", "guce_referrer_sig",
    "guccounter", "wt_mc", "wt.mc_id", "replytocom", "phpsessid", "jsessionid", "cfid", "cftoken",
    "noamp",
})
# fmt: on
"""Parameters, in lower case, that say how a reader came, never what is read.

Short common words (`cid`, `eid`, `uid`, `ref`, `source`, `session`) are not here: somewhere each of them is the
document's key. A source's file drops them where they are noise.
"""
TRACKER_PREFIXES = ("utm_", "mc_", "pk_", "mtm_", "hsa_", "itm_")
MAX_URL = 8192
"""Characters of the longest address that is read; servers take no longer ones."""
AMP_OUTPUTS = frozenset({"outputtype", "output", "format", "view"})
TWIN_LABELS = frozenset({"m", "mobile", "amp"})

_AMP_VIEWER = re.compile(r"/amp/(s/)?(?=[^/])")
_AMP_CACHE = re.compile(r"/[civ]/(s/)?(?=[^/])")
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
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
    """The identity of a document: one string for all addresses of one page, and never one for two pages.

    Host, escapes and the order of parameters are normal; fragment, default port, session keys and trackers are
    gone; AMP and mobile addresses are those of the page itself. Path case, trailing slash and every other
    parameter stay, since each may be what tells two pages apart. Applying it twice changes nothing.

    Args:
        url: as announced or as answered.
        keep_params: names kept although they are trackers elsewhere.
        drop_params: names that say nothing at this source. Names match in any case.
        home: the source's homepage. An address whose host is the homepage's, but for `www.`, `m.`, `mobile.`
            or `amp.`, takes the homepage's scheme and host.

    Returns:
        The address; what was given, stripped, where it is not a readable http(s) address.
    """
    given = url.strip()
    try:
        parts = _unwrapped(urlsplit(canonicalize_url(_without_markup(given))))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return given
        keep = frozenset(name.lower() for name in keep_params)
        drop = frozenset(name.lower() for name in drop_params)
        scheme, netloc = _desktop_host(parts, home)
        plain = urlunsplit((scheme, netloc, _page_path(parts.path), _query(parts.query, keep, drop), ""))
        return canonicalize_url(plain)
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


def document_key(source_id: str, url: str) -> str:
    """The key of a document: 32 hex digits, from its source and its `canonical_url`."""
    text = f"{source_id}\n{url}".encode("utf-8", "backslashreplace")
    return hashlib.md5(text, usedforsecurity=False).hexdigest()


def _without_markup(url: str) -> str:
    return url.replace("&amp;", "&")


def _unwrapped(parts: SplitResult) -> SplitResult:
    """The page's own address where this is one of an AMP viewer or cache."""
    host = parts.hostname or ""
    wrapper = None
    if re.fullmatch(r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}", host):
        wrapper = _AMP_VIEWER.match(parts.path)
    elif host.endswith(".cdn.ampproject.org"):
        wrapper = _AMP_CACHE.match(parts.path)
    if wrapper is None:
        return parts
    inner = urlsplit(f"http{'s' if wrapper[1] else ''}://{parts.path[wrapper.end() :]}")
    if not inner.hostname or "." not in inner.hostname:
        return parts
    return urlsplit(canonicalize_url(inner._replace(query=parts.query).geturl()))


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


def _page_path(path: str) -> str:
    path = _SESSION.sub("", path)
    before = None
    while before != path:
        before = path
        path = path.removeprefix("/amp") if path.startswith("/amp/") else path
        if path.endswith("/amp/"):
            path = path.removesuffix("amp/")
        elif path.endswith("/amp"):
            path = path.removesuffix("/amp") or "/"
        elif path.endswith(".amp.html"):
            path = path.removesuffix(".amp.html") + ".html"
    return path


def _query(query: str, keep: frozenset[str], drop: frozenset[str]) -> str:
    return "&".join(part for part in query.split("&") if part and _is_kept(part, keep, drop))


def _is_kept(part: str, keep: frozenset[str], drop: frozenset[str]) -> bool:
    name, _, value = part.partition("=")
    name = unquote_plus(name).lower()
    if name in keep:
        return True
    if name in drop or name in TRACKERS or name.startswith(TRACKER_PREFIXES):
        return False
    if name == "amp":
        return value.lower() not in {"", "1", "true", "yes"}
    return not (name in AMP_OUTPUTS and value.lower() == "amp")


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
