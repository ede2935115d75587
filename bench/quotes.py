"""Quotations against a labelled set: `python -m bench.quotes DIR OUT.jsonl`.

DIR holds `docs.jsonl.gz` ({"id", "text"} a line) and `gold.jsonl.gz`; the scorer is `score.py` in the folder above.
Writes the predictions to OUT.jsonl in the scorer's form and prints its figures and the documents read per CPU second.
"""

import gzip
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from transforms.attribution import Attribution, attribute


def prediction(text: str, number: int, attribution: Attribution) -> list[dict[str, Any]]:
    """One attribution in the scorer's form: its quoted stretches, and what it reports around them, as one group."""
    speaker: dict[str, Any] = {}
    if attribution.speaker:
        start, end = attribution.speaker
        speaker = {"speaker": text[start:end], "speaker_start": start, "speaker_end": end}
    rows = [(start, end, attribution.kind) for start, end in attribution.segments]
    segments = sorted(attribution.segments)
    for start, end in attribution.content:
        # The words around the quoted stretches, which are rows already.
        at = start
        for segment_start, segment_end in segments:
            if start <= segment_start < end:
                rows.append((at, segment_start, "indirect"))
                at = segment_end
        rows.append((at, end, "indirect"))
    return [
        {"start": start, "end": end, "kind": kind, "group": str(number), **speaker}
        for start, end, kind in rows
        if text[start:end].strip(' \n“”".,')
    ]


def main(folder: Path, out: Path) -> None:
    """Predict, time and score."""
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as file:
        documents = [json.loads(line) for line in file]
    begin = time.process_time()
    found = [attribute(document["text"]) for document in documents]
    seconds = time.process_time() - begin
    with out.open("w", encoding="utf-8") as file:
        for document, attributions in zip(documents, found, strict=True):
            rows = [row for n, one in enumerate(attributions) for row in prediction(document["text"], n, one)]
            file.write(json.dumps({"id": document["id"], "quotes": rows}) + "\n")
    score = [
        sys.executable,
        folder.parent / "score.py",
        "quotes",
        folder / "gold.jsonl.gz",
        out,
        folder / "docs.jsonl.gz",
    ]
    print(
        subprocess.run(
            [str(part) for part in score], check=True, capture_output=True, text=True
        ).stdout.rstrip()
    )
    print(f"{len(documents)} documents, {len(documents) / seconds:.0f} a CPU second")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m bench.quotes DIR OUT.jsonl")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
