"""`beatbook show DOC --versions`: the versions of a document, and what changed from one to the next, word by word."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rich.text import Text

from dags.console import out

if TYPE_CHECKING:
    from transforms.version_changes import Run
    from warehouse.versions import Version

_CONTEXT: Final = 8
"""Words that are shown on each side of a change."""
_STYLES: Final = {"-": "red strike", "+": "bold green", " ": ""}
_MARKS: Final = {"-": ("[-", "-]"), "+": ("{+", "+}"), " ": ("", "")}


def print_versions(versions: Sequence["Version"], between: tuple[int, int] | None) -> None:
    """List the versions, then show what changed: from each to the next, or between the two that are asked for.

    Raises:
        WarehouseError: `between` names a version that is not there.
    """
    from warehouse.versions import runs_of

    for one in versions:
        size = f"{one.word_count} words"
        if one.change_kind is not None:
            size += f", {one.change_kind}: +{one.words_added} -{one.words_removed}"
        seen = f"{_at(one.first_seen_at)} to {_at(one.last_seen_at)}"
        out.print(Text(f"version {one.version_no}  {seen}  {size}", style="bold"), soft_wrap=True)
        out.print(Text(f"  archived: {one.warc_path} at byte {one.warc_offset}", style="dim"), soft_wrap=True)
    numbers = [one.version_no for one in versions]
    for old, new in [between] if between else pairwise(numbers):
        out.print(Text(f"\nfrom version {old} to {new}", style="cyan"))
        for line in changed_lines(runs_of(versions, old, new)):
            out.print(line, soft_wrap=True)


def changed_lines(runs: Sequence["Run"]) -> Iterator[Text]:
    """The lines in which something changed: `[-went-] {+came+}`, with a few words around; `…` for what is left out.

    The first line is the headline.
    """
    line, is_changed = Text(), False
    for number, run in enumerate(runs):
        words = run.words if run.sign != " " else _shortened(run.words, number, len(runs))
        for part in _lines(words):
            if part == "\n":
                if is_changed:
                    yield line
                line, is_changed = Text(), False
                continue
            before, after = _MARKS[run.sign]
            if line.plain:
                line.append(" ")
            line.append(f"{before}{part}{after}", style=_STYLES[run.sign])
            is_changed |= run.sign != " "
    if is_changed:
        yield line


def _shortened(words: tuple[str, ...], number: int, count: int) -> tuple[str, ...]:
    """Words that stayed, less those far from the changes before and after them; the breaks of lines near both stay."""
    head = 0 if number == 0 else _CONTEXT
    tail = 0 if number == count - 1 else _CONTEXT
    if len(words) <= head + tail + 1:
        return words
    middle = words[head : len(words) - tail]
    cut: tuple[str, ...] = ("…",)
    if "\n" in middle:
        cut = (*cut[: middle[0] != "\n"], "\n", *cut[: middle[-1] != "\n"])
    return (*words[:head], *cut, *words[len(words) - tail :])


def _lines(words: Sequence[str]) -> Iterator[str]:
    """The words as lines, each break a part of its own."""
    kept: list[str] = []
    for word in (*words, None):
        if word is None or word == "\n":
            if kept:
                yield " ".join(kept)
            kept = []
            if word is not None:
                yield "\n"
        else:
            kept.append(word)


def _at(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
