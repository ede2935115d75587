"""Addresses that carry another: AMP viewers and caches, and services that count a click before they redirect."""

import re
from typing import Final
from urllib.parse import SplitResult, unquote, unquote_plus, urlsplit, urlunsplit

_GOOGLE: Final = re.compile(r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}")
_AMP_VIEWER: Final = re.compile(r"/amp/(s/)?(?=[^/])")
_AMP_CACHE: Final = re.compile(r"/[civ]/(s/)?(?=[^/])")
_CLICK_PATH: Final = re.compile(r"/C?L0/(https?:[^/]+)", re.IGNORECASE)
_REDIRECTORS: Final = (
    (re.compile(r"(?:www\.)?bing\.com"), "/news/apiclick.aspx", ("url",)),
    (re.compile(r"lm?\.facebook\.com"), "/l.php", ("u",)),
    (re.compile(r"out\.reddit\.com"), "", ("url",)),
    (re.compile(r"(?:(?:www|m)\.)?youtube\.com"), "/redirect", ("q",)),
    (re.compile(r"[a-z0-9]+\.safelinks\.protection\.outlook\.com"), "/", ("url",)),
)


def unwrapped(url: str) -> str:
    """The page's own address where this is one of a known wrapper's; else the same.

    An address is read as it stands: where a service hides the target behind a key of its own, only its redirect tells.
    """
    while (inner := _inner(url)) is not None and len(inner) < len(url):
        url = inner.replace("&amp;", "&")
    return url


def carried(url: str, names: tuple[str, ...]) -> str | None:
    """The absolute http(s) address in the first of these parameters, in any case, that holds one."""
    try:
        query = urlsplit(url).query
    except ValueError:
        return None
    for part in query.split("&"):
        name, _, value = part.partition("=")
        target = unquote_plus(value).strip()
        if unquote_plus(name).lower() in names and _is_address(target):
            return target
    return None


def _inner(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"}:
        return None
    if _GOOGLE.fullmatch(host):
        if parts.path == "/url":
            return _of_google(parts)
        return _of_amp(parts, _AMP_VIEWER)
    if host.endswith(".cdn.ampproject.org"):
        return _of_amp(parts, _AMP_CACHE)
    if host.endswith((".awstrack.me", ".govdelivery.com")) and (click := _CLICK_PATH.match(parts.path)):
        target = unquote(click[1])
        return target if _is_address(target) else None
    for known, path, names in _REDIRECTORS:
        if known.fullmatch(host) and parts.path.lower().startswith(path):
            return carried(url, names)
    return None


def _of_google(parts: SplitResult) -> str | None:
    raw = next((part[4:] for part in parts.query.split("&") if part.startswith("url=")), "")
    if "?" in raw:
        # The target was put in as it is, its own `&` and all; what Google adds begins with ct=ga.
        whole = parts.query.partition("url=")[2].partition("&ct=ga")[0]
        return whole if _is_address(whole) else None
    return carried(urlunsplit(parts), ("url", "q"))


def _of_amp(parts: SplitResult, form: re.Pattern[str]) -> str | None:
    wrapper = form.match(parts.path)
    if wrapper is None:
        return None
    inner = f"http{'s' if wrapper[1] else ''}://{parts.path[wrapper.end() :]}"
    if not _is_address(inner) or "." not in (urlsplit(inner).hostname or ""):
        return None
    return urlsplit(inner)._replace(query=parts.query).geturl()


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
