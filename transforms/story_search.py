"""Finds the earlier texts that a new one may share an event with, by the rare terms and names that DuckDB holds of each."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa

from transforms.story_store import WINDOW, Commonness, Texts, register_nodes

MEMORY: Final = 366
"""Days within which a name or place reopens a story."""
_USEFUL: Final = 0.4
"""Rarity below which a term finds nothing: it stands in one text of twenty or more. What is common leads everywhere."""
_LEAST_WEIGHT: Final = 500
_LEAST_OF_EACH: Final = 30
"""Rarity, in thousandths, that two texts must share to be compared: so much, and so much for each telling term of the
shorter one. A word in common says more of two briefs than of two long reports."""
_CANDIDATES: Final = 40
_REMEMBERED: Final = 12
_NAME_NODES: Final = 25
"""A name that more texts than this have within a year reopens nothing: a mayor's, a city's."""

_AT_ONCE: Final = 1000
"""Texts whose shared terms are counted at once: what they share with all others of the window is in memory together."""

_SHARING: Final = """
    with shared as (
        select
            later.node_id,
            earlier.node_id as other_id,
            sum(later.weight)::bigint as weight,
            least(any_value(later.telling_count), any_value(earlier.telling_count)) as telling_count
        from story_telling as later
        inner join story_telling as earlier on later.term = earlier.term
        where
            later.node_id in (select node_id from story_wanted)
            and later.node_id <> earlier.node_id
            and abs(later.day - earlier.day) <= $window
        group by later.node_id, earlier.node_id
    )

    select node_id, other_id
    from shared
    where weight >= greatest($least, $least_of_each * telling_count)
    qualify row_number() over (partition by node_id order by weight desc, other_id) <= $most
    order by node_id, other_id
"""
_SHARING_VALUES: Final = {
    "window": WINDOW,
    "least": _LEAST_WEIGHT,
    "least_of_each": _LEAST_OF_EACH,
    "most": _CANDIDATES,
}


def alike_nodes(
    con: duckdb.DuckDBPyConnection, night: date, texts: Texts, commonness: Commonness
) -> list[tuple[int, int]]:
    """Pairs of a node that arrived and another of the window whose texts share telling terms."""
    if not texts.nodes:
        return []
    register_nodes(con, texts.nodes)
    terms = (
        con.execute(
            """
        select distinct unnest(telling) as term
        from ops.story_texts
        where night = ? and node_id in (select node_id from story_wanted)
        order by term
        """,
            [night],
        )
        .to_arrow_table()["term"]
        .to_numpy()
    )
    rarity = commonness.of(terms)
    useful = rarity >= _USEFUL
    con.register(
        "story_weights",
        pa.table({"term": terms[useful], "weight": np.round(rarity[useful] * 1000).astype(np.int32)}),
    )
    con.execute(
        """
        create or replace temp table story_telling as
        with present as (
            select
                texts.node_id,
                coalesce(arrivals.dated_on, arrivals.night) as day,
                length(texts.telling) as telling_count,
                unnest(texts.telling) as term
            from ops.story_texts as texts
            inner join ops.story_arrivals as arrivals
                on texts.node_id = arrivals.node_id and texts.night = arrivals.night
            where arrivals.ended_on is null and texts.night >= ?
        )

        select
            present.*,
            weights.weight
        from present
        inner join story_weights as weights on present.term = weights.term
        """,
        [night - timedelta(WINDOW)],
    )
    con.unregister("story_weights")
    rows: list[tuple[int, int]] = []
    for begin in range(0, len(texts.nodes), _AT_ONCE):
        register_nodes(con, texts.nodes[begin : begin + _AT_ONCE])
        rows += con.execute(_SHARING, _SHARING_VALUES).fetchall()
    con.execute("drop table story_telling")
    con.unregister("story_wanted")
    return rows


def reminding_nodes(con: duckdb.DuckDBPyConnection, night: date, texts: Texts) -> list[tuple[int, int]]:
    """Pairs of a node that arrived and one of the twelve months before the window that name the same person or place."""
    if not texts.nodes:
        return []
    register_nodes(con, texts.nodes)
    rows = con.execute(
        """
        with asked as (
            select term, node_id, day
            from ops.story_names
            where ended_on is null and night = $night and node_id in (select node_id from story_wanted)
        ),

        remembered as (
            select names.term, names.node_id, names.day
            from ops.story_names as names
            where
                names.ended_on is null
                and names.night >= $since
                and names.term in (select term from asked)
        ),

        rare as (
            select term
            from remembered
            group by term
            having count(*) between 2 and $most_nodes
        )

        select asked.node_id, remembered.node_id as other_id
        from asked
        inner join rare on asked.term = rare.term
        inner join remembered on asked.term = remembered.term
        where
            asked.node_id <> remembered.node_id
            and abs(asked.day - remembered.day) > $window
            and abs(asked.day - remembered.day) <= $memory
        group by asked.node_id, remembered.node_id
        qualify row_number() over (partition by asked.node_id order by count(*) desc, remembered.node_id desc) <= $most
        order by asked.node_id, remembered.node_id
        """,
        {
            "night": night,
            "since": night - timedelta(MEMORY),
            "window": WINDOW,
            "memory": MEMORY,
            "most_nodes": _NAME_NODES,
            "most": _REMEMBERED,
        },
    ).fetchall()
    con.unregister("story_wanted")
    return rows


def highest_before(con: duckdb.DuckDBPyConnection, nodes: Sequence[int]) -> dict[int, tuple[float, float]]:
    """The highest likeness of bodies and of names that each node had with another so far."""
    register_nodes(con, nodes)
    rows = con.execute(
        """
        select node_id, max(body_likeness), max(names_likeness)
        from (
            select a_node_id as node_id, body_likeness, names_likeness
            from ops.story_pairs
            where ended_on is null and a_node_id in (select node_id from story_wanted)
            union all
            select b_node_id as node_id, body_likeness, names_likeness
            from ops.story_pairs
            where ended_on is null and b_node_id in (select node_id from story_wanted)
        )
        group by node_id
        """
    ).fetchall()
    con.unregister("story_wanted")
    return {node: (body, names) for node, body, names in rows}
