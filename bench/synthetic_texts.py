"""Texts made of Zipf-distributed words, a fifth of them copies of earlier ones with some words changed: for costs alone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

COPIED_SHARE: Final = 0.2
CHANGED_SHARES: Final = (0.02, 0.15)
_STRETCH: Final = 8
"""Words that are changed together: editors change phrases, not single words all over."""
_VOCABULARY: Final = 50_000
_LETTERS: Final = 5
_MEAN_LOG, _SPREAD_LOG = 5.29, 0.5
"""Of a text's length in words: 225 in the mean."""
_FEWEST, _MOST = 30, 1500

Words = np.ndarray[tuple[int], np.dtype[np.int32]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts, one after the other.

    Attributes:
        letters: bytes of all texts; every word is five letters and a blank, the last word of a text is ended by a line feed.
        ends: of each text, the place behind its line feed.
        copies: (place of a copy, place of what it is a copy of), counted from the stream's first text.
    """

    letters: np.ndarray[tuple[int], np.dtype[np.uint8]]
    ends: np.ndarray[tuple[int], np.dtype[np.int64]]
    copies: list[tuple[int, int]]

    def column(self) -> pa.Array:
        """The texts for DuckDB; each keeps its line feed."""
        offsets = np.concatenate([[0], self.ends])
        return pa.LargeStringArray.from_buffers(
            len(self.ends), pa.py_buffer(offsets), pa.py_buffer(self.letters)
        )


class Stream:
    """An endless row of texts, the same for the same seed and the same sizes of batches.

    A copy is one of a text of its own batch or of the one before, any of them as likely.
    """

    def __init__(self, seed: int = 5) -> None:
        self._draw = np.random.default_rng(seed)
        numbers = self._draw.permutation(26**_LETTERS)[:_VOCABULARY]
        spelled = numbers[:, None] // 26 ** np.arange(_LETTERS) % 26 + ord("a")
        self._spelled = np.hstack([spelled, np.full((_VOCABULARY, 1), ord(" "))]).astype(np.uint8)
        self._count = 0
        self._recent: list[Words] = []

    def batch(self, count: int) -> Batch:
        """The next `count` texts."""
        draw = self._draw
        lengths = draw.lognormal(_MEAN_LOG, _SPREAD_LOG, count).clip(_FEWEST, _MOST).astype(np.int64)
        # Word r with a probability in proportion to ln(1 + 1/r), which is nearly 1/r.
        ranks = np.exp(draw.random(int(lengths.sum())) * np.log(_VOCABULARY)).astype(np.int32)
        fresh = np.split(ranks, np.cumsum(lengths)[:-1])
        is_copy = draw.random(count) < COPIED_SHARE
        picked = draw.random(count)
        start = self._count - len(self._recent)
        texts = self._recent
        copies = []
        for place in range(count):
            if is_copy[place] and texts:
                original = int(picked[place] * len(texts))
                copies.append((self._count + place, start + original))
                texts.append(self._edited(texts[original]))
            else:
                texts.append(fresh[place])
        self._recent = texts[-count:]
        self._count += count
        words = np.concatenate(self._recent)
        ends = np.cumsum([len(text) for text in self._recent]) * (_LETTERS + 1)
        letters = self._spelled[words].reshape(-1)
        letters[ends - 1] = ord("\n")
        return Batch(letters, ends, copies)

    def _edited(self, text: Words) -> Words:
        is_stretch = self._draw.random(-(-len(text) // _STRETCH)) < self._draw.uniform(*CHANGED_SHARES)
        is_stretch[self._draw.integers(len(is_stretch))] = True
        is_changed = np.repeat(is_stretch, _STRETCH)[: len(text)]
        return np.where(is_changed, self._draw.integers(0, _VOCABULARY, len(text), dtype=np.int32), text)


def write_texts(folder: Path, count: int, at_once: int = 50_000, seed: int = 5) -> tuple[Path, Path]:
    """Write `count` texts to a new folder: a file with a text a line, and one of the copies as `bench.dedupe_peers` has pairs."""
    folder.mkdir(parents=True)
    texts, copies = folder / "texts.txt", folder / "copies.txt"
    stream = Stream(seed)
    with texts.open("wb") as lines, copies.open("w", encoding="utf-8") as pairs:
        for start in range(0, count, at_once):
            batch = stream.batch(min(at_once, count - start))
            lines.write(batch.letters.tobytes())
            pairs.writelines(f"{b} {a}\n" for a, b in batch.copies)
    return texts, copies


def documents(batch: Batch, first: int, instants: Any) -> pa.Table:
    """The batch as documents of 200 sources, `doc_id` from `first` on; their titles are the first eight words."""
    texts = batch.column()
    starts = np.concatenate([[0], batch.ends[:-1]])
    width = 8 * (_LETTERS + 1)
    heads = batch.letters[starts[:, None] + np.arange(width)].reshape(-1)
    titles = pa.StringArray.from_buffers(
        len(starts),
        pa.py_buffer((np.arange(len(starts) + 1) * width).astype(np.int32)),
        pa.py_buffer(heads),
    )
    doc_ids = np.arange(first, first + len(starts), dtype=np.int32)
    return pa.table(
        {
            "doc_id": doc_ids,
            "order_key": pa.array([f"{doc_id:08}" for doc_id in doc_ids]),
            "content_key": doc_ids.astype(np.uint64),
            "source_id": pa.array([f"source_{doc_id * 7919 % 200}" for doc_id in doc_ids.tolist()]),
            "at": pa.array(instants, pa.timestamp("us")),
            "title": titles,
            "text": texts,
        }
    )
