"""The wheel holds what runs and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
DATA = (".yml", ".sql", ".csv", ".jinja", ".html", ".gz", ".md", ".airflowignore")


def test_the_wheel_holds_every_module_and_data_file_of_the_four_packages(tmp_path):
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "--wheel-dir",
            tmp_path,
            ROOT,
        ],
        check=True,
        timeout=240,
    )
    (wheel,) = tmp_path.glob("beatbook-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "crawlers", "transforms", "warehouse", "dags"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    wanted = {name for name in tracked if name.endswith((".py", *DATA))}
    assert wanted
    assert wanted - held == set()
    assert {name.split("/")[0] for name in held if ".dist-info" not in name} == {
        "crawlers",
        "transforms",
        "warehouse",
        "dags",
    }
