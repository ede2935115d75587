-- What each source published in each week, and how much of it is on local policing.
-- grain: one row per week and source with at least one document
-- week: ISO week, such as 2026-W47
-- source_id: the source
-- document_count: documents of any subject
-- policing_count: of those, on local policing (relevance core, incident or passing)
-- core_count: of those, with the police themselves as the subject
-- incident_count: of those, crime or emergency stories in which police act or speak
-- passing_count: of those, pieces about something else that name police
-- original_count: documents on local policing that are the earliest of their duplicate cluster
-- opinion_count: documents on local policing whose form is opinion or letter
-- opinion_share: of the documents on local policing, 0 to 1; NULL where there are none
select
    documents.week,
    documents.source_id,
    count(*) as document_count,
    count(*) filter (where documents.relevance <> 'none') as policing_count,
    count(*) filter (where documents.relevance = 'core') as core_count,
    count(*) filter (where documents.relevance = 'incident') as incident_count,
    count(*) filter (where documents.relevance = 'passing') as passing_count,
    count(*) filter (where documents.relevance <> 'none' and clusters.is_canonical) as original_count,
    count(*) filter (where documents.relevance <> 'none' and documents.form in ('opinion', 'letter')) as opinion_count,
    count(*) filter (where documents.relevance <> 'none' and documents.form in ('opinion', 'letter'))
    / nullif(count(*) filter (where documents.relevance <> 'none'), 0) as opinion_share
from core.documents as documents
inner join core.duplicate_clusters as clusters on documents.doc_id = clusters.doc_id
group by documents.week, documents.source_id
order by documents.week, documents.source_id
