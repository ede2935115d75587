"""The head of a release that has no mark-up: which of its first lines is the headline, and which the date.

Above the headline stand a letterhead, "FOR IMMEDIATE RELEASE", a date, a number, a contact. They stay in the text; they
are only no title.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from transforms.dates import is_possible, read_date
from transforms.document import Dated

_HEAD: Final = 14
"""Paragraphs at the most that stand above the text of a release."""
_RUNNING: Final = 160
"""Characters from which a paragraph is running text: the head ends there."""
LONGEST_TITLE: Final = 160

_STOCK: Final = re.compile(
    r"^\W*(?:for )?(?:immediate(?: public)? release|release)\b.{0,40}$"
    r"|^\W*(?:\w+[’']?s? ){0,5}?(?:press|news|media)[ -]?(?:release|advisory|statement|alert|bulletin)s?\b.{0,30}$"
    r"|^\W*(?:media )?(?:contacts?|(?:public )?information officer|pio|phone|tel(?:ephone)?|fax|e-?mail|website|address|date|time|released?(?: by| on)?"
    r"|posted|from|to|cc|sent|attn|attention|case|incident|report|release|page|no|number)\b[ .#]*(?:number|no\.?|#)?\s*[:#].*$"
    r"|^\W*(?:contact|embargoed|memorandum|memo|statement|public information(?: office)?|media relations|office of public (?:affairs|information)"
    r"|news from|updated?|end|more|continued)\b.{0,50}$"
    r"|^\W*[\w.+-]+@[\w.-]+\W*$|^\W*(?:https?://|www\.)\S+\W*$|^\W*\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}\W*$"
    r"|^\W*[#*_=~–—-][\s#*_=~–—-]*$|^\W*[\d\W]*$",
    re.I,
)
_ADDRESS: Final = re.compile(
    r"^[^.]{0,60}\b[A-Z][A-Za-z. ]+,? (?:[A-Z]{2}|[A-Z][a-z]+\.?) \d{5}(?:-\d{4})?\W*$"
    r"|^\d{1,5} [\w. ]{3,40}(?:street|st|avenue|ave|road|rd|drive|dr|boulevard|blvd|lane|way|plaza|highway)\b.{0,40}$",
    re.I,
)
_LETTERHEAD: Final = re.compile(
    r"^\W*(?:the )?(?:[\w.’'&-]+ ){0,6}(?:police(?: (?:department|bureau|services?|division))?|sheriff(?:[’']?s)?(?: (?:office|department))?"
    r"|department of [\w ]{3,40}|(?:district|county|city|state[’']?s|prosecuting|united states) attorney(?:[’']?s)?(?: office)?|prosecutor(?:[’']?s)?(?: office)?"
    r"|(?:city|county|state|town|village|office|bureau) of [\w. ]{3,40}|county|public safety|fire (?:department|rescue|district)|newsroom)\W*(?:, [\w. ]{2,20})?$",
    re.I,
)
_SUBJECT: Final = re.compile(r"^\W*(?:subject|re|title|headline|topic)\s*:\s*(\S.{5,})$", re.I)
_DATE_LABEL: Final = re.compile(
    r"^\W*(?:date(?: (?:released|issued|posted|of release))?|released?(?: date| on)?|issued|posted|for (?:immediate )?release)\s*[:,–—-]?\s*",
    re.I,
)
_LONGEST_DATE_LINE: Final = 60
_ANY_ZONE: Final = ZoneInfo("UTC")
_DATE_START: Final = re.compile(r"\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d", re.I)
_PLACE_AND_DATE: Final = re.compile(r"^(?:[\w.’' ]{2,30},\s*)?(?:[\w.]{2,12},?\s*)?\(?$")
"""What may stand before a date in a line of its own: a town, a weekday."""


def head_of(paragraphs: Sequence[str]) -> list[str]:
    """The lines above the running text."""
    lines: list[str] = []
    for paragraph in paragraphs[:_HEAD]:
        if len(paragraph) > _RUNNING and "\n" not in paragraph:
            break
        lines += paragraph.split("\n")
    return lines


def is_headline(line: str, publisher: str) -> bool:
    """A line that could be a headline: not the letterhead, no label, no contact, not the name of the publisher."""
    line = line.strip()
    return (
        8 <= len(line) <= LONGEST_TITLE
        and len(line.split()) >= 2
        and not _STOCK.match(line)
        and not _ADDRESS.match(line)
        and not _LETTERHEAD.match(line)
        and line.casefold() != publisher.casefold()
        and _lone_date(line, _ANY_ZONE) is None
    )


def subject_line(paragraphs: Sequence[str]) -> str | None:
    """What a line of the head names as the subject ("RE: ...", "Subject: ..."); None where none does."""
    found = (_SUBJECT.match(line) for line in head_of(paragraphs))
    return next((match[1].strip() for match in found if match and len(match[1]) <= LONGEST_TITLE), None)


def first_headline(paragraphs: Sequence[str], publisher: str) -> str | None:
    """The subject, else the first line of the head that could be a headline; None where there is none."""
    lines = head_of(paragraphs)
    # Above an address stands a name: of the office, or of who holds it.
    names = {line for line, below in pairwise(lines) if _ADDRESS.match(below)}
    candidates = (line.strip() for line in lines if line not in names and is_headline(line, publisher))
    return subject_line(paragraphs) or next(candidates, None)


def head_date(paragraphs: Sequence[str], zone: ZoneInfo, fetched_at: datetime) -> Dated | None:
    """The date of a line of the head that holds nothing else, or is labelled as the date; method `page-text`."""
    found = (_lone_date(line, zone) for line in head_of(paragraphs))
    return next((dated for dated in found if dated and is_possible(dated, fetched_at)), None)


def _lone_date(line: str, zone: ZoneInfo) -> Dated | None:
    """The date of a line that holds nothing else but a label, a town, a weekday."""
    bare = _DATE_LABEL.sub("", line)
    if len(bare) > _LONGEST_DATE_LINE or (dated := read_date(bare, zone, "page-text")) is None:
        return None
    start = _DATE_START.search(bare)
    return dated if start and _PLACE_AND_DATE.match(bare[: start.start()]) else None
