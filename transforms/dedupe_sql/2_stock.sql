-- Who holds the night's fingerprints within the window, and which of them belong to a site or a form, not to a story:
-- furniture, templates, standing phrases. Leaves: copies_holders, copies_new_stock.

-- One row per shingle and text, of shingles that at least two texts hold and that were not known as stock.
create or replace temp table copies_holders as
with asked as (
    select distinct prints.shingle
    from ops.copy_fingerprints as prints
    where prints.night >= getvariable('copies_floor')
        and prints.text_no in (select text_no from copies_numbered)
        and prints.shingle not in (select shingle from ops.copy_stock)
),
held as (
    select
        prints.shingle,
        prints.text_no
    from ops.copy_fingerprints as prints
    semi join asked using (shingle)
    where prints.night >= getvariable('copies_floor')
),
shared as (
    select shingle
    from held
    group by shingle
    having count(*) > 1 or any_value(text_no) in (select text_no from copies_numbered where not is_new)
)
select held.*
from held
semi join shared using (shingle);

create or replace temp table copies_new_stock as
with holders as (
    select distinct text_no
    from copies_holders
),
documents as (
    select
        text_no,
        doc_id,
        any_value(source_id) as source_id,
        min(coalesce("at"::date, night)) as dated_on
    from ops.copy_documents
    where text_no in (select text_no from holders)
    group by text_no, doc_id
),
copies as (
    select
        text_no,
        count(*) as document_count
    from documents
    group by text_no
),
frequent as (
    select shingle
    from copies_holders
    join copies using (text_no)
    group by shingle
    having sum(document_count) >= 4
),
uses as (
    select
        holders.shingle,
        holders.text_no,
        texts.sketch
    from copies_holders as holders
    semi join frequent using (shingle)
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
    join documents using (text_no)
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
