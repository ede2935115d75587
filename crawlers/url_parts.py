"""The parts of an address that cannot tell pages apart: trackers, session keys, AMP and print views."""

import re
from typing import Final
from urllib.parse import unquote_plus

from crawlers.url_services import service_noise

# fmt: off
TRACKERS: Final = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid",
    "ttclid", "igsh", "igshid", "li_fat_id", "mkt_tok", "_hsenc", "_hsmi", "__hstc", "__hssc",
    "__hsfp", "hsctatracking", "oly_anon_id", "oly_enc_id", "vero_id", "vero_conv", "_ga", "_gl",
    "_gac", "xtor", "s_cid", "cmpid", "ncid", "soc_src", "soc_trk", "taid", "__twitter_impression",
    "ref_src", "ref_url", "attribution_id", "attribution_type",
    "fb_action_ids", "fb_action_types", "fb_source", "fb_ref", "guce_referrer", "guce_referrer_sig",
    "guccounter", "wt_mc", "wt.mc_id", "replytocom", "phpsessid", "jsessionid", "cfid", "cftoken",
    "noamp",
})
# fmt: on
"""Parameters, in lower case, that say how a reader came, never what is read.

Short common words (`cid`, `eid`, `uid`, `ref`, `source`, `session`) are not here: somewhere each of them is the
document's key. A source's file drops them where they are noise.
"""
TRACKER_PREFIXES: Final = ("utm_", "mc_", "pk_", "mtm_", "hsa_", "itm_")
AMP_OUTPUTS: Final = frozenset({"outputtype", "output", "format", "view"})
PRINT_VIEWS: Final = frozenset({"print", "printable", "printer_friendly", "printerfriendly"})

_YES: Final = frozenset({"", "1", "true", "yes", "y", "on"})
_BLOGGER: Final = re.compile(r"/(?:\d{4}/\d\d|p)/[^/]+\.html")
_SESSION_KEY: Final = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
_SESSIONS: Final = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*|/\(S\([a-z0-9]{24}\)\)(?=/)", re.IGNORECASE)
_COMMENTS: Final = re.compile(r"/comment-page-\d+/?$")


def page_path(path: str) -> str:
    """The path without session keys, without what marks an AMP view or a page of WordPress's comments."""
    before = None
    while before != path:
        before = path
        path = _COMMENTS.sub("/", _SESSIONS.sub("", path))
        path = path.removeprefix("/amp") if path.startswith("/amp/") else path
        if path.endswith("/amp/"):
            path = path.removesuffix("amp/")
        elif path.endswith("/amp"):
            path = path.removesuffix("/amp") or "/"
        elif path.endswith(".amp.html"):
            path = path.removesuffix(".amp.html") + ".html"
    return path


def page_query(host: str, path: str, query: str, keep: frozenset[str], drop: frozenset[str]) -> str:
    """The query without what cannot tell pages apart.

    Args:
        host: that is asked; some names are noise at one service alone.
        path: that is asked, as `page_path` gives it.
        query: without its question mark.
        keep: names in lower case that the source's file keeps.
        drop: names in lower case that it drops.
    """
    noise = drop | service_noise(host)
    is_blogger = ".blogspot." in host or _BLOGGER.fullmatch(path) is not None
    parts = [part for part in query.split("&") if part]
    return "&".join(part for part in parts if _is_kept(part, keep, noise, is_blogger=is_blogger))


def _is_kept(part: str, keep: frozenset[str], noise: frozenset[str], *, is_blogger: bool) -> bool:
    name, _, value = part.partition("=")
    name, value = unquote_plus(name).lower(), value.lower()
    if name in keep:
        return True
    if name in noise or name in TRACKERS or name.startswith(TRACKER_PREFIXES):
        return False
    if name == "amp" or name in PRINT_VIEWS:
        return value not in _YES
    if name == "m":
        return not (is_blogger and value in {"0", "1"})
    if name == "sid":
        return _SESSION_KEY.fullmatch(value) is None
    return not (name in AMP_OUTPUTS and value == "amp")
