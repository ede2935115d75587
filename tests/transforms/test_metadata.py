"""Metadata: which source of a field wins, and how it was found."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import URL, document, page, read, source

from crawlers.discovered import Discovered
from crawlers.sources import CrawlRules
from transforms.document import Dated, Document

PUBLISHED = datetime(2026, 11, 10, 16, 12, tzinfo=UTC)


def ld(**article: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **article}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def names(html: str, **given: Any) -> list[tuple[str, str, str]]:
    return [(author.name, author.kind, author.method) for author in document(html, **given).authors]


# --- title


@pytest.mark.parametrize(
    ("head", "title", "method", "prefix"),
    [
        (ld(headline="Truck hits bridge") + meta("og:title", "Other"), "Truck hits bridge", "json-ld", None),
        (meta("og:title", "Truck hits bridge | The Tamarack Ledger"), "Truck hits bridge", "og", None),
        (meta("og:title", "Truck hits bridge - Tamarack Ledger"), "Truck hits bridge", "og", None),
        (meta("og:title", "ledger.example: Truck hits bridge"), "ledger.example: Truck hits bridge", "og", None),
        (meta("og:title", "The Tamarack Ledger"), "Bridge closed after truck hits rail", "h1", None),
        (meta("og:title", "Opinion | Mend the bridge"), "Mend the bridge", "og", "Opinion"),
        (meta("og:title", "Op-Ed Columnist: Mend the bridge"), "Mend the bridge", "og", "Op-Ed Columnist"),
        (meta("og:title", "Letter to the editor: Mend the bridge"), "Mend the bridge", "og", "Letter to the editor"),
        (meta("og:title", "Mend the bridge | Opinion | The Tamarack Ledger"), "Mend the bridge", "og", "Opinion"),
        (meta("og:title", "Police: Driver swerved for deer"), "Police: Driver swerved for deer", "og", None),
        (meta("og:title", "Deer - truck - bridge"), "Deer - truck - bridge", "og", None),
        (ld(headline="Mend the bridge") + meta("og:title", "Opinion | Mend the bridge"), "Mend the bridge", "json-ld", "Opinion"),
        (ld(headline="Sheriff&#8217;s &amp; city&#039;s bridge"), "Sheriff’s & city's bridge", "json-ld", None),
    ],
)  # fmt: skip
def test_the_title_is_the_headline_alone(head: str, title: str, method: str, prefix: str | None) -> None:
    found = document(page(head=head))
    assert (found.title, found.title_method, found.title_prefix) == (title, method, prefix)


def test_a_page_without_headings_has_the_title_element_less_its_site_name() -> None:
    html = page().replace("h1>", "b>")
    assert (document(html).title, document(html).title_method) == (
        "Bridge closed after truck hits rail",
        "title",
    )


# --- authors


def test_authors_are_a_list_from_json_ld_each_with_a_kind() -> None:
    people = [
        {"@type": "Person", "name": "By Ann Poe"},
        {"@type": "Person", "name": "Ray Moss, Staff Writer"},
        {"@type": "Organization", "name": "Associated Press"},
        {"@type": "Organization", "name": "Larkspur County Sheriff’s Office"},
        {"@type": "Organization", "name": "The Tamarack Ledger"},
    ]
    assert names(page(head=ld(author=people) + meta("author", "Someone Else"))) == [
        ("Ann Poe", "person", "json-ld"),
        ("Ray Moss", "person", "json-ld"),
        ("Associated Press", "wire", "json-ld"),
        ("Larkspur County Sheriff’s Office", "agency", "json-ld"),
        ("The Tamarack Ledger", "desk", "json-ld"),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ann Poe and Ray Moss", ["Ann Poe", "Ray Moss"]),
        ("Ann Poe, Ray Moss & Lee Tran", ["Ann Poe", "Ray Moss", "Lee Tran"]),
        ("Poe, Ann", ["Ann Poe"]),
        ("Sam Roe, Jr.", ["Sam Roe, Jr."]),
        ("By Ann Poe | The Tamarack Ledger", ["Ann Poe"]),
        ("Ann Poe, special to the Ledger", ["Ann Poe"]),
        ("https://facebook.com/tamarackledger", []),
        ("news@ledger.example", []),
        ("@tamarackledger", []),
    ],
)
def test_a_meta_author_is_split_and_cleaned(written: str, expected: list[str]) -> None:
    assert [author.name for author in document(page(head=meta("author", written))).authors] == expected


def test_a_byline_on_the_page_is_believed_where_metadata_name_only_the_paper() -> None:
    head = ld(author={"@type": "Organization", "name": "The Tamarack Ledger"})
    byline = "<p class='byline'>By <span class='author-name'>Ann Poe</span></p>"
    assert names(page(byline, head=head)) == [("Ann Poe", "person", "byline")]


def test_a_byline_in_words_is_found_and_is_not_text() -> None:
    html = page().replace("<div class='entry-content'>", "<div class='entry-content'><p>By Ann Poe</p>")
    found = document(html)
    assert [author.name for author in found.authors] == ["Ann Poe"]
    assert "By Ann Poe" not in found.text


def test_the_author_of_a_comment_or_of_another_article_is_not_the_author() -> None:
    after = "<div id='comments'><p class='comment-author'>By Troll Example</p></div><aside><a rel='author'>Other Writer</a></aside>"
    assert names(page(after=after)) == []


def test_the_announcement_s_author_is_the_last_resort() -> None:
    hint = Discovered(url=URL, authors=("Ann Poe",))
    assert names(page(), hint=hint) == [("Ann Poe", "person", "feed")]


# --- dates


def published(html: str, **given: Any) -> Dated | None:
    return document(html, **given).published


def test_json_ld_is_believed_before_meta_and_meta_before_the_page() -> None:
    time = '<time datetime="2026-11-08T10:00:00-08:00">Nov 8</time>'
    declared = ld(datePublished="2026-11-10T08:12:00-08:00")
    other = meta("article:published_time", "2026-11-09T08:00:00-08:00")
    assert published(page(time, head=declared + other)) == Dated(
        at=PUBLISHED, has_time=True, method="json-ld"
    )
    found = published(page(time, head=other))
    assert found == Dated(at=datetime(2026, 11, 9, 16, tzinfo=UTC), has_time=True, method="meta")


def test_a_time_without_a_zone_is_the_source_s_local_time() -> None:
    head = meta("article:published_time", "2026-11-10T08:12:00")
    assert published(page(head=head)) == Dated(at=PUBLISHED, has_time=True, method="meta+source-zone")


def test_a_lone_day_has_no_time_and_takes_one_from_a_source_of_the_same_day() -> None:
    head = ld(datePublished="2026-11-10")
    midnight = datetime(2026, 11, 10, 8, tzinfo=UTC)
    assert published(page(head=head)) == Dated(at=midnight, has_time=False, method="json-ld+source-zone")
    hint = Discovered(url=URL, published="Tue, 10 Nov 2026 08:12:00 -0800")
    assert published(page(head=head), hint=hint) == Dated(at=PUBLISHED, has_time=True, method="feed")


def test_a_date_after_the_fetch_is_refused_and_the_next_source_asked() -> None:
    head = ld(datePublished="2027-01-01T00:00:00Z") + meta(
        "article:published_time", "2026-11-10T08:12:00-08:00"
    )
    assert published(page(head=head)) == Dated(at=PUBLISHED, has_time=True, method="meta")
    html = page(head=ld(datePublished="2027-01-01T00:00:00Z"))
    hint = Discovered(url="https://ledger.example/a", published="2026-11-10T16:12:00Z")
    assert published(html, url="https://ledger.example/a", hint=hint) == Dated(
        at=PUBLISHED, has_time=True, method="feed"
    )


def test_the_dates_of_updates_comments_and_lists_are_not_the_page_s() -> None:
    head = ld(
        datePublished="2026-11-10T16:12:00Z",
        liveBlogUpdate=[
            {"@type": "BlogPosting", "headline": "x", "author": "y", "datePublished": "2026-11-11T00:00:00Z"}
        ],
        comment={"@type": "Comment", "datePublished": "2026-11-12T00:00:00Z"},
    )
    assert published(page(head=head)) == Dated(at=PUBLISHED, has_time=True, method="json-ld")


def test_the_day_in_the_address_is_used_where_the_page_says_nothing() -> None:
    day = Dated(at=datetime(2026, 11, 10, 8, tzinfo=UTC), has_time=False, method="url+source-zone")
    assert published(page()) == day


PLAIN = "https://ledger.example/a"
FEED_DATE = Discovered(url=PLAIN, published="Wed, 11 Nov 2026 09:00:00 -0800")
TIME = '<time class="entry-date" datetime="2026-11-10T08:12:00-08:00">Nov 10</time>'
OTHER_TIME = '<time datetime="2026-10-01T10:00:00-07:00">Oct 1</time>'


def test_the_page_s_own_time_element_is_believed_before_the_announcement() -> None:
    expected = Dated(at=PUBLISHED, has_time=True, method="time-element")
    assert published(page(TIME), url=PLAIN, hint=FEED_DATE) == expected
    assert published(page(OTHER_TIME + TIME), url=PLAIN, hint=FEED_DATE) == expected


def test_time_elements_of_several_days_are_nobody_s() -> None:
    html = page(OTHER_TIME + TIME.replace(' class="entry-date"', ""))
    found = published(html, url=PLAIN, hint=FEED_DATE)
    assert found is not None
    assert (found.at, found.method) == (datetime(2026, 11, 11, 17, tzinfo=UTC), "feed")


def test_the_time_element_of_a_side_column_does_not_count() -> None:
    html = page(after=f"<aside class='related'>{OTHER_TIME}</aside>")
    found = published(html, url=PLAIN, hint=FEED_DATE)
    assert found is not None
    assert found.method == "feed"


def test_a_time_element_lends_its_clock_to_a_day_that_it_agrees_with() -> None:
    html = page(OTHER_TIME + TIME.replace(' class="entry-date"', ""), head=ld(datePublished="2026-11-10"))
    assert published(html) == Dated(at=PUBLISHED, has_time=True, method="time-element")


def test_a_date_in_the_words_of_the_page_is_used_where_nothing_else_is_known() -> None:
    html = page("<div class='date'>November 9, 2026</div>")
    expected = Dated(at=datetime(2026, 11, 9, 8, tzinfo=UTC), has_time=False, method="page-text+source-zone")
    assert published(html, url=PLAIN) == expected


def test_a_date_in_the_words_of_the_page_gives_way_to_the_announcement() -> None:
    html = page("<p>The bridge had last been closed on March 3, 2019, when the river rose.</p>")
    hint = Discovered(url="https://ledger.example/a", published="2026-11-10T16:12:00Z")
    assert published(html, url="https://ledger.example/a", hint=hint) == Dated(
        at=PUBLISHED, has_time=True, method="feed"
    )


def test_a_page_without_any_date_has_none() -> None:
    assert published(page(), url="https://ledger.example/a") is None


def test_modified_is_a_column_of_its_own_and_never_before_published() -> None:
    head = ld(datePublished="2026-11-10T16:12:00Z", dateModified="2026-11-11T01:00:00Z")
    modified = document(page(head=head)).modified
    assert modified == Dated(at=datetime(2026, 11, 11, 1, tzinfo=UTC), has_time=True, method="json-ld")
    head = ld(datePublished="2026-11-10T16:12:00Z", dateModified="2026-11-09T01:00:00Z")
    assert document(page(head=head)).modified is None


# --- address


def canonical(href: str) -> str:
    return f'<link rel="canonical" href="{href}">'


@pytest.mark.parametrize(
    ("head", "url", "expected", "declared"),
    [
        (canonical("https://ledger.example/bridge/"), URL + "?utm_source=x", "https://ledger.example/bridge/", "https://ledger.example/bridge/"),
        (canonical("/bridge/"), URL, "https://ledger.example/bridge/", "https://ledger.example/bridge/"),
        (canonical("https://wire.example/bridge/"), URL, URL, "https://wire.example/bridge/"),
        (canonical("https://ledger.example/"), URL, URL, "https://ledger.example/"),
        (meta("og:url", "https://ledger.example/bridge/"), URL, "https://ledger.example/bridge/", None),
        (canonical("https://[broken"), URL, URL, None),
        ("", URL + "?utm_source=x&amp=1#top", URL, None),
        (canonical("https://ledger.example/CivicAlerts.aspx"), "https://ledger.example/CivicAlerts.aspx?AID=77", "https://ledger.example/CivicAlerts.aspx?AID=77", "https://ledger.example/CivicAlerts.aspx"),
    ],
)  # fmt: skip
def test_the_address_is_the_canonical_one_of_this_site_only(
    head: str, url: str, expected: str, declared: str | None
) -> None:
    found = document(page(head=head), url=url)
    assert (found.url, found.declared_url) == (expected, declared)


def test_the_source_s_rules_on_parameters_are_kept() -> None:
    of = source(crawl=CrawlRules(drop_params=("edition",)))
    assert document(page(), of=of, url=URL + "?edition=am").url == URL


# --- language, section, price


def test_language_is_declared_or_guessed_from_a_long_enough_text() -> None:
    declared, guessed = document(page(lang=' lang="en-US"')), document(page(lang=""))
    assert (declared.language, declared.language_method) == ("en", "html-lang")
    assert (guessed.language, guessed.language_method) == ("en", "text")
    short = "<html><body><article><h1>Aviso</h1><p>Calle cerrada por obras hasta el martes.</p></article></body></html>"
    assert document(short).language is None


def test_section_is_the_page_s_else_the_announcement_s() -> None:
    assert (
        document(page(head=meta("article:section", "Crime") + ld(articleSection="News"))).section == "Crime"
    )
    assert document(page(head=ld(articleSection=["News", "Local"]))).section == "News"
    assert document(page(), hint=Discovered(url=URL, section="Courts")).section == "Courts"


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (ld(isAccessibleForFree=False), "", True),
        (ld(isAccessibleForFree="False"), "", True),
        (ld(isAccessibleForFree=True), "", False),
        (meta("article:content_tier", "locked"), "", True),
        ("", "<div class='gate'><p>To continue reading, choose a plan.</p></div>", True),
        ("", "", False),
    ],
)
def test_a_paywall_is_declared_or_shows_as_a_stub(head: str, body: str, expected: bool) -> None:
    assert document(page(body, head=head)).is_paywalled is expected


def test_broken_json_ld_is_left_out_and_the_rest_is_read() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", </script>' + ld(
        headline="Truck hits bridge"
    )
    assert document(page(head=head)).title == "Truck hits bridge"
    wrapped = '<script type="application/ld+json">//<![CDATA[\n{"@graph": [{"@type": "NewsArticle", "headline": "Deep\nhead", },]}\n//]]></script>'
    assert document(page(head=wrapped)).title == "Deep head"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<link rel="amphtml" href="/amp/bridge-closed">', "https://ledger.example/amp/bridge-closed"),
        ('<link rel="amphtml" href="https://amp.example/b">', "https://amp.example/b"),
        ('<link rel="amphtml" href="javascript:void(0)">', None),
        ("", None),
    ],
)
def test_the_twin_for_mobile_readers_is_kept(link: str, expected: str | None) -> None:
    assert document(page(head=link)).amp_url == expected


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("@id"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["@id", "@type", "name", "url", "item", "creator", "caption", "isAccessibleForFree"]
            )
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                *(
                    "headline",
                    "author",
                    "datePublished",
                    "dateModified",
                    "articleSection",
                    "keywords",
                    "image",
                    "hasPart",
                ),
                *("isAccessibleForFree", "inLanguage", "articleBody", "publisher"),
            ]
        ),
        ANY_JSON,
        max_size=12,
    ),
    ANY_JSON,
)
def test_no_declaration_breaks_the_reader(article: dict[str, Any], trail: Any) -> None:
    nodes = [{"@type": "NewsArticle", **article}, {"@type": "BreadcrumbList", "itemListElement": trail}]
    head = f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'
    result = read(page(head=head))
    assert isinstance(result, Document) or result.reason != "extract-failed", result
