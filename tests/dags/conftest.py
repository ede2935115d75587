"""A beat book that has collected one night of a healthy web, for the tests that spoil it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_place import NIGHT, beatbook, make_place, publisher, story
from loopback_web import Web, serve_web


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
