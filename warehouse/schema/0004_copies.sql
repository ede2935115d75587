-- Copies are found night by night: what a night found, and the state from which the next one goes on.

alter table core.duplicate_relations add column decided_on date;
comment on column core.duplicate_relations.rule is 'Why that relation was decided; in words: beatbook why A B.';
comment on column core.duplicate_relations.decided_on is 'Night with which the two texts were compared last; NULL where an earlier beatbook did, until the next night is loaded.';
comment on column core.duplicate_clusters.cluster_id is 'doc_id of the member that was collected first; it stays when an earlier copy is found later.';
comment on column core.duplicate_clusters.is_canonical is 'It is the earliest of its cluster by appeared_at. Keep only these to count each item once.';

create table core.cluster_changes (
    night date not null,
    change varchar not null check (change in ('merged', 'split', 'moved')),
    cluster_id integer not null,
    other_cluster_id integer not null,
    document_count integer not null
);
comment on table core.cluster_changes is 'One row per duplicate cluster that became part of another or came apart from one.';
comment on column core.cluster_changes.night is 'Crawl day with which it happened.';
comment on column core.cluster_changes.change is 'merged: the documents of other_cluster_id belong to cluster_id now. split: some documents of cluster_id are other_cluster_id now. moved: some documents of cluster_id went over to other_cluster_id; both stay.';
comment on column core.cluster_changes.cluster_id is 'The cluster that stays.';
comment on column core.cluster_changes.other_cluster_id is 'The cluster that ended with the merge or began with the split.';
comment on column core.cluster_changes.document_count is 'Documents that changed their cluster.';

create table ops.copy_hasher (
    hasher varchar not null
);
comment on table ops.copy_hasher is 'One row: what made the hashes in ops.copy_texts, ops.copy_fingerprints and ops.copy_stock. Another DuckDB hashes otherwise: the window is then made anew.';
comment on column ops.copy_hasher.hasher is 'Name of the hash function with the version of DuckDB.';

create table ops.copy_documents (
    doc_id integer not null,
    night date not null,
    ended_on date,
    arrival_no integer not null,
    source_id varchar,
    "at" timestamp,
    content_key ubigint not null,
    text_no integer not null,
    title_hash ubigint,
    title_word_count utinyint not null,
    title_share float
);
comment on table ops.copy_documents is 'One row per document and content that was compared.';
comment on column ops.copy_documents.doc_id is 'The document.';
comment on column ops.copy_documents.night is 'Crawl day with which it was compared.';
comment on column ops.copy_documents.ended_on is 'Crawl day with which it got another content or went; NULL while it stands.';
comment on column ops.copy_documents.arrival_no is 'Place of the document in the order of arrival: by night, then by doc_key. It keeps it when its content changes.';
comment on column ops.copy_documents.source_id is 'Who published it.';
comment on column ops.copy_documents."at" is 'UTC instant of appearance as known that night; NULL where nothing is known.';
comment on column ops.copy_documents.content_key is 'First 64 bits of text_sha256 in core.texts.';
comment on column ops.copy_documents.text_no is 'Its text: ops.copy_texts.';
comment on column ops.copy_documents.title_hash is 'Hash of the words of its headline; NULL without a headline.';
comment on column ops.copy_documents.title_word_count is 'Different words of its headline that say something.';
comment on column ops.copy_documents.title_share is 'Share of those words that stand in its text, 0 to 1; NULL without a headline.';

create table ops.copy_texts (
    text_no integer not null,
    night date not null,
    ended_on date,
    first_night date not null,
    words_hash ubigint not null,
    word_count integer not null,
    live_count integer not null,
    sketch uinteger[8] not null
);
comment on table ops.copy_texts is 'One row per text that differs in its words, and state of knowledge about the words that belong to its site.';
comment on column ops.copy_texts.text_no is 'Number of the text, in the order of arrival.';
comment on column ops.copy_texts.night is 'Crawl day with which this row began.';
comment on column ops.copy_texts.ended_on is 'Crawl day with which more of its words were found to be furniture; NULL while the row stands.';
comment on column ops.copy_texts.first_night is 'Crawl day with which the text came first.';
comment on column ops.copy_texts.words_hash is 'Hash of all its words in order.';
comment on column ops.copy_texts.word_count is 'Words of the text.';
comment on column ops.copy_texts.live_count is 'Words that belong to no site or form.';
comment on column ops.copy_texts.sketch is 'The least fingerprint in each of eight classes: texts that are versions of each other mostly agree in them.';

create table ops.copy_fingerprints (
    night date not null,
    text_no integer not null,
    shingle uinteger not null
);
comment on table ops.copy_fingerprints is 'One row per text of the last thirty days and sampled five words in a row.';
comment on column ops.copy_fingerprints.night is 'Crawl day with which the text came first; whole days are dropped.';
comment on column ops.copy_fingerprints.text_no is 'The text.';
comment on column ops.copy_fingerprints.shingle is 'Hash of the five words.';

create table ops.copy_stock (
    shingle uinteger not null,
    night date not null
);
comment on table ops.copy_stock is 'One row per sampled five words in a row that belong to a site or a form, not to a story.';
comment on column ops.copy_stock.shingle is 'Hash of the five words.';
comment on column ops.copy_stock.night is 'Crawl day with which that was found.';

create table ops.copy_pairs (
    a_text_no integer not null,
    b_text_no integer not null,
    night date not null,
    ended_on date,
    rule varchar,
    likeness varchar,
    a_share float not null,
    b_share float not null,
    a_live_count integer not null,
    b_live_count integer not null,
    longest_run_count integer not null,
    mean_run_count float not null,
    stretches struct(a_low integer, a_high integer, b_low integer, b_high integer)[] not null
);
comment on table ops.copy_pairs is 'One row per pair of texts that were compared word for word and share a tenth or more, and state of knowledge about furniture.';
comment on column ops.copy_pairs.a_text_no is 'The text that came first.';
comment on column ops.copy_pairs.b_text_no is 'The other.';
comment on column ops.copy_pairs.night is 'Crawl day with which they were compared.';
comment on column ops.copy_pairs.ended_on is 'Crawl day with which they were compared again; NULL while the row stands.';
comment on column ops.copy_pairs.rule is 'Rule by which they are one text, or that needs the rest of a cluster to tell (doubtful, part); NULL where none holds.';
comment on column ops.copy_pairs.likeness is 'Another reason for what they share: furniture or template; NULL without one.';
comment on column ops.copy_pairs.a_share is 'Share of a''s live words that stand in b, 0 to 1.';
comment on column ops.copy_pairs.b_share is 'Share of b''s live words that stand in a, 0 to 1.';
comment on column ops.copy_pairs.a_live_count is 'Live words of a.';
comment on column ops.copy_pairs.b_live_count is 'Live words of b.';
comment on column ops.copy_pairs.longest_run_count is 'Words in the longest stretch that both hold.';
comment on column ops.copy_pairs.mean_run_count is 'Mean of the stretches, in words.';
comment on column ops.copy_pairs.stretches is 'What both hold: from and up to which live word of either, counted from 0.';

create table ops.copy_clusters (
    doc_id integer not null,
    night date not null,
    ended_on date,
    cluster_id integer not null
);
comment on table ops.copy_clusters is 'One row per document and duplicate cluster in which it was.';
comment on column ops.copy_clusters.doc_id is 'The document.';
comment on column ops.copy_clusters.night is 'Crawl day with which it came into the cluster.';
comment on column ops.copy_clusters.ended_on is 'Crawl day with which it left it; NULL while it is in it.';
comment on column ops.copy_clusters.cluster_id is 'doc_id of the cluster''s member that was collected first.';
