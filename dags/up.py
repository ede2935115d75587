"""`beatbook up`: Airflow with its web page, on this machine, in one command.

Why not `airflow standalone`: it leaves its processes behind on SIGTERM, starts the scheduler before the API server
listens (the first task then fails), and prints a new random password somewhere in its log. See
docs/decisions/0011-airflow-by-our-own-hand.md.
"""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from dags.config import Config

START_SECONDS = 180
STOP_SECONDS = 25
USER = "admin"
_LAUNCH = """
import ctypes, os, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 15)  # PR_SET_PDEATHSIG: not even a SIGKILL of its parent leaves the part behind
os.execv(sys.argv[1], sys.argv[1:])
"""


class UpError(Exception):
    """Airflow could not be started, or one of its parts ended; the message says which and where its log is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Airflow as started: where its page is and who may enter."""

    url: str
    user: str
    password: str
    logs: Path


def airflow_environment(config: Config, port: int) -> dict[str, str]:
    """The variables under which every part of Airflow runs: everything on loopback, state under the data folder."""
    home = (config.data / "airflow").resolve()
    home.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    settings = {
        "CORE__DAGS_FOLDER": str(Path(__file__).parent),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": "4",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_passwords(home)),
        "DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "API__HOST": "127.0.0.1",
        "API__PORT": str(port),
        "API__WORKERS": "1",
        "API__BASE_URL": f"http://127.0.0.1:{port}",
        "API__SECRET_KEY": _secret(home / "api_secret"),
        "API_AUTH__JWT_SECRET": _secret(home / "jwt_secret"),
        "DAG_PROCESSOR__PARSING_PROCESSES": "1",
        "DAG_PROCESSOR__REFRESH_INTERVAL": "60",
        "LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "USAGE_DATA_COLLECTION__ENABLED": "False",
    }
    environment["AIRFLOW_HOME"] = str(home)
    environment |= {f"AIRFLOW__{name}": value for name, value in settings.items()}
    return environment | config.environment()


@contextlib.contextmanager
def running(
    config: Config, *, port: int, say: Callable[[str], None]
) -> Iterator["tuple[Running, Callable[[], None]]"]:
    """Airflow, up and healthy; stopped, with all that it started, on leaving.

    Yields:
        Where it runs, and a function that waits until a part ends (then it raises) or a signal comes.

    Raises:
        UpError: the port is taken, or a part did not start or ended.
    """
    _refuse_taken(port)
    environment = airflow_environment(config, port)
    logs = Path(environment["AIRFLOW_HOME"]) / "logs" / "parts"
    logs.mkdir(parents=True, exist_ok=True)
    say("preparing Airflow's own database")
    _once(environment, logs, "db", "migrate")
    _once(environment, logs, "pools", "set", "duckdb_writer", "1", "one writer of the warehouse at a time")
    parts: dict[str, subprocess.Popen[bytes]] = {}
    try:
        # The API server first: a task that starts before it listens fails.
        say("starting the web page")
        parts["api-server"] = _start(environment, logs, "api-server")
        _wait_healthy(port, parts, logs, {"metadatabase"})
        say("starting scheduler, dag processor and triggerer")
        # Their log servers would listen on every interface, and the web page reads the files themselves.
        parts["scheduler"] = _start(environment, logs, "scheduler", "--skip-serve-logs")
        parts["dag-processor"] = _start(environment, logs, "dag-processor")
        parts["triggerer"] = _start(environment, logs, "triggerer", "--skip-serve-logs")
        _wait_healthy(port, parts, logs, {"metadatabase", "scheduler", "dag_processor"})
        password = json.loads(_passwords(Path(environment["AIRFLOW_HOME"])).read_text(encoding="utf-8"))[USER]
        where = Running(url=f"http://127.0.0.1:{port}", user=USER, password=password, logs=logs)
        yield where, lambda: _watch(parts, logs)
    finally:
        _stop(parts)


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    """SIGTERM, and SIGINT even where the shell had it ignored, end the block with KeyboardInterrupt."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _start(environment: Mapping[str, str], logs: Path, *command: str) -> subprocess.Popen[bytes]:
    with (logs / f"{command[0]}.log").open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-c", _LAUNCH, sys.executable, "-m", "airflow", *command],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a group of its own, so that its children end with it
        )


def _once(environment: Mapping[str, str], logs: Path, *command: str) -> None:
    process = _start(environment, logs, *command)
    if process.wait() != 0:
        raise UpError(f"`airflow {' '.join(command)}` failed; its log: {logs / (command[0] + '.log')}")


def _wait_healthy(
    port: int, parts: Mapping[str, "subprocess.Popen[bytes]"], logs: Path, wanted: set[str]
) -> None:
    end = time.monotonic() + START_SECONDS
    address = f"http://127.0.0.1:{port}/api/v2/monitor/health"
    while time.monotonic() < end:
        _refuse_ended(parts, logs)
        with contextlib.suppress(urllib.error.URLError, OSError, ValueError):
            with urllib.request.urlopen(address, timeout=5) as answer:
                health = json.load(answer)
            if all((health.get(part) or {}).get("status") == "healthy" for part in wanted):
                return
        time.sleep(0.5)
    raise UpError(f"Airflow did not become healthy within {START_SECONDS} s; its logs: {logs}")


def _watch(parts: Mapping[str, "subprocess.Popen[bytes]"], logs: Path) -> None:
    while True:
        _refuse_ended(parts, logs)
        time.sleep(1)


def _refuse_ended(parts: Mapping[str, "subprocess.Popen[bytes]"], logs: Path) -> None:
    for part, process in parts.items():
        if process.poll() is not None:
            raise UpError(
                f"Airflow's {part} ended with code {process.returncode}; its log: {logs / (part + '.log')}"
            )


def _stop(parts: Mapping[str, "subprocess.Popen[bytes]"]) -> None:
    """End every part with all its children: asked first, then made to."""
    # Scheduler before API server: running tasks report to it while they end.
    for process in reversed(list(parts.values())):
        _signal_group(process, signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS
    for process in parts.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.1, end - time.monotonic()))
    for process in parts.values():
        _signal_group(process, signal.SIGKILL)
        process.wait()


def _signal_group(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _passwords(home: Path) -> Path:
    path = home / "passwords.json"
    if not path.exists():
        _write_private(path, json.dumps({USER: secrets.token_urlsafe(9)}))
    return path


def _secret(path: Path) -> str:
    if not path.exists():
        _write_private(path, secrets.token_hex(32))
    return path.read_text(encoding="utf-8")


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise UpError(
                f"port {port} is taken, perhaps by another `beatbook up`; stop that, or choose another: beatbook up --port 8081"
            ) from error
