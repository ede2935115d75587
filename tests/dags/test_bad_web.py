"""One night of a bad web: the other sources go on, and each bad thing is told in its place."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_place import BIG, DAY, NIGHT, Said, beatbook, make_place, publisher, story
from loopback_web import page, raw, redirect, reply, serve_web

from warehouse.database import open_published

BAD_PAGES = {
    "pdf": reply(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", kind="application/pdf"),
    "image": reply(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", kind="text/html"),
    "empty": reply(b""),
    "large": raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", *[bytes(2**20)] * 50),
    "bomb": reply(gzip.compress(b"\0" * BIG, mtime=0), Content_Encoding="gzip"),
    "charset": reply(
        story("Café Zurück robbed").replace("it said", "“nobody was hurt”").encode("cp1252"),
        kind="text/html; charset=utf-8",
    ),
    "future": story(
        "From tomorrow", head='<meta property="article:published_time" content="2099-01-01T08:00:00Z">'
    ),
    "undated": story("Of no day", head=""),
    "circle": redirect("http://circle.example/on"),
    "gone": reply("no such page", 404),
}


@pytest.fixture(scope="module")
def bad_night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Said, Path]]:
    """All at once: each bad page with a good one beside it, feeds that fail, and a healthy source."""
    with serve_web() as web:
        good = story("A window was broken")
        for name, bad in BAD_PAGES.items():
            web.routes |= publisher(name, bad, good)
        web.routes["http://circle.example/on"] = redirect("http://circle.example/1")
        web.routes |= publisher("healthy", good, story("A second window"))
        web.routes |= publisher("forbidden", good) | {
            "http://forbidden.example/robots.txt": reply("User-agent: *\nDisallow: /\n", kind="text/plain")
        }
        web.routes["http://html.example/feed"] = page("Welcome to our site")
        web.routes["http://broken.example/feed"] = reply("broken", 500)
        web.routes["http://loop.example/feed"] = redirect("http://loop.example/feed")
        web.routes["http://dead.example/robots.txt"] = raw(b"", reset=True)
        names = [*BAD_PAGES, "healthy", "forbidden", "html", "broken", "loop", "dead"]
        folder = make_place(tmp_path_factory.mktemp("bad") / "beat", web.address, *names)
        yield beatbook(folder, *NIGHT), folder


def rows(night: tuple[Said, Path], sql: str) -> list[tuple[object, ...]]:
    with open_published(night[1] / "data" / "published") as con:
        return con.execute(sql).fetchall()


def test_a_night_of_a_bad_web_ends_well_and_names_what_failed(bad_night: tuple[Said, Path]):
    said, _ = bad_night
    assert (said.code, said.err) == (0, "")
    assert " ".join(said.out.split()).endswith(
        f"12 of 16 sources collected on {DAY}; nothing from us_or_broken, us_or_dead, us_or_html, us_or_loop"
    )
    assert "html-instead-of-feed" in said.out


def test_the_healthy_source_is_loaded_and_each_bad_page_costs_itself_only(bad_night: tuple[Said, Path]):
    found = dict(rows(bad_night, "select source_id, count(*) from core.documents group by all"))
    assert found == {
        "us_or_healthy": 2,
        **{f"us_or_{name}": 1 for name in BAD_PAGES},
        **{f"us_or_{name}": 2 for name in ("charset", "future", "undated")},
    }


def test_each_bad_page_is_one_rejection_or_one_request_without_an_answer(bad_night: tuple[Said, Path]):
    assert rows(bad_night, "select source_id, reason from ops.rejections order by all") == [
        ("us_or_bomb", "body-too-large"),
        ("us_or_empty", "empty-body"),
        ("us_or_gone", "http-404"),
        ("us_or_image", "not-html"),
        ("us_or_large", "body-too-large"),
        ("us_or_pdf", "pdf-broken"),
    ]
    unanswered = (
        "select source_id, outcome from ops.requests where role = 'item' and status is null order by all"
    )
    assert set(rows(bad_night, unanswered)) == {("us_or_circle", "redirect-loop")}


def test_each_feed_that_failed_is_one_outcome_and_one_warning(bad_night: tuple[Said, Path]):
    failed = {
        "us_or_broken": "http-500",
        "us_or_dead": "connection-failed",
        "us_or_html": "html-instead-of-feed",
        "us_or_loop": "redirect-loop",
    }
    outcomes = rows(
        bad_night, "select source_id, outcome from ops.feed_outcomes where outcome <> 'ok' order by all"
    )
    assert outcomes == sorted({**failed, "us_or_forbidden": "robots"}.items())
    warned = rows(
        bad_night, "select source_id, found from ops.issues where check_name = 'source_failed' order by all"
    )
    assert warned == [(source, f"no feed answered: {outcome}") for source, outcome in sorted(failed.items())]


def test_a_page_in_another_charset_than_it_says_is_read_right(bad_night: tuple[Said, Path]):
    ((title, text),) = rows(
        bad_night,
        "select title, text from document_text where doc_id in "
        "(select doc_id from core.documents where url = 'http://charset.example/1')",
    )
    assert title == "Café Zurück robbed"
    assert "“nobody was hurt”" in text
    assert "\ufffd" not in text


def test_a_date_of_the_future_is_refused_and_none_is_not_made_up(bad_night: tuple[Said, Path]):
    found = rows(
        bad_night,
        "select source_id, published_at, appeared_at = fetched_at from core.documents "
        "where url in ('http://future.example/1', 'http://undated.example/1') order by all",
    )
    assert found == [("us_or_future", None, True), ("us_or_undated", None, True)]


def test_a_night_without_network_says_that_nothing_came(new_place: Path):
    with serve_web() as web:
        gone = web.address
    env = new_place / "beatbook.env"
    env.write_text(re.sub("(?<=PROXY=).*", gone, env.read_text()))
    said = beatbook(new_place, *NIGHT)
    assert said.sentence == f"0 of 1 sources collected on {DAY}; nothing from us_or_healthy"
    assert "refused" in said.out
