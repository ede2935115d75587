"""A replay: the archive alone, nothing made twice that stands, and nothing lost to a kill."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import psutil
import pytest
from archived import SOURCES, everything, night, write_day, write_days
from invented import source

from crawlers.sources import Source
from transforms.offline import ReplayError, in_processes
from transforms.replay import Places, SourceDayDone, replay, source_days
from transforms.run import extract_day, stamp

FIRST = date(2026, 11, 9)
ROOT = Path(__file__).parents[2]
KILLS = 8
REPLAY = """
import sys
from pathlib import Path
from test_replay import run
if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), processes=2)
"""


def places(archive: Path, documents: Path) -> Places:
    return Places(archive=archive, documents=documents, gazetteer=None, key=b"a secret")


def run(
    archive: Path,
    documents: Path,
    *,
    processes: int = 1,
    again: bool = False,
    sources: Sequence[Source] = tuple(source(id=one, name="Ledger") for one in SOURCES),
) -> list[SourceDayDone]:
    days, unknown = source_days(archive, sources, None, None)
    assert unknown == ()
    done = replay(days, places(archive, documents), processes=processes, again=again, say=lambda _: None)
    return sorted(done, key=lambda one: (one.day, one.made.source_id))


def made(done: Iterable[SourceDayDone]) -> list[tuple[date, str]]:
    return [(one.day, one.made.source_id) for one in done if not one.is_kept]


def test_a_replay_makes_what_is_missing_and_what_is_made_of_something_else(tmp_path: Path) -> None:
    archive, documents = tmp_path / "archive", tmp_path / "documents"
    days = write_days(archive, FIRST, days=2, pages=3)
    first = run(archive, documents)
    assert made(first) == [(day, one) for day in days for one in SOURCES]
    assert {(one.made.captures, one.made.documents, *one.made.rejections.items()) for one in first} == {
        (6, 3, ("http-404", 1))
    }
    whole = everything(documents)

    second = run(archive, documents)
    assert made(second) == []
    assert [one.made for one in second] == [one.made for one in first]

    (documents / days[0].isoformat() / SOURCES[0] / "rejections.parquet").unlink()
    torn = documents / days[1].isoformat() / SOURCES[1] / "documents.parquet"
    torn.write_bytes(torn.read_bytes()[:-9])
    assert made(run(archive, documents)) == [(days[0], SOURCES[0]), (days[1], SOURCES[1])]
    assert everything(documents) == whole

    write_day(archive, days[1], SOURCES[2], night(4)[-2:])  # a second attempt at that night
    sources = [source(id=one, name="Tribune" if one == SOURCES[0] else "Ledger") for one in SOURCES]
    assert made(run(archive, documents, sources=sources)) == [
        (days[0], SOURCES[0]), (days[1], SOURCES[0]), (days[1], SOURCES[2])
    ]  # fmt: skip
    assert len(made(run(archive, documents, sources=sources, again=True))) == 6


def test_what_a_day_alone_made_is_left_as_it_is_and_is_the_same_to_the_byte(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    (day,) = write_days(archive, FIRST, days=1, pages=3)
    for processes in (1, 2):
        documents = tmp_path / f"documents{processes}"
        extract_day(
            archive_dir=archive,
            documents_dir=documents,
            day=day,
            sources=[source(id=one, name="Ledger") for one in SOURCES],
            gazetteer_dir=None,
            key=b"a secret",
            processes=processes,
        )
        whole = everything(documents)
        assert made(run(archive, documents)) == []
        run(archive, documents, again=True)
        assert everything(documents) == whole


def test_an_archive_file_that_cannot_be_opened_has_no_stamp_and_is_a_problem_of_its_own(
    tmp_path: Path,
) -> None:
    archive, documents = tmp_path / "archive", tmp_path / "documents"
    (day,) = write_days(archive, FIRST, days=1, pages=3)
    run(archive, documents)
    days, _ = source_days(archive, [source(id=one, name="Ledger") for one in SOURCES], None, None)
    path = archive / day.isoformat() / f"{SOURCES[1]}.warc.gz"
    path.unlink()
    path.mkdir()
    assert stamp(days[1].source, day, archive_dir=archive, gazetteer_dir=None, key=b"a secret") is None
    done = replay(days, places(archive, documents), processes=1, again=False, say=lambda _: None)
    assert {one.made.source_id: one.made.problem is None for one in done} == dict(
        zip(SOURCES, (True, False, True), strict=True)
    )


def test_two_processes_and_one_give_the_same_bytes(tmp_path: Path) -> None:
    write_days(tmp_path / "archive", FIRST, days=2, pages=3)
    run(tmp_path / "archive", tmp_path / "one")
    run(tmp_path / "archive", tmp_path / "two", processes=2)
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


def test_a_damaged_archive_file_is_told_each_time_and_the_rest_goes_on(tmp_path: Path) -> None:
    archive, documents = tmp_path / "archive", tmp_path / "documents"
    (day,) = write_days(archive, FIRST, days=1, pages=3)
    broken = archive / day.isoformat() / f"{SOURCES[1]}.warc.gz"
    whole = broken.read_bytes()
    broken.write_bytes(b"no gzip member at all" + whole)
    for _ in range(2):
        done = run(archive, documents)
        assert [one.made.problem is None for one in done] == [True, False, True]
        assert not done[1].is_kept
    broken.write_bytes(whole)
    assert [one.made.problem for one in run(archive, documents)] == [None] * 3


def call_home(port: int) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as made:
        return str(made.getpeername())


def test_no_socket_can_be_opened_while_the_archive_is_read() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert call_home(port)  # here it can
        server.accept()[0].close()
        with pytest.raises(ReplayError, match=r"asked for the network \(getaddrinfo 127.0.0.1\)"):
            list(in_processes(call_home, [port], 1))
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


def end(_: int) -> None:
    os.kill(os.getpid(), 9)


def test_a_process_that_is_killed_ends_the_replay_with_a_word() -> None:
    with pytest.raises(ReplayError, match="ended from outside, perhaps for want of memory"):
        list(in_processes(end, [1], 1))


def start(archive: Path, documents: Path, code: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, str(code), str(archive), str(documents)],
        env={**os.environ, "PYTHONPATH": f"{Path(__file__).parent}:{ROOT}"},
        stderr=subprocess.PIPE,
    )


@pytest.mark.timeout(900)
def test_eight_kills_at_random_moments_leave_the_folders_of_an_undisturbed_replay(tmp_path: Path) -> None:
    archive, code = tmp_path / "archive", tmp_path / "main.py"
    code.write_text(REPLAY)
    write_days(archive, FIRST, days=16, pages=12)
    run(archive, tmp_path / "calm")
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    documents, killed, whole = tmp_path / "disturbed", 0, 0
    for _ in range(KILLS):
        process = start(archive, documents, code)
        # Until something is being written: the start alone takes longer than all the rest.
        while process.poll() is None and len([*documents.glob("*/[!.]*")]) <= whole:
            time.sleep(0.005)
        time.sleep(moments.uniform(0, 0.25))
        family = [] if process.poll() is not None else psutil.Process(process.pid).children(recursive=True)
        killed += process.poll() is None
        process.kill()
        process.communicate()
        psutil.wait_procs(family, timeout=10)
        assert not any(one.is_running() for one in family), f"seed {seed}: processes outlive their caller"
        whole = len([*documents.glob("*/[!.]*")])
    assert killed >= KILLS // 2, "most kills came after the replay was over"
    process = start(archive, documents, code)
    assert (process.communicate()[1], process.returncode) == (b"", 0), f"seed {seed}"
    assert everything(documents) == everything(tmp_path / "calm"), f"seed {seed}"
