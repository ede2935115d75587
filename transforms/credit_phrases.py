"""The phrases in which a text credits an outlet or names an agency's release: each with its kind, its span and the name.

A phrase is looked for from a few letters of it (`told `, `eport`), since most pages have none: the scan of a page takes a tenth
of a millisecond.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from transforms.document import CreditKind
from transforms.issuers import find_issued
from transforms.outlets import Named, name_at, names_in, rule_of
from transforms.quote_marks import pair_marks

_REPORT: Final = r"(?:report|reporting|reports|story|stories|article|investigation|analysis|review|account|interview|survey|podcast|series|editorial|documentary|segment|broadcast)"
_MADE_BY: Final = re.compile(
    rf"{_REPORT}(?:\s(?:published|aired|broadcast|posted|produced))?(?:\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)?\s(?:by|in|from|on)\s"
)
_ACCORDING: Final = re.compile(
    rf"ccording to\s(?:(?:(?:an?|the|its|new|recent|several|multiple)\s)?(?:[a-z-]+\s){{0,3}}?{_REPORT}\s(?:published\s)?(?:by|in|from|on)\s)?"
)
_COMPOUND: Final = re.compile(rf"(?:[’']s)?\s(?:[a-z-]+\s)?(?:{_REPORT}|records request)\b")
_STAFF_AFTER: Final = re.compile(
    r"(?:[’']s)?\s(?:(?:staff|news)\s)?(?:researcher|reporter|writer|journalist|correspondent|staff|photographer|editor|columnist|producer)s?\b"
)
_ADVERBS: Final = (
    r"first|previously|also|has|have|had|later|earlier|originally|recently|already|then|initially|\w+ly"
)
_VERB_BEFORE: Final = re.compile(rf"(?:\s(?:{_ADVERBS})){{0,3}}\s?$")
_PARTICIPLE_BEFORE: Final = re.compile(rf"\s(?:is|are|was|were|been)(?:\s(?:{_ADVERBS})){{0,2}}\s?$")
_PICTURE: Final = re.compile(
    r"(?:photos?|handout|image|video|picture|courtesy|credit|footage|screenshot|mugshot|map)\)?:?\s(?:from\s|taken\s)?$",
    re.I,
)
_PHOTOGRAPHER: Final = re.compile(r"[A-Z][\w.’-]+(?:\s[A-Z][\w.’-]+)*\s?/\s?[A-Z][\w .’-]*\s$")
_TO_POLICE: Final = re.compile(r"[^.;\n]{0,60}\sto (?:the )?(?:police|officers|deputies|911|authorities)\b")
_FIRST: Final = re.compile(r"\b(?:first|originally)\s(?:to\s)?$", re.I)
_BY: Final = re.compile(r"\b(?:by|in|on|with)\s")
_GOES_ON: Final = re.compile(r"(?:,?\sand\s|,\s)(?=(?:the\s|The\s)?@?[A-Z])")
_CONTRIBUTED: Final = re.compile(
    r"ontributed (?:to (?:this|the) (?:report|story|article|coverage|post)|reporting|information)"
)
_BROKE: Final = re.compile(r"broke (?:the|this) (?:news|story)\b")
_ABBREVIATED: Final = [
    "Sgt",
    "Sen",
    "Rep",
    "Gov",
    "Det",
    "Cpl",
    "Cmdr",
    "Ore",
    "Wash",
    "Calif",
    "Lt",
    "St",
    "Mr",
    "Dr",
    "Mt",
    "Ft",
    "Capt",
    "Mrs",
    "Maj",
    "Jan",
    "Feb",
    "Aug",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
    "No",
    "Jr",
]
_SENTENCE_END: Final = re.compile(
    # the mark first: what must not stand before it is looked for only there
    r"[.!?]"
    + "".join(rf"(?<!\b{word}\.)" for word in _ABBREVIATED)
    + r"(?<!\b[A-Z]\.)[”\"’)]*\s+(?=[“\"‘(A-Z0-9])|\n"
)
_LONGEST: Final = 500
"""Characters of a sentence before a word that are looked at."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A credit as the text alone gives it; `name` is None where a release is named but not whose."""

    kind: CreditKind
    start: int
    end: int
    name: Named | None
    rule: str


def find_phrases(text: str, officials: Sequence[tuple[int, int]] = ()) -> Iterator[Phrase]:
    """The phrases of a text, in no order; one name may stand in several of them.

    Args:
        text: of a document.
        officials: where it names people who speak for an agency, in order: their release is the agency's.
    """
    yield from _outlets(text)
    yield from _releases(text, officials)


# What each bit of text may begin, or be in the midst of. The first letter is left out where it may be a capital.
def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


_TOLD: Final = {
    "told ": re.compile(r"told\s"),
    "nterview": re.compile(r"nterview(?:s|ed)?\s(?:with|by|on|for)\s"),
    "poke ": re.compile(r"poke\s(?:with|to)\s"),
    "peak": re.compile(r"peak(?:ing)?\s(?:with|to)\s"),
    "mail": re.compile(r"mail(?:s|ed)?\s(?:statement\s)?(?:to|with)\s"),
    "tatement": re.compile(r"tatement\s(?:to|for|obtained by|provided to|sent to|shared with)\s"),
    "omment": re.compile(r"omments?\s(?:to|for)\s"),
    "onfirmed": re.compile(r"onfirmed\sto\s"),
    "uestions": re.compile(r"uestions\sfrom\s"),
}  # fmt: skip
_FORWARD: Final[dict[str, tuple[re.Pattern[str], CreditKind]]] = {
    **{words: (pattern, "told") for words, pattern in _TOLD.items()},
    "ccording to ": (_ACCORDING, "according_to"),
    "citing ": (re.compile(r"citing\s(?:(?:an?\s)?(?:[a-z]+\s){0,2}(?:report|story|reporting)\s(?:by|in|from)\s)?"), "according_to"),
    "Per ": (re.compile(r"Per\s"), "according_to"),
    " per ": (re.compile(r"\sper\s(?=the\s[A-Z]|[A-Z])"), "according_to"),
    "btained by ": (re.compile(r"btained\s(?:\w+\s)?by\s"), "reported"),
    "eviewed by ": (re.compile(r"eviewed\sby\s"), "reported"),
    "aired ": (re.compile(r"aired\s(?:by|on)\s"), "reported"),
    "broken by ": (re.compile(r"broken by\s"), "first_reported"),
    "ppeared ": (re.compile(r"ppeared\s(?:in|on|at)\s"), "first_reported"),
    "ublished ": (re.compile(r"ublished\s(?:\w+day\s)?(?:by|in|on|at)\s"), "reported"),
    "nformation ": (re.compile(r"nformation\s(?:in this (?:report|story|article)\s(?:comes|came|is)\s)?from:?\s"), "contributed"),
    "reporting ": (re.compile(r"reporting\s(?:by|from)\s"), "contributed"),
    "via ": (re.compile(r"via\s"), "via"),
    "/t ": (re.compile(r"/t:?\s"), "via"),
    "at tip": (re.compile(r"at tips?\s(?:to|:)\s?"), "via"),
}  # fmt: skip


def _outlets(text: str) -> Iterator[Phrase]:
    for words, (pattern, kind) in _FORWARD.items():
        if words not in text:
            continue
        for at in _places(text, words):
            if (match := pattern.match(text, at)) is not None:
                yield from _forward(text, match, kind)
    for at in _places(text, "eport"):
        yield from _reported(text, at)
    for words in ("nvestigation", "nalysis", "odcast", "story ", "article "):
        for at in _places(text, words):
            begin = text.rfind(" ", 0, at) + 1
            if (match := _MADE_BY.match(text, begin)) is not None:
                yield from _forward(text, match, "reported")
            yield from _compound(text, begin)
    for at in _places(text, "ontribut"):
        if (match := _CONTRIBUTED.match(text, at)) is not None:
            yield from _contributed(text, match)
    for at in _places(text, "broke "):
        if (match := _BROKE.match(text, at)) is not None:
            yield from _subjects(text, at, match.end(), "first_reported")
    for at in _places(text, " learned "):
        yield from _subjects(text, at, at + 8, "reported")


def _forward(text: str, match: re.Match[str], kind: CreditKind) -> Iterator[Phrase]:
    """The names after a phrase, and those joined to the first by `and`."""
    start = _word_start(text, match.start())
    by_phrase = (
        kind in ("first_reported", "contributed") or text[match.start() : match.start() + 6] == "at tip"
    )
    if kind in ("reported", "first_reported") and _FIRST.search(text, max(0, start - 12), start):
        kind, by_phrase = "first_reported", True
        start = _word_start(text, start - 2)
    elif kind == "first_reported" and match.group().startswith("ppeared"):
        return  # "appeared in the Courier" is no word on who was first
    if kind == "via" and (
        _PICTURE.search(text, max(0, start - 24), start)
        or _PHOTOGRAPHER.search(text, max(0, start - 60), start)
    ):
        return
    at = match.end()
    while True:
        name = name_at(text, at)
        if name is None:
            return
        compound = bool(_COMPOUND.match(text, name.end) or _STAFF_AFTER.match(text, name.end))
        if not compound and kind == "according_to" and text[at : name.start].strip() in ("a", "an"):
            return
        rule = rule_of(text, name, in_compound=compound, by_phrase=by_phrase)
        if rule is None:
            return
        yield Phrase(kind, start, name.end, name, rule)
        goes_on = _GOES_ON.match(text, name.end)
        if goes_on is None:
            return
        at = goes_on.end()


def _reported(text: str, at: int) -> Iterator[Phrase]:
    """`X reported`, `reported by X`, `a report in X`, `an X report`."""
    begin = _word_start(text, at)
    word = re.compile(r"\w+").match(text, begin)
    assert word is not None
    written = word.group().lower()
    if written in ("report", "reporting", "reports"):
        # "a report on the Sentinel" is about it
        if (match := _MADE_BY.match(text, begin)) is not None and not match.group().endswith("on "):
            with_reporting = re.search(
                r"\b(?:[Ww]ith(?: additional)?|[Aa]dditional)\s$", text[max(0, begin - 18) : begin]
            )
            if written != "reporting" or not with_reporting:
                yield from _forward(text, match, "reported")
        yield from _compound(text, begin)
    if written == "reported":
        by = _BY.match(text, word.end() + 1)
        if by is not None:
            yield from _passive(text, begin, by)
    is_verb = written in ("reported", "reports", "report", "reporting")
    if is_verb and not _TO_POLICE.match(text, word.end()):
        first_to = re.search(r"\s(?:was|were) (?:the )?first to\s$", text[max(0, begin - 24) : begin])
        if first_to is not None:
            yield from _subjects(text, begin - len(first_to.group()), word.end(), "first_reported")
        elif written != "report":
            yield from _subjects(text, begin, word.end(), "reported")
            yield from _inverted(text, word.end()) if written == "reports" else ()


def _passive(text: str, begin: int, by: re.Match[str]) -> Iterator[Phrase]:
    first = _FIRST.search(text, max(0, begin - 12), begin)
    if by.group() != "by " and first is None:
        return
    start = _word_start(text, begin - 2) if first else begin
    at = by.end()
    while (name := name_at(text, at)) is not None:
        rule = rule_of(text, name, by_phrase=first is not None)
        if rule is None:
            return
        yield Phrase("first_reported" if first else "reported", start, name.end, name, rule)
        goes_on = _GOES_ON.match(text, name.end)
        if goes_on is None:
            return
        at = goes_on.end()


def _inverted(text: str, end: int) -> Iterator[Phrase]:
    """`..., reports KGW`."""
    name = name_at(text, end + 1) if text[end : end + 1] == " " else None
    rule = rule_of(text, name) if name else None
    if name is not None and rule is not None:
        yield Phrase("reported", end - len("reports"), name.end, name, rule)


def _subjects(text: str, verb: int, end: int, kind: CreditKind) -> Iterator[Phrase]:
    """The names before a verb: `the Mercury and the Tribune reported`."""
    participle = _PARTICIPLE_BEFORE.search(text, max(0, verb - 40), verb)
    if participle is not None and not text.startswith("reporting", verb):
        return  # "the car was reported stolen"
    adverbs = participle or _VERB_BEFORE.search(text, max(0, verb - 40), verb)
    at = adverbs.start() if adverbs else verb
    if adverbs and "first" in adverbs.group():
        kind = "first_reported"
    names = names_in(text, max(_sentence_start(text, at), at - 90), at)
    if len(names) > 1 and names[-1].end == at and text[names[-2].end : names[-1].start] in ("’s ", "'s "):
        # "KLRK's Hana Brandt reported": the outlet is whose reporter it is
        rule = rule_of(text, names[-2])
        if rule is not None and rule not in ("name-alone", "phrase"):
            yield Phrase(kind, names[-2].start, end, names[-2], rule)
        return
    is_list = False
    while names and names[-1].end == at:
        name = names.pop()
        rule = rule_of(text, name)
        if rule is None or text[name.end : name.end + 2] in ("’s", "'s"):
            return
        if (
            rule == "name-alone"
            and not name.has_article
            and len(name.words) == 1
            and _opens(text, name.start)
        ):
            return  # "Witnesses reported": a sentence begins with a capital letter
        yield Phrase(kind, name.start, end, name, rule)
        before = re.search(r"(,?\sand|,)(?:\s[Tt]he)?\s$", text[max(0, name.start - 10) : name.start])
        if before is None or (before[1] == "," and not is_list):
            return  # "in Franklin, KATC reported"
        is_list = True
        at = name.start - len(before.group())


def _compound(text: str, noun: int) -> Iterator[Phrase]:
    """`a Courier investigation`, `the Statesman Journal's report`."""
    names = names_in(text, max(_sentence_start(text, noun), noun - 60), noun)
    if not names:
        return
    name = names[-1]
    beside = _COMPOUND.match(text, name.end)
    if beside is None or beside.end() < noun:
        return
    before = text[max(0, name.start - 4) : name.start].lower()
    is_owner = beside.group().startswith(("’s", "'s"))
    if not is_owner and not re.search(r"\b(?:an?|the|to|new|and|per|in)\s$", before):
        return
    rule = rule_of(text, name, in_compound=True)
    if rule is not None:
        yield Phrase("reported", name.start, beside.end(), name, rule)


def _contributed(text: str, match: re.Match[str]) -> Iterator[Phrase]:
    start = _sentence_start(text, match.start())
    for name in names_in(text, start, match.start()):
        beside = _STAFF_AFTER.match(text, name.end) is not None
        rule = rule_of(text, name, in_compound=beside)
        if rule is not None and rule != "name-alone":
            yield Phrase("contributed", name.start, match.end(), name, rule)


def _releases(text: str, officials: Sequence[tuple[int, int]]) -> Iterator[Phrase]:
    sentences: set[int] = set()
    for words in ("elease", "tatement", " post", "weet", "ulletin", "dvisory", " on X", " on Facebook", " on social", " on Bluesky", " on Twitter", " on Instagram"):  # fmt: skip
        for at in _places(text, words):
            sentences.add(_sentence_start(text, at))
    done = 0
    for start in sorted(sentences):
        if start < done:
            continue  # of a sentence without end a part is read once
        end = _SENTENCE_END.search(text, start, start + 3 * _LONGEST)
        stop = min(end.start() + 1 if end else len(text), start + 3 * _LONGEST)
        done = stop
        inside = [(begin - start, last - start) for begin, last in officials if start <= begin < stop]
        for issued in find_issued(_without_quotes(text[start:stop]), inside):
            span = issued.issuer
            name = (
                Named(
                    start + span[0],
                    start + span[1],
                    tuple(text[start + span[0] : start + span[1]].split()),
                    False,
                )
                if span
                else None
            )
            yield Phrase(
                "release",
                start + issued.start,
                start + issued.end,
                name,
                "issuer" if name else "release-alone",
            )


def _without_quotes(sentence: str) -> str:
    for quoted in pair_marks(sentence):
        sentence = sentence[: quoted.start] + "…" * (quoted.end - quoted.start) + sentence[quoted.end :]
    return sentence


def _word_start(text: str, at: int) -> int:
    while at > 0 and (text[at - 1].isalnum() or text[at - 1] in "/-"):
        at -= 1
    return at


def _opens(text: str, at: int) -> bool:
    return _sentence_start(text, at) == at


def _sentence_start(text: str, at: int) -> int:
    begin = max(text.rfind("\n", 0, at) + 1, at - _LONGEST)
    start = begin
    for match in _SENTENCE_END.finditer(text, begin, at):
        start = match.end()
    return start
