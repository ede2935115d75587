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
    having sum(n_docs) >= 4
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
-- Over all sources (`source_id` is not grouped), and within each.
spread as (
    select
        u.shingle,
        grouping(d.source_id) = 0 as is_one_source,
        count(*) as n_docs,
        count(distinct cast(d.dated as date)) as n_days,
        date_diff('day', min(d.dated), max(d.dated)) as days_between,
        (
            count(distinct s0) + count(distinct s1) + count(distinct s2) + count(distinct s3)
            + count(distinct s4) + count(distinct s5) + count(distinct s6) + count(distinct s7)
        ) / 8.0 as n_texts
    from uses as u
    join sketches using (text_id)
    join dedupe_texts as t using (text_id)
    join dedupe_documents as d using (doc_id)
    group by grouping sets ((u.shingle), (u.shingle, d.source_id))
    having n_docs >= 4
)
select distinct shingle
from spread
where
    -- said again over weeks: no story is copied for so long
    (not is_one_source and n_days >= 4 and days_between >= 14 and n_texts >= 2)
    -- by one source, in texts that are otherwise different
    or (is_one_source and n_docs >= 5 and n_texts >= 3)
    -- in many texts that have nothing else in common
    or (not is_one_source and n_docs >= 8 and n_texts >= 0.75 * n_docs)
