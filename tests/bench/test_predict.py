"""Predictions over labelled folders: what of a document a set's labels hold, what the folder may lack, what it is told."""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from labelled_folder import CAPTION, ITEMS, POST, STORY, write_folder

from bench.predict import main


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def written(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


# --- pages


def test_a_page_is_predicted_with_its_metadata(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", "aeb", body="")
    assert main(["pages", str(folder), str(tmp_path / "out" / "pages.jsonl")]) == 0
    (row,) = lines(tmp_path / "out" / "pages.jsonl")
    del row["body"], row["topics"]
    assert row == {
        "id": "aeb/span",
        "title": "Bridge shut for bearings",
        "authors": ["Odalys Fennimore"],
        "published": "2026-03-02T16:15:00+00:00",
        "section": "Roads",
    }


def test_an_instant_is_given_in_the_zone_of_the_page_s_country(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", "aeb", body="", country="us")
    main(["pages", str(folder), str(tmp_path / "pages.jsonl")])
    (row,) = lines(tmp_path / "pages.jsonl")
    assert row["published"] == "2026-03-02T11:15:00-05:00"


def test_the_scored_text_is_what_the_labels_of_the_set_hold(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", "aeb", "fundus", "other", body="")
    main(["pages", str(folder), str(tmp_path / "pages.jsonl")])
    read, paragraphs, other = (row["body"] for row in lines(tmp_path / "pages.jsonl"))
    assert paragraphs == "\n\n".join(STORY)
    assert read == other
    assert [part for part in (*STORY, *ITEMS, POST) if part not in read] == []
    assert CAPTION not in read
    assert read.split("\n\n")[3] == f"{POST}\n— Tamarack Roads (@tamarackroads) March 2, 2026"


def test_pages_are_predicted_without_labels_and_with_what_is_there_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_folder(tmp_path / "set", "aeb", "fundus", body="")
    whole = tmp_path / "whole.jsonl"
    main(["pages", str(folder), str(whole)])
    for label in folder.glob("pages/*.json"):
        label.unlink()
    (folder / "score.py").unlink()
    (folder / "pages" / "fundus.html.gz").unlink()
    capsys.readouterr()
    assert main(["pages", str(folder), str(tmp_path / "part.jsonl")]) == 0
    assert "1 more not there" in capsys.readouterr().out
    assert lines(tmp_path / "part.jsonl") == lines(whole)[:1]


def test_an_address_comes_from_the_manifest_or_the_labels(tmp_path: Path) -> None:
    from bench.labelled_pages import read_cases

    given = write_folder(tmp_path / "given", "aeb", body="", url="https://tamarack.example/bridge")
    assert read_cases(given)[0].capture.url == "https://tamarack.example/bridge"
    labelled = write_folder(tmp_path / "labelled", "aeb", body="")
    (labelled / "pages" / "aeb.json").write_text('{"url": "https://tamarack.example/span"}')
    assert read_cases(labelled)[0].capture.url == "https://tamarack.example/span"


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (None, "no manifest.json, which lists the pages as `cases`; found nothing"),
        ("not JSON", "is not JSON"),
        ('{"pages": []}', 'expected {"cases":'),
        ('{"cases": [{"id": "one"}]}', "case 0 needs `id` and `html` as strings, found {'id': 'one'}"),
        (
            '{"cases": [{"id": "one", "html": "one.html"}]}',
            "of the 1 pages that manifest.json names none is there",
        ),
    ],
)
def test_a_folder_of_another_shape_is_told_what_was_found(
    tmp_path: Path, manifest: str | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    if manifest:
        (folder / "manifest.json").write_text(manifest)
    assert main(["pages", str(folder), str(tmp_path / "out.jsonl")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out.jsonl").exists()


# --- texts


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_police_events_get_the_labels_of_the_rules_that_fire(tmp_path: Path, ending: str) -> None:
    text = "Officers opened fire on the crowd. Police arrested six men. Rain fell all night."
    written(tmp_path / "set" / f"docs.jsonl{ending}", [{"id": "1", "text": text}])
    sentences = [
        {"id": f"1:{n}", "doc_id": "1", "text": f"{s}."} for n, s in enumerate(text[:-1].split(". "))
    ]
    written(tmp_path / "set" / f"sents.jsonl{ending}", sentences)
    assert main(["ipe", str(tmp_path / "set"), str(tmp_path / "out")]) == 0
    assert lines(tmp_path / "out" / "docs.jsonl") == [
        {"id": "1", "labels": ["ANY_ACTION", "ARREST", "FORCE"]}
    ]
    assert lines(tmp_path / "out" / "sents.jsonl") == [
        {"id": "1:0", "labels": ["ANY_ACTION", "FORCE"]},
        {"id": "1:1", "labels": ["ANY_ACTION", "ARREST"]},
        {"id": "1:2", "labels": []},
    ]


def test_quotes_are_predicted_with_speakers_and_offsets(tmp_path: Path) -> None:
    text = "“The span stays shut until the barge is in,” Odalys Fennimore said on Monday."
    written(tmp_path / "set" / "docs.jsonl.gz", [{"id": "1", "text": text}])
    assert main(["quotes", str(tmp_path / "set"), str(tmp_path / "out.jsonl")]) == 0
    (row,) = lines(tmp_path / "out.jsonl")
    (quote,) = row["quotes"]
    assert text[quote["start"] : quote["end"]].strip("“”,") == "The span stays shut until the barge is in"
    assert (quote["kind"], quote["speaker"]) == ("direct", "Odalys Fennimore")


def test_press_releases_are_told_from_news(tmp_path: Path) -> None:
    release = "Tamarack County to replace bearings\nFOR IMMEDIATE RELEASE\nMarch 2, 2026\nContact: Odalys Fennimore, 555-0100\n"
    written(
        tmp_path / "set" / "docs.jsonl",
        [
            {"id": "1", "text": release + "\n".join(STORY) + "\n###"},
            {"id": "2", "text": "Bridge shut\n" + "\n".join(STORY)},
        ],
    )
    assert main(["doctype", str(tmp_path / "set"), str(tmp_path / "out.jsonl")]) == 0
    assert lines(tmp_path / "out.jsonl") == [
        {"id": "1", "labels": ["press_release"]},
        {"id": "2", "labels": ["news"]},
    ]


def test_duplicates_are_predicted_of_documents_that_name_no_outlet_and_no_day(tmp_path: Path) -> None:
    text = " ".join(STORY)
    rows = [{"id": "a", "text": text}, {"id": "b", "text": text}, {"id": "c", "text": " ".join(ITEMS) + POST}]
    written(tmp_path / "set" / "docs.jsonl.gz", rows)
    assert main(["dedupe", str(tmp_path / "set"), str(tmp_path / "out")]) == 0
    clusters = {row["id"]: row["cluster_id"] for row in lines(tmp_path / "out" / "dups.jsonl")}
    assert clusters["a"] == clusters["b"] != clusters["c"]
    assert [(row["a"], row["b"]) for row in lines(tmp_path / "out" / "pairs.jsonl")] == [("a", "b")]
    stories = {row["id"]: row["cluster_id"] for row in lines(tmp_path / "out" / "stories.jsonl")}
    assert stories.keys() == clusters.keys()
    assert stories["a"] == stories["b"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no docs.jsonl and no docs.jsonl.gz; found nothing"),
        (b"", "is empty"),
        (b'{"id": "1"}\n', "line 1: `text` is None"),
        (b'{"id": "1", "text": "a"}\nhello\n', "line 2 is not JSON"),
        (b"[1]\n", "line 1: expected an object, found '[1]"),
    ],
)
@pytest.mark.parametrize("name", ["ipe", "quotes", "doctype", "dedupe"])
def test_texts_of_another_shape_are_told_what_was_found(
    tmp_path: Path, name: str, content: bytes | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    if content is not None:
        (folder / "docs.jsonl").write_bytes(content)
    assert main([name, str(folder), str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err


def test_a_damaged_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path / "set" / "docs.jsonl.gz", [{"id": str(n), "text": "word " * n} for n in range(400)])
    packed = tmp_path / "set" / "docs.jsonl.gz"
    packed.write_bytes(packed.read_bytes()[:-200])
    assert main(["quotes", str(tmp_path / "set"), str(tmp_path / "out")]) == 2
    assert "docs.jsonl.gz cannot be read" in capsys.readouterr().err


def test_an_unknown_command_prints_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sentiment", "set", "out"]) == 2
    assert "python -m bench.predict pages DIR OUT.jsonl" in capsys.readouterr().err
