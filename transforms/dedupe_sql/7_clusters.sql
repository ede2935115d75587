-- The cluster of each document within reach. Reads: copies_roots (text_no, root), one row per text that pairs join.
-- Leaves: ops.copy_clusters and core.duplicate_clusters as of tonight, copies_moved.

create or replace temp table copies_standing as
select
    documents.doc_id,
    documents.arrival_no,
    documents.source_id,
    documents."at",
    documents.text_no,
    documents.title_hash,
    documents.title_word_count,
    documents.title_share
from ops.copy_documents as documents
semi join copies_reach using (text_no)
where documents.ended_on is null;

create or replace temp table copies_membership as
with borrowed as (
    -- A page of which only the site's own words were caught shows the same text under any headline, and none of the
    -- headlines' words stand in it. Such a text is shared only by documents of one headline.
    select text_no
    from copies_standing
    where title_word_count >= 3
    group by text_no
    having count(distinct title_hash) > 1 and avg(title_share) < 0.3
),
firsts as (
    select
        text_no,
        arg_min(title_hash, arrival_no) as title_hash
    from copies_standing
    where title_hash is not null
    group by text_no
),
placed as (
    select
        standing.doc_id,
        standing.arrival_no,
        coalesce(roots.root, standing.text_no) as root,
        case
            -- a few words that are the same everywhere make no cluster
            when texts.live_count < 8 then standing.doc_id
            when borrowed.text_no is not null and standing.title_hash <> firsts.title_hash then standing.title_hash
            else 0
        end as part,
        if(part = 0, 0, standing.text_no) as part_text_no
    from copies_standing as standing
    join ops.copy_texts as texts on texts.text_no = standing.text_no and texts.ended_on is null
    left join copies_roots as roots on roots.text_no = standing.text_no
    left join borrowed on borrowed.text_no = standing.text_no
    left join firsts on firsts.text_no = standing.text_no
)
select
    doc_id,
    first_value(doc_id) over (partition by root, part, part_text_no order by arrival_no) as cluster_id
from placed;

-- One row per document whose cluster is another than before; NULL where it had or has none.
create or replace temp table copies_moved as
with before as (
    select
        doc_id,
        cluster_id
    from ops.copy_clusters
    where ended_on is null
        and doc_id in (select doc_id from copies_membership)
)
select
    coalesce(before.doc_id, membership.doc_id) as doc_id,
    before.cluster_id as old_cluster_id,
    membership.cluster_id as new_cluster_id
from before
full join copies_membership as membership on before.doc_id = membership.doc_id
where before.cluster_id is distinct from membership.cluster_id;

update ops.copy_clusters
set ended_on = getvariable('copies_night')
where ended_on is null and doc_id in (select doc_id from copies_moved where old_cluster_id is not null);

insert into ops.copy_clusters by name
select
    doc_id,
    getvariable('copies_night') as night,
    new_cluster_id as cluster_id
from copies_moved
where new_cluster_id is not null
order by doc_id;

create or replace temp table copies_touched_clusters as
select old_cluster_id as cluster_id from copies_moved where old_cluster_id is not null
union
select new_cluster_id from copies_moved where new_cluster_id is not null
union
select cluster_id from copies_membership;

-- What befell clusters, apart from documents that came, went or changed their text.
insert into core.cluster_changes by name
with standing as (
    select distinct cluster_id
    from ops.copy_clusters
    where ended_on is null and cluster_id in (select cluster_id from copies_touched_clusters)
),
earlier as (
    select distinct cluster_id
    from ops.copy_clusters
    where cluster_id in (select cluster_id from copies_touched_clusters)
        and night < getvariable('copies_night')
        and (ended_on is null or ended_on = getvariable('copies_night'))
),
moves as (
    select
        old_cluster_id,
        new_cluster_id,
        count(*) as document_count
    from copies_moved
    where old_cluster_id is not null and new_cluster_id is not null
        and doc_id not in (select doc_id from copies_arriving)
    group by old_cluster_id, new_cluster_id
),
judged as (
    select
        *,
        case
            when old_cluster_id not in (select cluster_id from standing) then 'merged'
            when new_cluster_id not in (select cluster_id from earlier) then 'split'
            else 'moved'
        end as change
    from moves
)
select
    getvariable('copies_night') as night,
    change,
    if(change = 'merged', new_cluster_id, old_cluster_id) as cluster_id,
    if(change = 'merged', old_cluster_id, new_cluster_id) as other_cluster_id,
    document_count
from judged
order by change, cluster_id, other_cluster_id
