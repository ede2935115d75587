-- Replaces the night's captures of documents, gives numbers to new documents, and finds for each document that is touched
-- the capture from which it has to be read.
-- Reads: staged_documents. Leaves: touched, before, wanted.

insert into ops.document_ids
with unknown as (
    select
        staged.doc_key::uuid as doc_key,
        min(staged.fetched_at) as fetched_at
    from staged_documents as staged
    where staged.doc_key::uuid not in (select doc_key from ops.document_ids)
    group by staged.doc_key
),

highest as (
    select coalesce(max(doc_id), 0) as doc_id
    from ops.document_ids
)

select
    unknown.doc_key,
    highest.doc_id + row_number() over (order by unknown.fetched_at, unknown.doc_key)
from unknown
cross join highest;

create or replace temp table night_documents as
select
    ids.doc_id,
    staged.source_id,
    staged.fetched_at at time zone 'UTC' as fetched_at,
    staged.text_sha256,
    staged.version_sha256,
    staged.title,
    staged.text,
    staged.warc_path,
    staged.warc_offset
from staged_documents as staged
inner join ops.document_ids as ids on staged.doc_key::uuid = ids.doc_key;

create or replace temp table touched as
select doc_id
from core.document_captures
where day = getvariable('day')
union
select doc_id
from night_documents;

create or replace temp table before as
select
    doc_id,
    text_sha256
from core.documents
where doc_id in (select doc_id from touched);

delete from core.document_captures where day = getvariable('day');

insert into core.document_captures by name
select
    doc_id,
    getvariable('day') as day,
    source_id,
    fetched_at,
    text_sha256,
    version_sha256,
    warc_path,
    warc_offset
from night_documents
order by
    doc_id,
    fetched_at,
    warc_offset;

delete from core.texts as texts
where texts.doc_id in (select doc_id from touched)
    and not exists (
        select 1
        from core.document_captures as captures
        where captures.doc_id = texts.doc_id and captures.text_sha256 = texts.text_sha256
    );

insert into core.texts by name
select
    doc_id,
    text_sha256,
    title,
    len(regexp_extract_all(text, '\S+')) as word_count,
    text
from night_documents as night
where not exists (
        select 1
        from core.texts as texts
        where texts.doc_id = night.doc_id and texts.text_sha256 = night.text_sha256
    )
qualify row_number() over (partition by doc_id, text_sha256 order by fetched_at, warc_offset) = 1
order by doc_id;

create or replace temp table newest as
select
    doc_id,
    day,
    source_id,
    fetched_at,
    warc_path,
    warc_offset
from core.document_captures
where doc_id in (select doc_id from touched)
qualify row_number() over (
    partition by doc_id
    order by fetched_at desc, day desc, warc_path desc, warc_offset desc
) = 1;

-- what this night has newest is read anew; what is newest on another night only if the document stands otherwise
create or replace temp table wanted as
select newest.*
from newest
left join core.documents as documents
    on newest.doc_id = documents.doc_id
    and newest.day = documents.day
    and newest.fetched_at = documents.fetched_at
    and newest.warc_path = documents.warc_path
    and newest.warc_offset = documents.warc_offset
where newest.day = getvariable('day') or documents.doc_id is null;
