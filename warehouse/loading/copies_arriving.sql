-- The documents that are new or say something else with the night in the variable copies_night, and those whose time of
-- appearance was put right. Reads: copies_history, times. Leaves: night_arriving, night_redated, night_texts.
create or replace temp table night_arriving as
select
    documents.doc_id,
    documents.doc_key::varchar as order_key,
    history.content_key,
    documents.source_id,
    documents.appeared_at as "at",
    texts.title,
    texts.text
from copies_history as history
inner join core.documents as documents on history.doc_id = documents.doc_id
inner join core.texts as texts on history.doc_id = texts.doc_id and history.text_sha256 = texts.text_sha256
left join ops.copy_documents as compared on history.doc_id = compared.doc_id and compared.ended_on is null
where history.night = getvariable('copies_night')
    and history.content_key is distinct from compared.content_key;

create or replace temp table night_redated as
select compared.doc_id
from ops.copy_documents as compared
inner join times on compared.doc_id = times.doc_id
where compared.ended_on is null and compared."at" <> times.appeared_at;

update ops.copy_documents as compared
set "at" = times.appeared_at
from times
where compared.doc_id = times.doc_id and compared.ended_on is null and compared."at" <> times.appeared_at;

create or replace temp view night_texts as
select
    compared.doc_id,
    texts.title,
    texts.text
from ops.copy_documents as compared
inner join core.texts as texts
    on compared.doc_id = texts.doc_id and compared.content_key = ('0x' || left(texts.text_sha256, 16))::ubigint
where compared.ended_on is null;
