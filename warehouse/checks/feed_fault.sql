-- warn: a feed answers, but something is wrong with it: its dates, its keys, its validators, its characters
-- Of the newest night of each source; an empty feed is told by feed_empty.
select
    faults.day,
    faults.source_id,
    faults.name || ' in its feed ' || feeds.url || ': ' || faults.detail as found
from ops.feed_faults as faults
inner join ops.feed_outcomes as feeds
    on faults.day = feeds.day
    and faults.source_id = feeds.source_id
    and faults.position = feeds.position
where faults.name <> 'empty'
    and faults.day = (
        select max(nights.day)
        from ops.source_nights as nights
        where nights.source_id = faults.source_id
    )
    and faults.day > (select max(day) - 14 from ops.source_nights)
