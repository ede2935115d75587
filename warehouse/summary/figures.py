"""The figures of one week, read once and handed to every form of the summary.

"Local policing" means relevance core, incident or passing. A figure of the weeks before is the mean of up to eight of
them. Weeks too little collected to compare are among them and named (see `WeekForms.is_comparable`); weeks without a
single collected night are not: what is known of them is what later feeds happened to repeat.
"""

import re
from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Any

import duckdb

from warehouse.summary.behind import (
    named,
    read_clusters,
    read_issues,
    read_quotes,
    read_rejections,
    read_rows,
)
from warehouse.summary.summary import Line, SourceLine, Summary, WeekForms

WEEKS_BEFORE = 8
MOST_AGENCIES = 15
FOCUS_TOPIC = "failure-to-respond"


class WeekError(ValueError):
    """The week cannot be summed up; the message says why and which weeks can."""


def read_summary(con: duckdb.DuckDBPyConnection, week: str) -> Summary:
    """Read the figures of a week from a warehouse or a snapshot of one.

    Raises:
        WeekError: the week is not written as 2026-W47, or the warehouse holds nothing of it.
    """
    monday = _monday(week)
    _refuse_unknown(con, week)
    before = _weeks_before(con, week)
    documents = read_rows(con, week)
    rows = tuple(row for row in documents if row.relevance != "none")
    last_day, last_loaded_at = _one(con, "select max(day), max(loaded_at) from ops.loads")
    place = _one(
        con,
        "select place_name || ', ' || place_state from core.sources group by all order by count(*) desc, 1 limit 1",
    )[0]
    weeks = _weeks(con, (*before, week))
    return Summary(
        week=week,
        monday=monday,
        sunday=monday + timedelta(days=6),
        place=place,
        last_day=last_day,
        last_loaded_at=last_loaded_at.replace(tzinfo=UTC),
        documents=len(documents),
        policing=len(rows),
        distinct=len({row.cluster_id for row in rows}),
        core=sum(row.relevance == "core" for row in rows),
        opinion=sum(row.form in {"opinion", "letter"} for row in rows),
        collected_share=weeks[-1].collected_share,
        topics=_topics(con, week, before),
        sources=_sources(con, week, before),
        forms=_forms(con, week, before),
        agencies=_agencies(con, week, before),
        voices=_voices(con, week, before),
        weeks=weeks,
        clusters=read_clusters(con, week, rows),
        focus=tuple(row for row in rows if FOCUS_TOPIC in row.topics and row.is_canonical),
        gone=tuple(row for row in rows if row.is_gone),
        quotes=read_quotes(con, week, rows),
        issues=read_issues(con, monday),
        rejections=read_rejections(con, monday),
        rows=rows,
        others=tuple(row for row in documents if row.relevance == "none"),
    )


def _monday(week: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-W[0-9]{2}", week):
        raise WeekError(f"{week!r} is not an ISO week; write it as 2026-W47.")
    try:
        return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    except ValueError as error:
        raise WeekError(f"{week!r}: the year {week[:4]} has no such week.") from error


def _refuse_unknown(con: duckdb.DuckDBPyConnection, week: str) -> None:
    known = [
        row[0] for row in con.execute("select distinct week from core.documents order by week").fetchall()
    ]
    if not known:
        raise WeekError("the warehouse is empty: load a night first.")
    if week not in known:
        held = ", ".join(known) if len(known) <= 4 else f"{len(known)} weeks from {known[0]} to {known[-1]}"
        raise WeekError(f"the warehouse holds nothing of week {week}; it has {held}.")


def _weeks_before(con: duckdb.DuckDBPyConnection, week: str) -> tuple[str, ...]:
    found = con.execute(
        """
        select week
        from mart.weekly_collection
        where week < ?
        group by week
        having sum(night_count) > 0
        order by week desc
        limit ?
        """,
        [week, WEEKS_BEFORE],
    ).fetchall()
    return tuple(sorted(row[0] for row in found))


def _one(con: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = con.execute(query).fetchone()
    assert row is not None, "aggregates and sources of a warehouse with documents give a row"
    return tuple(row)


def _lines(
    con: duckdb.DuckDBPyConnection, counted: str, week: str, before: tuple[str, ...]
) -> tuple[Line, ...]:
    """One line per key that has a row in the week or in those before, the most frequent first.

    Args:
        con: the warehouse.
        counted: query of a weekly mart: week, key, label, and the fields of `Line` (NULL where one has no meaning).
        week: whose figures they are.
        before: the weeks that `Line.before` is the mean of.
    """
    found = con.execute(
        f"""
        with counted as (
            {counted}
        ),

        marked as (
            select
                *,
                (week = $week)::integer as is_now
            from counted
            where week = $week or list_contains($before, week)
        )

        select
            key,
            any_value(label),
            sum("count" * is_now),
            sum("distinct" * is_now),
            sum(core * is_now),
            sum(sources * is_now),
            sum(share * is_now),
            sum("count" * (1 - is_now))
        from marked
        group by key
        order by 3 desc, 2, key
        """,  # noqa: S608 - one of the queries below
        {"week": week, "before": list(before)},
    ).fetchall()
    return tuple(
        Line(
            key=key,
            label=label,
            count=count,
            distinct=distinct,
            core=core,
            sources=sources,
            share=share,
            before=earlier / len(before) if before else None,
        )
        for key, label, count, distinct, core, sources, share, earlier in found
    )


def _topics(con: duckdb.DuckDBPyConnection, week: str, before: tuple[str, ...]) -> tuple[Line, ...]:
    """Every topic of the codebook, also those that nothing was coded with."""
    counted = _lines(
        con,
        """
        select week, topic as key, topic as label, document_count as "count", distinct_count as "distinct",
            core_count as core, source_count as sources, document_share as share
        from mart.weekly_topics
        """,
        week,
        before,
    )
    lines = {line.key: line for line in counted}
    topics = con.execute("select topic, coalesce(definition, '') from core.topics order by topic").fetchall()
    return tuple(
        sorted(
            (
                replace(lines[topic], label=topic.replace("-", " "), note=definition)
                for topic, definition in topics
            ),
            key=lambda line: (-line.count, line.key),
        )
    )


def _forms(con: duckdb.DuckDBPyConnection, week: str, before: tuple[str, ...]) -> tuple[Line, ...]:
    return _lines(
        con,
        """
        select week, form as key, replace(form, '_', ' ') as label, document_count as "count",
            distinct_count as "distinct", null as core, source_count as sources, document_share as share
        from mart.weekly_forms
        """,
        week,
        before,
    )


def _agencies(con: duckdb.DuckDBPyConnection, week: str, before: tuple[str, ...]) -> tuple[Line, ...]:
    lines = _lines(
        con,
        """
        select week, entity_id as key, agency || coalesce(', ' || state, '') as label, document_count as "count",
            distinct_count as "distinct", null as core, source_count as sources, null as share
        from mart.weekly_agencies
        """,
        week,
        before,
    )
    return tuple(line for line in lines if line.count)[:MOST_AGENCIES]


def _voices(con: duckdb.DuckDBPyConnection, week: str, before: tuple[str, ...]) -> tuple[Line, ...]:
    lines = _lines(
        con,
        """
        select week, speaker_role as key,
            if(speaker_role = 'unknown', 'role not known', replace(speaker_role, '-', ' ')) as label,
            quote_count as "count", null as "distinct", null as core, null as sources, word_share as share
        from mart.weekly_voices
        """,
        week,
        before,
    )
    return tuple(line for line in lines if line.count)


def _sources(con: duckdb.DuckDBPyConnection, week: str, before: tuple[str, ...]) -> tuple[SourceLine, ...]:
    # columns are named as SourceLine's fields are
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
            sources.source_name as name,
            sources.publisher,
            coalesce(marts.document_count, 0) as documents,
            coalesce(marts.policing_count, 0) as policing,
            coalesce(marts.core_count, 0) as core,
            coalesce(marts.incident_count, 0) as incident,
            coalesce(marts.passing_count, 0) as passing,
            coalesce(marts.original_count, 0) as original,
            marts.opinion_share,
            coalesce(earlier.policing_count, 0) as before,
            collection.night_count as nights,
            coalesce(
                collection.missed,
                if(sources.status = 'paused', 'paused: ' || sources.status_reason, 'not followed in this week')
            ) as missed
        from core.sources as sources
        left join mart.weekly_sources as marts on sources.source_id = marts.source_id and marts.week = $week
        left join earlier on sources.source_id = earlier.source_id
        left join mart.weekly_collection as collection
            on sources.source_id = collection.source_id and collection.week = $week
        order by policing desc, sources.source_id
        """,
        {"week": week, "before": list(before)},
    )
    return tuple(
        SourceLine(**line | {"before": line["before"] / len(before) if before else None})
        for line in named(found)
    )


def _weeks(con: duckdb.DuckDBPyConnection, weeks: tuple[str, ...]) -> tuple[WeekForms, ...]:
    forms: dict[str, dict[str, int]] = {week: {} for week in weeks}
    counted = con.execute(
        "select week, form, document_count from mart.weekly_forms where list_contains(?, week) order by week, form",
        [list(weeks)],
    ).fetchall()
    for week, form, count in counted:
        forms[week][form] = count
    shares = dict(
        con.execute("select week, avg(collected_share) from mart.weekly_collection group by week").fetchall()
    )
    return tuple(
        WeekForms(week=week, forms=forms[week], collected_share=shares.get(week) or 0.0) for week in weeks
    )
