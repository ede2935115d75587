"""The look-alike web from outside: what it serves, its process, and what a program that crawls it costs."""

import contextlib
import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.lookalike_server import host


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One program's run.

    Attributes:
        cpu_s: user and system time of the program and all that it started.
        peak_mb: the most memory that one process of them had resident.
        sent: bytes that the web sent meanwhile.
        answers: answers that the web gave meanwhile.
        stored: pages that the program says it has stored.
    """

    cpu_s: float
    peak_mb: float
    sent: int
    answers: int
    stored: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The web in a process of its own; `pages` are those of each host."""

    process: subprocess.Popen[str]
    port: int
    hosts: int
    pages: int

    def told(self) -> tuple[int, int]:
        """Bytes and answers sent so far."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        return said["sent"], said["answers"]

    def feeds(self, hosts: int) -> list[str]:
        """The feeds of the first so many hosts."""
        return [f"http://{host(n)}:{self.port}/feed" for n in range(hosts)]


@contextlib.contextmanager
def serving(bodies: Path, *, hosts: int, pages: int) -> Iterator[Server]:
    """Serve so many hosts of so many pages each."""
    command = [sys.executable, "-m", "bench.lookalike_server", "--bodies", str(bodies)]
    with subprocess.Popen(
        [*command, "--hosts", str(hosts), "--pages", str(pages)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            if not said:
                raise RuntimeError("the look-alike web did not start")
            yield Server(process=process, port=json.loads(said)["port"], hosts=hosts, pages=pages)
        finally:
            process.terminate()


def measured(server: Server, command: Sequence[str]) -> Run:
    """Run a program to its end; its last line on standard output is the number of pages that it stored.

    Raises:
        RuntimeError: it ended with an error.
    """
    before = server.told()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=out, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            log.seek(0)
            last = log.read()[-2000:].decode(errors="replace")
            raise RuntimeError(f"{' '.join(command[:3])} ended with {process.returncode}: {last}")
        out.seek(0)
        stored = int(out.read().split()[-1])
    after = server.told()
    return Run(
        cpu_s=usage.ru_utime + usage.ru_stime,
        peak_mb=usage.ru_maxrss / 1024,
        sent=after[0] - before[0],
        answers=after[1] - before[1],
        stored=stored,
    )


def write_bodies(source: Path | None, folder: Path) -> Path:
    """Write the pages to serve, gzipped, and print their sizes; returns their folder.

    Args:
        source: folder of real pages, `**/*.html.gz`; without it as many invented words are taken.
        folder: to be made.
    """
    folder.mkdir()
    pages = (
        _invented(60)
        if source is None
        else (gzip.decompress(path.read_bytes()) for path in sorted(source.rglob("*.html.gz")))
    )
    sizes: list[int] = []
    # One at a time: Linux counts what this process has held at the most as what each program that it starts has held.
    for number, body in enumerate(pages):
        (folder / f"{number:04d}.gz").write_bytes(gzip.compress(body, compresslevel=6, mtime=0))
        sizes.append(len(body))
    packed = [path.stat().st_size for path in folder.iterdir()]
    print(
        f"{len(sizes)} bodies, {statistics.mean(sizes) / 1024:.0f} KiB on average, "
        f"{statistics.mean(packed) / 1024:.0f} KiB packed",
        flush=True,
    )
    return folder


def _invented(count: int) -> Iterator[bytes]:
    """Pages of about the size of real ones, packed and not."""
    draw = random.Random(1)
    words = ["".join(draw.choices("abcdefghijklmnop", k=draw.randint(2, 9))) for _ in range(3000)]
    rows = [f'<div class="row {" ".join(draw.choices(words, k=12))}">' for _ in range(20)]
    for number in range(count):
        paragraphs = "".join(
            f"{draw.choice(rows)}<p>{' '.join(draw.choices(words, k=20))}</p></div>" for _ in range(950)
        )
        head = f'<title>Item {number}</title><meta property="og:type" content="article">'
        yield f"<html><head>{head}</head><body><article>{paragraphs}</article></body></html>".encode()
