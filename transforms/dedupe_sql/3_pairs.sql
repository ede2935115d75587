-- Pairs of texts to be compared word for word, the earlier first: those that share enough with a text of tonight, and
-- those of which one holds what was found to be stock only now.
-- One row per pair of texts.

create or replace temp table copies_active as
select
    text_no,
    min(arrival_no) as arrival_no
from ops.copy_documents
where ended_on is null
group by text_no;

create or replace temp table copies_restocked as
select distinct text_no
from copies_holders
semi join copies_new_stock using (shingle);

create or replace temp table copies_pairs as
with live as (
    select
        holders.shingle,
        holders.text_no
    from copies_holders as holders
    semi join copies_active using (text_no)
    anti join copies_new_stock using (shingle)
),
ranked as (
    select
        shingle,
        text_no,
        row_number() over (partition by shingle order by text_no) as place,
        count(*) over (partition by shingle) as text_count
    from live
    qualify text_count > 1
),
tonight as (
    select distinct text_no
    from copies_numbered
),
shared as (
    select
        a.text_no as a_text_no,
        b.text_no as b_text_no
    from ranked as a
    join ranked as b
        on a.shingle = b.shingle
        and a.place < b.place
        -- A shingle of many texts links each to the first ones and to those just before it, not to all.
        and (a.place <= 25 or b.place - a.place <= 25)
    where b.text_no in (select text_no from tonight) or a.text_no in (select text_no from tonight)
    group by a.text_no, b.text_no
    having count(*) >= 3
)
select
    a_text_no,
    b_text_no
from shared
union
select
    a_text_no,
    b_text_no
from ops.copy_pairs
where ended_on is null
    and (
        a_text_no in (select text_no from copies_restocked) or b_text_no in (select text_no from copies_restocked)
    )
    and a_text_no in (select text_no from copies_active)
    and b_text_no in (select text_no from copies_active);

-- The texts whose words have to be looked at.
create or replace temp table copies_wanted as
select a_text_no as text_no from copies_pairs
union
select b_text_no from copies_pairs
union
select text_no from copies_restocked semi join copies_active using (text_no)
union
-- tonight's texts that hold stock, for the number of their live words
select prints.text_no
from ops.copy_fingerprints as prints
where prints.night = getvariable('copies_night') and prints.shingle in (select shingle from ops.copy_stock)
union
select numbered.text_no
from copies_tonight as tonight
join copies_numbered as numbered using (doc_id)
where numbered.is_first and len(tonight.site_starts) > 0
