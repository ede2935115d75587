"""The guess at a listing's selectors, on pages as agencies and small papers write them."""

import pytest

from crawlers.front_page import read_page
from crawlers.guess_listing import guess_listing

URL = "https://pd.example/news"
HEADLINES = [
    "Two arrested after pursuit on Elm Street",
    "Officers look for a missing hiker",
    "New hours at the front desk from May",
    "Shooting investigation on 3400 block of Oak",
]
NAV = (
    '<nav><ul><li><a href="/about-the-department">About the whole department</a></li>'
    '<li><a href="/join-our-team-now">Join our team of officers now</a></li>'
    '<li><a href="/records-and-reports">Records and other reports here</a></li></ul></nav>'
)


def guess(body: str):
    page = read_page(f"<html><body>{NAV}{body}</body></html>".encode(), URL)
    assert page is not None
    return guess_listing(page)


def rows(pattern: str) -> str:
    return "".join(
        pattern.format(n=n, link=f"/news/2026/11/{14 - n:02}/{title.lower().replace(' ', '-')}", title=title)
        for n, title in enumerate(HEADLINES)
    )


@pytest.mark.parametrize(
    "pattern",
    [
        "<ul>{}</ul>".replace("{}", '<li>11/1{n}/2026 <a href="{link}">{title}</a></li>'),
        '<div class="views-row"><h3><a href="{link}">{title}</a></h3><time datetime="2026-11-1{n}">N</time></div>',
        '<article><h2><a href="{link}">{title}</a></h2><p>Words. <a href="{link}">Read on</a></p></article>',
        '<table><tr><td>November 1{n}, 2026</td><td><a href="{link}">{title}</a></td></tr></table>',
        '<p><a href="{link}">{title}</a></p>',
        '<a class="card" href="{link}"><h3>{title}</h3><span class="card-date">Nov 1{n}, 2026</span></a>',
        '<div class="css-1x2y3z9"><a href="{link}">{title}</a></div>',
    ],
)
def test_the_items_of_a_list_are_taken_and_no_other_link(pattern):
    found = guess(
        f"<h1>News</h1><main>{rows(pattern)}</main><footer><a href='/news/terms-of-use-of-this-site'>Terms</a></footer>"
    )
    assert found is not None
    assert [item.url.rpartition("/")[2] for item in found.items] == [
        title.lower().replace(" ", "-") for title in HEADLINES
    ]
    assert all(
        (item.title or "").startswith(title) for item, title in zip(found.items, HEADLINES, strict=True)
    )


@pytest.mark.parametrize(
    ("pattern", "dates"),
    [
        (
            '<div class="row"><a href="{link}">{title}</a><time datetime="2026-11-1{n}">N</time></div>',
            "2026-11-1{n}",
        ),
        (
            '<div class="row"><a href="{link}">{title}</a><b class="post-date">Nov 1{n}, 2026</b></div>',
            "Nov 1{n}, 2026",
        ),
        (
            "<table><tr><td>11/1{n}/2026</td><td><a href='{link}'>{title}</a></td></tr></table>",
            "11/1{n}/2026",
        ),
    ],
)
def test_dates_are_found_where_each_stands_beside_its_link(pattern, dates):
    found = guess(rows(pattern))
    assert [item.published for item in found.items] == [dates.format(n=n) for n in range(4)]


def test_a_list_without_dates_gets_no_selector_of_dates():
    found = guess(rows('<p><a href="{link}">{title}</a> <span>Police</span></p>'))
    assert found.config.date_css is None


def test_items_told_apart_by_a_number_in_the_query_are_found():
    found = guess(
        "".join(
            f'<div class="item"><a href="/CivicAlerts.aspx?AID={9 - n}">{title}</a></div>'
            for n, title in enumerate(HEADLINES)
        )
    )
    assert [item.url for item in found.items] == [
        f"https://pd.example/CivicAlerts.aspx?AID={9 - n}" for n in range(4)
    ]


def test_next_year_s_items_are_taken_by_the_same_selector():
    found = guess(rows('<p><a href="{link}">{title}</a></p>'))
    assert "2026" not in found.config.link_css


def test_classes_that_a_build_makes_are_not_relied_on():
    found = guess(rows('<div class="css-1x2y3z9"><a class="sc-bdVaJa9" href="{link}">{title}</a></div>'))
    assert "css-1x2y3z9" not in found.config.link_css
    assert "sc-bdVaJa9" not in found.config.link_css


@pytest.mark.parametrize(
    "body",
    [
        "<p>Nothing to read here.</p>",
        '<p><a href="/a">Home</a> <a href="/b">Contact</a> <a href="/c">Hours</a> <a href="/d">Map</a></p>',
        "".join(
            f'<p><a href="https://other.example/news/{n}/{title}">{title}</a></p>'
            for n, title in enumerate(HEADLINES)
        ),
        f'<p><a href="/news/2026/11/14/only-one-item-here">{HEADLINES[0]}</a></p>',
    ],
    ids=["no links", "short links", "links to another site", "one link"],
)
def test_a_page_without_a_list_gives_no_guess(body):
    assert guess(body) is None


def test_a_page_of_very_many_links_is_looked_at_in_bounded_time():
    body = "".join(
        f'<div class="a b c d"><p><a href="/news/{n}/x">Words of item number {n}</a></p></div>'
        for n in range(4000)
    )
    found = guess(body)
    assert found is not None
    assert len(found.items) == 4000
