"""What every test shares: no socket beyond loopback, and where the labelled real pages are."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """Leave no setting of the caller's shell in force, and keep the time zone out of results."""
    for name in list(os.environ):
        if name.startswith(("BEATBOOK_", "AIRFLOW")) and name != "BEATBOOK_SHARED":
            del os.environ[name]
    os.environ.pop("http_proxy", None)
    os.environ.pop("https_proxy", None)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of labelled real pages and documents; without it the test is skipped (CI insists on it)."""
    path = Path(os.environ.get("BEATBOOK_SHARED", ROOT.parent / "shared"))
    if not (path / "data").is_dir():
        pytest.skip(f"labelled data are not at {path}; set BEATBOOK_SHARED")
    return path / "data"


@pytest.fixture
def mount_disk() -> Iterator[Callable[[Path, int], Path]]:
    """Makes an empty folder a disk of so many megabytes; without the right to mount the test is skipped, but not in CI."""
    mounted: list[Path] = []

    def mount(folder: Path, megabytes: int) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
        if (
            shutil.which("mount") is None
            or subprocess.run(command, capture_output=True, check=False).returncode
        ):
            if os.environ.get("CI"):
                pytest.fail("no disk can be mounted here: run CI as root")
            pytest.skip("no disk can be mounted here: that takes root")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
