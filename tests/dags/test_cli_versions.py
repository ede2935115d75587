"""How versions are printed: what changed, word by word, with a little around it."""

from datetime import datetime

import pytest

from dags.cli_versions import changed_lines, print_versions
from transforms.version_changes import runs_between
from warehouse.errors import WarehouseError
from warehouse.versions import Version

STORY = "\n\n".join(
    (
        "Three people were shot on Tuesday near the bridge, the police said.",
        "Officers came at noon. " + "They asked and asked again. " * 10 + "Nobody was held.",
        "The council meets on Monday.",
    )
)


def printed(old: str, new: str) -> list[str]:
    return [line.plain for line in changed_lines(runs_between(("Shooting", old), ("Shooting", new)))]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("Three", "Four", ["[-Three-] {+Four+} people were shot on Tuesday near the bridge, …"]),
        (
            "noon",
            "one",
            [
                "Officers came at [-noon.-] {+one.+} They asked and asked again. They asked and …",
            ],
        ),
        ("\n\nThe council meets on Monday.", "", ["[-The council meets on Monday.-]"]),
        (
            "shot",
            "hurt",
            ["Three people were [-shot-] {+hurt+} on Tuesday near the bridge, the police said."],
        ),
    ],
)
def test_what_changed_is_marked_with_a_few_words_around_it(old: str, new: str, lines: list[str]) -> None:
    assert printed(STORY, STORY.replace(old, new)) == lines


def test_two_changes_in_one_line_stand_in_one_line() -> None:
    new = STORY.replace("Three", "Four").replace("bridge", "mill")
    assert printed(STORY, new) == [
        "[-Three-] {+Four+} people were shot on Tuesday near the [-bridge,-] {+mill,+} the police said."
    ]


def version(number: int, text: str, kind: str | None) -> Version:
    return Version(
        version_no=number,
        title="Shooting",
        text=text,
        first_seen_at=datetime(2026, 11, 13 + number, 9, 30),  # noqa: DTZ001 - as the warehouse holds it, UTC
        last_seen_at=datetime(2026, 11, 13 + number, 19, 30),  # noqa: DTZ001
        word_count=len(text.split()),
        change_kind=kind,
        words_added=None if kind is None else 1,
        words_removed=None if kind is None else 1,
        warc_path="2026-11-14/us_or_ledger.warc.gz",
        warc_offset=512,
    )


VERSIONS = [
    version(1, "Three were shot.", None),
    version(2, "Four were shot.", "edit"),
    version(3, "Three were shot.", "revert"),
]


def test_versions_are_listed_with_times_sizes_and_each_change(capsys: pytest.CaptureFixture[str]) -> None:
    print_versions(VERSIONS, None)
    shown = capsys.readouterr().out
    assert "version 1  2026-11-14 09:30 UTC to 2026-11-14 19:30 UTC  3 words\n" in shown
    assert "version 2  2026-11-15 09:30 UTC to 2026-11-15 19:30 UTC  3 words, edit: +1 -1" in shown
    assert shown.index("from version 1 to 2\n[-Three-] {+Four+} were shot.") < shown.index(
        "from version 2 to 3"
    )


def test_any_two_versions_can_be_compared(capsys: pytest.CaptureFixture[str]) -> None:
    print_versions(VERSIONS, (1, 3))
    assert capsys.readouterr().out.endswith("from version 1 to 3\n")
    with pytest.raises(WarehouseError, match="no version 7; numbers go from 1 to 3"):
        print_versions(VERSIONS, (1, 7))
