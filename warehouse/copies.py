"""Takes documents through their nights: copies first, then stories, so that fifty copies count as one text."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from transforms.dedupe import forget_nights, hasher, relate_night
from transforms.stories import forget_stories, update_stories
from warehouse.lineage import replace_lineage
from warehouse.stories import replace_stories

_SQL = Path(__file__).parent / "loading"


def update_copies(con: duckdb.DuckDBPyConnection) -> None:
    """Bring duplicates, stories and lineage up to date with the documents that a load has touched.

    A night on which a document came or changed is gone through with those before it as they stand. Where an earlier night
    says something else than what was compared, it and all later ones are taken back and gone through again, so that the
    result is that of the nights in order, whatever the order in which they were loaded.

    Args:
        con: in the transaction of the load. Has the temporary table `touched(doc_id)`: documents that came, changed or went;
            `times(doc_id)`: those whose time of appearance was worked out anew.
    """
    con.execute(
        "create or replace temp table copy_changed as select doc_id from touched union all select doc_id from times"
    )
    since = _first_change(con)
    last = _day(con, "select max(night) from ops.copy_documents")
    if since is not None and last is not None and since <= last:
        _take_back(con, since)
    _ask(con, "select doc_id from core.document_captures where day >= ?", [since or date.max])
    for night in _nights(con, since, last):
        con.execute("set variable copies_night = ?::date", [night])
        _run(con, "copies_arriving")
        go_through(con, night, arriving="night_arriving", texts="night_texts", redated="night_redated")
        _note(con)
    replace_stories(con, "copy_changed", since=since or last or date.max)
    con.execute("insert into copy_changed select doc_id from story_changed")
    replace_lineage(con, "copy_changed")


def go_through(
    con: duckdb.DuckDBPyConnection, night: date, *, arriving: str, texts: str, redated: str | None = None
) -> None:
    """Relate one night's documents, then put the clusters that are new or begin otherwise into stories.

    Args:
        con: has the tables of a warehouse; may be inside a transaction.
        night: crawl day, no earlier than any that was gone through.
        arriving: as for `transforms.dedupe.relate_night`, like the two below.
        texts: what each document says as of that night.
        redated: documents whose time of appearance was put right.
    """
    relate_night(con, night, arriving=arriving, texts=texts, redated=redated)
    con.execute(f"create or replace temp view copies_texts_now as from {texts}")
    _run(con, "copies_nodes")
    update_stories(
        con, night, arriving="node_arriving", leaving="node_leaving", texts="node_texts", apart="node_apart"
    )


def _first_change(con: duckdb.DuckDBPyConnection) -> date | None:
    """The first night that says something else than what was compared; None where none does."""
    known = con.execute("select hasher from ops.copy_hasher").fetchall()
    if known != [(hasher(con),)]:
        # another DuckDB makes other hashes: all nights again, from the texts
        for table in ("core.duplicate_relations", "core.duplicate_clusters", "ops.copy_hasher"):
            con.execute(f"delete from {table}")  # noqa: S608
        con.execute("insert into ops.copy_hasher values (?)", [hasher(con)])
        return _day(con, "select min(day) from core.document_captures")
    _ask(con, "select doc_id from touched")
    _run(con, "copies_differing")
    return _day(con, "select min(night) from copies_differing")


def _take_back(con: duckdb.DuckDBPyConnection, since: date) -> None:
    _run(con, "copies_past")
    forget_nights(con, since, past="copies_past_texts")
    _note(con)
    forget_stories(con, since)


def _ask(con: duckdb.DuckDBPyConnection, documents: str, values: Sequence[object] = ()) -> None:
    """Make copies_history of some documents."""
    con.execute(
        f"create or replace temp table copies_asked as select distinct doc_id from ({documents})",  # noqa: S608
        values,
    )
    _run(con, "copies_history")


def _nights(con: duckdb.DuckDBPyConnection, since: date | None, last: date | None) -> list[date]:
    """The nights to be gone through: from the first that changed; else the last one, if a time of appearance was put right."""
    if since is not None:
        days = "select distinct day from core.document_captures where day >= ? order by day"
        return [row[0] for row in con.execute(days, [since]).fetchall()]
    redated = _day(
        con,
        """
        select max(compared.night)
        from ops.copy_documents as compared
        inner join times on compared.doc_id = times.doc_id
        where compared.ended_on is null and compared."at" <> times.appeared_at
        """,
    )
    return [last] if redated is not None and last is not None else []


def _note(con: duckdb.DuckDBPyConnection) -> None:
    """Remember the documents whose relations or cluster may be others than before."""
    con.execute(
        """
        insert into copy_changed
        select doc_id
        from ops.copy_documents
        where text_no in (select text_no from copies_reach)
        """
    )


def _day(con: duckdb.DuckDBPyConnection, query: str) -> date | None:
    row = con.execute(query).fetchone()
    return row[0] if row else None


def _run(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute((_SQL / f"{name}.sql").read_text(encoding="utf-8"))
