-- The numbers and the names of the texts that share half of their words with another one. A name is a capitalised
-- word inside a sentence. One row per text.
create or replace temp table dedupe_facts as
with wanted as (
    select a as text_id from dedupe_measures where cov_max >= 0.5
    union
    select b from dedupe_measures where cov_max >= 0.5
)
select
    w.text_id,
    list_distinct(
        regexp_extract_all(i.text, '\p{N}+')
        || flatten(list_transform(
            regexp_extract_all(i.text, '[\p{Ll},;] ((?:\p{Lu}[\p{L}\p{M}]+ ?)+)', 1),
            lambda names: string_split(trim(names), ' ')
        ))
    ) as facts,
    list_distinct(regexp_extract_all(i.text, '\p{N}+')) as numbers
from wanted as w
join dedupe_input as i on i.doc_id = w.text_id;

-- Pairs that share their words for another reason than telling the same.
-- One row per pair of texts.
create or replace temp table dedupe_lookalikes as
with compared as (
    select
        m.a,
        m.b,
        least(len(x.title_words), len(y.title_words)) as n_title_words,
        len(list_intersect(x.title_words, y.title_words)) as n_common_title_words,
        (
            len(list_intersect(x.title_words, y.words)) / len(x.title_words)
            + len(list_intersect(y.title_words, x.words)) / len(y.title_words)
        ) / 2 as title_share,
        least(len(f.facts), len(g.facts)) as n_facts,
        len(list_intersect(f.facts, g.facts)) as n_common_facts,
        least(len(f.numbers), len(g.numbers)) as n_numbers,
        len(list_intersect(f.numbers, g.numbers)) as n_common_numbers
    from dedupe_measures as m
    join dedupe_documents as x on x.doc_id = m.a
    join dedupe_documents as y on y.doc_id = m.b
    join dedupe_facts as f on f.text_id = m.a
    join dedupe_facts as g on g.text_id = m.b
    where m.cov_max >= 0.5
)
select
    a,
    b,
    case
        -- Two headlines that differ, and next to none of their words in the other's text: what the two share is the
        -- site's (see 2_texts.sql).
        when n_title_words >= 2 and n_common_title_words < 0.5 * n_title_words and title_share < 0.25 then 'furniture'
        -- Copies keep the numbers and the names; entries of a blotter, reports of each month have others.
        when n_facts >= 5 and n_common_facts < 0.4 * n_facts then 'template'
        when n_numbers >= 3 and n_common_numbers < 0.4 * n_numbers and n_common_facts < 0.55 * n_facts then 'template'
    end as likeness
from compared
where likeness is not null;

-- Pairs that are one text by themselves (`sure`), and those that need the rest of a cluster to tell (`doubtful`).
-- One row per pair of texts.
create or replace temp table dedupe_edges as
select
    a,
    b,
    case
        when cov_max >= 0.75 and cov_min >= 0.25 then 'most-words'
        when cov_max >= 0.6 and cov_min >= 0.5 and longest_run >= 25 then 'both-ways'
        when cov_max >= 0.5 and cov_min >= 0.15 and longest_run >= 45 and least(live_a, live_b) >= 100 then 'doubtful'
    end as rule
from dedupe_measures
anti join dedupe_lookalikes using (a, b)
where rule is not null
    and least(live_a, live_b) >= 25
    -- Two sentences that a long text begins with are its teaser, not its copy.
    and (least(live_a, live_b) >= 50 or cov_min >= 0.4)
