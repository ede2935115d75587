"""`beatbook page`: one page from a file, the archive or the web, printed whole, with why where it gives no document."""

import gzip
import io
import json
import sys
from datetime import date
from pathlib import Path

import pytest
from archived import write_day
from bad_place import Said, beatbook, make_place, story
from invented import capture, page
from loopback_web import Web, reply, serve_web

from crawlers.archive_find import standings
from dags import steps
from dags.demo import sample_config
from transforms.parquet import read_documents

DAY = date(2026, 11, 14)
SOURCE = "us_or_healthy"
HOME = "http://healthy.example"
QUOTING = page(
    "<blockquote cite='https://city.example/release'><p>No one was hurt, the city wrote on its page that day.</p>"
    "<cite>City of Tamarack Falls</cite></blockquote>"
    "<blockquote class='twitter-tweet'><p>Mill Street is open again, thank you for waiting.</p>&mdash; Tamarack Police (@TamarackPD) "
    "<a href='https://twitter.com/TamarackPD/status/1591000000000000001'>November 10, 2026</a></blockquote>",
    head="<meta name='author' content='Ann Poe'><meta property='article:published_time' content='2026-11-10T08:12:00'>",
)
FEED = (
    "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Ledger</title>"
    f"<item><title>Bridge</title><link>{HOME}/1</link><pubDate>Tue, 10 Nov 2026 08:12:00 -0800</pubDate><category>Traffic</category></item>"
    "</channel></rss>"
)
POSTS = json.dumps(
    [
        {
            "id": number, "link": f"{HOME}/post-{number}", "date_gmt": "2026-11-10T16:12:00", "title": {"rendered": f"Post {number}"},
            "content": {"rendered": f"<p>The police answered call {number} on Elm Street on Monday, and nobody was hurt.</p>"},
        }
        for number in (1, 2)
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def web() -> Web:
    with serve_web() as served:
        served.routes = {
            f"{HOME}/robots.txt": reply("User-agent: *\nDisallow: /secret\n", kind="text/plain"),
            f"{HOME}/live": reply(story("Window broken on Elm Street")),
            f"{HOME}/secret": reply(story("Not for programs")),
            f"{HOME}/gone": reply("gone", 410),
        }
        yield served


@pytest.fixture(scope="module")
def place(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One source with an archived night: a feed, a page, a post twice over, a page that is gone."""
    folder = make_place(tmp_path_factory.mktemp("page") / "beat", web.address, "healthy")
    path = folder / "sources" / f"{SOURCE}.yml"
    path.write_text(path.read_text() + f"  - {{kind: wordpress, url: {HOME}/}}\n")
    night = [
        capture(FEED, url=f"{HOME}/feed", role="discovery", feed=0, content_type="application/rss+xml"),
        capture(
            POSTS,
            url=f"{HOME}/wp-json/wp/v2/posts",
            role="discovery",
            feed=1,
            content_type="application/json",
        ),
        capture(page(), url=f"{HOME}/1"),
        capture("", url=f"{HOME}/old", status=404),
    ]
    write_day(folder / "data" / "archive", DAY, SOURCE, night)
    (folder / "saved.html").write_text(QUOTING, encoding="utf-8")
    (folder / "saved.html.gz").write_bytes(gzip.compress(QUOTING.encode()))
    (folder / "cut.html.gz").write_bytes(gzip.compress(QUOTING.encode())[:-200])
    said = beatbook(folder, "extract", "--day", DAY.isoformat())
    assert (said.code, said.err) == (0, "")
    return folder


def offset(place: Path, url: str) -> int:
    [one] = [
        one.location.offset
        for one in standings(place / "data" / "archive" / DAY.isoformat() / f"{SOURCE}.warc.gz")
        if one.url == url
    ]
    return one


def whole(place: Path, *words: str) -> dict[str, object]:
    said = beatbook(place, "page", *words, "--json")
    assert said.code in (0, 1), said
    return json.loads(said.out)


def everything(place: Path) -> list[tuple[str, int]]:
    return [(str(path), path.stat().st_mtime_ns) for path in sorted(place.rglob("*"))]


def test_a_saved_page_is_printed_with_its_blocks_and_how_each_field_was_found(place):
    said = beatbook(place, "page", "saved.html", "--url", f"{HOME}/2026/bridge")
    assert (said.code, said.err) == (0, "")
    assert all(len(line) <= 80 for line in said.out.splitlines())
    words = " ".join(said.out.split())
    for part in (
        "Bridge closed after truck hits rail read from saved.html,",
        f"source healthy ({SOURCE}): by the address",
        f"address {HOME}/2026/bridge",
        "authors Ann Poe (person, meta)",
        "published 2026-11-10 16:12 UTC (meta+source-zone)",
        "quoted passage of City of Tamarack Falls https://city.example/release No one was hurt,",
        "embedded post twitter · Tamarack Police · @TamarackPD · November 10, 2026 "
        "https://twitter.com/TamarackPD/status/1591000000000000001 Mill Street is open again",
    ):
        assert part in words, part


REPORTING = page(
    "<p>Chief Dana Roe said that nobody was hurt. “We are looking into it,” Roe said. The Springfield Police Department helped.</p>"
    "<blockquote cite='https://city.example/release'><p>“The bridge stays closed until Monday,” said Mayor Ann Poe in the letter.</p></blockquote>"
)


def test_what_is_not_certain_or_not_the_author_is_marked_so(place):
    (place / "reporting.html").write_text(REPORTING, encoding="utf-8")
    out = beatbook(place, "page", "reporting.html", "--url", "https://stranger.example/1").out
    for line in (
        "  agency Springfield Police Department (not resolved: tie)",
        "  person Dana Roe (police chief)",
        "  Dana Roe (indirect): nobody was hurt",
        "  Dana Roe: We are looking into it,",
        "  Ann Poe (in a quoted passage): The bridge stays closed until Monday,",
    ):
        assert line in out.splitlines(), out


def test_addresses_are_whole_and_lines_end_with_their_words(place):
    address = f"{HOME}/2026/{'a-long-name-' * 9}bridge"
    out = beatbook(place, "page", "saved.html", "--url", address).out
    assert f"  address    {address}\n" in out
    assert [line for line in out.splitlines() if line != line.rstrip()] == []


def test_a_page_of_the_demonstration_is_read_by_its_newsroom(place, tmp_path):
    courier = "us_or_tamarack_falls_courier"
    home = "http://www.tamarackcourier.example"
    write_day(tmp_path / "demo" / "archive", DAY, courier, [capture(page(), url=f"{home}/1")])
    for folder in (place, tmp_path):  # with settings of its own, and without any
        found = whole(folder, f"{home}/1", "--data", str(tmp_path / "demo"))
        assert found["source"] == {"id": courier, "why": "as archived", "timezone": "America/Los_Angeles"}


def test_a_post_whose_address_is_kept_back_is_found_by_what_stands_for_it(place, tmp_path):
    source_id, demo = "us_or_tamarack_falls_hashtag", tmp_path / "demo"
    status = {
        "id": "11", "uri": "http://larkspur-social.example/users/roe/statuses/11", "url": "http://larkspur-social.example/@roe/11",
        "created_at": "2026-11-10T16:12:00.000Z", "edited_at": None, "visibility": "public", "spoiler_text": "",
        "content": "<p>The bridge is closed, use the county road.</p>",
        "account": {"id": "7", "acct": "roe", "display_name": "Roe", "url": "http://larkspur-social.example/@roe", "uri": ""},
    }  # fmt: skip
    url = "http://larkspur-social.example/api/v1/timelines/tag/tamarackfalls"
    answer = capture(json.dumps([status]), url=url, role="discovery", feed=0, content_type="application/json")
    write_day(demo / "archive", DAY, source_id, [answer])
    steps.extract(sample_config(demo, None), DAY)
    [document] = read_documents(demo / "documents" / DAY.isoformat() / source_id / "documents.parquet")
    assert document.url.startswith("urn:post:")
    found = whole(place, document.url, "--data", str(demo))
    assert (found["document"]["doc_key"], found["document"]["text"]) == (document.doc_key, document.text)


def test_colours_are_left_out_where_nobody_wants_them(place, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    said = beatbook(place, "page", "saved.html", "--url", f"{HOME}/2026/bridge")
    assert "\x1b" not in said.out


def test_packed_and_piped_pages_give_the_same_document(place, monkeypatch):
    plain = whole(place, "saved.html", "--url", f"{HOME}/2026/bridge")
    packed = whole(place, "saved.html.gz", "--url", f"{HOME}/2026/bridge")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(QUOTING.encode())))
    piped = whole(place, "-", "--url", f"{HOME}/2026/bridge")
    for one in (plain, packed, piped):
        del one["document"]["fetched_at"]
    assert packed["document"] == plain["document"] == piped["document"]
    assert piped["read_from"].startswith("standard input, ")
    assert {"blocks", "links", "topics", "quotes", "extractor"} <= plain["document"].keys()
    assert plain["capture"]["bytes"] == len(QUOTING.encode())


def test_text_without_mark_up_is_read_by_its_ending(place):
    text = "Call log\n\nOfficers answered a call on Elm Street at nine in the evening.\n\nNobody was hurt there.\n"
    (place / "log.txt").write_text(text)
    found = whole(place, "log.txt", "--url", f"{HOME}/log.txt")
    assert found["read_from"].endswith("as text/plain")
    assert found["document"]["page_type"] == "plain_text"


def test_a_record_and_its_address_give_the_document_of_the_night(place):
    record = f"{DAY}/{SOURCE}.warc.gz:{offset(place, f'{HOME}/1')}"
    by_record, by_address = whole(place, record), whole(place, f"{HOME}/1?utm_source=rss")
    assert by_record == by_address == whole(place, "https://healthy.example/1/")
    # What the feed said of it belongs to it.
    assert (by_record["document"]["section"], by_record["document"]["published"]["method"]) == (
        "Traffic",
        "feed",
    )
    assert by_record["document"]["warc_offset"] == offset(place, f"{HOME}/1")
    assert by_record["source"]["why"] == "as archived"
    assert whole(place, f"data/archive/{record}") == by_record


@pytest.mark.parametrize(
    "address", [f"{HOME}/post-2", "https://healthy.example/post-2", f"{HOME}/post-2/?utm_source=x"]
)
def test_an_item_that_a_feed_held_whole_is_found_by_its_address_however_written(place, address):
    found = whole(place, address)
    assert found["document"]["title"] == "Post 2"
    assert found["read_from"].endswith(", an item of a feed")
    record = f"{DAY}/{SOURCE}.warc.gz:{offset(place, f'{HOME}/wp-json/wp/v2/posts')}"
    assert whole(place, record, "--url", f"{HOME}/post-2") == found
    said = beatbook(place, "page", record)
    assert "holds 2 items whole; name one of them by --url" in said.sentence
    assert f"\n  {HOME}/post-1\n  {HOME}/post-2" in said.sentence


def test_a_page_that_gives_no_document_says_why_and_ends_with_1(place):
    said = beatbook(place, "page", f"{HOME}/old")
    assert (said.code, said.out.splitlines()[0]) == (1, "no document: http-404")
    found = whole(place, f"{HOME}/old")
    assert found["rejection"]["reason"] == "http-404"
    assert "document" not in found


def test_a_page_that_is_not_in_the_archive_is_fetched_with_a_word_and_kept_nowhere(place, web):
    before = everything(place)
    web.asked.clear()
    said = beatbook(place, "page", f"{HOME}/live")
    assert said.code == 0
    assert f"{HOME}/live is not in the archive: fetching it, as a night would" in said.err
    assert said.out.startswith("Window broken on Elm Street\n")
    assert "the web, fetched now and kept nowhere" in " ".join(said.out.split())
    assert web.urls() == [f"{HOME}/robots.txt", f"{HOME}/live"]
    assert "desk@paper.example" in web.asked[-1].headers["User-Agent"]
    assert everything(place) == before


def test_robots_are_obeyed(place, web):
    web.asked.clear()
    assert "robots.txt forbids this page; it is obeyed" in beatbook(place, "page", f"{HOME}/secret").err
    assert web.urls() == [f"{HOME}/robots.txt"]


def test_what_the_server_says_of_a_page_that_is_gone_is_the_reason(place):
    assert whole(place, f"{HOME}/gone")["rejection"]["reason"] == "http-410"


def test_a_page_of_no_known_source_is_read_in_utc(place):
    found = whole(place, "saved.html", "--url", "https://stranger.example/2026/bridge")
    assert found["source"] == {
        "id": "page", "why": "none is known for this address: a neutral one, dates read in UTC", "timezone": "UTC"
    }  # fmt: skip
    assert found["document"]["published"]["at"] == "2026-11-10T08:12:00+00:00"


def test_without_any_settings_a_file_can_be_read_and_nothing_is_fetched(place, tmp_path):
    found = whole(tmp_path, str(place / "saved.html"), "--url", f"{HOME}/2026/bridge")
    assert found["document"]["title"] == "Bridge closed after truck hits rail"
    said = beatbook(tmp_path, "page", f"{HOME}/live")
    assert "cannot be fetched: BEATBOOK_CONTACT is not set" in said.sentence


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("nowhere.html", "--url", HOME), "there is no such file; accepted are a saved page"),
        (("sources", "--url", HOME), "is a folder; accepted are"),
        (("saved.html",), "add --url ADDRESS"),
        (("saved.html", "--url", "urn:post:0"), "add --url ADDRESS"),
        (("saved.html", "--url", "bridge"), "begins with http:// or https:// and has a host"),
        (("saved.html", "--url", "http://[::1"), "--url 'http://[::1' is no address"),
        (("http://[::1",), "http://[::1 is no address"),
        (("http://",), "http:// is no address"),
        (("http://paper.example:99999/",), "is no address"),
        (("cut.html.gz", "--url", HOME), "packed by gzip, but damaged"),
        (("saved.html", "--url", f"{HOME}/1", "--source", "us_or_nobody"), f"no source us_or_nobody; there are: {SOURCE}"),
        ((f"{HOME}/1", "--url", f"{HOME}/2"), "is an address itself"),
        (("urn:post:0", "--data", "sources"), "no document in"),
        ((f"{HOME}/1", "--data", "nowhere"), "--data nowhere: there is no such folder"),
        ((f"{DAY}/{SOURCE}.warc.gz:3",), "no record stands at offset 3"),
        ((f"{DAY}/us_or_nobody.warc.gz:3",), "us_or_nobody.warc.gz"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_what_could(place, words, what):
    said: Said = beatbook(place, "page", *words)
    assert what in said.sentence
