"""Lines of a body that are not the article: the headline again, the byline, "Read more", the photographer's name."""

import re
from collections.abc import Sequence
from typing import Final

from transforms.blocks import Part
from transforms.folding import fold
from transforms.wire import is_wire_notice

_LEADING: Final = 6
"""The headline is looked for among this many parts."""
_EDGE: Final = 3
"""Bylines and dates are looked for among this many parts at either end."""
_OWN_KINDS: Final = ("paragraph", "heading", "list")
_LONGEST_CUE: Final = 200
_LONGEST_HEADLINE: Final = 400
_LONGEST_EDGE: Final = 120

_CUE: Final = re.compile(
    r"^\W*(?:read (?:more|also|next|now|the (?:full|original))|also read|see also|more (?:from|on|stories|news)\b|related(?: (?:stor|article|cover|content|topic)\w*)?\s*(?::|$)"
    r"|recommended\s*(?::|$)|sign up (?:for|to|here)|subscribe (?:to|now|here|today)|get (?:the|our) .{0,40}newsletter|click here (?:to|for)|follow us\b|follow .{2,40} on (?:twitter|x|facebook|instagram)"
    r"|share this|share on|advertisement\b|story continues below|article continues (?:below|after)|continue reading|watch(?: (?:more|now|the video|live))?\s*:|listen\s*:|download (?:the|our) .{0,30}app"
    r"|don[’']t miss|what to read next|most (?:read|popular)|trending\b.{0,30}$|skip (?:past|to)|enter your email|thank you for (?:signing|subscribing)|by signing up|this site is protected by recaptcha"
    r"|photo(?:graph)?s?(?: credit)?\s*:|image(?: credit)?\s*:|picture\s*:|credit\s*:|tags?\s*:|filed under|posted in|print this|leave a (?:comment|reply)|\d+ comments?$|comments?$"
    r"|les også|lesen sie auch|mehr zum thema|lire aussi|à lire aussi|lees ook|leia também|czytaj (?:też|także|więcej)|leggi anche|lea también|te puede interesar)",
    re.I,
)
_CREDIT: Final = re.compile(
    r"^[\w .,'’&()/-]{2,60}(?:/|\s\|\s)\s*(?:getty images|ap photo|associated press|reuters|afp|shutterstock|istock|alamy|unsplash|epa|wikimedia commons)[\w .,'’&()/-]{0,40}$"
    r"|^(?:getty images|shutterstock|istock|alamy stock photo|courtesy (?:photo|of [\w .]{2,40}))$",
    re.I,
)
_DATE_LINE: Final = re.compile(
    r"^\W*(?:(?:last )?(?:updated|published|posted|created|modified|first published)\b\W*(?:on|at)?\W*)?"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\W+)?"
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{1,2}\.?\s+[^\W\d]{3,10}\.?,?\s+\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
    r"(?:[\s,|•·@–-]*(?:at|um)?\s*\d{1,2}[:.]?\d{0,2}\s*(?:[ap]\.?m\.?|uhr)?\s*(?:[A-Z]{2,4})?)?"
    r"(?:\W*(?:(?:last )?updated|modified)\b.{0,60}|\W*\d+ min(?:ute)?s?(?: read)?)?\W*$",
    re.I,
)
_COPYRIGHT: Final = re.compile(r"^(?:copyright\b|©|\(c\) 20\d\d)", re.I)
_READING_TIME: Final = re.compile(r"^\W*\d+\s*(?:min(?:ute)?s?)(?: read)?\W*$", re.I)


def is_cue(text: str) -> bool:
    """A line that leads elsewhere ("Read more", "Sign up for"), or labels what follows ("Photo:", "Tags:")."""
    return len(text) <= _LONGEST_CUE and _CUE.match(text) is not None and not text.endswith(("”", "?”"))


def is_photo_credit(text: str) -> bool:
    """The name of a photographer with an agency's, or the agency's alone."""
    return len(text) <= _LONGEST_CUE and _CREDIT.match(text) is not None


def is_date_line(text: str) -> bool:
    """A date, or the minutes that reading takes, and nothing else."""
    return len(text) <= _LONGEST_EDGE and (_DATE_LINE.match(text) or _READING_TIME.match(text)) is not None


def is_copyright(text: str) -> bool:
    """A line that begins with the sign or the word."""
    return _COPYRIGHT.match(text) is not None


def without_chrome(parts: Sequence[Part], *, headlines: Sequence[str], authors: Sequence[str]) -> list[Part]:
    """The parts that are the article's own. Quoted passages, posts, tables and captions are never dropped."""
    titles = frozenset(filter(None, map(fold, headlines)))
    names = frozenset(filter(None, map(fold, authors)))
    last = len(parts) - 1
    kept: list[Part] = []
    for position, part in enumerate(parts):
        edge = position < _EDGE or position > last - _EDGE
        if part.kind in _OWN_KINDS and _is_chrome(
            part, names, titles if position < _LEADING else frozenset(), edge=edge
        ):
            continue
        kept.append(part)
    return kept


def _is_chrome(part: Part, names: frozenset[str], titles: frozenset[str], *, edge: bool) -> bool:
    text = part.text
    if titles and len(text) <= _LONGEST_HEADLINE and fold(text) in titles:
        return True
    if is_cue(text) or is_photo_credit(text):
        return True
    if edge and len(text) <= _LONGEST_EDGE:
        if is_date_line(text):
            return True
        if is_copyright(text) and not is_wire_notice(text):
            return True  # a wire's own line stays: it says where the text came from
        return bool(names) and _is_byline(fold(text), names)
    return False


def _is_byline(text: str, names: frozenset[str]) -> bool:
    """Nothing but the authors' names and the words around them."""
    found = False
    for name in names:
        if name in text:
            text, found = text.replace(name, " "), True
    rest = [word for word in text.split() if word not in _AROUND_NAMES]
    return found and len(rest) <= 3


_AROUND_NAMES: Final = frozenset(
    {
        "by", "and", "von", "und", "par", "por", "di", "de", "y", "the", "staff", "writer", "reporter", "editor", "for", "special",
        "to", "written", "posted", "published", "updated", "on", "in", "senior", "news", "correspondent",
    }
)  # fmt: skip
