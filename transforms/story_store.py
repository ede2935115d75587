"""The terms of texts in DuckDB: what arrived, how common each term is, which texts share telling terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from transforms.story_model import Background
from transforms.story_pairs import FIELD_COUNT, Vectors, places_of, rarities, weigh
from transforms.story_text import FIELDS, Terms, packed, terms_of

WINDOW: Final = 14
"""Days within which texts are alike by their words."""
_COUNTED: Final = 30
"""Nights whose texts say how common a term is, beside the background."""
_TELLING: Final = 60
"""Terms by which a text is found."""
_RARE_NAME: Final = 0.8
"""Rarity from which a word of a name is kept: it stands in two texts of a thousand or fewer."""
_NAME_WORDS: Final = FIELDS.index("names")
_NAMES: Final = (FIELDS.index("people"), FIELDS.index("places"))
_FOUND_BY: Final = tuple(FIELDS.index(name) for name in ("body", "names", "people", "places", "numbers"))


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts one after the other, with their packed terms.

    Attributes:
        nodes: their ids.
        days: ordinals of the days of appearance; 0 where nothing is known.
        sources: who published each.
        start: as in `Vectors`.
        keys, counts: of all terms.
    """

    nodes: list[int]
    days: list[int]
    sources: list[str | None]
    start: npt.NDArray[np.int64]
    keys: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.uint8]

    def keys_of(self, position: int, field: int) -> npt.NDArray[np.uint32]:
        """The keys of a field of a text."""
        return self.keys[self.start[position, field] : self.start[position, field + 1]]

    def take(self, positions: Sequence[int]) -> "Texts":
        """Some of the texts."""
        spans = [slice(self.start[at, 0], self.start[at, -1]) for at in positions]
        start = self.start[list(positions)]
        sizes = start[:, -1] - start[:, 0]
        return Texts(
            [self.nodes[at] for at in positions],
            [self.days[at] for at in positions],
            [self.sources[at] for at in positions],
            start - start[:, :1] + (np.cumsum(sizes) - sizes)[:, None],
            np.concatenate([self.keys[:0], *(self.keys[span] for span in spans)]),
            np.concatenate([self.counts[:0], *(self.counts[span] for span in spans)]),
        )


@dataclass(frozen=True, slots=True)
class Commonness:
    """How rare terms are tonight."""

    background: Background
    terms: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.int64]
    documents: int

    def of(self, keys: npt.NDArray[np.uint32]) -> npt.NDArray[np.float32]:
        """The rarity of each key."""
        known = self.background
        counts = _looked_up(known.terms, known.counts, keys) + _looked_up(self.terms, self.counts, keys)
        return rarities(counts, known.documents + self.documents)


def _looked_up(
    terms: npt.NDArray[np.uint32], counts: npt.NDArray[np.int64], keys: npt.NDArray[np.uint32]
) -> npt.NDArray[np.int64]:
    if not len(terms):
        return np.zeros(len(keys), dtype=np.int64)
    at = np.minimum(places_of(terms, keys), len(terms) - 1)
    return np.where(terms[at] == keys, counts[at], 0)


def join_texts(parts: Sequence[Texts]) -> Texts:
    """Several lists of texts as one."""
    starts, offset = [], 0
    for part in parts:
        starts.append(part.start + offset)
        offset += len(part.keys)
    return Texts(
        [node for part in parts for node in part.nodes],
        [day for part in parts for day in part.days],
        [source for part in parts for source in part.sources],
        np.concatenate(starts) if starts else np.zeros((0, FIELD_COUNT + 1), dtype=np.int64),
        np.concatenate([part.keys for part in parts]) if parts else np.zeros(0, dtype=np.uint32),
        np.concatenate([part.counts for part in parts]) if parts else np.zeros(0, dtype=np.uint8),
    )


def read_texts(rows: Sequence[tuple[int, date | None, str | None, str, str]]) -> tuple[Texts, list[Terms]]:
    """Texts and their terms as written, from rows of node, day, source, headline and text."""
    found = [terms_of(title, text, on) for _, on, _, title, text in rows]
    arrays = [packed(terms) for terms in found]
    start = np.zeros((len(rows), FIELD_COUNT + 1), dtype=np.int64)
    offset = 0
    for place, (keys, fields, _) in enumerate(arrays):
        start[place, 0] = offset
        start[place, 1:] = offset + np.cumsum(np.bincount(fields, minlength=FIELD_COUNT))
        offset += len(keys)
    texts = Texts(
        [row[0] for row in rows],
        [row[1].toordinal() if row[1] else 0 for row in rows],
        [row[2] for row in rows],
        start,
        np.concatenate([array[0] for array in arrays]) if arrays else np.zeros(0, dtype=np.uint32),
        np.concatenate([array[2] for array in arrays]) if arrays else np.zeros(0, dtype=np.uint8),
    )
    return texts, found


def weighed(texts: Texts, commonness: Commonness) -> Vectors:
    """The texts' vectors with the weights of tonight."""
    return weigh(texts.start, texts.keys, texts.counts, commonness.of(texts.keys))


def count_terms(
    con: duckdb.DuckDBPyConnection, night: date, texts: Texts, background: Background
) -> Commonness:
    """Add the night's texts to what is known of how common terms are; what is known now."""
    terms, counts = np.unique(texts.keys, return_counts=True)
    often = counts >= 2
    if texts.nodes:
        con.execute("insert into ops.story_nights values (?, ?)", [night, len(texts.nodes)])
        _insert(
            con,
            "ops.story_terms (term, node_count, night)",
            {"term": pa.array(terms[often]), "node_count": pa.array(counts[often].astype(np.int32))},
            night,
        )
    return known_terms(con, night, background)


def known_terms(con: duckdb.DuckDBPyConnection, night: date, background: Background) -> Commonness:
    """How common terms are as known on a night."""
    since = night - timedelta(_COUNTED)
    table = con.execute(
        """
        select term, sum(node_count)::bigint as node_count
        from ops.story_terms
        where night > ? and night <= ?
        group by term
        order by term
        """,
        [since, night],
    ).to_arrow_table()
    (documents,) = con.execute(
        "select coalesce(sum(node_count), 0)::bigint from ops.story_nights where night > ? and night <= ?",
        [since, night],
    ).fetchone() or (0,)
    return Commonness(background, table["term"].to_numpy(), table["node_count"].to_numpy(), int(documents))


def store_arrivals(con: duckdb.DuckDBPyConnection, night: date, texts: Texts) -> None:
    """Keep which texts arrived on a night."""
    _insert(
        con,
        "ops.story_arrivals (node_id, dated_on, source_id, night)",
        {
            "node_id": pa.array(texts.nodes, pa.int32()),
            "dated_on": pa.array([date.fromordinal(day) if day else None for day in texts.days], pa.date32()),
            "source_id": pa.array(texts.sources, pa.string()),
        },
        night,
    )


def fill_window(con: duckdb.DuckDBPyConnection, night: date, texts_view: str, background: Background) -> None:
    """Read again the texts of the window whose terms were dropped, which is so after nights were taken back."""
    missing = con.execute(
        """
        select arrivals.node_id, arrivals.night
        from ops.story_arrivals as arrivals
        left join ops.story_texts as stored
            on arrivals.node_id = stored.node_id and arrivals.night = stored.night
        where arrivals.ended_on is null and arrivals.night >= ? and stored.node_id is null
        order by arrivals.night, arrivals.node_id
        """,
        [night - timedelta(WINDOW)],
    ).fetchall()
    for arrived in sorted({row[1] for row in missing}):
        again, _ = read_texts(text_rows(con, [node for node, on in missing if on == arrived], texts_view))
        store_texts(con, arrived, again, weighed(again, known_terms(con, arrived, background)))


def store_texts(con: duckdb.DuckDBPyConnection, night: date, texts: Texts, vectors: Vectors) -> None:
    """Keep the terms of texts that arrived on a night."""
    many = len(texts.nodes)
    if not many:
        return
    begins = texts.start[:, 0]
    offsets = np.append(begins, len(texts.keys)).astype(np.int32)
    ends = (texts.start[:, 1:] - begins[:, None]).astype(np.uint16)
    telling = [telling_terms(texts, vectors, place) for place in range(many)]
    _insert(
        con,
        "ops.story_texts (node_id, ends, terms, counts, telling, night)",
        {
            "node_id": pa.array(texts.nodes, pa.int32()),
            "ends": pa.ListArray.from_arrays(
                pa.array(np.arange(many + 1, dtype=np.int32) * FIELD_COUNT), pa.array(ends.ravel())
            ),
            "terms": pa.ListArray.from_arrays(pa.array(offsets), pa.array(texts.keys)),
            "counts": pa.ListArray.from_arrays(pa.array(offsets), pa.array(texts.counts)),
            "telling": pa.array(telling, pa.list_(pa.uint32())),
        },
        night,
    )


def telling_terms(texts: Texts, vectors: Vectors, place: int) -> npt.NDArray[np.uint32]:
    """The terms of a text that weigh most, by which other texts find it."""
    parts = [slice(texts.start[place, field], texts.start[place, field + 1]) for field in _FOUND_BY]
    keys = np.concatenate([texts.keys[part] for part in parts])
    weight = np.concatenate(
        [
            vectors.rarity[part] * (1 + np.log(np.maximum(texts.counts[part], 1)) / 2).astype(np.float32)
            for part in parts
        ]
    )
    return keys[np.lexsort((keys, -np.round(weight, 5)))[:_TELLING]]


def store_names(con: duckdb.DuckDBPyConnection, night: date, texts: Texts, vectors: Vectors) -> None:
    """Keep the names of people and places, and rare words of other names, in texts that arrived on a night."""
    nodes: list[int] = []
    days: list[date] = []
    keys: list[npt.NDArray[np.uint32]] = []
    for place, node in enumerate(texts.nodes):
        words = slice(texts.start[place, _NAME_WORDS], texts.start[place, _NAME_WORDS + 1])
        names = slice(texts.start[place, _NAMES[0]], texts.start[place, _NAMES[-1] + 1])
        own = np.concatenate((texts.keys[words][vectors.rarity[words] >= _RARE_NAME], texts.keys[names]))
        keys.append(own)
        nodes += [node] * len(own)
        days += [date.fromordinal(texts.days[place]) if texts.days[place] else night] * len(own)
    if nodes:
        _insert(
            con,
            "ops.story_names (term, node_id, day, night)",
            {
                "term": pa.array(np.concatenate(keys)),
                "node_id": pa.array(nodes, pa.int32()),
                "day": pa.array(days, pa.date32()),
            },
            night,
        )


def stored_texts(con: duckdb.DuckDBPyConnection, nodes: Sequence[int], texts_view: str) -> Texts:
    """Texts that arrived before, sorted by node; those whose terms are no longer kept are read again."""
    register_nodes(con, nodes)
    table = con.execute(
        """
        select
            arrivals.node_id,
            arrivals.dated_on,
            arrivals.source_id,
            texts.ends,
            texts.terms,
            texts.counts
        from story_wanted as wanted
        inner join ops.story_arrivals as arrivals on wanted.node_id = arrivals.node_id and arrivals.ended_on is null
        inner join ops.story_texts as texts on arrivals.node_id = texts.node_id and arrivals.night = texts.night
        order by arrivals.node_id
        """
    ).to_arrow_table()
    con.unregister("story_wanted")
    kept = _texts_of(table)
    missing = sorted(set(nodes) - set(kept.nodes))
    if not missing:
        return kept
    rows = {row[0]: row for row in text_rows(con, missing, texts_view)}
    read, _ = read_texts([rows.get(node, (node, None, None, "", "")) for node in missing])
    everything = join_texts([kept, read])
    return everything.take(np.argsort(everything.nodes, kind="stable").tolist())


def arrival_facts(con: duckdb.DuckDBPyConnection, nodes: Sequence[int]) -> dict[int, tuple[int, str | None]]:
    """Ordinal of the day of appearance (0 where nothing is known) and source of each node."""
    register_nodes(con, nodes)
    rows = con.execute(
        """
        select node_id, dated_on, source_id
        from ops.story_arrivals
        where ended_on is null and node_id in (select node_id from story_wanted)
        """
    ).fetchall()
    con.unregister("story_wanted")
    return {node: (day.toordinal() if day else 0, source) for node, day, source in rows}


def text_rows(
    con: duckdb.DuckDBPyConnection, nodes: Sequence[int], texts_view: str
) -> list[tuple[int, date | None, str | None, str, str]]:
    """Rows for `read_texts`, by node; nodes without a text are left out."""
    register_nodes(con, nodes)
    rows = con.execute(
        f"""
        select node_id, "at"::date, source_id, coalesce(title, ''), coalesce(text, '')
        from {texts_view}
        where node_id in (select node_id from story_wanted)
        order by node_id
        """  # noqa: S608
    ).fetchall()
    con.unregister("story_wanted")
    return rows


def _texts_of(table: pa.Table) -> Texts:
    table = table.combine_chunks()
    many = table.num_rows
    if not many:
        return join_texts([])
    ends = _flat(table["ends"]).astype(np.int64).reshape(many, FIELD_COUNT)
    base = np.concatenate(([0], np.cumsum(ends[:, -1])[:-1]))
    start = np.concatenate((base[:, None], base[:, None] + ends), axis=1)
    return Texts(
        table["node_id"].to_pylist(),
        [day.toordinal() if day else 0 for day in table["dated_on"].to_pylist()],
        table["source_id"].to_pylist(),
        start,
        _flat(table["terms"]),
        _flat(table["counts"]),
    )


def _flat(column: Any) -> npt.NDArray[Any]:
    values: npt.NDArray[Any] = column.combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return values


def register_nodes(con: duckdb.DuckDBPyConnection, nodes: Sequence[int]) -> None:
    """Make the view `story_wanted` of nodes."""
    con.register("story_wanted", pa.table({"node_id": pa.array(nodes, pa.int32())}))


def _insert(con: duckdb.DuckDBPyConnection, target: str, columns: dict[str, pa.Array], night: date) -> None:
    con.register("story_rows", pa.table(columns))
    con.execute(f"insert into {target} select *, ?::date from story_rows", [night])  # noqa: S608
    con.unregister("story_rows")
