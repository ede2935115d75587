-- How much of each week was collected from each source: the denominator of the counts of that week.
-- grain: one row per week and source that was followed in it
-- week: ISO week, such as 2026-W47
-- source_id: the source; one that was paused all week, not followed yet or no more has no row
-- night_count: nights on which it was collected, of the seven that gather the week (Tuesday's to the next Monday's)
-- collected_share: night_count / 7, 0 to 1; below 1, a low count may be a gap in the collecting, not in the coverage
-- missed: the other nights with what became of them and why, in order; empty where none was missed
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

loaded as (
    select
        nights.week,
        source_nights.source_id,
        source_nights.state
    from nights
    inner join ops.source_nights as source_nights on nights.day = source_nights.day
),

followed as (
    select
        loaded.week,
        loaded.source_id
    from loaded
    inner join core.sources as sources on loaded.source_id = sources.source_id
    -- an active source that was skipped is one that robots.txt forbids: a gap; a paused one is none
    where loaded.state <> 'skipped' or sources.status = 'active'
    union
    -- a week without any night was missed by all
    select
        weeks.week,
        sources.source_id
    from weeks
    cross join core.sources as sources
    where sources.status = 'active' and weeks.week not in (select week from loaded)
),

reasons as (
    select
        day,
        source_id,
        string_agg(distinct outcome, ', ' order by outcome) as reason
    from ops.feed_outcomes
    where outcome not in ('ok', 'ok-empty')
    group by day, source_id
),

outcomes as (
    select
        followed.week,
        followed.source_id,
        nights.day,
        coalesce(source_nights.state in ('collected', 'partial'), false) as is_collected,
        replace(coalesce(source_nights.state, 'not_collected'), '_', ' ')
        || coalesce(' (' || reasons.reason || ')', '') as outcome
    from followed
    inner join nights on followed.week = nights.week
    left join ops.source_nights as source_nights
        on nights.day = source_nights.day and followed.source_id = source_nights.source_id
    left join reasons on nights.day = reasons.day and followed.source_id = reasons.source_id
),

gaps as (
    select
        week,
        source_id,
        min(day) as first_day,
        case count(*)
            when 7 then 'all seven nights'
            else string_agg(strftime(day, '%a %-d %b'), ', ' order by day)
        end || ': ' || outcome as gap
    from outcomes
    where not is_collected
    group by week, source_id, outcome
),

gaps_by_source as (
    select
        week,
        source_id,
        string_agg(gap, '; ' order by first_day) as missed
    from gaps
    group by week, source_id
)

select
    outcomes.week,
    outcomes.source_id,
    count(*) filter (where outcomes.is_collected) as night_count,
    count(*) filter (where outcomes.is_collected) / 7 as collected_share,
    coalesce(any_value(gaps_by_source.missed), '') as missed
from outcomes
left join gaps_by_source
    on outcomes.week = gaps_by_source.week and outcomes.source_id = gaps_by_source.source_id
group by outcomes.week, outcomes.source_id
order by outcomes.week, outcomes.source_id
