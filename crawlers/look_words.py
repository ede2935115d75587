"""What a look at a site says: why it cannot be looked at, what was found, what can be done."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from crawlers.candidates import software_of
from crawlers.choose_feeds import Weighed
from crawlers.front_page import FrontPage
from crawlers.kinds import AnyFeed, first_urls
from crawlers.probe import Probe, Tried


class LookError(Exception):
    """Nothing can be told of the site; the message says what was found and what can be done."""


def why_nothing(url: str, weighed: Sequence[Weighed]) -> str:
    """That no source can be made of an address, with all that was tried."""
    tried = "".join(
        f"\n  {one.candidate.config.kind} {address(one.candidate.config)}: {one.verdict}" for one in weighed
    )
    return (
        f"{url}: nothing there announces items, and no three links of its pages look like items."
        f"{f' Tried:{tried}' if tried else ''}\n"
        "Open the site in a browser and look for its page of news: `sources new URL_OF_THAT_PAGE`, or "
        "`--kind listing --offline` and a link_css of your own"
    )


def why_closed(url: str, tried: Tried) -> str:
    """Why a site cannot be looked at, and what can be done."""
    outcome, detail = tried.outcome, f" ({tried.detail})" if tried.detail else ""
    what = f"{url}: {outcome}{detail}"
    match outcome:
        case "robots":
            return (
                f"{url}: robots.txt forbids this page{detail}; it is obeyed. Ask the publisher for a feed that may be read, "
                "and give its address with --feed and --offline"
            )
        case "robots-unreachable" | "host-deferred":
            return f"{what}; the site asks to be left alone for now, try again tomorrow"
        case "dns" | "refused" | "timeout" | "connection-failed" | "private-address":
            return f"{what}; nothing answers there. See to the address (http:// or https://, www. or not) in a browser"
        case "http-401" | "http-403" | "http-429" | "challenge":
            return (
                f"{what}; the site turns programs away, and we do not disguise ourselves. Ask the publisher for a feed, and "
                "give its address with --feed and --offline"
            )
        case "http-404" | "http-410":
            return f"{what}; there is no such page. Give the address of the front page"
    return f"{what}; try again later, or write the file without a look (--offline)"


def robots_words(probe: Probe, url: str) -> str:
    """What the robots.txt of an address's host said."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    request = next(
        (one for one in probe.night.requests if one.role == "robots" and one.url.startswith(origin)), None
    )
    if request is None:
        return "robots.txt: not asked for"
    if request.outcome == "ok":
        return f"{request.url}: allows what was asked for"
    return f"{request.url}: {request.outcome}, so nothing is forbidden"


def software_words(page: FrontPage) -> list[str]:
    """What a site runs on; nothing where that is not known."""
    software = software_of(page)
    return [f"The site runs on {software}."] if software else []


def shown(config: AnyFeed) -> str:
    """A feed in a few words."""
    parts = urlsplit(address(config))
    path = f"{parts.path}?{parts.query}" if parts.query and config.kind != "wordpress" else parts.path
    return f"{config.kind} {path[:60]}"


def address(config: AnyFeed) -> str:
    """Its first address."""
    return first_urls(config, None)[0]
