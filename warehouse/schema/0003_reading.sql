-- What is read of a page besides its text: other headlines, keywords, pictures, entries of live blogs, wire credits. In documents
-- that were loaded before, the new columns are NULL and the new tables hold nothing until their day is extracted and loaded again.

alter table core.documents add column amp_url varchar;
alter table core.documents add column page_type varchar;
alter table core.documents add column alternative_titles varchar[];
alter table core.documents add column language_method varchar;
alter table core.documents add column section_method varchar;
alter table core.documents add column wire_credit varchar;
comment on column core.documents.amp_url is 'Address of the page''s twin for mobile readers (AMP); NULL where it declares none.';
comment on column core.documents.page_type is 'What it was read from: article, live_blog, gallery, video, pdf, plain_text, mail, or announcement (given whole by a feed or an API, as every post is). NULL where it was loaded before this column was there.';
comment on column core.documents.alternative_titles is 'Other wordings of the headline that the page declares, a list; empty without one. NULL where it was loaded before this column was there.';
comment on column core.documents.language_method is 'Where the language was read: html-lang, json-ld, meta, or text where the page declares none or clearly another than that of the text. NULL without a language, or where it was loaded before this column was there.';
comment on column core.documents.section_method is 'Where the section was read: meta, json-ld, microdata, breadcrumb, feed, api, url. NULL without a section, or where it was loaded before this column was there.';
comment on column core.documents.published_method is 'Where published_at was read: json-ld, microdata, meta, time-element, page-text, url, feed, api, mail; +source-zone where the zone was assumed, +zone-corrected where the page named a wrong one. NULL without published_at.';
comment on column core.documents.modified_method is 'Where modified_at was read, as for published_method. NULL without modified_at.';
comment on column core.documents.is_paywalled is 'The page says that it is not free, or holds only a stub. A metered page is free.';
comment on column core.documents.wire_credit is 'Wire service that the text credits in its dateline or at its end: AP, Reuters, ...; NULL where it credits none. A contribution to the paper''s own report is no credit.';
comment on column core.documents.section is 'Section as the page or feed declares it, else the first part of the address where that is a section''s name; NULL without either.';
comment on column core.documents.language is 'ISO 639-1 code of the text''s language; NULL where the text is too short to tell.';

create table core.keywords (
    doc_id integer not null,
    position integer not null,
    keyword varchar not null
);
comment on table core.keywords is 'One row per keyword that the page of a document''s current version declares. They are the publisher''s, not topics of the codebook.';
comment on column core.keywords.doc_id is 'The document.';
comment on column core.keywords.position is 'From 0, in the page''s order.';
comment on column core.keywords.keyword is 'As the page writes it.';

create table core.images (
    doc_id integer not null,
    position integer not null,
    url varchar not null,
    caption varchar,
    credit varchar,
    is_lead boolean not null
);
comment on table core.images is 'One row per picture of a document''s current version.';
comment on column core.images.doc_id is 'The document.';
comment on column core.images.position is 'From 0, in the page''s order, the lead picture first.';
comment on column core.images.url is 'Absolute address; it is not fetched.';
comment on column core.images.caption is 'As the page shows it beside the picture; NULL where it shows none.';
comment on column core.images.credit is 'Photographer or agency that the page names for it; NULL where it names none.';
comment on column core.images.is_lead is 'The page''s main picture: the one that it declares, else the first.';

create table core.live_entries (
    doc_id integer not null,
    position integer not null,
    title varchar,
    published_at timestamp,
    has_published_time boolean,
    published_method varchar,
    author varchar,
    url varchar,
    start_char integer not null,
    end_char integer not null
);
comment on table core.live_entries is 'One row per entry of a live blog''s current version.';
comment on column core.live_entries.doc_id is 'The document.';
comment on column core.live_entries.position is 'From 0, in the page''s order.';
comment on column core.live_entries.title is 'Heading of the entry; NULL where it has none.';
comment on column core.live_entries.published_at is 'UTC instant of the entry; NULL where the page gives none.';
comment on column core.live_entries.has_published_time is 'False where only a day was given. NULL without published_at.';
comment on column core.live_entries.published_method is 'Where published_at was read. NULL without published_at.';
comment on column core.live_entries.author is 'Name shown at the entry; NULL where there is none.';
comment on column core.live_entries.url is 'Address that leads to the entry; NULL where there is none.';
comment on column core.live_entries.start_char is 'First character in the document''s text, from 0.';
comment on column core.live_entries.end_char is 'One past its last character.';
