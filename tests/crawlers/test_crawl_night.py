"""A crawl in fair weather: what is fetched, what is not, how it is filed, and how politely."""

import gzip
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from loopback_web import (
    AT,
    CONTACT,
    DAY,
    LATER,
    captures,
    in_turn,
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
from crawlers.night import night_path, read_night

HOST = "http://ledger.example"
FEED = f"{HOST}/feed"
SOURCE = "us_or_ledger"


@pytest.fixture
def web():
    with serve_web() as served:
        served.routes[FEED] = rss(f"{HOST}/1", f"{HOST}/2")
        served.routes |= {f"{HOST}/{n}": page(f"Story {n}") for n in range(1, 9)}
        yield served


def test_a_night_archives_rules_feed_and_pages_in_the_order_in_which_they_were_asked_for(web, tmp_path):
    web.routes[f"{HOST}/robots.txt"] = reply("User-agent: *\nDisallow: /private", kind="text/plain")
    report = run_crawl(tmp_path, make_source(SOURCE, FEED), proxy=web.address)
    (night,) = report.nights
    assert (night.state, night.source_id, night.day) == ("collected", SOURCE, DAY)
    assert [(f.outcome, f.items_found, f.items_new, f.url) for f in night.feeds] == [("ok", 2, 2, FEED)]
    assert outcomes(report) == [("robots.txt", "ok"), ("feed", "ok"), ("1", "ok"), ("2", "ok")]
    kept = list(read_archive(tmp_path / "archive", DAY, SOURCE))
    assert [(c.role, c.feed, c.url) for c in kept] == [
        ("robots", None, f"{HOST}/robots.txt"),
        ("discovery", 0, FEED),
        ("item", None, f"{HOST}/1"),
        ("item", None, f"{HOST}/2"),
    ]
    assert b"Story 1" in kept[2].body
    assert {c.fetched_at for c in kept} == {AT}
    assert (night.started_at, night.ended_at, {r.at for r in night.requests}) == (AT, AT, {AT})
    assert read_night(night_path(tmp_path / "archive", DAY, SOURCE)) == night


def test_everything_is_asked_of_the_proxy_in_our_own_name(web, tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    run_crawl(tmp_path, make_source(SOURCE, FEED), proxy=web.address)
    assert web.urls() == [f"{HOST}/robots.txt", FEED, f"{HOST}/1", f"{HOST}/2"]
    assert {one.headers["User-Agent"] for one in web.asked} == {f"beatbook/0.1 (+mailto:{CONTACT})"}
    assert not any("Cookie" in one.headers or "Referer" in one.headers for one in web.asked)


def test_proxies_of_the_environment_are_not_used(tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serve_web() as web:
        web.routes["/feed"] = rss()
        report = run_crawl(tmp_path, make_source(SOURCE, f"{web.address}/feed"))
    assert [f.outcome for f in report.nights[0].feeds] == ["ok-empty"]


def test_without_an_instant_captures_carry_the_clock(web, tmp_path):
    before = datetime.now(UTC)
    report = run_crawl(tmp_path, make_source(SOURCE, FEED), proxy=web.address, at=None)
    stamps = [c.fetched_at for c in read_archive(tmp_path / "archive", DAY, SOURCE)]
    assert before < stamps[0] <= stamps[-1] < datetime.now(UTC)
    assert stamps == sorted(stamps)
    assert report.nights[0].started_at <= stamps[0] <= stamps[-1] <= report.nights[0].ended_at


def test_the_next_night_fetches_only_what_is_new_and_what_is_due_for_a_look(web, tmp_path):
    source = make_source(SOURCE, FEED, crawl={"recheck_days": [2]})
    run_crawl(tmp_path, source, proxy=web.address)
    web.routes[FEED] = rss(f"{HOST}/3", f"{HOST}/1?utm_source=feed", f"{HOST}/2")
    web.asked.clear()
    report = run_crawl(tmp_path, source, proxy=web.address, day=DAY + timedelta(days=1))
    assert web.pages() == [FEED, f"{HOST}/3"]
    assert [(f.items_found, f.items_new) for f in report.nights[0].feeds] == [(3, 1)]
    web.asked.clear()
    run_crawl(tmp_path, source, proxy=web.address, day=DAY + timedelta(days=2))
    assert web.pages() == [FEED, f"{HOST}/1?utm_source=feed", f"{HOST}/2"]


def test_a_page_announced_with_another_date_of_change_is_fetched_again(web, tmp_path):
    source = make_source(SOURCE, FEED, crawl={"recheck_days": []})
    links = f"{HOST}/1", f"{HOST}/2"
    web.routes[FEED] = rss(*links, dates=dict.fromkeys(links, "2026-11-13T08:00:00Z"))
    run_crawl(tmp_path, source, proxy=web.address)
    web.routes[FEED] = rss(*links, dates={links[0]: "2026-11-13T08:00:00Z", links[1]: "2026-11-14T19:00:00Z"})
    web.asked.clear()
    for days in (1, 2):
        run_crawl(tmp_path, source, proxy=web.address, day=DAY + timedelta(days=days))
    assert web.pages() == [FEED, links[1], FEED]


def test_pages_over_the_budget_are_held_back_and_come_first_the_next_night(web, tmp_path):
    source = make_source(SOURCE, FEED, crawl={"max_new_per_night": 2})
    web.routes[FEED] = rss(*(f"{HOST}/{n}" for n in range(1, 6)))
    report = run_crawl(tmp_path, source, proxy=web.address)
    assert outcomes(report)[2:] == [("1", "ok"), ("2", "ok"), *((n, "page-budget") for n in "345")]
    web.routes[FEED] = rss(f"{HOST}/8")
    web.asked.clear()
    report = run_crawl(tmp_path, source, proxy=web.address, day=DAY + timedelta(days=3), again=False)
    assert web.pages()[1:3] == [f"{HOST}/3", f"{HOST}/4"]
    assert ("5", "page-budget") in outcomes(report)
    assert ("8", "page-budget") in outcomes(report)


def test_a_page_that_failed_for_now_is_tried_again_although_it_is_announced_no_more(web, tmp_path):
    source = make_source(SOURCE, FEED)
    web.routes[f"{HOST}/2"] = in_turn(reply("down", 500), reply("down", 500), page("Story 2"))
    report = run_crawl(tmp_path, source, proxy=web.address)
    assert outcomes(report)[-1] == ("2", "http-500")
    assert [c.status for c in read_archive(tmp_path / "archive", DAY, SOURCE)][-2:] == [500, 500]
    web.routes[FEED] = rss()
    web.asked.clear()
    run_crawl(tmp_path, source, proxy=web.address, day=DAY + timedelta(days=1))
    assert f"{HOST}/2" in web.pages()


def test_a_collected_night_is_left_as_it_is_unless_it_is_wanted_again(web, tmp_path):
    source = make_source(SOURCE, FEED)
    first = run_crawl(tmp_path, source, proxy=web.address)
    kept = captures(tmp_path, SOURCE)
    web.asked.clear()
    assert run_crawl(tmp_path, source, proxy=web.address) == first
    assert web.asked == []
    again = run_crawl(tmp_path, source, proxy=web.address, again=True)
    assert web.pages() == [FEED]
    assert [(f.items_found, f.items_new) for f in again.nights[0].feeds] == [(2, 2)]
    assert captures(tmp_path, SOURCE)[SOURCE] == kept[SOURCE] + kept[SOURCE][:2]


def test_a_failed_source_is_tried_again_and_a_collected_one_beside_it_is_not(web, tmp_path):
    other = make_source("us_or_other", "http://other.example/feed")
    web.routes["http://other.example/feed"] = in_turn(reply(status=404), rss())
    report = run_crawl(tmp_path, make_source(SOURCE, FEED), other, proxy=web.address)
    assert [night.state for night in report.nights] == ["collected", "failed"]
    web.asked.clear()
    report = run_crawl(tmp_path, make_source(SOURCE, FEED), other, proxy=web.address, at=LATER)
    assert [night.state for night in report.nights] == ["collected", "collected"]
    assert web.pages() == ["http://other.example/feed"]


def test_a_source_that_failed_minutes_ago_is_left_alone(web, tmp_path):
    web.routes[FEED] = reply(status=404)
    source = make_source(SOURCE, FEED)
    first = run_crawl(tmp_path, source, proxy=web.address)
    web.asked.clear()
    assert run_crawl(tmp_path, source, proxy=web.address, at=AT + timedelta(minutes=9)) == first
    assert web.asked == []


def test_a_source_with_one_good_feed_of_two_is_partial_and_says_which(web, tmp_path):
    report = run_crawl(tmp_path, make_source(SOURCE, f"{HOST}/gone", FEED), proxy=web.address)
    assert report.nights[0].state == "partial"
    assert [(f.position, f.outcome, f.items_found) for f in report.nights[0].feeds] == [
        (0, "http-404", 0),
        (1, "ok", 2),
    ]


def test_a_source_that_is_paused_after_a_night_in_part_keeps_its_account(web, tmp_path):
    other = "http://ledger.example/other"
    web.routes[FEED] = rss()
    web.routes[other] = reply("down", 500)
    collected = run_crawl(tmp_path, make_source(SOURCE, FEED, other), proxy=web.address)
    assert collected.nights[0].state == "partial"
    paused = make_source(SOURCE, FEED, other, status="paused", status_reason="asked us to stop")
    again = run_crawl(tmp_path, paused, at=LATER, proxy=web.address)
    assert again.nights == collected.nights


def test_a_paused_source_is_not_asked_anything(web, tmp_path):
    paused = make_source(SOURCE, FEED, status="paused", status_reason="asked us to stop, 2026-10-02")
    report = run_crawl(tmp_path, paused, proxy=web.address)
    assert web.asked == []
    assert report.nights[0].state == "skipped"
    assert [(f.outcome, f.detail) for f in report.nights[0].feeds] == [
        ("paused", "asked us to stop, 2026-10-02")
    ]


def test_a_source_whose_robots_forbid_its_feed_is_skipped_and_asked_for_nothing_more(web, tmp_path):
    web.routes[f"{HOST}/robots.txt"] = reply("User-agent: beatbook\nDisallow: /", kind="text/plain")
    report = run_crawl(tmp_path, make_source(SOURCE, FEED), proxy=web.address)
    assert web.urls() == [f"{HOST}/robots.txt"]
    assert report.nights[0].state == "skipped"
    assert outcomes(report) == [("robots.txt", "ok"), ("feed", "robots")]


def test_a_compressed_robots_txt_is_obeyed(web, tmp_path):
    rules = gzip.compress(b"User-agent: *\nDisallow: /2\n", mtime=0)
    web.routes[f"{HOST}/robots.txt"] = reply(rules, kind="text/plain", Content_Encoding="gzip")
    report = run_crawl(tmp_path, make_source(SOURCE, FEED), proxy=web.address)
    assert outcomes(report)[-2:] == [("1", "ok"), ("2", "robots")]
    assert web.pages() == [FEED, f"{HOST}/1"]
    robots = next(read_archive(tmp_path / "archive", DAY, SOURCE))
    assert (robots.role, robots.body) == ("robots", b"User-agent: *\nDisallow: /2\n")


def test_robots_of_the_host_that_a_redirect_leads_to_are_obeyed(web, tmp_path):
    web.routes[f"{HOST}/1"] = redirect("http://closed.example/1")
    web.routes["http://closed.example/robots.txt"] = reply("User-agent: *\nDisallow: /", kind="text/plain")
    report = run_crawl(tmp_path, make_source(SOURCE, FEED), proxy=web.address)
    assert ("1", "robots") in outcomes(report)
    assert "http://closed.example/1" not in web.urls()


def test_every_hop_of_a_redirect_is_archived_under_the_announced_address(web, tmp_path):
    web.routes[f"{HOST}/1"] = redirect("/moved", 301)
    web.routes[f"{HOST}/moved"] = redirect("/3")
    report = run_crawl(tmp_path, make_source(SOURCE, FEED), proxy=web.address)
    items = [c for c in read_archive(tmp_path / "archive", DAY, SOURCE) if c.role == "item"]
    assert [(c.url, c.announced_url, c.status) for c in items] == [
        (f"{HOST}/1", f"{HOST}/1", 301),
        (f"{HOST}/moved", f"{HOST}/1", 302),
        (f"{HOST}/3", f"{HOST}/1", 200),
        (f"{HOST}/2", f"{HOST}/2", 200),
    ]
    moved = next(r for r in report.nights[0].requests if r.url == f"{HOST}/1")
    assert (moved.outcome, moved.status, moved.detail) == ("ok", 200, f"redirected to {HOST}/3")


def test_sister_papers_share_one_robots_txt_and_each_has_it_archived(web, tmp_path):
    web.routes[f"{HOST}/sister"] = rss(f"{HOST}/5")
    sources = make_source(SOURCE, FEED), make_source("us_or_sister", f"{HOST}/sister")
    run_crawl(tmp_path, *sources, proxy=web.address)
    assert web.urls().count(f"{HOST}/robots.txt") == 1
    for source in sources:
        assert [c.role for c in read_archive(tmp_path / "archive", DAY, source.id)][:2] == [
            "robots",
            "discovery",
        ]


def test_items_that_are_announced_whole_are_not_fetched(web, tmp_path):
    post = '{"id": 7, "link": "%s/7", "date_gmt": "2026-11-13T08:00:00", "content": {"rendered": "<p>All of it.</p>"}}'
    base = f"{HOST}/wp-json/wp/v2/posts"
    source = make_source(SOURCE, {"kind": "wordpress", "url": HOST})
    web.on_request = lambda _: web.routes.setdefault(
        next((u for u in web.urls() if u.startswith(base)), "-"),
        reply(f"[{post % HOST}]", kind="application/json"),
    )
    report = run_crawl(tmp_path, source, proxy=web.address)
    assert [(f.outcome, f.items_found, f.items_new) for f in report.nights[0].feeds] == [("ok", 1, 1)]
    assert len(web.pages()) == 1
    web.asked.clear()
    report = run_crawl(tmp_path, source, proxy=web.address, day=DAY + timedelta(days=1))
    assert (
        "modified_after=2026-11-13T09%3A30%3A00Z" in web.pages()[0]
        or "modified_after=2026-11-13T09:30" in web.pages()[0]
    )
    assert [(f.items_found, f.items_new) for f in report.nights[0].feeds] == [(1, 0)]


def test_paging_ends_at_a_page_without_news_and_at_its_limit(web, tmp_path):
    def listing(number: int, *links: str):
        anchors = "".join(f'<h3><a href="{link}">Story of the day number {link}</a></h3>' for link in links)
        return reply(f'<html><body>{anchors}<a class="next" href="/list{number + 1}">next</a></body></html>')

    feed = {
        "kind": "listing",
        "url": f"{HOST}/list1",
        "link_css": "h3 a",
        "next_css": "a.next",
        "max_pages": 3,
    }
    source = make_source(SOURCE, feed, crawl={"recheck_days": []})
    web.routes |= {f"{HOST}/list{n}": listing(n, f"/{n}") for n in range(1, 6)}
    report = run_crawl(tmp_path, source, proxy=web.address)
    assert [url for url in web.pages() if "list" in url] == [f"{HOST}/list{n}" for n in (1, 2, 3)]
    assert report.nights[0].state == "collected"
    web.routes[f"{HOST}/list1"] = listing(1, "/6")
    web.routes[f"{HOST}/list2"] = listing(2, "/1")
    web.asked.clear()
    run_crawl(tmp_path, source, proxy=web.address, day=DAY + timedelta(days=1))
    assert web.pages() == [f"{HOST}/list1", f"{HOST}/list2", f"{HOST}/6"]


def test_one_delay_is_kept_over_all_sources_of_a_host(web, tmp_path):
    web.routes[f"{HOST}/sister"] = rss(f"{HOST}/5")
    sources = make_source(SOURCE, FEED, crawl={"delay_s": 0.4}), make_source("us_or_sister", f"{HOST}/sister")
    run_crawl(tmp_path, *sources, proxy=web.address)
    times = [one.at for one in web.asked]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(gaps) == 5
    # The first gap follows the request for robots.txt, at whichever source's delay was known then.
    assert min(gaps[1:]) > 0.3


def test_the_crawl_delay_of_robots_is_kept(web, tmp_path):
    web.routes[f"{HOST}/robots.txt"] = reply("User-agent: *\nCrawl-delay: 0.5", kind="text/plain")
    run_crawl(tmp_path, make_source(SOURCE, FEED), proxy=web.address)
    times = [one.at for one in web.asked]
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.4


def test_a_short_pause_that_a_server_asks_for_is_waited_for(web, tmp_path):
    web.routes[f"{HOST}/1"] = in_turn(reply("slow down", 429, Retry_After="1"), page("Story 1"))
    report = run_crawl(tmp_path, make_source(SOURCE, FEED), proxy=web.address)
    asked = [one.at for one in web.asked if one.url == f"{HOST}/1"]
    assert asked[1] - asked[0] > 0.9
    assert ("1", "ok") in outcomes(report)


def test_a_host_that_asks_for_a_long_pause_is_left_alone_and_its_pages_come_the_next_night(web, tmp_path):
    web.routes[f"{HOST}/1"] = in_turn(reply("go away", 503, Retry_After="3600"), page("Story 1"))
    source = make_source(SOURCE, FEED)
    report = run_crawl(tmp_path, source, proxy=web.address)
    assert outcomes(report)[-2:] == [("1", "http-503"), ("2", "host-deferred")]
    assert web.pages() == [FEED, f"{HOST}/1"]
    web.routes[FEED] = rss()
    report = run_crawl(tmp_path, source, proxy=web.address, day=DAY + timedelta(days=1))
    assert sorted(outcomes(report)[-2:]) == [("1", "ok"), ("2", "ok")]


def test_two_attempts_of_one_day_give_one_day_of_first_sight(web, tmp_path):
    source = make_source(SOURCE, FEED, f"{HOST}/later")
    web.routes[f"{HOST}/later"] = in_turn(reply(status=500), reply(status=500), rss(f"{HOST}/4"))
    assert run_crawl(tmp_path, source, proxy=web.address).nights[0].state == "partial"
    report = run_crawl(tmp_path, source, proxy=web.address, at=LATER)
    assert [(f.outcome, f.items_new) for f in report.nights[0].feeds] == [("ok", 2), ("ok", 1)]
