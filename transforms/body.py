"""Which of a page's runs are the article: told by a forest of decision trees from what each shows and where it stands.

Why not an extractor's choice: docs/decisions/0016. Boxes of comments, forms and other pages are left out first; quoted
passages, posts, captions and corrections that stand among what was chosen come with it, whatever the forest says of them.
"""

import heapq
from collections import Counter
from collections.abc import Sequence, Set
from typing import Final

from transforms.body_features import features
from transforms.folding import fold
from transforms.runs import Box, Run
from transforms.signs import HIDDEN
from transforms.trees import load_forest

MODEL: Final = "body_forest.json"
_TAKEN: Final = frozenset({"embedded_post", "quoted_passage", "pull_quote", "caption", "correction"})
_BY_PLACE_ALONE: Final = frozenset({"pull_quote", "caption", "correction"})
_ENOUGH: Final = 300
"""Characters of running text outside of a box from which the box can be something else."""
_MOST: Final = 0.75
_SHOWN_LATER: Final = 0.4
_RUNNING: Final = 80
_DUMP: Final = 1000
"""Characters from which a run may be the whole article once more, for machines."""
_FEW: Final = 5
"""So many of the longest runs are looked at for such copies."""
_NEARLY: Final = -500_000
_NEARLY_HEADING: Final = -1_500_000
_LEAST: Final = -3_000_000
"""Where nothing is chosen, the best run is, unless its score is below this."""


def choose_body(
    runs: Sequence[Run], *, headlines: Sequence[str], authors: Sequence[str], described: str, declared: str
) -> list[Run]:
    """The runs that are the article, in the page's order; none where the page has no text of its own.

    Args:
        runs: of one page (see `read_runs`).
        headlines: every wording of the headline that it gives.
        authors: their names.
        described: the summary that it declares of itself; empty where there is none.
        declared: the text that it declares beside the one that it shows; empty where there is none.
    """
    own = own_runs(runs, headlines)
    if not own:
        return []
    forest = load_forest(MODEL)
    rows = features(own, headlines=headlines, authors=authors, described=described, declared=declared)
    return chosen(own, forest.scores(rows).tolist())


def own_runs(runs: Sequence[Run], headlines: Sequence[str]) -> list[Run]:
    """Without boxes that hold something else, and without copies of the article for machines.

    A box that holds the headline, or nearly all that the page says, is no such box, whatever its name.
    """
    titles = frozenset(filter(None, map(fold, headlines)))
    held: dict[Box, int] = {}
    spared: set[Box] = set()
    total = 0
    for run in runs:
        size = len(run.text) if len(run.text) > _RUNNING and run.linked < len(run.text) / 2 else 0
        total += size
        if run.box is not None and (box := run.box.foreign) is not None:
            held[box] = held.get(box, 0) + size
            if run.box.tag == "h1" or fold(run.text[:_ENOUGH]) in titles:
                spared.add(box)
    outside = total - sum(held.values())
    spared |= {box for box, size in held.items() if outside < _ENOUGH and size >= _MOST * total}
    # Scripts show some articles that a page holds hidden.
    spared |= {box for box, size in held.items() if box.signs & HIDDEN and size >= _SHOWN_LATER * total}
    kept = [run for run in runs if run.box is None or run.box.foreign is None or run.box.foreign in spared]
    longest = heapq.nlargest(_FEW, kept, key=lambda run: len(run.text))
    dumps = {run for run in longest if len(run.text) > _DUMP and _is_dump(run, kept)}
    return [run for run in kept if run not in dumps]


def _is_dump(run: Run, runs: Sequence[Run]) -> bool:
    """Most of it stands on the page in smaller pieces too."""
    repeated = sum(
        len(other.text)
        for other in runs
        if 40 < len(other.text) < len(run.text) and other.text[:200] in run.text
    )
    return repeated > len(run.text) / 2


def chosen(runs: Sequence[Run], scores: Sequence[int]) -> list[Run]:
    """The runs whose score is above 0, and what was taken from the page among them; headings that head nothing go."""
    picked = {
        n
        for n, (run, score) in enumerate(zip(runs, scores, strict=True))
        if score > 0 and run.kind not in _BY_PLACE_ALONE
    }
    if not any(runs[n].kind not in _TAKEN and runs[n].kind != "heading" for n in picked):
        prose = [n for n, run in enumerate(runs) if run.kind not in _TAKEN and run.kind != "heading"]
        best = max(prose, key=lambda n: scores[n], default=None)
        if best is not None and scores[best] > _LEAST:
            picked.add(best)
    picked |= _alike(runs, scores, picked)
    picked |= _among(runs, picked)
    while picked and runs[last := max(picked)].kind == "heading":
        picked.remove(last)
    return [runs[n] for n in sorted(picked)]


def _alike(runs: Sequence[Run], scores: Sequence[int], picked: set[int]) -> set[int]:
    """What was nearly chosen: lines without links in the place of most of the chosen, headings of chosen paragraphs."""
    boxes = [box for n in picked if (box := runs[n].box) is not None]
    places, homes = Counter(box.place for box in boxes), {box.parent for box in boxes}
    first, last = min(picked, default=0), max(picked, default=0)
    found: set[int] = set()
    for n in range(first, last):
        run = runs[n]
        if run.linked or run.box is None or n in picked:
            continue
        if (run.kind == "paragraph" and scores[n] > _NEARLY and places[run.box.place] > 2) or (
            run.kind == "heading"
            and scores[n] > _NEARLY_HEADING
            and n + 1 in picked
            and run.box.parent in homes
        ):
            found.add(n)
    return found


def _among(runs: Sequence[Run], picked: set[int]) -> set[int]:
    """What stands where the chosen runs stand: posts, quoted passages, corrections; lists and tables of data; captions."""
    boxes = [box for n in picked if (box := runs[n].box) is not None]
    if not boxes:
        return set()
    own = [box for n in picked if runs[n].kind not in _TAKEN and (box := runs[n].box) is not None]
    homes = {*own, *(box.parent for box in own if box.parent is not None)}
    roof = _roof(boxes)
    article = roof
    while article is not None and article.tag not in ("article", "main"):
        article = article.parent
    first, last = min(picked), max(picked)
    found = {
        n
        for n, run in enumerate(runs)
        if (
            run.kind in _TAKEN - {"caption"}
            and (run.box in homes or (first < n < last and _is_in(run, roof)))
        )
        # A note of correction stands above the headline or below all else as often as in the body.
        or (run.kind == "correction" and _is_in(run, article or roof))
        or (run.kind == "paragraph" and _is_folded(run, homes))
    }
    last = max(picked | found)
    data = {
        n
        for n, run in enumerate(runs)
        if _is_data(run)
        and _home(run) in homes
        and (first < n < last or (n - 1 in picked and runs[n - 1].text.endswith(":")))
    }
    found |= data | {n - 1 for n in data if n and runs[n - 1].kind == "heading"}
    last = max(picked | found)
    return found | {
        n
        for n, run in enumerate(runs)
        if run.kind == "caption"
        and (
            run.box in homes
            or (first < n < last and _is_in(run, roof))
            or (n < last and _is_in(run, article or roof))
        )
    }


def _is_data(run: Run) -> bool:
    is_preformatted = run.box is not None and run.box.tag == "pre"
    return (run.kind in ("list", "table") or is_preformatted) and run.linked < len(run.text) / 3


def _home(run: Run) -> Box | None:
    """What holds a list, a table or preformatted lines."""
    box = run.box
    while box is not None and run.group is not None and box.element is not run.group:
        box = box.parent
    return None if box is None else box.parent


def _is_folded(run: Run, homes: Set[Box]) -> bool:
    """A sentence of a fold-out among the chosen runs: text to be read, however it is shown."""
    box = run.box
    while box is not None and box.tag != "details":
        box = box.parent
    is_text = run.text.endswith((".", "”", "!", "?")) and run.linked < len(run.text) / 3
    return is_text and box is not None and box.parent in homes


def _roof(boxes: Sequence[Box]) -> Box | None:
    """The deepest box that holds all of them."""
    roof: Box | None = boxes[0]
    for box in boxes[1:]:
        while roof is not None and not box.is_in(roof):
            roof = roof.parent
    return roof


def _is_in(run: Run, roof: Box | None) -> bool:
    return run.box is not None and run.box.is_in(roof)
