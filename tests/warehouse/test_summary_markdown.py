from collections.abc import Iterator

import pytest
from given_rows import WEEK, document, finish, open_given, source
from given_week import HOSTILE, whole_week

from warehouse.summary.figures import read_summary
from warehouse.summary.markdown import render


@pytest.fixture(scope="module")
def lines() -> Iterator[list[str]]:
    with whole_week() as con:
        yield render(read_summary(con, WEEK)).split("\n")


def section(lines: list[str], head: str) -> list[str]:
    start = lines.index(f"## {head}")
    found = lines[start + 1 :]
    return [
        line
        for line in found[: next((n for n, line in enumerate(found) if line.startswith("## ")), None)]
        if line
    ]


def test_the_figures_stand_at_the_head(lines: list[str]) -> None:
    assert lines[0] == f"# Local policing in the news, {WEEK}, Tamarack Falls, OR"
    assert lines[2] == (
        "Monday 16 November 2026 to Sunday 22 November 2026. Means are over the week before (W46)."
    )
    total = 6 + len(HOSTILE)
    assert lines[4:10] == [
        f"- **{total}** documents on local policing, of {total + 1} collected",
        f"- **{total - 1}** with copies counted once",
        "- **4** about the police themselves",
        "- **2** opinion pieces and letters",
        "- **1** on failure to respond, copies counted once",
        "- **75%** of the week's nights collected, over all sources",
    ]


def test_tables_have_as_many_cells_in_every_row(lines: list[str]) -> None:
    assert section(lines, "Topics") == [
        "| Topic | Documents | Copies once | Mean before |",
        "|---|---:|---:|---:|",
        "| failure to respond | 2 | 1 | 0.0 |",
        "| jail detention | 2 | 2 | 2.0 |",
    ]
    assert section(lines, "Sources")[2:] == [
        f"| Gazette | {4 + len(HOSTILE)} | {3 + len(HOSTILE)} | 2 | 2.0 | 7/7 |",
        r"| Tribune \<TV\> & Radio | 2 | 2 | 1 | 0.0 | 7/7 |",
        "| Resident | 1 | 1 | 1 | 0.0 | 7/7 |",
        "| Broken | 0 | 0 | 0 | 0.0 | 0/7 |",
        "| Resting | 0 | 0 | 0 | 0.0 | – |",
    ]


def test_a_cluster_says_who_was_first_by_the_clock_of_the_place(lines: list[str]) -> None:
    assert section(lines, "Largest duplicate clusters") == [
        "- **Item 1**: 3 documents at 2 sources; first Gazette, Mon 16 Nov 2026 09:00 PST",
        "  - 2026-11-16 Gazette: [Item 1](<https://gazette.example/1>) (news)",
        r"  - 2026-11-16 Tribune \<TV\> & Radio: [Item 2](<https://tribune.example/2>) (news)",
    ]


def test_what_was_not_collected_is_said(lines: list[str]) -> None:
    assert section(lines, "Not collected")[:2] == [
        "- Broken (0/7): all seven nights: failed (html-instead-of-feed)",
        "- Resting (–): paused: moved away",
    ]


@pytest.mark.parametrize(
    ("title", "url", "words"),
    [
        ("two\nlines\r\n# heading", "https://a.example/1", "[two lines # heading](<https://a.example/1>)"),
        (
            "a | b](https://evil.example) `c`",
            "https://a.example/1",
            r"[a \| b\](https://evil.example) \`c\`](",
        ),
        ("<script>", "https://a.example/1", r"[\<script\>]("),
        ("Run me", "javascript:alert(1)", ": Run me (news)"),
        ("Private", "urn:post:1", ": Private (news)"),
        ("Odd", "https://a.example/<x>\\ y\n", "[Odd](<https://a.example/%3Cx%3E%5C%20y%0A>)"),
        ("x" * 40_000, "https://a.example/1", "[" + "x" * 199 + "…](<"),
    ],
)
def test_hostile_titles_and_addresses_are_text(title: str, url: str, words: str) -> None:
    with open_given() as con:
        source(con)
        document(con, 1, title=title, url=url, topics=("failure-to-respond",))
        lines = render(read_summary(finish(con), WEEK)).split("\n")
    (entry,) = section(lines, "Failure to respond")
    assert words in entry


def test_a_bare_week_still_renders() -> None:
    with open_given() as con:
        source(con)
        document(con, 1, relevance="none")
        lines = render(read_summary(finish(con), WEEK)).split("\n")
    assert "Means are over no week before." in lines[2]
    assert section(lines, "Largest duplicate clusters") == ["None."]
    assert section(lines, "Failure to respond") == ["None."]
