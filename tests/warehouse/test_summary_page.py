import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import duckdb
import lxml.html
import pytest
from given_rows import MONDAY, WEEK, document, finish, night, open_given, source, topic
from given_week import FIRST_HOSTILE, HOSTILE, whole_week

from warehouse.summary.figures import read_summary
from warehouse.summary.page import render
from warehouse.summary.summary import Summary, WeekForms


@pytest.fixture(scope="module")
def summary() -> Iterator[Summary]:
    with whole_week() as con:
        yield read_summary(con, WEEK)


@pytest.fixture(scope="module")
def html(summary: Summary) -> str:
    return render(summary)


@pytest.fixture(scope="module")
def page(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html)


def render_given(con: duckdb.DuckDBPyConnection) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(render(read_summary(finish(con), WEEK)))


def text(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def links(page: lxml.html.HtmlElement) -> list[str]:
    """Every address in the page, those of the drawings too."""
    return [
        value
        for element in page.iter()
        for name, value in element.attrib.items()
        if name in ("href", "src", "xlink:href") or name.endswith("}href")
    ]


def listed(page: lxml.html.HtmlElement, anchor: str) -> list[lxml.html.HtmlElement]:
    """The entries of the lists below a heading."""
    (heading,) = page.xpath(f"//*[@id='{anchor}']")
    entries = []
    for element in heading.itersiblings():
        if element.tag in ("h2", "h3"):
            break
        entries += element.xpath(".//li")
    return entries


def test_every_link_inside_the_page_leads_somewhere(page: lxml.html.HtmlElement) -> None:
    ids = Counter(page.xpath("//@id"))
    inside = {link[1:] for link in links(page) if link.startswith("#")}
    assert len(inside) > 30
    assert inside <= set(ids)
    assert {name: count for name, count in ids.items() if count > 1} == {}


def test_bars_of_the_drawings_are_links(page: lxml.html.HtmlElement) -> None:
    drawn = {link for drawing in page.xpath("//*[local-name()='svg']") for link in links(drawing)}
    assert drawn == {
        "#topics",
        "#topic-failure-to-respond",
        "#topic-jail-detention",
        "#source-gazette",
        "#source-tribune",
        "#source-resident",
    }


def test_every_figure_of_the_week_above_nought_is_a_link(page: lxml.html.HtmlElement) -> None:
    figures = 0
    for table in page.xpath("//table[contains(@class, 'counts')]"):
        heads = [text(head) for head in table.xpath("./thead/tr/th")]
        for row in table.xpath("./tbody/tr"):
            cells = row.xpath("./td")
            if re.fullmatch(r"\d{4}-W\d\d", text(cells[0])) and text(cells[0]) != WEEK:
                continue
            for head, cell in zip(heads, cells, strict=True):
                if head in ("Mean before", "Nights", "Collected") or "n" not in cell.get("class", "").split():
                    continue
                is_some = text(cell).rstrip("%") not in ("0", "–")
                figures += is_some
                assert bool(cell.xpath(".//a[@href]")) == is_some, (heads[0], text(row), head)
    assert figures > 40
    for box in page.xpath("//ul[@class='figures']//b"):
        assert box.xpath(".//a")


@pytest.mark.parametrize(
    ("anchor", "count"),
    [
        ("topic-failure-to-respond", 2),
        ("topic-jail-detention", 2),
        ("source-tribune", 2),
        ("source-gazette", 4 + len(HOSTILE)),
        ("form-news", 3 + len(HOSTILE)),
        ("opinion", 2),
        ("relevance-core", 4),
        ("agency-local:pd", 2),
        ("role-police-leader", 1),
        ("role-unknown", 1),
        ("cluster-1", 2),
        ("focus", 1),
        ("gone", 1),
    ],
)
def test_a_figure_leads_to_as_many_rows(page: lxml.html.HtmlElement, anchor: str, count: int) -> None:
    assert len(listed(page, anchor)) == count


def test_every_row_leads_to_its_page_but_for_those_of_private_persons(
    page: lxml.html.HtmlElement, summary: Summary
) -> None:
    for row in summary.rows:
        (shown,) = page.xpath(f"//tr[@id='doc-{row.doc_id}']")
        outside = shown.xpath(".//a/@href")
        assert outside == ([row.url] if row.url.startswith("https://") else [])
    for entry in page.xpath("//section[@id='rows']//li"):
        outside = [link for link in entry.xpath(".//a/@href") if not link.startswith("#")]
        is_hidden = "They never came" in text(entry) or "Run me" in text(entry)
        assert len(outside) == (0 if is_hidden else 1)


def test_only_web_addresses_and_places_in_the_page_are_linked(page: lxml.html.HtmlElement) -> None:
    outside = {link.rpartition("/")[0] for link in links(page) if not link.startswith("#")}
    assert outside == {"https://gazette.example", "https://tribune.example"}


def test_the_page_runs_nothing_and_fetches_nothing(page: lxml.html.HtmlElement, html: str) -> None:
    tags = {element.tag for element in page.iter() if isinstance(element.tag, str)}
    assert tags.isdisjoint(
        {
            "script",
            "link",
            "img",
            "iframe",
            "object",
            "embed",
            "base",
            "form",
            "image",
            "use",
            "foreignobject",
        }
    )
    attributes = {name for element in page.iter() for name in element.attrib}
    assert not [name for name in attributes if name.lower().startswith("on") or name == "src"]
    assert "@import" not in html
    assert "url(http" not in html.replace("'", "").replace('"', "")
    assert page.xpath("//meta[@charset='utf-8']")


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_titles_are_text(page: lxml.html.HtmlElement, summary: Summary, number: int) -> None:
    (link,) = page.xpath(f"//tr[@id='doc-{FIRST_HOSTILE + number}']//a")
    (row,) = [row for row in summary.rows if row.doc_id == FIRST_HOSTILE + number]
    assert len(link) == 0
    assert text(link).replace("\x07", "") == row.name.replace("\x07", "")
    assert len(text(link)) <= 200


def test_names_of_sources_are_text_also_in_the_drawings(html: str) -> None:
    assert "Tribune <TV>" not in html
    assert html.count("Tribune &lt;TV&gt; &amp; Radio") > 3


def test_a_source_that_was_not_collected_is_grey(page: lxml.html.HtmlElement) -> None:
    (table,) = [table for table in page.xpath("//table") if text(table).startswith("By source")]
    grey = {text(row.xpath("./td")[0]): "gap" in row.get("class", "") for row in table.xpath("./tbody/tr")}
    assert grey == {
        "Gazette": False,
        "Tribune <TV> & Radio": False,
        "Resident": False,
        "Broken": True,
        "Resting": True,
    }
    assert "1 of 4 sources was not collected on every night" in text(page.body)
    gaps = next(
        table for table in page.xpath("//table") if text(table).startswith("Sources that were missed")
    )
    assert [text(row) for row in gaps.xpath("./tbody/tr")] == [
        "Broken0/7all seven nights: failed (html-instead-of-feed)",
        "Resting–paused: moved away",
    ]


def test_a_week_partly_collected_is_named(summary: Summary) -> None:
    assert "mean of the week before (W46)" in render(summary)
    before = WeekForms(week="2026-W45", forms={"news": 1}, collected_share=0.4)
    page = lxml.html.document_fromstring(render(replace(summary, weeks=(before, *summary.weeks))))
    assert "mean of the 2 weeks before (W45 to W46; only partly collected: W45 40%)" in text(page.body)
    (row,) = [row for row in page.xpath("//tr") if text(row).startswith("2026-W45")]
    assert row.get("class") == "gap"
    (drawing,) = page.xpath("//*[@aria-label='Documents by week and form']")
    assert "W45 (40%)" in text(drawing)


def test_a_week_is_pale_only_where_so_little_was_collected_that_it_cannot_be_compared(
    summary: Summary,
) -> None:
    weeks = tuple(
        WeekForms(week=f"2026-W{number}", forms={"news": 1}, collected_share=share)
        for number, share in ((44, 0.79), (45, 0.8), (46, 0.94))
    )
    page = lxml.html.document_fromstring(render(replace(summary, weeks=(*weeks, summary.weeks[-1]))))
    assert "(W44 to W46; only partly collected: W44 79%)" in text(page.body)
    assert "of which less than 80% was collected" in text(page.body)
    (table,) = [table for table in page.xpath("//table") if text(table).startswith("By week")]
    shown = [
        (text(row.xpath("./td")[0]), row.get("class"), text(row.xpath("./td")[-1]))
        for row in table.xpath("./tbody/tr")
    ]
    assert shown == [
        ("2026-W44", "gap", "79%"),
        ("2026-W45", None, "80%"),
        ("2026-W46", None, "94%"),
        (WEEK, "gap", "75%"),
    ]
    (drawing,) = page.xpath("//*[@aria-label='Documents by week and form']")
    assert re.findall(r"W\d\d(?: \(\d+%\))?", text(drawing).split("documents")[0]) == [
        "W44 (79%)",
        "W45",
        "W46",
        "W47 (75%)",
    ]


def test_a_figure_with_copies_counted_once_says_that_its_list_shows_all(page: lxml.html.HtmlElement) -> None:
    (link,) = page.xpath("//a[@href='#topic-failure-to-respond' and @title]")
    assert (text(link), link.get("title")) == (
        "1",
        "The list shows all 2; those that are copies of an earlier one say so",
    )
    assert page.xpath("//a[@href='#topic-jail-detention' and @title]") == []
    marks = [text(entry.xpath(".//a[@class='tag']")[0]) for entry in listed(page, "topic-failure-to-respond")]
    assert marks == ["news, core, first of 3, changed since", "news, core, copy"]


def test_the_table_of_agencies_says_what_is_counted(page: lxml.html.HtmlElement) -> None:
    (heading,) = page.xpath("//*[@id='agencies']")
    assert "alone name none" in text(heading.getnext())


def test_long_lists_are_folded(page: lxml.html.HtmlElement, summary: Summary) -> None:
    folded = [text(summary) for summary in page.xpath("//details/summary")]
    assert folded == ["2 more"]
    many = (("fill_rate", "why", tuple(f"found {number}" for number in range(20))),)
    other = lxml.html.document_fromstring(render(replace(summary, issues=many, rejections=())))
    assert [text(summary) for summary in other.xpath("//details/summary")] == ["12 more"]
    assert len(other.xpath("//details//li")) == 12


def test_a_first_week_without_nights_topics_or_quotations_still_renders() -> None:
    with open_given() as con:
        source(con)
        document(con, 1)
        page = render_given(con)
    said = text(page.body)
    assert "there is none to compare with" in said
    assert "Nobody is quoted" in said
    assert "No agency of the gazetteer is named" in said
    assert "No document of the week has a copy." in said
    assert "No document of the week is coded with it." in said
    labels = page.xpath("//div[@class='chart']/@aria-label")
    assert labels == ["Documents by week and form", "Documents by source and relevance"]


def test_a_week_without_local_policing_still_renders() -> None:
    with open_given() as con:
        source(con)
        topic(con, "jail-detention")
        document(con, 1, relevance="none")
        night(con, MONDAY, "gazette")
        page = render_given(con)
    assert page.xpath("//*[local-name()='svg']") == []
    assert "No document, now or before: jail-detention." in text(page.body).replace(
        "jail detention", "jail-detention"
    )
    assert [text(item) for item in listed(page, "source-gazette")] == ["Mon 16 Nov · Item 1"]
    ids = set(page.xpath("//@id"))
    assert {link[1:] for link in links(page) if link.startswith("#")} <= ids


def test_equal_weeks_give_equal_pages(summary: Summary, html: str) -> None:
    with whole_week(is_backwards=True) as con:
        assert render(read_summary(con, WEEK)) == html
