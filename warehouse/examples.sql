-- What is covered more, and what less, in the newest week than in the weeks before?
select
    topic,
    count(*) filter (where week = newest) as this_week,
    round(count(*) filter (where week < newest) / nullif(weeks_before, 0), 1) as before_per_week
from core.document_topics
cross join (select max(week) as newest, count(distinct week) - 1 as weeks_before from coverage) as weeks
group by topic, weeks_before
order by this_week desc, topic;

-- Which item had the most copies, who published it first, and who after?
select appeared_at, source_name, form, title, is_canonical, url
from coverage
where cluster_id = (
    select cluster_id
    from coverage
    where is_canonical
    order by cluster_document_count desc, appeared_at desc, cluster_id
    limit 1
)
order by appeared_at, doc_id;

-- Which documents say that the police did not come, came late or did not act?
select appeared_on, source_name, form, title, url
from coverage
where list_contains(topics, 'failure-to-respond')
order by appeared_on desc, doc_id;

-- What share of each source's documents on local policing is opinion?
select
    source_name,
    count(*) as documents,
    round(avg((form = 'opinion')::integer), 2) as opinion_share
from coverage
where relevance in ('core', 'incident') and is_canonical
group by source_name
order by opinion_share desc, documents desc, source_name;

-- Who gets to speak? Quotations by the speaker's role, copies of one item counted once.
select
    coalesce(speaker_role, 'not known') as role,
    count(*) as quotations,
    count(distinct doc_id) as documents
from core.quotes
inner join coverage using (doc_id)
where is_canonical and echo_of_block is null
group by role
order by quotations desc, role;

-- Which sources were not collected whole, on which nights, and why?
select nights.day, source_name, state, string_agg(outcome, ', ') as outcomes
from ops.source_nights as nights
inner join core.sources using (source_id)
left join ops.feed_outcomes as feeds on nights.day = feeds.day and nights.source_id = feeds.source_id
where state <> 'collected'
group by nights.day, source_name, state
order by nights.day desc, source_name;

-- Which documents speak of police custody, the best match first?
select score, appeared_on, source_name, title, snippet
from search('police custody', hit_count := 20)
inner join coverage using (doc_id)
order by score desc;
