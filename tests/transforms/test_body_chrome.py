"""What stands around and inside an article and is not its text: each kind of mark-up, with what must stay out and what must stay in.

The mark-up follows what the systems document; names and words are invented. A row marked as failing is one that the
extractor does not manage yet.
"""

from dataclasses import dataclass
from typing import Any, Literal

import pytest
from invented import PARAGRAPHS, document

Place = Literal["before", "middle", "end", "after"]
"""Inside the article before its text, after its second paragraph, after its last; or behind the article."""

EXTRA = "The county engineer expects the north lane to stay shut until the railing is welded on Friday."


@dataclass(frozen=True)
class Chrome:
    """One kind of mark-up.

    Attributes:
        out: words that must not be in the text.
        kept: words of the mark-up that must be in it.
    """

    name: str
    place: Place
    html: str
    out: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    body: str = "div class='entry-content'"


ROWS = (
    # Readers' voices
    Chrome("wordpress comments", "after", """
        <div id="comments" class="comments-area"><h2 class="comments-title">2 thoughts on “Bridge closed”</h2><ol class="comment-list">
        <li id="comment-7" class="comment even thread-even depth-1"><article id="div-comment-7" class="comment-body"><footer class="comment-meta"><div class="comment-author vcard"><b class="fn">riverfan</b> <span class="says">says:</span></div></footer>
        <div class="comment-content"><p>They should have closed that bridge years ago and everybody in town knows it, as I told the council twice.</p></div><div class="reply"><a class="comment-reply-link" href="#">Reply</a></div></article></li></ol>
        <div id="respond" class="comment-respond"><h3 id="reply-title">Leave a Reply</h3><form class="comment-form"><p>Your email address will not be published. Required fields are marked *</p></form></div></div>""",
        ("riverfan", "everybody in town", "Leave a Reply", "Required fields")),
    Chrome("wordpress comments inside the article", "end", """
        <section class="comments-wrapper"><div class="comment-respond"><p class="comment-notes">Your email address will not be published.</p></div>
        <ol class="commentlist"><li class="comment"><p>My cousin drives that truck and says the deer story is true, every single word of it.</p></li></ol></section>""",
        ("will not be published", "My cousin")),
    Chrome("disqus", "after", """<div id="disqus_thread"><p>Please enable JavaScript to view the comments powered by Disqus.</p></div><noscript>Please enable JavaScript to view the comments powered by Disqus.</noscript>""", ("Disqus",)),
    Chrome("coral", "end", """<div id="coral_thread" class="coral-talk-stream"><h3>Join the conversation</h3><div class="coral coral-comment"><span class="coral-comment-username">lockkeeper</span><div class="coral-comment-content">Gravel again, third time this year, and nobody at the county will say who pays for the sweeping.</div></div></div>""", ("lockkeeper", "third time this year")),
    Chrome("facebook comments", "end", """<div class="fb-comments-wrap"><h4>Facebook comments</h4><div class="fb-comments" data-href="https://ledger.example/x" data-numposts="5"></div></div>""", ("Facebook comments",)),
    Chrome("openweb", "end", """<div data-spotim-module="conversation"><div class="spcv_conversation"><h3>What do you think?</h3><div class="spcv_messageText">I was in the car behind it and there was no deer whatsoever, just somebody on a phone.</div></div></div>""", ("What do you think", "no deer whatsoever")),
    Chrome("viafoura", "end", """<div class="viafoura"><div class="vf-comments"><div class="vf-comment__content">Let us see the dashcam before we all believe the story about the poor deer.</div></div></div>""", ("dashcam",)),
    Chrome("comment count", "before", """<a href="#comments" class="comments-link">14 Comments</a>""", ("14 Comments",)),
    Chrome("poll", "end", """<div class="poll-widget"><h4>Poll</h4><form><p>Should the county rebuild the bridge?</p><label><input type="radio">Yes</label><label><input type="radio">No</label><button>Vote</button></form></div>""", ("Should the county rebuild", "Vote")),
    # Other articles
    Chrome("read more paragraph", "middle", """<p><strong>READ MORE: <a href="/2026/11/09/x/">County road to get new signs before winter</a></strong></p>""", ("READ MORE", "new signs")),
    Chrome("also read list", "middle", """<div class="also-read"><h4>Also read</h4><ul><li><a href="/a">Old cannery sold to brewer</a></li><li><a href="/b">Fog delays ferries again</a></li></ul></div>""", ("Also read", "cannery sold", "delays ferries")),
    Chrome("jetpack related", "end", """<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>Related</em></h3><div class="jp-relatedposts-items"><p class="jp-relatedposts-post"><a href="/c">Two hurt in crash at the mill</a> November 1, 2026 In "News"</p></div></div>""", ("Related", "Two hurt")),
    Chrome("newspack posts block", "end", """<div class="wp-block-newspack-blocks-homepage-articles wpnbha show-image"><div data-posts><article class="post-has-image"><div class="entry-wrapper"><h3 class="entry-title"><a href="/d">Mayor to meet engineers on Monday</a></h3><p>The mayor will meet three engineers at the town hall to talk about the railing and its cost.</p></div></article></div></div>""", ("Mayor to meet", "three engineers")),
    Chrome("blox related", "end", """<div class="tncms-block"><div id="tncms-region-article_bottom_content" class="tncms-region"><div class="card-panel panel panel-default"><div class="panel-heading"><h3 class="block-title"><span class="block-title-inner">Related to this story</span></h3></div><div class="card-container"><div class="card-body"><h3 class="tnt-headline"><a href="/news/x/article_1.html">Ferry back after a week</a></h3><div class="card-lead"><p class="tnt-summary">The ferry at the lower landing is back in service after a week of repairs to its ramp.</p></div></div></div></div></div></div>""", ("Related to this story", "Ferry back", "lower landing")),
    Chrome("blox most popular", "after", """<aside id="site-right-rail"><div class="tncms-block"><h3>Most Popular</h3><ol><li><a href="/news/y.html">Sheriff names new deputy for the valley</a></li><li><a href="/news/z.html">School levy passes by nine votes</a></li></ol></div></aside>""", ("Most Popular", "new deputy", "levy passes")),
    Chrome("arc recirculation", "end", """<div class="recirc-block b-results-list"><h2>More local coverage</h2><div class="b-results-list__wrapper"><a class="c-link" href="/e"><h3 class="c-heading">Dam gates to open on Thursday</h3></a><p class="c-paragraph">Water will be let down the river on Thursday so that the gates can be greased before the frost.</p></div></div>""", ("More local coverage", "Dam gates", "greased")),
    Chrome("gannett inline promo", "middle", """<aside class="gnt_em gnt_em_fo__inline"><a class="gnt_em_fo_a" href="/f"><span>More:</span> Truck drivers ask for a lower speed limit on the river road</a></aside>""", ("More:", "lower speed limit")),
    Chrome("mcclatchy related", "middle", """<div class="in-article-related"><h4>RELATED STORIES FROM LEDGER</h4><div class="package"><h5><a href="/g">Deer season opens with new rules for the valley</a></h5></div></div>""", ("RELATED STORIES", "Deer season")),
    Chrome("next and previous", "after", """<nav class="navigation post-navigation"><div class="nav-previous"><a rel="prev" href="/h">Previous Library opens a reading room for children</a></div><div class="nav-next"><a rel="next" href="/i">Next Choir looks for tenors</a></div></nav>""", ("reading room", "tenors")),
    Chrome("outbrain", "end", """<div class="OUTBRAIN" data-widget-id="AR_1"><div class="ob-widget-header">Around the Web</div><a href="https://ads.example/1">Doctors hate this one simple way to sweep gravel</a></div>""", ("Around the Web", "Doctors hate")),
    Chrome("taboola", "end", """<div id="taboola-below-article-thumbnails" class="trc_related_container"><span>Sponsored Stories You May Like</span><a href="https://ads.example/2">Born before 1980? Read this about bridges</a></div>""", ("You May Like", "Born before")),
    Chrome("a list of latest headlines", "after", """<section class="latest"><h2>Latest headlines</h2><ul><li><a href="/j">Council to vote on fog lights</a></li><li><a href="/k">Cannery tour on Sunday</a></li><li><a href="/l">Two calves found</a></li></ul></section>""", ("Latest headlines", "fog lights", "calves")),
    Chrome("in case you missed it", "end", """<hr><h3>In case you missed it</h3><ul><li><a href="/m">Fire at the feed store was no arson</a></li><li><a href="/n">New nurse for the school</a></li></ul>""", ("In case you missed it", "feed store", "New nurse")),
    # Forms and offers
    Chrome("newspack newsletter form", "middle", """<div class="wp-block-newspack-blocks-subscription newspack-newsletters-subscribe"><form><h3>Get the morning letter</h3><p>Sign up and have the town's news in your inbox before the coffee is ready.</p><input type="email"><input type="submit" value="Sign up"></form><div class="newspack-newsletters-subscribe__response">Thank you for signing up!</div></div>""", ("morning letter", "coffee", "Thank you for signing up")),
    Chrome("mailchimp form", "end", """<div id="mc_embed_signup"><form action="https://list.example/post" class="validate"><h2>Subscribe to our weekly letter</h2><div class="indicates-required"><span>*</span> indicates required</div><label>Email Address</label><input type="email"><p>Powered by Mailchimp</p></form></div>""", ("weekly letter", "indicates required", "Mailchimp")),
    Chrome("subscription offer", "end", """<div class="subscribe-promo"><h3>Support local news</h3><p>Subscribe today for only one dollar a week and read every story from the river towns without limit.</p><a class="btn" href="/subscribe">Subscribe now</a></div>""", ("Support local news", "one dollar")),
    Chrome("donation box", "end", """<div class="donation-box wp-block-group"><h4>Before you go</h4><p>Our newsroom is funded by its readers. Please give what you can so that we can go on.</p><a href="/donate">Donate</a></div>""", ("Before you go", "funded by its readers")),
    Chrome("newsletter paragraph", "end", """<p><em>Sign up for our free newsletter to get stories like this one in your inbox.</em></p>""", ("Sign up for our free",)),
    Chrome("paywall overlay", "end", """<div class="paywall-overlay" role="dialog"><h2>You have reached your limit</h2><p>To continue reading, log in or choose a plan that suits you.</p></div>""", ("reached your limit", "choose a plan")),
    Chrome("app banner", "before", """<div class="app-promo"><p>Download our free app to get alerts about crashes on your way to work.</p></div>""", ("Download our free app",)),
    # Byline, caption, share bar, tags
    Chrome("byline and date", "before", """<div class="entry-meta"><span class="byline">By <a class="url fn n" href="/author/dana-roe/">Dana Roe</a></span> <span class="posted-on"><time class="entry-date published" datetime="2026-11-10T16:00:00-08:00">November 10, 2026</time></span></div>""", ("Dana Roe", "November 10")),
    Chrome("author biography", "end", """<div class="author-bio"><img src="/dana.jpg" alt=""><h4>Dana Roe</h4><p>Dana Roe covers roads and rivers for the Ledger. She came to the valley from the coast and keeps bees.</p></div>""", ("keeps bees",)),
    Chrome("co-authors plus biography", "after", """<div class="author-bio-wrapper"><h2 class="accent-header">Dana Roe</h2><p><span class="author-email"><a href="mailto:dana@ledger.example">dana@ledger.example</a></span></p><p class="author-description">Roe has written of the valley since she left school. <a class="author-link" href="/author/dana-roe/">More by Dana Roe</a></p></div>""", ("since she left school", "More by", "dana@")),
    Chrome("share bar", "end", """<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li><a href="#"><span>Click to share on Facebook (Opens in new window)</span></a></li><li><a href="#">Print</a></li></ul></div>""", ("Share this", "Opens in new window", "Print")),
    Chrome("share buttons without a list", "before", """<div class="social-share-buttons"><a href="#">Facebook</a><a href="#">Twitter</a><a href="#">WhatsApp</a><a href="#">Copy article link</a><a href="#">Save</a></div>""", ("WhatsApp", "Copy article link")),
    Chrome("tag cloud", "end", """<footer class="entry-footer"><span class="tags-links"><span>Tagged: </span><a rel="tag" href="/tag/bridges">bridges</a>, <a rel="tag" href="/tag/gravel">gravel haulage</a></span></footer>""", ("Tagged", "gravel haulage")),
    Chrome("tag list in the text", "end", """<div class="post-tags"><strong>Tags:</strong> <a href="/tag/a">Mill Street</a> <a href="/tag/b">Traffic matters</a></div>""", ("Tags:", "Traffic matters")),
    Chrome("breadcrumb", "before", """<nav aria-label="Breadcrumb"><ol class="breadcrumb"><li><a href="/">Front page</a></li><li><a href="/news/">Local matters</a></li></ol></nav>""", ("Front page", "Local matters")),
    Chrome("figure with caption and credit", "middle", """<figure class="wp-block-image"><img src="/b.jpg" alt="The bridge"><figcaption class="wp-element-caption">Gravel lies on the deck in the morning. <span class="image-credit">Pat Doe / The Ledger</span></figcaption></figure>""", ("Gravel lies", "Pat Doe")),
    Chrome("old caption shortcode", "middle", """<div id="attachment_5" class="wp-caption alignnone"><img src="/c.jpg"><p id="caption-attachment-5" class="wp-caption-text">A sweeper clears the south lane. (Photo by Pat Doe)</p></div>""", ("A sweeper clears", "Pat Doe")),
    Chrome("gallery", "middle", """<div class="gallery"><figure class="gallery-item"><img src="/d.jpg"><figcaption>The dented rail from below.</figcaption></figure><figure class="gallery-item"><img src="/e.jpg"><figcaption>The cannery in fog.</figcaption></figure></div>""", ("dented rail", "cannery in fog")),
    Chrome("image alternatives", "middle", """<p><img src="/f.jpg" alt="A truck beside a broken rail in the fog"></p>""", ("broken rail in the fog",)),
    # Page furniture
    Chrome("cookie banner", "after", """<div id="cookie-law-info-bar" class="cookie-notice"><p>We use cookies to make this site work and to see how it is used. By clicking Accept you agree.</p><button>Accept</button></div>""", ("We use cookies",)),
    Chrome("consent dialog", "after", """<div id="onetrust-consent-sdk"><div class="ot-sdk-container" role="dialog" aria-label="Privacy"><h2>Your choices</h2><p>We and our partners store and read information on your device to show you advertisements.</p></div></div>""", ("our partners",)),
    Chrome("advertisement label", "middle", """<div class="ad-container"><span class="ad-label">Advertisement</span><div id="div-gpt-ad-1"></div></div><p class="ad-skip">Article continues below</p>""", ("Advertisement", "continues below")),
    Chrome("weather widget", "before", """<div class="weather-widget"><span class="temp">41°F</span> <span>Light fog in Tamarack Falls</span><ul><li>Tue 44° / 39°</li><li>Wed 47° / 40°</li></ul></div>""", ("41°F", "44°")),
    Chrome("video player", "before", """<div class="video-player" data-video-id="9"><video poster="/v.jpg"></video><div class="vjs-error-display">This video file cannot be played. (Error Code: 232011)</div><div class="vjs-text-track-settings">Beginning of dialog window. Escape will cancel and close the window.</div></div>""", ("cannot be played", "dialog window")),
    Chrome("audio player", "before", """<div class="audio-player"><span>Listen to this article</span><span>4 min</span><audio src="/a.mp3"></audio></div>""", ("Listen to this article",)),
    Chrome("font size tools", "before", """<div class="font-resizer"><a href="#">A-</a> <a href="#">A+</a> <span>Increase font size</span></div>""", ("Increase font size",)),
    Chrome("copyright line", "end", """<p class="copyright">© 2026 The Tamarack Ledger. All rights reserved. This material may not be published, broadcast or rewritten.</p>""", ("All rights reserved",)),
    Chrome("events calendar", "after", """<div class="tribe-events-widget"><h2>Upcoming events</h2><ul><li>Nov 14 Pancake breakfast at the grange</li><li>Nov 15 Quilt show</li></ul></div>""", ("Upcoming events", "Pancake", "Quilt")),
    Chrome("obituaries list", "after", """<div class="widget obituaries"><h3>Obituaries</h3><ul><li><a href="/o/1">Hollis Marsh, 88</a></li><li><a href="/o/2">Ada Birch, 91</a></li></ul></div>""", ("Hollis Marsh",)),
    # What a reader cannot see
    Chrome("display none", "middle", """<div style="display:none">Nobody reads this sentence about the gravel because it is never shown.</div>""", ("Nobody reads",)),
    Chrome("display none with spaces", "middle", """<p style="color:red; DISPLAY : none !important">Nobody reads this sentence about the gravel because it is never shown.</p>""", ("Nobody reads",)),
    Chrome("visibility hidden", "middle", """<p style="visibility:hidden">Nobody reads this sentence about the gravel because it is never shown.</p>""", ("Nobody reads",)),
    Chrome("hidden attribute", "middle", """<p hidden>Nobody reads this sentence about the gravel because it is never shown.</p>""", ("Nobody reads",)),
    Chrome("aria-hidden", "middle", """<span aria-hidden="true" class="drop-ornament">Ornament for the eyes of nobody in particular, repeated here.</span>""", ("Ornament",)),
    Chrome("template", "middle", """<template><p>A card that a script may clone for the next story in the row.</p></template>""", ("may clone",)),
    Chrome("noscript", "middle", """<noscript><p>Please turn on JavaScript to see the map of the closure.</p></noscript>""", ("turn on JavaScript",)),
    Chrome("screen reader label", "middle", """<p><span class="screen-reader-text">Opens in a new window</span>""" + EXTRA + """</p>""", ("Opens in a new window",), (EXTRA,)),
    Chrome("visually hidden heading", "before", """<h2 class="visually-hidden">Article content navigation</h2>""", ("Article content navigation",)),
    Chrome("sr-only skip link", "before", """<a class="sr-only sr-only-focusable" href="#main">Skip to main content</a>""", ("Skip to main",)),
    Chrome("print only", "end", """<div class="print-only visible-print-block">Printed from ledger.example on November 12. Please think of the trees.</div>""", ("Printed from",)),
    Chrome("amp only", "end", """<div class="amp-only" hidden>View the full version of this page on our site for pictures.</div>""", ("View the full version",)),
    Chrome("text for subscribers, scrambled and hidden", "end", """<div class="subscriber-only encrypted-content" style="display:none" aria-hidden="true"><p>kAm%96 4@F?EJ 6?8:?66C 6IA64ED E96 ?@CE9 =2?6 E@ DE2J D9FE F?E:= %9FCD52J]k^Am</p></div>""", ("kAm", "6?8:?66C")),
    Chrome("text for subscribers, hidden", "end", f"""<div class="subscriber-only" style="display: none;"><p>{EXTRA}</p></div>""", (EXTRA,)),
    # What must not be taken for any of it
    Chrome("a script's fold", "end", f"""<div class="read-more-content collapse" id="more"><p>{EXTRA}</p></div><button aria-expanded="false" aria-controls="more">Read the rest</button>""", ("Read the rest",), (EXTRA,)),
    Chrome("a fold-out in the article", "end", f"""<details><summary>What happens next</summary><p>{EXTRA}</p></details>""", (), (EXTRA,)),
    Chrome("a transcript in a fold-out", "end", f"""<details class="transcript"><summary>Transcript</summary><p>{EXTRA}</p></details>""", (), (EXTRA,)),
    Chrome("substack subscription", "middle", """<div class="subscription-widget-wrap" data-attrs="{}"><div class="subscription-widget show-subscribe"><div class="preamble"><p>River Notes is a reader-supported publication. To receive new posts, consider becoming a subscriber.</p></div><form><input type="email"><input type="submit" value="Subscribe"></form></div></div>""", ("reader-supported", "becoming a subscriber")),
    Chrome("sponsor line", "before", """<div class="sponsor-message"><span>Supported by</span> <a href="https://ads.example/">Marsh Feed and Seed</a></div>""", ("Supported by", "Marsh Feed")),
    Chrome("correction form", "end", """<div class="report-error"><button>Report a typo</button><form><p>Tell us what is wrong with this page and we will look into it.</p><textarea></textarea></form></div>""", ("Report a typo", "what is wrong")),
    Chrome("republish box", "end", """<div class="republish-box"><h4>Republish this story</h4><p>You may take this story for free, online or in print, under a licence that asks for our name.</p><textarea>&lt;h1&gt;Bridge closed&lt;/h1&gt;</textarea></div>""", ("Republish this story", "under a licence")),
    Chrome("trust note", "end", """<div class="trust-project-box"><h4>Why you can trust us</h4><p>Our reporters say how they work, and who pays for it, on a page of its own.</p></div>""", ("Why you can trust", "who pays for it")),
    Chrome("a related matter in a sentence", "end", f"""<p>Comments about the related newsletter were read aloud. {EXTRA}</p>""", (), ("Comments about", EXTRA)),
    Chrome("a class with an unlucky name", "end", f"""<div class="post-comment-free share-holder-report"><p>{EXTRA}</p></div>""", (), (EXTRA,)),
    Chrome("an article in a form", "end", f"""<p>{EXTRA}</p>""", (), (EXTRA,), body="form id='aspnetForm'"),
    Chrome("an article in a table cell", "end", f"""<p>{EXTRA}</p>""", (), (EXTRA,), body="div role='main'"),
    Chrome("a bold paragraph that begins like an offer", "end", f"""<p><strong>Follow the detour signs.</strong> {EXTRA}</p>""", (), ("Follow the detour", EXTRA)),
    Chrome("contact for tips", "end", f"""<p>{EXTRA}</p><p>Anyone who saw the crash is asked to call Officer Pat Doe at 555-0139.</p>""", (), ("is asked to call",)),
    Chrome("aside with a fact box of the text", "middle", f"""<div class="factbox"><h3>The bridge in figures</h3><p>{EXTRA}</p></div>""", (), (EXTRA,)),
)  # fmt: skip

FAILING = frozenset({"a class with an unlucky name"})


def text_of(row: Chrome) -> str:
    title = "Bridge closed after truck hits rail"
    first, second, third = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    at = {place: row.html if row.place == place else "" for place in ("before", "middle", "end", "after")}
    tag = row.body.partition(" ")[0]
    html = (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title} | The Tamarack Ledger</title></head><body class='single-post'>"
        f"<header><nav><a href='/'>Home</a> <a href='/news/'>News</a></nav></header><main><article><h1>{title}</h1>{at['before']}"
        f"<{row.body}>{first}{second}{at['middle']}{third}{at['end']}</{tag}></article>{at['after']}</main>"
        f"<footer>Tamarack Ledger Publishing, all rights reserved</footer></body></html>"
    )
    return document(html).text


def cases() -> list[Any]:
    return [
        pytest.param(row, id=row.name, marks=[pytest.mark.xfail(strict=True)] if row.name in FAILING else [])
        for row in ROWS
    ]


@pytest.mark.parametrize("row", cases())
def test_the_text_is_the_article_and_nothing_around_it(row: Chrome) -> None:
    text = text_of(row)
    assert [words for words in row.out if words in text] == []
    assert [words for words in (*PARAGRAPHS, *row.kept) if words not in text] == []


def test_every_row_has_its_own_name_and_says_something() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert {row.name for row in ROWS} >= FAILING
    assert all(row.out or row.kept for row in ROWS)
