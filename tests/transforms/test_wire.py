"""Wire credits in a text: what comes from the wire, and what only names it."""

import pytest
from invented import document, page

from transforms.document import Block, BlockKind, Voice
from transforms.wire import find_wire_credit

OWN = "Officers closed the Mill Street bridge for six hours on Tuesday after a truck struck its rail."


def credit(*texts: str, kind: BlockKind = "paragraph", voice: Voice = "author") -> str | None:
    return find_wire_credit(
        [
            Block(position=n, kind=kind, text=text, start=0, end=len(text), voice=voice)
            for n, text in enumerate(texts)
        ]
    )


@pytest.mark.parametrize(
    ("start", "wire"),
    [
        ("TAMARACK FALLS, Ore. (AP) — Officers closed the bridge.", "AP"),
        ("(AP) - Officers closed the bridge.", "AP"),
        ("TAMARACK FALLS, Ore. (The Associated Press) -- Officers closed the bridge.", "AP"),
        ("WASHINGTON, Nov 20 (Reuters) - Officers closed the bridge.", "Reuters"),
        ("Nov. 20 (UPI) -- Officers closed the bridge.", "UPI"),
        ("Paris (AFP) – Officers closed the bridge.", "AFP"),
        ("Madrid, 20 nov (EFE).- La policía cerró el puente.", "Efe"),
        ("(CNN)Officers closed the bridge.", "CNN"),
        ("(CNN Newsource) — Officers closed the bridge.", "CNN"),
        ("SAN LARKSPUR (BCN) — Officers closed the bridge.", "Bay City News"),
        ("(The Center Square) – Officers closed the bridge.", "The Center Square"),
        ("SALEM, Ore. (Cascade Wire) — Officers closed the bridge.", "Cascade Wire"),
        ("SALEM, Ore. (Ridge News Service) — Officers closed the bridge.", "Ridge News Service"),
        ("Workers (razor wire) — and officers — closed the bridge.", None),
        ("TAMARACK FALLS, Ore. (The Tamarack Ledger) — Officers closed the bridge.", None),
        ("TAMARACK FALLS, Ore. (Staff) — Officers closed the bridge.", None),
        ("TAMARACK FALLS, Ore. (KTMR) — Officers closed the bridge.", None),
        ("TAMARACK FALLS, Ore. — Officers closed the bridge.", None),
        ("An AP photographer (AP) said that the bridge was closed by officers on Tuesday — again and again.", None),
        ("The advanced placement (AP) courses are full.", None),
        ("Officers of the county, who had never before closed the bridge in November, read it in the news (AP) — at last.", None),
    ],
)  # fmt: skip
def test_a_dateline_credits_the_wire_in_its_brackets(start: str, wire: str | None) -> None:
    assert credit(start, OWN, OWN) == wire
    assert credit("A standfirst of the paper's own.", start, OWN, OWN) == wire


@pytest.mark.parametrize(
    ("end", "wire"),
    [
        ("Copyright 2026 The Associated Press. All rights reserved.", "AP"),
        ("© 2026 The Associated Press. All rights reserved. This material may not be published.", "AP"),
        ("© 2026 Reuters", "Reuters"),
        ("(c) 2026 AFP", "AFP"),
        ("Copyright © 2026 by City News Service, Inc. All Rights Reserved.", "City News Service"),
        ("The-CNN-Wire™ & © 2026 Cable News Network, Inc., a Warner Bros. Discovery Company.", "CNN"),
        ("Copyright 2026 CNN. All rights reserved.", "CNN"),
        ("©2026 The Tamarack Ledger. Distributed by Tribune Content Agency, LLC.", "TNS"),
        ("The bridge opened at noon. — Bay City News", "Bay City News"),
        ("— Bay City News Service", "Bay City News"),
        ("Reuters", "Reuters"),
        ("Copyright 2026 Cascade Wire. All rights reserved.", "Cascade Wire"),
        ("The bridge opened at noon. — Cascade Wire", "Cascade Wire"),
        ("Live Wire", None),
        ("The deer had been seen before. — barbed wire.", None),
        ("The Associated Press contributed to this report.", None),
        ("Bay City News contributed to this report.", None),
        ("Copyright 2026 The Tamarack Ledger. All rights reserved.", None),
        ("© 2026 AP Bridge Works of Tamarack Falls", None),
        ("The driver told an AP photographer that he had seen a deer.", None),
        ("Nobody was hurt, The Associated Press reported.", None),
        ("He reads Reuters.", None),
    ],
)
def test_a_notice_at_the_end_credits_the_wire_but_a_contribution_does_not(end: str, wire: str | None) -> None:
    assert credit(OWN, OWN, end) == wire


def test_only_the_author_s_own_words_count() -> None:
    dateline = "TAMARACK FALLS, Ore. (AP) — Officers closed the bridge."
    assert credit(dateline, kind="quoted_passage", voice="quoted_passage") is None
    assert credit("(AP) — The bridge on Tuesday.", kind="caption") is None


def test_a_dateline_in_the_middle_of_a_text_is_not_its_own() -> None:
    assert credit(OWN, OWN, OWN, "SALEM, Ore. (AP) — Another story.", OWN, OWN, OWN, OWN, OWN, OWN) is None


@pytest.mark.parametrize(
    ("line", "wire"),
    [
        ("© 2026 Cascade Wire", "Cascade Wire"),
        ("Copyright 2026 NPR", "NPR"),
        ("© 2026 The Tamarack Tribune", None),
        ("Copyright 2026 AP Bridge Works", None),
    ],
)
def test_a_copyright_line_stays_in_the_body_where_it_credits_a_wire(line: str, wire: str | None) -> None:
    found = document(page(f"<p>{line}</p>"))
    assert found.wire_credit == wire
    assert (line in found.text) == (wire is not None)
