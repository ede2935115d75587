"""What the warehouse knows of a story's lineage: its documents, who took from whom, who credits whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import duckdb

from warehouse.errors import WarehouseError

_FIRST_WORDS: Final = 80
# Signs that XML does not know and that turn the direction of writing.
_UNSEEN: Final = dict.fromkeys(
    place
    for place in (
        *range(0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        0xFFFE,
        0xFFFF,
    )
)
TAKING: Final = ("copied", "updated", "from_release", "excerpted")
"""Kinds of lineage in which text went over, the strongest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """A document that tells the story.

    Attributes:
        title: its headline, else its first words.
        at: when it appeared, in the zone of its source.
        precision: how well that is known: `time`, `day` (the page gives no time), `seen` (only our first look).
        published_method: where the date was read; None where the page gives none.
        first_seen_at: our first look, in the same zone.
        cluster_id: documents of one text have the same.
        is_inside: False for a document of another story from which one of this story takes.
    """

    doc_id: int
    source_id: str
    source_name: str
    form: str
    title: str
    url: str
    at: datetime
    precision: str
    published_method: str | None
    first_seen_at: datetime
    cluster_id: int
    is_inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One row of core.lineage; `to_doc` is None where only a source or a name is known."""

    from_doc: int
    to_doc: int | None
    to_name: str | None
    kind: str
    rule: str
    evidence: str | None
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLineage:
    """A story with who took from whom.

    Attributes:
        story_id: None for a document that no other tells of.
        timezone: of most of its sources.
        tellers: its documents and those outside from which they take, in the order in which they appeared.
        first_published: None where no document says when it was published.
    """

    story_id: int | None
    title: str
    timezone: str
    tellers: Mapping[int, Teller]
    edges: Sequence[Edge]
    first_published: Teller | None
    first_seen: Teller

    @property
    def inside(self) -> list[Teller]:
        """The story's own documents, in the order in which they appeared."""
        return [teller for teller in self.tellers.values() if teller.is_inside]

    @property
    def source_count(self) -> int:
        """How many sources tell it."""
        return len({teller.source_id for teller in self.inside})


def read_lineage(con: duckdb.DuckDBPyConnection, story: str) -> StoryLineage:
    """The story of a number, which is a story's or that of any document of it.

    Args:
        con: of the warehouse or of a snapshot.
        story: as typed.

    Raises:
        WarehouseError: it is no number, or none of a story or document; or the document is the only one that tells of what
            it tells, takes from none and credits none.
    """
    number = _number(con, story)
    story_id, own = _members(con, number)
    edges = _edges(con, own)
    outside = {edge.to_doc for edge in edges if edge.to_doc is not None} - set(own)
    if len(own) == 1 and not edges:
        raise WarehouseError(f"document {number} stands alone: no other document tells of it.")
    tellers = _tellers(con, own, outside)
    inside = [teller for teller in tellers.values() if teller.is_inside]
    dated = [teller for teller in inside if teller.precision != "seen"]
    zones = [str(teller.at.tzinfo) for teller in inside]
    title = con.execute("select title from core.stories where story_id = ?", [story_id]).fetchone()
    return StoryLineage(
        story_id=story_id if title else None,
        title=_clean(title[0]) if title else inside[0].title,
        timezone=max(sorted(set(zones)), key=zones.count),
        tellers=tellers,
        edges=edges,
        first_published=dated[0] if dated else None,
        first_seen=min(inside, key=lambda teller: teller.first_seen_at),
    )


def _number(con: duckdb.DuckDBPyConnection, story: str) -> int:
    try:
        number = int(story)
    except ValueError:
        raise WarehouseError(
            f"{story!r} is no number. Name a story or any document of it by its number: `beatbook search` shows each "
            "document's, `beatbook sql \"from core.stories\"` the stories'."
        ) from None
    if not 0 < number < 2**31:
        raise _no_such(con, number)
    return number


def _members(con: duckdb.DuckDBPyConnection, number: int) -> tuple[int, list[int]]:
    """The story's number and its documents; of a document that is in no story, itself."""
    row = con.execute(
        "select coalesce((select story_id from core.stories where story_id = $number), "
        "(select story_id from core.story_documents where doc_id = $number))",
        {"number": number},
    ).fetchone()
    story_id: int | None = row[0] if row else None
    if story_id is None:
        if con.execute("select 1 from core.documents where doc_id = ?", [number]).fetchone() is None:
            raise _no_such(con, number)
        return number, [number]
    found = con.execute(
        "select doc_id from core.story_documents where story_id = ? order by doc_id", [story_id]
    ).fetchall()
    return story_id, [doc_id for (doc_id,) in found]


def _no_such(con: duckdb.DuckDBPyConnection, number: int) -> WarehouseError:
    last = (con.execute("select max(doc_id) from core.documents").fetchone() or (None,))[0]
    known = f"documents go from 1 to {last}" if last else "the warehouse holds none yet"
    return WarehouseError(f"there is no story and no document {number}; {known}.")


def _edges(con: duckdb.DuckDBPyConnection, doc_ids: Sequence[int]) -> list[Edge]:
    found = con.execute(
        """
        select
            lineage.from_doc_id,
            lineage.to_doc_id,
            coalesce(sources.source_name, lineage.to_name),
            lineage.kind,
            lineage.rule,
            lineage.evidence,
            lineage.share
        from core.lineage as lineage
        left join core.sources as sources on lineage.to_source_id = sources.source_id
        where lineage.from_doc_id = any(?)
        order by lineage.from_doc_id, lineage.kind, lineage.start_char, lineage.to_doc_id, 3
        """,
        [list(doc_ids)],
    ).fetchall()
    return [
        Edge(
            from_doc=row[0],
            to_doc=row[1],
            to_name=_clean(row[2]) if row[2] else None,
            kind=row[3],
            rule=row[4],
            evidence=_clean(row[5]) if row[5] else None,
            share=row[6],
        )
        for row in found
    ]


def _tellers(con: duckdb.DuckDBPyConnection, own: Sequence[int], outside: Iterable[int]) -> dict[int, Teller]:
    found = con.execute(
        r"""
        select
            documents.doc_id,
            documents.source_id,
            sources.source_name,
            documents.form,
            coalesce(
                texts.title,
                case
                    when length(texts.text) > $words
                        then regexp_replace(left(texts.text, $words), '\s+\S*$', '') || ' …'
                    else texts.text
                end
            ),
            documents.url,
            documents.appeared_at,
            case
                when documents.published_at is null then 'seen'
                when documents.has_published_time then 'time'
                else 'day'
            end,
            documents.published_method,
            documents.first_seen_at,
            clusters.cluster_id,
            sources.timezone,
            list_contains($own, documents.doc_id)
        from core.documents as documents
        inner join core.sources as sources on documents.source_id = sources.source_id
        inner join core.texts as texts
            on documents.doc_id = texts.doc_id and documents.text_sha256 = texts.text_sha256
        inner join core.duplicate_clusters as clusters on documents.doc_id = clusters.doc_id
        where list_contains($shown, documents.doc_id)
        order by documents.appeared_at, documents.doc_key
        """,
        {"own": list(own), "shown": [*own, *outside], "words": _FIRST_WORDS},
    ).fetchall()
    return {
        row[0]: Teller(
            doc_id=row[0],
            source_id=row[1],
            source_name=_clean(row[2]),
            form=row[3],
            title=_clean(row[4]) or "untitled",
            url=row[5],
            at=_local(row[6], row[11]),
            precision=row[7],
            published_method=row[8],
            first_seen_at=_local(row[9], row[11]),
            cluster_id=row[10],
            is_inside=row[12],
        )
        for row in found
    }


def _clean(text: str) -> str:
    return " ".join(text.split()).translate(_UNSEEN)


def _local(stored: datetime, timezone: str) -> datetime:
    return stored.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone))
