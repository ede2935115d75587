-- Takes back what was found with the variable copies_night or later. Leaves: copies_reach, the texts that are concerned.
create or replace temp table copies_reach as
select text_no
from ops.copy_documents
where night >= getvariable('copies_night') or ended_on >= getvariable('copies_night')
union
select text_no
from ops.copy_texts
where night >= getvariable('copies_night') or ended_on >= getvariable('copies_night')
union
select a_text_no
from ops.copy_pairs
where night >= getvariable('copies_night') or ended_on >= getvariable('copies_night')
union
select b_text_no
from ops.copy_pairs
where night >= getvariable('copies_night') or ended_on >= getvariable('copies_night')
union
select documents.text_no
from ops.copy_documents as documents
join ops.copy_clusters as clusters using (doc_id)
where clusters.night >= getvariable('copies_night') or clusters.ended_on >= getvariable('copies_night');

create or replace temp table copies_touched_clusters as
select cluster_id
from ops.copy_clusters
where night >= getvariable('copies_night')
    or ended_on >= getvariable('copies_night')
    or doc_id in (select doc_id from ops.copy_documents where text_no in (select text_no from copies_reach));

delete from core.duplicate_relations
where a_doc_id in (select doc_id from ops.copy_documents where text_no in (select text_no from copies_reach))
    or b_doc_id in (select doc_id from ops.copy_documents where text_no in (select text_no from copies_reach));

delete from core.duplicate_clusters
where doc_id in (select doc_id from ops.copy_documents where text_no in (select text_no from copies_reach));

delete from core.cluster_changes where night >= getvariable('copies_night');
delete from ops.copy_fingerprints where night >= getvariable('copies_night');
delete from ops.copy_stock where night >= getvariable('copies_night');
delete from ops.copy_documents where night >= getvariable('copies_night');
update ops.copy_documents set ended_on = null where ended_on >= getvariable('copies_night');
delete from ops.copy_texts where night >= getvariable('copies_night');
update ops.copy_texts set ended_on = null where ended_on >= getvariable('copies_night');
delete from ops.copy_pairs where night >= getvariable('copies_night');
update ops.copy_pairs set ended_on = null where ended_on >= getvariable('copies_night');
delete from ops.copy_clusters where night >= getvariable('copies_night');
update ops.copy_clusters set ended_on = null where ended_on >= getvariable('copies_night');

create or replace temp table copies_active as
select
    text_no,
    min(arrival_no) as arrival_no
from ops.copy_documents
where ended_on is null
group by text_no
