-- Which documents have the same words throughout, each with the earliest of its kind.
-- One row per document.
create or replace temp table dedupe_texts as
with keyed as (
    select
        doc_id,
        arrival,
        len(words) as n_words,
        hash(words) as text_hash,
        title_words,
        words
    from dedupe_documents
),
repeated as (
    select
        text_hash,
        n_words
    from keyed
    group by text_hash, n_words
    having count(*) > 1
),
-- A page of which only the site's own words were caught shows the same text under any headline, and none of the
-- headlines' words stand in it. Such a text is shared only by documents of one headline.
borrowed as (
    select
        text_hash,
        n_words
    from keyed
    join repeated using (text_hash, n_words)
    where len(title_words) >= 3
    group by text_hash, n_words
    having count(distinct title_words) > 1
        and avg(len(list_intersect(title_words, words)) / len(title_words)) < 0.3
)
select
    k.doc_id,
    k.arrival,
    k.n_words,
    first_value(k.doc_id) over (
        partition by k.text_hash, k.n_words, case when b.text_hash is not null then k.title_words end
        order by k.arrival
    ) as text_id
from keyed as k
left join borrowed as b using (text_hash, n_words)
