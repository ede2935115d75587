-- How much was published on each topic in each week, by items on local policing (relevance core, incident or passing).
-- grain: one row per week with documents and topic of the codebook, also where the topic has none
-- week: ISO week, such as 2026-W47
-- topic: the topic
-- document_count: documents coded with the topic
-- distinct_count: the same, copies of one item counted once
-- core_count: of the documents, those whose subject is the police themselves
-- source_count: sources that published at least one
-- document_share: of all documents on local policing in that week, 0 to 1; topics overlap, so shares do not add up to 1; NULL where there are none
-- is_collected: a source at least was collected on a night at least that gathers the week; where not, the counts are strays that later nights brought
with weeks as (
    select
        week,
        count(*) filter (where relevance <> 'none') as policing_count
    from core.documents
    group by week
),

topics as (
    select topic from core.topics
    union
    select topic from core.document_topics
),

coded as (
    select
        documents.week,
        topics.topic,
        count(*) as document_count,
        count(distinct clusters.cluster_id) as distinct_count,
        count(*) filter (where documents.relevance = 'core') as core_count,
        count(distinct documents.source_id) as source_count
    from core.documents as documents
    inner join core.duplicate_clusters as clusters on documents.doc_id = clusters.doc_id
    inner join core.document_topics as topics on documents.doc_id = topics.doc_id
    where documents.relevance <> 'none'
    group by documents.week, topics.topic
),

collected as (
    -- the night of a Monday still gathers the week before
    select distinct strftime(day - 1, '%G-W%V') as week
    from ops.source_nights
    where state in ('collected', 'partial')
)

select
    weeks.week,
    topics.topic,
    coalesce(coded.document_count, 0) as document_count,
    coalesce(coded.distinct_count, 0) as distinct_count,
    coalesce(coded.core_count, 0) as core_count,
    coalesce(coded.source_count, 0) as source_count,
    coalesce(coded.document_count, 0) / nullif(weeks.policing_count, 0) as document_share,
    collected.week is not null as is_collected
from weeks
cross join topics
left join coded on weeks.week = coded.week and topics.topic = coded.topic
left join collected on weeks.week = collected.week
order by weeks.week, topics.topic
