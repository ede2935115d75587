"""Entries of a live blog as they are told: what each says of itself, and what JSON-LD (`liveBlogUpdate`) declares."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from crawlers.urls import absolute_url
from transforms.dates import is_possible, read_date
from transforms.decode import one_line
from transforms.document import Dated
from transforms.folding import fold
from transforms.jsonld import JsonLd

CLOCK: Final = re.compile(
    r"^\W*(?:(?:updated?|posted|live)\W+)?(?:at\s+)?(\d{1,2}(?::\d{2})?\s*[ap]\.?\s?m\b\.?|\d{1,2}:\d{2})(?:\s+[A-Z]{2,4}\b)?",
    re.I,
)
_DAY_HEADING: Final = re.compile(
    r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?[a-z]{3,9}\.? \d{1,2}(?:, \d{4})?$", re.I
)


_LEAST_START: Final = 20
"""Characters of a declared text's beginning by which it is found again."""


@dataclass(frozen=True, slots=True)
class Update:
    """An entry as found.

    Attributes:
        box: the element that holds it, None where only JSON-LD tells of it.
        body: its text as declared, empty where it was not.
    """

    title: str | None
    published: Dated | None
    author: str | None
    url: str | None
    box: HtmlElement | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is needed to read an entry's time and address.

    Attributes:
        base_url: of the page.
        zone: that of times without one.
        day: of the page, for entries that show only a clock.
    """

    base_url: str
    zone: ZoneInfo
    fetched_at: datetime
    day: Dated | None

    def dated(self, value: str, method: str) -> Dated | None:
        """A date, or a clock on the page's day."""
        dated = read_date(value, self.zone, method)
        if dated is None and self.day is not None and (clock := CLOCK.match(value)):
            day = self.day.at.astimezone(self.zone).strftime("%b %d, %Y")
            dated = read_date(f"{day} {clock[1]}", self.zone, method)
        return dated if dated and is_possible(dated, self.fetched_at) else None

    def on(self, heading: str) -> "Reading":
        """The same below a heading that names a day."""
        if not _DAY_HEADING.match(heading):
            return self
        year = self.day.at.astimezone(self.zone).year if self.day else self.fetched_at.year
        dated = read_date(heading, self.zone, "page-text") or read_date(
            f"{heading}, {year}", self.zone, "page-text"
        )
        return replace(self, day=dated) if dated else self


def declared_updates(jsonld: JsonLd, reading: Reading) -> list[Update]:
    """The updates that JSON-LD tells of, in its order."""
    given = jsonld.article.get("liveBlogUpdate")
    updates: list[Update] = []
    for node in given if isinstance(given, list) else [given]:
        if not isinstance(node, dict):
            continue
        dated = next(
            (
                value
                for key in ("datePublished", "dateCreated", "dateModified")
                if isinstance(value := node.get(key), str)
            ),
            "",
        )
        url = node.get("url") if isinstance(node.get("url"), str) else node.get("@id")
        updates.append(
            Update(
                title=_text(node.get("headline")) or _text(node.get("name")),
                published=reading.dated(dated, "json-ld") if dated else None,
                author=_names(node.get("author")),
                url=absolute_url(reading.base_url, url) if isinstance(url, str) else None,
                body=str(node.get("articleBody") or node.get("text") or ""),
            )
        )
    return updates


class Declared:
    """The declared updates that no box was found for yet, by all that a box may show of them."""

    def __init__(self, updates: Sequence[Update]) -> None:
        self._left = dict(enumerate(updates))
        self._fragments = {
            part: n for n, update in self._left.items() if (part := (update.url or "").partition("#")[2])
        }
        self._titles = {fold(update.title): n for n, update in self._left.items() if update.title}
        self._begun: dict[str, list[tuple[int, str]]] = {}
        for n, update in self._left.items():
            start = fold(re.sub(r"<[^<>]+>", " ", update.body[:400]))[:60]
            if len(start) > _LEAST_START:
                self._begun.setdefault(start[:_LEAST_START], []).append((n, start))

    def take(self, box: HtmlElement, shown: Update) -> Update | None:
        """The update that a box shows, which is then no other's."""
        ids = (name for node in box.iter() if (name := node.get("id")))
        number = next((self._fragments[name] for name in ids if name in self._fragments), None)
        if number is None and shown.title:
            number = self._titles.get(fold(shown.title))
        if number is None and self._begun:
            number = self._told(fold(box.text_content()))
        return None if number is None else self._left.pop(number, None)

    def _told(self, text: str) -> int | None:
        """The first that begins in a text."""
        alike = (
            (at, pair)
            for at in range(len(text))
            for pair in self._begun.get(text[at : at + _LEAST_START], ())
        )
        return next((n for at, (n, start) in alike if n in self._left and text.startswith(start, at)), None)


def _text(value: Any) -> str | None:
    return one_line(value) or None if isinstance(value, str) else None


def _names(value: Any) -> str | None:
    people = value if isinstance(value, list) else [value]
    names = [_text(one.get("name") if isinstance(one, dict) else one) for one in people]
    return ", ".join(filter(None, names)) or None
