"""The invented town holds what the demonstration and the tests promise of it."""

import json
import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.sample.expected import EXPECTED_PATH, expected_text, load_expected
from crawlers.sample.load import ZONE, load_world
from crawlers.sample.markup import to_html, to_text
from crawlers.sample.newsroom import GAZETTEER_DIR

WORLD = load_world()
TOPICS = 27


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def coverage(a: str, b: str, size: int = 5) -> float:
    """Share of a's word runs that stand in b."""
    runs = [{tuple(text[i : i + size]) for i in range(len(text) - size + 1)} for text in (words(a), words(b))]
    return len(runs[0] & runs[1]) / max(1, len(runs[0]))


def last_text(slug: str) -> str:
    item = next(item for item in WORLD.items if item.slug == slug)
    return to_text(item.versions[-1].body)


def test_two_iso_weeks_hold_at_least_260_items_and_25_posts():
    moments = [item.at for item in WORLD.items]
    assert len(WORLD.items) >= 260
    assert len([post for post in WORLD.posts if post.boosts is None]) >= 25
    assert min(moments) >= datetime(2026, 11, 9, tzinfo=ZONE)
    assert max(moments) < datetime(2026, 11, 23, tzinfo=ZONE)
    assert {tuple(at.isocalendar())[:2] for at in moments} == {(2026, 46), (2026, 47)}
    assert {at.date() for at in moments} == {date(2026, 11, 9) + timedelta(days=n) for n in range(14)}


def test_slugs_and_addresses_are_unique():
    assert [url for url, n in Counter(item.url for item in WORLD.items).items() if n > 1] == []
    assert [url for url, n in Counter(post.url for post in WORLD.posts).items() if n > 1] == []


def test_every_host_is_of_the_reserved_domain_and_nothing_links_outside_it():
    for item in WORLD.items:
        for version in item.versions:
            hosts = re.findall(r"https?://([^/\s\"<>)]+)", to_html(version.body, item.site.template))
            assert [host for host in hosts if not host.endswith(".example")] == []


def test_all_topics_of_the_codebook_occur_at_several_relevances():
    topics = Counter(topic for item in WORLD.items for topic in item.topics)
    assert len(topics) == TOPICS
    relevances = Counter(item.relevance for item in WORLD.items)
    assert set(relevances) == {"core", "incident", "passing", "none"}


def test_a_third_or_more_has_nothing_to_do_with_police():
    assert sum(item.relevance == "none" for item in WORLD.items) >= len(WORLD.items) / 3


def test_topics_are_those_of_the_shared_codebook(shared: Path):
    slugs = {
        topic["slug"] for topic in json.loads((shared / "coding" / "taxonomy.json").read_text())["topics"]
    }
    used = {topic for entry in (*WORLD.items, *WORLD.posts) for topic in entry.topics}
    assert used <= slugs


def test_every_form_is_there():
    forms = {item.form for item in WORLD.items}
    assert forms == {"news", "opinion", "press_release", "letter", "record"}


def test_wire_copy_runs_under_several_bylines_with_the_edits_of_desks():
    groups = defaultdict(list)
    for item in WORLD.items:
        if item.group:
            groups[item.group].append(item)
    wire = [items for items in groups.values() if any(item.site.key == "wire" for item in items)]
    assert sum(len({item.site.key for item in items}) >= 3 for items in wire) >= 3
    for items in wire:
        original = next(item for item in items if item.site.key == "wire")
        copies = [item for item in items if item is not original]
        assert len({item.byline for item in items}) > 1
        for copy in copies:
            assert coverage(to_text(copy.versions[0].body), to_text(original.versions[0].body)) > 0.75
    assert any(
        item.versions[0].body != original.versions[0].body
        for items in wire
        for item in items
        for original in items
    )


def test_a_duplicate_group_has_several_sources_that_share_most_of_their_words():
    groups = defaultdict(list)
    for item in WORLD.items:
        if item.group:
            groups[item.group].append(item)
    for name, items in groups.items():
        assert len({item.site.key for item in items}) >= 2, name
        first = to_text(items[0].versions[0].body)
        for item in items[1:]:
            other = to_text(item.versions[0].body)
            assert min(coverage(first, other), coverage(other, first)) > 0.6, item.slug


def test_a_paper_copies_a_press_release_with_light_edits():
    release, story = last_text("police-bicycle-theft-ring"), last_text("courier-bicycles-recovered")
    assert 0.8 < coverage(story, release) < 1


def test_the_blotter_shares_a_template_but_not_facts():
    entries = [to_text(item.versions[0].body) for item in WORLD.items if item.section == "Blotter"]
    assert len(entries) >= 25
    assert len(set(entries)) == len(entries)
    assert all(" responded. " in entry for entry in entries)
    assert max(coverage(a, b) for a in entries for b in entries if a is not b) < 0.3


def test_the_daily_log_is_one_form_with_other_facts():
    logs = [to_text(item.versions[0].body) for item in WORLD.items if item.section == "Log"]
    assert len(logs) >= 8
    pairs = [coverage(a, b, size=3) for a in logs for b in logs if a is not b]
    assert min(pairs) > 0.4
    assert max(pairs) < 0.75


def test_pages_behind_the_wall_differ_in_their_headline_alone():
    walls = [item for item in WORLD.items if item.slug.startswith("sentinel-wall-")]
    assert len({item.versions[0].body for item in walls}) == 1
    assert len({item.versions[0].title for item in walls}) == len(walls) >= 6


@pytest.mark.parametrize(
    ("slug", "held", "largest"),
    [("courier-week-in-police-news", 5, 0.3), ("ktfl-week-in-review", 3, 0.6)],
)
def test_a_round_up_holds_whole_stories_and_is_none_of_them(slug, held, largest):
    text = last_text(slug)
    site = slug.partition("-")[0]
    within = [
        to_text(item.versions[0].body)
        for item in WORLD.items
        if item.site.key == site and item.slug != slug and coverage(to_text(item.versions[0].body), text) == 1
    ]
    assert len(within) == held
    assert max(coverage(text, story) for story in within) < largest


def test_a_release_is_listed_after_its_copy_has_run():
    release = next(item for item in WORLD.items if item.slug == "da-remodeling-fraud")
    copy = next(item for item in WORLD.items if item.slug == "courier-remodeling-fraud")
    assert release.announced_at is not None
    assert release.at < copy.at < release.announced_at - timedelta(days=1)
    assert release not in WORLD.items_of("da", release.announced_at - timedelta(seconds=1))
    assert release in WORLD.items_of("da", release.announced_at)


def test_at_least_twelve_police_briefs_are_two_sentences_long():
    briefs = [item for item in WORLD.items if "-brief-" in item.slug and item.relevance != "none"]
    assert len(briefs) >= 12
    for brief in briefs:
        text = re.sub(r"\b(?:Nov|Sgt)\.", "", to_text(brief.versions[0].body))
        assert len(re.findall(r"[.?!](?:\s|$)", text)) == 2, brief.slug


def test_nobody_coming_is_told_over_several_days_by_several_sources():
    told = [item for item in WORLD.items if "failure-to-respond" in item.topics]
    assert len(told) >= 20
    assert len({item.site.key for item in told}) >= 8
    assert len({item.at.date() for item in told}) >= 8
    counts = {
        n
        for item in told
        for n in ("six", "nine", "eleven", "11")
        if n in words(to_text(item.versions[0].body))
    }
    assert counts == {"six", "nine", "eleven", "11"}


def test_the_opinion_post_quotes_embeds_and_argues():
    html = to_html(
        next(item for item in WORLD.items if item.slug == "watchdog-hold-for-day-watch").versions[0].body,
        "blog",
    )
    assert html.count('class="wp-block-quote"') == 1
    assert '<cite><a href="http://www.tamarackcourier.example/2026/11/12/union-letter/">' in html
    assert 'class="twitter-tweet"' in html
    assert "“Can wait until morning”?" in html
    letter = "Your administration has instructed sworn officers to stand by"
    assert letter in html
    assert letter in last_text("courier-union-letter")


def test_stories_are_updated_corrected_and_taken_down_after_the_first_demo_night():
    first_night = datetime(2026, 11, 14, 1, 30, tzinfo=ZONE)
    later = [item for item in WORLD.items if any(v.at > first_night for v in item.versions[1:])]
    assert len(later) >= 4
    assert any("Correction:" in item.versions[-1].body for item in later)
    assert any("Correction:" not in item.versions[-1].body for item in later)
    gone = {item.gone_how for item in WORLD.items if item.gone_at and item.at < first_night < item.gone_at}
    assert gone == {"gone", "home"}


def test_an_update_keeps_its_address_and_its_first_words_until_then():
    item = next(item for item in WORLD.items if item.slug == "courier-directive-14")
    before, after = item.versions
    assert "since September" in before.body
    assert item.as_of(after.at - timedelta(seconds=1)) == before
    assert item.as_of(after.at) == after
    assert item.as_of(item.at - timedelta(seconds=1)) is None


def test_another_anchor_moves_dates_addresses_and_dated_words_by_whole_weeks():
    moved = load_world(date(2026, 11, 23))
    a = next(item for item in WORLD.items if item.slug == "police-statement-on-foundry-street")
    b = next(item for item in moved.items if item.slug == a.slug)
    assert b.at - a.at == timedelta(days=14)
    assert a.url.endswith("/2026/11/09/statement-on-foundry-street")
    assert b.url.endswith("/2026/11/23/statement-on-foundry-street")
    assert "Nov. 9" in a.versions[0].body
    assert "Nov. 23" in b.versions[0].body


def test_an_anchor_that_is_no_monday_is_refused():
    with pytest.raises(ValueError, match="2026-11-10 is a Tuesday"):
        load_world(date(2026, 11, 10))


def test_the_file_of_expectations_is_current():
    assert EXPECTED_PATH.read_text(encoding="utf-8") == expected_text(WORLD), (
        "renew it: python -m crawlers.sample --write-expected"
    )


def test_expectations_name_every_item_and_post_once():
    entries = load_expected()
    keys = [(entry.source_id, entry.url) for entry in entries]
    assert len(set(keys)) == len(keys)
    assert {item.url for item in WORLD.items} <= {entry.url for entry in entries}
    assert all((entry.form is None) == (entry.outcome != "document") for entry in entries)


def test_the_gazetteer_names_those_who_are_quoted():
    rows = (GAZETTEER_DIR / "people.csv").read_text().splitlines()[1:]
    everything = "\n".join(to_text(version.body) for item in WORLD.items for version in item.versions)
    names = [row.split(",")[1] for row in rows]
    assert len(names) >= 20
    assert [name for name in names if name not in everything] == []
