"""Galleries, films with a note, stubs of paywalls: what they are called and what their text is."""

import json
import time

import pytest
from invented import PARAGRAPHS, document, page, rejected
from site_frames import BRIEF, SECOND, arc, blox, gannett, wordpress

CAPTIONS = (
    "Firefighters look for hot spots behind the cannery on Mill Street on Monday night.",
    "Chief Dana Roe talks to neighbors at the corner of Mill Street and Cannery Road.",
    "The roof of the cannery has fallen in. Nobody was hurt, the fire marshal said.",
    "A crew from Larkspur rolls up its hoses at dawn.",
)
TITLE = "Photos: Fire behind the cannery"
LEAD = "Firefighters from three towns put out a blaze behind the old cannery on Monday night."


def ld(**node: object) -> str:
    return (
        f"<script type='application/ld+json'>{json.dumps({'@context': 'https://schema.org'} | node)}</script>"
    )


def slides(markup: str) -> str:
    return "".join(markup.format(n=n, text=text) for n, text in enumerate(CAPTIONS))


GALLERIES = {
    "figures of a WordPress gallery": (
        wordpress(TITLE, f"<article><h1>{TITLE}</h1><p>{LEAD}</p>" + slides("<figure class='wp-block-image'><img src='/{n}.jpg'><figcaption>{text}</figcaption></figure>") + "</article>"),
        "https://ledger.example/2026/11/10/photos-fire/",
    ),
    "a collection of BLOX, thumbnails repeating its captions": (
        blox(TITLE, f"<h1>{TITLE}</h1><div class='subhead'><p>{LEAD}</p></div>" + 2 * slides("<div class='item photo-{n}'><img src='/{n}.jpg'><div class='caption-text'><p>{text}</p></div><span class='credit'>Ana Ruiz / Ledger</span></div>")),
        "https://tamarackledger.example/collection_6f1c2d3e-aaaa-5bbb-8ccc-0123456789ab.html",
    ),
    "a slide show whose captions stand in attributes": (
        gannett(TITLE, f"<h1>{TITLE}</h1><p>{LEAD}</p><div class='gallery'>" + slides("<a class='slide' href='/{n}.jpg' data-caption=\"{text}\"><img src='/{n}s.jpg'></a>") + "</div>"),
        "https://ledger.example/picture-gallery/news/2026/11/10/fire/7000/",
    ),
    "a gallery that JSON-LD tells of": (
        arc(TITLE, f"<h1>{TITLE}</h1><div id='gallery-app'></div><p>{LEAD}</p>", head=ld(**{"@type": "ImageGallery", "name": TITLE, "associatedMedia": [{"@type": "ImageObject", "caption": text} for text in CAPTIONS]})),
        "https://ledger.example/news/2026/11/10/fire/",
    ),
    "a gallery without a word but its captions": (
        wordpress(TITLE, f"<article><h1>{TITLE}</h1>" + slides("<figure><img src='/{n}.jpg'><figcaption>{text} <span class='photo-credit'>Ana Ruiz</span></figcaption></figure>") + "</article>", head=ld(**{"@type": "ImageGallery", "description": LEAD}), classes="single-format-gallery"),
        "https://ledger.example/photos/fire/",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GALLERIES)
def test_a_gallery_says_what_its_captions_say_each_once_after_its_introduction(name: str) -> None:
    html, url = GALLERIES[name]
    found = document(html, url=url)
    assert found.page_type == "gallery"
    assert [block.text for block in found.blocks if block.kind != "caption"] == [LEAD, *CAPTIONS]
    assert found.text == "\n\n".join((LEAD, *CAPTIONS))


def test_a_picture_on_a_page_of_its_own_is_a_gallery() -> None:
    title = "Fire behind the cannery, seen from above"
    html = blox(
        title, f"<h1>{title}</h1><figure><img src='/1.jpg'><figcaption>{CAPTIONS[2]}</figcaption></figure>"
    )
    found = document(
        html, url="https://tamarackledger.example/image_6f1c2d3e-aaaa-5bbb-8ccc-0123456789ab.html"
    )
    assert (found.page_type, found.text) == ("gallery", CAPTIONS[2])


def test_an_article_with_pictures_stays_one_and_its_captions_stay_out_of_its_text() -> None:
    figures = slides("<figure><img src='/{n}.jpg'><figcaption>{text}</figcaption></figure>")
    body = "".join(f"<p>{paragraph} ({n})</p>" for n in range(4) for paragraph in PARAGRAPHS)
    html = wordpress(TITLE, f"<article><h1>{TITLE}</h1>{body}{figures}</article>")
    found = document(html, url="https://ledger.example/photos/fire/")
    assert found.page_type == "article"
    assert all(caption not in found.text for caption in CAPTIONS)


def test_an_article_that_nothing_calls_a_gallery_keeps_its_captions_apart() -> None:
    figures = slides("<figure><img src='/{n}.jpg'><figcaption>{text}</figcaption></figure>")
    html = wordpress(
        "Fire behind cannery", f"<article><h1>Fire behind cannery</h1><p>{BRIEF}</p>{figures}</article>"
    )
    found = document(html, url="https://ledger.example/2026/11/10/fire/")
    assert (found.page_type, found.text) == ("article", BRIEF)


FILM = ld(
    **{
        "@type": "VideoObject",
        "name": "Police: Bridge will stay closed",
        "description": BRIEF,
        "uploadDate": "2026-11-10T18:00:00Z",
    }
)
VIDEOS = {
    "a page of a station": (arc("Police: Bridge will stay closed", f"<h1>Police: Bridge will stay closed</h1><div class='player'></div><p>{BRIEF}</p>", head=FILM), "https://ktfl.example/video/2026/11/10/bridge/"),
    "a film in BLOX": (blox("Bridge", f"<h1>Police say bridge will stay closed</h1><div class='asset-body'><p>{BRIEF}</p></div>"), "https://tamarackledger.example/video_6f1c2d3e-aaaa-5bbb-8ccc-0123456789ab.html"),
    "a page that only og:type calls a film": (wordpress("Bridge", f"<h1>Police say bridge will stay closed</h1><p>{BRIEF}</p>", head="<meta property='og:type' content='video.other'>"), "https://ledger.example/2026/11/10/bridge/"),
    "a page without a paragraph": (arc("Police: Bridge will stay closed", "<h1>Police: Bridge will stay closed</h1><div class='player'></div>", head=FILM), "https://ktfl.example/watch/bridge/"),
    "a post of the format": (wordpress("Bridge", f"<article class='post format-video'><h1>Police say bridge will stay closed</h1><p>{BRIEF}</p></article>"), "https://ledger.example/?p=9"),
}  # fmt: skip


@pytest.mark.parametrize("name", VIDEOS)
def test_a_film_with_a_paragraph_is_a_document_of_that_paragraph(name: str) -> None:
    html, url = VIDEOS[name]
    found = document(html, url=url)
    assert (found.page_type, found.text) == ("video", BRIEF)


def test_an_article_with_a_film_stays_an_article() -> None:
    body = "".join(f"<p>{paragraph} ({n})</p>" for n in range(4) for paragraph in PARAGRAPHS)
    html = arc("Bridge", f"<h1>Police say bridge will stay closed</h1>{body}", head=FILM)
    assert document(html, url="https://ktfl.example/news/bridge/").page_type == "article"


# --- paywalls

STUB = f"<h1>Council puts off its vote on overtime</h1><div class='asset-body'><p>{SECOND}</p>"
OFFERS = {
    "BLOX": "<div class='subscriber-preview'></div><div class='subscriber-only encrypted-content' style='display:none'><p>kAm%96 A2CE 7@C 6?4CJAE65 H@C5D @7 2 DE@CJ E92E ?@3@5J 42? C625]k^Am</p></div><div id='paywall'><h3>Log in or subscribe</h3></div></div>",
    "BLOX in words": "<div class='panel'><h4>This article is available only to subscribers</h4><a href='/s'>See our offers</a></div></div>",
    "Arc": "</div><div class='b-paywall' id='paywall-container'><h2>Keep reading with a digital subscription</h2><p>$1 for the first three months.</p></div>",
    "Piano": "</div><div class='tp-container-inner'><div class='offer'>You've read all of your free stories this month. Subscribe for as little as $2 a week.</div></div>",
    "Newspack": "</div><div class='newspack-content-gate__inline'><p>Become a member to read on. Members make our reporting possible.</p></div>",
    "a members' plug-in": "</div><div class='wc-memberships-restriction-message'>To access this post, you must purchase a membership of the Ledger.</div>",
    "a label and a button": "<p><strong>Subscriber exclusive</strong></p><button>Subscribe to continue reading</button></div>",
    "a Substack": "</div><div class='paywall' data-testid='paywall'><h2>This post is for paid subscribers</h2></div>",
    "a login": "</div><div class='regwall'>Create a free account or log in to continue reading this story, please.</div>",
}  # fmt: skip


@pytest.mark.parametrize("name", OFFERS)
def test_a_stub_of_a_paywall_is_kept_and_marked(name: str) -> None:
    found = document(
        blox("Council puts off its vote on overtime", STUB + OFFERS[name]), url="https://ledger.example/a"
    )
    assert found.is_paywalled
    assert found.text.startswith(SECOND)
    assert found.text.removesuffix("\n\nSubscriber exclusive") == SECOND, (
        "neither the offer nor scrambled text is what the story says"
    )


def test_a_free_brief_beside_a_menu_that_sells_subscriptions_is_free() -> None:
    menu = "<header><a href='/s'>Subscribe</a> <span>For subscribers</span> <span>Already a subscriber? Log in</span></header><div id='piano-slot'></div><footer>Subscribe to keep reading the Ledger at home.</footer>"
    html = blox(
        "Man arrested after window is broken",
        f"{menu}<h1>Man arrested after window is broken</h1><p>{BRIEF}</p>",
    )
    assert not document(html, url="https://ledger.example/a").is_paywalled


def test_a_long_story_with_an_offer_below_it_is_free() -> None:
    body = "".join(f"<p>{paragraph} ({n})</p>" for n in range(4) for paragraph in PARAGRAPHS)
    html = arc(
        "Bridge",
        f"<h1>Police say bridge will stay closed</h1>{body}<div class='paywall'>Subscribe for $1 a month, cancel at any time.</div>",
    )
    assert not document(html, url="https://ledger.example/a").is_paywalled


def test_a_paywall_without_a_word_of_the_story_is_told_in_the_rejection() -> None:
    body = "<h1>Council puts off its vote on overtime</h1><div class='paywall'>Subscribe now for $1 a month and keep reading the Ledger.</div>"
    found = rejected(
        arc("Council", body, head=ld(**{"@type": "NewsArticle", "headline": "Council puts off its vote"})),
        url="https://ledger.example/a",
    )
    assert (found.reason, found.detail) == ("no-text", "no word of the body found, behind a paywall")


# --- hostile mark-up


@pytest.mark.parametrize("caption", ["&lt;" * 300_000, "<span class=credit>A B</span> and more " * 25_000])
def test_a_hostile_caption_takes_little_time(caption: str) -> None:
    started = time.process_time()
    document(page(f"<figcaption>{caption}</figcaption>"), url="https://ledger.example/gallery/a")
    assert time.process_time() - started < 5


def test_a_caption_without_its_credit_keeps_its_words_whole() -> None:
    shown = "<figcaption>The roof of the c<b>ann</b>ery at dawn <span class='credit'>Ann</span></figcaption>"
    found = document(
        wordpress(
            "Photos: Fire",
            f"<article><h1>Photos: Fire</h1>{shown}{slides('<figcaption>{text}</figcaption>')}</article>",
        ),
        url="https://ledger.example/gallery/a",
    )
    assert found.blocks[0].text == "The roof of the cannery at dawn"


# --- logs

CALLS = [f"{hour}:{minute:02} a.m. Report of {what} in the {hour}00 block of Mill Street. Officer Teague responded." for hour, minute, what in ((1, 5, "a parked car"), (2, 40, "a barking dog"), (4, 12, "a broken window"), (6, 30, "loud music"), (7, 55, "a lost wallet"))]  # fmt: skip
LOGS = {
    "paragraphs": "".join(f"<p>{call}</p>" for call in CALLS),
    "bold times": "".join(f"<p><strong>{call[:9]}</strong>{call[9:]}</p>" for call in CALLS),
    "a list": "<ul>" + "".join(f"<li>{call}</li>" for call in CALLS) + "</ul>",
    "a table": "<table><tr><th>Time</th><th>Call</th></tr>" + "".join(f"<tr><td>{call[:9]}</td><td>{call[10:]}</td></tr>" for call in CALLS) + "</table>",
    "lines in one paragraph": f"<p>{'<br>'.join(CALLS)}</p>",
    "preformatted": "<pre>" + "\n".join(CALLS) + "</pre>",
}  # fmt: skip


@pytest.mark.parametrize("markup", LOGS)
def test_a_log_of_calls_is_one_document_of_the_form_record(markup: str) -> None:
    title = "What officers did on the night of Nov. 10"
    html = wordpress(
        title, f"<article><h1>{title}</h1><div class='entry-content'>{LOGS[markup]}</div></article>"
    )
    found = document(html, url="https://ledger.example/2026/11/11/what-officers-did/")
    assert (found.page_type, found.form, found.entries) == ("article", "record", ())
    assert [word in found.text for word in ("a parked car", "a barking dog", "a lost wallet")] == [True] * 3
