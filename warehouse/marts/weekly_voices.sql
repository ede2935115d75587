-- Whose words fill the coverage of local policing: quotations by the speaker's role.
-- grain: one row per week and role
-- week: ISO week, such as 2026-W47
-- speaker_role: role by the codebook; 'unknown' where nobody is named or the role is not known
-- quote_count: direct and mixed quotations in the author's text of canonical documents, echoes left out
-- word_count: words in them
-- word_share: of all such words in that week, 0 to 1
-- document_count: documents that quote the role
with spoken as (
    select
        quotes.week,
        quotes.doc_id,
        coalesce(quotes.speaker_role, 'unknown') as speaker_role,
        len(regexp_extract_all(quotes.text, '\w+(?:[''’]\w+)*')) as word_count
    from core.quotes as quotes
    inner join core.documents as documents on quotes.doc_id = documents.doc_id
    inner join core.duplicate_clusters as clusters on quotes.doc_id = clusters.doc_id
    where
        quotes.kind in ('direct', 'mixed')
        and quotes.voice = 'author'
        and quotes.echo_of_block is null
        and documents.relevance <> 'none'
        and clusters.is_canonical
),

roles as (
    select
        week,
        speaker_role,
        count(*) as quote_count,
        sum(word_count)::integer as word_count,
        count(distinct doc_id) as document_count
    from spoken
    group by week, speaker_role
)

select
    week,
    speaker_role,
    quote_count,
    word_count,
    word_count / nullif(sum(word_count) over (partition by week), 0) as word_share,
    document_count
from roles
order by week, speaker_role
