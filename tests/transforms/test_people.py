"""People with their roles, and their later short forms."""

import dataclasses
from pathlib import Path

import pytest
from invented import blank

from crawlers.sources import Source
from transforms.document import Mention
from transforms.entities import find_mentions, load_gazetteer
from transforms.people import coarse_role
from transforms.roles import COARSE_ROLES, TITLES

SOURCE = Source.model_validate(
    {
        "id": "us_or_salem_courier",
        "name": "Courier",
        "homepage": "https://courier.example/",
        "publisher": "newspaper",
        "place": {"name": "Salem", "state": "OR", "county": "Marion County"},
        "timezone": "America/Los_Angeles",
        "feeds": [{"kind": "feed", "url": "https://courier.example/feed"}],
    }
)
DOCUMENT = blank()


def people(text: str, extra: Path | None = None) -> list[Mention]:
    found = find_mentions(dataclasses.replace(DOCUMENT, text=text), SOURCE, load_gazetteer(extra))
    return [mention for mention in found if mention.kind == "person"]


@pytest.mark.parametrize(
    ("text", "name", "role", "coarse"),
    [
        ("Mayor Lucia Hart spoke.", "Lucia Hart", "mayor", "elected-official"),
        ("Police Chief Dana Roe spoke.", "Dana Roe", "police chief", "police-leader"),
        ("Acting Police Chief Dana Roe spoke.", "Dana Roe", "police chief", "police-leader"),
        ("Marion County Sheriff Iris Webb spoke.", "Iris Webb", "sheriff", "police-leader"),
        ("Sgt. Tom J. Vance Jr. spoke.", "Tom J. Vance Jr", "sergeant", "officer"),
        ("Sheriff’s Deputy Ann de la Cruz spoke.", "Ann de la Cruz", "deputy", "officer"),
        (
            "Sgt. Tom Vance, a bureau spokesman, spoke.",
            "Tom Vance",
            "police spokesperson",
            "police-spokesperson",
        ),
        ("Union president Bo Finch spoke.", "Bo Finch", "union president", "union-representative"),
        (
            "Bo Finch, president of the Salem Police Association, spoke.",
            "Bo Finch",
            "union president",
            "union-representative",
        ),
        ("Dana Roe, the police chief, spoke.", "Dana Roe", "police chief", "police-leader"),
        ("Judge Ada Pryce ruled.", "Ada Pryce", "judge", "judge"),
        ("District Attorney Lee Park declined.", "Lee Park", "district attorney", "prosecutor"),
        ("Officer Tom White spoke.", "Tom White", "officer", "officer"),
        ("Ana Diaz, a neighbor, called.", "Ana Diaz", "resident", "witness-or-resident"),
        ("Cole Ames, 34, of Keizer, was arrested.", "Cole Ames", "suspect", "suspect-or-defendant"),
        ("City Manager Pat Lowe spoke.", "Pat Lowe", "city manager", None),
        ("It was loud, said Ana Diaz.", "Ana Diaz", None, None),
    ],
)
def test_a_title_or_description_gives_the_role(
    text: str, name: str, role: str | None, coarse: str | None
) -> None:
    (person,) = people(text)
    assert (person.name, person.role, coarse_role(person.role)) == (name, role, coarse)


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Says Budget Is Done",
        "The Salem City Council met on Monday.",
        "Police Department officers left.",
        "The sheriff’s office closed.",
        "Oak Street Church stood empty.",
        "A mayor spoke.",
    ],
)
def test_words_with_capitals_are_not_people(text: str) -> None:
    assert people(text) == []


def test_later_short_forms_are_the_same_person() -> None:
    found = people(
        "Mayor Lucia Bramble spoke. Bramble left. “No,” Mayor Bramble said. lucia bramble and bramble, again."
    )
    assert {person.name for person in found} == {"Lucia Bramble"}
    assert {person.role for person in found} == {"mayor"}
    assert [person.surface for person in found] == [
        "Lucia Bramble",
        "Bramble",
        "Bramble",
        "lucia bramble",
        "bramble",
    ]


def test_a_surname_that_is_a_word_counts_only_with_its_capital() -> None:
    found = people("Officer Tom Young spoke. The young man ran. Young followed.")
    assert [person.surface for person in found] == ["Tom Young", "Young"]


def test_namesakes_are_kept_apart() -> None:
    found = people("Mayor Lucia Hart met Sgt. Tom Hart. Hart left. Jane Hart stayed.")
    assert [(person.surface, person.role) for person in found] == [
        ("Lucia Hart", "mayor"),
        ("Tom Hart", "sergeant"),
    ]


def test_the_full_name_may_come_after_the_short_one() -> None:
    found = people("Mayor Hart spoke. Lucia Hart, the mayor, is new.")
    assert [(person.surface, person.name, person.role) for person in found] == [
        ("Hart", "Lucia Hart", "mayor"),
        ("Lucia Hart", "Lucia Hart", "mayor"),
    ]


def test_the_state_is_that_of_the_place_beside_the_title_or_of_the_office() -> None:
    assert [person.state for person in people("Salem Mayor Lucia Hart spoke.")] == ["OR"]
    text = "They live in Salem, Mass. Mayor Lucia Hart spoke. The Mayor of Salem is new."
    assert [person.state for person in people(text)] == ["MA"]
    assert [person.state for person in people("Mayor Lucia Hart spoke.")] == [None]


def test_people_of_the_deployments_list_are_linked(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "id,name,aliases,role,agency_id,place\n"
        'hart,Lucia Hart,mayorhart,elected-official,,"Salem, OR"\n'
        'vance,Tom Vance,,police-spokesperson,ori:OR0240200,"Salem, OR"\n',
        encoding="utf-8",
    )
    found = people(
        "Mayor Hart met Sgt. Tom Vance. Lucia Hart left. See @mayorhart. Chief Hart is another.", tmp_path
    )
    assert [(person.entity_id, person.role) for person in found[:3]] == [
        ("local:hart", "mayor"),
        ("local:vance", "police-spokesperson"),
        ("local:hart", "mayor"),
    ]
    assert ("@mayorhart", "local:hart") in [(person.surface, person.entity_id) for person in found]


def test_every_role_of_the_table_is_one_of_the_codebooks(shared: Path) -> None:
    import json

    codebook = json.loads((shared / "coding" / "taxonomy.json").read_text(encoding="utf-8"))
    assert set(COARSE_ROLES.values()) <= set(codebook["person_role"])
    assert set(TITLES.values()) - {""} >= set(COARSE_ROLES)


def test_the_guide_lists_every_role_word() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "people.md").read_text(encoding="utf-8")
    table = guide.partition("<!-- roles -->\n")[2].partition("<!-- end -->")[0]
    expected: dict[str, list[str]] = {}
    for role, coarse in COARSE_ROLES.items():
        expected.setdefault(coarse, []).append(role)
    assert table == "".join(
        f"| {coarse} | {', '.join(sorted(roles))} |\n" for coarse, roles in expected.items()
    )


def test_a_surname_of_two_people_is_nobodys_and_one_with_a_day_before_it_is_no_namesake() -> None:
    text = "Cole Ames was shot. Ames died. His sister, Ada Ames, said Ames was kind. Mayor Hart left. On Monday Hart came."
    assert [person.surface for person in people(text)] == ["Ada Ames", "Hart", "Hart"]
