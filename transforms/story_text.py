"""What of a text tells its event: words, names, places, numbers and dates, as sorted term keys with weights."""

import re
from collections import Counter
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

# Each kind of term is a space of its own: the same word in a headline and in the text are two terms.
FIELDS: Final = ("body", "lead", "title", "pairs", "names", "people", "places", "numbers", "dates")
LEAD_WORDS: Final = 80
_PAIR_WORDS: Final = 160
_MOST_WORDS: Final = 1200

_listed = re.compile(r"\S+").findall
_TOKEN = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*|[.!?:;,\n|\"“”()]")
STOP: Final = frozenset(
    _listed(
        """
        a about after again against all also am an and any are as at be became because been before being
        between both but by can could did do does doing down during each few for from further had has have
        having he her here hers him his how i if in into is it its itself just me more most my no nor not now
        of off on once only or other our out over own said same say says she should so some such than that the
        their them then there these they this those through to told too under until up very was we were what
        when where which while who whom why will with would you your according s t d ll m re ve
        """
    )
)
_NUMBER_WORDS: Final = {
    word: str(number)
    for number, word in enumerate(
        (
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        )
    )
}
_WEEKDAYS: Final = {
    name: number
    for number, day in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
    for name in (day, day[:3])
}
_MONTHS: Final = {
    name: number
    for number, month in enumerate(
        (
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december",
        ),
        start=1,
    )
    for name in (month, month[:3])
} | {"sept": 9}  # fmt: skip
_ROADS: Final = frozenset(
    _listed(
        """
        street st avenue ave road rd boulevard blvd drive dr lane ln court ct way parkway highway hwy circle
        place pl terrace county park bridge creek heights hills village beach square school church hospital
        apartments mall university college center centre plaza hotel club bar airport station lake river island
        bay township neighborhood
        """
    )
)
_TITLES: Final = frozenset(
    _listed(
        """
        police sheriff officer officers detective sgt lt capt chief deputy mr mrs ms dr judge mayor gov
        president sen rep county city the a an in on at by from photo video news department authorities
        investigators court state
        """
    )
)
_SUFFIX = re.compile(r"(?:'s|’s)$")

CALENDAR: Final = frozenset(_WEEKDAYS) | frozenset(_MONTHS)

Terms = dict[str, Counter[str]]


def stem(word: str) -> str:
    """The word without the commonest endings of English: "arrest", "arrests" and "arrested" are one."""
    if len(word) > 4:
        if word.endswith("ies"):
            return word[:-3] + "y"
        if word.endswith("ing") and len(word) > 6:
            return word[:-3]
        if word.endswith("ed") and len(word) > 5:
            return word[:-2]
        if word.endswith("es") and len(word) > 5:
            return word[:-2]
        if word.endswith("s") and not word.endswith("ss"):
            return word[:-1]
        if word.endswith("e"):
            return word[:-1]
    return word


def terms_of(title: str, text: str, on: date | None) -> Terms:
    """The terms of a document by field, each with how often it stands there.

    Args:
        title: the headline; may be empty.
        text: the words of the document.
        on: the day on which it appeared; weekdays and days without a year are read before it.
    """
    head = _TOKEN.findall(_without_site(title))
    tokens = _TOKEN.findall(text)[: _MOST_WORDS + 300]
    body_words = [word for word in map(_plain, tokens) if word]
    title_words = [word for word in map(_plain, head) if word]
    stems = {word: stem(word) for word in {*body_words, *title_words}}
    content = [stems[word] for word in body_words if word not in STOP]
    lead = [stems[word] for word in body_words[:LEAD_WORDS] if word not in STOP]
    title_terms = [stems[word] for word in title_words if word not in STOP]
    shouted = sum(word[0].isupper() for word in head) > 0.6 * len(title_words)
    names, people, places = _names(tokens if shouted else [*head, "\n", *tokens])
    numbers = Counter(
        _NUMBER_WORDS.get(word, word).removesuffix("-year-old").removesuffix("-years-old")
        for word in chain(title_words, body_words)
        if word in _NUMBER_WORDS or any(map(str.isdigit, word))
    )
    numbers.update(_ages(tokens))
    paired = [*title_terms, "|", *content[:_PAIR_WORDS]]
    return {
        "body": Counter(content + title_terms),
        "lead": Counter(lead + title_terms),
        "title": Counter(title_terms),
        "pairs": Counter(f"{a} {b}" for a, b in pairwise(paired) if "|" not in (a, b)),
        "names": names,
        "people": people,
        "places": places,
        "numbers": numbers,
        "dates": _dates([_plain(token) or token for token in tokens], on),
    }


@lru_cache(maxsize=200_000)
def _plain(token: str) -> str:
    if not token[0].isalnum():
        return ""
    return _SUFFIX.sub("", token.lower().replace("’", "'").strip(".'-"))


_AGE = re.compile(r"(\d{1,2})-years?-old")


def _ages(tokens: list[str]) -> list[str]:
    """What stands for the age of a person: "28-year-old", or "28" between commas."""
    found = [f"age {match[1]}" for token in tokens if (match := _AGE.match(token))]
    found += [
        f"age {token}"
        for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if before == "," and token.isdigit() and len(token) <= 2 and after in (",", ".")
    ]
    return found


_SITE_MARK = re.compile(r"\s+[-–—|•·»]+\s+")


def _without_site(title: str) -> str:
    """The longest part of a headline, since names of sites are hung on it: "Man shot on Elm Street - Channel 7 News"."""
    return max(_SITE_MARK.split(title), key=lambda part: len(part.split()))


def _names(tokens: list[str]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Runs of capitalised words: their words, full names of people, and names of places and streets."""
    names: Counter[str] = Counter()
    people: Counter[str] = Counter()
    places: Counter[str] = Counter()
    run: list[str] = []
    start = True  # the next word opens a sentence, where a capital says nothing
    opens = False
    for token in [*tokens, "\n"]:
        word = _plain(token)
        if word and token[0].isupper():
            if not run:
                opens = start
            run.append(word)
            start = False
            continue
        if run:
            _add_run(run, opens, names, people, places)
            run = []
        if word:
            if word[0].isdigit():
                run = []
            start = False
        else:
            start = _opens_sentence(token)
    return names, people, places


def _opens_sentence(mark: str) -> bool:
    """A sentence may begin after the mark."""
    return mark not in {",", ";", "(", ")"}


def _add_run(
    run: list[str], opens: bool, names: Counter[str], people: Counter[str], places: Counter[str]
) -> None:
    if len(run) > 7:  # a headline in capitals
        for word in run:
            if word not in STOP:
                names[word] += 1
        return
    if opens and (len(run) == 1 or run[0] in STOP or run[0] in _TITLES):
        run = run[1:]
    for word in run:
        if word not in STOP and word not in CALENDAR:
            names[word] += 1
    if run and run[-1] in _ROADS and len(run) > 1:
        places[" ".join(run[-2:] if len(run) < 4 else run[-3:])] += 1
        return
    while run and (run[0] in _TITLES or run[0] in STOP or run[0] in CALENDAR):
        run = run[1:]
    if 2 <= len(run) <= 3 and not any(word in _TITLES or word in _ROADS or word in STOP for word in run):
        people[f"{run[0]} {run[-1]}"] += 1


def _dates(words: list[str], on: date | None) -> Counter[str]:
    """Days that the text names, as ordinals; without a day of appearance, as written."""
    found: Counter[str] = Counter()
    for at, word in enumerate(words):
        if (weekday := _WEEKDAYS.get(word)) is not None and len(word) > 3:
            if on is None:
                continue
            found[str(on.toordinal() - (on.weekday() - weekday) % 7)] += 1
        elif word in ("today", "tonight") and on is not None:
            found[str(on.toordinal())] += 1
        elif word == "yesterday" and on is not None:
            found[str((on - timedelta(1)).toordinal())] += 1
        elif (month := _MONTHS.get(word)) and at + 1 < len(words):
            day = re.sub(r"(st|nd|rd|th)$", "", words[at + 1])
            if day.isdigit() and 1 <= int(day) <= 31:
                found[_resolved(month, int(day), on)] += 1
    return found


def _resolved(month: int, day: int, on: date | None) -> str:
    if on is None:
        return f"{month}-{day}"
    for year in (on.year, on.year - 1):
        try:
            given = date(year, month, day)
        except ValueError:
            return f"{month}-{day}"
        if given <= on + timedelta(45):
            return str(given.toordinal())
    return f"{month}-{day}"


_SEEDS: Final = tuple(place * 0x9E3779B1 & 0xFFFFFFFF for place in range(len(FIELDS)))


def key_of(field: int, term: str) -> int:
    """A number for a term of a field: the same on every machine and in every version."""
    return crc32(term.encode(), _SEEDS[field])


def packed(terms: Terms) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Keys, fields (positions in FIELDS) and counts (at most 255) of a document's terms, by field and key."""
    keys: list[int] = []
    counts: list[int] = []
    sizes = []
    for field, seed in zip(FIELDS, _SEEDS, strict=True):
        held = terms[field]
        keys += [crc32(term.encode(), seed) for term in held]
        counts += held.values()
        sizes.append(len(held))
    fields = np.repeat(np.arange(len(FIELDS), dtype=np.uint8), sizes)
    array = np.array(keys, dtype=np.uint32)
    order = np.lexsort((array, fields))
    return array[order], fields, np.minimum(np.array(counts, dtype=np.int64), 255).astype(np.uint8)[order]
