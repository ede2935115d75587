-- All texts that pairs lead to, one step further.
insert into copies_reach
with neighbours as (
    select b_text_no as text_no
    from ops.copy_pairs
    where ended_on is null and rule is not null and a_text_no in (select text_no from copies_reach)
    union
    select a_text_no
    from ops.copy_pairs
    where ended_on is null and rule is not null and b_text_no in (select text_no from copies_reach)
)
select text_no
from neighbours
anti join copies_reach using (text_no)
