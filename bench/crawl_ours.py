"""One night of beatbook's own crawl over the look-alike web: `python -m bench.crawl_ours FOLDER ...`."""

import argparse
import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from bench.lookalike_server import host
from crawlers.run import crawl
from crawlers.sources import Source

_FIRST: Final = date(2026, 11, 14)


def archive_size(folder: Path, night: int) -> int:
    """Bytes of the night's WARC files."""
    day = (_FIRST + timedelta(days=night)).isoformat()
    return sum(path.stat().st_size for path in (folder / "archive" / day).glob("*.warc.gz"))


def sources(hosts: int, port: int, *, budget: int, rechecks: bool) -> list[Source]:
    """A source a host, each with a feed and a news sitemap that announce the same pages."""
    return [
        Source.model_validate(
            {
                "id": f"us_or_host_{n}",
                "name": f"Host {n}",
                "homepage": f"http://{host(n)}:{port}/",
                "publisher": "newspaper",
                "place": {"name": "Tamarack Falls", "state": "OR"},
                "timezone": "America/Los_Angeles",
                "feeds": [
                    {"kind": "feed", "url": f"http://{host(n)}:{port}/feed"},
                    {"kind": "sitemap", "url": f"http://{host(n)}:{port}/news-sitemap.xml"},
                ],
                "crawl": {"delay_s": 0, "max_new_per_night": budget}
                | ({} if rechecks else {"recheck_days": []}),
            }
        )
        for n in range(hosts)
    ]


def main() -> int:
    """Crawl; print how many pages were fetched."""
    parser = argparse.ArgumentParser(prog="python -m bench.crawl_ours")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hosts", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--budget", type=int, default=100_000)
    parser.add_argument("--night", type=int, default=0)
    parser.add_argument("--no-rechecks", action="store_true")
    given = parser.parse_args()
    day = _FIRST + timedelta(days=given.night)
    report = crawl(
        sources(given.hosts, given.port, budget=given.budget, rechecks=not given.no_rechecks),
        day=day,
        archive_dir=given.folder / "archive",
        ledger_path=given.folder / "ledger.sqlite",
        contact="bench@beatbook.example",
        at=datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC),
    )
    ends = [
        request.outcome for night in report.nights for request in night.requests if request.role == "item"
    ]
    print(json.dumps({end: ends.count(end) for end in sorted(set(ends))}))
    print(ends.count("ok"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
