"""The date that a page shows in words and nowhere declares: "Posted: Nov. 9, 2026 6:05 p.m.", "Datum 9.11.2026"."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from lxml import etree
from lxml.html import HtmlElement

from transforms.dates import is_possible, local_day, read_date
from transforms.decode import one_line
from transforms.document import Dated
from transforms.foreign import is_foreign

_LINES: Final = etree.XPath(
    "//h1 | //h2 | //h3 | //body//text()[(contains(., '20') or contains(., '199')) and string-length(.) < 160"
    " and not(ancestor::script or ancestor::style or ancestor::a or ancestor::option or ancestor::noscript)]"
)
_LABEL: Final = re.compile(
    r"\b(?:published|posted|date|dated|created|released?|entered|issued|published on|datum|veröffentlicht|publicado|fecha|publié|stand)\b",
    re.I,
)
_CHANGED: Final = re.compile(
    r"\b(?:updated|modified|revised|edited|actualizado|aktualisiert)\b|©|copyright", re.I
)
_AROUND: Final = re.compile(
    # what may stand beside the date itself: weekday, clock, zone, label
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?\b|\b\d{1,2}(?::\d{2}){0,2}\s*(?:[ap]\.?m\b\.?|uhr\b|hours\b)?|\b[a-z]{1,3}t\b|\b(?:at|on|by|um|am|a las|p\.?m|a\.?m)\b"
    r"|[^\w]+",
    re.I,
)
_DATE: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:T[\d:.+Z-]+)?|\d{1,2}[./]\s?\d{1,2}[./]\s?\d{4}|[^\W\d_]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:of\s+|de\s+)?[^\W\d_]{3,10}\.?,?\s+(?:del?\s+)?\d{4}",
    re.I,
)
_LONGEST_REST: Final = 25
_LONGEST_LABEL: Final = 30
_MOST: Final = 60


def shown_date(tree: HtmlElement, fetched_at: datetime, zone: ZoneInfo) -> Dated | None:
    """The day, and the time where it stands beside it, that a short line of the page gives as its date; else None.

    A line with a label ("Posted", "Date") is believed first. Then a line that is marked as a date or holds nothing else,
    where it stands below the heading and before the next, or where all such lines agree on the day: of several days
    the others belong to other articles. Lines in links and about changes are never asked, those in side columns and
    the like only with a label, and last.
    """
    labelled: list[Dated] = []
    aside: list[Dated] = []
    bare: list[tuple[bool, Dated]] = []
    for element, text, is_below in _lines(tree):
        found = _DATE.search(text)
        dated = read_date(text, zone, "page-text") if found else None
        if found is None or dated is None or not is_possible(dated, fetched_at) or _CHANGED.search(text):
            continue
        rest = _AROUND.sub("", _LABEL.sub("", text[: found.start()] + " " + text[found.end() :]))
        if _LABEL.search(text) and len(rest) <= _LONGEST_REST:
            (aside if is_foreign(element) else labelled).append(dated)
        elif not rest and not is_foreign(element):
            bare.append((is_below, dated))
    if labelled:
        return labelled[0]
    near = [dated for is_near, dated in bare if is_near]
    if near or len({local_day(dated, zone) for _, dated in bare}) == 1:
        return (near or [bare[0][1]])[0]
    return aside[0] if aside else None


def _lines(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str, bool]]:
    """(element, its line of text, whether it stands below the first `h1` and before the next heading) of short texts with a year.

    The label before a date is taken along: "<strong>Date</strong> 11/9/2026".
    """
    count, headings, is_titled = 0, 0, False
    for found in _LINES(tree):
        if isinstance(found, HtmlElement):
            is_titled = is_titled or found.tag == "h1"
            headings += is_titled
            continue
        count += 1
        element = found.getparent()
        if count > _MOST or element is None:
            return
        line = one_line(found)
        if found.is_tail:
            before, element = one_line(element.text_content()), element.getparent()
            before = before if len(before) < _LONGEST_LABEL else ""
        else:
            previous = element.getprevious()
            before = (
                one_line(previous.text_content())
                if previous is not None and isinstance(previous.tag, str)
                else ""
            )
            before = before if len(before) < _LONGEST_LABEL and _LABEL.search(before) else ""
        yield element, f"{before} {line}", headings == 1
