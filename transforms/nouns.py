"""Where the name or noun beside a verb begins and ends: the words of a speaker."""

from transforms.clauses import BREAKS, DAYS, DETERMINERS, PREPOSITIONS, PRONOUNS, Clauses, Span
from transforms.cues import SAYING
from transforms.words import word_set

_AUXILIARIES = word_set("is was are were has had have will would could")
_JOINTS = word_set(
    "in on at during after when who which that as to while before since because by from with via if where whose about"
)
NOUN_STOPS = _JOINTS | _AUXILIARIES
"""Words that end the noun that a verb stands before."""


def noun_after(clauses: Clauses, first: int, stop: int) -> Span | None:
    """The name or noun that begins at the word `first`."""
    words, gaps = clauses.words, clauses.gaps
    if first >= len(words) or clauses.starts[first] >= stop or clauses.is_quoted[first]:
        return None
    last = first
    if words[first] in PRONOUNS and not clauses.capital[first]:
        return clauses.starts[first], clauses.ends[first]
    while (
        last + 1 < len(words)
        and not gaps[last]
        and clauses.starts[last + 1] < stop
        and not clauses.is_quoted[last + 1]
        and words[last + 1] not in NOUN_STOPS
        and last - first < 12
    ):
        last += 1
    return clauses.starts[first], clauses.ends[last]


def word_is_name(clauses: Clauses, place: int) -> bool:
    """Whether a speaker may begin at the word: a name, a pronoun, `the ...`."""
    word = clauses.words[place]
    return (clauses.capital[place] and word not in DAYS) or word in DETERMINERS or word in PRONOUNS


def may_name(word: str) -> bool:
    """Whether the word may begin a noun after `“...,” said`: `spokesman John Roe`, but not `in`, `that`, `simply`."""
    return word not in NOUN_STOPS and word not in PREPOSITIONS and not word.endswith("ly")


def closes(clauses: Clauses, at: int, stop: int) -> bool:
    """Whether the offset stands before a comma, a full stop, a quotation or the sentence's end."""
    following = clauses.text[at:stop].lstrip()
    return not following or following[0] in ',.;:—–“"!?' or following.split(maxsplit=1)[0] in _JOINTS


_REACH = 60
"""Words before a verb among which its subject is looked for."""


def before_apposition(clauses: Clauses, last: int, first: int) -> int:
    """Last word of the noun that an apposition ending at `last` describes."""
    pieces: list[tuple[int, int]] = []
    begin = end = last
    while begin > max(first, last - _REACH):
        gap = clauses.gaps[begin - 1]
        if clauses.is_quoted[begin - 1] or (gap and gap[-1] in '”"“;:—'):
            break
        if gap:
            pieces.append((begin, end))
            end = begin - 1
        begin -= 1
    pieces.append((begin, end))
    pieces.reverse()
    if len(pieces) == 1:
        return first - 1
    for piece_first, piece_last in pieces[:-1]:
        if clauses.words[piece_first] in PREPOSITIONS and not (
            clauses.capital[piece_last] and piece_last - piece_first > 3
        ):
            continue
        if clauses.capital[piece_last] or piece_last - piece_first <= 5:
            return piece_last
    return pieces[-2][1]


def noun_start(clauses: Clauses, last: int, first: int) -> int:
    """First word of the noun that ends at `last`."""
    words = clauses.words
    if words[last] in PRONOUNS:
        return last
    begin = last
    while (
        begin > first
        and not clauses.gaps[begin - 1]
        and last - begin < 14
        and not clauses.is_quoted[begin - 1]
    ):
        word = words[begin - 1]
        if word in SAYING or (word in BREAKS and not (word == "for" and not clauses.capital[begin])):
            break
        if word in ("and", "or") and not (
            clauses.capital[begin] and clauses.capital[begin - 2 if begin > 1 else 0]
        ):
            break
        begin -= 1
    # "In an interview Roe": the name at the end is the speaker.
    if words[begin] in PREPOSITIONS and begin < last:
        name = last
        while (
            name > begin
            and clauses.capital[name]
            and clauses.capital[name - 1]
            and not clauses.gaps[name - 1]
        ):
            name -= 1
        if clauses.capital[last]:
            return name if words[name] not in PREPOSITIONS else name + (name < last)
        while begin < last and (words[begin] in PREPOSITIONS):
            begin += 1
    return begin
