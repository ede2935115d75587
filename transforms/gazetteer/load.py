"""Reads the packaged lists and a deployment's own into one gazetteer."""

import csv
import gzip
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from transforms.gazetteer.states import STATE_NAMES

HERE = Path(__file__).parent


class Agency(NamedTuple):
    """A police body; `state` is empty for federal ones, `county` where it is statewide or not known."""

    id: str
    name: str
    kind: str
    state: str
    county: str


class Place(NamedTuple):
    """A town or city; `county` with its word (`Multnomah County`)."""

    id: str
    name: str
    state: str
    county: str
    population: int


class Person(NamedTuple):
    """A person whom a deployment follows; `place` is written `Town, ST`."""

    id: str
    name: str
    role: str
    agency_id: str
    place: str


class GazetteerError(Exception):
    """A deployment's list cannot be used; the message says file, line, what was found and what is accepted."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names to entities.

    Attributes:
        agencies: by key (see `agency_key`); several where the name is shared.
        places: by lower-case name without points.
        people: by lower-case full name, alias or account name.
        people_by_surname: by the last word of the name in lower case.
        phrases: names and aliases that are matched word by word as they stand, by their first word, longest first.
        agency_by_id: every agency.
        state_police: the statewide body of each state.
        handles: keys of `agencies` without blanks, for account names in one case.
    """

    agencies: Mapping[str, tuple[Agency, ...]]
    places: Mapping[str, tuple[Place, ...]]
    people: Mapping[str, tuple[Person, ...]]
    people_by_surname: Mapping[str, tuple[Person, ...]]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    agency_by_id: Mapping[str, Agency]
    state_police: Mapping[str, Agency]
    handles: dict[str, str] = field(default_factory=dict)

    def key_of_handle(self, handle: str) -> str | None:
        """The agencies' key that a lower-case account name (`portlandpolice`) spells, if there is one."""
        if not self.handles:
            self.handles.update((key.replace(" ", ""), key) for key in self.agencies)
        return self.handles.get(handle)


_POLICE = re.compile(r" police (?:department|bureau|dept|division|force|service|services)$| pd$")
_SHERIFF = re.compile(r" sheriffs?(?: (?:office|department|dept))?$")
_DROPPED = str.maketrans({"’": "'", "-": " ", **dict.fromkeys(".,‘()")})


def word_key(word: str) -> str:
    """The word in lower case, without points, apostrophes and a closing `'s`."""
    return word.lower().translate(_DROPPED).removesuffix("'s").replace("'", "")


def place_key(name: str) -> str:
    """The name's word keys, with `saint`, `fort` and `mount` shortened."""
    key = name.lower().translate(_DROPPED)
    if "'" in key:
        key = " ".join([word_key(word) for word in key.split()])
    if key.startswith(("saint ", "sainte ", "fort ", "mount ")):
        first, _, rest = key.partition(" ")
        key = f"{_SHORTENED[first]} {rest}"
    return key


_SHORTENED = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}


def phrase_words(name: str) -> list[str]:
    """The words as they stand, without points, commas and a closing `'s`."""
    return [
        word.removesuffix("'s") for word in name.replace("’", "'").replace(".", "").replace(",", "").split()
    ]


def agency_key(name: str) -> str:
    """One key for the ways to write a department: `portland police`, `multnomah county sheriff`."""
    key = place_key(name)
    key = _POLICE.sub(" police", key)
    return _SHERIFF.sub(" sheriff", key)


def _rows(name: str) -> list[list[str]]:
    """Rows of a packaged list, without its header."""
    data = (HERE / name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode()
    return list(csv.reader(text.splitlines()))[1:]


_AGENCY_COLUMNS = ("id", "name", "aliases", "type", "state", "county")
_PLACE_COLUMNS = ("id", "name", "aliases", "state", "county")
_PERSON_COLUMNS = ("id", "name", "aliases", "role", "agency_id", "place")


def _own_rows(
    path: Path, columns: tuple[str, ...], check: Callable[[dict[str, str]], str | None]
) -> Iterator[dict[str, str]]:
    """Rows of a deployment's list; `check` says what is wrong with one.

    Raises:
        GazetteerError: the columns or a row are not as accepted.
    """
    if not path.exists():
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != columns:
                found = ",".join(reader.fieldnames or ()) or "an empty file"
                raise GazetteerError(f"{path}, line 1: found columns {found}; accepted: {','.join(columns)}")
            for row in reader:
                wrong = None
                if None in row or None in row.values():
                    wrong = f"found {len([v for v in row.values() if isinstance(v, str)])}{'+' if None in row else ''} values; accepted: {len(columns)}, quoted where they hold a comma"
                elif not row["id"].strip() or not row["name"].strip():
                    wrong = "found an empty id or name; accepted: both filled"
                wrong = wrong or check(row)
                if wrong:
                    raise GazetteerError(f"{path}, line {reader.line_num}: {wrong}")
                yield {column: value.strip() for column, value in row.items()}
    except UnicodeDecodeError as error:
        raise GazetteerError(
            f"{path}: found bytes that are not UTF-8 (at byte {error.start}); accepted: UTF-8"
        ) from None


def _state_fault(row: dict[str, str]) -> str | None:
    state = row["state"].strip()
    if state and state not in STATE_NAMES:
        return f"found state {state!r}; accepted: two letters as in OR, or empty for a body of no state"
    return None


def _place_fault(row: dict[str, str]) -> str | None:
    return _state_fault(row) if row["state"].strip() else "found no state; accepted: two letters as in OR"


def _person_fault(row: dict[str, str]) -> str | None:
    place = row["place"].strip()
    if place and place.rpartition(", ")[2] not in STATE_NAMES:
        return f"found place {place!r}; accepted: 'Town, ST' as in 'Portland, OR', or empty"
    return None


def _aliases(cell: str) -> list[str]:
    return [alias.strip() for alias in cell.split("|") if alias.strip()]


class _Builder:
    def __init__(self) -> None:
        self.agencies: dict[str, list[Agency]] = {}
        self.places: dict[str, list[Place]] = {}
        self.people: dict[str, list[Person]] = {}
        self.people_by_surname: dict[str, list[Person]] = {}
        self.phrases: dict[str, set[tuple[str, ...]]] = {}
        self.by_id: dict[str, Agency] = {}

    def key(self, key: str, agency: Agency) -> None:
        known = self.agencies.setdefault(key, [])
        if all(other.id != agency.id for other in known):
            known.append(agency)

    def named(self, agency: Agency, aliases: list[str]) -> None:
        """Enter an agency of a short list: by key, and word by word."""
        self.by_id[agency.id] = agency
        for name in (agency.name, *aliases):
            self.key(agency_key(name), agency)
            words = tuple(phrase_words(name))
            self.phrases.setdefault(words[0], set()).add(words)

    def done(self) -> Gazetteer:
        return Gazetteer(
            agencies={key: tuple(found) for key, found in self.agencies.items()},
            places={key: tuple(found) for key, found in self.places.items()},
            people={key: tuple(found) for key, found in self.people.items()},
            people_by_surname={key: tuple(found) for key, found in self.people_by_surname.items()},
            phrases={
                first: tuple(sorted(found, key=lambda words: (-len(words), words)))
                for first, found in self.phrases.items()
            },
            agency_by_id=self.by_id,
            state_police={
                agency.state: agency for agency in self.by_id.values() if agency.kind == "state-police"
            },
        )


def _packaged() -> _Builder:
    built = _Builder()
    changed = {row[0]: row for row in _rows("aliases.csv")}
    for ori, name, kind, state, county in _rows("agencies.csv.gz"):
        agency = Agency(f"ori:{ori}", name, kind, state, county)
        change = changed.pop(agency.id, None)
        if change:  # the list's old name still finds it
            renamed = agency._replace(name=change[1] or name, kind=change[3] or kind)
            built.named(renamed, _aliases(change[2]))
            built.key(agency_key(name), renamed)
            continue
        built.by_id[agency.id] = agency
        # The two commonest endings without a regular expression: this runs for 18,000 names.
        if name.endswith(" Police Department"):
            key = place_key(name[: -len(" Department")])
        elif name.endswith(" Sheriff's Office"):
            key = place_key(name[: -len("'s Office")])
        else:
            key = agency_key(name)
        if kind in ("campus-or-school", "tribal") and not key.endswith("police"):
            key = key.replace(":", "") + " police"
        built.agencies.setdefault(key, []).append(agency)
    for row in changed.values():
        built.named(Agency(row[0], row[1], row[3], row[4], row[5]), _aliases(row[2]))
    for slug, name, aliases, _ in _rows("federal.csv.gz"):
        kind = "federal-immigration" if slug in ("ice", "ice-ero", "hsi", "cbp", "usbp") else "federal-other"
        built.named(Agency(f"federal:{slug}", name, kind, "", ""), _aliases(aliases))
    for geoname, name, state, county, population in _rows("places.csv.gz"):
        place = Place(f"geonames:{geoname}", name, state, county, int(population or 0))
        built.places.setdefault(place_key(name), []).append(place)
    return built


def _local_id(given: str) -> str:
    return given if ":" in given else f"local:{given}"


def _own(built: _Builder, folder: Path) -> None:
    if not folder.is_dir():
        raise GazetteerError(
            f"{folder}: found no such folder; accepted: a folder with agencies.csv, places.csv or people.csv"
        )
    for row in _own_rows(folder / "agencies.csv", _AGENCY_COLUMNS, _state_fault):
        agency = Agency(_local_id(row["id"]), row["name"], row["type"], row["state"], row["county"])
        built.named(agency, _aliases(row["aliases"]))
    for row in _own_rows(folder / "places.csv", _PLACE_COLUMNS, _place_fault):
        place = Place(_local_id(row["id"]), row["name"], row["state"], row["county"], 0)
        for name in (place.name, *_aliases(row["aliases"])):
            built.places.setdefault(place_key(name), []).append(place)
    for row in _own_rows(folder / "people.csv", _PERSON_COLUMNS, _person_fault):
        person = Person(_local_id(row["id"]), row["name"], row["role"], row["agency_id"], row["place"])
        for name in (person.name, *_aliases(row["aliases"])):
            built.people.setdefault(name.lower(), []).append(person)
        built.people_by_surname.setdefault(person.name.lower().split()[-1], []).append(person)


@lru_cache(maxsize=4)
def load_gazetteer(extra: Path | None) -> Gazetteer:
    """The packaged lists, with those of the folder `extra` (`agencies.csv`, `places.csv`, `people.csv`, each optional).

    Read once in a process for each folder.

    Raises:
        GazetteerError: a list in `extra` is not as accepted.
    """
    built = _packaged()
    if extra is not None:
        _own(built, extra)
    return built.done()
