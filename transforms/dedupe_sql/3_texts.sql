-- The words of the texts that are looked at.
-- One row per text.
create or replace temp table copies_texts as
with holders as (
    select
        text_no,
        arg_min(doc_id, arrival_no) as doc_id
    from ops.copy_documents
    where ended_on is null and text_no in (select text_no from copies_wanted)
    group by text_no
),
read_now as (
    select
        holders.text_no,
        holders.doc_id,
        copies_hashes(source.text) as words
    from holders
    join copies_source as source using (doc_id)
    anti join copies_tonight as tonight using (doc_id)
),
searched as (
    select
        *,
        list_intersect(words, getvariable('copies_site')) as found
    from read_now
),
located as (
    select
        * exclude found,
        if(len(found) > 0, copies_site_places(words, found), []) as site_places
    from searched
),
all_read as (
    select
        holders.text_no,
        holders.doc_id,
        tonight.words,
        tonight.site_starts
    from holders
    join copies_tonight as tonight using (doc_id)
    union all
    select
        text_no,
        doc_id,
        words,
        copies_site_starts(site_places)
    from located
)
select
    all_read.*,
    len(all_read.words) as word_count,
    copies_title_words(source.title) as title_words
from all_read
join copies_source as source using (doc_id);

-- One row per text and position (of the first of five words, from 1).
create or replace temp table copies_positions as
select
    text_no,
    word_count,
    unnest(range(1, greatest(word_count - 3, 1))) as position,
    unnest(copies_shingles(words, site_starts)) as shingle
from copies_texts;

-- Words that stand in stock count neither as shared nor as not shared. Stock is known by samples: what stands between
-- two samples that are stock is stock too.
-- One row per text and position, with how many of them there are up to it.
create or replace temp table copies_dead as
with holding as (
    select distinct text_no
    from ops.copy_fingerprints
    where text_no in (select text_no from copies_texts)
        and shingle in (select shingle from ops.copy_stock)
    union
    select text_no
    from copies_positions
    where shingle is null
),
marked as (
    select
        positions.text_no,
        positions.position,
        positions.shingle is null or stock.shingle is not null as is_stock,
        if(copies_is_sampled(positions.shingle, positions.word_count), is_stock, null) as sample
    from copies_positions as positions
    semi join holding using (text_no)
    left join ops.copy_stock as stock on stock.shingle = copies_fingerprint(positions.shingle)
),
between_samples as (
    select
        text_no,
        position,
        is_stock,
        last_value(sample ignore nulls) over (
            partition by text_no order by position rows between unbounded preceding and current row
        ) as before,
        first_value(sample ignore nulls) over (
            partition by text_no order by position rows between current row and unbounded following
        ) as after
    from marked
),
stock as (
    select
        text_no,
        position
    from between_samples
    where is_stock or (coalesce(before, after) and coalesce(after, before))
)
select
    text_no,
    position,
    row_number() over (partition by text_no order by position) as dead_count
from (
    select distinct
        text_no,
        position + step as position
    from stock
    cross join (select unnest(range(5)) as step)
);

create or replace temp table copies_sizes as
select
    texts.text_no,
    texts.word_count - coalesce(dead.dead_count, 0) as live_count
from copies_texts as texts
left join (select text_no, max(dead_count) as dead_count from copies_dead group by text_no) as dead using (text_no);

-- a text of which more is known to be furniture begins a new row
create or replace temp table copies_shrunk as
select
    texts.text_no,
    sizes.live_count
from ops.copy_texts as texts
join copies_sizes as sizes using (text_no)
where texts.ended_on is null and texts.live_count <> sizes.live_count;

update ops.copy_texts
set ended_on = getvariable('copies_night')
where ended_on is null and night < getvariable('copies_night') and text_no in (select text_no from copies_shrunk);

insert into ops.copy_texts by name
select
    texts.text_no,
    getvariable('copies_night') as night,
    texts.first_night,
    texts.words_hash,
    texts.word_count,
    shrunk.live_count,
    texts.sketch
from ops.copy_texts as texts
join copies_shrunk as shrunk using (text_no)
where texts.ended_on = getvariable('copies_night')
order by texts.text_no;

update ops.copy_texts as texts
set live_count = shrunk.live_count
from copies_shrunk as shrunk
where texts.text_no = shrunk.text_no and texts.ended_on is null and texts.night = getvariable('copies_night')
