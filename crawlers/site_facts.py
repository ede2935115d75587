"""What a site says of its publisher: name, kind of publisher, place, language, time zone. All of it may be a guess."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from crawlers.front_page import FrontPage
from crawlers.sources import STATES
from crawlers.states import STATE_OF_NAME, TWO_ZONES, ZONE_OF_STATE


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with where it was read; `is_sure` where the site itself says just that."""

    value: str
    read_in: str
    is_sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a publisher; None for what nothing was found of."""

    name: Fact | None = None
    publisher: Fact | None = None
    place: Fact | None = None
    state: Fact | None = None
    language: Fact | None = None
    timezone: Fact | None = None


_PUBLISHERS: Final = (
    ("oversight", r"oversight|accountability|review board|police commission|ombuds|police monitor"),
    ("union", r"police (?:officers'? )?(?:association|guild|union)|deput(?:y|ies)'? association|fraternal order|\bfop\b"),
    ("sheriff", r"sheriff"),
    ("police", r"police|public safety department|\bpd\b"),
    ("radio", r"\bradio\b|\b[kw][a-z]{2,3}[- ]?[af]m\b|public (?:media|broadcasting)"),
    ("tv", r"\btv\b|television|\bnewschannel\b|\b(?:abc|nbc|cbs|fox|news) ?\d{1,2}\b|\b[kw][a-z]{2,3}[- ]tv\b|action news|eyewitness"),
    ("county", r"\bcounty\b.*(?:government|official|commission|board of)|\bcounty of\b"),
    ("city", r"\b(?:city|town|village|borough|township) of\b|city (?:government|hall)|official (?:web ?)?site of the (?:city|town)"),
    (
        "newspaper",
        r"\b(?:gazette|times|tribune|herald|news|courier|post|journal|chronicle|register|sentinel|observer|weekly|daily|"
        r"express|independent|record|star|bulletin|ledger|mercury|argus|oregonian|reporter|review|dispatch|advocate|press|"
        r"examiner|enterprise|sun|globe|bee|statesman|newspaper|pilot|beacon|leader|outlook|pioneer|echo|mail|standard)\b",
    ),
)  # fmt: skip
_NONPROFIT: Final = re.compile(r"501\(c\)\(3\)|non-?profit (?:news|journalism|media)", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    r"\b([A-Z][a-z'.]+(?:[ -][A-Z][a-z'.]+){0,3}),? +("
    + "|".join([*sorted(STATES), *(name.title() for name in STATE_OF_NAME)])
    + r")\.?,? +\d{5}\b"
)
_STREETS: Final = frozenset({
    "street", "st", "avenue", "ave", "road", "rd", "boulevard", "blvd", "drive", "dr", "lane", "ln", "way", "suite", "box",
    "floor", "court", "ct", "place", "pl", "highway", "hwy", "north", "south", "east", "west", "n", "s", "e", "w", "ne", "nw",
    "se", "sw", "po",
})  # fmt: skip
_SEPARATORS: Final = re.compile(r"\s+[|–—·»-]\s+|:\s+")
_PUBLISHER_TYPES: Final = ("NewsMediaOrganization", "Newspaper", "GovernmentOrganization", "PoliceStation", "RadioStation", "TelevisionStation", "Organization", "LocalBusiness", "WebSite")  # fmt: skip
_OF_TYPE: Final = {
    "NewsMediaOrganization": "newspaper",
    "Newspaper": "newspaper",
    "PoliceStation": "police",
    "RadioStation": "radio",
    "TelevisionStation": "tv",
}


def read_facts(page: FrontPage) -> Facts:
    """What a site's front page tells."""
    name = _name(page)
    place, state = _place(page)
    return Facts(
        name=name,
        publisher=guess_publisher(
            host=urlsplit(page.url).hostname or "",
            name=name.value if name else "",
            about=f"{page.title} {page.meta('description') or ''}",
            types=[kind for one in page.structured for kind in _types(one)],
            words=page.words,
        ),
        place=place,
        state=state,
        language=Fact(page.language, "the page's lang", is_sure=True) if page.language else None,
    )


def guess_publisher(
    *, host: str, name: str, about: str = "", types: list[str] | None = None, words: str = ""
) -> Fact | None:
    """The kind of a publisher by its name, then by what it says of itself."""
    if _NONPROFIT.search(f"{about} {words}"):
        return Fact("nonprofit", "the words 'nonprofit news' on its page")
    for kind, pattern in _PUBLISHERS:
        if found := re.search(pattern, name, re.IGNORECASE):
            return Fact(kind, f"the word {found.group(0)!r} in its name")
    for kind in types or ():
        if kind in _OF_TYPE:
            return Fact(_OF_TYPE[kind], f"{kind} in its structured data")
    for kind, pattern in _PUBLISHERS:
        if found := re.search(pattern, about, re.IGNORECASE):
            return Fact(kind, f"the words {found.group(0)!r} in its title or description")
    if host.endswith(".gov"):
        return Fact(
            "county" if "county" in f"{host} {name}".lower() else "city", "an address that ends in .gov"
        )
    return None


def zone_of_state(state: str) -> Fact | None:
    """The zone of most of a state's people; a guess where a part of it keeps another."""
    zone = ZONE_OF_STATE.get(state)
    return Fact(zone, f"the zone of most of {state}", is_sure=state not in TWO_ZONES) if zone else None


def zone_of_wordpress(about: dict[str, Any]) -> Fact | None:
    """The zone that a WordPress site's index gives by name; an offset alone has no summer time, so it says nothing."""
    zone = about.get("timezone_string")
    if isinstance(zone, str) and "/" in zone and zone in available_timezones():
        return Fact(zone, "its WordPress settings", is_sure=True)
    return None


def _name(page: FrontPage) -> Fact | None:
    if said := page.meta("og:site_name") or page.meta("application-name"):
        return Fact(said, "og:site_name", is_sure=True)
    for kind in _PUBLISHER_TYPES:
        for one in page.structured:
            said = one.get("name")
            if kind in _types(one) and isinstance(said, str) and said.strip():
                return Fact(" ".join(said.split()), f"{kind} in its structured data", is_sure=True)
    parts = [part.strip() for part in _SEPARATORS.split(page.title) if part.strip()]
    if not parts:
        return None
    host = re.sub(r"[^a-z]", "", (urlsplit(page.url).hostname or "").removeprefix("www."))
    return Fact(max(parts, key=lambda part: (_likeness(part, host), -parts.index(part))), "the page's title")


def _likeness(part: str, host: str) -> int:
    """How many letters of a title's part the host name has, words taken whole."""
    return sum(len(word) for word in re.findall(r"[a-z]+", part.lower()) if len(word) > 2 and word in host)


def _types(one: dict[str, Any]) -> list[str]:
    kind = one.get("@type")
    return [str(part) for part in kind] if isinstance(kind, list) else [str(kind)]


def _place(page: FrontPage) -> tuple[Fact | None, Fact | None]:
    for town, region in _addresses(page.structured):
        state = _state(region)
        if town and state:
            where = "the address in its structured data"
            return Fact(town, where), Fact(state, where, is_sure=True)
    for found in reversed(list(_ADDRESS.finditer(page.words))):
        # The words before a town are those of its street; but "St." at the beginning is a saint.
        words = found.group(1).split()
        last = max((n for n, word in enumerate(words) if _is_of_a_street(word, n)), default=-1)
        town = " ".join(words[last + 1 :])
        state = _state(found.group(2))
        if town and state:
            where = f"the words '{town}, {found.group(2)}' on its page"
            return Fact(town, where), Fact(state, where)
    return None, None


def _is_of_a_street(word: str, number: int) -> bool:
    return word.lower().strip(".") in _STREETS and not (number == 0 and word == "St.")


def _addresses(structured: tuple[dict[str, Any], ...]) -> Iterator[tuple[str, str]]:
    for one in structured:
        town, region = one.get("addressLocality"), one.get("addressRegion")
        if isinstance(town, str) and isinstance(region, str):
            yield " ".join(town.split()), region


def _state(written: str) -> str | None:
    text = written.strip().removeprefix("US-")
    return text.upper() if text.upper() in STATES else STATE_OF_NAME.get(text.lower())
