"""People in a text: `Mayor Dana Roe`, `Dana Roe, the police chief`, and later `Roe`."""

import re
from collections.abc import Sequence

from transforms.document import Mention
from transforms.gazetteer.load import Gazetteer, word_key
from transforms.roles import LONGEST_TITLE, TITLES, coarse_role
from transforms.short_forms import NAME_SUFFIXES, NO_NAME, Named, name_mentions
from transforms.words import Words, word_set

__all__ = ["coarse_role", "find_people", "role_in"]

_PARTICLES = word_set("de del de la las los van von der den da di bin al el st mc")
_APPOSITION = re.compile(
    r",\s+(?:(?:\d{1,3}|who (?:is|was|serves as)|\w+ \w+ of),?\s+)?(?:(?:an?|the|his|her|their|then|now|its)\s+)?([^,;:.\n“\"()—]{0,70}?)(?=[,;.\n“\"()—]|\s(?:who|said|says|told|and)\b|$)"
)
_CHARGED = re.compile(
    r",\s+\d{1,2}(?:,\s+(?:of|a|an)\b[^.;\n]{0,60}?)?,?\s+(?:was|were|is|has been|pleaded|faces)\b[^.\n]{0,40}?\b"
    r"(?:arrested|charged|booked|accused|indicted|convicted|sentenced|suspected|guilty|jailed|detained|cited|wanted|charges)\b"
)
_DESCRIBED = re.compile(r",\s+(?:\d{1,3},|who\b|whose\b)")
_SAYING = re.compile(
    r"\s*,?\s*(?:said|says|told|added|wrote|tweeted|testified|argued|asked|explained|recalled)\b"
)
_SAID_BEFORE = re.compile(r"\b(?:said|says|added|wrote|asked|explained|recalled)\s+$")
_UNION = re.compile(r"\b(?:union|association|guild|lodge|fraternal order|federation)\b", re.IGNORECASE)
_OFFICE_OF = re.compile(
    r"\b([Mm]ayor|[Pp]olice [Cc]hief|[Cc]hief of [Pp]olice|[Dd]istrict [Aa]ttorney|[Ss]heriff) of (?=[A-Z])"
)


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
    return name_mentions(words, gazetteer, named, _offices(words.text, states))


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
            and key not in NO_NAME
            and not key.isdigit()
        ):
            last = place
            if words.words[place].endswith(("’s", "'s")):
                break
        elif key not in _PARTICLES or place == first:
            break
        if not words.joined[place]:
            comma = words.text[words.ends[place] : words.ends[place] + 2] == ", "
            if comma and place + 1 < len(words) and words.keys[place + 1] in NAME_SUFFIXES:
                last = place + 1
            break
        place += 1
    return last


def _title_at(words: Words, first: int) -> tuple[str, int] | None:
    """Role word and last word of the title that begins at `first`."""
    for last in range(words.run_on(first, LONGEST_TITLE), first - 1, -1):
        role = TITLES.get(words.key(first, last))
        if role is not None and not words.words[last].endswith(("'s", "’s")):
            return role, last
    return None


def _named(
    words: Words,
    gazetteer: Gazetteer,
    taken: Sequence[tuple[int, int]],
    agencies: Sequence[Mention],
    states: dict[int, str | None],
) -> list[Named]:
    """Every name with its title or description, in order, none within another."""
    found: list[Named] = []
    agency_state = {mention.end: mention.state for mention in agencies}
    place = 0
    while place < len(words):
        if words.words[place][0] == "@":
            listed = gazetteer.people.get(words.words[place][1:].lower(), ())
            if len(listed) == 1:
                found.append(Named(place, place, listed[0].name, None, None, "handle"))
            place += 1
            continue
        titled = _title_at(words, place) if words.keys[place] in _TITLE_STARTS else None
        if titled:
            person = _titled(words, place, titled, taken)
            if person:
                state = agency_state.get(words.ends[titled[1]])
                person.state = state or _state_before(words, place, states, agency_state)
                found.append(person)
                place = person.last + 1
                continue
            if words.capital[place] and titled[1] > place:
                place = titled[1] + 1
                continue
        if words.capital[place] and words.keys[place] not in NO_NAME and not _inside(words, place, taken):
            last = _name_end(words, place)
            inner = next((at for at in range(place + 1, last) if _title_at(words, at)), None)
            if inner:  # "Works Director Dana Roe"
                place = inner
                continue
            if last > place:
                person = _described(words, gazetteer, place, last)
                if person:
                    found.append(person)
                    place = last + 1
                    continue
                if not words.opens[
                    place
                ]:  # "Yesterday Dana Roe" may open a sentence: look again from its second word
                    place = last
        place += 1
    return found


def _titled(
    words: Words, first: int, titled: tuple[str, int], taken: Sequence[tuple[int, int]]
) -> Named | None:
    """The name after a title; an office named after the name (`Sgt. Roe, a spokeswoman`) outranks a rank."""
    role, title_end = titled
    start = title_end + 1
    if start >= len(words) or not words.joined[title_end] or not words.capital[start]:
        return None
    last = _name_end(words, start)
    if last < start or _inside(words, start, taken) or (last == start and not words.capital[title_end]):
        return None
    while (
        last + 1 < len(words)
        and words.joined[last]
        and words.keys[last + 1] in _NAMES_TOO
        and words.capital[last + 1]
    ):
        last += 1  # "Officer Tom White": beside a title and a given name the word is a surname
    apposition = _APPOSITION.match(words.text, words.ends[last])
    office = role_in(apposition.group(1)) if apposition else None
    if office in ("police spokesperson", "union president"):
        role = office
    return Named(start, last, _name(words, start, last), role or None, None, "title")


_NAMES_TOO = word_set(
    "park river rivers lake church white black north south east west house street hall day may march post law"
)
"""Words that are no names elsewhere."""

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
    """State of the place or agency right before the title, as in `Portland Mayor` and `Portland police Sgt`."""
    if title == 0 or not words.joined[title - 1]:
        return None
    for first in range(max(0, title - 4), title):
        state = states.get(words.starts[first])
        if state:
            return state
    return agency_state.get(words.ends[title - 1])


def _described(words: Words, gazetteer: Gazetteer, first: int, last: int) -> Named | None:
    """A full name with a description after it, a verb of saying beside it, or an entry in the deployment's list."""
    text, end = words.text, words.ends[last]
    name = _name(words, first, last)
    if name.lower() in gazetteer.people:
        return Named(first, last, name, None, None, "people-list")
    if text[end : end + 1] == ",":
        if _CHARGED.match(text, end):
            return Named(first, last, name, "suspect", None, "charged")
        apposition = _APPOSITION.match(text, end)
        if apposition:
            role = role_in(apposition.group(1))
            if role:
                return Named(first, last, name, role, None, "description")
            if text[apposition.end(1) : apposition.end(1) + 1] == ",":  # "Dana Roe, who lives nearby, said"
                end = apposition.end(1) + 1
        if _DESCRIBED.match(text, words.ends[last]):
            return Named(first, last, name, None, None, "description")
    if _SAYING.match(text, end) or _SAID_BEFORE.search(
        text, max(0, words.starts[first] - 12), words.starts[first]
    ):
        return Named(first, last, name, None, None, "saying")
    return None


def role_in(description: str) -> str | None:
    """Role word of a description such as `president of the Larkspur Police Association`."""
    if _UNION.search(description) and re.search(
        r"\b(?:president|head|leader|director|spokes\w+|secretary)\b", description
    ):
        return "union president"
    spoken = description.split()
    keys = [word_key(word) for word in spoken]
    for first in range(len(keys)):
        for last in range(min(len(keys), first + LONGEST_TITLE), first, -1):
            role = TITLES.get(" ".join(keys[first:last]))
            if role and not spoken[last - 1].endswith(("'s", "’s")):
                if role == "spokesperson" and re.search(
                    r"\b(?:police|sheriff|bureau|department)", description, re.IGNORECASE
                ):
                    return "police spokesperson"
                return role
    return None
