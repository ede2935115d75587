"""Keeps core.stories, core.story_documents and core.story_links up to date with what the story step decided."""

from datetime import date
from pathlib import Path

import duckdb

_SQL = Path(__file__).parent / "loading"


def replace_stories(con: duckdb.DuckDBPyConnection, docs: str, *, since: date) -> None:
    """Work out anew the stories of some documents, and all that the nights from one on changed.

    Afterwards the three tables are what they would be if all were worked out anew, as long as `docs` names every document
    that is new or changed, that went, or whose duplicate cluster changed. Leaves the temporary table
    `story_changed(doc_id)`: documents whose story is another than before, those that went included.

    Args:
        con: in the transaction of the load; core.documents, core.mentions and core.duplicate_clusters are those of the night,
            and `update_stories` (or `forget_stories`) has run.
        docs: a table or view with a column `doc_id`.
        since: the first night that was gone through, or taken back.
    """
    con.execute("set variable stories_since = ?::date", [since])
    con.execute(
        f"create or replace temp table story_docs as select distinct doc_id::integer as doc_id from {docs}"  # noqa: S608
    )
    con.execute((_SQL / "stories.sql").read_text(encoding="utf-8"))
