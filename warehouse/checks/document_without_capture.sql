-- fail: a document does not lead back to an archived response
select
    documents.day,
    documents.source_id,
    documents.doc_id,
    'no capture at ' || documents.warc_path || ', offset ' || documents.warc_offset as found
from core.document_captures as documents
left join ops.captures as captures
    on documents.day = captures.day
    and documents.source_id = captures.source_id
    and documents.warc_path = captures.warc_path
    and documents.warc_offset = captures.warc_offset
where captures.day is null
