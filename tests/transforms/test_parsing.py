"""From text to a tree: nothing is lost from deep pages, what is too much is turned away, the tree takes every change."""

import time

import pytest
from lxml.html import HtmlElement

from transforms.decode import tidy
from transforms.parsing import MOST_BYTES, MOST_TAGS, parse


def tree_of(text: str) -> HtmlElement:
    tree = parse(text)
    assert isinstance(tree, HtmlElement), tree
    return tree


@pytest.mark.parametrize("depth", [10, 254, 255, 300, 1900])
def test_no_words_are_lost_however_deep_they_stand(depth: int) -> None:
    opening = "".join(f"<div>in{n} " for n in range(depth))
    closing = "".join(f"</div> out{n}" for n in range(depth))
    tree = tree_of(f"<html><body><p>before</p>{opening}<b>deep</b> end{closing}<p>after</p>")
    said = [
        "before",
        *(f"in{n}" for n in range(depth)),
        "deep",
        "end",
        *(f"out{n}" for n in range(depth)),
        "after",
    ]
    assert " ".join(tree.itertext()).split() == said
    assert max(sum(1 for _ in node.iterancestors()) for node in tree.iter()) <= 256


def test_a_text_longer_than_the_parser_takes_is_whole() -> None:
    tree = tree_of(f"<html><body><p>{'word ' * 2_050_000}</p><p>after</p>")
    assert [len(p.text_content()) for p in tree.iter("p")] == [10_250_000, 5]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<p>x" * MOST_TAGS + "<p>y", "too-large"),
        ("<p>" + "x" * MOST_BYTES, "too-large"),
        ("<html><p " + " ".join(f"a{n}='{n}'" for n in range(100_000)) + ">x", "too-large"),
        ("<html><p " + " ".join(f'a{n}=">"' for n in range(100_000)) + ">x", "too-large"),
        ("<html><p " + " ".join(f"a{n}" for n in range(100_000)) + ">x", "too-large"),
        ("<html>" + "<div>" * 50_000, "too-deep"),
        ("<html>" + "<blockquote><ul><li><table><tr><td>" * 9_000, "too-deep"),
        ("Only words, no mark-up", "not-html"),
        ("<!-- nothing -->", "not-html"),
        ("", "not-html"),
    ],
)
def test_what_is_too_much_is_turned_away_at_once(text: str, reason: str) -> None:
    began = time.process_time()
    found = parse(text)
    assert isinstance(found, tuple)
    assert found[0] == reason
    assert time.process_time() - began < 5


def test_a_long_attribute_is_no_crowd_of_attributes() -> None:
    words = " ".join(f"{n}=x" for n in range(20_000))
    assert tree_of(f"<html><p>a</p><div data-state='{{{words}}}'>b</div>").find(".//div").text == "b"


def test_the_tree_holds_nothing_that_it_would_not_take_back() -> None:
    refused = "".join(
        f"&#{n};&#x{n:X};{chr(n)}" for n in (*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF)
    )
    tree = tree_of(f"<html><p title='{refused}\ud800'>a{refused}\ud800b&#10;&#9;&#32;&#x1F600;</p>")
    paragraph = tree.find(".//p")
    paragraph.text, paragraph.attrib["title"] = paragraph.text, paragraph.attrib["title"]
    assert tidy(paragraph.text).replace("\ufffd", "").replace("?", "") == "ab\n\t 😀"


@pytest.mark.parametrize(
    "text", ["&#\x134", "&#&#1;1;", "&#&#x1;x1;", "&#\uffff1;", "&amp;#1;", "&amp;amp;#1;"]
)
def test_no_character_that_the_tree_refuses_comes_about_where_another_is_taken_off(text: str) -> None:
    paragraph = tree_of(f"<html><p title='{text}'>a{text}b</p>").find(".//p")
    paragraph.text, paragraph.attrib["title"] = paragraph.text, paragraph.attrib["title"]
    assert "a" in paragraph.text


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE html><html>",
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml"/>',
        "<?xml version='1.0' encoding='iso-8859-1'?><html>",
        "\n\n<!-- x --><HTML lang=en/>",
    ],
)
def test_an_odd_beginning_hides_nothing(start: str) -> None:
    tree = tree_of(f"{start}<head><title>T</title></head><body><p>Über</p></body></html>")
    assert tree.findtext(".//title") == "T"
    assert tree.findtext(".//p") == "Über"


def test_comments_are_no_part_of_the_tree() -> None:
    assert [node.tag for node in tree_of("<html><body><p>a<!-- b --><?php c ?>d</p></body>").iter()] == [
        "html",
        "body",
        "p",
    ]
