-- Replaces what the night says of itself: its accounts, captures and rejections.
-- Reads: staged_captures, staged_rejections, staged_documents, rejection_keys, night_states, night_feeds, night_faults,
-- night_requests.
-- The day is the variable `day`. Leaves: concerned, the documents whose standing (gone or not) may have changed.

create or replace temp table concerned as
select distinct ids.doc_id
from ops.rejections as rejections
inner join ops.document_ids as ids on rejections.doc_key = ids.doc_key
where rejections.day = getvariable('day');

delete from ops.captures where day = getvariable('day');
delete from ops.rejections where day = getvariable('day');
delete from ops.source_nights where day = getvariable('day');
delete from ops.feed_outcomes where day = getvariable('day');
delete from ops.feed_faults where day = getvariable('day');
delete from ops.requests where day = getvariable('day');

insert into ops.captures by name
select
    day,
    source_id,
    url,
    announced_url,
    fetched_at at time zone 'UTC' as fetched_at,
    status,
    role,
    content_type,
    bytes as byte_count,
    problem,
    outcome,
    warc_path,
    warc_offset
from staged_captures;

insert into ops.rejections by name
select
    rejections.day,
    rejections.source_id,
    rejections.url,
    rejections.fetched_at at time zone 'UTC' as fetched_at,
    rejections.status,
    rejections.reason,
    rejections.detail,
    keys.doc_key::uuid as doc_key,
    rejections.warc_path,
    rejections.warc_offset
from staged_rejections as rejections
inner join rejection_keys as keys on rejections.rowid = keys.rejection;

insert into concerned
select distinct ids.doc_id
from ops.rejections as rejections
inner join ops.document_ids as ids on rejections.doc_key = ids.doc_key
where rejections.day = getvariable('day');

insert into ops.source_nights by name
with captured as (
    select
        source_id,
        count(*) as capture_count
    from staged_captures
    group by source_id
),

found as (
    select
        source_id,
        count(distinct doc_key) as document_count
    from staged_documents
    where day = getvariable('day')
    group by source_id
),

rejected as (
    select
        source_id,
        count(*) as rejection_count
    from staged_rejections
    group by source_id
),

asked as (
    select
        source_id,
        count(*) as request_count
    from night_requests
    group by source_id
)

select
    getvariable('day') as day,
    states.source_id,
    states.state,
    states.started_at,
    states.ended_at,
    coalesce(asked.request_count, 0) as request_count,
    coalesce(captured.capture_count, 0) as capture_count,
    coalesce(found.document_count, 0) as document_count,
    coalesce(rejected.rejection_count, 0) as rejection_count
from night_states as states
left join captured on states.source_id = captured.source_id
left join found on states.source_id = found.source_id
left join rejected on states.source_id = rejected.source_id
left join asked on states.source_id = asked.source_id;

insert into ops.feed_outcomes by name
select
    getvariable('day') as day,
    source_id,
    position,
    url,
    outcome,
    items_found as found_count,
    items_new as new_count,
    detail
from night_feeds;

insert into ops.feed_faults by name
select
    getvariable('day') as day,
    source_id,
    position,
    name,
    detail
from night_faults;

insert into ops.requests by name
select
    getvariable('day') as day,
    source_id,
    request_no,
    doc_key::uuid as doc_key,
    url,
    role,
    outcome,
    status,
    requested_at,
    detail
from night_requests;
