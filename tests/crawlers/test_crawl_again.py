"""Night after night at the same addresses: what is asked with conditions, kept as a repeat, left alone, looked at again."""

import gzip
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from loopback_web import (
    DAY,
    Handler,
    Web,
    make_source,
    outcomes,
    page,
    redirect,
    reply,
    rss,
    run_crawl,
    serve_web,
)

from crawlers.archive import read_archive
from crawlers.archive_compact import compact_file
from crawlers.ledger import Ledger
from crawlers.ledger_rows import Verdict
from crawlers.revisits import FULL_EVERY
from crawlers.run import CrawlReport

SOURCE = "us_or_ledger"
BASE = "http://ledger.example"
FEED = f"{BASE}/feed"


@pytest.fixture
def web():
    with serve_web() as web:
        yield web


def night(folder: Path, web: Web, number: int, *sources, **changes) -> CrawlReport:
    day = DAY + timedelta(days=number)
    at = datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)
    return run_crawl(
        folder,
        *(sources or [make_source(SOURCE, FEED)]),
        **({"day": day, "at": at, "proxy": web.address} | changes),
    )


def tagged(handler: Handler, etag: str) -> Handler:
    """Answers 304 to a request with this entity tag, else the handler's answer with the tag."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        if request.headers.get("If-None-Match") == etag:
            request.send_response_only(304)
            request.send_header("ETag", etag)
            request.end_headers()
            return
        end = request.end_headers
        request.end_headers = lambda: (request.send_header("ETag", etag), end())  # type: ignore[method-assign,assignment]
        handler(request)
        request.end_headers = end  # type: ignore[method-assign]

    return handle


def conditions_of(web: Web, url: str) -> list[str | None]:
    return [
        one.headers.get("If-None-Match") or one.headers.get("If-Modified-Since")
        for one in web.asked
        if one.url == url
    ]


def test_an_unchanged_feed_is_asked_with_conditions_and_read_from_the_archive(tmp_path, web):
    web.routes[f"{BASE}/1"] = page("One")
    web.routes[FEED] = tagged(rss(f"{BASE}/1"), '"a"')
    night(tmp_path, web, 0)
    report = night(tmp_path, web, 1)
    assert conditions_of(web, FEED) == [None, '"a"']
    (feed,) = report.nights[0].feeds
    assert (feed.outcome, feed.items_found, feed.items_new) == ("ok", 1, 0)
    assert ("feed", "not-modified") in outcomes(report)
    first, second = (
        next(c for c in read_archive(tmp_path / "archive", day, SOURCE) if c.role == "discovery")
        for day in (DAY, DAY + timedelta(days=1))
    )
    assert (second.body, second.headers, second.status) == (first.body, first.headers, 200)
    assert second.revisit_of == first.location
    assert second.fetched_at > first.fetched_at


def test_the_same_bytes_again_are_kept_once(tmp_path, web):
    web.routes[f"{BASE}/1"] = page("One")
    web.routes[FEED] = rss(f"{BASE}/1")  # without validators
    night(tmp_path, web, 0)
    report = night(tmp_path, web, 1)
    assert conditions_of(web, FEED) == [None, None]
    assert ("feed", "not-modified") in outcomes(report)
    capture = next(
        c
        for c in read_archive(tmp_path / "archive", DAY + timedelta(days=1), SOURCE)
        if c.role == "discovery"
    )
    assert capture.revisit_of is not None
    assert b"<rss" in capture.body


def test_a_date_is_sent_where_there_is_no_tag_and_a_tag_alone_where_there_is(tmp_path, web):
    changed = "Fri, 13 Nov 2026 09:00:00 GMT"
    web.routes[FEED] = reply("<rss version='2.0'><channel/></rss>", Last_Modified=changed)
    night(tmp_path, web, 0)
    night(tmp_path, web, 1)
    web.routes[FEED] = reply("<rss version='2.0'><channel/></rss>", Last_Modified=changed, ETag='"x"')
    night(tmp_path, web, 2)
    night(tmp_path, web, 3)
    sent = [one.headers for one in web.asked if one.url == FEED]
    assert [one.get("If-Modified-Since") for one in sent[:3]] == [None, changed, changed]
    assert (sent[3].get("If-None-Match"), sent[3].get("If-Modified-Since")) == ('"x"', None)


def test_validators_stay_with_their_address_over_a_redirect(tmp_path, web):
    other = "http://other.example/feed"
    web.routes[FEED] = tagged(rss(), '"own"')
    night(tmp_path, web, 0)
    web.routes[FEED] = redirect(other)
    web.routes[other] = tagged(rss(), '"theirs"')
    night(tmp_path, web, 1)
    night(tmp_path, web, 2)
    assert conditions_of(web, FEED) == [None, '"own"', '"own"']
    assert conditions_of(web, other) == [None, '"theirs"']


def test_a_feed_that_lies_is_caught_and_then_asked_without_conditions(tmp_path, web):
    for n in range(1, 9):
        web.routes[f"{BASE}/{n}"] = page(f"Story {n}")
    caught = []
    for number in range(7):
        # The tag never changes, the content does.
        web.routes[FEED] = tagged(rss(*(f"{BASE}/{n}" for n in range(1, 2 + number))), '"frozen"')
        report = night(tmp_path, web, number)
        caught.append([fault.name for fault in report.nights[0].feeds[0].faults])
    # Every fourth request is without conditions: it finds what was withheld, and the lie.
    assert FULL_EVERY == 4
    assert [bool(sent) for sent in conditions_of(web, FEED)] == [False, True, True, True, False, False, False]
    assert ["lying-validators" in names for names in caught] == [False, False, False, False, True, True, True]
    assert f"{BASE}/7" in web.urls()


def test_an_honest_feed_is_asked_in_full_now_and_then_and_is_not_accused(tmp_path, web):
    web.routes[FEED] = tagged(rss(f"{BASE}/1"), '"a"')
    web.routes[f"{BASE}/1"] = page("One")
    faults = [
        fault.name for number in range(6) for fault in night(tmp_path, web, number).nights[0].feeds[0].faults
    ]
    assert [bool(sent) for sent in conditions_of(web, FEED)] == [False, True, True, True, False, True]
    assert "lying-validators" not in faults


def test_an_answer_that_the_archive_has_lost_is_asked_for_anew(tmp_path, web):
    web.routes[FEED] = tagged(rss(f"{BASE}/1"), '"a"')
    web.routes[f"{BASE}/1"] = page("One")
    night(tmp_path, web, 0)
    file = tmp_path / "archive" / DAY.isoformat() / f"{SOURCE}.warc.gz"
    file.write_bytes(b"")
    report = night(tmp_path, web, 1)
    assert conditions_of(web, FEED) == [None, '"a"', None]
    assert report.nights[0].feeds[0].outcome == "ok"
    capture = next(
        c for c in read_archive(tmp_path / "archive", DAY + timedelta(days=1), SOURCE) if c.status == 200
    )
    assert capture.revisit_of is None


def test_an_answer_that_was_compacted_is_asked_for_in_full(tmp_path, web):
    # Pages of one mould, packed one by one: together they can be packed better.
    mould = "".join(f"<li>{number * 7919 % 10_007}</li>" for number in range(3000))
    for n in range(4):
        packed = gzip.compress(f"<html><ul>{mould}</ul><p>Story {n}</p></html>".encode(), mtime=0)
        web.routes[f"{BASE}/{n}"] = reply(packed, Content_Encoding="gzip")
    web.routes[FEED] = tagged(rss(*(f"{BASE}/{n}" for n in range(4))), '"a"')
    night(tmp_path, web, 0)
    file = tmp_path / "archive" / DAY.isoformat() / f"{SOURCE}.warc.gz"
    assert compact_file(file).left is None
    report = night(tmp_path, web, 1)
    assert conditions_of(web, FEED) == [None, None]
    assert report.nights[0].state == "collected"


def test_a_failing_feed_is_left_alone_for_longer_and_longer_and_never_given_up(tmp_path, web):
    web.routes[FEED] = reply("<html>not a feed</html>")
    asked, told = [], []
    for number in range(11):
        before = len([url for url in web.urls() if url == FEED])
        report = night(tmp_path, web, number)
        asked.append(len([url for url in web.urls() if url == FEED]) > before)
        told.append(report.nights[0].feeds[0].outcome)
        assert report.nights[0].state == "failed"
    assert [number for number, was in enumerate(asked) if was] == [0, 1, 3, 6, 10]
    assert set(told) == {"html-instead-of-feed", "backed-off"}
    web.routes[FEED] = rss()
    assert night(tmp_path, web, 12, again=True).nights[0].state == "collected"
    assert night(tmp_path, web, 13).nights[0].state == "collected"


def test_a_failure_that_is_likely_to_pass_counts_half(tmp_path, web):
    web.routes[FEED] = reply("down", 500)
    asked = []
    for number in range(6):
        before = len(web.asked)
        night(tmp_path, web, number)
        asked.append(len(web.asked) > before + 1)
    assert asked == [True, True, True, True, False, True]


def test_a_source_is_left_alone_in_its_quiet_hours(tmp_path, web):
    web.routes[FEED] = rss()
    # 09:30 UTC is 01:30 in the source's own zone.
    quiet = make_source(SOURCE, FEED, crawl={"quiet_hours": "22:00-02:00"})
    report = night(tmp_path, web, 0, quiet)
    assert (report.nights[0].state, report.nights[0].feeds[0].outcome) == ("skipped", "quiet-hours")
    assert web.asked == []
    later = datetime(DAY.year, DAY.month, DAY.day, 10, 0, tzinfo=UTC)
    assert night(tmp_path, web, 0, quiet, at=later).nights[0].state == "collected"


def test_a_page_that_is_gone_is_looked_at_once_more_on_another_night(tmp_path, web):
    web.routes[FEED] = rss(f"{BASE}/1", f"{BASE}/2")
    web.routes[f"{BASE}/1"] = page("One")
    web.routes[f"{BASE}/2"] = page("Two")
    source = make_source(SOURCE, FEED, crawl={"recheck_days": [1]})
    night(tmp_path, web, 0, source)
    del web.routes[f"{BASE}/1"]
    web.routes[f"{BASE}/2"] = redirect(f"{BASE}/")
    web.routes[f"{BASE}/"] = page("Front page")
    gone = {("1", "http-404"), ("2", "redirect-home")}
    assert gone <= set(outcomes(night(tmp_path, web, 1, source)))
    assert gone <= set(outcomes(night(tmp_path, web, 2, source)))
    assert not gone & set(outcomes(night(tmp_path, web, 3, source)))


def test_only_documents_on_topic_are_looked_at_again(tmp_path, web):
    urls = [f"{BASE}/{n}" for n in (1, 2, 3)]
    web.routes |= {url: page(url) for url in urls}
    web.routes[FEED] = rss(*urls)
    night(tmp_path, web, 0)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.learn(
            SOURCE,
            DAY,
            [
                Verdict(key=urls[0], same_as=None, is_on_topic=True, is_gone=False),
                Verdict(key=urls[1], same_as=None, is_on_topic=False, is_gone=False),
            ],
        )
    night(tmp_path, web, 1)
    assert sorted(url for url in web.urls() if url in urls) == sorted([*urls, urls[0], urls[2]])


def test_another_address_of_a_known_page_is_not_fetched(tmp_path, web):
    web.routes[f"{BASE}/short"] = redirect(f"{BASE}/long")
    web.routes[f"{BASE}/long"] = page("One")
    web.routes[f"{BASE}/print"] = page("Two")
    web.routes[f"{BASE}/two"] = page("Two")
    source = make_source(SOURCE, FEED, crawl={"recheck_days": []})
    web.routes[FEED] = rss(f"{BASE}/short", f"{BASE}/print")
    night(tmp_path, web, 0, source)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        # As extraction tells it, from the page's own rel=canonical.
        ledger.learn(
            SOURCE,
            DAY,
            [Verdict(key=f"{BASE}/print", same_as=f"{BASE}/two", is_on_topic=True, is_gone=False)],
        )
    before = len(web.pages())
    web.routes[FEED] = rss(f"{BASE}/long", f"{BASE}/two")
    report = night(tmp_path, web, 1, source)
    assert web.pages()[before:] == [FEED]
    assert report.nights[0].feeds[0].items_new == 0


def test_a_wall_against_robots_is_told_by_its_name(tmp_path, web):
    wall = (
        "<html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script></html>"
    )
    for status in (200, 403, 503):
        web.routes[FEED] = reply(wall, status, Retry_After="0")
        report = night(tmp_path / str(status), web, 0)
        assert report.nights[0].feeds[0].outcome == "challenge", status


def test_a_wall_in_place_of_a_page_is_told_and_tried_again(tmp_path, web):
    web.routes[FEED] = rss(f"{BASE}/1", f"{BASE}/2")
    web.routes[f"{BASE}/1"] = reply("<script src='/cdn-cgi/challenge-platform/x.js'></script>", 403)
    web.routes[f"{BASE}/2"] = reply("Forbidden", 403)
    assert {("1", "challenge"), ("2", "http-403")} <= set(outcomes(night(tmp_path, web, 0)))
    web.routes[FEED] = rss()
    again = outcomes(night(tmp_path, web, 1))
    assert ("1", "challenge") in again
    assert "2" not in [name for name, _ in again]


def test_a_page_that_its_host_refuses_does_not_cost_the_news_of_the_next_nights(tmp_path, web):
    web.routes |= {f"{BASE}/{name}": page(name) for name in ("old", "new")}
    web.routes[f"{BASE}/busy"] = reply("wait", 429, Retry_After="0")
    web.routes[FEED] = rss(f"{BASE}/busy", f"{BASE}/old")
    assert {("busy", "http-429"), ("old", "host-deferred")} <= set(outcomes(night(tmp_path, web, 0)))
    web.routes[FEED] = rss(f"{BASE}/busy", f"{BASE}/new", f"{BASE}/old")
    assert outcomes(night(tmp_path, web, 1))[2:] == [("old", "ok"), ("new", "ok"), ("busy", "http-429")]


REDDIT = {
    "kind": "reddit",
    "subreddit": "tamarackfalls",
    "api": "http://reddit.example",
}


def test_reddit_is_left_out_without_credentials(tmp_path, web):
    report = night(tmp_path, web, 0, make_source(SOURCE, REDDIT))
    assert (report.nights[0].state, report.nights[0].feeds[0].outcome) == ("skipped", "no-credentials")
    assert web.asked == []


@pytest.mark.parametrize(
    ("status", "outcome"), [(200, "ok-empty"), (401, "bad-credentials"), (500, "http-500")]
)
def test_reddit_is_asked_with_a_key_that_enters_no_file(tmp_path, web, status, outcome):
    from crawlers.job import Credentials

    web.routes["http://reddit.example/r/tamarackfalls/new?limit=100&raw_json=1"] = reply(
        '{"kind": "Listing", "data": {"after": null, "children": []}}', kind="application/json"
    )

    def token(request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers["Content-Length"])
        assert request.rfile.read(length) == b"grant_type=client_credentials"
        reply('{"access_token": "key-of-tonight", "expires_in": 3600}', status, kind="application/json")(
            request
        )

    web.posts["http://reddit.example/api/v1/access_token"] = token
    credentials = Credentials(reddit_id="program", reddit_secret="hush-hush")
    report = night(tmp_path, web, 0, make_source(SOURCE, REDDIT), credentials=credentials)
    assert report.nights[0].feeds[0].outcome == outcome
    sent = {one.url.rpartition("/")[2]: one.headers.get("Authorization") for one in web.asked}
    assert sent["access_token"] == "Basic cHJvZ3JhbTpodXNoLWh1c2g="
    if status == 200:
        assert sent["new?limit=100&raw_json=1"] == "bearer key-of-tonight"
    kept = b"".join(
        path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".gz"
    )
    kept += b"".join(
        c.body + repr(c.headers).encode() for c in read_archive(tmp_path / "archive", DAY, SOURCE)
    )
    assert b"hush" not in kept
    assert b"key-of-tonight" not in kept
