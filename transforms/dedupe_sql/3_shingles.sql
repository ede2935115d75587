-- Every five words in a row of each distinct text; texts of fewer words have none.
-- One row per text and position (the position of the first word, from 1).
create or replace temp table dedupe_shingles as
select
    doc_id as text_id,
    unnest(range(1, len(words) - 3)) as position,
    -- hash(a, b, c, d, e) of hashed words is some fifty times quicker than hash() of a slice.
    unnest(list_transform(
        range(1, len(words) - 3),
        lambda i: hash(words[i], words[i + 1], words[i + 2], words[i + 3], words[i + 4])
    )) as shingle
from dedupe_documents
join dedupe_texts using (doc_id)
where doc_id = text_id
    and n_words >= 5
