-- Copies are found night by night: what a night found, and the state from which the next one goes on.

drop table core.duplicate_relations;
drop table core.duplicate_clusters;

create table core.duplicate_relations (
    a_doc_id integer not null,
    b_doc_id integer not null,
    relation varchar not null,
    a_share double not null,
    b_share double not null,
    longest_run_count integer not null,
    rule varchar not null,
    decided_on date not null
);
comment on table core.duplicate_relations is 'One row per pair of documents of which one holds much of the other.';
comment on column core.duplicate_relations.a_doc_id is 'The earlier of the two; in an excerpt, the one that quotes.';
comment on column core.duplicate_relations.b_doc_id is 'The later; in an excerpt, the one that is quoted.';
comment on column core.duplicate_relations.relation is 'identical, near_duplicate, updated_version (of the same source) or excerpt.';
comment on column core.duplicate_relations.a_share is 'Share of a''s words, site furniture left out, that stand in b, 0 to 1.';
comment on column core.duplicate_relations.b_share is 'Share of b''s words that stand in a, 0 to 1.';
comment on column core.duplicate_relations.longest_run_count is 'Words in the longest stretch that both hold.';
comment on column core.duplicate_relations.rule is 'Why that relation was decided.';
comment on column core.duplicate_relations.decided_on is 'Night with which the two texts were compared last.';

create table core.duplicate_clusters (
    doc_id integer not null primary key,
    cluster_id integer not null,
    is_canonical boolean not null,
    cluster_document_count integer not null,
    cluster_source_count integer not null
);
comment on table core.duplicate_clusters is 'One row per document: the duplicate cluster that it is in. A document without copies is a cluster of one.';
comment on column core.duplicate_clusters.doc_id is 'The document.';
comment on column core.duplicate_clusters.cluster_id is 'doc_id of the member that was collected first; it stays when an earlier copy is found later.';
comment on column core.duplicate_clusters.is_canonical is 'It is the earliest of its cluster by appeared_at. Keep only these to count each item once.';
comment on column core.duplicate_clusters.cluster_document_count is 'Documents in the cluster.';
comment on column core.duplicate_clusters.cluster_source_count is 'Sources in the cluster.';

create table core.cluster_changes (
    night date not null,
    change varchar not null check (change in ('merged', 'split')),
    cluster_id integer not null,
    other_cluster_id integer not null,
    document_count integer not null
);
comment on table core.cluster_changes is 'One row per duplicate cluster that became part of another or came apart from one.';
comment on column core.cluster_changes.night is 'Crawl day with which it happened.';
comment on column core.cluster_changes.change is 'merged: the documents of other_cluster_id belong to cluster_id now. split: some documents of cluster_id are other_cluster_id now.';
comment on column core.cluster_changes.cluster_id is 'The cluster that stays.';
comment on column core.cluster_changes.other_cluster_id is 'The cluster that ended with the merge or began with the split.';
comment on column core.cluster_changes.document_count is 'Documents that changed their cluster.';
