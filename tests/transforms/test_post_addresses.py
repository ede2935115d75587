"""Addresses of posts: which network, which post, whose, and the address that opens it."""

import pytest

from transforms.post_addresses import PostAddress, framed_post, post_address


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://twitter.com/a_b/status/17?s=20", ("twitter", "17", "a_b", "https://twitter.com/a_b/status/17")),
        ("https://mobile.twitter.com/a/status/17/photo/1", ("twitter", "17", "a", "https://mobile.twitter.com/a/status/17")),
        ("https://x.com/i/status/17", ("twitter", "17", None, "https://x.com/i/status/17")),
        ("at://did:plc:a/app.bsky.feed.post/3k", ("bluesky", "3k", "did:plc:a", "https://bsky.app/profile/did:plc:a/post/3k")),
        ("https://www.youtube.com/shorts/aBcDeFgHiJk?feature=share", ("youtube", "aBcDeFgHiJk", None, "https://www.youtube.com/shorts/aBcDeFgHiJk")),
        ("https://m.youtube.com/watch?v=aBcDeFgHiJk&t=3", ("youtube", "aBcDeFgHiJk", None, "https://www.youtube.com/watch?v=aBcDeFgHiJk")),
        ("https://fb.watch/abcDEF/", ("facebook", "abcDEF", None, "https://fb.watch/abcDEF/")),
        ("https://www.facebook.com/groups/tamarack/posts/123/", ("facebook", "123", None, "https://www.facebook.com/groups/tamarack/posts/123/")),
        ("https://www.tiktok.com/@a.b/video/73?lang=en", ("tiktok", "73", "a.b", "https://www.tiktok.com/@a.b/video/73")),
        ("//www.instagram.com/reel/Cabc/embed/", ("instagram", "Cabc", None, "https://www.instagram.com/reel/Cabc")),
        ("https://mast.example/users/roe/statuses/112233445566", ("mastodon", "112233445566", "roe", "https://mast.example/users/roe/statuses/112233445566")),
        ("https://www.linkedin.com/posts/tamarack-pd_ramp-activity-733-abcd", ("linkedin", "733", "tamarack-pd", "https://www.linkedin.com/posts/tamarack-pd_ramp-activity-733-abcd")),
    ],
)  # fmt: skip
def test_a_posts_address_is_read(url: str, expected: tuple[str, str, str | None, str]) -> None:
    assert post_address(url) == PostAddress(*expected)


@pytest.mark.parametrize(
    "url",
    [
        "https://twitter.com/share?url=https://x.com/a/status/17", "https://www.facebook.com/sharer.php?u=https://x.com/a/status/17",
        "https://www.instagram.com/tamarackpd/", "https://www.youtube.com/embed/videoseries?list=PLabc", "https://www.reddit.com/r/tamarack/",
        "https://www.facebook.com/plugins/page.php?href=https%3A%2F%2Fwww.facebook.com%2Fa", "https://t.example/tamarackpd/15", "https://telegram.example/news/12345",
        "https://story.example/@pat/1234-ramp", "javascript:void(0)", "", "https://x.com/" + "a" * 5000 + "/status/17",
    ],
)  # fmt: skip
def test_an_address_of_anything_else_is_none(url: str) -> None:
    assert post_address(url) is None


def test_a_frame_of_a_frame_leads_to_the_post() -> None:
    inner = "https%3A%2F%2Fcdn.embedly.com%2Fwidgets%2Fmedia.html%3Furl%3Dhttps%253A%252F%252Fx.com%252Fa%252Fstatus%252F17"
    found = framed_post(f"https://proxy.example/frame?src={inner}")
    assert found is not None
    assert (found.network, found.post_id) == ("twitter", "17")
