-- core: what the documents say. ops: how the collecting went. mart: ready-made tables, built anew with every load.
-- Names: _at a UTC instant, _on a local date of the source, _count a number of things, _share 0 to 1, is_ and has_ booleans.
-- Every table and column says what it means, and what NULL means where it may be NULL.
create schema core;
create schema ops;
create schema mart;

create table core.sources (
    source_id varchar not null primary key,
    source_name varchar not null,
    homepage varchar not null,
    publisher varchar not null,
    place_name varchar not null,
    place_state varchar not null,
    place_county varchar,
    timezone varchar not null,
    language varchar not null,
    status varchar not null,
    status_reason varchar,
    default_form varchar,
    is_private boolean not null,
    feed_count integer not null,
    new_per_week_min integer,
    new_per_week_max integer
);
comment on table core.sources is 'One row per source that beatbook follows or has followed, from the sources'' YAML files.';
comment on column core.sources.source_id is 'Stem of the source''s file, place first: us_or_portland_oregonian.';
comment on column core.sources.source_name is 'Name that readers know it by.';
comment on column core.sources.homepage is 'Address of its front page.';
comment on column core.sources.publisher is 'Who publishes: newspaper, tv, radio, police, sheriff, city, county, union, oversight, nonprofit, blog, forum, official or resident.';
comment on column core.sources.place_name is 'City, county or region that it covers.';
comment on column core.sources.place_state is 'State of the place, two letters.';
comment on column core.sources.place_county is 'County of the place; NULL where the file names none.';
comment on column core.sources.timezone is 'IANA time zone of the place; all its local dates (_on) are in it.';
comment on column core.sources.language is 'ISO 639-1 code of the language it publishes in.';
comment on column core.sources.status is 'active or paused. A paused source is not crawled.';
comment on column core.sources.status_reason is 'Why it is paused; NULL where the file gives no reason.';
comment on column core.sources.default_form is 'Form that its documents have unless a page says otherwise; NULL where there is none.';
comment on column core.sources.is_private is 'The account of a private person; its names are pseudonymised.';
comment on column core.sources.feed_count is 'Feeds, sitemaps, listings or API addresses that are asked each night.';
comment on column core.sources.new_per_week_min is 'Fewest new documents expected in a week; NULL where nothing is expected.';
comment on column core.sources.new_per_week_max is 'Most new documents expected in a week; NULL where nothing is expected.';

create table core.documents (
    doc_id integer not null primary key,
    doc_key uuid not null unique,
    source_id varchar not null,
    url varchar not null,
    declared_url varchar,
    form varchar not null check (form in ('news', 'opinion', 'press_release', 'post', 'letter', 'record')),
    form_rule varchar not null,
    relevance varchar not null check (relevance in ('core', 'incident', 'passing', 'none')),
    relevance_rule varchar not null,
    title varchar,
    title_method varchar,
    title_prefix varchar,
    published_at timestamp,
    has_published_time boolean,
    published_method varchar,
    published_on date,
    modified_at timestamp,
    has_modified_time boolean,
    modified_method varchar,
    first_seen_at timestamp not null,
    first_seen_on date not null,
    appeared_at timestamp not null,
    appeared_on date not null,
    week varchar not null,
    language varchar,
    section varchar,
    is_paywalled boolean not null,
    word_count integer not null,
    account_id varchar,
    text_sha256 varchar not null,
    version_count integer not null,
    fetched_at timestamp not null,
    day date not null,
    warc_path varchar not null,
    warc_offset bigint not null,
    gone_at timestamp,
    gone_reason varchar,
    extractor varchar not null
);
comment on table core.documents is 'One row per document: what one address at one source says now, as last fetched. Start here, or from the view coverage.';
comment on column core.documents.doc_id is 'Key of the document in every table; given at first sight, never changed or given again.';
comment on column core.documents.doc_key is 'md5 of source and canonical address: the same in every warehouse. Use it to share or label.';
comment on column core.documents.source_id is 'Who published it: core.sources.';
comment on column core.documents.url is 'Canonical address at its source.';
comment on column core.documents.declared_url is 'Address that the page itself declares as canonical, of any site; NULL where it declares none.';
comment on column core.documents.form is 'What it is: news, opinion, press_release, post, letter or record.';
comment on column core.documents.form_rule is 'Why that form was decided.';
comment on column core.documents.relevance is 'To local policing: core (about the police), incident (police as actor or source), passing (named once or twice), none.';
comment on column core.documents.relevance_rule is 'Why that relevance was decided.';
comment on column core.documents.title is 'Headline without site name and section prefix; NULL for most posts.';
comment on column core.documents.title_method is 'Where the title was read; NULL without a title.';
comment on column core.documents.title_prefix is 'Section prefix that was taken off the title, such as Opinion; NULL where there was none.';
comment on column core.documents.published_at is 'UTC instant of publication; NULL where neither page nor feed says.';
comment on column core.documents.has_published_time is 'False where only a day was given: published_at is then midnight of that day in the source''s zone. NULL without published_at.';
comment on column core.documents.published_method is 'Where published_at was read: json-ld, meta, time-element, page-text, url, feed, api; +source-zone where the zone was assumed. NULL without published_at.';
comment on column core.documents.published_on is 'Local date of publication; NULL without published_at.';
comment on column core.documents.modified_at is 'UTC instant of the last change that the page declares; NULL where it declares none.';
comment on column core.documents.has_modified_time is 'False where only a day was given. NULL without modified_at.';
comment on column core.documents.modified_method is 'Where modified_at was read. NULL without modified_at.';
comment on column core.documents.first_seen_at is 'UTC instant of the first capture.';
comment on column core.documents.first_seen_on is 'Local date of the first capture.';
comment on column core.documents.appeared_at is 'UTC instant by which documents are put in order: published_at; where only a day is known, the end of that day or first_seen_at, whichever is earlier; first_seen_at where nothing is known.';
comment on column core.documents.appeared_on is 'Local date under which it is counted: published_on, else first_seen_on.';
comment on column core.documents.week is 'ISO week of appeared_on, such as 2026-W47.';
comment on column core.documents.language is 'ISO 639-1 code of the text; NULL where the text is too short to tell.';
comment on column core.documents.section is 'Section as the page or feed declares it; NULL where it declares none.';
comment on column core.documents.is_paywalled is 'The page says that it is not free, or holds only a stub.';
comment on column core.documents.word_count is 'Words in the text.';
comment on column core.documents.account_id is 'For posts, the network''s key of the account, pseudonymised for private persons; NULL for all else.';
comment on column core.documents.text_sha256 is 'Digest of title and text as they are now: with doc_id, the key of core.texts.';
comment on column core.documents.version_count is 'Rows in core.document_versions.';
comment on column core.documents.fetched_at is 'UTC instant of the newest good capture, from which this row was read.';
comment on column core.documents.day is 'Crawl day of that capture.';
comment on column core.documents.warc_path is 'WARC file of that capture, relative to the archive folder.';
comment on column core.documents.warc_offset is 'Offset of its record in that file, in bytes.';
comment on column core.documents.gone_at is 'UTC instant of the first look that found it gone (404, 410, or sent to the front page) after the newest good capture; NULL while it stands.';
comment on column core.documents.gone_reason is 'Reason of that rejection; NULL while it stands.';
comment on column core.documents.extractor is 'Name and version of what read the page.';

create table core.document_captures (
    doc_id integer not null,
    day date not null,
    source_id varchar not null,
    fetched_at timestamp not null,
    text_sha256 varchar not null,
    warc_path varchar not null,
    warc_offset bigint not null
);
comment on table core.document_captures is 'One row per document and capture in which it was found: each document leads back to every archived record of it.';
comment on column core.document_captures.doc_id is 'The document.';
comment on column core.document_captures.day is 'Crawl day.';
comment on column core.document_captures.source_id is 'The source crawled.';
comment on column core.document_captures.fetched_at is 'UTC instant of the capture.';
comment on column core.document_captures.text_sha256 is 'Digest of title and text as captured.';
comment on column core.document_captures.warc_path is 'WARC file, relative to the archive folder.';
comment on column core.document_captures.warc_offset is 'Offset of the record, in bytes.';

create table core.document_versions (
    doc_id integer not null,
    version_no integer not null,
    text_sha256 varchar not null,
    title varchar,
    word_count integer not null,
    first_seen_at timestamp not null,
    last_seen_at timestamp not null,
    capture_count integer not null,
    is_current boolean not null,
    warc_path varchar not null,
    warc_offset bigint not null
);
comment on table core.document_versions is 'One row per document and version: a change back to an earlier text is a version of its own.';
comment on column core.document_versions.doc_id is 'The document.';
comment on column core.document_versions.version_no is '1 for the first text seen, then up in order of time.';
comment on column core.document_versions.text_sha256 is 'Digest of title and text: with doc_id, the key of core.texts.';
comment on column core.document_versions.title is 'Headline of this version; NULL where it has none.';
comment on column core.document_versions.word_count is 'Words in this version.';
comment on column core.document_versions.first_seen_at is 'UTC instant of the first capture with this content.';
comment on column core.document_versions.last_seen_at is 'UTC instant of the last capture with it before another content, or till now.';
comment on column core.document_versions.capture_count is 'Captures of this version.';
comment on column core.document_versions.is_current is 'The newest version.';
comment on column core.document_versions.warc_path is 'WARC file of its first capture, relative to the archive folder.';
comment on column core.document_versions.warc_offset is 'Offset of that record, in bytes.';

create table core.texts (
    doc_id integer not null,
    text_sha256 varchar not null,
    title varchar,
    word_count integer not null,
    text varchar not null using compression zstd
);
comment on table core.texts is 'One row per document and distinct content; join with core.documents on doc_id and text_sha256 for the text of now (or use the view document_text).';
comment on column core.texts.doc_id is 'The document.';
comment on column core.texts.text_sha256 is 'Digest of title and text.';
comment on column core.texts.title is 'Headline; NULL where it has none.';
comment on column core.texts.word_count is 'Words in text.';
comment on column core.texts.text is 'The text: its blocks joined by one blank line, captions left out.';

create table core.blocks (
    doc_id integer not null,
    position integer not null,
    kind varchar not null,
    voice varchar not null,
    text varchar not null using compression zstd,
    start_char integer not null,
    end_char integer not null,
    cite varchar,
    url varchar,
    network varchar,
    post_id varchar,
    author_name varchar,
    author_handle varchar,
    posted varchar
);
comment on table core.blocks is 'One row per block of a document''s current version, in the page''s order.';
comment on column core.blocks.doc_id is 'The document.';
comment on column core.blocks.position is 'From 0, in the page''s order.';
comment on column core.blocks.kind is 'paragraph, heading, quoted_passage, embedded_post, list, table, caption or correction.';
comment on column core.blocks.voice is 'Whose words: author, quoted_passage or embedded_post.';
comment on column core.blocks.text is 'Text of the block.';
comment on column core.blocks.start_char is 'First character in the document''s text, from 0; 0 for captions.';
comment on column core.blocks.end_char is 'One past its last character; 0 for captions.';
comment on column core.blocks.cite is 'For a quoted passage, the name of what is quoted; NULL for all else.';
comment on column core.blocks.url is 'Address of the quoted page or the embedded post; NULL where there is none.';
comment on column core.blocks.network is 'Network of an embedded post; NULL for all else.';
comment on column core.blocks.post_id is 'The network''s key of an embedded post; NULL for all else.';
comment on column core.blocks.author_name is 'Name shown at an embedded post; NULL for all else.';
comment on column core.blocks.author_handle is 'Handle shown at an embedded post, without @; NULL for all else.';
comment on column core.blocks.posted is 'Date shown at an embedded post, word for word; NULL for all else.';

create table core.links (
    doc_id integer not null,
    link_no integer not null,
    url varchar not null,
    host varchar,
    text varchar not null,
    block_position integer not null
);
comment on table core.links is 'One row per link in the body of a document''s current version.';
comment on column core.links.doc_id is 'The document.';
comment on column core.links.link_no is 'From 0, in the page''s order.';
comment on column core.links.url is 'Absolute address that it leads to.';
comment on column core.links.host is 'Host of that address, without www; NULL where the address has none.';
comment on column core.links.text is 'The words that are linked.';
comment on column core.links.block_position is 'Position of the block that holds it.';

create table core.authors (
    doc_id integer not null,
    position integer not null,
    name varchar not null,
    kind varchar not null,
    method varchar not null
);
comment on table core.authors is 'One row per named author of a document''s current version.';
comment on column core.authors.doc_id is 'The document.';
comment on column core.authors.position is 'From 0, in the page''s order.';
comment on column core.authors.name is 'Name as printed, pseudonymised for private accounts.';
comment on column core.authors.kind is 'person, desk, agency, wire or account.';
comment on column core.authors.method is 'Where it was read.';

create table core.topics (
    topic varchar not null primary key,
    definition varchar,
    includes varchar,
    excludes varchar
);
comment on table core.topics is 'One row per topic of the codebook.';
comment on column core.topics.topic is 'Short name of the topic: failure-to-respond.';
comment on column core.topics.definition is 'What the topic covers; NULL for a topic that is no longer in the codebook.';
comment on column core.topics.includes is 'What is coded so although it may be doubted; NULL as above.';
comment on column core.topics.excludes is 'What is not coded so, and how instead; NULL as above.';

create table core.document_topics (
    doc_id integer not null,
    topic varchar not null,
    rule varchar not null,
    field varchar not null,
    start_char integer not null,
    end_char integer not null,
    voice varchar not null,
    hit_count integer not null,
    source_id varchar not null,
    week varchar not null
);
comment on table core.document_topics is 'One row per document and topic: the codes of its current version, with the evidence.';
comment on column core.document_topics.doc_id is 'The document.';
comment on column core.document_topics.topic is 'The topic: core.topics.';
comment on column core.document_topics.rule is 'Pattern of the codebook that fired.';
comment on column core.document_topics.field is 'Where the evidence stands: title or text.';
comment on column core.document_topics.start_char is 'First character of the evidence in that field, from 0.';
comment on column core.document_topics.end_char is 'One past its last character.';
comment on column core.document_topics.voice is 'Whose words the evidence is: author, quoted_passage or embedded_post.';
comment on column core.document_topics.hit_count is 'Spans that fired for the topic.';
comment on column core.document_topics.source_id is 'Source of the document, copied here so that counting needs no join.';
comment on column core.document_topics.week is 'Week of the document, copied for the same reason.';

create table core.entities (
    entity_id varchar not null primary key,
    kind varchar not null,
    name varchar not null,
    state varchar
);
comment on table core.entities is 'One row per agency, place or person that has a key in the gazetteer and is mentioned.';
comment on column core.entities.entity_id is 'Key in the gazetteer: ori:OR0260200, geonames:5746545, federal:ice, local:...';
comment on column core.entities.kind is 'agency, place or person.';
comment on column core.entities.name is 'Name in the gazetteer.';
comment on column core.entities.state is 'Two letters; NULL for federal bodies and for people without a place.';

create table core.mentions (
    doc_id integer not null,
    mention_no integer not null,
    kind varchar not null,
    entity_id varchar,
    name varchar not null,
    state varchar,
    role varchar,
    rule varchar not null,
    surface varchar not null,
    start_char integer not null,
    end_char integer not null,
    source_id varchar not null,
    week varchar not null
);
comment on table core.mentions is 'One row per span in a document''s current text that names an agency, a place or a person.';
comment on column core.mentions.doc_id is 'The document.';
comment on column core.mentions.mention_no is 'From 0, in the order of the text.';
comment on column core.mentions.kind is 'agency, place or person.';
comment on column core.mentions.entity_id is 'Entity: core.entities. NULL where the name could be several and nothing decides.';
comment on column core.mentions.name is 'Name in the gazetteer, or the fullest form in the document.';
comment on column core.mentions.state is 'Two letters; NULL where there is none.';
comment on column core.mentions.role is 'For people, their role by the codebook, such as police-leader; NULL for all else.';
comment on column core.mentions.rule is 'Why it was linked to this entity, or was not (tie, unknown).';
comment on column core.mentions.surface is 'The words in the text.';
comment on column core.mentions.start_char is 'First character in the document''s text, from 0.';
comment on column core.mentions.end_char is 'One past its last character.';
comment on column core.mentions.source_id is 'Source of the document, copied here so that counting needs no join.';
comment on column core.mentions.week is 'Week of the document, copied for the same reason.';

create table core.quotes (
    doc_id integer not null,
    quote_no integer not null,
    kind varchar not null,
    text varchar not null,
    start_char integer not null,
    end_char integer not null,
    speaker varchar,
    speaker_name varchar,
    speaker_role varchar,
    cue varchar,
    voice varchar not null,
    echo_of_block integer,
    source_id varchar not null,
    week varchar not null
);
comment on table core.quotes is 'One row per quotation in a document''s current text.';
comment on column core.quotes.doc_id is 'The document.';
comment on column core.quotes.quote_no is 'From 0, in the order of the text.';
comment on column core.quotes.kind is 'direct, mixed or indirect.';
comment on column core.quotes.text is 'The words quoted, without the marks.';
comment on column core.quotes.start_char is 'First character in the document''s text, from 0.';
comment on column core.quotes.end_char is 'One past its last character.';
comment on column core.quotes.speaker is 'Speaker as written at the quote; NULL where nobody is named.';
comment on column core.quotes.speaker_name is 'Who that is, in the fullest form of the document; NULL where not known.';
comment on column core.quotes.speaker_role is 'Role by the codebook, such as police-spokesperson; NULL where not known.';
comment on column core.quotes.cue is 'Verb or phrase of saying; NULL where there is none.';
comment on column core.quotes.voice is 'Whose text holds the quote: author, quoted_passage or embedded_post.';
comment on column core.quotes.echo_of_block is 'Position of the block whose words these repeat: not a new statement. NULL for all else.';
comment on column core.quotes.source_id is 'Source of the document, copied here so that counting needs no join.';
comment on column core.quotes.week is 'Week of the document, copied for the same reason.';

create table core.duplicate_relations (
    a_doc_id integer not null,
    b_doc_id integer not null,
    relation varchar not null,
    a_share double not null,
    b_share double not null,
    longest_run_count integer not null,
    rule varchar not null
);
comment on table core.duplicate_relations is 'One row per pair of documents of which one holds much of the other.';
comment on column core.duplicate_relations.a_doc_id is 'The earlier of the two; in an excerpt, the one that quotes.';
comment on column core.duplicate_relations.b_doc_id is 'The later; in an excerpt, the one that is quoted.';
comment on column core.duplicate_relations.relation is 'identical, near_duplicate, updated_version (of the same source) or excerpt.';
comment on column core.duplicate_relations.a_share is 'Share of a''s words, site furniture left out, that stand in b, 0 to 1.';
comment on column core.duplicate_relations.b_share is 'Share of b''s words that stand in a, 0 to 1.';
comment on column core.duplicate_relations.longest_run_count is 'Words in the longest stretch that both hold.';
comment on column core.duplicate_relations.rule is 'Why that relation was decided.';

create table core.duplicate_clusters (
    doc_id integer not null primary key,
    cluster_id integer not null,
    is_canonical boolean not null,
    cluster_document_count integer not null,
    cluster_source_count integer not null
);
comment on table core.duplicate_clusters is 'One row per document: the duplicate cluster that it is in. A document without copies is a cluster of one.';
comment on column core.duplicate_clusters.doc_id is 'The document.';
comment on column core.duplicate_clusters.cluster_id is 'doc_id of the cluster''s canonical document, the earliest.';
comment on column core.duplicate_clusters.is_canonical is 'It is the earliest of its cluster. Keep only these to count each item once.';
comment on column core.duplicate_clusters.cluster_document_count is 'Documents in the cluster.';
comment on column core.duplicate_clusters.cluster_source_count is 'Sources in the cluster.';

create table ops.source_nights (
    day date not null,
    source_id varchar not null,
    state varchar not null check (state in ('collected', 'partial', 'failed', 'skipped', 'not_collected')),
    started_at timestamp,
    ended_at timestamp,
    request_count integer not null,
    capture_count integer not null,
    document_count integer not null,
    rejection_count integer not null
);
comment on table ops.source_nights is 'One row per source and crawl day that was loaded: was the source collected? The denominator of every count over time.';
comment on column ops.source_nights.day is 'Crawl day, in the place''s zone.';
comment on column ops.source_nights.source_id is 'The source.';
comment on column ops.source_nights.state is 'collected (all feeds answered), partial (some did), failed (none did), skipped (paused, or robots.txt forbids), not_collected (active, but no crawl took place).';
comment on column ops.source_nights.started_at is 'UTC instant at which the crawl began; NULL where none took place.';
comment on column ops.source_nights.ended_at is 'UTC instant at which it ended; NULL where none took place.';
comment on column ops.source_nights.request_count is 'Requests made or held back.';
comment on column ops.source_nights.capture_count is 'Responses archived.';
comment on column ops.source_nights.document_count is 'Documents found in them.';
comment on column ops.source_nights.rejection_count is 'Captures and announced items that gave no document.';

create table ops.feed_outcomes (
    day date not null,
    source_id varchar not null,
    position integer not null,
    url varchar not null,
    outcome varchar not null,
    found_count integer not null,
    new_count integer not null,
    detail varchar not null
);
comment on table ops.feed_outcomes is 'One row per feed, source and crawl day: how the feed fared.';
comment on column ops.feed_outcomes.day is 'Crawl day.';
comment on column ops.feed_outcomes.source_id is 'The source.';
comment on column ops.feed_outcomes.position is 'Position of the feed in the source''s file, from 0.';
comment on column ops.feed_outcomes.url is 'Address of the feed''s first page.';
comment on column ops.feed_outcomes.outcome is 'ok, ok-empty, or a reason such as http-500, html-instead-of-feed, robots or timeout.';
comment on column ops.feed_outcomes.found_count is 'Items announced.';
comment on column ops.feed_outcomes.new_count is 'Of those, not seen on an earlier night.';
comment on column ops.feed_outcomes.detail is 'More in words; empty where there is nothing to say.';

create table ops.requests (
    day date not null,
    source_id varchar not null,
    request_no integer not null,
    url varchar not null,
    role varchar not null,
    outcome varchar not null,
    status integer,
    requested_at timestamp not null,
    detail varchar not null
);
comment on table ops.requests is 'One row per request of a crawl, also those that robots.txt or the page budget held back.';
comment on column ops.requests.day is 'Crawl day.';
comment on column ops.requests.source_id is 'The source.';
comment on column ops.requests.request_no is 'From 0, in the order of the crawl''s account.';
comment on column ops.requests.url is 'Address asked for.';
comment on column ops.requests.role is 'Why: robots (its rules), discovery (what it announces) or item (itself).';
comment on column ops.requests.outcome is 'ok, or a reason such as http-404, robots, timeout, redirect-loop or page-budget.';
comment on column ops.requests.status is 'HTTP status; NULL where there was no response.';
comment on column ops.requests.requested_at is 'UTC instant.';
comment on column ops.requests.detail is 'More in words; empty where there is nothing to say.';

create table ops.captures (
    day date not null,
    source_id varchar not null,
    url varchar not null,
    announced_url varchar not null,
    fetched_at timestamp not null,
    status integer not null,
    role varchar not null,
    content_type varchar,
    byte_count bigint not null,
    problem varchar,
    outcome varchar not null,
    warc_path varchar not null,
    warc_offset bigint not null
);
comment on table ops.captures is 'One row per archived response.';
comment on column ops.captures.day is 'Crawl day.';
comment on column ops.captures.source_id is 'The source.';
comment on column ops.captures.url is 'Address that answered.';
comment on column ops.captures.announced_url is 'Address that the source gave; differs after a redirect.';
comment on column ops.captures.fetched_at is 'UTC instant at which the response began to arrive.';
comment on column ops.captures.status is 'HTTP status.';
comment on column ops.captures.role is 'Why it was fetched: robots, discovery or item.';
comment on column ops.captures.content_type is 'Content-Type as sent; NULL where none was sent.';
comment on column ops.captures.byte_count is 'Length of the body, content encoding undone.';
comment on column ops.captures.problem is 'Why the body is not what the server meant to send; NULL where it is.';
comment on column ops.captures.outcome is 'What became of it: document, rejection, discovery, robots or redirect.';
comment on column ops.captures.warc_path is 'WARC file, relative to the archive folder.';
comment on column ops.captures.warc_offset is 'Offset of the record, in bytes.';

create table ops.rejections (
    day date not null,
    source_id varchar not null,
    url varchar not null,
    fetched_at timestamp not null,
    status integer not null,
    reason varchar not null,
    detail varchar not null,
    doc_key uuid not null,
    warc_path varchar not null,
    warc_offset bigint not null
);
comment on table ops.rejections is 'One row per capture, or announced item, that gave no document, with the reason.';
comment on column ops.rejections.day is 'Crawl day.';
comment on column ops.rejections.source_id is 'The source.';
comment on column ops.rejections.url is 'Address that answered, or that was announced.';
comment on column ops.rejections.fetched_at is 'UTC instant of the capture.';
comment on column ops.rejections.status is 'HTTP status; 0 where the archive is damaged and no response could be read.';
comment on column ops.rejections.reason is 'Why, in kebab case: http-404, not-html, no-text, soft-404, redirect, ...';
comment on column ops.rejections.detail is 'What was found, in words.';
comment on column ops.rejections.doc_key is 'Key of the document that stands, or would stand, at the announced address.';
comment on column ops.rejections.warc_path is 'WARC file, relative to the archive folder.';
comment on column ops.rejections.warc_offset is 'Offset of the record, in bytes.';

create table ops.issues (
    check_name varchar not null,
    loudness varchar not null check (loudness in ('fail', 'warn')),
    why varchar not null,
    day date,
    source_id varchar,
    doc_id integer,
    found varchar not null
);
comment on table ops.issues is 'One row per bad row that a check found at the last load.';
comment on column ops.issues.check_name is 'The check: a file of warehouse/checks.';
comment on column ops.issues.loudness is 'warn: someone must look this week. A fail is never seen here: it keeps the night out.';
comment on column ops.issues.why is 'What the check guards, in words.';
comment on column ops.issues.day is 'Crawl day concerned; NULL where it is not about one day.';
comment on column ops.issues.source_id is 'Source concerned; NULL where it is not about one source.';
comment on column ops.issues.doc_id is 'Document concerned; NULL where it is not about one document.';
comment on column ops.issues.found is 'What was found, in words.';

create table ops.loads (
    day date not null primary key,
    loaded_at timestamp not null,
    source_count integer not null,
    capture_count integer not null,
    document_count integer not null,
    rejection_count integer not null
);
comment on table ops.loads is 'One row per crawl day that is in the warehouse.';
comment on column ops.loads.day is 'Crawl day.';
comment on column ops.loads.loaded_at is 'UTC instant of the latest load of that day.';
comment on column ops.loads.source_count is 'Sources that have a row in ops.source_nights.';
comment on column ops.loads.capture_count is 'Responses archived.';
comment on column ops.loads.document_count is 'Documents captured.';
comment on column ops.loads.rejection_count is 'Rejections.';

create table ops.document_ids (
    doc_key uuid not null primary key,
    doc_id integer not null unique
);
comment on table ops.document_ids is 'One row per document ever seen, also those that a later reading rejects: keeps doc_id from being given twice.';
comment on column ops.document_ids.doc_key is 'The document''s key.';
comment on column ops.document_ids.doc_id is 'The number given to it.';

create table ops.identity (
    warehouse_id uuid not null
);
comment on table ops.identity is 'One row: which warehouse this is.';
comment on column ops.identity.warehouse_id is 'Drawn when the file was made; the full-text index names it, so that it is never read with another warehouse.';
insert into ops.identity values (uuid());

create table ops.text_changes (
    change_no bigint not null,
    doc_id integer not null
);
comment on table ops.text_changes is 'The queue of the full-text index: documents whose text came, changed or went, in the order of loads.';
comment on column ops.text_changes.change_no is 'Up by one for each change.';
comment on column ops.text_changes.doc_id is 'The document.';
