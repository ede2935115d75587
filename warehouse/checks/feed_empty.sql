-- warn: a feed answers, but announces nothing; it is often a feed that was given up
with numbered as (
    select
        day,
        source_id,
        position,
        url,
        outcome,
        row_number() over (partition by source_id, position order by day desc) as nights_ago
    from ops.feed_outcomes
),

empty_since as (
    select
        source_id,
        position,
        coalesce(min(nights_ago) filter (where outcome <> 'ok-empty'), count(*) + 1) - 1 as night_count
    from numbered
    group by source_id, position
)

select
    numbered.day,
    numbered.source_id,
    'its feed ' || numbered.url || ' announced nothing on the last '
    || case empty_since.night_count when 1 then 'night' else empty_since.night_count || ' nights' end as found
from numbered
inner join empty_since
    on numbered.source_id = empty_since.source_id
    and numbered.position = empty_since.position
where numbered.nights_ago = 1
    and empty_since.night_count > 0
    and numbered.day > (select max(day) - 14 from ops.source_nights)
