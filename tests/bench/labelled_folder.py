"""An invented folder of labelled pages, in the shape that `bench.pages` and `bench.predict` read."""

import gzip
import json
from pathlib import Path
from typing import Any

STORY = [
    "The county's bridge crew closed the Tamarack Street span on Monday after a survey found two of its bearings "
    "worn through.",
    "Drivers are sent round by the old mill road, which adds four minutes to the way into town, the county's engineer "
    "told the board.",
    "The new bearings are to come by barge in the second week of the month, and the span opens again when they are in.",
]
ITEMS = [
    "Lorries over nine tonnes take the ferry road from the north side until the end of the month.",
    "The school bus starts ten minutes earlier from each of the seven stops along the river.",
]
POST = "Span is shut tonight, folks. Mill road it is until the barge is in."
CAPTION = "The span seen from the mill race on Monday morning."
PAGE = f"""<!doctype html><html lang="en"><head><title>Bridge shut for bearings - The Tamarack Post</title>
<meta property="og:site_name" content="The Tamarack Post"><meta name="author" content="Odalys Fennimore">
<meta property="article:published_time" content="2026-03-02T08:15:00-08:00"><meta property="article:section" content="Roads">
</head><body><nav><a href="/">Front page</a></nav><article><h1>Bridge shut for bearings</h1>
<p>{STORY[0]}</p><figure><img src="/span.jpg"><figcaption>{CAPTION}</figcaption></figure><p>{STORY[1]}</p>
<ul><li>{ITEMS[0]}</li><li>{ITEMS[1]}</li></ul>
<blockquote class="twitter-tweet"><p>{POST}</p>&mdash; Tamarack Roads (@tamarackroads)
<a href="https://twitter.com/tamarackroads/status/1234567890123456789">March 2, 2026</a></blockquote>
<p>{STORY[2]}</p></article><footer>All rights kept</footer></body></html>"""
SCORER = """
import json


def load_cases(data, where=()):
    cases = json.loads((data / "manifest.json").read_text())["cases"]
    kept = [c for c in cases if all(str(c.get(w.split("=")[0])) == w.split("=")[1] for w in where)]
    return [json.loads((data / c["expected"]).read_text()) | {"id": c["id"]} for c in kept]


def score_page(want, got):
    return {field: float(want[field] == got.get(field)) for field in ("body", "title", "authors", "published")}


def overlap(expected, predicted):
    return expected == predicted


def page_f1(same):
    return float(same)


def summarise(rows, bootstrap):
    figures = ("f1", "precision", "recall", "accuracy", "exact", "any", "day", "instant")
    return {
        field: {"filled": 1.0, **{figure: sum(row[field] for row in rows) / len(rows) for figure in figures}}
        for field in ("body", "title", "authors", "published")
        if rows
    }
"""
"""Stands for the scorer of a labelled folder: a field is right where it is the expected one."""


def write_folder(folder: Path, *groups: str, body: str, **case: Any) -> Path:
    """A folder with the page once for each set, its expected values, and a scorer."""
    (folder / "pages").mkdir(parents=True)
    cases = []
    for group in groups:
        (folder / "pages" / f"{group}.html.gz").write_bytes(gzip.compress(PAGE.encode()))
        expected = {
            "title": "Bridge shut for bearings",
            "authors": ["Odalys Fennimore"],
            "published": "2026-03-02T16:15:00+00:00",
            "body": body,
        }
        (folder / "pages" / f"{group}.json").write_text(json.dumps(expected))
        cases.append(
            {
                "id": f"{group}/span",
                "set": group,
                "html": f"pages/{group}.html.gz",
                "expected": f"pages/{group}.json",
                "lang": "en",
            }
            | case
        )
    (folder / "manifest.json").write_text(json.dumps({"cases": cases}))
    (folder / "score.py").write_text(SCORER)
    return folder
