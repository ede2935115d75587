"""One document with all that hangs on it, for a person who wants to see where a number came from."""

from dataclasses import dataclass

import duckdb

from warehouse.errors import WarehouseError


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """A document, ready to print.

    Attributes:
        facts: (name, value), in order.
        blocks: (kind, text, whose or where from), in the page's order.
        codes: (topic, rule, the words that gave it).
        quotes: (speaker, role, words).
    """

    title: str | None
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[tuple[str, str, str], ...]
    codes: tuple[tuple[str, str, str], ...]
    quotes: tuple[tuple[str, str, str], ...]
    warc_path: str
    warc_offset: int


def read_one(con: duckdb.DuckDBPyConnection, doc_id: int) -> One:
    """Read a document.

    Raises:
        WarehouseError: there is none of that number.
    """
    row = con.execute(
        """
        select title, warc_path, warc_offset, source_name, url, form, relevance, published_at, first_seen_on,
            authors, agencies, cluster_document_count, is_canonical, cluster_id, version_count, gone_at
        from coverage
        where doc_id = ?
        """,
        [doc_id],
    ).fetchone()
    if row is None:
        last = (con.execute("select max(doc_id) from core.documents").fetchone() or (0,))[0]
        raise WarehouseError(f"there is no document {doc_id}; numbers go from 1 to {last or 0}.")
    title, warc_path, warc_offset, source, url, form, relevance, published, seen, authors, agencies, *rest = (
        row
    )
    copies, is_canonical, cluster, versions, gone = rest
    facts = [
        ("source", source),
        ("address", url),
        ("form", form),
        ("relevance", relevance),
        ("published", f"{published} UTC" if published else "not said"),
        ("first seen", str(seen)),
        ("authors", "; ".join(authors)),
        ("agencies", "; ".join(agencies)),
        (
            "copies",
            "none"
            if copies == 1
            else f"{copies}, {'this is the first' if is_canonical else f'first: doc {cluster}'}",
        ),
        ("versions", str(versions)),
        ("gone", f"{gone} UTC" if gone else ""),
    ]
    return One(
        title=title,
        facts=tuple((name, value) for name, value in facts if value),
        blocks=tuple(
            (kind, text, about)
            for kind, text, about in con.execute(
                """
                select replace(kind, '_', ' '), text, concat_ws(', ', author_name, '@' || author_handle, cite, posted, url)
                from core.blocks
                where doc_id = ?
                order by position
                """,
                [doc_id],
            ).fetchall()
        ),
        codes=tuple(
            (topic, rule, evidence)
            for topic, rule, evidence in con.execute(
                """
                select topics.topic, topics.rule,
                    substr(if(topics.field = 'title', texts.title, texts.text), topics.start_char + 1,
                        topics.end_char - topics.start_char)
                from core.document_topics as topics
                inner join core.documents as documents on topics.doc_id = documents.doc_id
                inner join core.texts as texts
                    on documents.doc_id = texts.doc_id and documents.text_sha256 = texts.text_sha256
                where topics.doc_id = ?
                order by topics.topic
                """,
                [doc_id],
            ).fetchall()
        ),
        quotes=tuple(
            (speaker, role, text)
            for speaker, role, text in con.execute(
                """
                select coalesce(speaker_name, speaker, 'nobody named'), coalesce(speaker_role, ''), text
                from core.quotes
                where doc_id = ? and kind <> 'indirect'
                order by quote_no
                """,
                [doc_id],
            ).fetchall()
        ),
        warc_path=warc_path,
        warc_offset=warc_offset,
    )
