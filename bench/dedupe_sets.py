"""The labelled sets of duplicates and stories, and sets made from them: generated ones, other days."""

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.labelled_pages import FolderError
from bench.labelled_texts import packed_or_not, rows, write_rows

Row = dict[str, Any]
Score = Callable[..., dict[str, Any]]
_FIRST_DAY = datetime(2026, 1, 5, tzinfo=UTC)


def scorer(folder: Path) -> Score:
    """`score` of the folder's `score.py`.

    Raises:
        FolderError: there is none.
    """
    path = folder / "score.py"
    spec = importlib.util.spec_from_file_location("dedupe_score", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise FolderError(f"{folder} holds no score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Score = module.score
    return found


def documents(folder: Path) -> list[Row]:
    """The documents of a set."""
    return list(rows(folder / "docs.jsonl", id=str, text=str))


def redated(folder: Path, out: Path, instant: Callable[[int, Row], datetime]) -> Path:
    """Write the set anew with another instant of publication for each document, in order of these.

    Args:
        folder: of a set.
        out: new folder.
        instant: of a document, from its place in the set and its row.
    """
    moved = [
        document | {"published_at": instant(place, document).isoformat()}
        for place, document in enumerate(documents(folder))
    ]
    write_rows(out / "docs.jsonl", sorted(moved, key=lambda document: document["published_at"]))
    for name in ("labels.jsonl", "pairs.jsonl"):
        try:
            packed_or_not(folder / name)
        except FolderError:
            continue
        write_rows(out / name, rows(folder / name))
    return out


def on_one_night(folder: Path, out: Path) -> Path:
    """All documents on one day, in the same order: nothing can be known from what comes back."""
    return redated(folder, out, lambda place, document: _FIRST_DAY + timedelta(seconds=place))


def dense(folder: Path, out: Path) -> Path:
    """Documents on their `dense_day`: the same days between documents of one story, all stories in one month."""
    return redated(folder, out, lambda place, document: _FIRST_DAY + timedelta(days=document["dense_day"]))


def generated(folder: Path, out: Path, seed: int) -> Path:
    """A set made by the folder's `gen.py` with a seed from the texts of the real sets, one text of each cluster.

    Excerpt precision suffers from texts that truly quote each other and are not labelled.
    """
    bases = out.with_name(f"{out.name}-bases.jsonl")
    write_rows(bases, _bases(folder))
    subprocess.run(
        [
            *(sys.executable, folder / "gen.py", "--bases", bases, "--n", "120"),
            *("--seed", str(seed), "--out", out),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return out


def _bases(folder: Path) -> Iterable[Row]:
    found: dict[str, Row] = {}
    for name in ("wire", "gva"):
        labels = {row["id"]: row for row in rows(folder / name / "labels.jsonl")}
        for document in documents(folder / name):
            label = labels[document["id"]]
            paragraphs = [part.strip() for part in re.split(r"\n+", document["text"]) if part.strip()]
            length = len(document["text"].split())
            if label.get("note") or len(paragraphs) < 3 or not 80 <= length <= 1500:
                continue
            found.setdefault(
                label["dup_cluster"],
                {
                    "id": document["id"],
                    "title": document["title"] or "",
                    "paras": paragraphs,
                    "date": document["published_at"][:10],
                },
            )
    return found.values()


def unpacked(folder: Path, out: Path) -> Path:
    """The set's documents as plain JSON Lines, for programs that read no packed ones."""
    out.write_text("".join(json.dumps(row) + "\n" for row in documents(folder)), encoding="utf-8")
    return out
