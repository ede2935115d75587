"""Feeds, sitemaps and pages made to take all time and memory: read within bounds, or refused by name."""

import gzip
import time

import pytest
from cssselect import HTMLTranslator
from lxml import etree

from crawlers import html_body
from crawlers.discovered import Found, NotThisKind
from crawlers.html_body import read_html, select
from crawlers.kinds import AnyFeed, parse
from crawlers.kinds.civicplus import CivicPlus
from crawlers.kinds.feed import Feed
from crawlers.kinds.listing import MAX_ITEMS, Listing
from crawlers.kinds.rolling import Rolling
from crawlers.kinds.sitemap import MAX_ENTRIES, MAX_TAGS, Sitemap

URL = "https://gazette.example/x"
FEED = Feed(kind="feed", url=URL)
SITEMAP = Sitemap(kind="sitemap", url=URL)
LISTING = Listing(
    kind="listing", url=URL, link_css="article h3 a", date_css="article time", next_css="a.next"
)
ROLLING = Rolling(kind="rolling", url=URL, item_css="div", key_css="h3")
CIVICPLUS = CivicPlus(kind="civicplus", url="https://gazette.example/CivicAlerts.aspx")
ENTITIES = b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b SYSTEM "http://127.0.0.1:9/"><!ENTITY c0 "lol">%s]>' % (
    b"".join(b'<!ENTITY c%d "%s">' % (n, b"&c%d;" % (n - 1) * 10) for n in range(1, 10))
)  # fmt: skip
QUADRATIC = b'<!DOCTYPE r [<!ENTITY a "' + b"x" * 300 + b'">]>'
RSS = b'<rss version="2.0"><channel>%s<item><title>%s</title><link>https://gazette.example/1</link></item></channel></rss>'
BOUND_S = 20.0
"""Several times what the slowest case takes on a slow machine; without the bounds each takes minutes or all memory."""


def read(body: bytes, config: AnyFeed) -> Found | str:
    began = time.monotonic()
    try:
        return parse(body, config.url, config)
    except NotThisKind as error:
        return error.reason
    finally:
        assert time.monotonic() - began < BOUND_S


@pytest.mark.parametrize(
    "body",
    [
        b"<article>" * 80 + b"<h3>" * 80 + b"<a href=/1>" * 40_000,
        b"<article><h3>" * 100 + b"<a href=/1>x</a>" * 49_000,
        b"<article><h3>" * 100 + b"".join(b"<a href=/%d>x</a><time>1</time>" % n for n in range(49_000)),
        b"<div>" * 199_000,
        b"<table>" * 199_000,
        b"<article><h3>" + b"<a href=/" + b"x" * 9_000 + b">x</a>" * 10,
        b"<article><h3><a class=next href=mailto:x>" * 45_000,
    ],
    ids=["nested", "nested-in-turn", "dated", "deep", "tables", "long-address", "nowhere"],
)
def test_a_listing_of_any_malice_is_read_in_bounded_time(body):
    found = read(b"<html><body>" + body, LISTING)
    assert isinstance(found, Found)
    assert len(found.items) <= MAX_ITEMS


@pytest.mark.parametrize(
    ("body", "config"),
    [
        (b"<div>" * 250 + b"<h3>1</h3><a href=/1>x</a>" * 40_000, ROLLING),
        (b"<div>" * 250 + (b"word " * 50 + b"<br>") * 36_000, ROLLING),
        (b"<div><a href='/CivicAlerts.aspx?AID=12'>x</a><i>1</i></div>" * 30_000, CIVICPLUS),
    ],
    ids=["rolling", "rolling-words", "civicplus"],
)
def test_so_is_a_page_of_a_kind_that_looks_around_its_links(body, config):
    assert read(b"<html><body>" + body, config)


@pytest.mark.parametrize(
    ("body", "config", "reason"),
    [
        (b"<html>" + b"<a>" * html_body.MAX_TAGS, LISTING, "body-too-large"),
        (b"<urlset><url>" + b"<b/>" * MAX_TAGS, SITEMAP, "body-too-large"),
        (gzip.compress(b"<urlset>" + bytes(200 * 2**20), 1), SITEMAP, "body-too-large"),
        (b"[" * 100_000, FEED, "not-a-feed"),
        (b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000, FEED, "not-a-feed"),
    ],
    ids=["tags-of-a-page", "tags-of-a-sitemap", "packed-zeros", "deep-json", "deep-json-feed"],
)
def test_what_is_too_large_or_too_deep_is_refused_by_name(body, config, reason):
    assert read(body, config) == reason


@pytest.mark.parametrize("body", [b"<url><loc>/%d</loc></url>" % 1, b"<url/>", b"<n:url/>", b"<sitemap/>"])
def test_of_a_sitemap_no_more_entries_are_read_than_the_protocol_allows(body):
    packed = gzip.compress(b"<urlset>" + body * (2 * MAX_ENTRIES) + b"</urlset>", 1)
    found = read(packed, SITEMAP)
    assert isinstance(found, Found)
    assert len(found.items) + len(found.notes) <= MAX_ENTRIES + 1
    assert ("items-beyond-limit", "the first 50,000 entries are read") in found.notes


@pytest.mark.parametrize(
    ("body", "config"),
    [
        (b"<?xml version='1.0'?>" + ENTITIES + RSS % (b"", b"&a;&b;&c9;"), FEED),
        (b"<?xml version='1.0'?>" + QUADRATIC + RSS % (b"", b"&a;" * 300_000), FEED),
        (ENTITIES + b"<urlset><url><loc>https://gazette.example/&a;&b;&c9;</loc></url></urlset>", SITEMAP),
        (QUADRATIC + b"<urlset><url><loc>https://gazette.example/" + b"&a;" * 300_000 + b"</loc></url></urlset>", SITEMAP),
        (ENTITIES + b"<html><body><article><h3><a href=/1>&a;&b;&c9;</a></h3></article>", LISTING),
        (RSS % (b"<item>" + b"<a>" * 100_000 + b"</item>", b"T"), FEED),
        (RSS % (b"<item/>" * 100_000, b"T"), FEED),
    ],
    ids=["feed", "feed-quadratic", "sitemap", "sitemap-quadratic", "listing", "deep-feed", "long-feed"],
)  # fmt: skip
def test_entities_and_depth_neither_read_files_nor_multiply(body, config):
    found = read(body, config)
    assert "root:" not in repr(found)
    assert len(repr(found)) < 10 * len(body)


PAGE = b"""<html><body><main><h2>News</h2><p>x</p><ul class="a b"><li>0<li><a href=1>1</a><li class=x><b><a href=2 class=next>2</a></b></ul>
<div><p>one</p><a href=3>3</a><section><div><p>two<a href=4>4</a></div></section></div><table><tr><td>1<tr><td><a href=5>5</a></table>"""


@pytest.mark.parametrize(
    "css",
    [
        "main a", "ul > li", "ul > a", "h2 ~ ul a", "h2 + p", "h2 + ul", "p + a", "div div a", "main ul.b li:nth-child(2) a",
        "li:last-child > b > a.next", "a[href='3'], li a", "tr:nth-child(n+2) td a", "div:has(> a) p", "li:not(.x) a", "*",
        "div p + a", "h2 ~ div > p", "body *:first-child",
    ],
)  # fmt: skip
def test_a_selector_matches_as_in_css(css):
    page = read_html(PAGE)
    assert select(css, page) == etree.XPath(HTMLTranslator().css_to_xpath(css))(page)
    if css not in ("ul > a", "h2 + ul"):
        assert select(css, page)
