"""The programs that are compared over duplicates: ours, and each peer in a process and an environment of its own."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.labelled_texts import rows

OURS: Final = "beatbook"
_LIBRARIES: Final = "duplicates"
_ROOT: Final = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Program:
    """Something that finds duplicates, called as `bench.dedupe_peers.program` says.

    Attributes:
        environment: folder under the one that `python -m bench.dedupe_peers` made; None where it needs no library.
        module: that is run.
        method: its own name for what it does.
    """

    environment: str | None
    module: str
    method: str

    def python(self, environments: Path | None) -> Path | None:
        """The interpreter that runs it; None where it is not installed."""
        if self.environment is None:
            return Path(sys.executable)
        found = environments and environments.absolute() / self.environment / "bin" / "python"
        return found if found and found.exists() else None


DUPLICATES: Final = {
    "same words": Program(None, "bench.dedupe_peers.plain", "exact"),
    "simhash, 14 bits": Program(None, "bench.dedupe_peers.plain", "simhash"),
    "Jaccard, .45": Program(None, "bench.dedupe_peers.plain", "jaccard"),
    "containment, .50": Program(None, "bench.dedupe_peers.plain", "containment"),
    "datasketch 2, .40": Program(_LIBRARIES, "bench.dedupe_peers.with_datasketch", "datasketch"),
    "rensa 64 x 2, .35": Program(_LIBRARIES, "bench.dedupe_peers.with_rensa", "rensa"),
    "text-dedup, .4": Program(_LIBRARIES, "bench.dedupe_peers.with_text_dedup", "text-dedup"),
    "TF-IDF, .70": Program(_LIBRARIES, "bench.dedupe_peers.with_scikit", "tf-idf"),
}
"""Each with the one cut that is best over the three sets."""

PAIRS: Final = {
    OURS: Program(None, "bench.dedupe_ours", "night"),
    "datasketch 1.10": Program("datasketch-1", "bench.dedupe_peers.with_datasketch", "one-by-one"),
    "datasketch 2.0, all at once": Program(_LIBRARIES, "bench.dedupe_peers.with_datasketch", "at-once"),
    "rensa 0.5": Program(_LIBRARIES, "bench.dedupe_peers.with_rensa", "rensa"),
    "text-dedup 0.4": Program(_LIBRARIES, "bench.dedupe_peers.with_text_dedup", "text-dedup"),
    "same words": Program(None, "bench.dedupe_peers.plain", "exact"),
}
"""From texts to candidate pairs."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run over texts took, from the first one read to the last pair found.

    Attributes:
        cpu: seconds of the process and what it started.
        wall: seconds.
        rss: most memory of one process, MB.
    """

    cpu: float
    wall: float
    rss: float


def clusters(
    program: Program, environments: Path | None, documents: Path, scratch: Path
) -> list[dict[str, Any]]:
    """A cluster for each document of a file.

    Raises:
        RuntimeError: it ended with an error.
    """
    out = scratch / "clusters.jsonl"
    _run(program, environments, "clusters", documents, out)
    return list(rows(out))


def pairs(program: Program, environments: Path | None, texts: Path, scratch: Path) -> tuple[Cost, Path]:
    """What it took to find candidate pairs, and the file of them.

    Raises:
        RuntimeError: it ended with an error.
    """
    out = scratch / "pairs.txt"
    said = _run(program, environments, "pairs", texts, out)
    return Cost(**json.loads(said.splitlines()[-1])), out


def _run(program: Program, environments: Path | None, command: str, given: Path, out: Path) -> str:
    python = program.python(environments)
    assert python is not None
    done = subprocess.run(
        [python, "-W", "ignore", "-m", program.module, command, program.method, given, out],
        capture_output=True,
        text=True,
        check=False,
        cwd=_ROOT,
    )
    if done.returncode:
        raise RuntimeError(f"{program.module} {program.method} ended with an error: {done.stderr[-400:]}")
    return done.stdout
