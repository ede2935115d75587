"""The summary as an Excel workbook: one sheet a table, the rows behind them on the last.

Cells hold text, numbers and dates only: nothing that a page said can become a formula.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

from warehouse.summary.page import long_day
from warehouse.summary.summary import Summary

Cell = str | int | float | date | None
LONGEST_CELL = 32_000
"""Excel refuses cells over 32,767 UTF-16 units."""
LONGEST_LINK = 2_000
MOST_LINKS = 60_000
"""Excel refuses addresses over 2,079 characters, and more than 65,530 links on a sheet."""


def write(summary: Summary, path: Path) -> None:
    """Write the workbook. Equal summaries give equal bytes."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        # Excel keeps the time of writing; the last load's instead keeps equal summaries equal.
        book.set_properties(
            {
                "title": f"Local policing in the news, {summary.week}",
                "created": summary.last_loaded_at.astimezone(UTC),
            }
        )
        for name, head, rows in _sheets(summary):
            _write_sheet(book, name, head, rows)


def _sheets(s: Summary) -> list[tuple[str, Sequence[str], list[Sequence[Cell]]]]:
    line_head = ("Documents", "Copies counted once", "Sources", "Share", "Mean of weeks before")
    return [
        (
            "Read me",
            ("What", "Value"),
            [
                ("Week", f"{s.week}, {long_day(s.monday)} to {long_day(s.sunday)}"),
                ("Place", s.place),
                ("Documents on local policing", s.policing),
                ("With copies counted once", s.distinct),
                ("About the police themselves (core)", s.core),
                ("Opinion pieces and letters", s.opinion),
                ("On failure to respond, copies counted once", len(s.focus)),
                ("All documents collected", s.documents),
                ("Share of the week's nights collected, over all sources", round(s.collected_share, 3)),
                ("Means are over", ", ".join(s.weeks_before) or "no week before"),
                ("Nights up to", s.last_day),
            ],
        ),
        (
            "Topics",
            ("Topic", *line_head, "Definition"),
            [
                (line.label, line.count, line.distinct, line.sources, line.share, line.before, line.note)
                for line in s.topics
            ],
        ),
        (
            "Sources",
            (
                "Source",
                "Publisher",
                "All",
                "On policing",
                "Core",
                "Incident",
                "Passing",
                "Originals",
                "Opinion and letters, share",
                "Mean of weeks before",
                "Nights of 7",
                "Missed",
            ),
            [
                (
                    line.name,
                    line.publisher,
                    line.documents,
                    line.policing,
                    line.core,
                    line.incident,
                    line.passing,
                    line.original,
                    line.opinion_share,
                    line.before,
                    line.nights,
                    line.missed,
                )
                for line in s.sources
            ],
        ),
        (
            "Forms",
            ("Form", *line_head),
            [
                (line.label, line.count, line.distinct, line.sources, line.share, line.before)
                for line in s.forms
            ],
        ),
        (
            "Copies",
            ("Cluster", "Title", "First source", "First at (UTC)", "Documents", "Sources"),
            [
                (
                    c.cluster_id,
                    c.title,
                    c.first_source,
                    f"{c.first_at:%Y-%m-%d %H:%M}",
                    c.documents,
                    c.sources,
                )
                for c in s.clusters
            ],
        ),
        (
            "Voices",
            ("Role", "Quotations", "Share of quoted words", "Mean of weeks before"),
            [(line.label, line.count, line.share, line.before) for line in s.voices],
        ),
        (
            "Agencies",
            ("Agency", "Documents", "Copies counted once", "Sources", "Mean of weeks before"),
            [(line.label, line.count, line.distinct, line.sources, line.before) for line in s.agencies],
        ),
        (
            "Not collected",
            ("Source", "Nights of 7", "Missed"),
            [(line.name, line.nights, line.missed) for line in s.not_collected],
        ),
        (
            "Documents",
            (
                "Document",
                "Date",
                "Source",
                "Title",
                "Form",
                "Relevance",
                "Topics",
                "Agencies",
                "Cluster",
                "First of its cluster",
                "Copies",
                "Address",
                "Archived page",
            ),
            [
                (
                    row.doc_id,
                    row.appeared_on,
                    row.source_name,
                    row.title or row.opening,
                    row.form,
                    row.relevance,
                    "; ".join(row.topics),
                    "; ".join(row.agencies),
                    row.cluster_id,
                    "yes" if row.is_canonical else "no",
                    row.copies,
                    row.url,
                    f"{row.warc_path} @{row.warc_offset}",
                )
                for row in s.rows
            ],
        ),
    ]


def _write_sheet(
    book: xlsxwriter.Workbook, name: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(head):
        sheet.write_string(0, column, title, bold)
        longest = max([len(title), *(len(str(row[column])) for row in rows if row[column] is not None)])
        sheet.set_column(column, column, min(60, longest + 2))
    if rows:
        sheet.autofilter(0, 0, len(rows), len(head) - 1)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if cell is None:
                continue
            if isinstance(cell, date):
                sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001 - a cell has no zone
            elif isinstance(cell, str):
                _write_text(sheet, number, column, cell)
            else:
                sheet.write_number(number, column, cell)


def _write_text(sheet: xlsxwriter.worksheet.Worksheet, number: int, column: int, text: str) -> None:
    if text.startswith(("http://", "https://")) and len(text) <= LONGEST_LINK and number <= MOST_LINKS:
        sheet.write_url(number, column, text)
    else:
        units = text.encode("utf-16-le")[: 2 * LONGEST_CELL]
        sheet.write_string(number, column, units.decode("utf-16-le", "ignore"))
