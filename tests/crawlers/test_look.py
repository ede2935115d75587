"""A look at a site: what is found, what is taken, and the plain words where nothing can be."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import look_sites as sites
import pytest
from loopback_web import CONTACT, Web, reply, serve_web

from crawlers.candidates import candidates, service_of, software_of
from crawlers.front_page import read_page
from crawlers.look import Look, look
from crawlers.look_draft import Given, draft_of
from crawlers.look_words import LookError
from crawlers.probe import Web as Reached
from crawlers.source_file import write_source
from crawlers.sources import load_source


@pytest.fixture
def web() -> Iterator[Web]:
    with serve_web() as served:
        yield served


def look_at(web: Web, url: str, **more: object) -> Look:
    reached = Reached(contact=CONTACT, day=datetime.now(UTC).date(), proxy=web.address, timeout_s=3.0)
    return look(url, web=reached, say=lambda line: None, **more)


def taken(found: Look) -> list[tuple[str, str]]:
    return [(one.candidate.config.kind, getattr(one.candidate.config, "url", "")) for one in found.taken]


class Posts(dict):
    """Routes in which WordPress's API answers any query for posts."""

    def get(self, url, default=None):
        return super().get("posts" if "/wp-json/wp/v2/posts" in url else url, default)


def test_wordpress_is_taken_by_its_api_and_tells_name_and_zone(web: Web) -> None:
    web.routes = Posts(sites.wordpress())
    found = look_at(web, "http://gazette.example/")
    assert taken(found) == [("wordpress", "http://gazette.example/")]
    facts = found.facts
    told = [fact and fact.value for fact in (facts.name, facts.timezone, facts.publisher)]
    assert told == ["Tamarack Falls Gazette", "America/Boise", "newspaper"]
    assert [one.kind for one in found.linked] == ["bluesky"]
    assert len(web.asked) < 12


@pytest.mark.parametrize(
    ("routes", "url", "expected"),
    [
        (
            sites.blox(),
            "http://courier.example/",
            [
                ("feed", "http://courier.example/search/?f=rss&t=article&c=news*&l=50&s=start_time&sd=desc"),
                ("sitemap", "http://courier.example/tncms/sitemap/news.xml"),
            ],
        ),
        (sites.squarespace(), "http://watch.example/", [("feed", "http://watch.example/news?format=rss")]),
        (sites.civicplus(), "http://city.example/", [("civicplus", "http://city.example/")]),
        (sites.ghost(), "http://ghost.example/rss/", [("feed", "http://ghost.example/rss/")]),
    ],
    ids=["blox", "squarespace", "civicplus", "a-feed-itself"],
)
def test_each_software_s_own_place_is_taken(
    routes: sites.Routes, url: str, expected: list[tuple[str, str]], web: Web
) -> None:
    web.routes = routes
    found = look_at(web, url)
    assert taken(found) == expected
    assert found.guess is None
    assert len(web.asked) < 14


@pytest.mark.parametrize(
    ("head", "software", "address"),
    [
        ('<script src="/pf/resources/a.js"></script>', "Arc", "http://a.example/arc/outboundfeeds/rss/?outputType=xml"),
        ('<link rel="preconnect" href="https://substackcdn.com">', "Substack", "http://a.example/feed"),
        ("<meta content='blogger' name='generator'/>", "Blogger", "http://a.example/feeds/posts/default?alt=rss"),
        ('<meta name="generator" content="Ghost 5.80">', "Ghost", "http://a.example/rss/"),
        (sites.alternate("/own.xml") + sites.alternate("/comments/feed"), None, "http://a.example/own.xml"),
        ("", None, "http://a.example/feed/"),
    ],
)  # fmt: skip
def test_the_first_feed_to_try_is_the_page_s_own_or_its_software_s(
    head: str, software: str | None, address: str
) -> None:
    page = read_page(f"<html><head>{head}</head><body>Hello</body></html>".encode(), "http://a.example/")
    assert page is not None
    assert software_of(page) == software
    feeds = [one.config.url for one in candidates(page, "") if one.config.kind == "feed"]
    assert feeds[0] == address
    assert not any("comments" in one for one in feeds)


def test_a_sitemap_of_news_that_robots_txt_names_is_taken_and_structured_data_tell_the_publisher(
    web: Web,
) -> None:
    web.routes = sites.stated(sites.ORGANISATION)
    found = look_at(web, "http://wire.example/")
    assert taken(found) == [("sitemap", "http://wire.example/maps/news.xml")]
    told = found.facts
    facts = [told.name, told.place, told.state, told.publisher, told.language]
    assert [fact and fact.value for fact in facts] == [
        "The Larkspur Wire",
        "Tamarack Falls",
        "OR",
        "newspaper",
        "en",
    ]


def test_of_plain_pages_the_list_of_releases_is_guessed_and_the_guess_works(web: Web, tmp_path: Path) -> None:
    web.routes = sites.police()
    found = look_at(web, "http://police.example/")
    assert (found.taken, found.guess is not None) == ((), True)
    assert [item.title for item in found.guess.items] == list(sites.TITLES)
    assert found.guess.items[0].published == "11/20/2026"
    draft = draft_of(
        found, Given(), Given().with_facts(found), zone="America/Chicago", asked="http://police.example/"
    )
    path = write_source(tmp_path, draft)
    source = load_source(path)
    assert path.name == "us_or_tamarack_falls_police_department.yml"
    assert (source.publisher, source.place.state, source.timezone) == ("police", "OR", "America/Los_Angeles")
    assert source.feeds[0].url == "http://police.example/releases/"
    marked = [line for line in path.read_text().splitlines() if "CHECK THIS" in line]
    assert any(line.strip().startswith("link_css:") for line in marked)


def test_the_file_says_what_was_tried_and_proposes_an_expectation_in_a_comment(
    web: Web, tmp_path: Path
) -> None:
    web.routes = sites.blox()
    found = look_at(web, "http://courier.example/")
    whole = Given(place="Elm", state="ID").with_facts(found)
    draft = draft_of(
        found, Given(place="Elm", state="ID"), whole, zone="America/Boise", asked="courier.example"
    )
    text = write_source(tmp_path, draft).read_text()
    # Twenty items in nineteen days.
    assert "#   new_per_week_min: 2  #" in text
    assert "#   new_per_week_max: 23  #" in text
    assert "## Tried and not taken:" in text
    assert "http-404" in text


def test_a_channel_of_nixle_and_accounts_become_their_kinds(web: Web) -> None:
    card = (
        '<li id="pub_{0}"><p><span class="priority">Advisory</span> :: {1}</p>'
        '<a href="/alert/{0}/">Read more</a></li>'
    )
    cards = "".join(card.format(9000 + n, title) for n, title in enumerate(sites.TITLES))
    account = {
        "id": "7", "username": "tfpd", "acct": "tfpd", "display_name": "Tamarack Falls Police", "url": "http://social.example/@tfpd",
        "uri": "http://social.example/users/tfpd",
    }  # fmt: skip
    web.routes = {
        "http://local.nixle.com/tamarack-falls-police/": reply(f"<html><body><ul>{cards}</ul></body></html>"),
        "http://social.example/api/v1/accounts/lookup?acct=tfpd": reply(json.dumps(account), kind="application/json"),
        "http://social.example/api/v1/accounts/7/statuses?limit=40&exclude_reblogs=true": reply("[]", kind="application/json"),
    }  # fmt: skip
    assert [kind for kind, _ in taken(look_at(web, "http://local.nixle.com/tamarack-falls-police/"))] == [
        "nixle"
    ]
    assert taken(look_at(web, "http://social.example/@tfpd")) == [("mastodon", "http://social.example")]


PAGES = "".join(f"<url><loc>http://bare.example/{number}</loc></url>" for number in range(5))
BARE = {"http://bare.example/": sites.front("Bare"), "http://bare.example/sitemap.xml": reply(f"<urlset>{PAGES}</urlset>", kind="text/xml")}  # fmt: skip
FORBIDS = {"http://shut.example/robots.txt": reply("User-agent: *\nDisallow: /\n", kind="text/plain"), "http://shut.example/": sites.front("Shut")}  # fmt: skip


@pytest.mark.parametrize(
    ("routes", "url", "said"),
    [
        (FORBIDS, "http://shut.example/", "robots.txt forbids"),
        ({}, "http://127.0.0.1:1024/", "nothing answers there"),
        (BARE, "http://bare.example/", r"nothing there announces items(.|\n)*no news sitemap"),
        ({"http://wall.example/": reply("no", 403)}, "http://wall.example/", "turns programs away"),
        ({}, "https://www.facebook.com/tfpd", "Facebook gives nothing to a reader without an account"),
    ],
    ids=["robots", "unreachable", "bare", "403", "closed"],
)  # fmt: skip
def test_what_cannot_be_looked_at_is_told_in_plain_words(
    routes: sites.Routes, url: str, said: str, web: Web
) -> None:
    web.routes = routes
    if "127.0.0.1" in url:
        web.address = None
    with pytest.raises(LookError, match=said):
        look_at(web, url)


@pytest.mark.parametrize(
    ("url", "kind", "keys"),
    [
        ("https://bsky.app/profile/mayor.example", "bluesky", {"actor": "mayor.example"}),
        ("https://social.example/@pd@city.example", "mastodon", {"url": "https://social.example", "account": "pd@city.example"}),
        ("https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv", "youtube", {"channel": "UCabcdefghijklmnopqrstuv"}),
        ("https://www.youtube.com/@pd", None, {}),
        ("https://www.reddit.com/r/TamarackFalls/", "reddit", {"subreddit": "TamarackFalls"}),
        ("https://content.govdelivery.com/accounts/ORTAMARACK/bulletins", "govdelivery", {"account": "ORTAMARACK"}),
        ("https://gazette.example/news/@home/2", None, {}),
    ],
)  # fmt: skip
def test_an_account_s_address_tells_its_kind(url: str, kind: str | None, keys: dict[str, str]) -> None:
    config = service_of(url)
    given = config.model_dump(exclude_defaults=True) if config else {}
    assert (given.pop("kind", None), given) == (kind, keys)
