-- Shingles that belong to a site or a form, not to a story: furniture, templates, standing phrases.
-- One row per shingle.
create or replace temp table dedupe_stock as
with copies as (
    select
        text_id,
        count(*) as n_docs
    from dedupe_texts
    group by text_id
),
frequent as (
    select shingle
    from dedupe_shingles
    join copies using (text_id)
    group by shingle
    having sum(n_docs) >= 3
),
-- The least shingle in each of eight classes sketches a text: texts that are versions of each other mostly agree in
-- them, texts that only share furniture mostly do not.
sketches as (
    select
        text_id,
        coalesce(min(shingle) filter (shingle % 8 = 0), hash(text_id)) as s0,
        coalesce(min(shingle) filter (shingle % 8 = 1), hash(text_id)) as s1,
        coalesce(min(shingle) filter (shingle % 8 = 2), hash(text_id)) as s2,
        coalesce(min(shingle) filter (shingle % 8 = 3), hash(text_id)) as s3,
        coalesce(min(shingle) filter (shingle % 8 = 4), hash(text_id)) as s4,
        coalesce(min(shingle) filter (shingle % 8 = 5), hash(text_id)) as s5,
        coalesce(min(shingle) filter (shingle % 8 = 6), hash(text_id)) as s6,
        coalesce(min(shingle) filter (shingle % 8 = 7), hash(text_id)) as s7
    from dedupe_shingles
    group by text_id
),
uses as (
    select distinct
        s.shingle,
        s.text_id
    from dedupe_shingles as s
    join frequent using (shingle)
),
by_source as (
    select
        u.shingle,
        d.source_id,
        count(*) as n_docs,
        list(distinct cast(d.dated as date)) as days,
        (
            count(distinct s0) + count(distinct s1) + count(distinct s2) + count(distinct s3)
            + count(distinct s4) + count(distinct s5) + count(distinct s6) + count(distinct s7)
        ) / 8.0 as n_texts
    from uses as u
    join sketches using (text_id)
    join dedupe_texts as t using (text_id)
    join dedupe_documents as d using (doc_id)
    group by u.shingle, d.source_id
)
select shingle
from by_source
group by shingle
having
    -- said again over weeks: no story is copied for so long
    (
        sum(n_docs) >= 4
        and len(list_distinct(flatten(list(days)))) >= 4
        and list_max(flatten(list(days))) - list_min(flatten(list(days))) >= 14
    )
    -- one source's, in texts that are otherwise different
    or (sum(n_docs) >= 5 and max(n_docs) >= 0.8 * sum(n_docs) and arg_max(n_texts, n_docs) >= 3)
