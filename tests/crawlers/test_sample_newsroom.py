"""The newsroom's server: the web of one instant, the same bytes each time, and every way in which a page disappoints."""

import gzip
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import Message

import pytest

from crawlers.discovered import Discovered, NotThisKind
from crawlers.kinds import first_urls, page_limit, parse
from crawlers.sample import load
from crawlers.sample.expected import load_expected
from crawlers.sample.load import ZONE
from crawlers.sample.newsroom import SOURCES_DIR, Newsroom, serve
from crawlers.sample.routes import respond
from crawlers.sources import Source, load_sources

END = datetime(2026, 11, 23, 1, 30, tzinfo=ZONE)
SOURCES = load_sources(SOURCES_DIR)
COURIER = "http://www.tamarackcourier.example"


@dataclass(frozen=True)
class Got:
    status: int
    headers: Message
    body: bytes


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with serve(END) as served:
        yield served


@pytest.fixture(autouse=True)
def at_the_end(newsroom: Newsroom) -> None:
    newsroom.at = END


@pytest.fixture
def get(newsroom: Newsroom) -> Callable[..., Got]:
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({"http": newsroom.proxy_url}), _NoRedirect
    )

    def fetch(url: str, **headers: str) -> Got:
        request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
        try:
            with opener.open(request, timeout=10) as answer:
                return Got(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Got(error.code, error.headers, error.read())

    return fetch


def item(newsroom: Newsroom, slug: str):
    return next(item for item in newsroom.world.items if item.slug == slug)


def announced(source: Source, get: Callable[..., Got], since: datetime | None = None) -> list[Discovered]:
    """All that a crawl of the source would find, by its kinds."""
    found: list[Discovered] = []
    for config in source.feeds:
        todo, read = list(first_urls(config, since)), 0
        while todo and read < page_limit(config):
            url = todo.pop(0)
            read += 1
            answer = parse(get(url).body, url, config)
            found += answer.items
            todo += answer.more
    return found


# What is announced.


def test_at_least_fourteen_sources_of_every_kind():
    assert len(SOURCES) >= 14
    kinds = {feed.kind for source in SOURCES for feed in source.feeds}
    assert kinds == {"feed", "sitemap", "listing", "wordpress", "bluesky", "mastodon"}
    assert sum(source.is_private for source in SOURCES) >= 1
    assert all(source.crawl.delay_s == 0 for source in SOURCES)


BROKEN = {"us_or_tamarack_falls_scanner", "us_or_tamarack_falls_school"}


@pytest.mark.parametrize(
    "source", [source for source in SOURCES if source.id not in BROKEN], ids=lambda source: source.id
)
def test_the_sources_announce_over_the_nights_exactly_what_is_expected(source, newsroom, get):
    """Nights as the demo runs them, since feeds hold only so many items and posts are deleted."""
    found: set[str] = set()
    since = None
    for day in range(14, 24):
        newsroom.at = datetime(2026, 11, day, 1, 30, tzinfo=ZONE)
        found |= {source.identity(one.url) for one in announced(source, get, since)}
        since = newsroom.at
    wanted = {source.identity(entry.url) for entry in load_expected() if entry.source_id == source.id}
    assert found == wanted


def test_the_broken_source_answers_500_whatever_is_asked(get):
    for path in ("/", "/feed/", "/robots.txt"):
        assert get(f"http://www.larkspurscanner.example{path}").status == 500


def test_one_feed_is_valid_and_empty(get):
    source = next(source for source in SOURCES if source.id.endswith("_eastbank"))
    assert announced(source, get) == []


def test_one_feed_is_a_web_page_with_status_200(get):
    source = next(source for source in SOURCES if source.id.endswith("_school"))
    with pytest.raises(NotThisKind, match="html-instead-of-feed"):
        announced(source, get)


def test_a_day_that_has_not_come_is_announced_nowhere(newsroom, get):
    newsroom.at = datetime(2026, 11, 8, 12, 0, tzinfo=ZONE)
    for source in SOURCES:
        if source.id not in BROKEN:
            assert announced(source, get) == [], source.id


def test_wordpress_gives_what_was_modified_since(newsroom, get):
    since = datetime(2026, 11, 20, 1, 30, tzinfo=ZONE)
    newsroom.at = datetime(2026, 11, 21, 1, 30, tzinfo=ZONE)
    source = next(source for source in SOURCES if source.id.endswith("_courier"))
    url = first_urls(source.feeds[0], since)[0]
    links = [one.url for one in parse(get(url).body, url, source.feeds[0]).items]
    assert item(newsroom, "courier-overtime-levy").url in links  # corrected a day before
    assert item(newsroom, "courier-officer-struck").url in links  # within the overlap
    assert item(newsroom, "courier-board-special-meeting").url not in links


def test_wordpress_pages_and_answers_400_past_the_end(get):
    first = get(f"{COURIER}/wp-json/wp/v2/posts?per_page=50")
    pages = int(first.headers["X-WP-TotalPages"])
    assert int(first.headers["X-WP-Total"]) > 50
    assert get(f"{COURIER}/wp-json/wp/v2/posts?per_page=50&page={pages}").status == 200
    past = get(f"{COURIER}/wp-json/wp/v2/posts?per_page=50&page={pages + 1}")
    assert past.status == 400
    assert b"rest_post_invalid_page_number" in past.body


def test_one_sitemap_of_the_index_is_a_gzip_file(get):
    answer = get("http://www.ktfl8.example/sitemaps/older.xml.gz")
    assert gzip.decompress(answer.body).startswith(b"<?xml")


def test_mastodon_pages_by_its_link_header(get):
    root = "http://larkspur-social.example/api/v1"
    first = get(f"{root}/timelines/tag/tamarackfalls?limit=10")
    link = first.headers["Link"]
    following = link[1 : link.index(">")]
    assert 'rel="next"' in link
    second = get(following)
    assert first.body != second.body
    assert 'rel="next"' not in second.headers["Link"]
    assert get(f"{root}/accounts/lookup?acct=nobody").status == 404


def test_bluesky_answers_400_for_an_unknown_account(get):
    answer = get("http://bsky-api.example/xrpc/app.bsky.feed.getAuthorFeed?actor=nobody.example")
    assert answer.status == 400
    assert b"Profile not found" in answer.body


# What the announced addresses answer.


def test_every_announced_page_answers_as_expected(newsroom, get):
    statuses = {
        "http-404": {404},
        "http-403": {403},
        "redirect-loop": {302},
        "document": {200, 301},
    }
    for one in newsroom.world.items:
        answer = get(one.url)
        if one.gone_at is not None:
            assert answer.status == {"gone": 410, "home": 302}[one.gone_how], one.url
            continue
        assert answer.status in statuses.get(one.outcome, {200}), one.url
        if one.outcome == "document" and answer.status == 200:
            assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
            assert b"</html>" in answer.body


@pytest.mark.parametrize(
    ("slug", "content_type", "start"),
    [
        ("oversight-agenda-packet-pdf", "application/pdf", b"%PDF-1.4"),
        ("sentinel-cartoon", "image/png", b"\x89PNG"),
        ("lookout-test-post", "text/html; charset=utf-8", b""),
        ("sentinel-lost-page", "text/html; charset=utf-8", b"<!doctype html>"),
    ],
)
def test_what_is_no_page(slug, content_type, start, newsroom, get):
    answer = get(item(newsroom, slug).url)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == content_type
    assert answer.body[: len(start)] == start
    assert bool(answer.body) == bool(start)


def test_a_page_says_not_found_with_status_200(newsroom, get):
    answer = get(item(newsroom, "sentinel-lost-page").url)
    assert answer.status == 200
    assert b"Page not found" in answer.body


def test_a_page_claims_utf_8_and_is_not(newsroom, get):
    answer = get(item(newsroom, "sentinel-cafe-accents").url)
    assert "utf-8" in answer.headers["Content-Type"]
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")
    assert "Renée Duchêne" in answer.body.decode("cp1252")


def test_a_redirect_leads_to_itself(newsroom, get):
    url = item(newsroom, "sentinel-loop").url
    for _ in range(4):
        answer = get(url)
        assert answer.status == 302
        url = answer.headers["Location"]
    assert get(url).headers["Location"] == url


def test_a_redirect_leads_to_the_page(newsroom, get):
    answer = get(item(newsroom, "sentinel-moved").url)
    assert answer.status == 301
    assert b"One hundred and six quilts" in get(answer.headers["Location"]).body


def test_a_paywalled_page_is_a_stub_that_says_so(newsroom, get):
    body = get(item(newsroom, "sentinel-investigation-stub").url).body
    assert b'"isAccessibleForFree": false' in body
    assert b"written it on napkins" not in body


def test_one_page_prints_next_year_and_one_no_date(newsroom, get):
    assert b"2027-11-19" in get(item(newsroom, "watchdog-drone-on-the-roof").url).body
    undated = get(item(newsroom, "sheriff-snow-tires").url).body
    assert b"2026" not in undated
    assert b"/2026</font>" in get(item(newsroom, "sheriff-hiker-found").url).body


def test_robots_forbid_an_announced_page(newsroom, get):
    rules = get("http://www.ktfl8.example/robots.txt")
    assert b"Disallow: /video/" in rules.body
    assert item(newsroom, "ktfl-video-chopper").url.startswith("http://www.ktfl8.example/video/")


def test_every_other_host_has_rules(newsroom, get):
    for site in newsroom.world.sites.values():
        if site.key != "scanner":
            answer = get(f"{site.root}/robots.txt")
            assert answer.status == 200
            assert answer.body.startswith(b"User-agent: *")


def test_the_citys_pages_differ_in_their_query_alone(newsroom, get):
    urls = [one.url for one in newsroom.world.items if one.site.key == "city"]
    assert {url.partition("?")[0] for url in urls} == {"http://www.tamarackfalls-or.example/CivicAlerts.aspx"}
    bodies = {get(url).body for url in urls}
    assert len(bodies) == len(urls)


def test_pages_carry_furniture_that_is_not_the_item(newsroom, get):
    body = get(
        item(newsroom, "watchdog-hold-for-day-watch").url + "?utm_source=rss&utm_medium=feed"
    ).body.decode()
    assert "I called twice that night" in body
    assert "Recent posts" in body
    assert "Leave a tip" in body


def test_pages_are_compressed_for_those_who_ask(newsroom, get):
    url = item(newsroom, "ktfl-jail-death").url
    packed = get(url, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == get(url).body


def test_one_page_is_not_encoded_as_it_says(newsroom, get):
    answer = get(item(newsroom, "klrk-evening-edition-review").url)
    assert answer.headers["Content-Encoding"] == "gzip"
    with pytest.raises(OSError, match="Not a gzipped file"):
        gzip.decompress(answer.body)


# What depends on the instant.


def test_a_page_changes_at_its_update_and_goes_when_it_is_removed(newsroom, get):
    outage = item(newsroom, "ktfl-outage")
    newsroom.at = datetime(2026, 11, 17, 8, 0, tzinfo=ZONE)
    assert b"are not going through" in get(outage.url).body
    newsroom.at = datetime(2026, 11, 17, 10, 0, tzinfo=ZONE)
    assert b"911 is working again" in get(outage.url).body
    standoff = item(newsroom, "ktfl-standoff-live")
    newsroom.at = standoff.gone_at
    assert get(standoff.url).status == 410
    newsroom.at = datetime(2026, 11, 14, 1, 30, tzinfo=ZONE)
    assert get(standoff.url).status == 200


def test_a_page_does_not_exist_before_it_is_published(newsroom, get):
    story = item(newsroom, "courier-sunday-analysis")
    newsroom.at = datetime(2026, 11, 21, 1, 30, tzinfo=ZONE)
    assert get(story.url).status == 404


def test_posts_are_edited_and_deleted(newsroom, get):
    url = "http://larkspur-social.example/api/v1/timelines/tag/tamarackfalls?limit=40"
    newsroom.at = datetime(2026, 11, 15, 1, 30, tzinfo=ZONE)
    assert b"tell his mother" in get(url).body
    newsroom.at = datetime(2026, 11, 16, 1, 30, tzinfo=ZONE)
    assert b"tell his mother" not in get(url).body
    assert b"Not the bike." in get(url).body


@pytest.mark.parametrize("day", [12, 19])
def test_the_same_instant_gives_the_same_bytes_in_another_zone_and_another_process_state(day):
    at = datetime(2026, 11, day, 1, 30, tzinfo=ZONE)
    urls = [one.url for one in load.load_world().items] + [
        url for source in SOURCES for feed in source.feeds for url in first_urls(feed, None)
    ]
    first = [respond(load.load_world(), at, url) for url in urls]
    load.load_world.cache_clear()
    again = load.load_world()
    assert [respond(again, at.astimezone(UTC), url) for url in urls] == first


# The server itself.


def test_a_plain_request_with_a_host_header_is_answered_too(newsroom, get):
    port = newsroom.proxy_url.rpartition(":")[2]
    with urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{port}/robots.txt", headers={"Host": "www.ktfl8.example"})
    ) as answer:
        assert b"/video/" in answer.read()


def test_an_unknown_host_is_refused_in_words(get):
    answer = get("http://www.nowhere.example/")
    assert answer.status == 502
    assert answer.body == b"no such host here: www.nowhere.example\n"


def test_what_was_asked_is_logged(newsroom, get):
    before = len(newsroom.requests)
    get(f"{COURIER}/robots.txt", User_Agent="a tester")
    assert [(one.url, one.status, one.user_agent) for one in newsroom.requests[before:]] == [
        (f"{COURIER}/robots.txt", 200, "a tester")
    ]


def test_it_leaves_no_thread_behind():
    before = set(threading.enumerate())
    with serve(END) as served:
        assert served.proxy_url.startswith("http://127.0.0.1:")
        assert set(threading.enumerate()) - before
    # threads of other tests may end meanwhile
    assert set(threading.enumerate()) <= before


def test_another_anchor_serves_other_weeks():
    with serve(datetime(2026, 12, 7, 1, 30, tzinfo=ZONE), anchor=date(2026, 11, 23)) as served:
        assert max(one.at for one in served.world.items).date() == date(2026, 12, 6)


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="at must carry a time zone"), serve(datetime(2026, 11, 20)):  # noqa: DTZ001
        pass
