-- The duplicate clusters that are new, stand for another text, or are no more. A cluster stands for the text of the member
-- that came first. Reads: copies_touched_clusters, copies_arriving, copies_texts_now. Leaves: node_arriving, node_leaving, node_texts.
create or replace temp table node_arriving as
with standing as (
    select distinct cluster_id
    from ops.copy_clusters
    where ended_on is null and cluster_id in (select cluster_id from copies_touched_clusters)
),

placed as (
    select
        node_id,
        any_value(story_id) as story_id
    from ops.story_nodes
    where ended_on is null and node_id in (select cluster_id from standing)
    group by node_id
)

select
    standing.cluster_id as node_id,
    lpad(documents.arrival_no::varchar, 10, '0') as order_key
from standing
inner join ops.copy_documents as documents on standing.cluster_id = documents.doc_id and documents.ended_on is null
left join placed on standing.cluster_id = placed.node_id
where placed.node_id is null or standing.cluster_id in (select doc_id from copies_arriving);

create or replace temp table node_leaving as
select node_id
from ops.story_nodes
where ended_on is null
    and node_id in (select cluster_id from copies_touched_clusters)
    and node_id not in (select cluster_id from ops.copy_clusters where ended_on is null);

create or replace temp view node_texts as
select
    documents.doc_id as node_id,
    documents.source_id,
    documents."at",
    texts.title,
    texts.text
from ops.copy_documents as documents
inner join copies_texts_now as texts on documents.doc_id = texts.doc_id
where documents.ended_on is null;
