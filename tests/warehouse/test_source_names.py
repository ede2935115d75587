"""By what names sources are known, from what their files say."""

import pytest

from warehouse.source_names import SourceFacts, names_of


def known(name: str, **other: str) -> set[tuple[str, str]]:
    values = {
        "source_id": "one",
        "source_name": name,
        "homepage": "https://www.one.example/",
        "publisher": "newspaper",
        "place_name": "Tamarack Falls",
        "place_state": "OR",
        "place_county": "Larkspur County",
    }
    return set(names_of(SourceFacts(**values | other)))


@pytest.mark.parametrize(
    ("name", "publisher", "rule", "expected"),
    [
        ("The Tamarack Courier", "newspaper", "place-left-out", {"Courier"}),
        ("Tamarack Falls Record", "newspaper", "place-left-out", {"Record"}),
        ("The Larkspur Sentinel", "newspaper", "place-left-out", {"Sentinel"}),
        ("Oregon Capital Watch", "newspaper", "place-left-out", {"Capital Watch"}),
        ("The Southeast Examiner", "newspaper", "place-left-out", set()),
        ("The Sun / SunLive", "newspaper", "name", {"The Sun / SunLive", "The Sun", "SunLive"}),
        ("TFB (Tamarack Falls Broadcasting)", "radio", "name", {"TFB (Tamarack Falls Broadcasting)", "TFB", "Tamarack Falls Broadcasting"}),
        ("KTFL Fox 12", "tv", "call-sign", {"KTFL"}),
        ("KTFL Fox 12", "tv", "name", {"KTFL Fox 12", "Fox 12"}),
        ("KIND Voices", "blog", "call-sign", set()),
        ("City of Tamarack Falls", "city", "place-left-out", {"City"}),
        ("Larkspur County District Attorney", "county", "place-left-out", {"District Attorney", "District Attorney's office"}),
        ("Tamarack Falls Police Department", "police", "place-left-out", {"Police Department", "police", "police department"}),
    ],
)  # fmt: skip
def test_a_source_is_known_by(name: str, publisher: str, rule: str, expected: set[str]) -> None:
    assert {found for found, why in known(name, publisher=publisher) if why == rule} == expected


def test_a_sheriff_is_the_countys_and_police_are_the_towns() -> None:
    sheriff = known("Larkspur County Sheriff's Office", publisher="sheriff")
    police = known("Tamarack Falls Police Department", publisher="police")
    assert ("Larkspur County sheriff's department", "name") in sheriff
    assert ("Tamarack Falls police", "name") in police


def test_a_homepage_of_its_own_gives_the_host_one_on_a_shared_site_does_not() -> None:
    assert ("one.example", "host") in known("One")
    assert ("city.example", "shared-host") in known("One", homepage="https://city.example/police")


def test_an_account_is_known_by_its_handle_and_not_by_whose_it_is() -> None:
    found = known("KTFL on Mastodon", publisher="tv", homepage="https://social.example/@ktfl8")
    assert found == {("KTFL on Mastodon", "name"), ("social.example", "shared-host"), ("ktfl8", "handle")}
