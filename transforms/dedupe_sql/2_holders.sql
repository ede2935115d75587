-- Who holds the night's fingerprints within the window, and which of them many hold, by the number of
-- their documents. Leaves: copies_holders, copies_frequent.

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

-- One row per text and document that had it.
create or replace temp table copies_holding_documents as
select
    text_no,
    doc_id,
    any_value(source_id) as source_id,
    min(coalesce("at"::date, night)) as dated_on
from ops.copy_documents
where text_no in (select text_no from copies_holders)
group by text_no, doc_id;

create or replace temp table copies_frequent as
with copies as (
    select
        text_no,
        count(*) as document_count
    from copies_holding_documents
    group by text_no
)
select shingle
from copies_holders
join copies using (text_no)
group by shingle
having sum(document_count) >= 4
