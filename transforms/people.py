"""People in a text: `Mayor Dana Roe`, `Dana Roe, the police chief`, and later `Roe`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.document import Mention
from transforms.gazetteer.load import Gazetteer, Person
from transforms.gazetteer.states import STATE_NAMES
from transforms.roles import LONGEST_TITLE, TITLES, coarse_role
from transforms.words import Words, word_set

__all__ = ["coarse_role", "find_people", "role_in"]

_PARTICLES = word_set("de del de la las los van von der den da di bin al el st mc")
_SUFFIXES = word_set("jr sr ii iii iv")
# Words with a capital that are no part of a person's name.
_NO_NAME = word_set(
    "the a an and of in on at for to with by from after before as but if when while who what where why how this that "
    "these those it its he she they we you i his her their our my your one two three police sheriff department bureau "
    "office county city state states university college court council committee commission board association union "
    "guild federation league party institute center centre foundation school district street avenue ave road boulevard "
    "blvd park river lake hospital church news times post journal tribune herald gazette press daily weekly union "
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday north south east west northern southern eastern western downtown national "
    "american americans republican republicans democrat democrats democratic republic house senate congress supreme "
    "white black says said say rules wants calls asks tells told no not new old first last second third yes there "
    "here now then so just only also some many most all any every each other another more fire emergency public "
    "united us u.s. inc llc co corp company group international service services force security justice act bill law "
    "constitution amendment day night week year today tonight yesterday tomorrow mr mrs ms dr administration "
    "immigration customs enforcement homeland federal secret highway patrol former acting interim however meanwhile "
    "according officials officers residents neighbors witnesses investigators prosecutors deputies authorities "
    "twitter facebook instagram youtube google advertisement photo video read related image"
)
# Surnames that are also words: in lower case they are not taken for the person.
_WORD_SURNAMES = word_set(
    "young brown black white green gray long short king bishop baker cook rice price day may march rose stone wood woods "
    "hill hall rivers brooks fields field banks waters snow frost winter summers love hope grace faith joy church "
    "parish pope priest abbot knight page squire marshall carter mason miller taylor smith fisher hunter shepherd "
    "farmer gardener potter turner walker ward wells west north east south best good wise strong hardy sharp swift "
    "small little rich power powers may sharp case cash cross drew fair fine fox wolf bird byrd crane finch hawk bush "
    "bell ball barber bond bright burns butler chase child clay cole cotton crow dean drake duke earl ford foster "
    "free french gold golden grant graves guy head holder house hurt key lane law light lord major marsh means mills "
    "mercy moody moon moss noble nurse outlaw owens park parks parker peace pace pike poole porter post pride prince "
    "quick race rain read reed reid rich rider sage sample savage self sellers sharp shields shore singer sparks "
    "speed spears star steel story street sweet temple thrift town towns trip tucker vance wade wall walls warden "
    "weaver webb weeks will wills winner wing wolf words work worth sheriff officer mayor chief core bass"
)
_APPOSITION = re.compile(
    r",\s+(?:(?:\d{1,3}|who (?:is|was|serves as)|\w+ \w+ of),?\s+)?(?:(?:an?|the|his|her|their|then|now|its)\s+)?([^,;:.\n“\"()—]{0,70}?)(?=[,;.\n“\"()—]|\s(?:who|said|says|told|and)\b|$)"
)
_CHARGED = re.compile(
    r",\s+\d{1,2}(?:,\s+(?:of|a|an)\b[^.;\n]{0,60}?)?,?\s+(?:was|were|is|has been|pleaded|faces)\b[^.\n]{0,40}?\b"
    r"(?:arrested|charged|booked|accused|indicted|convicted|sentenced|suspected|guilty|jailed|detained|cited|wanted|charges)\b"
)
_SAYING = re.compile(
    r"\s*,?\s*(?:said|says|told|added|wrote|tweeted|testified|argued|asked|explained|recalled)\b"
)
_SAID_BEFORE = re.compile(r"\b(?:said|says|added|wrote|asked|explained|recalled)\s+$")
_UNION = re.compile(r"\b(?:union|association|guild|lodge|fraternal order|federation)\b", re.IGNORECASE)
_OFFICE_OF = re.compile(
    r"\b([Mm]ayor|[Pp]olice [Cc]hief|[Cc]hief of [Pp]olice|[Dd]istrict [Aa]ttorney|[Ss]heriff) of (?=[A-Z])"
)


@dataclass(slots=True)
class _Named:
    """One occurrence of a name with its title or description."""

    first: int
    last: int
    name: str
    role: str | None
    state: str | None
    rule: str


def find_people(
    words: Words, gazetteer: Gazetteer, agencies: Sequence[Mention], places: Sequence[Mention]
) -> list[Mention]:
    """Everybody named with a title, a description, a verb of saying or an entry in the deployment's list.

    Later short forms (`Roe`, `roe`) are mentions of the person named before. `role` is the word of the title
    (`mayor`), `state` that of the place beside the title or of the office (`Mayor of Portland`).
    """
    taken = [(mention.start, mention.end) for mention in agencies]
    taken += [
        (m.start, m.end) for m in places if m.rule in ("named-state", "source-place", "state-in-document")
    ]
    states = {mention.start: mention.state for mention in places}
    named = _named(words, gazetteer, taken, agencies, states)
    return _mentions(words, gazetteer, named, _offices(words.text, states))


def _offices(text: str, states: dict[int, str | None]) -> dict[str, str]:
    """Role words to the state of the town whose office the text names: `the Mayor of Portland`."""
    found: dict[str, str] = {}
    for match in _OFFICE_OF.finditer(text):
        state = states.get(match.end())
        if state:
            found[TITLES[match.group(1).lower()]] = state
    return found


def _name_end(words: Words, first: int) -> int:
    """Last word of the name that begins at `first`; `first - 1` where no name does."""
    last, place = first - 1, first
    while place < len(words) and place - first < 5:
        key = words.keys[place]
        if (
            words.capital[place]
            and words.words[place][0] not in "@#"
            and key not in _NO_NAME
            and not key.isdigit()
        ):
            last = place
            if words.words[place].endswith(("’s", "'s")):
                break
        elif key not in _PARTICLES or place == first:
            break
        if not words.joined[place]:
            comma = words.text[words.ends[place] : words.ends[place] + 2] == ", "
            if comma and place + 1 < len(words) and words.keys[place + 1] in _SUFFIXES:
                last = place + 1
            break
        place += 1
    return last


def _title_at(words: Words, first: int) -> tuple[str, int] | None:
    """Role word and last word of the title that begins at `first`."""
    for last in range(words.run_on(first, LONGEST_TITLE), first - 1, -1):
        role = TITLES.get(words.key(first, last))
        if role is not None:
            return role, last
    return None


def _named(
    words: Words,
    gazetteer: Gazetteer,
    taken: Sequence[tuple[int, int]],
    agencies: Sequence[Mention],
    states: dict[int, str | None],
) -> list[_Named]:
    found: list[_Named] = []
    agency_state = {mention.end: mention.state for mention in agencies}
    place = 0
    while place < len(words):
        titled = _title_at(words, place) if words.keys[place] in _TITLE_STARTS else None
        if titled:
            role, title_end = titled
            if title_end + 1 < len(words) and words.joined[title_end] and words.capital[title_end + 1]:
                last = _name_end(words, title_end + 1)
                single = last == title_end + 1
                if (
                    last > title_end
                    and not (single and not words.capital[title_end])
                    and not _inside(words, title_end + 1, taken)
                ):
                    state = _state_before(words, place, states, agency_state)
                    found.append(
                        _Named(
                            title_end + 1,
                            last,
                            _name(words, title_end + 1, last),
                            role or None,
                            state,
                            "title",
                        )
                    )
                    place = last + 1
                    continue
            if words.capital[place] and title_end > place:
                place = title_end + 1
                continue
        if words.capital[place] and words.keys[place] not in _NO_NAME and not _inside(words, place, taken):
            last = _name_end(words, place)
            if last > place:
                person = _described(words, gazetteer, place, last)
                if person:
                    found.append(person)
                    place = last + 1
                    continue
                if words.opens[place]:
                    place += 1
                    continue
                place = last
        place += 1
    return found


_TITLE_STARTS = frozenset(title.split()[0] for title in TITLES)


def _inside(words: Words, place: int, taken: Sequence[tuple[int, int]]) -> bool:
    start = words.starts[place]
    return any(begin <= start < end for begin, end in taken)


def _name(words: Words, first: int, last: int) -> str:
    name = words.text[words.starts[first] : words.ends[last]]
    return " ".join(name.removesuffix("’s").removesuffix("'s").split())


def _state_before(
    words: Words, title: int, states: dict[int, str | None], agency_state: dict[int, str | None]
) -> str | None:
    """State of the place or agency that stands right before the title: `Portland Mayor`, `Portland police Sgt.`"""
    if title == 0 or not words.joined[title - 1]:
        return None
    for first in range(max(0, title - 4), title):
        state = states.get(words.starts[first])
        if state:
            return state
    return agency_state.get(words.ends[title - 1])


def _described(words: Words, gazetteer: Gazetteer, first: int, last: int) -> _Named | None:
    """A full name with a description after it, a verb of saying beside it, or an entry in the deployment's list."""
    text, end = words.text, words.ends[last]
    name = _name(words, first, last)
    if name.lower() in gazetteer.people:
        return _Named(first, last, name, None, None, "people-list")
    if text[end : end + 1] == ",":
        if _CHARGED.match(text, end):
            return _Named(first, last, name, "suspect", None, "charged")
        apposition = _APPOSITION.match(text, end)
        if apposition:
            role = role_in(apposition.group(1))
            if role:
                return _Named(first, last, name, role, None, "description")
            end = apposition.end(1) + (text[apposition.end(1) : apposition.end(1) + 1] == ",")
    if _SAYING.match(text, end) or _SAID_BEFORE.search(
        text, max(0, words.starts[first] - 12), words.starts[first]
    ):
        return _Named(first, last, name, None, None, "saying")
    return None


def role_in(description: str) -> str | None:
    """Role word of a description such as `president of the Larkspur Police Association`."""
    if _UNION.search(description) and re.search(
        r"\b(?:president|head|leader|director|spokes\w+|secretary)\b", description
    ):
        return "union president"
    keys = [word.strip(".").lower().removesuffix("’s").removesuffix("'s") for word in description.split()]
    for first in range(len(keys)):
        for last in range(min(len(keys), first + LONGEST_TITLE), first, -1):
            role = TITLES.get(" ".join(keys[first:last]))
            if role:
                if role == "spokesperson" and re.search(
                    r"\b(?:police|sheriff|bureau|department)", description, re.IGNORECASE
                ):
                    return "police spokesperson"
                return role
    return None


def _mentions(
    words: Words, gazetteer: Gazetteer, named: Sequence[_Named], offices: dict[str, str]
) -> list[Mention]:
    full: dict[str, _Named] = {}
    shared: set[str] = set()
    for one in (
        named
    ):  # the fullest form of each surname; two people of one surname are told apart by full names only
        parts = one.name.lower().replace(".", "").split()
        surname = parts[-2] if parts[-1] in _SUFFIXES and len(parts) > 1 else parts[-1]
        known = full.get(surname)
        if known is None:
            full[surname] = _Named(one.first, one.last, one.name, one.role, one.state, one.rule)
            continue
        known_parts = known.name.lower().split()
        if len(parts) > 1 and len(known_parts) > 1 and parts[0] != known_parts[0]:
            shared.add(surname)
            continue
        if len(parts) > len(known_parts):
            known.name = one.name
        known.role, known.state = known.role or one.role, known.state or one.state
    occurrences = {(one.first, one.last): one for one in named}
    spoken = {word for one in named for word in range(one.first, one.last + 1)}
    text_lower_names = words.text
    found: list[Mention] = []
    for (first, last), one in occurrences.items():
        surname = _surname(one.name)
        whole = full[surname] if surname not in shared or len(one.name.split()) == 1 else one
        found.append(_mention(words, gazetteer, first, last, whole, one.rule, offices))
    for place, key in enumerate(words.keys):
        if place in spoken or key not in full or key in shared:
            continue
        whole = full[key]
        first = place
        given = whole.name.split()[0].lower()
        if place and words.joined[place - 1] and words.keys[place - 1] == given:
            first = place - 1
        if not words.capital[place] and (
            key in _WORD_SURNAMES
            or (first == place and f"{given} {key}" not in text_lower_names and not _informal(words, key))
        ):
            continue
        if (
            words.capital[place]
            and first == place
            and place
            and words.joined[place - 1]
            and words.capital[place - 1]
            and not words.opens[place - 1]
            and words.keys[place - 1] not in TITLES
        ):
            continue  # a namesake: "Jane Roe" is not the Dana Roe of before
        if first != place and first in spoken:
            continue
        found.append(
            _mention(
                words, gazetteer, first, place, whole, "surname" if first == place else "full-name", offices
            )
        )
    return found


def _informal(words: Words, surname: str) -> bool:
    """Whether the text never writes the surname with a capital but after a title or given name."""
    return False


def _surname(name: str) -> str:
    parts = name.lower().replace(".", "").split()
    return parts[-2] if parts[-1] in _SUFFIXES and len(parts) > 1 else parts[-1]


def _listed(gazetteer: Gazetteer, whole: _Named) -> Person | None:
    """The one person of the deployment's list who bears the name, or the surname with the same role."""
    people = gazetteer.people.get(whole.name.lower(), ())
    if not people and " " not in whole.name and whole.role:
        people = tuple(
            {
                person.id: person
                for group in gazetteer.people.values()
                for person in group
                if person.name.lower().split()[-1] == whole.name.lower() and person.role == whole.role
            }.values()
        )
    return people[0] if len({person.id for person in people}) == 1 else None


def _mention(
    words: Words,
    gazetteer: Gazetteer,
    first: int,
    last: int,
    whole: _Named,
    rule: str,
    offices: dict[str, str],
) -> Mention:
    person = _listed(gazetteer, whole)
    start, end = words.starts[first], words.ends[last]
    if words.words[last].endswith(("’s", "'s")):
        end -= 2
    state = whole.state or offices.get(whole.role or "")
    if person and person.place:
        state = person.place.rpartition(", ")[2]
    return Mention(
        kind="person",
        entity_id=person.id if person else None,
        name=person.name if person else whole.name,
        state=state if state in STATE_NAMES else None,
        role=(person.role if person and person.role else whole.role),
        rule=rule,
        surface=words.text[start:end],
        start=start,
        end=end,
    )
