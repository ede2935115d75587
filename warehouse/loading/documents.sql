-- Derives, for the touched documents, versions, times, rows and all that hangs on them.
-- Reads: staged_documents (of this night, and rows of earlier nights that are newest again), wanted, newest, touched,
-- before, moved_sources, concerned. Gone are the reasons that say that a page is no longer there.

create or replace temp table payload as
select
    wanted.doc_id,
    staged.* replace (
        staged.fetched_at at time zone 'UTC' as fetched_at,
        staged.published_at at time zone 'UTC' as published_at,
        staged.modified_at at time zone 'UTC' as modified_at
    )
from staged_documents as staged
inner join ops.document_ids as ids on staged.doc_key::uuid = ids.doc_key
inner join wanted
    on ids.doc_id = wanted.doc_id
    and staged.day = wanted.day
    and staged.fetched_at at time zone 'UTC' = wanted.fetched_at
    and staged.warc_path = wanted.warc_path
    and staged.warc_offset = wanted.warc_offset;

delete from core.document_versions where doc_id in (select doc_id from touched);

insert into core.document_versions by name
with changes as (
    select
        *,
        -- the same text is the same version, though an older beatbook may have left noise in its digest
        text_sha256 is distinct from lag(text_sha256) over in_time
        and version_sha256 is distinct from lag(version_sha256) over in_time as is_change
    from core.document_captures
    where doc_id in (select doc_id from touched)
    window in_time as (partition by doc_id order by fetched_at, day, warc_path, warc_offset)
),

numbered as (
    select
        *,
        count_if(is_change) over (
            partition by doc_id
            order by fetched_at, day, warc_path, warc_offset
            rows unbounded preceding
        ) as version_no
    from changes
),

grouped as (
    select
        doc_id,
        version_no,
        arg_min(
            {'text': text_sha256, 'version': version_sha256},
            (fetched_at, day, warc_path, warc_offset)
        ) as first_content,
        min(fetched_at) as first_seen_at,
        max(fetched_at) as last_seen_at,
        count(*) as capture_count,
        arg_min({'path': warc_path, 'place': warc_offset}, (fetched_at, day, warc_path, warc_offset)) as first_record
    from numbered
    group by doc_id, version_no
)

select
    grouped.doc_id,
    grouped.version_no,
    grouped.first_content.text as text_sha256,
    grouped.first_content.version as version_sha256,
    texts.title,
    texts.word_count,
    grouped.first_seen_at,
    grouped.last_seen_at,
    grouped.capture_count,
    grouped.version_no = max(grouped.version_no) over (partition by grouped.doc_id) as is_current,
    grouped.first_record.path as warc_path,
    grouped.first_record.place as warc_offset
from grouped
inner join core.texts as texts
    on grouped.doc_id = texts.doc_id and grouped.first_content.text = texts.text_sha256
order by grouped.doc_id, grouped.version_no;

-- times are derived anew for touched documents, and for all of a source whose time zone was changed in its file
create or replace temp table times as
with published as (
    select
        doc_id,
        source_id,
        published_at,
        published_has_time as has_published_time
    from payload
    union all
    select
        doc_id,
        source_id,
        published_at,
        has_published_time
    from core.documents
    where doc_id not in (select doc_id from payload)
        and (
            doc_id in (select doc_id from newest)
            or source_id in (select source_id from moved_sources)
        )
),

seen as (
    select
        doc_id,
        min(first_seen_at) as first_seen_at,
        max(version_no) as version_count
    from core.document_versions
    where doc_id in (select doc_id from published)
    group by doc_id
),

local as (
    select
        published.doc_id,
        published.published_at,
        published.has_published_time,
        seen.first_seen_at,
        seen.version_count,
        sources.timezone,
        (published.published_at at time zone 'UTC' at time zone sources.timezone)::date as published_on,
        (seen.first_seen_at at time zone 'UTC' at time zone sources.timezone)::date as first_seen_on
    from published
    inner join seen on published.doc_id = seen.doc_id
    inner join core.sources as sources on published.source_id = sources.source_id
)

select
    doc_id,
    published_on,
    first_seen_at,
    first_seen_on,
    version_count,
    case
        when published_at is null then first_seen_at
        when has_published_time then published_at
        else greatest(
            published_at,
            least(
                first_seen_at,
                ((published_on + 1)::timestamp at time zone timezone at time zone 'UTC') - interval 1 second
            )
        )
    end as appeared_at,
    coalesce(published_on, first_seen_on) as appeared_on,
    week_of(coalesce(published_on, first_seen_on)) as week
from local;

-- out: what is read anew, and what no capture holds any longer
create or replace temp table replaced as
select doc_id
from payload
union
select doc_id
from touched
where doc_id not in (select doc_id from newest);

create or replace temp table touched_entities as
select distinct entity_id
from core.mentions
where doc_id in (select doc_id from replaced) and entity_id is not null;

delete from core.documents where doc_id in (select doc_id from replaced);
delete from core.blocks where doc_id in (select doc_id from replaced);
delete from core.links where doc_id in (select doc_id from replaced);
delete from core.keywords where doc_id in (select doc_id from replaced);
delete from core.images where doc_id in (select doc_id from replaced);
delete from core.live_entries where doc_id in (select doc_id from replaced);
delete from core.authors where doc_id in (select doc_id from replaced);
delete from core.document_topics where doc_id in (select doc_id from replaced);
delete from core.mentions where doc_id in (select doc_id from replaced);
delete from core.quotes where doc_id in (select doc_id from replaced);
delete from core.credits where doc_id in (select doc_id from replaced);

insert into core.documents by name
select
    payload.doc_id,
    payload.doc_key::uuid as doc_key,
    payload.source_id,
    payload.url,
    payload.declared_url,
    payload.amp_url,
    payload.page_type,
    payload.form,
    payload.form_rule,
    payload.relevance,
    payload.relevance_rule,
    payload.title,
    payload.title_method,
    payload.title_prefix,
    payload.alternative_titles,
    payload.published_at,
    payload.published_has_time as has_published_time,
    payload.published_method,
    times.published_on,
    payload.modified_at,
    payload.modified_has_time as has_modified_time,
    payload.modified_method,
    times.first_seen_at,
    times.first_seen_on,
    times.appeared_at,
    times.appeared_on,
    times.week,
    payload.language,
    payload.language_method,
    payload.section,
    payload.section_method,
    payload.wire_credit,
    payload.is_paywalled,
    texts.word_count,
    payload.account_id,
    payload.text_sha256,
    times.version_count,
    payload.fetched_at,
    payload.day,
    payload.warc_path,
    payload.warc_offset,
    payload.extractor
from payload
inner join times on payload.doc_id = times.doc_id
inner join core.texts as texts
    on payload.doc_id = texts.doc_id and payload.text_sha256 = texts.text_sha256
order by payload.doc_id;

update core.documents as documents
set
    published_on = times.published_on,
    first_seen_at = times.first_seen_at,
    first_seen_on = times.first_seen_on,
    appeared_at = times.appeared_at,
    appeared_on = times.appeared_on,
    week = times.week,
    version_count = times.version_count
from times
where documents.doc_id = times.doc_id
    and times.doc_id not in (select doc_id from payload);

update core.document_topics as topics
set week = times.week
from times
where topics.doc_id = times.doc_id and topics.week <> times.week;

update core.mentions as mentions
set week = times.week
from times
where mentions.doc_id = times.doc_id and mentions.week <> times.week;

update core.quotes as quotes
set week = times.week
from times
where quotes.doc_id = times.doc_id and quotes.week <> times.week;

update core.credits as credits
set week = times.week
from times
where credits.doc_id = times.doc_id and credits.week <> times.week;

-- the lists of a document, one row per item; where an item has no number of its own, its place in the list is one
insert into core.blocks by name
select
    doc_id,
    block.position,
    block.kind,
    block.voice,
    block.text,
    block."start" as start_char,
    block."end" as end_char,
    block.cite,
    block.url,
    block.network,
    block.post_id,
    block.author_name,
    block.author_handle,
    block.posted
from (
    select
        doc_id,
        unnest(blocks) as block
    from payload
)
order by doc_id, block.position;

insert into core.links by name
select
    doc_id,
    link_no,
    link.url,
    host_of(link.url) as host,
    address_key(link.url) as address_key,
    link.text,
    link.block as block_position
from (
    select
        doc_id,
        unnest(links) as link,
        generate_subscripts(links, 1) - 1 as link_no
    from payload
)
order by doc_id, link_no;

insert into core.keywords by name
select
    doc_id,
    position,
    keyword
from (
    select
        doc_id,
        unnest(keywords) as keyword,
        generate_subscripts(keywords, 1) - 1 as position
    from payload
)
order by doc_id, position;

insert into core.images by name
select
    doc_id,
    position,
    image.url,
    image.caption,
    image.credit,
    image.is_lead
from (
    select
        doc_id,
        unnest(images) as image,
        generate_subscripts(images, 1) - 1 as position
    from payload
)
order by doc_id, position;

insert into core.live_entries by name
select
    doc_id,
    entry.position,
    entry.title,
    entry.published_at at time zone 'UTC' as published_at,
    entry.published_has_time as has_published_time,
    entry.published_method,
    entry.author,
    entry.url,
    entry."start" as start_char,
    entry."end" as end_char
from (
    select
        doc_id,
        unnest(entries) as entry
    from payload
)
order by doc_id, entry.position;

insert into core.authors by name
select
    doc_id,
    position,
    author.name,
    author.kind,
    author.method
from (
    select
        doc_id,
        unnest(authors) as author,
        generate_subscripts(authors, 1) - 1 as position
    from payload
)
order by doc_id, position;

insert into core.document_topics by name
select
    listed.doc_id,
    code.topic,
    code.rule,
    code.field,
    code."start" as start_char,
    code."end" as end_char,
    code.voice,
    code.hits as hit_count,
    listed.source_id,
    times.week
from (
    select
        doc_id,
        source_id,
        unnest(topics) as code
    from payload
) as listed
inner join times on listed.doc_id = times.doc_id
order by listed.doc_id, code.topic;

insert into core.mentions by name
select
    listed.doc_id,
    listed.mention_no,
    mention.kind,
    mention.entity_id,
    mention.name,
    mention.state,
    mention.role,
    mention.rule,
    mention.surface,
    mention."start" as start_char,
    mention."end" as end_char,
    listed.source_id,
    times.week
from (
    select
        doc_id,
        source_id,
        unnest(mentions) as mention,
        generate_subscripts(mentions, 1) - 1 as mention_no
    from payload
) as listed
inner join times on listed.doc_id = times.doc_id
order by listed.doc_id, listed.mention_no;

insert into core.quotes by name
select
    listed.doc_id,
    listed.quote_no,
    quote.kind,
    quote.text,
    quote."start" as start_char,
    quote."end" as end_char,
    quote.speaker,
    quote.speaker_name,
    quote.speaker_role,
    quote.cue,
    quote.voice,
    quote.echo_of as echo_of_block,
    listed.source_id,
    times.week
from (
    select
        doc_id,
        source_id,
        unnest(quotes) as quote,
        generate_subscripts(quotes, 1) - 1 as quote_no
    from payload
) as listed
inner join times on listed.doc_id = times.doc_id
order by listed.doc_id, listed.quote_no;

-- whom a credit means is found out with the lineage, when the names of all sources are known
insert into core.credits by name
select
    listed.doc_id,
    listed.credit_no,
    credit.kind,
    credit.rule,
    credit.name,
    credit.full_name,
    credit.entity_id,
    credit.url,
    host_of(credit.url) as host,
    listed.text[credit."start" + 1:credit."end"] as phrase,
    credit."start" as start_char,
    credit."end" as end_char,
    credit.voice,
    listed.source_id,
    times.week
from (
    select
        doc_id,
        source_id,
        text,
        unnest(credits) as credit,
        generate_subscripts(credits, 1) - 1 as credit_no
    from payload
) as listed
inner join times on listed.doc_id = times.doc_id
order by listed.doc_id, listed.credit_no;

-- an entity is named as the newest document that mentions it names it
insert into touched_entities
select distinct entity_id
from core.mentions
where doc_id in (select doc_id from payload)
    and entity_id is not null
    and entity_id not in (select entity_id from touched_entities);

delete from core.entities where entity_id in (select entity_id from touched_entities);

insert into core.entities by name
select
    mentions.entity_id,
    arg_max(mentions.kind, (documents.fetched_at, documents.doc_key, mentions.mention_no)) as kind,
    arg_max(mentions.name, (documents.fetched_at, documents.doc_key, mentions.mention_no)) as name,
    arg_max({'state': mentions.state}, (documents.fetched_at, documents.doc_key, mentions.mention_no)).state as state
from core.mentions as mentions
inner join core.documents as documents on mentions.doc_id = documents.doc_id
where mentions.entity_id in (select entity_id from touched_entities)
group by mentions.entity_id
order by mentions.entity_id;

insert into core.topics by name
select distinct topic
from core.document_topics
where topic not in (select topic from core.topics)
order by topic;

-- gone: the first look after the newest good capture that found nothing there, once a look of another night has
-- confirmed it, and only of nights in which a feed of the source answered; servers that fail say "not found" too
update core.documents as documents
set
    gone_at = looks.fetched_at,
    gone_reason = looks.reason
from (
    select
        standing.doc_id,
        case when count(distinct rejections.day) > 1 then min(rejections.fetched_at) end as fetched_at,
        case
            when count(distinct rejections.day) > 1
                then
                    arg_min(
                        rejections.reason,
                        (rejections.fetched_at, rejections.day, rejections.warc_path, rejections.warc_offset)
                    )
        end as reason
    from core.documents as standing
    left join ops.rejections as rejections
        on standing.doc_key = rejections.doc_key
        and rejections.fetched_at > standing.fetched_at
        and rejections.reason in ('http-404', 'http-410', 'soft-404', 'redirect-to-home')
        and exists (
            select 1
            from ops.source_nights as nights
            where nights.source_id = rejections.source_id
                and nights.day = rejections.day
                and nights.state in ('collected', 'partial')
        )
    where standing.doc_id in (select doc_id from concerned union select doc_id from touched)
    group by standing.doc_id
) as looks
where documents.doc_id = looks.doc_id;

insert into ops.text_changes
with changed as (
    select coalesce(before.doc_id, documents.doc_id) as doc_id
    from before
    full join (
        select
            doc_id,
            text_sha256
        from core.documents
        where doc_id in (select doc_id from touched)
    ) as documents on before.doc_id = documents.doc_id
    where before.text_sha256 is distinct from documents.text_sha256
),

highest as (
    select coalesce(max(change_no), 0) as change_no
    from ops.text_changes
)

select
    highest.change_no + row_number() over (order by changed.doc_id),
    changed.doc_id
from changed
cross join highest;
