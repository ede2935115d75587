"""Ctrl-C at any moment: one word and code 130, and the night run again is whole."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bad_place import DAY, NIGHT, beatbook, tables
from loopback_web import Web


def test_ctrl_c_in_a_night_is_one_word_and_the_night_run_again_is_whole(
    new_place: Path, healthy_web: Web, calm: Path
):
    command = [sys.executable, "-m", "dags.cli", *NIGHT]
    with subprocess.Popen(
        command,
        cwd=new_place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as night:

        def stop_at_the_first_page(number: int) -> None:
            # the terminal sends it to all processes that it started
            if healthy_web.asked[number - 1].url == "http://healthy.example/1":
                os.killpg(night.pid, signal.SIGINT)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(healthy_web, "on_request", stop_at_the_first_page)
            out, err = night.communicate(timeout=60)
    assert (night.returncode, out, err) == (130, "", "stopped\n")
    assert not (new_place / "data" / "documents").exists()
    assert beatbook(new_place, *NIGHT).code == 0
    assert tables(new_place) == tables(calm)


LOAD = """
import sys
from dags import cli, steps

sys.argv = ["beatbook", "load", "--day", sys.argv[1]]
print("ready", flush=True)
cli.main()
"""
"""A load with its modules in memory, so that the signal comes while it works."""


def test_ctrl_c_at_any_moment_of_a_load_is_one_word_and_leaves_the_tables_as_they_were(place: Path):
    before = tables(place)
    codes = []
    for moment in (0.03, 0.08, 0.15, 0.25, 0.4):
        with subprocess.Popen(
            [sys.executable, "-c", LOAD, DAY],
            cwd=place,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(moment)
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=60)[1]
        codes.append(process.returncode)
        # after its end, while the interpreter takes itself down, the signal itself ends it
        assert (process.returncode, said) in {(0, ""), (130, "stopped\n"), (-signal.SIGINT, "")}
        assert tables(place) == before
    assert 130 in codes
