"""Which runs of a labelled page are its body: each run's words looked for in the body that the label gives."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_UNSEEN = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_SHINGLE = 4
_LONG = 8
"""Words from which a run is looked for anywhere in the body; shorter ones only where their neighbours are."""


def words_of(text: str) -> list[str]:
    """The words of a text, as the scorer of the labelled pages counts them."""
    return _WORD.findall(unicodedata.normalize("NFC", text.translate(_UNSEEN)))


def label(texts: Sequence[str], body: str) -> list[bool]:
    """For each run of a page, in its order: half of its words or more stand in the body, each word of it once."""
    gold = words_of(body)
    shingles: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    starts: defaultdict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(gold):
        starts[word].append(at)
        if at + _SHINGLE <= len(gold):
            shingles[tuple(gold[at : at + _SHINGLE])].append(at)
    used = [False] * len(gold)
    runs = [words_of(text) for text in texts]
    spans = [_long_span(run, shingles, used) if len(run) >= _LONG else None for run in runs]
    for n, run in enumerate(runs):
        if not run or len(run) >= _LONG:
            continue
        low = next((span[1] for span in reversed(spans[:n]) if span), -1)
        high = next((span[0] for span in spans[n + 1 :] if span), len(gold))
        for at in starts[run[0]]:
            end = at + len(run)
            if low - 1 <= at <= high + 1 and gold[at:end] == run and not any(used[at:end]):
                spans[n] = at, end - 1
                used[at:end] = [True] * len(run)
                break
    return [span is not None for span in spans]


def _long_span(
    run: Sequence[str], shingles: defaultdict[tuple[str, ...], list[int]], used: list[bool]
) -> tuple[int, int] | None:
    found = [False] * len(run)
    places: list[int] = []
    for k in range(len(run) - _SHINGLE + 1):
        for at in shingles.get(tuple(run[k : k + _SHINGLE]), ()):
            if not (used[at] and used[at + _SHINGLE - 1]):
                found[k : k + _SHINGLE] = [True] * _SHINGLE
                places.append(at)
                break
    if 2 * sum(found) < len(run):
        return None
    for at in places:
        used[at : at + _SHINGLE] = [True] * _SHINGLE
    return min(places), max(places) + _SHINGLE - 1
