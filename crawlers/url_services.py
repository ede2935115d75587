"""What is known of the addresses of services that many sources use: YouTube, Reddit, Substack, GovDelivery, ..."""

import re
from typing import Final
from urllib.parse import parse_qs

_NOISE: Final = {
    ".substack.com": frozenset({
        "r", "s", "triedredirect", "isfreemail", "showwelcome", "showwelcomeonshare", "publication_id", "post_id",
        "freetrial", "token",
    }),
    ".nixle.com": frozenset({"sub_id"}),
    ".nixle.us": frozenset({"sub_id"}),
    ".govdelivery.com": frozenset({"reqfrom", "wgt_ref"}),
    ".legistar.com": frozenset({"options", "search", "fulltext"}),
    ".reddit.com": frozenset({"share_id", "rdt", "context", "ref", "ref_source", "sort", "depth", "st", "sh"}),
}  # fmt: skip
"""By the end of the hosts' names, parameters that say how a reader came; elsewhere they may be keys."""

_VIDEO: Final = re.compile(r"/(?:shorts|live|embed|v)/(?!videoseries)(?P<id>[\w-]{11})/?", re.ASCII)
_VIDEO_ID: Final = re.compile(r"[\w-]{11}", re.ASCII)
_POST_ID: Final = re.compile(r"/[a-z0-9]{4,10}/?")
_BULLETIN: Final = re.compile(r"/bulletins/gd/(?P<account>[A-Z0-9_]+)-(?P<id>[0-9a-f]+)/?")
_YOUTUBE: Final = frozenset(
    {"youtube.com", "www.youtube.com", "youtube-nocookie.com", "www.youtube-nocookie.com"}
)
_REDDIT: Final = frozenset(
    {"reddit.com", "www.reddit.com", "old.reddit.com", "new.reddit.com", "np.reddit.com"}
)


def service_noise(host: str) -> frozenset[str]:
    """Names, in lower case, of the parameters that tell nothing apart on this host."""
    return next((names for end, names in _NOISE.items() if f".{host}".endswith(end)), frozenset())


def service_page(scheme: str, netloc: str, path: str, query: str) -> tuple[str, str, str, str]:
    """Scheme, host, path and query under which a service itself shows the page; those given for all other hosts."""
    if netloc in _YOUTUBE or netloc == "youtu.be":
        video = _video(netloc, path, query)
        if video is not None:
            return "https", "www.youtube.com", "/watch", f"v={video}"
        return (
            ("https", "www.youtube.com", path, query) if netloc in _YOUTUBE else (scheme, netloc, path, query)
        )
    if netloc in _REDDIT:
        return "https", "www.reddit.com", path, query
    if netloc == "redd.it" and _POST_ID.fullmatch(path):
        return "https", "www.reddit.com", f"/comments/{path.strip('/')}", query
    if netloc == "content.govdelivery.com" and (bulletin := _BULLETIN.fullmatch(path)):
        return scheme, netloc, f"/accounts/{bulletin['account']}/bulletins/{bulletin['id']}", query
    return scheme, netloc, path, query


def _video(netloc: str, path: str, query: str) -> str | None:
    if netloc == "youtu.be":
        found = path.strip("/")
    elif path == "/watch":
        found = parse_qs(query).get("v", [""])[0]
    else:
        match = _VIDEO.fullmatch(path)
        found = match["id"] if match else ""
    return found if _VIDEO_ID.fullmatch(found) else None
