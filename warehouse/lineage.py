"""Keeps core.lineage up to date: who took from whom, who credits or links whom, whose release it was."""

from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.source_names import SourceFacts, names_of

_SQL = Path(__file__).parent / "loading"
_NAMES = pa.schema([("name", pa.string()), ("source_id", pa.string()), ("rule", pa.string())])


def replace_lineage(con: duckdb.DuckDBPyConnection, docs: str) -> None:
    """Work out anew whom some documents take from, and all that led or may now lead to them.

    Afterwards core.lineage, core.source_names, core.document_addresses and core.credits.credited_source_id are what
    they would be if all were worked out anew, as long as `docs` names every document that is new or changed, that went, or
    whose relations, cluster or story changed. Where a source's names changed, the documents that credit or link it are done too.

    Args:
        con: in the transaction of the load; core.duplicate_relations, core.duplicate_clusters and core.story_documents are
            those of the night.
        docs: a table or view with a column `doc_id`; of documents that went, too.
    """
    con.execute(
        f"create or replace temp table lineage_touched as select distinct doc_id::integer as doc_id from {docs}"  # noqa: S608
    )
    _stage_names(con)
    con.execute((_SQL / "lineage.sql").read_text(encoding="utf-8"))


def _stage_names(con: duckdb.DuckDBPyConnection) -> None:
    """Leaves arriving_names: the names of every source, not yet keys."""
    sources = con.execute(
        "select source_id, source_name, homepage, publisher, place_name, place_state, place_county from core.sources"
    ).fetchall()
    rows = [
        {"name": name, "source_id": facts.source_id, "rule": rule}
        for facts in (
            SourceFacts(
                source_id=row[0],
                source_name=row[1],
                homepage=row[2],
                publisher=row[3],
                place_name=row[4],
                place_state=row[5],
                place_county=row[6],
            )
            for row in sources
        )
        for name, rule in names_of(facts)
    ]
    con.register("arriving", pa.Table.from_pylist(rows, schema=_NAMES))
    con.execute("create or replace temp table arriving_names as select * from arriving")
    con.unregister("arriving")
