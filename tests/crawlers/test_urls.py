"""Which addresses are one document, and which are one site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.urls import absolute_url, canonical_url, document_key, same_site

PLAIN = "https://gazette.example/news/story"

SAME = [
    # how a reader came
    (f"{PLAIN}?utm_source=rss&utm_medium=feed", PLAIN),
    (f"{PLAIN}?UTM_Campaign=x", PLAIN),
    (f"{PLAIN}?fbclid=IwAR0abc", PLAIN),
    (f"{PLAIN}?gclid=1&gbraid=2&wbraid=3", PLAIN),
    (f"{PLAIN}?msclkid=1&twclid=2&ttclid=3&yclid=4&dclid=5", PLAIN),
    (f"{PLAIN}?mc_cid=a1&mc_eid=b2", PLAIN),
    (f"{PLAIN}?_hsenc=p2&_hsmi=7&hsCtaTracking=z", PLAIN),
    (f"{PLAIN}?igshid=1&igsh=2", PLAIN),
    (f"{PLAIN}?mkt_tok=abc", PLAIN),
    (f"{PLAIN}?_ga=2.1&_gl=1*x", PLAIN),
    (f"{PLAIN}?pk_campaign=x&mtm_source=y", PLAIN),
    (f"{PLAIN}?__twitter_impression=true", PLAIN),
    (f"{PLAIN}?replytocom=55", PLAIN),
    (f"{PLAIN}?PHPSESSID=0a1b", PLAIN),
    (f"{PLAIN}?CFID=1&CFTOKEN=2", PLAIN),
    ("https://city.example/news.jsp;jsessionid=0A1B?id=4", "https://city.example/news.jsp?id=4"),
    (f"{PLAIN}#comments", PLAIN),
    (f"{PLAIN}?", PLAIN),
    (f"{PLAIN}?utm_source=a&id=7&fbclid=b", f"{PLAIN}?id=7"),
    # how it is written
    ("HTTPS://Gazette.Example/news/story", PLAIN),
    (f"  {PLAIN}\n", PLAIN),
    ("https://gazette.example:443/news/story", PLAIN),
    ("http://gazette.example:80/news/story", "http://gazette.example/news/story"),
    ("https://gazette.example./news/story", PLAIN),
    ("https://gazette.example", "https://gazette.example/"),
    ("https://gazette.example/a/../news/./story", PLAIN),
    ("https://gazette.example/%7Eroe/a%2fb", "https://gazette.example/~roe/a%2Fb"),
    ("https://gazette.example/caf\u00e9", "https://gazette.example/caf%C3%A9"),
    ("https://b\u00fccher.example/x", "https://xn--bcher-kva.example/x"),
    ("https://gazette.example/s?b=2&a=1", "https://gazette.example/s?a=1&b=2"),
    ("https://gazette.example/s?a=1&amp;b=2", "https://gazette.example/s?a=1&b=2"),
    ("https://gazette.example/s?q=oak%20street", "https://gazette.example/s?q=oak+street"),
    ("https://reader:secret@gazette.example/news/story", PLAIN),
    # AMP and mobile
    (f"{PLAIN}/amp", PLAIN),
    (f"{PLAIN}/amp/", f"{PLAIN}/"),
    ("https://gazette.example/amp/news/story", PLAIN),
    (f"{PLAIN}?amp", PLAIN),
    (f"{PLAIN}?amp=1", PLAIN),
    (f"{PLAIN}?outputType=amp", PLAIN),
    (f"{PLAIN}?noamp=mobile", PLAIN),
    ("https://gazette.example/news/story.amp.html", "https://gazette.example/news/story.html"),
    ("https://amp.gazette.example/news/story", PLAIN),
    ("https://m.gazette.example/news/story", PLAIN),
    ("https://mobile.gazette.example/news/story", PLAIN),
    ("https://www.google.com/amp/s/gazette.example/news/story", PLAIN),
    ("https://www.google.com/amp/s/gazette.example/news/story/amp/?utm_source=x", f"{PLAIN}/"),
    ("https://google.co.uk/amp/gazette.example/news/story", "http://gazette.example/news/story"),
    ("https://gazette-example.cdn.ampproject.org/c/s/gazette.example/news/story", PLAIN),
    (
        "https://gazette-example.cdn.ampproject.org/v/s/gazette.example/news/story?amp_js_v=0.1",
        f"{PLAIN}?amp_js_v=0.1",
    ),
]

KEPT = [
    # what tells pages apart at CivicPlus, Granicus, BLOX, McClatchy, WordPress, old CMSs
    "https://city.example/CivicAlerts.aspx?AID=123",
    "https://city.example/RSSFeed.aspx?CID=All-newsflash.xml&ModID=1",
    "https://city.example/Calendar.aspx?EID=55",
    "https://city.example/MediaPlayer.php?clip_id=4&view_id=2",
    "https://city.example/page?uid=4",
    "https://gazette.example/story.php?storyid=12",
    "https://gazette.example/?p=4411",
    "https://gazette.example/photos?gallery=3",
    "https://gazette.example/a?session=7&source=police-log",
    "https://gazette.example/a?12345=",
    "https://gazette.example/a?ref=7",
    "https://gazette.example/local/?getXmlFeed=true&widgetContentId=712015",
    "https://gazette.example/article_0a1b2c3d-11ee.html",
    "https://gazette.example/a?url=https%3A%2F%2Fcity.example%2Fb",
    "https://gazette.example/News/Story",
    "https://gazette.example/news/story/",
    "https://gazette.example/news//story",
    "https://gazette.example/news/ampersand",
    "https://gazette.example/camp/amp-stories",
    "https://gazette.example/news/amp/shop",
    "https://gazette.example/s?output=pdf",
    "https://gazette.example/s?amp=12",
    "https://www.gazette.example/news/story",
    "https://m.example/news/story",
    "https://mail.gazette.example/x",
    "https://gazette.example:8443/x",
    "http://127.0.0.1:8001/a",
    "http://[::1]:8001/a",
    "https://gazette.example/a%2Fb",
    "at://did:plc:abc/app.bsky.feed.post/3k",
    "mailto:desk@gazette.example",
    "https://gazette.example:notaport/",
    "",
]


@pytest.mark.parametrize(("given_url", "expected"), SAME)
def test_addresses_of_one_page_become_one(given_url: str, expected: str) -> None:
    assert canonical_url(given_url) == expected


@pytest.mark.parametrize("url", KEPT)
def test_what_may_tell_pages_apart_stays(url: str) -> None:
    assert canonical_url(url) == url


def test_a_source_can_keep_a_tracker_and_drop_a_key() -> None:
    url = "https://gazette.example/a?cmpid=4&ref=home&id=1"
    assert canonical_url(url) == "https://gazette.example/a?id=1&ref=home"
    assert canonical_url(url, keep_params=("CMPID",)) == "https://gazette.example/a?cmpid=4&id=1&ref=home"
    assert canonical_url(url, drop_params=("Ref",)) == "https://gazette.example/a?id=1"


@pytest.mark.parametrize(
    "url",
    [
        "http://gazette.example/a",
        "https://gazette.example/a",
        "https://m.gazette.example/a",
        "https://amp.gazette.example/a",
        "https://www.gazette.example/a",
    ],
)
def test_the_homepage_decides_scheme_and_host_of_its_twins(url: str) -> None:
    assert canonical_url(url, home="https://www.gazette.example/") == "https://www.gazette.example/a"


def test_the_homepage_decides_nothing_for_other_hosts() -> None:
    home = "https://www.gazette.example/"
    assert canonical_url("http://police.gazette.example/a", home=home) == "http://police.gazette.example/a"
    assert (
        canonical_url("http://127.0.0.1:8001/a", home="http://127.0.0.1:8002/") == "http://127.0.0.1:8001/a"
    )


HOSTS = st.sampled_from(
    ["gazette.example", "m.gazette.example", "amp.x.co.uk", "127.0.0.1:81", "B\u00fccher.example."]
)
PATHS = st.lists(
    st.sampled_from(
        ["amp", "a", "A%2fb", "..", ".", "", "x.amp.html", ";jsessionid=1", "caf\u00e9", "%", "s;p"]
    ),
    max_size=5,
).map("/".join)
QUERIES = st.lists(
    st.sampled_from(
        ["amp", "amp=1", "a=1", "b", "utm_x=1", "q=a b", "amp;c=2", "%26=%3D", "a=%e9", "=", "a=&amp;amp;"]
    ),
    max_size=4,
).map("&".join)


@given(
    st.builds(
        "{}://{}/{}?{}#{}".format,
        st.sampled_from(["http", "HTTPS"]),
        HOSTS,
        PATHS,
        QUERIES,
        st.text(max_size=3),
    )
)
def test_twice_is_once_for_addresses(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda tail: f"https://{tail}"))
def test_twice_is_once_for_any_text(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://www.gazette.example/a", "http://m.gazette.example/b", True),
        ("https://gazette.example", "https://gazette.example:8080/", True),
        ("https://gazette.example/", "https://herald.example/", False),
        ("https://one.blogspot.com/", "https://two.blogspot.com/", False),
        ("https://www.paper.co.uk/", "https://other.co.uk/", False),
        ("https://news.paper.co.uk/", "https://paper.co.uk/", True),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/b", True),
        ("http://127.0.0.1/a", "http://127.0.0.2/b", False),
        ("http://localhost/a", "http://localhost:81/", True),
        ("nonsense", "nonsense", False),
        ("https://[", "https://[", False),
    ],
)
def test_a_site_is_a_registrable_domain(a: str, b: str, same: bool) -> None:
    assert same_site(a, b) is same


def test_links_become_absolute_or_nothing() -> None:
    assert absolute_url("https://gazette.example/a/b", "../c?d#e") == "https://gazette.example/c?d#e"
    assert absolute_url("https://gazette.example/", "//herald.example/x") == "https://herald.example/x"
    for link in (
        None,
        "",
        "mailto:desk@gazette.example",
        "javascript:void(0)",
        "http://[",
        "ftp://x.example/",
    ):
        assert absolute_url("https://gazette.example/", link) is None


def test_the_key_is_a_digest_of_source_and_address() -> None:
    assert document_key("us_or_a", PLAIN) == "dcd541e2981998a416e5cb886b643471"
    assert document_key("us_or_b", PLAIN) != document_key("us_or_a", PLAIN)
    assert len(document_key("us_or_a", "https://a.example/\ud800")) == 32
