"""The crawl measured on a look-alike web of many hosts on loopback, beside its peers.

    python -m bench.crawl [FOLDER] [--hosts 200] [--pages 100] [--rounds 3] [--peers DIR] [--skip SCALE,SECOND]

FOLDER holds pages (`**/*.html.gz`) whose bodies are served; without it they are generated. Every program fetches the same
20,000 pages from the same server, in a process of its own and in turns; what counts is its CPU time (user and system, by
wait4), since the machine is shared and the web is this machine. "Steady" is without the start, which is measured on one
page. DIR holds a virtual environment `fundus` with Fundus (`pip install fundus "curl_cffi<0.14"`); without it Fundus is left
out. Plain Scrapy is our own environment's. news-please is not run: its extractor asks for the pictures of the pages on the
open web, whatever host served the page.
"""

import argparse
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
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from bench.lookalike_server import host

PORT: Final = 8611
DAY: Final = date(2026, 11, 14)
_PEERS: Final = Path(__file__).parent / "crawl_peers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One program's run: CPU seconds, megabytes at the highest, bytes and answers that the server sent."""

    cpu_s: float
    peak_mb: float
    sent: int
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The look-alike web, in a process of its own."""

    process: subprocess.Popen[str]
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


@contextlib.contextmanager
def serving(bodies: Path, hosts: int, pages: int) -> Iterator[Server]:
    """Serve so many hosts of so many pages each."""
    command = [sys.executable, "-m", "bench.lookalike_server", "--port", str(PORT), "--bodies", str(bodies)]
    with subprocess.Popen(
        [*command, "--hosts", str(hosts), "--pages", str(pages)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield Server(process=process, hosts=hosts, pages=pages)
        finally:
            process.terminate()


def measured(server: Server, command: Sequence[str]) -> Run:
    """Run a program to its end.

    Raises:
        RuntimeError: it ended with an error.
    """
    before = server.told()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            raise RuntimeError(
                f"{command[:3]} ended with {process.returncode}: {said.read()[-2000:].decode()}"
            )
    after = server.told()
    return Run(
        cpu_s=usage.ru_utime + usage.ru_stime,
        peak_mb=usage.ru_maxrss / 1024,
        sent=after[0] - before[0],
        answers=after[1] - before[1],
    )


def crawl_ours(folder: Path, *, hosts: int, budget: int, number: int, rechecks: bool) -> None:
    """One night of beatbook's own crawl."""
    from crawlers.run import crawl
    from crawlers.sources import Source

    day = DAY + timedelta(days=number)
    crawl(
        [
            Source.model_validate(
                {
                    "id": f"us_or_host_{n}",
                    "name": f"Host {n}",
                    "homepage": f"http://{host(n)}:{PORT}/",
                    "publisher": "newspaper",
                    "place": {"name": "Tamarack Falls", "state": "OR"},
                    "timezone": "America/Los_Angeles",
                    "feeds": [
                        {"kind": "feed", "url": f"http://{host(n)}:{PORT}/feed"},
                        {"kind": "sitemap", "url": f"http://{host(n)}:{PORT}/news-sitemap.xml"},
                    ],
                    "crawl": {
                        "delay_s": 0,
                        "max_new_per_night": budget,
                        **({} if rechecks else {"recheck_days": []}),
                    },
                }
            )
            for n in range(hosts)
        ],
        day=day,
        archive_dir=folder / "archive",
        ledger_path=folder / "ledger.sqlite",
        contact="bench@beatbook.example",
        at=datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC),
    )


def ours(
    folder: Path, *, hosts: int, budget: int = 1000, number: int = 0, rechecks: bool = True
) -> list[str]:
    """The command of one night of ours."""
    program = (
        "from pathlib import Path; from bench.crawl import crawl_ours; "
        f"crawl_ours(Path({str(folder)!r}), hosts={hosts}, budget={budget}, number={number}, rechecks={rechecks})"
    )
    return [sys.executable, "-c", program]


def peers(out: Path, hosts: int, environments: Path | None) -> dict[str, list[str]]:
    """The peers' commands over the feeds of the hosts."""
    feeds = out / f"feeds-{hosts}.txt"
    feeds.write_text("\n".join(f"http://{host(n)}:{PORT}/feed" for n in range(hosts)))
    commands = {
        "plain Scrapy": [
            sys.executable,
            str(_PEERS / "plain_scrapy.py"),
            str(out / "scrapy.jsonl"),
            str(feeds),
        ]
    }
    if environments is not None:
        python = environments / "fundus" / "bin" / "python"
        commands["fundus"] = [
            str(python),
            str(_PEERS / "with_fundus.py"),
            str(out / "fundus.jsonl"),
            str(feeds),
        ]
    return commands


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print a table; 1 where a figure misses its mark."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.crawl",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", type=Path, metavar="DIR")
    parser.add_argument("--skip", default="", help="parts to leave out: peers, scale, second, memory")
    given = parser.parse_args(argv)
    skipped = set(given.skip.split(","))
    marks: list[bool] = []
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary)
        bodies = write_bodies(given.folder, out / "bodies")
        with serving(bodies, given.hosts, given.pages) as server:
            marks.append(
                side_by_side(
                    server, out, rounds=given.rounds, environments=given.peers, alone="peers" in skipped
                )
            )
            if "second" not in skipped:
                marks.append(second_night(server, out))
        if "scale" not in skipped:
            marks.append(many_hosts(bodies, out, given.hosts, given.pages, given.rounds))
        if "memory" not in skipped:
            marks.append(memory(out, given.hosts * 25))
    return 0 if all(marks) else 1


def write_bodies(source: Path | None, folder: Path) -> Path:
    """Write the pages to serve, gzipped; returns their folder."""
    folder.mkdir()
    if source is not None:
        pages = [gzip.decompress(path.read_bytes()) for path in sorted(source.rglob("*.html.gz"))]
    else:
        chance = random.Random(1)
        words = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 9))) for _ in range(3000)]
        pages = [
            f"<html><head><title>Item {n}</title></head><body><article>{''.join('<p>' + ' '.join(chance.choices(words, k=60)) + '</p>' for _ in range(450))}</article></body></html>".encode()
            for n in range(60)
        ]
    for number, body in enumerate(pages):
        (folder / f"{number:04d}.gz").write_bytes(gzip.compress(body, compresslevel=6, mtime=0))
    packed = [path.stat().st_size for path in folder.iterdir()]
    print(
        f"{len(pages)} bodies, {statistics.mean(map(len, pages)) / 1024:.0f} KiB on average, "
        f"{statistics.mean(packed) / 1024:.0f} KiB packed"
    )
    return folder


def side_by_side(server: Server, out: Path, *, rounds: int, environments: Path | None, alone: bool) -> bool:
    """Each program over all pages, in turns; prints a row each."""
    pages = server.hosts * server.pages
    runs: dict[str, list[Run]] = {}
    starts: dict[str, list[Run]] = {}
    for number in range(rounds):
        for full, hosts in ((True, server.hosts), (False, 1)):
            commands = {
                "beatbook": ours(out / f"ours-{number}-{hosts}", hosts=hosts, budget=1000 if full else 1)
            }
            if not alone:
                commands |= peers(out, hosts, environments)
            for name, command in commands.items():
                (runs if full else starts).setdefault(name, []).append(measured(server, command))
    print(f"\n{pages} pages of {server.hosts} hosts, medians of {rounds} runs in turns")
    print(f"{'':14}{'ms CPU/page':>12}{'steady':>9}{'ratio':>8}{'peak MB':>9}{'answers':>9}")
    steady: dict[str, float] = {}
    for name, found in runs.items():
        cpu = statistics.median(run.cpu_s for run in found)
        # One host's start holds its 100 pages for the peers, which have no budget: they are taken off with them.
        start = statistics.median(run.cpu_s for run in starts[name])
        first = statistics.median(run.answers for run in starts[name])
        answers = statistics.median(run.answers for run in found)
        steady[name] = (cpu - start) / max(1, answers - first) * answers / pages * 1000
        peak = statistics.median(run.peak_mb for run in found)
        ratio = steady[name] / steady["beatbook"]
        print(f"{name:14}{cpu / pages * 1000:12.2f}{steady[name]:9.2f}{ratio:8.2f}{peak:9.0f}{answers:9.0f}")
    marks = {"beatbook": 2.0}
    good = steady["beatbook"] <= marks["beatbook"]
    good &= steady.get("plain Scrapy", 1e9) >= 5 * steady["beatbook"]
    good &= steady.get("fundus", 1e9) >= 3.5 * steady["beatbook"]
    print("marks: 2.0 ms steady; plain Scrapy 5 x, Fundus 3.5 x as much")
    return good


def second_night(server: Server, out: Path) -> bool:
    """A second night over the same web: bytes on the wire and in the archive, against the first."""
    print("\na second night over unchanged sources, against the first")
    good = True
    for rechecks in (False, True):
        folder = out / f"second-{rechecks}"
        sent, kept = [], []
        for number in range(2):
            run = measured(server, ours(folder, hosts=server.hosts, number=number, rechecks=rechecks))
            sent.append(run.sent)
            day = (DAY + timedelta(days=number)).isoformat()
            kept.append(sum(path.stat().st_size for path in (folder / "archive" / day).glob("*.warc.gz")))
        share = sent[1] / sent[0]
        what = "every page looked at again" if rechecks else "feeds alone"
        print(
            f"{what:28} wire {sent[1] / 1e6:8.2f} MB of {sent[0] / 1e6:8.1f} ({share:.2%}), archive {kept[1] / kept[0]:.2%}"
        )
        good &= share <= 0.03
    print("mark: 3 % of the bytes on the wire")
    return good


def many_hosts(bodies: Path, out: Path, hosts: int, pages: int, rounds: int) -> bool:
    """The same number of pages from 25 times as many hosts: the cost of a page must not grow with the hosts."""
    wide, few = hosts * 25, max(1, pages // 25)
    costs: dict[int, list[float]] = {}
    for number in range(rounds):
        for count, each in ((hosts, pages), (wide, few)):
            with serving(bodies, count, each) as server:
                run = measured(server, ours(out / f"many-{count}-{number}", hosts=count))
                costs.setdefault(count, []).append(run.cpu_s / run.answers * 1000)
    one, other = (statistics.median(costs[count]) for count in (hosts, wide))
    print(
        f"\nms CPU an answer: {one:.2f} at {hosts} hosts, {other:.2f} at {wide}: {other / one:.2f} x (mark: 1.2)"
    )
    return other <= 1.2 * one


def memory(out: Path, hosts: int) -> bool:
    """The highest memory of a crawl to which 20 small pages are announced by each of so many hosts."""
    bodies = out / "small"
    bodies.mkdir()
    (bodies / "0.gz").write_bytes(gzip.compress(b"<html><body><p>Small</p></body></html>", mtime=0))
    with serving(bodies, hosts, 20) as server:
        run = measured(server, ours(out / "memory", hosts=hosts))
    print(f"\n{hosts * 20} addresses announced and fetched: {run.peak_mb:.0f} MB at the highest (mark: 300)")
    return run.peak_mb < 300


if __name__ == "__main__":
    sys.exit(main())
