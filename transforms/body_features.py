"""What a run of text shows of itself and of where it stands, as numbers: by these it is told whether it is the article.

One row for each run, one column for each of `NAMES`. Nothing in them depends on the words of a language but a few cues
("Read more", "Comments") that news sites in a dozen languages set above other things than the article.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from transforms.folding import fold
from transforms.lines import is_copyright, is_cue, is_date_line, is_photo_credit
from transforms.runs import TAGS, Box, Run
from transforms.signs import GROUPS

_KINDS: Final = ("paragraph", "heading", "list", "table", "quoted_passage", "embedded_post")
_OWN_TAGS: Final = ("p", "div", "li", "td", "h1", "h2", "h3", "h4", "section", "article", "body", "dd")
_PARENT_TAGS: Final = ("div", "section", "article", "li", "td", "body", "header", "ul")
_ENDS: Final = (".", "!", "?", "”", '"', "…", "»", ":", "。", "۔", "؟", ")", "’", "“")
_QUOTING: Final = "“\"«„‘'—–-•"
_BYLINE: Final = re.compile(r"(?:by|von|par|por|di|text|story|written by|reporting by|av|door)\b[: ]", re.I)
_ABOUT_WRITER: Final = re.compile(
    r"follow|twitter|@|facebook|e-?mail|reach|contact|is an? (?:reporter|writer|journalist|editor|freelance|senior|staff)|covers? ",
    re.I,
)
_COMMENTS: Final = re.compile(
    r"\W*(?:\d+\s+)?(?:comments?|responses?|replies|leave a (?:reply|comment)|join the (?:conversation|discussion)|kommentare?"
    r"|comentarios|commentaires?|comentários|komentarze|commenti|reacties)\b",
    re.I,
)
_OTHERS: Final = re.compile(
    r"\W*(?:related|you (?:may|might)|more (?:from|on|in|stories|news|like|articles|information)|more\s*$|most (?:read|popular"
    r"|viewed|recent)|latest|recommended|trending|popular|top (?:stories|news)|read (?:more|next|also)|see also|also (?:read|on|in)"
    r"|up next|next|previous|don.t miss|what to read|editor.?s.? (?:picks?|choice)|in (?:this|other) (?:story|news)|about (?:the "
    r"|this )?(?:author|us|writer|contributor|journalist)|contact|follow|share|subscribe|newsletter|sign up|get (?:our|the)|tags?\b"
    r"|topics?\b|categor|filed under|advert|sponsor|promoted|around the web|from (?:the|our)|comments?|leave a|join the"
    r"|mehr (?:zum|von|aus)|weitere|das könnte|auch interessant|meistgelesen|lesen sie|zum thema|neueste|empfehlung|themen|schlagw"
    r"|kommentare|lire aussi|à lire|sur le même|plus lus|les plus|dans la même|à voir|te puede|relacionad|más (?:leíd|notic|de)"
    r"|lo más|también|leia|veja|mais lid|leggi|potrebbe|correlat|lees (?:ook|meer)|meest gelezen|czytaj|zobacz|polecane|najnowsze"
    r"|přečtěte|související|ilgili|son dakika|関連|おすすめ|ランキング|相关|推荐)",
    re.I,
)
_IDEOGRAPHS: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_UNPARTED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_FEWEST_WORDS: Final = 12
"""Words from which a run with few links is running text."""
_LOOKED_AT: Final = 80
_SHORT, _LINE, _HEADLINE = 60, 120, 300
_FAR: Final = 30
_MOSTLY: Final = 0.5
_NEARLY_ALL: Final = 0.6

_TEXT: Final = (
    "length", "words", "linked_share", "bold_share", "linked", "commas", "stops", "ends", "ends_in_letter", "upper_first",
    "lower_first", "digits", "capitals", "lines", "bars", "copyright", "at_sign", "colon_last", "quoting", "is_headline",
    "like_headline", "cue", "credit", "date_line", "copyright_line", "names_author", "by", "about_writer", "seen", "items",
    "words_per_item", "ellipsis", "linked_per_item", "described", "declared", "bare_words",
)  # fmt: skip
_PLACE: Final = (
    "depth", "below_half", "in_half", "in_most", "parent_mass", "parent_share", "place_mass", "place_share", "place_count",
    "grand_share", "parent_holds", "own_holds", "position", "read", "from_headline", "after_headline", "from_first",
    "from_last", "between", "runs", "mass", "in_best", "after_comments", "after_others", "since_heading", "cards",
    "grand_cards", "place_length", "place_linked", "article_number", "taken", "grouped",
)  # fmt: skip
_AROUND: Final = ("words", "linked_share", "running", "ends", "alike", "beside")
_STEPS: Final = (-2, -1, 1, 2)
NAMES: Final = (
    *_TEXT,
    *_PLACE,
    *(f"kind {name}" for name in _KINDS),
    *(f"tag {name}" for name in _OWN_TAGS),
    *(f"parent {name}" for name in _PARENT_TAGS),
    *(f"in {name}" for name in TAGS),
    *(f"own sign {name}" for name in GROUPS),
    *(f"near sign {name}" for name in GROUPS),
    *(f"far sign {name}" for name in GROUPS),
    *(f"{name} {step:+d}" for step in _STEPS for name in _AROUND),
)
"""The columns."""

Row = list[float]
Table = npt.NDArray[np.float64]


def features(
    runs: Sequence[Run], *, headlines: Iterable[str], authors: Iterable[str], described: str, declared: str
) -> npt.NDArray[np.float64]:
    """One row for each run, one column for each of `NAMES`.

    Args:
        runs: of one page, in its order.
        headlines: every wording of the headline that it gives.
        authors: names.
        described: the summary that the page declares of itself; empty where it has none.
        declared: the text of the article that it declares beside the one that it shows; empty where it has none.
    """
    texts = [run.text for run in runs]
    boxes = [_box(run) for run in runs]
    words = [_count_words(text) for text in texts]
    linked = [min(run.linked, len(run.text)) / max(1, len(run.text)) for run in runs]
    running = [n >= _FEWEST_WORDS and share < _MOSTLY for n, share in zip(words, linked, strict=True)]
    mass = [
        n * (1 - share) if is_running else 0.0
        for n, share, is_running in zip(words, linked, running, strict=True)
    ]
    titles = frozenset(filter(None, map(fold, headlines)))
    folded = [fold(text) if len(text) < _HEADLINE else "" for text in texts]
    says = _says(runs, words, folded, titles, authors=authors, described=described, declared=declared)
    headline = next(
        (n for n, words_alone in enumerate(folded) if boxes[n].tag == "h1" or words_alone in titles), None
    )
    held = _held(boxes, mass)
    stands = _stands(runs, boxes, linked, mass, held, headline)
    rows = np.array([said + stood for said, stood in zip(says, stands, strict=True)], dtype=np.float64)
    rows = rows.reshape(len(runs), len(_TEXT) + len(_PLACE))
    around = np.array([words, linked, running, [text.endswith(_ENDS) for text in texts]], dtype=np.float64).T
    return np.concatenate(
        [rows, _kinds(runs, boxes), _signs(boxes, held, sum(mass)), *_beside(boxes, around)], axis=1
    )


def _count_words(text: str) -> int:
    count = text.count(" ") + text.count("\n") + 1
    if len(text) <= 12 * count:
        return count
    # Scripts that set no blanks between words: two ideographs are about one, or five letters of Thai, Lao, Khmer, Burmese.
    return count + len(_IDEOGRAPHS.findall(text)) // 2 + len(_UNPARTED.findall(text)) // 5


def _says(
    runs: Sequence[Run],
    words: Sequence[int],
    folds: Sequence[str],
    titles: frozenset[str],
    *,
    authors: Iterable[str],
    described: str,
    declared: str,
) -> Iterator[Row]:
    names = tuple(filter(None, map(fold, authors)))
    summary = fold(described)
    seen = Counter(run.text for run in runs)
    for run, count, folded in zip(runs, words, folds, strict=True):
        text, length, start = run.text, len(run.text), run.text[:_LOOKED_AT]
        is_line = length < 200
        linked = min(run.linked, length)
        yield [
                length, count, linked / max(1, length), min(run.bold, length) / max(1, length), linked,
                text.count(",") + text.count("،") + text.count("、"),
                text.count(".") + text.count("。") + text.count("!") + text.count("?"),
                text.endswith(_ENDS), text[-1:].isalnum(), text[:1].isupper(), text[:1].islower(),
                sum(map(str.isdigit, start)) / max(1, len(start)), sum(map(str.isupper, start)) / max(1, len(start)),
                text.count("\n"), text.count("|"), "©" in text, "@" in text, text.endswith(":"), text[:1] in _QUOTING,
                folded in titles if folded else 0,
                len(folded) > 15 and any(folded in title or title in folded for title in titles),
                is_line and is_cue(text), is_line and is_photo_credit(text), length <= _LINE and is_date_line(text),
                is_copyright(text), is_line and any(name in folded for name in names),
                length < 160 and _BYLINE.match(text) is not None,
                _ABOUT_WRITER.search(text[:_HEADLINE]) is not None,
                seen[text], run.items, count / run.items, text.endswith(("...", "…")), linked / run.items,
                bool(summary) and len(folded) > 30 and (folded in summary or summary in folded),
                (1 if text[:40] in declared else -1) if declared and length > _SHORT else 0,
                count <= 3 and not run.links,
        ]  # fmt: skip


def _stands(
    runs: Sequence[Run],
    boxes: Sequence[Box],
    linked: Sequence[float],
    mass: Sequence[float],
    held: Mapping[Box, float],
    headline: int | None,
) -> Iterator[Row]:
    total = sum(mass) or 1.0
    by_parent: defaultdict[Box, float] = defaultdict(float)
    by_place: defaultdict[int, float] = defaultdict(float)
    at_place: defaultdict[int, list[int]] = defaultdict(list)
    parents: defaultdict[int, set[Box]] = defaultdict(set)
    grands: defaultdict[int, set[Box]] = defaultdict(set)
    articles: dict[Box, int] = {}
    for n, box in enumerate(boxes):
        parent = box.parent or box
        grand = parent.parent or parent
        by_parent[parent] += mass[n]
        by_place[box.place] += mass[n]
        at_place[box.place].append(n)
        parents[parent.place].add(parent)
        grands[grand.place].add(grand)
    half, most = _roof(held, total / 2), _roof(held, total * 0.8)
    best = max(by_parent, key=lambda box: by_parent[box], default=None)
    best_mass = (by_parent[best] if best is not None else 0) or 1.0
    place_mass = max(by_place.values(), default=0) or 1.0
    of_best = [n for n, box in enumerate(boxes) if (box.parent or box) is best and mass[n]]
    first, last = (of_best[0], of_best[-1]) if of_best else (0, len(runs) - 1)
    usual = {
        place: (
            sum(len(runs[n].text) for n in some[:50]) / len(some[:50]),
            sum(linked[n] for n in some[:50]) / len(some[:50]),
        )
        for place, some in at_place.items()
    }
    in_half: dict[Box, bool] = {}
    in_most: dict[Box, bool] = {}
    read, has_comments, is_others, since = 0.0, False, False, _FAR
    for n, (run, box) in enumerate(zip(runs, boxes, strict=True)):
        parent = box.parent or box
        grand = parent.parent or parent
        read += mass[n]
        since += 1
        if len(run.text) < _SHORT:
            has_comments = has_comments or _COMMENTS.match(run.text) is not None
            if (named := _OTHERS.match(run.text) is not None) or run.kind == "heading":
                is_others, since = named, 0
        same = at_place[box.place]
        if box not in in_half:
            in_half[box], in_most[box] = box.is_in(half), box.is_in(most)
        yield [
            box.depth, box.depth - half.depth if half is not None else 0, in_half[box], in_most[box],
            by_parent[parent] / best_mass, by_parent[parent] / total, by_place[box.place] / place_mass,
            by_place[box.place] / total, min(len(same), 50), held.get(grand, 0) / total, held.get(parent, 0) / total, held.get(box, 0) / total,
            n / len(runs), read / total, n - headline if headline is not None else -999,
            headline is not None and n > headline, n - first, n - last, first <= n <= last, len(runs), total, parent is best,
            has_comments, is_others, min(since, _FAR), min(len(parents[parent.place]), _FAR), min(len(grands[grand.place]), _FAR),
            *usual[box.place],
            _article_number(box, articles), run.embed is not None or run.kind == "quoted_passage", run.group is not None,
        ]  # fmt: skip


def _box(run: Run) -> Box:
    if run.box is None:
        raise ValueError("a run that was not read from a page")
    return run.box


def _roof(held: Mapping[Box, float], least: float) -> Box | None:
    """The deepest box that holds so much running text."""
    return max((box for box, mass in held.items() if mass >= least), key=lambda box: box.depth, default=None)


def _held(boxes: Sequence[Box], mass: Sequence[float]) -> defaultdict[Box, float]:
    """How much running text each box holds, those around included."""
    held: defaultdict[Box, float] = defaultdict(float)
    for box, words in zip(boxes, mass, strict=True):
        around: Box | None = box
        while around is not None and words:
            held[around] += words
            around = around.parent
    return held


def _far_signs(box: Box | None, held: Mapping[Box, float], most: float) -> int:
    """What the names of the boxes around say, up to the one that holds nearly all: its names speak of the page."""
    signs = 0
    while box is not None and box.tag not in ("body", "html", "main") and held.get(box, 0) < most:
        signs |= box.signs
        box = box.parent
    return signs


def _article_number(box: Box | None, articles: dict[Box, int]) -> int:
    """Of the page's articles the how-manieth it stands in; 0 in none."""
    while box is not None and box.tag != "article":
        box = box.parent
    return 0 if box is None else articles.setdefault(box, min(len(articles) + 1, _FAR))


def _kinds(runs: Sequence[Run], boxes: Sequence[Box]) -> Table:
    """Whether it is of each kind, in each tag, in a parent of each tag, anywhere in each tag."""
    parents = [(box.parent or box).tag for box in boxes]
    tags = np.array([box.tags for box in boxes], dtype=np.int64)
    return np.concatenate(
        [
            _one_of([run.kind for run in runs], _KINDS),
            _one_of([box.tag for box in boxes], _OWN_TAGS),
            _one_of(parents, _PARENT_TAGS),
            _bits(tags, len(TAGS)),
        ],
        axis=1,
    )


def _signs(boxes: Sequence[Box], held: Mapping[Box, float], total: float) -> Table:
    """What the names of its box, of it and the two around it, and of those up to the one that holds nearly all say."""
    far: dict[Box, int] = {}
    for box in boxes:
        if box not in far:
            far[box] = _far_signs(box, held, _NEARLY_ALL * (total or 1.0))
    columns = ([box.signs for box in boxes], [box.near for box in boxes], [far[box] for box in boxes])
    return np.concatenate(
        [_bits(np.array(column, dtype=np.int64), len(GROUPS)) for column in columns], axis=1
    )


def _one_of(values: Sequence[str], names: Sequence[str]) -> Table:
    codes = {name: n for n, name in enumerate(names)}
    found = np.array([codes.get(value, -1) for value in values])
    is_one: Table = (found[:, None] == np.arange(len(names))).astype(np.float64)
    return is_one


def _bits(values: npt.NDArray[np.int64], count: int) -> Table:
    bits: Table = (values[:, None] >> np.arange(count) & 1).astype(np.float64)
    return bits


def _beside(boxes: Sequence[Box], around: Table) -> Iterator[Table]:
    """Of the runs one and two before and after: what they show, and whether they stand in the same place and parent."""
    ids: dict[object, int] = {}
    place = np.array([ids.setdefault(box.place, len(ids)) for box in boxes])
    parent = np.array([ids.setdefault(box.parent, len(ids)) for box in boxes])
    for step in _STEPS:
        there = np.zeros((len(boxes), len(_AROUND)))
        to, of = (slice(0, -step), slice(step, None)) if step > 0 else (slice(-step, None), slice(0, step))
        if abs(step) < len(boxes):
            there[to] = np.column_stack([around[of], place[of] == place[to], parent[of] == parent[to]])
        yield there
