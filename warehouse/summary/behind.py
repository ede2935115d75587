"""What stands behind the figures of a week: the documents themselves, their copies and quotations, and what was lost."""

from datetime import UTC, date, timedelta
from typing import Any

import duckdb

from warehouse.summary.summary import Cluster, QuoteRow, Row, shortened

LARGEST_CLUSTERS = 10


def named(found: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """What a query found, each row by the names of its columns."""
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def read_rows(con: duckdb.DuckDBPyConnection, week: str) -> tuple[Row, ...]:
    """Every document of the week, of any subject, in order of appearance."""
    # columns are named as Row's fields are
    found = con.execute(
        """
        with topics as (
            select doc_id, list(topic order by topic) as topics
            from core.document_topics
            group by doc_id
        ),

        agencies as (
            select
                doc_id,
                list(distinct name order by name) as agencies,
                list(distinct entity_id order by entity_id) as agency_ids
            from core.mentions
            where kind = 'agency' and entity_id is not null
            group by doc_id
        )

        select
            documents.doc_id,
            documents.doc_key::varchar as doc_key,
            documents.source_id,
            sources.source_name,
            documents.title,
            documents.form,
            documents.relevance,
            documents.published_at,
            documents.appeared_on,
            documents.url,
            coalesce(topics.topics, []) as topics,
            coalesce(agencies.agencies, []) as agencies,
            coalesce(agencies.agency_ids, []) as agency_ids,
            clusters.cluster_id,
            clusters.is_canonical,
            clusters.cluster_document_count as copies,
            documents.gone_at is not null as is_gone,
            documents.version_count,
            documents.warc_path,
            documents.warc_offset,
            left(texts.text, 400) as opening
        from core.documents as documents
        inner join core.sources as sources on documents.source_id = sources.source_id
        inner join core.duplicate_clusters as clusters on documents.doc_id = clusters.doc_id
        inner join core.texts as texts
            on documents.doc_id = texts.doc_id and documents.text_sha256 = texts.text_sha256
        left join topics on documents.doc_id = topics.doc_id
        left join agencies on documents.doc_id = agencies.doc_id
        where documents.week = ?
        order by documents.appeared_at, documents.doc_id
        """,
        [week],
    )
    return tuple(
        Row(
            **row
            | {name: tuple(row[name]) for name in ("topics", "agencies", "agency_ids")}
            | {
                "published_at": row["published_at"].replace(tzinfo=UTC) if row["published_at"] else None,
                "opening": shortened(row["opening"], 160),
            }
        )
        for row in named(found)
    )


def read_clusters(con: duckdb.DuckDBPyConnection, week: str, rows: tuple[Row, ...]) -> tuple[Cluster, ...]:
    """The largest clusters of which the earliest document is of the week and on local policing."""
    found = con.execute(
        """
        select marts.cluster_id, marts.title, sources.source_name, sources.timezone, marts.first_appeared_at,
            marts.document_count, marts.source_count
        from mart.clusters as marts
        inner join core.sources as sources on marts.first_source_id = sources.source_id
        where marts.week = ? and marts.relevance <> 'none'
        order by marts.document_count desc, marts.source_count desc, marts.cluster_id
        limit ?
        """,
        [week, LARGEST_CLUSTERS],
    ).fetchall()
    return tuple(
        Cluster(
            cluster_id=cluster_id,
            title=shortened(title, 110),
            first_source=first_source,
            first_at=first_at.replace(tzinfo=UTC),
            timezone=timezone,
            members=tuple(row for row in rows if row.cluster_id == cluster_id),
            documents=documents,
            sources=sources,
        )
        for cluster_id, title, first_source, timezone, first_at, documents, sources in found
    )


def read_quotes(con: duckdb.DuckDBPyConnection, week: str, rows: tuple[Row, ...]) -> tuple[QuoteRow, ...]:
    """The quotations that mart.weekly_voices counts, in order of document and place."""
    found = con.execute(
        """
        select coalesce(speaker_role, 'unknown'), coalesce(speaker_name, speaker, 'nobody named'), text, doc_id
        from core.quotes
        where week = ? and kind in ('direct', 'mixed') and voice = 'author' and echo_of_block is null
        order by doc_id, quote_no
        """,
        [week],
    ).fetchall()
    canonical = {row.doc_id: row for row in rows if row.is_canonical}
    return tuple(
        QuoteRow(role=role, speaker=speaker, text=shortened(text, 140), row=canonical[doc_id])
        for role, speaker, text, doc_id in found
        if doc_id in canonical
    )


def read_issues(con: duckdb.DuckDBPyConnection, monday: date) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """What the checks found on the nights of the week, or without a night: check, why, what, each with its source.

    The address of a private person's account is left out.
    """
    found = con.execute(
        r"""
        with told as (
            select
                issues.check_name,
                issues.why,
                coalesce(sources.source_name || ': ', '')
                || coalesce('document ' || issues.doc_id || ': ', '')
                || if(sources.is_private, regexp_replace(issues.found, 'https?://\S+', '(address left out)', 'g'), issues.found)
                as found,
                count(distinct issues.day) as night_count
            from ops.issues as issues
            left join core.sources as sources on issues.source_id = sources.source_id
            where issues.day is null or issues.day between ? and ?
            group by all
        )

        select
            check_name,
            any_value(why),
            list(found || if(night_count > 1, ' (on ' || night_count || ' nights)', '') order by found)
        from told
        group by check_name
        order by check_name
        """,
        _nights(monday),
    ).fetchall()
    return tuple((name, why, tuple(what)) for name, why, what in found)


def read_rejections(con: duckdb.DuckDBPyConnection, monday: date) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Reason and addresses of what gave no document on the nights of the week, the most frequent reason first.

    The address of a private person's post is left out.
    """
    found = con.execute(
        """
        with told as (
            select distinct
                rejections.reason,
                rejections.url,
                if(sources.is_private, sources.source_name || ' (address left out)', rejections.url) as shown
            from ops.rejections as rejections
            inner join core.sources as sources on rejections.source_id = sources.source_id
            where rejections.day between ? and ?
        )

        select
            reason,
            list(shown order by shown, url)
        from told
        group by reason
        order by count(*) desc, reason
        """,
        _nights(monday),
    ).fetchall()
    return tuple((reason, tuple(urls)) for reason, urls in found)


def _nights(monday: date) -> list[date]:
    """First and last of the nights that gather the week."""
    return [monday + timedelta(days=1), monday + timedelta(days=7)]
