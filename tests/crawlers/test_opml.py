"""Lists of feeds from feed readers, and for them."""

from pathlib import Path

import pytest
from loopback_web import make_source
from lxml import etree

from crawlers.opml import export_opml, import_opml, read_opml
from crawlers.sources import SourceError, load_source

LIST = """\
<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
 <outline text="Papers">
  <outline text="Tamarack Falls Gazette: Crime" xmlUrl="https://www.gazette.example/crime/feed/" htmlUrl="https://www.gazette.example/"/>
  <outline text="Tamarack Falls Gazette" type="rss" xmlUrl="https://gazette.example/feed/" htmlUrl="https://www.gazette.example/"/>
  <outline TITLE="Larkspur County Sheriff" XMLURL="https://sheriff.example/rss.xml"/>
 </outline>
 <outline text="Films" xmlUrl="https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv"/>
 <outline text="Other films" xmlUrl="https://www.youtube.com/feeds/videos.xml?channel_id=UCvwxyzabcdefghijklmnopq"/>
 <outline text="On this disk" xmlUrl="file:///etc/passwd"/>
 <outline text="A folder without feeds"/>
</body></opml>
"""


def bring(folder: Path, text: str = LIST, publisher: str | None = None):
    path = folder / "feeds.opml"
    path.write_text(text, encoding="utf-8")
    return import_opml(
        path,
        folder / "sources",
        place="Tamarack Falls",
        state="OR",
        timezone="America/Los_Angeles",
        publisher=publisher,
    )


def test_feeds_of_one_site_become_one_source_and_carriers_of_many_are_told_apart(tmp_path):
    report = bring(tmp_path)
    sources = {path.stem: load_source(path) for path in report.written}
    assert {name: [feed.kind for feed in one.feeds] for name, one in sources.items()} == {
        "us_or_tamarack_falls_gazette": ["feed", "feed"],
        "us_or_tamarack_falls_larkspur_county_sheriff": ["feed"],
        "us_or_tamarack_falls_films": ["youtube"],
        "us_or_tamarack_falls_other_films": ["youtube"],
    }
    gazette = sources["us_or_tamarack_falls_gazette"]
    assert (gazette.name, gazette.homepage) == ("Tamarack Falls Gazette", "https://www.gazette.example/")
    assert report.skipped == (("file:///etc/passwd", "no address of the web (http:// or https://)"),)


def test_what_the_list_does_not_say_is_marked_and_nobody_has_verified_it(tmp_path):
    bring(tmp_path)
    path = tmp_path / "sources" / "us_or_tamarack_falls_larkspur_county_sheriff.yml"
    source = load_source(path)
    assert (source.publisher, source.homepage) == ("sheriff", "https://sheriff.example/")
    assert source.unverified == "imported from feeds.opml; nobody has looked at it"
    marked = [line.partition(":")[0] for line in path.read_text().splitlines() if "CHECK THIS" in line]
    assert sorted(marked) == ["homepage", "publisher"]


def test_importing_again_writes_nothing_and_says_who_has_each_feed(tmp_path):
    first = bring(tmp_path)
    again = bring(tmp_path, LIST.replace("https://gazette.example/feed/", "https://gazette.example/new/"))
    assert again.written == ()
    reasons = dict(again.skipped)
    assert reasons["https://sheriff.example/rss.xml"] == "us_or_tamarack_falls_larkspur_county_sheriff has it"
    assert reasons["https://gazette.example/new/"] == "us_or_tamarack_falls_gazette.yml is there already"
    assert len(again.skipped) == 6
    assert len(first.written) == 4


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "no XML"),
        ("<html><body>no</body></html>", "the outermost element is <html>"),
        ("<opml version='2.0'><body><outline text='empty'/></body></opml>", "it names no feed"),
    ],
)
def test_what_is_no_list_is_refused_with_what_was_found(text, found, tmp_path):
    with pytest.raises(SourceError, match=f"feeds.opml: {found}"):
        bring(tmp_path, text)
    assert not (tmp_path / "sources").exists()


def test_a_list_that_names_entities_of_this_disk_gets_none(tmp_path):
    path = tmp_path / "feeds.opml"
    secret = tmp_path / "secret"
    secret.write_text("secret words")
    path.write_text(
        f'<!DOCTYPE opml [<!ENTITY x SYSTEM "file://{secret}">]><opml><body>'
        '<outline text="A" xmlUrl="https://a.example/feed"><b>&x;</b></outline></body></opml>'
    )
    assert [(feed.title, feed.url) for feed in read_opml(path)] == [("A", "https://a.example/feed")]


def test_a_wrong_publisher_or_state_is_told_and_nothing_is_written(tmp_path):
    with pytest.raises(SourceError, match=r"publisher is 'paper'.*accepted: newspaper, tv"):
        bring(tmp_path, publisher="paper")
    assert list((tmp_path / "sources").glob("*")) == []


def test_sources_are_exported_as_a_reader_reads_them_and_come_back_the_same(tmp_path):
    sources = [
        make_source("us_or_a", "https://a.example/rss", homepage="https://a.example/", name="A"),
        make_source(
            "us_or_b",
            {"kind": "wordpress", "url": "https://b.example/"},
            {"kind": "listing", "url": "https://b.example/news", "link_css": "a"},
            homepage="https://b.example/",
        ),
        make_source("us_or_c", {"kind": "mastodon", "url": "https://social.example", "account": "pd"}),
        make_source("us_or_d", {"kind": "bluesky", "actor": "mayor.example"}, homepage="https://d.example/"),
        make_source("us_or_e", "https://e.example/rss", is_private=True),
    ]
    path = tmp_path / "out.opml"
    path.write_bytes(export_opml(sources))
    assert etree.parse(path).getroot().get("version") == "2.0"
    assert [(feed.title, feed.url) for feed in read_opml(path)] == [
        ("A", "https://a.example/rss"),
        ("us_or_b", "https://b.example/feed/"),
        ("us_or_c", "https://social.example/@pd.rss"),
        ("us_or_d", "https://bsky.app/profile/mayor.example/rss"),
    ]
    folder = tmp_path / "new"
    report = import_opml(path, folder, place="Tamarack Falls", state="OR", timezone="America/Los_Angeles")
    read = [load_source(one) for one in report.written]
    assert [(one.name, one.homepage) for one in read] == [
        (one.name, one.homepage) for one in sources if not one.is_private
    ]
    assert [one.feeds for one in read[2:]] == [sources[2].feeds, sources[3].feeds]
