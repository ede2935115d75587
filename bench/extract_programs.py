"""The programs that read pages in a measurement: ours in this process, each peer in a process of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

from bench.labelled_pages import Case
from bench.page_predictions import prediction
from transforms.document import Document, Rejection
from transforms.extract import extract

OURS: Final = "beatbook"
TRAFILATURA: Final = "trafilatura"
"""With its metadata: what speeds are given against."""
_READER: Final = Path(__file__).parent / "extract_peers" / "reader.py"
PEERS: Final = {
    TRAFILATURA: "libraries",
    "trafilatura bare": "libraries",
    "lxml, a bare parse": "libraries",
    "newspaper4k": "libraries",
    "readability-lxml": "libraries",
    "resiliparse": "libraries",
    "news-please": "news-please",
    "goose3": "libraries",
    "extruct JSON-LD": "libraries",
}
"""Each peer with its environment in the folder that `python -m bench.extract_peers` makes."""
_OWN: Final = (TRAFILATURA, "trafilatura bare", "lxml, a bare parse")
"""Peers that our own environment has."""


class Program(Protocol):
    """Something that reads a page."""

    @property
    def name(self) -> str:
        """As the table has it."""

    def read(self, case: Case) -> tuple[dict[str, Any], float]:
        """A prediction in the scorer's form, and the CPU seconds that it took."""


class Ours:
    """Extraction as the product does it, from the response as fetched to a whole document.

    Attributes:
        results: of each case, by its id, as last read.
    """

    name = OURS

    def __init__(self) -> None:
        self.results: dict[str, Document | Rejection] = {}

    def read(self, case: Case) -> tuple[dict[str, Any], float]:
        """Read one page."""
        source = case.source
        started = time.process_time()
        result = extract(case.capture, source, None)
        seconds = time.process_time() - started
        self.results[case.id] = result
        return prediction(case, result), seconds


class Peer:
    """A peer in a process of its own, which is handed the page as text."""

    def __init__(self, name: str, process: "subprocess.Popen[str]", scratch: Path) -> None:
        self.name = name
        self._process = process
        self._scratch = scratch

    def read(self, case: Case) -> tuple[dict[str, Any], float]:
        """Read one page.

        Raises:
            RuntimeError: the peer's process has ended.
        """
        self._scratch.write_bytes(case.capture.body)
        found = self._answer({"path": str(self._scratch), "url": case.capture.url})
        seconds = found.pop("seconds")
        return {"id": case.id, **found}, seconds

    def _answer(self, asked: dict[str, str]) -> Any:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(asked) + "\n")
        stdin.flush()
        if not (line := stdout.readline()):
            raise RuntimeError(f"{self.name} ended with code {self._process.wait()}")
        return json.loads(line)


@contextmanager
def running(names: Sequence[str], environments: Path | None, scratch: Path) -> Iterator[list[Program]]:
    """The peers of these names, started and ready; they end with the block.

    Raises:
        RuntimeError: one does not start.
    """
    with ExitStack() as stack:
        peers: list[Program] = []
        for name in names:
            log = stack.enter_context((scratch / f"{name}.log").open("w+"))
            process = stack.enter_context(
                subprocess.Popen(
                    [python_of(name, environments), "-W", "ignore", _READER, name],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                )
            )
            stack.callback(process.terminate)
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                log.seek(0)
                raise RuntimeError(f"{name} does not start: {log.read()[-400:]}")
            peers.append(Peer(name, process, scratch / "page.html"))
        yield peers


def available(environments: Path | None) -> tuple[list[str], list[str]]:
    """(peers that can be run, peers that cannot)."""
    can = [name for name in PEERS if Path(python_of(name, environments)).exists()]
    return can, [name for name in PEERS if name not in can]


def python_of(name: str, environments: Path | None) -> str:
    """The interpreter that a peer is run by; it need not exist."""
    if name in _OWN:
        return sys.executable
    return str((environments or Path("none")) / PEERS[name] / "bin" / "python")


def in_turns(
    cases: Sequence[Case], programs: Sequence[Program], rounds: int
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, list[list[float]]]]:
    """(predictions of the last round, seconds by round and page), each by program.

    The programs take turns page by page, and who comes first changes, so that a busy machine slows all of them alike.
    """
    predictions: dict[str, list[dict[str, Any]]] = {}
    seconds: dict[str, list[list[float]]] = {program.name: [] for program in programs}
    for number in range(rounds):
        predictions = {program.name: [] for program in programs}
        for program in programs:
            seconds[program.name].append([])
        for place, case in enumerate(cases):
            first = (place + number) % len(programs)
            for program in (*programs[first:], *programs[:first]):
                found, took = program.read(case)
                predictions[program.name].append(found)
                seconds[program.name][number].append(took)
    return predictions, seconds
