"""The rows behind the summary as files: Parquet exact, CSV made safe for spreadsheets."""

import csv
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.summary.summary import Summary

SCHEMA = pa.schema(
    [
        ("week", pa.string()),
        ("doc_key", pa.string()),
        ("doc_id", pa.int32()),
        ("source_id", pa.string()),
        ("source_name", pa.string()),
        ("title", pa.string()),
        ("opening", pa.string()),
        ("form", pa.string()),
        ("relevance", pa.string()),
        ("published_at", pa.timestamp("us", tz="UTC")),
        ("appeared_on", pa.date32()),
        ("url", pa.string()),
        ("topics", pa.list_(pa.string())),
        ("agencies", pa.list_(pa.string())),
        ("cluster_id", pa.int32()),
        ("is_canonical", pa.bool_()),
        ("cluster_document_count", pa.int32()),
        ("version_count", pa.int32()),
        ("is_gone", pa.bool_()),
        ("warc_path", pa.string()),
        ("warc_offset", pa.int64()),
    ]
)

# A spreadsheet takes a cell that begins so (full-width forms and leading white space included) for a formula.
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")


def write_parquet(summary: Summary, path: Path) -> None:
    """One row per document on local policing, in order of appearance; values exact."""
    names = [name for name in SCHEMA.names if name not in {"week", "cluster_document_count"}]
    columns = {name: [getattr(row, name) for row in summary.rows] for name in names}
    columns["week"] = [summary.week] * len(summary.rows)
    columns["cluster_document_count"] = [row.copies for row in summary.rows]
    pq.write_table(pa.table(columns, schema=SCHEMA), path, compression="zstd")


def write_csv(summary: Summary, path: Path) -> None:
    """The same rows as CSV (UTF-8 with a mark that Excel knows). A text that a spreadsheet would run begins with '."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(SCHEMA.names)
        for row in summary.rows:
            writer.writerow(
                [
                    summary.week,
                    row.doc_key,
                    row.doc_id,
                    row.source_id,
                    safe_cell(row.source_name),
                    safe_cell(row.title or ""),
                    safe_cell(row.opening),
                    row.form,
                    row.relevance,
                    f"{row.published_at:%Y-%m-%dT%H:%M:%SZ}" if row.published_at else "",
                    row.appeared_on.isoformat(),
                    safe_cell(row.url),
                    "; ".join(row.topics),
                    safe_cell("; ".join(row.agencies)),
                    row.cluster_id,
                    str(row.is_canonical).lower(),
                    row.copies,
                    row.version_count,
                    str(row.is_gone).lower(),
                    row.warc_path,
                    row.warc_offset,
                ]
            )


def safe_cell(text: str) -> str:
    """The text, with ' before it where a spreadsheet would take it for a formula."""
    return "'" + text if _FORMULA.match(text) else text
