-- The documents as hashed words, in the order in which they came: the first in `arrival` is a cluster's canonical.
-- One row per document.
create or replace temp table dedupe_documents as
with cleaned as (
    select
        doc_id,
        source_id,
        "at" as dated,
        -- Apostrophes and soft hyphens fall away ("don’t" is "dont"); scripts that set no spaces are read one
        -- character a word, for all others a word is a run of letters, marks and digits.
        regexp_replace(
            lower(translate(nfc_normalize(coalesce(text, '')), '''’‘ʼ`' || chr(173) || chr(8203), '')),
            '([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])', ' \1 ', 'g'
        ) as body,
        lower(translate(nfc_normalize(coalesce(title, '')), '''’‘ʼ`' || chr(173) || chr(8203), '')) as headline
    from dedupe_input
)
select
    doc_id,
    source_id,
    dated,
    row_number() over (order by dated nulls last, doc_id) as arrival,
    list_transform(regexp_extract_all(body, '[\p{L}\p{M}\p{N}]+'), lambda word: hash(word)) as words,
    -- The words of a headline that say something: four letters or more, numbers, and signs that are words.
    list_sort(list_distinct(list_transform(
        list_filter(
            regexp_extract_all(
                regexp_replace(
                    headline, '([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])', ' \1 ', 'g'
                ),
                '[\p{L}\p{M}\p{N}]+'
            ),
            lambda word: length(word) >= 4 or ord(word) < 58 or ord(word) > 1500
        ),
        lambda word: hash(word)
    ))) as title_words
from cleaned
