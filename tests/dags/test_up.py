"""`beatbook up`, for real: Airflow runs a night of the newsroom and a week's export, and stops without a trace."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from warehouse.database import open_published

BEATBOOK = str(Path(sys.executable).parent / "beatbook")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Api:
    def __init__(self, port: int, home: Path) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self.home = home
        self.token: str | None = None

    def call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Content-Type": "application/json"}
        if self.token is None and path != "/auth/token":
            password = json.loads((self.home / "passwords.json").read_text())["admin"]
            self.token = self.call("/auth/token", {"username": "admin", "password": password})["access_token"]
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(
            self.root + path, data=json.dumps(body).encode() if body is not None else None, headers=headers
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def runs(self, dag: str) -> list[dict[str, Any]]:
        return self.call(f"/api/v2/dags/{dag}/dagRuns")["dag_runs"]


def until(what: str, test: Callable[[], Any], seconds: float) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = test()
        except (urllib.error.URLError, OSError, KeyError):
            found = None
        if found:
            return found
        time.sleep(1)
    raise AssertionError(f"not within {seconds} s: {what}")


def addresses(processes: list[psutil.Process]) -> set[str]:
    """Where they listen for connections."""
    found = set()
    for process in processes:
        with contextlib.suppress(psutil.Error):
            found |= {c.laddr.ip for c in process.net_connections("inet") if c.status == psutil.CONN_LISTEN}
    return found


@pytest.mark.timeout(600)
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=["sigterm", "sigint"])
def test_airflow_runs_the_newsrooms_night_and_week_and_stops_clean(tmp_path: Path, stop: signal.Signals):
    port = free_port()
    home = tmp_path / "demo-airflow" / "airflow"
    with (tmp_path / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [BEATBOOK, "up", "--sample", "--port", str(port)],
            cwd=tmp_path,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")},
        )
    try:
        api = Api(port, home)
        until("the address is printed", lambda: b"password" in (tmp_path / "up.log").read_bytes(), 200)
        assert addresses(psutil.Process(process.pid).children(recursive=True)) == {"127.0.0.1"}
        if stop is signal.SIGTERM:
            run = until("a night has run", lambda: [r for r in api.runs("nightly") if r["end_date"]], 300)[0]
            assert run["state"] == "success", (tmp_path / "up.log").read_text()
            tasks = api.call(
                f"/api/v2/dags/nightly/dagRuns/{run['dag_run_id'].replace('+', '%2B')}/taskInstances"
            )
            states = [task["state"] for task in tasks["task_instances"]]
            assert len([t for t in tasks["task_instances"] if t["task_id"] == "collect.crawl"]) >= 2
            assert set(states) == {"success"}
            api.call("/api/v2/dags/weekly/dagRuns", {"logical_date": None})
            week = until(
                "a week has run",
                lambda: [r for r in api.runs("weekly") if r["run_type"] == "manual" and r["end_date"]],
                120,
            )[0]
            assert week["state"] == "success"
            assert len(list((tmp_path / "demo-airflow" / "exports").glob("*-W*/coverage.html"))) == 1
    finally:
        started = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(stop)
        code = process.wait(timeout=60)
    assert code == 0
    assert len(started) > 3
    assert [part for part in started if part.is_running() and part.status() != psutil.STATUS_ZOMBIE] == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    if stop is signal.SIGTERM:
        with open_published(tmp_path / "demo-airflow" / "published") as con:
            assert con.execute("select count(*) > 100 from core.documents").fetchone() == (True,)
            failed = con.execute("select source_id from ops.source_nights where state = 'failed'").fetchall()
            warned = con.execute("select source_id from ops.issues where loudness = 'warn'").fetchall()
        assert len(failed) >= 1
        assert set(failed) <= set(warned)
