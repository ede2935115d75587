"""Labelled sets of stories gone through night by night, by the product's own path, in a warehouse in memory."""

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bench.labelled_texts import rows
from transforms.stories import update_stories
from transforms.story_model import Background, StoryModel
from transforms.story_store import read_texts
from transforms.story_text import CALENDAR, STOP
from warehouse.migrate import SCHEMA, migrations

_FIRST_DAY: Final = date(2016, 1, 1)


@dataclass(frozen=True, slots=True)
class StorySet:
    """Documents in order of publication.

    Attributes:
        name: of the set.
        ids, titles, texts, sources: of each document.
        days: of publication; None where nothing is known.
        stories: the label; None where the document is not scored.
    """

    name: str
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    sources: tuple[str | None, ...]
    days: tuple[date | None, ...]
    stories: tuple[str | None, ...]

    def part(self, wanted: Callable[[str], bool]) -> "StorySet":
        """The documents of the stories that are wanted; those of no story are left out."""
        kept = [at for at, story in enumerate(self.stories) if story is not None and wanted(story)]
        return replace(
            self,
            ids=tuple(self.ids[at] for at in kept),
            titles=tuple(self.titles[at] for at in kept),
            texts=tuple(self.texts[at] for at in kept),
            sources=tuple(self.sources[at] for at in kept),
            days=tuple(self.days[at] for at in kept),
            stories=tuple(self.stories[at] for at in kept),
        )


def read_story_set(folder: Path, *, dense: bool = False) -> StorySet:
    """A set as its folder holds it; `dense` puts its `dense_day` in place of the day of publication."""
    labels = {row["id"]: row for row in rows(folder / "labels.jsonl", id=str)}

    def day(row: Mapping[str, Any]) -> date | None:
        if dense:
            return _FIRST_DAY + timedelta(row["dense_day"])
        given = row.get("published_at")
        return datetime.fromisoformat(given).date() if given else None

    documents = sorted(rows(folder / "docs.jsonl", id=str, text=str), key=lambda row: day(row) or date.min)
    return StorySet(
        f"{folder.name}{' dense' if dense else ''}",
        tuple(row["id"] for row in documents),
        tuple(row.get("title") or "" for row in documents),
        tuple(row["text"] for row in documents),
        tuple(row.get("outlet") for row in documents),
        tuple(day(row) for row in documents),
        tuple(labels[row["id"]].get("story") for row in documents),
    )


def nights_of(given: StorySet) -> dict[date, list[int]]:
    """Positions of the documents of each night; those without a day are of one."""
    found: dict[date, list[int]] = {}
    for position, day in enumerate(given.days):
        found.setdefault(day or _FIRST_DAY, []).append(position)
    return dict(sorted(found.items()))


def story_tables(given: StorySet) -> duckdb.DuckDBPyConnection:
    """A warehouse in memory with the story tables, and the set's texts as the view `node_texts`."""
    con = duckdb.connect()
    con.execute("create schema core; create schema ops; create schema mart")
    (stories,) = [one for one in migrations(SCHEMA) if one.name.endswith("_stories.sql")]
    con.execute(stories.sql)
    con.execute("set threads = 2")
    con.register("node_texts", _texts(given))
    return con


def _texts(given: StorySet) -> pa.Table:
    return pa.table(
        {
            "node_id": pa.array(range(len(given.ids)), pa.int32()),
            "source_id": pa.array(given.sources, pa.string()),
            "at": pa.array(
                [datetime(day.year, day.month, day.day) if day else None for day in given.days],  # noqa: DTZ001
                pa.timestamp("us"),
            ),
            "title": pa.array(given.titles, pa.string()),
            "text": pa.array(given.texts, pa.string()),
        }
    )


def night_tables(con: duckdb.DuckDBPyConnection, nodes: Sequence[int], leaving: Sequence[int] = ()) -> None:
    """Fill the temporary tables `arriving` and `leaving`."""
    con.register("given_nodes", pa.table({"node_id": pa.array(nodes, pa.int32())}))
    con.register("given_leaving", pa.table({"node_id": pa.array(leaving, pa.int32())}))
    con.execute(
        """
        create or replace temp table arriving as
        select node_id, lpad(node_id::varchar, 9, '0') as order_key from given_nodes;
        create or replace temp table leaving as select node_id from given_leaving;
        """
    )


def found_stories(given: StorySet, model: StoryModel | None = None) -> list[int]:
    """The story of each document when the set has been gone through night by night."""
    con = story_tables(given)
    for night, positions in nights_of(given).items():
        night_tables(con, positions)
        update_stories(con, night, arriving="arriving", leaving="leaving", texts="node_texts", model=model)
    found = con.execute(
        "select story_id from ops.story_nodes where ended_on is null order by node_id"
    ).fetchall()
    con.close()
    return [row[0] for row in found]


def background_of(sets: Iterable[StorySet]) -> Background:
    """How common terms are in the documents of sets."""
    keys: list[npt.NDArray[np.uint32]] = []
    documents = 0
    for given in sets:
        texts, _ = read_texts(
            [
                (at, day, None, title, text)
                for at, (day, title, text) in enumerate(
                    zip(given.days, given.titles, given.texts, strict=True)
                )
            ]
        )
        keys.append(texts.keys)
        documents += len(texts.nodes)
    terms, counts = np.unique(np.concatenate(keys), return_counts=True)
    return Background(terms[counts >= 3], counts[counts >= 3].astype(np.int64), documents)


@dataclass(frozen=True, slots=True)
class Agreement:
    """B-cubed precision, recall and F1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def agreement(
    given: StorySet, found: Sequence[int], *, window: int | None = None, scored: Callable[[str], bool] = bool
) -> Agreement:
    """B-cubed agreement of found stories with the labels.

    Args:
        given: the set.
        found: a story for each document.
        window: with it, only documents published at most so many days apart are compared.
        scored: the stories whose documents are scored; all others still stand in their way.
    """
    labelled = [at for at, story in enumerate(given.stories) if story is not None]
    gold: dict[str, list[int]] = {}
    mine: dict[int, list[int]] = {}
    for at in labelled:
        gold.setdefault(given.stories[at] or "", []).append(at)
        mine.setdefault(found[at], []).append(at)

    def near(a: int, b: int) -> bool:
        one, other = given.days[a], given.days[b]
        return a == b or window is None or one is None or other is None or abs((one - other).days) <= window

    precision, recall = [], []
    for at in labelled:
        story = given.stories[at] or ""
        if scored(story):
            with_label = {other for other in gold[story] if near(at, other)}
            with_mine = {other for other in mine[found[at]] if near(at, other)}
            both = len(with_label & with_mine)
            precision.append(both / len(with_mine))
            recall.append(both / len(with_label))
    return Agreement(float(np.mean(precision)), float(np.mean(recall))) if precision else Agreement(1.0, 1.0)


_NAME = re.compile(r"\b[A-Z][\w'’-]+")
_NUMBER = re.compile(r"\d+")
_KEPT_NAMES: Final = 0.35


def with_twins(given: StorySet, share: float, seed: int = 1) -> StorySet:
    """The set and, for a share of its stories, an invented one that is told in the same words of other people and places.

    Press reports of one desk are so alike that only their names and numbers tell events apart. Some names stay, as a city
    does. The documents of an invented story stand beside those that they are made from.
    """
    pool = sorted({name for text in given.texts for name in _NAME.findall(text) if name.lower() not in STOP})
    order: list[tuple[int, str | None, str, str]] = []
    for at, story in enumerate(given.stories):
        order.append((at, story, given.titles[at], given.texts[at]))
        if story is not None and random.Random(f"{seed} {story}").random() < share:
            change = _changer(f"{seed} {story}", pool)
            order.append((at, f"twin of {story}", change(given.titles[at]), change(given.texts[at])))
    return replace(
        given,
        ids=tuple(f"{given.ids[at]} {number}" for number, (at, *_) in enumerate(order)),
        titles=tuple(title for _, _, title, _ in order),
        texts=tuple(text for _, _, _, text in order),
        sources=tuple(given.sources[at] for at, *_ in order),
        days=tuple(given.days[at] for at, *_ in order),
        stories=tuple(story for _, story, _, _ in order),
    )


def _changer(seed: str, pool: Sequence[str]) -> Callable[[str], str]:
    def name(match: re.Match[str]) -> str:
        word = match[0]
        drawn = random.Random(f"{seed} {word}")
        if word.lower() in STOP or word.lower() in CALENDAR or drawn.random() < _KEPT_NAMES:
            return word
        return drawn.choice(pool)

    def number(match: re.Match[str]) -> str:
        drawn = random.Random(f"{seed} {match[0]}")
        return (
            "".join(drawn.choice("123456789") for _ in match[0]) if drawn.random() > _KEPT_NAMES else match[0]
        )

    return lambda text: _NUMBER.sub(number, _NAME.sub(name, text))
