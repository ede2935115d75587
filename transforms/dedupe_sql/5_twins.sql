-- Pairs of tonight's new texts and older ones that had the same words before the window.
insert into ops.copy_pairs by name
with twins as (
    select
        max(old.text_no) as a_text_no,
        new.text_no as b_text_no,
        any_value(new.live_count) as live_count,
        any_value(new.word_count) as word_count
    from ops.copy_texts as new
    join ops.copy_texts as old
        on old.words_hash = new.words_hash
        and old.word_count = new.word_count
        and old.text_no < new.text_no
        and old.ended_on is null
    join ops.copy_documents as new_documents on new_documents.text_no = new.text_no and new_documents.ended_on is null
    join ops.copy_documents as old_documents on old_documents.text_no = old.text_no and old_documents.ended_on is null
    where new.ended_on is null and new.first_night = getvariable('copies_night')
        -- unless neither headline has to do with what the two have in common
        and (
            least(new_documents.title_word_count, old_documents.title_word_count) < 3
            or new_documents.title_hash = old_documents.title_hash
            or (new_documents.title_share + old_documents.title_share) / 2 >= 0.3
        )
    group by new.text_no
)
select
    a_text_no,
    b_text_no,
    getvariable('copies_night') as night,
    if(live_count >= 25, 'most-words', null) as rule,
    1.0 as a_share,
    1.0 as b_share,
    live_count as a_live_count,
    live_count as b_live_count,
    word_count as longest_run_count,
    word_count as mean_run_count,
    [{'a_low': 0, 'a_high': live_count, 'b_low': 0, 'b_high': live_count}] as stretches
from twins
where live_count >= 8
order by b_text_no
