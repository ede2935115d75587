-- Items that several documents carry: wire copy, releases run as news, reposts; who had it first, who copied.
-- grain: one row per duplicate cluster of at least two documents
-- cluster_id: doc_id of the document of it that was collected first
-- week: ISO week of the canonical document
-- title: of the canonical document; its first words where it has no title
-- url: of the canonical document
-- first_source_id: source of the canonical document
-- first_appeared_at: UTC instant by which it is the earliest (see core.documents.appeared_at)
-- document_count: documents in the cluster
-- source_count: sources in the cluster
-- source_ids: the sources in the order in which they published, each once
-- relevance: of the canonical document
with members as (
    select
        clusters.cluster_id,
        documents.source_id,
        min(documents.appeared_at) as appeared_at,
        count(*) as document_count
    from core.duplicate_clusters as clusters
    inner join core.documents as documents on clusters.doc_id = documents.doc_id
    where clusters.cluster_document_count >= 2
    group by clusters.cluster_id, documents.source_id
),

grouped as (
    select
        cluster_id,
        sum(document_count)::integer as document_count,
        count(*) as source_count,
        list(source_id order by appeared_at, source_id) as source_ids
    from members
    group by cluster_id
)

select
    grouped.cluster_id,
    documents.week,
    coalesce(documents.title, left(texts.text, 80)) as title,
    documents.url,
    documents.source_id as first_source_id,
    documents.appeared_at as first_appeared_at,
    grouped.document_count,
    grouped.source_count,
    grouped.source_ids,
    documents.relevance
from grouped
inner join core.duplicate_clusters as canonical on grouped.cluster_id = canonical.cluster_id and canonical.is_canonical
inner join core.documents as documents on canonical.doc_id = documents.doc_id
inner join core.texts as texts on documents.doc_id = texts.doc_id and documents.text_sha256 = texts.text_sha256
order by documents.week, grouped.document_count desc, grouped.cluster_id
