"""A text's words with where they stand: the one scan that agencies, places and people are read from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.gazetteer.load import word_key

_WORD = re.compile(r"[@#]?[^\W_][\w’'&]*(?:[.\-][^\W_][\w’'&]*)*")
_BOUND_ABBREVIATION = re.compile(
    r"^(?:St|Ste|Mt|Ft|Dr|Mr|Mrs|Ms|Sgt|Lt|Capt|Det|Cpl|Cmdr|Sen|Rep|Gov|Rev|Supt|Insp|Maj|Col|Jr|Sr|[A-Z]|[A-Z](?:\.[A-Z])+)$"
)


def word_set(text: str) -> frozenset[str]:
    """The words of a text, once each."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text, in order.

    Attributes:
        text: what they were read from.
        words: as they stand, without a closing point.
        keys: in lower case without points and possessive `'s`.
        starts, ends: character offsets of each word.
        joined: whether only a blank parts the word from the one after it.
        capital: whether the word begins with a capital letter.
        opens: whether the word begins a sentence, a line or a quotation, where a capital letter says nothing.
    """

    text: str
    words: list[str]
    keys: list[str]
    starts: list[int]
    ends: list[int]
    joined: list[bool]
    capital: list[bool]
    opens: list[bool]

    def __len__(self) -> int:
        return len(self.words)

    def run_back(self, last: int, most: int) -> int:
        """First index of the joined words that end at `last`, at most `most` of them."""
        first = last
        while first > 0 and last - first + 1 < most and self.joined[first - 1]:
            first -= 1
        return first

    def run_on(self, first: int, most: int) -> int:
        """Last index of the joined words that begin at `first`, at most `most` of them."""
        last = first
        while last + 1 < len(self.words) and last - first + 1 < most and self.joined[last]:
            last += 1
        return last

    def key(self, first: int, last: int) -> str:
        """The keys of the words from `first` to `last`, with blanks between."""
        return " ".join(self.keys[first : last + 1])


def read_words(text: str) -> Words:
    """Every word of the text, marks left out."""
    found = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
    words = [word for word, _, _ in found]
    starts = [start for _, start, _ in found]
    ends = [end for _, _, end in found]
    joined: list[bool] = []
    opens: list[bool] = [True] if found else []
    for place, (word, _, end) in enumerate(found[:-1]):
        gap = text[end : starts[place + 1]]
        abbreviated = gap[:1] == "." and _BOUND_ABBREVIATION.match(word) is not None
        joined.append(gap in (" ", "\xa0") or (abbreviated and gap in (". ", ".\xa0")))
        opens.append(
            (not abbreviated and any(mark in gap for mark in ".?!:")) or any(mark in gap for mark in '\n“"—•')
        )
    if found:
        joined.append(False)
    return Words(
        text=text,
        words=words,
        keys=[word_key(word) for word in words],
        starts=starts,
        ends=ends,
        joined=joined,
        capital=[word[0].isupper() or (word[0] in "@#" and len(word) > 1) for word in words],
        opens=opens,
    )


def capital_runs(words: Words, most: int) -> Iterator[tuple[int, int]]:
    """Every (first, last) of joined words that all begin with a capital, longest stretches, at most `most` words."""
    first = 0
    while first < len(words):
        if not words.capital[first]:
            first += 1
            continue
        last = first
        while (
            last + 1 < len(words)
            and words.joined[last]
            and words.capital[last + 1]
            and last - first + 1 < most
        ):
            last += 1
        yield first, last
        first = last + 1
