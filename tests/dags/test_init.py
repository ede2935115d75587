"""`beatbook init`: an empty folder for a place of one's own, or one with the sources of a pack."""

import subprocess
import sys
from pathlib import Path

import pytest

from crawlers.packs import packs
from crawlers.sources import load_sources
from dags.init import FILES, InitError, make_folder

BEATBOOK = Path(sys.executable).parent / "beatbook"
PORTLAND = "us_or_portland"


def beatbook(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BEATBOOK, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_folder_without_a_pack_has_no_source(tmp_path: Path) -> None:
    written = make_folder(tmp_path / "place")
    assert {str(path.relative_to(tmp_path / "place")) for path in written} == set(FILES)
    assert list((tmp_path / "place" / "sources").iterdir()) == []


def test_a_packs_sources_are_copied_word_for_word_to_be_edited(tmp_path: Path) -> None:
    run = beatbook(tmp_path, "init", "place", "--pack", PORTLAND)
    assert run.returncode == 0, run.stderr
    pack = packs()[PORTLAND]
    copies = {path.name: path.read_bytes() for path in (tmp_path / "place" / "sources").iterdir()}
    assert copies == {path.name: path.read_bytes() for path in pack.glob("*.yml")}
    assert f"wrote {len(copies)} sources into place/sources: none is verified" in run.stdout


def test_an_unknown_pack_names_those_there_are_and_writes_nothing(tmp_path: Path) -> None:
    run = beatbook(tmp_path, "init", "place", "--pack", "us_or_boise")
    assert run.returncode == 2
    assert run.stderr == f"beatbook: There is no pack 'us_or_boise'. Packs: {', '.join(packs())}.\n"
    assert list(tmp_path.iterdir()) == []


def test_the_help_names_every_pack(tmp_path: Path) -> None:
    shown = " ".join(beatbook(tmp_path, "init", "--help").stdout.split())
    assert packs()
    for name in packs():
        assert name in shown


def test_a_source_that_is_there_already_is_not_written_over_by_a_pack(tmp_path: Path) -> None:
    mine = tmp_path / "sources" / "us_or_portland_police.yml"
    mine.parent.mkdir()
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(InitError, match=r"us_or_portland_police\.yml is there already"):
        make_folder(tmp_path, PORTLAND)
    assert [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()] == [
        mine.relative_to(tmp_path)
    ]


def test_unverified_sources_are_marked_in_the_list_and_counted_in_the_check(tmp_path: Path) -> None:
    make_folder(tmp_path, PORTLAND)
    sources = load_sources(tmp_path / "sources")
    checked = next(path for path in (tmp_path / "sources").iterdir() if path.stem == "us_or_portland_opb")
    text = checked.read_text(encoding="utf-8").replace("unverified:", "status_reason:")
    checked.write_text(text, encoding="utf-8")

    run = beatbook(tmp_path, "sources", "check", "sources")
    assert run.returncode == 0, run.stderr
    assert f"{len(sources)} of {len(sources)} source files" in run.stdout
    assert f"{len(sources) - 1} are unverified" in run.stdout
    assert run.stderr.count("\n") < 20
    shown = beatbook(tmp_path, "sources", "list", "sources").stdout
    assert shown.count("unverified") == len(sources) - 1
