"""Live blogs: entries told apart in every mark-up, their words left to whom they belong, and what only looks live."""

import json
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from invented import document

from transforms.document import Document

URL = "https://ledger.example/news/live-updates-mill-street-protest/"
TITLE = "Live updates: Protest on Mill Street"
INTRO = (
    "Some 300 people are expected on Mill Street this afternoon, where the council votes on the contract of the police union.",
    "The Ledger's reporters are at the bridge, at city hall and with the officers who have been called in from Larkspur.",
)
ENTRIES = (
    ("5:40 p.m.", "Council adjourns without a vote", "Dana Roe", "The council has put off the vote to its December meeting, and most of the crowd has left Mill Street."),
    ("4:15 p.m.", "Two arrests at the bridge", "Ana Ruiz", "Officers arrested two men who had climbed on the north rail of the bridge, a police spokesman said."),
    ("3:05 p.m.", "The march sets off", "Dana Roe", "The march has left the park. Drivers should avoid the county road until six in the evening, the city says."),
)  # fmt: skip
HOURS = (17, 16, 15)


def iso(n: int) -> str:
    clock = ENTRIES[n][0].removesuffix(" p.m.")
    return f"2026-11-10T{HOURS[n]}:{clock.partition(':')[2]}:00-08:00"


def blog(
    entries: str, *, head: str = "", before: str = "", after: str = "", title: str = TITLE, classes: str = ""
) -> str:
    intro = "".join(f"<p>{text}</p>" for text in INTRO)
    return (
        f"<!doctype html><html lang='en'><head><title>{title} | The Tamarack Ledger</title>{head}"
        f"<meta property='article:published_time' content='2026-11-10T14:00:00-08:00'></head><body class='{classes}'>"
        "<header><nav><a href='/'>Home</a> <a href='/news/'>News</a> <a href='/sports/'>Sports</a></nav></header>"
        f"<main><article><h1>{title}</h1><div class='intro'>{intro}</div>{before}{entries}</article>{after}</main>"
        "<footer>Tamarack Ledger Publishing, all rights reserved</footer></body></html>"
    )


def each(markup: str) -> str:
    return "".join(
        markup.format(n=n, iso=iso(n), clock=clock, title=title, author=author, text=text)
        for n, (clock, title, author, text) in enumerate(ENTRIES)
    )


def jsonld(*, with_text: bool = True, **more: object) -> str:
    updates = [
        {
            "@type": "BlogPosting",
            "headline": title,
            "datePublished": iso(n),
            "author": {"@type": "Person", "name": author},
            "url": f"{URL}#post-{n}",
            **({"articleBody": text} if with_text else {}),
        }
        for n, (_, title, author, text) in enumerate(ENTRIES)
    ]
    node = {
        "@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": TITLE, "datePublished": "2026-11-10T14:00:00-08:00",
        "coverageStartTime": "2026-11-10T14:00:00-08:00", "liveBlogUpdate": updates, **more,
    }  # fmt: skip
    return f"<script type='application/ld+json'>{json.dumps(node)}</script>"


BOXES = {
    "articles with ids": each("<article id='post-{n}' class='live-entry'><time datetime='{iso}'>{clock}</time><h2>{title}</h2><p>By <span class='author'>{author}</span></p><p>{text}</p></article>"),
    "a plug-in's list": "<ul class='liveblog-feed'>" + each("<li class='liveblog-entry' id='post-{n}'><aside class='liveblog-meta'></aside><header><span class='liveblog-entry-time'><time datetime='{iso}'>{clock}</time></span><span class='liveblog-author'>{author}</span></header><h3>{title}</h3><div><p>{text}</p></div></li>") + "</ul>",
    "sections with links to themselves": each("<section class='update update-{n}'><div class='meta'><a href='#post-{n}'><time datetime='{iso}'>{clock}</time></a> <span class='byline'>By {author}</span></div><h3><a href='#post-{n}'>{title}</a></h3><p>{text}</p></section>"),
    "divisions with times in words": "<div class='live-blog'>" + each("<div class='entry' id='post-{n}'><div class='timestamp'>{clock}</div><h4>{title}</h4><div class='author'>{author}</div><p>{text}</p></div>") + "</div>",
    "boxes without a name": "<div id='liveblog'>" + each("<div id='post-{n}'><time datetime='{iso}'>{clock}</time><h3>{title}</h3><span class='byline'>{author}</span><p>{text}</p></div>") + "</div>",
    "boxes parted by advertisements": each("<div class='wrap-{n}'><div class='lb-post' id='post-{n}'><time datetime='{iso}'>{clock}</time><h3>{title}</h3><p class='byline'>{author}</p><p>{text}</p></div></div><div class='ad'>Advertisement</div>"),
    "items of microdata": "<div itemscope itemtype='https://schema.org/LiveBlogPosting'>" + each("<div itemprop='liveBlogUpdate' class='item' id='post-{n}'><time itemprop='datePublished' datetime='{iso}'></time><h3 itemprop='headline'>{title}</h3><span itemprop='author'>{author}</span><div itemprop='articleBody'><p>{text}</p></div></div>") + "</div>",
}  # fmt: skip


def check(found: Document, *, authors: bool = True, urls: bool = True) -> None:
    assert found.page_type == "live_blog"
    assert [entry.title for entry in found.entries] == [title for _, title, _, _ in ENTRIES]
    assert [entry.position for entry in found.entries] == [0, 1, 2]
    for n, (entry, (clock, title, author, text)) in enumerate(zip(found.entries, ENTRIES, strict=True)):
        assert entry.published is not None
        assert entry.published.at == datetime.fromisoformat(iso(n)).astimezone(UTC)
        assert not authors or entry.author == author
        assert not urls or entry.url == f"{URL}#post-{n}"
        words = found.text[entry.start : entry.end]
        assert words.endswith(text)
        left = words.replace(title, "").replace(text, "").replace(clock, "").replace("PST", "")
        assert left.strip(" \n:|–") == ""
    assert all(text in found.text[: found.entries[0].start] for text in INTRO)
    for block in found.blocks:
        assert block.kind == "caption" or found.text[block.start : block.end] == block.text
    for words in ("Advertisement", "Home", "all rights reserved"):
        assert words not in found.text


@pytest.mark.parametrize("name", BOXES)
def test_entries_in_boxes_are_told_apart_without_json_ld(name: str) -> None:
    found = document(blog(BOXES[name]), url=URL)
    check(found)
    assert all(clock not in found.text for clock, _, _, _ in ENTRIES), "the time is the entry's, no text"


@pytest.mark.parametrize("name", BOXES)
def test_json_ld_and_boxes_are_matched(name: str) -> None:
    check(document(blog(BOXES[name], head=jsonld()), url=URL))


def test_json_ld_tells_what_the_boxes_do_not_show() -> None:
    boxes = each("<div class='u' id='post-{n}'><span class='timestamp'>{clock}</span><p>{text}</p></div>")
    found = document(blog(boxes, head=jsonld()), url="https://ledger.example/a")
    assert [entry.author for entry in found.entries] == ["Dana Roe", "Ana Ruiz", "Dana Roe"]
    assert [entry.title for entry in found.entries] == [title for _, title, _, _ in ENTRIES]
    assert {entry.published.method for entry in found.entries if entry.published} == {"json-ld"}


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>{clock}: {title}</h2><p>{text}</p>",
        "<h3>{clock} | {title}</h3><p>{text}</p>",
        "<h3>{clock} PST – {title}</h3><p>{text}</p>",
    ],
)
def test_entries_below_headings_with_a_clock_are_told_apart(markup: str) -> None:
    check(document(blog(each(markup)), url=URL), authors=False, urls=False)


def test_entries_that_begin_with_a_bold_clock_are_told_apart() -> None:
    found = document(blog(each("<p><strong>{clock}</strong> {text}</p>")), url=URL)
    assert found.page_type == "live_blog"
    assert [found.text[e.start : e.end] for e in found.entries] == [f"{c} {t}" for c, _, _, t in ENTRIES]
    assert [e.published.at.hour for e in found.entries if e.published] == [1, 0, 23]


def test_entries_without_a_time_are_told_apart_by_what_json_ld_declares() -> None:
    found = document(blog(each("<h3>{title}</h3><p>{text}</p>"), head=jsonld(with_text=False)), url=URL)
    check(found)


def test_entries_that_only_json_ld_holds_are_its_text() -> None:
    found = document(
        blog("<div id='root'></div>", head=jsonld()).replace(INTRO[0], "").replace(INTRO[1], ""), url=URL
    )
    assert [found.text[e.start : e.end] for e in found.entries] == [
        f"{title}\n\n{text}" for _, title, _, text in ENTRIES
    ]
    assert [e.author for e in found.entries] == ["Dana Roe", "Ana Ruiz", "Dana Roe"]


def test_a_day_s_heading_is_the_day_of_the_clocks_below_it() -> None:
    first, second, third = (
        f"<div class='entry'><div class='timestamp'>{clock}</div><p>{text}</p></div>"
        for clock, _, _, text in ENTRIES
    )
    body = f"<div class='live-blog'><h2>Tuesday, November 10</h2>{first}<h2>Monday, November 9</h2>{second}{third}</div>"
    found = document(blog(body), url=URL)
    zone = ZoneInfo("America/Los_Angeles")
    days = [entry.published.at.astimezone(zone).day for entry in found.entries if entry.published]
    assert days == [10, 9, 9]


def test_other_voices_in_an_entry_stay_theirs() -> None:
    post = (
        "<blockquote class='twitter-tweet'><p>The bridge is closed.</p>&mdash; City (@tamarackcity) "
        "<a href='https://twitter.com/tamarackcity/status/1801'>November 10, 2026</a></blockquote>"
    )
    quote = (
        "<blockquote><p>No officer was told to leave the bridge, whatever the union says.</p></blockquote>"
    )
    boxes = each("<div class='entry' id='post-{n}'><time datetime='{iso}'>{clock}</time>{{}}</div>")
    found = document(
        blog(
            "<div class='live-blog'>"
            + boxes.format(post, f"<p>{ENTRIES[1][3]}</p>{quote}", f"<p>{ENTRIES[2][3]}</p>")
            + "</div>"
        ),
        url=URL,
    )
    assert found.page_type == "live_blog"
    kinds = [(block.kind, block.voice) for block in found.blocks[-4:]]
    assert kinds == [
        ("embedded_post", "embedded_post"), ("paragraph", "author"), ("quoted_passage", "quoted_passage"), ("paragraph", "author"),
    ]  # fmt: skip
    assert found.text[found.entries[0].start : found.entries[0].end] == "The bridge is closed."
    assert found.text[found.entries[1].start : found.entries[1].end].endswith("whatever the union says.")


def test_links_in_an_entry_s_sentence_leave_its_words_in_order() -> None:
    boxes = each(
        "<div class='entry' id='post-{n}'><time datetime='{iso}'>{clock}</time><p>Read <a href='/l'>the <b>union's</b> letter</a> first. {text}</p></div>"
    )
    found = document(blog(f"<div class='live-blog'>{boxes}</div>"), url=URL)
    assert found.text[found.entries[0].start :].startswith("Read the union's letter first. The council has")
    assert [link.text for link in found.links] == ["the union's letter"] * 3


# --- what only looks live


@pytest.mark.parametrize(
    "html",
    [
        blog("<p>" + ENTRIES[0][3] + "</p>"),
        blog(BOXES["articles with ids"], title="Council puts off its vote").replace("live-entry", "story"),
        blog("", after="<div class='comments'>" + each("<div class='comment'><time datetime='{iso}'>{clock}</time><p>{text}</p></div>") + "</div>"),
    ],
    ids=["no entries", "nothing says that it is live", "readers' comments"],
)  # fmt: skip
def test_a_page_without_entries_or_without_a_word_of_it_is_an_article(html: str) -> None:
    found = document(html, url="https://ledger.example/news/mill-street/")
    assert (found.page_type, found.entries) == ("article", ())


def test_a_police_log_is_one_document_and_a_record() -> None:
    rows = "".join(
        f"<p><strong>{h}:15 a.m.</strong> Report of a parked car, 200 block of Mill Street.</p>"
        for h in range(1, 9)
    )
    found = document(
        blog(rows, title="Police log for Nov. 10"), url="https://ledger.example/blotter/2026-11-10/"
    )
    assert (found.page_type, found.form, found.entries) == ("article", "record", ())


BOXED = "".join(
    f"<div class='entry'><time datetime='{iso(n)}'>{ENTRIES[n][0]}</time><p>{ENTRIES[n][3]}</p></div>"
    for n in range(3)
)


def _declared(number: int) -> str:
    updates = [
        {"headline": f"Headline {n} of them", "articleBody": f"Other words, number {n}, that no box shows"}
        for n in range(number)
    ]
    return f"<script type='application/ld+json'>{json.dumps({'@type': 'LiveBlogPosting', 'headline': TITLE, 'liveBlogUpdate': updates})}</script>"


@pytest.mark.parametrize(
    "html",
    [
        f"<title>{TITLE}</title>" + "<p>a</p>" * 25_000 + BOXED,
        blog("<div class=entry><time datetime='2026-11-10T08:00Z'>8:00 a.m.</time><p>" + "The crew swept the deck of it. " * 6 + "</p></div>" * 5_000, head=_declared(25_000)),
        blog("<p>The crew swept the deck of the bridge.</p>" * 15_000, head=_declared(25_000)),
        f"<title>{TITLE}</title>" + BOXED.replace("entry", "e" * 100_000),
    ],
    ids=range(4),
)  # fmt: skip
def test_hostile_mark_up_takes_little_time(html: str) -> None:
    started = time.process_time()
    document(html, url=URL)
    assert time.process_time() - started < 5
