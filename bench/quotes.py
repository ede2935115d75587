"""Quotations against a labelled set: `python -m bench.quotes DIR OUT.jsonl`.

DIR holds `docs.jsonl` ({"id", "text"} a line) and `gold.jsonl`, packed or not; the scorer is `score.py` in the folder above.
Writes the predictions to OUT.jsonl in the scorer's form and prints its figures and the documents read per CPU second.
"""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.labelled_texts import packed_or_not, rows, write_rows
from transforms.attribution import Attribution, attribute


def prediction(text: str, number: int, attribution: Attribution) -> list[dict[str, Any]]:
    """One attribution in the scorer's form: its quoted stretches, and what it reports around them, as one group."""
    speaker: dict[str, Any] = {}
    if attribution.speaker:
        start, end = attribution.speaker
        speaker = {"speaker": text[start:end], "speaker_start": start, "speaker_end": end}
    spans = [(start, end, attribution.kind) for start, end in attribution.segments]
    segments = sorted(attribution.segments)
    for start, end in attribution.content:
        # The words around the quoted stretches, which are there already.
        at = start
        for segment_start, segment_end in segments:
            if start <= segment_start < end:
                spans.append((at, segment_start, "indirect"))
                at = segment_end
        spans.append((at, end, "indirect"))
    return [
        {"start": start, "end": end, "kind": kind, "group": str(number), **speaker}
        for start, end, kind in spans
        if text[start:end].strip(' \n“”".,')
    ]


def quotes_of(text: str) -> list[dict[str, Any]]:
    """All attributions of a text in the scorer's form."""
    return [row for n, one in enumerate(attribute(text)) for row in prediction(text, n, one)]


def main(folder: Path, out: Path) -> None:
    """Predict, time and score."""
    documents = list(rows(folder / "docs.jsonl", id=str, text=str))
    begin = time.process_time()
    found = [quotes_of(document["text"]) for document in documents]
    seconds = time.process_time() - begin
    write_rows(
        out,
        ({"id": document["id"], "quotes": quotes} for document, quotes in zip(documents, found, strict=True)),
    )
    score = [
        sys.executable,
        folder.parent / "score.py",
        "quotes",
        packed_or_not(folder / "gold.jsonl"),
        out,
        packed_or_not(folder / "docs.jsonl"),
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
