-- What is wrong with feeds that answer; and what a document's key and its absence mean since then.

create table ops.feed_faults (
    day date not null,
    source_id varchar not null,
    position integer not null,
    name varchar not null,
    detail varchar not null
);
comment on table ops.feed_faults is 'One row per fault, feed, source and crawl day: what is wrong with a feed although it answers.';
comment on column ops.feed_faults.day is 'Crawl day.';
comment on column ops.feed_faults.source_id is 'The source.';
comment on column ops.feed_faults.position is 'Position of the feed in the source''s file, from 0.';
comment on column ops.feed_faults.name is 'lying-validators, guid-churn, future-dates, clock-skew, ...: see the guide on health.';
comment on column ops.feed_faults.detail is 'What was found, in words.';

comment on column ops.requests.outcome is 'ok, not-modified, or a reason such as http-404, robots, timeout, redirect-loop or page-budget.';
comment on column core.documents.doc_key is 'md5 of the source and of what identifies the page in its address: the same in every warehouse. Use it to share or label.';
comment on column core.documents.gone_at is 'UTC instant of the first look that found it gone (404, 410, or sent to the front page) after the newest good capture, once a look of another night confirmed it; NULL while it stands.';
