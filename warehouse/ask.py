"""Answers SQL from the published snapshot: read-only, without access to files, errors in plain words."""

import csv
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.database import open_published
from warehouse.errors import WarehouseError


class SqlError(WarehouseError):
    """A statement was not understood or is not allowed; the message says what and what would be near it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement gave: a table.

    Attributes:
        table: the rows; instants are in UTC.
    """

    table: pa.Table

    @property
    def columns(self) -> list[str]:
        """Names in order; two may be equal."""
        return list(self.table.column_names)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows as Python values."""
        for batch in self.table.to_batches(max_chunksize=1000):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


@contextmanager
def asking(published_dir: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the newest snapshot on which a user's SQL can neither write nor reach another file.

    Raises:
        WarehouseError: as for `open_published`.
    """
    with open_published(published_dir) as con:
        con.execute("set enable_external_access = false")
        con.execute("set lock_configuration = true")
        yield con


def answer(con: duckdb.DuckDBPyConnection, sql: str) -> Answer | None:
    """Run one statement; its table, None where it gives none (or there is none but a comment).

    The query runs beside the caller's thread, so that Ctrl-C stops it at once.

    Raises:
        SqlError: it was not understood, is not allowed here, or is more than one: of several answers only the last
            would be seen.
        KeyboardInterrupt: it was stopped; the connection can be used on.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        running = pool.submit(_run, con, sql)
        try:
            return running.result()
        except KeyboardInterrupt:
            con.interrupt()
            raise
        except duckdb.Error as error:
            raise SqlError(in_plain_words(str(error))) from error


def in_plain_words(message: str) -> str:
    """What DuckDB says of a statement, for people who do not know DuckDB; its pointer to the place is kept."""
    body, _, place = message.partition("\n\nLINE ")
    place = f"\n\nLINE {place}" if place else ""
    for pattern, words in _WORDS:
        if found := re.search(pattern, body, re.DOTALL):
            return found.expand(words) + place
    return re.sub(r"^\w[\w ]* Error: ", "", body).strip() + place


_WORDS = (
    (
        r"Table with name (\S+) does not exist!\s*Did you mean \"(.+?)\"",
        r"There is no table \1. Did you mean \2? (.tables lists all of them.)",
    ),
    (r"Table with name (\S+) does not exist!", r"There is no table \1. (.tables lists all of them.)"),
    (
        r"Referenced column \"(.+?)\" not found in FROM clause!\s*Candidate bindings: (.+)",
        r"There is no column \1 in these tables. Near it: \2. (A text is written in single quotes: '\1'.)",
    ),
    (
        r"Referenced column \"(.+?)\" (?:not found|was not found)",
        r"There is no column \1 here. (.columns TABLE lists them; a text is written in single quotes: '\1'.)",
    ),
    (
        r"Values list \"(.+?)\" does not have a column named \"(.+?)\"",
        r"The table \1 has no column \2. (.columns \1 lists them.)",
    ),
    (
        r"Function with name (\S+) does not exist!\s*Did you mean \"(.+?)\"",
        r"There is no function \1. Did you mean \2?",
    ),
    (r"syntax error at or near \"(.+?)\"", r"Not understood at or just before \1."),
    (r"syntax error at end of input", r"The statement stops before its end."),
    (
        r"Cannot execute statement of type \"(\w+)\".*read-only",
        r"\1 is not possible: this is a published snapshot, which nobody can change.",
    ),
    (
        r"file system operations are disabled|Loading external extensions is disabled|configuration has been locked",
        r"Files, extensions and settings cannot be reached from here; only the warehouse can be asked. "
        r"(To save an answer: .save FILE in the shell, --save FILE outside; its ending is .csv, .json or .parquet.)",
    ),
)


def write_csv(table: Answer, out: TextIO) -> None:
    """Write for people: with a head line, lists joined by `; `, and no text that a spreadsheet takes for a formula."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.rows():
        writer.writerow([_safe(value) for value in row])


def write_json(table: Answer, out: TextIO) -> None:
    """Write exactly: one object a row, one row a line, instants as 2026-11-14T09:30:00Z."""
    names = table.columns
    for row in table.rows():
        line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_in_json)
        out.write(line + "\n")


def write_parquet(table: Answer, path: Path) -> None:
    """Write exactly, with types.

    Raises:
        WarehouseError: the file cannot be written.
    """
    try:
        pq.write_table(table.table, path, compression="zstd")
    except OSError as error:
        raise WarehouseError(f"{path} cannot be written: {error.strerror or error}") from error
    except pa.ArrowNotImplementedError as error:
        raise WarehouseError(
            f"{path}: a column has a type that Parquet has not ({error}). Cast it to varchar."
        ) from error


def save(table: Answer, path: Path) -> None:
    """Write to a file whose ending says how: .csv, .json or .parquet.

    Raises:
        WarehouseError: the ending is another, or the file cannot be written.
    """
    if path.suffix == ".parquet":
        write_parquet(table, path)
    elif path.suffix in {".csv", ".json"}:
        try:
            # the mark at the head lets Excel see that the file is UTF-8
            with path.open(
                "w", encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8", newline=""
            ) as out:
                (write_csv if path.suffix == ".csv" else write_json)(table, out)
        except OSError as error:
            raise WarehouseError(f"{path} cannot be written: {error.strerror}") from error
    else:
        raise WarehouseError(f"{path}: the file's ending must be .csv, .json or .parquet")


def _run(con: duckdb.DuckDBPyConnection, sql: str) -> Answer | None:
    statements = con.extract_statements(sql)
    # DuckDB puts statements of its own, without a text, before a PIVOT
    count = sum(
        statement.query != "" or statement.type != duckdb.StatementType.CREATE for statement in statements
    )
    if count > 1:
        raise SqlError(f"One statement at a time, please: found {count}, parted by semicolons.")
    # nothing but comments gives no cursor, which DuckDB's types do not say
    cursor: duckdb.DuckDBPyConnection | None = con.execute(sql)
    return Answer(cursor.to_arrow_table()) if cursor is not None else None


def _safe(value: Any) -> str:
    # a spreadsheet does not know the Z of an instant; the column's name says that it is in UTC
    text = as_text(value).removesuffix("Z") if isinstance(value, datetime) else as_text(value)
    is_number = isinstance(value, int | float | Decimal)
    if not is_number and re.match(r"[\s\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]", text):
        return f"'{text}"
    return text


def as_text(value: Any) -> str:
    """A value as people read it: NULL is empty, an instant has a Z, a list is joined by `; `."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds") + "Z"
        case list():
            return "; ".join(as_text(item) for item in value)
        case dict():
            return json.dumps(value, ensure_ascii=False, default=_in_json)
        case float():
            return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.1f}"
        case _:
            return str(value)


def _in_json(value: Any) -> Any:
    match value:
        case datetime():
            return value.replace(tzinfo=None).isoformat() + "Z"
        case date() | time():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case bytes():
            return value.hex()
        case _:
            return str(value)
