"""Which documents are about one event: night by night, each new text against the stories that are open.

What is compared are duplicate clusters (nodes), each by the text that stands for it, so that fifty copies count once. See
docs/stories.md for the rules in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from transforms.story_groups import UNIT, Night
from transforms.story_model import StoryModel, load_story_model
from transforms.story_pairs import pair_columns
from transforms.story_store import (
    WINDOW,
    Commonness,
    Texts,
    alike_nodes,
    count_terms,
    fill_window,
    highest_before,
    join_texts,
    read_texts,
    reminding_nodes,
    store_arrivals,
    store_names,
    store_texts,
    stored_texts,
    text_rows,
    weighed,
)
from transforms.story_text import FIELDS, Terms, key_of

_LEAST: Final = 0.05
"""A pair less probable than this is as good as none."""
_LINKS: Final = 3
_SHOWN: Final = 6
_SHOWN_FIELDS: Final = tuple(FIELDS.index(name) for name in ("people", "places", "names", "numbers", "body"))
_MARGIN: Final = 0.15
_BITEMPORAL: Final = ("ops.story_arrivals", "ops.story_names", "ops.story_pairs", "ops.story_nodes")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Texts of a night and earlier ones that may be about the same event.

    Attributes:
        texts: those of the night in order of arrival, then the earlier ones by node.
        new_count: how many are of the night.
        later, earlier: positions among the texts, of each pair.
        columns: shape (pairs, len(COLUMNS)).
    """

    texts: Texts
    new_count: int
    later: npt.NDArray[np.int64]
    earlier: npt.NDArray[np.int64]
    columns: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Member:
    """A node's place in a story."""

    node: int
    story: int
    joined_on: date
    arrival: str
    day: date
    probability: float | None
    rule: str


def update_stories(
    con: duckdb.DuckDBPyConnection,
    night: date,
    *,
    arriving: str,
    leaving: str,
    texts: str,
    model: StoryModel | None = None,
) -> None:
    """Put the night's nodes into stories.

    Afterwards each node that is there has one row in `ops.story_nodes` with `ended_on` NULL. `story_id` is the `node_id` of the
    story's first member. What merged, came apart, moved or was renamed stands in `core.story_changes`.

    The result depends on the content of the tables alone: not on the order of rows, nor on the number of threads.

    Args:
        con: within a transaction; has the tables of schema/0005_stories.sql.
        night: crawl day; later than any that was gone through, unless `forget_stories` came first.
        arriving: table of `node_id` INTEGER and `order_key` VARCHAR: nodes that are new, or stand for another text than before.
        leaving: table of `node_id`: nodes that are no more. One that arrives as well only changes its text.
        texts: view of `node_id`, `source_id`, `at` TIMESTAMP, `title`, `text`; all but `node_id` may be NULL. Asked for nodes
            that arrive and for those whose terms are no longer kept.
        model: the one that comes with beatbook unless another is given.
    """
    model = model or load_story_model()
    order = dict(
        con.execute(f"select node_id, order_key from {arriving} order by order_key, node_id").fetchall()  # noqa: S608
    )
    gone = {row[0] for row in con.execute(f"select node_id from {leaving}").fetchall()} - order.keys()  # noqa: S608
    _end(con, night, sorted(gone | order.keys()))
    pairs, written = find_pairs(con, night, list(order), texts, model)
    probabilities = model.probabilities(pairs.columns)
    _keep_pairs(con, night, pairs, probabilities, written)
    _decide(con, night, order, gone, pairs, probabilities, model)
    con.execute("delete from ops.story_texts where night < ?", [night - timedelta(WINDOW)])


def forget_stories(con: duckdb.DuckDBPyConnection, night: date) -> None:
    """Take back all that was decided with a night or a later one, so that the nights can be gone through again."""
    for table in _BITEMPORAL:
        con.execute(f"delete from {table} where night >= ?", [night])  # noqa: S608
        con.execute(f"update {table} set ended_on = null where ended_on >= ?", [night])  # noqa: S608
    for table in ("ops.story_texts", "ops.story_terms", "ops.story_nights", "core.story_changes"):
        con.execute(f"delete from {table} where night >= ?", [night])  # noqa: S608


def _end(con: duckdb.DuckDBPyConnection, night: date, nodes: Sequence[int]) -> None:
    """End what is known of the texts of nodes."""
    con.register("story_ending", pa.table({"node_id": pa.array(nodes, pa.int32())}))
    for table in ("ops.story_arrivals", "ops.story_names"):
        _end_rows(con, table, night, "node_id in (select node_id from story_ending)")
    _end_rows(
        con,
        "ops.story_pairs",
        night,
        "(a_node_id in (select node_id from story_ending) or b_node_id in (select node_id from story_ending))",
    )
    con.execute(
        "delete from ops.story_texts where night = ? and node_id in (select node_id from story_ending)",
        [night],
    )
    con.unregister("story_ending")


def _end_rows(con: duckdb.DuckDBPyConnection, table: str, night: date, which: str) -> None:
    con.execute(f"delete from {table} where night = ? and ended_on is null and {which}", [night])  # noqa: S608
    con.execute(f"update {table} set ended_on = ? where ended_on is null and {which}", [night])  # noqa: S608


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
    store_texts(con, night, new, weighed(new, commonness))
    store_names(con, night, new)
    found = alike_nodes(con, night, new, commonness) + reminding_nodes(con, night, new)
    old = stored_texts(con, sorted({other for _, other in found} - set(nodes)), texts)
    everything = join_texts([new, old])
    place = {node: position for position, node in enumerate(everything.nodes)}
    chosen = set()
    for node, other in found:
        if other in place:
            a, b = place[node], place[other]
            chosen.add((b, a) if a < b < len(nodes) else (a, b))
    pairs = np.array(sorted(chosen), dtype=np.int64).reshape(-1, 2)
    return Pairs(
        everything, len(nodes), pairs[:, 0], pairs[:, 1], _asked(con, everything, pairs, commonness)
    ), written


def _asked(
    con: duckdb.DuckDBPyConnection, texts: Texts, pairs: npt.NDArray[np.int64], commonness: Commonness
) -> npt.NDArray[np.float64]:
    before = highest_before(con, texts.nodes)
    names = {source: number for number, source in enumerate(sorted({*texts.sources} - {None}, key=str))}
    return pair_columns(
        weighed(texts, commonness),
        np.array(texts.days, dtype=np.int64),
        np.array([names.get(source, -1) for source in texts.sources], dtype=np.int64),
        pairs[:, 0],
        pairs[:, 1],
        np.array([before.get(node, (0.0, 0.0)) for node in texts.nodes], dtype=np.float32).reshape(-1, 2),
    )


def _keep_pairs(
    con: duckdb.DuckDBPyConnection,
    night: date,
    pairs: Pairs,
    probabilities: npt.NDArray[np.float64],
    written: Sequence[Terms],
) -> None:
    """Keep the pairs that may be of one event, and the ones by which each text's others are measured."""
    body, names = (pairs.columns[:, FIELDS.index(name)] for name in ("body", "names"))
    kept = probabilities >= _LEAST
    for likeness in (body, names):
        kept[_best_of_each(pairs.later, likeness)] = True
    shown = _most_probable(pairs.later, probabilities)
    (chosen,) = np.nonzero(kept)
    if not len(chosen):
        return
    con.register(
        "story_rows",
        pa.table(
            {
                "a_node_id": pa.array([pairs.texts.nodes[at] for at in pairs.earlier[chosen]], pa.int32()),
                "b_node_id": pa.array([pairs.texts.nodes[at] for at in pairs.later[chosen]], pa.int32()),
                "probability": pa.array(probabilities[chosen]),
                "body_likeness": pa.array(body[chosen].astype(np.float32)),
                "names_likeness": pa.array(names[chosen].astype(np.float32)),
                "shared": pa.array(
                    [
                        _shared(pairs.texts, int(pairs.later[at]), int(pairs.earlier[at]), written)
                        if at in shown
                        else []
                        for at in chosen.tolist()
                    ],
                    pa.list_(pa.string()),
                ),
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


def _best_of_each(of: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    order = np.lexsort((np.arange(len(of)), -values, of))
    first = np.ones(len(of), dtype=bool)
    first[1:] = of[order][1:] != of[order][:-1]
    return order[first]


def _most_probable(later: npt.NDArray[np.int64], probabilities: npt.NDArray[np.float64]) -> set[int]:
    order = np.lexsort((np.arange(len(later)), -probabilities, later))
    rank: dict[int, int] = {}
    found = set()
    for at in order.tolist():
        text = int(later[at])
        rank[text] = rank.get(text, 0) + 1
        if rank[text] <= _LINKS and probabilities[at] >= _LEAST:
            found.add(at)
    return found


def _shared(texts: Texts, later: int, earlier: int, written: Sequence[Terms]) -> list[str]:
    """The names, then the words, that two texts have in common, the longest first: what a reader can check."""
    theirs = {
        field: set(texts.keys[texts.start[earlier, field] : texts.start[earlier, field + 1]].tolist())
        for field in _SHOWN_FIELDS
    }
    found = [
        term
        for field in _SHOWN_FIELDS
        for term in sorted(written[later][FIELDS[field]], key=lambda term: (-len(term), term))
        if key_of(field, term) in theirs[field]
    ]
    return found[:_SHOWN]


def _stories_of(con: duckdb.DuckDBPyConnection, nodes: Iterable[int]) -> list[int]:
    con.register("story_wanted", pa.table({"node_id": pa.array(nodes, pa.int32())}))
    rows = con.execute(
        """
        select distinct story_id
        from ops.story_nodes
        where ended_on is null and node_id in (select node_id from story_wanted)
        order by story_id
        """
    ).fetchall()
    con.unregister("story_wanted")
    return [row[0] for row in rows]


def _members_of(con: duckdb.DuckDBPyConnection, stories: Sequence[int]) -> list[_Member]:
    """The nodes of stories, each story's in the order in which they came, the stories by their first."""
    con.register("story_wanted", pa.table({"story_id": pa.array(stories, pa.int32())}))
    rows = con.execute(
        """
        select node_id, story_id, joined_on, arrival, day, probability, rule
        from ops.story_nodes
        where ended_on is null and story_id in (select story_id from story_wanted)
        order by joined_on, arrival, node_id
        """
    ).fetchall()
    con.unregister("story_wanted")
    return [_Member(*row) for row in rows]


def _decide(
    con: duckdb.DuckDBPyConnection,
    night: date,
    order: dict[int, str],
    gone: set[int],
    pairs: Pairs,
    probabilities: npt.NDArray[np.float64],
    model: StoryModel,
) -> None:
    """Write which story each node of the night is in, and what that changes for others."""
    nodes = pairs.texts.nodes
    likely = probabilities >= _LEAST
    touched = {nodes[at] for at in pairs.earlier[likely].tolist()} | gone | order.keys()
    before = _members_of(con, _stories_of(con, sorted(touched)))
    was = {member.node: member for member in before}
    alone = _alone(before)
    # a text that changed keeps its place until the others of its story are asked; one that was alone is free
    standing = [
        member
        for member in before
        if member.node not in gone and not (member.node in order and member.node in alone)
    ]
    arriving = [node for node in order if node not in was or node in alone]
    listed = [member.node for member in standing] + arriving
    place = {node: position for position, node in enumerate(listed)}
    new_days = {
        node: pairs.texts.days[at] or night.toordinal() for at, node in enumerate(nodes[: pairs.new_count])
    }
    days = np.array(
        [new_days[node] if node in new_days else was[node].day.toordinal() for node in listed], dtype=np.int64
    )
    stories: dict[int, list[int]] = {}
    for position, member in enumerate(standing):
        stories.setdefault(member.story, []).append(position)
    group = Night(
        days,
        list(stories.values()),
        _pairs_among(con, listed, place),
        WINDOW,
    )
    group.link(model.cut, model.merge_cut)
    group.move([place[node] for node in order], model.cut, _MARGIN)
    after = []
    for one in group.groups.values():
        members = sorted(one.members)
        if not members:
            continue
        kept = list(stories)[one.story] if one.story is not None else None
        ids = [listed[position] for position in members]
        story = kept if kept in ids else ids[0]
        for position, node in zip(members, ids, strict=True):
            after.append(_membership(night, node, story, was.get(node), order, days, position, group))
    _write(con, night, before, after, gone)


def _alone(members: Sequence[_Member]) -> set[int]:
    counts: dict[int, int] = {}
    for member in members:
        counts[member.story] = counts.get(member.story, 0) + 1
    return {member.node for member in members if counts[member.story] == 1}


def _membership(
    night: date,
    node: int,
    story: int,
    was: _Member | None,
    order: dict[int, str],
    days: npt.NDArray[np.int64],
    position: int,
    group: Night,
) -> _Member:
    day = date.fromordinal(int(days[position]))
    if was is not None and node not in order and (was.story == story or position not in group.moved):
        return _Member(node, story, was.joined_on, was.arrival, day, was.probability, was.rule)
    arrival = was.arrival if was is not None else order[node]
    joined_on = was.joined_on if was is not None and was.story == story else night
    if node == story:
        return _Member(node, story, joined_on, arrival, day, None, "opened")
    support = group.support(position, group.group_of[position]) / UNIT
    rule = "moved" if position in group.moved else "alike" if group.is_near(position) else "names"
    return _Member(node, story, joined_on, arrival, day, round(support, 4), rule)


def _pairs_among(
    con: duckdb.DuckDBPyConnection, nodes: Sequence[int], place: dict[int, int]
) -> list[tuple[int, int, int]]:
    con.register("story_wanted", pa.table({"node_id": pa.array(nodes, pa.int32())}))
    rows = con.execute(
        """
        select a_node_id, b_node_id, probability
        from ops.story_pairs
        where
            ended_on is null
            and probability >= ?
            and a_node_id in (select node_id from story_wanted)
            and b_node_id in (select node_id from story_wanted)
        order by a_node_id, b_node_id
        """,
        [_LEAST],
    ).fetchall()
    con.unregister("story_wanted")
    return [(place[a], place[b], round(probability * UNIT)) for a, b, probability in rows]


def _write(
    con: duckdb.DuckDBPyConnection,
    night: date,
    before: Sequence[_Member],
    after: Sequence[_Member],
    gone: set[int],
) -> None:
    was = {member.node: member for member in before}
    changed = [member for member in after if was.get(member.node) != member]
    ended = sorted({member.node for member in changed if member.node in was} | (gone & was.keys()))
    con.register("story_ending", pa.table({"node_id": pa.array(ended, pa.int32())}))
    _end_rows(con, "ops.story_nodes", night, "node_id in (select node_id from story_ending)")
    con.unregister("story_ending")
    if changed:
        con.register(
            "story_rows",
            pa.table(
                {
                    "node_id": pa.array([member.node for member in changed], pa.int32()),
                    "story_id": pa.array([member.story for member in changed], pa.int32()),
                    "joined_on": pa.array([member.joined_on for member in changed], pa.date32()),
                    "arrival": pa.array([member.arrival for member in changed], pa.string()),
                    "day": pa.array([member.day for member in changed], pa.date32()),
                    "probability": pa.array([member.probability for member in changed], pa.float64()),
                    "rule": pa.array([member.rule for member in changed], pa.string()),
                }
            ),
        )
        con.execute(
            """
            insert into ops.story_nodes (node_id, story_id, joined_on, arrival, day, probability, rule, night)
            select *, ?::date from story_rows
            """,
            [night],
        )
        con.unregister("story_rows")
    changes = _changes(before, after)
    if changes:
        con.executemany(
            "insert into core.story_changes values (?, ?, ?, ?, ?)", [(night, *row) for row in changes]
        )


def _changes(before: Sequence[_Member], after: Sequence[_Member]) -> list[tuple[str, int, int, int]]:
    """What became of stories: change, story that stays, other story, nodes that changed."""
    now = {member.node: member.story for member in after}
    moves: dict[tuple[int, int], int] = {}
    left: dict[int, set[int]] = {}
    for member in before:
        if member.node not in now:
            continue
        left.setdefault(member.story, set()).add(now[member.node])
        if now[member.node] != member.story:
            key = (member.story, now[member.node])
            moves[key] = moves.get(key, 0) + 1
    known = {member.story for member in before}
    found = []
    for (old, new), count in sorted(moves.items()):
        if old in left[old]:
            found.append(("moved" if new in known else "split", old, new, count))
        elif new in known:
            found.append(("merged", new, old, count))
        else:
            found.append(("renamed", old, new, count))
    return found
