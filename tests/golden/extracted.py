"""The golden pages' documents as JSON. `python tests/golden/extracted.py` writes them anew: read the difference."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawlers.capture import Capture, Location
from crawlers.kinds.feed import Feed
from crawlers.sources import Place, Source
from transforms.extract import extract

PAGES = Path(__file__).parent / "pages"
CASES: dict[str, dict[str, str]] = json.loads((PAGES / "cases.json").read_text(encoding="utf-8"))
LEFT_OUT = frozenset(
    {"fetched_at", "warc_path", "warc_offset", "day", "extractor", "topics", "mentions", "quotes", "credits"}
    | {"form", "form_rule", "relevance", "relevance_rule", "version_sha256"}
)
"""What the capture and the coding add."""


def extracted(name: str) -> dict[str, Any]:
    """What a golden page gives, less `LEFT_OUT`, as JSON holds it."""
    case = CASES[name]
    source = Source(
        id="us_or_tamarack_golden",
        name=case["name"],
        homepage=case["homepage"],
        publisher=case["publisher"],  # type: ignore[arg-type]
        place=Place(name="Tamarack Falls", state="OR"),
        timezone="America/Los_Angeles",
        feeds=(Feed(kind="feed", url=f"{case['homepage']}feed"),),
    )
    capture = Capture(
        source_id=source.id,
        url=case["url"],
        announced_url=case["url"],
        fetched_at=datetime(2026, 11, 13, 9, 30, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=(PAGES / f"{name}.html").read_bytes(),
        role="item",
        feed=None,
        problem=None,
        location=Location(path="2026-11-13/us_or_tamarack_golden.warc.gz", offset=0),
    )
    row = {key: value for key, value in asdict(extract(capture, source, None)).items() if key not in LEFT_OUT}
    for part in ("blocks", "links", "authors"):
        row[part] = [{k: v for k, v in item.items() if v is not None} for item in row.get(part, ())]
    loaded: dict[str, Any] = json.loads(json.dumps(row, default=str))
    return loaded


if __name__ == "__main__":
    for golden in CASES:
        text = json.dumps(extracted(golden), ensure_ascii=False, indent=1)
        (PAGES / f"{golden}.json").write_text(f"{text}\n", encoding="utf-8")
