"""A text cut into sentences and words for reading who says what; quoted stretches are never cut."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.quote_marks import Quoted
from transforms.words import word_set

Span = tuple[int, int]

_WORD = re.compile(r"[@#$]?[^\W_][\w’'&]*(?:[.\-/][^\W_][\w’'&]*)*")
_SENTENCE_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s+[“\"‘'(\[—-]{0,2}\s?[A-Z0-9@$])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Col|Lt|Sgt|Capt|Maj|Cmdr|Cpl|Det|Rev|Hon|Pres|Prof|Supt|St|Ste|Mt|Ft"
    r"|Jr|Sr|No|vs|Ave|Blvd|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass"
    r"|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Vt|Va|Wash|Wis|Wyo|U\.S|D\.C|N\.Y|N\.J|N\.H|N\.C|S\.C|R\.I|W\.Va)"
    r"|\b[A-Z])$"
)
_HOUR = re.compile(r"[ap]\.m\.\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
"""`at 4 p.m. Monday` goes on; before another capital `p.m.` may end a sentence."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """Words and sentences of one text.

    Attributes:
        words: in lower case, in order; `starts` and `ends` are their offsets.
        capital: whether each begins with a capital letter.
        gaps: what stands between each word and the next, without blanks and the point of an abbreviation.
        is_quoted: whether each word stands within a quoted stretch.
        sentence_starts: offset of each sentence, ascending.
        sentence_ends: offset after each sentence's last mark.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    capital: list[bool]
    gaps: list[str]
    is_quoted: list[bool]
    sentence_starts: list[int]
    sentence_ends: list[int]

    def sentence(self, at: int) -> Span:
        """The sentence that holds the offset."""
        place = max(0, bisect_right(self.sentence_starts, at) - 1)
        return self.sentence_starts[place], self.sentence_ends[place]

    def word_from(self, at: int) -> int:
        """Index of the first word that begins at the offset or after it."""
        return bisect_right(self.starts, at - 1)


def cut(text: str, quoted: Sequence[Quoted]) -> Clauses:
    """Words and sentences of the text; a sentence ends after a quoted stretch only where the stretch ends one."""
    starts: list[int] = []
    ends: list[int] = []
    raw: list[str] = []
    for match in _WORD.finditer(text):
        starts.append(match.start())
        ends.append(match.end())
        raw.append(match.group())
    bounds = _sentence_bounds(text, quoted)
    gaps = [text[end:start].strip() for end, start in zip(ends, starts[1:], strict=False)]
    for place, gap in enumerate(gaps):
        if gap == "." and _ABBREVIATION.search(text, starts[place], ends[place]):
            gaps[place] = ""  # "Sgt. Mel Ortiz", "Jason C. Ervin"
    gaps.append("")
    return Clauses(
        text=text,
        words=[word.lower() for word in raw],
        starts=starts,
        ends=ends,
        capital=[word[0].isupper() or word[0] == "@" for word in raw],
        gaps=gaps,
        is_quoted=_inside(starts, quoted),
        sentence_starts=[start for start, _ in bounds],
        sentence_ends=[end for _, end in bounds],
    )


def _inside(starts: Sequence[int], quoted: Sequence[Quoted]) -> list[bool]:
    found, place = [], 0
    for start in starts:
        while place < len(quoted) and quoted[place].outer_end <= start:
            place += 1
        found.append(place < len(quoted) and quoted[place].outer_start <= start)
    return found


def _sentence_bounds(text: str, quoted: Sequence[Quoted]) -> list[Span]:
    found: list[Span] = []
    begin, place = 0, 0
    for match in _SENTENCE_END.finditer(text):
        at, end = match.start(), match.end()
        while place < len(quoted) and quoted[place].outer_end <= at:
            place += 1
        if (
            place < len(quoted)
            and quoted[place].outer_start <= at
            and end < quoted[place].outer_end
            and text[at] != "\n"
        ):
            continue
        if text[at] == "." and end == at + 1 and _ABBREVIATION.search(text, max(0, at - 6), at):
            continue
        if _HOUR.match(text, max(0, at - 3)):
            continue
        stop = at if text[at] == "\n" else end
        if text[begin:stop].strip():
            found.append((begin, stop))
        begin = end
        while begin < len(text) and text[begin].isspace():
            begin += 1
    if text[begin:].strip():
        found.append((begin, len(text)))
    return found or [(0, len(text))]


PRONOUNS = word_set("he she they it i we you who")
LINKS = word_set(
    "has have had was were is are be been being also later then never not did does do would will could can may might "
    "must should once again still even often recently previously earlier already just now himself herself themselves "
    "all both first further instead only actually always since twice reportedly publicly repeatedly too soon"
)
"""Words that may stand between a speaker and the verb."""
DAYS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december jan feb aug sept oct nov dec"
)
BREAKS = word_set(
    "that because while although though if when where as after before since until unless whether which who whom whose "
    "but so than how why what said says say told saying asked believe because yet including like nor for"
)
PREPOSITIONS = word_set(
    "in on at by with from during after before since while when as for of to into over under about amid among despite "
    "without within through throughout upon until because although though if once unless whereas following according "
    "but and or however meanwhile still yet also then later earlier instead today yesterday tuesday wednesday thursday "
    "friday saturday sunday monday last this"
)
DETERMINERS = word_set(
    "the a an his her their its our my one two three four five some many several most all both another other others each "
    "any police officials authorities critics supporters experts residents neighbors witnesses lawyers attorneys "
    "prosecutors investigators people analysts officers deputies advocates aides"
)
