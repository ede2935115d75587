-- What the pairs have in common. Leaves: copies_measures.

-- Stretches of words that a pair of texts has in common, as places among all words.
-- One row per pair and stretch.
create or replace temp table copies_runs as
with live as (
    select
        positions.text_no,
        positions.position,
        positions.shingle
    from copies_positions as positions
    left join copies_dead as low on low.text_no = positions.text_no and low.position = positions.position
    left join copies_dead as high on high.text_no = positions.text_no and high.position = positions.position + 4
    -- a shingle lives if one of its words does
    where positions.shingle is not null and coalesce(high.dead_count - low.dead_count < 4, true)
),
matches as (
    select
        pairs.a_text_no,
        pairs.b_text_no,
        a.position as a_position,
        b.position - a.position as shift
    from copies_pairs as pairs
    join live as a on a.text_no = pairs.a_text_no
    join live as b on b.text_no = pairs.b_text_no and b.shingle = a.shingle
),
islands as (
    select
        *,
        a_position - row_number() over (partition by a_text_no, b_text_no, shift order by a_position) as island
    from matches
)
select
    a_text_no,
    b_text_no,
    min(a_position)::integer as a_low,
    (min(a_position) + shift)::integer as b_low,
    (count(*) + 4)::integer as word_count
from islands
group by a_text_no, b_text_no, shift, island;

-- The same, as places among the live words, counted from 0.
create or replace temp table copies_stretches as
select
    runs.a_text_no,
    runs.b_text_no,
    runs.word_count,
    (runs.a_low - 1 - coalesce(al.dead_count, 0))::integer as a_low,
    (runs.a_low - 1 + runs.word_count - coalesce(ah.dead_count, 0))::integer as a_high,
    (runs.b_low - 1 - coalesce(bl.dead_count, 0))::integer as b_low,
    (runs.b_low - 1 + runs.word_count - coalesce(bh.dead_count, 0))::integer as b_high
from copies_runs as runs
asof left join copies_dead as al on al.text_no = runs.a_text_no and runs.a_low > al.position
asof left join copies_dead as ah on ah.text_no = runs.a_text_no and runs.a_low + runs.word_count > ah.position
asof left join copies_dead as bl on bl.text_no = runs.b_text_no and runs.b_low > bl.position
asof left join copies_dead as bh on bh.text_no = runs.b_text_no and runs.b_low + runs.word_count > bh.position;

-- What the rules look at. One row per pair of texts; shares are of live words.
create or replace temp table copies_measures as
with sides as (
    select a_text_no, b_text_no, true as is_a, a_low as low, a_high as high
    from copies_stretches
    union all
    select a_text_no, b_text_no, false, b_low, b_high
    from copies_stretches
),
fresh as (
    select
        a_text_no,
        b_text_no,
        is_a,
        greatest(low, coalesce(max(high) over earlier, low)) as low,
        high
    from sides
    window earlier as (
        partition by a_text_no, b_text_no, is_a
        order by low, high
        rows between unbounded preceding and 1 preceding
    )
),
covered as (
    select
        a_text_no,
        b_text_no,
        coalesce(sum(high - low) filter (is_a), 0) as a_count,
        coalesce(sum(high - low) filter (not is_a), 0) as b_count
    from fresh
    where high > low
    group by a_text_no, b_text_no
),
lengths as (
    select
        a_text_no,
        b_text_no,
        max(word_count) as longest_run_count,
        avg(word_count) as mean_run_count,
        list(
            {'a_low': a_low, 'a_high': a_high, 'b_low': b_low, 'b_high': b_high}
            order by a_low, b_low, a_high, b_high
        ) as stretches
    from copies_stretches
    group by a_text_no, b_text_no
)
select
    lengths.*,
    a.live_count as a_live_count,
    b.live_count as b_live_count,
    covered.a_count / a.live_count as a_share,
    covered.b_count / b.live_count as b_share,
    greatest(a_share, b_share) as share_max,
    least(a_share, b_share) as share_min
from lengths
join covered using (a_text_no, b_text_no)
join copies_sizes as a on a.text_no = a_text_no
join copies_sizes as b on b.text_no = b_text_no
where a.live_count > 0 and b.live_count > 0
