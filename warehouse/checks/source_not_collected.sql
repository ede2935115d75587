-- warn: an active source was not crawled; a low count of that night is a gap in the collecting
select
    day,
    source_id,
    'it is active, but no crawl of it took place' as found
from ops.source_nights
where state = 'not_collected'
    and day > (select max(day) - 14 from ops.source_nights)
