"""Which date is believed, and what its clock means where a page contradicts itself."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from invented import document, page, source

from transforms.document import Dated

URL = "https://ledger.example/bridge-closed"
LOCAL = "2026-11-10T08:12:40-08:00"
RIGHT = datetime(2026, 11, 10, 16, 12, 40, tzinfo=UTC)


def ld(kind: str = "NewsArticle", **node: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": kind, **node})}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def published(html: str, **given: Any) -> Dated | None:
    return document(html, url=URL, **given).published


def found(html: str, **given: Any) -> tuple[datetime, bool, str] | None:
    dated = published(html, **given)
    return (dated.at, dated.has_time, dated.method) if dated else None


# --- zones


@pytest.mark.parametrize(
    ("head", "body", "method"),
    [
        # the local clock labelled UTC, beside the same clock with its offset
        (ld(datePublished="2026-11-10T08:12:40Z") + meta("article:published_time", LOCAL), "", "json-ld+zone-corrected"),
        (meta("article:published_time", "2026-11-10T08:12:40+00:00"), f"<time class='entry-date' datetime='{LOCAL}'>x</time>", "meta+zone-corrected"),
        # beside what a reader is shown with a zone
        (ld(datePublished="2026-11-10T08:12:40Z"), "<time datetime='2026-11-10T08:12:40Z'>Nov. 10, 2026, 8:12 a.m. PST</time>", "json-ld+zone-corrected"),
        # UTC's clock labelled with the local offset, beside the right one
        (meta("article:published_time", "2026-11-10T16:12:40-08:00"), f"<time datetime='{LOCAL}'>x</time>", "meta+zone-corrected"),
        # the local clock labelled UTC, beside the right UTC
        (ld(datePublished="2026-11-10T08:12:40Z") + meta("article:published_time", "2026-11-10T16:12:40Z"), "", "json-ld+zone-corrected"),
        # nothing is wrong with these
        (ld(datePublished="2026-11-10T16:12:40Z") + meta("article:published_time", LOCAL), "", "json-ld"),
        (ld(datePublished=LOCAL) + meta("article:published_time", "2026-11-10T08:12:40Z"), "", "json-ld"),
        (ld(datePublished="2026-11-10T16:12:40Z") + meta("sailthru.date", "2026-11-10 08:12:40"), "", "json-ld"),
        # a clock without a zone proves nothing: many pages print UTC and leave the rest to the browser
        (ld(datePublished="2026-11-10T16:12:40Z"), "<time datetime='2026-11-10T16:12:40Z'>Nov. 10, 2026, 4:12 p.m.</time>", "json-ld"),
    ],
)  # fmt: skip
def test_a_wrong_zone_is_put_right_where_the_page_shows_that_it_is_wrong(
    head: str, body: str, method: str
) -> None:
    dated = published(page(body, head=head))
    assert dated is not None
    assert (dated.at.replace(second=40), dated.method) == (RIGHT, method)


def test_a_corrected_zone_corrects_the_change_that_was_written_beside_it() -> None:
    faulty = ld(datePublished="2026-11-10T08:12:40Z", dateModified="2026-11-10T09:30:00Z")
    result = document(page(head=faulty + meta("article:published_time", LOCAL)), url=URL)
    assert result.modified == Dated(
        at=datetime(2026, 11, 10, 17, 30, tzinfo=UTC), has_time=True, method="json-ld+zone-corrected"
    )


def test_dates_that_differ_by_chance_are_left_alone() -> None:
    head = ld(datePublished="2026-11-10T16:12:40Z") + meta("article:published_time", "2026-11-10T14:12:40Z")
    assert found(page(head=head)) == (RIGHT, True, "json-ld")


def test_the_source_s_zone_decides_what_is_local() -> None:
    head = ld(datePublished="2026-11-10T08:12:40Z") + meta("article:published_time", "2026-11-10T16:12:40Z")
    there = source(timezone="America/New_York")
    assert found(page(head=head), of=there) == (
        datetime(2026, 11, 10, 8, 12, 40, tzinfo=UTC),
        True,
        "json-ld",
    )


# --- declared by what is no article


@pytest.mark.parametrize("kind", ["WebPage", "ClaimReview", "VideoObject"])
def test_the_date_of_a_page_that_describes_no_article_is_its_own(kind: str) -> None:
    key = "uploadDate" if kind == "VideoObject" else "datePublished"
    assert found(page(head=ld(kind, **{key: LOCAL}))) == (RIGHT, True, "json-ld")


def test_the_date_of_an_event_or_a_person_is_not_the_page_s() -> None:
    head = ld("Event", datePublished="2026-11-01T08:00:00Z") + ld("Person", datePublished="2026-11-02")
    dated = published(page("<p>Posted November 10, 2026</p>", head=head))
    assert dated is not None
    assert dated.method == "page-text+source-zone"


# --- which of several times


def test_of_times_of_several_days_the_one_below_the_heading_is_the_page_s() -> None:
    neighbour = (
        "<h3><a href='/x'>Council meets</a></h3><time datetime='2026-11-09T10:00:00-08:00'>Nov 9</time>"
    )
    own = f"<time datetime='{LOCAL}'>Nov 10</time>"
    html = page(after=neighbour).replace("<div class='entry-content'>", f"{own}<div class='entry-content'>")
    assert found(html) == (RIGHT, True, "time-element")
    others = neighbour + neighbour.replace("11-09", "11-08")
    html = page("<p>Posted November 10, 2026</p>", after=others)
    assert found(html) == (datetime(2026, 11, 10, 8, tzinfo=UTC), False, "page-text+source-zone")


# --- shown in words


@pytest.mark.parametrize(
    ("line", "at", "has_time", "method"),
    [
        ("<p>Posted: Nov. 10, 2026 8:12 a.m.</p>", datetime(2026, 11, 10, 16, 12, tzinfo=UTC), True, "page-text+source-zone"),
        ("<p>Published 11:12 a.m. ET Nov. 10, 2026</p>", datetime(2026, 11, 10, 16, 12, tzinfo=UTC), True, "page-text"),
        ("<p>Tuesday November 10th, 2026 :: 08:12 a.m. PST</p>", datetime(2026, 11, 10, 16, 12, tzinfo=UTC), True, "page-text"),
        ("<p>Posted 10th November 2026</p>", datetime(2026, 11, 10, 8, tzinfo=UTC), False, "page-text+source-zone"),
        ("<ul><li><strong>Date</strong> 11/10/2026</li></ul>", datetime(2026, 11, 10, 8, tzinfo=UTC), False, "page-text+source-zone"),
        ("<dl><dt>Posted on</dt><dd>November 10, 2026</dd></dl>", datetime(2026, 11, 10, 8, tzinfo=UTC), False, "page-text+source-zone"),
        ("<span class='date'>10.11.2026</span>", datetime(2026, 11, 10, 8, tzinfo=UTC), False, "page-text+source-zone"),
        ("<p>Publicado el 10 de noviembre de 2026 a las 8:12</p>", datetime(2026, 11, 10, 16, 12, tzinfo=UTC), True, "page-text+source-zone"),
    ],
)  # fmt: skip
def test_a_short_line_gives_the_day_and_the_clock(
    line: str, at: datetime, has_time: bool, method: str
) -> None:
    html = page().replace("<div class='entry-content'>", f"{line}<div class='entry-content'>")
    assert found(html) == (at, has_time, method)


def test_dates_of_others_and_of_changes_are_not_shown_dates() -> None:
    lines = (
        "<p>Updated November 12, 2026</p><div class='related'><span class='date'>November 11, 2026</span></div>"
        "<a href='/x'>Council meets <span class='date'>November 11, 2026</span></a>"
        "<p>Posted November 10, 2026</p>"
    )
    html = page().replace("<div class='entry-content'>", f"{lines}<div class='entry-content'>")
    assert found(html) == (datetime(2026, 11, 10, 8, tzinfo=UTC), False, "page-text+source-zone")


def test_the_line_lends_its_clock_to_the_day_of_the_address() -> None:
    html = page("<p>Posted: Nov. 10, 2026 8:12 a.m. PST</p>")
    dated = document(html, url="https://ledger.example/2026/11/10/bridge-closed/").published
    assert dated == Dated(at=datetime(2026, 11, 10, 16, 12, tzinfo=UTC), has_time=True, method="page-text")
    other = page("<p>Posted: Nov. 3, 2026 8:12 a.m. PST</p>")
    dated = document(other, url="https://ledger.example/2026/11/10/bridge-closed/").published
    assert dated is not None
    assert (dated.method, dated.has_time) == ("url+source-zone", False)


def test_a_day_in_a_sentence_is_not_the_page_s_date() -> None:
    sentence = "<p>The driver was charged on October 3, 2019, with another crash near the cannery, the court said.</p>"
    html = page(sentence + "<p>Posted November 10, 2026</p>")
    assert found(html) == (datetime(2026, 11, 10, 8, tzinfo=UTC), False, "page-text+source-zone")


def test_a_date_after_the_fetch_gives_way_to_the_next() -> None:
    head = ld(datePublished="2027-01-01T08:00:00Z") + meta("article:published_time", LOCAL)
    assert found(page(head=head)) == (RIGHT, True, "meta")
