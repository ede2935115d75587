-- Which of the night's shingles belong to a site or a form, not to a story: furniture, templates, standing phrases.
-- Leaves: copies_new_stock.
create or replace temp table copies_new_stock as
with uses as (
    select
        holders.shingle,
        holders.text_no,
        texts.sketch
    from copies_holders as holders
    semi join copies_frequent using (shingle)
    join ops.copy_texts as texts on texts.text_no = holders.text_no and texts.ended_on is null
),
-- Over all sources (`source_id` is not grouped), and within each.
spread as (
    select
        uses.shingle,
        grouping(documents.source_id) = 0 as is_one_source,
        count(*) as document_count,
        count(distinct dated_on) as day_count,
        date_diff('day', min(dated_on), max(dated_on)) as days_between,
        (
            count(distinct sketch[1]) + count(distinct sketch[2]) + count(distinct sketch[3]) + count(distinct sketch[4])
            + count(distinct sketch[5]) + count(distinct sketch[6]) + count(distinct sketch[7]) + count(distinct sketch[8])
        ) / 8.0 as text_count
    from uses
    join copies_holding_documents as documents using (text_no)
    group by grouping sets ((uses.shingle), (uses.shingle, documents.source_id))
    having document_count >= 4
)
select distinct shingle
from spread
where
    -- said again over weeks: no story is copied for so long
    (not is_one_source and day_count >= 4 and days_between >= 14 and text_count >= 2)
    -- by one source, in texts that are otherwise different
    or (is_one_source and document_count >= 5 and text_count >= 3)
    -- in many texts that have nothing else in common
    or (not is_one_source and document_count >= 8 and text_count >= 0.75 * document_count);

insert into ops.copy_stock by name
select
    shingle,
    getvariable('copies_night') as night
from copies_new_stock
order by shingle
