-- The cluster of each document, named by the earliest in it.
-- One row per document.
create or replace temp table dedupe_clusters as
select
    t.doc_id,
    -- A few words that are the same everywhere make no cluster.
    if(z.n_live >= 8, r.root, t.doc_id) as cluster_id
from dedupe_texts as t
join dedupe_roots as r using (text_id)
join dedupe_sizes as z using (text_id);

-- How two documents are related: a quotes b in an excerpt, else a is the earlier.
-- One row per pair of documents that are related in a way that a reader can see.
create or replace temp table dedupe_relations as
with judged as (
    select
        m.*,
        case
            when e.rule in ('most-words', 'both-ways') then e.rule
            when p.a is not null then 'in-pieces'
            when k.likeness = 'furniture' then null
            when x.root = y.root then if(m.cov_max >= 0.5, 'same-cluster', null)
            when
                if(m.live_a <= m.live_b, m.cov_a, m.cov_b) >= 0.6
                and if(m.live_a <= m.live_b, m.cov_a * m.live_a, m.cov_b * m.live_b) >= 10
                and least(m.live_a, m.live_b) <= 60
                then 'teaser'
            when
                m.cov_max >= 0.15
                and m.longest_run >= 15
                -- Rewriting leaves short stretches everywhere, quoting leaves long ones.
                and m.mean_run >= if(k.likeness = 'template', 20, 10)
                and least(m.live_a, m.live_b) >= 25
                then 'passage'
        end as reason,
        case reason
            when 'teaser' then m.live_a <= m.live_b
            -- The text that was there first cannot quote: its cluster's first copy counts, not its own date.
            when 'passage' then ra.arrival > rb.arrival
            else true
        end as is_forward
    from dedupe_measures as m
    join dedupe_roots as x on x.text_id = m.a
    join dedupe_roots as y on y.text_id = m.b
    join dedupe_sizes as ra on ra.text_id = x.root
    join dedupe_sizes as rb on rb.text_id = y.root
    left join dedupe_lookalikes as k on k.a = m.a and k.b = m.b
    left join dedupe_edges as e on e.a = m.a and e.b = m.b
    left join dedupe_pieced as p on p.a = m.a and p.b = m.b
    where reason is not null
),
copies as (
    select
        t.text_id,
        t.doc_id,
        t.arrival,
        d.source_id,
        row_number() over (partition by t.text_id order by t.arrival) as place
    from dedupe_texts as t
    join dedupe_documents as d using (doc_id)
),
-- Every text stands for its copies; of a text with very many, the first twenty, so that a thousand equal pages
-- give no million of rows.
first_copies as (
    select *
    from copies
    where place <= 20
),
rows_of_texts as (
    select
        x.doc_id as a,
        y.doc_id as b,
        x.arrival < y.arrival as in_order,
        case
            when j.reason in ('teaser', 'passage') then 'excerpt'
            when x.source_id = y.source_id then 'updated_version'
            else 'near_duplicate'
        end as relation,
        j.is_forward,
        j.cov_a,
        j.cov_b,
        j.longest_run,
        j.reason as rule
    from judged as j
    join first_copies as x on x.text_id = j.a
    join first_copies as y on y.text_id = j.b
),
turned as (
    select
        *,
        if(relation = 'excerpt', is_forward, in_order) as keeps
    from rows_of_texts
),
same as (
    select
        x.doc_id as a,
        y.doc_id as b,
        t.n_words
    from first_copies as x
    join copies as y on y.text_id = x.text_id and y.arrival > x.arrival
    join dedupe_texts as t on t.doc_id = x.doc_id
    join dedupe_sizes as z on z.text_id = x.text_id
    where z.n_live >= 8
)
select
    if(keeps, a, b) as a,
    if(keeps, b, a) as b,
    relation,
    if(keeps, cov_a, cov_b) as cov_a,
    if(keeps, cov_b, cov_a) as cov_b,
    longest_run,
    rule
from turned
union all
select a, b, 'identical', 1.0, 1.0, n_words, 'same-words'
from same
order by a, b
