-- Events that several documents tell of: how long, by whom, where; copies of one text count once.
-- grain: one row per story of at least two duplicate clusters
-- story_id: the story
-- week: ISO week in which its first document appeared
-- title: the headline that has most in common with the others
-- first_appeared_at: UTC instant of its first document
-- last_appeared_at: UTC instant of its latest document
-- day_count: days from the first to the latest, both counted
-- cluster_count: texts that are not copies of each other
-- document_count: documents, copies included
-- source_count: sources of its documents
-- source_ids: the sources in the order in which they published, each once
-- first_day_count: documents that appeared within 24 hours of the first
-- first_week_count: documents that appeared within seven days of the first
-- later_count: documents that appeared after that
-- places: places that most of its texts name, the commonest first
-- agencies: agencies that most of its texts name, the commonest first
with members as (
    select
        held.story_id,
        documents.source_id,
        documents.appeared_at,
        documents.week,
        documents.doc_id,
        documents.appeared_at - stories.first_appeared_at as age
    from core.story_documents as held
    inner join core.stories as stories on held.story_id = stories.story_id
    inner join core.documents as documents on held.doc_id = documents.doc_id
    where stories.cluster_count >= 2
),

sources as (
    select
        story_id,
        source_id,
        min(appeared_at) as appeared_at
    from members
    group by story_id, source_id
),

ordered as (
    select
        story_id,
        list(source_id order by appeared_at, source_id) as source_ids
    from sources
    group by story_id
),

counted as (
    select
        story_id,
        arg_min(week, (appeared_at, doc_id)) as week,
        count(*) filter (where age <= interval 24 hours) as first_day_count,
        count(*) filter (where age > interval 24 hours and age <= interval 7 days) as first_week_count,
        count(*) filter (where age > interval 7 days) as later_count
    from members
    group by story_id
)

select
    stories.story_id,
    counted.week,
    stories.title,
    stories.first_appeared_at,
    stories.last_appeared_at,
    date_diff('day', stories.first_appeared_at, stories.last_appeared_at) + 1 as day_count,
    stories.cluster_count,
    stories.document_count,
    stories.source_count,
    ordered.source_ids,
    counted.first_day_count,
    counted.first_day_count + counted.first_week_count as first_week_count,
    counted.later_count,
    stories.places,
    stories.agencies
from core.stories as stories
inner join counted on stories.story_id = counted.story_id
inner join ordered on stories.story_id = ordered.story_id
order by counted.week, stories.document_count desc, stories.story_id
