"""What changed from one version of a document to the next: words, how many, and of what kind the change is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from transforms.corrections import is_correction
from transforms.version_text import written_lines

ChangeKind = Literal["correction", "headline", "update", "cut", "edit", "rewrite"]
Sign = Literal[" ", "-", "+"]
BREAK: Final = "\n"
"""Stands between two lines in a run of words; it is no word."""
_MOST_PAIRS: Final = 150_000
"""Pairs of equal words, one of each side, of two passages that are matched: with more, one counts as replaced by the other.

A passage of 4,000 words that was written anew has about as many; a hostile page could have any number.
"""
_MANY_WORDS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words that stand in a row: in both versions (` `), in the old one alone (`-`), or in the new one alone (`+`)."""

    sign: Sign
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How one version differs from the one before.

    Attributes:
        kind: `correction` (a note that says so was added), `headline` (the headline alone), `update` (at least ten words
            came, and at most half as many went), `cut` (the other way round), `rewrite` (less than half stayed), `edit`.
        words_added, words_removed: headline and text, without noise.
    """

    kind: ChangeKind
    words_added: int
    words_removed: int


def change_between(old: tuple[str | None, str], new: tuple[str | None, str]) -> Change:
    """Measure the change between two versions, each (title, text)."""
    before, after = written_lines(*old), written_lines(*new)
    runs = list(_runs(before, after))
    added, removed, kept = (_words(runs, sign) for sign in "+- ")
    return Change(kind=_kind(before, after, added, removed, kept), words_added=added, words_removed=removed)


def runs_between(old: tuple[str | None, str], new: tuple[str | None, str]) -> list[Run]:
    """Both versions, each (title, text), as one row of runs: read without `+` it is the old one, without `-` the new one.

    Lines are parted by `BREAK`; the first is the headline. Noise is left out.
    """
    return list(_runs(written_lines(*old), written_lines(*new)))


def _kind(before: list[str], after: list[str], added: int, removed: int, kept: int) -> ChangeKind:
    old_lines = set(before)
    if any(is_correction(line, "") for line in after[1:] if line not in old_lines):
        return "correction"
    if before[0] != after[0] and before[1:] == after[1:]:
        return "headline"
    if 2 * kept < max(kept + added, kept + removed):
        # a stub that becomes a story holds all of the stub still
        return "update" if not removed else "cut" if not added else "rewrite"
    if added >= _MANY_WORDS and 2 * removed <= added:
        return "update"
    if removed >= _MANY_WORDS and 2 * added <= removed:
        return "cut"
    return "edit"


def _words(runs: Sequence[Run], sign: str) -> int:
    return sum(word != BREAK for run in runs if run.sign == sign for word in run.words)


def _runs(before: list[str], after: list[str]) -> Iterator[Run]:
    """Lines are matched first, words within the lines that differ: most versions share most of their lines."""
    stayed: tuple[str, ...] = ()
    for run in _pieces(before, after):
        if run.sign == " ":
            stayed += run.words
            continue
        if stayed:
            yield Run(sign=" ", words=stayed)
        stayed = ()
        yield run
    if stayed:
        yield Run(sign=" ", words=stayed)


def _pieces(before: list[str], after: list[str]) -> Iterator[Run]:
    for sign, old, new in _matched(before, after):
        if sign == " ":
            yield Run(sign=sign, words=_in_words(old))
            continue
        for word_sign, old_words, new_words in _matched(_in_words(old), _in_words(new)):
            if word_sign == " ":
                yield Run(sign=" ", words=tuple(old_words))
                continue
            if old_words:
                yield Run(sign="-", words=tuple(old_words))
            if new_words:
                yield Run(sign="+", words=tuple(new_words))


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sign, Sequence[str], Sequence[str]]]:
    """Both in one row: passages that are the same (` `), and passages that differ (`-`), of which one side may be empty."""
    in_new = Counter(new)
    if sum(in_new[one] for one in old) > _MOST_PAIRS:
        yield "-", old, new
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        yield " " if tag == "equal" else "-", old[old_from:old_to], new[new_from:new_to]


def _in_words(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for line in lines for word in (*line.split(), BREAK))
