"""Pages grown from a grammar of tags, classes, embeds, metadata and words, as hypothesis strategies.

The same strategies serve the tests, the long run (fed with random bytes) and the guided one (fed by atheris).
"""

import json
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

_BLOCKS: Final = (
    "p", "div", "section", "article", "main", "aside", "header", "footer", "nav", "blockquote", "ul", "ol", "li", "dl", "dt", "dd",
    "table", "tbody", "tr", "td", "th", "caption", "figure", "figcaption", "h1", "h2", "h3", "pre", "center", "form", "details",
    "summary", "body", "html", "head", "title", "iframe", "noscript", "template", "svg", "frameset", "amp-twitter", "select", "button",
)  # fmt: skip
_INLINES: Final = ("a", "b", "i", "em", "strong", "span", "q", "cite", "code", "sub", "br", "img", "font", "time", "script", "style", "wbr", "ins")  # fmt: skip
_CLASSES: Final = (
    "entry-content", "article-body", "post", "hentry", "byline", "author", "author-bio", "caption", "wp-caption-text", "quote", "pull-quote",
    "pullquote", "blockquote", "twitter-tweet", "instagram-media", "bluesky-embed", "fb-post", "tiktok-embed", "reddit-embed-bq", "mastodon-embed",
    "wp-block-embed", "wp-block-quote", "comments", "comment", "related", "newsletter", "share", "correction", "editors-note", "tncms-block",
    "live-blog-entry", "wp-block-newspack-blocks", "screen-reader-text", "hidden", "updated", "published", "dateline", "tags", "breadcrumb", "single", "archive",
)  # fmt: skip
_ADDRESSES: Final = (
    "https://twitter.com/roe/status/1234567890123456789", "https://x.com/roe/status/12", "https://www.instagram.com/p/Ab_1/",
    "https://bsky.app/profile/roe.example/post/3kabc", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://youtu.be/", "/news/story.html", "//",
    "#top", "", "javascript:void(0)", "mailto:a@b.example", "http://[::1", "https://a.example/ b", "data:text/html,x", "https://www.facebook.com/roe/posts/1",
    "https://www.tiktok.com/@roe/video/1", "https://old.reddit.com/r/x/comments/1/", "https://mastodon.example/@roe/1", "?q=1", "../..", "https://é.example/ü?\udcff",
)  # fmt: skip
_PIECES: Final = (
    "The sheriff’s office closed the bridge on Tuesday, a spokesman said. ", "“We will look at it,” Roe said. ", "Correction: an earlier version named another street. ",
    "By Jane Roe", "(AP) — ", "Read more: another story", "Updated Nov. 10, 2026 at 4:15 p.m. PST", "10/11/2026", "2026-11-10T16:15:00-08:00", "Share this",
    "SPRINGFIELD — ", "©", " ", "\n", "\n\n", "\t", "\u00a0", "\u00ad", "\u200b", "\u200d", "\ufeff", "\u2028", "\u202e", "\ufffd", "\ufb01", "e\u0301", "👩\u200d👩\u200d👧", "警方周二关闭了大桥。", "أغلقت الشرطة الجسر",
    "â€™", "Ã©", "&amp;#8217;", "&amp;amp;", "&#146;", "&#0;", "&nbsp;", "&lt;b&gt;", "&", "<", ">", '"', "'", "\0", "https://x.com/roe/status/12", "1", "-", "…",
)  # fmt: skip
_KEYS: Final = (
    "@type", "@id", "@graph", "headline", "alternativeHeadline", "author", "creator", "name", "datePublished", "dateModified", "articleBody", "articleSection",
    "keywords", "image", "url", "publisher", "mainEntityOfPage", "isAccessibleForFree", "liveBlogUpdate", "inLanguage", "caption", "description", "itemListElement", "video",
)  # fmt: skip
_VALUES: Final = (
    "NewsArticle", "LiveBlogPosting", "Person", "Organization", "WebPage", "VideoObject", "ImageGallery", "ItemList", "Jane Roe", "By Jane Roe and John Roe",
    "Bridge closed after truck hits rail", "2026-11-10T16:15:00-08:00", "2026-11-10", "0000-00-00", "9999-12-31T23:59:59Z", "https://ledger.example/x", "//", "http://[", "#id",
    "False", "en-US", "", " ", "x" * 5000, "\ud800", "\0", "&amp;#8217;",
)  # fmt: skip
_METAS: Final = (
    "og:title", "og:url", "og:type", "og:image", "og:site_name", "og:locale", "article:published_time", "article:modified_time", "article:author", "article:section",
    "article:tag", "article:content_tier", "author", "byl", "parsely-author", "date", "keywords", "news_keywords", "description", "twitter:title", "sailthru.date",
)  # fmt: skip

_texts = st.lists(st.sampled_from(_PIECES) | st.text(max_size=12), max_size=6).map("".join)
_scalars = st.sampled_from(_VALUES) | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)  # fmt: skip
_declared = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=6),
    max_leaves=20,
)


@st.composite
def _attributes(draw: st.DrawFn) -> str:
    given: list[str] = []
    if draw(st.booleans()):
        given.append(f'class="{" ".join(draw(st.lists(st.sampled_from(_CLASSES), max_size=3)))}"')
    name = draw(
        st.sampled_from(
            (
                "",
                "",
                "href",
                "cite",
                "src",
                "id",
                "datetime",
                "style",
                "hidden",
                "role",
                "itemprop",
                "data-url",
            )
        )
    )
    if name in ("href", "cite", "src", "data-url"):
        given.append(f'{name}="{draw(st.sampled_from(_ADDRESSES))}"')
    elif name:
        value = st.sampled_from(
            (*_VALUES, "display:none", "presentation", "headline", "author", "articleBody")
        )
        given.append(f'{name}="{draw(value)}"')
    return " ".join(["", *given])


@st.composite
def _element(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    name = draw(st.sampled_from(_BLOCKS + _INLINES))
    held = "".join(draw(st.lists(inner, max_size=4)))
    closing = draw(st.sampled_from((f"</{name}>",) * 8 + ("", "</p>", "</div>")))
    times = draw(st.sampled_from((1,) * 20 + (4, 40)))
    opening = f"<{name}{draw(_attributes())}>" * times
    return f"{opening}{held}{closing}"


@st.composite
def _script(draw: st.DrawFn) -> str:
    said = json.dumps(draw(_declared), ensure_ascii=draw(st.booleans()))
    end = draw(st.sampled_from((said, said, said, said[:-1], said + ";", said.replace("}", ",}"))))
    return f'<script type="application/ld+json">{end}</script>'


@st.composite
def _meta(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(("property", "name", "itemprop", "http-equiv")))
    return (
        f'<meta {kind}="{draw(st.sampled_from(_METAS))}" content="{draw(st.sampled_from(_VALUES) | _texts)}">'
    )


@st.composite
def pages(draw: st.DrawFn) -> bytes:
    """A page: mostly UTF-8, sometimes with what UTF-8 does not allow."""
    tree = st.recursive(_texts | _script(), _element, max_leaves=30)
    head = "".join(draw(st.lists(_meta() | _script(), max_size=5)))
    title = draw(_texts)
    running = f"<p>{_PIECES[0] * draw(st.sampled_from((0, 1, 3, 12)))}</p>"
    around = draw(st.sampled_from(("article", "main", "div class='entry-content'", "div", "td")))
    body = "".join(running + part for part in draw(st.lists(tree, min_size=1, max_size=6)))
    text = f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head><body><{around}><h1>{title}</h1>{body}{running}</{around.split()[0]}></body></html>"
    return text.encode("utf-8", draw(st.sampled_from(("replace", "surrogatepass"))))


@st.composite
def labels(draw: st.DrawFn) -> str:
    """A Content-Type."""
    usual = ("text/html; charset=utf-8",) * 6
    odd = (
        "text/html", "", "text/html; charset=", "text/html; charset=iso-8859-1", "text/html; charset=utf-7", "text/html; charset=shift_jis",
        "text/html; charset=utf-16", "text/html;charset=\"utf8\"", "text/html; charset=x-user-defined", "application/xhtml+xml", "text/plain", "text/plain; charset=gb2312", "message/rfc822", "application/pdf",
    )  # fmt: skip
    return str(draw(st.sampled_from(usual + odd)))


def grown(chance: bytes) -> tuple[bytes, str]:
    """The page and the content type that some bytes decide; where they do not suffice, as after them."""
    found: list[tuple[bytes, str]] = []

    @settings(suppress_health_check=list(HealthCheck), database=None, deadline=None)
    @given(pages(), labels())
    def grow(page: bytes, label: str) -> None:
        found.append((page, label))

    test: Any = grow
    while not found:
        test.hypothesis.fuzz_one_input(chance)
        chance += bytes(8000)
    return found[-1]
