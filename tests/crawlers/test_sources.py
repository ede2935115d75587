"""Source files: what is accepted, and what the person who wrote a wrong one is told."""

from pathlib import Path
from textwrap import dedent
from typing import get_args

import pytest

from crawlers.kinds import KINDS, Feed
from crawlers.sources import (
    CrawlRules,
    Expect,
    Form,
    Place,
    Publisher,
    Source,
    SourceError,
    load_source,
    load_sources,
    parse_source,
)
from transforms import document

GOOD = """\
name: Tamarack Falls Gazette
homepage: https://gazette.example/
publisher: newspaper
place:
  name: Tamarack Falls
  state: OR
timezone: America/Los_Angeles
feeds:
  - kind: feed
    url: https://gazette.example/feed/
"""


def write(folder: Path, text: str | bytes, stem: str = "us_or_gazette", suffix: str = ".yml") -> Path:
    path = folder / f"{stem}{suffix}"
    path.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
    return path


def told(path: Path) -> list[str]:
    """What the problems of a file say, without the folder."""
    with pytest.raises(SourceError) as caught:
        load_source(path)
    lines = [str(problem).removeprefix(f"{path.parent}/") for problem in caught.value.problems]
    assert str(caught.value).replace(f"{path.parent}/", "").split("\n") == lines
    return lines


def test_a_good_file_is_a_source_with_defaults(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD))
    assert source.id == "us_or_gazette"
    assert source.place.county is None
    assert source.feeds == (Feed(kind="feed", url="https://gazette.example/feed/"),)
    assert (source.crawl.delay_s, source.crawl.max_new_per_night, source.crawl.recheck_days) == (
        1.0,
        200,
        (1, 2, 3, 7, 14, 30, 90),
    )
    assert (source.language, source.status, source.form, source.is_private) == ("en", "active", None, False)


def test_every_key_is_read(tmp_path: Path) -> None:
    text = GOOD + dedent("""\
          - {kind: sitemap, url: "https://gazette.example/news.xml.gz", max_sitemaps: 3}
          - {kind: listing, url: "https://gazette.example/crime", link_css: h2 a, next_css: a.next, date_css: time, max_pages: 2}
          - {kind: rolling, url: "https://sheriff.example/log", item_css: li, key_css: b, key_regex: 'No. (\\d+)', title_css: b, date_css: i}
          - {kind: wordpress, url: "https://gazette.example"}
          - {kind: civicplus, url: "https://city.example", category: Police-6, max_pages: 2}
          - {kind: govdelivery, account: ORTAMARACK, api: "https://bulletins.example"}
          - {kind: nixle, url: "https://nixle.example/police/", max_pages: 2}
          - {kind: flashalert, url: "https://flashalert.example/xml.php?RegionID=1", orgs: [Tamarack Falls Police, "413"]}
          - {kind: legistar, client: tamarack, bodies: [Police Board], api: "https://legistar.example", max_pages: 2}
          - {kind: granicus, url: "https://tamarack.example/ViewPublisherRSS.php?view_id=2&mode=agendas"}
          - {kind: bluesky, actor: gazette.example}
          - {kind: mastodon, url: "https://mastodon.example", tag: tamarackfalls}
          - {kind: youtube, channel: UCabcdefghijklmnopqrstuv, api: "https://youtube.example"}
          - {kind: reddit, subreddit: tamarackfalls, follow: [TFPD_Official], api: "https://reddit.example", max_pages: 2}
          - {kind: alerts, url: "https://www.google.com/alerts/feeds/1/2", sites: [gazette.example], skip_sites: [www.gazette.example]}
        language: es
        status: paused
        status_reason: asked us to stop
        form: news
        is_private: true
        crawl: {delay_s: 2, max_new_per_night: 50, keep_params: [cmpid], drop_params: [ref], recheck_days: []}
        expect: {new_per_week_min: 3, new_per_week_max: 400}
        """)
    source = load_source(write(tmp_path, text))
    assert [feed.kind for feed in source.feeds] == list(KINDS)
    assert source.status_reason == "asked us to stop"
    assert source.crawl.keep_params == ("cmpid",)
    assert source.expect.new_per_week_max == 400
    assert (
        source.identity("http://www.gazette.example/a?ref=x&cmpid=1") == "https://gazette.example/a?cmpid=1"
    )


def test_a_page_is_known_by_the_id_in_its_address_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    by_id, by_path = (
        load_source(write(tmp_path, GOOD + line, stem=stem))
        for stem, line in (("us_or_a", ""), ("us_or_b", "crawl: {path_ids: false}\n"))
    )
    one, other = (
        f"http://m.gazette.example/news/712345678/{slug}?utm_source=x"
        for slug in ("chief-of-police-resigns", "council-takes-resignation-of-chief")
    )
    assert by_id.identity(one) == by_id.identity(other)
    assert by_path.identity(one) != by_path.identity(other)
    assert by_id.address(one) == "https://gazette.example/news/712345678/chief-of-police-resigns"


def test_accounts_of_a_private_source_are_private(tmp_path: Path) -> None:
    text = GOOD + "  - {kind: bluesky, actor: pat.example}\n"
    public, private = (
        load_source(write(tmp_path, text + line, stem=stem)).feeds[1]
        for stem, line in (("us_or_a", ""), ("us_or_b", "is_private: true\n"))
    )
    assert public.kind == "bluesky"
    assert not public.is_private
    assert private.kind == "bluesky"
    assert private.is_private


CASES = {
    "a misspelt key, with the line and the nearest accepted one": (
        GOOD.replace("timezone:", "time_zone:"),
        ["us_or_gazette.yml:7: unknown key 'time_zone'; did you mean 'timezone'? accepted: name, homepage, publisher, place, timezone, language, status, status_reason, unverified, form, is_private, feeds, crawl, expect"],
    ),
    "a misspelt key inside the place": (
        GOOD.replace("  state: OR", "  state: OR\n  contry: Larkspur"),
        ["us_or_gazette.yml:7: unknown key 'contry' in place; did you mean 'county'? accepted: name, state, county"],
    ),
    "a misspelt key of a feed": (
        GOOD.replace("    url:", "    ulr:"),
        ["us_or_gazette.yml:10: unknown key 'ulr' in feed 1; did you mean 'url'? accepted: kind, url"],
    ),
    "a key that is like none": (
        GOOD + "owner: x\n",
        ["us_or_gazette.yml:11: unknown key 'owner'; accepted: name, homepage, publisher, place, timezone, language, status, status_reason, unverified, form, is_private, feeds, crawl, expect"],
    ),
    "a missing key": (
        GOOD.replace("name: Tamarack Falls Gazette\n", ""),
        ["us_or_gazette.yml:1: the key 'name' is missing; name: as the publisher writes it"],
    ),
    "a missing key of a feed": (
        GOOD.replace("    url: https://gazette.example/feed/\n", ""),
        ["us_or_gazette.yml:9: the key 'url' is missing in feed 1; url: address of the RSS, Atom or JSON feed"],
    ),
    "a kind that we call otherwise": (
        GOOD.replace("kind: feed", "kind: RSS"),
        ["us_or_gazette.yml:9: feed 1 has the kind 'RSS'; did you mean 'feed'? accepted: " + ", ".join(KINDS)],
    ),
    "a feed without a kind": (
        GOOD.replace("kind: feed\n    ", ""),
        ["us_or_gazette.yml:9: feed 1 has no kind; accepted: " + ", ".join(KINDS)],
    ),
    "an address without scheme": (
        GOOD.replace("homepage: https://", "homepage: "),
        ["us_or_gazette.yml:2: homepage is 'gazette.example/': it has no scheme; did you mean 'https://gazette.example/'? an address with scheme and host, https://gazette.example/news"],
    ),
    "an address of another scheme": (
        GOOD.replace("url: https://", "url: ftp://"),
        ["us_or_gazette.yml:10: url of feed 1 is 'ftp://gazette.example/feed/': its scheme is 'ftp'; an address with scheme and host, https://gazette.example/news"],
    ),
    "a zone that there is not": (
        GOOD.replace("Los_Angeles", "Los_Angles"),
        ["us_or_gazette.yml:7: timezone is 'America/Los_Angles', which is no time zone of a region; did you mean 'America/Los_Angeles'? an IANA name such as America/Los_Angeles"],
    ),
    "a zone without summer time": (
        GOOD.replace("America/Los_Angeles", "EST"),
        ["us_or_gazette.yml:7: timezone is 'EST', which is no time zone of a region; did you mean 'America/New_York'? an IANA name such as America/Los_Angeles"],
    ),
    "a state in small letters": (
        GOOD.replace("state: OR", "state: or"),
        ["us_or_gazette.yml:6: place.state is 'or', which is no state; did you mean 'OR'? two capital letters such as OR"],
    ),
    "a word that is not on the list": (
        GOOD.replace("publisher: newspaper", "publisher: Newspapers"),
        ["us_or_gazette.yml:3: publisher is 'Newspapers'; did you mean 'newspaper'? accepted: newspaper, tv, radio, police, sheriff, city, county, union, oversight, nonprofit, blog, forum, official, resident"],
    ),
    "a form that there is not": (
        GOOD + "form: press-release\n",
        ["us_or_gazette.yml:11: form is 'press-release'; did you mean 'press_release'? accepted: news, opinion, press_release, post, letter, record"],
    ),
    "a name that YAML reads as a number": (
        GOOD.replace("name: Tamarack Falls Gazette", "name: 911"),
        ["us_or_gazette.yml:1: name is '911', which is read as a number or date; a text; put it in quotes"],
    ),
    "a selector that is none": (
        GOOD.replace("kind: feed", "kind: listing").replace("feed/", "crime\n    link_css: 'h2 >>'"),
        ["us_or_gazette.yml:11: link_css of feed 1 is 'h2 >>': expected selector, got <DELIM '>' at 4>; link_css: CSS selector of the links to items, or of what holds one link each"],
    ),
    "a number that is none": (
        GOOD + "crawl:\n  delay_s: slow\n",
        ["us_or_gazette.yml:12: crawl.delay_s is 'slow': input should be a valid number, unable to parse string as a number; delay_s: seconds between two requests to one host"],
    ),
    "an account without a name": (
        GOOD.replace("kind: feed\n    url: https://gazette.example/feed/", "kind: bluesky"),
        ["us_or_gazette.yml:9: neither actor nor tag in feed 1; give one of actor and tag"],
    ),
    "a pause without a reason": (
        GOOD + "status: paused\n",
        ["us_or_gazette.yml:1: the source is paused without a status_reason; say why and since when"],
    ),
    "no feeds": (
        GOOD.replace("  - kind: feed\n    url: https://gazette.example/feed/\n", "").replace("feeds:", "feeds: []"),
        ["us_or_gazette.yml:8: feeds is not right: list should have at least 1 item after validation, not 0; feeds: where its items are announced, in this order"],
    ),
    "an id of its own": (
        GOOD + "id: gazette\n",
        ["us_or_gazette.yml:11: the key 'id' is given; the id is the file's name; leave it out"],
    ),
    "a key twice": (
        GOOD + "name: Other\n",
        ["us_or_gazette.yml:11: the key 'name' stands here again, first on line 1; each key once"],
    ),
    "a key twice in a feed": (
        GOOD + "    url: https://gazette.example/b\n",
        ["us_or_gazette.yml:11: the key 'url' stands here again, first on line 10; each key once"],
    ),
    "a key that YAML reads as true": (
        GOOD + "on: 3\n",
        ["us_or_gazette.yml:11: the key 'on' is not read as a text; write the key in quotes or correct it"],
    ),
    "an empty file": ("", ["us_or_gazette.yml: the file is empty; `key: value` lines, one source a file"]),
    "comments alone": ("# later\n", ["us_or_gazette.yml: the file is empty; `key: value` lines, one source a file"]),
    "a list": ("- a\n- b\n", ["us_or_gazette.yml:1: found a list; `key: value` lines, one source a file"]),
    "one word": ("\nGazette\n", ["us_or_gazette.yml:2: found a single value; `key: value` lines, one source a file"]),
    "tabs": (
        "name: A\nplace:\n\tname: B\n",
        ["us_or_gazette.yml:3: not YAML: while scanning for the next token found character '\\t' that cannot start any token; indent with spaces, not tabs"],
    ),
    "a colon in a value": (
        "name: Gazette: the paper\n",
        ["us_or_gazette.yml:1: not YAML: mapping values are not allowed here; a value with `: ` in it stands in quotes"],
    ),
    "bytes that are not UTF-8": (
        b"name: Caf\xe9\n",
        ["us_or_gazette.yml: not UTF-8: byte 0xe9 at position 9; save it as UTF-8"],
    ),
    "control characters": (
        b"\x00\x01\x02",
        ["us_or_gazette.yml: not YAML: it holds control characters; plain text is read"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_file_is_told(case: str, tmp_path: Path) -> None:
    text, expected = CASES[case]
    assert told(write(tmp_path, text)) == expected


def test_all_that_is_wrong_in_a_file_is_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = (
        GOOD.replace("homepage:", "homepag:").replace("newspaper", "paper").replace("kind: feed", "kind: xml")
    )
    lines = told(write(tmp_path, text))
    assert [line.split(":")[1] for line in lines] == ["2", "3", "9"]


@pytest.mark.parametrize(
    "text", ["!!python/object:os.system {}", "a: &x [*x]\n", "a: 2026-13-45\n", "? [1]\n: 2\n", "{" * 3000]
)
def test_strange_yaml_is_a_problem_and_no_crash(text: str, tmp_path: Path) -> None:
    assert told(write(tmp_path, text))


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert load_source(write(tmp_path, b"\xef\xbb\xbf" + GOOD.encode())).name == "Tamarack Falls Gazette"


@pytest.mark.parametrize("stem", ["us-or-gazette", "US_or_gazette", "us_or__gazette", "us or gazette", "_us"])
def test_a_stem_that_cannot_be_an_id_is_told(stem: str, tmp_path: Path) -> None:
    assert told(write(tmp_path, GOOD, stem=stem)) == [
        f"{stem}.yml: the file's name {stem!r} cannot be a source's id; "
        "small letters, digits and single underscores, place first: us_or_portland_tribune.yml"
    ]


def test_sources_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    for stem in ("us_or_b", "us_or_a", "us_or_a_b"):
        write(tmp_path, GOOD, stem=stem)
    (tmp_path / "README.md").write_text("not a source")
    assert [source.id for source in load_sources(tmp_path)] == ["us_or_a", "us_or_a_b", "us_or_b"]


def test_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, GOOD, stem="us_or_a")
    write(tmp_path, "", stem="us_or_b")
    write(tmp_path, GOOD, stem="us_or_c", suffix=".yaml")
    with pytest.raises(SourceError) as caught:
        load_sources(tmp_path)
    assert [(problem.path.name, problem.found) for problem in caught.value.problems] == [
        ("us_or_b.yml", "the file is empty"),
        ("us_or_c.yaml", "the file ends in .yaml"),
    ]


def test_a_folder_without_sources_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="the folder holds no source"):
        load_sources(tmp_path)
    with pytest.raises(SourceError, match="there is no such folder"):
        load_sources(tmp_path / "gone")


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert told(tmp_path / "us_or_gone.yml") == ["us_or_gone.yml: cannot be read: No such file or directory"]


def test_forms_are_those_of_documents() -> None:
    assert get_args(Form) == get_args(document.Form)


def test_the_guide_s_examples_are_valid_and_name_every_key() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "sources.md").read_text()
    examples = [part.split("```")[0] for part in guide.split("```yaml\n")[1:]]
    assert len(examples) >= 3
    for text in examples:
        assert parse_source(Path("us_or_example.yml"), text).feeds
    models = (Source, Place, CrawlRules, Expect, *KINDS.values())
    keys = {key for model in models for key in model.model_fields} - {"id"}
    assert {key for key in keys if f"`{key}" not in guide and f"{key}:" not in guide} == set()
    for name in (*KINDS, *get_args(Publisher), *get_args(Form)):
        assert f"`{name}`" in guide
