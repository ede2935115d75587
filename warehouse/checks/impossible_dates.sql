-- warn: a date cannot be right; the document is counted in the wrong week
select
    doc_id,
    source_id,
    day,
    case
        when published_at > fetched_at + interval 1 hour
            then 'published ' || published_at || ', after it was fetched (' || fetched_at || ')'
        when published_on < date '1990-01-01' then 'published on ' || published_on
        else 'changed ' || modified_at || ', after it was fetched (' || fetched_at || ')'
    end as found
from core.documents
where published_at > fetched_at + interval 1 hour
    or published_on < date '1990-01-01'
    or modified_at > fetched_at + interval 1 hour
