-- Views and macros for users, replaced whenever this file has changed. Column comments stand below each view.

create or replace macro week_of(day) as strftime(day::date, '%G-W%V');
comment on macro week_of is 'ISO week of a date, such as 2026-W47.';

create or replace macro host_of(url) as (
    nullif(regexp_extract(lower(url), '^[a-z][a-z0-9+.-]*://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)', 1), '')
);
comment on macro host_of is 'Host of an address, without www; NULL where it has none.';

create or replace macro address_key(url) as (
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(lower(url), '^[a-z][a-z0-9+.-]*://(?:[^/@]*@)?(?:(?:www|m|mobile|amp)\.)?|#.*$', '', 'g'),
                '([?&])(?:(?:utm_[a-z_]+|fbclid|gclid|mc_cid|mc_eid|cmpid|taid|ref|outputtype)=[^&]*&?)+',
                '\1',
                'g'
            ),
            '[?&]+$',
            ''
        ),
        '(?:/amp|/index\.html?)?/*$',
        ''
    )
);
comment on macro address_key is 'What two addresses of one page have in common: without scheme, www, trackers, fragment and closing slash.';

create or replace macro name_key(name) as (
    regexp_replace(
        trim(regexp_replace(lower(strip_accents(translate(name, '’''', ''))), '[^\p{L}\p{N}]+', ' ', 'g')),
        '^the ',
        ''
    )
);
comment on macro name_key is 'A name as core.source_names holds it: in lower case, without marks and a leading article.';

-- The night of a Monday still gathers the week before.
create or replace macro newest_week() as (
    select max(strftime(day - 1, '%G-W%V')) from ops.source_nights where state in ('collected', 'partial')
);
comment on macro newest_week is 'The newest ISO week of which a night was collected, perhaps not over yet; write an earlier one in its place to look back.';

-- A value that begins like a formula gets an apostrophe before it, unless it is a number: what spreadsheets then show as text.
create or replace macro csv_safe(value) as (
    case
        when regexp_matches(value::varchar, '^[\s\x{FEFF}]*[=+\-@＝＋－＠]') and try_cast(value as double) is null
            then '''' || value::varchar
        when regexp_matches(value::varchar, '^[\t\r\n]')
            then '''' || value::varchar
        else value::varchar
    end
);
comment on macro csv_safe is 'The value as text that no spreadsheet takes for a formula.';

create or replace view coverage as
with topics as (
    select
        doc_id,
        list(topic order by topic) as topics
    from core.document_topics
    group by doc_id
),

agencies as (
    select
        doc_id,
        list(distinct name order by name) as agencies
    from core.mentions
    where kind = 'agency' and entity_id is not null
    group by doc_id
),

authors as (
    select
        doc_id,
        list(name order by position) as authors
    from core.authors
    group by doc_id
)

select
    documents.doc_id,
    documents.appeared_on,
    documents.week,
    sources.source_name,
    documents.form,
    documents.relevance,
    documents.title,
    coalesce(topics.topics, []) as topics,
    coalesce(agencies.agencies, []) as agencies,
    coalesce(authors.authors, []) as authors,
    documents.url,
    documents.published_on,
    documents.published_at,
    documents.first_seen_on,
    documents.appeared_at,
    documents.section,
    documents.wire_credit,
    documents.page_type,
    documents.language,
    documents.word_count,
    documents.is_paywalled,
    documents.version_count,
    clusters.is_canonical,
    clusters.cluster_id,
    clusters.cluster_document_count,
    clusters.cluster_source_count,
    documents.gone_at,
    documents.source_id,
    sources.publisher,
    sources.place_name,
    sources.place_state,
    documents.doc_key,
    documents.warc_path,
    documents.warc_offset
from core.documents as documents
inner join core.sources as sources on documents.source_id = sources.source_id
inner join core.duplicate_clusters as clusters on documents.doc_id = clusters.doc_id
left join topics on documents.doc_id = topics.doc_id
left join agencies on documents.doc_id = agencies.doc_id
left join authors on documents.doc_id = authors.doc_id;

comment on view coverage is 'One row per document with all that is asked most: source, form, relevance, topics, agencies, dates, copies. Start here.';
comment on column coverage.doc_id is 'Key of the document in every table.';
comment on column coverage.appeared_on is 'Local date under which it is counted: published_on, else first_seen_on.';
comment on column coverage.week is 'ISO week of appeared_on, such as 2026-W47.';
comment on column coverage.source_name is 'Who published it.';
comment on column coverage.form is 'What it is: news, opinion, press_release, post, letter or record.';
comment on column coverage.relevance is 'To local policing: core (about the police), incident (police as actor or source), passing (named once or twice), none.';
comment on column coverage.title is 'Headline; NULL for most posts.';
comment on column coverage.topics is 'Its topics, a list in order of name; empty without one. Ask with list_contains(topics, ''failure-to-respond'').';
comment on column coverage.agencies is 'Names of the agencies that it mentions, a list in order of name; empty without one.';
comment on column coverage.authors is 'Names of its authors in the page''s order, a list; empty without one.';
comment on column coverage.url is 'Canonical address at its source.';
comment on column coverage.published_on is 'Local date of publication; NULL where neither page nor feed says.';
comment on column coverage.published_at is 'UTC instant of publication; NULL where neither page nor feed says.';
comment on column coverage.first_seen_on is 'Local date of the first capture.';
comment on column coverage.appeared_at is 'UTC instant by which documents are put in order; see core.documents.';
comment on column coverage.section is 'Section as the page or feed declares it, else the first part of the address where that is a section''s name; NULL without either.';
comment on column coverage.wire_credit is 'Wire service that the text credits: AP, Reuters, ...; NULL where it credits none.';
comment on column coverage.page_type is 'What it was read from: article, live_blog, gallery, video, pdf, plain_text, mail or announcement; see core.documents.';
comment on column coverage.language is 'ISO 639-1 code of the text; NULL where it is too short to tell.';
comment on column coverage.word_count is 'Words in the text.';
comment on column coverage.is_paywalled is 'The page says that it is not free, or holds only a stub.';
comment on column coverage.version_count is 'Versions of the text seen so far; above 1, it was changed after publication.';
comment on column coverage.is_canonical is 'It is the earliest of its duplicate cluster. Keep only these to count each item once.';
comment on column coverage.cluster_id is 'Its duplicate cluster: doc_id of the document of it that was collected first. It stays the same from night to night.';
comment on column coverage.cluster_document_count is 'Documents in its duplicate cluster; 1 for a document without copies.';
comment on column coverage.cluster_source_count is 'Sources in its duplicate cluster.';
comment on column coverage.gone_at is 'UTC instant of the first look that found the page gone, confirmed on another night; NULL while it stands.';
comment on column coverage.source_id is 'Key of the source: core.sources.';
comment on column coverage.publisher is 'Kind of publisher: newspaper, tv, radio, police, sheriff, city, county, union, oversight, nonprofit, blog, forum, official or resident.';
comment on column coverage.place_name is 'City, county or region that the source covers.';
comment on column coverage.place_state is 'Its state, two letters.';
comment on column coverage.doc_key is 'Key of the document in every warehouse.';
comment on column coverage.warc_path is 'WARC file of the newest good capture, relative to the archive folder.';
comment on column coverage.warc_offset is 'Offset of its record in that file, in bytes.';

create or replace view document_text as
select
    documents.doc_id,
    documents.source_id,
    documents.appeared_on,
    texts.title,
    texts.text
from core.documents as documents
inner join core.texts as texts
    on documents.doc_id = texts.doc_id and documents.text_sha256 = texts.text_sha256;

comment on view document_text is 'One row per document: its headline and text as they are now.';
comment on column document_text.doc_id is 'The document.';
comment on column document_text.source_id is 'Who published it: core.sources.';
comment on column document_text.appeared_on is 'Local date under which it is counted.';
comment on column document_text.title is 'Headline; NULL for most posts.';
comment on column document_text.text is 'The text: its blocks joined by one blank line, captions left out.';

create or replace view unreached as
with looks as (
    select
        doc_key,
        day,
        fetched_at as looked_at,
        reason
    from ops.rejections
    union all
    select
        doc_key,
        day,
        requested_at as looked_at,
        outcome as reason
    from ops.requests
    where doc_key is not null
        and outcome not in ('page-budget', 'quiet-hours', 'host-deferred', 'robots', 'robots-unreachable')
)

select
    documents.doc_id,
    documents.source_id,
    documents.url,
    count(distinct looks.day) as night_count,
    min(looks.looked_at) as first_failed_at,
    max(looks.looked_at) as last_failed_at,
    arg_max(looks.reason, (looks.looked_at, looks.reason)) as last_reason
from core.documents as documents
inner join looks on documents.doc_key = looks.doc_key and looks.looked_at > documents.fetched_at
where documents.gone_at is null
group by documents.doc_id, documents.source_id, documents.url;

comment on view unreached is 'One row per document that was not reached any more since its last good capture, and is not known to be gone: the server fails, a wall stands there, or a look that did not find it waits for another night to confirm it.';
comment on column unreached.doc_id is 'The document.';
comment on column unreached.source_id is 'Who published it: core.sources.';
comment on column unreached.url is 'Canonical address at its source.';
comment on column unreached.night_count is 'Nights with a look in vain since the last good capture.';
comment on column unreached.first_failed_at is 'UTC instant of the first such look.';
comment on column unreached.last_failed_at is 'UTC instant of the last such look.';
comment on column unreached.last_reason is 'Why the last one failed: http-503, timeout, challenge-page, http-404, ...';

create or replace macro coverage_between(first_day, last_day) as table
select coverage.*
from coverage
where coverage.appeared_on between first_day::date and last_day::date;
comment on macro table coverage_between is 'The rows of coverage from one date to another, both included.';
