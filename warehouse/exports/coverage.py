"""The weekly coverage summary: `coverage.html`, `.md`, `.xlsx`, `.csv` and `.parquet`, all of the same figures."""

import shutil
import tempfile
from pathlib import Path

import duckdb
from xlsxwriter.exceptions import FileCreateError

from warehouse.errors import explained
from warehouse.summary import markdown, page, rows, workbook
from warehouse.summary.figures import read_summary
from warehouse.summary.summary import Summary

_UNFINISHED = ".coverage-"


def write(con: duckdb.DuckDBPyConnection, week: str, out_dir: Path) -> list[Path]:
    """Write the week's summary; files of an earlier run are replaced, all of them or none.

    Args:
        con: a warehouse or a snapshot of one.
        week: ISO week, `2026-W47`.
        out_dir: made where it is missing.

    Returns:
        The files, the page first.

    Raises:
        WeekError: the week is not a week, or the warehouse holds nothing of it.
        WarehouseError: the folder cannot be written, or the disk is full.
    """
    summary = read_summary(con, week)
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        for left_by_a_killed_run in out_dir.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left_by_a_killed_run)
        with tempfile.TemporaryDirectory(dir=out_dir, prefix=_UNFINISHED) as made:
            return [new.replace(out_dir / new.name) for new in _write_all(summary, Path(made))]
    except FileCreateError as error:
        # the workbook's writer wraps what the operating system says
        raise explained(error.args[0], out_dir) from error
    except OSError as error:
        raise explained(error, out_dir) from error


def _write_all(summary: Summary, folder: Path) -> list[Path]:
    names = ("coverage.html", "coverage.md", "coverage.xlsx", "coverage.csv", "coverage.parquet")
    html, text, xlsx, csv, parquet = paths = [folder / name for name in names]
    html.write_text(page.render(summary), encoding="utf-8")
    text.write_text(markdown.render(summary), encoding="utf-8")
    workbook.write(summary, xlsx)
    rows.write_csv(summary, csv)
    rows.write_parquet(summary, parquet)
    return paths
