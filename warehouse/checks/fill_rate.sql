-- warn: far fewer of a source's documents have a headline or a date than before; its pages may have changed
with first_days as (
    select
        doc_id,
        min(day) as day
    from core.document_captures
    group by doc_id
),

shares as (
    select
        documents.source_id,
        first_days.day > (select max(day) - 7 from ops.source_nights) as is_recent,
        count(*) as document_count,
        count(documents.title) / count(*) as title_share,
        count(documents.published_at) / count(*) as date_share
    from core.documents as documents
    inner join first_days on documents.doc_id = first_days.doc_id
    where documents.form <> 'post'
    group by documents.source_id, is_recent
),

compared as (
    select
        source_id,
        'a headline' as what,
        max(document_count) filter (where is_recent) as recent_count,
        max(document_count) filter (where not is_recent) as earlier_count,
        max(title_share) filter (where is_recent) as recent_share,
        max(title_share) filter (where not is_recent) as earlier_share
    from shares
    group by source_id
    union all
    select
        source_id,
        'a date',
        max(document_count) filter (where is_recent),
        max(document_count) filter (where not is_recent),
        max(date_share) filter (where is_recent),
        max(date_share) filter (where not is_recent)
    from shares
    group by source_id
)

select
    (select max(day) from ops.source_nights) as day,
    source_id,
    printf('%.0f%% of the documents of the last week have %s, %.0f%% of those before', 100 * recent_share, what, 100 * earlier_share) as found
from compared
where recent_count >= 10
    and earlier_count >= 10
    and recent_share < earlier_share - 0.3
