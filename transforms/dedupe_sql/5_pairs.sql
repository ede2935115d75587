-- Pairs of texts that share enough to be looked at, the earlier first.
-- One row per pair of texts.
create or replace temp table dedupe_live as
select
    text_id,
    position,
    shingle
from dedupe_shingles
anti join dedupe_stock using (shingle);

-- Words that stand in a stock shingle: they count neither as shared nor as not shared.
-- One row per text and position, with how many of them there are up to it.
create or replace temp table dedupe_dead as
select
    text_id,
    position,
    row_number() over (partition by text_id order by position) as n_dead
from (
    select distinct
        text_id,
        position + step as position
    from dedupe_shingles
    semi join dedupe_stock using (shingle)
    cross join (select unnest(range(5)) as step)
);

-- Sizes of the distinct texts, in words; `n_live` leaves the dead ones out.
-- One row per text.
create or replace temp table dedupe_sizes as
select
    t.text_id,
    t.arrival,
    t.n_words,
    t.n_words - coalesce(x.n_dead, 0) as n_live,
    d.source_id
from dedupe_texts as t
join dedupe_documents as d using (doc_id)
left join (select text_id, max(n_dead) as n_dead from dedupe_dead group by text_id) as x on x.text_id = t.text_id
where t.doc_id = t.text_id;

create or replace temp table dedupe_pairs as
with sampled as (
    select distinct
        l.shingle,
        l.text_id,
        z.arrival
    from dedupe_live as l
    join dedupe_sizes as z using (text_id)
    where z.n_live >= 8
        -- One shingle in four finds all pairs of long texts; a short one needs all it has.
        and (l.shingle % 4 = 0 or z.n_live < 120)
),
ranked as (
    select
        shingle,
        text_id,
        row_number() over (partition by shingle order by arrival) as place,
        count(*) over (partition by shingle) as n_texts
    from sampled
    qualify n_texts > 1
)
select
    a.text_id as a,
    b.text_id as b
from ranked as a
join ranked as b
    on a.shingle = b.shingle
    and a.place < b.place
    -- A shingle of many texts links each to the first ones and to those just before it, not to all.
    and (a.place <= 25 or b.place - a.place <= 25)
group by a.text_id, b.text_id
having count(*) >= 3
