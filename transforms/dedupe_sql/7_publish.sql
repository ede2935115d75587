-- The touched clusters for readers. Reads: copies_touched_clusters.
delete from core.duplicate_clusters
where cluster_id in (select cluster_id from copies_touched_clusters)
    or doc_id in (
        select doc_id
        from ops.copy_clusters
        where ended_on is null and cluster_id in (select cluster_id from copies_touched_clusters)
    );

insert into core.duplicate_clusters by name
with members as (
    select
        clusters.doc_id,
        clusters.cluster_id,
        documents.source_id,
        documents."at",
        documents.arrival_no
    from ops.copy_clusters as clusters
    join ops.copy_documents as documents on documents.doc_id = clusters.doc_id and documents.ended_on is null
    where clusters.ended_on is null
        and clusters.cluster_id in (select cluster_id from copies_touched_clusters)
)
select
    doc_id,
    cluster_id,
    row_number() over (partition by cluster_id order by "at" nulls last, arrival_no) = 1 as is_canonical,
    count(*) over (partition by cluster_id) as cluster_document_count,
    sources.source_count as cluster_source_count
from members
join (
    select
        cluster_id,
        count(distinct source_id) as source_count
    from members
    group by cluster_id
) as sources using (cluster_id)
order by doc_id
