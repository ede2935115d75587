"""`beatbook lineage`: a tree in the terminal, a picture in a file, a sentence where there is nothing to show."""

from pathlib import Path

import pytest
from bad_place import beatbook
from given_lineage import told
from told_stories import suspended_order, wire_story

from dags.console import out
from warehouse.database import open_warehouse, publish


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the story of the suspended order, and a document that stands alone."""
    folder = tmp_path_factory.mktemp("lineage")
    with open_warehouse(folder / "warehouse" / "beatbook.duckdb") as con:
        suspended_order(con)
        told(con, 8, "courier", title="Bake sale")
    publish(folder / "warehouse" / "beatbook.duckdb", folder / "published", "20261120T100000Z")
    return folder


@pytest.fixture(scope="module")
def wide_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wide")
    with open_warehouse(folder / "warehouse" / "beatbook.duckdb") as con:
        wire_story(con)
    publish(folder / "warehouse" / "beatbook.duckdb", folder / "published", "20261120T100000Z")
    return folder


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out, "_width", 80)


TREE = """\
Mon 16 Nov  Tamarack Falls Police Department  release  doc 1
Directive 14 suspended; statement of Chief Voss
└── Mon 16 Nov 11:00  The Tamarack Courier  runs the release, 34 % of its words
    doc 2
    Police chief suspends order not to answer calls on Foundry Street at night
    ├── Mon 16 Nov 12:00  KLRK Public Radio  ran the same text, 97 %  doc 3
    │   Chief suspends order not to answer calls
    ├── Mon 16 Nov 15:00  The Tamarack Courier  updated its text, 61 % as before
    │   doc 4
    │   Chief suspends order; union calls it “a start”
    └── Mon 16 Nov 19:00  Alder Lantern  quotes it, 36 % of its words  doc 5
        What Directive 14 says, and what it does not
        └── credits The Tamarack Courier (doc 2): “first reported by the
            Tamarack Courier”
"""


def test_the_tree_says_in_plain_words_who_took_from_whom(place: Path) -> None:
    said = beatbook(place, "lineage", "5", "--data", str(place))
    shown = "\n".join(line.rstrip() for line in said.out.replace("\xa0", " ").splitlines())
    assert (said.code, said.err) == (0, "")
    assert TREE in shown
    assert "excerpted:    quotes a passage" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_many_copies_are_summed_up_unless_all_are_asked_for(wide_place: Path) -> None:
    short = beatbook(wide_place, "lineage", "1", "--data", str(wide_place)).out
    whole = beatbook(wide_place, "lineage", "1", "--all", "--data", str(wide_place)).out
    assert "and 48 more that ran the same text (--all)" in " ".join(short.split())
    assert (short.count(" doc "), whole.count("more that ran")) == (12, 0)
    assert " ".join(whole.split()).count(" doc ") == 60


def test_the_picture_is_written_as_a_page_or_alone(place: Path) -> None:
    said = beatbook(place, "lineage", "1", "--html", "a.html", "--svg", "a.svg", "--data", str(place))
    assert said.out.split() == ["wrote", "a.html", "wrote", "a.svg"]
    assert (place / "a.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (place / "a.svg").read_text(encoding="utf-8").startswith("<svg ")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("8", "document 8 stands alone: no other document tells of it"),
        ("77", "there is no story and no document 77; documents go from 1 to 8"),
        ("voss", "'voss' is no number"),
    ],
)
def test_where_there_is_nothing_to_show_it_says_why(place: Path, typed: str, message: str) -> None:
    said = beatbook(place, "lineage", typed, "--data", str(place))
    assert (said.code, said.out) == (2, "")
    assert message in said.err


def test_where_nothing_is_published_it_says_what_to_run(tmp_path: Path) -> None:
    said = beatbook(tmp_path, "lineage", "1", "--data", str(tmp_path))
    assert said.code == 2
    assert "Nothing has been published" in said.err


def test_a_file_that_cannot_be_written_is_named(place: Path) -> None:
    said = beatbook(place, "lineage", "1", "--svg", "no/such/folder/a.svg", "--data", str(place))
    assert said.code == 2
    assert "no/such/folder/a.svg" in said.err
