"""The measurement of extraction: its table, its floors, its peers."""

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from labelled_folder import ITEMS, POST, STORY, write_folder

from bench.pages import main

PARAGRAPHS = "\n\n".join(STORY)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the measurement: what it printed, by the names of its rows too, and what it wrote."""

    lines: list[str]
    rows: dict[str, list[str]]
    predictions: str


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Over two pages of one set, against predictions of which one was wrong."""
    out = tmp_path_factory.mktemp("run")
    folder = write_folder(out / "pages", "fundus", body=PARAGRAPHS)
    cases = json.loads((folder / "manifest.json").read_text())["cases"]
    (folder / "manifest.json").write_text(json.dumps({"cases": [*cases, cases[0] | {"id": "fundus/twin"}]}))
    before = [{"id": "fundus/span", "body": "less"}, {"id": "fundus/twin", "body": PARAGRAPHS}]
    (out / "before.jsonl").write_text("".join(json.dumps(row) + "\n" for row in before))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main(
            [
                *(str(folder), "--rounds", "2", "--out", str(out / "ours.jsonl")),
                *("--against", str(out / "before.jsonl")),
            ]
        )
    lines = printed.getvalue().splitlines()
    return Run(
        lines,
        {line[:42].strip(): line[42:].split() for line in lines},
        (out / "ours.jsonl").read_text(encoding="utf-8"),
    )


def test_figures_stand_beside_the_peers_and_the_whole_text_beside_the_label_s_rule(run: Run) -> None:
    assert run.rows[""][:2] == ["beatbook", "trafilatura"]
    assert run.rows["fundus all body f1"][0] == "1.000"
    assert run.rows["fundus all body f1, whole text"][0] == "0.000"
    assert run.rows["fundus all published instant"][0] == "1.000"
    assert any(line.startswith("not there: newspaper4k") for line in run.lines)
    assert POST not in run.predictions


def test_the_cost_is_given_for_each_program_against_trafilatura_s(run: Run) -> None:
    start = next(n for n, line in enumerate(run.lines) if line.startswith("CPU time"))
    table = {line[:20].strip(): line[20:].split() for line in run.lines[start + 1 : start + 5]}
    assert list(table) == ["beatbook", "trafilatura", "trafilatura bare", "lxml, a bare parse"]
    assert table["trafilatura"][1] == "1.00"
    assert float(table["lxml, a bare parse"][1]) > 1


def test_what_has_changed_since_another_version_is_told_by_page(run: Run) -> None:
    assert run.lines[:2] == [
        "fundus all: page F1 +0.5000 (standard error 0.5000), 1 pages better, 0 worse",
        "  +1.000 fundus/span",
    ]


def test_a_figure_below_its_floor_ends_the_measurement_with_code_1_and_kept_posts_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_folder(tmp_path, "fundus", body=f"Nothing of the page but {POST}")
    assert main([str(folder), "--no-cost"]) == 1
    printed = capsys.readouterr().out
    assert "below its floor: fundus all body f1 is 0.0000" in printed
    assert "below its floor: fundus all title" not in printed
    assert "AEB" not in printed, "the folder has no pages of that set"
    (row,) = (line for line in printed.splitlines() if line.startswith("labelled posts"))
    kept, _, counts = row.partition("of 1")
    assert (kept, counts.split()) == ("labelled posts kept, ", ["1", "1", "1", "0"]), (
        "a bare parse keeps none"
    )


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


def test_a_folder_of_another_shape_ends_with_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "no manifest.json" in capsys.readouterr().err
