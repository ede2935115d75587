-- Takes over what transforms.dedupe found, under the documents' own numbers.
-- Reads: dedupe_relations, dedupe_clusters, ranks.

delete from core.duplicate_relations;

insert into core.duplicate_relations by name
select
    a.doc_id as a_doc_id,
    b.doc_id as b_doc_id,
    relations.relation,
    relations.cov_a as a_share,
    relations.cov_b as b_share,
    relations.longest_run as longest_run_count,
    relations.rule
from dedupe_relations as relations
inner join ranks as a on relations.a = a.place
inner join ranks as b on relations.b = b.place
order by a.doc_id, b.doc_id, relations.relation;

delete from core.duplicate_clusters;

insert into core.duplicate_clusters by name
with members as (
    select
        documents.doc_id,
        documents.source_id,
        canonicals.doc_id as cluster_id
    from dedupe_clusters as clusters
    inner join ranks on clusters.doc_id = ranks.place
    inner join ranks as canonicals on clusters.cluster_id = canonicals.place
    inner join core.documents as documents on ranks.doc_id = documents.doc_id
),

sizes as (
    select
        cluster_id,
        count(*) as cluster_document_count,
        count(distinct source_id) as cluster_source_count
    from members
    group by cluster_id
)

select
    members.doc_id,
    members.cluster_id,
    members.doc_id = members.cluster_id as is_canonical,
    sizes.cluster_document_count,
    sizes.cluster_source_count
from members
inner join sizes on members.cluster_id = sizes.cluster_id
order by members.doc_id;
