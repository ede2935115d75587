-- Pairs that are one text by themselves (`sure`), and those that need the rest of a cluster to tell.
-- One row per pair of texts.
create or replace temp table dedupe_edges as
select
    a,
    b,
    case
        when cov_max >= 0.75 and cov_min >= 0.25 then 'most-words'
        when cov_max >= 0.6 and cov_min >= 0.45 and longest_run >= 25 then 'both-ways'
        when cov_max >= 0.5 and cov_min >= 0.15 and longest_run >= 45 then 'doubtful'
    end as rule
from dedupe_measures
where rule is not null
    and least(live_a, live_b) >= 25
    -- Two sentences that a long text begins with are its teaser, not its copy.
    and (least(live_a, live_b) >= 50 or cov_min >= 0.4)
