"""Settings, sources and gazetteers that are wrong: one sentence and code 2, and nothing is fetched or written."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bad_place import NIGHT, beatbook, files
from loopback_web import Web


def test_a_night_with_broken_source_files_says_all_that_is_wrong_and_writes_nothing(new_place: Path):
    sources = new_place / "sources"
    good = (sources / "us_or_healthy.yml").read_text()
    (sources / "us_or_kind.yml").write_text(good.replace("kind: feed", "kind: rss"))
    (sources / "us_or_missing.yml").write_text(good.replace("publisher: newspaper\n", ""))
    (sources / "us_or_scheme.yml").write_text(
        good.replace("http://healthy.example/feed", "healthy.example/feed")
    )
    (sources / "us_or_typo.yml").write_text(good.replace("timezone:", "timezon:"))
    (sources / "us_or_yaml.yml").write_text(good + "  - [\n")
    before = files(new_place)
    said = beatbook(new_place, *NIGHT)
    lines = said.sentence.splitlines()
    assert len(lines) == 5
    for line, (name, number, found, accepted) in zip(
        lines,
        [
            ("kind", 8, "the kind 'rss'", "did you mean 'feed'? accepted: feed, sitemap, listing"),
            ("missing", None, "the key 'publisher' is missing", "publisher: "),
            ("scheme", 8, "'healthy.example/feed'", "did you mean 'https://healthy.example/feed'?"),
            ("typo", 5, "unknown key 'timezon'", "did you mean 'timezone'? accepted: "),
            ("yaml", 10, "", ""),
        ],
        strict=True,
    ):
        where = f"{sources}/us_or_{name}.yml:" + (f"{number}:" if number else "")
        assert line.startswith(where), line
        assert found in line
        assert accepted in line
    assert files(new_place) == before
    assert [beatbook(new_place, "sources", "check").code, beatbook(new_place, "crawl").code] == [2, 2]
    assert files(new_place) == before


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda path: path.write_bytes(b"# caf\xe9\n"),
            "found bytes that are not UTF-8 (at byte 5); save the file as UTF-8.",
        ),
        (lambda path: path.mkdir(), "cannot be read: Is a directory; it must be a file of text."),
    ],
    ids=["not UTF-8", "a folder"],
)
def test_settings_that_cannot_be_read_are_named(new_place: Path, make: Callable[[Path], None], words: str):
    path = new_place / "beatbook.env"
    path.unlink()
    make(path)
    for command in (NIGHT, ("sql", "select 1"), ("export",)):
        sentence = beatbook(new_place, *command).sentence
        assert str(path) in sentence
        assert words in sentence


def test_settings_saved_by_an_editor_that_marks_utf8_are_read(place: Path):
    path = place / "beatbook.env"
    path.write_text(path.read_text(), encoding="utf-8-sig")
    assert beatbook(place, "sources", "list").code == 0


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda gazetteer: None, "gazetteer: found no such folder; accepted: a folder with agencies.csv"),
        (
            lambda gazetteer: write(
                gazetteer / "agencies.csv", "id,name,aliases,type,state,county\n1,Tamarack Falls Police\n"
            ),
            "agencies.csv, line 2: found 2 values; accepted: 6",
        ),
        (
            lambda gazetteer: write(
                gazetteer / "places.csv", "id,name,aliases,state,county\n1,Alder,,Oregon,\n"
            ),
            "places.csv, line 2: found state 'Oregon'; accepted: two letters as in OR",
        ),
        (lambda gazetteer: (gazetteer / "people.csv").mkdir(parents=True), "people.csv: Is a directory."),
    ],
    ids=["none", "short row", "wrong state", "a folder"],
)
def test_a_broken_gazetteer_stops_the_night_before_anything_is_fetched(
    new_place: Path, healthy_web: Web, make: Callable[[Path], None], words: str
):
    with (new_place / "beatbook.env").open("a") as env:
        env.write("BEATBOOK_GAZETTEER=gazetteer\n")
    make(new_place / "gazetteer")
    asked = len(healthy_web.asked)
    assert words in beatbook(new_place, *NIGHT).sentence
    assert len(healthy_web.asked) == asked
    assert not (new_place / "data" / "archive").exists()


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
