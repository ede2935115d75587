-- How documents are related: a quotes b in an excerpt, else a is the earlier.
-- Reads: copies_reach, copies_broken (a_text_no, b_text_no, a_holds_b), the pairs that a round-up takes apart.
-- Leaves: core.duplicate_relations as of tonight.

create or replace temp table copies_open_pairs as
select *
from ops.copy_pairs
where ended_on is null
    and (a_text_no in (select text_no from copies_reach) or b_text_no in (select text_no from copies_reach));

-- Every text stands for its copies; of a text with very many, the first twenty, so that a thousand equal pages give no
-- million of rows.
create or replace temp table copies_holding as
select
    documents.text_no,
    documents.doc_id,
    documents.arrival_no,
    documents.source_id,
    coalesce(documents."at", timestamp '2999-12-31') as "at",
    clusters.cluster_id,
    texts.word_count,
    texts.live_count,
    row_number() over (partition by documents.text_no order by documents.arrival_no) as place
from ops.copy_documents as documents
join ops.copy_clusters as clusters on clusters.doc_id = documents.doc_id and clusters.ended_on is null
join ops.copy_texts as texts on texts.text_no = documents.text_no and texts.ended_on is null
where documents.ended_on is null
    and documents.text_no in (
        select text_no from copies_reach
        union all
        select a_text_no from copies_open_pairs
        union all
        select b_text_no from copies_open_pairs
    );

-- When the first of each cluster appeared: its copies did not quote what came later.
create or replace temp table copies_cluster_firsts as
select
    clusters.cluster_id,
    min(coalesce(documents."at", timestamp '2999-12-31')) as "at",
    min(documents.arrival_no) as arrival_no
from ops.copy_clusters as clusters
join ops.copy_documents as documents on documents.doc_id = clusters.doc_id and documents.ended_on is null
where clusters.ended_on is null and clusters.cluster_id in (select cluster_id from copies_holding)
group by clusters.cluster_id;

delete from core.duplicate_relations
where a_doc_id in (select doc_id from copies_holding where text_no in (select text_no from copies_reach))
    or b_doc_id in (select doc_id from copies_holding where text_no in (select text_no from copies_reach));

insert into core.duplicate_relations by name
with judged as (
    select
        pairs.*,
        a.cluster_id as a_cluster_id,
        b.cluster_id as b_cluster_id,
        broken.a_holds_b,
        greatest(pairs.a_share, pairs.b_share) as share_max,
        if(pairs.a_live_count <= pairs.b_live_count, pairs.a_share, pairs.b_share) as short_share,
        least(pairs.a_live_count, pairs.b_live_count) as short_count,
        case
            when broken.a_holds_b is not null then 'round-up'
            when pairs.likeness = 'furniture' then null
            when a.cluster_id = b.cluster_id then
                case
                    when pairs.rule in ('most-words', 'both-ways') then pairs.rule
                    when pairs.rule = 'doubtful' then 'in-pieces'
                    when share_max >= 0.5 then 'same-cluster'
                end
            when short_share >= 0.6 and short_share * short_count >= 10 and short_count <= 60 then 'teaser'
            when
                share_max >= 0.15
                and pairs.longest_run_count >= 15
                -- Rewriting leaves short stretches everywhere, quoting leaves long ones.
                and pairs.mean_run_count >= if(pairs.likeness = 'template', 20, 10)
                and short_count >= 25
                then 'passage'
        end as reason,
        case reason
            when 'round-up' then broken.a_holds_b
            -- A few words that come hours before an article announce it, even on another account. What stood elsewhere for
            -- half a day is quoted by it.
            when 'teaser' then
                if(
                    pairs.a_live_count <= pairs.b_live_count,
                    a.source_id = b.source_id or y."at" - x."at" < interval 12 hours,
                    a.source_id <> b.source_id and x."at" - y."at" >= interval 12 hours
                )
            -- The text that was there first cannot quote: its cluster's first copy counts, not its own date.
            when 'passage' then (x."at", x.arrival_no) > (y."at", y.arrival_no)
            else true
        end as is_forward
    from copies_open_pairs as pairs
    join copies_holding as a on a.text_no = pairs.a_text_no and a.place = 1
    join copies_holding as b on b.text_no = pairs.b_text_no and b.place = 1
    join copies_cluster_firsts as x on x.cluster_id = a.cluster_id
    join copies_cluster_firsts as y on y.cluster_id = b.cluster_id
    left join copies_broken as broken
        on broken.a_text_no = pairs.a_text_no and broken.b_text_no = pairs.b_text_no
),
related as (
    select
        x.doc_id as x_doc_id,
        y.doc_id as y_doc_id,
        case
            when judged.reason in ('teaser', 'passage', 'round-up') then 'excerpt'
            when judged.a_share = 1 and judged.b_share = 1 and judged.longest_run_count = x.word_count
                and x.word_count = y.word_count
                then 'identical'
            when x.source_id = y.source_id then 'updated_version'
            else 'near_duplicate'
        end as relation,
        if(relation = 'excerpt', judged.is_forward, (x."at", x.arrival_no) < (y."at", y.arrival_no)) as keeps,
        judged.a_share,
        judged.b_share,
        judged.longest_run_count,
        if(relation = 'identical', 'same-words', judged.reason) as rule,
        judged.night as decided_on
    from judged
    join copies_holding as x on x.text_no = judged.a_text_no and x.place <= 20
    join copies_holding as y on y.text_no = judged.b_text_no and y.place <= 20
    where judged.reason is not null
        and (judged.reason in ('teaser', 'passage', 'round-up') or x.cluster_id = y.cluster_id)
),
same as (
    select
        if((x."at", x.arrival_no) < (y."at", y.arrival_no), x.doc_id, y.doc_id) as a_doc_id,
        if((x."at", x.arrival_no) < (y."at", y.arrival_no), y.doc_id, x.doc_id) as b_doc_id,
        x.word_count,
        greatest(a.night, b.night) as decided_on
    from copies_holding as x
    join copies_holding as y on y.text_no = x.text_no and y.arrival_no > x.arrival_no
    join ops.copy_documents as a on a.doc_id = x.doc_id and a.ended_on is null
    join ops.copy_documents as b on b.doc_id = y.doc_id and b.ended_on is null
    where x.cluster_id = y.cluster_id and x.place <= 20
        and x.text_no in (select text_no from copies_reach)
),
rows_of_both as (
    select
        if(keeps, x_doc_id, y_doc_id) as a_doc_id,
        if(keeps, y_doc_id, x_doc_id) as b_doc_id,
        relation,
        if(keeps, a_share, b_share) as a_share,
        if(keeps, b_share, a_share) as b_share,
        longest_run_count,
        rule,
        decided_on
    from related
    union all
    select a_doc_id, b_doc_id, 'identical', 1.0, 1.0, word_count, 'same-words', decided_on
    from same
)
select *
from rows_of_both
order by a_doc_id, b_doc_id
