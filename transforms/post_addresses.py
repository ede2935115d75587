"""Addresses of posts on social networks: whose they are, and which post, whatever frame or card leads to it."""

import re
from typing import Final, NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit


class PostAddress(NamedTuple):
    """A post's address, read.

    Attributes:
        post_id: as the address gives it; of a short link the code in it.
        handle: of the author, where the address names one, without @.
        url: that opens the post in a browser, without what only tracks its readers.
    """

    network: str
    post_id: str
    handle: str | None
    url: str


class _Form(NamedTuple):
    """One form of address: its path, and the permalink to make where the path is only a frame's."""

    network: str
    path: re.Pattern[str]
    permalink: str | None = None


def _forms(network: str, *paths: str | tuple[str, str]) -> tuple[_Form, ...]:
    return tuple(
        _Form(
            network,
            re.compile(path if isinstance(path, str) else path[0]),
            None if isinstance(path, str) else path[1],
        )
        for path in paths
    )


_TWITTER: Final = _forms(
    "twitter", r"/(?P<handle>(?!i/)\w{1,20})/status(?:es)?/(?P<id>\d+)", r"/i/(?:web/)?status/(?P<id>\d+)"
)
_REDDIT: Final = _forms(
    "reddit",
    (r"(?P<path>/(?:r|user)/[\w-]+/comments/\w+/[^/]*/(?P<id>\w+))", "https://www.reddit.com{path}"),
    (r"(?P<path>(?:/(?:r|user)/[\w-]+)?/comments/(?P<id>\w+)(?:/[^/]+)?)", "https://www.reddit.com{path}"),
    r"/r/\w+/s/(?P<id>\w+)",
)
_FACEBOOK: Final = _forms(
    "facebook",
    r"/groups/[\w.-]+/(?:posts|permalink)/(?P<id>\d+)",
    r"/(?P<handle>[\w.-]+)/(?:posts|videos|photos)/(?:[^/]+/)*?(?P<id>[\w.-]+)/?$",
    r"/(?:reel|share/[pvr]|share)/(?P<id>[\w-]+)",
)
_YOUTUBE: Final = _forms(
    "youtube",
    (r"/(?:embed|v|e)/(?!videoseries|live_stream)(?P<id>[\w-]{6,})", "https://www.youtube.com/watch?v={id}"),
    r"/(?:shorts|live|post)/(?P<id>[\w-]{6,})",
)
_TELEGRAM: Final = _forms("telegram", r"/(?:s/)?(?P<handle>[A-Za-z]\w{3,})/(?P<id>\d+)/?$")
_FORMS: Final[dict[str, tuple[_Form, ...]]] = {
    "twitter": _TWITTER,
    "x": _TWITTER,
    "bsky": _forms(
        "bluesky",
        r"/profile/(?P<handle>[^/]+)/post/(?P<id>\w+)",
        (r"/embed/(?P<handle>did:[^/]+)/app\.bsky\.feed\.post/(?P<id>\w+)", "https://bsky.app/profile/{handle}/post/{id}"),
    ),
    "threads": _forms("threads", r"/@(?P<handle>[^/]+)/post/(?P<id>[\w-]+)", r"/t/(?P<id>[\w-]+)"),
    "tiktok": _forms(
        "tiktok",
        r"/@(?P<handle>[^/]+)/(?:video|photo)/(?P<id>\d+)",
        r"/(?:embed(?:/v\d)?|player/v\d|v|t)/(?P<id>\w+)",
    ),
    "vm.tiktok.com": _forms("tiktok", r"/(?P<id>\w+)/?$"),
    "instagram": _forms("instagram", r"/(?:(?P<handle>[\w.]+)/)?(?:p|reels?|tv)/(?P<id>[\w-]+)"),
    "youtube": _YOUTUBE,
    "youtube-nocookie": _YOUTUBE,
    "youtu.be": _forms("youtube", r"/(?P<id>[\w-]{6,})"),
    "reddit": _REDDIT,
    "redditmedia": _REDDIT,
    "redd.it": _forms("reddit", r"/(?P<id>\w+)/?$"),
    "facebook": _FACEBOOK,
    "fb": _FACEBOOK,
    "fb.watch": _forms("facebook", r"/(?P<id>[\w-]+)/?$"),
    "truthsocial": _forms(
        "truthsocial", r"/@(?P<handle>\w+)/(?:posts/)?(?P<id>\d{6,})", r"/users/(?P<handle>\w+)/statuses/(?P<id>\d{6,})"
    ),
    "t.me": _TELEGRAM,
    "telegram.me": _TELEGRAM,
    "linkedin": _forms(
        "linkedin",
        (r"/(?:embed/)?feed/update/(?P<path>urn:li:\w+:(?P<id>\d+))", "https://www.linkedin.com/feed/update/{path}"),
        r"/posts/(?P<handle>[^/_]+)_[^/]*?(?:activity|share|ugcPost)[-:](?P<id>\d+)",
    ),
    "nextdoor": _forms("nextdoor", (r"/(?:p|embed)/(?P<id>[\w-]+)", "https://nextdoor.com/p/{id}")),
}  # fmt: skip
"""By a label of the host, or a whole host: mobile, regional and proxied hosts keep the label."""
_ANY_HOST: Final = _forms(
    "mastodon",
    r"/@(?P<handle>[\w.-]+(?:@[\w.-]+)?)/(?P<id>\d{6,})(?:/embed)?/?$",
    r"/users/(?P<handle>[\w.-]+)/statuses/(?P<id>\d{6,})(?:/embed)?/?$",
)
"""Mastodon is wherever somebody runs it."""
_FRAME_SUFFIX: Final = re.compile(r"/(?:embed(?:/captioned)?|(?:photo|video)/\d+)/?$")
_PLUGIN: Final = re.compile(r"/(?:v[\d.]+/)?plugins/(?:post|video|comment_embed)")
_PROXY_KEYS: Final = ("url", "href", "src", "u")
_LONGEST: Final = 4000
_HINTS: Final = (
    "twitter", "x.", "bsky", "threads", "tiktok", "instagram", "youtu", "reddit", "redd.it", "facebook", "fb.", "truthsocial", "t.me",
    "telegram.me", "linkedin", "nextdoor", "/@", "/users/",
)  # fmt: skip


def post_address(url: str, network: str | None = None) -> PostAddress | None:
    """The post that an address leads to, None for any other address.

    With a `network` that the mark-up names, an address on any host counts if its path is one of that network's.
    """
    url = url.strip()
    if url.startswith("at://"):
        did, _, post_id = url[5:].partition("/app.bsky.feed.post/")
        return (
            PostAddress("bluesky", post_id, did, f"https://bsky.app/profile/{did}/post/{post_id}")
            if post_id
            else None
        )
    parts = _split(url)
    if parts is None:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(parts.path) if "%" in parts.path else parts.path
    keys = [host, *host.split("."), *((network,) if network else ())]
    known = [forms for key in keys if (forms := _FORMS.get(key))]
    for form in (form for forms in known for form in forms):
        if match := form.path.match(path):
            return _address(form, match, parts, path)
    if known and (found := _by_query(known[0][0].network, parts)):
        return found
    if (not known or network == "mastodon") and path.startswith(("/@", "/users/")):
        for form in _ANY_HOST:
            if match := form.path.match(path):
                return _address(form, match, parts, path)
    return None


def may_hold_address(text: str) -> bool:
    """A cheap first look at a text: what fails it holds no post's address."""
    return "/" in text and any(hint in text for hint in _HINTS)


def framed_post(src: str) -> PostAddress | None:
    """The post that a frame shows: its own address, or the one that a proxy of embeds carries as a parameter."""
    for _ in range(3):
        if found := post_address(src):
            return found
        query = parse_qs(src[:_LONGEST].replace("&amp;", "&").partition("?")[2])
        values = [query[key][0] for key in _PROXY_KEYS if key in query]
        for value in values:
            if found := post_address(value):
                return found
        src = next((value for value in values if "?" in value), "")
    return None


def permalink(network: str, post_id: str) -> str | None:
    """The address of a post of which only the id is known; None where a network's addresses need more."""
    form = {
        "twitter": "https://twitter.com/i/status/{}",
        "youtube": "https://www.youtube.com/watch?v={}",
        "instagram": "https://www.instagram.com/p/{}/",
        "tiktok": "https://www.tiktok.com/embed/v2/{}",
    }.get(network)
    return form.format(post_id) if form else None


def _split(url: str) -> SplitResult | None:
    if url.startswith("//"):
        url = f"https:{url}"
    if not url.startswith(("http://", "https://")) or len(url) > _LONGEST:
        return None
    try:
        parts = urlsplit(url.replace("&amp;", "&"))
        parts.hostname  # noqa: B018  a bad host raises here
    except ValueError:
        return None
    return parts


def _address(form: _Form, match: re.Match[str], parts: SplitResult, path: str) -> PostAddress:
    named = match.groupdict()
    if form.permalink:
        url = form.permalink.format(**named)
    else:
        end = match.end()
        url = f"{parts.scheme}://{parts.netloc}{(path[:end] + _FRAME_SUFFIX.sub('', path[end:])).removesuffix('/embed')}"
    return PostAddress(form.network, named["id"], named.get("handle"), url)


def _by_query(network: str, parts: SplitResult) -> PostAddress | None:
    """Addresses that keep the post in their parameters."""
    if not parts.query:
        return None
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    if network == "twitter" and parts.path.startswith("/embed") and query.get("id", "").isdigit():
        return PostAddress(network, query["id"], None, f"https://twitter.com/i/status/{query['id']}")
    if network == "youtube" and parts.path == "/watch" and "v" in query:
        return PostAddress(network, query["v"], None, f"https://www.youtube.com/watch?v={query['v']}")
    if network == "nextdoor" and "post" in query:
        return PostAddress(network, query["post"], None, parts.geturl())
    if network != "facebook":
        return None
    if _PLUGIN.match(parts.path):
        return post_address(query.get("href", ""))
    for key in ("story_fbid", "fbid", "v"):
        if key in query:
            kept = "&".join(f"{name}={query[name]}" for name in (key, "id") if name in query)
            return PostAddress(
                network, query[key], None, f"{parts.scheme}://{parts.netloc}{parts.path}?{kept}"
            )
    return None
