"""Names of news outlets in running text: which capitalised words are one, and by what it is known.

`the Tamarack Courier`, `KTFL 8 News`, `The Associated Press`, `OregonLive.com`. A name that nothing marks as an outlet's (`Street
Roots`) is `name-alone`: only a list of those that are followed can tell.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from transforms.outlet_words import (
    ALLOWED_OTHER,
    LATER_WORD,
    LISTED,
    NO_CALL_SIGN,
    NO_PART,
    OTHER,
    OWN_WORD,
    PLATFORMS,
)

NameRule = Literal["listed", "call-sign", "outlet-word", "address", "phrase", "name-alone"]
"""By what a name is known as an outlet's; `phrase`: nothing else than an outlet is named after such words."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text: its span without article, and the words after a possessive left out."""

    start: int
    end: int
    words: tuple[str, ...]
    has_article: bool


_WORD = r"(?:(?:St|Ste|Mt|Ft|U\.S)\.|[\w&’'/-]+(?:\.\w+)*)"
_CAPITAL = rf"(?=[A-Z0-9]){_WORD}"
_RUN = rf"@\w[\w.-]*\w|{_CAPITAL}(?:\s(?:(?:of(?! The\b)|of the|&)\s)?{_CAPITAL}){{0,6}}"
_KIND_OF_OUTLET = (
    r"(?:[A-Z]{2,3}\s)?(?:(?:local|public|radio|tv|TV|television|news|sister|media|weekly|daily|alternative|nonprofit|student|online"
    r"|content|reporting)\s){0,3}(?:affiliate|partner|station|newspaper|paper|outlet|organization|site|website|magazine|blog|podcast)s?\s"
)
_STAFF = r"(?:(?:a|the|two|its|several)\s)?(?:reporter|journalist|correspondent|staff|anchor|host)s?\s(?:for|from|at|of|with)\s"
_LEAD: Final = re.compile(
    rf"(?:{_STAFF})?(?:(?:the|a|an|our|its|The)\s)?(?:{_KIND_OF_OUTLET})?(?P<the>(?:the|The)\s)?"
)
_NAME: Final = re.compile(_RUN)
_ADJECTIVE: Final = re.compile(r"\w-(?:based|owned|controlled|run|backed|area)$")
_TWO: Final = re.compile(r"\sand\s([A-Z][a-z]+)\b")
_ARTICLE: Final = re.compile(r"\b[Tt]he\s$")

_CALL_SIGN: Final = re.compile(r"[KW][A-Z]{2,3}(?:-?(?:TV|FM|AM|LP|DT|CD))?\d{0,2}")
_NETWORK: Final = re.compile(
    r"(?:ABC|CBS|NBC|FOX|Fox|CW|PBS|Channel|NewsChannel|KEZI|News|NewsCenter|Action|Local)[- ]?\d{1,3}\b"
)
_ADDRESS: Final = re.compile(r"(?:[\w-]+\.)+(?:com|org|net|news|info|example|co|us|tv|fm|press|media)", re.I)
_MEDIA_BODY: Final = re.compile(
    r"(?:news (?:service|network|agency|group|tribune|sentinel|channel)|public (?:radio|media|broadcasting))$"
)
_HYPHENED: Final = frozenset(word for word in OWN_WORD | LATER_WORD if "-" not in word)
_BODY_AFTER: Final = re.compile(
    r"\s(?:office|driver|route|officials?|employees?|workers?|subscribers?|delivery|building|parking|photographer|board of|carrier|readers?"
    r"|commissioners?|residents?|members?|deputies|councilors?|police|marshals?|spokes\w+|detectives?|troopers?)\b"
)


def name_at(text: str, at: int) -> Named | None:
    """The capitalised name at an offset, after an article, `NBC affiliate`, `a reporter for`; None where there is none."""
    lead = _LEAD.match(text, at)
    begin = lead.end() if lead else at
    found = _NAME.match(text, begin) or _NAME.match(text, at)
    if found is None:
        return None
    has_article = _ARTICLE.search(text, max(0, found.start() - 4), found.start()) is not None
    named = _trimmed(text, found.start(), found.end(), has_article)
    return _of_two(text, named) if named else None


def _of_two(text: str, name: Named) -> Named:
    """`the Post and Courier` is one paper, `the Post and the Courier` are two."""
    other = _TWO.match(text, name.end)
    is_one = name.has_article and len(name.words) == 1 and name.words[0].lower() in OWN_WORD
    if other is None or not is_one or other[1].lower() not in OWN_WORD:
        return name
    return Named(name.start, other.end(), (*name.words, "and", other[1]), has_article=True)


def names_in(text: str, start: int, end: int) -> list[Named]:
    """The capitalised names of a stretch, in order."""
    found = []
    for match in _NAME.finditer(text, start, end):
        has_article = _ARTICLE.search(text, max(start, match.start() - 4), match.start()) is not None
        if (named := _trimmed(text, match.start(), match.end(), has_article)) is not None:
            found.append(named)
    return found


def _trimmed(text: str, start: int, end: int, has_article: bool) -> Named | None:
    """The run without the words at its ends that belong to the sentence, cut after a possessive."""
    words = [(match.start(), match.end()) for match in re.finditer(r"\S+", text[start:end])]
    if len(words) > 1 and _ADJECTIVE.search(text[start + words[0][0] : start + words[0][1]]):
        del words[0]
    while words and (first := text[start + words[0][0] : start + words[0][1]]).lower() in NO_PART:
        has_article = first == "The"
        del words[0]
    kept: list[tuple[int, int]] = []
    for place, (begin, stop) in enumerate(words):
        word = text[start + begin : start + stop]
        if word.lower() in NO_PART or (place and word.isdigit() and len(word) > 2):
            break
        if word.endswith(("’s", "'s")) and not word.lower().startswith("sheriff"):
            kept.append((begin, stop - 2))
            break
        if word.endswith(("s’", "s'")):
            kept.append((begin, stop - 1))
            break
        kept.append((begin, stop))
    while kept and text[start + kept[-1][0] : start + kept[-1][1]] in ("of", "the", "&"):
        kept.pop()
    if not kept:
        return None
    named = tuple(text[start + begin : start + stop].rstrip("’'") for begin, stop in kept)
    last = kept[-1][1] - (len(text[start + kept[-1][0] : start + kept[-1][1]]) - len(named[-1]))
    return Named(start + kept[0][0], start + last, named, has_article)


def rule_of(text: str, name: Named, *, in_compound: bool = False, by_phrase: bool = False) -> NameRule | None:
    """By what a name is an outlet's; None where it is somebody else's.

    Args:
        text: that holds the name.
        name: as read from it.
        in_compound: a word for what outlets make or employ stands beside it (`a Courier investigation`), so that no
            article is to be expected.
        by_phrase: the words before it are such that only an outlet is named there (`first reported by`).
    """
    words = name.words
    whole = " ".join(words)
    lower = [word.lower().strip(".") for word in words]
    if words[0].startswith("@"):
        return "name-alone"
    if not in_compound and _BODY_AFTER.match(text, name.end):
        return None
    if " ".join(lower) in LISTED:
        return "listed"
    if words[0] not in NO_CALL_SIGN and _CALL_SIGN.fullmatch(words[0]) and _is_station(words):
        return "call-sign"
    if _NETWORK.match(whole) and len(words) <= 4:
        return "call-sign"
    if _ADDRESS.fullmatch(whole):
        return None if lower[0].split(".")[-2] in PLATFORMS else "address"
    if not OTHER.isdisjoint(lower) or lower[-1] in ALLOWED_OTHER:
        return None
    if _has_outlet_word(name, lower, in_compound=in_compound or by_phrase):
        return "outlet-word"
    if lower[0] in PLATFORMS or len(whole) < 3 or lower[-1].isdigit():
        return None
    is_title = name.has_article or len(words) == 1
    return "phrase" if by_phrase and is_title and lower[-1] not in NO_PART else "name-alone"


def _is_station(words: tuple[str, ...]) -> bool:
    """Whether what follows the call sign is part of a station's name: `KTFL 8 News`, `KLRK Public Radio`."""
    return len(words) <= 5 and all(
        word.isdigit()
        or word
        in {
            "News",
            "Radio",
            "TV",
            "FM",
            "AM",
            "Public",
            "Fox",
            "FOX",
            "ABC",
            "NBC",
            "CBS",
            "CW",
            "Oregon",
            "Local",
        }
        for word in words[1:]
    )


def _has_outlet_word(name: Named, lower: list[str], *, in_compound: bool) -> bool:
    last = lower[-1]
    if _MEDIA_BODY.search(" ".join(lower)):
        return True
    parts = last.split("-")
    if len(parts) > 1 and parts[-1] in _HYPHENED and (len(lower) > 1 or name.has_article or in_compound):
        return True
    if last in OWN_WORD:
        return len(lower) > 1 or name.has_article or in_compound
    return last in LATER_WORD and len(lower) > 1
