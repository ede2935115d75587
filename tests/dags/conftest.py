"""What several tests here start from: one night of a healthy web, to be spoilt, and the ten nights of the newsroom."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_place import NIGHT, beatbook, make_place, publisher, story
from loopback_web import Web, serve_web

BEATBOOK = Path(sys.executable).parent / "beatbook"


@pytest.fixture(scope="session")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `beatbook demo` was run, once for all processes of the tests.

    A test runs the demonstration again there, so what is published changes meanwhile. `night_four.duckdb` and
    `night_ten.duckdb` beside it stay what was published after those nights of the first run.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "newcomer"
    last = folder / "night_ten.duckdb"
    with (shared / "newcomer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not last.exists():
            folder.mkdir(exist_ok=True)
            done = subprocess.run(
                [BEATBOOK, "demo"],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=240,
                check=False,
                env={"COLUMNS": "110"},
            )
            assert done.returncode == 0, done.stderr[-3000:]
            snapshots = sorted((folder / "demo" / "published").glob("beatbook-*.duckdb"))
            shutil.copyfile(
                next(path for path in snapshots if "-20261117T" in path.name), folder / "night_four.duckdb"
            )
            shutil.copyfile(snapshots[-1], last)
    return folder


@pytest.fixture(scope="module")
def healthy_web() -> Iterator[Web]:
    """Two stories; one is large, so that a small disk is full soon."""
    with serve_web() as web:
        large = f"<!-- {os.urandom(150_000).hex()} -->"
        web.routes = publisher("healthy", story("A window was broken"), story("Another window", more=large))
        yield web


@pytest.fixture(scope="module")
def calm(healthy_web: Web, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place whose night went undisturbed; copied, never changed."""
    folder = make_place(tmp_path_factory.mktemp("calm") / "beat", healthy_web.address, "healthy")
    said = beatbook(folder, *NIGHT)
    assert (said.code, said.err) == (0, "")
    return folder


@pytest.fixture
def place(calm: Path, tmp_path: Path) -> Path:
    """A copy of the undisturbed place."""
    return Path(shutil.copytree(calm, tmp_path / "beat", symlinks=True))


@pytest.fixture
def new_place(healthy_web: Web, tmp_path: Path) -> Path:
    """A place before its first night."""
    return make_place(tmp_path / "beat", healthy_web.address, "healthy")
