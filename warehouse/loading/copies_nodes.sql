-- The duplicate clusters that are new, stand for another text, or are no more. A cluster stands for the text of the member
-- that came first. Reads: copies_touched_clusters, copies_arriving, copies_texts_now. Leaves: node_arriving, node_leaving,
-- node_texts, node_apart.
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

-- Nodes of which the texts share their words for another reason than telling of one event: those that were found to be no
-- copies for it, and two of one source of which two fifths and more are the words of a form.
create or replace temp table node_apart as
with nodes as (
    select
        documents.doc_id as node_id,
        documents.text_no,
        documents.source_id,
        texts.first_night,
        texts.live_count < 0.6 * texts.word_count as is_form
    from ops.copy_documents as documents
    inner join ops.copy_texts as texts on documents.text_no = texts.text_no and texts.ended_on is null
    where documents.ended_on is null
        and documents.doc_id in (select cluster_id from ops.copy_clusters where ended_on is null)
),

arriving as (
    select *
    from nodes
    where node_id in (select node_id from node_arriving)
)

select
    a.node_id as a_node_id,
    b.node_id as b_node_id
from ops.copy_pairs as pairs
inner join nodes as a on pairs.a_text_no = a.text_no
inner join nodes as b on pairs.b_text_no = b.text_no
where pairs.ended_on is null
    and pairs.likeness is not null
    and (
        a.node_id in (select node_id from arriving)
        or b.node_id in (select node_id from arriving)
    )
union
select
    arriving.node_id,
    nodes.node_id
from arriving
inner join nodes on arriving.source_id = nodes.source_id and arriving.node_id <> nodes.node_id
where arriving.is_form
    and nodes.is_form
    and nodes.first_night >= getvariable('copies_floor');
