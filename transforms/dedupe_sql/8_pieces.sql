-- Doubtful pairs in which one text is all but made of the other's cluster: a late version of a wire story may share
-- little with the first one, but what it does not share stands in the versions between. A text that quotes a
-- passage keeps its own words, whatever the number of copies of what it quotes.
-- One row per pair of texts.
create or replace temp table dedupe_pieced as
with doubtful as (
    select e.a, e.b, x.root as root_a, y.root as root_b
    from dedupe_edges as e
    join dedupe_roots as x on x.text_id = e.a
    join dedupe_roots as y on y.text_id = e.b
    where e.rule = 'doubtful'
        and x.root <> y.root
),
wanted as (
    select a as text_id, root_b as root from doubtful
    union
    select b, root_a from doubtful
),
stretches as (
    select w.text_id, w.root, r.at_a as low, r.at_a + r.n_words as high
    from wanted as w
    join dedupe_runs as r on r.a = w.text_id
    join dedupe_roots as o on o.text_id = r.b and o.root = w.root
    union all
    select w.text_id, w.root, r.at_b, r.at_b + r.n_words
    from wanted as w
    join dedupe_runs as r on r.b = w.text_id
    join dedupe_roots as o on o.text_id = r.a and o.root = w.root
),
fresh as (
    select
        text_id,
        root,
        greatest(low, coalesce(max(high) over earlier, low)) as low,
        high
    from stretches
    window earlier as (
        partition by text_id, root order by low, high rows between unbounded preceding and 1 preceding
    )
),
made as (
    select
        f.text_id,
        f.root,
        sum(f.high - f.low - coalesce(e.n_dead, 0) + coalesce(s.n_dead, 0)) / any_value(z.n_live) as share
    from fresh as f
    join dedupe_sizes as z using (text_id)
    asof left join dedupe_dead as s on s.text_id = f.text_id and s.position < f.low
    asof left join dedupe_dead as e on e.text_id = f.text_id and e.position < f.high
    where f.high > f.low
    group by f.text_id, f.root
)
select distinct
    d.a,
    d.b
from doubtful as d
join made as m
    on (m.text_id = d.a and m.root = d.root_b)
    or (m.text_id = d.b and m.root = d.root_a)
where m.share >= 0.8
