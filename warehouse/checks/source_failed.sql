-- warn: all or some feeds of a source did not answer; what they announced that night may be missing
select
    nights.day,
    nights.source_id,
    case nights.state
        when 'failed' then 'no feed answered'
        else 'not all feeds answered, or the crawl did not end'
    end || coalesce(': ' || string_agg(distinct feeds.outcome, ', ' order by feeds.outcome), '') as found
from ops.source_nights as nights
left join ops.feed_outcomes as feeds
    on nights.day = feeds.day
    and nights.source_id = feeds.source_id
    and feeds.outcome not in ('ok', 'ok-empty')
where nights.state in ('failed', 'partial')
    and nights.day > (select max(day) - 14 from ops.source_nights)
group by nights.day, nights.source_id, nights.state
