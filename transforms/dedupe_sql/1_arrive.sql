-- The night's documents as hashed words, and their texts: those known within the window, and new ones with a number.
-- Reads: copies_arriving (doc_id, order_key, content_key, source_id, "at", title, text).

-- A document that comes with another text keeps its place in the order of arrival.
create or replace temp table copies_places as
select
    doc_id,
    min(arrival_no) as arrival_no
from ops.copy_documents
where doc_id in (select doc_id from copies_arriving)
group by doc_id;

-- Texts that lose a document tonight.
create or replace temp table copies_left as
select distinct text_no
from ops.copy_documents
where ended_on is null
    and doc_id in (select doc_id from copies_arriving);

update ops.copy_documents
set ended_on = getvariable('copies_night')
where ended_on is null
    and doc_id in (select doc_id from copies_arriving);

create or replace temp table copies_tonight as
with hashed as (
    select
        doc_id,
        order_key,
        content_key,
        source_id,
        "at",
        copies_hashes(text) as words,
        copies_title_words(title) as title_words
    from copies_arriving
),
searched as (
    select
        *,
        list_intersect(words, getvariable('copies_site')) as found
    from hashed
),
located as (
    select
        * exclude found,
        if(len(found) > 0, copies_site_places(words, found), []) as site_places
    from searched
)
select
    * exclude site_places,
    copies_site_starts(site_places) as site_starts,
    len(words) as word_count,
    hash(words) as words_hash,
    row_number() over (order by order_key, doc_id) as place
from located;

create or replace temp table copies_numbered as
with known as (
    select
        words_hash,
        word_count,
        max(text_no) as text_no
    from ops.copy_texts
    where ended_on is null and first_night >= getvariable('copies_floor')
        and words_hash in (select words_hash from copies_tonight)
    group by words_hash, word_count
),
firsts as (
    select
        words_hash,
        word_count,
        min(place) as place
    from copies_tonight
    anti join known using (words_hash, word_count)
    group by words_hash, word_count
),
highest as (
    select coalesce(max(text_no), 0) as text_no
    from ops.copy_texts
),
numbers as (
    select
        words_hash,
        word_count,
        text_no,
        false as is_new
    from known
    union all
    select
        words_hash,
        word_count,
        highest.text_no + row_number() over (order by place),
        true
    from firsts
    cross join highest
)
select
    tonight.doc_id,
    tonight.place,
    numbers.text_no::integer as text_no,
    numbers.is_new,
    numbers.is_new and tonight.place = min(tonight.place) over (partition by numbers.text_no) as is_first
from copies_tonight as tonight
join numbers using (words_hash, word_count);

insert into ops.copy_documents by name
with highest as (
    select coalesce(max(arrival_no), 0) as arrival_no
    from ops.copy_documents
)
select
    tonight.doc_id,
    getvariable('copies_night') as night,
    coalesce(
        places.arrival_no,
        highest.arrival_no + row_number() over (partition by places.doc_id is null order by tonight.place)
    )::integer as arrival_no,
    tonight.source_id,
    tonight."at",
    tonight.content_key,
    numbered.text_no,
    if(len(title_words) > 0, hash(title_words), null) as title_hash,
    least(len(title_words), 255) as title_word_count,
    if(len(title_words) > 0, len(list_intersect(title_words, words)) / len(title_words), null) as title_share
from copies_tonight as tonight
join copies_numbered as numbered using (doc_id)
left join copies_places as places using (doc_id)
cross join highest
order by tonight.place;

insert into ops.copy_fingerprints by name
with sampled as (
    select
        numbered.text_no,
        unnest(list_distinct(list_transform(
            list_filter(copies_shingles(words, site_starts), lambda s: coalesce(copies_is_sampled(s, word_count), false)),
            lambda s: copies_fingerprint(s)
        ))) as shingle
    from copies_tonight as tonight
    join copies_numbered as numbered using (doc_id)
    where numbered.is_first
)
select
    getvariable('copies_night') as night,
    text_no,
    shingle
from sampled
order by text_no, shingle;

insert into ops.copy_texts by name
with all_shingles as (
    select
        numbered.text_no,
        unnest(copies_shingles(words, site_starts)) as shingle
    from copies_tonight as tonight
    join copies_numbered as numbered using (doc_id)
    where numbered.is_first
),
sketches as (
    select
        text_no,
        copies_fingerprint(min(shingle) filter (shingle % 8 = 0)) as s0,
        copies_fingerprint(min(shingle) filter (shingle % 8 = 1)) as s1,
        copies_fingerprint(min(shingle) filter (shingle % 8 = 2)) as s2,
        copies_fingerprint(min(shingle) filter (shingle % 8 = 3)) as s3,
        copies_fingerprint(min(shingle) filter (shingle % 8 = 4)) as s4,
        copies_fingerprint(min(shingle) filter (shingle % 8 = 5)) as s5,
        copies_fingerprint(min(shingle) filter (shingle % 8 = 6)) as s6,
        copies_fingerprint(min(shingle) filter (shingle % 8 = 7)) as s7
    from all_shingles
    group by text_no
)
select
    numbered.text_no,
    getvariable('copies_night') as night,
    getvariable('copies_night') as first_night,
    tonight.words_hash,
    tonight.word_count,
    tonight.word_count as live_count,
    -- without a shingle of a class, a number of its own, which no other text has
    list_transform([s0, s1, s2, s3, s4, s5, s6, s7], lambda s: coalesce(s, numbered.text_no::uinteger)) as sketch
from copies_tonight as tonight
join copies_numbered as numbered using (doc_id)
left join sketches on sketches.text_no = numbered.text_no
where numbered.is_first
order by numbered.text_no
