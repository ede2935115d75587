-- Who takes from whom, who credits or links whom, for the touched documents and those that lead to them.
-- Reads: lineage_touched (doc_id), arriving_names (name, source_id, rule).
-- Steps: names of the sources; addresses of the documents; which documents are to be done; whom their credits mean; the rows.

-- 1. names: what changed since the last time concerns every document that credits or links by it
create or replace temp table known_names as
select
    case when rule in ('host', 'shared-host') then lower(name) else name_key(name) end as name_key,
    source_id,
    arg_min(
        rule,
        list_position(['host', 'shared-host', 'name', 'call-sign', 'handle', 'place-left-out'], rule)
    ) as rule
from arriving_names
group by all
having name_key <> '';

create or replace temp table changed_names as
select name_key
from (
    (
        from known_names
        except
        from core.source_names
    )
    union all
    (
        from core.source_names
        except
        from known_names
    )
)
group by name_key;

delete from core.source_names;

insert into core.source_names by name
select
    name_key,
    source_id,
    rule
from known_names
order by name_key, source_id;

-- 2. addresses
delete from core.document_addresses where doc_id in (select doc_id from lineage_touched);

insert into core.document_addresses by name
select distinct
    doc_id,
    address_key(address) as address_key
from (
    select
        doc_id,
        unnest([url, declared_url, amp_url]) as address
    from core.documents
    where doc_id in (select doc_id from lineage_touched)
)
where address is not null and address_key(address) <> ''
order by doc_id, address_key;

-- 3. which documents: the touched, their copies, quoters and story; what led to them; who links to them
create or replace temp table lineage_docs as
with clusters as (
    select distinct cluster_id
    from core.duplicate_clusters
    where doc_id in (select doc_id from lineage_touched)
),

stories as (
    select distinct story_id
    from core.story_documents
    where doc_id in (select doc_id from lineage_touched)
),

addresses as (
    select address_key
    from core.document_addresses
    where doc_id in (select doc_id from lineage_touched)
)

select doc_id from lineage_touched
union
select from_doc_id from core.lineage where to_doc_id in (select doc_id from lineage_touched)
union
select members.doc_id
from core.duplicate_clusters as members
where members.cluster_id in (select cluster_id from clusters) and members.cluster_document_count > 1
union
select a_doc_id from core.duplicate_relations where b_doc_id in (select doc_id from lineage_touched)
union
select b_doc_id from core.duplicate_relations where a_doc_id in (select doc_id from lineage_touched)
union
select members.doc_id
from core.story_documents as members
where members.story_id in (select story_id from stories)
    and members.doc_id in (select doc_id from core.credits)
union
select doc_id
from core.links
where coalesce(address_key, address_key(url)) in (select address_key from addresses)
union
select doc_id
from core.links
where host in (select name_key from changed_names)
union
select doc_id
from core.credits
where host in (select name_key from changed_names)
    or name_key(full_name) in (select name_key from changed_names)
    or name_key(name) in (select name_key from changed_names)
    or split_part(name_key(full_name), ' ', 1) in (select name_key from changed_names)
    or (kind = 'release' and credited_source_id is null and exists (from changed_names));

-- 4. whom a credit means: by the address that its words lead to, else by name; what could be two sources is none
update core.credits
set credited_source_id = null
where doc_id in (select doc_id from lineage_docs) and credited_source_id is not null;

create or replace temp table resolved_credits as
with credits as (
    select
        credits.doc_id,
        credits.credit_no,
        credits.kind,
        credits.host,
        name_key(credits.full_name) as full_key,
        name_key(credits.name) as short_key,
        case when credits.rule = 'call-sign' then regexp_extract(name_key(credits.full_name), '^[kw][a-z]{2,3}') end as call_sign,
        case when credits.rule = 'address' then regexp_replace(lower(credits.full_name), '^www\.', '') end as address,
        sources.place_state,
        sources.place_name,
        sources.place_county
    from core.credits as credits
    inner join core.sources as sources on credits.source_id = sources.source_id
    where credits.doc_id in (select doc_id from lineage_docs)
),

-- of a release that somebody put out in an office, whose office it is
offices as (
    select
        credits.doc_id,
        credits.credit_no,
        min(
            case
                when mentions.role in ('police chief', 'assistant chief', 'police spokesperson', 'police commissioner')
                    then 'police'
                when mentions.role = 'sheriff' then 'sheriffs office'
                when mentions.role in ('district attorney', 'prosecutor') then 'district attorney'
                when mentions.role = 'union president' then 'police union'
                when mentions.role = 'mayor' then 'mayor'
            end
        ) as key
    from core.credits as credits
    inner join core.mentions as mentions
        on credits.doc_id = mentions.doc_id
        and mentions.kind = 'person'
        and mentions.start_char >= credits.start_char
        and mentions.end_char <= credits.end_char
    where credits.kind = 'release' and credits.doc_id in (select doc_id from lineage_docs)
    group by credits.doc_id, credits.credit_no
),

ways as (
    select doc_id, credit_no, 1 as rank, host as key, 'host' as rule from credits where host is not null
    union all
    select doc_id, credit_no, 1, address, 'host' from credits where address is not null
    union all
    select doc_id, credit_no, 2, full_key, 'name' from credits where full_key <> ''
    union all
    select doc_id, credit_no, 3, call_sign, 'call-sign' from credits where call_sign <> ''
    union all
    select doc_id, credit_no, 4, full_key, 'handle' from credits where full_key <> ''
    union all
    select doc_id, credit_no, 5, full_key, 'place-left-out' from credits where full_key <> ''
    union all
    select doc_id, credit_no, 6, short_key, 'place-left-out' from credits where kind = 'release' and short_key <> ''
    union all
    select doc_id, credit_no, 7, key, 'place-left-out' from offices where key is not null
),

found as (
    select
        ways.doc_id,
        ways.credit_no,
        ways.rank,
        named.source_id,
        named.place_state = credits.place_state
        and (named.place_name = credits.place_name or named.place_county = credits.place_county) is true as is_near
    from ways
    inner join credits on ways.doc_id = credits.doc_id and ways.credit_no = credits.credit_no
    inner join core.source_names as names on ways.key = names.name_key and ways.rule = names.rule
    inner join core.sources as named on names.source_id = named.source_id
    where credits.kind = 'link'
        or ways.rule = 'host'
        or (credits.kind = 'release') = (
            named.publisher not in ('newspaper', 'tv', 'radio', 'nonprofit', 'blog', 'forum', 'resident')
        )
),

best as (
    select
        doc_id,
        credit_no,
        min((rank, not is_near)) as best
    from found
    where is_near or rank < 5
    group by doc_id, credit_no
)

select
    found.doc_id,
    found.credit_no,
    min(found.source_id) as source_id
from found
inner join best
    on found.doc_id = best.doc_id
    and found.credit_no = best.credit_no
    and (found.rank, not found.is_near) = best.best
group by found.doc_id, found.credit_no
having count(distinct found.source_id) = 1;

update core.credits as credits
set credited_source_id = resolved.source_id
from resolved_credits as resolved
where credits.doc_id = resolved.doc_id and credits.credit_no = resolved.credit_no;

-- 5. the rows
delete from core.lineage
where from_doc_id in (select doc_id from lineage_docs)
    or to_doc_id in (select doc_id from lineage_touched where doc_id not in (select doc_id from core.documents));

-- A release counts from the beginning of its day: agencies mail it before they put it on their page.
create or replace temp table lineage_dated as
select
    documents.doc_id,
    documents.doc_key,
    documents.source_id,
    documents.form,
    clusters.cluster_id,
    stories.story_id,
    documents.week,
    case
        when documents.form = 'press_release'
            then
                least(
                    documents.appeared_at,
                    documents.appeared_on::timestamp at time zone sources.timezone at time zone 'UTC'
                )
        else documents.appeared_at
    end as came_at
from core.documents as documents
inner join core.sources as sources on documents.source_id = sources.source_id
inner join core.duplicate_clusters as clusters on documents.doc_id = clusters.doc_id
left join core.story_documents as stories on documents.doc_id = stories.doc_id
where clusters.cluster_id in (
        select cluster_id from core.duplicate_clusters where doc_id in (select doc_id from lineage_docs)
    )
    or stories.story_id in (
        select story_id from core.story_documents where doc_id in (select doc_id from lineage_docs)
    )
    or documents.doc_id in (
        select a_doc_id from core.duplicate_relations where b_doc_id in (select doc_id from lineage_docs)
        union
        select b_doc_id from core.duplicate_relations where a_doc_id in (select doc_id from lineage_docs)
    );

insert into core.lineage by name
with relations as (
    select a_doc_id as doc_id, b_doc_id as other_doc_id, relation, a_share as share, rule
    from core.duplicate_relations
    where a_doc_id in (select doc_id from lineage_docs) and relation <> 'excerpt'
    union all
    select b_doc_id, a_doc_id, relation, b_share, rule
    from core.duplicate_relations
    where b_doc_id in (select doc_id from lineage_docs) and relation <> 'excerpt'
),

-- of a cluster, what was there before, and how much of the document stands in it
before as (
    select
        taker.doc_id as from_doc_id,
        giver.doc_id as to_doc_id,
        giver.came_at,
        giver.doc_key,
        relations.share,
        coalesce(relations.rule, 'chain') as rule
    from lineage_dated as taker
    inner join lineage_dated as giver
        on taker.cluster_id = giver.cluster_id
        and (giver.came_at, giver.doc_key) < (taker.came_at, taker.doc_key)
    left join relations on taker.doc_id = relations.doc_id and giver.doc_id = relations.other_doc_id
    where taker.doc_id in (select doc_id from lineage_docs)
),

-- the earliest of those that hold as much of it as any, but for five hundredths
copies as (
    select
        before.from_doc_id,
        arg_min(
            {'doc_id': before.to_doc_id, 'share': before.share, 'rule': before.rule},
            (before.came_at, before.doc_key)
        ) as chosen
    from before
    inner join (
        select from_doc_id, max(coalesce(share, 0)) as share
        from before
        group by from_doc_id
    ) as most on before.from_doc_id = most.from_doc_id
    where coalesce(before.share, 0) >= most.share - 0.05
    group by before.from_doc_id
),

-- an agency does not quote the news of its own day: there, the news runs its release
excerpts as (
    select
        case when is_turned then b_doc_id else a_doc_id end as from_doc_id,
        case when is_turned then a_doc_id else b_doc_id end as to_doc_id,
        case when is_turned then b_share else a_share end as share,
        rule
    from (
        select
            relations.*,
            a.form = 'press_release' and b.form <> 'press_release' and a.came_at <= b.came_at as is_turned
        from core.duplicate_relations as relations
        inner join lineage_dated as a on relations.a_doc_id = a.doc_id
        inner join lineage_dated as b on relations.b_doc_id = b.doc_id
        where relations.relation = 'excerpt'
            and (
                relations.a_doc_id in (select doc_id from lineage_docs)
                or relations.b_doc_id in (select doc_id from lineage_docs)
            )
    )
),

-- of one cluster, one: chosen as among copies, from before it if there is one
passages as (
    select
        excerpts.from_doc_id,
        arg_min(
            {'doc_id': excerpts.to_doc_id, 'share': excerpts.share, 'rule': excerpts.rule},
            (giver.came_at > taker.came_at, giver.came_at, giver.doc_key)
        ) as chosen
    from (
        select
            excerpts.*,
            max(excerpts.share) over (partition by excerpts.from_doc_id, giver.cluster_id) as most
        from excerpts
        inner join lineage_dated as giver on excerpts.to_doc_id = giver.doc_id
    ) as excerpts
    inner join lineage_dated as taker on excerpts.from_doc_id = taker.doc_id
    inner join lineage_dated as giver on excerpts.to_doc_id = giver.doc_id
    where excerpts.share >= excerpts.most - 0.05
        and excerpts.from_doc_id in (select doc_id from lineage_docs)
    group by excerpts.from_doc_id, giver.cluster_id
),

takings as (
    select from_doc_id, chosen, false as is_excerpt from copies
    union all
    select from_doc_id, chosen, true from passages
)

select
    takings.from_doc_id,
    giver.doc_id as to_doc_id,
    case
        when giver.form = 'press_release' and taker.form <> 'press_release' then 'from_release'
        when takings.is_excerpt then 'excerpted'
        when giver.source_id = taker.source_id then 'updated'
        else 'copied'
    end as kind,
    giver.source_id as to_source_id,
    takings.chosen.rule as rule,
    takings.chosen.share as share,
    taker.source_id,
    taker.week
from takings
inner join lineage_dated as taker on takings.from_doc_id = taker.doc_id
inner join lineage_dated as giver on takings.chosen.doc_id = giver.doc_id
order by takings.from_doc_id, kind, giver.doc_id;

insert into core.lineage by name
with given as (
    select *
    from core.credits
    where doc_id in (select doc_id from lineage_docs)
        and voice = 'author'
        and (credited_source_id is not null or (full_name is not null and rule not in ('name-alone', 'link')))
        and credited_source_id is distinct from source_id
),

-- the page that the words lead to, else the earliest of that source in the story or among the copies
pages as (
    select
        given.doc_id,
        given.credit_no,
        arg_min(documents.doc_id, documents.doc_key) as to_doc_id
    from given
    inner join core.document_addresses as addresses on address_key(given.url) = addresses.address_key
    inner join core.documents as documents
        on addresses.doc_id = documents.doc_id and documents.source_id <> given.source_id
    group by given.doc_id, given.credit_no
),

tellings as (
    select
        given.doc_id,
        given.credit_no,
        arg_min(
            giver.doc_id,
            (given.kind = 'release' and giver.form not in ('press_release', 'post'), giver.came_at, giver.doc_key)
        ) as to_doc_id
    from given
    inner join lineage_dated as taker on given.doc_id = taker.doc_id
    inner join lineage_dated as giver
        on given.credited_source_id = giver.source_id
        and (taker.story_id = giver.story_id or taker.cluster_id = giver.cluster_id)
        and (giver.came_at, giver.doc_key) < (taker.came_at, taker.doc_key)
    group by given.doc_id, given.credit_no
),

targeted as (
    select
        given.*,
        coalesce(pages.to_doc_id, tellings.to_doc_id) as to_doc_id,
        coalesce(documents.source_id, given.credited_source_id) as to_source_id
    from given
    left join pages on given.doc_id = pages.doc_id and given.credit_no = pages.credit_no
    left join tellings on given.doc_id = tellings.doc_id and given.credit_no = tellings.credit_no
    left join core.documents as documents on pages.to_doc_id = documents.doc_id
)

select
    doc_id as from_doc_id,
    to_doc_id,
    'credited' as kind,
    to_source_id,
    full_name as to_name,
    kind as rule,
    phrase as evidence,
    start_char,
    end_char,
    source_id,
    week
from targeted
qualify row_number() over (
    partition by doc_id, to_doc_id, to_source_id, case when to_source_id is null then name_key(full_name) end
    order by
        list_position(
            ['first_reported', 'told', 'according_to', 'contributed', 'reported', 'via', 'release', 'link'],
            targeted.kind
        ),
        credit_no
) = 1
order by doc_id, credit_no;

insert into core.lineage by name
with links as (
    select
        links.doc_id,
        links.link_no,
        links.url,
        coalesce(links.address_key, address_key(links.url)) as address_key,
        links.host,
        documents.source_id,
        documents.week
    from core.links as links
    inner join core.documents as documents on links.doc_id = documents.doc_id
    inner join core.blocks as blocks on links.doc_id = blocks.doc_id and links.block_position = blocks.position
    where links.doc_id in (select doc_id from lineage_docs) and blocks.voice = 'author'
),

pages as (
    select
        links.doc_id,
        links.link_no,
        arg_min({'doc_id': documents.doc_id, 'source_id': documents.source_id}, documents.doc_key) as found
    from links
    inner join core.document_addresses as addresses on links.address_key = addresses.address_key
    inner join core.documents as documents on addresses.doc_id = documents.doc_id
    where documents.source_id <> links.source_id
    group by links.doc_id, links.link_no
),

hosts as (
    select
        name_key as host,
        min(source_id) as source_id
    from core.source_names
    where rule = 'host'
    group by name_key
    having count(*) = 1
),

targeted as (
    select
        links.*,
        pages.found.doc_id as to_doc_id,
        coalesce(pages.found.source_id, hosts.source_id) as to_source_id
    from links
    left join pages on links.doc_id = pages.doc_id and links.link_no = pages.link_no
    left join hosts on links.host = hosts.host
)

select
    doc_id as from_doc_id,
    to_doc_id,
    'linked' as kind,
    to_source_id,
    case when to_doc_id is null then 'host' else 'page' end as rule,
    url as evidence,
    source_id,
    week
from targeted
-- a front page says nothing of what is taken from it
where to_source_id <> source_id and (to_doc_id is not null or contains(address_key, '/'))
qualify row_number() over (partition by doc_id, to_doc_id, to_source_id order by link_no) = 1
order by doc_id, link_no;
