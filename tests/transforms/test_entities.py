"""Agencies and places: linked where the document, its source or the name decides; never on a tie."""

import dataclasses
from pathlib import Path

import pytest
from invented import blank

from crawlers.sources import Source
from transforms.document import Mention
from transforms.entities import GazetteerError, find_mentions, load_gazetteer
from transforms.gazetteer.load import agency_key

DOCUMENT = blank()


def source(town: str, state: str, county: str | None = None) -> Source:
    return Source.model_validate(
        {
            "id": "us_xx_courier",
            "name": "Courier",
            "homepage": "https://courier.example/",
            "publisher": "newspaper",
            "place": {"name": town, "state": state, "county": county},
            "timezone": "America/Los_Angeles",
            "feeds": [{"kind": "feed", "url": "https://courier.example/feed"}],
        }
    )


SALEM = source("Salem", "OR", "Marion County")
PORTLAND = source("Portland", "OR", "Multnomah County")
ALLENTOWN = source("Allentown", "PA", "Lehigh County")


def mentions(
    text: str, of: Source = SALEM, title: str | None = None, extra: Path | None = None
) -> list[Mention]:
    document = dataclasses.replace(DOCUMENT, text=text, title=title)
    return list(find_mentions(document, of, load_gazetteer(extra)))


def agencies(text: str, of: Source = SALEM, extra: Path | None = None) -> list[tuple[str, str | None, str]]:
    return [(m.surface, m.entity_id, m.rule) for m in mentions(text, of, extra=extra) if m.kind == "agency"]


def places(text: str, of: Source = SALEM) -> list[tuple[str, str | None, str]]:
    return [(m.surface, m.state, m.rule) for m in mentions(text, of) if m.kind == "place"]


def test_a_state_beside_the_name_decides() -> None:
    text = "Portland, Oregon, police and Portland (Maine) Police Department officers met."
    assert agencies(text, ALLENTOWN) == [
        ("Portland, Oregon, police", "ori:OR0260200", "named-state"),
        ("Portland (Maine) Police Department", "ori:ME0030500", "named-state"),
    ]
    assert {m.name for m in mentions(text, ALLENTOWN) if m.entity_id == "ori:OR0260200"} == {
        "Portland Police Bureau"
    }


def test_a_state_named_once_holds_for_the_whole_document() -> None:
    text = "She moved to Salem, Mass., last year. Salem police found her car."
    assert agencies(text) == [("Salem police", "ori:MA0052800", "state-in-document")]


def test_the_sources_own_town_county_and_state_decide_between_namesakes() -> None:
    assert agencies("Salem police came.") == [("Salem police", "ori:OR0240200", "source-place")]
    assert agencies("Jefferson police came.") == [("Jefferson police", "ori:OR0241100", "source-county")]
    assert agencies("Springfield police came.") == [("Springfield police", "ori:OR0200600", "source-state")]


def test_a_dateline_elsewhere_outweighs_the_source() -> None:
    text = "SALEM, Mass. (AP) — Springfield police will help."
    assert agencies(text) == [("Springfield police", "ori:MA0071800", "source-state")]


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("Springfield police arrested two men.", ALLENTOWN),  # several within the state
        ("The Ohio law is new. Springfield police arrested two men.", SALEM),  # the document speaks of Ohio
        ("Phoenix police arrested two men.", PORTLAND),  # the large city, or the small one in Oregon
        ("Clark County Sheriff's Office deputies came.", SALEM),  # none in Oregon, many elsewhere
    ],
)
def test_a_tie_is_refused(text: str, of: Source) -> None:
    ((_, entity, rule),) = agencies(text, of)
    assert (entity, rule) == (None, "tie")


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("Multnomah County Sheriff’s deputies came.", "ori:OR0260000"),
        ("Marion County deputies came.", "ori:OR0240000"),
        ("University of Oregon police came.", "ori:OR0201300"),
        ("The Oregon State Police came.", "ori:OROSP1000"),
        ("A state police trooper came.", "ori:OROSP1000"),
        ("Chicago police came.", "ori:ILCPD0000"),
        ("The NYPD came.", "ori:NY0303000"),
        ("D.C. police came.", "ori:DCMPD0000"),
        ("An ICE officer came.", "federal:ice"),
        ("The FBI’s agents came.", "federal:fbi"),
        ("U.S. Immigration and Customs Enforcement came.", "federal:ice"),
        ("Ask @PortlandPolice about it.", "ori:OR0260200"),
        ("Ask @salempd about it.", "ori:OR0240200"),
    ],
)
def test_the_ways_to_name_an_agency(text: str, entity: str) -> None:
    assert [found for _, found, _ in agencies(text)] == [entity]


@pytest.mark.parametrize(
    "text",
    [
        "Reading police reports takes time.",
        "Local police came. Many police did.",
        "He fled to Gresham, Ore., police said.",
        "The Salem Police Association sued.",
        "The National Border Patrol Council wrote a letter.",
        "They police the park.",
        "ice covered the road and dea did nothing.",
    ],
)
def test_words_that_only_look_like_an_agency_give_none(text: str) -> None:
    assert agencies(text) == []


def test_a_full_name_that_no_list_holds_is_unknown() -> None:
    assert agencies("The Tamarack Falls Police Department came.") == [
        ("Tamarack Falls Police Department", None, "unknown")
    ]


def test_places_need_their_state_a_preposition_or_the_sources_town() -> None:
    assert places("He drove from Vancouver, Wash., to Bend. Salem slept.") == [
        ("Vancouver", "WA", "named-state"),
        ("Bend", "OR", "source-state"),
        ("Salem", "OR", "source-place"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Officer Salem spoke.",
        "Bend your knees.",
        "In March, Congress met.",
        "They flew to Paris.",
        "Jack Bend left.",
    ],
)
def test_words_and_names_of_people_are_no_places(text: str) -> None:
    assert places(text) == []


def test_a_place_that_is_a_tie_is_named_but_not_linked() -> None:
    text = "It happened in Springfield. Ohio and Oregon have the same law."
    assert places(text) == [("Springfield", None, "tie")]


def test_spans_are_of_the_documents_text() -> None:
    text = "Salem police and the Marion County Sheriff’s Office met in Bend."
    assert [text[m.start : m.end] for m in mentions(text)] == [m.surface for m in mentions(text)]
    assert [m.surface for m in mentions(text)] == ["Salem police", "Marion County Sheriff’s Office", "Bend"]


def test_keys_are_the_same_for_all_ways_to_write_a_department() -> None:
    names = (
        "Portland Police Bureau",
        "Portland Police Dept.",
        "Portland police",
        "Portland PD",
        "PORTLAND POLICE",
    )
    assert {agency_key(name) for name in names} == {"portland police"}
    assert agency_key("Prince George’s County Sheriff’s Office") == agency_key(
        "Prince George's County sheriff"
    )


def test_the_packaged_lists_are_whole_and_read_once() -> None:
    load_gazetteer.cache_clear()
    gazetteer = load_gazetteer(None)
    assert len(gazetteer.agency_by_id) > 18_000
    assert load_gazetteer(None) is gazetteer


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_deployments_own_agencies_and_places_are_linked(tmp_path: Path) -> None:
    write(
        tmp_path,
        "places.csv",
        "id,name,aliases,state,county\ntf,Tamarack Falls,The Falls,OR,Larkspur County\n",
    )
    folder = write(
        tmp_path,
        "agencies.csv",
        "id,name,aliases,type,state,county\n"
        "local:tfpd,Tamarack Falls Police Department,TFPD,municipal-police,OR,Larkspur County\n"
        "board,Police Review Board,,oversight-body,OR,\n",
    )
    of = source("Tamarack Falls", "OR", "Larkspur County")
    found = mentions(
        "Tamarack Falls police and the Police Review Board met in Tamarack Falls. TFPD won.", of, extra=folder
    )
    assert [m.entity_id for m in found] == ["local:tfpd", "local:board", "local:tf", "local:tfpd"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "agencies.csv",
            "id,name\n1,A\n",
            "agencies.csv, line 1: found columns id,name; accepted: id,name,aliases,type",
        ),
        ("agencies.csv", "", "line 1: found columns an empty file"),
        (
            "agencies.csv",
            "id,name,aliases,type,state,county\na,B,,,Oregon,\n",
            "line 2: found state 'Oregon'; accepted: two letters",
        ),
        (
            "agencies.csv",
            "id,name,aliases,type,state,county\na,,,,OR,\n",
            "line 2: found an empty id or name",
        ),
        ("agencies.csv", "id,name,aliases,type,state,county\na,B\n", "line 2: found 2 values; accepted: 6"),
        ("places.csv", "id,name,aliases,state,county\na,B,,,\n", "places.csv, line 2: found no state"),
        (
            "people.csv",
            "id,name,aliases,role,agency_id,place\na,B,,mayor,,Salem\n",
            "found place 'Salem'; accepted: 'Town, ST'",
        ),
    ],
)
def test_a_wrong_list_says_file_line_and_what_is_accepted(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    folder = write(tmp_path, name, text)
    with pytest.raises(GazetteerError) as caught:
        load_gazetteer(folder)
    assert message in str(caught.value)


def test_a_list_that_is_not_utf8_and_a_missing_folder_say_so(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"id,name,aliases,role,agency_id,place\na,Jos\xe9,,mayor,,\n")
    with pytest.raises(GazetteerError, match="accepted: UTF-8"):
        load_gazetteer(tmp_path)
    with pytest.raises(GazetteerError, match="found no such folder"):
        load_gazetteer(tmp_path / "nothing")
