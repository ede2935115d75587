-- fail: a row hangs on a document, a source or an entity that is not there, or a document lacks what each must have
with hanging as (
    select 'core.document_captures' as place, doc_id from core.document_captures
    union
    select 'core.document_versions', doc_id from core.document_versions
    union
    select 'core.texts', doc_id from core.texts
    union
    select 'core.blocks', doc_id from core.blocks
    union
    select 'core.links', doc_id from core.links
    union
    select 'core.authors', doc_id from core.authors
    union
    select 'core.keywords', doc_id from core.keywords
    union
    select 'core.images', doc_id from core.images
    union
    select 'core.live_entries', doc_id from core.live_entries
    union
    select 'core.document_topics', doc_id from core.document_topics
    union
    select 'core.mentions', doc_id from core.mentions
    union
    select 'core.quotes', doc_id from core.quotes
    union
    select 'core.credits', doc_id from core.credits
    union
    select 'core.lineage', from_doc_id from core.lineage
    union
    select 'core.lineage', to_doc_id from core.lineage where to_doc_id is not null
    union
    select 'core.duplicate_clusters', doc_id from core.duplicate_clusters
    union
    select 'core.duplicate_relations', a_doc_id from core.duplicate_relations
    union
    select 'core.duplicate_relations', b_doc_id from core.duplicate_relations
)

select
    hanging.doc_id,
    null::varchar as source_id,
    hanging.place || ' has rows of a document that is not in core.documents' as found
from hanging
anti join core.documents as documents on hanging.doc_id = documents.doc_id

union all

select
    documents.doc_id,
    documents.source_id,
    'its source is not in core.sources'
from core.documents as documents
anti join core.sources as sources on documents.source_id = sources.source_id

union all

select
    documents.doc_id,
    documents.source_id,
    'its text is not in core.texts'
from core.documents as documents
anti join core.texts as texts
    on documents.doc_id = texts.doc_id and documents.text_sha256 = texts.text_sha256

union all

select
    documents.doc_id,
    documents.source_id,
    'its current version in core.document_versions is missing or another'
from core.documents as documents
anti join core.document_versions as versions
    on documents.doc_id = versions.doc_id
    and documents.fetched_at = versions.last_seen_at
    and versions.is_current

union all

select
    documents.doc_id,
    documents.source_id,
    'it is in no cluster of core.duplicate_clusters'
from core.documents as documents
anti join core.duplicate_clusters as clusters on documents.doc_id = clusters.doc_id

union all

select
    mentions.doc_id,
    mentions.source_id,
    'it mentions ' || mentions.entity_id || ', which is not in core.entities'
from core.mentions as mentions
anti join core.entities as entities on mentions.entity_id = entities.entity_id
where mentions.entity_id is not null
