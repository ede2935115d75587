"""Towns and cities in a text, linked to the gazetteer."""

import re
from collections.abc import Sequence

from transforms.document import Mention
from transforms.evidence import Evidence, choose
from transforms.gazetteer.load import Gazetteer, Place, place_key
from transforms.gazetteer.states import STATE_CODES, STATE_NAMES, STATE_PATTERN
from transforms.words import Words, capital_runs, word_set

_STATE_AFTER = re.compile(rf"(?:,\s{{1,2}}|\s\()({STATE_PATTERN})(?![\w-])")
_STATE_KEYS = frozenset(name.lower() for name in STATE_NAMES.values())
_MONTHS = word_set(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday english spanish french chinese christmas easter thanksgiving congress"
)
# Names that a reader takes for a country or a city abroad unless the document says otherwise.
_ABROAD = word_set(
    "london paris rome berlin moscow athens cairo geneva vienna dublin oxford cambridge manchester birmingham toronto "
    "ontario mexico cuba peru lebanon jordan china poland norway denmark holland scotland ireland wales egypt "
    "palestine israel jerusalem bethlehem beirut canton delhi madrid lima milan naples florence venice brussels "
    "hamburg warsaw odessa panama jamaica brazil chile sudan guinea congo turkey georgia russia italy france spain "
    "germany japan india iran iraq korea vietnam syria ukraine sweden switzerland belgium austria hungary greece"
)
_BEFORE = word_set(
    "in near at from outside around downtown of to through across for throughout into leaving between inside within "
    "toward towards north south east west central nearby neighboring suburban"
)
# What may follow a place within one name: "Portland City Council", "Portland Mayor Ted Wheeler".
_AFTER = word_set(
    "police city mayor council councilor councilman councilwoman commissioner fire sheriff chief detective officer "
    "sgt sergeant lt lieutenant capt captain resident residents district county auditor attorney public school "
    "schools"
)
_TITLES = word_set(
    "officer mayor chief sheriff sgt sergeant lt lieutenant capt captain det detective deputy trooper judge justice sen "
    "senator rep representative gov governor president secretary director attorney mr mrs ms dr commissioner councilor "
    "councilman councilwoman agent"
)
_LARGE = 100_000
"""People: below it a name that only one town elsewhere bears is not taken for the town."""


def find_places(
    words: Words, evidence: Evidence, gazetteer: Gazetteer, agencies: Sequence[Mention]
) -> list[Mention]:
    """Every town named with its state, after a preposition, or being the document's own; in order.

    A place within an agency's name (`Portland, Oregon, police`) is found only where its state stands beside it.
    """
    inside = [(mention.start, mention.end) for mention in agencies]
    found: list[Mention] = []
    for first, last in capital_runs(words, 12):
        place = first
        while place <= last:
            located = _at(words, place, last, evidence, gazetteer, inside)
            if located is None:
                place += 1
                continue
            mention, place = located
            if mention:
                found.append(mention)
            place += 1
    return found


def _at(
    words: Words,
    first: int,
    run_end: int,
    evidence: Evidence,
    gazetteer: Gazetteer,
    inside: Sequence[tuple[int, int]],
) -> tuple[Mention | None, int] | None:
    """The place whose name begins at the word `first`, with the index of its last word; None where none does."""
    for last in range(min(run_end, first + 3), first - 1, -1):
        key = place_key(words.key(first, last))
        candidates = gazetteer.places.get(key)
        if candidates is None:
            continue
        start, end = words.starts[first], words.ends[last]
        if words.words[last].endswith(("’s", "'s")):
            end -= 2
        stated = _STATE_AFTER.match(words.text, end)
        if stated:
            chosen = choose(candidates, key, STATE_CODES[stated.group(1)], evidence)
            if chosen[0] is None and chosen[1] == "unknown":
                return None, last
            return _mention(words, start, end, chosen, candidates[0].name), last
        if any(begin <= start < finish for begin, finish in inside) or key in _MONTHS:
            return None, last
        return _unstated(words, first, last, run_end, key, candidates, evidence, (start, end)), last
    return None


def _unstated(
    words: Words,
    first: int,
    last: int,
    run_end: int,
    key: str,
    candidates: tuple[Place, ...],
    evidence: Evidence,
    span: tuple[int, int],
) -> Mention | None:
    """A place without its state beside it, if its surroundings say that it is a place."""
    own = key == evidence.home_place or key in evidence.named
    before = words.keys[first - 1] if first and words.joined[first - 1] else ""
    capital_before = bool(before) and words.capital[first - 1]
    if capital_before and (before in _TITLES or (before not in _BEFORE and not words.opens[first - 1])):
        return None
    if last < run_end and words.joined[last] and not (own and words.keys[last + 1] in _AFTER):
        return None
    if not own and (before not in _BEFORE or key in _STATE_KEYS):
        return None
    if not own and key in _ABROAD:
        return None
    place, rule = choose(candidates, key, None, evidence)
    if place is not None:
        if rule == "unique-name" and place.population < _LARGE:
            return None
        return _mention(words, *span, (place, rule), place.name)
    known = evidence.states | {evidence.home_state}
    if any(candidate.state in known for candidate in candidates) or own:
        return _mention(words, *span, (None, rule), candidates[0].name)
    return None


def _mention(words: Words, start: int, end: int, chosen: tuple[Place | None, str], name: str) -> Mention:
    place, rule = chosen
    return Mention(
        kind="place",
        entity_id=place.id if place else None,
        name=place.name if place else name,
        state=place.state if place else None,
        role=None,
        rule=rule,
        surface=words.text[start:end],
        start=start,
        end=end,
    )
