from pathlib import Path

from warehouse.tables_doc import render

PAGE = Path(__file__).parents[2] / "docs" / "tables.md"


def test_the_page_says_what_the_warehouse_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run: python -m warehouse.tables_doc docs/tables.md"


def test_every_table_and_column_has_a_meaning() -> None:
    lines = render().splitlines()
    assert not [line for line in lines if line.endswith("|  |") or "None" in line]
    assert {"### coverage", "### core.documents", "### ops.issues"} <= set(lines)
