-- What stories are, and the state from which the next night goes on.

create table core.stories (
    story_id integer not null primary key,
    title varchar not null,
    title_doc_id integer not null,
    first_appeared_at timestamp,
    last_appeared_at timestamp,
    document_count integer not null,
    cluster_count integer not null,
    source_count integer not null,
    places varchar[] not null,
    agencies varchar[] not null
);
comment on table core.stories is 'One row per story, documents about one event, that holds at least two documents.';
comment on column core.stories.story_id is 'cluster_id of the duplicate cluster that it began with.';
comment on column core.stories.title is 'The headline that has most in common with the others of the story; first words of a text where no document has a headline.';
comment on column core.stories.title_doc_id is 'The document that it was taken from.';
comment on column core.stories.first_appeared_at is 'UTC instant of its earliest document; NULL where no document says when.';
comment on column core.stories.last_appeared_at is 'UTC instant of its latest document; NULL where no document says when.';
comment on column core.stories.document_count is 'Documents of the story, copies included.';
comment on column core.stories.cluster_count is 'Its duplicate clusters: documents that are not copies of each other.';
comment on column core.stories.source_count is 'Sources of its documents.';
comment on column core.stories.places is 'Places that its documents name, those named by most of its clusters first, at most ten.';
comment on column core.stories.agencies is 'Agencies that its documents name, in the same order, at most ten.';

create table core.story_documents (
    doc_id integer not null primary key,
    story_id integer not null,
    joined_on date not null,
    probability double,
    rule varchar not null
);
comment on table core.story_documents is 'One row per document: the story that it belongs to. A document alone in its story has one too.';
comment on column core.story_documents.doc_id is 'The document.';
comment on column core.story_documents.story_id is 'The story: core.stories, if it holds at least two documents.';
comment on column core.story_documents.joined_on is 'Crawl day with which its duplicate cluster joined the story.';
comment on column core.story_documents.probability is 'Mean probability, 0 to 1, that it is about the same event as the other members that it was compared with; NULL for the one that opened the story.';
comment on column core.story_documents.rule is 'opened, alike (within the window), names (a name or place reopened it) or moved; of the duplicate cluster.';

create table core.story_links (
    a_doc_id integer not null,
    b_doc_id integer not null,
    probability double not null,
    shared varchar[] not null,
    decided_on date not null
);
comment on table core.story_links is 'One row per document that joined a story and each of the up to three members that it is most probably of one event with.';
comment on column core.story_links.a_doc_id is 'The member that was there before, the first of its duplicate cluster.';
comment on column core.story_links.b_doc_id is 'The one that joined, the first of its duplicate cluster.';
comment on column core.story_links.probability is 'That both are about one event, 0 to 1.';
comment on column core.story_links.shared is 'Names, words and numbers of both that weighed most.';
comment on column core.story_links.decided_on is 'Crawl day with which the two were compared.';

create table core.story_changes (
    night date not null,
    change varchar not null check (change in ('merged', 'split', 'moved', 'renamed')),
    story_id integer not null,
    other_story_id integer not null,
    cluster_count integer not null
);
comment on table core.story_changes is 'One row per story that became part of another, came apart from one, or changed its number.';
comment on column core.story_changes.night is 'Crawl day with which it happened.';
comment on column core.story_changes.change is 'merged: other_story_id is part of story_id now. split: clusters of story_id opened other_story_id. moved: clusters of story_id went over to other_story_id; both stay. renamed: story_id is called other_story_id now, since the cluster that it began with went.';
comment on column core.story_changes.story_id is 'The story that stays; of a renamed one, its number before.';
comment on column core.story_changes.other_story_id is 'The story that ended, began, or got clusters; of a renamed one, its number now.';
comment on column core.story_changes.cluster_count is 'Duplicate clusters that changed their story.';

create table ops.story_nodes (
    node_id integer not null,
    story_id integer not null,
    night date not null,
    ended_on date,
    joined_on date not null,
    arrival varchar not null,
    day date not null,
    probability double,
    rule varchar not null
);
comment on table ops.story_nodes is 'One row per duplicate cluster and stretch of nights in which it belonged to a story.';
comment on column ops.story_nodes.node_id is 'cluster_id.';
comment on column ops.story_nodes.story_id is 'The story.';
comment on column ops.story_nodes.night is 'Crawl day with which the row began.';
comment on column ops.story_nodes.ended_on is 'Crawl day with which it ended; NULL while it stands.';
comment on column ops.story_nodes.joined_on is 'Crawl day with which the cluster joined the story, or one that is part of it now.';
comment on column ops.story_nodes.arrival is 'Orders the clusters of a night.';
comment on column ops.story_nodes.day is 'Day of appearance of the text that stands for the cluster; the crawl day where nothing is known.';
comment on column ops.story_nodes.probability is 'See core.story_documents.probability.';
comment on column ops.story_nodes.rule is 'See core.story_documents.rule.';

create table ops.story_arrivals (
    node_id integer not null,
    night date not null,
    ended_on date,
    dated_on date,
    source_id varchar
);
comment on table ops.story_arrivals is 'One row per duplicate cluster and text that stood for it.';
comment on column ops.story_arrivals.node_id is 'cluster_id.';
comment on column ops.story_arrivals.night is 'Crawl day with which the text arrived.';
comment on column ops.story_arrivals.ended_on is 'Crawl day with which it was replaced or went; NULL while it stands.';
comment on column ops.story_arrivals.dated_on is 'Day of appearance; NULL where nothing is known.';
comment on column ops.story_arrivals.source_id is 'Source of the text.';

create table ops.story_texts (
    node_id integer not null,
    night date not null,
    ends usmallint[] not null,
    terms uinteger[] not null,
    counts utinyint[] not null,
    telling uinteger[] not null
);
comment on table ops.story_texts is 'One row per duplicate cluster of the last fourteen nights: the terms of its text. Made anew from the text where it is missing.';
comment on column ops.story_texts.node_id is 'cluster_id.';
comment on column ops.story_texts.night is 'Crawl day with which the text arrived.';
comment on column ops.story_texts.ends is 'Where the terms of each field end: fields in the order of transforms.story_text.FIELDS.';
comment on column ops.story_texts.terms is 'CRC-32 of each term, by field.';
comment on column ops.story_texts.counts is 'How often each stands there, at most 255.';
comment on column ops.story_texts.telling is 'The terms by which other texts find this one.';

create table ops.story_names (
    term uinteger not null,
    node_id integer not null,
    night date not null,
    ended_on date,
    day date not null
);
comment on table ops.story_names is 'One row per name of a person or place and duplicate cluster that has it: what may reopen a story within twelve months.';
comment on column ops.story_names.term is 'CRC-32 of the name.';
comment on column ops.story_names.node_id is 'cluster_id.';
comment on column ops.story_names.night is 'Crawl day with which the text arrived.';
comment on column ops.story_names.ended_on is 'Crawl day with which the text was replaced or went; NULL while it stands.';
comment on column ops.story_names.day is 'Day of appearance.';

create table ops.story_pairs (
    a_node_id integer not null,
    b_node_id integer not null,
    night date not null,
    ended_on date,
    probability double not null,
    body_likeness float not null,
    names_likeness float not null,
    shared varchar[] not null
);
comment on table ops.story_pairs is 'One row per pair of duplicate clusters that may be about one event.';
comment on column ops.story_pairs.a_node_id is 'cluster_id of the earlier to arrive.';
comment on column ops.story_pairs.b_node_id is 'cluster_id of the later.';
comment on column ops.story_pairs.night is 'Crawl day with which they were compared.';
comment on column ops.story_pairs.ended_on is 'Crawl day with which one of the two was replaced or went; NULL while it stands.';
comment on column ops.story_pairs.probability is 'That both are about one event, 0 to 1.';
comment on column ops.story_pairs.body_likeness is 'Cosine of their words.';
comment on column ops.story_pairs.names_likeness is 'Cosine of their names.';
comment on column ops.story_pairs.shared is 'Names, words and numbers of both that weighed most; empty except for the three most probable pairs of the later one.';

create table ops.story_terms (
    night date not null,
    term uinteger not null,
    node_count integer not null
);
comment on table ops.story_terms is 'One row per night and term that at least two duplicate clusters of that night hold: how common it is.';
comment on column ops.story_terms.night is 'Crawl day.';
comment on column ops.story_terms.term is 'CRC-32 of the term.';
comment on column ops.story_terms.node_count is 'Clusters that hold it.';

create table ops.story_nights (
    night date not null,
    node_count integer not null
);
comment on table ops.story_nights is 'One row per run of the story step: how many duplicate clusters arrived.';
comment on column ops.story_nights.night is 'Crawl day.';
comment on column ops.story_nights.node_count is 'Clusters that arrived.';
