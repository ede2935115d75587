"""When, where and on what occasion something was said: words beside a verb of saying that are no part of what is said."""

import re
from typing import Final

_MONTH: Final = (
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DAY: Final = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_PART: Final = r"(?:morning|afternoon|evening|night)"
_AGO: Final = r"(?:(?:\w+ ){1,2}(?:minutes|hours|days|weeks|months|years) (?:ago|later|earlier|before))"
_NAMED: Final = r"[A-Z][\w.'’&-]*(?: (?:of |the )?[A-Z][\w.'’&-]*){0,3}"
_EVENT: Final = (
    r"(?:(?:press|news|media) (?:conference|briefing|release)|conference|statement|interview|e-?mail|letter|memo|message"
    r"|(?:blog |facebook )?post|tweet|hearing|meeting|session|briefing|speech|address|release|report|affidavit|filing|complaint"
    r"|testimony|video|call|forum|town hall|debate|rally|vigil|trial|podcast|broadcast|court(?:room)?|phone|telephone|radio|television)"
)
_PLACE: Final = r"(?:scene|courthouse|court|station|headquarters|podium|city hall|town hall|capitol|church|school|hospital|jail|steps)"
_ITS: Final = r"(?:(?:a|an|the|his|her|their|its|that|this) )?(?:[\w'’-]+ ){0,2}?"

_ONE: Final = re.compile(
    rf"(?:(?:on|since|late|early|last|this|next|earlier|later) )*{_DAY}(?: {_PART})?"
    rf"|(?:(?:on|in|since) )?(?:{_MONTH})(?: \d{{1,2}}(?:st|nd|rd|th)?)?(?:,? \d{{4}})?|in \d{{4}}"
    rf"|(?:late |early |earlier |later )?(?:last|this|that|the same|the next|the following) (?:{_PART}|day|week|weekend|month|year|spring|summer|fall|winter)"
    rf"|(?:earlier |later |late |early )?(?:yesterday|today|tonight)(?: {_PART})?|{_AGO}|at the time|at the weekend|on the weekend"
    r"|(?:at|around|about|before|after|by|shortly (?:before|after)) (?:\d{1,2}(?::\d\d)? ?[ap]\.?m\.?|noon|midnight)"
    rf"|(?:at|during|in|after|before|following|by|over|via|on) {_ITS}{_EVENT}"
    rf"(?: (?:with|to|before|at|in|outside|from) (?:the )?(?:{_NAMED}|reporters|council|board|commission|jury|{_PLACE}))?"
    rf"|(?:in|at|from|outside|near|inside) (?:the )?(?:{_NAMED}|{_PLACE})|(?:on|at|outside|inside) the {_PLACE}(?: steps)?"
    r"|to (?:the )?(?:reporters|council|board|commission|jury|media|press)"
)
_JOINED: Final = re.compile(rf"(?:{_ONE.pattern})(?:,? (?:and )?(?:{_ONE.pattern}))*")


def is_occasion(words: str) -> bool:
    """Whether the words say only when, where or on what occasion (`on Wednesday`, `in a statement`)."""
    return len(words) < _LONGEST and _JOINED.fullmatch(words.strip(" \t\n,.;:")) is not None


def after_occasion(words: str) -> int:
    """Where the reported words begin in `late last week that the dam would hold`; 0 where no occasion stands first."""
    before, that, _ = words[:_LONGEST].partition(" that ")
    return len(before) + len(that) if that and is_occasion(before) else 0


_LONGEST: Final = 120
