"""What the check of a folder of sources finds, and what it leaves alone."""

from pathlib import Path

import pytest

from crawlers.check_sources import SourceCheck, check_sources
from crawlers.new_source import new_source
from crawlers.sample.newsroom import SOURCES_DIR

GOOD = """\
name: Tamarack Falls Gazette
homepage: https://gazette.example/
publisher: newspaper
place: {name: Tamarack Falls, state: OR}
timezone: America/Los_Angeles
feeds:
  - kind: feed
    url: https://gazette.example/feed/
"""


def write(folder: Path, text: str, stem: str = "us_or_gazette") -> Path:
    path = folder / f"{stem}.yml"
    path.write_text(text, encoding="utf-8")
    return path


def warnings(check: SourceCheck) -> list[str]:
    return [str(warning).removeprefix(f"{check.path}:") for warning in check.warnings]


def test_checking_tells_problems_and_warnings_of_each_file(tmp_path: Path) -> None:
    write(tmp_path, GOOD + "expect: {new_per_week_min: 1}\n", stem="us_or_a")
    write(tmp_path, GOOD, stem="us_wa_b")
    write(
        tmp_path,
        GOOD.replace("https://gazette.example/feed/", "https://feeds.example/x") + "name: C\n",
        stem="us_or_c",
    )
    write(
        tmp_path,
        GOOD.replace("newspaper", "resident").replace("gazette.example/feed/", "feeds.example/x")
        + "  - {kind: bluesky, tag: tamarackfalls}\n",
        stem="us_or_d",
    )
    a, c, d, b = check_sources(tmp_path)
    assert [len(check.problems) for check in (a, b, c, d)] == [0, 0, 1, 0]
    assert c.source is None
    assert [
        str(warning).split("/", maxsplit=len(tmp_path.parts))[-1]
        for check in (a, b, d)
        for warning in check.warnings
    ] == [
        "us_or_a.yml: https://gazette.example/feed/ is a feed of us_wa_b too",
        "us_wa_b.yml: https://gazette.example/feed/ is a feed of us_or_a too",
        "us_wa_b.yml: the file's name does not begin with the place: us_or_...yml",
        "us_wa_b.yml: expect.new_per_week_min is not given: the source can fall silent without a warning",
        "us_or_d.yml: expect.new_per_week_min is not given: the source can fall silent without a warning",
        "us_or_d.yml: a resident's account without is_private: true will be named in exports",
        "us_or_d.yml: feed 1 is at another site than the homepage: https://feeds.example/x",
        "us_or_d.yml: feed 2: Bluesky answers searches for a hashtag only to those with a key",
    ]


@pytest.mark.parametrize(
    ("host", "is_told"),
    [
        ("192.0.2.7", True),
        ("gazette.tamarack", True),
        ("127.0.0.1:8080", False),
        ("localhost", False),
        ("gazette.example", False),
    ],
)
def test_haste_is_told_only_where_it_meets_a_stranger_s_machine(
    host: str, is_told: bool, tmp_path: Path
) -> None:
    text = GOOD.replace("https://gazette.example", f"http://{host}")
    write(tmp_path, text + "crawl: {delay_s: 0.5}\nexpect: {new_per_week_min: 1}\n")
    (check,) = check_sources(tmp_path)
    haste = " crawl.delay_s is 0.5: less than a second between two requests is impolite"
    assert warnings(check) == ([haste] if is_told else [])


def test_agencies_of_one_flashalert_region_may_be_sources_of_their_own(tmp_path: Path) -> None:
    region = "https://flashalert.example/flashnews_xml2.php?RegionID=1"
    for stem, orgs in (
        ("us_or_police", "Falls Police"),
        ("us_or_sheriff", "Falls Sheriff"),
        ("us_or_both", "Falls Sheriff, Falls Fire"),
    ):
        feeds = f"feeds: [{{kind: flashalert, url: '{region}', orgs: [{orgs}]}}]\nexpect: {{new_per_week_min: 1}}\n"
        write(tmp_path, GOOD.split("feeds:", maxsplit=1)[0] + feeds, stem=stem)
    assert {check.path.stem: warnings(check) for check in check_sources(tmp_path)} == {
        "us_or_police": [],
        "us_or_sheriff": [f" {region} (Falls Sheriff) is a feed of us_or_both too"],
        "us_or_both": [f" {region} (Falls Sheriff) is a feed of us_or_sheriff too"],
    }


def test_an_expectation_is_asked_for_once_a_source_is_verified(tmp_path: Path) -> None:
    write(tmp_path, GOOD, stem="us_or_a")
    write(
        tmp_path, GOOD.replace("gazette.example", "other.example") + "unverified: the feed\n", stem="us_or_b"
    )
    asked = " expect.new_per_week_min is not given: the source can fall silent without a warning"
    assert [warnings(check) for check in check_sources(tmp_path)] == [[asked], []]


def test_the_newsroom_s_sources_are_checked_without_a_word() -> None:
    assert [(check.problems, warnings(check)) for check in check_sources(SOURCES_DIR)] == [((), [])] * 20


def test_a_guess_is_told_with_its_line_until_the_mark_is_off(tmp_path: Path) -> None:
    path = new_source(
        "https://gazette.example/",
        tmp_path,
        name="Gazette",
        publisher="newspaper",
        place="Tamarack Falls",
        state="OR",
        timezone="America/Los_Angeles",
        kind="listing",
    )
    lines = path.read_text(encoding="utf-8").splitlines()
    url, css = (next(n for n, line in enumerate(lines, 1) if key in line) for key in ("url: ", "link_css: "))
    (check,) = check_sources(tmp_path)
    assert warnings(check)[:2] == [
        f"{url}: `url: https://gazette.example/` is a guess; see to it, and take the mark off",
        f"{css}: `link_css: h2 a` is a guess; see to it, and take the mark off",
    ]
    path.write_text("\n".join(lines).replace("CHECK THIS, it is a guess: ", ""), encoding="utf-8")
    (check,) = check_sources(tmp_path)
    assert not [warning for warning in warnings(check) if "guess" in warning]
