-- What each document said when it was compared. Leaves: copies_past_texts.
create or replace temp view copies_past_texts as
select
    compared.doc_id,
    compared.night,
    texts.text
from ops.copy_documents as compared
inner join core.texts as texts
    on compared.doc_id = texts.doc_id and compared.content_key = ('0x' || left(texts.text_sha256, 16))::ubigint;
