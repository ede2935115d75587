"""`beatbook sources new` and `check ID` from an empty folder to a source that works, over a web of their own."""

import io
from collections.abc import Iterator
from pathlib import Path

import look_sites as sites
import pytest
from bad_place import beatbook, make_place, story
from loopback_web import Web, reply, serve_web

from crawlers.sources import load_source


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with serve_web() as served:
        pages = {
            url: reply(story(title)) for url, title in zip(sites.stories("courier.example", 20), sites.TITLES * 4, strict=False)
        }  # fmt: skip
        pages["http://courier.example/robots.txt"] = reply(
            "User-agent: *\nDisallow: /news/story-105\n", kind="text/plain"
        )
        served.routes = sites.blox() | sites.police() | pages
        yield served


@pytest.fixture
def place(web: Web, tmp_path: Path) -> Path:
    return make_place(tmp_path / "beat", web.address)


def test_a_site_s_address_alone_makes_a_source_and_the_source_can_be_polled(place: Path, web: Web) -> None:
    made = beatbook(place, "sources", "new", "http://courier.example/")
    assert made.code == 0, made
    [path] = (place / "sources").iterdir()
    source = load_source(path)
    assert (source.publisher, source.place.name, source.place.state) == ("newspaper", "Tamarack Falls", "OR")
    assert [feed.kind for feed in source.feeds] == ["feed", "sitemap"]
    assert f"sources check {path.stem}" in made.out

    # One page more than the budget, one that robots.txt forbids, and what both feeds announce.
    path.write_text(path.read_text() + "crawl: {delay_s: 0, max_new_per_night: 19}\n")
    seen = beatbook(place, "sources", "check", path.stem)
    assert seen.code == 0, seen
    assert "In all: take 7, robots 1" in seen.out
    assert "In all: announced before 8, take 11, over the page budget 1" in seen.out
    for title in sites.TITLES[:3]:
        assert f"+ {title} | " in seen.out
    assert "Of 3 pages that were fetched" in seen.out
    assert not (place / "data" / "archive").exists()
    assert not (place / "data" / "ledger.sqlite").exists()


def test_the_readme_s_two_minutes_bring_a_newcomer_from_an_address_to_a_night(place: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Your own place")[2].partition("\n## ")[0]
    commands = [
        line.partition("#")[0].split()[1:] for line in section.splitlines() if line.startswith("beatbook ")
    ]
    assert [words[:2] for words in commands] == [["sources", "new"], ["sources", "check"], ["nightly"]]
    for words in commands:
        made = {path.stem for path in (place / "sources").iterdir()}
        values = {"https://...": "http://courier.example/", "ID": next(iter(made), "")}
        said = beatbook(place, *(values.get(word, word) for word in words))
        assert said.code == 0, said
        if words[1:2] == ["new"]:
            [path] = (place / "sources").iterdir()
            path.write_text(path.read_text() + "crawl: {delay_s: 0}\n")
    assert "1 of 1 sources collected" in said.out
    again = beatbook(place, "sources", "check", "--all")
    assert "In all: known already 7, robots 1" in again.out


def test_a_feed_that_is_a_page_names_the_feed_that_the_page_names(place: Path, web: Web) -> None:
    web.routes["http://courier.example/page"] = reply(
        f"<html><head>{sites.alternate('/true.rss')}</head><body>Hello</body></html>"
    )
    path = place / "sources" / "us_or_courier.yml"
    path.write_text(
        "name: C\nhomepage: http://courier.example/\npublisher: newspaper\nplace: {name: T, state: OR}\n"
        "timezone: America/Los_Angeles\ncrawl: {delay_s: 0}\nfeeds:\n- {kind: feed, url: http://courier.example/page}\n"
    )
    seen = beatbook(place, "sources", "check", "us_or_courier")
    assert seen.code == 1
    assert "html-instead-of-feed" in seen.out
    assert "The page there names a feed: http://courier.example/true.rss" in seen.out


def test_in_a_pipe_what_nothing_says_is_named_with_its_option(place: Path) -> None:
    words = ("sources", "new", "https://quiet.example", "--offline", "--name", "Quiet", "--publisher", "blog")
    assert beatbook(place, *words).sentence == "nothing says place, state: give --place ... --state ..."
    assert list((place / "sources").iterdir()) == []
    given = beatbook(place, *words, "--place", "Tamarack Falls", "--state", "OR")
    assert given.code == 0
    [path] = (place / "sources").iterdir()
    assert load_source(path).feeds[0].url == "https://quiet.example/feed/"
    assert "1 of its lines are guesses" in given.out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_what_nothing_says_is_asked_for(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("Tamarack Falls\noregon\n"))
    words = ("sources", "new", "https://quiet.example", "--offline", "--name", "Quiet", "--publisher", "blog")
    made = beatbook(place, *words)
    assert (made.code, "City or town that it covers" in made.out) == (0, True)
    assert load_source(place / "sources" / "us_or_tamarack_falls_quiet.yml").place.name == "Tamarack Falls"


def test_a_file_that_is_there_is_told_before_anything_is_fetched(place: Path, web: Web) -> None:
    words = ("sources", "new", "http://courier.example/", "--name", "C", "--place", "Elm", "--state", "OR")
    (place / "sources" / "us_or_elm_c.yml").write_text("mine")
    before = len(web.asked)
    assert "the file is there already" in beatbook(place, *words).sentence
    assert len(web.asked) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new", "not an address"), "is not an address; accepted is one like https://gazette.example/"),
        (("new", "ftp://a.example"), "is not an address"),
        (("new", "https://a.example", "--kind", "rss"), "the kind is 'rss'; accepted: feed, sitemap"),
        (("new", "https://a.example", "--account", "pd"), "--account needs --kind"),
        (("check", "us_or_nobody"), "no source us_or_nobody"),
        (
            ("import", "absent.opml", "--place", "Elm", "--state", "OR"),
            "absent.opml: cannot be read: No such file",
        ),
    ],
)
def test_a_mistake_is_told_in_a_sentence(words: tuple[str, ...], said: str, place: Path) -> None:
    assert said in beatbook(place, "sources", *words).sentence


def test_a_page_of_releases_is_listed_where_that_is_asked_for(place: Path) -> None:
    page = "http://police.example/releases/"
    made = beatbook(place, "sources", "new", "http://police.example/", "--kind", "listing", "--feed", page,
                    "--name", "Tamarack Falls Police")  # fmt: skip
    assert made.code == 0, made
    source = load_source(place / "sources" / "us_or_tamarack_falls_police.yml")
    assert [(feed.kind, feed.url) for feed in source.feeds] == [("listing", page)]
    assert source.homepage == "http://police.example/"


def test_a_list_of_feeds_goes_in_and_out(place: Path) -> None:
    (place / "in.opml").write_text(
        '<opml><body><outline text="Elm Times" xmlUrl="https://elm.example/rss"/></body></opml>'
    )
    said = beatbook(place, "sources", "import", "in.opml", "--place", "Elm", "--state", "OR")
    assert "1 sources written, 0 feeds left out" in said.out
    assert beatbook(place, "sources", "export", "out.opml").code == 0
    assert 'xmlUrl="https://elm.example/rss"' in (place / "out.opml").read_text()
