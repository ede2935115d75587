-- Who credits whom, and who had it first.

create table core.credits (
    doc_id integer not null,
    credit_no integer not null,
    kind varchar not null check (
        kind in ('first_reported', 'told', 'according_to', 'reported', 'contributed', 'via', 'release', 'link')
    ),
    rule varchar not null,
    name varchar,
    full_name varchar,
    entity_id varchar,
    url varchar,
    host varchar,
    phrase varchar not null,
    start_char integer not null,
    end_char integer not null,
    voice varchar not null,
    credited_source_id varchar,
    source_id varchar not null,
    week varchar not null
);
comment on table core.credits is 'One row per credit that a document gives to another outlet or to an agency''s release, in words or by a link of its words.';
comment on column core.credits.doc_id is 'The document that gives the credit.';
comment on column core.credits.credit_no is 'From 0, in the order of the text.';
comment on column core.credits.kind is 'first_reported (they had it first), told (somebody spoke to them), according_to, reported (what they report), contributed (part of the text is theirs), via, release (an agency''s release, statement or post) or link (by a link alone).';
comment on column core.credits.rule is 'By what the name is known: listed, call-sign, outlet-word, address or phrase; issuer or release-alone for a release; link; name-alone where nothing but a capital letter speaks for an outlet. A row of name-alone or link counts only with credited_source_id.';
comment on column core.credits.name is 'Who is credited, as written, without article; NULL where a release or a link is named but not whose.';
comment on column core.credits.full_name is 'The fullest form of the name among the document''s credits; of a known agency, the gazetteer''s. NULL without a name.';
comment on column core.credits.entity_id is 'Gazetteer id of the agency; NULL for outlets, and where no one agency is meant for certain.';
comment on column core.credits.url is 'Address to which the words lead; NULL where they are no link.';
comment on column core.credits.host is 'Host of that address, without www; NULL without url.';
comment on column core.credits.phrase is 'The words of the credit.';
comment on column core.credits.start_char is 'First character of the phrase in the document''s text, from 0.';
comment on column core.credits.end_char is 'One past its last character.';
comment on column core.credits.voice is 'Whose words: author, quoted_passage or embedded_post. Only the author''s are the document''s own credits.';
comment on column core.credits.credited_source_id is 'The followed source that is credited, by address or name; NULL where it is none that is followed, or could be several.';
comment on column core.credits.source_id is 'Source of the document.';
comment on column core.credits.week is 'ISO week of the document.';

create table core.source_names (
    name_key varchar not null,
    source_id varchar not null,
    rule varchar not null
);
comment on table core.source_names is 'One row per name, host or handle by which a followed source is known in other sources'' texts.';
comment on column core.source_names.name_key is 'In lower case, without marks and a leading article.';
comment on column core.source_names.source_id is 'The source.';
comment on column core.source_names.rule is 'name (whole or in part), call-sign, place-left-out (the Courier for the Tamarack Courier; only at sources of the same county or town), host, shared-host (of several sources) or handle.';

alter table core.links add column address_key varchar;
comment on column core.links.address_key is 'address_key() of the address: what the addresses of one page have in common. NULL in rows of an older beatbook.';

create table core.document_addresses (
    doc_id integer not null,
    address_key varchar not null
);
comment on table core.document_addresses is 'One row per document and address under which other pages may link to it: its own, the declared one, that of its twin for mobile readers.';
comment on column core.document_addresses.doc_id is 'The document.';
comment on column core.document_addresses.address_key is 'address_key() of the address.';

create table core.lineage (
    from_doc_id integer not null,
    to_doc_id integer,
    kind varchar not null check (kind in ('copied', 'updated', 'excerpted', 'credited', 'linked', 'from_release')),
    to_source_id varchar,
    to_name varchar,
    rule varchar not null,
    evidence varchar,
    start_char integer,
    end_char integer,
    share double,
    source_id varchar not null,
    week varchar not null
);
comment on table core.lineage is 'One row per document that takes from, or points to, what was there before it, and kind: who copied, updated, quoted, credited or linked whom, and whose release it ran.';
comment on column core.lineage.from_doc_id is 'The one that takes.';
comment on column core.lineage.to_doc_id is 'The one that was there first; NULL where a source is credited or linked and no one document of it is known to be meant.';
comment on column core.lineage.kind is 'copied (the same text at another source), updated (at the same source), excerpted (a passage), from_release (text of an agency''s release, whole or in part), credited (in words) or linked (to another source).';
comment on column core.lineage.to_source_id is 'Source of to_doc_id, or the source credited; NULL where that is not followed.';
comment on column core.lineage.to_name is 'Who is credited, by the fullest form of the name in the document; NULL for all kinds but credited, and where a release is named but not whose.';
comment on column core.lineage.rule is 'Why: the rule of the duplicate relation (chain where the two are held together by others of their cluster), the kind of the credit, or page or host for a link.';
comment on column core.lineage.evidence is 'The words of the credit, or the address of the link; NULL for the others.';
comment on column core.lineage.start_char is 'First character of the credit in the text of from_doc_id; NULL for all kinds but credited.';
comment on column core.lineage.end_char is 'One past its last character; NULL likewise.';
comment on column core.lineage.share is 'Share of the words of from_doc_id that stand in to_doc_id, 0 to 1, site furniture left out; NULL where the two were not compared, and for credits and links.';
comment on column core.lineage.source_id is 'Source of from_doc_id.';
comment on column core.lineage.week is 'ISO week of from_doc_id.';
