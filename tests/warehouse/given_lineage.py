"""Rows from which lineage is worked out, for tests: relations, stories, credits, links."""

from typing import Any

import duckdb
from given_rows import MONDAY, document, put, source, stored

from warehouse.lineage import replace_lineage


def town(con: duckdb.DuckDBPyConnection) -> None:
    """Sources of one county: a paper, a weekly, a radio station, a blog, police."""
    county = {"place_county": "Larkspur County"}
    source(con, "courier", source_name="The Tamarack Courier", **county)
    source(con, "sentinel", source_name="The Larkspur Sentinel", **county)
    source(con, "klrk", source_name="KLRK Public Radio", publisher="radio", **county)
    source(con, "lantern", source_name="Alder Lantern", publisher="blog", **county)
    source(
        con,
        "police",
        source_name="Tamarack Falls Police Department",
        publisher="police",
        default_form="press_release",
        **county,
    )


def told(con: duckdb.DuckDBPyConnection, doc_id: int, source_id: str, hour: int = 10, **other: Any) -> None:
    """A document of Monday, at an hour of UTC; Monday's noon in Tamarack Falls is 20."""
    at = stored(MONDAY, hour)
    document(con, doc_id, source_id, **{"published_at": at, "appeared_at": at, "first_seen_at": at} | other)


def release(con: duckdb.DuckDBPyConnection, doc_id: int, hour: int = 10, **other: Any) -> None:
    told(con, doc_id, "police", hour, form="press_release", **other)


def related(
    con: duckdb.DuckDBPyConnection,
    a: int,
    b: int,
    relation: str = "near_duplicate",
    shares: tuple[float, float] = (0.9, 0.9),
) -> None:
    put(
        con,
        "core.duplicate_relations",
        a_doc_id=a,
        b_doc_id=b,
        relation=relation,
        a_share=shares[0],
        b_share=shares[1],
        longest_run_count=40,
        rule="passage" if relation == "excerpt" else "most-words",
        decided_on=MONDAY,
    )


def cluster(con: duckdb.DuckDBPyConnection, *doc_ids: int) -> None:
    """Put documents in one cluster, the first of them its canonical."""
    con.execute(
        "update core.duplicate_clusters set cluster_id = ?, is_canonical = doc_id = ?, cluster_document_count = ?, "
        "cluster_source_count = ? where doc_id = any(?)",
        [doc_ids[0], doc_ids[0], len(doc_ids), len(doc_ids), list(doc_ids)],
    )


def story(
    con: duckdb.DuckDBPyConnection, *doc_ids: int, title: str = "Memo on the nights", **other: Any
) -> None:
    """Put documents in one story, which has the number of the first."""
    con.execute("delete from core.story_documents where doc_id = any(?)", [list(doc_ids)])
    for doc_id in doc_ids:
        put(
            con,
            "core.story_documents",
            doc_id=doc_id,
            story_id=doc_ids[0],
            joined_on=MONDAY,
            probability=None if doc_id == doc_ids[0] else 0.9,
            rule="opened" if doc_id == doc_ids[0] else "alike",
        )
    if len(doc_ids) > 1:
        values = {
            "story_id": doc_ids[0],
            "title": title,
            "title_doc_id": doc_ids[0],
            "document_count": len(doc_ids),
            "cluster_count": len(doc_ids),
            "source_count": 1,
            "places": [],
            "agencies": [],
        }
        put(con, "core.stories", **values | other)


def credit(
    con: duckdb.DuckDBPyConnection,
    doc_id: int,
    name: str | None,
    kind: str = "reported",
    *,
    rule: str = "outlet-word",
    url: str | None = None,
    **other: Any,
) -> None:
    row = con.execute(
        "select source_id, week, (select count(*) from core.credits where doc_id = documents.doc_id) "
        "from core.documents as documents where doc_id = ?",
        [doc_id],
    ).fetchone()
    assert row is not None
    values = {
        "doc_id": doc_id,
        "credit_no": row[2],
        "kind": kind,
        "rule": rule,
        "name": name,
        "full_name": name,
        "url": url,
        "host": None if url is None else url.split("/")[2].removeprefix("www."),
        "phrase": f"{kind} {name}",
        "start_char": 4,
        "end_char": 20,
        "voice": "author",
        "source_id": row[0],
        "week": row[1],
    }
    put(con, "core.credits", **values | other)


def link(con: duckdb.DuckDBPyConnection, doc_id: int, url: str, *, voice: str = "author") -> None:
    number = con.execute("select count(*) from core.links where doc_id = ?", [doc_id]).fetchone()
    assert number is not None
    put(
        con,
        "core.links",
        doc_id=doc_id,
        link_no=number[0],
        url=url,
        host=url.split("/")[2].removeprefix("www."),
        text="here",
        block_position=number[0],
    )
    put(
        con,
        "core.blocks",
        doc_id=doc_id,
        position=number[0],
        kind="paragraph",
        voice=voice,
        text="See here.",
        start_char=0,
        end_char=9,
    )


def work_out(con: duckdb.DuckDBPyConnection, *doc_ids: int) -> None:
    """Lineage of these documents; of all without any named."""
    con.execute("create or replace temp table given_docs as select doc_id from core.documents")
    if doc_ids:
        con.execute("create or replace temp table given_docs as select unnest(?) as doc_id", [list(doc_ids)])
    replace_lineage(con, "given_docs")


def lineage(con: duckdb.DuckDBPyConnection, columns: str, kind: str | None = None) -> list[tuple[Any, ...]]:
    where = f"where kind = '{kind}'" if kind else ""
    return con.execute(f"select {columns} from core.lineage {where} order by all").fetchall()
