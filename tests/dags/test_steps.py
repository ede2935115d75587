from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawlers.night import FeedOutcome, SourceNight, write_night
from dags import steps
from dags.config import Config
from dags.demo import SAMPLE, night_at

DAY = date(2026, 11, 17)


def source(folder: Path, name: str, host: str, feed_host: str | None = None) -> None:
    (folder / f"us_or_{name}.yml").write_text(
        f"name: {name}\nhomepage: http://{host}/\npublisher: newspaper\nplace: {{name: Tamarack Falls, state: OR}}\n"
        f"timezone: America/Los_Angeles\nfeeds:\n  - {{kind: feed, url: 'http://{feed_host or host}/feed/'}}\n",
        encoding="utf-8",
    )


@pytest.fixture
def config(tmp_path):
    (tmp_path / "sources").mkdir()
    return Config(
        data=tmp_path / "data",
        sources=tmp_path / "sources",
        gazetteer=None,
        contact="desk@paper.example",
        timezone=ZoneInfo("America/Los_Angeles"),
    )


def test_sources_on_one_host_are_crawled_in_one_batch(config, monkeypatch):
    monkeypatch.setattr(steps, "SMALLEST_BATCH", 2)
    monkeypatch.setattr(steps, "BATCHES", 100)
    source(config.sources, "a", "a.example")
    source(config.sources, "b", "group.example")
    source(config.sources, "c", "c.example")
    source(config.sources, "d", "d.example", "group.example")
    source(config.sources, "e", "e.example")
    source(config.sources, "f", "f.example", "d.example")
    dealt = steps.batches(config)
    assert sorted(name for batch in dealt for name in batch) == [f"us_or_{name}" for name in "abcdef"]
    together = next(batch for batch in dealt if "us_or_b" in batch)
    assert {"us_or_b", "us_or_d", "us_or_f"} <= set(together)
    assert len(dealt) >= 2


def test_the_newsroom_is_more_than_one_batch(config):
    from dataclasses import replace

    dealt = steps.batches(replace(config, sources=SAMPLE / "sources"))
    assert len(dealt) >= 2
    assert sum(map(len, dealt)) == len(list((SAMPLE / "sources").glob("*.yml")))


def test_an_unknown_source_is_named_with_those_that_there_are(config):
    source(config.sources, "a", "a.example")
    with pytest.raises(steps.UnknownSourceError, match=r"no source us_or_x .* there are: us_or_a"):
        steps.extract(config, DAY, only=["us_or_x"])


def account(config: Config, name: str, state: str) -> None:
    at = night_at(DAY)
    feed = FeedOutcome(
        position=0, url="http://a.example/", outcome="ok", items_found=1, items_new=1, detail=""
    )
    write_night(
        config.archive,
        SourceNight(
            source_id=f"us_or_{name}",
            day=DAY,
            state=state,
            started_at=at,
            ended_at=at + timedelta(seconds=5),
            feeds=(feed,),
            requests=(),
        ),
    )


def test_a_night_with_a_failed_source_counts_and_says_which(config):
    for name, state in {"a": "collected", "b": "partial", "c": "failed"}.items():
        source(config.sources, name, f"{name}.example")
        account(config, name, state)
    assert steps.verdict(config, DAY) == "2 of 3 sources collected on 2026-11-17; nothing from us_or_c"


def test_a_night_without_most_of_its_sources_fails(config):
    for name in "abc":
        source(config.sources, name, f"{name}.example")
    account(config, "a", "collected")
    with pytest.raises(
        steps.NightFailedError, match="1 of 3 sources collected on 2026-11-17; nothing from us_or_b, us_or_c"
    ):
        steps.verdict(config, DAY)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 11, 16), "2026-W47"),
        (date(2026, 11, 22), "2026-W47"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2024, 12, 30), "2025-W01"),
    ],
)
def test_a_week_is_the_iso_week(day, week):
    assert steps.week_of(day) == week


def test_a_day_to_come_is_not_crawled(config):
    source(config.sources, "a", "a.example")
    with pytest.raises(steps.DayError, match="is still to come; today is"):
        steps.crawl(config, steps.today(config) + timedelta(days=1))


def test_a_day_that_is_over_is_not_crawled_any_more(config):
    source(config.sources, "a", "a.example")
    with pytest.raises(
        steps.DayError, match="nothing was collected on 2025-11-17, and what was published then cannot"
    ):
        steps.crawl(config, date(2025, 11, 17))
    assert not config.archive.exists()


def test_a_day_that_is_over_keeps_what_was_collected_then(config, monkeypatch):
    for name in "ab":
        source(config.sources, name, f"{name}.example")
    account(config, "a", "failed")
    monkeypatch.setattr(steps, "today", lambda _: DAY + timedelta(days=2))
    assert [(night.source_id, night.state) for night in steps.crawl(config, DAY).nights] == [
        ("us_or_a", "failed")
    ]
