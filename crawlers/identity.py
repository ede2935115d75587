"""The identity of a page: what stays of its address when all is gone that may differ between two visits to it.

An identity is a key, never an address to open: `canonical_url` gives that.
"""

import re
from typing import Final
from urllib.parse import SplitResult, unquote_plus, urlsplit, urlunsplit

from crawlers.path_ids import without_slug

_CASELESS: Final = re.compile(r"\.as(?:px|p|hx|mx)$", re.IGNORECASE)
_DOCUMENT_CENTER: Final = re.compile(r"/documentcenter/view/", re.IGNORECASE)
_REDDIT_POST: Final = re.compile(
    r"(?:/(?:r|u|user)/[^/]+)?/comments/(?P<post>[a-z0-9]+)(?:/[^/]*(?:/(?P<comment>[a-z0-9]+))?)?/?",
    re.IGNORECASE,
)
_DRUPAL_NODE: Final = re.compile(r"q=(?P<node>node/\d+)")
_MASTODON_POST: Final = re.compile(r"/users/(?P<name>[^/]+)/statuses/(?P<post>\d{15,})/?")


def page_identity(address: str, *, path_ids: bool = True) -> str:
    """The key of the page at a canonical address; the address itself where nothing is to be taken off.

    Servers of .aspx pages (CivicPlus, Legistar) read paths and names of parameters in any case. With `path_ids`
    the words beside an id in the path are left out too (see `path_ids.py`), and a post of Reddit is its id.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if parts.scheme not in {"http", "https"}:
        return address
    path, query = parts.path, parts.query
    if _DOCUMENT_CENTER.match(path):
        path, query = path.lower() if path_ids else path, _without(query, "bidid")
    if _CASELESS.search(path):
        path, query = path.lower(), _with_small_names(query)
    if path in {"/", "/index.php"} and (drupal := _DRUPAL_NODE.fullmatch(query.replace("%2F", "/"))):
        path, query = f"/{drupal['node']}", ""
    if path_ids:
        path = _service_path(parts, path) or without_slug(path)
    same = (parts.path, parts.query) == (path, query)
    return address if same else urlunsplit(parts._replace(path=path, query=query))


def _service_path(parts: SplitResult, path: str) -> str | None:
    if parts.hostname in {"redd.it", "youtu.be"}:
        return path  # a number there is not ours to read
    if f".{parts.hostname}".endswith(".reddit.com"):
        reddit = _REDDIT_POST.fullmatch(path)
        if reddit is not None:
            comment = f"/_/{reddit['comment']}" if reddit["comment"] else ""
            return f"/comments/{reddit['post']}{comment}".lower()
    mastodon = _MASTODON_POST.fullmatch(path)
    return f"/@{mastodon['name']}/{mastodon['post']}" if mastodon is not None else None


def _without(query: str, name: str) -> str:
    return "&".join(part for part in query.split("&") if _name(part) != name)


def _with_small_names(query: str) -> str:
    parts = (part.partition("=") for part in query.split("&"))
    return "&".join(sorted(f"{name.lower()}{sign}{value}" for name, sign, value in parts))


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0]).lower()
