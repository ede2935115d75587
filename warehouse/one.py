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
        warc_path, warc_offset: of the archived record that it was read from.
        content_type: of that record, as sent; empty where none was sent.
        is_shared_record: the record is no page of its own but the answer of a feed or an API, with other items in it.
    """

    title: str | None
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[tuple[str, str, str], ...]
    codes: tuple[tuple[str, str, str], ...]
    quotes: tuple[tuple[str, str, str], ...]
    warc_path: str
    warc_offset: int
    content_type: str
    is_shared_record: bool

    @property
    def ending(self) -> str:
        """What a file with the record's bytes should end in: .html, .json, .xml, or .bin for all else."""
        kind = self.content_type.partition(";")[0].lower()
        return next((f".{form}" for form in ("html", "json", "xml") if form in kind), ".bin")

    @property
    def record(self) -> str:
        """What the record is, for people: `page (HTML)`, `API answer (JSON)`, `feed (XML)`."""
        form = "" if self.ending == ".bin" else f" ({self.ending[1:].upper()})"
        if not self.is_shared_record:
            return f"page{form}"
        return f"API answer{form}" if self.ending == ".json" else f"feed{form}"


def read_one(con: duckdb.DuckDBPyConnection, doc_id: int) -> One:
    """Read a document.

    Raises:
        WarehouseError: there is none of that number.
    """
    row = con.execute(
        """
        select coverage.title, coverage.warc_path, coverage.warc_offset, coverage.source_name, coverage.url,
            coverage.form, coverage.relevance,
            case
                when documents.has_published_time then documents.published_at || ' UTC'
                else coalesce(documents.published_on::varchar, 'not said')
            end,
            coverage.first_seen_on::varchar, coverage.authors, coverage.agencies,
            coverage.cluster_document_count, coverage.is_canonical, coverage.cluster_id, coverage.version_count,
            coalesce(coverage.gone_at || ' UTC', ''), coalesce(captures.content_type, ''), captures.role = 'discovery'
        from coverage
        inner join core.documents as documents on coverage.doc_id = documents.doc_id
        inner join ops.captures as captures
            on coverage.warc_path = captures.warc_path and coverage.warc_offset = captures.warc_offset
        where coverage.doc_id = ?
        """,
        [doc_id if abs(doc_id) < 2**31 else 0],
    ).fetchone()
    if row is None:
        last = (con.execute("select max(doc_id) from core.documents").fetchone() or (None,))[0]
        known = f"numbers go from 1 to {last}" if last else "the warehouse holds none yet"
        raise WarehouseError(f"there is no document {doc_id}; {known}.")
    title, warc_path, warc_offset, source, url, form, relevance, published, first_seen, *rest = row
    authors, agencies, copies, is_canonical, cluster, versions, gone, content_type, is_shared_record = rest
    first = "this is the first" if is_canonical else f"the first is document {cluster}"
    facts = [
        ("source", source),
        ("address", url),
        ("form", form.replace("_", " ")),
        ("relevance", relevance),
        ("published", published),
        ("first seen", first_seen),
        ("authors", "; ".join(authors)),
        ("agencies", "; ".join(agencies)),
        ("copies", "none" if copies == 1 else f"one of {copies}; {first}"),
        ("versions", str(versions)),
        ("gone", gone),
        ("not reached", _unreached(con, doc_id)),
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
                    coalesce(
                        substr(
                            if(topics.field = 'title', texts.title, texts.text),
                            topics.start_char + 1,
                            topics.end_char - topics.start_char
                        ),
                        ''
                    )
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
        content_type=content_type,
        is_shared_record=is_shared_record,
    )


def _unreached(con: duckdb.DuckDBPyConnection, doc_id: int) -> str:
    found = con.execute(
        "select night_count, first_failed_at, last_reason from unreached where doc_id = ?", [doc_id]
    ).fetchone()
    if found is None:
        return ""
    nights, since, reason = found
    return f"{nights} night{'' if nights == 1 else 's'} since {since} UTC, the last time {reason}"
