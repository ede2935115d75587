"""Sitemaps and indexes of them."""

import gzip

import pytest

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.kinds import sitemap
from crawlers.kinds.sitemap import Sitemap, first_urls, parse

URL = "https://gazette.example/sitemap.xml"
SITEMAP = Sitemap(kind="sitemap", url=URL)
NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="/style.xsl"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
 <!-- made nightly -->
 <url><loc> https://gazette.example/a </loc><lastmod>2026-11-11</lastmod>
  <image:image><image:loc>https://gazette.example/a.jpg</image:loc><image:title>Photo</image:title></image:image>
  <news:news><news:publication><news:name>Gazette</news:name></news:publication>
   <news:publication_date>2026-11-10T08:00:00-08:00</news:publication_date>
   <news:title>Roe &amp; Doe charged</news:title></news:news></url>
 <url><loc>/b</loc></url>
 <url><lastmod>2026-11-11</lastmod></url>
 <url><loc>mailto:desk@gazette.example</loc></url>
</urlset>"""


def parsed(body: bytes, config: Sitemap = SITEMAP) -> Found:
    return parse(body, config.url, config)


def test_the_sitemap_is_where_a_night_begins() -> None:
    assert first_urls(SITEMAP, None) == (URL,)


def test_a_news_sitemap_gives_titles_and_both_dates() -> None:
    found = parsed(NEWS)
    assert found.items == (
        Discovered(
            url="https://gazette.example/a",
            title="Roe & Doe charged",
            published="2026-11-10T08:00:00-08:00",
            modified="2026-11-11",
        ),
        Discovered(url="https://gazette.example/b"),
    )
    assert [reason for reason, _ in found.notes] == ["item-without-link", "item-without-link"]


def test_a_packed_sitemap_is_known_by_its_first_bytes() -> None:
    assert parsed(gzip.compress(NEWS, mtime=0)) == parsed(NEWS)


def test_a_packed_sitemap_that_ends_early_gives_what_there_is() -> None:
    many = NEWS.replace(
        b"<url><loc>/b", b"".join(b"<url><loc>/%d</loc></url>" % i for i in range(5000)) + b"<url><loc>/b"
    )
    packed = gzip.compress(many, mtime=0)
    found = parsed(packed[: len(packed) // 2])
    assert 100 < len(found.items) < 5002
    assert ("body-truncated", "the gzip data end early; what there is has been read") in found.notes


def test_the_latest_sitemaps_of_an_index_are_followed_up_to_the_limit() -> None:
    index = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      <sitemap><loc>https://gazette.example/old.xml</loc><lastmod>2024-01-01T00:00:00Z</lastmod></sitemap>
      <sitemap><loc>/undated.xml</loc></sitemap>
      <sitemap><loc>https://gazette.example/sitemap.xml</loc><lastmod>2026-11-12</lastmod></sitemap>
      <sitemap><loc>https://gazette.example/new.xml.gz</loc><lastmod>2026-11-11</lastmod></sitemap></sitemapindex>"""
    found = parsed(index)
    assert found.items == ()
    assert found.more == (
        "https://gazette.example/new.xml.gz",
        "https://gazette.example/old.xml",
        "https://gazette.example/undated.xml",
    )
    capped = parsed(index, Sitemap(kind="sitemap", url=URL, max_sitemaps=1))
    assert capped.more == ("https://gazette.example/new.xml.gz",)
    assert capped.notes == (("sitemaps-beyond-limit", "3 sitemaps, 1 are read"),)


def test_a_broken_sitemap_gives_what_can_be_read() -> None:
    found = parsed(
        b"<urlset><url><loc>https://gazette.example/?a=1&b=2</loc></url><url><loc>https://gazette.ex"
    )
    assert found.items[0].url.startswith("https://gazette.example/?a=1")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty-body"),
        (b"\n ", "empty-body"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "html-instead-of-sitemap"),
        (b"<rss version='2.0'><channel/></rss>", "not-a-sitemap"),
        (b"Not found", "not-a-sitemap"),
        (b"\x1f\x8b\x08\x00" + b"\xff" * 50, "bad-content-encoding"),
        (gzip.compress(b"", mtime=0), "empty-body"),
        (gzip.compress(b"\n" * (sitemap.MAX_BYTES + 1), mtime=0), "body-too-large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "body",
)
def test_what_is_no_sitemap_is_told(body: bytes, reason: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parsed(body)
    assert caught.value.reason == reason


def test_entities_are_neither_followed_nor_multiplied(tmp_path) -> None:
    (tmp_path / "secret").write_text("secret words")
    bomb = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    text = f"""<!DOCTYPE urlset [<!ENTITY e0 "ha"><!ENTITY x SYSTEM "file://{tmp_path}/secret">{bomb}]>
      <urlset><url><loc>https://gazette.example/&x;&e9;</loc></url></urlset>"""
    try:
        found = repr(parsed(text.encode()))
    except NotThisKind as error:
        found = str(error)
    assert "secret words" not in found
    assert len(found) < 10_000
