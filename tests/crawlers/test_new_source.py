"""The file that is written for a new source."""

import shlex
from pathlib import Path

import pytest

from crawlers.kinds import KINDS
from crawlers.new_source import new_source
from crawlers.sources import SourceError, load_source


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_file_is_valid_and_explains_every_key(kind: str, tmp_path: Path) -> None:
    path = new_source(
        "https://gazette.example/",
        tmp_path / "sources",
        name="The Tamarack Falls Gazette: News",
        publisher="newspaper",
        place="Tamarack Falls",
        state="OR",
        timezone="America/Los_Angeles",
        kind=kind,
    )
    assert path.name == "us_or_tamarack_falls_gazette_news.yml"
    source = load_source(path)
    assert (source.name, source.feeds[0].kind) == ("The Tamarack Falls Gazette: News", kind)
    text = path.read_text()
    for key in (*KINDS[kind].model_fields, "county", "status_reason", "drop_params", "new_per_week_min"):
        assert f"{key}: " in text
    assert ("CHECK THIS" in text) == (kind != "wordpress")


def test_a_new_file_s_comments_are_valid_once_uncommented(tmp_path: Path) -> None:
    path = new_source(
        "https://gazette.example/",
        tmp_path,
        name="Gazette",
        publisher="newspaper",
        place="Tamarack Falls",
        state="OR",
        timezone="America/Los_Angeles",
        kind="listing",
    )
    lines = [
        line.replace("# ", "", 1) if line.lstrip().startswith("# ") else line
        for line in path.read_text().split("\n")
    ]
    path.write_text("\n".join(line for line in lines if "_css:  #" not in line))
    assert load_source(path).crawl.recheck_days == (1, 2, 3, 7, 14, 30, 90)


def test_a_new_file_overwrites_nothing_and_is_not_written_when_wrong(tmp_path: Path) -> None:
    def make(timezone: str = "America/Los_Angeles", kind: str = "feed") -> Path:
        return new_source(
            "https://gazette.example",
            tmp_path,
            name="Gazette",
            publisher="newspaper",
            place="Tamarack Falls",
            state="OR",
            timezone=timezone,
            kind=kind,
        )

    with pytest.raises(SourceError, match="which is no time zone"):
        make(timezone="Pacific")
    with pytest.raises(SourceError, match="the kind is 'rss'; accepted: feed, sitemap"):
        make(kind="rss")
    assert list(tmp_path.iterdir()) == []
    path = make()
    path.write_text("mine")
    with pytest.raises(SourceError, match="the file is there already"):
        make()
    assert path.read_text() == "mine"


def feed_of(
    folder: Path, kind: str, url: str, feed_url: str | None = None, account: str | None = None
) -> dict:
    """The feed that the new file gives, its keys with a value that is not a default, and which are guesses."""
    path = new_source(
        url,
        folder,
        name="Police",
        publisher="police",
        place="Tamarack Falls",
        state="OR",
        timezone="America/Los_Angeles",
        kind=kind,
        feed_url=feed_url,
        account=account,
    )
    given = load_source(path).feeds[0].model_dump(exclude_defaults=True)
    guesses = {
        line.strip().partition(":")[0] for line in path.read_text().splitlines() if "CHECK THIS" in line
    }
    assert given.pop("kind") == kind
    return {f"{key}?" if key in guesses else key: value for key, value in given.items()}


SERVER = "https://mastodon.example"
CHANNEL = "UCabcdefghijklmnopqrstuv"


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("mastodon", {"url": f"{SERVER}/@pd"}, {"url": SERVER, "account": "pd"}),
        ("mastodon", {"url": f"{SERVER}/@pd/"}, {"url": SERVER, "account": "pd"}),
        ("mastodon", {"url": f"{SERVER}/users/pd"}, {"url": SERVER, "account": "pd"}),
        ("mastodon", {"url": f"{SERVER}/@pd@city.example"}, {"url": SERVER, "account": "pd@city.example"}),
        ("mastodon", {"url": f"{SERVER}/tags/tamarackfalls"}, {"url": SERVER, "tag": "tamarackfalls"}),
        ("mastodon", {"url": f"{SERVER}/@pd", "account": "@news"}, {"url": SERVER, "account": "news"}),
        ("mastodon", {"url": "https://pd.example/", "feed_url": f"{SERVER}/@pd"}, {"url": SERVER, "account": "pd"}),
        ("mastodon", {"url": "https://pd.example/", "feed_url": SERVER, "account": "pd"}, {"url": SERVER, "account": "pd"}),
        ("mastodon", {"url": "https://pd.example/", "account": "pd@mastodon.example"}, {"url?": SERVER, "account": "pd@mastodon.example"}),
        ("mastodon", {"url": "https://pd.example/"}, {"url?": "https://mastodon.social", "account?": "name"}),
        ("bluesky", {"url": "https://bsky.app/profile/mayor.example"}, {"actor": "mayor.example"}),
        ("bluesky", {"url": "https://bsky.app/profile/did:plc:abc"}, {"actor": "did:plc:abc"}),
        ("bluesky", {"url": "https://mayor.example/", "account": "@mayor.example"}, {"actor": "mayor.example"}),
        ("bluesky", {"url": "https://mayor.example/"}, {"actor?": "name.bsky.social"}),
        ("youtube", {"url": f"https://www.youtube.com/channel/{CHANNEL}"}, {"channel": CHANNEL}),
        ("youtube", {"url": "https://www.youtube.com/@pd", "account": CHANNEL}, {"channel": CHANNEL}),
        ("youtube", {"url": "https://www.youtube.com/@pd"}, {"channel?": f"UC{'x' * 22}"}),
        ("reddit", {"url": "https://www.reddit.com/r/tamarackfalls/"}, {"subreddit": "tamarackfalls"}),
        ("reddit", {"url": "https://www.reddit.com/"}, {"subreddit?": "NAME"}),
        ("alerts", {"url": "https://pd.example", "feed_url": "https://www.google.com/alerts/feeds/1/2"}, {"url": "https://www.google.com/alerts/feeds/1/2"}),
        ("feed", {"url": f"{SERVER}/@pd"}, {"url?": f"{SERVER}/@pd/feed/"}),
        ("feed", {"url": "https://pd.example", "feed_url": "https://pd.example/rss"}, {"url": "https://pd.example/rss"}),
        ("listing", {"url": "https://pd.example/", "feed_url": "https://pd.example/news"}, {"url": "https://pd.example/news", "link_css?": "h2 a"}),
    ],
)  # fmt: skip
def test_an_account_s_page_tells_server_and_account_and_the_rest_is_marked_as_a_guess(
    kind: str, given: dict[str, str], expected: dict[str, str], tmp_path: Path
) -> None:
    assert feed_of(tmp_path, kind, **given) == expected


def test_the_guide_s_commands_write_files(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
    commands = [shlex.split(line) for line in guide.splitlines() if line.startswith("beatbook sources new ")]
    whole = [words for words in commands if "--state" in words]
    assert len(whole) == 2
    for _, _, _, url, *options in whole:
        given = {
            key.removeprefix("--"): value for key, value in zip(options[::2], options[1::2], strict=True)
        }
        given["feed_url"] = given.pop("feed", None)
        assert load_source(new_source(url, tmp_path, timezone="America/Los_Angeles", **given)).homepage == url
