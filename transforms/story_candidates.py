"""Which texts may be about one event: those that arrive, each with the earlier ones that share rare terms or names with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from transforms.story_model import StoryModel
from transforms.story_pairs import FIELD_COUNT, compare, pair_columns
from transforms.story_search import alike_nodes, highest_before, reminding_nodes
from transforms.story_store import (
    Commonness,
    Texts,
    arrival_facts,
    count_terms,
    fill_window,
    join_texts,
    read_texts,
    store_arrivals,
    store_names,
    store_texts,
    stored_texts,
    text_rows,
    weighed,
)
from transforms.story_text import FIELDS, Terms, key_of

LEAST: Final = 0.05
"""A pair less probable than this is as good as none."""
_AT_ONCE: Final = 6000
"""Pairs that are compared at once: the weights of their texts are in memory together."""
_LINKS: Final = 3
_SHOWN: Final = 6
_SHOWN_FIELDS: Final = tuple(FIELDS.index(name) for name in ("people", "places", "names", "numbers", "body"))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Texts of a night and earlier ones that may be about the same event.

    Attributes:
        nodes: those of the night in order of arrival, then the earlier ones by node.
        days: ordinal of each one's day of appearance; 0 where nothing is known.
        texts: their terms, in the same order.
        new_count: how many are of the night.
        later, earlier: positions among the nodes, of each pair; sorted.
        columns: shape (pairs, len(COLUMNS)).
    """

    nodes: list[int]
    days: npt.NDArray[np.int64]
    texts: Texts
    new_count: int
    later: npt.NDArray[np.int64]
    earlier: npt.NDArray[np.int64]
    columns: npt.NDArray[np.float64]


def find_pairs(
    con: duckdb.DuckDBPyConnection, night: date, nodes: Sequence[int], texts: str, model: StoryModel
) -> tuple[Pairs, list[Terms]]:
    """Store the texts that arrive and pair each with those that it may share an event with.

    Args:
        con: as for `update_stories`.
        night: crawl day.
        nodes: those that arrive, in their order.
        texts: view, as for `update_stories`.
        model: for how common terms are.

    Returns:
        The pairs, and the terms of the texts that arrived as written, in the same order.
    """
    rows = {row[0]: row for row in text_rows(con, nodes, texts)}
    new, written = read_texts([rows.get(node, (node, None, None, "", "")) for node in nodes])
    fill_window(con, night, texts, model.background)
    commonness = count_terms(con, night, new, model.background)
    store_arrivals(con, night, new)
    vectors = weighed(new, commonness)
    store_texts(con, night, new, vectors)
    store_names(con, night, new, vectors)
    found = alike_nodes(con, night, new, commonness) + reminding_nodes(con, night, new)
    listed = [*nodes, *sorted({other for _, other in found} - set(nodes))]
    place = {node: position for position, node in enumerate(listed)}
    chosen = set()
    for node, other in found:
        a, b = place[node], place[other]
        chosen.add((b, a) if a < b < len(nodes) else (a, b))
    pairs = np.array(sorted(chosen), dtype=np.int64).reshape(-1, 2)
    facts = arrival_facts(con, listed)
    days = np.array([facts[node][0] for node in listed], dtype=np.int64)
    known = {source: number for number, source in enumerate(sorted({one[1] or "" for one in facts.values()}))}
    sources = np.array(
        [known[facts[node][1] or ""] if facts[node][1] is not None else -1 for node in listed], dtype=np.int64
    )
    before = highest_before(con, listed)
    everything = join_texts([new, stored_texts(con, listed[len(nodes) :], texts)])
    likeness, words = _likeness(everything, pairs, commonness)
    columns = pair_columns(
        likeness,
        words,
        days,
        sources,
        pairs[:, 0],
        pairs[:, 1],
        np.array([before.get(node, (0.0, 0.0)) for node in listed], dtype=np.float32).reshape(-1, 2),
    )
    return Pairs(listed, days, everything, len(nodes), pairs[:, 0], pairs[:, 1], columns), written


def _likeness(
    texts: Texts, pairs: npt.NDArray[np.int64], commonness: Commonness
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """What `compare` gives for each pair, and the number of words of each text."""
    likeness = np.zeros((len(pairs), 3 * FIELD_COUNT), dtype=np.float32)
    words = np.zeros(len(texts.nodes), dtype=np.float32)
    begin = 0
    while begin < len(pairs):
        last = pairs[min(begin + _AT_ONCE, len(pairs)) - 1, 0]
        end = int(np.searchsorted(pairs[:, 0], last, side="right"))
        part = pairs[begin:end]
        own, others = np.unique(part[:, 0]), np.unique(part[:, 1])
        mine = weighed(texts.take(own.tolist()), commonness)
        theirs = weighed(texts.take(others.tolist()), commonness)
        likeness[begin:end] = compare(
            mine, theirs, np.searchsorted(own, part[:, 0]), np.searchsorted(others, part[:, 1])
        )
        words[own] = mine.words
        words[others] = theirs.words
        begin = end
    return likeness, words


def keep_pairs(
    con: duckdb.DuckDBPyConnection,
    night: date,
    pairs: Pairs,
    probabilities: npt.NDArray[np.float64],
    written: Sequence[Terms],
) -> None:
    """Keep the pairs that may be of one event, and the ones by which each text's others are measured."""
    body, names = (pairs.columns[:, FIELDS.index(name)] for name in ("body", "names"))
    kept = probabilities >= LEAST
    for likeness in (body, names):
        kept |= _best_of_each(pairs.later, likeness)
    (chosen,) = np.nonzero(kept)
    if not len(chosen):
        return
    shared = _shared(pairs, _most_probable(pairs.later, probabilities), written)
    con.register(
        "story_rows",
        pa.table(
            {
                "a_node_id": pa.array([pairs.nodes[at] for at in pairs.earlier[chosen]], pa.int32()),
                "b_node_id": pa.array([pairs.nodes[at] for at in pairs.later[chosen]], pa.int32()),
                "probability": pa.array(probabilities[chosen]),
                "body_likeness": pa.array(body[chosen].astype(np.float32)),
                "names_likeness": pa.array(names[chosen].astype(np.float32)),
                "shared": pa.array([shared.get(at, []) for at in chosen.tolist()], pa.list_(pa.string())),
            }
        ),
    )
    con.execute(
        """
        insert into ops.story_pairs
            (a_node_id, b_node_id, probability, body_likeness, names_likeness, shared, night)
        select *, ?::date from story_rows
        """,
        [night],
    )
    con.unregister("story_rows")


def _best_of_each(of: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Which pairs of each later text are its best, all that tie included; none where nothing is alike."""
    best = np.zeros(int(of.max()) + 1 if len(of) else 0)
    np.maximum.at(best, of, values)
    found: npt.NDArray[np.bool_] = (values > 0) & (values == best[of])
    return found


def _most_probable(later: npt.NDArray[np.int64], probabilities: npt.NDArray[np.float64]) -> list[int]:
    """The most probable pairs of each later text."""
    rank: dict[int, int] = {}
    found = []
    for at in np.lexsort((np.arange(len(later)), -probabilities, later)).tolist():
        text = int(later[at])
        rank[text] = rank.get(text, 0) + 1
        if rank[text] <= _LINKS and probabilities[at] >= LEAST:
            found.append(at)
    return found


def _shared(pairs: Pairs, shown: Sequence[int], written: Sequence[Terms]) -> dict[int, list[str]]:
    """What the texts of pairs have in common: names, then words, the longest first."""
    return {
        at: [
            term
            for field in _SHOWN_FIELDS
            for term in _common(
                written[int(pairs.later[at])], field, pairs.texts.keys_of(int(pairs.earlier[at]), field)
            )
        ][:_SHOWN]
        for at in shown
    }


def _common(terms: Terms, field: int, keys: npt.NDArray[np.uint32]) -> list[str]:
    theirs = set(keys.tolist())
    common = [term for term in terms[FIELDS[field]] if key_of(field, term) in theirs]
    return sorted(common, key=lambda term: (-len(term), term))
