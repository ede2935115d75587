"""A source's folder: written a group at a time, whole or not at all, and stamped with what it was made of."""

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_parquet import BARE, CAPTURE, DOCUMENT, REJECTION

from transforms.document import Document
from transforms.folder import new_folder, stamp_of, tidy
from transforms.parquet import read_captures, read_documents

FILES = ["captures.parquet", "documents.parquet", "rejections.parquet"]


def write(
    folder: Path, documents: Iterable[Document] = (DOCUMENT, BARE), *, stamp: str | None = None
) -> None:
    with new_folder(folder) as files:
        for one in documents:
            files.document(one)
        files.rejection(REJECTION)
        files.capture(CAPTURE)
        files.stamp = stamp


def numbered(count: int) -> list[Document]:
    return [replace(BARE, doc_key=f"{number:032}", text=f"Brief {number}") for number in range(count)]


def test_a_second_write_replaces_the_folder_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "day" / "source"
    write(folder)
    (folder / "stray.parquet").write_bytes(b"")
    write(folder, [])
    assert sorted(p.name for p in folder.iterdir()) == FILES
    assert read_documents(folder / "documents.parquet") == []
    assert [folder] == list(folder.parent.iterdir())


def test_leftovers_of_a_killed_run_do_not_stop_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "source"
    write(folder)
    folder.rename(tmp_path / ".source.replaced")
    (tmp_path / ".source.partial").mkdir()
    (tmp_path / ".source.partial" / "documents.parquet").write_bytes(b"PAR1 torn")
    write(folder)
    assert [folder] == list(tmp_path.iterdir())


def test_leftovers_beside_a_whole_folder_are_tidied_away(tmp_path: Path) -> None:
    folder = tmp_path / "source"
    write(folder)
    (tmp_path / ".source.partial").mkdir()
    (tmp_path / ".source.replaced").mkdir()
    tidy(folder)
    assert [folder] == list(tmp_path.iterdir())
    assert read_documents(folder / "documents.parquet") == [DOCUMENT, BARE]


def test_a_write_that_fails_leaves_the_old_folder(tmp_path: Path) -> None:
    folder = tmp_path / "source"
    write(folder)
    with pytest.raises((pa.ArrowInvalid, pa.ArrowTypeError)):
        write(folder, [replace(DOCUMENT, warc_offset="nowhere")])  # type: ignore[arg-type]
    assert read_documents(folder / "documents.parquet") == [DOCUMENT, BARE]
    assert [folder] == list(tmp_path.iterdir())


def test_an_error_half_way_leaves_the_old_folder(tmp_path: Path) -> None:
    folder = tmp_path / "source"
    write(folder)
    with pytest.raises(ZeroDivisionError), new_folder(folder) as files:
        files.document(replace(BARE, warc_offset=1 // 0))
    assert read_documents(folder / "documents.parquet") == [DOCUMENT, BARE]
    assert [folder] == list(tmp_path.iterdir())


def test_many_rows_come_back_in_their_order_from_several_groups(tmp_path: Path) -> None:
    documents = numbered(2500)
    write(tmp_path / "source", documents)
    assert pq.read_metadata(tmp_path / "source" / "documents.parquet").num_row_groups == 3
    assert read_documents(tmp_path / "source" / "documents.parquet") == documents


def test_documents_that_were_taken_back_are_left_out_of_every_group(tmp_path: Path) -> None:
    documents = numbered(2100)
    with new_folder(tmp_path / "source") as files:
        numbers = [files.document(one) for one in documents]
        files.take_back(numbers[3])
        for number in numbers[1024:2048]:
            files.take_back(number)
        files.stamp = "a"
    kept = [*documents[:3], *documents[4:1024], *documents[2048:]]
    assert read_documents(tmp_path / "source" / "documents.parquet") == kept
    assert sorted(path.name for path in (tmp_path / "source").iterdir()) == FILES
    assert stamp_of(tmp_path / "source") == "a"


def test_a_stamp_is_read_back_and_is_none_where_there_is_none(tmp_path: Path) -> None:
    write(tmp_path / "stamped", stamp="0123")
    write(tmp_path / "plain")
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "documents.parquet").write_bytes(b"PAR1 torn")
    stamps = [stamp_of(tmp_path / name) for name in ("stamped", "plain", "torn", "absent")]
    assert stamps == ["0123", None, None, None]


def test_two_processes_that_write_one_folder_take_turns(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom transforms.folder import new_folder\nfrom test_folder import CAPTURE\n"
        "for _ in range(20):\n    with new_folder(Path(sys.argv[1])) as files:\n"
        "        for _ in range(5):\n            files.capture(CAPTURE)\n            time.sleep(0.001)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    folder = tmp_path / "source"
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(folder)], env=environment, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [one.communicate(timeout=60)[1].decode() for one in running]
    assert said == ["", ""]
    assert read_captures(folder / "captures.parquet") == [CAPTURE] * 5
    assert [folder] == list(tmp_path.iterdir())


def test_a_folder_that_another_process_takes_away_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, taken = os.open, []

    def open_late(path: Path, flags: int) -> int:
        if not taken:
            taken.append(path)
            path.rmdir()
        return opened(path, flags)

    monkeypatch.setattr("transforms.folder.os.open", open_late)
    with new_folder(tmp_path / "day" / "source") as folder:
        folder.document(DOCUMENT)
    assert taken
    assert read_documents(tmp_path / "day" / "source" / "documents.parquet") == [DOCUMENT]
