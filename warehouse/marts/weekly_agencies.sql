-- Which agencies the coverage of each week names.
-- grain: one row per week and agency with a key in the gazetteer
-- week: ISO week, such as 2026-W47
-- entity_id: the agency's key
-- agency: its name
-- state: two letters; NULL for federal bodies
-- document_count: documents on local policing that name it in words of its own; "police" or "the department" alone name none
-- distinct_count: the same, copies of one item counted once
-- source_count: sources that name it
select
    mentions.week,
    mentions.entity_id,
    any_value(entities.name) as agency,
    any_value(entities.state) as state,
    count(distinct mentions.doc_id) as document_count,
    count(distinct clusters.cluster_id) as distinct_count,
    count(distinct mentions.source_id) as source_count
from core.mentions as mentions
inner join core.entities as entities on mentions.entity_id = entities.entity_id
inner join core.documents as documents on mentions.doc_id = documents.doc_id
inner join core.duplicate_clusters as clusters on mentions.doc_id = clusters.doc_id
where mentions.kind = 'agency' and documents.relevance <> 'none'
group by mentions.week, mentions.entity_id
order by mentions.week, mentions.entity_id
