-- Stretches of words that a pair of texts has in common.
-- One row per pair and stretch: where it begins in either, its length in words.
create or replace temp table dedupe_runs as
with matches as (
    select
        p.a,
        p.b,
        x.position as at_a,
        y.position - x.position as shift
    from dedupe_pairs as p
    join dedupe_live as x on x.text_id = p.a
    join dedupe_live as y on y.text_id = p.b and y.shingle = x.shingle
),
islands as (
    select
        *,
        at_a - row_number() over (partition by a, b, shift order by at_a) as island
    from matches
)
select
    a,
    b,
    min(at_a) as at_a,
    min(at_a) + shift as at_b,
    count(*) + 4 as n_words
from islands
group by a, b, shift, island;

-- How many live words of either text stand in a common stretch.
-- One row per pair and side.
create or replace temp table dedupe_covered as
with sides as (
    select a, b, a as text_id, at_a as low, at_a + n_words as high
    from dedupe_runs
    union all
    select a, b, b as text_id, at_b as low, at_b + n_words as high
    from dedupe_runs
),
fresh as (
    select
        a,
        b,
        text_id,
        greatest(low, coalesce(max(high) over earlier, low)) as low,
        high
    from sides
    window earlier as (
        partition by a, b, text_id order by low, high rows between unbounded preceding and 1 preceding
    )
)
select
    f.a,
    f.b,
    f.text_id,
    sum(f.high - f.low - coalesce(e.n_dead, 0) + coalesce(s.n_dead, 0)) as n_covered
from fresh as f
asof left join dedupe_dead as s on s.text_id = f.text_id and s.position < f.low
asof left join dedupe_dead as e on e.text_id = f.text_id and e.position < f.high
where f.high > f.low
group by f.a, f.b, f.text_id;

-- What the rules look at. One row per pair of texts; shares are of live words.
create or replace temp table dedupe_measures as
with lengths as (
    select
        a,
        b,
        max(n_words) as longest_run,
        avg(n_words) as mean_run
    from dedupe_runs
    group by a, b
)
select
    l.a,
    l.b,
    x.n_live as live_a,
    y.n_live as live_b,
    ca.n_covered / x.n_live as cov_a,
    cb.n_covered / y.n_live as cov_b,
    greatest(cov_a, cov_b) as cov_max,
    least(cov_a, cov_b) as cov_min,
    l.longest_run,
    l.mean_run
from lengths as l
join dedupe_sizes as x on x.text_id = l.a
join dedupe_sizes as y on y.text_id = l.b
join dedupe_covered as ca on ca.a = l.a and ca.b = l.b and ca.text_id = l.a
join dedupe_covered as cb on cb.a = l.a and cb.b = l.b and cb.text_id = l.b
