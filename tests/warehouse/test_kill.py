"""A load or a publishing that is killed leaves the warehouse of before or of after, and the next run completes."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from datetime import timedelta
from pathlib import Path

from night_files import FIRST, Data, document

from warehouse.compare import table_digests
from warehouse.database import open_published, open_warehouse, publish

SECOND = FIRST + timedelta(days=1)
KILLS = 10
NIGHT = """
import sys
from pathlib import Path
from night_files import Data, FIRST, timedelta
from warehouse.database import open_warehouse, publish
print("start", flush=True)
data = Data(Path(sys.argv[1]))
with open_warehouse(data.warehouse) as con:
    data.load(con, FIRST + timedelta(days=1))
publish(data.warehouse, data.published, sys.argv[2])
print("end", flush=True)
"""


def night(data: Data, stamp: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(NIGHT), str(data.root), stamp],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "start\n"
    return process


def digests(data: Data) -> dict[str, str]:
    with open_warehouse(data.warehouse) as con:
        return table_digests(con)


def test_a_night_killed_at_any_moment_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    moments = random.Random(20261114)
    texts = [
        f"On page {number} " + " ".join(moments.choices(["the", "council", "police", "late", "reply"], k=80))
        for number in range(60)
    ]
    data = Data(tmp_path)
    data.night(FIRST, [document(f"page-{number}", text) for number, text in enumerate(texts[:40])])
    data.night(
        SECOND, [document(f"page-{number}", text + " More.", day=SECOND) for number, text in enumerate(texts)]
    )
    undisturbed = Data(tmp_path / "undisturbed")
    undisturbed.root.mkdir()
    for name in ("documents", "archive"):
        (undisturbed.root / name).symlink_to(data.root / name)
    with open_warehouse(undisturbed.warehouse) as con:
        undisturbed.load(con, FIRST)
        before = table_digests(con)
        started = time.monotonic()
        undisturbed.load(con, SECOND)
        after = table_digests(con)
    publish(undisturbed.warehouse, undisturbed.published, "1")
    takes = time.monotonic() - started

    with open_warehouse(data.warehouse) as con:
        data.load(con, FIRST)
    publish(data.warehouse, data.published, "0")
    for number in range(1, KILLS + 1):
        process = night(data, str(number))
        time.sleep(moments.uniform(0, 1.2 * takes))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert digests(data) in (before, after)
        with open_published(data.published) as con:
            assert table_digests(con) in (before, after)
            assert con.execute("select count(*) > 0 from search('council police')").fetchone() == (True,)
    process = night(data, "99")
    assert process.communicate()[0] == "end\n"
    assert digests(data) == after
    with open_published(data.published) as con:
        assert table_digests(con) == after
        assert con.execute("select count(*) from search('council more', hit_count := 1000)").fetchone() == (
            60,
        )
    assert not list(data.published.glob(".partial*"))
