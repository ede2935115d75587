-- Stories as documents, from stories as duplicate clusters.
-- Reads: story_docs (doc_id); ops.story_nodes, ops.story_pairs; the variable stories_since.
-- Leaves: story_changed, the documents whose story is another than before.

create or replace temp table story_concerned as
with nodes as (
    select node_id
    from ops.story_nodes
    where night >= getvariable('stories_since') or ended_on >= getvariable('stories_since')
    union
    select b_node_id
    from ops.story_pairs
    where night >= getvariable('stories_since') or ended_on >= getvariable('stories_since')
)

select doc_id
from story_docs
union
select clusters.doc_id
from core.duplicate_clusters as clusters
where clusters.cluster_id in (select node_id from nodes)
union
-- decided in a night that was taken back
select doc_id
from core.story_documents
where joined_on >= getvariable('stories_since');

create or replace temp table story_before as
select
    doc_id,
    story_id
from core.story_documents
where doc_id in (select doc_id from story_concerned);

delete from core.story_documents
where doc_id in (select doc_id from story_concerned);

insert into core.story_documents by name
select
    clusters.doc_id,
    nodes.story_id,
    nodes.joined_on,
    nodes.probability,
    nodes.rule
from core.duplicate_clusters as clusters
inner join ops.story_nodes as nodes on clusters.cluster_id = nodes.node_id and nodes.ended_on is null
where clusters.doc_id in (select doc_id from story_concerned)
order by clusters.doc_id;

create or replace temp table story_changed as
select coalesce(b.doc_id, now.doc_id) as doc_id
from story_before as b
full join (
    select
        doc_id,
        story_id
    from core.story_documents
    where doc_id in (select doc_id from story_concerned)
) as now on b.doc_id = now.doc_id
where b.story_id is distinct from now.story_id
order by all;

create or replace temp table story_due as
select story_id from story_before
union
select story_id
from core.story_documents
where doc_id in (select doc_id from story_concerned);

delete from core.stories where story_id in (select story_id from story_due);

create or replace temp table story_members as
select
    held.story_id,
    held.doc_id,
    clusters.cluster_id,
    clusters.is_canonical,
    documents.source_id,
    documents.appeared_at,
    documents.text_sha256,
    nullif(trim(documents.title), '') as title
from core.story_documents as held
inner join core.duplicate_clusters as clusters on held.doc_id = clusters.doc_id
inner join core.documents as documents on held.doc_id = documents.doc_id
where held.story_id in (select story_id from story_due)
qualify count(*) over (partition by held.story_id) >= 2;

insert into core.stories by name
with headed as (
    -- one headline for each cluster, at most fifty of a story: the words of two headlines are compared
    select
        story_id,
        doc_id,
        appeared_at,
        title,
        list_distinct(regexp_extract_all(lower(title), '[\p{L}\p{N}]+')) as words
    from story_members
    where title is not null
    qualify
        row_number() over (partition by story_id, cluster_id order by is_canonical desc, appeared_at, doc_id) = 1
        and row_number() over (partition by story_id order by is_canonical desc, appeared_at, doc_id) <= 50
),

central as (
    select
        one.story_id,
        one.doc_id,
        one.title,
        one.appeared_at,
        coalesce(
            sum(
                (1000 * length(list_intersect(one.words, other.words)))
                // greatest(length(one.words), length(other.words), 1)
            ),
            0
        ) as likeness
    from headed as one
    left join headed as other on one.story_id = other.story_id and one.doc_id <> other.doc_id
    group by one.story_id, one.doc_id, one.title, one.appeared_at
    qualify row_number() over (partition by one.story_id order by likeness desc, one.appeared_at, one.doc_id) = 1
),

untitled as (
    select
        members.story_id,
        members.doc_id,
        left(texts.text, 80) as title
    from story_members as members
    inner join core.texts as texts on members.doc_id = texts.doc_id and members.text_sha256 = texts.text_sha256
    where members.story_id not in (select story_id from central)
    qualify row_number() over (partition by members.story_id order by members.appeared_at, members.doc_id) = 1
),

named as (
    select
        members.story_id,
        mentions.kind,
        mentions.name || coalesce(', ' || mentions.state, '') as name,
        count(distinct members.cluster_id) as cluster_count
    from story_members as members
    inner join core.mentions as mentions on members.doc_id = mentions.doc_id
    where mentions.kind in ('place', 'agency') and mentions.entity_id is not null
    group by all
),

listed as (
    select
        story_id,
        list(name order by cluster_count desc, name) filter (where kind = 'place')[:10] as places,
        list(name order by cluster_count desc, name) filter (where kind = 'agency')[:10] as agencies
    from named
    group by story_id
),

counted as (
    select
        story_id,
        min(appeared_at) as first_appeared_at,
        max(appeared_at) as last_appeared_at,
        count(*)::integer as document_count,
        count(distinct cluster_id)::integer as cluster_count,
        count(distinct source_id)::integer as source_count
    from story_members
    group by story_id
)

select
    counted.story_id,
    coalesce(central.title, untitled.title, '') as title,
    coalesce(central.doc_id, untitled.doc_id) as title_doc_id,
    counted.first_appeared_at,
    counted.last_appeared_at,
    counted.document_count,
    counted.cluster_count,
    counted.source_count,
    coalesce(listed.places, []) as places,
    coalesce(listed.agencies, []) as agencies
from counted
left join central on counted.story_id = central.story_id
left join untitled on counted.story_id = untitled.story_id
left join listed on counted.story_id = listed.story_id
order by counted.story_id;

delete from core.story_links
where
    b_doc_id in (select doc_id from story_concerned)
    or a_doc_id in (select doc_id from story_concerned);

insert into core.story_links by name
with links as (
    select
        pairs.a_node_id as a_doc_id,
        pairs.b_node_id as b_doc_id,
        pairs.probability,
        pairs.shared,
        pairs.night as decided_on
    from ops.story_pairs as pairs
    inner join ops.story_nodes as a on pairs.a_node_id = a.node_id and a.ended_on is null
    inner join ops.story_nodes as b
        on pairs.b_node_id = b.node_id and b.ended_on is null and a.story_id = b.story_id
    where
        pairs.ended_on is null
        and length(pairs.shared) > 0
        and (
            pairs.b_node_id in (select doc_id from story_concerned)
            or pairs.a_node_id in (select doc_id from story_concerned)
        )
)

select *
from links
order by b_doc_id, probability desc, a_doc_id;

drop table story_concerned;
drop table story_before;
drop table story_due;
drop table story_members;
drop table story_docs;
