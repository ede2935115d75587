"""The body of a page: which of its runs are chosen, and what comes with them."""

import json
from collections.abc import Sequence

import numpy as np
import pytest
from lxml.html import document_fromstring

from transforms.body import MODEL, choose_body, chosen, own_runs
from transforms.body_features import NAMES, features
from transforms.harvest import harvest
from transforms.runs import Run
from transforms.signs import GROUPS, signs_of
from transforms.trees import load_forest, read_forest

PROSE = (
    "The bridge over the river was closed for six hours on Tuesday, said the county, after a truck hit its north rail.",
    "Officers sent drivers over the county road while a crew swept the deck and looked for cracks in the old timber.",
    "A second crew is to inspect the rail, which was bent by another truck in 2019, and has not been replaced since then.",
)
P = "".join(f"<p>{text}</p>" for text in PROSE)
YES, NO = 1_000_000, -5_000_000


def runs_of(html: str) -> list[Run]:
    return harvest(document_fromstring(f"<html><body>{html}</body></html>"))


def texts(runs: Sequence[Run]) -> list[str]:
    return [run.text for run in runs]


def rows_of(runs: list[Run]) -> dict[str, list[float]]:
    rows = features(runs, headlines=["Bridge closed"], authors=["Ann Poe"], described="", declared="")
    assert rows.shape == (len(runs), len(NAMES))
    return {name: rows[:, n].tolist() for n, name in enumerate(NAMES)}


def body_of(html: str) -> list[str]:
    return texts(
        choose_body(runs_of(html), headlines=["Bridge closed"], authors=[], described="", declared="")
    )


def test_the_forest_asks_for_the_columns_that_are_given() -> None:
    assert load_forest(MODEL).columns == NAMES


def test_an_article_is_chosen_among_menus_teasers_and_comments() -> None:
    html = (
        "<div class='top'><ul><li><a href='/a'>News</a></li><li><a href='/b'>Sports</a></li></ul></div><h1>Bridge closed</h1>"
        f"<div class='entry-content'>{P}</div><div class='more'><h3>More stories</h3><ul>"
        + "".join(f"<li><a href='/{n}'>Council hears of road number {n}</a></li>" for n in range(6))
        + "</ul></div><div id='comments'><p>I drive there each day and I never saw such a mess as on that Tuesday morning.</p></div>"
    )
    assert body_of(html) == list(PROSE)


def test_a_brief_of_two_sentences_is_chosen() -> None:
    html = f"<nav><a href='/'>Home</a></nav><main><article><h1>Bridge closed</h1><div class='content'><p>{PROSE[0]}</p></div></article></main>"
    assert body_of(html) == [PROSE[0]]


def test_a_page_without_runs_has_no_body() -> None:
    assert body_of("<img src='x.jpg'>") == []


def test_a_list_and_a_table_are_one_run_each_with_its_items_counted() -> None:
    found = runs_of(
        "<ul><li>one <b>two</b></li><li>three<ul><li>four</li></ul></li></ul>"
        "<table><tr><th>Year</th><th>Calls</th></tr><tr><td>2025</td><td>17</td></tr></table>"
    )
    assert [(run.kind, run.text, run.items) for run in found] == [
        ("list", "one two\nthree\nfour", 3),
        ("table", "Year | Calls\n2025 | 17", 4),
    ]


def test_runs_end_where_boxes_or_two_breaks_end_them() -> None:
    found = runs_of("<div>one<br>two<br><br>three <a href='/x'>four</a><p>five</p>six</div>")
    assert texts(found) == ["one\ntwo", "three four", "five", "six"]
    assert [[href for href, _ in run.links] for run in found] == [[], ["/x"], [], []]
    assert found[1].linked == len("four")


def test_lines_of_preformatted_text_stay_lines_and_others_do_not() -> None:
    assert texts(runs_of("<pre>one\ntwo</pre><p>three\nfour</p>")) == ["one\ntwo", "three four"]


def test_labels_for_those_who_hear_the_page_are_no_text() -> None:
    assert texts(runs_of("<p>Call <span class='sr-only'>opens a new window</span>us.</p>")) == ["Call us."]


@pytest.mark.parametrize(
    "box",
    [
        "<section class='comments'>{}</section>",
        "<form>{}</form>",
        "<div hidden>{}</div>",
        "<div style='color: red; Display : none'>{}</div>",
        "<div class='related-posts'>{}</div>",
    ],
)
def test_boxes_of_something_else_are_left_out(box: str) -> None:
    other = (
        "<p>Someone else said at some length that the road had been open all day, whatever they told you.</p>"
    )
    found = own_runs(runs_of(f"<div>{P * 2}</div>" + box.format(other)), ["Bridge closed"])
    assert texts(found) == list(PROSE) * 2


def test_a_box_that_holds_the_headline_or_nearly_everything_is_the_page_s_own() -> None:
    assert texts(own_runs(runs_of(f"<form><h1>Bridge closed</h1>{P}</form>"), ["Bridge closed"])) == [
        "Bridge closed",
        *PROSE,
    ]
    assert texts(own_runs(runs_of(f"<form>{P}</form><p>Contact us</p>"), ["Else"])) == [*PROSE, "Contact us"]


def test_a_copy_of_the_article_for_machines_is_left_out() -> None:
    long = [f"{text} {n}" for n in range(5) for text in PROSE]
    whole = " ".join(long)
    html = f"<article>{''.join(f'<p>{text}</p>' for text in long)}</article><div itemprop='articleBody'>{whole}</div>"
    assert texts(own_runs(runs_of(html), ["Bridge closed"])) == long


def test_what_was_taken_from_the_page_comes_with_the_runs_around_it() -> None:
    html = f"<div><p>{PROSE[0]}</p><blockquote><p>Nobody came when we called, and we called three times that week.</p></blockquote><p>{PROSE[1]}</p></div><blockquote><p>Words of somebody else, far away from the article on the page.</p></blockquote>"
    found = runs_of(html)
    assert [run.kind for run in found] == ["paragraph", "quoted_passage", "paragraph", "quoted_passage"]
    assert texts(chosen(found, [YES, NO, YES, NO])) == texts(found[:3])


def test_what_stands_in_the_box_of_the_text_itself_comes_with_it() -> None:
    found = runs_of(
        f"<div>{PROSE[0]}<br><br>{PROSE[1]}<blockquote><p>Nobody came when we called, and we called three times.</p></blockquote></div>"
    )
    assert [run.kind for run in found] == ["paragraph", "paragraph", "quoted_passage"]
    assert chosen(found, [YES, YES, NO]) == found


def test_sentences_of_a_fold_out_come_with_the_text_around_it_and_its_label_does_not() -> None:
    found = runs_of(
        f"<div><p>{PROSE[0]}</p><details><summary>More</summary><p>{PROSE[1]}</p></details></div><details><p>{PROSE[2]}</p></details>"
    )
    assert texts(chosen(found, [YES, NO, NO, NO])) == [PROSE[0], PROSE[1]]


def test_data_between_chosen_paragraphs_comes_with_them_and_a_list_of_links_does_not() -> None:
    html = f"<div><p>{PROSE[0]}</p><h3>Calls</h3><ul><li>6:02 a.m., the first</li><li>6:09 a.m., two cars</li></ul><ul><li><a href='/a'>Otter seen</a></li></ul><p>{PROSE[1]}</p></div>"
    found = runs_of(html)
    kept = chosen(found, [YES, NO, NO, NO, YES])
    assert texts(kept) == [PROSE[0], "Calls", "6:02 a.m., the first\n6:09 a.m., two cars", PROSE[1]]


def test_a_heading_that_heads_nothing_goes() -> None:
    found = runs_of(f"<div><p>{PROSE[0]}</p><h3>Read on</h3></div>")
    assert texts(chosen(found, [YES, YES])) == [PROSE[0]]


def test_the_best_run_is_the_body_where_none_is_chosen_unless_it_is_far_from_it() -> None:
    found = runs_of(f"<div><p>{PROSE[0]}</p></div>")
    assert texts(chosen(found, [-2_000_000])) == [PROSE[0]]
    assert chosen(found, [-4_000_000]) == []


def test_columns_say_what_a_run_shows_and_where_it_stands() -> None:
    found = runs_of(
        f"<article class='story-body'><h1>Bridge closed</h1><p class='byline'>By Ann Poe</p><p>{PROSE[0]}</p><p>{PROSE[1]}</p></article>"
        "<div><h3>More from news</h3><p><a href='/x'>Otter seen again in the old millrace</a></p></div>"
    )
    columns = rows_of(found)
    assert columns["is_headline"] == [1, 0, 0, 0, 0, 0]
    assert columns["names_author"] == [0, 1, 0, 0, 0, 0]
    assert columns["linked_share"] == [0, 0, 0, 0, 0, 1]
    assert columns["after_headline"] == [0, 1, 1, 1, 1, 1]
    assert columns["after_others"] == [0, 0, 0, 0, 1, 1]
    assert columns["in article"] == [1, 1, 1, 1, 0, 0]
    assert columns["kind heading"] == [1, 0, 0, 0, 1, 0]
    assert columns["near sign body"] == [1, 1, 1, 1, 0, 0]
    assert columns["own sign author"] == [0, 1, 0, 0, 0, 0]
    assert columns["beside -1"] == [0, 1, 1, 1, 0, 1]
    assert columns["words +1"][:2] == [3, len(PROSE[0].split())]


def test_words_are_counted_where_no_blanks_part_them() -> None:
    assert rows_of(runs_of(f"<p>{'ตำรวจปิดสะพาน' * 5}</p>"))["words"] == [1 + 65 // 5]


def test_ideographs_count_as_half_a_word() -> None:
    assert rows_of(runs_of(f"<p>{'橋の上で' * 10}</p>"))["words"] == [1 + 40 // 2]


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        ("entry-content", {"article", "content", "body"}),
        ("ArticleBody", {"article", "content", "body"}),
        ("relatedPosts", {"related", "article"}),
        ("newsletterSignupBox", {"newsletter", "article", "box"}),
        ("ad-slot", {"promo"}),
        ("shadow", set()),
        ("", set()),
    ],
)
def test_names_belong_to_groups_by_their_words(names: str, groups: set[str]) -> None:
    signs = signs_of(names)
    assert {name for n, name in enumerate(GROUPS) if signs >> n & 1} >= groups
    assert bool(signs) == bool(groups)


def test_a_forest_adds_what_its_trees_say_in_whole_numbers() -> None:
    forest = read_forest(
        json.dumps(
            {
                "columns": ["length", "words"],
                "trees": [[[0, 10.5, 1, 2], [-3], [0, 20, 3, 4], [5], [7]], [[1, 2, 1, 2], [100], [200]]],
            }
        )
    )
    assert forest.depth == 2
    rows = np.array([[10, 2], [11, 3], [20, 2], [21, 0]], dtype=np.float64)
    assert forest.scores(rows).tolist() == [97, 205, 105, 107]
