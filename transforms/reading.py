r"""Many named regular expressions found in one text, at a cost that grows with its words and not with the patterns.

A pattern is tried only where a word begins that can begin its match: the possible first words are read off the pattern
(`(?:refus|declin)\w* to act` begins with `refus` or `declin`). A pattern of which that cannot be read is searched for
everywhere, which costs more.

Patterns meet the text in lower case, with straight quotes and hyphens; offsets stay those of the text as given.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

_STRAIGHT: Final = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\xa0": " ", "\t": " "}
)
_TOKEN: Final = re.compile(r"[@$]?[a-z0-9]+")
_ABBREVIATION: Final = re.compile(
    r"\b(?:sgt|lt|capt|cpl|det|ofc|mr|mrs|ms|dr|st|jr|sr|gov|sen|rep|ave|dept|u\.s|[ap]\.m|[a-z])\.(?= ?\S)"
)
GAP: Final = r" (?:[^.!?\n]{0,40}? )?"
"""What ` … ` stands for: up to forty characters of one sentence, and at least a space."""


class Span(NamedTuple):
    """Half-open range of characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern, compiled.

    Attributes:
        starts: what the first word of a match can begin with; None where that cannot be told.
        exact_case: matched against the text with its capitals.
    """

    name: str
    regex: re.Pattern[str]
    starts: frozenset[str] | None
    exact_case: bool


def compile_rule(name: str, pattern: str, *, exact_case: bool = False) -> Rule:
    """Return the rule of a pattern; a match begins and ends at a word's bounds.

    Raises:
        re.error: the pattern is not a regular expression.
    """
    regex = re.compile(rf"(?<![A-Za-z0-9])(?:{pattern.replace(' … ', GAP)})(?![A-Za-z0-9])")
    starts = first_words(pattern.lower())
    return Rule(name=name, regex=regex, starts=starts, exact_case=exact_case)


def first_words(pattern: str) -> frozenset[str] | None:
    """Return beginnings, one of which begins every match of the pattern; None where that cannot be told."""
    found: set[str] = set()
    for branch in _branches(pattern):
        starts = _branch_starts(branch)
        if starts is None:
            return None
        found |= starts
    return frozenset(found)


def _branches(pattern: str) -> list[str]:
    """The alternatives at the top of a pattern."""
    branches, depth, start, place = [], 0, 0, 0
    while place < len(pattern):
        char = pattern[place]
        if char == "\\":
            place += 1
        elif char == "[":
            place = _class_end(pattern, place)
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "|" and depth == 0:
            branches.append(pattern[start:place])
            start = place + 1
        place += 1
    return [*branches, pattern[start:]]


def _class_end(pattern: str, place: int) -> int:
    """Place of the `]` that closes the character class opened at `place`."""
    place += 2 if pattern[place + 1 : place + 2] in ("]", "^") else 1
    while place < len(pattern) and pattern[place] != "]":
        place += 2 if pattern[place] == "\\" else 1
    return place


def _branch_starts(branch: str) -> frozenset[str] | None:
    branch = branch.removeprefix(r"\b")
    if branch.startswith(("(?:", "(?!")):
        inner, rest = _group(branch)
        if branch.startswith("(?!"):
            return _branch_starts(rest)
        starts = first_words(inner)
        if rest[:1] in ("?", "*") or rest.startswith("{0,"):
            after = _branch_starts(re.sub(r"\A(?:[?*]|\{0,\d*\})\??", "", rest))
            return None if starts is None or after is None else starts | after
        return starts
    if branch.startswith(r"\d"):
        return frozenset("0123456789")
    literal = re.match(r"(?:\\(?=[@$]))?([@$]?[a-z0-9]*)", branch)
    assert literal is not None
    word = literal.group(1)
    if branch[literal.end() : literal.end() + 1] in ("?", "*", "{"):
        word = word[:-1]
    return frozenset({word}) if word else None


def _group(branch: str) -> tuple[str, str]:
    """The inside of the group that a branch begins with, and what follows the group."""
    depth, place = 0, 0
    while place < len(branch):
        char = branch[place]
        if char == "\\":
            place += 1
        elif char == "[":
            place = _class_end(branch, place)
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return branch[3:place], branch[place + 1 :]
        place += 1
    raise re.error("missing ), unterminated subpattern", branch, 0)


def rules_by_word(rules: Sequence[Rule]) -> Callable[[str], tuple[Rule, ...]]:
    """Return a function from a word of the text to the rules that can match where it stands."""
    by_letter: dict[str, list[tuple[str, Rule]]] = {}
    for rule in rules:
        for start in rule.starts or ():
            by_letter.setdefault(start[0], []).append((start, rule))

    @lru_cache(maxsize=1 << 16)
    def rules_of(word: str) -> tuple[Rule, ...]:
        found = {rule.name: rule for start, rule in by_letter.get(word[0], ()) if word.startswith(start)}
        return tuple(found.values())

    return rules_of


def plain(text: str) -> tuple[str, str]:
    """Return the text with straight quotes and hyphens, and that in lower case too; both at the text's length.

    In the second the points of abbreviations (`Sgt.`, `a.m.`) are `·`, so that they end no sentence.
    """
    exact = text.translate(_STRAIGHT)
    lower = exact.lower()
    if len(lower) != len(exact):
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in exact)
    return exact, _ABBREVIATION.sub(lambda found: found.group().replace(".", "·"), lower)


def matches(
    lower: str, exact: str, rules: Sequence[Rule], rules_of: Callable[[str], tuple[Rule, ...]]
) -> Mapping[str, list[Span]]:
    """Return the spans of every rule that matches, by name, in order of position."""
    found: dict[str, list[Span]] = {}
    for token in _TOKEN.finditer(lower):
        for rule in rules_of(token.group()):
            if match := rule.regex.match(exact if rule.exact_case else lower, token.start()):
                found.setdefault(rule.name, []).append(Span(*match.span()))
    for rule in rules:
        if rule.starts is None:
            for match in rule.regex.finditer(exact if rule.exact_case else lower):
                found.setdefault(rule.name, []).append(Span(*match.span()))
    return found


def touches(span: Span, others: Sequence[Span]) -> bool:
    """Whether the span shares a character with one of the others, which are disjoint and in order."""
    place = bisect_left(others, span.start, key=lambda other: other.end)
    while place < len(others) and others[place].end == span.start:
        place += 1
    return place < len(others) and others[place].start < span.end


def disjoint(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans in order, of those that overlap the first and longest."""
    end = -1
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= end:
            yield span
            end = span.end


def is_near(span: Span, others: Sequence[Span], within: int, text: str) -> bool:
    """Whether one of the others (disjoint, in order) is in or within so many characters of the span, in its paragraph."""
    first = bisect_left(others, span.start - within, key=lambda other: other.end)
    last = bisect_right(others, span.end + within, key=lambda other: other.start)
    return any(
        "\n" not in text[min(span.end, other.end) : max(span.start, other.start)]
        for other in others[first:last]
    )
