"""Runs the checks: one file of warehouse/checks is one query for bad rows, with its loudness on line 1."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast

import duckdb

from warehouse.errors import CheckFailedError, WarehouseError

CHECKS = Path(__file__).parent / "checks"
Loudness = Literal["fail", "warn"]
"""fail: publishing would mislead, so the night is not loaded. warn: someone must look this week."""


@dataclass(frozen=True, slots=True)
class Check:
    """One file: `-- fail: why` or `-- warn: why`, then a SELECT with some of the columns day, source_id, doc_id, and found."""

    name: str
    loudness: Loudness
    why: str
    sql: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One bad row.

    Attributes:
        check: name of the check.
        day, source_id, doc_id: what it is about; None where it is about none in particular.
        found: in words.
    """

    check: str
    loudness: Loudness
    day: date | None
    source_id: str | None
    doc_id: int | None
    found: str

    def __str__(self) -> str:
        about = [
            self.check,
            str(self.day) if self.day else "",
            self.source_id or "",
            f"document {self.doc_id}" if self.doc_id is not None else "",
        ]
        return " · ".join(part for part in about if part) + f": {self.found}"


def read_check(path: Path) -> Check:
    """Read one check.

    Raises:
        WarehouseError: line 1 does not say how loud it is and why.
    """
    sql = path.read_text(encoding="utf-8")
    found = re.match(r"-- (fail|warn): (.+)\n", sql)
    if not found:
        raise WarehouseError(f"{path}: line 1 must be '-- fail: why' or '-- warn: why'")
    return Check(path.stem, cast("Loudness", found[1]), found[2].strip(), sql)


def run_checks(con: duckdb.DuckDBPyConnection, folder: Path = CHECKS) -> tuple[Issue, ...]:
    """Run every check; afterwards ops.issues holds the bad rows of those that warn, and no others.

    Returns:
        These rows, by check, day, source and document.

    Raises:
        CheckFailedError: a check that must hold found rows. All checks have run by then, so that the message has all of them.
    """
    con.execute("delete from ops.issues")
    for path in sorted(folder.glob("*.sql")):
        check = read_check(path)
        con.execute(
            f"insert into ops.issues by name select ? as check_name, ? as loudness, ? as why, * from ({_query(check)})",  # noqa: S608
            [check.name, check.loudness, check.why],
        )
    issues = tuple(
        Issue(*row)
        for row in con.execute(
            "select check_name, loudness, day, source_id, doc_id, found from ops.issues "
            "order by check_name, day, source_id, doc_id, found"
        ).fetchall()
    )
    failed = tuple(str(issue) for issue in issues if issue.loudness == "fail")
    if failed:
        shown = "\n".join(f"  {row}" for row in failed[:20])
        more = f"\n  and {len(failed) - 20} more" if len(failed) > 20 else ""
        raise CheckFailedError(
            f"The night was not loaded: {len(failed)} rows fail a check that must hold. Readers keep the last snapshot.\n"
            f"{shown}{more}",
            failed,
        )
    return issues


def _query(check: Check) -> str:
    return check.sql.strip().rstrip(";")
