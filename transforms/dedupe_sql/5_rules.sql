-- Which of the pairs are one text, and which only look so. Leaves: ops.copy_pairs as of tonight, copies_fresh.

-- The numbers and the names of the texts that share half of their words with another one. A name is a capitalised
-- word inside a sentence. One row per text.
create or replace temp table copies_facts as
with wanted as (
    select a_text_no as text_no from copies_measures where share_max >= 0.5
    union
    select b_text_no from copies_measures where share_max >= 0.5
)
select
    wanted.text_no,
    list_distinct(
        regexp_extract_all(source.text, '\p{N}+')
        || flatten(list_transform(
            regexp_extract_all(source.text, '[\p{Ll},;] ((?:\p{Lu}[\p{L}\p{M}]+ ?)+)', 1),
            lambda names: string_split(trim(names), ' ')
        ))
    ) as facts,
    list_distinct(regexp_extract_all(source.text, '\p{N}+')) as numbers
from wanted
join copies_texts as texts using (text_no)
join copies_source as source on source.doc_id = texts.doc_id;

-- Whether a pair shares its words for another reason than telling the same, and the share of the facts of the one with
-- fewer that both have. One row per pair of texts.
create or replace temp table copies_lookalikes as
with compared as (
    select
        measures.a_text_no,
        measures.b_text_no,
        least(len(x.title_words), len(y.title_words)) as n_title_words,
        len(list_intersect(x.title_words, y.title_words)) as n_common_title_words,
        (
            len(list_intersect(x.title_words, y.words)) / len(x.title_words)
            + len(list_intersect(y.title_words, x.words)) / len(y.title_words)
        ) / 2 as title_share,
        greatest(
            len(list_intersect(x.title_words, y.words)) / len(x.title_words),
            len(list_intersect(y.title_words, x.words)) / len(y.title_words)
        ) as best_title_share,
        x.title_words = y.title_words as has_same_title,
        (
            len(list_intersect(x.title_words, x.words)) / len(x.title_words)
            + len(list_intersect(y.title_words, y.words)) / len(y.title_words)
        ) / 2 as own_title_share,
        measures.share_max,
        measures.mean_run_count,
        len(measures.stretches) as stretch_count,
        v.source_id = w.source_id as has_same_source,
        least(len(f.facts), len(g.facts)) as n_facts,
        len(list_intersect(f.facts, g.facts)) as n_common_facts,
        least(len(f.numbers), len(g.numbers)) as n_numbers,
        len(list_intersect(f.numbers, g.numbers)) as n_common_numbers
    from copies_measures as measures
    join copies_texts as x on x.text_no = measures.a_text_no
    join copies_texts as y on y.text_no = measures.b_text_no
    join ops.copy_documents as v on v.doc_id = x.doc_id and v.ended_on is null
    join ops.copy_documents as w on w.doc_id = y.doc_id and w.ended_on is null
    left join copies_facts as f on f.text_no = measures.a_text_no
    left join copies_facts as g on g.text_no = measures.b_text_no
)
select
    a_text_no,
    b_text_no,
    case
        -- Two headlines that differ, and next to none of their words in the other's text: what the two share is the
        -- site's.
        when n_title_words >= 2 and n_common_title_words < 0.5 * n_title_words
            and if(share_max >= 0.5, title_share < 0.25, best_title_share < 0.35)
            then 'furniture'
        -- Nor does either text say what its own headline says.
        when share_max >= 0.5 and n_title_words >= 3 and not has_same_title and own_title_share < 0.25 then 'furniture'
        -- Copies keep the numbers and the names; entries of a blotter, reports of each month have others.
        when share_max >= 0.5 and n_facts >= 5 and n_common_facts < 0.4 * n_facts then 'template'
        when share_max >= 0.5 and n_numbers >= 3 and n_common_numbers < 0.4 * n_numbers
            and n_common_facts < 0.55 * n_facts
            then 'template'
        -- A source that updates a text changes it in some places; one that fills in a form, everywhere.
        when has_same_source and mean_run_count < 15 and not coalesce(has_same_title, false)
            and (stretch_count >= 6 or (share_max between 0.5 and 0.75 and n_facts >= 5 and n_common_facts < 0.5 * n_facts))
            then 'template'
    end as likeness,
    if(n_facts > 0, n_common_facts / n_facts, null) as fact_share
from compared;

create or replace temp table copies_judged as
select
    measures.*,
    lookalikes.likeness,
    case
        when lookalikes.likeness is not null then null
        when least(a_live_count, b_live_count) < 25 then null
        -- Two sentences that a long text begins with are its teaser, not its copy.
        when least(a_live_count, b_live_count) < 50 and share_min < 0.4 then null
        when share_max >= 0.75 and share_min >= 0.25 then 'most-words'
        when share_max >= 0.6 and share_min >= 0.5 and longest_run_count >= 25 then 'both-ways'
        -- Rewriting leaves short stretches everywhere, copying leaves longer ones.
        when share_max >= 0.6 and share_min >= 0.38 and share_max + share_min >= 1.08 and mean_run_count >= 9.5
            and coalesce(lookalikes.fact_share >= 0.6, true)
            then 'both-ways'
        when share_max >= 0.5 and share_min >= 0.15 and longest_run_count >= 45 and least(a_live_count, b_live_count) >= 100
            then 'doubtful'
    end as likely,
    case
        when likely is not null then likely
        when lookalikes.likeness is null and share_max >= 0.6 and least(a_live_count, b_live_count) >= 25 then 'part'
    end as rule
from copies_measures as measures
left join copies_lookalikes as lookalikes using (a_text_no, b_text_no);

update ops.copy_pairs as pairs
set ended_on = getvariable('copies_night')
from copies_pairs as again
where pairs.ended_on is null
    and pairs.a_text_no = again.a_text_no
    and pairs.b_text_no = again.b_text_no;

insert into ops.copy_pairs by name
select
    a_text_no,
    b_text_no,
    getvariable('copies_night') as night,
    rule,
    likeness,
    a_share,
    b_share,
    a_live_count,
    b_live_count,
    longest_run_count,
    mean_run_count,
    stretches
from copies_judged
where share_max >= 0.1
order by a_text_no, b_text_no
