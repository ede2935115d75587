"""Broken pages through `extract` for a set time; what breaks a rule is written down and made small.

    python -m fuzz.pages DIR --minutes 60 [--out FOLDER] [--seed N]

DIR is a folder with real pages, `.html` or `.html.gz` at any depth. A third of the pages tried are grown from `grammar`,
the others are real ones after `mutations`. Each is read twice in a child process under a limit of CPU time and of memory. A page that
breaks a rule of `invariants`, takes too long, too much memory, or kills the process is a find: FOLDER/NAME.html
with FOLDER/NAME.json beside it (what broke, the content type, the number that gives the page again). Exit status 1
where there were finds.
"""

import argparse
import json
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psutil

from fuzz.capturing import SOURCE, capture_of, read_pages
from fuzz.grammar import grown
from fuzz.invariants import broken_rules
from fuzz.minimise import minimise
from fuzz.mutations import mutate
from transforms.extract import extract

CPU_SECONDS: Final = 5
MEMORY: Final = 2 << 30
"""Bytes of address space of the child, beside what the caller had."""
GROWTH: Final = 600
"""Megabytes that reading one page may add to the child's peak."""
_PAGES_A_CHILD: Final = 100
_OF_A_KIND: Final = 3
"""So many finds of one kind are kept."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run until the time is over; print a line a minute and each new kind of find."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dir", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--out", type=Path, default=Path("fuzz-finds"))
    parser.add_argument("--seed", type=int, default=0, help="of the first page; the next has the next number")
    args = parser.parse_args(argv)
    bodies = read_pages(args.dir)
    extract(capture_of(bodies[0], "text/html"), SOURCE, None)  # what is loaded once is no child's growth
    end = time.monotonic() + 60 * args.minutes
    kinds: Counter[str] = Counter()
    number, told, peak = args.seed, time.monotonic(), 0
    try:
        while time.monotonic() < end:
            number, peak_here, found = _in_child(bodies, number, end)
            peak = max(peak, peak_here)
            if found:
                kinds[found] += 1
                if kinds[found] <= _OF_A_KIND:
                    _keep(bodies, number, found, args.out)
                number += 1
            if time.monotonic() - told > 60:
                told = time.monotonic()
                print(f"pages={number - args.seed} finds={sum(kinds.values())} peak_mb={peak}", flush=True)
    except KeyboardInterrupt:
        print("stopped", end=" ")
    print(f"pages={number - args.seed} seed={args.seed} peak_mb={peak} finds={dict(kinds)}")
    return 1 if kinds else 0


def page_of(bodies: Sequence[bytes], number: int) -> tuple[bytes, str]:
    """The page and the content type that belong to a number."""
    chance = random.Random(number)
    if number % 3 == 0:
        return grown(chance.randbytes(8000))
    label = chance.choice(
        ("text/html; charset=utf-8",) * 4
        + ("text/html", "text/html; charset=iso-8859-1", "text/plain", "message/rfc822", "")
    )
    return mutate(bodies, chance), label


def first_broken(body: bytes, content_type: str) -> str | None:
    """The first rule that a page breaks, None where it keeps all; may take long or die."""
    capture = capture_of(body, content_type)
    before = _peak()
    first = extract(capture, SOURCE, None)
    if _peak() - before > GROWTH:
        return f"over {GROWTH} MB for a page"
    if extract(capture, SOURCE, None) != first:
        return "not the same twice"
    return next(broken_rules(first, capture), None)


def _in_child(bodies: Sequence[bytes], number: int, end: float) -> tuple[int, int, str | None]:
    """Read pages from a number on in a child: (number reached, the child's peak in MB, what broke there)."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            _limit()
            for at in range(number, number + _PAGES_A_CHILD):
                os.write(writing, f"{at}\n".encode())
                if time.monotonic() > end:
                    break
                found = _timed(*page_of(bodies, at))
                if found:
                    os.write(writing, f"{at} {found}\n".encode())
                    break
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        last = stream.read().decode().splitlines()[-1]
    _, status, usage = os.wait4(child, 0)
    reached, _, found = last.partition(" ")
    peak = usage.ru_maxrss // 1024
    if os.WIFSIGNALED(status):
        return int(reached), peak, _death(os.WTERMSIG(status))
    if found:
        return int(reached), peak, found
    return int(reached) + 1, peak, None


def _timed(body: bytes, content_type: str) -> str | None:
    # Read twice, so twice the time; the default action of the signal ends the process, whatever C code it is in.
    signal.setitimer(signal.ITIMER_PROF, 2 * CPU_SECONDS)
    try:
        return first_broken(body, content_type)
    except Exception as error:  # noqa: BLE001  that it never raises is the first rule
        return f"raised {type(error).__name__}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _limit() -> None:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    # Beside what the caller's libraries have mapped already.
    most = psutil.Process().memory_info().vms + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _death(number: int) -> str:
    if number == signal.SIGPROF:
        return f"over {CPU_SECONDS} s of CPU"
    return f"killed by {signal.Signals(number).name}"


def _breaks_alike(body: bytes, content_type: str, found: str) -> bool:
    """Whether a page breaks the same rule, tried in a child of its own."""
    child = os.fork()
    if child == 0:
        _limit()
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  closed with the process
        os._exit(3 if _timed(body, content_type) == found else 0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return _death(os.WTERMSIG(status)) == found
    return os.WEXITSTATUS(status) == 3


def _keep(bodies: Sequence[bytes], number: int, found: str, out: Path) -> None:
    body, label = page_of(bodies, number)
    small = minimise(body, lambda page: _breaks_alike(page, label, found), seconds=40)
    out.mkdir(parents=True, exist_ok=True)
    name = f"{''.join(c if c.isalnum() else '-' for c in found)[:60]}-{number}"
    (out / f"{name}.html").write_bytes(small)
    about = {"broke": found, "content_type": label, "number": number, "bytes": [len(body), len(small)]}
    (out / f"{name}.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    print(f"find: {found} ({out / name}.html, {len(body)} bytes made {len(small)})", flush=True)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
