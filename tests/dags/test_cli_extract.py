"""`beatbook extract`: a day, many days again, and what a replay would change."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import psutil
import pytest
from archived import SOURCES, everything, write_days
from bad_place import Said, beatbook
from rich.text import Text

from dags.cli_extract_diff import words_changed
from transforms.document import Document
from transforms.folder import new_folder
from transforms.parquet import read_captures, read_documents

FIRST, LAST = "2026-11-09", "2026-11-10"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two nights of three sources, extracted by a replay."""
    folder = tmp_path_factory.mktemp("made") / "beat"
    (folder / "sources").mkdir(parents=True)
    (folder / "beatbook.env").write_text(
        "BEATBOOK_CONTACT=desk@paper.example\nBEATBOOK_TIMEZONE=America/Los_Angeles\nBEATBOOK_PSEUDONYM_KEY=invented\n"
    )
    for one in SOURCES:
        (folder / "sources" / f"{one}.yml").write_text(
            f"name: {one}\nhomepage: https://ledger.example/\npublisher: newspaper\nplace: {{name: Tamarack Falls, state: OR}}\n"
            "timezone: America/Los_Angeles\nfeeds:\n  - {kind: feed, url: 'https://ledger.example/feed'}\n"
        )
    write_days(folder / "data" / "archive", date.fromisoformat(FIRST), days=2, pages=2)
    said = beatbook(folder, "extract", "--from", FIRST)
    assert (said.code, said.err) == (0, "")
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "beat"))


def changed(place: Path, source_id: str, change: Callable[[Document], Document | None]) -> None:
    """Make the folder of a source's first day what an earlier version might have made of it."""
    folder = place / "data" / "documents" / FIRST / source_id
    documents = read_documents(folder / "documents.parquet")
    captures = read_captures(folder / "captures.parquet")
    with new_folder(folder) as files:
        for one in documents:
            if (document := change(one)) is not None:
                files.document(document)
        for row in captures:
            files.capture(row)


def diff(place: Path, *words: str) -> Said:
    return beatbook(place, "extract", "--diff", "--from", FIRST, "--to", FIRST, *words)


def test_a_replay_ends_with_a_table_of_days_and_what_to_do_next(place):
    shutil.rmtree(place / "data" / "documents" / LAST / SOURCES[0])
    said = beatbook(place, "extract", "--from", FIRST, "--to", LAST, "--processes", "2")
    assert said.code == 0
    assert [line.split() for line in said.out.splitlines()] == [
        ["day", "sources", "as", "it", "was", "captures", "documents", "rejections", "problems"],
        [FIRST, "3", "3", "15", "6", "3", "0"],
        [LAST, "3", "2", "15", "6", "3", "0"],
        ["in", "all", "6", "5", "30", "12", "6", "0"],
        ["Rejections:", "http-404", "6"],
        said.out.splitlines()[-1].split(),
    ]
    assert said.out.splitlines()[-1].endswith("load --day DAY`, for each day that changed.")


def test_json_holds_a_row_for_each_source_and_day(place):
    said = beatbook(place, "extract", "--from", LAST, "--source", SOURCES[1], "--json")
    assert json.loads(said.out) == [
        {
            "day": LAST, "source_id": SOURCES[1], "is_kept": True, "captures": 5, "documents": 2,
            "rejections": {"http-404": 1}, "problem": None,
        }
    ]  # fmt: skip


def test_one_day_is_as_simple_as_it_was_and_gives_the_same_rows(place):
    before = read_documents(place / "data" / "documents" / FIRST / SOURCES[0] / "documents.parquet")
    said = beatbook(place, "extract", "--day", FIRST, "--source", SOURCES[0])
    assert (said.code, said.out, said.err) == (0, "2 documents, 1 rejections from 1 sources\n", "")
    assert read_documents(place / "data" / "documents" / FIRST / SOURCES[0] / "documents.parquet") == before
    said = beatbook(place, "extract", "--from", FIRST)
    assert said.out.splitlines()[-1] == "Nothing was to do: all of it stands as this program makes it."


def test_a_file_that_is_damaged_is_told_and_ends_with_1(place):
    broken = place / "data" / "archive" / LAST / f"{SOURCES[2]}.warc.gz"
    broken.write_bytes(b"no gzip member at all" + broken.read_bytes())
    said = beatbook(place, "extract", "--from", LAST)
    assert said.code == 1
    assert said.err.startswith(f"{LAST} {SOURCES[2]} ")
    assert "the bytes at offset 0 are not a WARC record" in said.err
    assert said.out.splitlines()[1].split() == [LAST, "3", "2", "10", "4", "2", "1"]


def test_ctrl_c_is_one_word_and_the_same_command_goes_on(place):
    documents = place / "data" / "documents"
    whole = everything(documents)
    for kept in (0, 1):
        shutil.rmtree(documents, ignore_errors=True)
        with subprocess.Popen(
            [sys.executable, "-m", "dags.cli", "extract", "--from", FIRST, "--processes", "2"],
            cwd=place,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            while len(psutil.Process(process.pid).children()) < 2 or len([*documents.glob("*/us*")]) < kept:
                time.sleep(0.01)
            # the terminal sends it to all processes that it started
            os.killpg(process.pid, signal.SIGINT)
            out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (130, "stopped\n")
        assert out.endswith(" of 6 archive files are done; the same command goes on with the others\n")
    assert beatbook(place, "extract", "--from", FIRST).code == 0
    assert everything(documents) == whole


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--from", "2026-11-12"), "nothing of these days and sources"),
        (("--from", LAST, "--to", FIRST), "the first day must not come after the last"),
        (("--from", FIRST, "--source", "us_or_nobody"), "no source us_or_nobody"),
    ],
)
def test_days_and_sources_that_there_are_not_are_told(place, words, what):
    assert what in beatbook(place, "extract", *words).sentence


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--day", FIRST, "--from", FIRST), "give one or the other"),
        (("--csv",), "add --diff"),
        (("--show", "3"), "add --diff"),
        (("--diff", "--csv", "--json"), "give one of the three"),
        (("--diff", "--json", "--show", "1"), "give one of the three"),
        (("--from", "Tuesday"), "write it as 2026-11-17"),
    ],
)
def test_options_that_do_not_go_together_are_told(place, words, what):
    said = beatbook(place, "extract", *words)
    assert said.code == 2
    assert what in " ".join(said.err.replace("│", " ").split())


def test_nothing_differs_from_what_this_program_made(place):
    before = everything(place / "data" / "documents")
    for again in ((), ("--again",)):
        said = diff(place, *again)
        assert (said.code, said.out) == (0, "6 documents would stay as they are\n")
    assert everything(place / "data" / "documents") == before


def test_what_would_change_is_shown_field_by_field_and_nothing_is_written(place):
    def older(one: Document) -> Document:
        return replace(
            one, title="Call", text=one.text.replace("gravel", "sand"), authors=(), extractor="older"
        )

    changed(place, SOURCES[0], older)
    changed(place, SOURCES[1], lambda one: one if one.url.endswith("/1") else None)
    before = everything(place / "data" / "documents")
    said = diff(place, "--show", "1")
    assert said.code == 1
    assert everything(place / "data" / "documents") == before
    lines = said.out.splitlines()
    assert lines[0] == "3 of 5 documents would change"
    rows = {line.split("  ")[0].strip(): line.split()[-3:] for line in lines[2:9]}
    assert rows["text"] == ["2", SOURCES[0], "2"]
    assert rows["title"] == ["2", SOURCES[0], "2"]
    assert rows["document new"] == ["1", SOURCES[1], "1"]
    assert "rejection new: http-404 2" in lines
    assert said.out.count("[-sand-] {+gravel+}") == 1
    assert said.out.count("- Call\n") == 1


def test_no_key_is_made_where_nothing_may_be_written(place):
    env = place / "beatbook.env"
    env.write_text(env.read_text().replace("BEATBOOK_PSEUDONYM_KEY=invented\n", ""))
    before = everything(place / "data")
    said = diff(place)
    assert (said.code, said.out) == (2, "")
    assert "pseudonym.key is not there" in " ".join(said.err.split())
    assert everything(place / "data") == before


def test_a_replay_that_finds_all_as_it_is_says_so_and_names_every_reason(place):
    said = beatbook(place, "extract", "--from", FIRST)
    assert said.out.splitlines()[-1] == "Nothing was to do: all of it stands as this program makes it."
    assert "Rejections: http-404" in said.out
    assert "Nothing was to do" not in beatbook(place, "extract", "--from", FIRST, "--again").out


def test_a_day_without_an_archive_is_told(place):
    said = beatbook(place, "extract", "--day", "2026-11-01")
    assert (
        said.out.splitlines()[-1] == "Nothing was archived on 2026-11-01 by the sources that are asked for."
    )


def test_json_and_csv_hold_every_change_whole(place):
    changed(place, SOURCES[0], lambda one: replace(one, title=None))
    in_json = json.loads(diff(place, "--json").out)
    in_csv = [*csv.DictReader(io.StringIO(diff(place, "--csv").out))]
    titles = [one for one in in_json["changes"] if one["field"] == "title"]
    assert [(one["old"], one["new"], one["url"]) for one in titles] == [
        (None, "Call 1", "https://ledger.example/1"),
        (None, "Bridge closed after truck hits rail", "https://ledger.example/0"),
    ]
    assert [(one["field"], one["old"], one["new"]) for one in in_csv] == [
        (one["field"], one["old"] or "", one["new"] or "") for one in in_json["changes"]
    ]
    assert in_json["fields"] == {"title": 2, "rejection new": 1}
    assert in_json["sources"][SOURCES[0]]["documents_changed"] == 2


def test_a_document_whose_address_alone_changes_is_the_same_document(place):
    def elsewhere(one: Document) -> Document:
        return replace(one, url=f"{one.url}/amp", doc_key="0" * 31 + one.url[-1])

    changed(place, SOURCES[0], elsewhere)
    in_json = json.loads(diff(place, "--json").out)
    assert in_json["fields"] == {"doc_key": 2, "url": 2, "rejection new": 1}


def test_a_day_that_was_never_extracted_is_told_and_is_no_difference(place):
    shutil.rmtree(place / "data" / "documents" / FIRST / SOURCES[0])
    said = diff(place)
    assert (said.code, said.out) == (0, "4 documents would stay as they are\n")
    assert said.err == f"warning not compared: {FIRST} {SOURCES[0]}: it was never extracted\n"


@pytest.mark.parametrize("name", ["documents", "rejections"])
def test_a_folder_that_is_damaged_is_told_and_the_others_are_compared(place, name):
    path = place / "data" / "documents" / FIRST / SOURCES[0] / f"{name}.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    said = diff(place)
    assert (said.code, said.out) == (0, "4 documents would stay as they are\n")
    assert f"not compared: {FIRST} {SOURCES[0]}: a file of its folder is missing or damaged" in said.err


def plain(text: Text) -> str:
    return text.plain.strip()


def test_texts_are_compared_word_by_word_with_a_few_words_around():
    words = [f"w{number}" for number in range(40)]
    old = " ".join(words)
    new = " ".join([*words[:20], "x", *words[21:30], "y", "z", *words[30:]])
    assert plain(words_changed(old, new)) == (
        "… w14 w15 w16 w17 w18 w19 [-w20-] {+x+} w21 w22 w23 w24 w25 w26 w27 w28 w29 {+y z+} w30 w31 w32 w33 w34 w35 …"
    )
    assert plain(words_changed("a b", "a b c")) == "a b {+c+}"
    assert plain(words_changed("a b", "c")) == "[-a b-] {+c+}"
