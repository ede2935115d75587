"""What the crawl is told of the pages that it fetched, once they are read: on topic or not, gone, the same as another."""

from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from crawlers.ledger_rows import Verdict
from crawlers.sources import Source
from crawlers.urls import same_site

_GONE: Final = frozenset({"soft-404"})
_DOCUMENT: Final = ["warc_offset", "url", "relevance", "version_sha256", "extractor"]


def verdicts(folder: Path, source: Source) -> list[Verdict]:
    """One verdict a fetched page that became a document, or was rejected as gone although its status was 200.

    They stand in the order in which the pages were fetched: of a page that was fetched twice that day the last one counts.

    Args:
        folder: of a source's day, as `write_folder` leaves it.
        source: whose day it is.
    """
    announced = {
        row["warc_offset"]: row["announced_url"]
        for row in _rows(folder / "captures.parquet", ["warc_offset", "announced_url", "role"])
        if row["role"] == "item"
    }
    found: dict[int, Verdict] = {}
    for row in _rows(folder / "documents.parquet", _DOCUMENT):
        if row["warc_offset"] in announced:
            key, own = source.identity(announced[row["warc_offset"]]), source.identity(row["url"])
            found[row["warc_offset"]] = Verdict(
                key=key,
                same_as=own if own != key and same_site(own, key) else None,
                is_on_topic=row["relevance"] != "none",
                is_gone=False,
                version=row["version_sha256"],
                read_by=row["extractor"],
            )
    for row in _rows(folder / "rejections.parquet", ["warc_offset", "reason"]):
        if row["warc_offset"] in announced and row["reason"] in _GONE:
            found[row["warc_offset"]] = Verdict(
                key=source.identity(announced[row["warc_offset"]]),
                same_as=None,
                is_on_topic=None,
                is_gone=True,
            )
    return [found[offset] for offset in sorted(found)]


def _rows(path: Path, columns: list[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.ParquetFile(path).read(columns=columns).to_pylist()
    return rows
