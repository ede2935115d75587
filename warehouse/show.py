"""Prints an answer so that it fits the terminal."""

import re
from typing import Any, Literal

from pyarrow import types
from rich.console import Console
from rich.table import Table
from rich.text import Text

from warehouse.ask import Answer, as_text

SHOWN_ROWS = 200
_NARROWEST = 8
_GAP = 2


def show(result: Answer, console: Console) -> None:
    """Print an answer so that it fits the console's width.

    Wide cells are cut with `…`; columns that do not fit are named below; a single row is printed as a list of its
    columns. At most 200 rows are printed.
    """
    rows = result.table.num_rows
    if result.columns == ["explain_key", "explain_value"]:
        for _, plan in result.rows():
            console.print(Text(plan))
        return
    cut = Answer(result.table.slice(0, SHOWN_ROWS))
    values = [[_cell(value) for value in row] for row in cut.rows()]
    if rows == 1 and not _all_fit(result.columns, values, console.width):
        _show_record(result.columns, values[0], console)
        return
    kinds = [field.type for field in result.table.schema]
    widths = _layout(result.columns, values, [not _is_text(kind) for kind in kinds], console.width)
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, _GAP, 0, 0))
    for place, width in widths.items():
        side: Literal["left", "right"] = "right" if _is_number(kinds[place]) else "left"
        table.add_column(result.columns[place], justify=side, width=width, no_wrap=True, overflow="ellipsis")
    for row in values:
        table.add_row(*(row[place] for place in widths))
    console.print(table)
    left = [name for place, name in enumerate(result.columns) if place not in widths]
    note = f"{rows:,} row{'' if rows == 1 else 's'}"
    if rows > SHOWN_ROWS:
        note += f", the first {SHOWN_ROWS} shown"
    if left:
        note += (
            f"; no room for {', '.join(left)}: name the columns that you want, or save the answer to a file"
        )
    console.print(Text(f"({note})", style="dim"))


def _cell(value: Any) -> Text:
    if value is None:
        return Text("NULL", style="dim")
    # pages are foreign: no control characters of theirs reach the terminal
    return Text(re.sub(r"[\x00-\x1f\x7f-\x9f]", "", re.sub(r"\s+", " ", as_text(value))))


def _show_record(columns: list[str], row: list[Text], console: Console) -> None:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, _GAP, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in zip(columns, row, strict=True):
        table.add_row(name, value)
    console.print(table)


def _widths(columns: list[str], rows: list[list[Text]]) -> list[int]:
    return [
        max(len(name), *(row[place].cell_len for row in rows)) if rows else len(name)
        for place, name in enumerate(columns)
    ]


def _all_fit(columns: list[str], rows: list[list[Text]], width: int) -> bool:
    return sum(_widths(columns, rows)) + _GAP * len(columns) <= width


def _layout(columns: list[str], rows: list[list[Text]], whole: list[bool], width: int) -> dict[int, int]:
    """The first columns that fit, at least one, each with its width; the room that is left goes to the narrow ones first.

    Args:
        columns: names.
        rows: cells.
        whole: columns that mean nothing when cut: numbers, dates, booleans.
        width: of the terminal.
    """
    full = _widths(columns, rows)
    widths: dict[int, int] = {}
    used = 0
    for place, wanted in enumerate(full):
        least = wanted if whole[place] else min(wanted, max(_NARROWEST, min(len(columns[place]), 16)))
        used += least + _GAP
        if widths and used > width:
            used -= least + _GAP
            break
        widths[place] = min(least, width)
    left = width - used
    by_need = sorted(widths, key=lambda place: full[place] - widths[place])
    for number, place in enumerate(by_need):
        more = max(0, min(full[place] - widths[place], left // (len(by_need) - number)))
        widths[place] += more
        left -= more
    return widths


def _is_text(kind: Any) -> bool:
    return bool(types.is_string(kind) or types.is_nested(kind) or types.is_binary(kind))


def _is_number(kind: Any) -> bool:
    return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))
