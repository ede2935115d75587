"""Where a document is: the states that it names, its dateline and its source, which decide between namesakes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from crawlers.sources import Source
from transforms.gazetteer.load import Agency, Place, place_key
from transforms.gazetteer.states import STANDALONE_CITIES, STATE_CODES, STATE_NAMES, STATE_PATTERN

Entity = TypeVar("Entity", Agency, Place)

_CAPITAL = r"[A-Z][\w.’'-]*"
_QUALIFIED = re.compile(rf"((?:{_CAPITAL} ){{0,3}}{_CAPITAL})(?:,\s{{1,2}}|\s\()({STATE_PATTERN})(?![\w-])")
_DATELINE = re.compile(
    rf"^\W{{0,3}}(?:([A-Z][A-Z .’'-]{{2,30}}?)(?:,\s*({STATE_PATTERN}))?|({_CAPITAL}(?: {_CAPITAL}){{0,3}}),\s*({STATE_PATTERN}))"
    r"(?:,\s*[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?\s*(?:\([^()\n]{2,30}\)\s*)?(?:[—–]|--| - )"
)
# "Washington" and "New York" are as often cities, and a state's name before a capital word is a part of another name
# ("Oregon City", "Kansas City Chiefs").
_BARE_STATE = re.compile(
    r"\b("
    + "|".join(
        re.escape(name)
        for name in sorted(STATE_NAMES.values(), key=len, reverse=True)
        if name not in ("Washington", "New York")
    )
    + r")\b(?!\s+[A-Z])"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What decides between namesakes.

    Attributes:
        named: for a place's key, the states that the document itself gives it (`Portland, Ore.`).
        states: every state that the document names.
        home_state: of the dateline where it gives one, else of the source.
        home_county: of the source, without the word; empty where the dateline is elsewhere.
        home_place: key of the source's own town; empty where the dateline is elsewhere.
    """

    named: dict[str, frozenset[str]]
    states: frozenset[str]
    home_state: str
    home_county: str
    home_place: str


def after_dateline(text: str, start: int, end: int) -> int:
    """Offset of the first word after the dateline that begins at `start`; `start` where none does."""
    match = _DATELINE.match(text[start : min(end, start + 160)])
    return start + match.end() + (text[start + match.end() : end][:1] == " ") if match else start


def county_key(county: str) -> str:
    """A county's name without its word, in lower case."""
    return re.sub(r" (county|parish|borough|census area|municipality)$", "", county.lower())


def read_evidence(title: str | None, text: str, source: Source) -> Evidence:
    """All that title, text and source say about where the document is."""
    named: dict[str, set[str]] = {}
    states: set[str] = set()
    for part in (title or "", text):
        for match in _QUALIFIED.finditer(part):
            code = STATE_CODES[match.group(2)]
            states.add(code)
            words = match.group(1).split()
            for first in range(
                len(words)
            ):  # "In Portland, Ore." and "Mayor of Portland, Ore." end in the place
                named.setdefault(place_key(" ".join(words[first:])), set()).add(code)
        states.update(STATE_CODES[match.group(1)] for match in _BARE_STATE.finditer(part))
    place = source.place
    home_state, home_county, home_place = place.state, county_key(place.county or ""), place_key(place.name)
    dateline = _DATELINE.match(text[:160])
    if dateline:
        name = place_key(dateline.group(1) or dateline.group(3))
        state: str | None = dateline.group(2) or dateline.group(4)
        there = STATE_CODES[state] if state else STANDALONE_CITIES.get(name)
        if there:
            named.setdefault(name, set()).add(there)
            if there != home_state:
                home_state, home_county, home_place = there, "", name
    return Evidence(
        named={key: frozenset(found) for key, found in named.items()},
        states=frozenset(states),
        home_state=home_state,
        home_county=home_county,
        home_place=home_place,
    )


def choose(
    candidates: Sequence[Entity], place: str, state: str | None, evidence: Evidence
) -> tuple[Entity | None, str]:
    """The one candidate that the evidence names, with the rule; None with `tie` or `unknown` where it names none.

    A name alone decides only where nobody else bears it and the document is not from another place of that name.

    Args:
        candidates: the entities that bear the name.
        place: key of the place's name in it.
        state: two letters, where the words themselves say the state.
        evidence: of the document.
    """
    given = frozenset({state}) if state else evidence.named.get(place)
    if given:
        inside = [candidate for candidate in candidates if candidate.state in given]
        if len(given) == 1 and len(inside) > 1:
            inside = [c for c in inside if county_key(c.county) == evidence.home_county] or inside
        if len(inside) == 1 and len(given) == 1:
            return inside[0], "named-state" if state else "state-in-document"
        return None, "tie" if inside else "unknown"
    home = [candidate for candidate in candidates if candidate.state == evidence.home_state]
    if home:
        near = [candidate for candidate in home if county_key(candidate.county) == evidence.home_county]
        if place == evidence.home_place and (len(near) == 1 or len(home) == 1):
            return (near or home)[0], "source-place"
        if any(c.state in evidence.states and c.state != evidence.home_state for c in candidates):
            return None, "tie"
        if len(near) == 1:
            return near[0], "source-county"
        if STANDALONE_CITIES.get(place, evidence.home_state) != evidence.home_state:
            return None, "tie"
        return (home[0], "source-state") if len(home) == 1 else (None, "tie")
    elsewhere = [candidate for candidate in candidates if candidate.state in evidence.states]
    if elsewhere:
        return (elsewhere[0], "state-in-document") if len(elsewhere) == 1 else (None, "tie")
    famous = [candidate for candidate in candidates if candidate.state == STANDALONE_CITIES.get(place)]
    if len(famous) == 1:
        return famous[0], "stands-alone"
    return (
        (candidates[0], "unique-name") if len(candidates) == 1 else (None, "tie" if candidates else "unknown")
    )
