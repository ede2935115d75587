-- The nights on which the touched documents say something else than what was compared. Reads: copies_history.
-- Leaves: copies_differing.
create or replace temp table copies_differing as
with compared as (
    select
        doc_id,
        night,
        content_key
    from ops.copy_documents
    where doc_id in (select doc_id from copies_asked)
)

select coalesce(history.night, compared.night) as night
from copies_history as history
full join compared
    on history.doc_id = compared.doc_id
    and history.night = compared.night
    and history.content_key = compared.content_key
where history.doc_id is null or compared.doc_id is null;
