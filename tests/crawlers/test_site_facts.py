"""What a front page tells of its publisher."""

import json

import pytest

from crawlers.front_page import read_page
from crawlers.site_facts import guess_publisher, read_facts, zone_of_state
from crawlers.sources import STATES


def facts(head: str = "", body: str = "", url: str = "https://gazette.example/", lang: str = "en-US"):
    page = read_page(f'<html lang="{lang}"><head>{head}</head><body>{body}</body></html>'.encode(), url)
    assert page is not None
    return read_facts(page)


def told(fact) -> tuple[str, bool] | None:
    return None if fact is None else (fact.value, fact.is_sure)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content="The Gazette"><title>Home</title>', ("The Gazette", True)),
        ('<script type="application/ld+json">{"@graph": [{"@type": "Newspaper", "name": "The Gazette"}]}</script>', ("The Gazette", True)),
        ('<script type="application/ld+json">{broken</script><title>Tamarack Gazette | Home</title>', ("Tamarack Gazette", False)),
        ("<title>Home - Tamarack Gazette</title>", ("Tamarack Gazette", False)),
        ("<title>News, Sports, Weather – Tamarack Gazette</title>", ("Tamarack Gazette", False)),
        ("<title></title>", None),
    ],
)  # fmt: skip
def test_the_name_is_what_the_site_calls_itself_else_the_part_of_the_title_that_is_in_its_host(head, name):
    assert told(facts(head).name) == name


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("<footer>14 Main Street, Tamarack Falls, OR 97999</footer>", ("Tamarack Falls", "OR")),
        ("<footer>14 Main Street Tamarack Falls, Oregon 97999-1234</footer>", ("Tamarack Falls", "OR")),
        ("<footer><p>PO Box 7<br>Coos Bay, OR 97420</p></footer>", ("Coos Bay", "OR")),
        ("<footer>1 NW Oak Ave Suite 3, St. Helens, OR 97051</footer>", ("St. Helens", "OR")),
        ("<p>He drove from Bend to Salem, Oregon, on Monday.</p>", None),
        ("<p>Call 555 or write to us.</p>", None),
    ],
)
def test_the_place_is_that_of_an_address_with_its_zip_code(body, place):
    found = facts(body=body)
    assert (None if found.place is None else (found.place.value, found.state.value)) == place


def test_an_address_in_structured_data_goes_before_one_in_words():
    data = {
        "@type": "Organization",
        "address": {"addressLocality": "Tamarack Falls", "addressRegion": "Oregon"},
    }
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    found = facts(head, "<footer>1 Elm Street, Boise, ID 83701</footer>")
    assert (told(found.place), told(found.state)) == (("Tamarack Falls", False), ("OR", True))


@pytest.mark.parametrize(
    ("name", "publisher"),
    [
        ("Tamarack Falls Police Department", "police"),
        ("Larkspur County Sheriff's Office", "sheriff"),
        ("Tamarack Falls Police Association", "union"),
        ("Independent Police Review Board", "oversight"),
        ("City of Tamarack Falls", "city"),
        ("The Tamarack Falls Gazette", "newspaper"),
        ("KLRK Action News 8", "tv"),
        ("Larkspur Public Radio", "radio"),
        ("Notes from the hill", None),
    ],
)
def test_the_publisher_s_kind_is_told_by_its_name(name, publisher):
    found = guess_publisher(host="x.example", name=name)
    assert (None if found is None else found.value) == publisher


def test_an_address_of_a_government_tells_its_kind_where_the_name_does_not():
    assert guess_publisher(host="tamarack.gov", name="Home").value == "city"
    assert guess_publisher(host="larkspurcounty.gov", name="Home").value == "county"
    assert guess_publisher(host="gov.example", name="Home") is None


@pytest.mark.parametrize(("lang", "language"), [("en-US", "en"), ("es", "es"), ("", None), ("x", None)])
def test_the_language_is_the_page_s_own(lang, language):
    found = facts(lang=lang).language
    assert (None if found is None else found.value) == language


def test_every_state_has_a_zone_and_a_zone_that_is_not_all_of_it_is_a_guess():
    zones = {state: zone_of_state(state) for state in STATES}
    assert [state for state, zone in zones.items() if zone is None] == []
    assert told(zones["WA"]) == ("America/Los_Angeles", True)
    assert told(zones["OR"]) == ("America/Los_Angeles", False)
    assert told(zones["HI"]) == ("Pacific/Honolulu", True)
    assert told(zones["IN"]) == ("America/Indiana/Indianapolis", False)
