-- Who was first with a story, by publication and by our own first look, and who took it from whom.
-- grain: one row per story of at least two documents
-- story_id: number of the story, see core.stories
-- title: of the story
-- first_published_doc_id: the earliest by appeared_at of the documents that say when they were published; NULL where none does
-- first_published_source_id: its source
-- first_published_at: UTC instant that it gives
-- has_published_time: false where it gives only a day: then any document of that day may have been before it
-- published_method: where the date was read, see core.documents
-- first_seen_doc_id: the document that was collected first; nights tell little of hours
-- first_seen_source_id: its source
-- first_seen_at: UTC instant of its first capture
-- is_one_first: both are one document
-- release_doc_id: the earliest release of an agency of which others run text, in this story or outside; NULL without one
-- release_source_id: whose release it is
-- document_count: documents in the story
-- source_count: sources in the story
-- copied_by: sources that ran the same text as another source, each once
-- updated_by: sources that put out their own text again
-- excerpted_by: sources that quote a passage of a document of another
-- from_release: sources that run text of a release
-- credits: who credits whom in words, each as `source: name (kind)`
with members as (
    select
        members.story_id as group_id,
        members.doc_id
    from core.story_documents as members
    inner join core.stories as stories on members.story_id = stories.story_id
),

firsts as (
    select
        members.group_id,
        arg_min(documents.doc_id, (documents.appeared_at, documents.doc_key)) filter (
            where documents.published_at is not null
        ) as published_doc_id,
        arg_min(documents.doc_id, (documents.first_seen_at, documents.appeared_at, documents.doc_key)) as seen_doc_id,
        count(*) as document_count,
        count(distinct documents.source_id) as source_count
    from members
    inner join core.documents as documents on members.doc_id = documents.doc_id
    group by members.group_id
),

takings as (
    select
        members.group_id,
        list(distinct lineage.source_id order by lineage.source_id) filter (
            where lineage.kind = 'copied'
        ) as copied_by,
        list(distinct lineage.source_id order by lineage.source_id) filter (
            where lineage.kind = 'updated'
        ) as updated_by,
        list(distinct lineage.source_id order by lineage.source_id) filter (
            where lineage.kind = 'excerpted' and lineage.source_id <> lineage.to_source_id
        ) as excerpted_by,
        list(distinct lineage.source_id order by lineage.source_id) filter (
            where lineage.kind = 'from_release'
        ) as from_release,
        list(
            distinct sources.source_name || ': ' || coalesce(credited.source_name, lineage.to_name)
            || ' (' || replace(lineage.rule, '_', ' ') || ')'
        ) filter (
            where lineage.kind = 'credited'
        ) as credits,
        arg_min(lineage.to_doc_id, (releases.appeared_at, releases.doc_key)) filter (
            where lineage.kind = 'from_release'
        ) as release_doc_id
    from members
    inner join core.lineage as lineage on members.doc_id = lineage.from_doc_id
    inner join core.sources as sources on lineage.source_id = sources.source_id
    left join core.sources as credited on lineage.to_source_id = credited.source_id
    left join core.documents as releases on lineage.to_doc_id = releases.doc_id
    group by members.group_id
)

select
    firsts.group_id as story_id,
    stories.title as title,
    firsts.published_doc_id as first_published_doc_id,
    published.source_id as first_published_source_id,
    published.published_at as first_published_at,
    published.has_published_time,
    published.published_method,
    firsts.seen_doc_id as first_seen_doc_id,
    seen.source_id as first_seen_source_id,
    seen.first_seen_at,
    firsts.published_doc_id is not distinct from firsts.seen_doc_id as is_one_first,
    takings.release_doc_id,
    releases.source_id as release_source_id,
    firsts.document_count,
    firsts.source_count,
    coalesce(takings.copied_by, []) as copied_by,
    coalesce(takings.updated_by, []) as updated_by,
    coalesce(takings.excerpted_by, []) as excerpted_by,
    coalesce(takings.from_release, []) as from_release,
    list_sort(coalesce(takings.credits, [])) as credits
from firsts
inner join core.stories as stories on firsts.group_id = stories.story_id
inner join core.documents as seen on firsts.seen_doc_id = seen.doc_id
left join core.documents as published on firsts.published_doc_id = published.doc_id
left join takings on firsts.group_id = takings.group_id
left join core.documents as releases on takings.release_doc_id = releases.doc_id
order by firsts.document_count desc, firsts.group_id
