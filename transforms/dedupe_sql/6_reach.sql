-- The texts whose cluster may be another one after tonight. Leaves: copies_reach, which is then widened (6_widen).
create or replace temp table copies_reach as
select text_no from copies_numbered
union
select text_no from copies_left
union
select a_text_no from copies_pairs
union
select b_text_no from copies_pairs
union
select a_text_no from ops.copy_pairs where night = getvariable('copies_night')
union
select b_text_no from ops.copy_pairs where night = getvariable('copies_night')
union
select text_no from copies_shrunk
union
select text_no
from ops.copy_documents
where ended_on is null and doc_id in (select doc_id from copies_redated)
