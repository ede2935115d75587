"""Which texts pairs of them join: components of the sure pairs, without round-ups, with doubtful pairs that hold up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Span = tuple[int, int]

SURE: Final = frozenset({"most-words", "both-ways"})
_PIECED_SHARE: Final = 0.8
_PART_SHARE: Final = 0.6
_RELATED_SHARE: Final = 0.3
_OVERLAP_SHARE: Final = 0.3
_OTHERS_SHARE: Final = 0.2


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that were compared, the earlier as a.

    Attributes:
        rule: `most-words`, `both-ways`, `doubtful`, `part` or None: see docs/duplicates.md.
        a_share, b_share: of the live words of either that stand in the other, 0 to 1.
        a_live, b_live: live words of either.
        a_spans, b_spans: what both hold, as places among the live words of either, from 0, the end excluded.
    """

    a: int
    b: int
    rule: str | None
    a_share: float
    b_share: float
    a_live: int
    b_live: int
    a_spans: tuple[Span, ...] = ()
    b_spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """What pairs come to.

    Attributes:
        roots: text to the earliest text of its cluster; a row for each text of a pair.
        broken: pairs (a, b) that a round-up takes apart, with whether a is the round-up.
    """

    roots: dict[int, int]
    broken: dict[tuple[int, int], bool]


class _Union:
    """Sets of texts, each named by its least number."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}

    def root(self, text: int) -> int:
        while (parent := self._parents.setdefault(text, text)) != text:
            self._parents[text] = self._parents[parent]
            text = parent
        return text

    def join(self, a: int, b: int) -> None:
        first, second = sorted((self.root(a), self.root(b)))
        self._parents[second] = first


def join_texts(pairs: Sequence[Pair]) -> Joined:
    """Join texts into clusters; the result depends neither on the order of the pairs nor on what was joined before.

    Args:
        pairs: all that stand between the texts in question, those of no rule included.
    """
    broken = _round_ups(pairs)
    sure = _Union()
    for pair in pairs:
        sure.root(pair.a)
        sure.root(pair.b)
        if pair.rule in SURE and (pair.a, pair.b) not in broken:
            sure.join(pair.a, pair.b)
    whole = _Union()
    for text in {text for pair in pairs for text in (pair.a, pair.b)}:
        whole.join(text, sure.root(text))
    for a, b in _pieced(pairs, sure, broken):
        whole.join(a, b)
    return Joined({text: whole.root(text) for pair in pairs for text in (pair.a, pair.b)}, broken)


def _sides(pair: Pair) -> Iterator[tuple[int, int, float, float, int, tuple[Span, ...]]]:
    """Of each side: the text, the other, the shares of both, its live words, what it holds of the other."""
    yield pair.a, pair.b, pair.a_share, pair.b_share, pair.a_live, pair.a_spans
    yield pair.b, pair.a, pair.b_share, pair.a_share, pair.b_live, pair.b_spans


def _pieced(
    pairs: Sequence[Pair], sure: _Union, broken: Mapping[tuple[int, int], bool]
) -> list[tuple[int, int]]:
    """Doubtful pairs in which one text is all but made of the other's cluster.

    A late version of a wire story may share little with the first one, but what it does not share stands in the
    versions between. A text that quotes a passage keeps its own words, whatever the number of copies of what it quotes.
    """
    doubtful = [
        pair
        for pair in pairs
        if pair.rule == "doubtful"
        and (pair.a, pair.b) not in broken
        and sure.root(pair.a) != sure.root(pair.b)
    ]
    wanted = {(pair.a, sure.root(pair.b)) for pair in doubtful} | {
        (pair.b, sure.root(pair.a)) for pair in doubtful
    }
    spans: defaultdict[tuple[int, int], list[Span]] = defaultdict(list)
    live: dict[int, int] = {}
    for pair in pairs:
        for text, other, _, _, live_count, held in _sides(pair):
            if (key := (text, sure.root(other))) in wanted:
                spans[key] += held
                live[text] = live_count
    made = {key for key in wanted if _length(spans[key]) >= _PIECED_SHARE * live[key[0]]}
    return [
        (pair.a, pair.b)
        for pair in doubtful
        if (pair.a, sure.root(pair.b)) in made or (pair.b, sure.root(pair.a)) in made
    ]


def _round_ups(pairs: Sequence[Pair]) -> dict[tuple[int, int], bool]:
    """Pairs of a round-up with the stories in it.

    A round-up holds most of at least two texts, in different places, and nothing else leads from one to the other: the
    late version of a wire story holds its early ones too, but those are joined by more than it. All but the longest of
    its stories make up a fifth of it or more.
    """
    held: defaultdict[int, list[tuple[int, tuple[Span, ...]]]] = defaultdict(list)
    live: dict[int, int] = {}
    copies: defaultdict[int, set[int]] = defaultdict(set)
    related: list[tuple[int, int]] = []
    for pair in pairs:
        if max(pair.a_share, pair.b_share) >= _RELATED_SHARE:
            related.append((pair.a, pair.b))
        if pair.rule is None:
            continue
        for text, other, share, other_share, live_count, spans in _sides(pair):
            if other_share >= _PART_SHARE > share:
                held[text].append((other, spans))
                live[text] = live_count
            elif share >= _PART_SHARE <= other_share:
                copies[text].add(other)
    broken: dict[tuple[int, int], bool] = {}
    for text, parts in held.items():
        if len(parts) < 2:
            continue
        itself = copies[text] | {text}
        groups = _Union()
        for a, b in related:
            if a not in itself and b not in itself:
                groups.join(a, b)
        for place, (x, x_spans) in enumerate(parts):
            for y, y_spans in parts[:place]:
                if _overlap(x_spans, y_spans) > _OVERLAP_SHARE:
                    groups.join(x, y)
        stories: defaultdict[int, list[Span]] = defaultdict(list)
        for part, spans in parts:
            stories[groups.root(part)] += spans
        lengths = sorted(_length(spans) for spans in stories.values())
        if sum(lengths[:-1]) >= _OTHERS_SHARE * live[text]:
            for part, _ in parts:
                broken[min(text, part), max(text, part)] = text < part
    return broken


def _overlap(x: Sequence[Span], y: Sequence[Span]) -> float:
    """The share of the shorter that both cover, 0 to 1."""
    longer = _length([*x, *y])
    lengths = _length(x), _length(y)
    return (sum(lengths) - longer) / max(1, min(lengths))


def _length(spans: Iterable[Span]) -> int:
    """Places that spans cover, each counted once."""
    total, reached = 0, 0
    for low, high in sorted(spans):
        total += max(0, high - max(low, reached))
        reached = max(reached, high)
    return total
