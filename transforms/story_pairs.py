"""How alike two texts are, field by field: sparse vectors weighed by how rare their terms are, compared in numpy."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from transforms.story_text import FIELDS

# A term that stands in fewer than one of so many texts is as rare as any. A fixed number, so that weights are the same
# in a small collection and in a large one.
RARE: Final = 2000.0

_LEAST_BEST: Final = (0.25, 0.35)
"""A text whose best match is less like it than this, by words and by names, has none to measure others by."""

Keys = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]

COLUMNS: Final = (
    *(f"{field}_cosine" for field in FIELDS),
    *(f"{field}_held" for field in FIELDS),
    *(f"{field}_shared" for field in FIELDS),
    "shorter_words", "longer_words", "days", "same_source",
    "body_least_of_best", "body_most_of_best", "names_least_of_best", "names_most_of_best",
)  # fmt: skip
FIELD_COUNT: Final = len(FIELDS)


@dataclass(frozen=True, slots=True)
class Vectors:
    """Terms of many documents, one after the other.

    Attributes:
        start: of shape (documents, fields + 1): where the terms of each field of a document begin, and its end.
        keys: the terms' keys.
        weights: their weights, each field of a document of length 1.
        rarity: how rare each term is, 0 to 1.
        mass: of shape (documents, fields): sum of the rarities of a field.
        words: words of each body.
    """

    start: npt.NDArray[np.int64]
    keys: Keys
    weights: Floats
    rarity: Floats
    mass: Floats
    words: Floats

    def __len__(self) -> int:
        return len(self.start)


def rarities(counts: npt.NDArray[np.int64], documents: int) -> Floats:
    """How rare terms are, 0 (in every text) to 1, from the number of texts that have them."""
    share = counts / max(documents, 1)
    rarity: Floats = (-np.log(np.minimum(share + 1 / RARE, 1.0)) / np.log(RARE)).astype(np.float32)
    return rarity


def places_of(terms: Keys, keys: Keys) -> npt.NDArray[np.int64]:
    """What `numpy.searchsorted(terms, keys)` gives, several times as fast, since keys are spread evenly.

    Args:
        terms: sorted, each once.
        keys: in any order.
    """
    bits = min(max(len(terms).bit_length(), 1), 20)
    shift = np.uint32(32 - bits)
    starts = np.searchsorted(terms, np.arange(2**bits, dtype=np.uint32) << shift)
    ended = np.append(terms, np.uint32(0xFFFFFFFF))
    found: npt.NDArray[np.int64] = starts[keys >> shift]
    while (behind := ended[found] < keys).any():
        found += behind
    return found


def weigh(start: npt.NDArray[np.int64], keys: Keys, counts: npt.NDArray[np.uint8], rarity: Floats) -> Vectors:
    """Vectors of documents from their terms, counts and rarities."""
    many = len(start)
    if not many:
        empty = np.zeros((0, FIELD_COUNT), dtype=np.float32)
        return Vectors(start, keys, rarity, rarity, empty, empty[:, 0])
    sizes = np.diff(start, axis=1)
    segment = np.repeat(np.arange(many * FIELD_COUNT), sizes.ravel())
    raw = (1 + np.log(np.maximum(counts, 1))).astype(np.float32) * rarity
    norm = np.sqrt(np.bincount(segment, raw.astype(np.float64) ** 2, many * FIELD_COUNT))
    mass = np.bincount(segment, rarity, many * FIELD_COUNT).astype(np.float32).reshape(many, FIELD_COUNT)
    weights = (raw / np.maximum(norm, 1e-9)[segment]).astype(np.float32)
    words = np.bincount(segment, counts, many * FIELD_COUNT).reshape(many, FIELD_COUNT)[:, 0]
    return Vectors(start, keys, weights, rarity, mass, words.astype(np.float32))


def compare(
    a: Vectors, b: Vectors, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]
) -> npt.NDArray[np.float32]:
    """Cosine, share held and shared rarity of each field for each pair.

    Args:
        a: the vectors of one side.
        b: those of the other.
        first: positions in a, sorted.
        second: positions in b, as many.

    Returns:
        Shape (pairs, 3 x fields): cosines, then the share of the smaller side's rarity that both have (-1 where one side has none), then
        the rarity that both have.
    """
    found = np.zeros((len(first), 3 * FIELD_COUNT), dtype=np.float32)
    if not len(first):
        return found
    known, inverse = np.unique(a.keys, return_inverse=True)
    place = places_of(known, b.keys).astype(np.int32)
    place[place == len(known)] = 0
    if len(known):
        place[known[place] != b.keys] = len(known)
    weight_of = np.zeros(len(known) + 1, dtype=np.float32)
    ends = np.flatnonzero(np.diff(first, append=-1)) + 1
    begin = 0
    for end in ends.tolist():
        row = int(first[begin])
        low, high = int(a.start[row, 0]), int(a.start[row, -1])
        own = inverse[low:high]
        weight_of[own] = a.weights[low:high]
        others = second[begin:end]
        many = end - begin
        sizes = np.diff(b.start[others], axis=1)
        lengths = sizes.sum(axis=1)
        base = np.repeat(b.start[others, 0] - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        index = base + np.arange(len(base))
        segment = np.repeat(np.arange(many * FIELD_COUNT), sizes.ravel())
        mine = weight_of[place[index]]
        hit = np.flatnonzero(mine)
        index, segment, mine = index[hit], segment[hit], mine[hit]
        cosine = np.bincount(segment, mine * b.weights[index], many * FIELD_COUNT).reshape(many, FIELD_COUNT)
        shared = np.bincount(segment, b.rarity[index], many * FIELD_COUNT).reshape(many, FIELD_COUNT)
        least = np.minimum(a.mass[row], b.mass[others])
        found[begin:end, :FIELD_COUNT] = cosine
        found[begin:end, FIELD_COUNT : 2 * FIELD_COUNT] = np.where(
            least > 0, shared / np.maximum(least, 1e-6), -1
        )
        found[begin:end, 2 * FIELD_COUNT :] = shared
        weight_of[own] = 0
        begin = end
    return found


def pair_columns(
    likeness: npt.NDArray[np.float32],
    words: npt.NDArray[np.float32],
    days: npt.NDArray[np.int64],
    sources: npt.NDArray[np.int64],
    first: npt.NDArray[np.int64],
    second: npt.NDArray[np.int64],
    best: npt.NDArray[np.float32],
) -> npt.NDArray[np.float64]:
    """All that is asked about each pair, in the order of COLUMNS.

    Args:
        likeness: of each pair, from `compare`.
        words: of each text.
        days: ordinal of each text's day; 0 where nothing is known.
        sources: a number for each source; -1 where it is not known.
        first: positions, sorted.
        second: positions, as many.
        best: shape (texts, 2): the highest cosine of bodies and of names that each text had in earlier nights.
    """
    words_a, words_b = words[first], words[second]
    known = (days[first] > 0) & (days[second] > 0)
    relative = []
    for kind, column in enumerate((FIELDS.index("body"), FIELDS.index("names"))):
        cosine = likeness[:, column]
        highest = best[:, kind].copy()
        np.maximum.at(highest, first, cosine)
        np.maximum.at(highest, second, cosine)
        a, b = (cosine / np.maximum(highest[side], _LEAST_BEST[kind]) for side in (first, second))
        relative += [np.minimum(a, b), np.maximum(a, b)]
    return np.column_stack(
        (
            likeness,
            np.minimum(words_a, words_b),
            np.maximum(words_a, words_b),
            np.where(known, np.abs(days[first] - days[second]), -1),
            (sources[first] == sources[second]) & (sources[first] >= 0),
            *relative,
        )
    ).astype(np.float64)
