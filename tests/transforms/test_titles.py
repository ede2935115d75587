"""Titles: the headline among a page's wordings, what is taken off it, and the other wordings."""

import pytest
from lxml.html import document_fromstring

from transforms.jsonld import EMPTY, JsonLd
from transforms.titles import Title, choose_title, title_candidates

SITE = ("The Tamarack Ledger", "tamarackledger", "TLN")
HEAD = "Truck hits bridge"


def chosen(*candidates: tuple[str, str], section: str | None = None) -> Title:
    title = choose_title(candidates, site_names=SITE, section=section)
    assert title is not None
    return title


# --- what is taken off


@pytest.mark.parametrize(
    ("given", "text", "prefix"),
    [
        ("Truck hits bridge | The Tamarack Ledger", HEAD, None),
        ("Truck hits bridge - Tamarack Ledger", HEAD, None),
        ("Truck hits bridge | TLN News", HEAD, None),
        ("Truck hits bridge – Tamarack Ledger Online", HEAD, None),
        ("Truck hits bridge | Opinion | The Tamarack Ledger", HEAD, "Opinion"),
        ("Truck hits bridge | tamarack.example.com", HEAD, None),
        ("Truck hits bridge | TLN | 10.11.2026", HEAD, None),
        ("The Tamarack Ledger: Truck hits bridge", "The Tamarack Ledger: Truck hits bridge", None),
        ("The Tamarack Ledger | Truck hits bridge", HEAD, None),
        ("Opinion | Truck hits bridge", HEAD, "Opinion"),
        ("Op-Ed Columnist: Truck hits bridge", HEAD, "Op-Ed Columnist"),
        ("News Release: Truck hits bridge", HEAD, "News Release"),
        ("Police: Truck hits bridge", "Police: Truck hits bridge", None),
        ("Deer - truck - bridge", "Deer - truck - bridge", None),
        ("Truck | Deer | Bridge", "Truck | Deer | Bridge", None),
    ],
)
def test_site_names_hosts_days_and_sections_are_taken_off(given: str, text: str, prefix: str | None) -> None:
    title = chosen(("og", given))
    assert (title.text, title.prefix) == (text, prefix)


def test_the_page_s_own_section_is_taken_off_where_it_is_hung_on() -> None:
    assert chosen(("title", "Truck hits bridge | Crime"), section="Crime") == Title(HEAD, "title", "Crime")
    assert chosen(("og", "Truck hits bridge - Crime"), section="Crime").text == "Truck hits bridge - Crime"


def test_a_short_tail_that_the_heading_does_not_have_is_taken_off_and_kept() -> None:
    assert chosen(("json-ld", "Truck hits bridge - National"), ("h1", HEAD)) == Title(HEAD, "h1", "National")
    longer = "Truck hits bridge - and the mayor wants to know why"
    assert chosen(("json-ld", longer), ("h1", HEAD)).text == longer


def test_a_headline_declared_as_the_site_s_name_is_no_site_s_name() -> None:
    long = "Driver swerves for a deer in the fog and hits the bridge"
    title = choose_title([("og", long)], site_names=("TLN", long), section=None)
    assert title == Title(long, "og", None)


def test_a_page_that_gives_only_its_site_s_name_has_no_title() -> None:
    assert (
        choose_title([("og", "TLN"), ("title", "The Tamarack Ledger")], site_names=SITE, section=None) is None
    )


# --- which wording


def test_json_ld_comes_first_then_og_then_microdata_then_heading_then_title_then_announcement() -> None:
    wordings = [
        ("json-ld", "Alder falls"),
        ("og", "Birch falls"),
        ("microdata", "Cedar falls"),
        ("h1", "Dogwood falls"),
        ("title", "Elm falls"),
        ("feed", "Fir falls"),
    ]
    tree = document_fromstring(
        "<html><head><title>Elm falls</title></head><body><h1>Dogwood falls</h1></body></html>"
    )
    given = title_candidates(
        tree,
        tree.findall(".//h1"),
        JsonLd({"headline": "Alder falls"}, (), ()),
        JsonLd({"headline": "Cedar falls"}, (), ()),
        {"og:title": ["Birch falls"]},
        "Fir falls",
    )
    assert given == wordings
    for n, (method, text) in enumerate(wordings):
        assert (chosen(*wordings[n:]).text, chosen(*wordings[n:]).method) == (text, method)


def test_the_heading_wins_where_search_engines_are_given_another_wording_than_readers() -> None:
    for_search = "Tamarack Falls bridge closure: what to know"
    assert chosen(("json-ld", for_search), ("og", HEAD), ("h1", HEAD), ("title", for_search)) == Title(
        HEAD, "h1", None, (for_search,)
    )
    assert (
        chosen(("json-ld", for_search), ("og", "Bridge shut"), ("h1", HEAD), ("title", for_search)).text
        == for_search
    )


def test_a_headline_that_was_cut_off_is_taken_whole_from_elsewhere() -> None:
    assert chosen(("json-ld", "Truck hits…"), ("og", "Bridge shut"), ("h1", HEAD)).text == HEAD
    assert chosen(("json-ld", "Truck hits..."), ("h1", "Bridge shut")).text == "Truck hits..."


def test_of_several_headings_the_one_that_the_page_declares_elsewhere_is_its_own() -> None:
    logo, own, other = ("h1", "Log In"), ("h1", HEAD), ("h1", "Deer seen again")
    assert chosen(logo, other, own, ("title", f"{HEAD} | TLN")) == Title(HEAD, "h1", None)
    assert chosen(logo, ("title", "Home")) == Title("Log In", "h1", None)


# --- the others


def test_other_wordings_are_kept_once_each_and_cleaned() -> None:
    title = chosen(
        ("json-ld", HEAD),
        ("og", "Bridge closed after crash | TLN"),
        ("h1", "Truck hits bridge!"),
        ("title", "Bridge closed after crash: what to know"),
        ("og", "BRIDGE CLOSED AFTER CRASH"),
        ("feed", "Truck on the bridge"),
    )
    assert title.alternatives == ("Bridge closed after crash", "Truck on the bridge")


def test_chrome_descriptions_and_the_headings_of_others_are_no_other_wordings() -> None:
    title = chosen(
        ("json-ld", HEAD),
        ("h1", "Deer seen again"),
        ("title", "News Flash • Tamarack Falls • Portal"),
        ("json-ld", "A long account of what happened on the bridge. " * 4),
    )
    assert title.alternatives == ()


def test_a_standfirst_declared_as_alternative_is_no_wording_of_the_headline() -> None:
    tree = document_fromstring("<html><body></body></html>")
    for declared, given in (("Bridge shut", ["Bridge shut"]), ("The driver had swerved for a deer.", [])):
        jsonld = JsonLd({"alternativeHeadline": declared}, (), ())
        assert [text for _, text in title_candidates(tree, [], jsonld, EMPTY, {}, None)] == given


def test_a_page_without_anything_has_no_candidates() -> None:
    tree = document_fromstring("<html><body><p>Text</p></body></html>")
    assert title_candidates(tree, [], EMPTY, EMPTY, {}, None) == []
