-- warn: a source had fewer or more new documents in the last week than its file expects
with newest as (
    select max(day) as day
    from ops.source_nights
),

nights as (
    select
        source_id,
        min(day) as first_day,
        count(*) filter (where state = 'collected' and day > (select day - 7 from newest)) as recent_count
    from ops.source_nights
    where state in ('collected', 'partial')
    group by source_id
),

first_days as (
    select
        source_id,
        doc_id,
        min(day) as day
    from core.document_captures
    group by source_id, doc_id
),

-- the first night brings what had gathered before, which says nothing of a week
news as (
    select
        nights.source_id,
        nights.recent_count as night_count,
        count(first_days.doc_id) as document_count
    from nights
    left join first_days
        on nights.source_id = first_days.source_id
        and first_days.day > (select day - 7 from newest)
        and first_days.day > nights.first_day
    group by nights.source_id, nights.recent_count
)

select
    (select day from newest) as day,
    sources.source_id,
    news.document_count || ' new documents in the last week; its file expects '
    || case
        when news.document_count > sources.new_per_week_max then 'at most ' || sources.new_per_week_max
        else 'at least ' || sources.new_per_week_min
    end as found
from core.sources as sources
inner join news on sources.source_id = news.source_id
where sources.status = 'active'
    and (
        news.document_count > sources.new_per_week_max
        or (news.document_count < sources.new_per_week_min and news.night_count = 7)
    )
