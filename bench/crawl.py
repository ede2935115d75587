"""The crawl measured on a look-alike web of many hosts on loopback, beside its peers.

    python -m bench.crawl [FOLDER] [--hosts 200] [--pages 100] [--rounds 3] [--peers DIR] [--parts cost,second,hosts,memory]

FOLDER holds pages (`**/*.html.gz`) that are served; without it they are invented. Every program gets the same pages from
the same server, in a process of its own and in turns. What counts is CPU time (user and system, of the program and all
that it starts), since the machine is shared and the web is on it too; "steady" is without the start, which is measured
on one host.

Plain Scrapy comes from our own environment, Fundus and news-please from those that `python -m bench.crawl_peers DIR` made.
news-please asks the open web for pictures and lists, so it runs only where there is no way out:

    unshare --map-root-user --net sh -c 'ip link set lo up; exec python -m bench.crawl FOLDER --peers DIR'

Exit code 1: a figure misses its mark.
"""

import argparse
import gzip
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.crawl_ours import archive_size
from bench.lookalike import Run, Server, measured, serving, write_bodies

_PEERS: Final = Path(__file__).parent / "crawl_peers"
_OURS: Final = "beatbook"
_SCRAPY: Final = "plain Scrapy"
_FUNDUS: Final = "Fundus"
_NEWS_PLEASE: Final = "news-please"
_INFO: Final = f"{_SCRAPY}, INFO"
_ONCE: Final = (_INFO, _NEWS_PLEASE)
"""Rows that no mark is set on are measured in the first round alone."""
_NEWS_PLEASE_HOSTS: Final = 4
"""It extracts while it crawls, at a third of a second a page: the whole web would take hours."""
MOST_STEADY_MS: Final = 2.0
LEAST_RATIOS: Final = {_SCRAPY: 5.0, _FUNDUS: 3.5}
MOST_OF_SECOND_NIGHT: Final = 0.03
MOST_OF_MANY_HOSTS: Final = 1.2
MOST_MB: Final = 300
_MANY: Final = 25
"""Times as many hosts: 5,000 for 200."""
_FEW_PAGES: Final = 4
_ANNOUNCED: Final = 20

Command = Callable[[str, int], list[str]]
"""The command of a program, by a name for what it writes and the number of hosts."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print tables; 1 where a figure misses its mark."""
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
    parser.add_argument("--parts", default="cost,second,hosts,memory")
    given = parser.parse_args(argv)
    parts = given.parts.split(",")
    is_good: list[bool] = []
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary)
        bodies = write_bodies(given.folder, out / "bodies")
        with serving(bodies, hosts=given.hosts, pages=given.pages) as server:
            if "cost" in parts:
                is_good.append(cost(server, out, rounds=given.rounds, environments=given.peers))
            if "second" in parts:
                is_good.append(second_night(server, out))
        if "hosts" in parts:
            is_good.append(many_hosts(bodies, out, hosts=given.hosts, rounds=given.rounds))
        if "memory" in parts:
            is_good.append(memory(out, hosts=given.hosts * _MANY))
    return 0 if all(is_good) else 1


def ours(server: Server, folder: Path, hosts: int, *more: str) -> list[str]:
    """The command of one night of ours."""
    return [
        *(sys.executable, "-m", "bench.crawl_ours", str(folder)),
        *("--hosts", str(hosts), "--port", str(server.port), *more),
    ]


def programs(server: Server, out: Path, environments: Path | None) -> dict[str, Command]:
    """The programs to compare, ours first; prints what each is."""

    def own(run: str, hosts: int) -> list[str]:
        return ours(server, out / run, hosts)

    def peer(python: Path | str, program: str, *more: str) -> Command:
        def command(run: str, hosts: int) -> list[str]:
            feeds = out / f"feeds-{hosts}.txt"
            feeds.write_text("\n".join(server.feeds(hosts)))
            return [str(python), str(_PEERS / program), str(out / f"{program}.out"), str(feeds), *more]

        return command

    print(f"{_SCRAPY} is Scrapy {version('scrapy')}; with its log at INFO in a row of its own")
    found = {
        _OURS: own,
        _SCRAPY: peer(sys.executable, "plain_scrapy.py"),
        _INFO: peer(sys.executable, "plain_scrapy.py", "LOG_LEVEL=INFO"),
    }
    for name, program in ((_FUNDUS, "with_fundus.py"), (_NEWS_PLEASE, "with_news_please.py")):
        python = None if environments is None else environments / name.lower() / "bin" / "python"
        if python is None or not python.exists():
            print(f"{name} is left out: see --peers")
        elif name == _NEWS_PLEASE and _has_a_way_out():
            print(f"{name} is left out: it would ask the open web; see above for how to run it")
        else:
            print(f"{name} is {_version(python, name.lower())}, with Scrapy {_version(python, 'scrapy')}")
            found[name] = peer(python, program)
    return found


def cost(server: Server, out: Path, *, rounds: int, environments: Path | None) -> bool:
    """CPU time of each program over all pages; prints a row each."""
    runs: dict[str, list[Run]] = {}
    starts: dict[str, list[Run]] = {}
    commands = programs(server, out, environments)
    for number in range(rounds):
        for name, command in commands.items():
            if name in _ONCE and number > 0:
                continue
            hosts = min(_NEWS_PLEASE_HOSTS, server.hosts) if name == _NEWS_PLEASE else server.hosts
            for found, run, count in ((starts, "start", 1), (runs, "run", hosts)):
                found.setdefault(name, []).append(measured(server, command(f"{run}-{number}", count)))
                print(
                    f"event={run} round={number} name={name!r} {found[name][-1]}", file=sys.stderr, flush=True
                )
    pages = server.hosts * server.pages
    print(f"\n{pages:,} pages of {server.hosts} hosts, medians of {rounds} rounds in turns")
    print(f"{'':20}{'ms CPU/page':>12}{'steady':>9}{'ratio':>7}{'peak MB':>9}{'fetched':>9}{'stored':>8}")
    steady: dict[str, float] = {}
    for name in commands:
        middle = {key: statistics.median(getattr(run, key) for run in runs[name]) for key in Run.__slots__}
        start = {key: statistics.median(getattr(run, key) for run in starts[name]) for key in Run.__slots__}
        hosts = min(_NEWS_PLEASE_HOSTS, server.hosts) if name == _NEWS_PLEASE else server.hosts
        fetched = hosts * server.pages
        # The start has fetched one host, which is taken off with it.
        steady[name] = (middle["cpu_s"] - start["cpu_s"]) / max(1, (hosts - 1) * server.pages) * 1000
        print(
            f"{name:20}{middle['cpu_s'] / fetched * 1000:12.2f}{steady[name]:9.2f}{steady[name] / steady[_OURS]:7.2f}"
            f"{middle['peak_mb']:9.0f}{middle['answers']:9.0f}{middle['stored']:8.0f}"
        )
    is_good = steady[_OURS] <= MOST_STEADY_MS and all(
        steady[name] >= least * steady[_OURS] for name, least in LEAST_RATIOS.items() if name in steady
    )
    print(f"marks: at most {MOST_STEADY_MS} ms steady; {_times(LEAST_RATIOS)}", flush=True)
    return is_good


def second_night(server: Server, out: Path) -> bool:
    """A second night over the same web: bytes on the wire and in the archive, against the first."""
    print("\na second night over unchanged sources, against the first", flush=True)
    is_good = True
    for what, more in (("feeds alone", ["--no-rechecks"]), ("each page looked at again", [])):
        folder = out / what.replace(" ", "-")
        sent, kept = [], []
        for night in range(2):
            run = measured(server, ours(server, folder, server.hosts, "--night", str(night), *more))
            sent.append(run.sent)
            kept.append(archive_size(folder, night))
        print(
            f"{what:26} wire {sent[1] / 1e6:7.2f} MB of {sent[0] / 1e6:7.1f} ({sent[1] / sent[0]:.2%}), "
            f"archive {kept[1] / 1e6:6.2f} MB of {kept[0] / 1e6:7.1f} ({kept[1] / kept[0]:.2%})",
            flush=True,
        )
        is_good &= sent[1] <= MOST_OF_SECOND_NIGHT * sent[0]
    print(f"mark: at most {MOST_OF_SECOND_NIGHT:.0%} of the bytes on the wire", flush=True)
    return is_good


def many_hosts(bodies: Path, out: Path, *, hosts: int, rounds: int) -> bool:
    """A page's cost, the start taken off, at so many hosts and at 25 times as many with as many pages each."""
    costs: dict[int, list[float]] = {}
    for number in range(rounds):
        for count in (hosts, hosts * _MANY):
            with serving(bodies, hosts=count, pages=_FEW_PAGES) as server:
                start = measured(server, ours(server, out / f"one-{count}-{number}", 1))
                run = measured(server, ours(server, out / f"many-{count}-{number}", count))
                pages = (count - 1) * _FEW_PAGES
                costs.setdefault(count, []).append((run.cpu_s - start.cpu_s) / pages * 1000)
    few, many = (statistics.median(costs[count]) for count in (hosts, hosts * _MANY))
    print(
        f"\nms CPU a page, {_FEW_PAGES} pages a host, robots.txt, feed and sitemap with them: {few:.2f} at {hosts} "
        f"hosts, {many:.2f} at {hosts * _MANY:,}: {many / few:.2f} times (mark: {MOST_OF_MANY_HOSTS})",
        flush=True,
    )
    return many <= MOST_OF_MANY_HOSTS * few


def memory(out: Path, *, hosts: int) -> bool:
    """The most memory of a crawl to which so many hosts announce 20 small pages each, all of them fetched."""
    bodies = out / "small"
    bodies.mkdir()
    (bodies / "0.gz").write_bytes(gzip.compress(b"<html><body><p>Small</p></body></html>", mtime=0))
    with serving(bodies, hosts=hosts, pages=_ANNOUNCED) as server:
        run = measured(server, ours(server, out / "memory", hosts))
    print(
        f"\n{hosts * _ANNOUNCED:,} addresses announced, {run.stored:,} fetched: {run.peak_mb:.0f} MB at the most "
        f"(mark: {MOST_MB})",
        flush=True,
    )
    return run.peak_mb < MOST_MB


def _version(python: Path, package: str) -> str:
    program = f"import importlib.metadata as m; print(next((d.version for d in m.distributions(name={package!r})), 'none'))"
    return subprocess.run([python, "-c", program], check=True, capture_output=True, text=True).stdout.strip()


def _has_a_way_out() -> bool:
    """Whether this machine knows a way beyond itself."""
    return len(Path("/proc/net/route").read_text().splitlines()) > 1


def _times(ratios: Mapping[str, float]) -> str:
    return ", ".join(f"{name} at least {least} times as much" for name, least in ratios.items())


if __name__ == "__main__":
    sys.exit(main())
