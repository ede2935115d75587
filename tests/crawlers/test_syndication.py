"""Feeds that are large, hostile, or of the older formats."""

import json
import time
import tracemalloc

import pytest

from crawlers.discovered import Found, NotThisKind
from crawlers.syndication import MAX_ITEMS, read_feed

URL = "https://city.example/feed"


def read(text: str | bytes) -> Found:
    return read_feed(text if isinstance(text, bytes) else text.encode(), URL)


def rss(items: str) -> str:
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>City</title>{items}</channel></rss>"


def item(number: int, more: str = "") -> str:
    return f"<item><title>Item {number}</title><link>https://city.example/?AID={number}</link>{more}</item>"


def test_an_rdf_feed_is_read_with_its_dublin_core() -> None:
    found = read(
        """<?xml version="1.0" encoding="ISO-8859-1"?>
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="https://city.example/"><title>City</title><link>https://city.example/</link>
        <items><rdf:Seq><rdf:li resource="https://city.example/2"/><rdf:li resource="https://city.example/1"/></rdf:Seq></items></channel>
      <item rdf:about="https://city.example/2"><title>Café raided</title><link>https://city.example/2</link>
        <description>Two held.</description><dc:date>2026-11-10T08:00-08:00</dc:date>
        <dc:creator>Records Division</dc:creator><dc:subject>Police</dc:subject></item>
      <item rdf:about="https://city.example/1"><title>Road closed</title><link>https://city.example/1</link></item>
      </rdf:RDF>""".encode("latin-1")
    )
    two, one = found.items
    assert (two.url, two.guid, two.title) == (
        "https://city.example/2",
        "https://city.example/2",
        "Café raided",
    )
    assert (two.published, two.modified) == ("2026-11-10T08:00-08:00", None)
    assert (two.authors, two.section, two.summary) == (("Records Division",), "Police", "Two held.")
    assert (one.title, one.published, one.authors) == ("Road closed", None, ())


def test_rss_0_91_with_its_document_type_is_read() -> None:
    found = read(
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://my.netscape.example/rss-0.91.dtd">'
        '<rss version="0.91"><channel><item><title>Caf&eacute;</title><link>/a</link></item></channel></rss>'
    )
    assert [(one.url, one.title) for one in found.items] == [("https://city.example/a", "Café")]


def test_ampersands_in_links_are_kept_written_right_or_wrong() -> None:
    found = read(
        rss(
            "<item><title>A &amp; B</title><link>https://city.example/?a=1&amp;b=2</link></item>"
            "<item><title>C & D</title><link>https://city.example/?a=3&b=4&lang=en</link></item>"
            "<item><title>E</title><link><![CDATA[https://city.example/?a=5&lang=en]]></link></item>"
        )
    )
    assert [(one.title, one.url) for one in found.items] == [
        ("A & B", "https://city.example/?a=1&b=2"),
        ("C & D", "https://city.example/?a=3&b=4&lang=en"),
        ("E", "https://city.example/?a=5&lang=en"),
    ]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_feed_in_utf_16_is_read(codec: str) -> None:
    text = "<?xml version='1.0' encoding='utf-16'?>" + rss(item(1)).partition("?>")[2]
    assert [one.url for one in read(text.encode(codec)).items] == ["https://city.example/?AID=1"]


def test_of_a_hundred_thousand_items_the_first_are_read_and_the_rest_is_told() -> None:
    text = rss("".join(item(number) for number in range(100_000)))
    tracemalloc.start()
    before = time.process_time()
    found = read(text)
    cost, (_, peak) = time.process_time() - before, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [one.title for one in found.items] == [f"Item {number}" for number in range(MAX_ITEMS)]
    assert found.notes == (("items-beyond-limit", "100,000 items, of which the first 5,000 are read"),)
    assert cost < 20
    assert peak < 100 * 2**20


def test_of_a_long_json_feed_the_first_items_are_read() -> None:
    entries = [{"id": str(number), "url": f"/{number}"} for number in range(MAX_ITEMS + 7)]
    found = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": entries}))
    assert (len(found.items), found.items[-1].guid) == (MAX_ITEMS, str(MAX_ITEMS - 1))
    assert found.notes == (("items-beyond-limit", "5,007 items, of which the first 5,000 are read"),)


def test_a_long_atom_feed_with_prefixes_is_cut_too() -> None:
    entry = "<a:entry><a:title>{0}</a:title><a:link href='/{0}'/></a:entry>"
    entries = "".join(entry.format(number) for number in range(MAX_ITEMS + 1))
    found = read(f"<a:feed xmlns:a='http://www.w3.org/2005/Atom'>{entries}</a:feed>")
    assert (len(found.items), found.items[-1].title) == (MAX_ITEMS, str(MAX_ITEMS - 1))
    assert [reason for reason, _ in found.notes] == ["items-beyond-limit"]


HOSTILE = {
    "categories of one item": item(1, "".join(f"<category>c{n}</category>" for n in range(100_000))),
    "keywords of one item": item(1, "".join(f"<media:keywords>{n}, a</media:keywords>" for n in range(50_000))),
    "attributes of one element": item(1, "<x " + " ".join(f"a{n}='b'" for n in range(100_000)) + "/>"),
}  # fmt: skip


@pytest.mark.parametrize("items", HOSTILE.values(), ids=HOSTILE)
def test_what_would_take_the_square_of_its_length_is_read_in_its_length(items: str) -> None:
    before = time.process_time()
    found = read(rss(items + item(2, "<category>Police</category>")))
    assert time.process_time() - before < 10
    assert [(one.title, one.section) for one in found.items] == [("Item 1", None), ("Item 2", "Police")]


@pytest.mark.parametrize("items", ["<a/>" * 500_001, "<item><title>" + "&a=" * 1_000_001])
def test_more_elements_than_an_answer_of_real_markup_holds_are_refused(items: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        read(rss(items))
    assert (caught.value.reason, caught.value.detail[:17]) == ("too-many-elements", "more than 500,000")


def test_entities_that_unfold_to_gigabytes_stay_folded() -> None:
    lines = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    text = rss("<item><title>&e11;</title><link>/a</link></item>").removeprefix("<?xml version='1.0'?>")
    tracemalloc.start()
    found = read(f"<!DOCTYPE rss [<!ENTITY e0 'lol'>{lines}]>{text}")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [one.url for one in found.items] == ["https://city.example/a"]
    assert peak < 20 * 2**20


def test_external_entities_are_neither_read_nor_asked_for(tmp_path) -> None:
    (tmp_path / "secret").write_text("secret words")
    text = rss("<item><title>A&x;</title><link>/a</link></item>").removeprefix("<?xml version='1.0'?>")
    for target in (f"file://{tmp_path}/secret", "http://192.0.2.1/secret"):
        found = read(
            f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{target}"><!ENTITY % y SYSTEM "{target}">%y;]>{text}'
        )
        assert [one.url for one in found.items] == ["https://city.example/a"]
        assert "secret words" not in repr(found)
