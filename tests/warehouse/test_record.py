from datetime import UTC, datetime
from pathlib import Path

from warehouse.database import open_warehouse
from warehouse.record import record_exports


def test_a_weeks_files_replace_those_recorded_before(tmp_path: Path) -> None:
    files = [tmp_path / "coverage.csv", tmp_path / "coverage.md"]
    for file in files:
        file.write_text(file.name)
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    with open_warehouse(tmp_path / "beatbook.duckdb") as con:
        record_exports(con, "2026-W46", files, at)
        record_exports(con, "2026-W47", files, at)
        files[0].write_text("written anew")
        record_exports(con, "2026-W47", files[:1], at)
        assert con.execute("select week, file_name, byte_count from ops.exports order by all").fetchall() == [
            ("2026-W46", "coverage.csv", 12),
            ("2026-W46", "coverage.md", 11),
            ("2026-W47", "coverage.csv", 12),
        ]
        assert con.execute("select sha256 from ops.exports where week = '2026-W47'").fetchone() == (
            "8f153365a90c7f3a7e2a2b9905a2b77d2cd3ef48a24402ff9860f84fe42973bc",
        )
