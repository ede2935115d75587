"""By what names a followed source is known in other sources' texts, worked out from its file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from transforms.gazetteer.states import STATE_NAMES

Rule = Literal["name", "call-sign", "place-left-out", "host", "shared-host", "handle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What core.sources says of a source, as far as its names go."""

    source_id: str
    source_name: str
    homepage: str
    publisher: str
    place_name: str
    place_state: str
    place_county: str | None


_IN_BRACKETS: Final = re.compile(r"\s*\(([^()]*)\)\s*$")
_CALL_SIGN: Final = re.compile(r"\b[KW][A-Z]{2,3}\b")
_ACCOUNT: Final = re.compile(r" on (?:Bluesky|Mastodon|Reddit|YouTube|Facebook|X|Threads)\b")
_GENERIC: Final = {
    "police": ("police", "police department"),
    "sheriff": ("sheriff's office", "sheriff's department"),
    "union": ("police union",),
}
"""What texts of the place call it, whatever its own name is."""


def names_of(source: SourceFacts) -> Iterator[tuple[str, Rule]]:
    """The names, hosts and handles of a source, each with the rule by which it is one; a name may come twice.

    A name without its place (`the Courier`, `the sheriff's office`) is known only in the place; an account on a network is
    known by its handle, since the name before it is that of whom it belongs to.
    """
    yield source.source_name, "name"
    yield from _addresses(source)
    if _ACCOUNT.search(source.source_name):
        return
    bare = _IN_BRACKETS.sub("", source.source_name)
    parts = [bare, *(part for part in bare.split(" / ") if part != bare)]
    brackets = _IN_BRACKETS.search(source.source_name)
    if brackets and len(brackets[1].split()) > 1:
        parts.append(brackets[1])
    for part in parts:
        yield part, "name"
        for call_sign in _CALL_SIGN.findall(part) if source.publisher in ("tv", "radio") else ():
            yield call_sign, "call-sign"
            if (channel := part.removeprefix(call_sign).strip()) and channel[-1].isdigit():
                yield channel, "name"  # "KPTV Fox 12"
        if (short := _without_place(part, source)) is not None:
            yield short, "place-left-out"
            if short.endswith("Attorney"):
                yield f"{short}'s office", "place-left-out"
    for word in _GENERIC.get(source.publisher, ()):
        place = (source.publisher == "sheriff" and source.place_county) or source.place_name
        yield word, "place-left-out"
        yield f"{place} {word}", "name"


def _addresses(source: SourceFacts) -> Iterator[tuple[str, Rule]]:
    parts = urlsplit(source.homepage)
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path.strip("/")
    if not path:
        yield host, "host"
        return
    yield host, "shared-host"
    if _ACCOUNT.search(source.source_name) or path.startswith(("@", "profile/")):
        yield path.rpartition("/")[2].removeprefix("@"), "handle"


def _without_place(name: str, source: SourceFacts) -> str | None:
    """The name without the words of its place before or after it; None where nothing goes, or too little is left."""
    places = [source.place_name, STATE_NAMES.get(source.place_state, "")]
    if source.place_county:
        places += [source.place_county, source.place_county.removesuffix(" County")]
    # a paper may bear the first word of its town's name: the Tamarack Courier of Tamarack Falls
    places += [place.split()[0] for place in places if " " in place]
    bare = re.sub(r"^The ", "", name)
    for place in sorted(filter(None, places), key=len, reverse=True):
        if bare.startswith(f"{place} "):
            return bare[len(place) + 1 :]
        if bare.endswith((f" of {place}", f", {place}")):
            return bare[: -len(place)].removesuffix(" of ").removesuffix(", ")
    return None
