-- The fingerprints of days of the window that were dropped. Reads: copies_past (doc_id, night, text).
insert into ops.copy_fingerprints by name
with lost as (
    select
        texts.text_no,
        any_value(texts.first_night) as night,
        any_value(texts.word_count) as word_count
    from ops.copy_texts as texts
    where texts.first_night between getvariable('copies_floor') and getvariable('copies_night') - 1
        and texts.first_night not in (select night from ops.copy_fingerprints)
    group by texts.text_no
),
holders as (
    select
        lost.text_no,
        lost.night,
        lost.word_count,
        arg_min(documents.doc_id, documents.arrival_no) as doc_id
    from lost
    join ops.copy_documents as documents on documents.text_no = lost.text_no and documents.night = lost.night
    group by lost.text_no, lost.night, lost.word_count
),
hashed as (
    select
        holders.*,
        copies_hashes(past.text) as words
    from holders
    join copies_past as past on past.doc_id = holders.doc_id and past.night = holders.night
),
searched as (
    select
        *,
        list_intersect(words, getvariable('copies_site')) as found
    from hashed
),
located as (
    select
        *,
        copies_site_starts(if(len(found) > 0, copies_site_places(words, found), [])) as site_starts
    from searched
),
sampled as (
    select
        night,
        text_no,
        unnest(list_distinct(list_transform(
            list_filter(
                copies_shingles(words, site_starts),
                lambda s: coalesce(copies_is_sampled(s, word_count), false)
            ),
            lambda s: copies_fingerprint(s)
        ))) as shingle
    from located
)
select
    night,
    text_no,
    shingle
from sampled
order by night, text_no, shingle
