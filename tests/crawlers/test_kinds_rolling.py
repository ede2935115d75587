"""Pages that hold their items whole."""

import re

import pytest
from pydantic import ValidationError

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.kinds.rolling import Rolling, first_urls, parse

URL = "https://coroner.example/cases?year=2026"
ONE = "<li><strong>Case 26-114</strong> <i>11/09/2026</i><br>Dana Roe, 45, <a href='/r.pdf'>of\nTamarack Falls</a>.</li>"
TWO = "<li><strong>Case 26-113</strong> <time datetime='2026-11-08'>Sunday</time><p>Lee Moe, 17.</p><p>Pending.</p></li>"


def rolling(**given: object) -> Rolling:
    return Rolling.model_validate({"kind": "rolling", "url": URL, "item_css": "main li"} | given)


def parsed(items: str | bytes, **given: object) -> Found:
    body = items if isinstance(items, bytes) else f"<html><main><ul>{items}</ul></main></html>".encode()
    return parse(body, "https://coroner.example/cases?year=2026&session=1", rolling(**given))


def addresses(items: str, **given: object) -> list[str]:
    return [item.url for item in parsed(items, **given).items]


def test_the_page_is_where_a_night_begins() -> None:
    assert first_urls(rolling(), None) == (URL,)


def test_entries_are_whole() -> None:
    one, two = parsed(ONE + TWO, title_css="strong", date_css="i, time", key_css="strong").items
    assert one == Discovered(
        url=one.url,
        guid="Case 26-114",
        title="Case 26-114",
        published="11/09/2026",
        content_text="Case 26-114 11/09/2026\n\nDana Roe, 45, of Tamarack Falls.",
        is_complete=True,
        links=("https://coroner.example/r.pdf",),
    )
    assert (two.published, two.content_text) == (
        "2026-11-08",
        "Case 26-113 Sunday\n\nLee Moe, 17.\n\nPending.",
    )


def test_an_address_is_the_page_s_with_a_fragment_and_the_same_every_night() -> None:
    one, two = addresses(ONE + TWO)
    assert re.fullmatch(re.escape(URL) + "#bb-[0-9a-f]{16}", one)
    assert one != two
    assert addresses("<li>New</li>" + TWO + ONE)[1:] == [two, one]
    assert addresses(ONE.replace("<br>", "<br>\n  ")) == [one]


@pytest.mark.parametrize(
    "given",
    [
        {"key_css": "strong"},
        {"key_regex": r"\d\d-\d+"},
        {"key_regex": r"Case (\S+)"},
        {"key_css": "strong", "key_regex": r"\d+-\d+"},
    ],
)
def test_an_edited_entry_keeps_its_address_by_its_key(given: dict[str, str]) -> None:
    edited = ONE.replace("45", "46")
    assert addresses(edited, **given) == addresses(ONE, **given)
    assert addresses(edited) != addresses(ONE)


def test_entries_without_a_key_are_told_by_their_words() -> None:
    found = parsed("<li>No key here</li>", key_regex=r"Case (\S+)")
    assert found.notes == (("item-without-key", "No key here"),)
    assert [item.url for item in found.items] == addresses("<li>No key here</li>")


def test_a_second_entry_of_one_key_is_not_lost() -> None:
    found = parsed(ONE + ONE.replace("45", "46") + ONE, key_regex=r"Case (\S+)")
    assert len(found.items) == 2
    assert found.items[0].url == addresses(ONE, key_regex=r"Case (\S+)")[0]
    assert [reason for reason, _ in found.notes] == ["key-again"]


def test_entries_with_the_same_words_and_those_without_any_are_one_and_none() -> None:
    assert len(addresses("<li>None on Tuesday.</li><li> None  on Tuesday. </li><li> </li>")) == 1


def test_an_entry_in_an_entry_is_part_of_it() -> None:
    (item,) = parsed("<li>Case 26-112<ul><li>Lee Moe</li><li>Pat Doe</li></ul></li>").items
    assert item.content_text == "Case 26-112\n\nLee Moe\n\nPat Doe"


def test_rows_of_a_table_are_entries_and_scripts_are_no_words() -> None:
    page = "<table><tr><td>26-110</td><td>Found<script>x()</script></td></tr></table>"
    (item,) = parsed(page.encode(), item_css="tr").items
    assert item.content_text == "26-110\n\nFound"


def test_words_are_read_in_the_page_s_charset() -> None:
    page = "<meta charset='windows-1252'><main><li>José</li></main>".encode("cp1252")
    assert parsed(page).items[0].content_text == "José"


def test_a_page_on_which_nothing_matches_says_so() -> None:
    assert parsed("<p>New design</p>") == Found(
        items=(), notes=(("nothing-selected", "item_css 'main li' matches nothing on the page"),)
    )


@pytest.mark.parametrize(
    ("body", "reason"), [(b"", "empty-body"), (b"%PDF-1.7 <li>", "not-html"), (b'{"a": 1}', "not-html")]
)
def test_what_is_no_page_is_told(body: bytes, reason: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parsed(body)
    assert caught.value.reason == reason


@pytest.mark.parametrize("given", [{"item_css": "li >>"}, {"key_css": "a["}, {"key_regex": "Case ("}])
def test_a_selector_or_pattern_that_is_none_is_refused_when_the_source_is_read(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        rolling(**given)
