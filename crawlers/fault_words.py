"""The names under which a source's health tells its faults: what each means and what to do about it."""

import re
from dataclasses import dataclass
from typing import Final, Literal

Level = Literal["warn", "info"]
"""warn: someone must look this week; info: worth knowing, nothing is lost by it."""


@dataclass(frozen=True, slots=True)
class FaultWord:
    """One name.

    Attributes:
        level: the loudest that it is told; what is over, or was seen once, is told as info.
        meaning: what was seen.
        advice: what to do.
    """

    level: Level
    meaning: str
    advice: str


_OPEN: Final = "Open the address in a browser"
_ANOTHER_FEED: Final = "look for its new feed and change the source's file, or pause the source"

WORDS: Final[dict[str, FaultWord]] = {
    "timeout": FaultWord("warn", "no answer in time", "If it lasts, raise delay_s; ask the publisher whether the crawler is slowed down."),
    "refused": FaultWord("warn", "nothing listens at the address", f"{_OPEN}; if the site has moved, change the file."),
    "dns": FaultWord("warn", "the host's name is unknown", "Look whether the domain has lapsed or moved; change the file or pause the source."),
    "connection-failed": FaultWord("warn", "the connection broke off", f"{_OPEN}; if it works there, the site may turn crawlers away: ask."),
    "host-deferred": FaultWord("warn", "the host asked for a long pause or was silent", "Raise delay_s; take fewer pages with max_new_per_night."),
    "http-404": FaultWord("warn", "the feed is not there", f"If it lasts, {_ANOTHER_FEED}."),
    "http-401": FaultWord("warn", "the feed wants a login", "The site has closed it: take another kind of feed."),
    "http-403": FaultWord("warn", "the server refuses us", "Ask the publisher to let the crawler in by its name; do not disguise it."),
    "http-429": FaultWord("warn", "too many requests", "Raise delay_s; take fewer pages with max_new_per_night."),
    "gone": FaultWord("warn", "410: removed for good, or pages that were there are no longer", f"For a feed, {_ANOTHER_FEED}; for pages, see what was removed."),
    "challenge": FaultWord("warn", "a bot challenge stands in place of the page", "Ask the publisher to let the crawler in by its name; do not disguise it."),
    "consent-page": FaultWord("warn", "a consent page stands in place of the page", "Ask the publisher; look for a feed or sitemap that needs no consent."),
    "login-page": FaultWord("warn", "a login or an offer of subscriptions stands in place of the page", "Ask the publisher; pages behind it cannot be collected."),
    "region-blocked": FaultWord("warn", "the site serves no page to this part of the world", "Crawl from where its readers are, or ask the publisher."),
    "error-page": FaultWord("warn", "pages that tell of a fault with status 200", "Nothing at first; if it lasts, tell the publisher."),
    "soft-404": FaultWord("warn", "pages that say 'not found' with status 200", "See the pages named; the feed may announce what is gone."),
    "redirect-home": FaultWord("warn", "an address leads to the home page", "See the addresses named; pages were removed, or the feed has moved."),
    "robots": FaultWord("warn", "robots.txt forbids it", "Ask the publisher for leave, or pause the source with the reason."),
    "robots-changed": FaultWord("warn", "robots.txt forbids what it allowed, or the reverse", "Read its robots.txt in the archive; ask the publisher, or pause the source with the reason."),
    "robots-unreachable": FaultWord("warn", "robots.txt cannot be read, so the host was left alone", "Nothing at first; if it lasts, tell the publisher that robots.txt fails."),
    "redirect-loop": FaultWord("warn", "the address leads in a circle", f"{_OPEN}; if it works there, use the address that it ends at."),
    "too-many-redirects": FaultWord("warn", "more than five redirects", f"{_OPEN} and use the address that it ends at."),
    "bad-redirect": FaultWord("warn", "a redirect to nowhere", f"{_OPEN}; tell the publisher."),
    "bad-url": FaultWord("warn", "an address that cannot be asked for", "Correct the address in the source's file."),
    "private-address": FaultWord("warn", "the host's address is no public one", f"{_OPEN}; a source on this machine is named in its file by 127.0.0.1 and a port."),
    "bad-port": FaultWord("warn", "the port of another service than the web", "Correct the address in the source's file; tell the publisher."),
    "headers-too-large": FaultWord("warn", "an answer with more than 256 KiB of headers", f"{_OPEN}; tell the publisher."),
    "bad-credentials": FaultWord("warn", "the service refuses our credentials", "Correct them in the settings."),
    "html-instead-of-feed": FaultWord("warn", "a web page stands in place of the feed", f"{_OPEN}; {_ANOTHER_FEED}."),
    "empty-body": FaultWord("warn", "an answer without content", f"{_OPEN}; if it is empty there too, {_ANOTHER_FEED}."),
    "empty-feed": FaultWord("warn", "the feed answers and announces nothing", f"It may be given up: {_ANOTHER_FEED}. For a listing, see whether link_css still matches."),
    "frozen-feed": FaultWord("warn", "the feed answers, but brings nothing new, against its own habit", f"{_OPEN}: if the site has news, {_ANOTHER_FEED}."),
    "nothing-selected": FaultWord("warn", "a selector or a name in the source's file matches nothing", "The page has changed: correct link_css, item_css or orgs in the source's file."),
    "silent": FaultWord("warn", "nothing new for a week or more", "See whether the publisher has moved; if it is a quiet one, set new_per_week_min: 0."),
    "below-expectation": FaultWord("warn", "fewer new items than the source's file expects", "See what is missing; correct new_per_week_min if the expectation is wrong."),
    "above-expectation": FaultWord("warn", "more new items than the source's file expects", "See whether pages come twice or from elsewhere; correct new_per_week_max if not."),
    "page-failures": FaultWord("warn", "many of its pages could not be fetched", "See the commonest outcome; do for it what is said under its own name."),
    "page-budget": FaultWord("warn", "pages were held back night after night", "Raise max_new_per_night, or take a feed that announces less."),
    "body-too-large": FaultWord("warn", "an answer over 10 MiB", "If it is the feed, take a smaller one; single pages are left out."),
    "body-truncated": FaultWord("warn", "an answer that was cut off", "Nothing at first; if it lasts, tell the publisher."),
    "bad-content-encoding": FaultWord("warn", "an answer that cannot be unpacked", "Nothing at first; if it lasts, tell the publisher."),
    "flapping": FaultWord("warn", "it fails and recovers again and again", "Nothing is lost while it recovers within a day or two; raise delay_s, ask the publisher."),
    "not-collected": FaultWord("warn", "there is no account of these nights", "See whether the nightly run took place, and what it said."),
    "quiet-hours": FaultWord("warn", "every night fell into its quiet hours", "Move the nightly run, or change quiet_hours."),
    "damaged-archive": FaultWord("warn", "the source's archive file is damaged", "Run `beatbook archive verify`; restore the file from a backup or move it away."),
    "parse-error": FaultWord("warn", "the answer could not be read, by our fault", "Please report it, with the archived answer."),
    "error": FaultWord("warn", "something that we did not foresee", "Please report it, with the night's account."),
    "lying-validators": FaultWord("warn", "the server says unchanged while it changes", "Nothing: it is asked without conditions from now on. Tell the publisher if you like."),
    "wrong-charset": FaultWord("warn", "titles are garbled", "Tell the publisher which character set the feed declares; take another feed of the site."),
    "guid-churn": FaultWord("info", "the feed gives its items new keys", "Nothing: items are known by their address."),
    "future-dates": FaultWord("info", "items are dated ahead", "Nothing: such dates are refused; the documents have none, or the page's own."),
    "clock-skew": FaultWord("info", "the server's clock is wrong", "Nothing: our own clock is used. Mistrust times of the site to the minute."),
    "undated": FaultWord("info", "no item has a date", "Nothing, if the pages have dates; see the share with a date."),
    "oversized": FaultWord("info", "more than 1,000 items in one answer", "Nothing at first; if pages are held back, take a smaller feed."),
    "items-without-link": FaultWord("info", "items that lead nowhere", "For a listing, correct link_css; else tell the publisher."),
}  # fmt: skip
"""Every name but those of the two patterns below."""
_STATUS: Final = re.compile(r"http-(\d{3})")
_SERVER_ERROR: Final = FaultWord(
    "warn", "the server failed", f"Nothing at first; if it lasts, {_OPEN.lower()} and tell the publisher."
)
_OTHER_STATUS: Final = FaultWord("warn", "the server answered with this status", f"{_OPEN}; {_ANOTHER_FEED}.")
_OTHER: Final = FaultWord(
    "warn",
    "the answer is not what the source's file says",
    f"{_OPEN}; take another kind, or {_ANOTHER_FEED}.",
)


def word(name: str) -> FaultWord:
    """What is known of a fault's name; names that a kind gives itself (`not-json`, `rest-no-route`) have one answer."""
    if name in WORDS:
        return WORDS[name]
    status = _STATUS.fullmatch(name)
    if status is None:
        return _OTHER
    return _SERVER_ERROR if status[1] >= "500" else _OTHER_STATUS
