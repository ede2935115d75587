"""What a fault does to a site's routes: changes of its feeds, pages and robots.txt, and the answers that stand in for them."""

import gzip
from collections.abc import Callable, Iterable
from dataclasses import replace

from lookalike import formats
from lookalike.answers import Answer, Routes, html
from lookalike.site import Site
from lookalike.stories import Story
from loopback_web import raw

Change = Callable[[Site, int, Routes], Routes]
"""(site, night, its routes in good health) -> the routes in their place."""


def feeds(change: Callable[[Answer], Answer]) -> Change:
    """Change every discovery answer."""
    return lambda site, night, routes: {url: change(routes[url]) for url in site.announced(night)}


def feeds_are(answer: Answer) -> Change:
    return feeds(lambda good: answer)


def announcing(form: Callable[[list[Story], Site, int], Answer]) -> Change:
    """Announce the stories in another form at the site's one feed."""

    def change(site: Site, night: int, routes: Routes) -> Routes:
        (url,) = site.announced(night)
        return {url: form(site.stories(night)[:12], site, night)}

    return change


def pages(change: Callable[[Answer], Answer], *, every: int = 1) -> Change:
    """Change the pages of the night's new stories, or every second or third of them."""
    return lambda site, night, routes: {url: change(routes[url]) for url in site.new_pages(night)[::every]}


def robots(text: str, status: int = 200) -> Change:
    answer = Answer(body=text.encode(), kind="text/plain", status=status)
    return lambda site, night, routes: {f"{site.host}/robots.txt": answer}


def cut_gzip(good: Answer) -> Answer:
    assert isinstance(good.body, bytes)
    packed = gzip.compress(good.body, mtime=0)
    return replace(good, body=packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"})


def not_gzip(good: Answer) -> Answer:
    return replace(good, headers={"Content-Encoding": "gzip"})


def cut_short(good: Answer) -> Answer:
    assert isinstance(good.body, bytes)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(good.body)}\r\nConnection: close\r\n\r\n"
    return replace(good, handler=raw(head.encode(), good.body[: len(good.body) // 2]))


def lying(good: Answer) -> Answer:
    """The same entity tag whatever the content, and "not modified" for it."""
    return replace(good, etag='"for-ever"')


def flood(site: Site, night: int, routes: Routes) -> Routes:
    found = site.stories(night)
    many = [replace(found[0], number=10_000 + number) for number in range(2_000)]
    page = formats.article(many[0])
    return {f"{site.host}/rss": formats.rss([*found, *many], site.address)} | {
        site.address(story): page for story in many
    }


def retitled(found: Iterable[Story], site: Site) -> Answer:
    """Bytes in UTF-8 under the declaration, and the type, of another character set."""
    good = formats.rss(found, site.address, declared="windows-1252")
    return replace(good, kind="text/xml; charset=windows-1252")


TOO_LARGE = Answer(
    handler=raw(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99000000\r\nConnection: close\r\n\r\n<p>",
    )
)
HANGS = Answer(handler=raw(b"HTTP/1.1 200 OK\r\n", pause_s=5.0))
RESETS = Answer(handler=raw(b"HTTP/1.1 200 OK\r\nContent-Le", reset=True))
A_PAGE = html(
    "<!DOCTYPE html><html><head><title>Our site</title></head><body><h1>We have a new site!</h1></body></html>"
)
NOT_FOUND = html(
    "<!DOCTYPE html><html><head><title>Page not found</title></head><body><h1>Page not found</h1>"
    "<p>Sorry, it is not here.</p></body></html>"
)
CLOSED_API = Answer(
    body=b'{"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}}',
    kind="application/json",
    status=404,
    etag="",
)
NO_PROFILE = Answer(
    body=b'{"error": "InvalidRequest", "message": "Profile not found"}',
    kind="application/json",
    status=400,
    etag="",
)
EMPTY_FEED = formats.rss([], lambda story: "")
