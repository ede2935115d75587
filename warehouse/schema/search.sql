-- For readers that are not beatbook (DuckDB's own shell, Harlequin, R): made in each published snapshot, while the full-text
-- index is attached as search_index. There, first:
--   install sqlite; load sqlite; attach 'search-STAMP.sqlite' as search_index (type sqlite, read_only);
-- In beatbook itself a function of the same name and columns goes before it, which needs neither.

create or replace macro match_expression(query) as (
    list_aggregate(
        list_filter(
            list_transform(
                regexp_extract_all(query, '"[^"]*"|[^\s"]+'),
                lambda piece: trim(regexp_replace(piece, '[^\p{L}\p{N}]+', ' ', 'g'))
            ),
            lambda piece: piece <> ''
        ),
        'string_agg',
        '" "'
    )
);
comment on macro match_expression is 'What a user typed as words and phrases for the full-text index, whatever it was.';

create or replace macro search(query, hit_count := 20) as table
select
    hits.doc_id::integer as doc_id,
    hits.score::double as score,
    hits.snippet
from sqlite_query(
    'search_index',
    'select rowid as doc_id, -bm25(documents, 3.0, 1.0) as score, '
    || 'snippet(documents, 1, ''**'', ''**'', ''…'', 24) as snippet '
    || 'from documents where documents match ''"' || coalesce(match_expression(query), '') || '"'' '
    || 'order by 2 desc, 1 limit ' || hit_count::integer
) as hits;
comment on macro table search is 'Documents that hold every word of a query, best first: doc_id, score, snippet.';
