"""The import rules that import-linter's layers cannot say: who may import which library, and who reads the environment."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("crawlers", "transforms", "warehouse", "dags")

SCRAPY_PARTS = (
    "crawlers/spiders/",
    "crawlers/settings.py",
    "crawlers/child.py",
    "crawlers/guard.py",
    "crawlers/heads.py",
    "crawlers/keeping.py",
    "crawlers/manners.py",
    "crawlers/outcomes.py",
    "crawlers/robots.py",
    "crawlers/tokens.py",
)
ALLOWED = {
    "airflow": ("dags/nightly.py", "dags/weekly.py"),
    "scrapy": SCRAPY_PARTS,
    "twisted": SCRAPY_PARTS,
    "fastwarc": ("crawlers/archive", "crawlers/bodies.py"),
    "pypdfium2": ("transforms/pdf_lines.py",),
    "trafilatura": (),
    "duckdb": ("warehouse/", "transforms/stor", "transforms/dedupe.py"),
}
UPSTREAM = {
    "crawlers.sources",
    "crawlers.capture",
    "crawlers.challenge",
    "crawlers.archive",
    "crawlers.discovered",
    "crawlers.kinds",
    "crawlers.urls",
    "crawlers.night",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("library", sorted(ALLOWED))
def test_a_library_is_imported_only_where_it_belongs(library):
    strays = [
        path
        for path, tree in modules()
        if any(name.split(".")[0] == library for name in imported(tree))
        and not path.startswith(ALLOWED[library])
    ]
    assert strays == []


def test_documents_are_made_from_what_the_crawl_hands_on_and_nothing_else_of_it():
    strays = [
        (path, name)
        for path, tree in modules()
        if path.startswith("transforms/")
        for name in imported(tree)
        if name.startswith("crawlers.")
        and not any(name == ok or name.startswith(ok + ".") for ok in UPSTREAM)
    ]
    assert strays == []


def test_a_kind_imports_neither_another_kind_nor_scrapy():
    strays = [
        (path, name)
        for path, tree in modules()
        if path.startswith("crawlers/kinds/") and not path.endswith("__init__.py")
        for name in imported(tree)
        if name.startswith(("crawlers.kinds", "scrapy", "twisted"))
    ]
    assert strays == []


def test_only_the_configuration_reads_the_settings_from_the_environment():
    reads = [
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("BEATBOOK_")
    ]
    assert set(reads) <= {"dags/config.py", "dags/init.py"}


def test_only_the_steps_and_the_crawl_ask_what_time_it_is():
    clocks = {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "today", "utcnow"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
        and not path.startswith("dags/")
    }
    # The crawl stamps what it fetches while it fetches, and a Retry-After may be a date.
    assert clocks <= {
        "crawlers/run.py",
        "crawlers/manners.py",
        "crawlers/spiders/sources.py",
        "crawlers/sample/__main__.py",
    }


@pytest.mark.parametrize("word", ["utils", "common", "helpers", "base", "misc"])
def test_no_module_is_named_after_nothing(word):
    assert [path for path, _ in modules() if word in Path(path).stem.split("_")] == []
