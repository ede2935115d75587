"""The figures of one week, read once and handed to every form of the summary.

"Local policing" means relevance core, incident or passing. A figure of the weeks before is the mean of up to eight of
them, those only partly collected included and named (see `Summary.weeks`).
"""

import re
from datetime import UTC, date, timedelta
from typing import Any

import duckdb

from warehouse.summary.summary import Cluster, Line, QuoteRow, Row, SourceLine, Summary, WeekForms

WEEKS_BEFORE = 8
LARGEST_CLUSTERS = 10
FOCUS_TOPIC = "failure-to-respond"


class WeekError(ValueError):
    """The week cannot be summed up; the message says why and which weeks can."""


def read_summary(con: duckdb.DuckDBPyConnection, week: str) -> Summary:
    """Read the figures of a week from a warehouse or a snapshot of one.

    Raises:
        WeekError: the week is not written as 2026-W47, or the warehouse holds nothing of it.
    """
    monday = _monday(week)
    known = [
        row[0] for row in con.execute("select distinct week from core.documents order by week").fetchall()
    ]
    if week not in known:
        raise WeekError(
            f"the warehouse holds nothing of week {week}; it has {', '.join(known) or 'no week at all'}."
        )
    before = tuple(known[max(0, known.index(week) - WEEKS_BEFORE) : known.index(week)])
    rows = _rows(con, week)
    last_day, last_loaded_at = _one(con, "select max(day), max(loaded_at) from ops.loads")
    documents = _one(con, "select count(*) from core.documents where week = ?", week)[0]
    place = _one(
        con,
        "select place_name || ', ' || place_state from core.sources group by all order by count(*) desc, 1 limit 1",
    )[0]
    share = _one(
        con, "select coalesce(avg(collected_share), 0) from mart.weekly_collection where week = ?", week
    )[0]
    return Summary(
        week=week,
        monday=monday,
        sunday=monday + timedelta(days=6),
        place=place,
        last_day=last_day,
        last_loaded_at=last_loaded_at.replace(tzinfo=UTC),
        documents=documents,
        policing=len(rows),
        distinct=len({row.cluster_id for row in rows}),
        core=sum(row.relevance == "core" for row in rows),
        opinion=sum(row.form in {"opinion", "letter"} for row in rows),
        collected_share=share,
        topics=_topics(con, week, before),
        sources=_sources(con, week, before),
        forms=_forms(con, week, before),
        agencies=_agencies(con, week, before),
        voices=_voices(con, week, before),
        weeks=_weeks(con, (*before, week)),
        clusters=_clusters(con, week, rows),
        focus=tuple(row for row in rows if FOCUS_TOPIC in row.topics and row.is_canonical),
        gone=tuple(row for row in rows if row.is_gone),
        quotes=_quotes(con, week, rows),
        issues=_issues(con),
        rejections=_rejections(con, monday),
        rows=rows,
    )


def _monday(week: str) -> date:
    if not re.fullmatch(r"\d{4}-W\d{2}", week):
        raise WeekError(f"{week!r} is not an ISO week; write it as 2026-W47.")
    try:
        return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    except ValueError as error:
        raise WeekError(f"{week!r}: the year {week[:4]} has no such week.") from error


def _one(con: duckdb.DuckDBPyConnection, query: str, *values: object) -> tuple[Any, ...]:
    row = con.execute(query, values).fetchone()
    if row is None:
        raise WeekError("the warehouse is empty: load a night first.")
    return tuple(row)


def _topics(con: duckdb.DuckDBPyConnection, week: str, before: tuple[str, ...]) -> tuple[Line, ...]:
    found = con.execute(
        """
        select
            topics.topic,
            coalesce(topics.definition, ''),
            coalesce(any_value(marts.document_count) filter (where marts.week = $week), 0) as document_count,
            coalesce(any_value(marts.distinct_count) filter (where marts.week = $week), 0),
            coalesce(any_value(marts.core_count) filter (where marts.week = $week), 0),
            coalesce(any_value(marts.source_count) filter (where marts.week = $week), 0),
            any_value(marts.document_share) filter (where marts.week = $week),
            coalesce(sum(marts.document_count) filter (where list_contains($before, marts.week)), 0)
        from core.topics as topics
        left join mart.weekly_topics as marts on topics.topic = marts.topic
        group by topics.topic, topics.definition
        order by document_count desc, topics.topic
        """,
        {"week": week, "before": list(before)},
    ).fetchall()
    return tuple(
        Line(
            key=topic,
            label=topic.replace("-", " "),
            count=count,
            distinct=distinct,
            core=core,
            sources=sources,
            share=share or 0.0,
            before=total / len(before) if before else None,
            note=definition,
        )
        for topic, definition, count, distinct, core, sources, share, total in found
    )


def _forms(con: duckdb.DuckDBPyConnection, week: str, before: tuple[str, ...]) -> tuple[Line, ...]:
    found = con.execute(
        """
        select
            form,
            coalesce(any_value(document_count) filter (where week = $week), 0) as documents,
            coalesce(any_value(distinct_count) filter (where week = $week), 0),
            coalesce(any_value(source_count) filter (where week = $week), 0),
            coalesce(any_value(document_share) filter (where week = $week), 0),
            coalesce(sum(document_count) filter (where list_contains($before, week)), 0)
        from mart.weekly_forms
        where week = $week or list_contains($before, week)
        group by form
        order by documents desc, form
        """,
        {"week": week, "before": list(before)},
    ).fetchall()
    return tuple(
        Line(
            key=form,
            label=form.replace("_", " "),
            count=count,
            distinct=distinct,
            sources=sources,
            share=share,
            before=total / len(before) if before else None,
        )
        for form, count, distinct, sources, share, total in found
    )


def _agencies(con: duckdb.DuckDBPyConnection, week: str, before: tuple[str, ...]) -> tuple[Line, ...]:
    found = con.execute(
        """
        select
            entity_id,
            agency || coalesce(', ' || state, ''),
            coalesce(any_value(document_count) filter (where week = $week), 0) as documents,
            coalesce(any_value(distinct_count) filter (where week = $week), 0),
            coalesce(any_value(source_count) filter (where week = $week), 0),
            coalesce(sum(document_count) filter (where list_contains($before, week)), 0)
        from mart.weekly_agencies
        group by entity_id, agency, state
        having documents > 0
        order by documents desc, agency, entity_id
        limit 15
        """,
        {"week": week, "before": list(before)},
    ).fetchall()
    return tuple(
        Line(
            key=entity_id,
            label=name,
            count=count,
            distinct=distinct,
            sources=sources,
            before=total / len(before) if before else None,
        )
        for entity_id, name, count, distinct, sources, total in found
    )


def _voices(con: duckdb.DuckDBPyConnection, week: str, before: tuple[str, ...]) -> tuple[Line, ...]:
    found = con.execute(
        """
        select
            speaker_role,
            any_value(quote_count) filter (where week = $week) as quotes,
            any_value(word_share) filter (where week = $week),
            coalesce(sum(quote_count) filter (where list_contains($before, week)), 0)
        from mart.weekly_voices
        group by speaker_role
        having quotes > 0
        order by quotes desc, speaker_role
        """,
        {"week": week, "before": list(before)},
    ).fetchall()
    return tuple(
        Line(
            key=role,
            label=role.replace("-", " "),
            count=count,
            share=share,
            before=total / len(before) if before else None,
        )
        for role, count, share, total in found
    )


def _sources(con: duckdb.DuckDBPyConnection, week: str, before: tuple[str, ...]) -> tuple[SourceLine, ...]:
    found = con.execute(
        """
        with earlier as (
            select
                source_id,
                sum(policing_count) as policing_count
            from mart.weekly_sources
            where list_contains($before, week)
            group by source_id
        )

        select
            sources.source_id,
            sources.source_name,
            sources.publisher,
            coalesce(marts.document_count, 0),
            coalesce(marts.policing_count, 0) as policing,
            coalesce(marts.core_count, 0),
            coalesce(marts.incident_count, 0),
            coalesce(marts.passing_count, 0),
            coalesce(marts.original_count, 0),
            marts.opinion_share,
            coalesce(earlier.policing_count, 0),
            coalesce(collection.night_count, 0),
            coalesce(collection.missed, sources.status_reason, '')
        from core.sources as sources
        left join mart.weekly_sources as marts on sources.source_id = marts.source_id and marts.week = $week
        left join earlier on sources.source_id = earlier.source_id
        left join mart.weekly_collection as collection
            on sources.source_id = collection.source_id and collection.week = $week
        order by policing desc, sources.source_id
        """,
        {"week": week, "before": list(before)},
    ).fetchall()
    return tuple(
        SourceLine(
            source_id=source_id,
            name=name,
            publisher=publisher,
            documents=documents,
            policing=policing,
            core=core,
            incident=incident,
            passing=passing,
            original=original,
            opinion_share=opinion_share,
            before=total / len(before) if before else None,
            nights=nights,
            missed=missed,
        )
        for (
            source_id,
            name,
            publisher,
            documents,
            policing,
            core,
            incident,
            passing,
            original,
            opinion_share,
            total,
            nights,
            missed,
        ) in found
    )


def _weeks(con: duckdb.DuckDBPyConnection, weeks: tuple[str, ...]) -> tuple[WeekForms, ...]:
    forms: dict[str, dict[str, int]] = {week: {} for week in weeks}
    counted = con.execute(
        "select week, form, document_count from mart.weekly_forms order by week, form"
    ).fetchall()
    for week, form, count in counted:
        if week in forms:
            forms[week][form] = count
    shares = dict(
        con.execute("select week, avg(collected_share) from mart.weekly_collection group by week").fetchall()
    )
    return tuple(
        WeekForms(week=week, forms=forms[week], collected_share=shares.get(week) or 0.0) for week in weeks
    )


def _rows(con: duckdb.DuckDBPyConnection, week: str) -> tuple[Row, ...]:
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
            documents.doc_key::varchar,
            documents.source_id,
            sources.source_name,
            documents.title,
            documents.form,
            documents.relevance,
            documents.published_at,
            documents.appeared_on,
            documents.url,
            coalesce(topics.topics, []),
            coalesce(agencies.agencies, []),
            clusters.cluster_id,
            clusters.is_canonical,
            clusters.cluster_document_count,
            documents.gone_at is not null,
            documents.version_count,
            documents.warc_path,
            documents.warc_offset,
            left(texts.text, 160),
            coalesce(agencies.agency_ids, [])
        from core.documents as documents
        inner join core.sources as sources on documents.source_id = sources.source_id
        inner join core.duplicate_clusters as clusters on documents.doc_id = clusters.doc_id
        inner join core.texts as texts
            on documents.doc_id = texts.doc_id and documents.text_sha256 = texts.text_sha256
        left join topics on documents.doc_id = topics.doc_id
        left join agencies on documents.doc_id = agencies.doc_id
        where documents.week = ? and documents.relevance <> 'none'
        order by documents.appeared_at, documents.doc_id
        """,
        [week],
    ).fetchall()
    return tuple(
        Row(
            doc_id=row[0],
            doc_key=row[1],
            source_id=row[2],
            source_name=row[3],
            title=row[4] or _opening(row[19], 80),
            form=row[5],
            relevance=row[6],
            published_at=row[7].replace(tzinfo=UTC) if row[7] else None,
            appeared_on=row[8],
            url=row[9],
            topics=tuple(row[10]),
            agencies=tuple(row[11]),
            agency_ids=tuple(row[20]),
            cluster_id=row[12],
            is_canonical=row[13],
            copies=row[14],
            is_gone=row[15],
            version_count=row[16],
            warc_path=row[17],
            warc_offset=row[18],
            opening=_opening(row[19], 160),
        )
        for row in found
    )


def _opening(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) < length else line[: length - 1].rsplit(" ", 1)[0] + "…"


def _clusters(con: duckdb.DuckDBPyConnection, week: str, rows: tuple[Row, ...]) -> tuple[Cluster, ...]:
    found = con.execute(
        """
        select marts.cluster_id, marts.title, sources.source_name, marts.first_appeared_at,
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
            title=_opening(title, 110),
            first_source=first_source,
            first_at=first_at.replace(tzinfo=UTC),
            members=tuple(row for row in rows if row.cluster_id == cluster_id),
            documents=documents,
            sources=sources,
        )
        for cluster_id, title, first_source, first_at, documents, sources in found
    )


def _issues(con: duckdb.DuckDBPyConnection) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    found = con.execute(
        """
        select check_name, any_value(why), list(distinct found order by found)
        from ops.issues
        group by check_name
        order by check_name
        """
    ).fetchall()
    return tuple((name, why, tuple(what)) for name, why, what in found)


def _rejections(con: duckdb.DuckDBPyConnection, monday: date) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = con.execute(
        """
        select reason, list(distinct url order by url)
        from ops.rejections
        where day between ? and ?
        group by reason
        order by count(distinct url) desc, reason
        """,
        [monday + timedelta(days=1), monday + timedelta(days=7)],
    ).fetchall()
    return tuple((reason, tuple(urls)) for reason, urls in found)


def _quotes(con: duckdb.DuckDBPyConnection, week: str, rows: tuple[Row, ...]) -> tuple[QuoteRow, ...]:
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
        QuoteRow(role=role, speaker=speaker, text=_opening(text, 140), row=canonical[doc_id])
        for role, speaker, text, doc_id in found
        if doc_id in canonical
    )
