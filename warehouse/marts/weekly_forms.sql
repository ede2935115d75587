-- In what form local policing was written about in each week: news, opinion, releases, posts, letters, records.
-- grain: one row per week and form
-- week: ISO week, such as 2026-W47
-- form: news, opinion, press_release, post, letter or record
-- document_count: documents on local policing (relevance core, incident or passing)
-- distinct_count: the same, copies of one item counted once
-- source_count: sources that published at least one
-- document_share: of all documents on local policing in that week, 0 to 1
with forms as (
    select
        documents.week,
        documents.form,
        count(*) as document_count,
        count(distinct clusters.cluster_id) as distinct_count,
        count(distinct documents.source_id) as source_count
    from core.documents as documents
    inner join core.duplicate_clusters as clusters on documents.doc_id = clusters.doc_id
    where documents.relevance <> 'none'
    group by documents.week, documents.form
)

select
    week,
    form,
    document_count,
    distinct_count,
    source_count,
    document_count / sum(document_count) over (partition by week) as document_share
from forms
order by week, form
