"""Quality and cost of duplicate detection.

    python -m bench.dedupe DIR

DIR holds the sets `wire`, `gva` and `gen` with the scorer `score.py` and the generator `gen.py`. One configuration for
all rows. `gen+N` is a set generated with seed N from the texts of `wire` and `gva` (one text of each cluster; excerpt
precision suffers from texts that truly quote each other and are not labelled); `(one night)` moves every document to
one day, in the same order, so that nothing can be known from its coming back. The peer in each row is the Jaccard similarity of five-word
shingles at 0.45, the best single cut over the three sets.

The last lines give the cost from text to relations on generated text.
"""

import importlib.util
import itertools
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from bench.labelled_texts import rows
from bench.relations import related
from transforms.dedupe import find_relations

SEEDS = (31, 32, 33)
Row = dict[str, Any]


def main() -> None:
    """Read the command line and print the tables."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    score = _scorer(folder / "score.py")
    print(
        f"{'set':18} {'docs':>5} {'pair F1':>8} {'P':>6} {'R':>6} {'B3':>6} {'peer F1':>8} | share joined: "
        f"{'furniture':>9} {'template':>8} {'excerpt':>7} | relations: {'macro F1':>8} {'excerpt F1':>10} {'direction':>9}"
    )
    figures = [
        _line(name, folder / name, list(rows(folder / name / "docs.jsonl")), score)
        for name in ("wire", "gva", "gen")
    ]
    print(f"mean pair F1 of the three: {sum(figures) / 3:.3f}")
    with tempfile.TemporaryDirectory() as scratch:
        for seed in SEEDS:
            _line(
                f"gen+{seed}",
                made := _generated(folder, Path(scratch), seed),
                list(rows(made / "docs.jsonl")),
                score,
            )
        for name, made in (("gen", folder / "gen"), (f"gen+{SEEDS[0]}", Path(scratch) / str(SEEDS[0]))):
            documents = [
                document | {"published_at": (datetime(2026, 1, 5) + timedelta(seconds=place)).isoformat()}  # noqa: DTZ001
                for place, document in enumerate(rows(made / "docs.jsonl"))
            ]
            _line(f"{name} (one night)", made, documents, score)
    for size in (2_500, 10_000, 40_000):
        _cost(size)


def _line(name: str, gold: Path, documents: list[Row], score: Callable[..., dict[str, Any]]) -> float:
    clusters, relations = related(documents)
    result = score(str(gold), dups=clusters, pairs=relations)
    peer = score(str(gold), dups=_jaccard(documents))
    dups, pairs = result["dups"], result["pairs"]
    joined = {kind: f"{value['share']:.3f}" for kind, value in dups["joined"].items()}
    has_relations = pairs["excerpt"]["n"] > 0
    print(
        f"{name:18} {len(documents):5} {dups['pairwise']['f1']:8.3f} {dups['pairwise']['p']:6.3f} "
        f"{dups['pairwise']['r']:6.3f} {dups['bcubed']['f1']:6.3f} {peer['dups']['pairwise']['f1']:8.3f} |"
        f"{'':14} {joined.get('unrelated:boilerplate', '-'):>9} {joined.get('unrelated_template', '-'):>8} "
        f"{joined.get('excerpt', '-'):>7} |{'':11} "
        + (
            f"{pairs['macro_f1']:8.3f} {pairs['excerpt']['f1']:10.3f} {pairs['direction']:9.3f}"
            if has_relations
            else f"{'-':>8} {'-':>10} {'-':>9}"
        ),
        flush=True,
    )
    return float(dups["pairwise"]["f1"])


def _jaccard(documents: list[Row], cut: float = 0.45) -> list[Row]:
    """Single-link clusters of texts whose five-word shingles have a Jaccard similarity of `cut` or more."""
    shingles: list[set[int]] = []
    holders: dict[int, list[int]] = defaultdict(list)
    for place, document in enumerate(documents):
        words = re.findall(r"\w+", document["text"].lower())
        shingles.append({hash(tuple(words[i : i + 5])) for i in range(len(words) - 4)})
        for shingle in shingles[-1]:
            holders[shingle].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for places in holders.values():
        shared.update(itertools.combinations(places, 2))
    roots = list(range(len(documents)))

    def root(place: int) -> int:
        while roots[place] != place:
            place = roots[place]
        return place

    for (a, b), count in shared.items():
        if count >= cut * (len(shingles[a]) + len(shingles[b]) - count):
            first, second = sorted((root(a), root(b)))
            roots[second] = first
    return [{"id": document["id"], "cluster_id": root(place)} for place, document in enumerate(documents)]


def _scorer(path: Path) -> Callable[..., dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("dedupe_score", path)
    if spec is None or spec.loader is None:
        sys.exit(f"no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scorer: Callable[..., dict[str, Any]] = module.score
    return scorer


def _generated(folder: Path, scratch: Path, seed: int) -> Path:
    """A set made by `gen.py` from the texts of the real sets."""
    bases = scratch / "bases.jsonl"
    if not bases.exists():
        bases.write_text("".join(json.dumps(base) + "\n" for base in _bases(folder)), encoding="utf-8")
    out = scratch / str(seed)
    subprocess.run(
        [
            sys.executable,
            folder / "gen.py",
            "--bases",
            bases,
            "--n",
            "120",
            "--seed",
            str(seed),
            "--out",
            out,
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return out


def _bases(folder: Path) -> list[Row]:
    found: dict[str, Row] = {}
    for name in ("wire", "gva"):
        labels = {row["id"]: row for row in rows(folder / name / "labels.jsonl")}
        for document in rows(folder / name / "docs.jsonl"):
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
    return list(found.values())


def _cost(size: int) -> None:
    """Print the CPU time for texts of about 225 words, of which a fifth are copies with 2 to 15 % of words changed."""
    draw = random.Random(5)
    words = [
        "".join(letters) for letters in itertools.islice(itertools.product("etaoinshrdlu", repeat=5), 50_000)
    ]
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))
    texts: list[list[str]] = []
    for _ in range(size):
        if texts and draw.random() < 0.2:
            rate = draw.uniform(0.02, 0.15)
            copied = texts[draw.randrange(max(0, len(texts) - 2000), len(texts))]
            texts.append([draw.choice(words) if draw.random() < rate else word for word in copied])
        else:
            length = int(min(1500, max(30, draw.lognormvariate(5.3, 0.5))))
            texts.append(draw.choices(words, cum_weights=weights, k=length))
    con = duckdb.connect()
    con.execute(
        """
        create temp table documents as
        select
            cast(generate_subscripts(t, 1) - 1 as integer) as doc_id,
            's' || (doc_id * 7919) % 200 as source_id,
            timestamp '2026-01-01' + to_minutes(doc_id % 43200) as "at",
            'headline ' || doc_id as title,
            unnest(t) as text
        from (select ?::varchar[] as t)
        """,
        [[" ".join(text) for text in texts]],
    )
    began = time.process_time()
    find_relations(con, "documents")
    spent = time.process_time() - began
    print(f"{size:7,} texts: {spent:6.2f} CPU s, {size / spent:6,.0f} a CPU second")


if __name__ == "__main__":
    main()
