"""Videos of a YouTube channel."""

import pytest
from pydantic import ValidationError

from crawlers.discovered import Account, Discovered, Found, NotThisKind
from crawlers.kinds.youtube import YouTube, first_urls, parse

CHANNEL = "UCabcdefghijklmnopqrstuv"
POLICE = YouTube(kind="youtube", channel=CHANNEL)
FEED = f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"
ACCOUNT = Account(
    network="youtube", id=CHANNEL, handle=CHANNEL, name="Tamarack Falls Police", is_followed=True
)


def entry(
    key: str = "AbCdEfGhIjK",
    title: str = "Briefing on the Oak Street shooting",
    description: str = "Body-worn camera video.\n\nThe review: https://pd.example/reviews/9?a=1&amp;b=2.",
    link: str = "https://www.youtube.com/watch?v=AbCdEfGhIjK",
    views: int = 412,
    updated: str = "2026-11-24T21:11:40+00:00",
) -> str:
    return f"""<entry><id>yt:video:{key}</id><yt:videoId>{key}</yt:videoId><yt:channelId>{CHANNEL}</yt:channelId>
    <title>{title}</title><link rel="alternate" href="{link}"/>
    <author><name>Tamarack Falls Police</name><uri>https://www.youtube.com/channel/{CHANNEL}</uri></author>
    <published>2026-11-24T17:00:06+00:00</published><updated>{updated}</updated>
    <media:group><media:title>{title}</media:title>
    <media:content url="https://www.youtube.com/v/{key}?version=3" type="application/x-shockwave-flash"/>
    <media:thumbnail url="https://i4.ytimg.com/vi/{key}/hqdefault.jpg" width="480" height="360"/>
    <media:description>{description}</media:description><media:community><media:starRating count="3" average="5.00"/>
    <media:statistics views="{views}"/></media:community></media:group></entry>"""


def feed(*entries: str) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"
     xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="{FEED.replace("&", "&amp;")}"/><id>yt:channel:x</id>
    <title>Tamarack Falls Police</title><published>2012-05-01T15:00:00+00:00</published>{"".join(entries)}</feed>""".encode()


def test_the_feed_is_that_of_the_channel() -> None:
    assert first_urls(POLICE, None) == (FEED,)
    own = YouTube(kind="youtube", channel=CHANNEL, api="http://127.0.0.1:8001/")
    assert first_urls(own, None) == (f"http://127.0.0.1:8001/feeds/videos.xml?channel_id={CHANNEL}",)


def test_a_video_is_complete_with_its_description() -> None:
    assert parse(feed(entry()), FEED, POLICE) == Found(
        items=(
            Discovered(
                url="https://www.youtube.com/watch?v=AbCdEfGhIjK",
                guid="yt:video:AbCdEfGhIjK",
                title="Briefing on the Oak Street shooting",
                published="2026-11-24T17:00:06+00:00",
                modified="2026-11-24T21:11:40+00:00",
                content_text="Body-worn camera video.\n\nThe review: https://pd.example/reviews/9?a=1&b=2.",
                is_complete=True,
                account=ACCOUNT,
                links=("https://pd.example/reviews/9?a=1&b=2",),
            ),
        )
    )


def test_views_change_nothing() -> None:
    assert parse(feed(entry(views=1)), FEED, POLICE) == parse(feed(entry(views=99_000)), FEED, POLICE)


def test_a_short_has_the_address_of_a_video() -> None:
    (item,) = parse(feed(entry(link="https://www.youtube.com/shorts/AbCdEfGhIjK")), FEED, POLICE).items
    assert item.url == "https://www.youtube.com/watch?v=AbCdEfGhIjK"


@pytest.mark.parametrize("description", ["", "  \n "])
def test_without_a_description_the_title_is_the_text(description: str) -> None:
    (item,) = parse(feed(entry(description=description)), FEED, POLICE).items
    assert item.content_text == "Briefing on the Oak Street shooting"


def test_a_text_is_no_markup() -> None:
    (item,) = parse(
        feed(entry(title="Q&amp;A", description="1 &lt; 2 &amp; <![CDATA[3 > 2]]>")), FEED, POLICE
    ).items
    assert (item.title, item.content_text) == ("Q&A", "1 < 2 & 3 > 2")


def test_what_is_no_video_is_noted() -> None:
    found = parse(
        feed(entry(key="playlist-of-many", link="https://www.youtube.com/playlist?list=PL1")), FEED, POLICE
    )
    assert found == Found(items=(), notes=(("not-a-video", "https://www.youtube.com/playlist?list=PL1"),))


def test_a_channel_without_videos_is_read() -> None:
    assert parse(feed(), FEED, POLICE) == Found(items=())


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"", "empty-body"), (b"<!doctype html><html><title>404 Not Found</title>", "html-instead-of-feed")],
)
def test_other_answers_are_refused(body: bytes, reason: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parse(body, FEED, POLICE)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "channel", ["@police", "UCshort", f"{CHANNEL}&x=1", "https://www.youtube.com/@police"]
)
def test_a_channel_is_its_id(channel: str) -> None:
    with pytest.raises(ValidationError):
        YouTube(kind="youtube", channel=channel)
