-- What documents said from night to night. Reads: copies_asked (doc_id).
-- Leaves: copies_history, one row per document and night on which it said something else than before.
create or replace temp table copies_history as
with versions as (
    select
        versions.doc_id,
        captures.day as night,
        versions.text_sha256
    from core.document_versions as versions
    inner join core.document_captures as captures
        on versions.doc_id = captures.doc_id
        and versions.warc_path = captures.warc_path
        and versions.warc_offset = captures.warc_offset
    where versions.doc_id in (select doc_id from copies_asked)
    qualify row_number() over (partition by versions.doc_id, captures.day order by versions.version_no desc) = 1
)

select
    doc_id,
    night,
    text_sha256,
    ('0x' || left(text_sha256, 16))::ubigint as content_key
from versions
qualify text_sha256 is distinct from lag(text_sha256) over (partition by doc_id order by night);
