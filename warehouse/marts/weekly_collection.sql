-- How much of each week was collected from each source: the denominator of the counts of that week.
-- grain: one row per week and active source
-- week: ISO week, such as 2026-W47
-- source_id: the source
-- night_count: nights on which it was collected, of the seven that gather the week (Tuesday's to the next Monday's)
-- collected_share: night_count / 7, 0 to 1; below 1, a low count may be a gap in the collecting, not in the coverage
-- missed: the other nights with what became of them, in order; empty where none was missed
with weeks as (
    select distinct
        week,
        strptime(week || '-1', '%G-W%V-%u')::date as monday_on
    from core.documents
),

nights as (
    select
        weeks.week,
        (weeks.monday_on + cast(offsets.days as integer))::date as day
    from weeks
    cross join (select unnest([1, 2, 3, 4, 5, 6, 7]) as days) as offsets
),

outcomes as (
    select
        nights.week,
        nights.day,
        sources.source_id,
        coalesce(source_nights.state, 'not_collected') as state
    from nights
    cross join core.sources as sources
    left join ops.source_nights as source_nights
        on nights.day = source_nights.day and sources.source_id = source_nights.source_id
    where sources.status = 'active'
)

select
    week,
    source_id,
    count(*) filter (where state in ('collected', 'partial')) as night_count,
    count(*) filter (where state in ('collected', 'partial')) / 7 as collected_share,
    coalesce(
        string_agg(strftime(day, '%a %-d %b') || ': ' || replace(state, '_', ' '), ', ' order by day)
            filter (where state not in ('collected', 'partial')),
        ''
    ) as missed
from outcomes
group by week, source_id
order by week, source_id
