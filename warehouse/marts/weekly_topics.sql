-- How much was published on each topic in each week, by items on local policing (relevance core, incident or passing).
-- grain: one row per week and topic
-- week: ISO week, such as 2026-W47
-- topic: the topic
-- document_count: documents coded with the topic
-- distinct_count: the same, copies of one item counted once
-- core_count: of the documents, those whose subject is the police themselves
-- source_count: sources that published at least one
-- document_share: of all documents on local policing in that week, 0 to 1; topics overlap, so shares do not add up to 1
with policing as (
    select
        documents.doc_id,
        documents.week,
        documents.source_id,
        documents.relevance,
        clusters.cluster_id
    from core.documents as documents
    inner join core.duplicate_clusters as clusters on documents.doc_id = clusters.doc_id
    where documents.relevance <> 'none'
),

weeks as (
    select
        week,
        count(*) as policing_count
    from policing
    group by week
)

select
    policing.week,
    topics.topic,
    count(*) as document_count,
    count(distinct policing.cluster_id) as distinct_count,
    count(*) filter (where policing.relevance = 'core') as core_count,
    count(distinct policing.source_id) as source_count,
    count(*) / any_value(weeks.policing_count) as document_share
from policing
inner join core.document_topics as topics on policing.doc_id = topics.doc_id
inner join weeks on policing.week = weeks.week
group by policing.week, topics.topic
order by policing.week, topics.topic
