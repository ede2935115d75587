"""Golden mark-ups of posts, passages and notes: every block of each, with whose words it is; and the rules around them."""

import json
import sys
import time
from pathlib import Path

import pytest
from invented import PARAGRAPHS, document, page

GOLDEN = Path(__file__).parent.parent / "golden"
sys.path.insert(0, str(GOLDEN))
import embedded  # noqa: E402  the golden mark-ups have a command of their own


@pytest.mark.parametrize("name", embedded.CASES)
def test_a_golden_mark_up_gives_its_golden_blocks(name: str) -> None:
    found = embedded.document(name)
    assert embedded.blocks(found) == embedded.expected(name), (
        "if this is meant: python tests/golden/embedded.py, then read the difference"
    )
    shown = [block for block in found.blocks if block.kind != "caption"]
    assert found.text == "\n\n".join(block.text for block in shown if block.text)
    assert all(found.text[block.start : block.end] == block.text for block in shown)


def test_there_are_golden_mark_ups_of_every_network_and_each_has_its_blocks() -> None:
    blocks = [
        block
        for name in embedded.CASES
        for block in json.loads((embedded.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    ]
    networks = {block["network"] for block in blocks if block["kind"] == "embedded_post"}
    assert networks == {
        "twitter", "bluesky", "mastodon", "facebook", "instagram", "threads", "youtube", "tiktok", "reddit", "truthsocial",
        "telegram", "linkedin", "nextdoor",
    }  # fmt: skip
    assert len(embedded.CASES) >= 150


# --- the article around and within


STORY = tuple(
    f"{sentence} It went on for a while, and nobody in the room said a word about it."
    for sentence in PARAGRAPHS
)


def kinds(html: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document(html).blocks]


@pytest.mark.parametrize(
    "body",
    [
        "<blockquote>" + "".join(f"<p>{words}</p>" for words in STORY) + "</blockquote>",
        "".join(f"<blockquote><p>{words}</p></blockquote>" for words in STORY),
        "<blockquote><blockquote>"
        + "".join(f"<p>{words}</p>" for words in STORY)
        + "</blockquote></blockquote>",
        "<blockquote>" + "<br><br>".join(STORY) + "</blockquote>",
    ],
)
def test_an_article_that_is_only_indented_by_the_tag_of_a_quotation_is_its_writers_own(body: str) -> None:
    comment = f"<section id='comments'><p>{PARAGRAPHS[0]}</p></section>"
    html = (
        f"<html><head><title>Ramp</title></head><body><main><article><h1>Ramp</h1><p>By Pat Moe</p>{body}</article>{comment}"
        "</main></body></html>"
    )
    assert {kind for kind, _ in kinds(html)} == {"paragraph"}


@pytest.mark.parametrize(
    "around",
    [
        "<p>The chief read this to the council, and then he sat down without a further word:</p>{}",
        "<p>From the Daily Example:</p>{}", "{}<p>Indeed.</p>", "<div>He read this to the council and then sat down without a further word.<br><br>{}</div>",
    ],
)  # fmt: skip
def test_a_passage_that_somebody_speaks_about_is_a_quotation_however_long(around: str) -> None:
    quote = "<blockquote>" + "".join(f"<p>{words}</p>" for words in STORY) + "</blockquote>"
    html = f"<html><body><main><article><h1>Ramp</h1>{around.format(quote)}</article></main></body></html>"
    assert ("quoted_passage", "\n".join(STORY)) in kinds(html)


LETTER = (
    "<p>Dear neighbors,</p><p>The pump in our cellar has failed for the third time, and I have written to the board about it again.</p>"
    "<p>Sincerely,</p><p>Pat Moe</p>"
)


def test_a_document_that_is_a_letter_is_its_writers_own() -> None:
    html = f"<html><body><article><h1>To my neighbors</h1>{LETTER}</article></body></html>"
    assert {kind for kind, _ in kinds(html)} == {"paragraph"}


def test_what_follows_a_letters_signature_is_the_writers_again() -> None:
    after = "That is the whole of it, and the board has not answered."
    assert kinds(page(f"{LETTER}<p>{after}</p>"))[3:] == [
        (
            "quoted_passage",
            "Dear neighbors,\nThe pump in our cellar has failed for the third time, and I have written to the board about it again.\n"
            "Sincerely,\nPat Moe",
        ),
        ("paragraph", after),
    ]


def test_links_in_a_passage_and_a_post_stand_in_their_blocks() -> None:
    found = document(
        page(
            '<blockquote><p>See <a href="https://board.example/bids">the bids</a>.</p><blockquote class="twitter-tweet"><p>Map: '
            '<a href="https://t.co/a1">t.co/a1</a></p>&mdash; Dana Roe (@chiefroe) <a href="https://x.com/chiefroe/status/17">May 3, 2026</a>'
            '</blockquote><p>And <a href="https://board.example/minutes">the minutes</a>.</p></blockquote>'
        )
    )
    at = {block.text: block.position for block in found.blocks}
    assert [(link.url, link.block) for link in found.links] == [
        ("https://board.example/bids", at["See the bids."]),
        ("https://t.co/a1", at["Map: t.co/a1"]),
        ("https://board.example/minutes", at["And the minutes."]),
    ]


@pytest.mark.parametrize(
    "wrapper",
    [
        "<div>{}</div>", "<p>{}</p>", "<center>{}</center>", '<div class="embed">{}</div>', '<div class="social-media-embed">{}</div>',
        '<div class="field-item even"><div>{}</div></div>', '<figure class="embed embed--tweet">{}</figure>',
        '<figure><div class="media">{}</div><figcaption></figcaption></figure>', '<div class="post-embed"><div><div>{}</div></div></div>',
        '<section class="embed">{}</section>', '<aside class="embed">{}</aside>', '<div class="tncms-block">{}<br></div>',
        '<div class="embed-container"><p>Loading...</p>{}</div>', '<div class="ad-wrap">{}<p></p><span> </span></div>',
        '<interactive-embed data-kind="tweet">{}</interactive-embed>', '<div class="wp-block-group"><div class="wp-block-group__inner-container">{}</div></div>',
        "<noscript>{}</noscript>", '<div class="share-embed social">{}</div>', '<div class="twitter">{}</div>', "<ul><li>{}</li></ul>",
        '<div class="paragraph paragraph--type--embed">{}</div>', "<blockquote>{}</blockquote>", '<div class="quote">{}</div>',
    ],
)  # fmt: skip
def test_a_post_comes_out_of_any_wrapper(wrapper: str) -> None:
    post = (
        '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Road open again.</p>&mdash; Dana Roe (@chiefroe) '
        '<a href="https://x.com/chiefroe/status/17">May 3, 2026</a></blockquote><script async src="https://platform.twitter.com/widgets.js"></script>'
    )
    found = document(page(wrapper.format(post) + f"<p>{STORY[0]}</p>"))
    own = found.blocks[3:]
    assert [(block.kind, block.text) for block in own] == [
        ("embedded_post", "Road open again."),
        ("paragraph", STORY[0]),
    ]
    assert (own[0].author_name, own[0].author_handle, own[0].post_id) == ("Dana Roe", "chiefroe", "17")


def test_a_post_in_a_side_column_does_not_enter_the_text() -> None:
    post = '<blockquote class="twitter-tweet"><p>Vote.</p>&mdash; A (@a) <a href="https://x.com/a/status/17">May 3, 2026</a></blockquote>'
    found = document(page(after=f'<aside class="sidebar widget-area">{post}</aside>'))
    assert [block.text for block in found.blocks] == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="quote--large"><p>{}</p></div>', "<block-quote><p>{}</p></block-quote>", '<blockquote class="tr_bq">{}</blockquote>',
        '<div class="c-quote__body">{}</div>', '<section class="blockquote-wrapper"><div>{}</div></section>', '<div class="wp-block-quote">{}</div>',
    ],
)  # fmt: skip
def test_a_passage_comes_out_of_any_mark_up_of_quotations(quote: str) -> None:
    words = "The county will not replace the pump this year, and it has said so four times."
    found = document(page(quote.format(words) + f"<p>{STORY[0]}</p>"))
    assert [(block.kind, block.text) for block in found.blocks[3:]] == [
        ("quoted_passage", words),
        ("paragraph", STORY[0]),
    ]


# --- where a note of correction stands


@pytest.mark.parametrize(
    "after",
    [
        '<div class="correction"><p>Correction: The ramp is on Mill Street.</p></div></article>',
        '<div class="article-footer"><p>Correction: The ramp is on Mill Street.</p></div></article>',
        '<footer class="entry-footer"><p class="correction">Correction: The ramp is on Mill Street.</p></footer></article>',
    ],
)  # fmt: skip
def test_a_note_below_the_body_is_the_last_block(after: str) -> None:
    running = "".join(f"<p>{words}</p>" for words in STORY)
    html = f"<html><body><main><article><h1>Ramp</h1><div class='entry-content'>{running}</div>{after}</main></body></html>"
    assert kinds(html)[-1] == ("correction", "Correction: The ramp is on Mill Street.")


def test_a_note_above_the_body_is_the_first_block() -> None:
    running = "".join(f"<p>{words}</p>" for words in STORY)
    html = (
        "<html><body><main><article><h1>Ramp</h1><div class='notes'><p><em>Correction: The ramp is on Mill Street.</em></p></div>"
        f"<div class='entry-content'>{running}</div></article></main></body></html>"
    )
    assert kinds(html)[0] == ("correction", "Correction: The ramp is on Mill Street.")


def test_a_box_with_attributes_of_something_else_is_no_post_for_a_link_in_it() -> None:
    link = '<a href="https://x.com/chiefroe/status/17">a post</a>'
    html = page(
        f'<div data-attrs=\'{{"theme":"light"}}\'><p>{STORY[0]}</p><p>She wrote {link} on it. {STORY[1]}</p></div>'
    )
    assert kinds(html)[3:] == [("paragraph", STORY[0]), ("paragraph", f"She wrote a post on it. {STORY[1]}")]


def test_an_embed_code_that_is_an_empty_page_is_none() -> None:
    html = page(f'<div class="embed" data-html="<html></html>"></div><p>{STORY[0]}</p>')
    assert kinds(html)[3:] == [("paragraph", STORY[0])]


# --- hostile mark-up


BYLINE = '<p>Road open again.</p>&mdash; Dana Roe (@chiefroe) <a href="https://x.com/chiefroe/status/17">May 3, 2026</a>'


@pytest.mark.parametrize(
    "body",
    [
        "<blockquote>" * 200 + BYLINE + "</blockquote>" * 200,
        f'<blockquote class="twitter-tweet">{BYLINE}' * 200,
        '<div class="fb-post">' * 200 + "<p>Words.</p>" * 300,
        '<div class="tweet" data-attrs=\'{"url":"https://x.com/a/status/17","full_text":"\\ud83d lone \\u0000"}\'></div>',
        f"<div class=\"tweet\" data-attrs='{'[' * 5000}'></div>",
        f'<div data-block-json=\'{{"html":"{"<div>" * 300}"}}\'></div>',
        "<p>Dear x,</p>" * 1000,
        "<p>" + "<br>https://x.com/a/status/17" * 3000 + "</p>",
        "<p>[quote]" * 600,
        "<p>&gt; x</p>" * 600,
        '<blockquote class="twitter-tweet"><a href="https://x.com/a/status/17"></a></blockquote>' * 1500,
        f"<p>[embed {'= ' * 100_000}</p>",
        f"<p>[quote]a{' ' * 100_000}b[/quote]</p>",
        "<p>x (@a)"
        + '<a href="https://x.com/a/status/17">May 3, 2026</a> and more of it to read' * 15_000
        + "</p>",
        '<p class="correction">Correction: It was on Mill Street.' * 29_000,
        "<div data-attrs='{'>" * 180 + '<a href="https://x.com/a">x</a>' * 25_000,
    ],
    ids=range(16),
)
def test_hostile_mark_up_takes_little_time_and_loses_nothing_around_it(body: str) -> None:
    started = time.process_time()
    found = document(page(f"{body}<p>{STORY[0]}</p>", after=""))
    assert time.process_time() - started < 5
    assert [block.text for block in found.blocks[:3]] == list(PARAGRAPHS)
