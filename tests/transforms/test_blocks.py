"""Blocks: every mark-up of one opinion post gives the same blocks, each with its owner; chrome never enters."""

from itertools import product

import pytest
from invented import PARAGRAPHS, capture, document, page, source

from transforms.document import Block, Document
from transforms.extract import extract
from transforms.post_addresses import post_address

POST_TEXT = (
    "We will not chase cars through the school zone, and nobody at @TamarackPD should be told to do so (1/2)"
)
PERMALINK = "https://twitter.example/chiefroe/status/1790000000000000001"
ANATOMY = f'<p lang="en" dir="ltr">{POST_TEXT}</p>&mdash; Chief Dana Roe (@chiefroe) <a href="{PERMALINK}">November 9, 2026</a>'
TWEET = f'<blockquote class="twitter-tweet" data-lang="en">{ANATOMY}</blockquote>'
STORY = (
    "The Larkspur County sheriff has told deputies to stop answering calls from the private detention center on Cannery Road.",
    "The center’s guards, in a letter to the county board, say they dialed for help three times in one week and that nobody came.",
    "“A badge is a promise to every caller,” the letter says, “and a promise kept for some is no promise at all.”",
)
QUOTED = "\n".join(STORY)
STORY_HTML = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
OWN = (
    "Read that again. Three calls, and nobody came. Whoever runs that jail, the people inside it live in our county.",
    "And then the chief in town wrote this:",
    "Nobody asked him about a school zone. The question was who answers when a neighbor we dislike picks up the phone.",
    "The board meets on Thursday, and I will be there with the letter in my hand.",
)

QUOTES = {
    "blockquote": f"<blockquote>{STORY_HTML}</blockquote>",
    "wordpress quote": f'<blockquote class="wp-block-quote is-layout-flow">{STORY_HTML}</blockquote>',
    "breaks in a blockquote": f"<blockquote>{'<br><br>'.join(STORY)}</blockquote>",
    "div.quote": f'<div class="quote">{STORY_HTML}</div>',
    "div.blockquote": f'<div class="blockquote">{STORY_HTML}</div>',
    "section.quoted": f'<section class="quoted">{STORY_HTML}</section>',
    "forum quote": f'<div class="bbcode_quote"><div class="quote_container">{STORY_HTML}</div></div>',
    "figure": f'<figure class="quote"><blockquote>{STORY_HTML}</blockquote></figure>',
    "nested": f'<div class="quote"><blockquote>{STORY_HTML}</blockquote></div>',
}
EMBEDS = {
    "bare": TWEET,
    "div": f"<div>{TWEET}</div>",
    "p": f"<p>{TWEET}</p>",
    "tncms": f'<div class="tncms-block">{TWEET}</div>',
    "wp figure": f'<figure class="wp-block-embed is-type-rich is-provider-twitter"><div class="wp-block-embed__wrapper">{TWEET}</div></figure>',
    "plain figure": f"<figure>{TWEET}</figure>",
    "wp wrapper": f'<div class="wp-block-embed__wrapper">{TWEET}</div>',
    "embed-twitter": f'<div class="embed-twitter">{TWEET}</div>',
    "twitter-embed": f'<div class="twitter-embed">{TWEET}</div>',
    "social-embed": f'<div class="social-embed">{TWEET}</div>',
    "oembed": f'<div class="oembed">{TWEET}</div>',
    "section": f'<section class="embed">{TWEET}</section>',
    "substack": f'<div class="tweet"><a href="{PERMALINK}"></a>{ANATOMY}</div>',
    "no class": f"<blockquote>{ANATOMY}</blockquote>",
}


def opinion(quote: str, embed: str) -> Document:
    html = (
        "<!doctype html><html lang='en'><head><title>Who answers &#8211; Cannery Road Notes</title></head><body>"
        "<nav><a href='/'>Home</a></nav><main><article class='post'><h1>Who answers</h1><div class='entry-content'>"
        f"{quote}<p>{OWN[0]}</p><p>{OWN[1]}</p>{embed}<p>{OWN[2]}</p><p>{OWN[3]}</p></div></article>"
        "<section id='comments'><h2>2 Comments</h2><ol><li><p>I drove past it on Friday and the gate was open.</p></li>"
        "<li><p>Well said, neighbor.</p></li></ol></section></main>"
        "<aside><h3>Recent</h3><ul><li><a href='/a'>Harvest supper photographs</a></li></ul></aside></body></html>"
    )
    return document(html)


def kinds(found: Document) -> list[str]:
    return [block.kind for block in found.blocks]


@pytest.mark.parametrize(("quote", "embed"), [*product(QUOTES, EMBEDS)])
def test_any_mark_up_of_quote_and_post_gives_the_same_blocks(quote: str, embed: str) -> None:
    found = opinion(QUOTES[quote], EMBEDS[embed])
    assert [(block.kind, block.text, block.voice) for block in found.blocks] == [
        ("quoted_passage", QUOTED, "quoted_passage"),
        ("paragraph", OWN[0], "author"),
        ("paragraph", OWN[1], "author"),
        ("embedded_post", POST_TEXT, "embedded_post"),
        ("paragraph", OWN[2], "author"),
        ("paragraph", OWN[3], "author"),
    ]
    post = found.blocks[3]
    assert (post.network, post.post_id, post.url) == ("twitter", "1790000000000000001", PERMALINK)
    assert (post.author_name, post.author_handle, post.posted) == (
        "Chief Dana Roe",
        "chiefroe",
        "November 9, 2026",
    )


def test_text_is_the_blocks_joined_and_offsets_point_into_it() -> None:
    found = document(
        page("<figure><img src='b.jpg'><figcaption>The bridge at noon.</figcaption></figure>" + TWEET)
    )
    assert "caption" in kinds(found)
    shown = [block for block in found.blocks if block.kind != "caption"]
    assert found.text == "\n\n".join(block.text for block in shown)
    assert all(found.text[block.start : block.end] == block.text for block in shown)
    assert [block.position for block in found.blocks] == list(range(len(found.blocks)))
    assert "The bridge at noon." not in found.text


def test_links_of_a_passage_stay_on_their_side_of_a_post_in_it() -> None:
    said = "<p>They came <a href='/{}'>here</a> each night of the week, and nobody asked them why.</p>"
    found = document(page(f"<blockquote>{said.format(1)}{TWEET}{said.format(2)}</blockquote>"))
    positions = [block.position for block in found.blocks if block.kind == "quoted_passage"]
    assert len(positions) == 2
    assert [(link.url.rpartition("/")[2], link.block) for link in found.links] == [
        ("1", positions[0]),
        ("2", positions[1]),
    ]


def embedded(markup: str) -> Block:
    found = document(page(f"{markup}<p>{OWN[3]}</p>"))
    posts = [block for block in found.blocks if block.kind == "embedded_post"]
    assert len(posts) == 1, [(block.kind, block.text) for block in found.blocks]
    assert posts[0].position == 3, "the post stands where the page has it"
    return posts[0]


def test_the_words_of_a_caption_that_only_a_class_names_are_one_caption_with_their_credit() -> None:
    shown = '<div><p><img src="b.jpg"></p><span class="newsCaption">The bridge at noon <span class="caption">(A. Bly)</span></span></div>'
    found = document(page(shown + f"<p>{OWN[3]}</p>"))
    assert [block.text for block in found.blocks if block.kind == "caption"] == [
        "The bridge at noon (A. Bly)"
    ]
    assert "bridge at noon" not in found.text


@pytest.mark.parametrize(
    ("markup", "network", "post_id"),
    [
        ('<iframe src="https://platform.twitter.com/embed/Tweet.html?dnt=false&id=1790000000000000001"></iframe>', "twitter", "1790000000000000001"),
        ('<amp-twitter data-tweetid="1790000000000000001" layout="responsive"></amp-twitter>', "twitter", "1790000000000000001"),
        ("<p>https://x.com/chiefroe/status/1790000000000000001</p>", "twitter", "1790000000000000001"),
        ('<p><a href="https://x.com/chiefroe/status/17">https://x.com/chiefroe/status/17</a></p>', "twitter", "17"),
        ('<div class="wp-block-embed__wrapper">https://twitter.com/chiefroe/status/17</div>', "twitter", "17"),
        ('<iframe src="https://mastodon.example/@roe/112233445566778899/embed"></iframe>', "mastodon", "112233445566778899"),
        ('<div class="video"><iframe src="https://www.youtube.com/embed/aBcDeFgHiJk?rel=0"></iframe></div>', "youtube", "aBcDeFgHiJk"),
        ('<iframe src="https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Ftamarackpd%2Fposts%2Fpfbid0Abc&width=500"></iframe>', "facebook", "pfbid0Abc"),
        ('<div class="fb-post" data-href="https://www.facebook.com/tamarackpd/posts/998877"></div>', "facebook", "998877"),
        ('<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@roe/video/7300000000000000001" data-video-id="7300000000000000001"><section></section></blockquote>', "tiktok", "7300000000000000001"),
        ('<iframe src="https://embed.bsky.app/embed/did:plc:abc/app.bsky.feed.post/3kabc"></iframe>', "bluesky", "3kabc"),
    ],
)  # fmt: skip
def test_a_post_that_shows_no_words_is_kept_with_its_id(markup: str, network: str, post_id: str) -> None:
    post = embedded(markup)
    assert (post.network, post.post_id, post.text) == (network, post_id, "")


def test_a_bluesky_post_keeps_author_text_and_address() -> None:
    post = embedded(
        '<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:abc/app.bsky.feed.post/3kabc"><p lang="en">Road closed until '
        'the deck is swept.</p>&mdash; Ann Poe (<a href="https://bsky.app/profile/did:plc:abc">@annpoe.example</a>) '
        '<a href="https://bsky.app/profile/did:plc:abc/post/3kabc">Nov 9, 2026 at 8:12 AM</a></blockquote>'
    )
    assert (post.text, post.author_name, post.author_handle) == (
        "Road closed until the deck is swept.",
        "Ann Poe",
        "annpoe.example",
    )
    assert (post.post_id, post.posted) == ("3kabc", "Nov 9, 2026 at 8:12 AM")


def test_an_instagram_post_keeps_its_author_and_not_its_buttons() -> None:
    post = embedded(
        '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/Cabc123/"><div><a href='
        '"https://www.instagram.com/p/Cabc123/">View this post on Instagram</a><p><a href="https://www.instagram.com/p/Cabc123/">A post '
        "shared by Tamarack PD (@tamarackpd)</a></p></div></blockquote>"
    )
    assert (post.network, post.post_id, post.author_handle, post.text) == (
        "instagram",
        "Cabc123",
        "tamarackpd",
        "",
    )


def test_a_mastodon_post_of_the_new_kind_keeps_its_author_and_not_its_buttons() -> None:
    post = embedded(
        '<blockquote class="mastodon-embed" data-embed-url="https://mast.example/@roe/112233445566/embed"><a href="https://mast.example/@roe/'
        '112233445566"><div>Post by @roe@mast.example</div><div>View on Mastodon</div></a></blockquote>'
    )
    assert (post.network, post.post_id, post.author_handle, post.text) == (
        "mastodon",
        "112233445566",
        "roe@mast.example",
        "",
    )


def test_a_reddit_post_is_its_title_and_its_author() -> None:
    post = embedded(
        '<blockquote class="reddit-embed-bq"><a href="https://www.reddit.com/r/tamarack/comments/1abcd/bridge/">Anyone else stuck at the bridge?'
        '</a><br> by<a href="https://www.reddit.com/user/millrat/">u/millrat</a> in<a href="https://www.reddit.com/r/tamarack/">tamarack</a></blockquote>'
    )
    assert (post.network, post.post_id, post.author_handle) == ("reddit", "1abcd", "millrat")
    assert post.text == "Anyone else stuck at the bridge?"


def test_a_post_address_alone_between_line_breaks_is_an_embedded_post() -> None:
    lines = f"{PARAGRAPHS[0]}<br><br>https://x.com/chiefroe/status/17<br><br>{OWN[3]}"
    found = document(
        f"<html><head><title>x</title></head><body><article><h1>x</h1><div>{lines}</div></article></body></html>"
    )
    assert [(block.kind, block.post_id) for block in found.blocks] == [
        ("paragraph", None),
        ("embedded_post", "17"),
        ("paragraph", None),
    ]


def test_a_newsletter_embed_is_read_from_its_attribute() -> None:
    post = embedded(
        '<div class="tweet" data-attrs=\'{"url":"https://twitter.com/chiefroe/status/17","full_text":"Road open again.",'
        '"username":"chiefroe","name":"Dana Roe","date":"2026-11-09T20:00:00.000Z"}\'><a href="https://twitter.com/chiefroe/status/17">'
        "<p>Road open again.</p></a></div>"
    )
    assert (post.text, post.author_handle, post.posted) == (
        "Road open again.",
        "chiefroe",
        "2026-11-09T20:00:00.000Z",
    )


@pytest.mark.parametrize("attributes", ['{"url":"https://twitter.com/chiefroe/status/17"}', "{broken", "[]"])
def test_a_newsletter_embed_with_less_in_its_attribute_keeps_the_words_that_it_shows(attributes: str) -> None:
    post = embedded(
        f'<div class="tweet" data-attrs=\'{attributes}\'><a href="https://twitter.com/chiefroe/status/17">Road open again.</a></div>'
    )
    assert (post.text, post.author_handle, post.post_id) == ("Road open again.", "chiefroe", "17")


@pytest.mark.parametrize(
    "url",
    [
        "https://twitter.com/chiefroe", "https://www.youtube.com/@tamarack", "https://ledger.example/status/17",
        "mailto:x@twitter.com", "https://[broken", "https://facebook.com/tamarackpd",
    ],
)  # fmt: skip
def test_an_address_that_is_no_post_is_none(url: str) -> None:
    assert post_address(url) is None


def test_a_sentence_with_a_post_address_in_it_stays_a_paragraph() -> None:
    line = "The chief answered at https://x.com/chiefroe/status/17 before the meeting had even begun."
    assert document(page(f"<p>{line}</p>")).blocks[-1].text == line


def test_who_is_quoted_is_an_attribute_and_not_text() -> None:
    found = document(
        page(
            f'<blockquote>{STORY_HTML}<cite><a href="https://daily.example/a">The Daily Example</a></cite></blockquote>'
        )
    )
    quoted = found.blocks[-1]
    assert (quoted.kind, quoted.cite, quoted.url) == (
        "quoted_passage",
        "The Daily Example",
        "https://daily.example/a",
    )
    assert quoted.text == QUOTED
    assert [(link.url, link.block) for link in found.links] == [("https://daily.example/a", quoted.position)]


def test_a_title_cited_within_a_sentence_stays_in_the_passage() -> None:
    words = (
        "As <cite>The Daily Example</cite> wrote, nobody came to the gate that night, nor on the next one."
    )
    quoted = document(page(f"<blockquote><p>{words}</p></blockquote>")).blocks[-1]
    assert (quoted.cite, quoted.text) == (None, words.replace("<cite>", "").replace("</cite>", ""))


def test_a_pull_quote_that_repeats_the_text_is_dropped_and_another_is_kept() -> None:
    repeated = "a deer had run out of the fog near the old cannery"
    new = "I have never seen so much gravel on one bridge in all my years."
    found = document(
        page(
            f'<aside class="pullquote"><p>{repeated}</p></aside><figure class="wp-block-pullquote"><blockquote><p>{new}</p></blockquote></figure><p>{OWN[0]}</p>'
        )
    )
    assert [block.text for block in found.blocks if block.kind == "quoted_passage"] == [new]


def test_lists_tables_and_headings_are_one_block_each() -> None:
    found = document(
        page(
            "<h2>What was closed</h2><ul><li>Mill Street from Front to Third</li><li>The <b>river path</b> below the bridge</li></ul>"
            f"<p>{OWN[0]}</p><h3>Hours</h3><table><tr><th>Street</th><th>Closed</th></tr><tr><td>Mill Street</td><td>six hours</td></tr>"
            f"</table><p>{OWN[3]}</p>"
        )
    )
    assert [(block.kind, block.text) for block in found.blocks[3:]] == [
        ("heading", "What was closed"),
        ("list", "Mill Street from Front to Third\nThe river path below the bridge"),
        ("paragraph", OWN[0]),
        ("heading", "Hours"),
        ("table", "Street | Closed\nMill Street | six hours"),
        ("paragraph", OWN[3]),
    ]


@pytest.mark.parametrize(
    "note",
    [
        "<p>Correction: An earlier headline gave the wrong street.</p>",
        "<p><em>An earlier version of this story misstated how long the bridge was closed.</em></p>",
        '<div class="correction"><p class="correction">The bridge was closed for six hours, not eight.</p></div>',
        "<p><strong>Editor’s note:</strong> This story was changed to add the driver’s account.</p>",
    ],
)
def test_a_correction_note_is_a_block_of_its_own_kind(note: str) -> None:
    assert document(page(note)).blocks[-1].kind == "correction"


def test_links_are_absolute_and_belong_to_their_block() -> None:
    found = document(
        page(
            '<p>The county posted <a href="/docs/letter.pdf">the guards’ letter</a> and <a href="#top">more</a>, to <a href="mailto:a@b.example">the board</a> too.</p>'
        )
    )
    assert [(link.url, link.text, link.block) for link in found.links] == [
        ("https://ledger.example/docs/letter.pdf", "the guards’ letter", 3)
    ]


def test_inline_quotation_marks_are_kept() -> None:
    assert document(
        page("<p>The foreman said <q>sweep it twice</q> before he opened the lane again that night.</p>")
    ).blocks[-1].text == ("The foreman said “sweep it twice” before he opened the lane again that night.")


def test_comments_sidebars_related_lists_and_newsletter_boxes_stay_out() -> None:
    inside = (
        '<div class="related-stories"><h3>Related</h3><p><a href="/x">Otter seen in the millrace again this morning by two joggers</a></p></div>'
        '<div class="newsletter-signup"><p>Wake up with the Ledger: the morning letter brings you every story before breakfast.</p></div>'
    )
    after = (
        '<section class="comments-area" id="comments"><h2>Comments</h2><div class="comment"><p>That bridge has been crooked since my '
        'grandfather drove over it with the dairy truck.</p></div></section><aside class="sidebar"><p>Subscribe to the print edition and '
        "get two months of the crossword for nothing at all.</p></aside>"
    )
    text = document(page(f"{inside}<p>{OWN[3]}</p>", after=after)).text
    for words in ("Otter", "Wake up", "crooked", "crossword", "all rights reserved", "Home"):
        assert words not in text


def test_other_articles_on_the_page_stay_out() -> None:
    other = "".join(
        f'<article class="post-{n}"><h2><a href="/other/{n}">Another story, number {n}</a></h2><p>{OWN[n % 4]} This one is number {n} of many more.</p></article>'
        for n in range(5)
    )
    text = document(page(after=other)).text
    assert "number 3 of many" not in text


def test_paragraphs_in_sibling_containers_are_all_kept() -> None:
    """Magazines cut an article into chunks around their advertisements."""
    chunk = "<div class='chunk'><div class='body'>{}</div></div><div class='slot'>Advertisement</div>"
    paragraphs = [f"Chunk {n}: {OWN[n % 4]} {PARAGRAPHS[n % 3]}" for n in range(6)]
    chunks = "".join(
        chunk.format(f"<p>{a}</p><p>{b}</p>") for a, b in zip(paragraphs[::2], paragraphs[1::2], strict=True)
    )
    html = f"<html lang='en'><head><title>Long read</title></head><body><main><h1>Long read</h1><div class='chunks'>{chunks}</div></main></body></html>"
    assert [block.text for block in document(html).blocks if block.kind == "paragraph"] == paragraphs


def test_the_page_may_use_the_symbols_that_serve_as_marks() -> None:
    braille = "⠠⠞⠓⠑ sign at the bridge reads the same in braille, said the woman who had it made: ⠼⠁⠃⠉."
    found = document(page(f"<p>{braille}</p>"))
    assert found.blocks[-1].text == braille


def test_the_same_capture_gives_the_same_document_twice() -> None:
    one = capture(page(TWEET + QUOTES["div.quote"]))
    assert extract(one, source(), None) == extract(one, source(), None)
