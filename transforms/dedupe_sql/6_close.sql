-- Pairs of which a text has no document any longer.
update ops.copy_pairs as pairs
set ended_on = getvariable('copies_night')
from (
    select text_no
    from copies_reach
    anti join copies_active using (text_no)
) as idle
where pairs.ended_on is null
    and (pairs.a_text_no = idle.text_no or pairs.b_text_no = idle.text_no)
