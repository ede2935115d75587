-- The documents as hashed words, in the order in which they came: the first in `arrival` is a cluster's canonical.
-- One row per document.

-- A text's words, lower case: runs of letters, marks and digits. Apostrophes and soft hyphens fall away ("don’t" is
-- "dont"); scripts that set no spaces are read one character a word. Only the rarer marks are matched and spaces split
-- on, which is three times quicker than to match every word.
create or replace temp macro dedupe_words(content) as list_filter(
    string_split(
        regexp_replace(
            regexp_replace(
                lower(regexp_replace(nfc_normalize(coalesce(content, '')), '[''’‘ʼ`\x{AD}\x{200B}]+', '', 'g')),
                '[^\p{L}\p{M}\p{N} ]+', ' ', 'g'
            ),
            '([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])', ' \1 ', 'g'
        ),
        ' '
    ),
    lambda word: word <> ''
);

create or replace temp table dedupe_documents as
select
    doc_id,
    source_id,
    "at" as dated,
    row_number() over (order by "at" nulls last, doc_id) as arrival,
    list_transform(dedupe_words(text), lambda word: hash(word)) as words,
    -- The words of a headline that say something: four letters or more, numbers, and signs that are words.
    list_sort(list_distinct(list_transform(
        list_filter(dedupe_words(title), lambda word: length(word) >= 4 or ord(word) < 58 or ord(word) > 1500),
        lambda word: hash(word)
    ))) as title_words
from dedupe_input
