"""Reads the invented world from the YAML files beside this module, its dates moved to the anchor's week."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import yaml

from crawlers.sample.world import Item, Person, Post, Site, Version, World, page_number

ZONE = ZoneInfo("America/Los_Angeles")
FIRST_DAY = date(2026, 11, 9)
"""The Monday for which the items are written; another anchor moves every date by whole weeks."""

_HERE = Path(__file__).parent
_DATE_TOKEN = re.compile(r"<<(\d{4}-\d{2}-\d{2})(?:\|(\w+))?>>")
_ITEM_LINK = re.compile(r"item:([a-z0-9-]+)")
_AP_MONTHS = [
    "Jan.",
    "Feb.",
    "March",
    "April",
    "May",
    "June",
    "July",
    "Aug.",
    "Sept.",
    "Oct.",
    "Nov.",
    "Dec.",
]


@lru_cache(maxsize=2)
def load_world(anchor: date = FIRST_DAY) -> World:
    """Read the world, its first Monday moved to `anchor`.

    Raises:
        ValueError: `anchor` is not a Monday (the prose names days of the week), or a file has a slip.
    """
    if anchor.weekday() != 0:
        raise ValueError(f"anchor must be a Monday, {anchor} is a {anchor:%A}")
    shift = anchor - FIRST_DAY
    raw_sites: dict[str, dict[str, Any]] = _read(_HERE / "sites.yml")
    sites = {
        key: Site(
            key=key,
            **(raw | {name: _tuple(raw[name]) for name in ("nav", "comments") if name in raw}),
        )
        for key, raw in raw_sites.items()
    }
    raw_items = _raw_items()
    urls = {slug: _url(sites[raw["site"]], slug, raw, shift) for slug, raw in raw_items.items()}

    def finish(text: str) -> str:
        text = _DATE_TOKEN.sub(lambda found: _date_words(found[1], found[2], shift), text)
        return _ITEM_LINK.sub(lambda found: urls[found[1]], text)

    items = [
        _item(slug, raw, sites[raw["site"]], urls[slug], shift, finish) for slug, raw in raw_items.items()
    ]
    accounts, posts = _posts(shift, finish)
    return World(
        sites=sites,
        items=tuple(sorted(items, key=lambda item: (item.at, item.slug))),
        accounts=accounts,
        posts=tuple(sorted(posts, key=lambda post: (post.at, post.id))),
    )


def _read(path: Path) -> Any:
    # The C loader reads all files in a fifth of a second; the Python one needs three.
    with path.open("rb") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)


def _raw_items() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((_HERE / "items").glob("*.yml")):
        file = _read(path)
        for raw in file["items"]:
            _add(found, file.get("defaults", {}) | raw, path)
    for path in sorted((_HERE / "tables").glob("*.yml")):
        for raw in _rows(_read(path)):
            _add(found, raw, path)
    return {slug: _gathered(_copied(raw, found), found) for slug, raw in found.items()}


def _add(found: dict[str, dict[str, Any]], raw: dict[str, Any], path: Path) -> None:
    slug = raw.pop("slug")
    if slug in found:
        raise ValueError(f"{path.name}: the slug {slug} is used twice")
    found[slug] = raw


def _rows(table: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Items of a fact table: every text of its `item` is a template that each row fills in."""
    from jinja2 import Environment, StrictUndefined

    # Plain text comes out, not HTML: the pages escape it.
    env = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701
    bodies = [env.from_string(text) for text in table["bodies"]]
    fields = {
        name: env.from_string(value) if isinstance(value, str) else value
        for name, value in table["item"].items()
    }
    for position, row in enumerate(table["rows"]):
        facts = dict(zip(table["columns"], row, strict=True))
        raw: dict[str, Any] = {
            name: value if isinstance(value, list | dict) else value.render(facts)
            for name, value in fields.items()
        }
        raw["body"] = bodies[position % len(bodies)].render(facts)
        if "topics" in facts:
            raw["topics"] = facts["topics"].split()
        yield raw


def _copied(raw: dict[str, Any], all_raw: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A copy of another item's body, edited the way desks edit: lead, cut tail, words changed, something added."""
    if "copy_of" not in raw:
        return raw
    raw = dict(raw)
    original = _copied(all_raw[raw.pop("copy_of")], all_raw)
    paragraphs = original["body"].strip().split("\n\n")
    cut = raw.pop("cut", 0)
    body = "\n\n".join(paragraphs[: len(paragraphs) - cut])
    for old, new in raw.pop("edits", ()):
        if old not in body:
            raise ValueError(f"the copy {raw.get('title')!r} edits words that are not there: {old!r}")
        body = body.replace(old, new, 1)
    added = raw.pop("add", "")
    raw["body"] = f"{body}\n\n{added}" if added else body
    inherited = {name: original[name] for name in ("title", "relevance", "topics") if name in original}
    return inherited | raw


def _gathered(raw: dict[str, Any], all_raw: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A round-up: its own words, then the items that it `holds`, whole, each under its first headline."""
    if "holds" not in raw:
        return raw
    raw = dict(raw)
    parts = [raw.get("body", "")]
    for slug in raw.pop("holds"):
        held = _copied(all_raw[slug], all_raw)
        parts.append(f"## {held['title']}\n\n{held['body'].strip()}")
    raw["body"] = "\n\n".join(part.strip() for part in parts if part)
    return raw


def _item(
    slug: str, raw: dict[str, Any], site: Site, url: str, shift: timedelta, finish: Callable[[str], str]
) -> Item:
    raw = dict(raw)
    for name in ("site", "path"):
        raw.pop(name, None)
    first = Version(
        at=_local(raw.pop("at"), shift), title=finish(raw.pop("title")), body=finish(raw.pop("body", ""))
    )
    versions = [first]
    for update in raw.pop("updates", ()):
        last = versions[-1]
        body = finish(update["body"]) if "body" in update else last.body
        for old, new in update.get("edits", ()):
            if finish(old) not in body:
                raise ValueError(f"{slug}: an update edits words that are not there: {old!r}")
            body = body.replace(finish(old), finish(new), 1)
        if "add" in update:
            body = f"{body.strip()}\n\n{finish(update['add'])}"
        versions.append(
            Version(at=_local(update["at"], shift), title=finish(update.get("title", last.title)), body=body)
        )
    for name in ("shown_at", "announced_at", "gone_at"):
        if name in raw:
            raw[name] = _local(raw[name], shift)
    for name in ("topics", "tags"):
        raw[name] = tuple(raw.get(name, ()))
    if "summary" in raw:
        raw["summary"] = finish(raw["summary"])
    return Item(site=site, slug=slug, url=url, versions=tuple(versions), **raw)


def _url(site: Site, slug: str, raw: dict[str, Any], shift: timedelta) -> str:
    at = _local(raw["at"], shift)
    path: str = raw.get("path", site.path).format(
        y=f"{at:%Y}",
        m=f"{at:%m}",
        d=f"{at:%d}",
        slug=slug.removeprefix(f"{site.key}-"),
        section=raw["section"].lower().replace(" ", "-"),
        n=page_number(slug),
        uuid=uuid5(NAMESPACE_URL, slug),
    )
    return site.root + path


def _posts(shift: timedelta, finish: Callable[[str], str]) -> tuple[dict[str, Person], list[Post]]:
    accounts: dict[str, Person] = {}
    posts: list[Post] = []
    for path in sorted((_HERE / "posts").glob("*.yml")):
        file = _read(path)
        for handle, raw in file["accounts"].items():
            accounts[handle] = Person(handle=handle, network=file["network"], **raw)
        for given in file["posts"]:
            raw = dict(given)
            account = accounts[raw.pop("by")]
            for name in ("at", "edited_at", "deleted_at"):
                if name in raw:
                    raw[name] = _local(raw[name], shift)
            for name in ("text", "edited_text"):
                if name in raw:
                    raw[name] = finish(raw[name].strip())
            if "link" in raw:
                address, title = raw["link"]
                raw["link"] = (finish(address), finish(title))
            for name in ("topics", "tags"):
                raw[name] = tuple(raw.get(name, ()))
            raw["id"] = str(raw["id"])
            url = file["permalink"].format(handle=account.handle, key=account.key, id=raw["id"])
            posts.append(Post(account=account, url=url, **raw))
    return accounts, posts


def _local(text: str, shift: timedelta) -> datetime:
    return (datetime.fromisoformat(text) + shift).replace(tzinfo=ZONE)


def _date_words(day: str, style: str | None, shift: timedelta) -> str:
    moved = date.fromisoformat(day) + shift
    if style == "iso":
        return moved.isoformat()
    if style == "us":
        return f"{moved:%m/%d/%Y}"
    if style == "long":
        return f"{moved:%B} {moved.day}, {moved.year}"
    return f"{_AP_MONTHS[moved.month - 1]} {moved.day}"


def _tuple(value: Any) -> Any:
    return tuple(_tuple(part) for part in value) if isinstance(value, list) else value
