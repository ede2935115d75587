"""The labelled real pages give the same documents, to the byte, in any order, process and zone, and however often."""

import hashlib
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.labelled_pages import read_cases
from transforms.coding import load_coder
from transforms.document import Document, Rejection
from transforms.extract import extract
from transforms.folder import new_folder
from transforms.parquet import document_row

pytestmark = pytest.mark.shared
ROOT = Path(__file__).parents[2]


def write_pages(folder: Path, out: Path, seed: int) -> None:
    """Read every page, some of them three times, in an order of its own; write the last results in the order of the pages' ids."""
    cases = {case.id: case for case in read_cases(folder)}
    order = [*cases, *[*cases][seed::8], *[*cases][seed::8]]
    random.Random(seed).shuffle(order)
    coder = load_coder(None)
    found: dict[str, Document | Rejection] = {}
    digests: dict[str, str] = {}
    for name in order:
        result = extract(cases[name].capture, cases[name].source, None)
        if isinstance(result, Document):
            result = coder.code(replace(result, warc_path=name), cases[name].source)
        row = document_row(result) if isinstance(result, Document) else result
        digest = hashlib.sha256(repr(row).encode()).hexdigest()
        assert digests.setdefault(name, digest) == digest, f"{name} was read otherwise the second time"
        found[name] = result
    with new_folder(out) as files:
        for _, result in sorted(found.items()):
            if isinstance(result, Document):
                files.document(result)
            else:
                files.rejection(result)


def test_two_processes_write_the_same_bytes(shared: Path, tmp_path: Path) -> None:
    running = []
    for number, zone in enumerate(("UTC", "Asia/Tokyo"), start=1):
        environment = {
            **os.environ, "PYTHONHASHSEED": str(number), "TZ": zone, "PYTHONPATH": f"{Path(__file__).parent}:{ROOT}"
        }  # fmt: skip
        arguments = [str(shared / "pages"), str(tmp_path / str(number)), str(number)]
        running.append(
            subprocess.Popen(
                [sys.executable, __file__, *arguments], env=environment, cwd=tmp_path, stderr=subprocess.PIPE
            )
        )
    for process in running:
        assert (process.communicate()[1].decode()[-2000:], process.returncode) == ("", 0)
    for name in ("documents", "rejections"):
        first, second = ((tmp_path / number / f"{name}.parquet").read_bytes() for number in "12")
        assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()
    assert len((tmp_path / "1" / "documents.parquet").read_bytes()) > 100_000


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
