-- What is covered more, and what less, in the newest week than in the weeks before?
select
    topic,
    sum(document_count) filter (where week = newest_week()) as this_week,
    round(avg(document_count) filter (where week < newest_week() and is_collected), 2) as before_per_week
from mart.weekly_topics
-- where topic = 'use-of-force'
group by topic
order by this_week desc, topic;

-- Which item on local policing had the most copies, who published it first, and who after?
select appeared_at, source_name, form, title, is_canonical, url
from coverage
where cluster_id = (
    select cluster_id
    from mart.clusters
    where relevance <> 'none'
    -- and week = '2026-W47'
    order by document_count desc, source_count desc, cluster_id
    limit 1
)
order by appeared_at, doc_id;

-- Which documents say that the police did not come, came late or did not act? Of copies, the first.
select appeared_on, source_name, form, title, url
from coverage
where list_contains(topics, 'failure-to-respond') and relevance <> 'none' and is_canonical
-- and week = '2026-W47'
order by appeared_on desc, doc_id;

-- What share of each source's documents on local policing is opinion or a letter, week by week?
select
    marts.week,
    sources.source_name,
    marts.policing_count,
    marts.opinion_count,
    round(marts.opinion_share, 2) as opinion_share
from mart.weekly_sources as marts
inner join core.sources as sources using (source_id)
where marts.policing_count > 0
-- and week = '2026-W47'
order by marts.week desc, marts.opinion_share desc, marts.policing_count desc, sources.source_name;

-- Who gets to speak, week by week? Quotations by the speaker's role, copies of one item counted once.
select week, speaker_role, quote_count, round(word_share, 2) as word_share, document_count
from mart.weekly_voices
-- where week = '2026-W47'
order by week desc, quote_count desc, speaker_role;

-- Which sources were missed, on which nights, and why?
select collection.week, sources.source_name, collection.night_count, collection.missed
from mart.weekly_collection as collection
inner join core.sources as sources using (source_id)
where collection.missed <> ''
-- and week = '2026-W47'
order by collection.week desc, collection.night_count, sources.source_name;

-- Which documents speak of police custody, the best match first?
select hits.score, coverage.appeared_on, coverage.source_name, coverage.title, hits.snippet
from search('police custody', hit_count := 20) as hits
inner join coverage using (doc_id)
-- where week = '2026-W47'
order by hits.score desc;
