"""The picture: every document and every taking is in it, nothing of a page's words is mark-up, nothing is fetched."""

from collections.abc import Iterator

import lxml.etree
import pytest
from given_rows import open_given
from told_stories import TITLE, suspended_order, wire_story

from warehouse.lineage_picture import html_of, svg_of
from warehouse.lineage_story import StoryLineage, read_lineage

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def story() -> Iterator[StoryLineage]:
    with open_given() as con:
        suspended_order(con)
        con.execute("update core.documents set url = 'javascript:alert(1)' where doc_id = 7")
        yield read_lineage(con, "1")


@pytest.fixture(scope="module")
def wide() -> Iterator[StoryLineage]:
    with open_given() as con:
        wire_story(con)
        yield read_lineage(con, "1")


def drawn(story: StoryLineage) -> lxml.etree._Element:
    return lxml.etree.fromstring(svg_of(story).encode())


def marks(picture: lxml.etree._Element) -> list[lxml.etree._Element]:
    return [one for one in picture.iter(f"{SVG}circle", f"{SVG}rect") if "mark" in one.get("class", "")]


def test_each_document_is_a_mark_in_the_lane_of_its_source_in_order_of_time(story: StoryLineage) -> None:
    picture = drawn(story)
    places = {
        one.findtext(f"{SVG}title").split("\n")[2]: (
            float(one.get("cx") or one.get("x")),
            float(one.get("cy") or one.get("y")),
        )
        for one in marks(picture)
    }
    assert len(places) == 7
    across = [places[f"document {number}"][0] for number in (1, 2, 3, 4, 5, 6, 7)]
    assert across == sorted(across)
    assert places["document 2"][1] == places["document 4"][1]


def test_each_taking_is_an_arrow_of_its_kind_that_the_legend_explains(story: StoryLineage) -> None:
    picture = drawn(story)
    arrows = [one for one in picture.iter(f"{SVG}path") if one.find(f"{SVG}title") is not None]
    kinds = sorted(one.get("class").removeprefix("arrow ") for one in arrows)
    assert kinds == sorted(
        ["from_release", "copied", "updated", "excerpted", *["credited"] * 3, *["linked"] * 2]
    )
    legend = " ".join(picture.itertext())
    for words in ("copied: ran the same text", "from release: runs text", "credited: says that it has it"):
        assert words in legend


def test_words_of_pages_are_never_mark_up_and_only_web_addresses_are_links(story: StoryLineage) -> None:
    for page in (svg_of(story), html_of(story)):
        assert "<b>order</b>" not in page
        assert "&lt;b&gt;order&lt;/b&gt; &amp; more" in page
        assert "javascript:" not in page
    assert {one.get("href").split(":")[0] for one in drawn(story).iter(f"{SVG}a")} == {"https"}


def test_nothing_is_run_and_nothing_fetched(story: StoryLineage) -> None:
    page = html_of(story).casefold()
    for word in ("<script", "<link", "<img", "@import", "src=", "url(http", "onload"):
        assert word not in page


def test_a_reader_who_does_not_see_it_is_told(story: StoryLineage) -> None:
    picture = drawn(story)
    assert picture.get("role") == "img"
    title, about = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert picture.get("aria-labelledby") == f"{title.get('id')} {about.get('id')}"
    assert TITLE in title.text
    assert "credits KLRK Public Radio (doc 3): “told KLRK”" in about.text


def test_the_page_lists_every_document_with_what_it_has_from_others(story: StoryLineage) -> None:
    rows = lxml.etree.HTML(html_of(story)).xpath("//tbody/tr")
    assert len(rows) == 7
    text = ["; ".join(" ".join(part.split()) for part in row.itertext() if part.strip()) for row in rows]
    assert "ran the same text as The Tamarack Courier (doc 2), 97 %" in text[2]


def test_marks_of_one_lane_never_cover_each_other_and_all_stay_within(wide: StoryLineage) -> None:
    picture = drawn(wide)
    width, height = (float(picture.get(side)) for side in ("width", "height"))
    places = [
        (float(one.get("cx") or float(one.get("x")) + 5.5), float(one.get("cy") or float(one.get("y")) + 5.5))
        for one in marks(picture)
    ]
    assert len(places) == 60
    for number, (x, y) in enumerate(places):
        assert 232 <= x <= width
        assert 0 <= y <= height
        assert all(abs(x - other) >= 11 or abs(y - below) >= 11 for other, below in places[number + 1 :])


def test_labels_of_the_axis_do_not_run_into_each_other(wide: StoryLineage) -> None:
    begins = []
    for one in drawn(wide).iter(f"{SVG}text"):
        if one.get("text-anchor") and one.text != "//":
            width = 6 * len(one.text)
            begins.append(
                float(one.get("x")) - {"start": 0, "middle": width / 2, "end": width}[one.get("text-anchor")]
            )
            begins.append(begins[-1] + width)
    assert len(begins) > 6
    assert begins == sorted(begins)
