"""What a careful reader expects of every item and post: the file `expected.yml`, written from the items themselves.

The file stands for those who compare: one entry a source and address, with the outcome, and for documents the form, the
relevance, the main topics and the group of near-identical items. `python -m crawlers.sample --write-expected` renews it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from crawlers.sample.world import Post, World

EXPECTED_PATH = Path(__file__).parent / "expected.yml"
_HASHTAG = "tamarackfalls"
_POST_SOURCES = {
    "mayoribarra.example": "mayor",
    "tamarackfallspd": "police_mastodon",
    "millracedolores": "resident_mastodon",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One announced address of one source.

    Attributes:
        outcome: `document`, or why there is none: a rejection's reason, or the request's outcome.
        form, relevance, topics, group: of documents; None and empty for others.
    """

    source_id: str
    url: str
    outcome: str
    form: str | None
    relevance: str | None
    topics: tuple[str, ...]
    group: str | None


def load_expected() -> tuple[Expected, ...]:
    """The entries of `expected.yml`, in its order; addresses are those of the first anchor."""
    with EXPECTED_PATH.open("rb") as file:
        entries: list[dict[str, Any]] = yaml.load(file, Loader=yaml.CSafeLoader)
    return tuple(
        Expected(
            source_id=entry["source_id"],
            url=entry["url"],
            outcome=entry["outcome"],
            form=entry.get("form"),
            relevance=entry.get("relevance"),
            topics=tuple(entry.get("topics", ())),
            group=entry.get("group"),
        )
        for entry in entries
    )


def expected_text(world: World) -> str:
    """The text of `expected.yml` for this world."""
    entries: list[dict[str, Any]] = []
    for item in world.items:
        entry: dict[str, Any] = {"source_id": item.site.source_id, "url": item.url, "outcome": item.outcome}
        if item.outcome == "document":
            entry |= {"form": item.form, "relevance": item.relevance, "topics": list(item.topics)}
            if item.group:
                entry["group"] = item.group
        entries.append(entry)
    for post in world.posts:
        if post.boosts is not None:
            continue  # another account's post: it is announced there
        for source in _sources_of(post):
            entry = {"source_id": f"us_or_tamarack_falls_{source}", "url": post.url, "outcome": "document"}
            entry |= {"form": "post", "relevance": post.relevance, "topics": list(post.topics)}
            entries.append(entry)
    entries.sort(key=lambda entry: (entry["source_id"], entry["url"]))
    head = "# Written by `python -m crawlers.sample --write-expected`; the items are where to change it.\n"
    return head + yaml.dump(entries, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None)


def _sources_of(post: Post) -> list[str]:
    sources = [_POST_SOURCES[post.account.handle]] if post.account.handle in _POST_SOURCES else []
    return [*sources, "hashtag"] if post.account.network == "mastodon" and _HASHTAG in post.tags else sources
