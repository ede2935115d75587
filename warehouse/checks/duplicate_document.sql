-- fail: one document has two rows, so that every count is wrong
select
    min(doc_id) as doc_id,
    any_value(source_id) as source_id,
    count(*) || ' rows of ' || any_value(url) as found
from core.documents
group by doc_key
having count(*) > 1
