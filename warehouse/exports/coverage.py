"""The weekly coverage summary: `coverage.html`, `.md`, `.xlsx`, `.csv` and `.parquet`, all of the same figures."""

import tempfile
from pathlib import Path

import duckdb

from warehouse.summary import markdown, page, rows, workbook
from warehouse.summary.figures import read_summary


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
    """
    summary = read_summary(con, week)
    out_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out_dir, prefix=".coverage-") as made:
        new = Path(made)
        (new / "coverage.html").write_text(page.render(summary), encoding="utf-8")
        (new / "coverage.md").write_text(markdown.render(summary), encoding="utf-8")
        workbook.write(summary, new / "coverage.xlsx")
        rows.write_csv(summary, new / "coverage.csv")
        rows.write_parquet(summary, new / "coverage.parquet")
        names = ["coverage.html", "coverage.md", "coverage.xlsx", "coverage.csv", "coverage.parquet"]
        return [(new / name).replace(out_dir / name) for name in names]
