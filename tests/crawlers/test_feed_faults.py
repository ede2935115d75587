"""What is wrong with a feed although it answers."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pydantic import TypeAdapter

from crawlers.discovered import Discovered, Found
from crawlers.feed_faults import find_faults
from crawlers.kinds import FeedConfig, parse

AT = datetime(2026, 11, 14, 9, 30, tzinfo=UTC)
HOST = "https://ledger.example"
CONFIG = TypeAdapter(FeedConfig)
FEED = {"kind": "feed", "url": f"{HOST}/feed"}


def item(number: int, **changes: object) -> Discovered:
    fields = {"url": f"{HOST}/{number}", "guid": f"key-{number}", "title": f"Story {number}"}
    return Discovered(**(fields | {"published": "2026-11-13T08:00:00Z"} | changes))


def found(*items: Discovered, **changes: object) -> Found:
    return Found(items=items, **changes)


STORIES = tuple(item(number) for number in range(5))


def faults(
    now: Found,
    before: Found | None = None,
    *,
    feed: dict[str, object] = FEED,
    headers: tuple[tuple[str, str], ...] = (),
    same_validator: bool = False,
) -> dict[str, str]:
    given = find_faults(
        now,
        before,
        config=CONFIG.validate_python(feed),
        headers=headers,
        fetched_at=AT,
        same_validator=same_validator,
    )
    assert len({fault.name for fault in given}) == len(given)
    return {fault.name: fault.detail for fault in given}


def dated(at: datetime, **more: str) -> tuple[tuple[str, str], ...]:
    return ("Date", format_datetime(at, usegmt=True)), *more.items()


def test_a_good_feed_has_none():
    assert faults(found(*STORIES), found(*STORIES[1:]), headers=dated(AT)) == {}


def test_the_same_validator_over_other_items_is_a_lie():
    before, now = found(*STORIES[:3]), found(item(9), STORIES[0], item(1, title="Story 1, corrected"))
    assert faults(now, before) == {}
    assert faults(now, before, same_validator=True) == {
        "lying-validators": "the validator is the same, yet 1 items are new, 1 gone and 1 changed"
    }


@pytest.mark.parametrize("change", [{"published": "3 hours ago"}, {"guid": "key-other"}])
def test_the_same_validator_over_the_same_items_told_otherwise_is_none(change):
    assert faults(found(item(1, **change)), found(item(1)), same_validator=True) == {}


def test_a_validator_of_a_first_answer_is_no_lie():
    assert faults(found(item(1)), None, same_validator=True) == {}


def test_other_keys_for_most_of_the_same_pages_are_churn():
    again = tuple(item(number, guid=f"run-2-{number}") for number in range(5))
    assert "3 of 5 items" in faults(found(*again[:3], *STORIES[3:]), found(*STORIES))["guid-churn"]
    assert faults(found(*again[:2], *STORIES[2:]), found(*STORIES)) == {}
    assert faults(found(*again[:2]), found(*STORIES[:2])) == {}


def test_keys_that_are_missing_are_no_churn():
    bare = tuple(item(number, guid=None) for number in range(5))
    assert faults(found(*bare), found(*STORIES)) == faults(found(*STORIES), found(*bare)) == {}


@pytest.mark.parametrize("name", ["published", "modified"])
@pytest.mark.parametrize("text", ["2027-11-13T08:00:00Z", "Mon, 15 Nov 2027 10:00:00 -0800", "2026-11-17"])
def test_dates_of_the_future_are_told(name, text):
    assert faults(found(*STORIES, item(7, **{name: text}))) == {
        "future-dates": f"1 of 6 items are dated ahead: {HOST}/7 on {text}"
    }


def test_agendas_are_dated_by_their_meeting():
    ahead = found(item(1, published="Wed, 18 Nov 2026 18:00:00 -0800"))
    view = {"kind": "granicus", "url": f"{HOST}/ViewPublisherRSS.php?view_id=2&mode=agendas"}
    assert faults(ahead, feed=view) == {}
    assert "future-dates" in faults(ahead)


@pytest.mark.parametrize(
    "text", ["2026-11-15T09:00:00", "Sat, 14 Nov 2026 20:00:00 -0800", "tomorrow", "31/12/2027"]
)
def test_dates_within_a_day_and_dates_that_cannot_be_read_are_not_of_the_future(text):
    assert faults(found(item(7, published=text))) == {}


@pytest.mark.parametrize(("minutes", "words"), [(-11, "11 minutes behind"), (11, "11 minutes ahead")])
def test_a_clock_that_is_off_is_told(minutes, words):
    headers = dated(AT + timedelta(minutes=minutes))
    assert words in faults(found(*STORIES), headers=headers)["clock-skew"]


@pytest.mark.parametrize(
    "headers",
    [
        dated(AT - timedelta(minutes=9)),
        dated(AT - timedelta(hours=2), Age="7200"),
        (("Date", "yesterday"),),
        (),
    ],
)
def test_a_clock_within_ten_minutes_a_cached_answer_and_no_clock_at_all_are_good(headers):
    assert faults(found(*STORIES), headers=headers) == {}


def test_a_cache_that_counts_wrongly_does_not_hide_a_wrong_clock():
    headers = dated(AT - timedelta(hours=2), Age="60")
    assert "119 minutes behind" in faults(found(*STORIES), headers=headers)["clock-skew"]


def test_a_feed_without_any_date_is_told_and_kinds_that_give_none_are_not():
    bare = found(item(1, published=None), item(2, published=None))
    assert faults(bare) == {"undated": "none of 2 items has a date"}
    assert faults(found(item(1, published=None), item(2, published=None, modified="2026-11-13"))) == {}
    listing = {"kind": "listing", "url": HOST, "link_css": "h3 a"}
    assert faults(bare, feed=listing) == {}
    assert "undated" in faults(bare, feed=listing | {"date_css": "time"})
    assert faults(bare, feed={"kind": "sitemap", "url": f"{HOST}/sitemap.xml"}) == {}


def test_more_than_a_thousand_items_are_told_except_in_a_sitemap():
    many = found(*(item(number) for number in range(1_001)))
    assert faults(many) == {"oversized": "1,001 items in one answer"}
    assert faults(found(*many.items[1:])) == {}
    assert faults(many, feed={"kind": "sitemap", "url": f"{HOST}/sitemap.xml"}) == {}


def feed_of(*titles: str, declared: str, encoded: str) -> Found:
    items = "".join(
        f"<item><title>{title}</title><link>{HOST}/{n}</link><pubDate>Fri, 13 Nov 2026 08:00:00 GMT</pubDate></item>"
        for n, title in enumerate(titles)
    )
    text = f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel>{items}</channel></rss>'
    return parse(text.encode(encoded), f"{HOST}/feed", CONFIG.validate_python(FEED))


TITLES = "Café owner’s complaint", "Peña’s deputies", "Council votes"


def test_titles_garbled_by_a_wrong_character_set_are_told_with_the_type_that_was_sent():
    broken = feed_of(*TITLES, declared="windows-1252", encoded="utf-8")
    told = faults(broken, headers=(("Content-Type", "text/xml; charset=utf-8"),))
    assert "2 of 3 titles" in told["wrong-charset"]
    assert "charset=utf-8" in told["wrong-charset"]
    lost = found(item(1, title="Caf\ufffd"), item(2, title="Pe\ufffda"))
    assert "wrong-charset" in faults(lost)


def test_a_right_character_set_and_one_odd_title_are_good():
    assert faults(feed_of(*TITLES, declared="utf-8", encoded="utf-8")) == {}
    assert faults(feed_of(*TITLES, declared="windows-1252", encoded="windows-1252")) == {}
    assert faults(found(item(1, title="Caf\ufffd"), *STORIES)) == {}


def test_items_without_a_link_are_told_and_other_notes_are_not():
    notes = (("item-without-link", "Agenda"), ("off-site", "https://elsewhere.example/"))
    assert faults(found(*STORIES, notes=notes)) == {"items-without-link": "1 of 6 items: 'Agenda'"}


def test_a_selector_that_matches_nothing_is_told():
    listing = {"kind": "listing", "url": HOST, "link_css": "h3 a"}
    page = b"<html><body><h2><a href='/1'>Story</a></h2></body></html>"
    told = faults(parse(page, HOST, CONFIG.validate_python(listing)), feed=listing)
    assert "'h3 a'" in told["nothing-selected"]
    assert faults(found(*STORIES), feed=listing) == {}


def test_an_empty_feed_is_told_and_a_quiet_night_of_a_kind_that_has_them_is_not():
    assert "empty" in faults(found())
    assert faults(found(more=(f"{HOST}/feed?page=2",))) == {}
    assert faults(found(), feed={"kind": "wordpress", "url": HOST}) == {}
    assert faults(found(), feed={"kind": "flashalert", "url": f"{HOST}/xml"}) == {}
