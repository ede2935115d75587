"""A look at a site: where it announces its items, and what it says of its publisher.

Two rounds of requests, at most four: the page that was named; the few places that its software leaves to try; where
those give nothing, the pages that are named as news, and feeds named there.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlsplit

from crawlers.candidates import (
    Candidate,
    candidates,
    closed_service,
    linked_services,
    news_sections,
    root_of,
    service_of,
    wordpress_root,
)
from crawlers.channel import channel_of
from crawlers.choose_feeds import Weighed, choose
from crawlers.discovered import Discovered
from crawlers.front_page import FrontPage, read_page
from crawlers.guess_listing import ListingGuess, guess_listing
from crawlers.kinds import AnyFeed, first_urls
from crawlers.kinds.feed import Feed
from crawlers.kinds.sitemap import Sitemap
from crawlers.look_words import (
    LookError,
    address,
    robots_words,
    shown,
    software_words,
    why_closed,
    why_nothing,
)
from crawlers.probe import Probe, Tried, Web, look_at, page_alone
from crawlers.site_facts import Fact, Facts, guess_publisher, read_facts, zone_of_wordpress

_ROOT_PAGE: Final = re.compile(r"/?(?:(?:index|home|default|main)(?:\.\w+)?)?/?|/[a-z]{2}(?:-[a-zA-Z]{2})?/?")
_WORDPRESS_ABOUT: Final = "wp-json/?_fields=name,timezone_string,gmt_offset"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was found.

    Attributes:
        homepage: the address that answered.
        facts: of the publisher.
        taken: feeds for the source's file, the best first; empty where nothing announces items.
        guess: a listing, where the selectors are guesses.
        weighed: all that was tried.
        linked: accounts, and pages at other services, that the page links to and that were not taken.
        remarks: on robots.txt, the software and the like.
    """

    homepage: str
    facts: Facts
    taken: tuple[Weighed, ...] = ()
    guess: ListingGuess | None = None
    weighed: tuple[Weighed, ...] = ()
    linked: tuple[AnyFeed, ...] = ()
    remarks: tuple[str, ...] = field(default=())


def look(url: str, *, web: Web, say: Say, given: Sequence[AnyFeed] = (), as_listing: bool = False) -> Look:
    """Look at a site, a page of it, an account's page or a feed.

    Args:
        url: any of these.
        web: how the web is reached.
        say: is told, in a line each, what is done.
        given: feeds to try instead of looking for some; of several the first that announces anything is taken.
        as_listing: take the links of the page itself, whatever feeds there are.

    Returns:
        With at least one feed taken, or a listing guessed.

    Raises:
        LookError: the site does not answer, or forbids it, or is one that gives nothing to a reader without an account;
            or nothing there announces items.
        CrawlError: nothing could be asked.
    """
    found = _look(url, web, say, given, as_listing=as_listing)
    if not found.taken and found.guess is None:
        raise LookError(why_nothing(url, found.weighed))
    return found


def _look(url: str, web: Web, say: Say, given: Sequence[AnyFeed], *, as_listing: bool) -> Look:
    if (closed := closed_service(url)) is not None:
        raise LookError(
            f"{url}: {closed} gives nothing to a reader without an account, so there is no kind for it; "
            "name the publisher's own site, or another account of it"
        )
    service = None if given or as_listing else service_of(url)
    if service is not None and (found := _of_service(service, url, web, say)) is not None:
        return found
    page, answer, probe = _open(url, web, say)
    if page is None:
        return _of_feed(url, answer, web, say)
    facts = read_facts(page)
    remarks = [robots_words(probe, url), *software_words(page)]
    if page.url != url:
        remarks.append(f"{url} leads to {page.url}")
    if as_listing:
        return Look(homepage=page.url, facts=facts, guess=guess_listing(page), remarks=tuple(remarks))
    if given:
        places = [Candidate(config=config, why="as given") for config in given]
        tried, facts = _try(places, page, facts, web, say)
        weighed = _first_working(places, tried)
        return Look(
            homepage=page.url,
            facts=facts,
            taken=tuple(one for one in weighed if one.is_taken),
            weighed=weighed,
            remarks=tuple(remarks),
        )
    places = list(candidates(page, probe.robots_of(page.url)))
    tried, facts = _try(places, page, facts, web, say)
    weighed = choose(places, tried)
    found = Look(
        homepage=page.url,
        facts=facts,
        taken=tuple(one for one in weighed if one.is_taken),
        weighed=weighed,
        linked=linked_services(page),
        remarks=tuple(remarks),
    )
    if _is_section(page):
        found = _of_section(found, page)
    if not found.taken and found.guess is None:
        found = _look_further(found, page, web, say)
    return found


def _open(url: str, web: Web, say: Say) -> tuple[FrontPage | None, Tried, Probe]:
    """The page at an address; None where something else than a page answers."""
    say(f"opening {url}")
    probe = look_at([page_alone(url)], homepage=url, web=web)
    answer = probe.tried[0]
    if answer.answer is None or answer.answer.status >= 300 or answer.outcome.startswith("robots"):
        raise LookError(why_closed(url, answer))
    capture = answer.answer
    return read_page(capture.body, capture.url, capture.headers), answer, probe


def _of_service(config: AnyFeed, url: str, web: Web, say: Say) -> Look | None:
    """An account or an agency's page at a service that has a kind; None where the address only looked like one."""
    say(f"asking {config.kind}: {first_urls(config, None)[0]}")
    place = Candidate(config=config, why=f"the address is one of the kind {config.kind}")
    if config.kind == "reddit" and web.credentials is None:
        weighed = Weighed(
            candidate=place,
            tried=_untried(config),
            is_taken=True,
            verdict="not tried: it asks for credentials",
        )
        return Look(homepage=url, facts=Facts(), taken=(weighed,), weighed=(weighed,))
    probe = look_at([config], homepage=url, web=web)
    tried = probe.tried[0]
    if tried.outcome not in {"ok", "ok-empty"}:
        if config.kind == "mastodon" and tried.outcome in {
            "http-404",
            "not-mastodon",
            "html-instead-of-json",
            "not-json",
        }:
            return None
        raise LookError(
            f"{url}: {tried.outcome}{f' ({tried.detail})' if tried.detail else ''}; is the account still there?"
        )
    weighed = _first_working([place], [tried])[0]
    weighed = replace(weighed, is_taken=True)
    name = _name_of_account(tried.items)
    facts = Facts(
        name=Fact(name, "the account's own name") if name else None,
        publisher=guess_publisher(host="", name=name or ""),
    )
    remarks = [robots_words(probe, first_urls(config, None)[0])]
    if (did := _did_of(tried.items)) is not None:
        remarks.append(f"The account's lasting key is {did}: as `actor` it outlives a change of the handle.")
    return Look(homepage=url, facts=facts, taken=(weighed,), weighed=(weighed,), remarks=tuple(remarks))


def _of_feed(url: str, answer: Tried, web: Web, say: Say) -> Look:
    """What a feed or a sitemap tells of its site, which is looked at for the rest."""
    assert answer.answer is not None
    channel = channel_of(answer.answer.body)
    title, home, language = channel.title, channel.link, channel.language
    home = home if home is not None and home.startswith("http") else root_of(url)
    given: tuple[AnyFeed, ...] = (
        service_of(url) or Feed(kind="feed", url=url),
        Sitemap(kind="sitemap", url=url, max_sitemaps=1),
    )
    say(f"{url} is no page: trying it as a feed")
    probe = look_at([*given, page_alone(home)], homepage=home, web=web)
    places = [Candidate(config=config, why="as given") for config in given]
    weighed = tuple(one for one in _first_working(places, probe.tried[:2]) if one.is_taken)
    if not weighed:
        raise LookError(
            f"{url}: {probe.tried[0].outcome} ({probe.tried[0].detail}); accepted is a web page, a feed or a sitemap"
        )
    front = probe.tried[2].answer
    page = (
        read_page(front.body, front.url, front.headers) if front is not None and front.status < 300 else None
    )
    facts = read_facts(page) if page is not None else Facts()
    if facts.name is None and title:
        facts = replace(facts, name=Fact(title, "the feed's title"))
    if facts.publisher is None:
        facts = replace(
            facts, publisher=guess_publisher(host=urlsplit(home).hostname or "", name=title or "")
        )
    if facts.language is None and language:
        facts = replace(facts, language=Fact(language[:2].lower(), "the feed's language", is_sure=True))
    return Look(
        homepage=page.url if page is not None else home,
        facts=facts,
        taken=weighed,
        weighed=weighed,
        linked=linked_services(page) if page is not None else (),
        remarks=(robots_words(probe, url),),
    )


def _try(
    places: Sequence[Candidate], page: FrontPage, facts: Facts, web: Web, say: Say
) -> tuple[tuple[Tried, ...], Facts]:
    """Ask the places, and a WordPress site for its settings; facts with what those say."""
    if not places:
        return (), facts
    say(f"trying {len(places)} places: " + ", ".join(shown(place.config) for place in places))
    root = wordpress_root(page)
    more: list[AnyFeed] = [Feed(kind="feed", url=f"{root}{_WORDPRESS_ABOUT}")] if root else []
    probe = look_at([*(place.config for place in places), *more], homepage=page.url, web=web)
    about = probe.tried[-1].answer if more else None
    if about is not None and about.status < 300:
        settings = _json_object(about.body)
        name = settings.get("name")
        if facts.name is None or not facts.name.is_sure:
            facts = (
                replace(facts, name=Fact(name, "its WordPress settings", is_sure=True))
                if isinstance(name, str) and name
                else facts
            )
        facts = replace(facts, timezone=zone_of_wordpress(settings))
    return probe.tried[: len(places)], facts


def _first_working(places: Sequence[Candidate], tried: Sequence[Tried]) -> tuple[Weighed, ...]:
    """Of feeds that somebody named, the first that announces anything is taken, whatever is thought of it."""
    working = next((one for one in tried if one.outcome == "ok" and one.items), None)
    weighed = choose(places, tried)
    return tuple(replace(one, is_taken=one.tried is working) for one in weighed)


def _is_section(page: FrontPage) -> bool:
    """Whether a page is a part of its site, not the front page of it."""
    parts = urlsplit(page.url)
    root = wordpress_root(page) or root_of(page.url)
    path = parts.path.removeprefix(urlsplit(root).path.rstrip("/"))
    return _ROOT_PAGE.fullmatch(path) is None or bool(parts.query)


def _of_section(found: Look, page: FrontPage) -> Look:
    """Of a section, its own feed, else its links: the feeds of the whole site are not what was asked for."""
    own = [
        one
        for one in found.weighed
        if one.tried.outcome == "ok"
        and one.tried.items
        and (
            one.candidate.config.kind == "civicplus"
            or address(one.candidate.config).startswith(page.url.partition("?")[0].rstrip("/"))
        )
    ]
    if own:
        return replace(found, taken=tuple(own[:1]))
    guess = guess_listing(page)
    if guess is not None:
        words = "It is a section of a site: its links are listed. Feeds of the whole site stand among what was tried."
        return replace(found, taken=(), guess=guess, remarks=(*found.remarks, words))
    return found


def _look_further(found: Look, page: FrontPage, web: Web, say: Say) -> Look:
    """Where neither the page nor its software leads to a feed: the sections named as news, then services, then a guess."""
    guesses = [guess for guess in (guess_listing(page),) if guess is not None]
    sections = [url for url in news_sections(page) if url != page.url]
    pages: list[FrontPage] = []
    if sections:
        say(f"no feed so far: opening {', '.join(sections)}")
        probe = look_at([page_alone(url) for url in sections], homepage=page.url, web=web)
        for tried in probe.tried:
            if tried.answer is not None and tried.answer.status < 300:
                section = read_page(tried.answer.body, tried.answer.url, tried.answer.headers)
                pages += [section] if section is not None else []
    known = {str(one.candidate.config) for one in found.weighed}
    places = [
        Candidate(config=Feed(kind="feed", url=feed.url), why=f"named in the head of {section.url}")
        for section in pages
        for feed in section.feeds[:2]
    ]
    services = found.linked or tuple(one for section in pages for one in linked_services(section))
    press_rooms = [config for config in services if config.kind in {"nixle", "govdelivery", "civicplus"}]
    places += [Candidate(config=config, why="linked from the page") for config in press_rooms[:2]]
    places = [place for place in places if str(place.config) not in known]
    if places:
        tried_places, _ = _try(places, page, found.facts, web, say)
        weighed = _first_working(places, tried_places)
        found = replace(
            found, weighed=(*found.weighed, *weighed), taken=tuple(one for one in weighed if one.is_taken)
        )
        if found.taken:
            taken = {str(one.candidate.config) for one in found.taken}
            return replace(found, linked=tuple(one for one in services if str(one) not in taken))
    # A section named as news lists news and nothing else.
    guesses = [guess for guess in map(guess_listing, pages) if guess is not None] + guesses
    return replace(found, guess=guesses[0] if guesses else None, linked=services)


def _untried(config: AnyFeed) -> Tried:
    return Tried(config=config, outcome="no-credentials", detail="", answer=None, items=(), notes=())


def _name_of_account(items: Sequence[Discovered]) -> str | None:
    accounts = [item.account for item in items if item.account is not None and item.account.is_followed]
    return next((account.name or account.handle for account in accounts), None)


def _did_of(items: Sequence[Discovered]) -> str | None:
    ids = (item.account.id for item in items if item.account is not None and item.account.is_followed)
    return next((key for key in ids if key.startswith("did:")), None)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
