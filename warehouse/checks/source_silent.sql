-- warn: a source is collected each night, but has had nothing new for too long; it may have moved its news elsewhere
with news as (
    select
        source_id,
        max(day) as newest_day
    from (
        select
            source_id,
            doc_id,
            min(day) as day
        from core.document_captures
        group by source_id, doc_id
    )
    group by source_id
),

nights as (
    select
        nights.source_id,
        max(nights.day) as day,
        count(*) as night_count
    from ops.source_nights as nights
    left join news on nights.source_id = news.source_id
    where nights.state in ('collected', 'partial')
        and nights.day > coalesce(news.newest_day, date '1900-01-01')
    group by nights.source_id
)

select
    nights.day,
    nights.source_id,
    'nothing new on ' || nights.night_count || ' nights'
    || coalesce(' since ' || news.newest_day, ', and no document ever') as found
from nights
inner join core.sources as sources on nights.source_id = sources.source_id
left join news on nights.source_id = news.source_id
where sources.status = 'active'
    and sources.new_per_week_min is distinct from 0
    -- a week; less, but three nights, where the file expects so many a week that three times their usual distance is over
    and nights.night_count >= least(7, greatest(3, ceil(21 / coalesce(sources.new_per_week_min, 1))))
