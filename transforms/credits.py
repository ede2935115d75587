"""Whom a text credits in words: `first reported by the Oregonian`, `told KLRK's Jane Doe`, `police said in a news release`.

Only outlets and agencies are credited: what a person or an agency says is no credit unless a release, a statement or a post of
the agency is named. Which followed source a name is, the warehouse finds out; this stage knows none but the document's own.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from crawlers.urls import same_site
from transforms.credit_phrases import Phrase, find_phrases
from transforms.document import Block, Credit, CreditKind, Document, Mention, Voice
from transforms.outlets import Named
from transforms.quote_marks import pair_marks

_NEWS_LINK: Final = re.compile(
    r"\b(?:report(?:ed|s|ing)?\b(?! (?:a|an|any|the|it|to|your|by)\b)|stor(?:y|ies)|articles?|investigation|coverage|first reported|wrote|(?:news|press) release|statement)\b",
    re.I,
)
_MORE_AT: Final = re.compile(
    r"\b(?:story|report|article|more|interview)\s(?:at|in|from|on)\s(?:the\s|The\s)?$"
)
_NEAR: Final = 200
"""Characters between a credit and the link that has its name as words."""
_SPEAK_FOR_AN_AGENCY: Final = frozenset(
    {
        "police chief",
        "sheriff",
        "assistant chief",
        "police commissioner",
        "commander",
        "captain",
        "lieutenant",
        "sergeant",
    }
    | {"police spokesperson", "mayor", "governor", "district attorney", "prosecutor", "attorney general"}
    | {"oversight official", "union president", "city manager"}
)
_KINDS_FIRST: Final[tuple[CreditKind, ...]] = (
    "first_reported",
    "told",
    "according_to",
    "contributed",
    "reported",
    "via",
    "release",
    "link",
)

Span = tuple[int, int]


def find_credits(document: Document) -> tuple[Credit, ...]:
    """The credits that a document gives, in the order of the text; its mentions are read already.

    What stands between quotation marks credits nobody: it is the speaker's. What stands in a quoted passage or an embedded post
    has the voice of that.
    """
    found = [
        one
        for one in _once(list(find_phrases(document.text, _officials(document))))
        if not _is_person(document, one)
    ]
    said = _Marks(document.text)
    given = [_credit(document, one) for one in found if not said.hold(one.start)]
    given = _with_links(document, _with_full_names(given))
    return tuple(sorted(given, key=lambda credit: (credit.start, credit.end, credit.name or "")))


def _officials(document: Document) -> list[Span]:
    """Where the text names people who speak for an agency: what they put out is its release."""
    return [
        (mention.start, mention.end)
        for mention in document.mentions
        if mention.kind == "person" and mention.role in _SPEAK_FOR_AN_AGENCY
    ]


def _once(found: Sequence[Phrase]) -> list[Phrase]:
    """Each name once: of two credits by one name the stronger kind, then the longer phrase."""
    kept: list[Phrase] = []
    taken: set[int] = set()
    for one in sorted(found, key=lambda one: (_KINDS_FIRST.index(one.kind), one.start - one.end, one.start)):
        span = (one.name.start, one.name.end) if one.name else (one.start, one.end)
        if taken.isdisjoint(range(*span)):
            taken.update(range(*span))
            kept.append(one)
    return kept


def _is_person(document: Document, one: Phrase) -> bool:
    """A name of somebody, of a place or, where no release is named, of an agency."""
    name = one.name
    if name is None or one.kind == "release" or one.rule not in ("name-alone", "phrase", "outlet-word"):
        return False
    for mention in document.mentions:
        if mention.start < name.end and name.start < mention.end:
            covers = mention.end >= name.end and mention.start <= name.start
            if (mention.kind == "person" and one.rule != "outlet-word") or (
                mention.kind == "agency" and covers
            ):
                return True
            if covers and (mention.kind == "person" or one.rule != "outlet-word"):
                return True
    return False


def _credit(document: Document, one: Phrase) -> Credit:
    name = document.text[one.name.start : one.name.end] if one.name else None
    agency = _agency(document, one.name) if one.name and one.kind == "release" else None
    return Credit(
        kind=one.kind,
        rule=one.rule,
        name=name,
        full_name=agency.name if agency else name,
        entity_id=agency.entity_id if agency else None,
        url=None,
        start=one.start,
        end=one.end,
        voice=_voice_at(document.blocks, one.start),
    )


def _agency(document: Document, name: Named) -> Mention | None:
    """The agency that the words name, where it is known which one of that name it is."""
    for mention in document.mentions:
        if (
            mention.kind == "agency"
            and mention.entity_id
            and mention.start < name.end
            and name.start < mention.end
        ):
            return mention
    return None


def _with_full_names(given: Sequence[Credit]) -> list[Credit]:
    """A short form (`the Sentinel`) gets the fullest name of the document's credits that ends in it."""
    fullest: dict[str, str] = {}
    for name in sorted({credit.full_name for credit in given if credit.full_name}, key=len):
        words = name.casefold().split()
        for place in range(len(words)):
            fullest[" ".join(words[place:])] = name
    return [
        credit
        if credit.full_name is None or credit.entity_id
        else replace(credit, full_name=fullest[credit.full_name.casefold()])
        for credit in given
    ]


def _with_links(document: Document, given: Sequence[Credit]) -> list[Credit]:
    """The credits with the address to which their words lead, and those that a link alone gives.

    A link to another site credits it where its words speak of a report or a story.
    """
    found = list(given)
    for link in document.links:
        words = " ".join(link.text.split())
        if not words or link.block >= len(document.blocks) or same_site(link.url, document.url):
            continue
        block = document.blocks[link.block]
        at = document.text.find(words, block.start, block.end) if block.end > block.start else -1
        if at < 0:
            continue
        span = (at, at + len(words))
        named = [place for place, credit in enumerate(found) if _meets(document.text, credit, span)]
        if named:
            place = named[0]
            if found[place].url is None:
                found[place] = replace(found[place], url=link.url)
        elif (name := _is_more_at(document.text, span)) or _NEWS_LINK.search(words):
            found.append(
                Credit(
                    kind="link",
                    rule="link",
                    name=words if name else None,
                    full_name=words if name else None,
                    entity_id=None,
                    url=link.url,
                    start=span[0],
                    end=span[1],
                    voice=block.voice,
                )
            )
    return found


def _meets(text: str, credit: Credit, span: Span) -> bool:
    """Whether a link's words are among those of a credit, or hold its name."""
    if credit.start < span[1] and span[0] < credit.end:
        return True
    return (
        credit.name is not None
        and credit.name in text[span[0] : span[1]]
        and abs(credit.start - span[0]) < _NEAR
    )


def _is_more_at(text: str, span: Span) -> bool:
    """`Read the full story at the [Alder Lantern]`."""
    return text[span[0]].isupper() and _MORE_AT.search(text, max(0, span[0] - 30), span[0]) is not None


def _voice_at(blocks: Sequence[Block], at: int) -> Voice:
    inked = [block for block in blocks if block.end > block.start]
    place = bisect_right(inked, at, key=lambda block: block.start) - 1
    return inked[place].voice if place >= 0 else "author"


class _Marks:
    """What stands between quotation marks, read a paragraph at a time and once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._quoted: dict[int, list[Span]] = {}

    def hold(self, at: int) -> bool:
        """Whether the offset stands between marks."""
        start = self._text.rfind("\n", 0, at) + 1
        if start not in self._quoted:
            end = self._text.find("\n", at)
            paragraph = self._text[start : end if end >= 0 else len(self._text)]
            self._quoted[start] = [(one.outer_start, one.outer_end) for one in pair_marks(paragraph)]
        quoted = self._quoted[start]
        place = bisect_right(quoted, at - start, key=lambda span: span[0]) - 1
        return place >= 0 and at - start < quoted[place][1]
