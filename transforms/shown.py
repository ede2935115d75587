"""The date that a page shows in words and nowhere declares: "Posted: Nov. 9, 2026 6:05 p.m.", "Datum 9.11.2026"."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from lxml import etree
from lxml.html import HtmlElement

from transforms.dates import is_possible, read_date
from transforms.decode import one_line
from transforms.document import Dated
from transforms.harvest import is_foreign

_WITH_YEAR: Final = etree.XPath(
    "//body//text()[(contains(., '20') or contains(., '199')) and string-length(.) < 160"
    " and not(ancestor::script or ancestor::style or ancestor::a or ancestor::option or ancestor::noscript)]"
)
_LABEL: Final = re.compile(
    r"\b(?:published|posted|date|dated|created|released?|entered|issued|published on|datum|veröffentlicht|publicado|fecha|publié|stand)\b",
    re.I,
)
_CHANGED: Final = re.compile(
    r"\b(?:updated|modified|revised|edited|actualizado|aktualisiert)\b|©|copyright", re.I
)
_MARK: Final = re.compile(r"date|publish|posted|timestamp|byline|pub-?time", re.I)
_AROUND: Final = re.compile(
    # what may stand beside the date itself: weekday, clock, zone, label
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?\b|\b\d{1,2}(?::\d{2}){0,2}\s*(?:[ap]\.?m\b\.?|uhr\b|hours\b)?|\b[a-z]{1,3}t\b|\b(?:at|on|by|um|am|a las|p\.?m|a\.?m)\b"
    r"|[^\w]+",
    re.I,
)
_DATE: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:T[\d:.+Z-]+)?|\d{1,2}[./]\s?\d{1,2}[./]\s?\d{4}|[^\W\d_]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,10}\.?,?\s+(?:del?\s+)?\d{4}",
    re.I,
)
_LONGEST_REST: Final = 25
_MOST: Final = 60


def shown_date(tree: HtmlElement, fetched_at: datetime, zone: ZoneInfo) -> Dated | None:
    """The day, and the time where it stands beside it, that a short line of the page gives as its date; else None.

    A line with a label ("Posted", "Date") is believed first, then one marked as a date, then any that holds a date and
    nothing else. Lines in links, side columns and lists of other articles are not asked; of several days the first
    after the heading.
    """
    tiers: tuple[list[Dated], ...] = ([], [], [])
    heading = tree.find(".//h1")
    is_below = heading is None
    order = {id(node): n for n, node in enumerate(tree.iter())} if heading is not None else {}
    start = order.get(id(heading), 0)
    for element, text in _lines(tree):
        is_below = order.get(id(element), start) >= start
        found = _DATE.search(text)
        dated = read_date(text, zone, "page-text") if found else None
        if found is None or dated is None or not is_possible(dated, fetched_at) or _CHANGED.search(text):
            continue
        rest = _AROUND.sub("", _LABEL.sub("", text[: found.start()] + " " + text[found.end() :]))
        if len(rest) > _LONGEST_REST or is_foreign(element):
            continue
        has_label = _LABEL.search(text) is not None
        marks = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        tier = 0 if has_label else 1 if _MARK.search(marks) and not rest else 2 if not rest else None
        if tier is not None and (is_below or tier == 0):
            tiers[tier].append(dated)
    return next((tier[0] for tier in tiers if tier), None)


def _lines(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """(element, its line of text) of the page's short texts with a year, the label before it taken along."""
    for count, text in enumerate(_WITH_YEAR(tree)):
        if count == _MOST:
            return
        element = text.getparent()
        if element is None:
            continue
        line = one_line(text)
        if text.is_tail:
            # "<strong>Date</strong> 11/9/2026"
            before = one_line(element.text_content())
            parent = element.getparent()
            if parent is None:
                continue
            yield parent, f"{before} {line}" if len(before) < 30 else line
        else:
            previous = element.getprevious()
            before = (
                one_line(previous.text_content())
                if previous is not None and isinstance(previous.tag, str)
                else ""
            )
            yield element, f"{before} {line}" if 0 < len(before) < 30 and _LABEL.search(before) else line
