"""Agencies in a text: `Portland, Oregon, police`, `Larkspur County Sheriff's Office`, `ICE`, `@PortlandPolice`."""

import re

from transforms.document import Mention
from transforms.evidence import Evidence, choose
from transforms.gazetteer.load import Agency, Gazetteer, agency_key, place_key
from transforms.gazetteer.states import STATE_CODES, STATE_NAMES, STATE_PATTERN
from transforms.words import Words, word_set

_STATE_BEFORE = re.compile(rf"(?:,\s+({STATE_PATTERN}),?\s+|\s+\(({STATE_PATTERN})\)\s+)$")
_OFFICE_WORDS = frozenset({"department", "bureau", "dept", "division", "force", "service", "office"})
_HEADS = frozenset({"police", "pd", "sheriff", "sheriffs", "deputies"})
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_STATE_KEYS = frozenset(name.lower() for name in STATE_NAMES.values())
_SHORT_ACRONYM = re.compile(r"^[A-Z]{2,3}$")

# Before "police" at the start of a sentence these are adjectives, whatever towns are called so.
_ADJECTIVES = word_set(
    "federal state county city local military campus riot secret park transit tribal union university central western "
    "northern southern eastern many some more most other early late young old"
)
# After "police" they say that the capital word before it was a verb: "Reading police reports takes time".
_PAPERS = word_set(
    "reports report records record logs log blotters blotter files file footage videos accounts"
)
_TOWARDS = word_set("to in from near at of outside into through around toward towards for via between and")
_OTHER_BODIES = word_set(
    "council union association committee subcommittee foundation act guild federation lodge alumni"
)


def find_agencies(words: Words, evidence: Evidence, gazetteer: Gazetteer) -> list[Mention]:
    """Every agency named, in order, none within another."""
    found: list[tuple[int, int, Mention]] = []
    for place, key in enumerate(words.keys):
        if words.words[place][0] == "@":
            mention = _handle(words, place, evidence, gazetteer)
            if mention:
                found.append((place, place, mention))
            continue
        if key in _HEADS:
            located = _headed(words, place, evidence, gazetteer)
            if located:
                found.append(located)
                continue
        if _spoken(words.words[place]) in gazetteer.phrases:
            located = _phrase(words, place, evidence, gazetteer)
            if located:
                found.append(located)
    kept: list[tuple[int, int, Mention]] = []
    for first, last, mention in sorted(found, key=lambda entry: (entry[0], -entry[1])):
        if kept and first <= kept[-1][1]:
            if last - first > kept[-1][1] - kept[-1][0]:
                kept[-1] = (first, last, mention)
            continue
        kept.append((first, last, mention))
    return [mention for _, _, mention in kept]


def _mention(words: Words, start: int, end: int, chosen: tuple[Agency | None, str], name: str) -> Mention:
    agency, rule = chosen
    return Mention(
        kind="agency",
        entity_id=agency.id if agency else None,
        name=agency.name if agency else name,
        state=(agency.state or None) if agency else None,
        role=None,
        rule=rule,
        surface=words.text[start:end],
        start=start,
        end=end,
    )


def _headed(
    words: Words, head: int, evidence: Evidence, gazetteer: Gazetteer
) -> tuple[int, int, Mention] | None:
    """The agency whose name ends in the word `police` or `sheriff` at `head`."""
    text, start = words.text, words.starts[head]
    if words.words[head] == "pd":
        return None
    last = head
    while (
        last + 1 < len(words)
        and words.joined[last]
        and words.keys[last + 1] in _OFFICE_WORDS
        and last - head < 2
    ):
        last += 1
    state = None
    before = head - 1
    stated = _STATE_BEFORE.search(text, max(0, start - 24), start) if head else None
    is_aside = False
    if stated:
        state = STATE_CODES[stated.group(1) or stated.group(2)]
        while before >= 0 and words.ends[before] > stated.start():
            before -= 1
        is_aside = stated.group().rstrip().endswith(",")
    elif head == 0 or not words.joined[before]:
        return None
    if before < 0 or not words.capital[before]:
        return _statewide(words, head, last, evidence, gazetteer)
    first = words.run_back(before, 5)
    kind = "police" if words.keys[head] in ("police", "pd") else "sheriff"
    for opening in range(first, before + 1):
        if not words.capital[opening]:
            continue
        named = words.key(opening, before)
        candidates = gazetteer.agencies.get(agency_key(f"{named} {kind}"), ())
        if not candidates:
            continue
        if is_aside and opening and words.joined[opening - 1] and words.keys[opening - 1] in _TOWARDS:
            return None  # "fled to Gresham, Ore., police said"
        if _continues(words, last):
            return None  # "Portland Police Association"
        if opening == before and words.opens[opening] and words.words[head].islower():
            following = words.keys[head + 1] if head + 1 < len(words) and words.joined[head] else ""
            if named in _ADJECTIVES or following in _PAPERS:
                return None
        chosen = choose(candidates, place_key(named), state, evidence)
        if chosen[0] and chosen[1] == "unique-name" and _is_contested(named, chosen[0], evidence, gazetteer):
            chosen = (None, "tie")
        return (
            opening,
            last,
            _mention(words, words.starts[opening], words.ends[last], chosen, candidates[0].name),
        )
    if words.capital[head] and last > head:  # a full name that no list holds
        for opening in range(before, first, -1):
            if not words.capital[opening - 1] or words.keys[opening] in ("the", "a"):
                first = opening
                break
        if words.keys[first] in ("the", "a"):
            first += 1
        if first <= before and words.keys[before] not in ("metro", "city") and not _continues(words, last):
            surface = text[words.starts[first] : words.ends[last]]
            return (
                first,
                last,
                _mention(words, words.starts[first], words.ends[last], (None, "unknown"), surface),
            )
    return None


def _is_contested(named: str, agency: Agency, evidence: Evidence, gazetteer: Gazetteer) -> bool:
    """Whether the document's own state has a town of the name, whose department no list may hold."""
    towns = gazetteer.places.get(named, ())
    return any(town.state == evidence.home_state != agency.state for town in towns)


def _statewide(
    words: Words, head: int, last: int, evidence: Evidence, gazetteer: Gazetteer
) -> tuple[int, int, Mention] | None:
    """`state police` without the state's name is that of the document's state, where it names no other."""
    if head == 0 or words.keys[head - 1] != "state" or words.keys[head] != "police":
        return None
    if head > 1 and words.joined[head - 2] and words.keys[head - 2] in _STATE_KEYS:
        return None
    agency = gazetteer.state_police.get(evidence.home_state)
    if agency is None or "Police" not in agency.name:
        return None
    chosen = (agency, "source-state") if not evidence.states - {evidence.home_state} else (None, "tie")
    return head - 1, last, _mention(words, words.starts[head - 1], words.ends[last], chosen, "State Police")


def _spoken(word: str) -> str:
    """The word as phrases hold it."""
    return word.replace(".", "").replace("’", "'").removesuffix("'s")


def _phrase(
    words: Words, place: int, evidence: Evidence, gazetteer: Gazetteer
) -> tuple[int, int, Mention] | None:
    """The agency whose name or alias stands word by word at `place`."""
    for phrase in gazetteer.phrases[_spoken(words.words[place])]:
        last = place + len(phrase) - 1
        if last >= len(words):
            continue
        spoken = [_spoken(word) for word in words.words[place : last + 1]]
        if tuple(spoken) != phrase or "\n" in words.text[words.starts[place] : words.ends[last]]:
            continue
        if _continues(words, last):
            continue  # "Border Patrol Council" is not the Border Patrol
        name = " ".join(phrase)
        candidates = gazetteer.agencies[agency_key(name)]
        if not candidates[0].state:
            chosen: tuple[Agency | None, str] = (candidates[0], "federal-name")
        else:
            chosen = choose(candidates, name.lower(), None, evidence)
            known_state = evidence.states | {evidence.home_state}
            if chosen[0] and _SHORT_ACRONYM.match(name) and chosen[0].state not in known_state:
                continue
        end = words.ends[last]
        if words.words[last].endswith(("’s", "'s")):
            end -= 2
        return place, last, _mention(words, words.starts[place], end, chosen, candidates[0].name)
    return None


def _continues(words: Words, last: int) -> bool:
    """Whether the name goes on to that of another body: its union, a committee on it, an act."""
    for place in range(last + 1, min(last + 3, len(words))):
        if not words.joined[place - 1] or not words.capital[place]:
            return False
        if words.keys[place] in _OTHER_BODIES:
            return True
    return False


def _handle(words: Words, place: int, evidence: Evidence, gazetteer: Gazetteer) -> Mention | None:
    """The agency that an account name spells, its words parted at their capitals."""
    handle = words.words[place][1:]
    parts = _CAMEL.findall(handle.replace("_", " "))
    key: str | None = agency_key(" ".join("police" if part in ("PD", "Pd") else part for part in parts))
    if key not in gazetteer.agencies:
        key = gazetteer.key_of_handle(handle.lower()) or gazetteer.key_of_handle(
            re.sub(r"pd$", "police", handle.lower())
        )
    if key is None:
        return None
    candidates = gazetteer.agencies[key]
    named = key.removesuffix(" police").removesuffix(" sheriff")
    if not candidates[0].state:
        return _mention(words, words.starts[place], words.ends[place], (candidates[0], "handle"), "")
    agency, rule = choose(candidates, named, None, evidence)
    chosen = (agency, f"handle+{rule}")
    return _mention(words, words.starts[place], words.ends[place], chosen, candidates[0].name)
