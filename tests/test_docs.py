"""What the docs say and what is there are held together."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from dags.config import Config
from dags.init import ENV
from warehouse.shell import examples

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")))


def readme_examples() -> str:
    """The part of the README that is written from warehouse/examples.sql."""
    blocks = [
        f"**{number}. {example.question}**\n\n```sql\n{example.sql}\n```\n"
        for number, example in enumerate(examples()[:5], 1)
    ]
    return "\n" + "\n".join(blocks)


def test_the_readmes_five_questions_are_those_of_the_shell():
    between = README.split("<!-- examples: from warehouse/examples.sql -->")[1].split(
        "<!-- end of examples -->"
    )[0]
    assert between == readme_examples()


def test_every_link_to_a_file_leads_somewhere():
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)}: {target}"


def test_every_setting_is_explained_in_the_file_that_init_writes():
    for name in Config.__dataclass_fields__:
        assert f"BEATBOOK_{name.upper()}=" in ENV


def test_every_command_says_what_it_does_and_stands_in_the_docs():
    beatbook = Path(sys.executable).parent / "beatbook"
    shown = subprocess.run([beatbook, "--help"], capture_output=True, text=True, check=True).stdout
    commands = re.findall(r"^│ ([a-z]+) +\S", shown.split("Commands")[1], re.MULTILINE)
    assert {"demo", "sql", "search", "show", "nightly", "export", "up", "sources"} <= set(commands)
    for command in commands:
        assert f"beatbook {command}" in README + DOCS, command


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda page: page.stem
)
def test_a_decision_is_numbered_and_short(page):
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", page.name)
    text = page.read_text(encoding="utf-8")
    assert re.match(r"# \d+\. ", text)
    assert len(text.splitlines()) < 80


def test_nothing_of_this_machine_stands_in_the_project():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "http" not in re.sub(r"^[\w.-]*http[\w.-]*==", "", lock, flags=re.MULTILINE)
    assert not {"uv.lock", "poetry.lock"} & set(listed)
