"""The version of the extractor follows its sources, and nothing has to be counted up."""

import shutil
import subprocess
import sys
from pathlib import Path

from transforms.extract import EXTRACTOR
from transforms.versions import extractor, maker, modules_of

ROOT = Path(__file__).parents[2]
LOADED = (
    "import sys, transforms.extract, transforms.posts\n"
    "print(*sorted(name for name in sys.modules if name.partition('.')[0] in {'crawlers', 'transforms'}), sep='\\n')"
)


def test_all_that_reading_a_page_loads_counts_and_nothing_else() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == list(modules_of(["transforms.extract", "transforms.posts"]))


def test_the_extractor_names_itself_its_version_a_digest_and_its_libraries() -> None:
    name, *libraries = EXTRACTOR.split(", ")
    assert name.split()[0] == "beatbook"
    assert len(name.split()[2]) == 12
    assert {library.split()[0] for library in libraries} >= {"lxml", "htmldate", "ftfy", "w3lib"}
    assert extractor() == EXTRACTOR


def test_a_local_list_of_the_gazetteer_changes_what_folders_are_made_of(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,name\n", encoding="utf-8")
    assert maker(None) != maker(tmp_path)


def test_a_changed_line_of_a_module_changes_the_digest(tmp_path: Path) -> None:
    for package in ("crawlers", "transforms"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    code = "from pathlib import Path\nfrom transforms.versions import extractor, maker\nprint(extractor(), maker(None), sep='\\n')"

    def digests() -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
        )
        return done.stdout.splitlines()

    before = digests()
    assert before == [extractor(), maker(None)]
    (tmp_path / "transforms" / "dedupe.py").write_text("# read by no page\n", encoding="utf-8")
    assert digests() == before
    with (tmp_path / "transforms" / "relevance.py").open("a", encoding="utf-8") as file:
        file.write("# coding only\n")
    assert digests() == [before[0], digests()[1]]
    assert digests()[1] != before[1]
    for of_reading in ("crawlers/kinds/feed.py", "transforms/pdf_lines.py"):
        before = digests()
        with (tmp_path / of_reading).open("a", encoding="utf-8") as file:
            file.write("# a change\n")
        assert digests()[0] != before[0], of_reading
