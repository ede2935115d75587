-- A version is a text that somebody wrote, without what a page changes by itself; it says what changed, and how much.
-- A request without a response names the document that it was for: so the looks in an outage can be told (view unreached).

alter table core.document_captures add column version_sha256 varchar;
comment on table core.document_captures is 'One row per capture of a document: which night held it, with which content. A document that was looked at several times in one night has a row for the first and the last look at each of its versions.';
comment on column core.document_captures.version_sha256 is 'Digest of title and text without noise (time stamps, counters, links to other stories, marks); equal digests in a row are one version.';

alter table core.document_versions add column version_sha256 varchar;
alter table core.document_versions add column words_added_count integer;
alter table core.document_versions add column words_removed_count integer;
alter table core.document_versions add column change_kind varchar;
comment on table core.document_versions is 'One row per document and version: captures in a row that differ by noise alone are one; a change back to an earlier text is a version of its own.';
comment on column core.document_versions.text_sha256 is 'Digest of title and text of its first capture: with doc_id, the key of core.texts.';
comment on column core.document_versions.version_sha256 is 'Digest of title and text without noise.';
comment on column core.document_versions.words_added_count is 'Words of headline and text that the version before does not have, noise left out; NULL for the first.';
comment on column core.document_versions.words_removed_count is 'Words of the version before that this one does not have; NULL for the first.';
comment on column core.document_versions.change_kind is 'What changed: correction (a note that says so was added), headline (nothing else), revert (back to an earlier version), update (mostly words added), cut (mostly words taken off), rewrite (less than half stayed), edit (all else); NULL for the first.';

alter table ops.requests add column doc_key uuid;
comment on column ops.requests.doc_key is 'Of a page that was asked for and gave no response: the document at that address, in core.documents where it is known; NULL for all other requests.';
comment on column core.document_versions.capture_count is 'Captures of this version; of one night the first and the last.';

-- Of captures of before, each text is a version. DuckDB wants all changes of the tables before those of their rows.
update core.document_captures set version_sha256 = text_sha256;
update core.document_versions set version_sha256 = text_sha256;
