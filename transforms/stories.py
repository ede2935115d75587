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

from transforms.story_candidates import LEAST, Pairs, find_pairs, keep_pairs
from transforms.story_groups import UNIT, Night
from transforms.story_model import StoryModel, load_story_model
from transforms.story_store import WINDOW

_MARGIN: Final = 0.15
"""By how much a text must fit another story better to be moved there, and may fit its own worse than the cut."""
_BITEMPORAL: Final = ("ops.story_arrivals", "ops.story_names", "ops.story_pairs", "ops.story_nodes")


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
    apart: str | None = None,
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
        apart: table of `a_node_id`, `b_node_id`, in either order: pairs that share their words for another reason than telling of
            one event (a form that was filled in twice, a site's own words).
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
    if apart is not None:
        _part(con, pairs, probabilities, apart)
    keep_pairs(con, night, pairs, probabilities, written)
    _decide(con, night, order, gone, pairs, probabilities, model)
    con.execute("delete from ops.story_texts where night < ?", [night - timedelta(WINDOW)])


def forget_stories(con: duckdb.DuckDBPyConnection, night: date) -> None:
    """Take back all that was decided with a night or a later one, so that the nights can be gone through again."""
    for table in _BITEMPORAL:
        con.execute(f"delete from {table} where night >= ?", [night])  # noqa: S608
        con.execute(f"update {table} set ended_on = null where ended_on >= ?", [night])  # noqa: S608
    for table in ("ops.story_texts", "ops.story_terms", "ops.story_nights", "core.story_changes"):
        con.execute(f"delete from {table} where night >= ?", [night])  # noqa: S608


def _part(
    con: duckdb.DuckDBPyConnection, pairs: Pairs, probabilities: npt.NDArray[np.float64], apart: str
) -> None:
    """Give the pairs that are known to have nothing to do with each other no probability."""
    known = {frozenset(row) for row in con.execute(f"select a_node_id, b_node_id from {apart}").fetchall()}  # noqa: S608
    if known:
        nodes = pairs.texts.nodes
        for at, (later, earlier) in enumerate(zip(pairs.later.tolist(), pairs.earlier.tolist(), strict=True)):
            if frozenset((nodes[later], nodes[earlier])) in known:
                probabilities[at] = 0.0


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
    nodes = pairs.nodes
    likely = probabilities >= LEAST
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
    new_days = {node: pairs.days[at] or night.toordinal() for at, node in enumerate(nodes[: pairs.new_count])}
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
        [LEAST],
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
