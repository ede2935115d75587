"""Why two documents are, or are not, told to be copies."""

import duckdb

from transforms.dedupe import explain
from warehouse.errors import WarehouseError


def why(con: duckdb.DuckDBPyConnection, a: int, b: int) -> str:
    """A few lines: the relation with the rule that decided it, the shares both ways, the longest common passage.

    Args:
        con: of the warehouse or of a snapshot.
        a: doc_id of one document.
        b: doc_id of the other.

    Raises:
        WarehouseError: there is no document of such a number.
    """
    con.execute(
        """
        create or replace temp view dedupe_relations as
        select a_doc_id as a, b_doc_id as b, relation, a_share as cov_a, b_share as cov_b, rule
        from core.duplicate_relations;

        create or replace temp view comparable as
        select documents.doc_id, texts.text
        from core.documents as documents
        inner join core.texts as texts
            on documents.doc_id = texts.doc_id and documents.text_sha256 = texts.text_sha256;
        """
    )
    try:
        return explain(con, "comparable", a, b)
    except LookupError as error:
        raise WarehouseError(
            f"there is {error.args[0]}; `beatbook search` shows each document's number."
        ) from error
