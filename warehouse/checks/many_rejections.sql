-- warn: much of what a source announces gives no document; its pages may have changed, or it may block the crawl
with recent as (
    select
        source_id,
        max(day) as day,
        sum(rejection_count) as rejection_count,
        sum(document_count) as document_count
    from ops.source_nights
    where day > (select max(day) - 7 from ops.source_nights)
    group by source_id
),

reasons as (
    select
        source_id,
        mode(reason order by reason) as reason
    from ops.rejections
    where day > (select max(day) - 7 from ops.source_nights)
    group by source_id
)

select
    recent.day,
    recent.source_id,
    recent.rejection_count || ' of ' || (recent.rejection_count + recent.document_count)
    || ' gave no document in the last week, most often for ' || reasons.reason as found
from recent
inner join reasons on recent.source_id = reasons.source_id
where recent.rejection_count >= 5
    and recent.rejection_count > 0.3 * (recent.rejection_count + recent.document_count)
