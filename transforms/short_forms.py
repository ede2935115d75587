"""Names found in a text made into mentions: the fullest form of each person, later short forms, namesakes apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.document import Mention
from transforms.gazetteer.load import Gazetteer, Person
from transforms.gazetteer.states import STATE_NAMES
from transforms.roles import TITLES, coarse_role
from transforms.words import Words, word_set

NAME_SUFFIXES = word_set("jr sr ii iii iv")
# Words with a capital that are no part of a person's name.
NO_NAME = word_set(
    "the a an and of in on at for to with by from after before as but if when while who what where why how this that "
    "these those it its he she they we you i his her their our my your one two three police sheriff department bureau "
    "office county city state states university college court council committee commission board association union "
    "guild federation league party institute center centre foundation school district street avenue ave road boulevard "
    "blvd park river lake hospital church news times post journal tribune herald gazette press daily weekly union "
    "january february march may july september october november december monday tuesday wednesday "
    "thursday friday saturday sunday north south east west northern southern eastern western downtown national "
    "american americans republican republicans democrat democrats democratic republic house senate congress supreme "
    "white black says said say rules wants calls asks tells told no not new old first last second third yes there "
    "here now then so just only also some many most all any every each other another more fire emergency public "
    "united us u.s. inc llc co corp company group international service services force security justice act law "
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


@dataclass(slots=True)
class Named:
    """One occurrence of a name with its title or description."""

    first: int
    last: int
    name: str
    role: str | None
    state: str | None
    rule: str


def name_mentions(
    words: Words, gazetteer: Gazetteer, named: Sequence[Named], offices: dict[str, str]
) -> list[Mention]:
    """A mention for each name found, and for every later short form of it."""
    full, shared = _people(named)
    shared |= _namesakes(words, full)
    found: list[Mention] = []
    for one in named:
        surname = _surname(one.name)
        whole = one if surname in shared and " " in one.name else full[surname]
        found.append(_mention(words, gazetteer, one.first, one.last, whole, one.rule, offices))
    spoken = {word for one in named for word in range(one.first, one.last + 1)}
    known_from: dict[str, int] = {}
    for one in reversed(named):
        known_from[_surname(one.name)] = one.first
    for place, key in enumerate(words.keys):
        if key not in full or key in shared or place in spoken or place < known_from[key]:
            continue
        first = _short_form(words, place, full[key].name)
        if first is not None and first not in spoken:
            rule = "surname" if first == place else "full-name"
            found.append(_mention(words, gazetteer, first, place, full[key], rule, offices))
    return found


def _people(named: Sequence[Named]) -> tuple[dict[str, Named], set[str]]:
    """Surnames to the fullest form of the person, and the surnames that two people bear."""
    full: dict[str, Named] = {}
    shared: set[str] = set()
    for one in named:
        surname = _surname(one.name)
        known = full.get(surname)
        if known is None:
            full[surname] = replace(one)
            continue
        given, known_given = one.name.lower().split()[0], known.name.lower().split()[0]
        if " " in one.name and " " in known.name and given != known_given:
            shared.add(surname)
            continue
        if len(one.name.split()) > len(known.name.split()):
            known.name = one.name
        known.role, known.state = known.role or one.role, known.state or one.state
    return full, shared


def _namesakes(words: Words, full: dict[str, Named]) -> set[str]:
    """Surnames that somebody else bears in the text, named with another given name but without a title."""
    found: set[str] = set()
    for place, key in enumerate(words.keys):
        if (
            key in full
            and place
            and words.joined[place - 1]
            and words.capital[place]
            and words.capital[place - 1]
        ):
            given = words.keys[place - 1]
            is_known = given in full[key].name.lower().replace(".", "").split()
            if len(given) > 1 and not is_known and given not in TITLES and given not in NO_NAME:
                found.add(key)
    return found


def _short_form(words: Words, place: int, name: str) -> int | None:
    """First word of a short form of the name that ends at `place`; None where the word is no mention of it."""
    given, surname = name.split(maxsplit=1)[0].lower(), words.keys[place]
    joined = place > 0 and words.joined[place - 1]
    if joined and words.keys[place - 1] == given and " " in name:
        return place - 1
    if words.capital[place]:
        # "Jane Roe" is not the Dana Roe of before.
        namesake = joined and words.capital[place - 1] and not words.opens[place - 1]
        before = words.keys[place - 1] if namesake else ""
        return None if namesake and before not in TITLES and before not in NO_NAME else place
    if surname in _WORD_SURNAMES or (len(surname) < _LONG and f"{given} {surname}" not in words.text):
        return None
    return place


_LONG = 5
"""Letters from which a surname in lower case, as blogs write them, is taken for the person."""


def _surname(name: str) -> str:
    parts = name.lower().replace(".", "").split()
    return parts[-2] if parts[-1] in NAME_SUFFIXES and len(parts) > 1 else parts[-1]


def _listed(gazetteer: Gazetteer, whole: Named) -> Person | None:
    """The one person of the deployment's list who bears the name, or the surname with a title of the same role."""
    people = gazetteer.people.get(whole.name.lower(), ())
    if not people and " " not in whole.name and whole.role:
        role = coarse_role(whole.role)
        bearers = gazetteer.people_by_surname.get(whole.name.lower(), ())
        people = tuple(person for person in bearers if coarse_role(person.role) == role)
    return people[0] if len({person.id for person in people}) == 1 else None


def _mention(
    words: Words,
    gazetteer: Gazetteer,
    first: int,
    last: int,
    whole: Named,
    rule: str,
    offices: dict[str, str],
) -> Mention:
    person = _listed(gazetteer, whole)
    start, end = words.starts[first], words.ends[last]
    if words.words[last].endswith(("’s", "'s")):
        end -= 2
    role, state = whole.role, whole.state or offices.get(whole.role or "")
    if person:
        # The word of the title says more than the list's role, unless the list gives the person another office.
        role = role if role and coarse_role(role) == coarse_role(person.role) else person.role or role
        state = person.place.rpartition(", ")[2] or state
    return Mention(
        kind="person",
        entity_id=person.id if person else None,
        name=person.name if person else whole.name,
        state=state if state in STATE_NAMES else None,
        role=role,
        rule=rule,
        surface=words.text[start:end],
        start=start,
        end=end,
    )
