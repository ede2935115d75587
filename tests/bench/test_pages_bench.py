"""The measurement of extraction: its table, its floors, its peers."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from labelled_folder import ITEMS, POST, STORY, write_folder

from bench.pages import main


def test_a_figure_below_its_floor_ends_the_measurement_with_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_folder(tmp_path, "fundus", body="Nothing of the page")
    assert main([str(folder), "--no-cost"]) == 1
    printed = capsys.readouterr().out
    assert "below its floor: fundus all body f1 is 0.0000" in printed
    assert "below its floor: fundus all title" not in printed
    assert "AEB" not in printed, "the folder has no pages of that set"


def test_figures_stand_beside_the_peers_and_the_whole_text_beside_the_label_s_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_folder(tmp_path, "fundus", body="\n\n".join(STORY))
    assert main([str(folder), "--no-cost", "--out", str(tmp_path / "ours.jsonl")]) == 0
    printed = capsys.readouterr().out.splitlines()
    figures = {line[:42].strip(): line[42:].split() for line in printed}
    assert printed[1].split()[:2] == ["beatbook", "trafilatura"]
    assert figures["fundus all body f1"][0] == "1.000"
    assert figures["fundus all body f1, whole text"][0] == "0.000"
    assert figures["fundus all published instant"][0] == "1.000"
    assert any(line.startswith("not there: newspaper4k") for line in printed)
    assert POST not in (tmp_path / "ours.jsonl").read_text(encoding="utf-8")


def test_posts_of_the_labels_are_counted_as_blocks_of_ours_and_as_words_of_the_peers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_folder(tmp_path, "aeb", body=f"{STORY[0]} {POST}")
    main([str(folder), "--no-cost"])
    (row,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("labelled posts"))
    kept, _, counts = row.partition("of 1")
    assert (kept, counts.split()) == ("labelled posts kept, ", ["1", "1", "1", "0"]), (
        "a bare parse keeps none"
    )


def test_the_cost_is_given_for_each_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_folder(tmp_path, "fundus", body="\n\n".join(STORY))
    main([str(folder), "--rounds", "2"])
    table = capsys.readouterr().out.partition("CPU time")[2].splitlines()
    assert [line.split()[0] for line in table[1:5]] == [
        *("beatbook", "trafilatura", "trafilatura", "lxml,"),
    ]
    assert table[2].split()[2] == "1.00", "speeds are given against trafilatura's"


def test_the_profile_names_the_stages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_folder(tmp_path, "fundus", body="")
    assert main([str(folder), "--profile"]) == 0
    rows = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert {"decode.decode", "metadata.read_metadata", "coding,"} <= set(rows)
    assert main([str(folder), "--profile", "nothing"]) == 2
    assert "No module named 'transforms.nothing'" in capsys.readouterr().err


def test_one_page_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_folder(tmp_path, "aeb", "fundus", body="")
    assert main([str(folder), "--only", "aeb"]) == 0
    printed = capsys.readouterr().out
    assert ITEMS[0] in printed
    assert "fundus/span" not in printed


def test_what_has_changed_since_another_version_is_told_by_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_folder(tmp_path, "aeb", "fundus", body="\n\n".join(STORY))
    cases = json.loads((folder / "manifest.json").read_text())
    twin = cases["cases"][1] | {"id": "fundus/twin"}
    (folder / "manifest.json").write_text(json.dumps({"cases": [*cases["cases"], twin]}))
    before = [{"id": "fundus/span", "body": "less"}, {"id": "fundus/twin", "body": "\n\n".join(STORY)}]
    (tmp_path / "before.jsonl").write_text("".join(json.dumps(row) + "\n" for row in before))
    main([str(folder), "--no-cost", "--against", str(tmp_path / "before.jsonl")])
    assert capsys.readouterr().out.splitlines()[:2] == [
        "fundus all: page F1 +0.5000 (standard error 0.5000), 1 pages better, 0 worse",
        "  +1.000 fundus/span",
    ]


def test_a_folder_of_another_shape_ends_with_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "no manifest.json" in capsys.readouterr().err
